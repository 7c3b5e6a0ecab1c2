//! JSON text as a tree of values: strictly, where no member may stand twice and every error says where; or, for what the scanner
//! has admitted already, as JavaScript would have it.
//!
//! The tokens are the scanner's, so one text is admitted or refused alike everywhere. This is for the small parts and
//! answers that become models; audit entries are verified from their bytes, and nothing here is ever hashed.

use serde_json::{Map, Number, Value};

use super::fault::{Fault, Segment, What, pointer};
use crate::canonical::number::to_double;
use crate::canonical::string::decode_lossless;
use crate::error::{Error, ErrorKind, Position};
use crate::limits::MAX_DEPTH;
use crate::report::quote;
use crate::scan::lexer::{Stop, byte, number, string, white_space, word};

/// The value that the bytes hold. `base` is the JSON Pointer of that value in its document.
///
/// A lone surrogate, which Rust's strings can't hold, is kept as its escape.
pub(crate) fn value_of(bytes: &[u8], base: &str) -> Result<Value, Error> {
    read(bytes, Manner::Strict).map_err(|refusal| match refusal {
        Refusal::Text(Stop::Bad { at, kind }) => Error::new(kind).at(position(bytes, at)),
        Refusal::Text(Stop::Deep(at)) => Error::new(ErrorKind::TooDeep).at(position(bytes, at)),
        Refusal::Text(Stop::More | Stop::Wide(_)) => Error::new(ErrorKind::Truncated).at(position(bytes, bytes.len())),
        Refusal::Duplicate { at, member, path } => {
            Error::new(ErrorKind::DuplicateMember { member }).pointer_to(pointer(base, &path)).at(position(bytes, at))
        }
        Refusal::Fault(fault) => fault.in_document(base),
    })
}

/// An admitted value: of two members with one name, which are a finding already, the first; a number beyond a double is nothing.
pub(crate) fn tree(s: &[u8]) -> Value {
    read(s, Manner::Admitted).unwrap_or(Value::Null)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Strict,
    Admitted,
}

/// Why a text was refused.
enum Refusal {
    Text(Stop),
    Duplicate { at: usize, member: String, path: Vec<Segment> },
    Fault(Fault),
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        Self::Text(stop)
    }
}

impl Refusal {
    /// On the way out: one more step of the path.
    fn inside(mut self, segment: impl FnOnce() -> Segment) -> Self {
        match &mut self {
            Self::Text(_) => {}
            Self::Duplicate { path, .. } | Self::Fault(Fault { path, .. }) => path.push(segment()),
        }
        self
    }
}

fn read(s: &[u8], manner: Manner) -> Result<Value, Refusal> {
    if s.starts_with(b"\xEF\xBB\xBF") {
        return Err(Stop::Bad { at: 0, kind: ErrorKind::ByteOrderMark }.into());
    }
    let (value, end) = value(s, white_space(s, 0), 1, manner)?;
    match white_space(s, end) {
        end if end == s.len() => Ok(value),
        at => Err(Stop::Bad { at, kind: ErrorKind::TrailingData }.into()),
    }
}

/// The value at `at`, which lies on `level` of the text (its root is level 1), and where it ends.
fn value(s: &[u8], at: usize, level: usize, manner: Manner) -> Result<(Value, usize), Refusal> {
    match byte(s, at)? {
        b'{' | b'[' if level > MAX_DEPTH => Err(Stop::Deep(at).into()),
        b'{' => object(s, at, level, manner),
        b'[' => array(s, at, level, manner),
        b'"' => {
            let end = string(s, at)?.end;
            Ok((Value::String(decode_lossless(s.get(at..end).unwrap_or_default())), end))
        }
        b'-' | b'0'..=b'9' => {
            let end = number_end(s, at)?;
            let literal = s.get(at..end).unwrap_or_default();
            let number = if manner == Manner::Strict { exact_number(literal).map_err(Refusal::Fault)? } else { double(literal) };
            Ok((number, end))
        }
        first => {
            let end = word(s, at)?;
            Ok((if first == b'n' { Value::Null } else { Value::Bool(first == b't') }, end))
        }
    }
}

