//! The body of a successful answer: taken apart as it comes in, so that it may be of any size.
//!
//! An answer is one object, and one of its members may be a long list. The list's rows are handed out in batches, each a JSON
//! array of its own; what remains is the *head*, the same document with that list empty. The bytes of both are the received
//! ones, so whoever parses them sees what was admitted here.
//!
//! ```
//! use grantex_compliance::client::{Answer, Keep, Route};
//!
//! let mut answer = Answer::admitting(Route::ExportGrants);
//! let error = answer.push(br#"{"generatedAt":"2026-03-01T00:00:00Z","total":1,"grants":[{"grantId":7}]}"#).unwrap_err();
//! assert_eq!((error.code(), error.pointer()), ("document.wrong-type", Some("/grants/0/grantId")));
//!
//! let mut answer = Answer::splitting(Route::ExportAudit, Keep::All);
//! answer.push(br#"{"total":2,"entries":[{"a":1},"#)?;
//! assert_eq!(answer.take_rows(), br#"[{"a":1}]"#);
//! answer.push(br#"{"a":2}],"more":true}"#)?;
//! assert_eq!(answer.take_rows(), br#"[{"a":2}]"#);
//! assert_eq!(answer.finish()?, br#"{"total":2,"entries":[],"more":true}"#);
//! # Ok::<(), grantex_compliance::Error>(())
//! ```

use memchr::memchr2;

use super::place::{Cut, Place};
use super::route::Route;
use crate::canonical::string::decode_lossless;
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_ENTRY_BYTES;
use crate::models::{AuditEntry, ComplianceAuditExport, ComplianceGrantsExport, ComplianceSummary, EvidencePack, Grant, check_part};

/// Bytes of the head, or of one row that is kept unread: half of what a JavaScript string can hold, so that it can be parsed.
pub const MAX_KEPT_BYTES: usize = 1 << 28;

/// What is kept of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The head and the rows.
    All,
    /// The head.
    Head,
}

/// Takes the body of an answer apart.
#[derive(Debug)]
pub struct Answer {
    route: Route,
    keep: Keep,
    /// Refuse what is not such an answer. Without it somebody else does, and here nothing is.
    admit: bool,
    head: Vec<u8>,
    /// The part of a row that came with earlier bytes.
    row: Vec<u8>,
    /// Whole rows, as an array without its closing bracket.
    rows: Vec<u8>,
    row_count: u64,
    row_place: Place,
    place: Place,
    region: Region,
    /// Brackets and braces that are open.
    depth: u32,
    text: Text,
    cut: Option<(usize, Cut)>,
}

/// Which part of the document the next byte is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    Head(Member),
    List,
}

/// How far a member of the document was read, as far as that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    /// A name may come.
    Before,
    /// The name's literal lies here in the head; its end is missing while it is being read.
    Named(usize, Option<usize>),
    /// The value comes next.
    Value(usize, usize),
    /// Inside or after the value, or outside of the document.
    Rest,
}

/// Inside or outside of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Outside,
    Inside,
    /// After a backslash.
    Escape,
}

impl Answer {
    /// Admits an answer of this route and keeps all of it.
    #[must_use]
    pub fn admitting(route: Route) -> Self {
        Self::new(route, Keep::All, true)
    }

    /// Takes apart an answer that somebody else admits, such as a [`Verifier`](crate::Verifier) that is given the same bytes.
    #[must_use]
    pub fn splitting(route: Route, keep: Keep) -> Self {
        Self::new(route, keep, false)
    }

