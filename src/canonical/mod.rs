//! Canonical JSON, exactly as JavaScript writes it.

pub mod number;
pub mod string;
