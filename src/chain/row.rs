//! What is kept of every row: 56 bytes, so that a chain of any length can be classified at its end.

use crate::canonical::string::canonical_literal;
use crate::content::Format;
use crate::digest::sha256;
use crate::wire::{Reader, Wire, wire_struct};

/// A row's number in its run.
pub(crate) type RowIndex = u32;

/// What became of a row's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentFact {
    /// It was not hashed: malformed, a duplicate member, skipped, no developer.
    Unread,
    /// Its hash is the hash of nothing it says.
    Failed,
    /// It verified.
    Verified(Format),
}

/// How a row's `prevHash` stands to the row right before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkFact {
    /// There is no row before it.
    First,
    /// It names it.
    Holds,
    /// It names something else, or nothing.
    Fails,
    /// The row before it has no usable hash, or its own `prevHash` is unusable.
    Unknown,
}

/// A row's `status`, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not one of the server's.
    Other,
    Success,
    Failure,
    Blocked,
}

impl Status {
    /// The server's, as it spells them.
    pub(crate) const NAMED: [(Self, &'static str); 3] =
        [(Self::Success, "success"), (Self::Failure, "failure"), (Self::Blocked, "blocked")];
}

/// An `entryId`, for comparison.
///
/// The server's own ids (`alog_` and a ULID) are kept exactly; of any other, 128 bits of its SHA-256. Two different ids
/// are never taken for one unless somebody found a collision of those bits, and then the verdict errs to `broken`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct IdKey {
    high: u64,
    low: u64,
}

/// How an [`IdKey`] was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdForm {
    /// No usable id.
    None,
    /// `alog_` and a ULID.
    Server,
    /// Anything else.
    Other,
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

impl Wire for IdForm {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(match self {
            Self::None => 0,
            Self::Server => 1,
            Self::Other => 2,
        });
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match u8::read(from)? {
            0 => Some(Self::None),
            1 => Some(Self::Server),
            2 => Some(Self::Other),
            _ => None,
        }
    }
}

/// Bits of [`Row::marks`].
mod mark {
    pub(super) const CONTENT: u16 = 0b111;
    pub(super) const LINK: u16 = 0b11 << 3;
    pub(super) const CLAIMED: u16 = 1 << 5;
    pub(super) const PREV_HASH: u16 = 1 << 6;
    pub(super) const PREV_NULL: u16 = 1 << 7;
    /// Neither null nor a hash: both bits.
    pub(super) const PREV_TEXT: u16 = PREV_HASH | PREV_NULL;
    pub(super) const BELOW: u16 = 1 << 8;
    pub(super) const INSTANT: u16 = 1 << 9;
    pub(super) const ID_SERVER: u16 = 1 << 10;
    pub(super) const ID_OTHER: u16 = 1 << 11;
    pub(super) const TIMESTAMP_SERVER: u16 = 1 << 12;
    pub(super) const STATUS: u16 = 0b111 << 13;
}

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
    pub(super) marks: u16,
}

impl Row {
    /// A row at this place, of which nothing is known yet.
    pub(crate) fn at(offset: u64, length: u64) -> Self {
        Self { offset, length: u32::try_from(length).unwrap_or(u32::MAX), ..Self::default() }
    }

    fn set(&mut self, bits: u16, on: bool) {
        self.marks = if on { self.marks | bits } else { self.marks & !bits };
    }

    fn has(&self, bits: u16) -> bool {
        self.marks & bits != 0
    }

    /// What became of the content.
    pub(crate) fn content(&self) -> ContentFact {
        match self.marks & mark::CONTENT {
            0 => ContentFact::Unread,
            1 => ContentFact::Failed,
            2 => ContentFact::Verified(Format::A),
            3 => ContentFact::Verified(Format::B),
            4 => ContentFact::Verified(Format::BOrC),
            _ => ContentFact::Verified(Format::C),
        }
    }

    /// Notes what became of the content.
    pub(crate) fn set_content(&mut self, content: ContentFact) {
        let value = match content {
            ContentFact::Unread => 0,
            ContentFact::Failed => 1,
            ContentFact::Verified(Format::A) => 2,
            ContentFact::Verified(Format::B) => 3,
            ContentFact::Verified(Format::BOrC) => 4,
            ContentFact::Verified(Format::C) => 5,
        };
        self.marks = self.marks & !mark::CONTENT | value;
    }

    /// How it stands to the row before it.
    pub(crate) fn link(&self) -> LinkFact {
        match (self.marks & mark::LINK) >> 3 {
            0 => LinkFact::First,
            1 => LinkFact::Holds,
            2 => LinkFact::Fails,
            _ => LinkFact::Unknown,
        }
    }

    /// Notes how it stands to the row before it.
    pub(crate) fn set_link(&mut self, link: LinkFact) {
        let value = match link {
            LinkFact::First => 0,
            LinkFact::Holds => 1,
            LinkFact::Fails => 2,
            LinkFact::Unknown => 3,
        };
        self.marks = self.marks & !mark::LINK | value << 3;
    }

    /// Its `hash` is usable.
    pub(crate) fn has_claimed(&self) -> bool {
        self.has(mark::CLAIMED)
    }

