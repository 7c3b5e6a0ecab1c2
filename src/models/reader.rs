//! Turns a JSON value into a model and, where it does not fit, says which member is at fault.
//!
//! serde_json's own conversion gives a sentence; callers need the kind of fault and a JSON Pointer.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::error::{Error, ErrorKind};
use crate::report::quote;

/// The greatest whole number that every reader of JSON keeps exactly: `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The model in a value whose JSON Pointer is `base`.
///
/// # Errors
/// `document.missing-member`, `document.wrong-type` or `document.unacceptable`, with the pointer.
pub(super) fn read<T: DeserializeOwned>(value: Value, base: &str) -> Result<T, Error> {
    T::deserialize(Reader(value)).map_err(|fault| fault.in_document(base))
}

/// One step of a JSON Pointer.
#[derive(Debug)]
pub(super) enum Segment {
    Member(String),
    Element(usize),
}

/// The JSON Pointer (RFC 6901 §3) of a path that is given innermost first.
pub(super) fn pointer(base: &str, path: &[Segment]) -> String {
    let mut pointer = base.to_owned();
    for segment in path.iter().rev() {
        pointer.push('/');
        match segment {
            Segment::Member(name) => pointer.push_str(&quote(name).replace('~', "~0").replace('/', "~1")),
            Segment::Element(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// What doesn't fit, and where, innermost first.
#[derive(Debug)]
pub(crate) struct Fault {
    what: What,
    path: Vec<Segment>,
}

#[derive(Debug)]
enum What {
    Missing(&'static str),
    WrongType(&'static str),
    UnknownMember { name: String, known: &'static [&'static str] },
    UnknownText { text: String, known: &'static [&'static str] },
    Other(String),
}

impl Fault {
    fn new(what: What) -> Self {
        Self { what, path: Vec::new() }
    }

    fn in_element(mut self, index: usize) -> Self {
        self.path.push(Segment::Element(index));
        self
    }

    fn in_member(mut self, name: &str) -> Self {
        self.path.push(Segment::Member(name.to_owned()));
        self
    }

    /// As a fault of a received document.
    fn in_document(mut self, base: &str) -> Error {
        let kind = match self.what {
            What::Missing(member) => {
                self.path.insert(0, Segment::Member(member.to_owned()));
                ErrorKind::MissingMember { member }
            }
            What::WrongType(expected) => ErrorKind::WrongType { expected },
            What::UnknownMember { name, known } => {
                ErrorKind::Unacceptable { problem: format!("`{name}` is not one of {}", listed(known)) }
            }
            What::UnknownText { text, known } => {
                ErrorKind::Unacceptable { problem: format!("`{text}` is not one of {}", listed(known)) }
            }
            What::Other(problem) => ErrorKind::Unacceptable { problem },
        };
        Error::new(kind).pointer_to(pointer(base, &self.path))
    }

    /// As a fault of the caller's options, named as the caller wrote them: `checkpoint.head.hash`.
    pub(super) fn in_options(mut self) -> Error {
        let problem = match self.what {
            What::Missing(member) => {
                self.path.insert(0, Segment::Member(member.to_owned()));
                "is required".to_owned()
            }
            What::WrongType(expected) => format!("must be {expected}"),
            What::UnknownMember { name, known } => {
                self.path.insert(0, Segment::Member(quote(&name)));
                format!("is not known here; known are {}", listed(known))
            }
            What::UnknownText { text, known } => format!("`{text}` is not one of {}", listed(known)),
            What::Other(problem) => problem,
        };
        let step = |segment: &Segment| match segment {
            Segment::Member(name) => name.clone(),
            Segment::Element(index) => index.to_string(),
        };
        let steps: Vec<String> = self.path.iter().rev().map(step).collect();
        let field = if steps.is_empty() { "options".to_owned() } else { steps.join(".") };
        Error::invalid_option(field, problem)
    }
}

fn listed(known: &[&str]) -> String {
    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at `{}`", self.what, pointer("", &self.path))
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        if expected.to_string() == OBJECT {
            return Self::new(What::WrongType(OBJECT));
        }
        Self::custom(format_args!("{found} stands where {expected} should"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("{found} is out of range, expected {expected}"))
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(What::Missing(name))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownMember { name: name.to_owned(), known })
    }

    fn unknown_variant(text: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownText { text: quote(text), known })
    }
}

/// Reads a model out of a value.
pub(super) struct Reader(pub(super) Value);

fn wrong_type<T>(expected: &'static str) -> Result<T, Fault> {
    Err(Fault::new(What::WrongType(expected)))
}

/// The whole number in a JSON number, however it is spelled: `120`, `120.0` and `1.2e2` are one number.
fn whole(number: &Number) -> Option<i64> {
    let whole = number.as_i64().or_else(|| {
        let double = number.as_f64().filter(|double| double.fract() == 0.0 && double.abs() < 1e16)?;
        format!("{double}").parse().ok()
    })?;
    (whole.unsigned_abs() <= MAX_SAFE_INTEGER).then_some(whole)
}

impl Reader {
    fn count<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0 {
            Value::Number(number) => match whole(number).and_then(|whole| u64::try_from(whole).ok()) {
                Some(count) => visitor.visit_u64(count),
                None => wrong_type(COUNT),
            },
            _ => wrong_type(COUNT),
        }
    }

    fn integer<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0 {
            Value::Number(number) => match whole(number) {
                Some(integer) => visitor.visit_i64(integer),
                None => wrong_type(INTEGER),
            },
            _ => wrong_type(INTEGER),
        }
    }
}

