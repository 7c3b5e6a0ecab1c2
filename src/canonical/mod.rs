//! Canonical JSON, exactly as JavaScript writes it.

mod approximate;
pub(crate) mod arena;
mod double;
pub mod number;
pub mod string;
pub(crate) mod write;

use crate::digest::Sha256;

/// What canonical text is written to: a buffer, a hasher, or something that only compares.
pub trait Sink {
    /// Takes the next bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for Sha256 {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// Compares what is put with bytes that are already there.
struct Matches<'a> {
    rest: &'a [u8],
    so_far: bool,
}

impl<'a> Matches<'a> {
    fn new(expected: &'a [u8]) -> Self {
        Self { rest: expected, so_far: true }
    }

    /// Whether exactly the expected bytes were put.
    fn complete(&self) -> bool {
        self.so_far && self.rest.is_empty()
    }
}

impl Sink for Matches<'_> {
    fn put(&mut self, bytes: &[u8]) {
        match self.rest.split_at_checked(bytes.len()) {
            Some((first, rest)) if self.so_far && crate::bytes::same(first, bytes) => self.rest = rest,
            _ => self.so_far = false,
        }
    }
}
