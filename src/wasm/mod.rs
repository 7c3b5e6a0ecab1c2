//! The JavaScript surface: bytes and JSON in, JSON out. No decision is made here.
//!
//! Options and reports cross as JSON text rather than as object graphs: the host's own `JSON.parse` makes plain objects
//! of them in one step, numbers beyond 2^53 and members called `__proto__` included, which a conversion member by
//! member refuses or mistakes. Errors cross the same way, as a thrown string; whatever else is thrown is a trap.

#![allow(unreachable_pub, reason = "what `#[wasm_bindgen]` exports is reached from JavaScript")]

mod client;
mod failure;
mod map_reduce;
mod rows;
mod series;

use wasm_bindgen::prelude::*;

use crate::options::VerifyOptions;
use crate::piece::{Piece, PieceFacts, Terms};
use crate::rows::RowTable;
use crate::verify::{CHUNK, Progress, Verifier};
use failure::Failure;
use rows::WasmRows;

#[wasm_bindgen]
extern "C" {
    /// Bytes that lie outside this module's memory.
    #[wasm_bindgen(js_name = Uint8Array, typescript_type = "Uint8Array")]
    pub type Bytes;

    #[wasm_bindgen(method, getter)]
    fn length(this: &Bytes) -> usize;

    /// `to.set(from)`: copies them to where they are read, once.
    #[wasm_bindgen(js_namespace = ["Uint8Array", "prototype", "set"], js_name = call)]
    fn copy(to: &mut [u8], from: &Bytes);

    #[wasm_bindgen(method)]
    fn set(this: &Bytes, from: &[u8]);

    #[wasm_bindgen(method)]
    fn subarray(this: &Bytes, start: usize, end: usize) -> Bytes;
}

/// The bytes, as many at a time as are best taken at once.
fn chunks(bytes: &Bytes) -> impl Iterator<Item = Bytes> {
    let length = bytes.length();
    (0..length).step_by(CHUNK).map(move |start| bytes.subarray(start, length.min(start + CHUNK)))
}

/// One verification: `push` the document's bytes in order, then `finish`.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmVerifier {
    /// Gone once finished or failed.
    verifier: Option<Verifier>,
    progress: Progress,
    rows: Option<RowTable>,
}

#[wasm_bindgen]
impl WasmVerifier {
    /// Begins a verification with `VerifyOptions` as JSON.
    ///
    /// # Errors
    /// `options.invalid` for options that can't be read or make no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        let options = VerifyOptions::from_json(options.as_bytes()).map_err(thrown)?;
        let verifier = Verifier::new(options).map_err(thrown)?;
        let progress = verifier.progress();
        Ok(Self { verifier: Some(verifier), progress, rows: None })
    }

    /// Takes the next bytes of the document.
    ///
    /// # Errors
    /// As the crate's `Verifier::push`; nothing more can be pushed then.
    pub fn push(&mut self, chunk: &Bytes) -> Result<(), JsValue> {
        let Some(verifier) = &mut self.verifier else { return Err(Failure::finished().into()) };
        let pushed = chunks(chunk).try_for_each(|chunk| verifier.take(chunk.length(), |room| copy(room, &chunk)));
        self.progress = verifier.progress();
        if let Err(error) = pushed {
            self.verifier = None;
            return Err(thrown(error));
        }
        Ok(())
    }

    /// The terms by which pieces of the entries that come next can be verified elsewhere; nothing while no entry has come.
    #[must_use]
    pub fn terms(&mut self) -> Option<Vec<u8>> {
        self.verifier.as_mut().and_then(Verifier::terms).map(|terms| terms.to_bytes())
    }

    /// How the first entry begins, for whoever guesses where others do; nothing while no entry has come.
    #[must_use]
    pub fn opening(&self) -> Option<Vec<u8>> {
        self.verifier.as_ref().and_then(Verifier::opening).map(<[u8]>::to_vec)
    }

    /// Takes what was learned elsewhere of the entries that come next, and tells how many bytes of them need not be pushed:
    /// none where the facts don't fit here. `piece` holds the piece's bytes where a fingerprint is asked for.
    pub fn absorb(&mut self, facts: &[u8], piece: &[u8]) -> f64 {
        let Some(verifier) = &mut self.verifier else { return 0.0 };
        let facts = verifier.terms().and_then(|terms| PieceFacts::from_bytes(facts, &terms).ok());
        let covered = facts.map_or(0, |facts| verifier.absorb(facts, piece));
        self.progress = verifier.progress();
        js_number(covered)
    }

    /// Bytes taken so far.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        js_number(self.progress.bytes)
    }

    /// Entries read so far.
    #[must_use]
    pub fn entries(&self) -> f64 {
        js_number(self.progress.entries)
    }

    /// Findings made so far.
    #[must_use]
    pub fn findings(&self) -> f64 {
        js_number(self.progress.findings)
    }

    /// The report as JSON. The handle is of no further use, but still has to be freed.
    ///
    /// # Errors
    /// As the crate's `Verifier::finish`.
    pub fn finish(&mut self) -> Result<String, JsValue> {
        let Some(verifier) = self.verifier.take() else { return Err(Failure::finished().into()) };
        let (report, rows) = verifier.finish_with_rows().map_err(thrown)?;
        self.rows = Some(rows);
        Ok(report.to_json())
    }

    /// What became of each entry, once: after `finish`, while there is a report.
    pub fn rows(&mut self) -> Option<WasmRows> {
        self.rows.take().map(WasmRows::new)
    }
}

/// Verifies pieces of one document's entries, by the terms of the verifier that reads the rest of it.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmPieces {
    terms: Terms,
    facts: Vec<u8>,
}

#[wasm_bindgen]
impl WasmPieces {
    /// # Errors
    /// `piece.unreadable` for what are no terms of this version.
    #[wasm_bindgen(constructor)]
    pub fn new(terms: &[u8]) -> Result<Self, JsValue> {
        let terms = Terms::from_bytes(terms).map_err(thrown)?;
        Ok(Self { terms, facts: Vec::new() })
    }

    /// Learns what can be learned of the entries that begin at `offset` of the document, and tells how many bytes its facts are.
    pub fn verify(&mut self, offset: f64, bytes: &Bytes) -> usize {
        let mut piece = Piece::new(&self.terms, whole_number(offset));
        for chunk in chunks(bytes) {
            piece.take(chunk.length(), |room| copy(room, &chunk));
        }
        self.facts.clear();
        piece.finish().write(&mut self.facts);
        self.facts.len()
    }

    /// Writes the facts of the piece that was verified last to bytes of that length.
    pub fn facts(&self, to: &Bytes) {
        to.set(&self.facts);
    }
}

/// One entry's members, its claimed hash and, for each format, the hashed text and its digest, as JSON.
///
/// # Errors
/// As the crate's `explain_entry`.
#[wasm_bindgen(js_name = explainEntry)]
pub fn explain_entry(entry: &[u8]) -> Result<String, JsValue> {
    let explanation = crate::explain_entry(entry).map_err(thrown)?;
    Ok(explanation.to_json())
}

/// The version of the crate that this module was built from.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` passes")]
fn thrown(error: crate::Error) -> JsValue {
    Failure::from(&error).into()
}

/// A counter as JavaScript has it.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counters of bytes and entries stay below 2^53")]
fn js_number(count: u64) -> f64 {
    count as f64
}

/// An offset as JavaScript has it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates; what is no offset fits nowhere"
)]
fn whole_number(offset: f64) -> u64 {
    offset as u64
}
