//! What the operator and staff do, and what strangers try.

use chrono::{Days, NaiveTime};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{CancelAppointment, CheckAppointment, OpenAgenda, OpenAvailability, ReadAppointment},
        mailroom::ReadTrace,
        practice::{AddPractitioner, FoundPractice, ReadContact, ReadPatients},
    },
    event::{Fact, PracticeChangedV1},
};
use guichet_kernel::{AvailabilityId, Minutes, Sql, Token};

use crate::{Mutation, Simulation, Violation, act::expect, must};

impl Simulation {
    /// The practices are founded and practitioners join them, in no particular order.
    pub(crate) fn open_town(&mut self) -> Result<(), Violation> {
        for number in 0..self.town.practices.len() {
            self.found(number)?;
        }
        for number in 0..self.town.practitioners.len() {
            let Some(practitioner) = self.town.practitioners.get(number) else { continue };
            let (node, card, practices) = (practitioner.node, practitioner.card.clone(), practitioner.practices.clone());
            for practice in practices
                .into_iter()
                .filter_map(|practice| self.town.practices.get(practice).map(|p| (p.id, p.node, p.card.country)))
                .collect::<Vec<_>>()
            {
                let (id, practice_node, country) = practice;
                let told = self.ask(practice_node, Principal::Operator, &AddPractitioner { practitioner: card.id })?;
                must(told.reply.is_ok() && told.events.len() == 1, || "a practitioner could not be added".into())?;
                let command = OpenAgenda { practitioner: card.clone(), country, practice: id };
                let opened = self.ask_quietly(node, Principal::Operator, &command)?;
                must(opened.is_ok(), || "an agenda could not be opened".into())?;
            }
        }
        Ok(())
    }

    /// Hours for the first weeks.
    pub(crate) fn open_hours(&mut self) -> Result<(), Violation> {
        for node in &self.nodes {
            if self.net.mutation == Mutation::NoTriggers && guichet_kernel::sql::is_open(&node.sql)? {
                node.sql.script("DROP TRIGGER IF EXISTS occupancy_insert")?;
            }
        }
        for _ in 0..120 {
            self.open_availability()?;
        }
        Ok(())
    }

    pub(crate) fn found(&mut self, practice: usize) -> Result<(), Violation> {
        let Some(practice) = self.town.practices.get(practice) else { return Ok(()) };
        let (node, card, practitioners) = (practice.node, practice.card.clone(), practice.practitioners.len());
        self.ledger.cards.insert(card.practice, card.clone());
        let first = self.nodes.get(node).is_some_and(|node| !node.ready.get() && node.noted.get() == 0 && node.writes().unwrap_or(0) == 0);
        let told = self.ask(node, Principal::Operator, &FoundPractice { card })?;
        must(told.reply.is_ok(), || format!("a practice could not be founded: {:?}", told.reply))?;
        let expected = if first { 0 } else { practitioners };
        expect(&told.events, &vec![PracticeChangedV1::KIND; expected])
    }

    pub(crate) fn change_practice(&mut self) -> Result<(), Violation> {
        let number = self.net.dice.place(self.town.practices.len());
        let (what, place) = (self.net.dice.below(4), self.net.dice.place(3));
        let (notice, minutes) = (self.net.dice.pick(&[0, 60, 1_440, 2_880]).copied(), self.net.dice.pick(&[15, 20, 30, 45, 60]).copied());
        let version = self.commands;
        let Some(practice) = self.town.practices.get_mut(number) else { return Ok(()) };
        match what {
            0 => practice.card.name = format!("Cabinet {number}, {version}").try_into().map_err(|_| Violation("a name".into()))?,
            1 => practice.card.cancellation_notice = notice.unwrap_or(0),
            2 => match practice.withdrawn.take() {
                Some(service) => practice.card.services.push(service),
                None => practice.withdrawn = Some(practice.card.services.remove(place)),
            },
            _ => {
                let minutes = minutes.and_then(|minutes| Minutes::new(minutes).ok());
                if let (Some(service), Some(minutes)) = (practice.card.services.get_mut(place), minutes) {
                    service.minutes = minutes;
                }
            }
        }
        self.found(number)
    }

    pub(crate) fn add_practitioner(&mut self) -> Result<(), Violation> {
        let Some(practice) = self.net.dice.pick(&self.town.practices) else { return Ok(()) };
        let node = practice.node;
        let known = practice.practitioners.first().and_then(|number| self.town.practitioners.get(*number)).map(|known| known.card.id);
        let Some(practitioner) = known else { return Ok(()) };
        let told = self.ask(node, Principal::Operator, &AddPractitioner { practitioner })?;
        must(told.reply.is_ok(), || "a practitioner could not be added again".into())?;
        expect(&told.events, &[PracticeChangedV1::KIND])
    }

