//! A document verified by several threads.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Mutex, mpsc};
use std::thread;

use crate::error::{Error, ErrorKind};
use crate::options::VerifyOptions;
use crate::piece::{Piece, PieceFacts, Terms};
use crate::report::Report;
use crate::verify::{Verifier, verify};

/// Bytes of a piece: some thousand entries, so that handing it over costs next to nothing.
const PIECE_BYTES: usize = 1 << 20;

/// Pieces in work or waiting, for each thread: enough that none waits for the reader, few enough for bounded memory.
const PIECES_A_THREAD: usize = 3;

/// Verifies a document from a reader with several threads, in bounded memory. The report is the one that [`verify`] gives.
///
/// Threads beyond the machine's cores are of no use: see [`std::thread::available_parallelism`].
///
/// ```
/// use grantex_compliance::{VerifyOptions, verify, verify_parallel};
///
/// let pack: &[u8] = include_bytes!("../tests/fixtures/recorded/tampered-action.json");
/// assert_eq!(verify_parallel(pack, VerifyOptions::default(), 4)?, verify(pack, VerifyOptions::default())?);
/// # Ok::<(), grantex_compliance::Error>(())
/// ```
///
/// # Errors
/// As [`verify`]; `input.read` also where no thread can be had.
pub fn verify_parallel(reader: impl Read, options: VerifyOptions, threads: usize) -> Result<Report, Error> {
    verify_in_pieces(reader, options, threads, PIECE_BYTES)
}

/// As [`verify_parallel`], with pieces of about so many bytes: for tests and measurements.
///
/// # Errors
/// As [`verify_parallel`].
#[doc(hidden)]
pub fn verify_in_pieces(mut reader: impl Read, options: VerifyOptions, threads: usize, piece_bytes: usize) -> Result<Report, Error> {
    if threads < 2 {
        return verify(reader, options);
    }
    let mut verifier = Verifier::new(options)?;
    let mut offset = 0;
    let mut cutter = Cutter::new(piece_bytes.max(1));
    // Up to the first entries, and through a document that has none, there is one thread's work only.
    let (terms, opening) = loop {
        let stretch = cutter.next(&mut reader, None)?;
        if stretch.bytes.is_empty() {
            return verifier.finish();
        }
        offset += wide(stretch.bytes.len());
        verifier.push(&stretch.bytes)?;
        if let (Some(terms), Some(opening)) = (verifier.terms(), verifier.opening()) {
            break (terms, opening.to_vec());
        }
    };
    let (jobs, work) = mpsc::channel::<Job>();
    let (answers, done) = mpsc::channel::<Done>();
    let work = Mutex::new(work);
    thread::scope(|scope| {
        // Moved in, so that whatever ends this closure lets the threads end.
        let jobs = jobs;
        for _ in 0..threads {
            let (work, answers, terms) = (&work, answers.clone(), &terms);
            thread::Builder::new().spawn_scoped(scope, move || serve(work, &answers, terms)).map_err(unreadable)?;
        }
        let mut order = Order { verifier, next: 0, waiting: BTreeMap::new() };
        let mut number = 0;
        let mut in_work = 0;
        loop {
            let stretch = cutter.next(&mut reader, Some(&opening))?;
            if stretch.bytes.is_empty() {
                break;
            }
            let length = wide(stretch.bytes.len());
            if stretch.is_piece {
                let job = Job { number, offset, bytes: stretch.bytes };
                jobs.send(job).map_err(unreadable)?;
                in_work += 1;
            } else {
                order.take(Done { number, bytes: stretch.bytes, facts: None })?;
            }
            offset += length;
            number += 1;
            // What came out of order is in memory, too.
            while in_work > 0 && in_work + order.waiting.len() >= threads * PIECES_A_THREAD {
                order.take(done.recv().map_err(unreadable)?)?;
                in_work -= 1;
            }
        }
        for _ in 0..in_work {
            order.take(done.recv().map_err(unreadable)?)?;
        }
        order.verifier.finish()
    })
}

