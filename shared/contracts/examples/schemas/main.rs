//! Writes `schemas/*.schema.json` and `schemas/openapi-public.json` from the types that travel: `cargo xtask codegen`. With `--check` it writes nothing and
//! fails where a committed schema differs.

mod public_api;

use std::{fs, path::Path, process::ExitCode};

use guichet_contracts::{
    Call, Command, Principal, Problem, Visitor,
    command::{agenda, calendar, directory, identity, mailroom, patient, people, practice, space},
    event::{self, Fact},
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

    fn plain<T: JsonSchema>(mut self, name: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        self.entries.insert(name.to_owned(), schema.into());
        self
    }

    fn of(each: impl FnOnce(&mut Self)) -> Self {
        let mut document = Self::new();
        each(&mut document);
        document
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

impl Visitor for Document {
    fn command<C: Command>(&mut self) {
        let entry = json!({ "command": self.generator.subschema_for::<C>(), "reply": self.generator.subschema_for::<C::Reply>() });
        self.entries.insert(C::PATH.to_owned(), entry);
    }

    fn fact<F: Fact>(&mut self) {
        let schema = self.generator.subschema_for::<F>();
        self.entries.insert(F::KIND.to_owned(), schema.into());
    }
}

fn documents() -> Vec<(&'static str, String)> {
    let practice = Document::of(|document| {
        practice::each(document);
        people::each(document);
        patient::each(document);
    });
    let agenda = Document::of(|document| {
        agenda::each(document);
        calendar::each(document);
    });
    let envelopes =
        Document::new().plain::<Call>("call").plain::<Principal>("principal").plain::<Delivery>("delivery").plain::<Problem>("problem");
    vec![
        ("agenda", agenda.text("What an Agenda obeys", "commands")),
        ("practice", practice.text("What a Practice obeys", "commands")),
        ("identity", Document::of(identity::each).text("What an Identity obeys", "commands")),
        ("space", Document::of(space::each).text("What the patient space asks of an Identity, a Practice and an Agenda", "commands")),
        ("mailroom", Document::of(mailroom::each).text("What a Mailroom obeys", "commands")),
        ("directory", Document::of(directory::each).text("What a Directory obeys", "commands")),
        ("events", Document::of(event::each).text("What objects tell each other", "events")),
        ("envelopes", envelopes.text("What everything travels in", "types")),
    ]
}

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut differs = !public_api::example_holds();
    let schemas = documents().into_iter().map(|(name, text)| (format!("{name}.schema.json"), text));
    let public = ("openapi-public.json".to_owned(), format!("{:#}\n", public_api::document()));
    for (name, text) in schemas.chain([public]) {
        let path = folder.join(&name);
        let same = fs::read_to_string(&path).is_ok_and(|written| written == text);
        if check {
            differs |= !same;
            if !same {
                eprintln!("schemas/{name} is not what the types say: run `cargo xtask codegen`.");
            }
        } else if let Err(error) = fs::write(&path, text) {
            eprintln!("schemas/{name} cannot be written: {error}");
            differs = true;
        }
    }
    if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
