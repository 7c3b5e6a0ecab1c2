//! The crate itself in a browser: the recorded documents give what they must, digests agree on every length, and canonical
//! text is JavaScript's own. `cargo xtask test --only wasm-pack` runs it in three engines.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use grantex_compliance::digest::{sha256, sha256_many};
use grantex_compliance::report::Severity;
use grantex_compliance::{Report, Verdict, Verifier, VerifyOptions, explain_entry, verify};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

macro_rules! recorded {
    ($name:literal) => {
        &include_bytes!(concat!("fixtures/recorded/", $name, ".json"))[..]
    };
}

fn report(bytes: &[u8]) -> Report {
    verify(bytes, VerifyOptions::default()).unwrap()
}

/// The error findings: code and index.
fn errors(report: &Report) -> Vec<(&'static str, Option<u64>)> {
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| (finding.code.as_str(), finding.index)).collect()
}

#[wasm_bindgen_test]
fn recorded_documents_give_what_they_must() {
    let content = "chain.content-mismatch";
    let link = "chain.link-mismatch";
    let table: [(&[u8], Verdict, u64, &[(&str, Option<u64>)]); 20] = [
        (recorded!("evidence-pack"), Verdict::Intact, 120, &[]),
        (recorded!("evidence-pack-soc2"), Verdict::Intact, 120, &[]),
        (recorded!("evidence-pack-unknown-framework"), Verdict::Intact, 120, &[]),
        (recorded!("evidence-pack-eras"), Verdict::Intact, 40, &[]),
        (recorded!("evidence-pack-window"), Verdict::Intact, 51, &[]),
        (recorded!("evidence-pack-empty"), Verdict::Inconclusive, 0, &[]),
        (recorded!("tampered-action"), Verdict::Broken, 119, &[(content, Some(60))]),
        (recorded!("tampered-metadata"), Verdict::Broken, 119, &[(content, Some(46))]),
        (recorded!("tampered-status"), Verdict::Broken, 119, &[(content, Some(23))]),
        (recorded!("tampered-timestamp"), Verdict::Broken, 119, &[(content, Some(61))]),
        (recorded!("tampered-two-principals"), Verdict::Broken, 118, &[(content, Some(60)), (content, Some(119))]),
        (recorded!("tampered-moved-entry"), Verdict::Broken, 119, &[(link, Some(60)), (content, Some(119)), (link, Some(119))]),
        (recorded!("deleted-entry"), Verdict::Broken, 119, &[(link, Some(60))]),
        (recorded!("deleted-head"), Verdict::Broken, 110, &[("chain.genesis-missing", Some(0))]),
        (recorded!("deleted-tail"), Verdict::Intact, 119, &[]),
        (recorded!("erasure-marker"), Verdict::Intact, 120, &[]),
        (recorded!("same-millisecond"), Verdict::Intact, 6, &[]),
        (recorded!("same-millisecond-fork"), Verdict::Inconclusive, 6, &[]),
        (recorded!("export-audit"), Verdict::Intact, 120, &[]),
        (recorded!("export-audit-one-agent"), Verdict::Inconclusive, 45, &[]),
    ];
    for (row, (bytes, verdict, checked, expected)) in table.into_iter().enumerate() {
        let report = report(bytes);
        assert_eq!((report.verdict, report.chain_integrity.checked_entries), (verdict, checked), "row {row}");
        assert_eq!(errors(&report), expected, "row {row}");
    }
}

#[wasm_bindgen_test]
fn chunks_of_any_size_give_the_same_report() {
    let pack = recorded!("evidence-pack-eras");
    let whole = report(pack);
    for size in [1, 7, 4096] {
        let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
        for chunk in pack.chunks(size) {
            verifier.push(chunk).unwrap();
        }
        assert_eq!(verifier.finish().unwrap(), whole, "{size}");
    }
}

#[wasm_bindgen_test]
fn a_missing_tail_shows_against_the_checkpoint() {
    let checkpoint = report(recorded!("evidence-pack")).checkpoint;
    assert!(checkpoint.is_some());
    let options = VerifyOptions { checkpoint, ..VerifyOptions::default() };
    let shortened = verify(recorded!("deleted-tail"), options).unwrap();
    assert_eq!(errors(&shortened), [("checkpoint.mismatch", None)]);
}

#[wasm_bindgen_test]
fn lanes_agree_with_one_at_a_time() {
    let arena: Vec<u8> = (0..60_000_u32).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    for length in 0..=300 {
        ranges.push((at, at + length));
        at += length;
    }
    let mut digests = Vec::new();
    sha256_many(&arena, &ranges, &mut digests);
    for ((start, end), digest) in ranges.into_iter().zip(digests) {
        assert_eq!(digest, sha256(&arena[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]), "{start} to {end}");
    }
}

#[wasm_bindgen_test]
fn a_cut_document_is_an_error_and_never_intact() {
    let pack = recorded!("same-millisecond");
    for end in 0..pack.len() {
        let error = verify(&pack[..end], VerifyOptions::default()).unwrap_err();
        assert!(error.partial().is_none_or(|report| report.verdict != Verdict::Intact), "{end}");
    }
}

#[wasm_bindgen_test]
fn one_entry_is_explained() {
    let pack = recorded!("tampered-action");
    let report = report(pack);
    let finding = report.findings.iter().find(|finding| finding.severity == Severity::Error).unwrap();
    let start = usize::try_from(finding.offset.unwrap()).unwrap();
    let end = start + usize::try_from(finding.length.unwrap()).unwrap();
    let explanation = explain_entry(&pack[start..end]).unwrap();
    assert!(!explanation.verified);
    assert_eq!(explanation.claimed_hash, finding.expected);
    assert_eq!(Some(&explanation.formats[2].digest), finding.actual.as_ref());
}