/// A piece to verify.
struct Job {
    number: u64,
    offset: u64,
    bytes: Vec<u8>,
}

/// A stretch of the document, with what was learned of it where that was done elsewhere.
struct Done {
    number: u64,
    bytes: Vec<u8>,
    facts: Option<PieceFacts>,
}

/// One thread's work: pieces, until there are no more or nobody wants the answers.
fn serve(work: &Mutex<mpsc::Receiver<Job>>, answers: &mpsc::Sender<Done>, terms: &Terms) {
    loop {
        let job = work.lock().ok().and_then(|work| work.recv().ok());
        let Some(Job { number, offset, bytes }) = job else { return };
        let mut piece = Piece::new(terms, offset);
        piece.push(&bytes);
        if answers.send(Done { number, bytes, facts: Some(piece.finish()) }).is_err() {
            return;
        }
    }
}

/// Puts stretches back into the document's order.
struct Order {
    verifier: Verifier,
    next: u64,
    waiting: BTreeMap<u64, Done>,
}

impl Order {
    fn take(&mut self, done: Done) -> Result<(), Error> {
        self.waiting.insert(done.number, done);
        while let Some(Done { bytes, facts, .. }) = self.waiting.remove(&self.next) {
            self.next += 1;
            let covered = facts.map_or(0, |facts| self.verifier.absorb(facts, &bytes));
            let rest = usize::try_from(covered).ok().and_then(|covered| bytes.get(covered..));
            self.verifier.push(rest.unwrap_or_default())?;
        }
        Ok(())
    }
}

/// A stretch of the document.
struct Stretch {
    bytes: Vec<u8>,
    /// It begins where an entry seems to.
    is_piece: bool,
}

/// Cuts a document where entries seem to begin.
struct Cutter {
    size: usize,
    /// What was read beyond the last cut.
    rest: Vec<u8>,
    at_entry: bool,
    ended: bool,
}

impl Cutter {
    fn new(size: usize) -> Self {
        Self { size, rest: Vec::new(), at_entry: false, ended: false }
    }

    /// The next stretch; an empty one at the end. With `opening` it ends where an entry seems to begin, if that is seen.
    fn next(&mut self, reader: &mut impl Read, opening: Option<&[u8]>) -> Result<Stretch, Error> {
        let mut bytes = core::mem::take(&mut self.rest);
        let wanted = self.size.saturating_sub(bytes.len());
        bytes.reserve_exact(wanted);
        if !self.ended {
            let mut limited = reader.take(wide(wanted));
            let read = limited.read_to_end(&mut bytes).map_err(unreadable)?;
            self.ended = read < wanted;
        }
        let starts_at_entry = self.at_entry;
        let cut = opening.and_then(|opening| last_entry(&bytes, opening));
        self.at_entry = cut.is_some();
        if let Some(cut) = cut {
            self.rest = bytes.split_off(cut);
        }
        Ok(Stretch { bytes, is_piece: starts_at_entry })
    }
}

/// The last place, but the first byte, where an entry with this opening seems to begin: after a brace and a comma.
fn last_entry(bytes: &[u8], opening: &[u8]) -> Option<usize> {
    let ends_with = |text: &[u8], byte: u8| text.trim_ascii_end().strip_suffix(&[byte]).map(<[u8]>::len);
    let follows_entry = |at: usize| {
        let comma = bytes.get(..at).and_then(|before| ends_with(before, b','))?;
        bytes.get(..comma).and_then(|before| ends_with(before, b'}'))
    };
    memchr::memmem::rfind_iter(bytes, opening).find(|&at| follows_entry(at).is_some())
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` passes")]
fn unreadable(error: impl ToString) -> Error {
    Error::new(ErrorKind::Read { message: error.to_string() })
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
