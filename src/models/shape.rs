//! What a model must look like, as tables that one small function walks.
//!
//! serde's derived code could say the same, but not where a fault is, and it would be half of what a browser downloads.
//! The tests hold the tables against the derived code, member by member.

use serde_json::{Map, Value};

use super::fault::{Fault, Segment, What, listed};

/// The greatest whole number that every reader of JSON keeps exactly: `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// What a value must look like.
#[derive(Debug)]
pub enum Shape {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A whole number from 0.
    Count,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Truth,
    /// `null`, or this.
    Nullable(&'static Shape),
    /// An array of these.
    List(&'static Shape),
    /// An object with these members and perhaps others.
    Object(&'static [Member]),
    /// An object with these members and no other: what a caller gives, where a name not known is a mistake.
    Closed(&'static [Member]),
    /// An entry's `metadata`: an object, or `null`, or the text of an object.
    Metadata,
    /// This, and what its rule says of its members.
    Ruled(&'static Shape, fn(&Map<String, Value>) -> Result<(), What>),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    name: &'static str,
    shape: &'static Shape,
    required: bool,
}

/// A member that must be there.
pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true }
}

/// A member that may be missing.
pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false }
}

/// A string or `null`.
pub(crate) const TEXT_OR_NULL: Shape = Shape::Nullable(&Shape::Text);

impl Shape {
    /// Whether an object of this kind has a member of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        match self {
            Self::Object(members) | Self::Closed(members) => members.iter().any(|member| member.name == name),
            Self::Nullable(shape) | Self::Ruled(shape, _) => shape.knows(name),
            _ => false,
        }
    }

    /// Whether the value looks like this.
    pub(crate) fn check(&self, value: &Value) -> Result<(), Fault> {
        let wrong = |expected| Err(Fault::new(What::WrongType(expected)));
        match (self, value) {
            (Self::Text, Value::String(_))
            | (Self::Truth, Value::Bool(_))
            | (Self::Nullable(_), Value::Null)
            | (Self::Metadata, Value::Object(_) | Value::String(_) | Value::Null) => Ok(()),
            (Self::OneOf(known), Value::String(text)) if known.contains(&text.as_str()) => Ok(()),
            (Self::OneOf(known), Value::String(text)) => {
                let text = crate::report::quote(text);
                let problem = format!("`{text}` is not one of {}", listed(known.iter().copied()));
                Err(Fault::new(What::Other(problem)))
            }
            (Self::Count, Value::Number(number)) if number.as_u64().is_some_and(|n| n <= MAX_SAFE_INTEGER) => Ok(()),
            (Self::Integer, Value::Number(number)) if number.as_i64().is_some_and(|n| n.unsigned_abs() <= MAX_SAFE_INTEGER) => Ok(()),
            (Self::Nullable(shape), value) => shape.check(value),
            (Self::List(shape), Value::Array(elements)) => elements
                .iter()
                .enumerate()
                .try_for_each(|(index, element)| shape.check(element).map_err(|fault| fault.inside(Segment::Element(index)))),
            (Self::Object(members), Value::Object(object)) => check_members(members, object),
            (Self::Closed(members), Value::Object(object)) => {
                check_members(members, object)?;
                match object.keys().find(|name| !self.knows(name)) {
                    Some(name) => {
                        let known = listed(members.iter().map(|member| member.name));
                        Err(Fault::new(What::Unknown { name: crate::report::quote(name), known }))
                    }
                    None => Ok(()),
                }
            }
            (Self::Ruled(shape, rule), value) => {
                shape.check(value)?;
                value.as_object().map_or(Ok(()), |object| rule(object).map_err(Fault::new))
            }
            (Self::Text | Self::OneOf(_), _) => wrong("a string"),
            (Self::Count, _) => wrong("a whole number from 0 to 9007199254740991"),
            (Self::Integer, _) => wrong("a whole number between -9007199254740991 and 9007199254740991"),
            (Self::Truth, _) => wrong("`true` or `false`"),
            (Self::List(_), _) => wrong("an array"),
            (Self::Object(_) | Self::Closed(_) | Self::Metadata, _) => wrong("an object"),
        }
    }
}

fn check_members(members: &[Member], object: &Map<String, Value>) -> Result<(), Fault> {
    for member in members {
        match object.get(member.name) {
            Some(value) => {
                let inside = |fault: Fault| fault.inside(Segment::Member(member.name.to_owned()));
                member.shape.check(value).map_err(inside)?;
            }
            None if member.required => return Err(Fault::new(What::Missing(member.name))),
            None => {}
        }
    }
    Ok(())
}
