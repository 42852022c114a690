//! Earlier-slot alerts as staff see and run them: who waits, the grace, what is kept closed, what is offered by hand, the trace.

use chrono::TimeDelta;
use guichet_contracts::{
    Command, Principal, ProblemKind,
    command::{
        agenda::{Attendance, Check, CheckAppointment, DayAppointment, DayEntry},
        calendar::{CancelByStaff, PlaceAppointment},
        waitlist::{
            AnswerOffer, Freed, FreedBy, FreedState, HalfDay, Offer, OfferSlot, OfferState, PutAlertByStaff, ReadAlertCounters, ReadOffers,
            ReadSlotTrace, ReadWaitlist, RestoreAppointment, Waitlist, Wish, WithdrawSlot,
        },
    },
    event::AppointmentMovedV1,
};
use guichet_kernel::{AppointmentId, FreedId, Instant};

use crate::{
    desk::{Desk, Made, NOW, tuesday},
    waiting::{TERMS, later},
};

const GRACE: TimeDelta = TimeDelta::minutes(2);

impl Desk {
    pub(crate) fn offers(&self, to_call: bool) -> Vec<Offer> {
        self.reply(self.staff(self.own.practice), &ReadOffers { to_call, most: 200 }).offers
    }

    fn own<C: Command>(&self, command: &C) -> C::Reply {
        self.reply(self.staff(self.own.practice), command)
    }

    fn refuses<C: Command>(&self, command: &C) -> Option<ProblemKind> {
        self.ask(self.staff(self.own.practice), command)
    }

    fn waitlist(&self) -> Waitlist {
        self.own(&ReadWaitlist { after: None, most: 100 })
    }

    fn cancel_by_staff(&self, made: &Made, keep_closed: bool) -> DayAppointment {
        let cancel = CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed };
        let cancelled: DayEntry = self.own(&cancel);
        cancelled.appointment.unwrap()
    }

    fn is_free(&self, starts_at: Instant) -> bool {
        self.page(Some(self.own.practice), None).starts.contains(&starts_at)
    }

    fn etag(&self) -> String {
        self.calendar(self.own.practice).etag
    }
}

const fn restore(made: &Made, version: i64) -> RestoreAppointment {
    RestoreAppointment { appointment: made.booked.appointment, version }
}

// W1, W2
#[test]
fn staff_tick_the_box_and_read_who_waits_the_oldest_first() {
    let desk = Desk::with_alerts();
    let (one, two) = (desk.made(desk.own, later(21, "09:00")), desk.made(desk.own, later(28, "09:00")));
    let near = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let wish = Wish { halves: vec![HalfDay::MonAm], places: vec![] };
    let put = |made: &Made, wish| PutAlertByStaff { appointment: made.booked.appointment, wish };
    let etag = desk.etag();
    let entry: DayEntry = desk.own(&put(&two, Some(wish.clone())));
    assert_eq!(entry.appointment.unwrap().alert, Some(wish.clone()));
    assert_ne!(desk.etag(), etag, "screens look again");
    desk.now.set(NOW.plus(TimeDelta::minutes(1)));
    desk.own(&put(&one, Some(Wish::default())));
    desk.own(&put(&one, Some(Wish::default())));
    let placing = PlaceAppointment { alert: Some(Wish::default()), ..desk.placing(desk.own, later(28, "10:00")) };
    desk.now.set(NOW.plus(TimeDelta::minutes(2)));
    desk.own(&placing);
    assert_eq!(desk.deeds_waiting(), ["alert-on", "alert-on", "placed"], "what is repeated is no deed");
    assert_eq!(desk.refuses(&put(&near, Some(wish))), Some(ProblemKind::TooLate));
    assert_eq!(
        desk.refuses(&PlaceAppointment { alert: Some(Wish::default()), ..desk.placing(desk.own, tuesday("10:00")) }),
        Some(ProblemKind::TooLate)
    );

    let waitlist = desk.waitlist();
    let who: Vec<AppointmentId> = waitlist.entries.iter().map(|entry| entry.appointment).collect();
    assert_eq!(who, [two.booked.appointment, one.booked.appointment, placing.appointment]);
    assert_eq!((waitlist.terms, waitlist.count, waitlist.more), (Some(TERMS), 3, false));
    let page = desk.own(&ReadWaitlist { after: Some(who[0]), most: 1 });
    assert_eq!((page.entries[0].appointment, page.more, page.count), (who[1], true, 3));
    assert_eq!(desk.reply(desk.staff(desk.other.practice), &ReadWaitlist { after: None, most: 100 }).count, 0, "nobody else's");
    desk.own(&put(&two, None));
    assert_eq!((desk.waitlist().count, desk.deeds_waiting().pop()), (2, Some("alert-off".to_owned())));
}

