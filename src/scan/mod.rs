//! Byte-level, incremental admission of a document: takes chunks of any size, hands out each audit entry's member
//! slices, and sees what `JSON.parse` and serde hide. Knows no hashing.
//!
//! The map of [`Scanner::next`]'s states:
//!
//! ```text
//! Start → FirstMember → Value → AfterMember → Member → Value … → End
//!                         ↓
//!                       Element ⇄ AfterElement   (auditEntries, entries, grants, policies)
//!                         ↓
//!                       Skipping                 (an entry too large or too deep; an array that stands twice)
//! ```
//!
//! An item (an entry, a grant, a whole small part) is admitted only when all of it lies in the window. Until then the
//! window grows, up to the item's cap; so the memory does not grow with the document.

pub(crate) mod entry;
pub(crate) mod lexer;
pub(crate) mod log;
pub(crate) mod pointer;
pub(crate) mod seam;
pub(crate) mod shape;
mod skip;
mod special;
pub(crate) mod value;
mod window;

use entry::EntryScan;
use lexer::{Scan, Stop, string, syntax, white_space};
use pointer::pointer_to;
use skip::Skipper;
use value::ValueScanner;
use window::{Place, Window};

use crate::canonical::string::{canonical_literal, decode_lossless};
use crate::error::{Error, ErrorKind, Position};
use crate::limits::{MAX_ENTRY_BYTES, MAX_PART_BYTES};
use crate::names::Names;
use crate::report::{DocumentKind, quote};

/// The level of an array's elements: the root is 1, the array 2.
const ELEMENT_LEVEL: usize = 3;

/// What a name takes beside its bytes, about.
const NAME_OVERHEAD: usize = 64;

/// An array that is read element by element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Entries,
    Grants,
    Policies,
}

/// A top-level member that is read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Meta,
    Summary,
    ChainIntegrity,
    GeneratedAt,
    Total,
    /// Not one this version knows.
    Unknown,
}

/// Why an entry was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipReason {
    Deep,
    Large,
    Wide,
}

/// A stretch of the window; valid until the next [`Scanner::push`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    mark: usize,
    pub(crate) length: usize,
    /// Where it starts in the document.
    pub(crate) offset: u64,
}

impl Stretch {
    /// No bytes: what stands there was not kept.
    pub(crate) fn nowhere(offset: u64) -> Self {
        Self { mark: 0, length: 0, offset }
    }
}

/// What the scanner came upon.
#[derive(Debug)]
pub(crate) enum Event {
    /// An audit entry; its members are in [`Scanner::entry`], its shape in [`Scanner::values`].
    Entry(Stretch),
    /// A row that is no object.
    NotAnEntry(Stretch),
    /// A row that was not read.
    SkippedEntry { offset: u64, length: u64, reason: SkipReason },
    /// A grant or a policy.
    Element(List, Stretch),
    /// A part, whole.
    Part(Part, Stretch),
    /// An array begins.
    List(List),
    /// A member name stands twice, outside the entries.
    Duplicate { pointer: String },
    /// The document ended where it should.
    End,
}

#[derive(Debug)]
enum State {
    Start,
    /// Before a piece of a log, whose form is not known yet.
    LogStart,
    FirstMember,
    AfterMember,
    Member,
    Value(String),
    /// After `[` (`first`) or `,`.
    Element {
        list: List,
        first: bool,
    },
    AfterElement(List),
    Skipping {
        skipper: Skipper,
        from: Place,
        then: AfterSkip,
    },
    Trailing,
    Done,
}

#[derive(Debug, Clone, Copy)]
enum AfterSkip {
    Entry(SkipReason),
    RepeatedArray,
}

/// Reads a document.
#[derive(Debug)]
pub(crate) struct Scanner {
    window: Window,
    state: State,
    /// The last entry's members.
    pub(crate) entry: EntryScan,
    /// The last item's shape and odd numbers.
    pub(crate) values: ValueScanner,
    /// Top-level names, spelled canonically, and about how many bytes they take.
    names: Names,
    name_bytes: usize,
    /// The literal of the member being read.
    literal: Vec<u8>,
    kind: Option<DocumentKind>,
    wanted: Option<DocumentKind>,
    /// Elements of the current array so far.
    index: u64,
    /// The window must hold this much before it is worth trying again.
    retry_at: usize,
    /// A duplicate found in the item that was just consumed.
    duplicate: Option<String>,
    /// Where the document's opening brace is.
    root: Position,
    /// It reads a piece of a document's entries, which ends before whatever ends them.
    is_piece: bool,
    /// Entries may follow each other by lines, without commas.
    lines: bool,
    /// A line ended after the entry that was read last.
    line_ended: bool,
    /// The array or document of which this is a piece begins in it.
    opens: bool,
}

