//! Verifies Grantex evidence packs and audit exports: every hash recomputed from the received bytes, every link
//! checked, every break named and explained, and what was not proved said plainly.

#![cfg_attr(not(test), warn(clippy::pedantic))]

mod access;
mod asked;
pub mod canonical;
mod chain;
mod checks;
mod content;
pub mod digest;
pub mod error;
mod examine;
pub mod instant;
pub mod limits;
pub mod models;
pub mod options;
mod parts;
mod preimage;
mod reading;
pub mod report;
mod scan;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub mod schema;
mod verify;

pub use error::{Error, ErrorKind, Position};
pub use options::{Expected, VerifyOptions};
pub use report::{Checkpoint, Finding, Report, Verdict};
pub use verify::{Progress, Verifier, verify};
