//! JSON read as a type, the one way in which this software does it: text becomes a [`Value`], and the value is read by one
//! deserializer.
//!
//! Serde makes the code that reads a type once for each deserializer it is read by, and that code was a third of the desk's
//! bundle: each command was read by `serde_json` from text and from a value, and through two wrappers that said which field
//! was wrong and which nobody reads. This one says both, forgets all words (they may quote what was sent), and takes for a
//! structure nothing but an object and for a text nothing but a string, so that nothing else is compiled.

use std::{collections::VecDeque, fmt, iter::Enumerate, slice};

use serde::{
    de::{self, DeserializeOwned, DeserializeSeed, Deserializer as _, Unexpected, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Number, Value, map};

/// Why a field is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The whole is no JSON.
    NotJson,
    /// It is not there.
    Missing,
    /// It is not of the JSON type that is expected.
    WrongType,
    /// Nobody reads it, or something else says it already.
    Unknown,
    /// It is of the right type, and not acceptable.
    NotAcceptable,
}

impl Why {
    /// The reason as a stable slug.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::Missing => "missing",
            Self::WrongType => "wrong-type",
            Self::Unknown => "unknown",
            Self::NotAcceptable => "not-acceptable",
        }
    }
}

/// A field that is not read: `details.telephones.0.number`, and why. It never bears the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {why:?}")]
pub struct Misread {
    /// The names from the outermost down, with dots between them.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// Reads a text. What the type does not know is passed over: whoever wrote it may run another version for minutes.
pub fn text<T: DeserializeOwned>(text: &str) -> Result<T, Misread> {
    let read = serde_json::from_str(text).map_err(|_| Misread { path: String::new(), why: Why::NotJson })?;
    value(&read)
}

/// Reads a value in the same way.
pub fn value<T: DeserializeOwned>(value: &Value) -> Result<T, Misread> {
    T::deserialize(Reader { value, strict: false }).map_err(Error::told)
}

/// Reads a value that a caller wrote for us: a field that the type does not know is a typing error of theirs.
///
/// Of what says by its own field which kind it is (`#[serde(tag)]`), serde does not tell what nobody reads.
pub fn strictly<T: DeserializeOwned>(value: &Value) -> Result<T, Misread> {
    T::deserialize(Reader { value, strict: true }).map_err(Error::told)
}

/// What serde is told of a failure: where, the innermost name first, and why.
#[derive(Debug)]
struct Error {
    path: VecDeque<String>,
    why: Why,
}

impl Error {
    const fn new(why: Why) -> Self {
        Self { path: VecDeque::new(), why }
    }

    fn within(mut self, name: String) -> Self {
        self.path.push_front(name);
        self
    }

    fn told(self) -> Misread {
        Misread { path: Vec::from(self.path).join("."), why: self.why }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.why, to)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(_said: T) -> Self {
        Self::new(Why::NotAcceptable)
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new(Why::WrongType)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new(Why::NotAcceptable)
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::new(Why::WrongType)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Why::NotAcceptable)
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::new(Why::Unknown).within(name.to_owned())
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(Why::Missing).within(name.to_owned())
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(Why::NotAcceptable).within(name.to_owned())
    }
}

/// A value, to be read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    value: &'a Value,
    strict: bool,
}

fn number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    if let Some(whole) = number.as_u64() {
        visitor.visit_u64(whole)
    } else if let Some(whole) = number.as_i64() {
        visitor.visit_i64(whole)
    } else {
        visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
    }
}

/// Declares readers of what a kind of value must be, each with nothing but its own way.
macro_rules! only {
    ($($method:ident)* : $pattern:pat, $reader:ident, $visitor:ident => $read:expr) => {$(
        fn $method<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value, Error> {
            let $reader = self.strict;
            match self.value {
                $pattern => $read,
                _ => Err(Error::new(Why::WrongType)),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let strict = self.strict;
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(is) => number(is, visitor),
            Value::String(is) => visitor.visit_str(is),
            Value::Array(items) => visitor.visit_seq(Items::new(items, strict)),
            Value::Object(fields) => visitor.visit_map(Fields::new(fields, strict)),
        }
    }

    only! { deserialize_bool: Value::Bool(is), _strict, visitor => visitor.visit_bool(*is) }
    only! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16
    deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64:
    Value::Number(is), _strict, visitor => number(is, visitor) }
    only! { deserialize_char deserialize_str deserialize_string deserialize_identifier deserialize_bytes deserialize_byte_buf:
    Value::String(is), _strict, visitor => visitor.visit_str(is) }
    only! { deserialize_unit: Value::Null, _strict, visitor => visitor.visit_unit() }
    only! { deserialize_seq: Value::Array(items), strict, visitor => visitor.visit_seq(Items::new(items, strict)) }
    only! { deserialize_map: Value::Object(fields), strict, visitor => visitor.visit_map(Fields::new(fields, strict)) }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) if items.len() == length => self.deserialize_seq(visitor),
            _ => Err(Error::new(Why::WrongType)),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _name: &'static str, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    /// A variant by its name, or an object whose one name is the variant's.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let strict = self.strict;
        match self.value {
            Value::String(name) => visitor.visit_enum(Held { name, reader: None }),
            Value::Object(fields) => match (fields.len(), fields.iter().next()) {
                (1, Some((name, value))) => visitor.visit_enum(Held { name, reader: Some(Self { value, strict }) }),
                _ => Err(Error::new(Why::WrongType)),
            },
            _ => Err(Error::new(Why::WrongType)),
        }
    }

    /// What nobody reads.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.strict { Err(Error::new(Why::Unknown)) } else { visitor.visit_unit() }
    }
}

/// The items of an array.
struct Items<'a> {
    items: Enumerate<slice::Iter<'a, Value>>,
    strict: bool,
}