// ADR 0014, 3 and 4
#[test]
fn what_staff_cancel_is_nobodys_while_they_may_take_it_back_and_is_offered_then() {
    let desk = Desk::with_alerts();
    let early = desk.made(desk.own, tuesday("09:00"));
    let waiter = desk.waiter(later(21, "09:00"));
    let freed = desk.cancel_by_staff(&early, false).freed.unwrap();
    assert_eq!((freed.state, freed.offered_from, freed.offers), (FreedState::Waiting, Some(NOW.plus(GRACE)), 0));
    desk.due(NOW.plus(TimeDelta::minutes(1)));
    assert!(desk.letters().is_empty() && !desk.is_free(tuesday("09:00")));
    let etag = desk.etag();
    assert!(guichet_contracts::Object::wake_at(&desk.object(), &desk.sql).unwrap().is_some_and(|due| due <= NOW.plus(GRACE)));
    desk.due(NOW.plus(GRACE));
    assert!(desk.is_free(tuesday("09:00")));
    assert_ne!(desk.etag(), etag);
    let letters = desk.letters();
    assert_eq!(letters.iter().map(|letter| letter.fact.message.appointment).collect::<Vec<_>>(), [waiter.booked.appointment]);
    let day = desk.calendar(desk.own.practice);
    let freed = day.entries.into_iter().find_map(|entry| entry.appointment?.freed).unwrap();
    assert_eq!((freed.state, freed.offered_from, freed.offers), (FreedState::Open, None, 1));
    assert_eq!(desk.waitlist().entries[0].offer.as_ref().map(|offer| offer.offer), Some(letters[0].id()));
    assert_eq!(desk.refuses(&restore(&early, 2)), Some(ProblemKind::TooLate));
}

// ADR 0014, 4: what the patient was not told, they are not told; they have what they had, and wait as they did.
#[test]
fn a_cancellation_is_taken_back_as_if_it_had_not_been() {
    let desk = Desk::with_alerts();
    let waiter = desk.waiter(later(21, "09:00"));
    desk.cancel_by_staff(&waiter, false);
    assert_eq!(desk.waitlist().count, 0);
    desk.hush();
    desk.now.set(NOW.plus(TimeDelta::minutes(1)));
    assert_eq!(desk.refuses(&restore(&waiter, 1)), Some(ProblemKind::Changed));
    let back: DayEntry = desk.own(&restore(&waiter, 2));
    assert_eq!(desk.own(&restore(&waiter, 2)), back, "sent twice, it is one");
    let stands = back.appointment.unwrap();
    assert_eq!((stands.attendance, stands.version, stands.alert, stands.freed), (Attendance::Booked, 3, Some(Wish::default()), None));
    assert_eq!(
        (desk.kinds_waiting(), desk.deeds_waiting()),
        (vec!["StaffActedV1".into(), "AppointmentMovedV1".into()], vec!["restored".into()])
    );
    // The letter is the newest word, says where the patient knows that it is, and so is none (see the Mailroom's `news`).
    let fact: AppointmentMovedV1 = serde_json::from_value(desk.waiting().swap_remove(1).2).unwrap();
    assert_eq!((fact.from, fact.message.appointment, fact.message.version), (stands.appointment, stands.appointment, 3));
    assert_eq!(fact.message.held_until, Some(NOW.plus(TimeDelta::minutes(3))));
    let check = |version| {
        let check = CheckAppointment { appointment: stands.appointment, version, known: Some(stands.appointment) };
        desk.reply(desk.mailroom(desk.own.practice), &check)
    };
    assert_eq!((check(1), check(2)), (Check::Changed, Check::Changed), "neither that it was made nor that it was cancelled");
    let Check::AsItWas(facts) = check(3) else { panic!("changed") };
    let known = facts.known.unwrap();
    assert_eq!((known.starts_at, known.location.id), (facts.slot.starts_at, facts.slot.location.id));
    // Its own link goes on.
    assert!(desk.tick_box(&waiter, None).may_cancel);
}

