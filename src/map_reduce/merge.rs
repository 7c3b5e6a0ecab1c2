//! Lines of `run` folded into one report.

use super::line::RunLine;
use super::order::{OrderedBy, put_in_order};
use super::{for_entries, unmergeable};
use crate::error::Error;
use crate::models::json::tree;
use crate::names::Names;
use crate::options::VerifyOptions;
use crate::parts::unknown_names;
use crate::piece::{PieceFacts, Terms};
use crate::report::Report;
use crate::verify::Verifier;

/// As long as the longest document: beyond, sums of offsets might overflow.
const MAX_BYTES: u64 = 1 << 60;

/// A line, and what its `run` holds: boxed, as they are moved about while they are put in order.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) line: Box<RunLine>,
    pub(super) facts: Box<PieceFacts>,
}

/// Takes the lines of a log's pieces, in any order, and makes one report of them.
///
/// It holds about 150 bytes for each entry.
#[derive(Debug)]
pub struct Merge {
    verifier: Verifier,
    terms: Terms,
    pieces: Vec<Held>,
    expected: Option<u64>,
}

/// The report on a log, and how its pieces were put together.
#[derive(Debug)]
pub struct Merged {
    /// The report, that of an audit export with all their entries.
    pub report: Report,
    /// How many there were.
    pub pieces: u64,
    /// By what they were put in order.
    pub ordered_by: OrderedBy,
}

impl Merge {
    /// A merge that has seen no line yet. `expected` and the other options are those of a verification; see
    /// [`LogPiece::new`](super::LogPiece::new) for which of them must be the same there.
    ///
    /// # Errors
    /// `options.invalid`, as [`Verifier::new`].
    pub fn new(options: VerifyOptions) -> Result<Self, Error> {
        let terms = super::piece::terms(options.clone())?;
        Ok(Self { verifier: Verifier::of_entries(for_entries(options)?)?, terms, pieces: Vec::new(), expected: None })
    }

    /// Says how many pieces there are, so that a missing last one is noticed.
    #[must_use]
    pub fn expecting(mut self, pieces: u64) -> Self {
        self.expected = Some(pieces);
        self
    }

    /// Takes a line.
    ///
    /// # Errors
    /// Where it is none, was damaged, or was made by other options or another version.
    pub fn add(&mut self, line: &[u8]) -> Result<(), Error> {
        let mut line = RunLine::from_json(line)?;
        let facts = line.facts(&self.terms)?;
        // Large, and of use no more.
        line.run = String::new();
        self.pieces.push(Held { line: Box::new(line), facts: Box::new(facts) });
        Ok(())
    }

    /// The report on all that was added.
    ///
    /// # Errors
    /// `piece.unmergeable` where the pieces are not those of one log: one is missing or there twice, or their order
    /// can't be told.
    pub fn finish(mut self) -> Result<Merged, Error> {
        let count = u64::try_from(self.pieces.len()).unwrap_or(u64::MAX);
        if count == 0 {
            return Err(unmergeable("there is no line"));
        }
        if let Some(expected) = self.expected.filter(|&expected| expected != count) {
            return Err(unmergeable(format!("there should be {expected} pieces, and there are {count}")));
        }
        let entries = self.pieces.iter().try_fold(0_u32, |sum, piece| sum.checked_add(u32::try_from(piece.line.entries).ok()?));
        if entries.is_none() {
            return Err(unmergeable("more entries than one report can number; verify the log by periods"));
        }
        let ordered_by = put_in_order(&mut self.pieces)?;
        let whole = is_one_document(&self.pieces)?;
        let (mut generated_at, mut total, mut unknown) = (None, None, 0);
        let mut offset = 0_u64;
        for Held { line, facts } in self.pieces {
            let line = *line;
            generated_at = generated_at.or(line.generated_at.filter(|_| whole));
            total = total.or(line.total.filter(|_| whole));
            unknown += if whole { unknown_names(&line.members) } else { 0 };
            if let Some((_, mut learned)) = facts.into_parts() {
                learned.run.shift_offsets(offset);
                self.verifier.add(learned);
            }
            offset =
                offset.checked_add(line.bytes).filter(|&sum| sum <= MAX_BYTES).ok_or_else(|| unmergeable("the pieces are too long"))?;
        }
        let total = total.map(|total| tree(total.as_bytes()));
        Ok(Merged { report: self.verifier.conclude_entries(offset, generated_at, total, unknown), pieces: count, ordered_by })
    }
}

/// Whether the pieces are those of one document; then it may say its total. What begins must end, in order.
fn is_one_document(pieces: &[Held]) -> Result<bool, Error> {
    let mut is_open = false;
    let mut begun = 0_u32;
    let mut outside = false;
    let mut members = Names::default();
    for Held { line, .. } in pieces {
        if line.opens {
            if is_open {
                return Err(unmergeable("a document begins before the one before it ends: a piece is missing, or two logs are mixed"));
            }
            is_open = true;
            begun = begun.saturating_add(1);
            members = Names::default();
        }
        outside |= !is_open && line.entries > 0;
        // A stretch of entries says that it is one: the document's own beginning does, too.
        let own = |member: &&String| line.opens || member.as_str() != "\"entries\"";
        for member in line.members.iter().filter(own) {
            if !members.add(member.as_bytes()) {
                return Err(unmergeable(format!("the document's member {} stands twice", crate::report::quote(member))));
            }
        }
        if line.closes {
            if !is_open {
                return Err(unmergeable("a document ends that did not begin: its first piece is missing"));
            }
            is_open = false;
        }
    }
    if is_open {
        return Err(unmergeable("the document that was begun does not end: its last piece is missing"));
    }
    Ok(begun == 1 && !outside)
}
