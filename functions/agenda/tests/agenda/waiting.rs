//! An Agenda whose practices offer earlier slots, with patients who wait, and the links of what they are offered.

use chrono::{Days, TimeDelta};
use guichet_contracts::{
    Principal,
    command::{
        agenda::{AppointmentFacts, CancelAppointment, OpenAvailability},
        card::PracticeCard,
        waitlist::{AlertTerms, OfferFacts, PutAlert, ReadOffer, Wish},
    },
    event::{Fact, OfferMadeV1},
};
use guichet_kernel::{Instant, OfferId, Sql, Token, binds, link::Purpose};

use crate::desk::{Away, Desk, Made, NOW, Place, tuesday};

/// As many days after Tuesday, by the same clock.
pub(crate) fn later(days: i64, wall: &str) -> Instant {
    tuesday(wall).plus(TimeDelta::days(days))
}

pub(crate) const TERMS: AlertTerms =
    AlertTerms { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };

/// An offer as its patient got it.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) fact: OfferMadeV1,
    pub(crate) token: Token,
}

impl Letter {
    pub(crate) fn bearer(&self) -> Principal {
        Principal::Link { token: self.token.clone() }
    }

    pub(crate) fn id(&self) -> OfferId {
        self.fact.offer
    }
}

impl Desk {
    pub(crate) fn alerting(&self, place: Place, alerts: Option<AlertTerms>) -> PracticeCard {
        PracticeCard { alerts, ..self.card(place) }
    }

    /// Both practices offer earlier slots; the first is open for three weeks more.
    pub(crate) fn with_alerts() -> Self {
        let desk = Self::open();
        for place in [desk.own, desk.other] {
            assert_eq!(desk.tell_card(desk.alerting(place, Some(TERMS))), 200);
        }
        for days in [14, 21, 28] {
            let opening = desk.open_availability(desk.own, "09:00", "12:00");
            let date = opening.date.checked_add_days(Days::new(days)).unwrap();
            assert_eq!(desk.ask(desk.staff(desk.own.practice), &OpenAvailability { date, ..opening }), None);
        }
        desk.hush();
        desk
    }

    /// A patient with an appointment then, whose box is ticked; nothing is left to be told.
    pub(crate) fn waiter(&self, starts_at: Instant) -> Made {
        let made = self.made(self.own, starts_at);
        assert!(self.tick_box(&made, Some(Wish::default())).alert.unwrap().wish.is_some());
        self.hush();
        made
    }

    pub(crate) fn tick_box(&self, made: &Made, wish: Option<Wish>) -> AppointmentFacts {
        self.reply(Principal::Link { token: made.link.clone() }, &PutAlert { wish })
    }

    pub(crate) fn cancel(&self, made: &Made) {
        self.reply(Principal::Link { token: made.link.clone() }, &CancelAppointment {});
    }

    /// Does what is due then; nobody answers, so that what is told can be read.
    pub(crate) fn due(&self, now: Instant) {
        self.tick(now, Away::Everybody);
    }

    /// The offers whose letters wait for their Mailroom.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let rows: Vec<(String, i64, String)> =
            self.sql.rows("SELECT subject, version, body FROM outbox WHERE kind = ? ORDER BY seq", binds![OfferMadeV1::KIND]).unwrap();
        let letter = |(subject, version, body): (String, i64, String)| {
            let fact: OfferMadeV1 = serde_json::from_str(&body).unwrap();
            assert_eq!((subject, version), (fact.offer.to_string(), 1));
            // It opens the offer, and cannot be taken for the link of an appointment.
            assert!(self.keys.verify(&fact.message.link, Purpose::Appointment, NOW).is_err());
            let token = self.keys.verify(&fact.message.link, Purpose::Offer, NOW).unwrap().token;
            Letter { fact, token }
        };
        rows.into_iter().map(letter).collect()
    }

    pub(crate) fn offer(&self, letter: &Letter) -> OfferFacts {
        self.reply(letter.bearer(), &ReadOffer {})
    }

    /// An agenda with somebody who waits, and their offer of Tuesday at nine.
    pub(crate) fn offering() -> (Self, Made, Letter) {
        let desk = Self::with_alerts();
        let early = desk.made(desk.own, tuesday("09:00"));
        let waiter = desk.waiter(later(21, "09:00"));
        desk.cancel(&early);
        desk.due(NOW);
        let letter = desk.letters().swap_remove(0);
        desk.hush();
        (desk, waiter, letter)
    }
}
