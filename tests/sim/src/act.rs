//! What people do: one command each, to one object, and what they must be answered. Patients here; staff in `staff`.

use chrono::TimeDelta;
use guichet_contracts::{
    Call, Command, Principal, Problem, ProblemKind,
    command::{
        agenda::{
            AppointmentFacts, Attendance, Book, CancelAppointment, CannotCome, HoldSlot, OpenAvailability, ReadAppointment, ReadHold,
            ReadPage,
        },
        calendar::Availability,
    },
    event::{AppointmentBookedV1, AppointmentCancelledV1, Fact, PatientBookedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, Instant, LocationId, PracticeId, Sql, Token, binds, link::Purpose};

use crate::{
    Mutation, Simulation, Violation,
    ledger::{Came, Emitted, Held, Made},
    must,
    placing::stored,
    seats::{Care, Seat},
    words::Words,
};

/// What is at most prepared, tidied and travelled beside care here.
pub(crate) const WIDEST: TimeDelta = TimeDelta::minutes(60);

/// A form that somebody has open, or has sent.
pub(crate) struct Form {
    agenda: usize,
    hold: Token,
    starts_at: Instant,
    seat: Seat,
    person: u64,
    made: Option<AppointmentId>,
    /// Whether its sender has seen the answer.
    done: bool,
}

/// What clients keep: forms, links, and what staff have opened.
#[derive(Default)]
pub(crate) struct Clients {
    forms: Vec<Form>,
    pub(crate) links: Vec<(AppointmentId, Token)>,
    pub(crate) opened: Vec<(usize, usize, OpenAvailability)>,
    /// What staff have opened by rules, as they saw it last.
    pub(crate) rules: Vec<(usize, usize, Availability)>,
    pub(crate) persons: u64,
    /// The owner of a practice who is about something for which they must prove who they are.
    pub(crate) proving: Option<(usize, usize)>,
}

/// An object's answer to a command, and what it has put into its outbox.
pub(crate) struct Told<R> {
    pub(crate) reply: Result<R, ProblemKind>,
    pub(crate) events: Vec<Emitted>,
}

impl Simulation {
    /// One command of somebody.
    pub(crate) fn act(&mut self) -> Result<(), Violation> {
        // Whoever has asked for a code waits for it.
        if let Some((practice, owner)) = self.clients.proving.filter(|_| self.net.dice.chance(150)) {
            return self.prove_and_act(practice, owner);
        }
        if self.net.dice.chance(180) {
            return self.run_agenda();
        }
        if self.net.dice.chance(220) {
            return self.wait();
        }
        match self.net.dice.below(100) {
            0..16 => self.read_page(),
            16..35 => self.hold(),
            35..39 => self.read_hold(),
            39..57 => self.book(),
            57..62 => self.read_appointment(),
            62..69 => self.cancel(),
            69..74 => self.open_availability(),
            74 => self.change_practice(),
            75 => self.add_practitioner(),
            76 => self.read_trace(),
            77 => self.trespass(),
            78 => self.operate(),
            79..82 => self.set_attendance(),
            82 => self.read_day(),
            83..85 => self.invite(),
            85..89 => self.accept(self.net.dice.place(self.town.people.len())),
            89 if self.net.dice.chance(400) => self.change_members(),
            89..91 => self.try_revoked(),
            _ => self.keep_patients(),
        }
    }

    pub(crate) fn ask<C: Command>(&mut self, node: usize, principal: Principal, command: &C) -> Result<Told<C::Reply>, Violation> {
        self.commands += 1;
        self.last = C::PATH;
        let command = serde_json::to_value(command)?;
        let call = Call { path: String::new(), principal, request_id: String::new(), key: self.key.clone(), test_now: None, command };
        let answer = self.serve(node, C::PATH, &serde_json::to_string(&call)?)?;
        let events = self.emitted(node)?;
        let reply = match answer.status {
            200 => Ok(serde_json::from_str(&answer.body)?),
            _ => Err(serde_json::from_str::<Problem>(&answer.body)?.kind()),
        };
        must(reply.is_ok() || events.is_empty(), || format!("{} was refused and told others", C::PATH))?;
        Ok(Told { reply, events })
    }

    /// A command that only reads, or must emit nothing.
    pub(crate) fn ask_quietly<C: Command>(
        &mut self,
        node: usize,
        principal: Principal,
        command: &C,
    ) -> Result<Result<C::Reply, ProblemKind>, Violation> {
        let Told { reply, events } = self.ask(node, principal, command)?;
        must(events.is_empty(), || format!("{} told others", C::PATH))?;
        Ok(reply)
    }

    /// Whether a client's request never arrives, or its answer never comes back.
    pub(crate) fn lost(&self) -> bool {
        self.net.dice.chance(self.net.faults.get().client)
    }

    /// A3: no start that is shown is anybody's.
    fn read_page(&mut self) -> Result<(), Violation> {
        let browser = self.net.dice.place(self.town.browsers.len());
        let Some(practitioner) = self.net.dice.pick(&self.town.practitioners) else { return Ok(()) };
        let practice = self.net.dice.pick(&self.works_at(practitioner.person)).and_then(|number| self.town.practices.get(*number));
        let service = practice.and_then(|practice| self.net.dice.pick(&practice.card.services)).map(|service| service.id);
        let (node, days) = (practitioner.node, if self.net.dice.chance(300) { 14 } else { 4 });
        let reply = self.ask_quietly(
            node,
            Principal::Public,
            &ReadPage { service, practice: None, country: None, location: None, from: None, days },
        )?;
        let page = match reply {
            Ok(page) => page,
            // They work nowhere, or their agenda has not heard where.
            Err(ProblemKind::NotFound) => return Ok(()),
            Err(kind) => return Err(Violation(format!("a page was refused: {kind:?}"))),
        };
        let now = self.net.now.get();
        must(page.starts.iter().all(|start| *start > now), || format!("what is past is shown at {now}"))?;
        // The first ones, which everybody wants, and some others.
        let others: Vec<Instant> = (0..3).filter_map(|_| self.net.dice.pick(&page.starts).copied()).collect();
        for start in page.starts.iter().take(3).chain(&others) {
            self.must_be_open(node, (page.practice.practice, page.service, page.location), *start, None)?;
        }
        must(page.starts.is_sorted(), || "starts out of order".into())?;
        if let Some(browser) = self.town.browsers.get_mut(browser).filter(|_| !page.starts.is_empty()) {
            browser.page = Some((node, page.service, page.starts));
        }
        Ok(())
    }

    /// What a browser asks for: mostly what its page shows, sometimes what staff opened, on the grid or not.
    fn wish(&self, browser: usize) -> Option<(usize, guichet_kernel::ServiceId, Instant)> {
        let dice = &self.net.dice;
        if dice.chance(800) {
            let (node, service, starts) = self.town.browsers.get(browser)?.page.as_ref()?;
            // Early slots are wanted by all.
            let start = if dice.chance(500) { starts.get(dice.place(starts.len().min(6))) } else { dice.pick(starts) };
            return Some((*node, *service, *start?));
        }
        let (node, practice, opened) = dice.pick(&self.clients.opened)?;
        let practice = self.town.practices.get(*practice)?;
        let (zone, minutes) = (practice.card.location(opened.location)?.zone, practice.card.service(opened.service)?.minutes);
        let steps = i32::try_from(dice.below(12)).unwrap_or(0);
        let off = if dice.chance(100) { dice.millis(1, 600_000) } else { TimeDelta::zero() };
        Some((*node, opened.service, zone.instant(opened.date.and_time(opened.from)).plus(minutes.delta() * steps + off)))
    }

    pub(crate) fn hold(&mut self) -> Result<(), Violation> {
        let browser = self.net.dice.place(self.town.browsers.len());
        let Some((agenda, service, starts_at)) = self.wish(browser) else { return self.read_page() };
        let Some(token) = self.town.browsers.get(browser).map(|browser| browser.token.clone()) else { return Ok(()) };
        if self.lost() {
            return Ok(());
        }
        let secret = token.hash();
        let reply = self.ask_quietly(
            agenda,
            Principal::Public,
            &HoldSlot { country: None, practice: None, service, location: None, starts_at, browser: token, network: None },
        )?;
        let now = self.net.now.get();
        let Some(node) = self.nodes.get(agenda) else { return Ok(()) };
        match reply {
            Ok(held) => {
                let row = node.sql.first::<(Instant, Instant, PracticeId, LocationId, Option<AvailabilityId>)>(
                    "SELECT starts_at, ends_at, practice_id, location_id, availability_id FROM hold WHERE token_hash = ?",
                    binds![held.hold.hash()],
                )?;
                let row = row.filter(|row| row.0 == starts_at).ok_or_else(|| Violation("a hold is not in the store".into()))?;
                let (from, to, practice, location, availability) = row;
                let kept = held.until.since(now);
                must(kept > TimeDelta::zero() && kept <= TimeDelta::minutes(5), || format!("a hold of {kept}"))?;
                let known = self.ledger.held.iter().find(|known| known.token == held.hold);
                must(known.is_none_or(|known| known.until == held.until), || "a hold was renewed".into())?;
                if known.is_none() {
                    let seat = Seat::of(node, Care { practice, location, service, starts_at: from, ends_at: to }, availability)?;
                    // A browser's third lets its first go.
                    self.ledger.note_given_way(agenda, node, now, |held| held.browser == browser)?;
                    let fits = self.ledger.fits(agenda, &seat, seat.public, (None, None), now);
                    fits.map_err(|why| Violation(format!("A3: {from} is held and {why}")))?;
                    let (token, until) = (held.hold.clone(), held.until);
                    self.ledger.held.push(Held { agenda, browser, token, starts_at: from, ends_at: to, until, seat, lent: None });
                }
                let seat = self.ledger.held.iter().find(|known| known.token == held.hold).map(|known| known.seat.clone());
                let open = self.clients.forms.iter().any(|form| form.hold == held.hold);
                if let Some(seat) = seat.filter(|_| !self.lost() && !open) {
                    self.clients.persons += 1;
                    let person = self.clients.persons;
                    self.clients.forms.push(Form { agenda, hold: held.hold, starts_at, seat, person, made: None, done: false });
                    // Whoever has a hundred forms open has forgotten the first ones.
                    if self.clients.forms.len() > 100 {
                        self.clients.forms.remove(0);
                    }
                }
                Ok(())
            }
            Err(ProblemKind::SlotTaken | ProblemKind::Full) => {
                let wanted = Self::around(node, service, starts_at)?;
                must(self.somebody_at(agenda, &wanted, None), || format!("{starts_at} is called taken and is nobody's"))
            }
            Err(ProblemKind::NotOnline) => must(Self::is_offline(node, service)?, || "what is online is called offline".into()),
            Err(ProblemKind::TooOften) => {
                let hour = now.minus(TimeDelta::hours(1));
                let counted = "SELECT COUNT(*) FROM public_act WHERE what = 'browser-holds' AND who = ? AND at > ?";
                let held = node.sql.first::<(i64,)>(counted, binds![secret, hour])?.map_or(0, |(held,)| held);
                must(held >= 10, || format!("{held} holds in an hour are called too many"))
            }
            // Not found: the service is withdrawn.
            Err(ProblemKind::SlotGone | ProblemKind::NotFound) => Ok(()),
            Err(kind) => Err(Violation(format!("a hold was refused: {kind:?}"))),
        }
    }

    fn read_hold(&mut self) -> Result<(), Violation> {
        let Some(form) = self.net.dice.pick(&self.clients.forms) else { return self.read_page() };
        let (agenda, hold) = (form.agenda, form.hold.clone());
        match self.ask_quietly(agenda, Principal::Public, &ReadHold { hold })? {
            Ok(_) | Err(ProblemKind::NotFound) => Ok(()),
            Err(kind) => Err(Violation(format!("a hold could not be read: {kind:?}"))),
        }
    }

    /// Sends a form: a new one mostly, else one that was sent before.
    fn book(&mut self) -> Result<(), Violation> {
        let again = self.net.dice.chance(200);
        let wanted: Vec<usize> =
            self.clients.forms.iter().enumerate().filter(|(_, form)| form.done == again).map(|(place, _)| place).collect();
        // The last ones opened are the ones being filled.
        let fresh = wanted.get(wanted.len().saturating_sub(8)..).unwrap_or_default();
        let Some(place) = self.net.dice.pick(if again { &wanted } else { fresh }).copied() else { return self.hold() };
        let Some(form) = self.clients.forms.get(place) else { return Ok(()) };
        let (agenda, hold, before, person) = (form.agenda, form.hold.clone(), form.made, form.person);
        let (starts_at, seat) = (form.starts_at, form.seat.clone());
        if self.lost() {
            return Ok(());
        }
        let address = self.town.booker.derive(&person.to_string());
        let form = Book { country: None, hold: hold.clone(), person: Words::person(person)?, booker: Some(address), network: None };
        let told = self.ask(agenda, Principal::Public, &form)?;
        let seen = !self.lost();
        if let (Err(_), Some(node)) = (&told.reply, self.nodes.get(agenda)) {
            // A third refusal lets the hold go.
            self.ledger.note_given_way(agenda, node, self.net.now.get(), |held| held.token == hold)?;
        }
        match (told.reply, before) {
            (Ok(booked), Some(made)) => {
                let link = self.ledger.made.get(&made).map(|made| &made.link);
                must(booked.appointment == made && link == Some(&booked.link), || "the same form gave another appointment".into())?;
                expect(&told.events, &[])?;
            }
            (Err(_), Some(made))
                if self.ledger.made.get(&made).is_some_and(|made| self.is_erased(made.patient) || made.deleted.is_some()) => {}
            (Err(kind), Some(made)) => return Err(Violation(format!("the form of {made} was refused the second time: {kind:?}"))),
            (Ok(booked), None) => {
                expect(&told.events, &[PatientBookedV1::KIND, AppointmentBookedV1::KIND])?;
                self.note_booking(agenda, (booked.appointment, booked.link), person, starts_at, &hold)?;
                self.ledger.held.retain(|held| held.token != hold);
                if let Some(form) = self.clients.forms.get_mut(place) {
                    form.made = Some(booked.appointment);
                }
            }
            (Err(ProblemKind::SlotTaken | ProblemKind::Full), None) => {
                // What is around care may have grown since it was held.
                let seat = Seat { from: seat.from.minus(WIDEST), to: seat.to.plus(WIDEST), ..seat };
                must(self.somebody_at(agenda, &seat, Some(&hold)), || format!("{starts_at} is called taken and is nobody's"))?;
            }
            (Err(ProblemKind::SlotGone | ProblemKind::NotFound | ProblemKind::NotOnline), None) => {}
            (Err(ProblemKind::TooOften), None) => {
                let node = self.nodes.get(agenda).ok_or_else(|| Violation("no such agenda".into()))?;
                let counted = "SELECT COUNT(*) FROM public_act WHERE what = 'hold-refused' AND who = ?";
                let refused = node.sql.first::<(i64,)>(counted, binds![hold.hash()])?.map_or(0, |(refused,)| refused);
                must(refused >= 3, || format!("{refused} refused forms of a hold are called too many"))?;
            }
            (Err(kind), None) => return Err(Violation(format!("a form was refused: {kind:?}"))),
        }
        if let Some(form) = self.clients.forms.get_mut(place).filter(|_| seen) {
            form.done = form.made.is_some() || form.done;
        }
        Ok(())
    }

    fn note_booking(
        &mut self,
        agenda: usize,
        (id, link): (AppointmentId, String),
        person: u64,
        starts_at: Instant,
        hold: &Token,
    ) -> Result<(), Violation> {
        let node = self.nodes.get(agenda).ok_or_else(|| Violation("no such agenda".into()))?;
        let now = self.net.now.get();
        let row = stored(node, id)?;
        must(row.care.starts_at == starts_at && starts_at > now, || format!("{id} starts at {}, not at {starts_at}", row.care.starts_at))?;
        let patient = row.patient.ok_or_else(|| Violation(format!("{id} is nobody's")))?;
        if self.net.mutation == Mutation::NosyAgenda {
            node.sql.script("CREATE TABLE IF NOT EXISTS note (words TEXT)")?;
            node.sql.run("INSERT INTO note VALUES (?)", binds![Words::person(person)?.family_name.as_str()])?;
        }
        // A live hold keeps the time that it has; else it is taken anew.
        let live = self.ledger.held.iter().find(|held| held.token == *hold && held.until > now).cloned();
        let seat = match &live {
            Some(live) => live.seat.clone(),
            None => Seat::of(node, row.care, row.availability)?,
        };
        let admits = if live.is_some() { seat.capacity } else { seat.public };
        let fits = self.ledger.fits(agenda, &seat, admits, (None, Some(hold)), now);
        fits.map_err(|why| Violation(format!("A3: {id} at {starts_at} {why}")))?;
        self.know_link(id, &link)?;
        let made = Made {
            agenda,
            practice: row.care.practice,
            patient,
            person,
            starts_at,
            ends_at: row.care.ends_at,
            attendance: Attendance::Booked,
            version: 1,
            link,
            first: 1,
            came: Came::Told,
            origin: id,
            moved_to: None,
            cancelling: false,
            deleted: None,
            restored: false,
            over: None,
            seat,
        };
        self.ledger.stand(id, made)
    }

    /// Somebody has the link of an appointment.
    pub(crate) fn know_link(&mut self, id: AppointmentId, link: &str) -> Result<(), Violation> {
        let link =
            self.town.secrets.links.verify(link, Purpose::Appointment, self.net.now.get()).map_err(|error| Violation(error.to_string()))?;
        self.clients.links.push((id, link.token));
        Ok(())
    }

    /// An appointment whose link somebody has: one of the last, mostly.
    pub(crate) fn linked(&self) -> Option<(AppointmentId, Token, Made)> {
        let links = &self.clients.links;
        let recent = links.get(links.len().saturating_sub(60)..).unwrap_or_default();
        let (id, token) = self.net.dice.pick(if self.net.dice.chance(700) { recent } else { links })?;
        Some((*id, token.clone(), self.ledger.made.get(id)?.clone()))
    }

    fn read_appointment(&mut self) -> Result<(), Violation> {
        let Some((id, token, made)) = self.linked() else { return self.hold() };
        let facts = self.ask_quietly(made.agenda, Principal::Link { token }, &ReadAppointment {})?;
        match facts {
            Ok(facts) => agree(id, &facts, (made.attendance, made.version)),
            Err(ProblemKind::LinkExpired) if self.is_erased(made.patient) || made.deleted.is_some() => Ok(()),
            Err(kind) => Err(Violation(format!("{id} could not be read: {kind:?}"))),
        }
    }

    /// A7: cancels, one time in three what may have been cancelled before; or says that they cannot come, late too.
    fn cancel(&mut self) -> Result<(), Violation> {
        let cannot = self.net.dice.chance(400);
        let Some((id, token, made)) = (if cannot { self.soonest_linked() } else { self.linked() }) else { return self.hold() };
        if self.lost() {
            return Ok(());
        }
        let principal = Principal::Link { token };
        let told = if cannot {
            self.ask(made.agenda, principal, &CannotCome {})?
        } else {
            self.ask(made.agenda, principal, &CancelAppointment {})?
        };
        let now = self.net.now.get();
        match told.reply {
            Ok(facts) => {
                if made.is_cancelled() {
                    agree(id, &facts, (made.attendance, made.version))?;
                    return expect(&told.events, &[]);
                }
                agree(id, &facts, (Attendance::CancelledByPatient, made.version + 1))?;
                let open = matches!(made.attendance, Attendance::Booked | Attendance::Confirmed);
                must(open, || format!("{id} was cancelled, and is {:?}", made.attendance))?;
                let late = now > facts.cancel_until;
                must(now < made.starts_at && (cannot || !late), || format!("A7: {id} was cancelled at {now}, after its notice"))?;
                let marked = match self.nodes.get(made.agenda) {
                    Some(node) => node.sql.first::<(i64,)>(
                        "SELECT 1 FROM attendance_history WHERE appointment_id = ? AND did = 'late' AND version = ?",
                        binds![id, facts.version],
                    )?,
                    None => None,
                };
                must(marked.is_some() == late, || format!("A7: {id} was cancelled late: {late}, and is not marked so, or is"))?;
                self.seen.late += u64::from(late);
                self.ledger.end(id, Some(Attendance::CancelledByPatient), now);
                self.ledger.made.entry(id).and_modify(|made| made.cancelling = true);
                expect(&told.events, &[AppointmentCancelledV1::KIND])
            }
            Err(kind) => {
                let justified = match kind {
                    ProblemKind::TooLate => !cannot && made.starts_at.since(now) < TimeDelta::minutes(2_880),
                    ProblemKind::NotPossibleNow => {
                        now >= made.starts_at || !matches!(made.attendance, Attendance::Booked | Attendance::Confirmed)
                    }
                    ProblemKind::LinkExpired => self.is_erased(made.patient) || made.deleted.is_some(),
                    _ => false,
                };
                must(justified && (!made.is_cancelled() || kind == ProblemKind::LinkExpired), || {
                    format!("A7: {id} could not be cancelled at {now}: {kind:?}")
                })
            }
        }
    }

    /// The same as [`Self::linked`], but who comes soonest of a few: whoever cannot come says so late.
    fn soonest_linked(&self) -> Option<(AppointmentId, Token, Made)> {
        let now = self.net.now.get();
        let some = (0..12).filter_map(|_| self.linked());
        some.min_by_key(|(_, _, made)| (!(made.stands() && made.starts_at > now), made.starts_at))
    }
}

/// The events that a command has emitted must be exactly these.
pub(crate) fn expect(events: &[Emitted], kinds: &[&str]) -> Result<(), Violation> {
    let emitted: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    must(emitted == kinds, || format!("told {emitted:?}, and should have told {kinds:?}"))
}

fn agree(id: AppointmentId, facts: &AppointmentFacts, expected: (Attendance, i64)) -> Result<(), Violation> {
    let found = (facts.attendance, facts.version);
    must(facts.appointment == id && found == expected, || format!("{id} is {found:?}, and should be {expected:?}"))
}
