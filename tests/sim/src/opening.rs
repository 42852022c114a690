//! The first day, on which nothing goes wrong: practices are founded, by the operator or by somebody who signs in; owners
//! invite, and whoever is invited comes.

use chrono::TimeDelta;
use guichet_contracts::command::{
    people::Founder,
    practice::{ChangeSettings, Choice, CreatePractice, ReadSettings},
};
use guichet_kernel::{MemberId, PersonName, Role, Sql};

use crate::{Mutation, Simulation, Violation, must, people::Desk, staffing::Seat, town::STAFF};

/// How often somebody looks into their mailbox before they have certainly found what was sent.
const PATIENCE: usize = 40;

impl Simulation {
    /// Everybody signs in, practices are founded, those who work there join.
    pub(crate) fn open_town(&mut self) -> Result<(), Violation> {
        for person in 0..self.town.people.len() {
            self.at_desk(person)?;
        }
        for number in 0..self.town.practices.len() {
            let owner = STAFF.iter().position(|(_, roles)| roles.contains(&(number, Role::Owner))).unwrap_or(0);
            if number % 2 == 0 {
                self.found(number, Some(owner))?;
                self.note_invitations(number, owner)?;
                self.come(number, owner)?;
            } else {
                self.create(number, owner)?;
                self.found(number, None)?;
            }
            self.shorten_invitations(number, owner)?;
        }
        for (person, (_, roles)) in STAFF.iter().enumerate() {
            for (practice, role) in roles.iter().filter(|(_, role)| *role != Role::Owner) {
                let owners = self.staffing.get(*practice).map(|staffing| staffing.working(&[Role::Owner])).unwrap_or_default();
                let Some(owner) = owners.first() else { return Err(Violation(format!("practice {practice} has no owner"))) };
                let desk = self.at_desk(*owner)?;
                self.invite_to(*practice, &desk, person, [*role].into())?;
                self.come(*practice, person)?;
            }
        }
        Ok(())
    }

    /// Somebody signs in, however often they must look for the link.
    fn at_desk(&mut self, person: usize) -> Result<Desk, Violation> {
        for _ in 0..PATIENCE {
            if let Some(desk) = self.desk(person)? {
                return Ok(desk);
            }
            self.advance(self.net.now.get().plus(TimeDelta::seconds(20)))?;
        }
        Err(Violation(format!("person {person} could not sign in")))
    }

    /// Somebody accepts the invitation that is on its way to them.
    fn come(&mut self, practice: usize, person: usize) -> Result<(), Violation> {
        for _ in 0..PATIENCE {
            self.advance(self.net.now.get().plus(TimeDelta::seconds(20)))?;
            self.accept(person)?;
            if self.staffing.get(practice).is_some_and(|staffing| staffing.seat(person).is_some()) {
                return Ok(());
            }
        }
        Err(Violation(format!("person {person} did not come to practice {practice}")))
    }

    fn create(&mut self, number: usize, owner: usize) -> Result<(), Violation> {
        let desk = self.at_desk(owner)?;
        let (Some(practice), Some(who)) = (self.town.practices.get(number), self.town.people.get(owner)) else { return Ok(()) };
        let name = |text: &str| PersonName::parse(text).map_err(|error| Violation(error.to_string()));
        let (node, card) = (practice.node, practice.card.clone());
        let Some(location) = card.locations.first().cloned() else { return Ok(()) };
        let founder = Founder { given_name: name("Claire")?, family_name: name(&who.family_name)?, email: who.email.clone() };
        let command = CreatePractice { country: card.country, name: card.name, telephone: card.telephone, location, founder };
        for again in [false, true] {
            let told = self.ask(node, desk.principal.clone(), &command)?;
            must(told.reply.is_ok(), || format!("a practice could not be created: {:?}", told.reply))?;
            must(told.events.is_empty() == again, || "a practice was created twice".into())?;
        }
        let Some(node) = self.nodes.get(node) else { return Ok(()) };
        let member = node.sql.first::<(MemberId,)>("SELECT member_id FROM member", &[])?;
        let (member,) = member.ok_or_else(|| Violation("a practice was created without an owner".into()))?;
        let seat = Seat { person: owner, member, roles: [Role::Owner].into(), active: true };
        self.staffing.get_mut(number).into_iter().for_each(|staffing| staffing.seats.push(seat.clone()));
        Ok(())
    }

    /// So that some come to nothing within the days that a simulation has.
    fn shorten_invitations(&mut self, practice: usize, owner: usize) -> Result<(), Violation> {
        let desk = self.at_desk(owner)?;
        let read = self.give(practice, &desk, &ReadSettings {})?.and_then(|told| told.reply.ok());
        let version = read.map(|settings| settings.version).ok_or_else(|| Violation("settings could not be read".into()))?;
        let settings = vec![Choice { name: "invitation_days".into(), value: Some(1) }];
        let told = self.give(practice, &desk, &ChangeSettings { version, name: None, telephone: None, settings })?;
        must(told.is_some_and(|told| told.reply.is_ok()), || "settings could not be changed".into())
    }

    /// Hours for the first weeks.
    pub(crate) fn open_hours(&mut self) -> Result<(), Violation> {
        for node in &self.nodes {
            if self.net.mutation == Mutation::NoTriggers && guichet_kernel::sql::is_open(&node.sql)? {
                node.sql.script("DROP TRIGGER IF EXISTS occupancy_insert")?;
            }
        }
        for _ in 0..1_000 {
            if self.clients.opened.len() >= 110 {
                return Ok(());
            }
            self.open_availability()?;
        }
        Err(Violation("no hours could be opened".into()))
    }
}
