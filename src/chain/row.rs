//! What is kept of every row: 56 bytes, so that a chain of any length can be classified at its end.

use core::ops::{Deref, DerefMut};

use super::marks::{IdForm, Marks};
use crate::canonical::string::canonical_literal;
use crate::digest::sha256;
use crate::wire::{Reader, Wire, wire_struct};

/// A row's number in its run.
pub(crate) type RowIndex = u32;

/// An `entryId`, for comparison.
///
/// The server's own ids (`alog_` and a ULID) are kept exactly; of any other, 128 bits of its SHA-256. Two different ids
/// are never taken for one unless somebody found a collision of those bits, and then the verdict errs to `broken`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct IdKey {
    high: u64,
    low: u64,
}

const ULID_DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of each byte as a ULID digit (Crockford's base 32, upper case); 255 where it is none.
const ULID_VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 32 {
        #[expect(
            clippy::indexing_slicing,
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "a constant; the digits are ASCII, i is below 32"
        )]
        {
            values[ULID_DIGITS[i] as usize] = i as u8;
        }
        i += 1;
    }
    values
};

impl IdKey {
    /// The key of the id whose JSON literal this is.
    #[inline]
    pub(crate) fn of(literal: &[u8]) -> (Self, IdForm) {
        if let Some(key) = Self::of_server(literal) {
            return (key, IdForm::Server);
        }
        // One id must not pass for two by being spelled with an escape.
        let canonical = canonical_literal(literal);
        if let Some(key) = Self::of_server(&canonical) {
            return (key, IdForm::Server);
        }
        let digest = sha256(&canonical);
        let wide = digest.as_bytes().iter().take(16).fold(0_u128, |wide, &byte| wide << 8 | u128::from(byte));
        (Self::from_wide(wide), IdForm::Other)
    }

    #[inline]
    fn of_server(literal: &[u8]) -> Option<Self> {
        let [b'"', b'a', b'l', b'o', b'g', b'_', ulid @ .., b'"'] = literal else { return None };
        Self::from_ulid(ulid)
    }

    #[inline]
    fn from_ulid(ulid: &[u8]) -> Option<Self> {
        // 26 digits of five bits; the first holds three.
        if ulid.len() != 26 || *ulid.first()? > b'7' {
            return None;
        }
        let mut bad = 0;
        let mut number = |digits: &[u8]| {
            digits.iter().fold(0_u64, |number, &byte| {
                let value = ULID_VALUES.get(usize::from(byte)).copied().unwrap_or(255);
                bad |= value;
                number << 5 | u64::from(value & 31)
            })
        };
        // Twelve digits are sixty bits; numbers of 128 bits are slow in WebAssembly.
        let (first, rest) = ulid.split_at_checked(2)?;
        let (middle, last) = rest.split_at_checked(12)?;
        let (first, middle, last) = (number(first), number(middle), number(last));
        (bad < 32).then_some(Self { high: first << 56 | middle >> 4, low: middle << 60 | last })
    }

    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "takes the two halves")]
    fn from_wide(wide: u128) -> Self {
        Self { high: (wide >> 64) as u64, low: wide as u64 }
    }

    /// The server's id of this key.
    pub(crate) fn server_id(self) -> String {
        let wide = u128::from(self.high) << 64 | u128::from(self.low);
        let digits = (0..26).rev().map(|i| {
            let value = usize::try_from(wide >> (5 * i) & 31).unwrap_or(0);
            char::from(ULID_DIGITS.get(value).copied().unwrap_or(b'0'))
        });
        "alog_".chars().chain(digits).collect()
    }
}

wire_struct!(IdKey: high, low);

/// One row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    /// The first 64 bits of the claimed hash. They steer explanations, never the verdict.
    pub(crate) claimed: u64,
    /// The first 64 bits of `prevHash`.
    pub(crate) prev: u64,
    /// The id.
    pub(crate) id: IdKey,
    /// The timestamp in Unix milliseconds.
    pub(crate) millis: i64,
    /// Where the row starts in the document.
    pub(crate) offset: u64,
    /// Its length, in bytes; saturates.
    pub(crate) length: u32,
    /// Its developer, in the run's table.
    pub(crate) developer: u16,
    /// What is known of it in a few bits.
    pub(crate) marks: Marks,
}

/// What the marks say is said of the row.
impl Deref for Row {
    type Target = Marks;

    fn deref(&self) -> &Marks {
        &self.marks
    }
}

impl DerefMut for Row {
    fn deref_mut(&mut self) -> &mut Marks {
        &mut self.marks
    }
}

impl Row {
    /// A row at this place, of which nothing is known yet.
    pub(crate) fn at(offset: u64, length: u64) -> Self {
        Self { offset, length: u32::try_from(length).unwrap_or(u32::MAX), ..Self::default() }
    }

    /// Notes the claimed hash.
    pub(crate) fn set_claimed(&mut self, digest: Option<crate::digest::Digest>) {
        self.claimed = digest.map_or(0, |digest| digest.prefix());
        self.marks.set_claimed(digest.is_some());
    }