/// Also what `metadata` says it expects.
pub(super) const OBJECT: &str = "an object";
const COUNT: &str = "a whole number from 0 to 9007199254740991";
const INTEGER: &str = "a whole number between -9007199254740991 and 9007199254740991";

/// The methods that come to the same.
macro_rules! forward {
    ($($method:ident => $to:ident),+ $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> { self.$to(visitor) })+
    };
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                _ => wrong_type("a number within the range of a double"),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(elements) => visitor.visit_seq(Elements { elements: elements.into_iter(), next: 0 }),
            Value::Object(members) => visitor.visit_map(Members::new(members)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(value),
            _ => wrong_type("`true` or `false`"),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Number(number) => visitor.visit_f64(number.as_f64().unwrap_or(f64::INFINITY)),
            _ => wrong_type("a number"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => wrong_type("a string"),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Array(_) => self.deserialize_any(visitor),
            _ => wrong_type("an array"),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => wrong_type(OBJECT),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(Word(text)),
            _ => wrong_type("a string"),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.integer(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.count(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.integer(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.count(visitor)
    }

    forward! {
        deserialize_i16 => deserialize_i64,
        deserialize_i32 => deserialize_i64,
        deserialize_u16 => deserialize_u64,
        deserialize_u32 => deserialize_u64,
        deserialize_f32 => deserialize_f64,
        deserialize_str => deserialize_string,
        deserialize_char => deserialize_string,
        deserialize_identifier => deserialize_string,
        deserialize_bytes => deserialize_any,
        deserialize_byte_buf => deserialize_any,
        deserialize_unit => deserialize_any,
        deserialize_ignored_any => deserialize_any,
    }
}

impl IntoDeserializer<'_, Fault> for Reader {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// An array's elements.
struct Elements {
    elements: std::vec::IntoIter<Value>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(element) = self.elements.next() else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        seed.deserialize(Reader(element)).map(Some).map_err(|fault| fault.in_element(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

/// An object's members.
struct Members {
    members: <Map<String, Value> as IntoIterator>::IntoIter,
    open: Option<(String, Value)>,
}

impl Members {
    fn new(members: Map<String, Value>) -> Self {
        Self { members: members.into_iter(), open: None }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.open = self.members.next();
        let Some((name, _)) = &self.open else { return Ok(None) };
        let name: StrDeserializer<'_, Fault> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let Some((name, value)) = self.open.take() else { return wrong_type("a member") };
        seed.deserialize(Reader(value)).map_err(|fault| fault.in_member(&name))
    }
}

/// The text of an enum's unit variant.
struct Word(String);

impl<'de> EnumAccess<'de> for Word {
    type Error = Fault;
    type Variant = UnitOnly;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, UnitOnly), Fault> {
        let text: StrDeserializer<'_, Fault> = self.0.as_str().into_deserializer();
        seed.deserialize(text).map(|value| (value, UnitOnly))
    }
}

/// No enum of ours carries data behind a tag.
struct UnitOnly;

impl<'de> VariantAccess<'de> for UnitOnly {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Fault> {
        wrong_type("a string")
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        wrong_type("a string")
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        wrong_type("a string")
    }
}
