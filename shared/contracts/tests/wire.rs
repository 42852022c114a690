//! The JSON of everything that travels is pinned by `wire.json`: each sample reads as its type and writes back the same.
//!
//! Objects may run old code for minutes after a deploy, so each type must also read what the next version may send (a
//! field it does not know), and what the former one sent (without the fields that have come since).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail as the test does")]

use guichet_contracts::{
    Call, Principal, Problem,
    command::{
        agenda::{
            AppointmentFacts, Book, Booked, Check, CheckAppointment, Held, HoldFacts, HoldSlot, OpenAgenda, OpenAvailability, Page,
            ReadPage,
        },
        card::PracticeCard,
        mailroom::{ReadTrace, Trace},
        practice::{AddPractitioner, Contact, Patients, ReadContact},
    },
    event::{AppointmentBookedV1, AppointmentCancelledV1, PatientBookedV1, PracticeChangedV1},
};
use guichet_kernel::outbox::Delivery;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

type RoundTrip = fn(&Value) -> Result<Value, serde_json::Error>;

fn through<T: Serialize + DeserializeOwned>(sample: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(T::deserialize(sample)?)
}

const TYPES: &[(&str, RoundTrip)] = &[
    ("AddPractitioner", through::<AddPractitioner>),
    ("AppointmentBookedV1", through::<AppointmentBookedV1>),
    ("AppointmentCancelledV1", through::<AppointmentCancelledV1>),
    ("AppointmentFacts", through::<AppointmentFacts>),
    ("Book", through::<Book>),
    ("Booked", through::<Booked>),
    ("Call", through::<Call>),
    ("Check", through::<Check>),
    ("CheckAppointment", through::<CheckAppointment>),
    ("Contact", through::<Contact>),
    ("Delivery", through::<Delivery>),
    ("Held", through::<Held>),
    ("HoldFacts", through::<HoldFacts>),
    ("HoldSlot", through::<HoldSlot>),
    ("OpenAgenda", through::<OpenAgenda>),
    ("OpenAvailability", through::<OpenAvailability>),
    ("Page", through::<Page>),
    ("PatientBookedV1", through::<PatientBookedV1>),
    ("Patients", through::<Patients>),
    ("PracticeCard", through::<PracticeCard>),
    ("PracticeChangedV1", through::<PracticeChangedV1>),
    ("Principal", through::<Principal>),
    ("Problem", through::<Problem>),
    ("ReadContact", through::<ReadContact>),
    ("ReadPage", through::<ReadPage>),
    ("ReadTrace", through::<ReadTrace>),
    ("Trace", through::<Trace>),
];

fn samples() -> Vec<(RoundTrip, String, Value)> {
    let samples: Vec<(String, Value)> = serde_json::from_str(include_str!("wire.json")).unwrap();
    let of = |name: &str| TYPES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} is not in TYPES")).1;
    samples.into_iter().map(|(name, sample)| (of(&name), name, sample)).collect()
}

#[test]
fn each_type_has_a_sample() {
    let samples = samples();
    for (name, _) in TYPES {
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
    ("ReadPage", "service"),
    ("Problem", "instance"),
    ("Problem", "fields"),
];

#[test]
fn a_message_of_the_former_version_is_read() {
    for (through, name, mut sample) in samples() {
        for (_, field) in COME_SINCE.iter().filter(|(of, _)| *of == name) {
            sample.as_object_mut().unwrap().remove(*field);
        }
        assert!(through(&sample).is_ok(), "{name}");
    }
}
