//! The `OpenAPI` document (3.1), from the table and the types: `cargo xtask codegen` writes it to `schemas/openapi.json`.
//!
//! What a request may say is closed (`additionalProperties: false`), at every depth, since the API refuses what nobody reads;
//! what an answer says is open, since it may say more one day. So an object that stands in both has two schemas, the
//! request's with `Input` after its name.

mod book;
mod words;

use guichet_contracts::{Access, Command, Problem, ProblemKind};
use guichet_kernel::{Country, PracticeId, PractitionerId};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    BASE, ROUTES,
    route::{Body, Obeys, Pages, Query, QueryKind, Route, Status, Verb},
};
use book::{Book, COMPONENTS, get, name, set};
use words::{INTRODUCTION, operation_id, problem_name, tag, tags};

/// The schemas of a command and its reply.
#[derive(Debug, Clone)]
pub struct Schemas {
    command: Value,
    reply: Value,
}

impl Schemas {
    pub(super) fn of<C: Command>(generator: &mut SchemaGenerator) -> Self {
        Self { command: generator.subschema_for::<C>().into(), reply: generator.subschema_for::<C::Reply>().into() }
    }
}

/// What addresses name that no command does.
struct Named {
    practice: Value,
    practitioner: Value,
    country: Value,
}

/// The document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let schemas: Vec<Schemas> = ROUTES.iter().map(|route| (route.schemas)(&mut generator)).collect();
    let named = Named {
        practice: generator.subschema_for::<PracticeId>().into(),
        practitioner: generator.subschema_for::<PractitionerId>().into(),
        country: generator.subschema_for::<Country>().into(),
    };
    generator.subschema_for::<Problem>();
    let mut book = Book::new(generator.take_definitions(true));
    let mut paths = Map::new();
    for (route, schemas) in ROUTES.iter().zip(&schemas) {
        let operation = operation(&mut book, route, schemas, &named);
        let verb = format!("{:?}", route.verb).to_lowercase();
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        set(path, &verb, operation);
    }
    paths.insert("/".into(), open("The routes of the API, in JSON", "readIndex"));
    paths.insert("/openapi.json".into(), open("This document", "readDocument"));
    let problems: Map<String, Value> = refusals(None).into_iter().map(|status| (problem_name(status), problem(status))).collect();
    let used = book.used_by([&json!(paths), &json!(problems)]);
    let key = "A key of a practice, which somebody who may makes at the desk. It acts for that practice only, with the rights that it was given; each operation names the one it needs.";
    json!({
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Guichet",
            "version": "1",
            "summary": "The front desk of a health practice, for machines.",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE, "description": "Where this document was read."}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "securitySchemes": {
                "practiceKey": {"type": "http", "scheme": "bearer", "bearerFormat": "gck_<region>_<practice>_<secret>", "description": key},
                "operator": {"type": "http", "scheme": "bearer", "description": "The key of whoever runs this Guichet."},
            },
            "responses": problems,
            "schemas": used,
        },
    })
}

fn operation(book: &mut Book, route: &Route, schemas: &Schemas, named: &Named) -> Value {
    let command = book.resolved(&schemas.command);
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "description": get(&command, "description"),
        "tags": [tag(route)],
        "security": [security(route)],
        "x-guichet-command": route.command.path,
        "parameters": parameters(book, route, &command, named),
        "responses": responses(book, route, schemas),
    });
    if route.body != Body::Nothing {
        let schema = request(book, route, command);
        let example: Value = route.example.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let content = json!({"application/json": {"schema": schema, "example": example}});
        set(&mut operation, "requestBody", json!({"required": true, "content": content}));
    }
    operation
}

