//! Pieces of a document's entries, verified apart from each other: by several threads, workers or machines.
//!
//! One [`Verifier`](crate::Verifier) reads the document's head, and everything else that is no entry. Once it stands among the
//! entries, its [`Terms`] say by what any stretch of them is verified, wherever that is done; [`Piece`] does it; and
//! [`Verifier::absorb`](crate::Verifier::absorb) adds what was learned. The report is the same to the byte, however the
//! document was cut.
//!
//! ```
//! use grantex_compliance::piece::{Piece, PieceFacts, Terms};
//! use grantex_compliance::{Verdict, Verifier, VerifyOptions};
//!
//! let pack = include_bytes!("../tests/fixtures/recorded/evidence-pack.json");
//! let text = std::str::from_utf8(pack)?;
//! // Where an entry begins, in all likelihood. Nothing depends on it.
//! let cut = text[pack.len() / 2..].find(r#"{"entryId":"#).map(|at| at + pack.len() / 2).ok_or("no entry")?;
//!
//! let mut verifier = Verifier::new(VerifyOptions::default())?;
//! verifier.push(&pack[..cut])?;
//! let terms = verifier.terms().ok_or("not among the entries")?.to_bytes();
//!
//! // Elsewhere.
//! let mut piece = Piece::new(&Terms::from_bytes(&terms)?, cut as u64);
//! piece.push(&pack[cut..]);
//! let facts = piece.finish().to_bytes();
//!
//! let facts = PieceFacts::from_bytes(&facts, &Terms::from_bytes(&terms)?)?;
//! let covered = verifier.absorb(facts, &[]) as usize;
//! assert!(covered > 50_000);
//! verifier.push(&pack[cut + covered..])?;
//! let report = verifier.finish()?;
//! assert_eq!((report.verdict, report.chain_integrity.checked_entries), (Verdict::Intact, 120));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::sync::Arc;

use crate::chain::run::Run;
use crate::digest::{Digest, sha256};
use crate::error::{Error, ErrorKind};
use crate::examine::{Conditions, Examiner, Learned};
use crate::scan::Scanner;
use crate::scan::seam::Seam;
use crate::verify::CHUNK;
use crate::wire::{Reader, Wire};

/// What terms begin with as bytes, and what facts do: name and version of the form.
const TERMS_FORM: &str = "grantex-compliance/terms/1";
const FACTS_FORM: &str = "grantex-compliance/facts/1";

/// Another version may judge otherwise; its facts are not added to this one's.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// No document is as long; beyond, sums of offsets might overflow.
const MAX_OFFSET: u64 = 1 << 60;

/// By what the entries of one document are verified: what the options ask for and what the document's head says, as far as
/// it concerns single entries (the grants, above all). From [`Verifier::terms`](crate::Verifier::terms).
#[derive(Debug, Clone)]
pub struct Terms {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    conditions: Conditions,
    bytes: Vec<u8>,
    digest: Digest,
}

impl Terms {
    pub(crate) fn new(conditions: Conditions) -> Self {
        let mut bytes = Vec::new();
        TERMS_FORM.to_owned().write(&mut bytes);
        ENGINE.to_owned().write(&mut bytes);
        conditions.write(&mut bytes);
        let digest = sha256(&bytes);
        Self { inner: Arc::new(Inner { conditions, bytes, digest }) }
    }

    /// What they say.
    pub(crate) fn conditions(&self) -> &Conditions {
        &self.inner.conditions
    }

    /// The SHA-256 of the terms as bytes. Facts carry it, so that what was learned by other terms is never taken for an answer.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    /// The terms as bytes, for where the pieces are verified.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.inner.bytes.clone()
    }

    /// The terms that these bytes are.
    ///
    /// # Errors
    /// `piece.unreadable` where they are none, or those of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        begin(&mut reader, TERMS_FORM)?;
        let conditions = Conditions::read(&mut reader).filter(|_| reader.is_at_end()).ok_or_else(damaged)?;
        Ok(Self { inner: Arc::new(Inner { conditions, bytes: bytes.to_vec(), digest: sha256(bytes) }) })
    }
}

/// Verifies a piece of a document's entries: push its bytes in order, then finish.
///
/// A piece begins right before an entry, or where one is guessed to begin. It may end anywhere; what it ends in the middle
/// of, it leaves to whoever pushes the bytes after it.
#[derive(Debug)]
pub struct Piece {
    terms: Digest,
    start: u64,
    scanner: Scanner,
    examiner: Examiner,
    /// Nothing more can be read here: the entries end, or something is not as it should be.
    over: bool,
}

impl Piece {
    /// A piece that begins at this offset of the document.
    #[must_use]
    pub fn new(terms: &Terms, offset: u64) -> Self {
        let offset = offset.min(MAX_OFFSET);
        Self {
            terms: terms.digest(),
            start: offset,
            scanner: Scanner::of_piece(offset),
            examiner: Examiner::of_piece(&terms.inner.conditions),
            over: false,
        }
    }

    /// Takes the next bytes. What can't be read is no error here: the piece ends before it.
    pub fn push(&mut self, chunk: &[u8]) {
        for chunk in chunk.chunks(CHUNK) {
            self.take(chunk.len(), |room| room.copy_from_slice(chunk));
        }
    }

