//! Findings about rows while the rows go by: kept up to a cap, lowest row first, all of them counted.

use super::SeverityCounts;
use super::codes::{FindingCode, Severity};
use super::finding::{Finding, Param, Params};
use super::sorted_map::SortedMap;
use crate::wire::{Reader, Wire, is_count_of, wire_struct};

/// A finding about one row, before its place in the document has a name.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    /// The row.
    pub(crate) row: u32,
    /// What.
    pub(crate) code: FindingCode,
    /// The member it is about, as a JSON Pointer from the entry.
    pub(crate) member: String,
    /// What its message speaks of.
    pub(crate) params: Params,
    /// What should stand there.
    pub(crate) expected: Option<String>,
    /// What stands there.
    pub(crate) actual: Option<String>,
    /// The entry's id, quoted.
    pub(crate) entry_id: Option<String>,
    /// The entry's timestamp, quoted.
    pub(crate) timestamp: Option<String>,
    /// Where the entry starts.
    pub(crate) offset: u64,
    /// Its length.
    pub(crate) length: u64,
}

impl Note {
    /// The same note with one more value for its message.
    pub(crate) fn param(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// As a finding; `rows` names the document's array of entries.
    pub(crate) fn into_finding(self, rows: &str) -> Finding {
        Finding {
            params: self.params,
            expected: self.expected,
            actual: self.actual,
            index: Some(u64::from(self.row)),
            entry_id: self.entry_id,
            timestamp: self.timestamp,
            pointer: Some(super::quote(&format!("/{rows}/{}{}", self.row, self.member))),
            offset: Some(self.offset),
            length: Some(self.length),
            ..Finding::new(self.code)
        }
    }
}

/// Notes, lowest row first.
#[derive(Debug, Clone)]
pub(crate) struct Notes {
    cap: usize,
    kept: [Vec<Note>; 3],
    counts: SortedMap<FindingCode, u64>,
}

impl Notes {
    /// No notes, of which `cap` of each severity will be kept.
    pub(crate) fn new(cap: usize) -> Self {
        Self { cap, kept: [Vec::new(), Vec::new(), Vec::new()], counts: SortedMap::new() }
    }

    /// Adds a note about a row not before those of earlier notes. It is made only if it will be kept.
    pub(crate) fn add(&mut self, code: FindingCode, note: impl FnOnce() -> Note) {
        self.counts.update(code, 0, |count| *count += 1);
        let cap = self.cap;
        let kept = self.of(code.severity());
        if kept.len() < cap {
            kept.push(note());
        }
    }

    fn of(&mut self, severity: Severity) -> &mut Vec<Note> {
        let [errors, warnings, infos] = &mut self.kept;
        match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Info => infos,
        }
    }

    /// Adds the notes of a run that goes on after `rows` rows.
    pub(crate) fn merge(&mut self, other: Self, rows: u32) {
        for (code, count) in other.counts {
            self.counts.update(code, 0, |mine| *mine += count);
        }
        let cap = self.cap;
        for (mine, theirs) in self.kept.iter_mut().zip(other.kept) {
            let room = cap.saturating_sub(mine.len());
            mine.extend(theirs.into_iter().take(room).map(|note| Note { row: note.row + rows, ..note }));
        }
    }

    /// Puts what they speak of this many bytes later in the document.
    pub(crate) fn shift_offsets(&mut self, by: u64) {
        self.kept.iter_mut().flatten().for_each(|note| note.offset = note.offset.saturating_add(by));
    }

    /// Keeps none, but counts as many as the others.
    pub(crate) fn count_like(&mut self, other: &Self) {
        self.counts.clone_from(&other.counts);
    }

    /// How many there are with this code.
    pub(crate) fn count(&self, code: FindingCode) -> u64 {
        self.counts.get(&code).copied().unwrap_or(0)
    }

    /// How many there are.
    pub(crate) fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// All that were kept, and how many there were.
    pub(crate) fn into_findings(self, rows: &str, counts: &mut SortedMap<FindingCode, SeverityCounts>) -> Vec<Finding> {
        for (code, count) in self.counts {
            super::ledger::count(counts, code, code.severity(), count);
        }
        self.kept.into_iter().flatten().map(|note| note.into_finding(rows)).collect()
    }
}

wire_struct!(Note: row, code, member, params, expected, actual, entry_id, timestamp, offset, length);

impl Wire for Param {
    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Number(number) => {
                to.push(0);
                number.write(to);
            }
            Self::Text(text) => {
                to.push(1);
                text.write(to);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match u8::read(from)? {
            0 => i64::read(from).map(Self::Number),
            1 => String::read(from).map(Self::Text),
            _ => None,
        }
    }
}

impl Notes {
    /// Appends them. Their cap is that of the run they belong to.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        let Self { cap: _, kept, counts } = self;
        for notes in kept {
            notes.write(to);
        }
        counts.write(to);
    }

    /// Takes those of a run of so many rows with this cap; `None` unless such a run could have them.
    pub(crate) fn read(from: &mut Reader<'_>, cap: usize, rows: u32) -> Option<Self> {
        let kept: [Vec<Note>; 3] = [Wire::read(from)?, Wire::read(from)?, Wire::read(from)?];
        let counts: SortedMap<FindingCode, u64> = Wire::read(from)?;
        for (severity, notes) in [Severity::Error, Severity::Warning, Severity::Info].into_iter().zip(&kept) {
            let in_order = notes.is_sorted_by_key(|note| note.row) && notes.last().is_none_or(|last| last.row < rows);
            let counted = |note: &Note| note.code.severity() == severity && counts.contains_key(&note.code);
            if !in_order || notes.len() > cap || !notes.iter().all(counted) {
                return None;
            }
        }
        let bounded = counts.values().all(|&count| is_count_of(count, rows));
        bounded.then_some(Self { cap, kept, counts })
    }
}
