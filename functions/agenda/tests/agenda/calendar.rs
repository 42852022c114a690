//! What a practice opens and closes, who is told, and what the other practice sees of it.

use guichet_contracts::{
    Answer, Problem, ProblemKind,
    command::calendar::{
        Availability, CancelByStaff, CloseTime, Closed, ClosingKind, EndAvailability, Ended, Ending, Opening, PutAvailability, ReadTerms,
        Reopen, Terms,
    },
};

use crate::desk::{Desk, tuesday};

#[test]
fn what_is_opened_is_one_by_its_id_and_changes_only_as_it_was_seen() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let weekly = desk.put_availability(&desk.opening(desk.own, Some("FREQ=WEEKLY;BYDAY=TU")));
    let put: Availability = desk.reply(staff(), &weekly);
    assert_eq!((put.version, put.opening.public_capacity), (1, Some(1)));
    assert_eq!(desk.reply(staff(), &weekly), put, "sent twice, it is one");
    assert_eq!(desk.deeds_waiting(), ["opened"]);

    let mut wider = PutAvailability { version: Some(1), ..weekly.clone() };
    wider.opening.to = "13:00:00".parse().unwrap();
    assert_eq!(desk.reply(staff(), &wider).version, 2);
    let stale = PutAvailability { opening: weekly.opening, ..wider };
    let before = desk.rows();
    assert_eq!(desk.ask(staff(), &stale), Some(ProblemKind::Changed));
    assert_eq!((desk.rows(), desk.deeds_waiting()), (before, vec!["opened".to_owned(), "changed".to_owned()]));
    let mut not_a_rule = desk.put_availability(&desk.opening(desk.own, Some("FREQ=YEARLY")));
    assert_eq!(desk.ask(staff(), &not_a_rule), Some(ProblemKind::Invalid));
    not_a_rule.opening = desk.opening(desk.own, Some("FREQ=WEEKLY;BYDAY=WE"));
    assert_eq!(desk.ask(staff(), &not_a_rule), Some(ProblemKind::Invalid), "the first day is not one of it");
}

/// Makes an opening one that is not acceptable.
type Shape<'a> = &'a dyn Fn(&mut Opening);

#[test]
fn what_is_not_acceptable_is_told_by_the_name_of_its_field() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let before = desk.rows();
    let hour = |text: &str| text.parse().unwrap();
    let minutes = |count| Some(guichet_kernel::Minutes::new(count).unwrap());
    let shapes: [(&str, Shape<'_>); 11] = [
        ("opening.rule", &|opening| opening.rule = Some("FREQ=YEARLY".into())),
        ("opening.rule", &|opening| opening.rule = Some("FREQ=WEEKLY;BYDAY=WE".into())),
        ("opening.to", &|opening| opening.to = opening.from),
        ("opening.from", &|opening| opening.from = hour("09:00:30")),
        // The clocks of Paris show ten past three that night where it would be ten past two.
        ("opening.from", &|opening| {
            (opening.first_day, opening.from, opening.to) = ("2027-03-28".parse().unwrap(), hour("02:10:00"), hour("03:10:00"));
        }),
        ("opening.first_day", &|opening| opening.first_day = "1066-10-14".parse().unwrap()),
        ("opening.except", &|opening| opening.except = vec!["1066-10-14".parse().unwrap()]),
        ("opening.grid", &|opening| opening.grid = minutes(241)),
        ("opening.capacity", &|opening| opening.capacity = 10),
        ("opening.public_capacity", &|opening| opening.public_capacity = Some(2)),
        ("opening.places", &|opening| opening.places = Some(4)),
    ];
    for (field, shape) in shapes {
        let mut opening = desk.opening(desk.own, None);
        shape(&mut opening);
        assert_eq!(blamed(&desk.answer(staff(), &desk.put_availability(&opening))), field);
    }
    let terms = |shape: &dyn Fn(&mut Terms)| {
        let mut put = Desk::terms(0, true);
        shape(&mut put.terms);
        blamed(&desk.answer(staff(), &put))
    };
    assert_eq!(terms(&|terms| terms.horizon_days = Some(731)), "terms.horizon_days");
    assert_eq!(terms(&|terms| terms.notice_minutes = Some(527_041)), "terms.notice_minutes");
    assert_eq!(terms(&|terms| terms.open_until = "1066-10-14".parse().ok()), "terms.open_until");
    let (closing, kind) = (desk.draw_closing(), ClosingKind::Leave);
    let (from, to) = (tuesday("10:00"), tuesday("09:00"));
    let backwards = CloseTime { closing, location: None, from, to, kind, cancel: false };
    assert_eq!(blamed(&desk.answer(staff(), &backwards)), "to");
    assert_eq!(desk.rows(), before);
}

