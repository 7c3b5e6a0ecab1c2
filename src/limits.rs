//! Every cap on what the input controls, with where its number comes from.

/// Levels of nesting that are read; the document's root is level 1. (`rules` 3 of the format: 128.)
pub const MAX_DEPTH: usize = 128;

/// Bytes of one audit entry. The server accepts request bodies of 1 MiB (its framework's default), and
/// metadata is one part of such a body; eight times that leaves room for any other spelling.
/// A larger entry is skipped and reported as `document.limit-exceeded`.
pub const MAX_ENTRY_BYTES: usize = 8 << 20;

/// Bytes of one other part: `meta`, `summary`, one grant, one policy, an unknown top-level member.
/// Same origin as [`MAX_ENTRY_BYTES`]. A larger part is an error.
pub const MAX_PART_BYTES: usize = 8 << 20;

/// Levels that are followed, without recursion, while an entry too deep to be read is skipped: one bit each.
pub const MAX_SKIPPED_DEPTH: usize = 1 << 20;

/// Findings kept in a report unless the caller says otherwise; all are counted.
pub const DEFAULT_MAX_FINDINGS: usize = 1_000;

/// Findings a caller may ask to keep: what stays pleasant to hold in a page.
pub const MAX_FINDINGS: usize = 100_000;

/// UTF-16 units of quoted input in a report; what is longer is cut.
pub const MAX_QUOTED_UNITS: usize = 256;

/// Entries that a sample may hold. Auditors' tables end at a few hundred items.
pub const MAX_SAMPLE: usize = 10_000;

/// Policies changed inside the period that a report names; all are counted.
pub const MAX_NAMED_POLICIES: usize = 100;

/// Names of members that a line of the claim ledger lists.
pub const MAX_LISTED_MEMBERS: usize = 16;

/// Rows whose full hashes are kept to explain broken links: 64 bytes each.
pub const MAX_LINK_BREAKS: usize = 1 << 16;

/// Entries of one millisecond whose order is examined. A server appends to one chain in one transaction an
/// entry, and none does so a thousand times in a millisecond.
pub const MAX_MILLISECOND_GROUP: usize = 1_024;

/// Rows of busy milliseconds with a broken link that are kept for explanation: 64 bytes each.
pub const MAX_GROUPED_ROWS: usize = 1 << 16;

/// Bytes of entry ids and timestamps kept for findings that are made at the end, when they are not of the
/// server's own form (`alog_` and a ULID; milliseconds and `Z`) and so can't be written back from the facts.
pub const MAX_SPELLING_BYTES: usize = 24 << 20;

/// Distinct `developerId`s told apart; one chain belongs to one.
pub const MAX_DEVELOPERS: usize = 1_024;

/// Distinct names told apart where findings are counted per name (members that no format hashes).
pub const MAX_COUNTED_NAMES: usize = 256;

/// Grants kept for the replay of actions; a plan's ceiling is far below.
pub const MAX_GRANTS: usize = 1 << 20;
