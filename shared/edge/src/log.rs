//! Structured logs: one JSON object a line, found by request id.
//!
//! **Never personal data, never a path**: a path may bear a link. Fields are ids, route templates, kinds, counts, times.

use serde_json::{Map, Value};
use worker::{console_error, console_log};

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What happened.
    Info,
    /// What somebody should look at.
    Error,
}

/// Writes one line. `what` is a stable name; `fields` say the rest.
pub fn line(level: Level, what: &str, request_id: &str, fields: &[(&str, Value)]) {
    let mut object = Map::new();
    object.insert("level".into(), if level == Level::Error { "error".into() } else { "info".into() });
    object.insert("what".into(), what.into());
    object.insert("request_id".into(), request_id.into());
    object.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let text = Value::Object(object).to_string();
    match level {
        Level::Info => console_log!("{text}"),
        Level::Error => console_error!("{text}"),
    }
}