impl Scanner {
    /// A scanner for a document of the wanted kind, or of either.
    pub(crate) fn new(wanted: Option<DocumentKind>) -> Self {
        Self {
            window: Window::default(),
            state: State::Start,
            entry: EntryScan::default(),
            values: ValueScanner::default(),
            names: Names::default(),
            name_bytes: 0,
            literal: Vec::new(),
            kind: None,
            wanted,
            index: 0,
            retry_at: 0,
            duplicate: None,
            root: Position { offset: 0, line: 1, column: 1 },
            is_piece: false,
            lines: false,
            line_ended: false,
            opens: false,
        }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.take(chunk.len(), |room| room.copy_from_slice(chunk));
    }

    /// Takes this many more bytes, which `fill` writes.
    pub(crate) fn take(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) {
        self.window.push(length, fill);
    }

    /// The bytes that were taken last, `length` of them.
    pub(crate) fn last(&self, length: usize) -> &[u8] {
        self.window.last(length)
    }

    /// Bytes received.
    pub(crate) fn received(&self) -> u64 {
        self.window.received()
    }

    /// The kind of document, once its members have shown it.
    pub(crate) fn kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// Whether a top-level member of this name was seen.
    pub(crate) fn has_member(&self, name: &str) -> bool {
        self.names.number(format!("\"{name}\"").as_bytes()).is_some()
    }

    /// The bytes of a stretch.
    #[inline]
    pub(crate) fn bytes(&self, stretch: Stretch) -> &[u8] {
        self.window.since(stretch.mark, stretch.length)
    }

    /// The position of the document's opening brace.
    pub(crate) fn root(&self) -> Position {
        self.root
    }

    /// The next event, or `None` when more bytes are needed. With `last`, no more will come.
    pub(crate) fn next(&mut self, last: bool) -> Result<Option<Event>, Error> {
        if let Some(pointer) = self.duplicate.take() {
            return Ok(Some(Event::Duplicate { pointer }));
        }
        loop {
            let available = self.window.rest().len();
            if available < self.retry_at && !last {
                return Ok(None);
            }
            match self.step() {
                Ok(Some(event)) => {
                    self.retry_at = 0;
                    return Ok(Some(event));
                }
                Ok(None) => self.retry_at = 0,
                Err(Stop::More) if last && self.is_complete() => return Ok(Some(Event::End)),
                Err(Stop::More) if last => return Err(self.truncated()),
                Err(Stop::More) => {
                    self.consume_white_space();
                    // Reading an item again only once it may have doubled keeps the cost linear, whatever the chunks.
                    let rest = self.window.rest().len();
                    self.retry_at = if rest < MAX_ENTRY_BYTES { (rest * 2).min(MAX_ENTRY_BYTES) } else { 0 };
                    return Ok(None);
                }
                Err(Stop::Bad { at, kind }) => return Err(self.bad(at, kind)),
                Err(Stop::Deep(at)) => return Err(self.bad(at, ErrorKind::TooDeep)),
                Err(Stop::Wide(at)) => return Err(self.bad(at, ErrorKind::TooManyMembers)),
            }
        }
    }

    /// White space before a token need not wait for it: there may be any amount.
    fn consume_white_space(&mut self) {
        if !matches!(self.state, State::Skipping { .. }) {
            self.window.consume(white_space(self.window.rest(), 0));
        }
    }

    /// One step: consumes a token or an item, or nothing.
    fn step(&mut self) -> Scan<Option<Event>> {
        match core::mem::replace(&mut self.state, State::Done) {
            State::Start => self.keep(State::Start, Self::start),
            State::LogStart => self.keep(State::LogStart, Self::log_start),
            State::FirstMember => self.keep(State::FirstMember, |scanner| scanner.member(true)),
            State::Member => self.keep(State::Member, |scanner| scanner.member(false)),
            State::AfterMember => self.keep(State::AfterMember, Self::after_member),
            State::Value(name) => {
                let result = self.member_value(&name);
                if result.is_err() {
                    self.state = State::Value(name);
                }
                result
            }
            State::Element { list, first } => self.keep(State::Element { list, first }, |scanner| scanner.element(list, first)),
            State::AfterElement(list) => self.keep(State::AfterElement(list), |scanner| scanner.after_element(list)),
            State::Skipping { skipper, from, then } => self.skipping(skipper, from, then),
            State::Trailing => self.keep(State::Trailing, Self::trailing),
            State::Done => {
                self.state = State::Done;
                Err(Stop::More)
            }
        }
    }

