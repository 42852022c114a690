//! How staff and patients place, move, cancel and delete appointments, and what they must be answered.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Attendance, MoveByLink, ReadMoves},
        calendar::{CancelByStaff, DeleteAppointment, MoveAppointment, PlaceAppointment},
    },
    event::{AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, Fact, StaffActedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, Instant, LocationId, Minutes, PatientId, PracticeId, ServiceId, Sql, Token, binds};

use crate::{
    Simulation, Violation,
    act::expect,
    ledger::{Came, Emitted, Made},
    must,
    node::Node,
    offers::Waits,
    patients::State,
    seats::{Care, Seat},
    waiting::GRACE,
};

/// An appointment as it is stored.
pub(crate) struct Stored {
    pub(crate) care: Care,
    pub(crate) patient: Option<PatientId>,
    pub(crate) availability: Option<AvailabilityId>,
    forced: bool,
    version: i64,
    /// Whether its time was taken whoever was there.
    pub(crate) regardless: bool,
}

/// Reads an appointment from its agenda's store.
pub(crate) fn stored(node: &Node, id: AppointmentId) -> Result<Stored, Violation> {
    let row = node.sql.first::<(PracticeId, LocationId, ServiceId, Instant, Instant, Option<PatientId>, Option<AvailabilityId>)>(
        "SELECT practice_id, location_id, service_id, starts_at, ends_at, patient_id, availability_id FROM appointment
         WHERE appointment_id = ?",
        binds![id],
    )?;
    let row = row.ok_or_else(|| Violation(format!("{id} is not in the store")))?;
    let marks = node.sql.first::<(i64, i64, Option<i64>)>(
        "SELECT forced, version, (SELECT forced FROM occupancy WHERE occupant = appointment_id) FROM appointment WHERE appointment_id = ?",
        binds![id],
    )?;
    let (forced, version, regardless) = marks.unwrap_or_default();
    let (practice, location, service, starts_at, ends_at, patient, availability) = row;
    let care = Care { practice, location, service, starts_at, ends_at };
    Ok(Stored { care, patient, availability, forced: forced != 0, version, regardless: regardless == Some(1) })
}

/// Where a practice's staff put somebody.
pub(crate) struct Spot {
    pub(crate) location: LocationId,
    pub(crate) service: ServiceId,
    pub(crate) starts_at: Instant,
}

impl Simulation {
    /// Somebody at a front desk runs the agenda, or a patient moves.
    pub(crate) fn run_agenda(&mut self) -> Result<(), Violation> {
        match self.net.dice.below(100) {
            0..22 => self.place(),
            22..40 => self.move_by_staff(),
            40..58 => self.move_by_link(),
            58..64 => self.cancel_by_staff(),
            64..70 => self.delete(),
            _ => self.keep_calendar(),
        }
    }

    /// The time that a service would take there, as the agenda knows it, and nothing else of it.
    pub(crate) fn around(node: &Node, service: ServiceId, starts_at: Instant) -> Result<Seat, Violation> {
        let row = node.sql.first::<(PracticeId, Minutes, LocationId)>(
            "SELECT practice_id, minutes, (SELECT location_id FROM location WHERE practice_id = service.practice_id) FROM service
             WHERE service_id = ?",
            binds![service],
        )?;
        let (practice, minutes, location) = row.ok_or_else(|| Violation("a service of nobody's".into()))?;
        Seat::of(node, Care { practice, location, service, starts_at, ends_at: starts_at.plus(minutes.delta()) }, None)
    }

    /// Whether anybody stands or holds there, but for whoever has that hold.
    pub(crate) fn somebody_at(&self, agenda: usize, seat: &Seat, but: Option<&Token>) -> bool {
        let now = self.net.now.get();
        self.ledger.standing_at(agenda, seat).next().is_some()
            || self.ledger.held_at(agenda, seat, now).any(|held| Some(&held.token) != but)
    }

