//! Earlier-slot alerts as a practice's staff see and run them: who waits, what was freed, to whom it was offered (W11).

use guichet_agenda_core::{
    self as agenda, Refusal, Taken,
    waitlist::{self, By, ByHand},
};
use guichet_contracts::{
    Answer, Call, Stop,
    command::waitlist::{
        AlertCounters, AlertTerms, AlertWeek, AnswerForPatient, OfferSlot, Offers, PutAlertByStaff, ReadAlertCounters, ReadOffers,
        ReadSlotTrace, ReadWaitlist, RestoreAppointment, SlotTrace, TracedAppointment, Waitlist, WaitlistEntry, WithdrawSlot,
    },
    event::{AppointmentMovedV1, StaffActedV1},
};
use guichet_kernel::{AppointmentId, At, ObjectClass, PracticeId, Sql};

use super::{
    super::{
        AgendaObject,
        cards::shown as card,
        staff::Shown,
        stop, tell,
        trail::{Staff, deed},
    },
    shown,
};

impl AgendaObject {
    /// Ticks or unticks the box for a patient (W1, W2).
    pub(in super::super) fn put_alert_by_staff(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        call: &Call,
        command: &PutAlertByStaff,
    ) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let appointment = agenda::find_own(sql, staff.practice, command.appointment).map_err(stop)?;
        Self::not_awaited(sql, appointment.id)?;
        let wish = command.wish.as_ref().map(shown::domain_wish);
        if waitlist::put_alert(sql, at, &appointment, wish.as_ref()).map_err(not_now)? {
            self.acted_apart(sql, at, &staff, (appointment.id, if wish.is_some() { "alert-on" } else { "alert-off" }))?;
        }
        entry(sql, appointment)
    }

    /// Takes a cancellation back while that is certain to succeed (ADR 0014, 4). What the patient was not told yet, they are not told;
    /// of what they know already that it is there, nothing is written.
    pub(in super::super) fn restore(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &RestoreAppointment) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let RestoreAppointment { appointment, version } = *command;
        let (restored, anew) = agenda::restore(sql, at, staff.practice, appointment, version, staff.actor.as_str()).map_err(stop)?;
        if anew {
            self.acted(sql, at, &staff, &restored, Some("restored"))?;
            // As if it had been moved and moved back: the letter that waits is outdated, and says nothing that they know.
            self.write_in_a_while(sql, at, &restored, |message| AppointmentMovedV1 { message, from: appointment })?;
        }
        entry(sql, restored)
    }

    /// Offers a slot by hand.
    pub(in super::super) fn offer_slot(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &OfferSlot) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let OfferSlot { freed, service, location, starts_at, minutes } = *command;
        let known = waitlist::find_freed(sql, staff.practice, freed).ok();
        let offered =
            waitlist::offer_slot(sql, at, staff.practice, &ByHand { freed, service, location, starts_at, minutes }).map_err(not_now)?;
        // What is offered there already stays what it is.
        if offered.id == freed && known.is_none_or(|known| known.state != offered.state) {
            self.acted_upon(sql, at, &staff, (offered.id.to_string(), "offered"))?;
        }
        freed_reply(sql, &offered)
    }

    /// Offers a slot to nobody any more.
    pub(in super::super) fn withdraw_slot(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &WithdrawSlot) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        self.reading(sql, call)?;
        let before = waitlist::find_freed(sql, staff.practice, command.freed).map_err(stop)?;
        let (withdrawn, opened) = waitlist::withdraw_slot(sql, staff.practice, command.freed, at.now).map_err(stop)?;
        if before.state != withdrawn.state || opened {
            self.acted_upon(sql, at, &staff, (withdrawn.id.to_string(), "withdrawn"))?;
        }
        freed_reply(sql, &withdrawn)
    }

    /// Answers in the name of a patient who was rung. The letter about the move bears a link of its own.
    pub(in super::super) fn answer_for_patient(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        call: &Call,
        command: &AnswerForPatient,
    ) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let offer = own_offer(sql, staff.practice, command)?;
        let by = By::Staff(staff.actor.as_str());
        if command.accept {
            if let waitlist::Answer::Accepted(accepted) = waitlist::accept(sql, at, offer.id, by).map_err(stop)? {
                self.acted(sql, at, &staff, &accepted.moved.old, Some("moved"))?;
                self.acted(sql, at, &staff, &accepted.moved.new, Some("moved"))?;
                let token = agenda::new_link(sql, at, accepted.moved.new.id).map_err(stop)?;
                self.tell_moved(sql, at, &accepted, &token)?;
            }
        } else {
            waitlist::decline(sql, offer.id, by, at.now).map_err(stop)?;
        }
        let offer = own_offer(sql, staff.practice, command)?;
        Ok(Answer::reply(&shown::offer(sql, &offer)?))
    }

    pub(in super::super) fn read_waitlist(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &ReadWaitlist) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let most = command.most.clamp(1, 100);
        let (found, more, count) = waitlist::entries(sql, practice, command.after, most, at.now).map_err(stop)?;
        let mut entries = Vec::with_capacity(found.len());
        for one in found {
            let own = one.appointment;
            let offer = waitlist::open_offer_of(sql, own.id).map_err(stop)?;
            entries.push(WaitlistEntry {
                appointment: own.id,
                version: own.version,
                patient: own.patient,
                service: card(sql, practice, &own.service.to_string())?,
                location: card(sql, practice, &own.location.to_string())?,
                starts_at: own.starts_at,
                ends_at: own.ends_at,
                since: one.since,
                wish: shown::wish(&one.wish),
                offer: offer.map(|offer| shown::offer(sql, &offer)).transpose()?,
            });
        }
        let terms = waitlist::alert_terms(sql, practice).map_err(stop)?.map(terms);
        Ok(Answer::reply(&Waitlist { terms, entries, more, count }))
    }

    pub(in super::super) fn read_offers(&self, sql: &impl Sql, call: &Call, command: &ReadOffers) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let found = waitlist::open_offers(sql, practice, command.to_call, command.most.clamp(1, 200)).map_err(stop)?;
        Ok(Answer::reply(&Offers { offers: found.iter().map(|offer| shown::offer(sql, offer)).collect::<Result<_, Stop>>()? }))
    }

    /// To whom a slot was offered, each time that it was freed (W11).
    pub(in super::super) fn read_slot_trace(&self, sql: &impl Sql, call: &Call, command: &ReadSlotTrace) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let trace = waitlist::slot_trace(sql, practice, command.appointment).map_err(stop)?;
        let mut cards = Shown::new(sql, practice);
        let mut appointments = Vec::with_capacity(trace.appointments.len());
        for traced in trace.appointments {
            let changed_at = traced.appointment.changed_at;
            let freed = traced.freed.map(|(freed, offers)| shown::freed(sql, &freed, &offers)).transpose()?;
            let Some(appointment) = cards.entry(&Taken::Own(traced.appointment))?.appointment else { continue };
            appointments.push(TracedAppointment { appointment, changed_at, deleted: traced.deleted, freed });
        }
        let by_hand = trace.by_hand.iter().map(|(freed, offers)| shown::freed(sql, freed, offers)).collect::<Result<_, Stop>>()?;
        Ok(Answer::reply(&SlotTrace { starts_at: trace.starts_at, ends_at: trace.ends_at, appointments, by_hand }))
    }

    pub(in super::super) fn read_alert_counters(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        call: &Call,
        command: &ReadAlertCounters,
    ) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let (weeks, deepest) = waitlist::counters(sql, practice, command.weeks.clamp(1, 53), at.now).map_err(stop)?;
        let week = |week: waitlist::Week| AlertWeek {
            monday: week.monday,
            freed: week.freed,
            refilled: week.refilled,
            offers: week.offers,
            minutes: week.minutes,
            days_gained: week.days_gained,
        };
        Ok(Answer::reply(&AlertCounters { weeks: weeks.into_iter().map(week).collect(), deepest }))
    }

    /// Tells the trail of an act upon an appointment that changes no version of it.
    fn acted_apart(&self, sql: &impl Sql, at: At<'_>, staff: &Staff<'_>, (id, did): (AppointmentId, &str)) -> Result<(), Stop> {
        let fact = StaffActedV1 { appointment: Some(id), ..deed(at, staff, Some(did))? };
        tell(sql, at, &self.peer(ObjectClass::Practice, staff.practice), (format!("alert {id}"), at.now.millis()), &fact)
    }

    /// Tells the trail of an act upon a freed slot.
    fn acted_upon(&self, sql: &impl Sql, at: At<'_>, staff: &Staff<'_>, (subject, did): (String, &str)) -> Result<(), Stop> {
        let named = guichet_kernel::Label::parse(&subject).ok();
        let fact = StaffActedV1 { subject: named, ..deed(at, staff, Some(did))? };
        tell(sql, at, &self.peer(ObjectClass::Practice, staff.practice), (subject, at.now.millis()), &fact)
    }
}