    fn new(route: Route, keep: Keep, admit: bool) -> Self {
        Self {
            route,
            keep,
            admit,
            head: Vec::new(),
            row: Vec::new(),
            rows: Vec::new(),
            row_count: 0,
            row_place: Place::START,
            place: Place::START,
            region: Region::Head(Member::Rest),
            depth: 0,
            text: Text::Outside,
            cut: None,
        }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `document.*`, with the place or the JSON Pointer: a row that is no JSON, in which a member stands twice, is missing or has
    /// the wrong type; a part that is too large. What comes of further calls means nothing then.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let base = self.place.offset;
        // What of the chunk is not yet in the head or in a row.
        let mut from = 0;
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty()) {
            match self.text {
                Text::Inside => match memchr2(b'"', b'\\', rest) {
                    None => break,
                    Some(ahead) => {
                        at += ahead + 1;
                        self.text = if rest.get(ahead) == Some(&b'\\') { Text::Escape } else { Text::Outside };
                        if let (Text::Outside, Region::Head(Member::Named(start, None))) = (self.text, self.region) {
                            self.region = Region::Head(Member::Named(start, Some(self.head.len() + at - from)));
                        }
                    }
                },
                Text::Escape => {
                    at += 1;
                    self.text = Text::Inside;
                }
                Text::Outside => {
                    let Some(&byte) = rest.first() else { break };
                    let offset = base + wide(at);
                    self.place.offset = offset;
                    match byte {
                        b' ' | b'\t' | b'\r' => {}
                        b'\n' => (self.place.lines, self.place.line_start) = (self.place.lines + 1, offset + 1),
                        _ => self.byte(byte, chunk, &mut from, at)?,
                    }
                    at += 1;
                }
            }
        }
        self.place.offset = base + wide(chunk.len());
        self.keep_rest(chunk.get(from..).unwrap_or_default())
    }

    /// The rows that have come since the last call, as a JSON array; nothing where there are none.
    pub fn take_rows(&mut self) -> Vec<u8> {
        if !self.rows.is_empty() {
            self.rows.push(b']');
        }
        core::mem::take(&mut self.rows)
    }

    /// The head, once all bytes were pushed.
    ///
    /// # Errors
    /// `document.truncated` where the document ended too early; where it is to be admitted, as [`Answer::push`].
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        if self.region == Region::List || (!self.admit && self.depth > 0) {
            return Err(Error::new(ErrorKind::Truncated).at(self.place.position()));
        }
        if self.admit {
            self.check_head().map_err(|error| self.cut.map_or(error.clone(), |(_, cut)| cut.shift(error)))?;
        }
        Ok(self.head)
    }

    /// A byte outside of strings that is no white space; it stands at `at` of the chunk, and from `from` on nothing is kept yet.
    #[inline]
    fn byte(&mut self, byte: u8, chunk: &[u8], from: &mut usize, at: usize) -> Result<(), Error> {
        match self.region {
            Region::List => return self.list_byte(byte, chunk, from, at),
            Region::Head(member) if self.depth <= 1 => {
                if let (Member::Value(start, end), b'[') = (member, byte) {
                    // The name lies in what is not in the head yet, as a rule.
                    self.keep_rest(chunk.get(*from..at).unwrap_or_default())?;
                    *from = at;
                    if self.is_list(self.head.get(start..end).unwrap_or_default()) {
                        self.keep_rest(b"[")?;
                        *from = at + 1;
                        self.open_list();
                        return Ok(());
                    }
                }
                let here = self.head.len() + at - *from;
                self.region = Region::Head(match (byte, member) {
                    (b'{', _) if self.depth == 0 => Member::Before,
                    (b',', _) => Member::Before,
                    (b'"', Member::Before) => Member::Named(here, None),
                    (b':', Member::Named(start, Some(end))) => Member::Value(start, end),
                    _ => Member::Rest,
                });
            }
            Region::Head(_) => {}
        }
        self.nest(byte);
        Ok(())
    }

    fn nest(&mut self, byte: u8) {
        match byte {
            b'"' => self.text = Text::Inside,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether the member of this name is the list. A second one is not: it stays in the head, where two members of one name show.
    fn is_list(&self, literal: &[u8]) -> bool {
        self.cut.is_none() && self.route.list().is_some_and(|list| decode_lossless(literal) == list)
    }

    fn open_list(&mut self) {
        self.region = Region::List;
        // The list is the second level of the document.
        self.depth = 2;
        self.row_place = Place { offset: self.place.offset + 1, ..self.place };
        self.cut = Some((self.head.len(), Cut { from: self.row_place, to: self.row_place }));
    }

    fn list_byte(&mut self, byte: u8, chunk: &[u8], from: &mut usize, at: usize) -> Result<(), Error> {
        if self.depth > 2 {
            self.nest(byte);
            return Ok(());
        }
        match byte {
            b',' => {
                self.end_row(chunk.get(*from..at).unwrap_or_default(), false)?;
                *from = at + 1;
                self.row_place = Place { offset: self.place.offset + 1, ..self.place };
            }
            b']' => {
                self.end_row(chunk.get(*from..at).unwrap_or_default(), true)?;
                *from = at;
                self.depth = 1;
                self.region = Region::Head(Member::Rest);
                if let Some((_, cut)) = &mut self.cut {
                    cut.to = self.place;
                }
            }
            b'}' => return Err(Error::new(ErrorKind::Syntax { expected: "`,` or `]`" }).at(self.place.position())),
            _ => self.nest(byte),
        }
        Ok(())
    }

    /// A row is complete with these bytes. `last`: the list ends here.
    fn end_row(&mut self, bytes: &[u8], last: bool) -> Result<(), Error> {
        if !self.admit && self.keep == Keep::Head {
            return Ok(());
        }
        let mut row = core::mem::take(&mut self.row);
        let whole = if row.is_empty() {
            bytes
        } else {
            row.extend_from_slice(bytes);
            &row
        };
        if last && self.row_count == 0 && whole.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        if self.admit {
            self.check_row(whole)?;
        }
        self.row_count += 1;
        self.rows.push(if self.rows.is_empty() { b'[' } else { b',' });
        self.rows.extend_from_slice(whole);
        row.clear();
        self.row = row;
        Ok(())
    }

    fn keep_rest(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let (kept, limit) = match self.region {
            Region::Head(_) => (&mut self.head, MAX_KEPT_BYTES),
            Region::List if self.admit => (&mut self.row, MAX_ENTRY_BYTES),
            Region::List if self.keep == Keep::All => (&mut self.row, MAX_KEPT_BYTES),
            Region::List => return Ok(()),
        };
        if kept.len() + bytes.len() > limit {
            return Err(Error::new(ErrorKind::TooLarge { limit }).at(self.place.position()));
        }
        kept.extend_from_slice(bytes);
        Ok(())
    }

    fn check_row(&self, row: &[u8]) -> Result<(), Error> {
        let base = format!("/{}/{}", self.route.list().unwrap_or_default(), self.row_count);
        let checked = match self.route {
            _ if row.len() > MAX_ENTRY_BYTES => Err(Error::new(ErrorKind::TooLarge { limit: MAX_ENTRY_BYTES }).pointer_to(base)),
            Route::ExportGrants => check_part::<Grant>(row, &base),
            Route::ExportAudit | Route::EvidencePack => check_part::<AuditEntry>(row, &base),
            Route::Summary => Ok(()),
        };
        checked.map_err(|error| self.row_place.shift(error))
    }

    fn check_head(&self) -> Result<(), Error> {
        match self.route {
            Route::Summary => check_part::<ComplianceSummary>(&self.head, ""),
            Route::ExportGrants => check_part::<ComplianceGrantsExport>(&self.head, ""),
            Route::ExportAudit => check_part::<ComplianceAuditExport>(&self.head, ""),
            Route::EvidencePack => check_part::<EvidencePack>(&self.head, ""),
        }
    }
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
