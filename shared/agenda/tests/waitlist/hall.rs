//! A clinic with people who wait: open every Tuesday from 9:00 to 12:00; a slot of 1 December is freed, and those who wait come on the 15th or
//! later.

use std::ops::Deref;

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Booking, Move, Moved, Pattern, Placement, Refusal, cancel_by_staff, find, move_by_staff, place,
    waitlist::{
        Accepted, AlertTerms, Answer, By, Freed, FreedState, Made, Offer, OfferState, Wish, accept, alert_of, decline, fill_due,
        find_offer, freed_by, offers_of, put_alert, put_alert_terms,
    },
};
use guichet_kernel::{AppointmentId, Instant, OfferId, Sql};

use crate::clinic::{Clinic, MONDAY, instant};

/// The terms of a practice that has chosen nothing but that it offers.
pub(crate) const TERMS: AlertTerms =
    AlertTerms { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };

/// An instant of winter in Paris.
pub(crate) fn on(day: &str, wall: &str) -> Instant {
    instant(&format!("2026-{day}T{wall}:00+01:00"))
}

/// The slot that is freed, unless a test says otherwise.
pub(crate) fn slot() -> Instant {
    on("12-01", "10:00")
}

/// The instant at which nothing has happened yet.
pub(crate) fn monday() -> Instant {
    instant(MONDAY)
}

pub(crate) fn later(from: Instant, minutes: i64) -> Instant {
    from.plus(TimeDelta::minutes(minutes))
}

pub(crate) struct Hall {
    clinic: Clinic,
}

impl Deref for Hall {
    type Target = Clinic;
    fn deref(&self) -> &Clinic {
        &self.clinic
    }
}

impl Hall {
    pub(crate) fn new() -> Self {
        let hall = Self { clinic: Clinic::new() };
        hall.put(&hall.weekly()).unwrap();
        hall.offers_earlier(Some(TERMS));
        hall
    }

    /// Nothing is open yet.
    pub(crate) fn closed() -> Self {
        let hall = Self { clinic: Clinic::new() };
        hall.offers_earlier(Some(TERMS));
        hall
    }

    pub(crate) fn offers_earlier(&self, terms: Option<AlertTerms>) {
        self.sql.atomically(|| put_alert_terms(&self.sql, self.practice, terms.as_ref())).unwrap();
    }

    /// Somebody has an appointment.
    pub(crate) fn has(&self, starts_at: Instant) -> Appointment {
        self.place(&self.placement(starts_at), monday()).unwrap()
    }

    pub(crate) fn has_as(&self, placement: &Placement) -> Appointment {
        let made = self.sql.atomically(|| place(&self.sql, self.at(monday()), placement, "mbr_x")).unwrap();
        match made {
            Booking::Made(made) | Booking::Before(made) => made,
        }
    }

    pub(crate) fn ticks(&self, own: &Appointment, wish: Option<&Wish>, now: Instant) -> Result<bool, Refusal> {
        self.sql.atomically(|| put_alert(&self.sql, self.at(now), own, wish))
    }

    /// Somebody has an appointment and waits since so many minutes after Monday for an earlier one.
    pub(crate) fn waits(&self, starts_at: Instant, since: i64) -> Appointment {
        self.waits_as(&self.placement(starts_at), since)
    }

    pub(crate) fn waits_as(&self, placement: &Placement, since: i64) -> Appointment {
        self.wishes(placement, &Wish::default(), since)
    }

    pub(crate) fn wishes(&self, placement: &Placement, wish: &Wish, since: i64) -> Appointment {
        let own = self.has_as(placement);
        assert_eq!(self.ticks(&own, Some(wish), later(monday(), since)), Ok(true));
        own
    }

    /// So many wait, one after the other, with appointments from 15 December on, six every Tuesday.
    pub(crate) fn crowd(&self, count: i64) -> Vec<Appointment> {
        (0..count)
            .map(|n| self.waits(on("12-15", "09:00").plus(TimeDelta::days(7 * (n / 6)) + TimeDelta::minutes(30 * (n % 6))), n))
            .collect()
    }

