//! Earlier-slot alerts as people use them (W; ADR 0014): patients and staff who tick the box, answer, stop, take back, offer by hand.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::Attendance,
        waitlist::{
            AnswerForPatient, AnswerOffer, HalfDay, OfferSlot, OfferState, PutAlert, PutAlertByStaff, ReadAlertCounters, ReadOffer,
            ReadOffers, ReadSlotTrace, ReadWaitlist, RestoreAppointment, StopAlerts, Wish, WithdrawSlot,
        },
    },
    event::{AlertsStoppedV1, AppointmentMovedV1, Fact, OfferAcceptedTodayV1, StaffActedV1},
};
use guichet_kernel::{AppointmentId, FreedId, Instant, OfferId, PracticeId, Sql, Token, binds};

use crate::{
    Simulation, Violation,
    act::{Told, expect},
    eligible::alert_terms,
    ledger::{Held, Made},
    must,
    node::Node,
    offers::{Asked, Waits},
    placing::stored,
    seats::Seat,
};

/// How long staff may take a cancellation back.
pub(crate) const GRACE: TimeDelta = TimeDelta::minutes(2);

impl Simulation {
    /// One act of somebody who waits, or of staff about them.
    pub(crate) fn wait(&mut self) -> Result<(), Violation> {
        match self.net.dice.below(100) {
            0..36 => self.tick(),
            36..44 => self.queue(),
            44..48 => self.tick_by_staff(),
            48..60 => self.answer(),
            60..74 => self.answer_for(),
            74..82 => self.restore(),
            82..87 => self.offer_by_hand(),
            87..90 => self.withdraw(),
            90..92 => self.stop(),
            92..96 => self.read_offer(),
            _ => self.look_at_waitlist(),
        }
    }

    /// What somebody would take: mostly anything.
    pub(crate) fn some_wish(&self) -> Option<Wish> {
        let dice = &self.net.dice;
        if dice.chance(120) {
            return None;
        }
        let halves = if dice.chance(150) { HalfDay::ALL.into_iter().filter(|_| dice.chance(600)).collect() } else { Vec::new() };
        Some(Wish { halves, places: Vec::new() })
    }

    /// Whether the box may be ticked now (W1, W2).
    fn may_wait(&self, id: AppointmentId, made: &Made) -> Result<bool, Violation> {
        let Some(node) = self.nodes.get(made.agenda) else { return Ok(false) };
        let moves = made.stands() && matches!(made.attendance, Attendance::Booked | Attendance::Confirmed);
        let waits = self.waiting.entries.contains_key(&id) && alert_terms(node, made.practice)?.is_some();
        Ok(moves && (waits || self.may_wait_from(node, made.practice, made.starts_at)?))
    }

    /// Whether the practice offers earlier slots, and what begins then is late enough to wait for one.
    pub(crate) fn may_wait_from(&self, node: &Node, practice: PracticeId, starts_at: Instant) -> Result<bool, Violation> {
        let terms = alert_terms(node, practice)?;
        Ok(terms.is_some_and(|terms| starts_at > self.net.now.get().plus(TimeDelta::days(terms.minimum_days.into()))))
    }

    /// Notes an answer to who ticks or unticks the box.
    fn ticked(
        &mut self,
        (id, made): (AppointmentId, &Made),
        wish: Option<Wish>,
        refused: Option<ProblemKind>,
        may: bool,
    ) -> Result<(), Violation> {
        let gone = self.is_erased(made.patient) || made.deleted.is_some();
        match (refused, wish) {
            (None, Some(wish)) => {
                must(may, || format!("W2: {id} waits, and may not"))?;
                let since = self.waiting.entries.get(&id).map_or(self.net.now.get(), |waits| waits.since);
                self.waiting.entries.insert(id, Waits { agenda: made.agenda, since, wish });
                self.waiting.resting.remove(&id);
                self.seen.ticked += 1;
                Ok(())
            }
            (None, None) => {
                drop(self.waiting.entries.remove(&id));
                self.waiting.resting.remove(&id);
                Ok(())
            }
            // Whoever left the practice decides nothing there; who is forgotten waits for nothing.
            (Some(kind), wish) => {
                let justified = gone || kind == ProblemKind::Forbidden || wish.is_none() || !may;
                must(justified, || format!("W2: {id} may wait, and was refused: {kind:?}"))
            }
        }
    }

