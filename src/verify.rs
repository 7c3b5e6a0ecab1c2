//! From bytes to a report.

use std::io::Read;

use serde_json::Value;

use crate::chain::census::Census;
use crate::chain::classify::classify;
use crate::chain::marks::{ContentFact, Status};
use crate::chain::probe::Probe;
use crate::chain::run::{End, Run};
use crate::checks::{self, Anchor, Facts, Gaps, Outcomes, Start};
use crate::content::Format;
use crate::digest::{Digest, Sha256};
use crate::error::{Error, ErrorKind};
use crate::examine::{Examiner, Learned, verifies_after};
use crate::instant::Instant;
use crate::models::json::tree;
use crate::options::VerifyOptions;
use crate::parts::{Claim, Parts, text};
use crate::piece::{PieceFacts, Terms};
use crate::report::ledger::Ledger;
use crate::report::{
    Assurance, CheckCode, ClaimedWindow, Coverage, DocumentInfo, DocumentKind, EntryEnd, EntrySummary, Finding, FindingCode, FormatCounts,
    FoundAnchor, Limit, LimitCode, ObservedWindow, Outcome, REPORT_SCHEMA, Report, RunInfo, Severity, SortedMap, Verdict, messages,
    quote_bytes, quote_value,
};
use crate::rows::RowTable;
use crate::scan::{Event, List, Part, Scanner, Stretch};

/// The most that is taken at once of what is pushed: what keeps the memory from growing with a caller's chunks. With more, what
/// was copied leaves the nearest cache before it is read (a mebibyte: 4 % more time); with less, batches are not full.
pub(crate) const CHUNK: usize = 1 << 17;

/// A longer opening than any server's: it would only take time to look for.
const MAX_OPENING: usize = 128;

/// Checks that an `intact` verdict needs.
const NEEDED: [CheckCode; 9] = [
    CheckCode::DocumentSchema,
    CheckCode::ChainContent,
    CheckCode::ChainLinks,
    CheckCode::ChainGenesis,
    CheckCode::ChainOrder,
    CheckCode::ChainDeveloper,
    CheckCode::PackWindow,
    CheckCode::PackCounts,
    CheckCode::Checkpoint,
];

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken.
    pub bytes: u64,
    /// Entries examined.
    pub entries: u64,
    /// Findings so far; some are made only at the end.
    pub findings: u64,
}

/// Verifies a document that comes in chunks of any size.
///
/// ```
/// use grantex_compliance::{Verdict, Verifier, VerifyOptions};
///
/// let pack = include_bytes!("../tests/fixtures/recorded/evidence-pack.json");
/// let mut verifier = Verifier::new(VerifyOptions::default())?;
/// for chunk in pack.chunks(4096) {
///     verifier.push(chunk)?;
/// }
/// let report = verifier.finish()?;
/// assert_eq!(report.verdict, Verdict::Intact);
/// assert_eq!(report.chain_integrity.checked_entries, 120);
/// # Ok::<(), grantex_compliance::Error>(())
/// ```
///
/// An intact chain may still have lost its newest entries; only a [`Checkpoint`](crate::Checkpoint) kept from an earlier
/// verification shows that. [`Report::limits`] says what was not proved.
#[derive(Debug)]
pub struct Verifier {
    options: VerifyOptions,
    scanner: Scanner,
    examiner: Examiner,
    parts: Parts,
    fingerprint: Option<Sha256>,
    /// Pointers of members that stand twice outside the entries, up to a cap, and how many there are.
    duplicates: Vec<String>,
    duplicate_count: u64,
    /// By what its pieces are verified, once that was asked for.
    terms: Option<Terms>,
    /// How the first entry begins.
    opening: Option<Vec<u8>>,
    failed: Option<Error>,
}

impl Verifier {
    /// A verifier that has seen nothing yet.
    ///
    /// # Errors
    /// `options.invalid`, naming the member, where the options make no sense.
    pub fn new(options: VerifyOptions) -> Result<Self, Error> {
        options.check()?;
        let probe = options.checkpoint.as_ref().and_then(|checkpoint| {
            let literal = crate::json::to_json(&checkpoint.head.entry_id);
            Some(Probe::new(Digest::from_hex(checkpoint.head.hash.as_bytes())?, literal.as_bytes()))
        });
        Ok(Self {
            scanner: Scanner::new(options.kind),
            examiner: Examiner::new(&options, probe),
            parts: Parts::default(),
            fingerprint: options.wants_fingerprint().then(Sha256::new),
            duplicates: Vec::new(),
            duplicate_count: 0,
            terms: None,
            opening: None,
            failed: None,
            options,
        })
    }

