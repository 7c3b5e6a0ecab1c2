//! One entry looked at closely: its members, and the exact text that each format hashes.

use serde::{Deserialize, Serialize};

use crate::canonical::string::decode_lossless;
use crate::canonical::write::CanonicalWriter;
use crate::content::{Content, Format, Subject};
use crate::digest::sha256;
use crate::error::{Error, ErrorKind, Position};
use crate::json::{json_object, to_json};
use crate::preimage::{PreimageFormat, Variant};
use crate::reading::Reading;
use crate::report::quote;
use crate::scan::entry::{EntryMember, EntryScan, Kind};
use crate::scan::lexer::{Stop, white_space};
use crate::scan::pointer::pointer_to;
use crate::scan::value::ValueScanner;

/// A member of an entry as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ExplainedMember {
    /// Its name.
    pub name: String,
    /// Its value's JSON text, as received; a lone surrogate can't stand in it otherwise than as its escape.
    pub text: String,
    /// Some format hashes it. `hash` itself is what the others are hashed to.
    pub hashed: bool,
}

/// What one format hashes of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ExplainedFormat {
    /// Which format.
    #[cfg_attr(feature = "schema", ts(type = "'A' | 'B' | 'C'"))]
    pub format: String,
    /// The exact text.
    pub preimage: String,
    /// Its SHA-256, lower-case hex.
    pub digest: String,
    /// The digest is the claimed hash.
    pub matches: bool,
}

/// One entry looked at closely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Explanation {
    /// Its members: those the server writes in its order, then the others as received.
    pub members: Vec<ExplainedMember>,
    /// `hash`, where it is one.
    pub claimed_hash: Option<String>,
    /// `prevHash`, where it is text.
    pub prev_hash: Option<String>,
    /// Why the entry can't be hashed, with the member's JSON Pointer; `null` where it can.
    pub problem: Option<String>,
    /// The content was established.
    pub verified: bool,
    /// The format it was established under: `A`, `B`, `B/C` or `C`.
    #[cfg_attr(feature = "schema", ts(type = "'A' | 'B' | 'B/C' | 'C' | null"))]
    pub format: Option<String>,
    /// Metadata members that a data-erasure request added: the content verifies without them.
    pub erasure_markers: Vec<String>,
    /// It verifies only with the millisecond form of its timestamp.
    pub reserialized: bool,
    /// What each format hashes of it as it stands; empty where it can't be hashed.
    pub formats: Vec<ExplainedFormat>,
}

