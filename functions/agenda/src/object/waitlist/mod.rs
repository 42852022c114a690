//! Earlier-slot alerts as patients and Mailrooms meet them (W; ADR 0014): the box, the offer behind its link, the letters that leave.

mod shown;
mod staff;

use guichet_agenda_core::{
    self as agenda, Appointment,
    waitlist::{self, Accepted, By, Made, OfferState},
};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::{AppointmentFacts, Done},
        waitlist::{AlertFacts, AnswerOffer, CheckOffer, OfferCheck, OfferFacts, PutAlert, ReadOffer, StopAlerts},
    },
    event::{
        AboutAppointment, AlertsEndedV1, AlertsStoppedV1, AppointmentMovedV1, OfferAcceptedTodayV1, OfferMadeV1, OfferUnreachedV1,
        read_fact,
    },
};
use guichet_kernel::{
    At, Instant, ObjectClass, Sql, SqlError, Token, World,
    link::{Link, Purpose},
    outbox::Delivery,
};

use super::{
    AgendaObject, LINK_OUTLIVES,
    cards::{public_slot, shown, slot_facts},
    confirming::facts_by_link,
    filed,
    public::linked,
    stop, tell,
    wire::wire_attendance,
};

pub(super) use shown::{domain_wish, freed_slot, wish};

/// How many offers one transaction makes.
const PASS: usize = 50;
/// How many of them one tick makes, before deliveries have their turn.
const PASSES: u8 = 8;

impl AgendaObject {
    /// Ticks or unticks the box of a link's appointment (W2).
    pub(super) fn put_alert(sql: &impl Sql, at: At<'_>, call: &Call, command: &PutAlert) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        Self::not_awaited(sql, appointment.id)?;
        let wish = command.wish.as_ref().map(shown::domain_wish);
        waitlist::put_alert(sql, at, &appointment, wish.as_ref()).map_err(stop)?;
        let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        Ok(Answer::reply(&facts_by_link(sql, &appointment, token, at.now)?))
    }

    /// The offer of a link. That its page was asked for is noted: by whom, nobody knows (ADR 0014, 14).
    pub(super) fn read_offer(&self, sql: &impl Sql, at: At<'_>, call: &Call, _command: &ReadOffer) -> Result<Answer, Stop> {
        let (offer, token) = offered(sql, call)?;
        waitlist::note_page(sql, &offer, at.now).map_err(stop)?;
        Ok(Answer::reply(&self.offer_facts(sql, &offer, Some(token))?))
    }