    /// A verifier of entries that are read elsewhere, as those of an audit export.
    pub(crate) fn of_entries(options: VerifyOptions) -> Result<Self, Error> {
        Ok(Self { scanner: Scanner::of_entries(), ..Self::new(options)? })
    }

    /// Adds what was learned of the entries that come next.
    pub(crate) fn add(&mut self, learned: Learned) {
        self.examiner.merge(learned);
    }

    /// The report on all that was added, with what the export says of itself.
    pub(crate) fn conclude_entries(mut self, bytes: u64, generated_at: Option<String>, total: Option<Value>, unknown: u64) -> Report {
        (self.parts.generated_at, self.parts.total, self.parts.unknown) = (generated_at, total, unknown);
        self.conclude(true, bytes)
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Where the input can't be read as a document; with the report on what came before, and then again at every call.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        for piece in chunk.chunks(CHUNK) {
            self.take(piece.len(), |room| room.copy_from_slice(piece))?;
        }
        self.failed.clone().map_or(Ok(()), Err)
    }

    /// Takes the next `length` bytes, which `fill` writes.
    ///
    /// # Errors
    /// As [`Verifier::push`].
    pub(crate) fn take(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.scanner.take(length, fill);
        if let Some(fingerprint) = &mut self.fingerprint {
            fingerprint.update(self.scanner.last(length));
        }
        self.drain(false)?;
        // What is pending lies in the window, which moves with the next piece.
        self.examiner.flush(&self.scanner);
        Ok(())
    }

    /// By what pieces of the document's entries can be verified elsewhere; `None` while the next bytes are not those of entries.
    pub fn terms(&mut self) -> Option<Terms> {
        if self.failed.is_some() || self.scanner.seam().is_none() {
            return None;
        }
        let examiner = &self.examiner;
        Some(self.terms.get_or_insert_with(|| Terms::new(examiner.conditions())).clone())
    }

    /// How the document's first entry begins: its brace and its first member's name, as they are spelled. Whoever cuts the
    /// entries into pieces looks for the same bytes after a comma; most likely another entry begins there.
    #[must_use]
    pub fn opening(&self) -> Option<&[u8]> {
        self.opening.as_deref()
    }

    /// Takes what was learned elsewhere of the entries that come next, as [`Verifier::push`] of their bytes would have, and tells
    /// how many bytes those are. They must not be pushed again.
    ///
    /// Where the facts don't fit (another document, another place, other options, something that only a look at the whole
    /// document can settle) it takes nothing and tells 0: push the bytes then. So whatever was guessed of where pieces begin
    /// can cost time, but never changes the report.
    ///
    /// `piece` holds the piece's bytes. It is looked at only where the options ask for a fingerprint of the document; then facts
    /// without their bytes don't fit.
    pub fn absorb(&mut self, facts: PieceFacts, piece: &[u8]) -> u64 {
        let length = facts.length();
        let covered = usize::try_from(length).ok().and_then(|length| piece.get(..length));
        let terms = self.terms().is_some_and(|terms| terms.digest() == facts.terms());
        if length == 0 || !terms || !self.scanner.awaits_entry_at(facts.start()) || self.fingerprint.is_some() && covered.is_none() {
            return 0;
        }
        let Some((end, learned)) = facts.into_parts() else { return 0 };
        if let (Some(fingerprint), Some(covered)) = (&mut self.fingerprint, covered) {
            fingerprint.update(covered);
        }
        self.scanner.go_on_at(end);
        self.examiner.merge(learned);
        length
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let run = &self.examiner.run;
        let breaks = run.content_breaks.len() + run.link_breaks.len();
        Progress {
            bytes: self.scanner.received(),
            entries: u64::from(self.examiner.rows()),
            findings: run.notes.total() + u64::try_from(breaks).unwrap_or(0),
        }
    }

    /// The report, once all bytes were pushed.
    ///
    /// # Errors
    /// Where the document ended too early or is none; with the report on what was read, which is never `intact`.
    pub fn finish(self) -> Result<Report, Error> {
        self.finish_with_rows().map(|(report, _)| report)
    }

    /// The report, and what became of each entry.
    ///
    /// # Errors
    /// As [`Verifier::finish`].
    pub fn finish_with_rows(mut self) -> Result<(Report, RowTable), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.drain(true)?;
        self.examiner.flush(&self.scanner);
        if self.scanner.kind().is_none() {
            return Err(Error::new(ErrorKind::NotAPack).at(self.scanner.root()));
        }
        let report = self.conclude(true, self.scanner.received());
        Ok((report, RowTable::new(self.examiner.run.rows)))
    }

    /// Handles everything that can be read of what was pushed.
    fn drain(&mut self, last: bool) -> Result<(), Error> {
        loop {
            match self.scanner.next(last) {
                Ok(Some(Event::End) | None) => return Ok(()),
                Ok(Some(event)) => {
                    if let (Event::Entry(stretch), None) = (&event, &self.opening) {
                        self.opening = opening_of(self.scanner.bytes(*stretch)).map(<[u8]>::to_vec);
                    }
                    if let Some(event) = self.examiner.row(&self.scanner, event) {
                        self.handle(event);
                    }
                }
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::List(List::Entries) => {
                self.examiner.replay.ready = self.scanner.has_member("grants");
                self.examiner.is_export(self.scanner.kind() == Some(DocumentKind::AuditExport));
            }
            Event::Entry(_) | Event::NotAnEntry(_) | Event::SkippedEntry { .. } | Event::List(_) | Event::End => {}
            Event::Element(list, stretch) => self.element(list, stretch),
            Event::Part(part, stretch) => self.part(part, stretch),
            Event::Duplicate { pointer } => {
                self.duplicate_count += 1;
                self.duplicates.push(pointer);
                let cap = self.options.finding_cap();
                // Twice the cap bounds the memory; what is dropped could not have been kept.
                if self.duplicates.len() >= cap.saturating_mul(2).max(64) {
                    crate::order::sort_things(&mut self.duplicates, Ord::cmp);
                    self.duplicates.truncate(cap);
                }
            }
        }
    }

    fn element(&mut self, list: List, stretch: Stretch) {
        let value = tree(self.scanner.bytes(stretch));
        if list == List::Grants {
            self.parts.grant(&value);
            self.examiner.replay.add_grant(&value);
        } else {
            self.parts.policy(&value);
        }
    }

    fn part(&mut self, part: Part, stretch: Stretch) {
        let value = tree(self.scanner.bytes(stretch));
        match part {
            Part::Meta => self.parts.meta = Some(value),
            Part::Summary => self.parts.summary = Some(value),
            Part::ChainIntegrity => self.parts.claim = Claim::of(&value),
            Part::GeneratedAt => self.parts.generated_at = value.as_str().map(str::to_owned),
            Part::Total => self.parts.total = Some(value),
            Part::Unknown => self.parts.unknown += 1,
        }
    }

    /// Remembers an error, with the report on what came before it.
    fn fail(&mut self, error: Error) -> Error {
        self.examiner.flush(&self.scanner);
        // What was received beyond the error depends on how the input was cut; what was read up to it does not.
        let read = error.position().map_or_else(|| self.scanner.received(), |at| at.offset);
        let rows = self.examiner.rows();
        // Before it shows what document it is, there is nothing to report on.
        let report = self.scanner.kind().map(|_| self.conclude(false, read));
        // No rows and no findings are no report either: nothing came before the error.
        let error = match report {
            Some(report) if rows > 0 || !report.finding_counts.is_empty() => error.with_partial(report),
            _ => error,
        };
        self.failed = Some(error.clone());
        error
    }

    /// Judges everything that was gathered from the document, or from its first bytes.
    fn conclude(&mut self, complete: bool, bytes: u64) -> Report {
        let cap = self.options.finding_cap();
        let kind = self.scanner.kind().unwrap_or(DocumentKind::EvidencePack);
        let run = &mut self.examiner.run;
        let gaps_allowed = checks::gaps(kind, &self.options) != Gaps::None;
        let census = Census::of(&run.rows);
        let links = classify(run, &census, gaps_allowed);
        let notes = core::mem::replace(&mut run.notes, crate::report::notes::Notes::new(cap));
        run.notes.count_like(&notes);
        let genesis_proved = self.examiner.run.first_failed().is_some_and(|bytes| verifies_after(bytes, None, self.examiner.developer()));
        let sha256 = self.fingerprint.take().filter(|_| complete).map(|hasher| hasher.finish().to_hex());
        let facts = Facts {
            run: &self.examiner.run,
            census: &census,
            links: &links,
            parts: &self.parts,
            replay: &self.examiner.replay,
            kind,
            options: &self.options,
            complete,
            strangers: self.examiner.strangers(),
            genesis_proved,
        };
        let mut ledger = Ledger::new(cap);
        ledger.add_notes(notes, facts.rows_name());
        for pointer in &self.duplicates {
            ledger.add(Finding::new(FindingCode::DocumentDuplicateMember).pointer_to(pointer.as_str()));
        }
        for _ in self.duplicates.len().try_into().unwrap_or(u64::MAX)..self.duplicate_count {
            ledger.count_only(FindingCode::DocumentDuplicateMember, Severity::Error);
        }
        let Outcomes { checks, anchor, integrity, claim, claims } = checks::run(&facts, &mut ledger);
        let (verdict, because) = decide(&checks, &ledger, complete);
        let checkpoint = (verdict == Verdict::Intact).then(|| checks::new_checkpoint(&facts, sha256.clone())).flatten();
        let controls = crate::report::controls::controls(&checks, |code| ledger.has_code(code));
        let sample = crate::sample::sample(&facts, sha256.as_deref());
        let policy_changes = (kind == DocumentKind::EvidencePack).then(|| facts.parts.changed_after(period_start(&facts)));
        let changed = policy_changes.as_ref().is_some_and(|changes| changes.total > 0);
        let limits = limits(&facts, &ledger, anchor, changed);
        let entries = entries(&facts);
        let coverage = coverage(&facts);
        let document = document(&facts, bytes, sha256);
        let (mut findings, finding_counts) = ledger.finish();
        for finding in &mut findings {
            finding.message = messages::message(finding);
        }
        Report {
            schema: REPORT_SCHEMA.to_owned(),
            verdict,
            because,
            assurance: if anchor == Anchor::None { Assurance::Unanchored } else { Assurance::Anchored },
            anchor: match anchor {
                Anchor::Holds(row) => Some(FoundAnchor { index: Some(u64::from(row)) }),
                Anchor::Continues => Some(FoundAnchor { index: None }),
                Anchor::None => None,
            },
            chain_integrity: integrity,
            server_claim: claim,
            checks,
            findings,
            finding_counts,
            entries,
            coverage,
            checkpoint,
            document,
            claims,
            policy_changes,
            sample,
            controls,
            limits,
            run: RunInfo { engine: concat!("grantex-compliance ", env!("CARGO_PKG_VERSION")).to_owned(), ..RunInfo::default() },
        }
    }
}

