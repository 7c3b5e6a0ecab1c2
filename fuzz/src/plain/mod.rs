//! An obvious, slow verifier, to hold an `intact` verdict against. It shares no code with the crate.

pub mod chain;
pub mod json;
pub mod text;
pub mod time;
