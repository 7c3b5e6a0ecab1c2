//! What became of each entry, one row after the other: for whoever draws a chain or lists its entries.
//!
//! ```
//! use grantex_compliance::rows::{RowContent, RowLink};
//! use grantex_compliance::{Verifier, VerifyOptions};
//!
//! let pack = include_bytes!("../tests/fixtures/recorded/tampered-action.json");
//! let mut verifier = Verifier::new(VerifyOptions::default())?;
//! verifier.push(pack)?;
//! let (report, rows) = verifier.finish_with_rows()?;
//! assert_eq!(u64::try_from(rows.iter().count()).ok(), Some(report.entries.total));
//! let changed = rows.iter().position(|row| row.content == RowContent::Failed);
//! assert_eq!(changed, Some(60));
//! assert!(rows.iter().skip(1).all(|row| row.link == RowLink::Holds));
//! # Ok::<(), grantex_compliance::Error>(())
//! ```

use crate::chain::marks::{ContentFact, LinkFact, Status};
use crate::chain::row::{Row, Rows};
use crate::content::Format;

/// What became of the content of an entry. The numbers are those of the JavaScript columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RowContent {
    /// It was not hashed: malformed, a member twice, skipped, no developer.
    Unread = 0,
    /// Its hash is the hash of nothing it says.
    Failed = 1,
    /// It verified under format A.
    A = 2,
    /// It verified under format B.
    B = 3,
    /// It verified; its text is the same under B and C.
    BOrC = 4,
    /// It verified under format C.
    C = 5,
}

/// How an entry stands to the one right before it. What is wrong with a chain stands in the report's findings: a link that
/// fails here may be explained there as the order within one millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RowLink {
    /// There is none before it.
    First = 0,
    /// Its `prevHash` names it.
    Holds = 1,
    /// Its `prevHash` names something else, or nothing.
    Fails = 2,
    /// It can't be said: one of the two has no usable hash.
    Unknown = 3,
}

/// How the action of an entry came out, as the entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RowStatus {
    /// No usable status.
    Unreadable = 0,
    /// `success`, or none, which counts as such.
    Success = 1,
    /// `failure`
    Failure = 2,
    /// `blocked`
    Blocked = 3,
    /// None of the server's.
    Other = 4,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFacts {
    /// Where it starts in the document, in bytes.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u32,
    /// Its timestamp in Unix milliseconds, where it is usable.
    pub millis: Option<i64>,
    /// How its action came out.
    pub status: RowStatus,
    /// What became of its content.
    pub content: RowContent,
    /// How it stands to the entry before it.
    pub link: RowLink,
}

/// All entries of a document, in its order. It takes over what the verification kept of them and copies nothing.
#[derive(Debug, Clone, Default)]
pub struct RowTable {
    rows: Rows,
}

impl RowTable {
    pub(crate) fn new(rows: Rows) -> Self {
        Self { rows }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// One of them, counted from 0.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<RowFacts> {
        self.rows.get(index).map(RowFacts::of)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = RowFacts> + '_ {
        self.rows.iter().map(RowFacts::of)
    }
}

impl RowFacts {
    fn of(row: &Row) -> Self {
        Self {
            offset: row.offset,
            length: row.length,
            millis: row.has_instant().then_some(row.millis),
            status: match row.status() {
                None => RowStatus::Unreadable,
                Some(Status::Success) => RowStatus::Success,
                Some(Status::Failure) => RowStatus::Failure,
                Some(Status::Blocked) => RowStatus::Blocked,
                Some(Status::Other) => RowStatus::Other,
            },
            content: match row.content() {
                ContentFact::Unread => RowContent::Unread,
                ContentFact::Failed => RowContent::Failed,
                ContentFact::Verified(Format::A) => RowContent::A,
                ContentFact::Verified(Format::B) => RowContent::B,
                ContentFact::Verified(Format::BOrC) => RowContent::BOrC,
                ContentFact::Verified(Format::C) => RowContent::C,
            },
            link: match row.link() {
                LinkFact::First => RowLink::First,
                LinkFact::Holds => RowLink::Holds,
                LinkFact::Fails => RowLink::Fails,
                LinkFact::Unknown => RowLink::Unknown,
            },
        }
    }
}