// ADR 0014, 4
#[test]
fn what_is_kept_closed_is_nobodys_until_staff_offer_it_by_hand_and_they_withdraw_it() {
    let desk = Desk::with_alerts();
    let early = desk.made(desk.own, tuesday("09:00"));
    let waiter = desk.waiter(later(21, "09:00"));
    let kept = desk.cancel_by_staff(&early, true).freed.unwrap();
    assert_eq!((kept.state, kept.offered_from), (FreedState::Closed, Some(NOW.plus(GRACE))), "it can be taken back as well");
    desk.due(NOW.plus(TimeDelta::hours(3)));
    assert!(desk.letters().is_empty() && !desk.is_free(tuesday("09:00")));
    desk.hush();

    let (service, location) = (desk.own.service, desk.own.location);
    let slot = OfferSlot { freed: kept.freed, service, location, starts_at: tuesday("09:00"), minutes: None };
    let offered: Freed = desk.own(&slot);
    assert_eq!((offered.state, offered.by, offered.appointment), (FreedState::Open, FreedBy::Staff, Some(early.booked.appointment)));
    assert_eq!(desk.own(&slot), offered, "sent twice, it is one");
    assert!(desk.is_free(tuesday("09:00")));
    desk.due(NOW.plus(TimeDelta::hours(4)));
    let letter = desk.letters().swap_remove(0);
    assert_eq!(letter.fact.message.appointment, waiter.booked.appointment);

    let withdraw = WithdrawSlot { freed: kept.freed };
    let withdrawn: Freed = desk.own(&withdraw);
    assert_eq!(desk.own(&withdraw), withdrawn);
    assert_eq!((withdrawn.state, withdrawn.offers[0].state), (FreedState::Withdrawn, OfferState::Withdrawn), "the public sees it");
    assert_eq!(desk.reply(letter.bearer(), &AnswerOffer { accept: true }).state, OfferState::Withdrawn);
    assert_eq!(desk.deeds_waiting(), ["offered", "withdrawn"]);

    // What was never offered is given to the public by the same act, and that is written down too.
    let other = desk.made(desk.own, tuesday("10:00"));
    let kept = desk.cancel_by_staff(&other, true).freed.unwrap();
    desk.now.set(desk.now.get().plus(TimeDelta::hours(1)));
    desk.hush();
    assert!(!desk.is_free(tuesday("10:00")));
    let withdraw = WithdrawSlot { freed: kept.freed };
    assert_eq!(desk.own(&withdraw), desk.own(&withdraw));
    assert!(desk.is_free(tuesday("10:00")));
    assert_eq!(desk.deeds_waiting(), ["withdrawn"], "once");
}

// ADR 0014, words: an opening that staff offer by hand.
#[test]
fn a_free_start_is_offered_by_hand_and_is_shown_in_its_trace() {
    let desk = Desk::with_alerts();
    let waiter = desk.waiter(later(21, "09:00"));
    let (service, location) = (desk.own.service, desk.own.location);
    let slot = OfferSlot { freed: FreedId::draw(NOW, &desk.entropy), service, location, starts_at: tuesday("11:00"), minutes: None };
    let offered: Freed = desk.own(&slot);
    assert_eq!(desk.own(&slot).freed, offered.freed, "sent twice, it is one");
    assert_eq!((offered.by, offered.appointment, offered.state), (FreedBy::Hand, None, FreedState::Open));
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &WithdrawSlot { freed: slot.freed }), Some(ProblemKind::NotFound));
    let elsewhere = OfferSlot { freed: FreedId::draw(NOW, &desk.entropy), starts_at: tuesday("13:00"), ..slot };
    assert_eq!(desk.refuses(&elsewhere), Some(ProblemKind::NotPossibleNow));
    desk.due(NOW);
    let letter = desk.letters().swap_remove(0);
    desk.reply(letter.bearer(), &AnswerOffer { accept: true });
    let trace = desk.own(&ReadSlotTrace { appointment: desk.entries_at(tuesday("11:00")).appointment });
    assert_eq!((trace.starts_at, trace.appointments.len(), trace.by_hand.len()), (tuesday("11:00"), 1, 1));
    let by_hand = &trace.by_hand[0];
    assert_eq!((by_hand.state, by_hand.offers[0].patient), (FreedState::Refilled, Some(desk.patient_of(&waiter))));
    assert_eq!(desk.deeds_waiting(), ["offered"]);
}

