//! The `OpenAPI` document of what anybody may read over HTTP.

use guichet_contracts::{Problem, ProblemKind, public::FreeTimes};
use guichet_kernel::{Country, ServiceId};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

const EXAMPLE: &str = r#"{
    "practitioner": "prn_0192f3a4b5c67d8e9f00112233445566", "name": "Claire Morel",
    "page": "/fr/praticien/claire-morel-0192f3a4b5c67d8e9f00112233445566",
    "practice": "prc_0192f3a4b5c67d8e9f00112233445566", "location": "loc_0192f3a4b5c67d8e9f00112233445566",
    "service": "srv_0192f3a4b5c67d8e9f00112233445566", "mode": "office", "minutes": 30, "zone": "Europe/Paris",
    "from": "2026-11-30", "days": 14, "until": "2027-02-28", "online": true, "new_patients": true,
    "starts": [{"starts_at": "2026-11-30T07:30:00.000Z", "local": "2026-11-30T08:30:00"}], "next": null
}"#;

/// The document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let times = generator.subschema_for::<FreeTimes>();
    let service = generator.subschema_for::<ServiceId>();
    let problem = generator.subschema_for::<Problem>();
    let refused = |kinds: &[ProblemKind]| {
        let titles: Vec<String> = kinds.iter().map(|kind| format!("`{}`: {}.", kind.slug(), kind.title())).collect();
        let example = kinds.first().map(|kind| Problem::new(*kind));
        json!({"description": titles.join(" "), "content": {"application/problem+json": {"schema": problem, "example": example}}})
    };
    let query =
        |name: &str, description: &str, schema: Value| json!({"name": name, "in": "query", "description": description, "schema": schema});
    let digits = json!({"type": "string", "pattern": "^[0-9a-f]{32}$"});
    let tag = json!({"description": "Names this answer, in quotes.", "schema": {"type": "string"}});
    json!({
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Guichet, for everybody",
            "version": "1",
            "summary": "When a practitioner can be seen.",
            "description": "Public facts, read only, without a key, from any site (`Access-Control-Allow-Origin: *`). A time that is listed was free when the answer was written; the practitioner's page books it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "Where practitioners' pages are."}],
        "paths": {"/{country}/praticien/{handle}/horaires.json": {"get": {
            "operationId": "readFreeTimes",
            "summary": "When a practitioner can be seen, for one service at one location",
            "security": [],
            "parameters": [
                {"name": "country", "in": "path", "required": true, "schema": {"type": "string", "enum": Country::ALL.map(Country::path_segment)}},
                {"name": "handle", "in": "path", "required": true, "description": "As in the address of their page; its last 32 digits say who.", "schema": {"type": "string", "pattern": "^.*-[0-9a-f]{32}$"}, "example": "claire-morel-0192f3a4b5c67d8e9f00112233445566"},
                query("motif", "The service; the first that can be booked where none is named.", json!(service)),
                query("lieu", "The location, by the digits of its id; the first one where none is named.", digits),
                query("du", "The first day, by the location's calendar; today where none is named, or where it is past.", json!({"type": "string", "format": "date"})),
                query("jours", "How many days.", json!({"type": "integer", "minimum": 1, "maximum": 31, "default": 14})),
                {"name": "If-None-Match", "in": "header", "description": "The `ETag` of what the caller has: while it is still that, the answer is 304.", "schema": {"type": "string"}},
            ],
            "responses": {
                "200": {
                    "description": "The free times.",
                    "headers": {"ETag": tag, "Cache-Control": {"description": "For how long it may be shown again.", "schema": {"type": "string"}}},
                    "content": {"application/json": {"schema": times, "example": serde_json::from_str::<Value>(EXAMPLE).unwrap_or_default()}},
                },
                "304": {"description": "It still is what the caller has."},
                "400": refused(&[ProblemKind::BadRequest]),
                "404": refused(&[ProblemKind::NotFound]),
                "503": refused(&[ProblemKind::Unavailable]),
            },
        }}},
        "components": {"schemas": generator.take_definitions(true)},
    })
}

/// The example is what the type says.
pub(crate) fn example_holds() -> bool {
    serde_json::from_str::<FreeTimes>(EXAMPLE).is_ok()
}
