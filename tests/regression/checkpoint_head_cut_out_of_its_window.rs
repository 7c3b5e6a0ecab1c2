//! A document whose first entry names the checkpoint's head counted as one that goes on after it, whatever its window. But a
//! window that begins at or before the head holds the head: here everything up to it was taken out.

use grantex_compliance::report::Assurance;
use grantex_compliance::{Expected, Verdict, VerifyOptions};

use crate::support::{pack, plain_chain, said, verify};

/// A pack of the rows from `first` on, in a window from this time on.
fn windowed(rows: &[String], since: &str) -> String {
    pack(rows).replacen("\"framework\"", &format!("\"since\":\"{since}\",\"framework\""), 1)
}

#[test]
fn checkpoint_head_cut_out_of_its_window() {
    let rows = plain_chain(6);
    let asked = |since: &str| Expected { since: Some(Some(since.to_owned())), ..Expected::default() };
    let options = |since: &str, checkpoint| VerifyOptions { expected: asked(since), checkpoint, ..VerifyOptions::default() };
    let at = |second: usize| format!("2026-09-01T00:00:0{second}.000Z");
    let judge = |rows: &[String], since: &str, checkpoint| {
        verify(windowed(rows, since).as_bytes(), &options(since, checkpoint), usize::MAX).unwrap()
    };
    let checkpoint = judge(&rows[1..4], &at(1), None).checkpoint;
    assert_eq!(checkpoint.as_ref().unwrap().head.timestamp, at(3));

    // From 1 on: rows 1 to 3 are gone.
    let report = judge(&rows[4..], &at(1), checkpoint.clone());
    assert_eq!((report.verdict, said(&report)), (Verdict::Broken, vec!["checkpoint.mismatch".to_owned()]));
    // The head's own time is in the window, too.
    assert_eq!(judge(&rows[4..], &at(3), checkpoint.clone()).verdict, Verdict::Broken);
    // The near twin: the same entries, asked from after the head on.
    let report = judge(&rows[4..], "2026-09-01T00:00:03.001Z", checkpoint);
    assert_eq!((report.verdict, report.assurance, said(&report)), (Verdict::Intact, Assurance::Anchored, Vec::new()));

    // The same window with its first entry gone: the head is there, but no longer the third.
    let report = judge(&rows[2..], &at(1), judge(&rows[1..4], &at(1), None).checkpoint);
    assert_eq!((report.verdict, said(&report)), (Verdict::Broken, vec!["checkpoint.mismatch 1 /auditEntries/1".to_owned()]));
    // The near twin: a window that begins later does not hold that entry.
    let report = judge(&rows[2..], &at(2), judge(&rows[1..4], &at(1), None).checkpoint);
    assert_eq!((report.verdict, report.assurance), (Verdict::Intact, Assurance::Anchored));
}