    /// Answers the offer of a link (W5, W6): 1. what the decision was; 2. if the appointment was moved now, who must know.
    pub(super) fn answer_offer(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &AnswerOffer) -> Result<Answer, Stop> {
        let (offer, token) = offered(sql, call)?;
        if command.accept {
            // 1.
            if let waitlist::Answer::Accepted(accepted) = waitlist::accept(sql, at, offer.id, By::Patient).map_err(stop)? {
                // 2.
                self.tell_moved(sql, at, &accepted, &waitlist::own_link(token))?;
            }
        } else {
            waitlist::decline(sql, offer.id, By::Patient, at.now).map_err(stop)?;
        }
        let offer = waitlist::find_offer(sql, offer.id).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::LinkExpired))?;
        Ok(Answer::reply(&self.offer_facts(sql, &offer, Some(token))?))
    }

    /// Ends this practice's alerts for the patient of a link's offer, here and, by the Practice, in its other agendas.
    pub(super) fn stop_alerts(&self, sql: &impl Sql, at: At<'_>, call: &Call, _command: &StopAlerts) -> Result<Answer, Stop> {
        let (offer, _) = offered(sql, call)?;
        if let Some(patient) = offer.patient {
            waitlist::stop(sql, offer.practice, &[patient], at.now).map_err(stop)?;
            let practice = self.peer(ObjectClass::Practice, offer.practice);
            // Under a subject of its own, beside what else the practice is told of the offer; and whoever ticks the box again may stop
            // again by the same letter.
            let minute = at.now.millis() / 60_000;
            tell(sql, at, &practice, (format!("stop {}", offer.id), minute), &AlertsStoppedV1 { patient })?;
        }
        Ok(Answer::reply(&Done {}))
    }

    /// Only the Mailroom of the offer's own practice may ask; any other learns nothing, not even that it exists.
    pub(super) fn check_offer(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CheckOffer) -> Result<Answer, Stop> {
        let unknown = Stop::Refused(ProblemKind::NotFound);
        let offer = waitlist::find_offer(sql, command.offer).map_err(stop)?.ok_or(unknown.clone())?;
        let mailroom = self.peer(ObjectClass::Mailroom, offer.practice);
        if !matches!(&call.principal, Principal::Object { object } if *object == mailroom) {
            return Err(unknown);
        }
        Ok(Answer::reply(&if waitlist::still_open(sql, &offer, at.now).map_err(stop)? {
            OfferCheck::Open(Box::new(self.offer_facts(sql, &offer, None)?))
        } else {
            OfferCheck::Ended
        }))
    }

    /// A Mailroom could not write to whom an offer is for: they are to be rung.
    pub(super) fn unreached(&self, sql: &impl Sql, delivery: &Delivery) -> Result<(), Stop> {
        let OfferUnreachedV1 { offer } = read_fact(delivery)?;
        // Of an offer that is forgotten there is nobody to ring.
        let Some(offer) = waitlist::find_offer(sql, offer).map_err(stop)? else { return Ok(()) };
        allow(delivery.source == self.peer(ObjectClass::Mailroom, offer.practice))?;
        waitlist::unreached(sql, offer.id).map_err(stop)
    }

    /// Patients want no more alerts of a practice, as they said then: a box that was ticked since counts.
    pub(super) fn alerts_ended(&self, sql: &impl Sql, delivery: &Delivery) -> Result<(), Stop> {
        let practice = self.speaker(delivery)?;
        allow(agenda::standing(sql, practice).map_err(stop)?.is_some())?;
        let AlertsEndedV1 { patients, stopped_at } = read_fact(delivery)?;
        waitlist::stop(sql, practice, &patients, stopped_at).map_err(stop)
    }

    /// Makes the offers that are due, and has their letters written: each in the transaction that makes it. What somebody should look at is
    /// logged once that is done.
    pub(super) fn offer_due(&self, sql: &impl Sql, world: &impl World, at: At<'_>) -> Result<(), SqlError> {
        for _ in 0..PASSES {
            let outcome = sql.atomically(|| {
                let filled = waitlist::fill_due(sql, at, PASS).map_err(stop)?;
                for made in &filled.made {
                    self.tell_offer(sql, at, made)?;
                }
                Ok(filled)
            });
            let filled = match outcome {
                Ok(filled) => filled,
                Err(Stop::Store(error)) => return Err(error),
                Err(Stop::Refused(kind)) => return Err(SqlError::Engine(kind.slug().to_owned())),
            };
            for freed in &filled.capped {
                world.notice("alerts-chain-too-long", &[("freed", freed.to_string())]);
            }
            for (freed, why) in &filled.failed {
                world.notice("alerts-slot-failed", &[("freed", freed.to_string()), ("why", why.to_string())]);
            }
            if !filled.more {
                break;
            }
        }
        Ok(())
    }

    fn tell_offer(&self, sql: &impl Sql, at: At<'_>, made: &Made) -> Result<(), Stop> {
        let Made { offer, token } = made;
        let (Some(own), Some(patient)) = (agenda::find(sql, offer.appointment).map_err(stop)?, offer.patient) else { return Ok(()) };
        let link = self.keys.sign(&Link {
            object: self.name.clone(),
            purpose: Purpose::Offer,
            expires_at: offer.ends_at.plus(LINK_OUTLIVES),
            token: token.clone(),
        });
        let message = AboutAppointment { starts_at: offer.starts_at, ..self.about(&own, patient, link) };
        let fact = OfferMadeV1 { offer: offer.id, message, expires_at: offer.expires_at };
        tell(sql, at, &self.peer(ObjectClass::Mailroom, offer.practice), (offer.id.to_string(), 1), &fact)
    }

    /// Tells that an offer was accepted: the Mailroom, that it was moved; and of a slot of this very day the practice, at once.
    fn tell_moved(&self, sql: &impl Sql, at: At<'_>, accepted: &Accepted, token: &Token) -> Result<(), Stop> {
        let new = &accepted.moved.new;
        let Some(patient) = new.patient else { return Ok(()) };
        let message = self.about(new, patient, self.link(new, token));
        let mailroom = self.peer(ObjectClass::Mailroom, new.practice);
        tell(sql, at, &mailroom, filed(new), &AppointmentMovedV1 { message, from: accepted.moved.old.id })?;
        let (true, Some(practitioner)) = (accepted.today, self.name.practitioner_id()) else { return Ok(()) };
        let zone = agenda::zone(sql, new.practice, new.location).map_err(stop)?;
        let (appointment, starts_at, was) = (new.id, new.starts_at, accepted.moved.old.starts_at);
        let fact = OfferAcceptedTodayV1 { practitioner, appointment, patient, starts_at, zone, was };
        // Under the offer: of the appointment, the practice is told other things too.
        tell(sql, at, &self.peer(ObjectClass::Practice, new.practice), (accepted.offer.id.to_string(), 1), &fact)
    }

    /// An offer as the bearer of its link may know it; to its Mailroom, without the link and what became of the appointment since.
    fn offer_facts(&self, sql: &impl Sql, offer: &waitlist::Offer, token: Option<&Token>) -> Result<OfferFacts, Stop> {
        // What was deleted, or is nobody's any more, is told to nobody.
        let gone = Stop::Refused(ProblemKind::LinkExpired);
        let was = agenda::find(sql, offer.appointment).map_err(stop)?.ok_or(gone)?;
        let by_link = token.map(|token| agenda::by_token(sql, &waitlist::own_link(token)).map_err(stop)).transpose()?.flatten();
        let now = by_link.clone().map(|is| moved_on(sql, is)).transpose()?.flatten();
        let standing = now.as_ref().filter(|now| now.attendance.occupies());
        let moved = standing.filter(|now| by_link.as_ref().is_some_and(|is| is.id != now.id));
        let slot = |of: &Appointment| slot_facts(sql, of.practice, of.service, of.location, (of.starts_at, of.ends_at));
        let offered = slot_facts(sql, was.practice, was.service, offer.location, (offer.starts_at, offer.ends_at))?;
        let is = by_link.as_ref().filter(|is| is.attendance.occupies());
        // Where the practice offers nothing any more, nobody is told that they will be written to.
        let offers = waitlist::alert_terms(sql, offer.practice).map_err(stop)?.is_some();
        let waits = |standing: &Appointment| waitlist::alert_of(sql, standing.id).map_err(stop);
        let alerts = |patient| waitlist::waits(sql, offer.practice, patient).map_err(stop);
        Ok(OfferFacts {
            offer: offer.id,
            state: shown::offer_state(offer.state),
            own: slot(&was)?,
            // Where a visit at a distance is joined is told to whoever has the slot.
            offered: if offer.state == OfferState::Accepted { offered } else { public_slot(offered) },
            expires_at: offer.expires_at,
            link: token.zip(is).map(|(token, is)| self.link(is, &waitlist::own_link(token))),
            attendance: now.as_ref().map(|now| wire_attendance(now.attendance)),
            moved: moved.map(slot).transpose()?.map(|slot| Box::new(public_slot(slot))),
            waits: offers && standing.map(waits).transpose()?.flatten().is_some(),
            alerts: token.and(offer.patient).map(alerts).transpose()?.unwrap_or(false),
        })
    }
}

