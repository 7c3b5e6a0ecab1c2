//! A piece of a log as it comes out of a file, a splitter or a pipe: entries one a line, an array of them or a stretch of
//! one, a whole document, or a stretch of a document that begins or ends between two entries.

use super::entry::EntryMember;
use super::lexer::{Scan, Stop, byte, white_space};
use super::seam::Seam;
use super::value::ValueScanner;
use super::{DocumentKind, Event, List, MAX_PART_BYTES, Scanner, State, name_and_colon, within_cap};
use crate::canonical::string::decode_lossless;
use crate::error::{Error, ErrorKind};

/// Top-level names of the documents, and how the Python client spells them, for its own refusal.
const DOCUMENT_MEMBERS: [&str; 12] = [
    "meta",
    "summary",
    "grants",
    "auditEntries",
    "policies",
    "chainIntegrity",
    "generatedAt",
    "total",
    "entries",
    "audit_entries",
    "chain_integrity",
    "generated_at",
];

/// How a piece of a log ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogEnd {
    /// After an entry, or after the comma that follows one.
    Between,
    /// With the end of the array or document.
    Closed,
}

impl Scanner {
    /// A scanner of a piece of a log; in which form it comes is recognised.
    pub(crate) fn of_log() -> Self {
        let mut scanner = Self::new(None);
        scanner.state = State::LogStart;
        scanner
    }

    /// A scanner for entries that were read elsewhere: it stands among those of an export.
    pub(crate) fn of_entries() -> Self {
        let mut scanner = Self::new(None);
        scanner.among_entries();
        scanner
    }

    /// The first bytes tell the form.
    pub(super) fn log_start(&mut self) -> Scan<Option<Event>> {
        self.refuse_byte_order_mark("an entry")?;
        let s = self.window.rest();
        let at = white_space(s, 0);
        let first = byte(s, at)?;
        if first == b'{' && is_document(s, at)? {
            self.root = self.window.position(at);
            self.window.consume(at + 1);
            self.opens = true;
            self.state = State::FirstMember;
            return Ok(None);
        }
        // `]`: the piece before ended right after an entry.
        let skipped = usize::from(matches!(first, b'[' | b',' | b']'));
        self.among_entries();
        self.opens = first == b'[';
        self.window.consume(at + skipped);
        match first {
            b'[' => self.state = State::Element { list: List::Entries, first: true },
            b']' => self.state = State::AfterMember,
            _ => {}
        }
        Ok(None)
    }

    /// Right before an entry. Whatever list of entries may come after these would be a second one.
    fn among_entries(&mut self) {
        self.kind = Some(DocumentKind::AuditExport);
        self.names.add(b"\"entries\"");
        self.lines = true;
        self.state = State::Element { list: List::Entries, first: false };
    }

    /// Whether the piece began with the beginning of an array or a document.
    pub(crate) fn opens(&self) -> bool {
        self.opens
    }

    /// The top-level members that were read, as they are spelled canonically.
    pub(crate) fn members(&self) -> Vec<String> {
        let mut names: Vec<String> = self.names.in_order().into_iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        crate::order::sort_things(&mut names, Ord::cmp);
        names
    }

    /// Where the piece ended, once [`Scanner::log_end`] knows how: after all that was received.
    pub(crate) fn log_seam(&mut self) -> Seam {
        self.window.consume(self.window.rest().len());
        Seam { place: self.window.place(), after_comma: false }
    }

    /// How the piece ended, when no more bytes will come.
    ///
    /// # Errors
    /// Where it ended in the middle of something.
    pub(crate) fn log_end(&self) -> Result<LogEnd, Error> {
        let nothing_left = white_space(self.window.rest(), 0) == self.window.rest().len();
        match &self.state {
            State::Element { list: List::Entries, .. } | State::AfterElement(List::Entries) | State::LogStart if nothing_left => {
                Ok(LogEnd::Between)
            }
            State::Trailing => Ok(LogEnd::Closed),
            // An array by itself ends with its bracket; in a document more must follow.
            State::AfterMember if self.lines && nothing_left && self.names.len() == 1 => Ok(LogEnd::Closed),
            _ => Err(self.truncated()),
        }
    }
}

/// Whether the object at `at` is a document rather than an entry: the first member's name that is known tells.
fn is_document(s: &[u8], at: usize) -> Scan<bool> {
    let mut values = ValueScanner::default();
    let capped = s.get(..at + MAX_PART_BYTES).unwrap_or(s);
    let mut name_at = white_space(s, at + 1);
    let first = name_at;
    loop {
        if within_cap(byte(capped, name_at), capped, at)? != b'"' {
            // Whatever that is, it is none of a document's beginnings.
            return Ok(false);
        }
        let (end, colon) = within_cap(name_and_colon(capped, name_at), capped, at)?;
        let name = decode_lossless(s.get(name_at..end).unwrap_or_default());
        if DOCUMENT_MEMBERS.contains(&name.as_str()) {
            return Ok(true);
        }
        if EntryMember::ALL.iter().any(|member| member.name() == name) {
            return Ok(false);
        }
        values.clear();
        let value = within_cap(values.value(capped, white_space(capped, colon + 1), 2), capped, at)?;
        let after = white_space(capped, value.end);
        if within_cap(byte(capped, after), capped, at)? != b',' {
            let problem = "no member of this object is an entry's or a document's, so it can't be told which it is".to_owned();
            return Err(Stop::Bad { at: first, kind: ErrorKind::Unacceptable { problem } });
        }
        name_at = white_space(capped, after + 1);
    }
}