    pub(crate) fn by_staff(&self, own: &Appointment, keep_closed: bool, now: Instant) -> Appointment {
        let cancel = || cancel_by_staff(&self.sql, self.at(now), self.practice, (own.id, own.version), keep_closed, "mbr_x");
        self.sql.atomically(cancel).unwrap().0
    }

    pub(crate) fn moves(&self, own: &Appointment, to: Instant, keep_closed: bool, now: Instant) -> Result<Moved, Refusal> {
        let to_id = AppointmentId::draw(now, &self.entropy);
        let (appointment, version) = (own.id, own.version);
        let wanted = Move { appointment, version, to: to_id, starts_at: to, location: None, force: false, keep_closed };
        self.sql.atomically(|| move_by_staff(&self.sql, self.at(now), self.practice, &wanted, "mbr_x"))
    }

    /// Does all that is due.
    pub(crate) fn fills(&self, now: Instant) -> Vec<Made> {
        let mut made = Vec::new();
        for _ in 0..1_000 {
            let filled = self.sql.atomically(|| fill_due(&self.sql, self.at(now), 50)).unwrap();
            made.extend(filled.made);
            if !filled.more {
                return made;
            }
        }
        panic!("something is due for ever")
    }

    /// Who has the slot cancels it, and whoever is due is asked.
    pub(crate) fn frees(&self, starts_at: Instant, now: Instant) -> (Appointment, Vec<Made>) {
        let leaves = self.has(starts_at);
        self.cancel(&leaves, now).unwrap();
        (leaves, self.fills(now))
    }

    pub(crate) fn freed(&self, by: &Appointment) -> Option<Freed> {
        freed_by(&self.sql, by.id).unwrap().map(|(freed, _)| freed)
    }

    pub(crate) fn state(&self, by: &Appointment) -> FreedState {
        self.freed(by).unwrap().state
    }

    /// The states of all offers of what an appointment freed, in the order in which they were made.
    pub(crate) fn states(&self, by: &Appointment) -> Vec<OfferState> {
        offers_of(&self.sql, self.freed(by).unwrap().id).unwrap().into_iter().map(|offer| offer.state).collect()
    }

    pub(crate) fn answers(&self, id: OfferId, now: Instant) -> Result<Answer, Refusal> {
        self.sql.atomically(|| accept(&self.sql, self.at(now), id, By::Patient))
    }

    pub(crate) fn accepts(&self, made: &Made, now: Instant) -> Accepted {
        match self.answers(made.offer.id, now) {
            Ok(Answer::Accepted(accepted)) => *accepted,
            other => panic!("{other:?}"),
        }
    }

    /// They accept too late; what became of their offer.
    pub(crate) fn is_late(&self, made: &Made, now: Instant) -> OfferState {
        match self.answers(made.offer.id, now) {
            Ok(Answer::Ended(offer)) => offer.state,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn declines(&self, made: &Made, now: Instant) -> Offer {
        self.sql.atomically(|| decline(&self.sql, made.offer.id, By::Patient, now)).unwrap()
    }

    pub(crate) fn offer_is(&self, made: &Made) -> Offer {
        find_offer(&self.sql, made.offer.id).unwrap().unwrap()
    }

    pub(crate) fn now_is(&self, own: &Appointment) -> Appointment {
        find(&self.sql, own.id).unwrap().unwrap()
    }

    pub(crate) fn still_waits(&self, own: &Appointment) -> bool {
        alert_of(&self.sql, own.id).unwrap().is_some()
    }

    /// Two at once.
    pub(crate) fn for_two(&self) -> Pattern {
        Pattern { capacity: 2, public_capacity: 2, ..self.weekly() }
    }
}

/// Whose appointments the offers are for.
pub(crate) fn whose(made: &[Made]) -> Vec<AppointmentId> {
    made.iter().map(|made| made.offer.appointment).collect()
}

pub(crate) fn ids(owns: &[Appointment]) -> Vec<AppointmentId> {
    owns.iter().map(|own| own.id).collect()
}
