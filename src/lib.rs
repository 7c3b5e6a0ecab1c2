//! Verifies Grantex evidence packs and audit exports: every hash recomputed from the received bytes, every link
//! checked, every break named and explained, and what was not proved said plainly.

#![cfg_attr(not(test), warn(clippy::pedantic))]
#![allow(
    clippy::match_same_arms,
    clippy::option_option,
    clippy::similar_names,
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    reason = "arms and members are listed as the rules list them; absent, null and given are three states of an option"
)]

mod access;
mod asked;
mod bytes;
pub mod canonical;
mod chain;
mod checks;
mod claims;
pub mod client;
mod content;
pub mod digest;
pub mod error;
mod examine;
mod explain;
pub mod instant;
mod json;
pub mod limits;
pub mod map_reduce;
pub mod models;
mod names;
pub mod options;
mod order;
#[cfg(not(target_family = "wasm"))]
mod parallel;
mod parts;
pub mod piece;
mod preimage;
mod reading;
pub mod report;
pub mod rows;
mod sample;
mod scan;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub mod schema;
pub mod series;
mod verify;
#[cfg(feature = "wasm")]
mod wasm;
mod wire;

pub use error::{Error, ErrorKind, Position};
pub use explain::{ExplainedFormat, ExplainedMember, Explanation, explain_entry};
pub use options::{Expected, VerifyOptions};
#[cfg(not(target_family = "wasm"))]
pub use parallel::{verify_in_pieces, verify_parallel};
pub use report::{Checkpoint, Finding, Report, Verdict};
pub use verify::{Progress, Verifier, verify};

/// The README's examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