    /// Who ticks the box: mostly who comes late, and does not wait yet.
    fn some_late_one(&self) -> Option<(AppointmentId, Token, Made)> {
        let some = (0..if self.net.dice.chance(900) { 8 } else { 1 }).filter_map(|_| self.linked());
        some.max_by_key(|(id, _, made)| (made.stands() && !self.waiting.entries.contains_key(id), made.starts_at))
    }

    fn tick(&mut self) -> Result<(), Violation> {
        let Some((id, token, made)) = self.some_late_one() else { return self.hold() };
        let (wish, may) = (self.some_wish(), self.may_wait(id, &made)?);
        if self.lost() {
            return Ok(());
        }
        self.waiting.touched = [id].into();
        let reply = self.ask_quietly(made.agenda, Principal::Link { token }, &PutAlert { wish: wish.clone() })?;
        self.ticked((id, &made), wish, reply.err(), may)
    }

    pub(crate) fn tick_by_staff(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((id, made)) = self.some_made(practice, agenda) else { return Ok(()) };
        let (wish, may) = (self.some_wish(), self.may_wait(id, &made)?);
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
        let may = may && stored(&node, id)?.patient.is_some();
        self.waiting.touched = [id].into();
        let Told { reply, events } = self.ask(agenda, staff, &PutAlertByStaff { appointment: id, wish: wish.clone() })?;
        must(events.iter().all(|event| event.kind == StaffActedV1::KIND) && events.len() <= 1, || format!("ticking {id} told others"))?;
        self.ticked((id, &made), wish, reply.err(), may)
    }

    /// An offer that somebody has read of: open mostly.
    fn some_offer(&self) -> Option<(OfferId, Asked)> {
        let dice = &self.net.dice;
        let id = if dice.chance(850) {
            *self.waiting.open.iter().nth(dice.place(self.waiting.open.len()))?
        } else {
            *self.waiting.offers.keys().nth(dice.place(self.waiting.offers.len()))?
        };
        Some((id, self.waiting.offers.get(&id)?.clone()))
    }

    /// A patient answers by the link; now and then from two devices.
    fn answer(&mut self) -> Result<(), Violation> {
        let Some((id, asked)) = self.some_offer() else { return self.tick() };
        let accept = self.net.dice.chance(600);
        let principal = Principal::Link { token: asked.token.clone() };
        let mut first = None;
        for _ in 0..3 {
            if self.lost() {
                continue;
            }
            let before = self.waiting.offers.get(&id).map(|asked| asked.state.clone()).unwrap_or_default();
            let told = self.ask(asked.agenda, principal.clone(), &AnswerOffer { accept })?;
            match told.reply {
                Ok(facts) => {
                    must(first.is_none_or(|first| first == facts.state), || format!("{id} was {first:?}, and is {:?}", facts.state))?;
                    let anew = before == "open" && facts.state == OfferState::Accepted;
                    self.answered_offer((id, &asked), accept, anew, &told.events, false)?;
                    self.watch_quietly(asked.agenda)?;
                    must(facts.state != OfferState::Open, || format!("{id} was answered, and is open"))?;
                    self.seen.accepted_twice += u64::from(first == Some(OfferState::Accepted));
                    first = Some(facts.state);
                }
                Err(kind) => return self.refused_answer((id, &asked), accept, kind),
            }
            if !self.net.dice.chance(250) {
                break;
            }
        }
        Ok(())
    }

    /// Staff answer in a patient's name.
    fn answer_for(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let those = self.waiting.open.iter().filter(|id| {
            let slot = self.waiting.offers.get(id).and_then(|asked| self.waiting.slots.get(&asked.freed));
            slot.is_some_and(|slot| (slot.agenda, slot.practice) == (agenda, own))
        });
        let those: Vec<OfferId> = those.copied().collect();
        let Some(id) = self.net.dice.pick(&those).copied() else { return self.tick_by_staff() };
        let Some(asked) = self.waiting.offers.get(&id).cloned() else { return Ok(()) };
        let accept = self.net.dice.chance(600);
        let told = self.ask(agenda, staff, &AnswerForPatient { offer: id, accept })?;
        match told.reply {
            Ok(offer) => {
                self.seen.answered_by_staff += 1;
                self.answered_offer((id, &asked), accept, offer.state == OfferState::Accepted, &told.events, true)
            }
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(kind) => self.refused_answer((id, &asked), accept, kind),
        }
    }