    /// Staff open hours of one of the next days; one time in four the same command again.
    pub(crate) fn open_availability(&mut self) -> Result<(), Violation> {
        let dice = &self.net.dice;
        if let Some((node, practice, command)) = self.clients.opened.get(dice.place(self.clients.opened.len().saturating_mul(4))).cloned() {
            let staff = self.town.practices.get(practice).map_or(Principal::Public, crate::town::Practice::staff);
            // A service whose length has changed meanwhile is still the same service.
            return self.opened(node, staff, &command);
        }
        let Some(practitioner) = dice.pick(&self.town.practitioners) else { return Ok(()) };
        let Some(&number) = dice.pick(&practitioner.practices) else { return Ok(()) };
        let Some(practice) = self.town.practices.get(number) else { return Ok(()) };
        let (Some(location), Some(service)) = (practice.card.locations.first(), dice.pick(&practice.card.services)) else { return Ok(()) };
        let today = location.zone.wall(self.net.now.get()).date();
        let hour = |hour: u64| u32::try_from(hour).ok().and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)).unwrap_or_default();
        let from = if dice.chance(100) { dice.below(4) } else { 8 + dice.below(9) };
        let command = OpenAvailability {
            availability: AvailabilityId::draw(self.net.now.get(), dice),
            location: location.id,
            service: service.id,
            date: today.checked_add_days(Days::new(dice.below(21))).unwrap_or(today),
            from: hour(from),
            to: hour(from + 3 + dice.below(4)),
        };
        let (node, staff) = (practitioner.node, practice.staff());
        self.clients.opened.push((node, number, command.clone()));
        self.opened(node, staff, &command)
    }

    pub(crate) fn read_trace(&mut self) -> Result<(), Violation> {
        let Some((appointment, _, made)) = self.linked() else { return self.hold() };
        let Some(practice) = self.town.practices.iter().find(|practice| practice.id == made.practice) else { return Ok(()) };
        match self.ask_quietly(practice.mailroom, practice.staff(), &ReadTrace { appointment })? {
            // Not found: nobody has written to this mailroom yet.
            Ok(_) | Err(ProblemKind::NotFound) => Ok(()),
            Err(kind) => Err(Violation(format!("a trace could not be read: {kind:?}"))),
        }
    }

    pub(crate) fn read_patients(&mut self) -> Result<(), Violation> {
        let Some(practice) = self.net.dice.pick(&self.town.practices) else { return Ok(()) };
        let reply = self.ask_quietly(practice.node, practice.staff(), &ReadPatients {})?;
        must(reply.is_ok(), || "patients could not be read".into())
    }

    /// Somebody asks for what is not theirs.
    pub(crate) fn trespass(&mut self) -> Result<(), Violation> {
        let Some((appointment, _, made)) = self.linked() else { return self.hold() };
        let dice = &self.net.dice;
        let guess = Principal::Link { token: Token::draw(dice) };
        let home =
            self.town.practices.iter().find(|practice| practice.id == made.practice).map(|practice| (practice.node, practice.mailroom));
        let (Some((practice, mailroom)), Some(other)) = (home, self.town.practices.iter().find(|practice| practice.id != made.practice))
        else {
            return Ok(());
        };
        let stranger = self.nodes.get(other.mailroom).map_or(Principal::Public, |node| Principal::Object { object: node.object.clone() });
        let staff = other.staff();
        let refused = match dice.below(6) {
            0 => self.ask_quietly(made.agenda, guess, &CancelAppointment {})?.err(),
            1 => self.ask_quietly(made.agenda, stranger, &CheckAppointment { appointment, version: 1 })?.err(),
            2 => self.ask_quietly(practice, stranger, &ReadContact { patient: made.patient })?.err(),
            3 => self.ask_quietly(practice, staff, &ReadPatients {})?.err(),
            4 => self.ask_quietly(mailroom, staff, &ReadTrace { appointment })?.err(),
            _ => self.ask_quietly(made.agenda, Principal::Public, &ReadAppointment {})?.err(),
        };
        must(refused.is_some(), || "a stranger was obeyed".into())
    }

    /// Not found: the service is withdrawn, or the agenda has not heard that it is offered again.
    fn opened(&mut self, node: usize, staff: Principal, command: &OpenAvailability) -> Result<(), Violation> {
        match self.ask_quietly(node, staff, command)? {
            Ok(_) | Err(ProblemKind::NotFound) => Ok(()),
            Err(kind) => Err(Violation(format!("an availability could not be opened: {kind:?}"))),
        }
    }
}
