//! Examines entries as they go by: reads them, hashes them many at a time, and hands their facts to the run.

use crate::access::{Differ, Replay, Replayed};
use crate::asked::Asked;
use crate::bytes::same;
use crate::canonical::Sink as _;
use crate::canonical::arena::Arena;
use crate::canonical::string::content;
use crate::canonical::write::CanonicalWriter;
use crate::chain::marks::{ContentFact, Status};
use crate::chain::probe::Probe;
use crate::chain::row::Row;
use crate::chain::run::{FailedContent, Observed, Run, id_key, tally};
use crate::content::{Content, Format, Subject, Verified};
use crate::digest::{Digest, Messages};
use crate::options::VerifyOptions;
use crate::preimage::{PreimageFormat, Variant};
use crate::reading::{BEYOND_A_DOUBLE, MetadataText, Reading, TextFault};
use crate::report::notes::Note;
use crate::report::{FindingCode, Params, quote_bytes};
use crate::scan::entry::{EntryMember, EntryScan, Kind};
use crate::scan::pointer::pointer_to;
use crate::scan::shape::Span;
use crate::scan::value::ValueScanner;
use crate::scan::{Event, Scanner, SkipReason, Stretch};
use crate::wire::{Reader, Wire, is_count_of};

/// Entries hashed together: enough to keep the lanes full, few enough for their texts to stay in a cache.
const BATCH: usize = 128;

/// Entries longer than this are hashed alone, as they are written.
const BATCHED_BYTES: usize = 1 << 16;

/// How a row's content is to be established.
#[derive(Debug, Clone, Copy)]
enum Method {
    /// Its text for hashing is among the messages; the text is the same under B and C, or not.
    Batched { format: PreimageFormat, same_under_b_and_c: bool },
    /// In every way, one after the other.
    Alone,
    /// Not at all.
    Unread,
}

/// Where a string's literal is.
#[derive(Debug, Clone, Copy)]
enum Literal {
    /// In the entry's bytes.
    Received(Span),
    /// Among the examiner's respelled ones.
    Respelled(Span),
}

/// A row whose content is not yet established.
#[derive(Debug)]
struct Pending {
    index: u32,
    stretch: Stretch,
    row: Row,
    reading: Option<Reading>,
    id: Option<Literal>,
    timestamp: Option<Literal>,
    prev: Option<Literal>,
    developer: Option<Literal>,
    method: Method,
    notes: Vec<Note>,
}

/// All that an entry is held against, beside the entries before it.
#[derive(Debug)]
pub(crate) struct Conditions {
    finding_cap: usize,
    probe: Option<Probe>,
    asked: Asked,
    developer: Option<Vec<u8>>,
    replay: Replay,
}

impl Wire for Conditions {
    fn write(&self, to: &mut Vec<u8>) {
        let Self { finding_cap, probe, asked, developer, replay } = self;
        finding_cap.write(to);
        probe.write(to);
        asked.write(to);
        developer.write(to);
        replay.write_grants(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (finding_cap, probe, asked) = (usize::read(from)?, Wire::read(from)?, Wire::read(from)?);
        Some(Self { finding_cap, probe, asked, developer: Wire::read(from)?, replay: Replay::read_grants(from)? })
    }
}

/// All that was learned of a piece's entries.
#[derive(Debug)]
pub(crate) struct Learned {
    pub(crate) run: Run,
    replayed: Replayed,
    strangers: u64,
}

impl Learned {
    /// Appends it.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        let Self { run, replayed, strangers } = self;
        run.write(to);
        replayed.write(to);
        strangers.write(to);
    }

    /// Takes what was learned under these conditions.
    pub(crate) fn read(from: &mut Reader<'_>, conditions: &Conditions) -> Option<Self> {
        let run = Run::read(from, conditions.finding_cap, conditions.probe.clone())?;
        let (replayed, strangers) = (Replayed::read(from)?, u64::read(from)?);
        let sound = replayed.is_sound(run.rows.len()) && is_count_of(strangers, run.rows.len());
        sound.then_some(Self { run, replayed, strangers })
    }
}

