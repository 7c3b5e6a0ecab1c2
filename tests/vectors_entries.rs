//! Whole entries and canonical documents against the recorded vectors.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

#[path = "support/vectors.rs"]
mod vectors;

#[test]
fn entries_hash_to_what_was_recorded() {
    assert_eq!(vectors::check_entries(), 15);
}

#[test]
fn documents_are_written_as_was_recorded() {
    assert_eq!(vectors::check_documents(), 12);
}
