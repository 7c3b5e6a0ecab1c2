//! What an admitted entry says: its members parsed, and the first of them that can't be.

use crate::canonical::string::decode;
use crate::digest::Digest;
use crate::instant::{Instant, parse_server_form};
use crate::scan::entry::{EntryMember, EntryScan, Kind};
use crate::scan::lexer::Stop;
use crate::scan::pointer::pointer_to;
use crate::scan::shape::Span;
use crate::scan::value::ValueScanner;

/// `prevHash` as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrevHash {
    /// `null`: the first entry of its chain.
    Null,
    /// 64 lower-case hex digits.
    Hash(Digest),
    /// A string that is no hash: it names nothing.
    Text,
    /// Absent, or of another type.
    Unusable,
}

/// A member that keeps an entry from being hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Defect {
    /// Where in the entry's bytes; `None`: the member is missing.
    pub(crate) at: Option<Span>,
    /// The member.
    pub(crate) member: Option<EntryMember>,
    /// What is wrong with it.
    pub(crate) problem: &'static str,
}

/// An entry's members, parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// `hash`, where it is one.
    pub(crate) claimed: Option<Digest>,
    /// `prevHash`.
    pub(crate) prev: PrevHash,
    /// `timestamp`, where it is one.
    pub(crate) instant: Option<Instant>,
    /// `timestamp` has the server's form.
    pub(crate) server_timestamp: bool,
    /// `developerId` is missing: the entry can't be hashed, and that is nobody's tampering.
    pub(crate) developer_missing: bool,
    /// Why the entry is malformed.
    pub(crate) defect: Option<Defect>,
}

impl Reading {
    /// Reads the entry whose bytes are `s`.
    #[inline]
    pub(crate) fn of(s: &[u8], entry: &EntryScan) -> Self {
        let claimed = entry.string(s, EntryMember::Hash).and_then(digest_literal);
        let prev = match entry.member(EntryMember::PrevHash) {
            Some(value) => match value.kind {
                Kind::Null => PrevHash::Null,
                Kind::String => entry.string(s, EntryMember::PrevHash).and_then(digest_literal).map_or(PrevHash::Text, PrevHash::Hash),
                _ => PrevHash::Unusable,
            },
            None => PrevHash::Unusable,
        };
        let timestamp = entry.string(s, EntryMember::Timestamp);
        let served = timestamp.and_then(|literal| parse_server_form(inner(literal)));
        let instant = served.or_else(|| Instant::parse(&decode(timestamp?)?));
        let server_timestamp = served.is_some();
        let mut reading = Self {
            claimed,
            prev,
            instant,
            server_timestamp,
            developer_missing: entry.member(EntryMember::DeveloperId).is_none(),
            defect: None,
        };
        reading.defect = reading.find_defect(s, entry);
        reading
    }

    /// The first member, in the server's order, that keeps the entry from being hashed.
    #[inline]
    fn find_defect(&self, s: &[u8], entry: &EntryScan) -> Option<Defect> {
        EntryMember::ALL.iter().find_map(|&member| {
            let value = entry.member(member);
            let problem = match (member, value.map(|value| value.kind)) {
                (EntryMember::DeveloperId | EntryMember::Metadata | EntryMember::Status, None) => None,
                (_, None) => Some("is missing"),
                (EntryMember::Metadata, Some(Kind::Object)) => match entry.overflow {
                    Some(at) => return Some(Defect { at: Some(at), member: None, problem: BEYOND_A_DOUBLE }),
                    None => None,
                },
                (EntryMember::Metadata, Some(Kind::Null)) => None,
                (EntryMember::Metadata, Some(Kind::String)) => {
                    // Only text that holds an object counts as metadata.
                    let text = value.map(|value| decode(value.span.of(s)));
                    let is_object = text.flatten().is_some_and(|text| MetadataText::parse(&text).is_ok());
                    (!is_object).then_some("must be an object, or a string that holds an object's JSON text")
                }
                (EntryMember::Metadata, Some(Kind::Other)) => Some("must be an object"),
                (EntryMember::Hash, _) => self.claimed.is_none().then_some("must be a string of 64 lower-case hexadecimal digits"),
                (EntryMember::PrevHash, _) => (self.prev == PrevHash::Unusable).then_some("must be null or a string"),
                (EntryMember::Timestamp, _) => self.instant.is_none().then_some("must be an ISO 8601 timestamp with a time zone"),
                (_, Some(kind)) => (kind != Kind::String).then_some("must be a string"),
            }?;
            Some(Defect { at: value.map(|value| value.span), member: Some(member), problem })
        })
    }
}

/// What is wrong with a number that a double can't hold.
pub(crate) const BEYOND_A_DOUBLE: &str = "is a number beyond the range of a double";

/// Metadata that came as a JSON string: the object inside.
#[derive(Debug, Default)]
pub(crate) struct MetadataText {
    /// The values inside, for the shape and odd numbers.
    pub(crate) values: ValueScanner,
    /// Where the object starts.
    pub(crate) at: usize,
}

/// Why a string is no metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextFault {
    /// It holds something else than the text of an object.
    NotAnObject,
    /// The object is nested deeper than is read.
    Deep,
    /// The object has more members than are kept.
    Wide,
    /// A name stands twice; the pointer from the metadata to the second.
    Duplicate(String),
    /// A number beyond a double: the pointer from the metadata, and its literal.
    Overflow(String, String),
}

impl MetadataText {
    /// Admits the text of an object.
    pub(crate) fn parse(text: &str) -> Result<Self, TextFault> {
        let s = text.as_bytes();
        let mut parsed = Self { at: crate::scan::lexer::white_space(s, 0), ..Self::default() };
        if s.get(parsed.at) != Some(&b'{') {
            return Err(TextFault::NotAnObject);
        }
        // As deep as metadata that comes as an object: the root, the array, the entry, then this.
        let value = parsed.values.value(s, parsed.at, 4).map_err(|stop| match stop {
            Stop::Deep(_) => TextFault::Deep,
            Stop::Wide(_) => TextFault::Wide,
            Stop::More | Stop::Bad { .. } => TextFault::NotAnObject,
        })?;
        if crate::scan::lexer::white_space(s, value.end) != s.len() {
            return Err(TextFault::NotAnObject);
        }
        if let Some(at) = parsed.values.shape.duplicate() {
            return Err(TextFault::Duplicate(pointer_to(s, Span { start: at, end: at }.range().start)));
        }
        match parsed.values.overflow {
            Some(at) => Err(TextFault::Overflow(pointer_to(s, at.range().start), String::from_utf8_lossy(at.of(s)).into_owned())),
            None => Ok(parsed),
        }
    }

    /// What is wrong with metadata that came as a string: `None` for metadata of another type.
    pub(crate) fn fault_of(s: &[u8], entry: &EntryScan) -> Option<TextFault> {
        let literal = entry.string(s, EntryMember::Metadata)?;
        decode(literal).map_or(Some(TextFault::NotAnObject), |text| Self::parse(&text).err())
    }
}

/// A digest from a JSON string literal that is spelled canonically.
#[inline]
fn digest_literal(literal: &[u8]) -> Option<Digest> {
    Digest::from_hex(inner(literal))
}

/// What stands between the quotation marks.
#[inline]
fn inner(literal: &[u8]) -> &[u8] {
    match literal {
        [_, text @ .., _] => text,
        _ => &[],
    }
}