impl Desk {
    fn entries_at(&self, starts_at: Instant) -> DayAppointment {
        let entries = self.calendar(self.own.practice).entries;
        entries.into_iter().filter(|entry| entry.starts_at == starts_at).find_map(|entry| entry.appointment).unwrap()
    }
}

// W11, W10
#[test]
fn a_slots_trace_says_who_was_there_to_whom_it_was_offered_and_the_counters_count_it() {
    let (desk, waiter, letter) = Desk::offering();
    let cancelled = desk.entries_at(tuesday("09:00")).appointment;
    desk.now.set(NOW.plus(TimeDelta::minutes(30)));
    desk.reply(letter.bearer(), &AnswerOffer { accept: true });
    let trace = desk.own(&ReadSlotTrace { appointment: cancelled });
    let there: Vec<_> = trace.appointments.iter().map(|one| (one.appointment.attendance, one.freed.is_some())).collect();
    assert_eq!(there, [(Attendance::CancelledByPatient, true), (Attendance::Booked, false)]);
    let freed = trace.appointments[0].freed.as_ref().unwrap();
    assert_eq!((freed.by, freed.state, freed.depth, freed.at), (FreedBy::Patient, FreedState::Refilled, 0, NOW));
    let offer = &freed.offers[0];
    assert_eq!((offer.offer, offer.round, offer.asked_at, offer.state), (letter.id(), 1, NOW, OfferState::Accepted));
    assert_eq!((offer.patient, offer.own_starts_at, offer.by.is_none()), (Some(desk.patient_of(&waiter)), later(21, "09:00"), true));
    // What they left is one deeper.
    let left = desk.own(&ReadSlotTrace { appointment: waiter.booked.appointment });
    let freed = left.appointments[0].freed.as_ref().unwrap();
    assert_eq!((freed.by, freed.state, freed.depth), (FreedBy::Offer, FreedState::Open, 1));
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &ReadSlotTrace { appointment: cancelled }), Some(ProblemKind::NotFound));

    desk.due(NOW.plus(TimeDelta::minutes(31)));
    let counters = desk.own(&ReadAlertCounters { weeks: 2 });
    let week = counters.weeks.last().unwrap();
    assert_eq!((counters.weeks.len(), week.freed, week.refilled, week.offers, week.minutes, week.days_gained), (2, 2, 1, 1, 30, 21));
    let theirs = desk.reply(desk.staff(desk.other.practice), &ReadAlertCounters { weeks: 1 });
    assert_eq!(theirs.weeks[0].freed, 0);
}

#[test]
fn what_waits_to_be_confirmed_waits_for_nothing_earlier() {
    let desk = Desk::with_alerts();
    let card = guichet_contracts::command::card::PracticeCard { confirm_by_link: true, ..desk.alerting(desk.own, Some(TERMS)) };
    assert_eq!(desk.tell_card(card), 200);
    let made = desk.made(desk.own, later(21, "09:00"));
    let bearer = Principal::Link { token: made.link.clone() };
    let wish = Some(Wish::default());
    assert_eq!(desk.ask(bearer, &guichet_contracts::command::waitlist::PutAlert { wish: wish.clone() }), Some(ProblemKind::NotPossibleNow));
    let put = PutAlertByStaff { appointment: made.booked.appointment, wish };
    assert_eq!(desk.refuses(&put), Some(ProblemKind::NotPossibleNow));
}
