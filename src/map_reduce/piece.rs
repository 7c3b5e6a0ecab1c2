//! A piece of a log: from bytes to what was learned of its entries.

use super::line::RunLine;
use super::{for_entries, unmergeable};
use crate::error::{Error, ErrorKind};
use crate::examine::Examiner;
use crate::json::to_json;
use crate::models::json::tree;
use crate::options::VerifyOptions;
use crate::piece::{PieceFacts, Terms};
use crate::scan::log::LogEnd;
use crate::scan::{Event, Part, Scanner};
use crate::verify::{CHUNK, Verifier};

/// Takes a piece of a log: push its bytes in order, then finish.
///
/// The form is recognised:
/// - entries one a line (JSON lines);
/// - an array of entries, or a stretch of one: entries with commas between, perhaps one before or after;
/// - an audit export, or a stretch of one that begins or ends between two entries; of an evidence pack, too, but only its
///   entries are taken.
#[derive(Debug)]
pub struct LogPiece {
    terms: Terms,
    scanner: Scanner,
    examiner: Examiner,
    generated_at: Option<String>,
    total: Option<String>,
    failed: Option<Error>,
}

impl LogPiece {
    /// A piece that has seen nothing yet.
    ///
    /// Options that concern single entries (`checkpoint`, `developerId`, `expected.agentId`, `expected.status`,
    /// `maxFindings`) must be those that the lines are merged with.
    ///
    /// # Errors
    /// `options.invalid` where the options make no sense, or none for a piece.
    pub fn new(options: VerifyOptions) -> Result<Self, Error> {
        let terms = terms(options)?;
        let examiner = Examiner::of_piece(terms.conditions());
        Ok(Self { terms, scanner: Scanner::of_log(), examiner, generated_at: None, total: None, failed: None })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Where they can't be read, and then again at every call.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        for chunk in chunk.chunks(CHUNK) {
            if self.failed.is_none() {
                self.scanner.push(chunk);
                self.failed = self.drain().err();
                self.examiner.flush(&self.scanner);
            }
        }
        self.failed.clone().map_or(Ok(()), Err)
    }

    /// Entries so far.
    #[must_use]
    pub fn entries(&self) -> u64 {
        u64::from(self.examiner.rows())
    }

    fn drain(&mut self) -> Result<(), Error> {
        while let Some(event) = self.scanner.next(false)? {
            match self.examiner.row(&self.scanner, event) {
                Some(Event::Part(Part::GeneratedAt, stretch)) => {
                    self.generated_at = tree(self.scanner.bytes(stretch)).as_str().map(str::to_owned);
                }
                Some(Event::Part(Part::Total, stretch)) => {
                    let total = tree(self.scanner.bytes(stretch));
                    self.total = total.is_number().then(|| to_json(&total));
                }
                // There is no finding for what is no part of an entry, and it must not pass unseen.
                Some(Event::Duplicate { pointer }) => {
                    let member = pointer.rsplit('/').next().unwrap_or_default().to_owned();
                    return Err(Error::new(ErrorKind::DuplicateMember { member }).pointer_to(pointer));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What was learned, as a line. `index` is the piece's number in the log, where that is known: of pieces that are all
    /// numbered, one by one, the order needs no guessing, and none can be missing in the middle.
    ///
    /// # Errors
    /// As [`LogPiece::push`], and where the piece ends in the middle of an entry or a document.
    pub fn finish(mut self, index: Option<u64>) -> Result<RunLine, Error> {
        self.push(&[])?;
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.scanner.retry();
        self.drain()?;
        self.examiner.flush(&self.scanner);
        let closes = self.scanner.log_end()? == LogEnd::Closed;
        let (opens, members, end) = (self.scanner.opens(), self.scanner.members(), self.scanner.log_seam());
        let learned = self
            .examiner
            .end()
            .ok_or_else(|| unmergeable("the piece names more developers or absent grants than are told apart; verify the log in one go"))?;
        let learned = (learned.run.rows.len() > 0).then_some((end, learned));
        let facts = PieceFacts::new(&self.terms, learned);
        Ok(RunLine::new(index, end.place.offset, (opens, closes), members, (self.generated_at, self.total), &facts))
    }
}

/// By what single entries are verified.
pub(super) fn terms(options: VerifyOptions) -> Result<Terms, Error> {
    let terms = Verifier::of_entries(for_entries(options)?)?.terms();
    terms.ok_or_else(|| unmergeable("no terms"))
}