    /// Takes a step that sets the next state; puts the state back where the step was not taken.
    fn keep(&mut self, state: State, step: impl FnOnce(&mut Self) -> Scan<Option<Event>>) -> Scan<Option<Event>> {
        let result = step(self);
        if result.is_err() {
            self.state = state;
        }
        result
    }

    fn start(&mut self) -> Scan<Option<Event>> {
        self.refuse_byte_order_mark("`{`")?;
        let s = self.window.rest();
        let at = white_space(s, 0);
        match lexer::byte(s, at)? {
            b'{' => {
                self.root = self.window.position(at);
                self.window.consume(at + 1);
                self.state = State::FirstMember;
                Ok(None)
            }
            b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Err(Stop::Bad { at, kind: ErrorKind::NotAnObject }),
            _ => syntax(at, "`{`"),
        }
    }

    /// Nothing may begin with one (RFC 8259 §8.1); whatever else its first byte begins is not what is `expected`.
    fn refuse_byte_order_mark(&self, expected: &'static str) -> Scan<()> {
        let s = self.window.rest();
        if self.window.offset() > 0 || s.first() != Some(&0xef) {
            return Ok(());
        }
        match s.get(..3) {
            Some([_, 0xbb, 0xbf]) => Err(Stop::Bad { at: 0, kind: ErrorKind::ByteOrderMark }),
            Some(_) => syntax(0, expected),
            None => Err(Stop::More),
        }
    }