    /// Takes the next `length` bytes, which `fill` writes.
    pub(crate) fn take(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) {
        if !self.over {
            self.scanner.take(length, fill);
            self.drain();
        }
    }

    /// Whether it takes no more bytes.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Bytes of the whole entries so far.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.scanner.seam().map_or(0, |seam| seam.place.offset.saturating_sub(self.start))
    }

    fn drain(&mut self) {
        loop {
            match self.scanner.next(false) {
                Ok(Some(event)) => _ = self.examiner.row(&self.scanner, event),
                Ok(None) => break,
                Err(_) => {
                    self.over = true;
                    break;
                }
            }
        }
        self.over |= self.scanner.is_at_end_of_entries();
        self.examiner.flush(&self.scanner);
    }

    /// What was learned of its whole entries.
    #[must_use]
    pub fn finish(mut self) -> PieceFacts {
        if !self.over {
            self.scanner.retry();
            self.drain();
        }
        let learned = self.scanner.seam().zip(self.examiner.end()).filter(|(_, learned)| learned.run.rows.len() > 0);
        PieceFacts { terms: self.terms, start: self.start, learned }
    }
}

/// What was learned of a piece's entries.
#[derive(Debug)]
pub struct PieceFacts {
    terms: Digest,
    start: u64,
    /// Where it ends; `None` where nothing was learned that could be added to what is learned elsewhere.
    learned: Option<(Seam, Learned)>,
}

impl PieceFacts {
    /// What was learned of entries that begin with the document itself.
    pub(crate) fn new(terms: &Terms, learned: Option<(Seam, Learned)>) -> Self {
        Self { terms: terms.digest(), start: 0, learned }
    }

    /// The facts of the entries, where there are any.
    pub(crate) fn run(&self) -> Option<&Run> {
        self.learned.as_ref().map(|(_, learned)| &learned.run)
    }

    /// The digest of the terms that it was verified by.
    #[must_use]
    pub fn terms(&self) -> Digest {
        self.terms
    }

    /// Where the piece begins in the document.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Bytes that the facts speak of, from the piece's start: whole entries, perhaps with the comma after the last.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.learned.as_ref().map_or(0, |(end, _)| end.place.offset.saturating_sub(self.start))
    }

    /// Entries that the facts speak of.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.learned.as_ref().map_or(0, |(_, learned)| u64::from(learned.run.rows.len()))
    }

    pub(crate) fn into_parts(self) -> Option<(Seam, Learned)> {
        self.learned
    }

    /// The facts as bytes: about 56 for each entry, and what is remarkable.
    ///
    /// Nothing protects them from whoever holds them in between; they count as much as a report from the same hands.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    /// Appends the facts as bytes.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        FACTS_FORM.to_owned().write(to);
        ENGINE.to_owned().write(to);
        self.terms.write(to);
        self.start.write(to);
        self.learned.is_some().write(to);
        if let Some((end, learned)) = &self.learned {
            end.write(to);
            learned.write(to);
        }
    }

    /// The facts that these bytes are, of a piece that was verified by these terms.
    ///
    /// # Errors
    /// `piece.unreadable` where they are none, or those of another version or by other terms.
    pub fn from_bytes(bytes: &[u8], terms: &Terms) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        begin(&mut reader, FACTS_FORM)?;
        if Digest::read(&mut reader) != Some(terms.digest()) {
            return Err(Error::new(ErrorKind::UnreadablePiece {
                problem: "was verified by other terms: other options, or another document",
            }));
        }
        Self::body(&mut reader, terms).filter(|_| reader.is_at_end()).ok_or_else(damaged)
    }

    fn body(reader: &mut Reader<'_>, terms: &Terms) -> Option<Self> {
        let start = u64::read(reader)?;
        let learned = if bool::read(reader)? { Some((Seam::read(reader)?, Learned::read(reader, &terms.inner.conditions)?)) } else { None };
        let facts = Self { terms: terms.digest(), start, learned };
        facts.is_sound().then_some(facts)
    }

    /// Whether the rows lie within the piece, each after the one before.
    fn is_sound(&self) -> bool {
        let Some((end, learned)) = &self.learned else { return true };
        let end = end.place;
        let mut at = self.start;
        let in_order = learned.run.rows.iter().all(|row| {
            let follows = row.offset >= at;
            at = row.offset.saturating_add(u64::from(row.length));
            follows && row.length > 0
        });
        let lines = if end.lines == 0 { end.line_start == 0 } else { self.start < end.line_start && end.line_start <= end.offset };
        learned.run.rows.len() > 0 && in_order && at <= end.offset && end.offset <= MAX_OFFSET && lines && end.lines <= end.offset
    }
}

/// The form's name and the version must be these.
fn begin(reader: &mut Reader<'_>, form: &str) -> Result<(), Error> {
    if String::read(reader).as_deref() != Some(form) {
        return Err(Error::new(ErrorKind::UnreadablePiece { problem: "is not of a form that this version knows" }));
    }
    if String::read(reader).as_deref() != Some(ENGINE) {
        return Err(Error::new(ErrorKind::UnreadablePiece { problem: "is of another version of this program" }));
    }
    Ok(())
}

fn damaged() -> Error {
    Error::new(ErrorKind::UnreadablePiece { problem: "is damaged" })
}