    /// A place and a time for a service of the practice: of what is open, of somebody's, or any.
    pub(crate) fn spot(&self, practice: usize, agenda: usize) -> Option<Spot> {
        let dice = &self.net.dice;
        let card = &self.town.practices.get(practice)?.card;
        let (location, service) = (card.locations.first()?, dice.pick(&card.services)?);
        let now = self.net.now.get();
        let minutes = |count: u64| TimeDelta::minutes(i64::try_from(count).unwrap_or(0));
        let opened: Vec<_> = self.clients.opened.iter().filter(|(node, number, _)| (*node, *number) == (agenda, practice)).collect();
        let recent = opened.get(opened.len().saturating_sub(8)..).unwrap_or_default();
        let starts_at = match dice.below(100) {
            0..50 => {
                let (_, _, hours) = dice.pick(recent)?;
                location.zone.instant(hours.date.and_time(hours.from)).plus(service.minutes.delta() * i32::try_from(dice.below(8)).ok()?)
            }
            50..80 => {
                let ahead: Vec<Instant> =
                    self.ledger.standing.get(&agenda)?.range(now..).filter(|(_, there)| !there.is_empty()).map(|(from, _)| *from).collect();
                dice.pick(&ahead)?.plus(minutes(5 * dice.below(12)))
            }
            80..97 => now.plus(minutes(30 + 5 * dice.below(2_000))),
            _ => now.minus(minutes(60 + 5 * dice.below(500))),
        };
        Some(Spot { location: location.id, service: service.id, starts_at })
    }

    pub(crate) fn is_closed(&self, care: &Care, agenda: usize) -> bool {
        self.ledger.closings.values().any(|(node, practice, closing)| {
            (*node, *practice) == (agenda, care.practice)
                && closing.location.is_none_or(|location| location == care.location)
                && closing.from < care.ends_at
                && closing.to > care.starts_at
        })
    }

    /// What staff were refused must be so.
    fn refused(&self, kind: ProblemKind, agenda: usize, seat: &Seat, (force, old): (bool, Option<AppointmentId>)) -> Result<(), Violation> {
        let justified = match kind {
            ProblemKind::SlotTaken | ProblemKind::Full => !force && self.ledger.standing_at(agenda, seat).any(|(id, _)| Some(id) != old),
            ProblemKind::Closed => {
                !force
                    && self
                        .ledger
                        .closings
                        .values()
                        .any(|(node, _, closing)| *node == agenda && closing.from < seat.to && closing.to > seat.from)
            }
            // The service is withdrawn; or the practitioner does not work there any more, or not yet, as far as the agenda has heard.
            ProblemKind::NotFound | ProblemKind::Forbidden => true,
            _ => false,
        };
        must(justified, || format!("staff were refused {}: {kind:?}", seat.from))
    }

    /// Notes the time that staff's appointment has, which must be free, or forced.
    fn seated(
        &mut self,
        agenda: usize,
        (id, force, old): (AppointmentId, bool, Option<AppointmentId>),
        shown: Option<bool>,
    ) -> Result<(Stored, Seat), Violation> {
        let Some(node) = self.nodes.get(agenda).cloned() else { return Err(Violation("no such agenda".into())) };
        let row = stored(&node, id)?;
        let closed = self.is_closed(&row.care, agenda);
        must(force || !(row.forced || closed), || format!("{id} was forced, though nobody said so"))?;
        must(row.forced || !closed, || format!("{id} is in closed time, and not marked"))?;
        must(row.forced || !row.regardless, || format!("{id} was taken whoever was there, and is not marked"))?;
        must(shown.is_none_or(|shown| shown == row.forced), || format!("{id} is not shown as forced, or is"))?;
        let seat = Seat { forced: row.regardless, ..Seat::of(&node, row.care, row.availability)? };
        let now = self.net.now.get();
        self.ledger.note_given_way(agenda, &node, now, |held| held.seat.meets(&seat))?;
        if seat.forced {
            self.seen.forced += 1;
        } else {
            let fits = self.ledger.fits(agenda, &seat, seat.capacity, (old, None), now);
            fits.map_err(|why| Violation(format!("A3: {id} at {} {why}", row.care.starts_at)))?;
        }
        Ok((row, seat))
    }

    fn place(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(spot) = self.spot(practice, agenda) else { return Ok(()) };
        let known = self.ledger.entered.get(&practice).map_or(&[][..], Vec::as_slice);
        let recent = known.get(known.len().saturating_sub(40)..).unwrap_or_default();
        let stands = |id: &&PatientId| self.ledger.records.get(id).is_some_and(|record| record.state == State::Stands);
        let those: Vec<PatientId> = recent.iter().filter(stands).copied().collect();
        let (dice, now) = (&self.net.dice, self.net.now.get());
        let Some(patient) = dice.pick(&those).copied() else { return Ok(()) };
        let other_length = dice.pick(&[10, 25, 50]).copied().filter(|_| dice.chance(150));
        let alert = self.some_wish().filter(|_| self.net.dice.chance(100));
        let dice = &self.net.dice;
        let command = PlaceAppointment {
            appointment: AppointmentId::draw(now, dice),
            patient,
            service: spot.service,
            location: spot.location,
            starts_at: spot.starts_at,
            minutes: other_length.and_then(|count| Minutes::new(count).ok()),
            force: dice.chance(200),
            silent: dice.chance(150),
            alert,
        };
        self.place_as((practice, agenda, staff), &command)
    }

