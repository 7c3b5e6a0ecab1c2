//! Which entry a new checkpoint may name: the one that the server takes for its newest, or none.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test says no by panicking, in its helpers too")]

mod support;

use grantex_compliance::Verdict;
use support::{Entry, chain, pack, said, verify_whole};

/// The findings of a chain in this order of its links and in the document, and the id that its checkpoint names.
fn of(entries: &[Entry]) -> (Vec<String>, Option<String>) {
    let report = verify_whole(pack(&chain(entries)).as_bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Intact);
    (said(&report), report.checkpoint.map(|checkpoint| checkpoint.head.entry_id))
}

#[test]
fn the_last_row_is_the_head_where_it_is_the_newest() {
    let id = |i: usize| Some(format!("alog_{i:026}"));
    assert_eq!(of(&[0, 1, 2].map(Entry::new)), (vec![], id(2)));
    // A clock went back: the server's head is the row before the last.
    let skewed = [0, 2, 1].map(Entry::new);
    assert_eq!(of(&skewed), (vec!["chain.out-of-order 2 /auditEntries/2".to_owned()], None));
    // Within a millisecond the head is the greatest id, wherever it stands.
    let same = |i: usize| Entry::new(i).with("timestamp", "\"2026-09-01T00:00:05.000Z\"");
    assert_eq!(of(&[Entry::new(0), same(1), same(2)]), (vec![], id(2)));
    assert_eq!(of(&[Entry::new(0), same(2), same(1)]), (vec!["chain.out-of-order 2 /auditEntries/2".to_owned()], None));
}
