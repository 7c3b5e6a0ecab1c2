//! A log of any size, verified in pieces that know nothing of each other: `run` and `merge` for map-reduce engines.
//!
//! [`LogPiece`] takes a piece of a log (entries one a line, an array of them, a stretch of an export) and makes of it a
//! [`RunLine`]: what was learned of its entries, and nothing of what they say beyond findings. [`Merge`] takes such lines
//! in any order and makes the report on all of them together.
//!
//! The report is that of an audit export with these entries, and the same as if one [`Verifier`](crate::Verifier) had read
//! them all. Offsets count in the pieces put one behind the other. What is beside a pack's entries is not looked at here.
//!
//! ```
//! use grantex_compliance::map_reduce::{LogPiece, Merge, OrderedBy};
//! use grantex_compliance::{Verdict, VerifyOptions};
//!
//! let export = include_bytes!("../../tests/fixtures/recorded/export-audit.json");
//! let text = std::str::from_utf8(export)?;
//! let cut = text.match_indices(r#"{"entryId":"#).nth(50).ok_or("too few entries")?.0;
//!
//! // Anywhere, in any order.
//! let mut lines = Vec::new();
//! for piece in [&export[cut..], &export[..cut]] {
//!     let mut run = LogPiece::new(VerifyOptions::default())?;
//!     run.push(piece)?;
//!     lines.push(run.finish(None)?.to_json());
//! }
//!
//! let mut merge = Merge::new(VerifyOptions::default())?;
//! for line in &lines {
//!     merge.add(line.as_bytes())?;
//! }
//! let merged = merge.finish()?;
//! assert_eq!((merged.pieces, merged.ordered_by), (2, OrderedBy::Links));
//! assert_eq!((merged.report.verdict, merged.report.entries.total), (Verdict::Intact, 120));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base64;
mod line;
mod merge;
mod order;
mod piece;

pub use line::{RUN_SCHEMA, RunLine};
pub use merge::{Merge, Merged};
pub use order::OrderedBy;
pub use piece::LogPiece;

use crate::error::{Error, ErrorKind};
use crate::options::VerifyOptions;
use crate::report::DocumentKind;

/// Pieces that can't be put together.
fn unmergeable(problem: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnmergeablePieces { problem: problem.into() })
}

/// The options, unless they ask for what only a look at one whole document can give.
fn for_entries(options: VerifyOptions) -> Result<VerifyOptions, Error> {
    if options.fingerprint {
        return Err(Error::invalid_option("fingerprint", "pieces have no common bytes to take it of"));
    }
    if options.sample.is_some() {
        return Err(Error::invalid_option("sample", "it is drawn by the SHA-256 of one document, and pieces have none"));
    }
    if options.kind == Some(DocumentKind::EvidencePack) {
        return Err(Error::invalid_option("kind", "only entries are looked at, as those of an audit export"));
    }
    Ok(VerifyOptions { kind: Some(DocumentKind::AuditExport), ..options })
}
