//! The ids and timestamps of rows, as a report quotes them.
//!
//! The server's own forms are written back from the facts. Whatever is spelled otherwise is kept as text, up to a cap.

use super::marks::IdForm;
use super::row::{Row, RowIndex};
use crate::instant::Instant;
use crate::limits::MAX_SPELLING_BYTES;
use crate::report::quote_bytes;
use crate::wire::{Reader, Wire, wire_struct};

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

wire_struct!(Label: row, id, timestamp);

impl Wire for Labels {
    fn write(&self, to: &mut Vec<u8>) {
        self.kept.write(to);
        self.overflowed.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let kept: Vec<Label> = Wire::read(from)?;
        let bytes = kept.iter().map(Label::bytes).sum();
        Some(Self { kept, bytes, overflowed: Wire::read(from)? })
    }
}

impl Labels {
    /// Whether they are those of a run of that length.
    pub(crate) fn are_sound(&self, length: RowIndex) -> bool {
        self.bytes <= MAX_SPELLING_BYTES && super::run::ascending(self.kept.iter().map(|label| label.row), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, timestamp: &str) -> (Row, Vec<u8>, Vec<u8>) {
        let (id, timestamp) = (format!("\"{id}\"").into_bytes(), format!("\"{timestamp}\"").into_bytes());
        let mut row = Row::at(0, 0);
        let (key, form) = super::super::row::IdKey::of(&id);
        row.set_id(key, form);
        let text = &timestamp[1..timestamp.len() - 1];
        row.set_instant(Instant::parse_bytes(text), crate::instant::is_server_form(text));
        (row, id, timestamp)
    }

    #[test]
    fn what_the_server_writes_is_written_back() {
        let mut labels = Labels::default();
        let all = [
            ("alog_01M84DVJ8S04RC1KE0MTC80G71", "2026-09-01T08:00:00.123Z"),
            ("alog_01m84dvj8s04rc1ke0mtc80g71", "2026-09-01T08:00:00.123Z"),
            ("alog_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "2026-09-01T08:00:00Z"),
            ("", "soon"),
            ("\\ud800", "\\u0032026-09-01T08:00:00.123Z"),
        ];
        for (index, (id, timestamp)) in (0..).zip(all) {
            let (row, id, timestamp) = row(id, timestamp);
            labels.add(index, &row, Some(&id), Some(&timestamp));
        }
        assert_eq!(labels.kept.len(), 4);
        for (index, (id, timestamp)) in (0..).zip(all) {
            let (row, ..) = row(id, timestamp);
            let expected = timestamp.replace("\\u0032", "2");
            assert_eq!((labels.id(index, &row).as_deref(), labels.timestamp(index, &row)), (Some(id), Some(expected)), "{index}");
        }
    }

    #[test]
    fn texts_are_kept_up_to_a_cap() {
        let (odd, id, timestamp) = row(&"x".repeat(200), "soon");
        let gather = |from: u32, to: u32| {
            let mut labels = Labels::default();
            for index in from..to {
                labels.add(index - from, &odd, Some(&id), Some(&timestamp));
            }
            labels
        };
        let whole = gather(0, 200_000);
        assert!(whole.overflowed && whole.bytes <= MAX_SPELLING_BYTES && whole.kept.len() > 50_000);
        let mut merged = gather(0, 70_000);
        merged.merge(gather(70_000, 200_000), 70_000);
        assert_eq!((merged.kept.len(), merged.bytes, merged.overflowed), (whole.kept.len(), whole.bytes, true));
        let last = u32::try_from(whole.kept.len()).unwrap() - 1;
        assert_eq!(merged.timestamp(last, &odd).as_deref(), Some("soon"));
        assert_eq!(merged.timestamp(last + 1, &odd), None);
    }
}
