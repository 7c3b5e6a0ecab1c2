//! Rows of one millisecond, with their full hashes: what it takes to tell an honest race from tampering.

use super::row::RowIndex;
use crate::digest::Digest;
use crate::limits::{MAX_GROUPED_ROWS, MAX_MILLISECOND_GROUP};
use crate::reading::PrevHash;
use crate::wire::{Reader, Wire, wire_struct};

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

wire_struct!(Group: millis, rows, length, before, after, has_break);
wire_struct!(GroupRow: row, named, prev, holds);

impl Wire for Groups {
    fn write(&self, to: &mut Vec<u8>) {
        self.kept.write(to);
        self.overflowed.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let kept: Vec<Group> = Wire::read(from)?;
        let rows = kept.iter().try_fold(0_usize, |rows, group| rows.checked_add(group.length))?;
        Some(Self { kept, rows, overflowed: Wire::read(from)? })
    }
}

impl Groups {
    /// Whether all of them need an explanation, and follow each other in a run of that length.
    pub(crate) fn are_sound(&self, length: RowIndex) -> bool {
        self.rows <= MAX_GROUPED_ROWS
            && self.kept.iter().all(|group| group.is_knotted() && group.is_sound(length))
            && super::run::ascending(self.kept.iter().flat_map(|group| group.rows.iter().map(|row| row.row)), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(first: RowIndex, length: usize, holds: bool) -> Group {
        let mut group = Group { millis: Some(1), ..Group::default() };
        for row in (first..).take(length) {
            group.push(GroupRow { row, named: Named::default(), prev: PrevHash::Null, holds });
        }
        group
    }

    #[test]
    fn only_what_needs_an_explanation_is_kept() {
        let mut groups = Groups::default();
        groups.keep(group(0, 1, false));
        groups.keep(group(1, 5, true));
        groups.keep(group(6, 2, false));
        groups.keep(Group { has_break: true, ..group(8, 3, true) });
        groups.keep(group(11, MAX_MILLISECOND_GROUP + 1, false));
        assert!(!groups.overflowed);
        let first: Vec<RowIndex> = groups.into_vec().iter().map(|group| group.rows[0].row).collect();
        assert_eq!(first, [6, 8]);
    }

    #[test]
    fn a_group_too_large_keeps_no_rows() {
        let mut half = group(0, MAX_MILLISECOND_GROUP - 1, false);
        half.extend(group(0, 1, true));
        assert!(half.is_knotted() && half.rows.len() == MAX_MILLISECOND_GROUP);
        half.extend(group(0, 1, true));
        assert!(!half.is_knotted() && half.rows.is_empty() && half.length == MAX_MILLISECOND_GROUP + 1);
    }

    /// Past the cap nothing is kept, not even what would fit: so runs keep the same groups in whatever order they merge.
    #[test]
    fn the_cap_cuts_once_for_all() {
        let mut groups = Groups::default();
        for i in 0..MAX_GROUPED_ROWS / 1_000 {
            groups.keep(group(u32::try_from(i).unwrap() * 1_000, 1_000, false));
        }
        assert!(!groups.overflowed);
        groups.keep(group(0, 1_000, false));
        groups.keep(group(0, 2, false));
        assert!(groups.overflowed);
        assert_eq!(groups.into_vec().len(), MAX_GROUPED_ROWS / 1_000);
    }
}
