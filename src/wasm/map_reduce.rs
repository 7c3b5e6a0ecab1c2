//! The map-reduce surface: pieces of a log to lines, lines to a report.

use wasm_bindgen::prelude::*;

use super::{js_number, thrown, whole_number};
use crate::json::{json_object, to_json};
use crate::map_reduce::{LogPiece, Merge, Merged, OrderedBy};
use crate::options::VerifyOptions;
use crate::report::Report;
use crate::wasm::failure::Failure;

/// A piece of a log: `push` its bytes in order, then `finish`.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmLogPiece(Option<LogPiece>);

#[wasm_bindgen]
impl WasmLogPiece {
    /// Begins a piece with `VerifyOptions` as JSON.
    ///
    /// # Errors
    /// `options.invalid` for options that can't be read or make no sense here.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        let options = VerifyOptions::from_json(options.as_bytes()).map_err(thrown)?;
        Ok(Self(Some(LogPiece::new(options).map_err(thrown)?)))
    }

    /// Takes the next bytes of the piece.
    ///
    /// # Errors
    /// As the crate's `LogPiece::push`.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        let Some(piece) = &mut self.0 else { return Err(Failure::finished().into()) };
        piece.push(chunk).map_err(thrown)
    }

    /// Entries read so far.
    #[must_use]
    pub fn entries(&self) -> f64 {
        js_number(self.0.as_ref().map_or(0, LogPiece::entries))
    }

    /// The piece's line. `index` is its number, where it has one.
    ///
    /// # Errors
    /// As the crate's `LogPiece::finish`.
    pub fn finish(&mut self, index: Option<f64>) -> Result<String, JsValue> {
        let Some(piece) = self.0.take() else { return Err(Failure::finished().into()) };
        Ok(piece.finish(index.map(whole_number)).map_err(thrown)?.to_json())
    }
}

/// Lines of pieces: `add` them in any order, then `finish`.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmMerge(Option<Merge>);

/// What `WasmMerge.finish` gives.
struct Answer {
    report: Report,
    pieces: u64,
    ordered_by: OrderedBy,
}

json_object!(Answer { report "report", pieces "pieces", ordered_by "orderedBy" });

#[wasm_bindgen]
impl WasmMerge {
    /// Begins a merge with `VerifyOptions` as JSON, and the number of pieces, where it is known.
    ///
    /// # Errors
    /// `options.invalid` for options that can't be read or make no sense here.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, pieces: Option<f64>) -> Result<Self, JsValue> {
        let options = VerifyOptions::from_json(options.as_bytes()).map_err(thrown)?;
        let merge = Merge::new(options).map_err(thrown)?;
        Ok(Self(Some(match pieces {
            Some(pieces) => merge.expecting(whole_number(pieces)),
            None => merge,
        })))
    }

    /// Takes a line.
    ///
    /// # Errors
    /// As the crate's `Merge::add`.
    pub fn add(&mut self, line: &[u8]) -> Result<(), JsValue> {
        let Some(merge) = &mut self.0 else { return Err(Failure::finished().into()) };
        merge.add(line).map_err(thrown)
    }

    /// The report and how the pieces were put together, as JSON.
    ///
    /// # Errors
    /// As the crate's `Merge::finish`.
    pub fn finish(&mut self) -> Result<String, JsValue> {
        let Some(merge) = self.0.take() else { return Err(Failure::finished().into()) };
        let Merged { report, pieces, ordered_by } = merge.finish().map_err(thrown)?;
        Ok(to_json(&Answer { report, pieces, ordered_by }))
    }
}
