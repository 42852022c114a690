//! What the Directory is told of when the public can come next: gathered, only when it changed, and again when time or the
//! Directory asks for it.

use guichet_contracts::{
    AskPulse, Call, Object, PULSE_PATH, Principal,
    command::{agenda::OpenAvailability, calendar::CancelByStaff, waitlist::OfferSlot},
    event::FreeChangedV1,
};
use guichet_kernel::{Country, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, Sql};

use crate::desk::{Away, Desk, NOW, tuesday};

fn told(desk: &Desk, practice: PracticeId) -> Vec<FreeChangedV1> {
    let facts = desk.free_waiting().into_iter().inspect(|(to, ..)| assert_eq!(to, "Directory"));
    facts.map(|(_, _, body)| serde_json::from_value::<FreeChangedV1>(body).unwrap()).filter(|fact| fact.practice == practice).collect()
}

fn after(seconds: i64) -> Instant {
    NOW.plus(chrono::TimeDelta::seconds(seconds))
}

fn pulse(desk: &Desk, say_again: bool) {
    let asks = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France));
    let call = Call {
        path: String::new(),
        principal: Principal::Object { object: asks },
        request_id: String::new(),
        key: None,
        test_now: None,
        command: serde_json::to_value(AskPulse { say_again }).unwrap(),
    };
    assert_eq!(desk.post(PULSE_PATH, &serde_json::to_string(&call).unwrap()).status, 200);
}

#[test]
fn the_directory_is_told_what_changed_once_and_not_in_the_bookings_transaction() {
    let desk = Desk::open();
    desk.tick(NOW, Away::Everybody);
    let first = told(&desk, desk.own.practice);
    assert_eq!(first.len(), 1);
    let [next] = first[0].free.as_slice() else { panic!("one service") };
    assert_eq!((next.service, next.location, next.starts_at), (desk.own.service, desk.own.location, Some(tuesday("09:00"))));
    assert_eq!((first[0].practitioner, first[0].new_patients, first[0].at), (desk.practitioner, true, NOW));

    // A booking later in the day changes nothing of it; one of the first start does, and is told half a minute later.
    desk.made(desk.own, tuesday("11:00"));
    assert_eq!(desk.object().wake_at(&desk.sql).unwrap(), desk.object().wake_at(&desk.sql).unwrap());
    desk.tick(after(31), Away::Everybody);
    assert_eq!(told(&desk, desk.own.practice), first);
    desk.made(desk.own, tuesday("09:00"));
    desk.tick(after(40), Away::Everybody);
    assert_eq!(told(&desk, desk.own.practice), first, "gathered");
    desk.tick(after(62), Away::Everybody);
    let second = told(&desk, desk.own.practice);
    assert_eq!(second.len(), 1, "at most one waits");
    assert_eq!(second[0].free[0].starts_at, Some(tuesday("09:30")));
    assert_eq!(told(&desk, desk.other.practice).len(), 1);
}

#[test]
fn nothing_is_due_once_it_is_told() {
    let desk = Desk::open();
    assert!(desk.object().wake_at(&desk.sql).unwrap().is_some_and(|due| due <= NOW));
    desk.tick(NOW, Away::Nobody);
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(None));
    desk.made(desk.own, tuesday("11:00"));
    desk.sql.run("DELETE FROM outbox", &[]).unwrap();
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(Some(after(30))));
}

#[test]
fn time_makes_it_untrue_and_a_heartbeat_finds_it() {
    let desk = Desk::open();
    desk.tick(NOW, Away::Nobody);
    desk.now.set(tuesday("09:00"));
    pulse(&desk, false);
    desk.tick(tuesday("09:01"), Away::Everybody);
    assert_eq!(told(&desk, desk.own.practice)[0].free[0].starts_at, Some(tuesday("09:30")));
}

#[test]
fn a_directory_that_lost_all_is_told_again() {
    let desk = Desk::open();
    desk.tick(NOW, Away::Nobody);
    desk.now.set(after(60));
    pulse(&desk, false);
    desk.tick(after(61), Away::Everybody);
    assert_eq!(told(&desk, desk.own.practice).len(), 0, "nothing has changed");
    pulse(&desk, true);
    desk.tick(after(120), Away::Everybody);
    assert_eq!(told(&desk, desk.own.practice).len(), 1);
}

#[test]
fn who_is_not_booked_online_has_nothing_free_and_who_has_left_is_not_told_of() {
    let desk = Desk::open();
    desk.reply(desk.staff(desk.own.practice), &Desk::terms(0, false));
    assert_eq!(desk.leave(desk.other), 200);
    desk.tick(NOW, Away::Everybody);
    assert!(told(&desk, desk.own.practice)[0].free.is_empty());
    assert_eq!(told(&desk, desk.other.practice), []);
}

/// When the public can come next, as the Directory heard it last.
fn next(desk: &Desk) -> Option<Instant> {
    told(desk, desk.own.practice).last().and_then(|fact| fact.free.first()?.starts_at)
}

// ADR 0014, 4: what staff may take back is nobody's, and free by itself once they may not any more, though no appointment changes.
#[test]
fn what_staff_cancelled_is_told_of_when_its_grace_is_over() {
    let desk = Desk::with_alerts();
    let made = desk.made(desk.own, tuesday("09:00"));
    let cancel = CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed: false };
    desk.reply(desk.staff(desk.own.practice), &cancel);
    desk.tick(after(31), Away::Everybody);
    assert_eq!(next(&desk), Some(tuesday("09:30")));
    desk.tick(after(120), Away::Everybody);
    assert_eq!(next(&desk), Some(tuesday("09:00")));
}

// ADR 0014, 4
#[test]
fn what_is_kept_closed_is_told_of_once_it_is_offered_after_all() {
    let desk = Desk::with_alerts();
    let made = desk.made(desk.own, tuesday("09:00"));
    let staff = || desk.staff(desk.own.practice);
    let kept = desk.reply(staff(), &CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed: true });
    for seconds in [31, 300] {
        desk.tick(after(seconds), Away::Everybody);
        assert_eq!(next(&desk), Some(tuesday("09:30")));
    }
    let freed = kept.appointment.unwrap().freed.unwrap().freed;
    let (service, location) = (desk.own.service, desk.own.location);
    desk.reply(staff(), &OfferSlot { freed, service, location, starts_at: tuesday("09:00"), minutes: None });
    desk.tick(after(331), Away::Everybody);
    assert_eq!(next(&desk), Some(tuesday("09:00")));
}

// What is too near to be offered is kept for the grace all the same; the heartbeat finds that it is over.
#[test]
fn what_gives_way_by_itself_is_found_by_a_heartbeat() {
    let desk = Desk::with_alerts();
    let opening = desk.open_availability(desk.own, "10:00", "11:00");
    let today = OpenAvailability { date: opening.date.pred_opt().unwrap(), ..opening };
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &today), None);
    let made = desk.made(desk.own, NOW.plus(chrono::TimeDelta::hours(1)));
    desk.reply(desk.staff(desk.own.practice), &CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed: false });
    desk.tick(after(31), Away::Everybody);
    assert_eq!(next(&desk), Some(after(5_400)));
    desk.now.set(after(121));
    pulse(&desk, false);
    desk.tick(after(122), Away::Everybody);
    assert_eq!(next(&desk), Some(after(3_600)));
}
