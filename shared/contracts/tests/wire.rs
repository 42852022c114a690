//! The JSON of everything that travels is pinned by `wire.json`: each sample reads as its type and writes back the same.
//!
//! Objects may run old code for minutes after a deploy, so each type must also read what the next version may send (a
//! field it does not know), and what the former one sent (without the fields that have come since).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail as the test does")]

use guichet_contracts::{
    Call, Command, Principal, Problem, Travels, Visitor,
    command::{agenda, calendar, card::PracticeCard, directory, identity, mailroom, patient, people, practice, space, waitlist},
    event::{self, Fact},
    published::Profile,
};
use std::collections::BTreeMap;

use guichet_kernel::outbox::Delivery;
use serde_json::{Value, json};

type RoundTrip = fn(&Value) -> Result<Value, serde_json::Error>;

fn through<T: Travels>(sample: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(T::deserialize(sample)?)
}

/// Every type that travels, by its name.
#[derive(Default)]
struct Types(BTreeMap<&'static str, RoundTrip>);

impl Types {
    fn add<T: Travels>(&mut self) {
        let name = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
        self.0.insert(name, through::<T>);
    }
}

impl Visitor for Types {
    fn command<C: Command>(&mut self) {
        self.add::<C>();
        self.add::<C::Reply>();
    }

    fn fact<F: Fact>(&mut self) {
        self.add::<F>();
    }
}

fn types() -> BTreeMap<&'static str, RoundTrip> {
    let mut types = Types::default();
    agenda::each(&mut types);
    calendar::each(&mut types);
    directory::each(&mut types);
    identity::each(&mut types);
    mailroom::each(&mut types);
    patient::each(&mut types);
    people::each(&mut types);
    practice::each(&mut types);
    space::each(&mut types);
    waitlist::each(&mut types);
    event::each(&mut types);
    types.add::<Call>();
    types.add::<Delivery>();
    types.add::<PracticeCard>();
    types.add::<Principal>();
    types.add::<Problem>();
    types.add::<Profile>();
    types.0
}

fn samples() -> Vec<(RoundTrip, String, Value)> {
    let samples: Vec<(String, Value)> = serde_json::from_str(include_str!("wire.json")).unwrap();
    let types = types();
    let of = |name: &str| *types.get(name).unwrap_or_else(|| panic!("{name} does not travel"));
    samples.into_iter().map(|(name, sample)| (of(&name), name, sample)).collect()
}

#[test]
fn each_type_has_a_sample() {
    let samples = samples();
    for name in types().into_keys() {
        assert!(samples.iter().any(|(_, sampled, _)| sampled == name), "{name} has no sample in wire.json");
    }
}

#[test]
fn each_sample_writes_back_the_same() {
    for (through, name, sample) in samples() {
        assert_eq!(through(&sample).unwrap_or_else(|error| panic!("{name}: {error}")), sample, "{name}");
    }
}

#[test]
fn a_field_of_the_next_version_is_no_error() {
    for (through, name, mut sample) in samples() {
        sample["field_of_the_next_version"] = json!({ "anything": [1] });
        assert!(through(&sample).is_ok(), "{name}");
    }
}

/// The fields that have come since a type was first released. A type that cannot be read without one of them would refuse
/// what an object that runs the former version says.
const COME_SINCE: &[(&str, &str)] = &[
    ("Call", "request_id"),
    ("HoldSlot", "country"),
    ("Book", "country"),
    ("Call", "test_now"),
    ("Call", "key"),
    ("ReadPage", "service"),
    ("ReadPage", "practice"),
    ("Page", "practices"),
    ("Problem", "instance"),
    ("Problem", "fields"),
    ("ReadPage", "location"),
    ("ReadPage", "from"),
    ("Page", "left"),
    ("Page", "from"),
    ("Page", "until"),
    ("Page", "next"),
    ("Page", "online"),
    ("Page", "new_patients"),
    ("HoldSlot", "location"),
    ("HoldSlot", "practice"),
    ("HoldSlot", "network"),
    ("HoldFacts", "confirms"),
    ("HoldFacts", "lapsed"),
    ("Book", "booker"),
    ("Book", "network"),
    ("BlockOnline", "version"),
    ("ReadPatientNames", "to_ring"),
    ("Patient", "blocked_online"),
    ("PatientAppointments", "absences"),
    ("AppointmentFacts", "origin"),
    ("AppointmentFacts", "moved_from"),
    ("AppointmentFacts", "moved_to"),
    ("AppointmentFacts", "known"),
    ("CheckAppointment", "known"),
    ("AppointmentFacts", "unconfirmed"),
    ("EndAvailability", "cancel"),
    ("Ended", "cancelled"),
    ("Ended", "standing"),
    ("StaffActedV1", "subject"),
    ("StaffActedV1", "did"),
    ("PracticeRegisteredV1", "card"),
    ("Pages", "changed_at"),
    ("PutIdentifier", "version"),
    ("RemoveIdentifier", "version"),
    ("PutGuardian", "version"),
    ("RemoveGuardian", "version"),
    ("WithdrawConsent", "version"),
    ("MergePatients", "version"),
    ("MergePatients", "from_version"),
    ("EndMember", "version"),
    ("ChangeMember", "join_link"),
    ("Member", "join_link"),
    ("Patient", "more_notes"),
    ("Patient", "more_consents"),
    ("Duplicates", "older"),
    ("ReadDuplicates", "after"),
    ("ReadMembers", "after"),
    ("ReadMembers", "most"),
    ("Members", "more"),
    ("SignInAskedV1", "space"),
    ("AppointmentFacts", "alert"),
    ("Calendar", "alerts_after"),
    ("PlaceAppointment", "alert"),
    ("MoveAppointment", "keep_closed"),
    ("CancelByStaff", "keep_closed"),
];

/// The same for the cards, which are inside of much that travels: the fields by which a card of a kind is known, and those
/// that have come since.
const COME_TO_CARDS: &[([&str; 2], &[&str])] = &[
    (["practice", "cancellation_notice"], &["booking_notice", "booking_horizon", "open_bookings", "confirm_by_link", "alerts"]),
    (["label", "minutes"], &["category", "mode", "group", "before", "after", "travel", "visit", "online", "join_link"]),
    (["name", "city"], &["places"]),
    (["attendance", "location"], &["alert", "freed"]),
    (["address", "zone"], &["entry"]),
    (["birth_date", "email"], &["contact"]),
    (["attendance", "location"], &["late"]),
    (["practice_name", "cities"], &["online", "telephone"]),
];

/// Takes out of every card inside of `value` what has come since.
fn without_what_came_to_cards(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_what_came_to_cards),
        Value::Object(fields) => {
            fields.values_mut().for_each(without_what_came_to_cards);
            for (known_by, come) in COME_TO_CARDS {
                if known_by.iter().all(|field| fields.contains_key(*field)) {
                    come.iter().for_each(|field| drop(fields.remove(*field)));
                }
            }
        }
        _ => {}
    }
}

#[test]
fn a_message_of_the_former_version_is_read() {
    for (through, name, mut sample) in samples() {
        for (_, field) in COME_SINCE.iter().filter(|(of, _)| *of == name) {
            sample.as_object_mut().unwrap().remove(*field);
        }
        without_what_came_to_cards(&mut sample);
        assert!(through(&sample).is_ok(), "{name}");
    }
}