/// What an appointment is now, wherever it was moved; none: that was deleted.
fn moved_on(sql: &impl Sql, was: Appointment) -> Result<Option<Appointment>, Stop> {
    let mut is = was;
    while let Some(next) = is.moved_to {
        let Some(next) = agenda::find(sql, next).map_err(stop)? else { return Ok(None) };
        is = next;
    }
    Ok(Some(is))
}

/// The offer of the principal's link, and its token.
fn offered<'a>(sql: &impl Sql, call: &'a Call) -> Result<(waitlist::Offer, &'a Token), Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    let offer = waitlist::offer_by_token(sql, token).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::LinkExpired))?;
    Ok((offer, token))
}

/// With the box, where it is shown (W1, W2).
pub(super) fn with_alert(
    sql: &impl Sql,
    facts: AppointmentFacts,
    appointment: &Appointment,
    now: Instant,
) -> Result<AppointmentFacts, Stop> {
    let Some(found) = waitlist::alert_box(sql, appointment, now).map_err(stop)? else { return Ok(facts) };
    let card = |location: &guichet_kernel::LocationId| shown(sql, appointment.practice, &location.to_string());
    let elsewhere = found.elsewhere.iter().map(card).collect::<Result<_, Stop>>()?;
    Ok(AppointmentFacts { alert: Some(AlertFacts { wish: found.wish.as_ref().map(wish), elsewhere }), ..facts })
}
