//! The entries as columns, which JavaScript takes as typed arrays: a million objects would take its memory.

use wasm_bindgen::prelude::*;

use super::js_number;
use crate::rows::{RowFacts, RowTable};

/// What became of each entry, column by column.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmRows {
    table: RowTable,
}

impl WasmRows {
    pub(super) fn new(table: RowTable) -> Self {
        Self { table }
    }

    // Of a pointer, so that it is there once for each kind of number.
    fn column<T>(&self, of: fn(RowFacts) -> T) -> Vec<T> {
        self.table.iter().map(of).collect()
    }
}

#[wasm_bindgen]
#[expect(clippy::as_conversions, reason = "the enums are numbers by declaration")]
impl WasmRows {
    /// Where each starts in the document, in bytes.
    #[must_use]
    pub fn offset(&self) -> Vec<f64> {
        self.column(|row| js_number(row.offset))
    }

    /// The length of each in bytes.
    #[must_use]
    pub fn size(&self) -> Vec<u32> {
        self.column(|row| row.length)
    }

    /// The timestamp of each in Unix milliseconds; NaN where it is unusable.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "four-digit years stay below 2^53 milliseconds")]
    pub fn time(&self) -> Vec<f64> {
        self.column(|row| row.millis.map_or(f64::NAN, |millis| millis as f64))
    }

    /// The status of each, as the crate's `RowStatus`.
    #[must_use]
    pub fn status(&self) -> Vec<u8> {
        self.column(|row| row.status as u8)
    }

    /// What became of the content of each, as the crate's `RowContent`.
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        self.column(|row| row.content as u8)
    }

    /// How each stands to the one before it, as the crate's `RowLink`.
    #[must_use]
    pub fn link(&self) -> Vec<u8> {
        self.column(|row| row.link as u8)
    }
}
