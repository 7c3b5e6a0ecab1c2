//! One fuzz target for each parser. A target is a function of bytes that panics where a promise is broken; the files in
//! `targets/` hand it to libFuzzer.
//!
//! `cargo xtask fuzz` builds and runs them; it needs no nightly compiler. What a promise is held against is [`plain`], a
//! verifier that shares no code with the crate.

pub mod answer;
pub mod document;
pub mod entry;
pub mod exchange;
pub mod instant;
pub mod line;
pub mod log;
pub mod metadata;
pub mod models;
pub mod number;
pub mod options;
pub mod piece;
pub mod plain;
pub mod split;
pub mod string;