    /// Notes `prevHash`.
    pub(crate) fn set_prev(&mut self, prev: crate::reading::PrevHash) {
        use crate::reading::PrevHash;
        self.prev = if let PrevHash::Hash(digest) = prev { digest.prefix() } else { 0 };
        self.marks.set_prev(prev);
    }

    /// Notes the timestamp.
    pub(crate) fn set_instant(&mut self, instant: Option<crate::instant::Instant>, server_form: bool) {
        self.millis = instant.map_or(0, |instant| instant.millis());
        self.marks.set_instant(instant.is_some(), server_form);
    }

    /// Notes the id.
    pub(crate) fn set_id(&mut self, key: IdKey, form: IdForm) {
        self.id = key;
        self.marks.set_id_form(form);
    }
}

/// Rows in blocks, so that growing never copies and never holds twice what is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    blocks: Vec<Vec<Row>>,
    length: u32,
}

/// Rows in a block: just under a mebibyte.
const BLOCK: usize = 1 << 14;

impl Rows {
    /// How many.
    pub(crate) fn len(&self) -> u32 {
        self.length
    }

    /// Adds one.
    #[inline]
    pub(crate) fn push(&mut self, row: Row) {
        match self.blocks.last_mut() {
            Some(block) if block.len() < BLOCK => block.push(row),
            _ => {
                // The first block grows as it is needed: most documents are small.
                let mut block = Vec::with_capacity(if self.blocks.is_empty() { 64 } else { BLOCK });
                block.push(row);
                self.blocks.push(block);
            }
        }
        self.length += 1;
    }

    /// One of them.
    #[inline]
    pub(crate) fn get(&self, index: RowIndex) -> Option<&Row> {
        let index = usize::try_from(index).ok()?;
        self.blocks.get(index / BLOCK)?.get(index % BLOCK)
    }

    /// One of them, to change.
    pub(crate) fn get_mut(&mut self, index: RowIndex) -> Option<&mut Row> {
        let index = usize::try_from(index).ok()?;
        self.blocks.get_mut(index / BLOCK)?.get_mut(index % BLOCK)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.blocks.iter().flatten()
    }
}

/// Bytes of a row as it is written.
const ROW_BYTES: usize = 56;

impl Row {
    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        let mut bytes = [0; ROW_BYTES];
        let wide = [self.claimed, self.prev, self.id.high, self.id.low, u64::from_le_bytes(self.millis.to_le_bytes()), self.offset];
        let rest = u64::from(self.length) | u64::from(self.developer) << 32 | u64::from(self.marks.bits()) << 48;
        for (eight, wide) in bytes.chunks_exact_mut(8).zip(wide.into_iter().chain([rest])) {
            eight.copy_from_slice(&wide.to_le_bytes());
        }
        to.extend_from_slice(&bytes);
    }

    #[inline]
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "takes the parts of a word")]
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let [claimed, prev, high, low] =
            [u64::read(&mut reader)?, u64::read(&mut reader)?, u64::read(&mut reader)?, u64::read(&mut reader)?];
        let (millis, offset, rest) = (i64::read(&mut reader)?, u64::read(&mut reader)?, u64::read(&mut reader)?);
        let id = IdKey { high, low };
        Some(Self {
            claimed,
            prev,
            id,
            millis,
            offset,
            length: rest as u32,
            developer: (rest >> 32) as u16,
            marks: Marks::of_bits((rest >> 48) as u16),
        })
    }

    /// Whether its marks are such as are set here, and nothing is told that they say is unusable.
    pub(crate) fn is_sound(&self) -> bool {
        self.marks.are_sound() && (self.has_claimed() || self.claimed == 0) && (self.has_instant() || self.millis == 0)
    }
}

impl Rows {
    /// Appends them.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        self.length.write(to);
        to.reserve(self.blocks.iter().map(Vec::len).sum::<usize>() * ROW_BYTES);
        for row in self.iter() {
            row.write(to);
        }
    }

    /// Takes them from the front.
    pub(crate) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = usize::read(from)?;
        let bytes = from.take(length.checked_mul(ROW_BYTES)?)?;
        let mut rows = Self::default();
        for row in bytes.chunks_exact(ROW_BYTES) {
            rows.push(Row::read(row)?);
        }
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_ids_are_kept_exactly() {
        for id in ["alog_01M84DVJ8S04RC1KE0MTC80G71", "alog_00000000000000000000000000", "alog_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"] {
            let (key, form) = IdKey::of(format!("\"{id}\"").as_bytes());
            assert_eq!(form, IdForm::Server);
            assert_eq!(key.server_id(), id);
        }
        for id in ["alog_81M84DVJ8S04RC1KE0MTC80G71", "alog_01m84dvj8s04rc1ke0mtc80g71", "alog_X01A", "alog_01M84DVJ8S04RC1KE0MTC80G7U", ""]
        {
            assert_eq!(IdKey::of(format!("\"{id}\"").as_bytes()).1, IdForm::Other, "{id}");
        }
        // However it is spelled, it is the same id.
        assert_eq!(IdKey::of(b"\"x\\u0041\"").0, IdKey::of(b"\"xA\"").0);
    }

    #[test]
    fn a_row_is_small() {
        assert_eq!(size_of::<Row>(), 56);
    }
}
