//! Laws over random agendas in which people wait, cancel, accept, decline, book, and staff move and take back.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Closing, ClosingKind, Refusal, close_time, find, reopen, restore,
    waitlist::{AlertTerms, Answer, FreedState, Made, OfferState, Wish, find_freed, offers_of},
};
use guichet_kernel::{AppointmentId, ClosingId, FreedId, Instant, OfferId, PatientId, Sql, Zone};
use proptest::prelude::{Strategy, prop, prop_oneof, proptest};

use crate::{
    clinic::zone,
    hall::{Hall, TERMS, later, monday, on},
};

#[derive(Debug, Clone)]
enum Act {
    Waits(usize),
    Unticks(usize),
    Cancels(usize),
    Staff(usize, bool),
    Restores,
    Moves(usize, usize),
    Accepts(usize),
    Declines(usize),
    Books(usize),
    Closes(usize),
    Passes(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (0..24_usize).prop_map(Act::Waits),
        1 => (0..24_usize).prop_map(Act::Unticks),
        4 => (0..24_usize).prop_map(Act::Cancels),
        3 => ((0..24_usize), prop::bool::weighted(0.2)).prop_map(|(one, keep)| Act::Staff(one, keep)),
        2 => prop::strategy::Just(Act::Restores),
        2 => ((0..24_usize), (0..24_usize)).prop_map(|(one, to)| Act::Moves(one, to)),
        6 => (0..24_usize).prop_map(Act::Accepts),
        4 => (0..24_usize).prop_map(Act::Declines),
        2 => (0..24_usize).prop_map(Act::Books),
        1 => (0..4_usize).prop_map(Act::Closes),
        6 => prop_oneof![3 => 1..5_i64, 2 => 60..600_i64, 1 => 1_000..6_000_i64].prop_map(Act::Passes),
    ];
    prop::collection::vec(act, 10..60)
}

/// The starts of four Tuesdays, six each.
fn start(n: usize) -> Instant {
    let week = i64::try_from(n / 6 % 4).unwrap();
    let half = i64::try_from(n % 6).unwrap();
    on("12-08", "09:00").plus(TimeDelta::days(7 * week) + TimeDelta::minutes(30 * half))
}

struct Run {
    hall: Hall,
    now: Instant,
    made: Vec<Made>,
    cancelled: Option<Appointment>,
    /// Where each who stands is, so that nobody loses what they have.
    had: BTreeMap<AppointmentId, Appointment>,
}

impl Run {
    fn standing(&self) -> Vec<Appointment> {
        let ids: Vec<(AppointmentId,)> = self
            .hall
            .sql
            .rows("SELECT appointment_id FROM appointment WHERE attendance IN ('booked', 'confirmed') ORDER BY starts_at", &[])
            .unwrap();
        ids.into_iter().map(|(id,)| find(&self.hall.sql, id).unwrap().unwrap()).collect()
    }

    fn nth(&self, n: usize) -> Option<Appointment> {
        let ahead: Vec<Appointment> = self.standing().into_iter().filter(|own| own.starts_at > self.now).collect();
        (!ahead.is_empty()).then(|| ahead[n % ahead.len()].clone())
    }