fn parameters(book: &Book, route: &Route, command: &Value, named: &Named) -> Vec<Value> {
    let of_path = |name: &'static str| {
        let schema = match (name, route.filled_by(name)) {
            ("practice", _) => named.practice.clone(),
            ("practitioner", None) => named.practitioner.clone(),
            ("country", None) => json!({"type": "string", "enum": Country::ALL.map(Country::path_segment)}),
            (_, pointer) => book.at(command, &pointer.unwrap_or_default()),
        };
        json!({"name": name, "in": "path", "required": true, "schema": plain(schema)})
    };
    let mut parameters: Vec<Value> = route.segments().map(of_path).collect();
    parameters.extend(route.query.iter().map(|query| of_query(book, command, query)));
    if route.obeys == Obeys::PracticeIn {
        let description = "The country of the practice.";
        parameters.push(json!({"name": "country", "in": "query", "required": true, "description": description, "schema": named.country}));
    }
    if route.if_match {
        let schema = json!({"type": "string", "pattern": "^\"[1-9][0-9]{0,14}\"$"});
        let (required, description) = match route.version.may_be_new {
            false => (true, "The version that is changed, in quotes."),
            true => (false, "The version that is changed, in quotes; without it, it is new."),
        };
        let mut parameter = json!({"name": "If-Match", "in": "header", "required": required, "description": description, "schema": schema});
        if required {
            set(&mut parameter, "example", "\"3\"".into());
        }
        parameters.push(parameter);
    }
    if route.verb == Verb::Get && route.etag.is_some() {
        let schema = json!({"type": "string"});
        let description = "The `ETag` of what the caller has: while it is still that, the answer is 304.";
        parameters.push(json!({"name": "If-None-Match", "in": "header", "description": description, "schema": schema}));
    }
    if route.once {
        let schema = json!({"type": "string", "pattern": r#"^("[!#-\[\]-~]{1,255}"|[!#-\[\]-~]{1,255})$"#});
        let description = "The caller's own key of this creation.";
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "description": description, "schema": schema, "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"}));
    }
    parameters
}

fn of_query(book: &Book, command: &Value, query: &Query) -> Value {
    let field = book.at(command, &format!("/{}", query.field));
    let (schema, description) = match query.kind {
        QueryKind::Limit(most) => {
            (json!({"type": "integer", "minimum": 1, "maximum": most, "default": 25.min(most)}), json!("At most so many."))
        }
        QueryKind::Count(most, usual) => {
            (json!({"type": "integer", "minimum": 1, "maximum": most, "default": usual}), get(&field, "description").clone())
        }
        QueryKind::Flag => (json!({"type": "boolean", "default": false}), get(&field, "description").clone()),
        QueryKind::Cursor => (json!({"type": "string"}), json!("The `next` of the page before.")),
        QueryKind::Text | QueryKind::Needed => (plain(without_null(field.clone())), get(&field, "description").clone()),
    };
    json!({"name": query.name, "in": "query", "required": query.kind == QueryKind::Needed, "description": description, "schema": schema})
}

/// What the body holds: the command without what is said elsewhere, closed.
fn request(book: &mut Book, route: &Route, mut command: Value) -> Value {
    let mut said: Vec<String> = route.segments().filter_map(|name| route.filled_by(name)).collect();
    said.extend(route.query.iter().map(|query| format!("/{}", query.field)));
    if route.if_match {
        said.push(route.version.pointer.into());
    }
    for pointer in said {
        book.remove(&mut command, pointer.trim_start_matches('/'));
    }
    // Objects read a command without a version, to refuse it; here it is needed.
    let versions: Vec<String> = match get(&command, "properties") {
        Value::Object(fields) => fields.keys().filter(|name| name.ends_with("_version") && route.if_match).cloned().collect(),
        _ => Vec::new(),
    };
    for name in versions {
        let mut version = get(get(&command, "properties"), &name).clone();
        if let Value::Object(fields) = &mut version {
            fields.remove("default");
        }
        book::add(&mut command, &name, version, true);
    }
    match route.body {
        Body::Whole(field) => book.closed(get(get(&command, "properties"), field)),
        _ => book.closed(&command),
    }
}

fn responses(book: &mut Book, route: &Route, schemas: &Schemas) -> Value {
    let mut answer = json!({"description": words::answer(route.status)});
    if route.status != Status::Nothing {
        set(&mut answer, "content", json!({"application/json": {"schema": reply(book, route, schemas)}}));
    }
    let header = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    let headers: Map<String, Value> = [
        (route.etag.is_some(), "ETag", "The version, or a tag of the whole, in quotes."),
        (route.location.is_some(), "Location", "Where it is."),
        (route.pages.is_some(), "Link", "The next page, where there is one."),
    ]
    .into_iter()
    .filter(|(there, _, _)| *there)
    .map(|(_, name, description)| (name.to_owned(), header(description)))
    .collect();
    if !headers.is_empty() {
        set(&mut answer, "headers", headers.into());
    }
    let mut responses = Map::from_iter([(route.status.code().to_string(), answer)]);
    if route.verb == Verb::Get && route.etag.is_some() {
        responses.insert("304".into(), json!({"description": "It still is what the caller has."}));
    }
    for status in refusals(Some(route)) {
        responses.insert(status.to_string(), json!({"$ref": format!("#/components/responses/{}", problem_name(status))}));
    }
    responses.into()
}

