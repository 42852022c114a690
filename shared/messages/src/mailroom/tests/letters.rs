//! Letters: sign-in links, codes and invitations live as messages do, and leave neither address nor secret behind.

use guichet_kernel::{Country, EmailAddress, Label, Locale, PersonName, Role};

use super::room::{Room, accepted, later};
use super::*;
use crate::provider::Refusal;

const QUARTER: TimeDelta = TimeDelta::minutes(15);

fn letter(says: Says) -> Letter {
    Letter { to: EmailAddress::parse("zoe@exemple.fr").unwrap(), locale: Locale::NlBe, says }
}

fn sign_in(secret: &str) -> Letter {
    letter(Says::SignIn { path: format!("/fr/pro/connexion/{secret}") })
}

fn code(secret: &str) -> Letter {
    letter(Says::Code { code: secret.to_owned() })
}

fn invitation(secret: &str) -> Letter {
    let label = |text| Label::parse(text).unwrap();
    let given_name = PersonName::parse("Zoé").unwrap();
    let path = format!("/be/pro/invitation/{secret}");
    let invitation =
        Invitation { given_name, practice_name: label("Cabinet Faure"), country: Country::Belgium, roles: vec![Role::Secretary], path };
    letter(Says::Invitation(Box::new(invitation)))
}

fn put(room: &Room, letter: &Letter, lives: TimeDelta) -> MessageId {
    queue_letter(&room.sql, room.at(), letter, room.now.plus(lives)).unwrap()
}

fn state(room: &Room, message: MessageId) -> String {
    let row = room
        .sql
        .first::<(String, Option<String>, i64)>("SELECT state, reason, in_doubt FROM message WHERE message_id = ?", binds![message]);
    let (state, reason, in_doubt) = row.unwrap().unwrap();
    let doubt = if in_doubt == 1 { " in doubt" } else { "" };
    format!("{state} {}{doubt}", reason.unwrap_or_default()).trim().to_owned()
}

/// Every letter is in one message's row, and only while it may still be sent.
fn kept(room: &Room) -> i64 {
    room.sql.first::<(i64,)>("SELECT COUNT(*) FROM message WHERE letter IS NOT NULL", &[]).unwrap().unwrap().0
}

#[test]
fn a_letter_knows_all_that_it_needs() {
    let room = Room::open();
    for letter in [sign_in("v1.secret"), code("482913"), invitation("v1.secret")] {
        let message = put(&room, &letter, QUARTER);
        let due = due(&room.sql, room.now, 10).unwrap().remove(0);
        assert_eq!((due.message, due.created_at, due.useful_until), (message, room.now, room.now.plus(QUARTER)));
        assert_eq!(due.content, Content::Letter(letter));
        room.settle(room.send(message), accepted());
    }
    let kinds = room.sql.rows::<(LetterKind,)>("SELECT kind FROM message ORDER BY kind", &[]).unwrap();
    assert_eq!(kinds, [(LetterKind::Code,), (LetterKind::Invitation,), (LetterKind::SignIn,)]);
}

#[test]
fn nothing_of_a_letter_stays_once_it_is_final() {
    let mut room = Room::open();
    let sent = put(&room, &invitation("v1.secret"), QUARTER);
    let rejected = put(&room, &invitation("v1.secret"), QUARTER);
    let given_up = put(&room, &code("482913"), QUARTER);
    let expired = put(&room, &sign_in("v1.secret"), QUARTER);
    let secrets = ["exemple.fr", "v1.secret", "482913", "Zoé", "Faure"];
    assert!(secrets.iter().all(|secret| room.dump().contains(secret)));
    room.settle(room.send(sent), accepted());
    room.settle(room.send(rejected), SendOutcome::Rejected { code: "invalid_parameter".into() });
    drop_message(&room.sql, given_up, DropReason::Replaced, room.now).unwrap();
    room.wait(QUARTER);
    assert_eq!(room.begin(expired), Begin::NotDue);
    for (message, end) in
        [(sent, "sent"), (rejected, "failed rejected:invalid_parameter"), (given_up, "dropped replaced"), (expired, "failed too-late")]
    {
        assert_eq!(state(&room, message), end);
    }
    // Kind, state and times are there (M6), and nothing else.
    let dump = room.dump();
    assert!(dump.contains("invitation") && dump.contains("sign-in") && dump.contains("code"));
    assert!(!secrets.iter().any(|secret| dump.contains(secret)), "{dump}");
    assert!(!format!("{:?} {:?}", sign_in("secret"), invitation("secret")).contains("secret"));
}

#[test]
fn a_letter_never_leaves_once_its_link_has_expired() {
    let mut room = Room::open();
    let refused = put(&room, &sign_in("v1.secret"), QUARTER);
    let end = room.now.plus(QUARTER);
    while room.now < end {
        room.settle(room.send(refused), later(Refusal::NotReached, None));
        room.ring();
    }
    assert_eq!((room.now, room.begin(refused)), (end, Begin::NotDue));
    assert_eq!(state(&room, refused), "failed too-late");
    // One in doubt is looked up, and not sent even if the provider never had it.
    let doubtful = put(&room, &sign_in("v1.other"), TimeDelta::seconds(20));
    room.settle(room.send(doubtful), SendOutcome::Unknown);
    room.ring();
    assert_eq!(room.begin(doubtful), Begin::NotDue);
    room.ring();
    room.settle_look_up(room.look_up(doubtful), LookUpOutcome::NotKnown);
    assert_eq!((state(&room, doubtful).as_str(), kept(&room)), ("failed too-late", 0));
}

#[test]
fn a_newer_code_replaces_what_has_not_left_and_a_newer_link_takes_nobodys_away() {
    let mut room = Room::open();
    let link = put(&room, &sign_in("v1.first"), QUARTER);
    let number = put(&room, &code("111111"), QUARTER);
    let [first, second] = ["v1.first", "v1.second"].map(|secret| put(&room, &invitation(secret), QUARTER));
    room.settle(room.send(number), later(Refusal::RateLimited, None));
    room.wait(TimeDelta::seconds(1));
    let newer_link = put(&room, &sign_in("v1.second"), QUARTER);
    assert_eq!((state(&room, link).as_str(), state(&room, number).as_str()), ("queued", "queued rate-limited"));
    let newer_number = put(&room, &code("222222"), QUARTER);
    assert_eq!(state(&room, number), "dropped replaced");
    assert!(!room.dump().contains("111111"));
    // Two invitations are two people's, and two links two browsers': of which one may be a stranger's.
    let mut waiting = room.due();
    waiting.sort_unstable();
    let mut expected = [first, second, link, newer_link, newer_number];
    expected.sort_unstable();
    assert_eq!(waiting, expected);
}

#[test]
fn a_code_in_doubt_delays_no_newer_one_and_is_not_sent_after_it() {
    let mut room = Room::open();
    let number = put(&room, &code("111111"), QUARTER);
    room.settle(room.send(number), SendOutcome::Unknown);
    // The same instant, so that only the order of asking tells which is newer.
    let newer = put(&room, &code("222222"), QUARTER);
    assert_eq!((state(&room, number).as_str(), room.due()), ("sending no-answer", vec![newer]));
    room.settle(room.send(newer), accepted());
    room.ring();
    assert_eq!((room.due(), room.begin(number)), (vec![number], Begin::NotDue));
    assert_eq!(state(&room, number), "dropped replaced in doubt");
    assert_eq!(wake_at(&room.sql), Ok(None));
}
