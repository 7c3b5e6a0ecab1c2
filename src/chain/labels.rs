//! The ids and timestamps of rows, as a report quotes them.
//!
//! The server's own forms are written back from the facts. Whatever is spelled otherwise is kept as text, up to a cap.

use super::row::{IdForm, Row, RowIndex};
use crate::instant::Instant;
use crate::limits::MAX_SPELLING_BYTES;
use crate::report::quote_bytes;

/// Texts by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    kept: Vec<Label>,
    bytes: usize,
    overflowed: bool,
}

#[derive(Debug, Clone)]
struct Label {
    row: RowIndex,
    id: Option<Box<str>>,
    timestamp: Option<Box<str>>,
}

impl Label {
    fn bytes(&self) -> usize {
        size_of::<Self>() + [&self.id, &self.timestamp].into_iter().flatten().map(|text| text.len() + 16).sum::<usize>()
    }
}

impl Labels {
    /// Keeps what of a row's literals can't be written back.
    #[inline]
    pub(crate) fn add(&mut self, index: RowIndex, row: &Row, id: Option<&[u8]>, timestamp: Option<&[u8]>) {
        let id = id.filter(|_| row.id_form() != IdForm::Server);
        let timestamp = timestamp.filter(|_| !row.has_server_timestamp());
        if id.is_none() && timestamp.is_none() || self.overflowed {
            return;
        }
        let boxed = |literal: &[u8]| quote_bytes(literal).into_boxed_str();
        self.keep(Label { row: index, id: id.map(boxed), timestamp: timestamp.map(boxed) });
    }

    fn keep(&mut self, label: Label) {
        if self.overflowed || self.bytes + label.bytes() > MAX_SPELLING_BYTES {
            self.overflowed = true;
            return;
        }
        self.bytes += label.bytes();
        self.kept.push(label);
    }

    /// Adds those of the run that follows after `shift` rows.
    pub(crate) fn merge(&mut self, other: Self, shift: RowIndex) {
        for label in other.kept {
            self.keep(Label { row: label.row + shift, ..label });
        }
        self.overflowed |= other.overflowed;
    }

    fn find(&self, index: RowIndex) -> Option<&Label> {
        let found = self.kept.binary_search_by_key(&index, |label| label.row).ok()?;
        self.kept.get(found)
    }

    /// A row's id, quoted.
    pub(crate) fn id(&self, index: RowIndex, row: &Row) -> Option<String> {
        match row.id_form() {
            IdForm::Server => Some(row.id.server_id()),
            _ => self.find(index)?.id.as_deref().map(str::to_owned),
        }
    }

    /// A row's timestamp, quoted.
    pub(crate) fn timestamp(&self, index: RowIndex, row: &Row) -> Option<String> {
        if row.has_server_timestamp() {
            return Some(Instant::from_millis(row.millis).to_iso());
        }
        self.find(index)?.timestamp.as_deref().map(str::to_owned)
    }
}
