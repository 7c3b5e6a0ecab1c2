//! Looks for a checkpoint's head among the rows as they go by.

use super::marks::IdForm;
use super::row::{IdKey, RowIndex};
use crate::digest::Digest;
use crate::wire::wire_struct;

/// A row that the head's id or hash was seen at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighting {
    /// The row.
    pub(crate) row: RowIndex,
    /// It has the head's id.
    pub(crate) same_id: bool,
    /// It claims the head's hash.
    pub(crate) same_hash: bool,
    /// Its content verified.
    pub(crate) verified: bool,
    /// The hash it claims.
    pub(crate) claimed: Option<Digest>,
}

/// What is looked for, and where it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    hash: Digest,
    id: (IdKey, IdForm),
    pub(crate) sightings: Vec<Sighting>,
}

wire_struct!(Probe: hash, id, sightings);
wire_struct!(Sighting: row, same_id, same_hash, verified, claimed);

/// Sightings kept: one is expected.
const MAX_SIGHTINGS: usize = 16;

impl Probe {
    /// Looks for the entry with this id literal and hash.
    pub(crate) fn new(hash: Digest, id_literal: &[u8]) -> Self {
        Self { hash, id: IdKey::of(id_literal), sightings: Vec::new() }
    }

    /// A row goes by.
    #[inline]
    pub(crate) fn look(&mut self, row: RowIndex, claimed: Option<Digest>, id: (IdKey, IdForm), verified: bool) {
        let same_hash = claimed == Some(self.hash);
        let same_id = id == self.id;
        if same_hash || same_id {
            self.keep(Sighting { row, same_id, same_hash, verified, claimed });
        }
    }

    fn keep(&mut self, sighting: Sighting) {
        if self.sightings.len() < MAX_SIGHTINGS {
            self.sightings.push(sighting);
        }
    }

    /// The same to look for, not seen yet.
    pub(crate) fn begin(&self) -> Self {
        Self { sightings: Vec::new(), ..*self }
    }

    /// Adds what was seen in the run that follows after `shift` rows.
    pub(crate) fn merge(&mut self, other: &Self, shift: RowIndex) {
        for sighting in &other.sightings {
            self.keep(Sighting { row: sighting.row + shift, ..*sighting });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    #[test]
    fn sees_the_head_by_its_id_or_its_hash() {
        let (hash, other) = (sha256(b"head"), sha256(b"other"));
        let (id, other_id) = (IdKey::of(b"\"alog_01M84DVJ8S04RC1KE0MTC80G71\""), IdKey::of(b"\"x\""));
        let mut probe = Probe::new(hash, b"\"alog_01M84DVJ8S04RC1KE0MTC80G71\"");
        probe.look(0, Some(other), other_id, true);
        probe.look(1, Some(hash), other_id, true);
        probe.look(2, None, id, false);
        probe.look(3, Some(hash), id, true);
        // A row without a usable id is not the head's, though both keys may be empty.
        probe.look(4, None, (IdKey::default(), IdForm::None), false);
        let seen: Vec<_> = probe.sightings.iter().map(|seen| (seen.row, seen.same_id, seen.same_hash, seen.verified)).collect();
        assert_eq!(seen, [(1, false, true, true), (2, true, false, false), (3, true, true, true)]);
        let mut first = Probe::new(hash, b"\"x\"");
        first.merge(&probe, 10);
        assert_eq!(first.sightings.iter().map(|seen| seen.row).collect::<Vec<_>>(), [11, 12, 13]);
        for row in 0..100 {
            first.look(row, Some(hash), id, true);
        }
        assert_eq!(first.sightings.len(), MAX_SIGHTINGS);
    }
}
