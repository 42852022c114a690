//! The rules of RFC 5545 and 5546 that calendars depend on, read from the raw bytes.

use std::str::FromStr;

use guichet_kernel::{AppointmentId, EmailAddress, Instant, Zone};
use proptest::prelude::*;

use super::*;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.into(), address: EmailAddress::parse(address).unwrap() }
}

fn invite() -> Invite {
    Invite {
        origin: AppointmentId::from_digits("0192f3a4b5c67d8e9f00112233445566").unwrap(),
        sequence: 0,
        kind: InviteKind::Request,
        starts_at: "2026-11-30T13:30:00Z".parse().unwrap(),
        ends_at: "2026-11-30T14:00:00Z".parse().unwrap(),
        stamped_at: "2026-11-22T09:00:00.750Z".parse().unwrap(),
        summary: "Rendez-vous avec Hélène Faure".into(),
        location: "12, rue de la République, 69002 Lyon".into(),
        description: "Code de la porte : 45B12\nApportez votre ordonnance ; merci.".into(),
        url: None,
        organizer: mailbox("Cabinet Faure", "rdv@cabinet-faure.fr"),
        attendee: mailbox("Zoé Durand", "zoe@exemple.fr"),
    }
}

/// The logical lines, after checking what holds for each physical one.
fn lines(ics: &str) -> Vec<String> {
    assert!(ics.ends_with("\r\n"));
    for line in ics.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "a bare line end: {line:?}");
        assert!(!line.is_empty());
    }
    ics.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn line(ics: &str, name: &str) -> String {
    let found: Vec<_> = lines(ics).into_iter().filter(|line| line.split([':', ';']).next() == Some(name)).collect();
    assert_eq!(found.len(), 1, "{name} in {ics}");
    found.into_iter().next().unwrap()
}

#[test]
fn a_request_has_what_rfc_5546_demands() {
    // A6
    let ics = invite().ics();
    for expected in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Guichet//Guichet 1//FR",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:apt_0192f3a4b5c67d8e9f00112233445566@guichet",
        "SEQUENCE:0",
        "DTSTAMP:20261122T090000Z",
        "DTSTART:20261130T133000Z",
        "DTEND:20261130T140000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Rendez-vous avec Hélène Faure",
        "LOCATION:12\\, rue de la République\\, 69002 Lyon",
        "DESCRIPTION:Code de la porte : 45B12\\nApportez votre ordonnance \\; merci.",
        "ORGANIZER;CN=\"Cabinet Faure\":mailto:rdv@cabinet-faure.fr",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Zoé Durand\":mailto:zoe@exemple.fr",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ] {
        assert!(lines(&ics).iter().any(|line| line == expected), "{expected} is missing in {ics}");
    }
    assert_eq!(lines(&ics).len(), 20);
}

#[test]
fn a_cancellation_takes_out_the_entry_that_the_request_made() {
    let request = invite().ics();
    let cancel = Invite { kind: InviteKind::Cancel, sequence: 1, ..invite() }.ics();
    assert_eq!(line(&cancel, "METHOD"), "METHOD:CANCEL");
    assert_eq!(line(&cancel, "STATUS"), "STATUS:CANCELLED");
    assert_eq!(line(&cancel, "SEQUENCE"), "SEQUENCE:1");
    for same in ["UID", "ORGANIZER", "ATTENDEE"] {
        assert_eq!(line(&cancel, same), line(&request, same));
    }
}

#[test]
fn a_hostile_name_stays_inside_its_parameter() {
    for (name, parameter) in [
        ("Zoé \"la\" Durand", "CN=\"Zoé 'la' Durand\""),
        ("\"quoted\"", "CN=\"'quoted'\""),
        ("x\";ROLE=CHAIR:mailto:evil@x.fr", "CN=\"x';ROLE=CHAIR:mailto:evil@x.fr\""),
        ("Durand, Zoé; Dr: x", "CN=\"Durand, Zoé; Dr: x\""),
        ("Zoé\r\nATTENDEE:mailto:evil@x.fr", "CN=\"Zoé ATTENDEE:mailto:evil@x.fr\""),
        ("Zoé\u{2028}\u{85}\u{0}Durand^nBis", "CN=\"Zoé Durand nBis\""),
    ] {
        let ics = Invite { attendee: mailbox(name, "zoe@exemple.fr"), ..invite() }.ics();
        let attendee = line(&ics, "ATTENDEE");
        assert!(attendee.ends_with(&format!(";{parameter}:mailto:zoe@exemple.fr")), "{attendee}");
    }
    let nameless = Invite { organizer: mailbox(" \r\n", "rdv@cabinet-faure.fr"), ..invite() }.ics();
    assert_eq!(line(&nameless, "ORGANIZER"), "ORGANIZER:mailto:rdv@cabinet-faure.fr");
}

