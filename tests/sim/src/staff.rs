//! What the operator and staff do, and what strangers try.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Attendance, CancelAppointment, CheckAppointment, OpenAvailability, ReadAppointment, ReadDay, SetAttendance},
        directory::{Beat, ReadObjects, ReadRegistry},
        mailroom::ReadTrace,
        patient::{ListPatients, ReadContact},
        practice::{AddPractitioner, FoundPractice, ReadAudit, RotateDataKey},
    },
    event::{Fact, PracticeChangedV1, StaffActedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, Minutes, Role, Sql, Token, binds};

use crate::{Simulation, Violation, act::expect, must, town::alerts as alerts_of};

impl Simulation {
    /// The practices in which a person gives care.
    pub(crate) fn works_at(&self, person: usize) -> Vec<usize> {
        let gives_care = |practice: &usize| {
            let seat = self.staffing.get(*practice).and_then(|staffing| staffing.seat(person));
            seat.is_some_and(|seat| seat.roles.contains(&Role::Practitioner))
        };
        (0..self.town.practices.len()).filter(gives_care).collect()
    }

    /// The operator makes a practice what its card says.
    pub(crate) fn found(&mut self, practice: usize, owner: Option<usize>) -> Result<(), Violation> {
        let owner = owner.map(|owner| self.invitee(owner, [Role::Owner].into())).transpose()?.flatten();
        let Some(known) = self.town.practices.get(practice) else { return Ok(()) };
        let (node, card) = (known.node, known.card.clone());
        self.ledger.cards.insert(card.practice, card.clone());
        let told = self.ask(node, Principal::Operator, &FoundPractice { card, owner, setup: Vec::new() })?;
        must(told.reply.is_ok(), || format!("a practice could not be founded: {:?}", told.reply))?;
        // Also those who left: the appointments that they gave are still shown with its telephone.
        let seats = self.staffing.get(practice).into_iter().flat_map(|staffing| &staffing.seats);
        let ever = seats.filter(|seat| seat.roles.contains(&Role::Practitioner)).map(|seat| seat.person);
        let agendas = ever.collect::<BTreeSet<_>>().len();
        let cards = told.events.iter().filter(|event| event.kind == PracticeChangedV1::KIND).count();
        must(cards == agendas, || format!("{cards} of {agendas} agendas are told of a practice"))
    }