impl Explanation {
    /// As JSON text: the value that serde would write.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

json_object!(ExplainedMember { name "name", text "text", hashed "hashed" });
json_object!(ExplainedFormat { format "format", preimage "preimage", digest "digest", matches "matches" });
json_object!(Explanation {
    members "members",
    claimed_hash "claimedHash",
    prev_hash "prevHash",
    problem "problem",
    verified "verified",
    format "format",
    erasure_markers "erasureMarkers",
    reserialized "reserialized",
    formats "formats",
});

/// Explains the entry whose JSON text this is: the bytes from a finding's `offset`, `length` of them.
///
/// ```
/// let pack = include_bytes!("../tests/fixtures/recorded/tampered-action.json");
/// let report = grantex_compliance::verify(&pack[..], Default::default())?;
/// let finding = report.findings.iter().find(|finding| finding.index == Some(60)).unwrap();
/// let (offset, length) = (finding.offset.unwrap() as usize, finding.length.unwrap() as usize);
/// let explanation = grantex_compliance::explain_entry(&pack[offset..offset + length])?;
/// assert!(!explanation.verified);
/// assert_eq!(explanation.claimed_hash, finding.expected);
/// assert_eq!(Some(&explanation.formats[2].digest), finding.actual.as_ref());
/// # Ok::<(), grantex_compliance::Error>(())
/// ```
///
/// # Errors
/// Where the bytes are not one JSON object, alone, within the caps of an entry.
pub fn explain_entry(bytes: &[u8]) -> Result<Explanation, Error> {
    let start = white_space(bytes, 0);
    let s = bytes.get(start..).unwrap_or_default();
    let (mut entry, mut values) = (EntryScan::default(), ValueScanner::default());
    match s.first() {
        Some(b'{') => {}
        Some(_) => return Err(bad(bytes, start, ErrorKind::WrongType { expected: "an object, as an entry is one" })),
        None => return Err(bad(bytes, start, ErrorKind::Truncated)),
    }
    let end = entry.scan(&mut values, s, 0, 3).map_err(|stop| match stop {
        Stop::More => bad(bytes, bytes.len(), ErrorKind::Truncated),
        Stop::Bad { at, kind } => bad(bytes, start + at, kind),
        Stop::Deep(at) => bad(bytes, start + at, ErrorKind::TooDeep),
        Stop::Wide(at) => bad(bytes, start + at, ErrorKind::TooManyMembers),
    })?;
    let rest = white_space(s, end);
    if rest < s.len() {
        return Err(bad(bytes, start + rest, ErrorKind::TrailingData));
    }
    let reading = Reading::of(s, &entry);
    let text = |member| entry.string(s, member).map(decode_lossless);
    let mut explanation = Explanation {
        members: members(s, &entry),
        claimed_hash: reading.claimed.map(|digest| digest.to_hex()),
        prev_hash: text(EntryMember::PrevHash).map(|text| quote(&text)),
        problem: problem(s, &entry, &reading),
        verified: false,
        format: None,
        erasure_markers: Vec::new(),
        reserialized: false,
        formats: Vec::new(),
    };
    if explanation.problem.is_some() {
        return Ok(explanation);
    }
    let subject = Subject::new(s, &entry, &values, None);
    let mut writer = CanonicalWriter::default();
    if let Content::Verified(verified) = subject.judge(&reading, &mut writer) {
        explanation.verified = true;
        explanation.format = Some(format_name(verified.format).to_owned());
        explanation.erasure_markers = verified.erasure.iter().map(|&name| name.to_owned()).collect();
        explanation.reserialized = verified.reserialized;
    }
    for (format, name) in [(PreimageFormat::A, "A"), (PreimageFormat::B, "B"), (PreimageFormat::C, "C")] {
        let mut preimage = Vec::new();
        subject.preimage().write(format, Variant::default(), &mut writer, &mut preimage);
        let digest = sha256(&preimage);
        explanation.formats.push(ExplainedFormat {
            format: name.to_owned(),
            preimage: String::from_utf8_lossy(&preimage).into_owned(),
            digest: digest.to_hex(),
            matches: Some(digest) == reading.claimed,
        });
    }
    Ok(explanation)
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::A => "A",
        Format::B => "B",
        Format::BOrC => "B/C",
        Format::C => "C",
    }
}

/// The members: the server's, then the others.
fn members(s: &[u8], entry: &EntryScan) -> Vec<ExplainedMember> {
    let known = EntryMember::ALL.iter().filter_map(|&member| {
        let value = entry.member(member)?;
        let text = String::from_utf8_lossy(value.span.of(s)).into_owned();
        Some(ExplainedMember { name: member.name().to_owned(), text, hashed: member != EntryMember::Hash })
    });
    let unknown = entry.unknown.iter().map(|name| {
        let colon = white_space(s, name.range().end);
        let at = white_space(s, colon + 1);
        let end = ValueScanner::default().value(s, at, 4).map_or(at, |value| value.end);
        let text = String::from_utf8_lossy(s.get(at..end).unwrap_or_default()).into_owned();
        ExplainedMember { name: decode_lossless(name.of(s)), text, hashed: false }
    });
    let mut members: Vec<ExplainedMember> = known.collect();
    members.extend(unknown);
    members
}

/// Why an entry can't be hashed.
fn problem(s: &[u8], entry: &EntryScan, reading: &Reading) -> Option<String> {
    if let Some(at) = entry.duplicate {
        let pointer = pointer_to(s, crate::scan::shape::Span { start: at, end: at }.range().start);
        return Some(format!("`{}` stands twice in its object", quote(&pointer)));
    }
    if let Some(defect) = reading.defect {
        let pointer = match (defect.member, defect.at) {
            (Some(member), _) => format!("/{}", member.name()),
            (None, Some(at)) => pointer_to(s, at.range().start),
            (None, None) => String::new(),
        };
        return Some(format!("`{}` {}", quote(&pointer), defect.problem));
    }
    let missing = entry.member(EntryMember::DeveloperId).is_none_or(|value| value.kind != Kind::String);
    missing.then(|| "`/developerId` is missing, which is part of every hash".to_owned())
}

fn bad(bytes: &[u8], at: usize, kind: ErrorKind) -> Error {
    let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let before = bytes.get(..at).unwrap_or(bytes);
    let lines = before.split(|&byte| byte == b'\n').count() - 1;
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
    Error::new(kind).at(Position { offset: wide(at), line: wide(lines) + 1, column: wide(at - line_start) + 1 })
}