    /// What an answer did; `anew`: the appointment was moved by it now (W5, W6).
    fn answered_offer(
        &mut self,
        (id, asked): (OfferId, &Asked),
        accept: bool,
        anew: bool,
        events: &[crate::ledger::Emitted],
        by_staff: bool,
    ) -> Result<(), Violation> {
        must(accept || !anew, || format!("{id} was declined, and is accepted"))?;
        if !anew {
            return expect(events, &[]);
        }
        let now = self.net.now.get();
        must(now < asked.expires_at, || format!("W8: {id} was accepted at {now}, after {}", asked.expires_at))?;
        let (Some(node), Some(slot)) = (self.nodes.get(asked.agenda).cloned(), self.waiting.slots.get(&asked.freed).cloned()) else {
            return Ok(());
        };
        let own = asked.appointment;
        let old = self.ledger.made.get(&own).cloned().ok_or_else(|| Violation(format!("{own} was never made")))?;
        let to = node.sql.first::<(Option<AppointmentId>,)>("SELECT moved_to FROM appointment WHERE appointment_id = ?", binds![own])?;
        let to = to.and_then(|(to,)| to).ok_or_else(|| Violation(format!("W5: {id} was accepted, and {own} was not moved")))?;
        let row = stored(&node, to)?;
        let as_offered = (row.care.starts_at, row.care.ends_at, row.care.location) == (slot.starts_at, slot.ends_at, slot.location);
        must(as_offered, || format!("W5: {to} is not what was offered by {id}"))?;
        must(row.care.starts_at < old.starts_at, || format!("W10: {own} was moved later, to {}", row.care.starts_at))?;
        must(!self.is_closed(&row.care, asked.agenda), || format!("W7: {id} was accepted in closed time"))?;
        let seat = Seat::of(&node, row.care, row.availability)?;
        self.ledger.note_given_way(asked.agenda, &node, now, |held| by_staff && held.seat.meets(&seat))?;
        let fits = self.ledger.fits(asked.agenda, &seat, seat.capacity, (Some(own), None), now);
        fits.map_err(|why| {
            Violation(format!(
                "A3: {to} at {} by accepting {id} {why}; {:?}",
                row.care.starts_at,
                self.ledger
                    .held
                    .iter()
                    .filter(|held| held.agenda == asked.agenda && held.until > now && held.seat.meets(&seat))
                    .collect::<Vec<_>>()
            ))
        })?;
        let zone = guichet_agenda_core::zone(&node.sql, slot.practice, slot.location).map_err(|refusal| Violation(refusal.to_string()))?;
        let today = zone.wall(now).date() == zone.wall(slot.starts_at).date();
        let mut kinds = if by_staff { vec![StaffActedV1::KIND; 2] } else { Vec::new() };
        kinds.push(AppointmentMovedV1::KIND);
        kinds.extend(today.then_some(OfferAcceptedTodayV1::KIND));
        expect(events, &kinds)?;
        let left = node.sql.first::<(i64,)>("SELECT 1 FROM occupancy WHERE occupant = ?", binds![own])?;
        must(left.is_none(), || format!("W10: {own} was moved by {id}, and keeps its time"))?;
        self.seen.accepted_today += u64::from(today);
        // The entry ends by accepting: it does not follow.
        self.waiting.entries.remove(&own);
        self.note_move((own, &old), to, (row, seat), events)?;
        self.seen.accepted_offers += 1;
        Ok(())
    }