/// The one field that a refusal names.
fn blamed(answer: &Answer) -> String {
    let problem: Problem = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("accepted: {}", answer.body));
    let [field] = problem.fields.as_slice() else { panic!("one field: {}", answer.body) };
    assert_eq!((answer.status, field.reason.as_str()), (422, "not-acceptable"));
    field.name.clone()
}

#[test]
fn an_availability_ends_whole_in_part_and_for_one_day() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let weekly: Availability = desk.reply(staff(), &desk.put_availability(&desk.opening(desk.own, Some("FREQ=WEEKLY;BYDAY=TU"))));
    desk.hush();
    let availability = weekly.availability;
    let day = desk.day_of_tuesday() + chrono::TimeDelta::weeks(1);
    let end = |version, ending| EndAvailability { availability, version, ending, cancel: false };
    let left: Ended = desk.reply(staff(), &end(1, Ending::Day { day }));
    assert_eq!(left.availability.unwrap().opening.except, [day]);
    assert_eq!(desk.reply(staff(), &end(1, Ending::Day { day })).availability.unwrap().version, 2, "once is enough");
    let before = desk.rows();
    assert_eq!(desk.ask(staff(), &end(1, Ending::Whole)), Some(ProblemKind::Changed));
    assert_eq!(desk.rows(), before);
    let until = desk.day_of_tuesday() + chrono::TimeDelta::weeks(3);
    assert!(desk.reply(staff(), &end(2, Ending::From { day: until })).availability.is_some());
    assert_eq!(desk.reply(staff(), &end(3, Ending::Whole)).availability, None);
    assert_eq!(desk.deeds_waiting(), ["ended", "ended", "ended"]);
    assert_eq!(desk.availabilities(desk.own.practice).len(), 1, "the day that was open before");
}

// A10
#[test]
fn closing_a_day_with_three_appointments_is_three_letters_and_cancels_each_once() {
    let desk = Desk::open();
    let made = ["09:00", "10:00", "11:00"].map(|start| desk.made(desk.own, tuesday(start)));
    let elsewhere = desk.made(desk.other, tuesday("14:00"));
    desk.hush();
    let close = desk.close(None, ("00:00", "23:59"), true);
    let closed: Closed = desk.reply(desk.staff(desk.own.practice), &close);
    assert_eq!(closed.cancelled, made.each_ref().map(|made| made.booked.appointment));
    assert_eq!(desk.reply(desk.staff(desk.own.practice), &close), closed, "sent twice, it is one");

    let letters: Vec<_> = desk.waiting().into_iter().filter(|(to, ..)| to == "Mailroom").collect();
    assert_eq!(letters.len(), 3);
    for ((_, kind, body), made) in letters.iter().zip(&made) {
        assert_eq!((kind.as_str(), &body["message"]["version"]), ("AppointmentCancelledV1", &2.into()));
        assert_eq!(body["message"]["appointment"], serde_json::to_value(made.booked.appointment).unwrap());
        let link = body["message"]["link"].as_str().unwrap();
        assert_ne!(link, made.booked.link, "the letter has a link of its own");
    }
    assert_eq!(desk.deeds_waiting(), ["closed", "cancelled", "cancelled", "cancelled"]);
    assert!(desk.page(Some(desk.own.practice), None).starts.is_empty());
    // Nothing of another practice's is closed or cancelled, and it does not see why.
    let theirs = desk.calendar(desk.other.practice);
    assert!(theirs.closed.is_empty());
    assert_eq!(theirs.entries.len(), 1);
    assert_eq!(theirs.entries[0].appointment.as_ref().unwrap().appointment, elsewhere.booked.appointment);
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &Reopen { closing: close.closing }), None);
    assert_eq!(desk.calendar(desk.own.practice).closed.len(), 1, "another's closing is not theirs to take back");

    desk.hush();
    let again = || desk.reply(desk.staff(desk.own.practice), &Reopen { closing: close.closing });
    again();
    again();
    assert_eq!(desk.waiting().len(), 1);
    assert_eq!(desk.deeds_waiting(), ["reopened"]);
    assert_eq!(desk.page(Some(desk.own.practice), None).starts.len(), 6, "what was cancelled stays so");
}