fn reply(book: &mut Book, route: &Route, schemas: &Schemas) -> Value {
    let mut reply = book.resolved(&schemas.reply);
    let named = name(&schemas.reply).unwrap_or_default();
    if let Some(pages) = route.pages {
        book.remove(&mut reply, "more");
        if let Pages::Said(field) = pages {
            book.remove(&mut reply, field);
        }
        if route.obeys == Obeys::Agendas {
            // No query asks for them.
            book.remove(&mut reply, "ahead");
        }
        let next = json!({"type": ["string", "null"], "description": "The cursor of the next page; none: this is the last."});
        book::add(&mut reply, "next", next, true);
        book.enter(&format!("{named}Page"), reply)
    } else if route.shows_key {
        let key = json!({"type": "string", "pattern": "^gck_(eu|ca)_[0-9a-f]{32}_[A-Za-z0-9_-]{22}$", "description": "The setup key in full, shown this once."});
        book::add(&mut reply, "key", key, false);
        book.enter(&format!("{named}WithKey"), reply)
    } else {
        schemas.reply.clone()
    }
}

/// A parameter's schema: its description is the parameter's own.
fn plain(mut schema: Value) -> Value {
    if let Value::Object(fields) = &mut schema {
        fields.remove("description");
        fields.remove("default");
    }
    schema
}

/// What is there or not in a query is never null.
fn without_null(mut schema: Value) -> Value {
    if let Some(Value::Array(any)) = schema.get("anyOf")
        && let Some(some) = any.iter().find(|one| get(one, "type") != "null")
    {
        let description = get(&schema, "description").clone();
        let mut some = some.clone();
        set(&mut some, "description", description);
        return some;
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
    }
    schema
}

/// Which key, with which right.
fn security(route: &Route) -> Value {
    if route.for_operator() {
        return json!({"operator": []});
    }
    let right = |access: &Access| match access {
        Access::Has(right) | Access::Proven(right) | Access::Staff(right) => Some(right.as_str()),
        _ => None,
    };
    // What goes with a record is for who may read it, whoever else may ask its object.
    let of_record = matches!(route.obeys, Obeys::Agendas | Obeys::Mailroom);
    let most = if of_record { 1 } else { usize::MAX };
    json!({ "practiceKey": route.command.access.iter().filter_map(right).take(most).collect::<Vec<_>>() })
}

/// The statuses that a route may be refused with; of all routes where none is said.
fn refusals(route: Option<&Route>) -> Vec<u16> {
    let has = |test: fn(&Route) -> bool| route.is_none_or(test);
    let mut statuses = vec![400, 401, 403, 404, 429, 500, 503];
    if has(|route| route.verb != Verb::Get) {
        statuses.extend([409, 412, 422]);
    } else if has(|route| !route.query.is_empty()) {
        statuses.push(422);
    }
    if has(|route| route.body != Body::Nothing) {
        statuses.extend([413, 415]);
    }
    if has(|route| route.if_match && !route.version.may_be_new) {
        statuses.push(428);
    }
    statuses.sort_unstable();
    statuses
}

fn problem(status: u16) -> Value {
    let kinds = || ProblemKind::ALL.iter().filter(|kind| kind.status() == status);
    let titles: Vec<String> = kinds().map(|kind| format!("`{}`: {}.", kind.slug(), kind.title())).collect();
    let example = kinds().next().map(|kind| Problem::new(*kind));
    let schema = json!({"$ref": format!("{COMPONENTS}Problem")});
    let mut response = json!({
        "description": titles.join(" "),
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    });
    if status == 401 {
        set(&mut response, "headers", json!({"WWW-Authenticate": {"description": "`Bearer`.", "schema": {"type": "string"}}}));
    }
    response
}

/// What anybody may read.
fn open(summary: &str, id: &str) -> Value {
    json!({"get": {
        "operationId": id,
        "summary": summary,
        "tags": ["API"],
        "security": [],
        "responses": {
            "200": {"description": "Here it is.", "content": {"application/json": {"schema": {"type": "object"}}}},
            "500": {"$ref": "#/components/responses/Refused500"},
        },
    }})
}
