//! Everything that travels, shown to whoever needs all of it: the schemas, the tests of the wire, the documentation.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Command, event::Fact};

/// What travels has a JSON Schema, where the feature `schema` asks for one.
#[cfg(feature = "schema")]
pub trait Shape: schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> Shape for T {}

/// What travels has a JSON Schema, where the feature `schema` asks for one.
#[cfg(not(feature = "schema"))]
pub trait Shape {}
#[cfg(not(feature = "schema"))]
impl<T> Shape for T {}

/// Something that is sent and read.
pub trait Travels: Serialize + DeserializeOwned + Shape {}
impl<T: Serialize + DeserializeOwned + Shape> Travels for T {}

/// Sees each command and each fact.
pub trait Visitor {
    /// A command.
    fn command<C: Command>(&mut self);
    /// A fact.
    fn fact<F: Fact>(&mut self);
}