fn object(s: &[u8], open: usize, level: usize, manner: Manner) -> Result<(Value, usize), Refusal> {
    let mut members = Map::new();
    let mut at = white_space(s, open + 1);
    if byte(s, at)? == b'}' {
        return Ok((Value::Object(members), at + 1));
    }
    loop {
        if byte(s, at)? != b'"' {
            return Err(syntax(at, "a member name in quotation marks"));
        }
        let name_end = string(s, at)?.end;
        let name = decode_lossless(s.get(at..name_end).unwrap_or_default());
        let is_second = members.contains_key(&name);
        if is_second && manner == Manner::Strict {
            return Err(Refusal::Duplicate { at, member: quote(&name), path: vec![Segment::Member(name)] });
        }
        let colon = white_space(s, name_end);
        if byte(s, colon)? != b':' {
            return Err(syntax(colon, "`:`"));
        }
        let (member, end) =
            value(s, white_space(s, colon + 1), level + 1, manner).map_err(|refusal| refusal.inside(|| Segment::Member(name.clone())))?;
        if !is_second {
            members.insert(name, member);
        }
        let next = white_space(s, end);
        match byte(s, next)? {
            b',' => at = white_space(s, next + 1),
            b'}' => return Ok((Value::Object(members), next + 1)),
            _ => return Err(syntax(next, "`,` or `}`")),
        }
    }
}

fn array(s: &[u8], open: usize, level: usize, manner: Manner) -> Result<(Value, usize), Refusal> {
    let mut elements = Vec::new();
    let mut at = white_space(s, open + 1);
    if byte(s, at)? == b']' {
        return Ok((Value::Array(elements), at + 1));
    }
    loop {
        let (element, end) = value(s, at, level + 1, manner).map_err(|refusal| refusal.inside(|| Segment::Element(elements.len())))?;
        elements.push(element);
        let next = white_space(s, end);
        match byte(s, next)? {
            b',' => at = white_space(s, next + 1),
            b']' => return Ok((Value::Array(elements), next + 1)),
            _ => return Err(syntax(next, "`,` or `]`")),
        }
    }
}

fn syntax(at: usize, expected: &'static str) -> Refusal {
    Stop::Bad { at, kind: ErrorKind::Syntax { expected } }.into()
}

/// Where the number at `at` ends, also where that is the end of the text: elsewhere more bytes could follow, here not.
fn number_end(s: &[u8], at: usize) -> Result<usize, Stop> {
    match number(s, at) {
        Err(Stop::More) => {
            let mut literal = s.get(at..).unwrap_or_default().to_vec();
            literal.push(b' ');
            number(&literal, 0).map(|length| at + length).map_err(|_| Stop::More)
        }
        end => end,
    }
}

/// The number that a literal is in JavaScript (`serde_json` finds the nearest double only with a feature that costs a tenth of
/// our download), but for whole numbers up to 64 bits, which stay exact.
fn exact_number(literal: &[u8]) -> Result<Value, Fault> {
    let text = std::str::from_utf8(literal).unwrap_or_default();
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Ok(whole.into());
    }
    match double(literal) {
        Value::Null => Err(Fault::new(What::WrongType("a number within the range of a double"))),
        number => Ok(number),
    }
}

/// The number that a literal is in JavaScript: `120.0` and `12e1` are the whole number 120, `-0` is 0, and a fraction is the double
/// nearest to it. What is beyond a double is nothing.
fn double(literal: &[u8]) -> Value {
    let double = to_double(literal);
    if double.fract() == 0.0 && double.abs() <= 9_007_199_254_740_991.0 {
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return (double as i64).into();
    }
    Number::from_f64(double).map_or(Value::Null, Value::Number)
}

fn position(bytes: &[u8], offset: usize) -> Position {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let last_line = before.rsplit(|&b| b == b'\n').next().unwrap_or_default();
    Position { offset: count(before.len()), line: count(before.split(|&b| b == b'\n').count()), column: count(last_line.len() + 1) }
}