/// Verifies a document from a reader, in bounded memory.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use grantex_compliance::report::Severity;
/// use grantex_compliance::{Verdict, VerifyOptions, verify};
///
/// let file = std::fs::File::open("tests/fixtures/recorded/tampered-action.json")?;
/// let report = verify(file, VerifyOptions::default())?;
/// assert_eq!(report.verdict, Verdict::Broken);
/// let error = report.findings.iter().find(|finding| finding.severity == Severity::Error).ok_or("no error")?;
/// assert_eq!((error.code.as_str(), error.index), ("chain.content-mismatch", Some(60)));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Verifier`]'s methods; `input.read` where the reader fails.
pub fn verify(mut reader: impl Read, options: VerifyOptions) -> Result<Report, Error> {
    let mut verifier = Verifier::new(options)?;
    let mut buffer = vec![0; CHUNK];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return verifier.finish(),
            Ok(n) => verifier.push(buffer.get(..n).unwrap_or_default())?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::new(ErrorKind::Read { message: error.to_string() })),
        }
    }
}

/// An entry's bytes from its brace to the end of its first member's name.
fn opening_of(entry: &[u8]) -> Option<&[u8]> {
    let quote = |from: usize| Some(from + entry.get(from..)?.iter().position(|&byte| byte == b'"')?);
    let name = quote(1)?;
    entry.get(..=quote(name + 1)?).filter(|opening| opening.len() <= MAX_OPENING)
}