/// Examines the entries of one document or of one piece of it.
#[derive(Debug)]
pub(crate) struct Examiner {
    pub(crate) run: Run,
    pub(crate) replay: Replay,
    asked: Asked,
    /// The `developerId` literal to hash with where an entry lacks it.
    developer: Option<Vec<u8>>,
    pending: Vec<Pending>,
    /// The texts of pending rows that are hashed together.
    messages: Messages,
    /// Literals of pending rows that were not spelled canonically, spelled so.
    respelled: Arena,
    digests: Vec<Digest>,
    writer: CanonicalWriter,
    /// The format of the last entry that verified: nearly always the next one's.
    likely: PreimageFormat,
    again: (EntryScan, ValueScanner),
}

impl Examiner {
    /// An examiner that has seen nothing yet; looks for a checkpoint's head.
    pub(crate) fn new(options: &VerifyOptions, probe: Option<Probe>) -> Self {
        Self::of_piece(&Conditions {
            finding_cap: options.finding_cap(),
            probe,
            asked: Asked::of(options),
            developer: options.developer_id.as_ref().map(|id| crate::json::to_json(id).into_bytes()),
            replay: Replay::default(),
        })
    }

    /// An examiner of entries that are held against this: those of a whole document, or of a piece of one.
    pub(crate) fn of_piece(terms: &Conditions) -> Self {
        let Conditions { finding_cap, probe, asked, developer, replay } = terms;
        Self {
            run: Run::new(*finding_cap, probe.clone()),
            replay: replay.begin(),
            asked: asked.clone(),
            developer: developer.clone(),
            pending: Vec::with_capacity(BATCH),
            messages: Messages::default(),
            respelled: Arena::default(),
            digests: Vec::with_capacity(BATCH),
            writer: CanonicalWriter::default(),
            likely: PreimageFormat::C,
            again: Default::default(),
        }
    }

    /// All that entries are held against, for the pieces of the same document.
    pub(crate) fn conditions(&self) -> Conditions {
        Conditions {
            finding_cap: self.run.finding_cap(),
            probe: self.run.probe.as_ref().map(Probe::begin),
            asked: self.asked.begin(),
            developer: self.developer.clone(),
            replay: self.replay.begin(),
        }
    }

    /// All that was learned of a piece; `None` where it can't be added to what was learned elsewhere.
    pub(crate) fn end(self) -> Option<Learned> {
        let mergeable = !self.run.developers.are_full();
        let replayed = self.replay.end()?;
        mergeable.then_some(Learned { run: self.run, replayed, strangers: self.asked.strangers })
    }

    /// Adds what was learned of the piece that follows.
    pub(crate) fn merge(&mut self, piece: Learned) {
        self.replay.merge(piece.replayed, self.run.rows.len());
        self.asked.strangers += piece.strangers;
        let developer = self.developer.as_deref();
        self.run.merge(piece.run, &mut |bytes, before| verifies_after(bytes, before, developer));
    }

    /// The document shows whether it is an export.
    pub(crate) fn is_export(&mut self, is_export: bool) {
        self.asked.applies = is_export;
    }

    /// Rows of an export that do not answer what was asked.
    pub(crate) fn strangers(&self) -> u64 {
        self.asked.strangers
    }

