//! Writes `schemas/*.schema.json` from the types that travel: `cargo xtask codegen`. With `--check` it writes nothing and
//! fails where a committed schema differs.

use std::{fs, path::Path, process::ExitCode};

use guichet_contracts::{
    Call, Command, Principal, Problem,
    command::{
        agenda::{Book, CancelAppointment, CheckAppointment, HoldSlot, OpenAgenda, OpenAvailability, ReadAppointment, ReadHold, ReadPage},
        mailroom::ReadTrace,
        practice::{AddPractitioner, FoundPractice, ReadContact, ReadPatients},
    },
    event::{AppointmentBookedV1, AppointmentCancelledV1, Fact, PatientBookedV1, PracticeChangedV1},
};
use guichet_kernel::outbox::Delivery;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// One document: named groups of schemas over shared definitions.
struct Document {
    generator: SchemaGenerator,
    entries: Map<String, Value>,
}

impl Document {
    fn new() -> Self {
        Self { generator: SchemaGenerator::default(), entries: Map::new() }
    }

    fn command<C: Command + JsonSchema>(mut self) -> Self
    where
        C::Reply: JsonSchema,
    {
        let entry = json!({ "command": self.generator.subschema_for::<C>(), "reply": self.generator.subschema_for::<C::Reply>() });
        self.entries.insert(C::PATH.to_owned(), entry);
        self
    }

    fn fact<F: Fact + JsonSchema>(self) -> Self {
        self.plain::<F>(F::KIND)
    }

    fn plain<T: JsonSchema>(mut self, name: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        self.entries.insert(name.to_owned(), schema.into());
        self
    }

    fn text(mut self, title: &str, group: &str) -> String {
        let document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            group: self.entries,
            "$defs": self.generator.take_definitions(true),
        });
        format!("{document:#}\n")
    }
}

fn documents() -> Vec<(&'static str, String)> {
    let agenda = Document::new()
        .command::<OpenAgenda>()
        .command::<OpenAvailability>()
        .command::<ReadPage>()
        .command::<HoldSlot>()
        .command::<ReadHold>()
        .command::<Book>()
        .command::<ReadAppointment>()
        .command::<CancelAppointment>()
        .command::<CheckAppointment>();
    let practice =
        Document::new().command::<FoundPractice>().command::<AddPractitioner>().command::<ReadContact>().command::<ReadPatients>();
    let mailroom = Document::new().command::<ReadTrace>();
    let events = Document::new()
        .fact::<PracticeChangedV1>()
        .fact::<PatientBookedV1>()
        .fact::<AppointmentBookedV1>()
        .fact::<AppointmentCancelledV1>();
    let envelopes =
        Document::new().plain::<Call>("call").plain::<Principal>("principal").plain::<Delivery>("delivery").plain::<Problem>("problem");
    vec![
        ("agenda", agenda.text("What an Agenda obeys", "commands")),
        ("practice", practice.text("What a Practice obeys", "commands")),
        ("mailroom", mailroom.text("What a Mailroom obeys", "commands")),
        ("events", events.text("What objects tell each other", "events")),
        ("envelopes", envelopes.text("What everything travels in", "types")),
    ]
}

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut differs = false;
    for (name, text) in documents() {
        let path = folder.join(format!("{name}.schema.json"));
        let same = fs::read_to_string(&path).is_ok_and(|written| written == text);
        if check {
            differs |= !same;
            if !same {
                eprintln!("schemas/{name}.schema.json is not what the types say: run `cargo xtask codegen`.");
            }
        } else if let Err(error) = fs::write(&path, text) {
            eprintln!("schemas/{name}.schema.json cannot be written: {error}");
            differs = true;
        }
    }
    if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