impl<'a> Items<'a> {
    fn new(items: &'a [Value], strict: bool) -> Self {
        Self { items: items.iter().enumerate(), strict }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some((place, value)) = self.items.next() else { return Ok(None) };
        seed.deserialize(Reader { value, strict: self.strict }).map(Some).map_err(|error| error.within(place.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The fields of an object.
struct Fields<'a> {
    left: map::Iter<'a>,
    next: Option<(&'a String, &'a Value)>,
    strict: bool,
}

impl<'a> Fields<'a> {
    fn new(fields: &'a Map<String, Value>, strict: bool) -> Self {
        Self { left: fields.iter(), next: None, strict }
    }
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next = self.left.next();
        self.next.map(|(name, _)| seed.deserialize(Name(name))).transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some((name, value)) = self.next.take() else { return Err(Error::new(Why::WrongType)) };
        seed.deserialize(Reader { value, strict: self.strict }).map_err(|error| error.within(name.clone()))
    }
}

/// A field's or a variant's name.
struct Name<'a>(&'a str);

impl<'de> de::Deserializer<'de> for Name<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A variant's name, and what it holds, if anything.
struct Held<'a> {
    name: &'a str,
    reader: Option<Reader<'a>>,
}

impl<'de> de::EnumAccess<'de> for Held<'_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        Ok((seed.deserialize(Name(self.name))?, self))
    }
}

impl<'a> Held<'a> {
    fn reader(self) -> Result<(String, Reader<'a>), Error> {
        match self.reader {
            Some(reader) => Ok((self.name.to_owned(), reader)),
            None => Err(Error::new(Why::WrongType)),
        }
    }
}

impl<'de> de::VariantAccess<'de> for Held<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.reader {
            None => Ok(()),
            Some(reader) if reader.value.is_null() => Ok(()),
            Some(_) => Err(Error::new(Why::WrongType)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let (name, reader) = self.reader()?;
        seed.deserialize(reader).map_err(|error| error.within(name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        let (name, reader) = self.reader()?;
        reader.deserialize_tuple(length, visitor).map_err(|error| error.within(name))
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let (name, reader) = self.reader()?;
        reader.deserialize_map(visitor).map_err(|error| error.within(name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct House {
        number: u8,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        rooms: Vec<Room>,
        #[serde(default)]
        keys: BTreeMap<String, i64>,
        #[serde(default)]
        colours: BTreeSet<Colour>,
        #[serde(default)]
        at: Option<(f64, f64)>,
        #[serde(default)]
        noted: Value,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Room {
        Hall,
        Kitchen(u8),
        Office { desks: u8 },
        Pair(u8, u8),
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    #[serde(tag = "is", rename_all = "kebab-case")]
    enum Colour {
        Red,
        Grey { shade: u8 },
    }

    fn house(value: &Value) -> Result<House, (String, Why)> {
        strictly(value).map_err(|misread| (misread.path, misread.why))
    }

    #[test]
    fn a_value_is_read_as_serde_json_reads_it() {
        let value = json!({
            "number": 7, "name": "Les Lilas", "rooms": ["hall", {"kitchen": 2}, {"office": {"desks": 3}}, {"pair": [1, 2]}, {"hall": null}],
            "keys": {"front": -2, "back": 3}, "colours": [{"is": "red"}, {"is": "grey", "shade": 4}], "at": [45.75, 4],
            "noted": {"any": [1, null, "x", true, -1.5]},
        });
        let read = house(&value).unwrap();
        assert_eq!(read, serde_json::from_value::<House>(value.clone()).unwrap());
        assert_eq!(text::<House>(&value.to_string()), Ok(read));
    }

    #[test]
    fn what_nobody_knows_is_passed_over_or_told() {
        let value = json!({"number": 7, "rooms": [{"office": {"desks": 1, "lamps": 4}}]});
        assert!(super::value::<House>(&value).is_ok());
        assert_eq!(house(&value), Err(("rooms.0.office.lamps".into(), Why::Unknown)));
    }

    #[test]
    fn a_failure_names_its_place_and_quotes_nothing() {
        let fails = |value: Value, path: &str, why| assert_eq!(house(&value), Err((path.to_owned(), why)), "{value}");
        fails(json!({}), "number", Why::Missing);
        fails(json!([7]), "", Why::WrongType);
        fails(json!({"number": "7"}), "number", Why::WrongType);
        fails(json!({"number": -1}), "number", Why::NotAcceptable);
        fails(json!({"number": 7.5}), "number", Why::WrongType);
        fails(json!({"number": 7, "rooms": ["attic"]}), "rooms.0", Why::NotAcceptable);
        fails(json!({"number": 7, "rooms": ["hall", {"kitchen": true}]}), "rooms.1.kitchen", Why::WrongType);
        fails(json!({"number": 7, "rooms": ["kitchen"]}), "rooms.0", Why::WrongType);
        fails(json!({"number": 7, "rooms": [{"hall": 1}]}), "rooms.0", Why::WrongType);
        fails(json!({"number": 7, "rooms": [{}]}), "rooms.0", Why::WrongType);
        fails(json!({"number": 7, "at": [1.0]}), "at", Why::WrongType);
        fails(json!({"number": 7, "at": [1.0, "x"]}), "at.1", Why::WrongType);
        fails(json!({"number": 7, "keys": {"front": null}}), "keys.front", Why::WrongType);
        fails(json!({"number": 7, "colours": [{"is": "blue"}]}), "colours.0.is", Why::NotAcceptable);
        fails(json!({"number": 7, "colours": [{"is": "grey"}]}), "colours.0.shade", Why::Missing);
        assert_eq!(text::<House>("{").unwrap_err().why, Why::NotJson);
    }
}