#[test]
fn text_is_escaped_and_an_empty_field_left_out() {
    let ics = Invite { location: String::new(), summary: "a\\b;c,d\r\ne\rf\u{2028}g\u{7}\th".into(), ..invite() }.ics();
    assert_eq!(line(&ics, "SUMMARY"), "SUMMARY:a\\\\b\\;c\\,d\\ne\\nf\\ng\th");
    assert!(!ics.contains("LOCATION"));
}

#[test]
fn an_address_with_reserved_characters_is_a_uri() {
    let ics = Invite { attendee: mailbox("", "a?b=c&d%e#f/g+h@exemple.fr"), ..invite() }.ics();
    assert!(line(&ics, "ATTENDEE").ends_with(":mailto:a%3Fb%3Dc%26d%25e%23f%2Fg+h@exemple.fr"));
}

#[test]
fn the_instant_survives_both_clock_changes() {
    for (zone, wall, utc) in [
        ("Europe/Paris", "2027-03-28T09:00:00", "20270328T070000Z"),
        ("Europe/Paris", "2027-10-31T09:00:00", "20271031T080000Z"),
        ("America/Toronto", "2027-03-14T09:00:00", "20270314T130000Z"),
        ("America/Toronto", "2027-11-07T09:00:00", "20271107T140000Z"),
    ] {
        let starts_at = Zone::from_str(zone).unwrap().instant(wall.parse().unwrap());
        let ics = Invite { starts_at, ..invite() }.ics();
        assert_eq!(line(&ics, "DTSTART"), format!("DTSTART:{utc}"), "{zone}");
    }
}

#[test]
fn a_text_that_hangs_the_crate_is_written() {
    let ics = Invite { description: format!("{}{}", "😀".repeat(100), " ".repeat(400)), ..invite() }.ics();
    assert_eq!(line(&ics, "DESCRIPTION").chars().filter(|c| *c == '😀').count(), 100);
}

/// What a reader makes of a TEXT value.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.push(chars.next().map_or('?', |c| if c == 'n' { '\n' } else { c })),
            c => plain.push(c),
        }
    }
    plain
}

proptest! {
    #[test]
    fn any_text_folds_within_75_octets_and_reads_back(description in "(?s).{1,300}", name in "(?s).{0,120}") {
        let ics = Invite { description: description.clone(), attendee: mailbox(&name, "zoe@exemple.fr"), ..invite() }.ics();
        let read = unescape(line(&ics, "DESCRIPTION").strip_prefix("DESCRIPTION:").unwrap());
        let kept: String = description
            .replace("\r\n", "\n")
            .chars()
            .map(|c| if is_line_end(c) { '\n' } else { c })
            .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
            .collect();
        prop_assert_eq!(read, kept);
        let attendee = line(&ics, "ATTENDEE");
        prop_assert!(matches!(attendee.matches('"').count(), 0 | 2), "{}", attendee);
        prop_assert_eq!(lines(&ics).len(), 20);
    }

    #[test]
    fn every_instant_is_written_in_utc_to_the_second(seconds in 0_i64..4_000_000_000) {
        let instant = Instant::from_millis(seconds * 1_000 + 999);
        let written = utc(instant);
        let read = chrono::NaiveDateTime::parse_from_str(&written, "%Y%m%dT%H%M%SZ").unwrap();
        prop_assert_eq!(read.and_utc().timestamp(), seconds);
    }
}

#[test]
fn a_visit_at_a_distance_bears_its_address_and_nothing_that_is_none() {
    let with = |url: &str| Invite { url: Some(url.into()), ..invite() }.ics();
    assert_eq!(line(&with("https://visio.example/claire?room=4,2"), "URL"), "URL:https://visio.example/claire?room=4,2");
    for none in ["javascript:alert(1)", "http://visio.example", "https://visio.example/a b", "https://x\r\nATTENDEE:mailto:y@z", "06 12"] {
        assert!(!with(none).contains("URL:"), "{none}");
    }
}