    /// The same, of that patient, there.
    pub(crate) fn place_as(
        &mut self,
        (practice, agenda, staff): (usize, usize, Principal),
        command: &PlaceAppointment,
    ) -> Result<(), Violation> {
        let (id, patient, force, now) = (command.appointment, command.patient, command.force, self.net.now.get());
        let person = self.ledger.records.get(&patient).map_or(0, |record| record.called);
        let (Some(node), Some(own)) = (self.nodes.get(agenda).cloned(), self.town.practices.get(practice).map(|known| known.id)) else {
            return Ok(());
        };
        // W2: the box may be ticked at once.
        let may_wait = self.may_wait_from(&node, own, command.starts_at)?;
        self.waiting.touched.extend(command.alert.is_some().then_some(id));
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), command)?;
            match told.reply {
                Ok(entry) if done => {
                    must(entry.appointment.is_some_and(|own| own.appointment == id), || format!("{id} was placed as another"))?;
                    expect(&told.events, &[])?;
                }
                Ok(entry) => {
                    let shown = entry.appointment.map(|own| own.forced);
                    let (row, seat) = self.seated(agenda, (id, force, None), shown)?;
                    let care = row.care;
                    let as_asked = (care.service, care.location, care.starts_at, row.patient)
                        == (command.service, command.location, command.starts_at, Some(patient));
                    must(as_asked && row.version == 1, || format!("{id} is not what was placed"))?;
                    let writes = !command.silent && care.starts_at > now;
                    let kinds = [StaffActedV1::KIND, AppointmentBookedV1::KIND];
                    expect(&told.events, kinds.get(..if writes { 2 } else { 1 }).unwrap_or_default())?;
                    let link = self.told_link(id, &told.events)?;
                    let how = if writes { Came::Told } else { Came::Silently };
                    let made = Made {
                        agenda,
                        practice: care.practice,
                        patient,
                        person,
                        starts_at: care.starts_at,
                        ends_at: care.ends_at,
                        attendance: Attendance::Booked,
                        version: 1,
                        link,
                        first: 1,
                        came: how,
                        origin: id,
                        moved_to: None,
                        cancelling: false,
                        deleted: None,
                        restored: false,
                        over: None,
                        seat,
                    };
                    self.ledger.stand(id, made)?;
                    if let Some(wish) = command.alert.clone() {
                        must(may_wait, || format!("W2: {id} waits since it was placed, and may not"))?;
                        self.waiting.entries.insert(id, Waits { agenda, since: now, wish });
                        self.seen.ticked += 1;
                    }
                    (done, self.seen.placed) = (true, self.seen.placed + 1);
                }
                Err(kind) => {
                    must(!done, || format!("{id} was placed, and refused: {kind:?}"))?;
                    let box_refused = command.alert.is_some() && !may_wait;
                    if box_refused || matches!(kind, ProblemKind::NotFound | ProblemKind::Forbidden) {
                        return Ok(());
                    }
                    let seat = Self::around(&node, command.service, command.starts_at)?;
                    let longer = command.minutes.map_or(TimeDelta::zero(), |_| TimeDelta::minutes(60));
                    return self.refused(kind, agenda, &Seat { to: seat.to.plus(longer), ..seat }, (force, None));
                }
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    /// The link in the letter about an appointment, which its reader then has.
    pub(crate) fn told_link(&mut self, id: AppointmentId, events: &[Emitted]) -> Result<String, Violation> {
        let link = events.iter().rev().find_map(|event| event.link.clone()).unwrap_or_default();
        if !link.is_empty() {
            self.know_link(id, &link)?;
        }
        Ok(link)
    }

    /// An appointment of the practice in that agenda: one of the last, mostly one that stands.
    pub(crate) fn some_made(&self, practice: usize, agenda: usize) -> Option<(AppointmentId, Made)> {
        let own = self.town.practices.get(practice)?.id;
        let theirs = self.ledger.made.iter().rev().filter(|(_, made)| made.agenda == agenda && made.practice == own);
        let now = self.net.now.get();
        let any = self.net.dice.chance(100);
        let some: Vec<_> = theirs.filter(|(_, made)| any || (made.stands() && made.starts_at > now)).take(20).collect();
        self.net.dice.pick(&some).map(|(id, made)| (**id, (*made).clone()))
    }

    fn said(&self, made: &Made) -> i64 {
        if self.net.dice.chance(80) { made.version + 1 } else { made.version }
    }

    fn move_by_staff(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((id, old)) = self.some_made(practice, agenda) else { return Ok(()) };
        let Some(spot) = self.spot(practice, agenda) else { return Ok(()) };
        let (dice, now) = (&self.net.dice, self.net.now.get());
        let to = AppointmentId::draw(now, dice);
        let force = dice.chance(150);
        let command = MoveAppointment {
            appointment: id,
            version: self.said(&old),
            to,
            starts_at: spot.starts_at,
            location: None,
            keep_closed: dice.chance(150),
            force,
        };
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                Ok(entry) if done => {
                    must(entry.appointment.is_some_and(|own| own.appointment == to), || format!("{to} was moved as another"))?;
                    expect(&told.events, &[])?;
                }
                Ok(entry) => {
                    must(command.version == old.version, || format!("{id} was moved by who had not seen it"))?;
                    let shown = entry.appointment.map(|own| own.forced);
                    let (row, seat) = self.seated(agenda, (to, force, Some(id)), shown)?;
                    must(row.care.starts_at == spot.starts_at, || format!("{to} is not where it was moved"))?;
                    let writes = row.patient.is_some() && spot.starts_at > now;
                    let kinds = [StaffActedV1::KIND, StaffActedV1::KIND, AppointmentMovedV1::KIND];
                    expect(&told.events, kinds.get(..if writes { 3 } else { 2 }).unwrap_or_default())?;
                    let at = seat.clone();
                    self.note_move((id, &old), to, (row, seat), &told.events)?;
                    if !self.note_slip(agenda, id, spot.starts_at)? {
                        self.note_left(agenda, id, command.keep_closed, Some(&at))?;
                    }
                    self.note_links_taken_over(to);
                    done = true;
                }
                Err(kind) => {
                    must(!done, || format!("{to} was moved, and refused: {kind:?}"))?;
                    return match kind {
                        ProblemKind::Changed => must(command.version != old.version, || format!("{id} was not changed meanwhile")),
                        ProblemKind::NotPossibleNow => {
                            let moves = old.stands() && matches!(old.attendance, Attendance::Booked | Attendance::Confirmed);
                            must(!moves, || format!("{id} could not be moved"))
                        }
                        ProblemKind::NotFound | ProblemKind::Forbidden => Ok(()),
                        other => {
                            let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
                            let care = Care {
                                starts_at: spot.starts_at,
                                ends_at: spot.starts_at.plus(old.ends_at.since(old.starts_at)),
                                ..stored(&node, id)?.care
                            };
                            self.refused(other, agenda, &Seat::of(&node, care, None)?, (force, Some(id)))
                        }
                    };
                }
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    /// ADR 0009, 11: the new one is of the same patient and chain, and its version goes on from the old one's.
    pub(crate) fn note_move(
        &mut self,
        (id, old): (AppointmentId, &Made),
        to: AppointmentId,
        (row, seat): (Stored, Seat),
        events: &[Emitted],
    ) -> Result<(), Violation> {
        must(old.stands(), || format!("{id} was moved, and is {:?}", old.attendance))?;
        must(row.version == old.version + 2, || format!("{to} is at {}, and {id} was at {}", row.version, old.version))?;
        let now = self.net.now.get();
        self.ledger.end(id, Some(Attendance::Moved), now);
        self.ledger.made.entry(id).and_modify(|made| made.moved_to = Some(to));
        // Whoever waits goes on waiting with what it is now; of who is forgotten nobody does.
        if let Some(waits) = self.waiting.entries.remove(&id).filter(|_| row.patient.is_some()) {
            self.waiting.entries.insert(to, waits);
            self.waiting.touched.insert(to);
        }
        let link = self.told_link(to, events)?;
        let came = if link.is_empty() { Came::Silently } else { Came::Moved };
        let made = Made {
            starts_at: row.care.starts_at,
            ends_at: row.care.ends_at,
            attendance: Attendance::Booked,
            version: row.version,
            link,
            first: row.version,
            came,
            moved_to: None,
            cancelling: false,
            seat,
            ..old.clone()
        };
        self.seen.moved += 1;
        self.ledger.stand(to, made)
    }

    /// ADR 0014, 4: whether staff take back a move of theirs within its grace, before anybody was asked: then neither time is freed.
    fn note_slip(&mut self, agenda: usize, id: AppointmentId, to: Instant) -> Result<bool, Violation> {
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(false) };
        let now = self.net.now.get();
        let before = self.ledger.made.iter().find(|(_, before)| before.moved_to == Some(id) && before.starts_at == to);
        let lately = before.filter(|(_, before)| before.over.is_some_and(|over| now < over.plus(GRACE))).map(|(before, _)| *before);
        let frees = node.sql.first::<(i64,)>("SELECT 1 FROM waitlist_freed WHERE appointment_id = ?", binds![id])?;
        let (Some(before), None) = (lately, frees) else { return Ok(false) };
        let kept = node.sql.first::<(i64,)>("SELECT 1 FROM occupancy WHERE occupant IN (?, ?)", binds![id, before])?;
        must(kept.is_none(), || format!("{id} was a slip that staff took back, and time is kept for it"))?;
        self.ledger.held.retain(|held| held.lent != Some(before));
        self.waiting.slips.insert(id);
        Ok(true)
    }

    /// What staff move back to where it was before is what the links of that time open. (Here a chain stays at one location.)
    fn note_links_taken_over(&mut self, to: AppointmentId) {
        let made = &self.ledger.made;
        let Some(new) = made.get(&to) else { return };
        let there = |id: &AppointmentId| {
            let former = made.get(id).filter(|former| former.origin == new.origin && former.deleted.is_none());
            former.is_some_and(|former| former.starts_at == new.starts_at)
        };
        self.clients.links.iter_mut().filter(|(id, _)| there(id)).for_each(|(id, _)| *id = to);
    }

    /// A patient moves their appointment to a start that they are shown.
    fn move_by_link(&mut self) -> Result<(), Violation> {
        let Some((id, token, old)) = self.linked() else { return self.hold() };
        let principal = Principal::Link { token };
        let page = self.ask_quietly(old.agenda, principal.clone(), &ReadMoves { location: None, from: None, days: 14 })?;
        let gone = self.is_erased(old.patient) || old.deleted.is_some();
        let page = match page {
            Ok(page) => page,
            Err(ProblemKind::LinkExpired) if gone => return Ok(()),
            // The practice does not offer the service any more, or is not known.
            Err(ProblemKind::NotPossibleNow | ProblemKind::NotFound | ProblemKind::Forbidden) => return Ok(()),
            Err(kind) => return Err(Violation(format!("{id} could not be moved anywhere: {kind:?}"))),
        };
        let length = page.practice.service(page.service).map(|service| service.minutes.delta());
        let Some(starts_at) = self.net.dice.pick(&page.starts).copied() else { return Ok(()) };
        if old.stands() && length == Some(old.ends_at.since(old.starts_at)) {
            self.must_be_open(old.agenda, (page.practice.practice, page.service, page.location), starts_at, Some(id))?;
        }
        if self.lost() {
            return Ok(());
        }
        let mut first = None;
        for _ in 0..3 {
            let told = self.ask(old.agenda, principal.clone(), &MoveByLink { starts_at, location: None })?;
            let now = self.net.now.get();
            match (told.reply, &first) {
                (Ok(booked), Some(link)) => {
                    must(booked.link == *link, || format!("{id} was moved twice"))?;
                    expect(&told.events, &[])?;
                }
                // It was moved there before: their page was old.
                (Ok(booked), None) if old.moved_to == Some(booked.appointment) => {
                    expect(&told.events, &[])?;
                    return Ok(());
                }
                (Ok(booked), None) => {
                    let to = booked.appointment;
                    must(now < old.starts_at, || format!("A7: {id} was moved at {now}"))?;
                    let Some(node) = self.nodes.get(old.agenda).cloned() else { return Ok(()) };
                    let row = stored(&node, to)?;
                    must(!row.forced && !self.is_closed(&row.care, old.agenda), || format!("{to} was moved into closed time"))?;
                    let seat = Seat::of(&node, row.care, row.availability)?;
                    let fits = self.ledger.fits(old.agenda, &seat, seat.public, (Some(id), None), now);
                    fits.map_err(|why| Violation(format!("A3: {to} at {starts_at} {why}")))?;
                    expect(&told.events, &[AppointmentMovedV1::KIND])?;
                    self.note_move((id, &old), to, (row, seat), &told.events)?;
                    self.seen.moved_by_link += 1;
                    first = Some(booked.link);
                }
                (Err(kind), Some(_)) => return Err(Violation(format!("{id} was moved, and refused: {kind:?}"))),
                (Err(kind), None) => {
                    let movable = old.stands() && matches!(old.attendance, Attendance::Booked | Attendance::Confirmed);
                    let justified = match kind {
                        ProblemKind::TooLate => old.starts_at.since(now) < TimeDelta::minutes(2_880),
                        ProblemKind::NotPossibleNow => now >= old.starts_at || !movable,
                        ProblemKind::LinkExpired => gone,
                        // Whoever moves it has been written to ten times today.
                        ProblemKind::TooOften => {
                            let often = "SELECT 1 FROM public_act WHERE what = 'letter' GROUP BY who HAVING COUNT(*) >= 10";
                            self.nodes.get(old.agenda).is_some_and(|node| node.sql.query(often, &[]).is_ok_and(|rows| !rows.is_empty()))
                        }
                        ProblemKind::SlotTaken
                        | ProblemKind::Full
                        | ProblemKind::SlotGone
                        | ProblemKind::NotOnline
                        | ProblemKind::Forbidden => true,
                        _ => false,
                    };
                    return must(justified, || format!("{id} could not be moved at {now}: {kind:?}"));
                }
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    fn cancel_by_staff(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((id, made)) = self.some_made(practice, agenda) else { return Ok(()) };
        self.cancel_by_staff_as((agenda, staff), (id, &made))
    }

    /// The same, of that appointment.
    pub(crate) fn cancel_by_staff_as(
        &mut self,
        (agenda, staff): (usize, Principal),
        (id, made): (AppointmentId, &Made),
    ) -> Result<(), Violation> {
        let version = self.said(made);
        if self.lost() {
            return Ok(());
        }
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
        let writes = stored(&node, id)?.patient.is_some();
        let keep_closed = self.net.dice.chance(200);
        let told = self.ask(agenda, staff, &CancelByStaff { appointment: id, version, keep_closed })?;
        let now = self.net.now.get();
        match told.reply {
            Ok(_) if made.is_cancelled() => expect(&told.events, &[]),
            Ok(entry) => {
                let is = entry.appointment.map(|own| (own.attendance, own.version));
                must(made.stands() && is == Some((Attendance::CancelledByPractitioner, version + 1)), || format!("{id} is {is:?}"))?;
                self.note_cancelled(id, writes, now);
                self.note_left(agenda, id, keep_closed, None)?;
                let kinds = [StaffActedV1::KIND, AppointmentCancelledV1::KIND];
                expect(&told.events, kinds.get(..if writes { 2 } else { 1 }).unwrap_or_default())
            }
            Err(ProblemKind::Changed) => must(version != made.version, || format!("{id} was not changed meanwhile")),
            Err(ProblemKind::NotPossibleNow) => {
                let cancels = made.stands() && !matches!(made.attendance, Attendance::Attended | Attendance::Absent);
                must(!cancels, || format!("{id} could not be cancelled by staff"))
            }
            Err(ProblemKind::NotFound) => must(made.deleted.is_some(), || format!("{id} was not found")),
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(kind) => Err(Violation(format!("{id} could not be cancelled by staff: {kind:?}"))),
        }
    }

    /// Notes that the practice has cancelled, and whether it wrote so.
    pub(crate) fn note_cancelled(&mut self, id: AppointmentId, writes: bool, now: Instant) {
        self.ledger.end(id, Some(Attendance::CancelledByPractitioner), now);
        self.ledger.made.entry(id).and_modify(|made| made.cancelling = writes);
        self.seen.cancelled_by_staff += 1;
    }

    fn delete(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((id, made)) = self.some_made(practice, agenda) else { return Ok(()) };
        let command = DeleteAppointment { appointment: id, version: self.said(&made) };
        for again in [false, true] {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                Ok(_) if again || made.deleted.is_some() => expect(&told.events, &[])?,
                Ok(_) => {
                    must(command.version == made.version, || format!("{id} was deleted by who had not seen it"))?;
                    expect(&told.events, &[StaffActedV1::KIND])?;
                    self.ledger.end(id, None, self.net.now.get());
                    self.ledger.held.retain(|held| held.lent != Some(id));
                    self.seen.deleted += 1;
                }
                Err(ProblemKind::Changed) => return must(command.version != made.version, || format!("{id} was not changed meanwhile")),
                Err(ProblemKind::Forbidden) if !again => return Ok(()),
                Err(kind) => return Err(Violation(format!("{id} could not be deleted: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }
}