    /// The `developerId` literal that stands where an entry lacks it.
    pub(crate) fn developer(&self) -> Option<&[u8]> {
        self.developer.as_deref()
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> u32 {
        self.run.rows.len() + u32::try_from(self.pending.len()).unwrap_or(0)
    }

    /// What the scanner came upon, where it is a row; anything else is handed back.
    pub(crate) fn row(&mut self, scanner: &Scanner, event: Event) -> Option<Event> {
        match event {
            Event::Entry(stretch) => self.entry(scanner, stretch),
            Event::NotAnEntry(stretch) => self.not_an_entry(scanner, stretch),
            Event::SkippedEntry { offset, length, reason } => self.skipped(scanner, offset, length, reason),
            other => return Some(other),
        }
        None
    }

    /// The entry that the scanner has just admitted.
    fn entry(&mut self, scanner: &Scanner, stretch: Stretch) {
        let s = scanner.bytes(stretch);
        let (entry, values) = (&scanner.entry, &scanner.values);
        let reading = Reading::of(s, entry);
        let text_fault = unreadable_text(s, entry, &reading);
        if let Some(reason) = match text_fault {
            Some(TextFault::Deep) => Some(SkipReason::Deep),
            Some(TextFault::Wide) => Some(SkipReason::Wide),
            _ => None,
        } {
            return self.skipped(scanner, stretch.offset, wide(stretch.length), reason);
        }
        let (key, form) = id_key(entry.string(s, EntryMember::EntryId));
        let mut row = Row::at(stretch.offset, wide(stretch.length));
        row.set_id(key, form);
        row.set_claimed(reading.claimed);
        row.set_prev(reading.prev);
        row.set_instant(reading.instant, reading.server_timestamp);
        let mut literal = |member| match entry.received_string(member) {
            Some(span) => Some(Literal::Received(span)),
            None => entry.string(s, member).map(|literal| {
                let start = self.respelled.len();
                self.respelled.put(literal);
                Literal::Respelled(Span::new(start, self.respelled.len()))
            }),
        };
        let (id, timestamp) = (literal(EntryMember::EntryId), literal(EntryMember::Timestamp));
        let (prev, developer) = (literal(EntryMember::PrevHash), literal(EntryMember::DeveloperId));
        let mut pending = Pending {
            index: self.rows(),
            stretch,
            row,
            reading: Some(reading),
            id,
            timestamp,
            prev,
            developer,
            method: Method::Unread,
            notes: Vec::new(),
        };
        let status = status(s, entry);
        pending.row.set_status(status);
        let subject = Subject::new(s, entry, values, self.developer.as_deref());
        remark(s, entry, &subject, text_fault.as_ref(), &mut pending, &mut self.run, self.developer.is_some());
        let index = pending.index;
        let notes = &mut pending.notes;
        // What was blocked was not done, and is held against nobody.
        let replayed = reading.defect.is_none() && entry.duplicate.is_none() && status != Some(Status::Blocked);
        self.replay.replay(index, s, entry, reading.instant.filter(|_| replayed), replayed, |violation| {
            let note = note(index, violation.code, violation.member, s, entry, stretch);
            let note = note.param("grantId", violation.grant.as_str());
            notes.push(match violation.differ {
                Differ::Times { allowed, acted } => note.param("limit", allowed.as_str()).param("acted", acted.as_str()),
                Differ::Names { expected, actual } => Note { expected: Some(expected), actual: Some(actual), ..note },
            });
        });
        self.asked.remark(s, entry, |member, expected, actual| {
            let note = note(index, FindingCode::PackRequestMismatch, member, s, entry, stretch);
            let note = note.param("member", member.get(1..).unwrap_or_default());
            notes.push(Note { expected: Some(expected), actual, ..note });
        });
        let has_developer = !reading.developer_missing || self.developer.is_some();
        let sound = reading.defect.is_none() && has_developer && entry.duplicate.is_none();
        if sound {
            pending.method = Method::Alone;
            if s.len() <= BATCHED_BYTES {
                let same_under_b_and_c = subject.same_under_b_and_c(&mut self.writer);
                subject.preimage().write(self.likely, Variant::default(), &mut self.writer, self.messages.open());
                self.messages.close();
                pending.method = Method::Batched { format: self.likely, same_under_b_and_c };
            }
        }
        self.pending.push(pending);
        if self.pending.len() >= BATCH || self.messages.bytes().max(self.respelled.len()) > BATCHED_BYTES * 4 {
            self.flush(scanner);
        }
    }

    /// A row that is no object.
    fn not_an_entry(&mut self, scanner: &Scanner, stretch: Stretch) {
        let note = bare_note(self.rows(), FindingCode::DocumentMalformedEntry, stretch.offset, wide(stretch.length));
        let note = note.param("problem", "must be an object");
        self.unread(stretch.offset, wide(stretch.length), note);
        self.flush(scanner);
    }

    /// A row that was not read.
    fn skipped(&mut self, scanner: &Scanner, offset: u64, length: u64, reason: SkipReason) {
        let problem = match reason {
            SkipReason::Deep => "is nested too deep",
            SkipReason::Large => "is too large",
            SkipReason::Wide => "has too many members",
        };
        let note = bare_note(self.rows(), FindingCode::DocumentLimitExceeded, offset, length).param("problem", problem);
        self.unread(offset, length, note);
        self.flush(scanner);
    }

    fn unread(&mut self, offset: u64, length: u64, note: Note) {
        let row = Row::at(offset, length);
        self.pending.push(Pending {
            index: self.rows(),
            stretch: Stretch::nowhere(offset),
            row,
            reading: None,
            id: None,
            timestamp: None,
            prev: None,
            developer: None,
            method: Method::Unread,
            notes: vec![note],
        });
    }

    /// Establishes what is pending; the scanner's window still holds it.
    pub(crate) fn flush(&mut self, scanner: &Scanner) {
        if self.pending.is_empty() {
            return;
        }
        self.digests.clear();
        self.messages.hash(&mut self.digests);
        let digests = core::mem::take(&mut self.digests);
        let mut computed = digests.iter();
        let mut pending = core::mem::take(&mut self.pending);
        let respelled = core::mem::take(&mut self.respelled);
        for row in &mut pending {
            let batched = if let Method::Batched { .. } = row.method { computed.next() } else { None };
            self.settle(scanner, row, batched, respelled.texts());
        }
        pending.clear();
        self.pending = pending;
        self.respelled = respelled;
        self.respelled.clear();
        self.digests = digests;
    }

    /// Establishes one row's content and hands its facts to the run.
    fn settle(&mut self, scanner: &Scanner, pending: &mut Pending, batched: Option<&Digest>, respelled: &[u8]) {
        let s = scanner.bytes(pending.stretch);
        let at = |literal: Option<Literal>| {
            literal.map(|literal| match literal {
                Literal::Received(span) => span.of(s),
                Literal::Respelled(span) => span.of(respelled),
            })
        };
        let mut observed = Observed {
            row: pending.row,
            claimed: pending.reading.and_then(|reading| reading.claimed),
            prev: pending.reading.map_or(crate::reading::PrevHash::Unusable, |reading| reading.prev),
            instant: pending.reading.and_then(|reading| reading.instant),
            id: at(pending.id),
            timestamp: at(pending.timestamp),
            prev_literal: at(pending.prev),
            developer: at(pending.developer),
            failed: None,
        };
        if let (Method::Batched { format, same_under_b_and_c }, Some(digest)) = (pending.method, batched) {
            if observed.claimed == Some(*digest) {
                self.likely = format;
                observed.row.set_content(ContentFact::Verified(match format {
                    PreimageFormat::A => Format::A,
                    _ if same_under_b_and_c => Format::BOrC,
                    PreimageFormat::B => Format::B,
                    PreimageFormat::C => Format::C,
                }));
                self.note_all(&mut pending.notes);
                self.run.observe(observed);
                return;
            }
        }
        let (Some(reading), Method::Batched { .. } | Method::Alone) = (pending.reading, pending.method) else {
            self.note_all(&mut pending.notes);
            self.run.observe(observed);
            return;
        };
        // Admitted before, so it is admitted again.
        let (mut entry, mut values) = core::mem::take(&mut self.again);
        let developer = self.developer.clone();
        let _ = entry.scan(&mut values, s, 0, 3);
        {
            let subject = Subject::new(s, &entry, &values, developer.as_deref());
            match subject.judge(&reading, &mut self.writer) {
                Content::Verified(verified) => {
                    self.verified(&verified, s, &entry, pending);
                    observed.row.set_content(ContentFact::Verified(verified.format));
                    self.note_all(&mut pending.notes);
                    self.run.observe(observed);
                }
                Content::Failed { computed, recomputed } => {
                    observed.row.set_content(ContentFact::Failed);
                    self.note_all(&mut pending.notes);
                    let writer = &mut self.writer;
                    let mut verifies_after = |before: Option<&Digest>| subject.verifies_after(before, &reading, writer);
                    observed.failed = Some(FailedContent { computed, recomputed, bytes: s, verifies_after: &mut verifies_after });
                    self.run.observe(observed);
                }
            }
        }
        self.again = (entry, values);
    }

    /// Remarks on a content that verified otherwise than at first sight.
    fn verified(&mut self, verified: &Verified, s: &[u8], entry: &EntryScan, pending: &mut Pending) {
        self.likely = match verified.format {
            Format::A => PreimageFormat::A,
            Format::B => PreimageFormat::B,
            Format::BOrC => self.likely,
            Format::C => PreimageFormat::C,
        };
        if verified.reserialized {
            tally(&mut self.run.tallies, FindingCode::DocumentReserialized, "timestamp", self.run.rows.len(), 1);
        }
        if !verified.erasure.is_empty() {
            self.run.first_erased.get_or_insert(self.run.rows.len());
            let note = note(self.run.rows.len(), FindingCode::ChainErasureMarker, "/metadata", s, entry, pending.stretch);
            let note = note.param("markers", verified.erasure.join("`, `").as_str());
            let remains = if verified.metadata_remains { "yes" } else { "no" };
            pending.notes.push(note.param("metadataRemains", remains));
        }
    }

    fn note_all(&mut self, notes: &mut Vec<Note>) {
        for note in notes.drain(..) {
            self.run.notes.add(note.code, || note);
        }
    }
}

/// Why metadata that came as a string can't be read, where nothing before it is wrong with the entry.
fn unreadable_text(s: &[u8], entry: &EntryScan, reading: &Reading) -> Option<TextFault> {
    let concerned = entry.duplicate.is_none() && reading.defect.is_some_and(|defect| defect.member == Some(EntryMember::Metadata));
    if concerned { MetadataText::fault_of(s, entry) } else { None }
}

/// What is to be said of an entry before it is hashed.
fn remark(
    s: &[u8],
    entry: &EntryScan,
    subject: &Subject<'_>,
    text_fault: Option<&TextFault>,
    pending: &mut Pending,
    run: &mut Run,
    developer_given: bool,
) {
    let Some(reading) = pending.reading else { return };
    let index = pending.index;
    let of = |code, member: &str| note(index, code, member, s, entry, pending.stretch);
    let notes = &mut pending.notes;
    if let Some(at) = entry.duplicate {
        let member = pointer_to(s, Span { start: at, end: at }.range().start);
        notes.push(of(FindingCode::DocumentDuplicateMember, &member));
        return;
    }
    if let Some(TextFault::Duplicate(inside)) = text_fault {
        notes.push(of(FindingCode::DocumentDuplicateMember, &format!("/metadata{inside}")));
        return;
    }
    for name in &entry.unknown {
        let name = crate::canonical::string::decode_lossless(name.of(s));
        tally(&mut run.tallies, FindingCode::DocumentUnprotectedMember, &crate::report::quote(&name), index, 1);
    }
    if reading.developer_missing && !developer_given {
        tally(&mut run.tallies, FindingCode::DocumentDeveloperIdMissing, "developerId", index, 1);
    }
    if let Some(TextFault::Overflow(inside, literal)) = text_fault {
        let note = of(FindingCode::DocumentMalformedEntry, &format!("/metadata{inside}"));
        notes.push(note.param("problem", BEYOND_A_DOUBLE).param("found", literal.as_str()));
        return;
    }
    if let Some(defect) = reading.defect {
        let member = match (defect.at, defect.member) {
            (Some(at), None) => pointer_to(s, at.range().start),
            (_, Some(member)) => format!("/{}", member.name()),
            (None, None) => String::new(),
        };
        let note = of(FindingCode::DocumentMalformedEntry, &member).param("problem", defect.problem);
        notes.push(match defect.at {
            Some(at) => note.param("found", String::from_utf8_lossy(at.of(s)).as_ref()),
            None => note,
        });
        return;
    }
    let imprecise = match entry.imprecise {
        Some(at) => Some((pointer_to(s, at.range().start), at.of(s))),
        None => subject.imprecise_text().map(|(inside, literal)| (format!("/metadata{inside}"), literal)),
    };
    if let Some((pointer, literal)) = imprecise {
        let note = of(FindingCode::DocumentNumberPrecision, &pointer);
        let mut hashed = Vec::new();
        crate::canonical::number::write_number(literal, &mut hashed);
        notes.push(Note {
            expected: Some(crate::report::quote(&String::from_utf8_lossy(&hashed))),
            actual: Some(crate::report::quote(&String::from_utf8_lossy(literal))),
            ..note
        });
    }
    for member in [EntryMember::Metadata, EntryMember::Status] {
        let missing = match entry.member(member) {
            None => true,
            Some(value) => member == EntryMember::Metadata && value.kind == Kind::Null,
        };
        if missing {
            tally(&mut run.tallies, FindingCode::DocumentMemberMissing, member.name(), index, 1);
        }
    }
}

/// An entry's status: a missing one counts as `success`.
#[inline]
fn status(s: &[u8], entry: &EntryScan) -> Option<Status> {
    if entry.member(EntryMember::Status).is_none() {
        return Some(Status::Success);
    }
    let literal = entry.string(s, EntryMember::Status)?;
    // No name has anything that is spelled otherwise in a literal.
    let named = Status::NAMED.iter().find(|(_, name)| same(content(literal), name.as_bytes()));
    Some(named.map_or(Status::Other, |(status, _)| *status))
}

/// Whether an entry whose bytes are kept verifies once its `prevHash` is another (`None`: null).
pub(crate) fn verifies_after(bytes: &[u8], before: Option<&Digest>, developer: Option<&[u8]>) -> bool {
    let (mut entry, mut values) = (EntryScan::default(), ValueScanner::default());
    if entry.scan(&mut values, bytes, 0, 3).is_err() {
        return false;
    }
    let reading = Reading::of(bytes, &entry);
    Subject::new(bytes, &entry, &values, developer).verifies_after(before, &reading, &mut CanonicalWriter::default())
}

/// A note about an entry.
fn note(row: u32, code: FindingCode, member: &str, s: &[u8], entry: &EntryScan, stretch: Stretch) -> Note {
    Note {
        member: member.to_owned(),
        entry_id: entry.string(s, EntryMember::EntryId).map(quote_bytes),
        timestamp: entry.string(s, EntryMember::Timestamp).map(quote_bytes),
        ..bare_note(row, code, stretch.offset, wide(stretch.length))
    }
}

/// A note about a row of which nothing is known.
fn bare_note(row: u32, code: FindingCode, offset: u64, length: u64) -> Note {
    Note {
        row,
        code,
        member: String::new(),
        params: Params::new(),
        expected: None,
        actual: None,
        entry_id: None,
        timestamp: None,
        offset,
        length,
    }
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