    fn member(&mut self, first: bool) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        match lexer::byte(s, at)? {
            b'"' => {}
            b'}' if first => {
                self.window.consume(at + 1);
                self.state = State::Trailing;
                return Ok(None);
            }
            _ => return syntax(at, "a member name in quotation marks"),
        }
        let capped = s.get(..at + MAX_PART_BYTES).unwrap_or(s);
        let (end, colon) = within_cap(name_and_colon(capped, at), capped, at)?;
        let name = decode_lossless(s.get(at..end).unwrap_or_default());
        if matches!(name.as_str(), "audit_entries" | "chain_integrity" | "generated_at") {
            return Err(Stop::Bad { at, kind: ErrorKind::SnakeCase { member: name } });
        }
        if self.name_bytes > MAX_PART_BYTES {
            return Err(Stop::Bad { at, kind: ErrorKind::TooManyMembers });
        }
        // Two readers must not see two different lists of entries.
        let literal = canonical_literal(s.get(at..end).unwrap_or_default());
        let other_list = matches!(name.as_str(), "auditEntries" | "entries") && self.names.number(&literal).is_none();
        let value = white_space(capped, colon + 1);
        if other_list && self.kind.is_some() && within_cap(lexer::byte(capped, value), capped, at)? == b'[' {
            return Err(Stop::Bad { at, kind: ErrorKind::NotAPack });
        }
        self.window.consume(colon + 1);
        self.literal = literal;
        self.state = State::Value(name);
        Ok(None)
    }

    fn after_member(&mut self) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        self.state = match lexer::byte(s, at)? {
            b',' => State::Member,
            b'}' => State::Trailing,
            _ => return syntax(at, "`,` or `}`"),
        };
        self.window.consume(at + 1);
        Ok(None)
    }

    /// The value of the top-level member `name`, from after its colon.
    fn member_value(&mut self, name: &str) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        let first = lexer::byte(s, at)?;
        let repeated = self.names.number(&self.literal).is_some();
        let list = Self::list_named(name);
        let part = match name {
            _ if repeated => Part::Unknown,
            "meta" => Part::Meta,
            "summary" => Part::Summary,
            "chainIntegrity" => Part::ChainIntegrity,
            "generatedAt" => Part::GeneratedAt,
            "total" => Part::Total,
            _ => Part::Unknown,
        };
        if let (Some(list), true) = (list, first == b'[') {
            if repeated {
                self.window.consume(at);
                let from = self.window.place();
                self.state = State::Skipping { skipper: Skipper::new(), from, then: AfterSkip::RepeatedArray };
                return Ok(Some(Event::Duplicate { pointer: format!("/{name}") }));
            }
            self.name_seen();
            if list == List::Entries {
                self.set_kind(if name == "entries" { DocumentKind::AuditExport } else { DocumentKind::EvidencePack }, at)?;
            }
            self.window.consume(at + 1);
            self.index = 0;
            self.state = State::Element { list, first: true };
            return Ok(Some(Event::List(list)));
        }
        let expected = match part {
            _ if repeated => None,
            _ if list.is_some() => Some("an array"),
            Part::Meta | Part::Summary | Part::ChainIntegrity if first != b'{' => Some("an object"),
            _ => None,
        };
        if let Some(expected) = expected {
            // What does not start as any value is a matter of grammar.
            if !matches!(first, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') {
                return syntax(at, "a value");
            }
            return Err(Stop::Bad { at, kind: ErrorKind::WrongType { expected } });
        }
        let stretch = self.item(at, 2, &format!("/{}", pointer::escape(name)))?;
        self.state = State::AfterMember;
        if repeated {
            // A duplicate inside it is of no matter any more: the whole member is one.
            self.duplicate = None;
            return Ok(Some(Event::Duplicate { pointer: quote(&format!("/{}", pointer::escape(name))) }));
        }
        self.name_seen();
        Ok(Some(Event::Part(part, stretch)))
    }

    /// The list that a top-level member of this name is.
    fn list_named(name: &str) -> Option<List> {
        match name {
            "auditEntries" | "entries" => Some(List::Entries),
            "grants" => Some(List::Grants),
            "policies" => Some(List::Policies),
            _ => None,
        }
    }

    fn name_seen(&mut self) {
        self.names.add(&self.literal);
        self.name_bytes += self.literal.len() + NAME_OVERHEAD;
    }

    fn set_kind(&mut self, kind: DocumentKind, at: usize) -> Scan<()> {
        self.kind = Some(kind);
        if self.wanted.is_some_and(|wanted| wanted != kind) {
            let found = match kind {
                DocumentKind::EvidencePack => "an evidence pack",
                DocumentKind::AuditExport => "an audit export",
            };
            return Err(Stop::Bad { at, kind: ErrorKind::OtherKind { found } });
        }
        Ok(())
    }

    /// Admits and consumes the value at `at` of the window, whole.
    fn item(&mut self, at: usize, level: usize, pointer: &str) -> Scan<Stretch> {
        self.values.clear();
        let s = self.window.rest().get(at..).unwrap_or_default();
        let capped = s.get(..MAX_PART_BYTES).unwrap_or(s);
        let value = match self.values.value(capped, 0, level) {
            Ok(value) => value,
            Err(Stop::More) if capped.len() == MAX_PART_BYTES => return too_large(at),
            Err(stop) => return Err(later(stop, at)),
        };
        let whole = s.get(..value.end).unwrap_or_default();
        if let Some(number) = self.values.overflow {
            let kind = ErrorKind::WrongType { expected: "a number within the range of a double" };
            return Err(Stop::Bad { at: at + number.range().start, kind });
        }
        if let Some(name) = self.values.shape.duplicate() {
            let inside = pointer_to(whole, shape::Span { start: name, end: name }.range().start);
            self.duplicate = Some(quote(&format!("{pointer}{inside}")));
        }
        self.window.consume(at);
        let stretch = Stretch { mark: self.window.mark(), length: value.end, offset: self.window.offset() };
        self.window.consume(value.end);
        Ok(stretch)
    }

    fn element(&mut self, list: List, first: bool) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        let next = lexer::byte(s, at)?;
        if first && next == b']' {
            self.window.consume(at + 1);
            self.state = State::AfterMember;
            return Ok(None);
        }
        if list == List::Entries {
            return self.entry_at(at);
        }
        let name = if list == List::Grants { "grants" } else { "policies" };
        let stretch = self.item(at, ELEMENT_LEVEL, &format!("/{name}/{}", self.index))?;
        self.index += 1;
        self.state = State::AfterElement(list);
        Ok(Some(Event::Element(list, stretch)))
    }

    /// The row at `at` of the window.
    fn entry_at(&mut self, at: usize) -> Scan<Option<Event>> {
        let s = self.window.rest().get(at..).unwrap_or_default();
        let capped = s.get(..MAX_ENTRY_BYTES).unwrap_or(s);
        let is_object = capped.first() == Some(&b'{');
        let scanned = if is_object {
            self.entry.scan(&mut self.values, capped, 0, ELEMENT_LEVEL)
        } else {
            self.values.clear();
            self.values.value(capped, 0, ELEMENT_LEVEL).map(|value| value.end)
        };
        let reason = match scanned {
            Ok(length) => {
                self.window.consume(at);
                let stretch = Stretch { mark: self.window.mark(), length, offset: self.window.offset() };
                if is_object && self.entry.in_line {
                    self.window.consume_in_line(length);
                } else {
                    self.window.consume(length);
                }
                self.state = State::AfterElement(List::Entries);
                return Ok(Some(if is_object { Event::Entry(stretch) } else { Event::NotAnEntry(stretch) }));
            }
            Err(Stop::Deep(_)) => SkipReason::Deep,
            Err(Stop::Wide(_)) => SkipReason::Wide,
            Err(Stop::More) if capped.len() == MAX_ENTRY_BYTES => SkipReason::Large,
            Err(stop) => return Err(later(stop, at)),
        };
        self.window.consume(at);
        self.state = State::Skipping { skipper: Skipper::new(), from: self.window.place(), then: AfterSkip::Entry(reason) };
        Ok(None)
    }

    fn after_element(&mut self, list: List) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        if self.lines && list == List::Entries {
            // White space before what has not come yet is consumed, so that is remembered.
            self.line_ended |= s.get(..at).unwrap_or_default().contains(&b'\n');
        }
        let next = lexer::byte(s, at)?;
        let line_ended = core::mem::take(&mut self.line_ended);
        let (state, skipped) = match next {
            b',' => (State::Element { list, first: false }, 1),
            b']' if self.is_piece => return Err(Stop::More),
            b']' => (State::AfterMember, 1),
            _ if line_ended => (State::Element { list, first: false }, 0),
            _ if self.lines => return syntax(at, "`,` or `]` or the next line"),
            _ => return syntax(at, "`,` or `]`"),
        };
        self.state = state;
        self.window.consume(at + skipped);
        Ok(None)
    }

    fn skipping(&mut self, mut skipper: Skipper, from: Place, then: AfterSkip) -> Scan<Option<Event>> {
        let skipped = skipper.advance(self.window.rest());
        let done = skipper.is_done();
        if !done || skipped.is_err() {
            self.state = State::Skipping { skipper, from, then };
        }
        self.window.consume(skipped?);
        if !done {
            return Err(Stop::More);
        }
        let length = self.window.offset() - from.offset;
        Ok(match then {
            AfterSkip::Entry(reason) => {
                self.state = State::AfterElement(List::Entries);
                Some(Event::SkippedEntry { offset: from.offset, length, reason })
            }
            AfterSkip::RepeatedArray => {
                self.state = State::AfterMember;
                None
            }
        })
    }

    fn trailing(&mut self) -> Scan<Option<Event>> {
        let s = self.window.rest();
        let at = white_space(s, 0);
        if at < s.len() {
            return Err(Stop::Bad { at, kind: ErrorKind::TrailingData });
        }
        self.window.consume(at);
        self.state = State::Trailing;
        Err(Stop::More)
    }

    /// The input ended: fine after the document, an error anywhere else.
    fn truncated(&self) -> Error {
        Error::new(ErrorKind::Truncated).at(self.window.position(self.window.rest().len()))
    }

    /// Whether the document was read to its end.
    fn is_complete(&self) -> bool {
        matches!(self.state, State::Trailing)
    }

    /// An error `at` bytes into the window.
    fn bad(&self, at: usize, kind: ErrorKind) -> Error {
        let error = Error::new(kind).at(self.window.position(at));
        match &self.state {
            State::Value(name) => error.pointer_to(quote(&format!("/{}", pointer::escape(name)))),
            State::Element { list: List::Entries, .. } => error,
            State::Element { list, .. } => {
                let name = if *list == List::Grants { "grants" } else { "policies" };
                error.pointer_to(format!("/{name}/{}", self.index))
            }
            _ => error,
        }
    }
}

/// An item's own offset becomes the window's.
fn later(stop: Stop, by: usize) -> Stop {
    match stop {
        Stop::More => Stop::More,
        Stop::Bad { at, kind } => Stop::Bad { at: at + by, kind },
        Stop::Deep(at) => Stop::Deep(at + by),
        Stop::Wide(at) => Stop::Wide(at + by),
    }
}

/// A member's name and colon, from `at`: where the name ends, and where the colon is.
fn name_and_colon(s: &[u8], at: usize) -> Scan<(usize, usize)> {
    let end = string(s, at)?.end;
    let colon = white_space(s, end);
    if lexer::byte(s, colon)? != b':' {
        return syntax(colon, "`:`");
    }
    Ok((end, colon))
}

/// What starts at `at` of a slice that was cut at the cap must not need more.
fn within_cap<T>(found: Scan<T>, capped: &[u8], at: usize) -> Scan<T> {
    match found {
        Err(Stop::More) if capped.len() == at + MAX_PART_BYTES => too_large(at),
        found => found,
    }
}

fn too_large<T>(at: usize) -> Scan<T> {
    Err(Stop::Bad { at, kind: ErrorKind::TooLarge { limit: MAX_PART_BYTES } })
}