    fn act(&mut self, act: &Act) {
        let (hall, now) = (&self.hall, self.now);
        match *act {
            Act::Waits(n) => {
                if start(n) > now
                    && let Ok(own) = hall.place(&hall.placement(start(n)), now)
                {
                    drop(hall.ticks(&own, Some(&Wish::default()), now));
                }
            }
            Act::Unticks(n) => drop(self.nth(n).map(|own| hall.ticks(&own, None, now))),
            Act::Cancels(n) => drop(self.nth(n).map(|own| hall.cancel(&own, now))),
            Act::Staff(n, keep) => {
                if let Some(own) = self.nth(n) {
                    self.cancelled = Some(hall.by_staff(&own, keep, now));
                }
            }
            Act::Restores => {
                if let Some(own) = &self.cancelled {
                    // ADR 0014, 4: within the grace it cannot fail, unless staff themselves put somebody there.
                    let waits = hall.now_is(own).version == own.version && hall.state(own) == FreedState::Waiting;
                    let back = hall.sql.atomically(|| restore(&hall.sql, hall.at(now), hall.practice, own.id, own.version, "mbr_x"));
                    if waits && now < own.changed_at.plus(TimeDelta::minutes(2)) {
                        assert!(back.is_ok(), "{back:?}");
                    }
                }
            }
            Act::Moves(n, to) => drop(self.nth(n).filter(|_| start(to) > now).map(|own| hall.moves(&own, start(to), false, now))),
            Act::Accepts(n) => self.accepts(n),
            Act::Declines(n) => {
                if !self.made.is_empty() {
                    hall.declines(&self.made[n % self.made.len()], now);
                }
            }
            Act::Books(n) => {
                if start(n) > now
                    && let Ok((hold, _)) = hall.hold(&hall.browser(), start(n), now)
                {
                    hall.book(&hold, now).unwrap();
                }
            }
            Act::Closes(week) => {
                let from = start(week * 6).minus(TimeDelta::hours(1));
                let closing = Closing {
                    id: ClosingId::draw(now, &hall.entropy),
                    practice: hall.practice,
                    location: None,
                    from,
                    to: from.plus(TimeDelta::hours(2)),
                    kind: ClosingKind::Leave,
                };
                hall.sql.atomically(|| close_time(&hall.sql, &closing, false, "mbr_x", now)).unwrap();
                let made = hall.fills(now);
                assert!(made.iter().all(|one| one.offer.ends_at <= from || one.offer.starts_at >= closing.to));
                self.made.extend(made);
                hall.sql.atomically(|| reopen(&hall.sql, hall.practice, closing.id)).unwrap();
            }
            Act::Passes(minutes) => self.now = later(now, minutes),
        }
    }

