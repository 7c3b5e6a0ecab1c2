//! Reads JSON text into a value, strictly: no member may stand twice, and every error says where.
//!
//! This is for the small parts and answers that become models. Audit entries are verified from their bytes, by the
//! scanner; nothing here is ever hashed.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use super::reader::{Segment, pointer};
use crate::error::{Error, ErrorKind, Position};
use crate::limits::MAX_DEPTH;
use crate::report::quote;

/// The value that the bytes hold. `base` is the JSON Pointer of that value in its document.
pub(super) fn value_of(bytes: &[u8], base: &str) -> Result<Value, Error> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(Error::new(ErrorKind::ByteOrderMark).at(position(bytes, 0)));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Error::new(ErrorKind::InvalidUtf8).at(position(bytes, error.valid_up_to())))?;
    let mut json = serde_json::Deserializer::from_str(text);
    // The depth is counted below, to the same limit as everywhere else.
    json.disable_recursion_limit();
    let refusal = RefCell::new(None);
    let value = Strict { level: 1, refusal: &refusal }.deserialize(&mut json).map_err(|error| {
        match refusal.borrow_mut().take() {
            Some(Refusal { kind, path }) => Error::new(kind).pointer_to(pointer(base, &path)),
            None if error.classify() == Category::Eof => {
                Error::new(ErrorKind::Truncated).at(position(bytes, bytes.len()))
            }
            // serde_json says what it met, not what it wanted; its words are not stable enough to be passed on.
            None => Error::new(ErrorKind::Syntax { expected: "JSON (RFC 8259) whose strings are Unicode text" })
                .at(position_of(bytes, &error)),
        }
    })?;
    json.end().map_err(|error| Error::new(ErrorKind::TrailingData).at(position_of(bytes, &error)))?;
    Ok(value)
}

/// Why a value was refused that is JSON, and where, innermost first.
struct Refusal {
    kind: ErrorKind,
    path: Vec<Segment>,
}

/// Builds a [`Value`] on the given level of nesting; the root's is 1.
#[derive(Clone, Copy)]
struct Strict<'a> {
    level: usize,
    refusal: &'a RefCell<Option<Refusal>>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(self, kind: ErrorKind, path: Vec<Segment>) -> E {
        *self.refusal.borrow_mut() = Some(Refusal { kind, path });
        E::custom("refused")
    }

    fn enter<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.level > MAX_DEPTH {
            return Err(self.refuse(ErrorKind::TooDeep, Vec::new()));
        }
        Ok(Self { level: self.level + 1, ..self })
    }

    /// On the way out of a refusal: one more step of its path.
    fn note(self, segment: impl FnOnce() -> Segment) {
        if let Some(refusal) = self.refusal.borrow_mut().as_mut() {
            refusal.path.push(segment());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inner = self.enter()?;
        let mut array = Vec::new();
        while let Some(element) =
            elements.next_element_seed(inner).inspect_err(|_| self.note(|| Segment::Element(array.len())))?
        {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.enter()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                let kind = ErrorKind::DuplicateMember { member: quote(&name) };
                return Err(self.refuse(kind, vec![Segment::Member(name)]));
            }
            let value =
                members.next_value_seed(inner).inspect_err(|_| self.note(|| Segment::Member(name.clone())))?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Where serde_json stopped. Its lines and columns count from 1 (a column of 0 is the line feed before the line).
fn position_of(bytes: &[u8], error: &serde_json::Error) -> Position {
    let line_start = bytes.split_inclusive(|&b| b == b'\n').take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    position(bytes, usize::saturating_add(line_start, error.column().saturating_sub(1)))
}

fn position(bytes: &[u8], offset: usize) -> Position {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    Position {
        offset: count(before.len()),
        line: count(before.iter().filter(|&&b| b == b'\n').count() + 1),
        column: count(before.len() - line_start + 1),
    }
}
