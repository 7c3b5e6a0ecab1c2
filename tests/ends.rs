//! The ends of a chain, and of what hangs off it: which entry a new checkpoint may name, what the first entry names, what a leaf is, what a gap is.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test says no by panicking, in its helpers too")]

mod support;

use grantex_compliance::{Verdict, VerifyOptions};
use support::{Entry, chain, export, pack, plain_chain, said, verify, verify_whole};

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

#[test]
fn a_first_entry_that_names_a_text_has_one_before_it() {
    let report = verify_whole(pack(&[Entry::new(0).write(Some("no hash")).0]).as_bytes()).unwrap();
    assert_eq!((report.verdict, said(&report)), (Verdict::Broken, vec!["chain.genesis-missing 0 /auditEntries/0/prevHash".to_owned()]));
}

/// An entry that another one names is no leaf, though it shares its millisecond with the one that it follows and has the smaller id.
#[test]
fn what_is_followed_is_no_leaf() {
    let same = |i: usize| Entry::new(i).with("timestamp", "\"2026-09-01T00:00:02.000Z\"");
    let (first, hash) = Entry::new(0).write(None);
    let (parent, parent_hash) = same(2).write(Some(&hash));
    let (leaf, leaf_hash) = same(1).write(Some(&parent_hash));
    let next = Entry::new(3).write(Some(&parent_hash)).0;
    let fork = verify_whole(pack(&[first.clone(), leaf.clone(), parent.clone(), next.clone()]).as_bytes()).unwrap();
    assert_eq!(said(&fork), ["chain.same-millisecond-fork 1 /auditEntries/1/prevHash"]);
    let after_leaf = Entry::new(4).write(Some(&leaf_hash)).0;
    let report = verify_whole(pack(&[first, leaf, parent, next, after_leaf]).as_bytes()).unwrap();
    // Of its millisecond it is the last then, and the entry after that names another.
    let expected = [
        "chain.same-millisecond-order 1 /auditEntries/1",
        "chain.link-mismatch 3 forked /auditEntries/3/prevHash",
        "chain.link-mismatch 4 moved /auditEntries/4/prevHash",
    ];
    assert_eq!((report.verdict, said(&report)), (Verdict::Broken, expected.map(str::to_owned).to_vec()));
}

/// A filter explains what is missing, not what stands in another order.
#[test]
fn a_filtered_export_may_have_gaps_and_nothing_else() {
    let rows = plain_chain(5);
    let of = |order: &[usize], told: &str| {
        let text = export(&order.iter().map(|&row| rows[row].clone()).collect::<Vec<_>>());
        let report = verify(text.as_bytes(), &VerifyOptions::from_json(told.as_bytes()).unwrap(), usize::MAX).unwrap();
        let links = said(&report).into_iter().filter(|line| line.contains("link"));
        (report.verdict, links.map(|line| line[..line.rfind(' ').unwrap()].to_owned()).collect::<Vec<_>>())
    };
    for told in ["{}", r#"{"expected":{"agentId":"ag_1"}}"#] {
        assert_eq!(of(&[0, 2, 4], told), (Verdict::Inconclusive, vec![]), "{told}");
        let moved = [1, 2, 3].map(|row| format!("chain.link-mismatch {row} moved"));
        assert_eq!(of(&[0, 2, 1, 3, 4], told), (Verdict::Broken, moved.to_vec()), "{told}");
    }
}