    fn refused_answer(&self, (id, asked): (OfferId, &Asked), accept: bool, kind: ProblemKind) -> Result<(), Violation> {
        let Some(own) = self.ledger.made.get(&asked.appointment) else { return Ok(()) };
        let Some(slot) = self.waiting.slots.get(&asked.freed) else { return Ok(()) };
        let now = self.net.now.get();
        let moves = own.stands() && matches!(own.attendance, Attendance::Booked | Attendance::Confirmed);
        let justified = match kind {
            // Somebody fills in a form for it.
            ProblemKind::SlotTaken => {
                let wide = TimeDelta::minutes(60);
                let held = |held: &Held| {
                    held.agenda == slot.agenda
                        && held.until > now
                        && held.seat.from < slot.ends_at.plus(wide)
                        && held.seat.to > slot.starts_at.minus(wide)
                };
                accept && self.ledger.held.iter().any(held)
            }
            ProblemKind::NotPossibleNow => accept && !moves,
            // It was entered by mistake.
            ProblemKind::NotFound => own.deleted.is_some(),
            ProblemKind::LinkExpired => self.is_erased(own.patient) || own.deleted.is_some() || self.survivor(own.patient).is_none(),
            _ => false,
        };
        must(justified, || format!("{id} could not be answered: {kind:?}, {:?}", own.attendance))
    }

    /// ADR 0014, 4: within its grace a cancellation by staff is taken back, unless staff themselves put somebody there.
    fn restore(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let now = self.net.now.get();
        let lately = |made: &Made| made.over.is_some_and(|over| over.plus(TimeDelta::minutes(4)) > now);
        let those = self
            .ledger
            .made
            .iter()
            .filter(|(_, made)| made.agenda == agenda && made.practice == own && made.is_cancelled() && lately(made));
        let those: Vec<AppointmentId> = those.map(|(id, _)| *id).collect();
        let known = self.net.dice.pick(&those).copied();
        // Somebody cancels by mistake, and sees it at once.
        let id = if let Some(id) = known {
            id
        } else {
            let Some((id, made)) = self.some_made(practice, agenda) else { return Ok(()) };
            self.cancel_by_staff_as((agenda, staff.clone()), (id, &made))?;
            self.watch_quietly(agenda)?;
            id
        };
        let Some(made) = self.ledger.made.get(&id).cloned() else { return Ok(()) };
        let lent = self.ledger.held.iter().any(|held| held.lent == Some(id) && held.until > now);
        let by_staff = made.attendance == Attendance::CancelledByPractitioner && made.deleted.is_none();
        let in_time = made.over.is_some_and(|over| now < over.plus(GRACE));
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
        let closing =
            node.sql.first::<(i64,)>("SELECT 1 FROM appointment WHERE appointment_id = ? AND cancelled_with IS NOT NULL", binds![id])?;
        self.waiting.touched = [id].into();
        let told = self.ask(agenda, staff, &RestoreAppointment { appointment: id, version: made.version })?;
        match told.reply {
            Ok(_) if !made.is_cancelled() => expect(&told.events, &[]),
            Ok(entry) => {
                must(by_staff && in_time && closing.is_none(), || {
                    format!("{id} was taken back at {now}: {:?} since {:?}", made.attendance, made.over)
                })?;
                let is = entry.appointment.map(|own| (own.attendance, own.version));
                let Some((attendance, version)) = is else { return Err(Violation(format!("{id} is not shown"))) };
                let as_before = matches!(
                    attendance,
                    Attendance::Booked | Attendance::Confirmed | Attendance::Arrived | Attendance::Attended | Attendance::Absent
                );
                must(as_before && version == made.version + 1, || format!("{id} is {is:?}"))?;
                let row = stored(&node, id)?;
                let writes = row.patient.is_some();
                let kinds = [StaffActedV1::KIND, AppointmentMovedV1::KIND];
                expect(&told.events, kinds.get(..if writes { 2 } else { 1 }).unwrap_or_default())?;
                self.ledger.held.retain(|held| held.lent != Some(id));
                self.told_link(id, &told.events)?;
                let fits = self.ledger.fits(agenda, &made.seat, made.seat.capacity, (None, None), now);
                must(lent || made.seat.forced || fits.is_ok(), || format!("A3: {id} was taken back, and {fits:?}"))?;
                // What was forced, and could have been there unforced when it was left, is not any more.
                let is = if lent { made.seat.clone() } else { Seat::of(&node, row.care, row.availability)? };
                let seat = Seat { forced: row.regardless, ..is };
                self.ledger.restore(id, attendance, seat);
                if let Some(waits) = self.waiting.resting.remove(&id).filter(|_| writes) {
                    self.waiting.entries.insert(id, waits);
                }
                Ok(())
            }
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(ProblemKind::NotFound) => must(made.deleted.is_some(), || format!("{id} was not found")),
            Err(kind) => {
                // Whoever was forgotten meanwhile has no appointment that could be theirs again.
                let sure = by_staff && in_time && lent && closing.is_none() && stored(&node, id)?.patient.is_some();
                must(!sure, || format!("{id} could not be taken back within its grace: {kind:?}"))
            }
        }
    }

