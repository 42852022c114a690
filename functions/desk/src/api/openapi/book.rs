//! The named schemas: found, changed, closed, and in the end only those that the document leads to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::misread::LARGEST;

/// Where named schemas stand.
pub(super) const COMPONENTS: &str = "#/components/schemas/";

static NOTHING: Value = Value::Null;

/// A field, or null.
pub(super) fn get<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&NOTHING)
}

pub(super) fn set(value: &mut Value, name: &str, to: Value) {
    if let Value::Object(fields) = value {
        fields.insert(name.to_owned(), to);
    }
}

/// The name that a schema refers to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    get(schema, "$ref").as_str()?.strip_prefix(COMPONENTS)
}

/// Adds a property to an object's schema, or replaces it.
pub(super) fn add(schema: &mut Value, name: &str, property: Value, required: bool) {
    if let Some(properties) = schema.get_mut("properties") {
        set(properties, name, property);
    }
    if let Some(Value::Array(names)) = schema.get_mut("required").filter(|_| required) {
        names.push(name.into());
    }
}

/// The named schemas.
pub(super) struct Book(Map<String, Value>);

impl Book {
    pub(super) fn new(mut schemas: Map<String, Value>) -> Self {
        schemas.values_mut().for_each(bound);
        Self(schemas)
    }

    /// Enters a schema by name, and gives the reference to it.
    pub(super) fn enter(&mut self, name: &str, schema: Value) -> Value {
        self.0.insert(name.to_owned(), schema);
        json!({"$ref": format!("{COMPONENTS}{name}")})
    }

    /// The schema itself, where it is a reference.
    pub(super) fn resolved(&self, schema: &Value) -> Value {
        name(schema).and_then(|name| self.0.get(name)).unwrap_or(schema).clone()
    }

    /// The schema of a command's field, by JSON pointer.
    pub(super) fn at(&self, command: &Value, pointer: &str) -> Value {
        let step = |schema: Value, name| get(get(&self.resolved(&schema), "properties"), name).clone();
        pointer.split('/').skip(1).fold(command.clone(), step)
    }

    /// Takes a property away; one of a property's own by `location/id`.
    pub(super) fn remove(&self, schema: &mut Value, pointer: &str) {
        if let Some((name, rest)) = pointer.split_once('/') {
            let mut inner = self.resolved(get(get(schema, "properties"), name));
            self.remove(&mut inner, rest);
            add(schema, name, inner, false);
            return;
        }
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.remove(pointer);
        }
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| name != pointer);
        }
    }

    /// The schema with every object in it closed, the named ones under another name.
    pub(super) fn closed(&mut self, schema: &Value) -> Value {
        match schema {
            Value::Object(fields) => {
                let mut closed: Map<String, Value> = fields.iter().map(|(name, value)| (name.clone(), self.closed(value))).collect();
                if let Some(named) = name(schema).and_then(|name| Some((name, self.0.get(name).filter(|of| holds_fields(of))?.clone()))) {
                    let (input, schema) = (format!("{}Input", named.0), named.1);
                    if !self.0.contains_key(&input) {
                        // Entered before it is made, in case it holds itself.
                        self.0.insert(input.clone(), Value::Null);
                        let schema = self.closed(&schema);
                        self.0.insert(input.clone(), schema);
                    }
                    closed.insert("$ref".into(), format!("{COMPONENTS}{input}").into());
                }
                if fields.get("properties").is_some_and(Value::is_object) {
                    closed.insert("additionalProperties".into(), false.into());
                }
                Value::Object(closed)
            }
            Value::Array(values) => values.iter().map(|value| self.closed(value)).collect(),
            other => other.clone(),
        }
    }

    /// The named schemas that parts of a document lead to.
    pub(super) fn used_by<'a>(&self, parts: impl IntoIterator<Item = &'a Value>) -> Map<String, Value> {
        let mut used = BTreeSet::new();
        let mut waiting: Vec<String> = parts.into_iter().flat_map(references).collect();
        while let Some(name) = waiting.pop() {
            if let Some(schema) = self.0.get(&name)
                && used.insert(name)
            {
                waiting.extend(references(schema));
            }
        }
        used.into_iter().filter_map(|name| Some((name.clone(), self.0.get(&name)?.clone()))).collect()
    }
}

/// Whether it is an object's schema, or one of several objects'.
fn holds_fields(schema: &Value) -> bool {
    let one_of = get(schema, "oneOf").as_array();
    schema.get("properties").is_some() || one_of.is_some_and(|several| several.iter().any(holds_fields))
}

/// Gives numbers the bounds of their types, and a time of day its one spelling.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let limits = match fields.get("format").and_then(Value::as_str) {
                Some("uint32") => vec![("minimum", json!(0)), ("maximum", json!(u32::MAX))],
                Some("int64") => vec![("minimum", json!(-LARGEST)), ("maximum", json!(LARGEST))],
                Some("partial-time") => vec![("pattern", json!("^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"))],
                _ => Vec::new(),
            };
            for (name, value) in limits {
                fields.entry(name).or_insert(value);
            }
            fields.values_mut().for_each(bound);
        }
        Value::Array(values) => values.iter_mut().for_each(bound),
        _ => {}
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => name(value).map(str::to_owned).into_iter().chain(fields.values().flat_map(references)).collect(),
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
