//! Rows of one millisecond, with their full hashes: what it takes to tell an honest race from tampering.

use super::row::RowIndex;
use crate::digest::Digest;
use crate::limits::{MAX_GROUPED_ROWS, MAX_MILLISECOND_GROUP};
use crate::reading::PrevHash;

/// What a row can be named by: its claimed hash and, where its content failed, the hashes that were computed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    /// The claimed hash, where it is usable.
    pub(crate) claimed: Option<Digest>,
    /// The computed ones, where the content failed.
    pub(crate) recomputed: Vec<Digest>,
}

impl Named {
    /// Whether `prev` names this row.
    pub(crate) fn is_named_by(&self, prev: PrevHash) -> bool {
        match prev {
            PrevHash::Hash(digest) => self.claimed == Some(digest) || self.recomputed.contains(&digest),
            _ => false,
        }
    }
}

/// A row of a group.
#[derive(Debug, Clone)]
pub(crate) struct GroupRow {
    /// Which.
    pub(crate) row: RowIndex,
    /// What it can be named by.
    pub(crate) named: Named,
    /// What it names.
    pub(crate) prev: PrevHash,
    /// Its link to the row before it held (also where it held only because one of the two was edited).
    pub(crate) holds: bool,
}

/// Consecutive rows of one millisecond.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    /// Their millisecond; `None` where the timestamp is unusable, and then the group has one row.
    pub(crate) millis: Option<i64>,
    /// They, in the document's order; none when there are more than are examined.
    pub(crate) rows: Vec<GroupRow>,
    /// How many there are.
    pub(crate) length: usize,
    /// The row before the first.
    pub(crate) before: Option<Named>,
    /// What the row after the last names, where there is one.
    pub(crate) after: Option<PrevHash>,
    /// A link inside or right after the group does not hold.
    pub(crate) has_break: bool,
}

impl Group {
    /// Whether there is anything to explain.
    pub(crate) fn is_knotted(&self) -> bool {
        self.has_break && self.length >= 2 && self.length <= MAX_MILLISECOND_GROUP
    }

    /// Begins the next group in this one's memory.
    pub(crate) fn restart(&mut self, millis: Option<i64>, before: Option<Named>) {
        self.rows.clear();
        (self.millis, self.before, self.length, self.after, self.has_break) = (millis, before, 0, None, false);
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: GroupRow) {
        self.length += 1;
        self.has_break |= !row.holds;
        if self.length <= MAX_MILLISECOND_GROUP {
            self.rows.push(row);
        } else {
            self.rows = Vec::new();
        }
    }

    /// Adds the rows of a group that goes on where this one ends.
    pub(crate) fn extend(&mut self, other: Group) {
        self.has_break |= other.has_break;
        self.length += other.length;
        if self.length <= MAX_MILLISECOND_GROUP {
            self.rows.extend(other.rows);
        } else {
            self.rows = Vec::new();
        }
    }

    /// The same group further on in a longer run.
    pub(crate) fn shift(&mut self, by: RowIndex) {
        for row in &mut self.rows {
            row.row += by;
        }
    }
}

/// Groups that need an explanation, in order, up to a cap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    kept: Vec<Group>,
    rows: usize,
    /// More needed one than are kept.
    pub(crate) overflowed: bool,
}

impl Groups {
    /// Keeps a closed group if it needs an explanation.
    pub(crate) fn keep(&mut self, group: Group) {
        if !group.is_knotted() {
            return;
        }
        // Once one is left out all later ones are, so that merging in any order keeps the same ones.
        if self.overflowed || self.rows + group.length > MAX_GROUPED_ROWS {
            self.overflowed = true;
            return;
        }
        self.rows += group.length;
        self.kept.push(group);
    }

    /// All of them, in order.
    pub(crate) fn into_vec(self) -> Vec<Group> {
        self.kept
    }
}