// A10
#[test]
fn ending_an_availability_with_three_appointments_is_three_letters_and_cancels_each_once() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = ["09:00", "10:00", "11:00"].map(|start| desk.made(desk.own, tuesday(start)));
    let elsewhere = desk.made(desk.other, tuesday("14:00"));
    desk.hush();
    let availability = desk.availabilities(desk.own.practice).swap_remove(0).availability;
    let end = EndAvailability { availability, version: 1, ending: Ending::Whole, cancel: true };
    let ended: Ended = desk.reply(staff(), &end);
    assert_eq!(ended.cancelled, made.each_ref().map(|made| made.booked.appointment));
    assert_eq!((ended.availability.is_none(), ended.standing), (true, 0));
    assert_eq!(desk.reply(staff(), &end), ended, "sent twice, it is one");
    let letters: Vec<_> = desk.waiting().into_iter().filter(|(to, ..)| to == "Mailroom").collect();
    assert_eq!(letters.len(), 3);
    for ((_, kind, body), made) in letters.iter().zip(&made) {
        assert_eq!((kind.as_str(), &body["message"]["version"]), ("AppointmentCancelledV1", &2.into()));
        assert_eq!(body["message"]["appointment"], serde_json::to_value(made.booked.appointment).unwrap());
        assert_ne!(body["message"]["link"].as_str().unwrap(), made.booked.link, "the letter has a link of its own");
    }
    assert_eq!(desk.deeds_waiting(), ["ended", "cancelled", "cancelled", "cancelled"]);
    assert!(desk.page(Some(desk.own.practice), None).starts.is_empty());
    let theirs = desk.calendar(desk.other.practice).entries;
    assert_eq!(theirs[0].appointment.as_ref().unwrap().appointment, elsewhere.booked.appointment);
}

// A10
#[test]
fn what_was_made_in_what_ends_stands_where_nobody_says_otherwise() {
    let desk = Desk::open();
    desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let availability = desk.availabilities(desk.own.practice).swap_remove(0).availability;
    let end = EndAvailability { availability, version: 1, ending: Ending::Day { day: desk.day_of_tuesday() }, cancel: false };
    let ended: Ended = desk.reply(desk.staff(desk.own.practice), &end);
    assert_eq!((ended.cancelled.len(), ended.standing), (0, 1));
    assert_eq!(desk.kinds_waiting(), ["StaffActedV1"]);
}

#[test]
fn what_stands_in_closed_time_stands_where_nobody_says_otherwise() {
    let desk = Desk::open();
    desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let closed: Closed = desk.reply(desk.staff(desk.own.practice), &desk.close(Some(desk.own.location), ("09:00", "10:00"), false));
    assert_eq!((closed.cancelled.len(), closed.standing), (0, 1));
    assert_eq!(desk.kinds_waiting(), ["StaffActedV1"]);
}

