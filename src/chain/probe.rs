//! Looks for a checkpoint's head among the rows as they go by.

use super::row::{IdForm, IdKey, RowIndex};
use crate::digest::Digest;

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

    /// Adds what was seen in the run that follows after `shift` rows.
    pub(crate) fn merge(&mut self, other: &Self, shift: RowIndex) {
        for sighting in &other.sightings {
            self.keep(Sighting { row: sighting.row + shift, ..*sighting });
        }
    }
}