    fn accepts(&self, n: usize) {
        if self.made.is_empty() {
            return;
        }
        let (hall, one) = (&self.hall, &self.made[n % self.made.len()]);
        let own = hall.now_is(&find(&hall.sql, one.offer.appointment).unwrap().unwrap());
        match hall.answers(one.offer.id, self.now) {
            Ok(Answer::Accepted(accepted)) => {
                // ADR 0014, 11: each move goes strictly earlier.
                assert!(accepted.moved.new.starts_at < accepted.moved.old.starts_at);
                assert_eq!((accepted.moved.old.id, accepted.moved.new.patient), (own.id, own.patient));
                assert!(accepted.freed.is_some());
            }
            Ok(Answer::Before(before)) => assert_eq!((before.state, hall.now_is(&own)), (OfferState::Accepted, own)),
            Ok(Answer::Ended(offer)) => {
                assert!(!matches!(offer.state, OfferState::Open | OfferState::Accepted));
                assert_eq!(hall.now_is(&own), own, "everybody keeps what they have");
            }
            Err(Refusal::NotPossibleNow | Refusal::Taken) => assert_eq!(hall.now_is(&own), own),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// W4, W9, ADR 0014, 6 and 7: whoever is asked could have it, as far as plain rows say.
    fn asked(&self, made: &[Made], paris: Zone) {
        let standing = self.standing();
        let day = |at: Instant| paris.wall(at).date();
        for one in made {
            let offer = &one.offer;
            let own = standing.iter().find(|own| own.id == offer.appointment).unwrap();
            let slot = find_freed(&self.hall.sql, self.hall.practice, offer.freed).unwrap();
            assert!(day(own.starts_at) > day(offer.starts_at) && offer.starts_at > self.now && offer.expires_at > self.now);
            assert_eq!(own.ends_at.since(own.starts_at), offer.ends_at.since(offer.starts_at));
            assert!(standing.iter().all(|other| other.patient != own.patient || day(other.starts_at) != day(offer.starts_at)));
            assert!(standing.iter().all(|other| other.ends_at <= offer.starts_at || other.starts_at >= offer.ends_at), "it is free");
            let left = slot.appointment.map(|id| find(&self.hall.sql, id).unwrap().unwrap().patient);
            assert_ne!(left, Some(own.patient), "never who left it");
        }
    }

    fn holds(&mut self, act: &Act) {
        let standing = self.standing();
        for (one, next) in standing.iter().zip(standing.iter().skip(1)) {
            assert!(one.ends_at <= next.starts_at, "never beyond capacity");
        }
        let freed: Vec<(FreedId,)> = self.hall.sql.rows("SELECT freed_id FROM waitlist_freed", &[]).unwrap();
        for (id,) in freed {
            let slot = find_freed(&self.hall.sql, self.hall.practice, id).unwrap();
            let offers = offers_of(&self.hall.sql, id).unwrap();
            let open = |round| offers.iter().filter(|offer| offer.state == OfferState::Open && offer.round == round).count();
            assert!(offers.iter().all(|offer| open(offer.round) <= 2), "no more than the first of a round are open");
            let accepted = offers.iter().filter(|offer| offer.state == OfferState::Accepted).count();
            assert_eq!(accepted, usize::from(slot.state == FreedState::Refilled));
            let live = matches!(slot.state, FreedState::Waiting | FreedState::Open);
            assert!(live || offers.iter().all(|offer| offer.state != OfferState::Open), "what has ended offers nothing");
            let mut people: Vec<PatientId> = offers.iter().filter_map(|offer| offer.patient).collect();
            people.sort_unstable();
            let before = people.len();
            people.dedup();
            assert_eq!(people.len(), before, "a person is asked once");
        }
        let wrong: Vec<(OfferId,)> = self
            .hall
            .sql
            .rows(
                "SELECT offer_id FROM waitlist_offer JOIN appointment USING (appointment_id)
                 WHERE state = 'open' AND attendance NOT IN ('booked', 'confirmed')",
                &[],
            )
            .unwrap();
        assert_eq!(wrong, []);
        let filed: Vec<(AppointmentId,)> = self
            .hall
            .sql
            .rows(
                "SELECT w.appointment_id FROM waitlist_wish AS w JOIN appointment USING (appointment_id)
                 WHERE free <> (attendance IN ('booked', 'confirmed')
                     AND NOT EXISTS (SELECT 1 FROM waitlist_offer AS o WHERE o.appointment_id = w.appointment_id AND state = 'open'))",
                &[],
            )
            .unwrap();
        assert_eq!(filed, [], "W9: free is who stands without an open offer");
        // Nobody is without what they had, but by their own or staff's cancelling.
        for (id, had) in &self.had {
            let mut is = find(&self.hall.sql, *id).unwrap().unwrap();
            while let Some(next) = is.moved_to {
                is = find(&self.hall.sql, next).unwrap().unwrap();
            }
            let cancels = matches!(act, Act::Cancels(_) | Act::Staff(..));
            assert!(cancels || !is.attendance.is_over(), "{act:?} took {had:?}");
            assert_eq!(is.patient, had.patient);
        }
        self.had = standing.into_iter().map(|own| (own.id, own)).collect();
    }
}

proptest! {
    #![proptest_config(prop::test_runner::Config { cases: 96, ..prop::test_runner::Config::default() })]
    #[test]
    fn laws(acts in acts()) {
        let hall = Hall::new();
        hall.offers_earlier(Some(AlertTerms { first: 2, minimum_days: 0, ..TERMS }));
        let mut run = Run { hall, now: monday(), made: vec![], cancelled: None, had: BTreeMap::new() };
        let paris = zone("Europe/Paris");
        for act in &acts {
            run.act(act);
            let made = run.hall.fills(run.now);
            run.asked(&made, paris);
            run.made.extend(made);
            run.holds(act);
        }
    }
}