    /// Staff offer what they kept closed, or an opening.
    fn offer_by_hand(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let now = self.net.now.get();
        let kept = self.waiting.slots.iter().filter(|(_, slot)| (slot.agenda, slot.practice) == (agenda, own) && slot.state == "closed");
        let kept: Vec<FreedId> = kept.filter(|(_, slot)| slot.starts_at > now).map(|(id, _)| *id).collect();
        let Some(spot) = self.spot(practice, agenda) else { return Ok(()) };
        let known = self.net.dice.pick(&kept).copied().filter(|_| self.net.dice.chance(600));
        let freed = known.unwrap_or_else(|| FreedId::draw(now, &self.net.dice));
        let command = OfferSlot { freed, service: spot.service, location: spot.location, starts_at: spot.starts_at, minutes: None };
        self.waiting.by_hand = Some(freed);
        let mut done = false;
        for _ in 0..2 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                // The same time is offered there already.
                Ok(offered) if offered.freed != freed => return expect(&told.events, &[]),
                Ok(_) => {
                    expect(&told.events, if done { &[] } else { &[StaffActedV1::KIND] })?;
                    let appointment = self.waiting.slots.get(&freed).and_then(|slot| slot.appointment);
                    self.ledger.held.retain(|held| held.lent.is_none() || held.lent != appointment);
                    self.seen.by_hand += u64::from(!done);
                    done = true;
                }
                Err(kind) => {
                    must(!done, || format!("{freed} was offered, and refused: {kind:?}"))?;
                    break;
                }
            }
            if !self.net.dice.chance(200) {
                break;
            }
        }
        Ok(())
    }

    fn withdraw(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let those = self.waiting.slots.iter().filter(|(_, slot)| (slot.agenda, slot.practice) == (agenda, own) && slot.is_live());
        let those: Vec<FreedId> = those.map(|(id, _)| *id).collect();
        let Some(freed) = self.net.dice.pick(&those).copied() else { return self.offer_by_hand() };
        self.waiting.touched.extend(self.waiting.slots.get(&freed).and_then(|slot| slot.appointment));
        let told = self.ask(agenda, staff, &WithdrawSlot { freed })?;
        match told.reply {
            Ok(slot) => {
                expect(&told.events, &[StaffActedV1::KIND])?;
                must(slot.offers.iter().all(|offer| offer.state != OfferState::Open), || format!("{freed} is withdrawn, and offered"))
            }
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(kind) => Err(Violation(format!("{freed} could not be withdrawn: {kind:?}"))),
        }
    }

    /// RFC 8058: a patient wants no more alerts of a practice.
    fn stop(&mut self) -> Result<(), Violation> {
        let Some((id, asked)) = self.some_offer() else { return self.tick() };
        let Told { reply, events } = self.ask(asked.agenda, Principal::Link { token: asked.token.clone() }, &StopAlerts {})?;
        let Some(node) = self.nodes.get(asked.agenda).cloned() else { return Ok(()) };
        match reply {
            Ok(_) => {
                must(events.iter().all(|event| event.kind == AlertsStoppedV1::KIND) && events.len() <= 1, || {
                    format!("stopping {id} told others")
                })?;
                let patient = stored(&node, asked.appointment)?.patient;
                // Nor what would come back with a cancellation that is taken back.
                let mut theirs = Vec::new();
                for (own, _) in self.waiting.resting.iter().filter(|(_, waits)| waits.agenda == asked.agenda) {
                    theirs.extend((patient.is_some() && stored(&node, *own)?.patient == patient).then_some(*own));
                }
                self.waiting.resting.retain(|own, _| !theirs.contains(own));
                for own in self.waiting.entries.keys() {
                    let theirs = self.ledger.made.get(own).is_some_and(|made| made.agenda == asked.agenda);
                    let still = theirs && patient.is_some() && stored(&node, *own)?.patient == patient;
                    let row = node
                        .sql
                        .first::<(i64,)>("SELECT 1 FROM waitlist_entry WHERE appointment_id = ? AND ended IS NULL", binds![*own])?;
                    must(!still || row.is_none(), || format!("{own} waits still, and its patient wants no more"))?;
                }
                Ok(())
            }
            Err(kind) => self.refused_answer((id, &asked), false, kind),
        }
    }

    /// ADR 0014, 14: reading an offer changes nothing, but that its page was asked for is noted once.
    fn read_offer(&mut self) -> Result<(), Violation> {
        let Some((id, asked)) = self.some_offer() else { return self.tick() };
        match self.ask_quietly(asked.agenda, Principal::Link { token: asked.token.clone() }, &ReadOffer {})? {
            Ok(facts) => {
                must(facts.offered.starts_at < facts.own.starts_at && facts.offer == id, || format!("{id} is shown as something else"))?;
                let state = self.waiting.offers.get_mut(&id).map(|asked| {
                    asked.page = true;
                    asked.state.clone()
                });
                let is = serde_json::to_value(facts.state)?;
                must(is.as_str() == state.as_deref(), || format!("{id} is {state:?}, and shown as {is}"))
            }
            Err(kind) => self.refused_answer((id, &asked), false, kind),
        }
    }

    /// Staff look at who waits, at what is offered, at a trace, at the counters.
    fn look_at_waitlist(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some(own) = self.town.practices.get(practice).map(|practice| practice.id) else { return Ok(()) };
        let (reply, now) = (self.ask_quietly(agenda, staff.clone(), &ReadWaitlist { after: None, most: 100 })?, self.net.now.get());
        if let Ok(list) = reply {
            let theirs = self.waiting.entries.keys().filter(|id| {
                self.ledger.made.get(id).is_some_and(|made| (made.agenda, made.practice) == (agenda, own) && made.starts_at > now)
            });
            must(usize::try_from(list.count).ok() == Some(theirs.count()), || format!("{} are shown to wait", list.count))?;
        }
        let offers = self.ask_quietly(agenda, staff.clone(), &ReadOffers { to_call: false, most: 200 })?;
        if let Ok(offers) = offers {
            let ours = self.waiting.open.iter().filter(|id| {
                let slot = self.waiting.offers.get(id).and_then(|asked| self.waiting.slots.get(&asked.freed));
                slot.is_some_and(|slot| (slot.agenda, slot.practice) == (agenda, own))
            });
            must(offers.offers.len() == ours.count().min(200), || format!("{} offers are shown as open", offers.offers.len()))?;
        }
        let traced = self.waiting.freed.iter().filter(|(id, _)| {
            self.ledger.made.get(id).is_some_and(|made| (made.agenda, made.practice) == (agenda, own) && made.deleted.is_none())
        });
        let traced: Vec<(AppointmentId, FreedId)> = traced.map(|(id, freed)| (*id, *freed)).collect();
        if let Some((appointment, freed)) = self.net.dice.pick(&traced).copied()
            && let Ok(trace) = self.ask_quietly(agenda, staff.clone(), &ReadSlotTrace { appointment })?
        {
            let found = trace.appointments.iter().filter_map(|traced| traced.freed.as_ref()).find(|found| found.freed == freed);
            let asked = self.waiting.slots.get(&freed).map(|slot| slot.asked.len());
            must(found.map(|found| found.offers.len()) == asked, || {
                format!("W11: the trace of {appointment} has other offers than {asked:?}")
            })?;
        }
        let counted = self.ask_quietly(agenda, staff, &ReadAlertCounters { weeks: 53 })?;
        if let Ok(counted) = counted {
            let ours = self.waiting.slots.values().filter(|slot| (slot.agenda, slot.practice) == (agenda, own));
            let offers: usize = ours.clone().map(|slot| slot.asked.len()).sum();
            let refilled = ours.filter(|slot| slot.accepted).count();
            let said: (u32, u32) = counted.weeks.iter().fold((0, 0), |sum, week| (sum.0 + week.offers, sum.1 + week.refilled));
            must((usize::try_from(said.0).ok(), usize::try_from(said.1).ok()) == (Some(offers), Some(refilled)), || {
                format!("W11: {said:?} offers and refilled slots are counted, of {offers} and {refilled}")
            })?;
        }
        Ok(())
    }

    /// After staff cancelled or moved: whether the time is kept, and until when (ADR 0014, 4).
    pub(crate) fn note_left(
        &mut self,
        agenda: usize,
        id: AppointmentId,
        keep_closed: bool,
        beside: Option<&Seat>,
    ) -> Result<(), Violation> {
        let now = self.net.now.get();
        let (Some(node), Some(made)) = (self.nodes.get(agenda).cloned(), self.ledger.made.get(&id).cloned()) else { return Ok(()) };
        let row = node.sql.first::<(Option<Instant>,)>("SELECT until FROM occupancy WHERE occupant = ?", binds![id])?;
        let forced = node.sql.first::<(i64,)>("SELECT forced FROM appointment WHERE appointment_id = ?", binds![id])? == Some((1,));
        let terms = alert_terms(&node, made.practice)?;
        let until = match (keep_closed, terms) {
            (true, _) => Some(made.ends_at.max(now.plus(GRACE))),
            (false, Some(_)) => Some(now.plus(GRACE)),
            (false, None) => None,
        };
        // Where nobody of the public could come beside who is there, there is nothing to keep from them.
        let full = || self.ledger.fits(agenda, &made.seat, made.seat.public, (None, None), now).is_err();
        // What was forced was beyond what there is, unless who was in its way has left.
        let beyond = forced || made.seat.forced;
        let given_way = beyond || beside.is_some_and(|seat| seat.meets(&made.seat) || full());
        let kept = row.and_then(|(until,)| until);
        must(kept == until || (kept.is_none() && given_way), || {
            format!("{id} was left at {now}, and its time is kept until {kept:?}, not {until:?}")
        })?;
        must(row.is_none() == kept.is_none(), || format!("W10: {id} was left, and keeps its time"))?;
        if let Some(until) = kept {
            let (starts_at, ends_at) = (made.starts_at, made.ends_at);
            let token = Token::draw(&self.net.dice);
            let seat = Seat { forced: false, ..made.seat };
            self.ledger.held.push(Held { agenda, browser: usize::MAX, token, starts_at, ends_at, until, seat, lent: Some(id) });
            self.seen.grace += 1;
        }
        Ok(())
    }

    /// After an act: whatever ended has freed its time exactly once, or nothing, as it should (ADR 0014, 3).
    pub(crate) fn check_ended(&mut self) -> Result<(), Violation> {
        for place in self.town.practitioners.iter().map(|known| known.node).collect::<Vec<_>>() {
            self.watch_quietly(place)?;
        }
        (self.waiting.by_hand, self.waiting.touched) = (None, std::collections::BTreeSet::new());
        for id in std::mem::take(&mut self.ledger.ended) {
            let Some(made) = self.ledger.made.get(&id).cloned() else { continue };
            let Some(node) = self.nodes.get(made.agenda).cloned() else { continue };
            if made.stands() {
                continue;
            }
            must(!self.waiting.entries.contains_key(&id), || format!("{id} is over, and waits"))?;
            if made.deleted.is_some() || self.waiting.slips.remove(&id) {
                continue;
            }
            let row = node
                .sql
                .first::<(i64, i64)>("SELECT forced, cancelled_with IS NOT NULL FROM appointment WHERE appointment_id = ?", binds![id])?;
            let (forced, closed) = row.unwrap_or_default();
            let frees = alert_terms(&node, made.practice)?.is_some() && closed == 0;
            let slot = self.waiting.freed.get(&id).and_then(|freed| self.waiting.slots.get(freed));
            let kept = slot.is_some_and(|slot| slot.state == "closed");
            // What was forced was beyond what there is, unless who was in its way has left.
            let beyond = frees && forced == 1 && slot.is_none();
            must(slot.is_some() == frees || kept || beyond, || format!("W10: {id} is {:?}, and has freed {slot:?}", made.attendance))?;
        }
        // Nobody is asked who has lost what they had.
        for asked in self.waiting.open.iter().filter_map(|id| self.waiting.offers.get(id)) {
            let stands = self.ledger.made.get(&asked.appointment).is_some_and(Made::stands);
            must(stands, || format!("{} is over, and its offer is open", asked.appointment))?;
        }
        Ok(())
    }

    fn watch_quietly(&mut self, place: usize) -> Result<(), Violation> {
        self.watch(place, &[])
    }
}