/// The verdict, and the checks that decided it.
fn decide(checks: &[crate::report::Check], ledger: &Ledger, complete: bool) -> (Verdict, Vec<CheckCode>) {
    let with = |outcome: Outcome| {
        let found = checks.iter().filter(move |check| check.outcome == outcome && NEEDED.contains(&check.code));
        found.map(|check| check.code).collect::<Vec<_>>()
    };
    if ledger.has(Severity::Error) {
        let failed = CheckCode::ALL.iter().copied().filter(|&check| ledger.errors_of(check) > 0);
        return (Verdict::Broken, failed.collect());
    }
    let open = with(Outcome::NotEstablished);
    if !complete || !open.is_empty() {
        return (Verdict::Inconclusive, open);
    }
    (Verdict::Intact, Vec::new())
}

/// What the report does not prove.
fn limits(facts: &Facts<'_>, ledger: &Ledger, anchor: Anchor, policies_changed: bool) -> Vec<Limit> {
    let is_pack = facts.kind == DocumentKind::EvidencePack;
    let expected = &facts.options.expected;
    let told = if is_pack {
        expected.since.is_some() && expected.until.is_some()
    } else {
        facts.gaps() != Gaps::Untold && expected.since.is_some()
    };
    let counted = |code| {
        let counts = ledger.count_of(code);
        counts.error + counts.warning + counts.info > 0
    };
    let apply = [
        (LimitCode::Tail, true),
        (LimitCode::Rewrite, anchor == Anchor::None),
        (LimitCode::Request, !told),
        (LimitCode::WindowStart, facts.start() == Start::Window && anchor == Anchor::None),
        (LimitCode::Filtered, facts.gaps() != Gaps::None),
        (LimitCode::StatusUnprotected, counted(FindingCode::ChainStatusUnprotected)),
        (LimitCode::UnhashedParts, is_pack),
        (LimitCode::AgentCounts, is_pack),
        (LimitCode::Scopes, is_pack),
        (LimitCode::AccessReplay, !facts.replay.ready),
        (LimitCode::SkippedEntries, counted(FindingCode::DocumentLimitExceeded)),
        (LimitCode::PolicyHistory, policies_changed),
        (LimitCode::Explanations, facts.links.unexplained),
    ];
    let message = |code| match code {
        LimitCode::Tail if anchor != Anchor::None => "Deletion of entries newer than the checkpoint cannot be seen.",
        code => messages::limit(code),
    };
    apply.into_iter().filter(|(_, applies)| *applies).map(|(code, _)| Limit { code, message: message(code).to_owned() }).collect()
}