    /// Its `prevHash` is a usable hash.
    pub(crate) fn has_prev(&self) -> bool {
        self.marks & mark::PREV_TEXT == mark::PREV_HASH
    }

    /// Its `prevHash` is null.
    pub(crate) fn is_genesis(&self) -> bool {
        self.marks & mark::PREV_TEXT == mark::PREV_NULL
    }

    /// Its `prevHash` is a string that is no hash.
    pub(crate) fn has_prev_text(&self) -> bool {
        self.marks & mark::PREV_TEXT == mark::PREV_TEXT
    }

    /// Its status; `None` where it is unreadable.
    pub(crate) fn status(&self) -> Option<Status> {
        match (self.marks & mark::STATUS) >> 13 {
            1 => Some(Status::Success),
            2 => Some(Status::Failure),
            3 => Some(Status::Blocked),
            4 => Some(Status::Other),
            _ => None,
        }
    }

    /// Notes its status.
    pub(crate) fn set_status(&mut self, status: Option<Status>) {
        let value = match status {
            None => 0,
            Some(Status::Success) => 1,
            Some(Status::Failure) => 2,
            Some(Status::Blocked) => 3,
            Some(Status::Other) => 4,
        };
        self.marks = self.marks & !mark::STATUS | value << 13;
    }

    /// Its timestamp and its id are usable, so that it has a place in the order.
    pub(crate) fn is_comparable(&self) -> bool {
        self.has_instant() && self.id_form() != IdForm::None
    }

    /// It is below the last comparable row before it, by (instant, entryId).
    pub(crate) fn is_below(&self) -> bool {
        self.has(mark::BELOW)
    }

    /// Its timestamp is usable.
    pub(crate) fn has_instant(&self) -> bool {
        self.has(mark::INSTANT)
    }

    /// Its timestamp is spelled as the server does.
    pub(crate) fn has_server_timestamp(&self) -> bool {
        self.has(mark::TIMESTAMP_SERVER)
    }

    /// How its id's key was made.
    pub(crate) fn id_form(&self) -> IdForm {
        if self.has(mark::ID_SERVER) {
            IdForm::Server
        } else if self.has(mark::ID_OTHER) {
            IdForm::Other
        } else {
            IdForm::None
        }
    }

    /// Notes the claimed hash.
    pub(crate) fn set_claimed(&mut self, digest: Option<crate::digest::Digest>) {
        self.claimed = digest.map_or(0, |digest| digest.prefix());
        self.set(mark::CLAIMED, digest.is_some());
    }

    /// Notes `prevHash`.
    pub(crate) fn set_prev(&mut self, prev: crate::reading::PrevHash) {
        use crate::reading::PrevHash;
        self.prev = if let PrevHash::Hash(digest) = prev { digest.prefix() } else { 0 };
        self.set(mark::PREV_HASH, matches!(prev, PrevHash::Hash(_) | PrevHash::Text));
        self.set(mark::PREV_NULL, matches!(prev, PrevHash::Null | PrevHash::Text));
    }

    /// Notes that it is below the row before it.
    pub(crate) fn set_below(&mut self, below: bool) {
        self.set(mark::BELOW, below);
    }

    /// Notes the timestamp.
    pub(crate) fn set_instant(&mut self, instant: Option<crate::instant::Instant>, server_form: bool) {
        self.millis = instant.map_or(0, |instant| instant.millis());
        self.set(mark::INSTANT, instant.is_some());
        self.set(mark::TIMESTAMP_SERVER, server_form);
    }

    /// Notes the id.
    pub(crate) fn set_id(&mut self, key: IdKey, form: IdForm) {
        self.id = key;
        self.set(mark::ID_SERVER, form == IdForm::Server);
        self.set(mark::ID_OTHER, form == IdForm::Other);
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
        let rest = u64::from(self.length) | u64::from(self.developer) << 32 | u64::from(self.marks) << 48;
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
        Some(Self { claimed, prev, id, millis, offset, length: rest as u32, developer: (rest >> 32) as u16, marks: (rest >> 48) as u16 })
    }

    /// Whether its marks are such as are set here.
    pub(crate) fn is_sound(&self) -> bool {
        self.marks & mark::CONTENT <= 5
            && (self.marks & mark::STATUS) >> 13 <= 4
            && !(self.has(mark::ID_SERVER) && self.has(mark::ID_OTHER))
            && (self.has_claimed() || self.claimed == 0)
            && (self.has_instant() || self.millis == 0)
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

    #[test]
    fn marks_do_not_touch_each_other() {
        let mut row = Row::default();
        for content in [ContentFact::Failed, ContentFact::Verified(Format::C), ContentFact::Unread] {
            for link in [LinkFact::Fails, LinkFact::Unknown, LinkFact::Holds, LinkFact::First] {
                row.set_content(content);
                row.set_link(link);
                row.set_below(link == LinkFact::Fails);
                assert_eq!((row.content(), row.link(), row.is_below()), (content, link, link == LinkFact::Fails));
                assert!(!row.has_instant() && !row.has_claimed());
            }
        }
    }
}