    pub(crate) fn change_practice(&mut self) -> Result<(), Violation> {
        let number = self.net.dice.place(self.town.practices.len());
        let (what, place, alerts) = (self.net.dice.below(5), self.net.dice.place(3), self.net.dice.place(5));
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
            // How earlier slots are offered changes, or ends (W1).
            3 => practice.card.alerts = serde_json::from_value(alerts_of(alerts))?,
            _ => {
                let minutes = minutes.and_then(|minutes| Minutes::new(minutes).ok());
                if let (Some(service), Some(minutes)) = (practice.card.services.get_mut(place), minutes) {
                    service.minutes = minutes;
                }
            }
        }
        self.found(number, None)
    }

    pub(crate) fn add_practitioner(&mut self) -> Result<(), Violation> {
        let Some(known) = self.net.dice.pick(&self.town.practitioners) else { return Ok(()) };
        let practitioner = known.id;
        let Some(practice) = self.net.dice.pick(&self.works_at(known.person)).and_then(|place| self.town.practices.get(*place)) else {
            return Ok(());
        };
        let told = self.ask(practice.node, Principal::Operator, &AddPractitioner { practitioner })?;
        must(told.reply.is_ok(), || "a practitioner could not be added again".into())?;
        expect(&told.events, &[PracticeChangedV1::KIND])
    }

    /// The cron, and what the operator does now and then.
    pub(crate) fn operate(&mut self) -> Result<(), Violation> {
        let Some(directory) = self.net.dice.pick(&self.town.directories).copied() else { return Ok(()) };
        match self.net.dice.below(5) {
            0..2 => {
                let reply = self.ask_quietly(directory, Principal::Operator, &Beat {})?;
                must(reply.is_ok(), || "no beat".into())
            }
            2 => {
                let reply = self.ask_quietly(directory, Principal::Operator, &ReadRegistry { after: None, most: 100 })?;
                must(reply.is_ok(), || "the registry could not be read".into())
            }
            3 => {
                let reply = self.ask_quietly(directory, Principal::Operator, &ReadObjects { after: None, most: 500 })?;
                must(reply.is_ok(), || "objects could not be listed".into())
            }
            _ => {
                let Some(practice) = self.net.dice.pick(&self.town.practices) else { return Ok(()) };
                let renew = RotateDataKey { renew: self.net.dice.chance(500) };
                let reply = self.ask_quietly(practice.node, Principal::Operator, &renew)?;
                must(reply.is_ok(), || format!("keys could not be rotated: {reply:?}"))
            }
        }
    }

    /// Staff open hours of one of the next days; one time in four the same command again.
    pub(crate) fn open_availability(&mut self) -> Result<(), Violation> {
        let Some((number, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let dice = &self.net.dice;
        let again = self.clients.opened.get(dice.place(self.clients.opened.len().saturating_mul(4)));
        if let Some((node, _, command)) = again.filter(|(node, practice, _)| (*node, *practice) == (agenda, number)).cloned() {
            // A service whose length has changed meanwhile is still the same service.
            return self.opened(node, staff, &command);
        }
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
        self.clients.opened.push((agenda, number, command.clone()));
        self.opened(agenda, staff, &command)
    }

    pub(crate) fn read_trace(&mut self) -> Result<(), Violation> {
        let Some((practice, _, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((appointment, _, _)) = self.linked() else { return self.hold() };
        let Some(mailroom) = self.town.practices.get(practice).map(|practice| practice.mailroom) else { return Ok(()) };
        match self.ask_quietly(mailroom, staff, &ReadTrace { appointment })? {
            // Not found: nobody has written to this mailroom yet.
            Ok(_) | Err(ProblemKind::NotFound) => Ok(()),
            Err(kind) => Err(Violation(format!("a trace could not be read: {kind:?}"))),
        }
    }

    /// Somebody asks for what is not theirs; an owner reads who did what.
    pub(crate) fn trespass(&mut self) -> Result<(), Violation> {
        if self.net.dice.chance(200) {
            let Some((practice, desk)) = self.colleague(&[Role::Owner])? else { return Ok(()) };
            let command = ReadAudit { actor: None, subject: None, action: None, text: None, from: None, to: None, before: None, most: 50 };
            let Some(told) = self.give(practice, &desk, &command)? else { return Ok(()) };
            return must(told.reply.is_ok(), || "a trail could not be read".into());
        }
        let Some((other, _, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((appointment, _, made)) = self.linked() else { return self.hold() };
        let dice = &self.net.dice;
        let guess = Principal::Link { token: Token::draw(dice) };
        let home = self.town.practices.iter().find(|practice| practice.id == made.practice);
        let home = home.map(|practice| (practice.node, practice.mailroom, practice.card.practice));
        let (Some((practice, mailroom, home)), Some(other)) = (home, self.town.practices.get(other)) else { return Ok(()) };
        if home == other.id {
            return Ok(());
        }
        let stranger = self.nodes.get(other.mailroom).map_or(Principal::Public, |node| Principal::Object { object: node.object.clone() });
        let date = other.card.locations.first().map(|location| location.zone.wall(self.net.now.get()).date()).unwrap_or_default();
        let refused = match dice.below(7) {
            0 => self.ask_quietly(made.agenda, guess, &CancelAppointment {})?.err(),
            1 => self.ask_quietly(made.agenda, stranger, &CheckAppointment { appointment, version: 1, known: None })?.err(),
            2 => self.ask_quietly(practice, stranger, &ReadContact { patient: made.patient })?.err(),
            3 => self.ask_quietly(practice, staff, &ListPatients { after: None, most: 10 })?.err(),
            4 => self.ask_quietly(mailroom, staff, &ReadTrace { appointment })?.err(),
            5 => self.ask_quietly(made.agenda, Principal::Public, &ReadDay { date })?.err(),
            _ => self.ask_quietly(made.agenda, Principal::Public, &ReadAppointment {})?.err(),
        };
        must(refused.is_some(), || "a stranger was obeyed".into())
    }

    /// Not found: the service is withdrawn, or the agenda has not heard that it is offered again. Forbidden: it has not heard
    /// that its practitioner works there.
    fn opened(&mut self, node: usize, staff: Principal, command: &OpenAvailability) -> Result<(), Violation> {
        let told = self.ask(node, staff, command)?;
        match told.reply {
            // Opened before: nobody is told again.
            Ok(_) if told.events.is_empty() => Ok(()),
            Ok(_) => expect(&told.events, &[StaffActedV1::KIND]),
            Err(ProblemKind::NotFound | ProblemKind::Forbidden) => Ok(()),
            // What was withdrawn when the practitioner left is not opened again by the command that opened it.
            Err(ProblemKind::Changed) => {
                let gone = "SELECT 1 FROM availability WHERE availability_id = ? AND withdrawn_at IS NOT NULL";
                let gone = self.nodes.get(node).map(|node| node.sql.first::<(i64,)>(gone, binds![command.availability]));
                must(matches!(gone, Some(Ok(Some(_)))), || format!("{} was not changed meanwhile", command.availability))
            }
            Err(kind) => Err(Violation(format!("an availability could not be opened: {kind:?}"))),
        }
    }

    /// Staff note where an appointment stands.
    pub(crate) fn set_attendance(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let mut some: Vec<AppointmentId> = self
            .ledger
            .made
            .iter()
            .rev()
            .filter(|(_, made)| made.agenda == agenda && made.practice == own)
            .map(|(id, _)| *id)
            .take(60)
            .collect();
        some.sort_by_key(|id| self.ledger.made.get(id).map(|made| made.starts_at));
        let Some(id) = self.net.dice.pick(some.get(..some.len().min(12)).unwrap_or_default()).copied() else { return Ok(()) };
        let Some(made) = self.ledger.made.get(&id).cloned() else { return Ok(()) };
        let wanted = [Attendance::Confirmed, Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Booked];
        let attendance = self.net.dice.pick(&wanted).copied().unwrap_or(Attendance::Confirmed);
        let version = if self.net.dice.chance(100) { made.version + 1 } else { made.version };
        if self.lost() {
            return Ok(());
        }
        let told = self.ask(agenda, staff, &SetAttendance { appointment: id, version, attendance })?;
        match told.reply {
            Ok(entry) => {
                let now_is = entry.appointment.map(|own| (own.attendance, own.version));
                must(made.stands(), || format!("{id} was cancelled, and noted as {attendance:?}"))?;
                if made.attendance == attendance {
                    must(now_is == Some((attendance, made.version)), || format!("{id} is {now_is:?}"))?;
                    return expect(&told.events, &[]);
                }
                must(version == made.version && now_is == Some((attendance, version + 1)), || format!("{id} is {now_is:?}"))?;
                if let Some(known) = self.ledger.made.get_mut(&id) {
                    known.attendance = attendance;
                    known.version += 1;
                }
                self.seen.noted += 1;
                expect(&told.events, &[StaffActedV1::KIND])
            }
            Err(ProblemKind::Changed) => must(version != made.version, || format!("{id} was not changed meanwhile")),
            Err(ProblemKind::NotPossibleNow) => {
                let early = self.net.now.get() < made.starts_at;
                must(!made.stands() || early, || format!("{id} could not be noted as {attendance:?}"))
            }
            // Whoever vouched has not heard, or the agenda has not, that they work there no more, or do.
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(ProblemKind::NotFound) => must(made.deleted.is_some(), || format!("{id} was not found")),
            Err(kind) => Err(Violation(format!("{id} could not be noted: {kind:?}"))),
        }
    }

    /// Each practice's staff see their own appointments, and of others' that the time is taken.
    pub(crate) fn read_day(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((own, zone)) = self.town.practices.get(practice).and_then(|known| Some((known.id, known.card.locations.first()?.zone)))
        else {
            return Ok(());
        };
        let date = zone.wall(self.net.now.get().plus(TimeDelta::hours(i64::try_from(self.net.dice.below(96)).unwrap_or(0)))).date();
        let day = match self.ask_quietly(agenda, staff, &ReadDay { date })? {
            Ok(day) => day,
            // As above; or its card is still on its way.
            Err(ProblemKind::Forbidden | ProblemKind::NotFound) => return Ok(()),
            Err(kind) => return Err(Violation(format!("a day could not be read: {kind:?}"))),
        };
        let shown: BTreeSet<AppointmentId> =
            day.entries.iter().filter_map(|entry| entry.appointment.as_ref().map(|own| own.appointment)).collect();
        let midnight = |date: Option<NaiveDate>| zone.instant(date.unwrap_or_default().and_time(NaiveTime::MIN));
        let (from, to) = (midnight(Some(date)), midnight(date.succ_opt()));
        let there = self
            .ledger
            .made
            .iter()
            .filter(|(_, made)| made.agenda == agenda && made.deleted.is_none() && made.starts_at < to && made.ends_at > from);
        let (ours, others): (Vec<_>, Vec<_>) = there.partition(|(_, made)| made.practice == own);
        must(shown == ours.iter().map(|(id, _)| **id).collect(), || format!("{date} shows other appointments than the practice's own"))?;
        // Who has left is shown their own and no more; the agenda may not have heard yet that they are back.
        let stands = self
            .nodes
            .get(agenda)
            .map(|node| node.sql.first::<(i64,)>("SELECT 1 FROM membership WHERE practice_id = ? AND ended_at IS NULL", binds![own]));
        if !matches!(stands, Some(Ok(Some(_)))) {
            return Ok(());
        }
        for (id, made) in others.into_iter().filter(|(_, made)| made.stands()) {
            let busy = day.entries.iter().any(|entry| {
                entry.appointment.is_none() && entry.starts_at <= made.starts_at && entry.ends_at >= made.ends_at.min(entry.ends_at)
            });
            must(busy, || format!("{id} of another practice is not shown as busy"))?;
        }
        Ok(())
    }
}