/// When the period begins: where `meta` says so, or with the first entry.
fn period_start(facts: &Facts<'_>) -> Option<Instant> {
    let since = facts.since().flatten().and_then(|since| Instant::parse(&since));
    let earliest = facts.run.earliest.map(|(earliest, _)| earliest);
    [since, earliest].into_iter().flatten().min()
}

fn entries(facts: &Facts<'_>) -> EntrySummary {
    let run: &Run = facts.run;
    let of_format = |format| facts.census.count(|row| row.content() == ContentFact::Verified(format));
    EntrySummary {
        total: u64::from(run.rows.len()),
        by_status: by_status(facts.census),
        by_format: FormatCounts {
            a: of_format(Format::A),
            b: of_format(Format::B),
            b_or_c: of_format(Format::BOrC),
            c: of_format(Format::C),
        },
        developer_id: facts.census.first_developer.and_then(|developer| run.developers.name(developer)).map(str::to_owned),
        first: run.first.as_ref().map(end),
        last: run.last.as_ref().map(end),
    }
}

/// The server's statuses are always there; any others are counted together.
fn by_status(census: &Census) -> SortedMap<String, u64> {
    let of = |status| census.count(|row| row.status() == Some(status));
    let other = of(Status::Other);
    let named = Status::NAMED.iter().map(|&(status, name)| (name, of(status)));
    named.chain((other > 0).then_some(("other", other))).map(|(name, count)| (name.to_owned(), count)).collect()
}

/// An end of the entries, as the report shows it.
pub(crate) fn end(end: &End) -> EntryEnd {
    EntryEnd {
        entry_id: end.id.as_deref().map(quote_bytes),
        timestamp: end.timestamp.as_deref().map(quote_bytes),
        hash: end.named.claimed.map(|digest| digest.to_hex()),
        prev_hash: end.naming().quoted(),
    }
}

fn coverage(facts: &Facts<'_>) -> Coverage {
    let claimed = |name: &str| facts.parts.meta.as_ref().and_then(|meta| text(meta, name)).map(crate::report::quote);
    let observed = |at: Option<(crate::instant::Instant, u32)>| {
        let (_, index) = at?;
        facts.run.labels.timestamp(index, facts.run.rows.get(index)?)
    };
    Coverage {
        expected: (!facts.options.expected.is_untold()).then(|| facts.options.expected.clone()),
        claimed: ClaimedWindow { since: claimed("since"), until: claimed("until"), framework: claimed("framework") },
        observed: ObservedWindow { from: observed(facts.run.earliest), to: observed(facts.run.latest) },
        starts_at_genesis: checks::genesis::starts_at_genesis(facts),
    }
}

fn document(facts: &Facts<'_>, bytes: u64, sha256: Option<String>) -> DocumentInfo {
    let is_pack = facts.kind == DocumentKind::EvidencePack;
    DocumentInfo {
        kind: facts.kind,
        bytes,
        sha256,
        meta: facts.parts.meta.clone().filter(|_| is_pack).map(quote_value),
        summary: facts.parts.summary.clone().filter(|_| is_pack).map(quote_value),
        grants: is_pack.then_some(facts.parts.grants),
        policies: is_pack.then_some(facts.parts.policies),
    }
}
