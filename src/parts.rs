//! The small parts of a document, beside its entries: read once admitted, leniently, keeping what is unknown.

use serde_json::{Map, Number, Value};

use crate::canonical::number::to_double;
use crate::canonical::string::decode_lossless;
use crate::instant::Instant;
use crate::scan::lexer::{number, string, white_space, word};

/// An admitted value as a tree. Text with a lone surrogate keeps that as its escape, which `serde_json` can't read.
pub(crate) fn tree(s: &[u8]) -> Value {
    value(s, white_space(s, 0)).map_or(Value::Null, |(value, _)| value)
}

/// The value at `at` and where it ends. The recursion is as deep as admission allowed.
fn value(s: &[u8], at: usize) -> Option<(Value, usize)> {
    match s.get(at)? {
        b'{' => {
            let mut members = Map::new();
            let mut at = white_space(s, at + 1);
            loop {
                match s.get(at)? {
                    b'}' => return Some((Value::Object(members), at + 1)),
                    b',' => at = white_space(s, at + 1),
                    _ => {
                        let end = string(s, at).ok()?.end;
                        let name = decode_lossless(s.get(at..end)?);
                        let colon = white_space(s, end);
                        let (member, next) = value(s, white_space(s, colon + 1))?;
                        // The first of two: the second is a finding already.
                        members.entry(name).or_insert(member);
                        at = white_space(s, next);
                    }
                }
            }
        }
        b'[' => {
            let mut items = Vec::new();
            let mut at = white_space(s, at + 1);
            loop {
                match s.get(at)? {
                    b']' => return Some((Value::Array(items), at + 1)),
                    b',' => at = white_space(s, at + 1),
                    _ => {
                        let (item, next) = value(s, at)?;
                        items.push(item);
                        at = white_space(s, next);
                    }
                }
            }
        }
        b'"' => {
            let end = string(s, at).ok()?.end;
            Some((Value::String(decode_lossless(s.get(at..end)?)), end))
        }
        b'-' | b'0'..=b'9' => {
            // A number that is the whole slice has nothing behind it to end at.
            let end = number(s, at).unwrap_or(s.len());
            Some((number_of(s.get(at..end)?), end))
        }
        first => {
            let literal = match first {
                b't' => Value::Bool(true),
                b'f' => Value::Bool(false),
                _ => Value::Null,
            };
            Some((literal, word(s, at).ok()?))
        }
    }
}

/// A number as JavaScript has it: `3.0` is 3, `-0` is 0, and what is beyond a double is nothing.
fn number_of(literal: &[u8]) -> Value {
    let float = to_double(literal);
    match whole(float) {
        Some(whole) => Value::Number(whole.into()),
        None => Number::from_f64(float).map_or(Value::Null, Value::Number),
    }
}

/// A whole number that a double holds exactly.
fn whole(float: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
}

/// A member that is text.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// A member that is a timestamp.
pub(crate) fn instant(value: &Value, name: &str) -> Option<Instant> {
    Instant::parse(text(value, name)?)
}

/// A member that is a count: a whole number.
pub(crate) fn count(value: &Value, name: &str) -> Option<u64> {
    value.get(name)?.as_u64()
}

/// What the server says of the chain.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) valid: bool,
    pub(crate) checked_entries: Option<u64>,
    pub(crate) first_broken_at: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Claim {
    /// From `chainIntegrity`; `None` where `valid` is no Boolean.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(Self {
            valid: value.get("valid")?.as_bool()?,
            checked_entries: count(value, "checkedEntries"),
            first_broken_at: text(value, "firstBrokenAt").map(str::to_owned),
            reason: text(value, "reason").map(str::to_owned),
        })
    }
}

/// A policy, as far as the period is concerned.
#[derive(Debug, Clone)]
pub(crate) struct PolicyFacts {
    pub(crate) updated_at: Option<Instant>,
    pub(crate) created_at: Option<Instant>,
}

/// The document beside its entries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) meta: Option<Value>,
    pub(crate) summary: Option<Value>,
    pub(crate) claim: Option<Claim>,
    /// `generatedAt` of an export.
    pub(crate) generated_at: Option<String>,
    /// `total` of an export.
    pub(crate) total: Option<Value>,
    pub(crate) grants: u64,
    pub(crate) revoked_grants: u64,
    pub(crate) expired_grants: u64,
    /// When each grant that says `active` expires: it is counted as expired from then on, whatever it says.
    pub(crate) active_grants: Vec<Option<Instant>>,
    pub(crate) policies: u64,
    /// Policies changed after this instant are looked for once `meta` is known; the ones kept for it.
    pub(crate) policy_facts: Vec<PolicyFacts>,
}

impl Parts {
    /// When the document says it was made.
    pub(crate) fn generated_at(&self) -> Option<Instant> {
        match (&self.meta, &self.generated_at) {
            (Some(meta), _) => instant(meta, "generatedAt"),
            (None, Some(text)) => Instant::parse(text),
            (None, None) => None,
        }
    }
}