#[test]
fn each_practice_opens_and_ends_its_own_only_and_sees_the_others_time_as_busy() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let calendar = desk.calendar(desk.other.practice);
    assert_eq!(calendar.open.iter().map(|open| open.location).collect::<Vec<_>>(), [desk.other.location]);
    assert!(calendar.entries.iter().all(|entry| entry.appointment.is_none()));
    let told = serde_json::to_string(&calendar).unwrap();
    for trace in [made.booked.appointment.to_string(), desk.own.service.to_string(), desk.own.location.to_string()] {
        assert!(!told.contains(&trace));
    }
    let theirs = desk.availabilities(desk.own.practice).swap_remove(0);
    let end = EndAvailability { availability: theirs.availability, version: 1, ending: Ending::Whole, cancel: true };
    let before = desk.rows();
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &end), Some(ProblemKind::NotFound));
    let take_over = PutAvailability { availability: theirs.availability, ..desk.put_availability(&desk.opening(desk.other, None)) };
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &take_over), Some(ProblemKind::NotFound));
    let there = desk.close(Some(desk.own.location), ("09:00", "10:00"), true);
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &there), Some(ProblemKind::NotFound));
    assert_eq!(desk.rows(), before);
}

#[test]
fn terms_are_a_practices_own_and_change_as_they_were_seen() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    assert_eq!(desk.reply(staff(), &ReadTerms {}).version, 0);
    assert_eq!(desk.reply(staff(), &Desk::terms(0, false)).version, 1);
    assert_eq!(desk.reply(staff(), &Desk::terms(0, false)).version, 1, "sent twice, it is one");
    assert_eq!(desk.deeds_waiting(), ["terms"]);
    assert_eq!(desk.ask(staff(), &Desk::terms(0, true)), Some(ProblemKind::Changed));
    let page = desk.page(Some(desk.own.practice), None);
    assert_eq!((page.online, page.starts.len()), (false, 0));
    let refused = desk.ask(guichet_contracts::Principal::Public, &desk.hold_slot(desk.own, tuesday("09:00")));
    assert_eq!(refused, Some(ProblemKind::NotOnline));
    assert_eq!(desk.reply(desk.staff(desk.other.practice), &ReadTerms {}).version, 0);
}

#[test]
fn what_another_practice_does_shows_in_a_tag_only_where_it_shows_in_the_calendar() {
    let desk = Desk::open();
    let tag = || desk.calendar(desk.own.practice).etag;
    let last = tag();
    let theirs = || desk.staff(desk.other.practice);
    // What they open and close, their terms, their card: nobody else's to know of.
    desk.reply(theirs(), &desk.put_availability(&desk.opening(desk.other, None)));
    desk.reply(theirs(), &Desk::terms(0, false));
    desk.reply(theirs(), &Desk::terms(1, true));
    assert_eq!(desk.tell_card(desk.card(desk.other)), 200);
    assert_eq!(tag(), last);
    // Time that they take is busy here; whatever becomes of it that leaves it so changes nothing.
    let made = desk.made(desk.other, tuesday("14:00"));
    let busy = tag();
    assert_ne!(busy, last);
    desk.reply(theirs(), &Desk::set(&made, "confirmed", 1));
    assert_eq!(tag(), busy);
    desk.reply(theirs(), &CancelByStaff { appointment: made.booked.appointment, version: 2, keep_closed: false });
    assert_eq!(tag(), last, "as if it had never been");
}

#[test]
fn a_calendar_changes_its_tag_whenever_it_changes_and_only_then() {
    let desk = Desk::open();
    let tag = || desk.calendar(desk.own.practice).etag;
    let mut last = tag();
    assert_eq!(tag(), last);
    desk.reply(guichet_contracts::Principal::Public, &desk.hold_slot(desk.own, tuesday("11:30")));
    assert_eq!(tag(), last, "who fills in a form shows on no calendar");
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    let close = desk.close(None, ("10:00", "11:00"), false);
    let acts: [&dyn Fn(); 6] = [
        &|| drop(desk.reply(staff(), &Desk::set(&made, "confirmed", 1))),
        &|| drop(desk.reply(staff(), &close)),
        &|| assert_eq!(desk.ask(staff(), &Reopen { closing: close.closing }), None),
        &|| drop(desk.reply(staff(), &desk.put_availability(&desk.opening(desk.own, None)))),
        &|| assert_eq!(desk.ask(staff(), &Desk::terms(0, false)), None),
        &|| assert_eq!(desk.tell_card(desk.card(desk.own)), 200),
    ];
    for (which, act) in acts.iter().enumerate() {
        act();
        let now = tag();
        assert_ne!(now, last, "act {which}");
        last = now;
    }
}