fn entry(sql: &impl Sql, appointment: agenda::Appointment) -> Result<Answer, Stop> {
    Ok(Answer::reply(&Shown::new(sql, appointment.practice).entry(&Taken::Own(appointment))?))
}

fn freed_reply(sql: &impl Sql, freed: &waitlist::Freed) -> Result<Answer, Stop> {
    let offers = waitlist::offers_of(sql, freed.id).map_err(stop)?;
    Ok(Answer::reply(&shown::freed(sql, freed, &offers)?))
}

/// As elsewhere; but to staff, what is not offered here and now is a state of the agenda, and no page that is gone.
fn not_now(refusal: Refusal) -> Stop {
    stop(if refusal == Refusal::NotOffered { Refusal::NotPossibleNow } else { refusal })
}

/// An offer of the practice; another's does not exist for it.
fn own_offer(sql: &impl Sql, practice: PracticeId, command: &AnswerForPatient) -> Result<waitlist::Offer, Stop> {
    let unknown = Stop::Refused(guichet_contracts::ProblemKind::NotFound);
    let offer = waitlist::find_offer(sql, command.offer).map_err(stop)?.ok_or(unknown.clone())?;
    if offer.practice == practice { Ok(offer) } else { Err(unknown) }
}

const fn terms(terms: waitlist::AlertTerms) -> AlertTerms {
    let waitlist::AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits } = terms;
    AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits }
}
