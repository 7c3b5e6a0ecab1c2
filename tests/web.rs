//! The crate itself in a browser: the recorded documents give what they must, digests agree on every length, and canonical
//! text is JavaScript's own. `cargo xtask test --only wasm-pack` runs it in three engines.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use grantex_compliance::canonical::number::write_number;
use grantex_compliance::canonical::string::write_string;
use grantex_compliance::digest::{Messages, sha256};
use grantex_compliance::report::{Cause, FindingCode, FormatCounts, Severity};
use grantex_compliance::{Report, Verdict, Verifier, VerifyOptions, explain_entry, verify};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "support/vectors.rs"]
mod vectors;
// The lanes on every length and in every company, which Node runs too.
#[path = "web_digest.rs"]
mod digest_lanes;

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
    let table: [(&[u8], Verdict, u64, &[(&str, Option<u64>)]); 21] = [
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
        (recorded!("export-audit-blocked"), Verdict::Inconclusive, 20, &[]),
    ];
    for (row, (bytes, verdict, checked, expected)) in table.into_iter().enumerate() {
        let report = report(bytes);
        assert_eq!((report.verdict, report.chain_integrity.checked_entries), (verdict, checked), "row {row}");
        assert_eq!(errors(&report), expected, "row {row}");
    }
}

/// What else the rows of that table say.
#[wasm_bindgen_test]
fn recorded_documents_are_told_apart() {
    let count = |report: &Report, code: &str| {
        let of_code = |(found, _): &(&FindingCode, _)| found.as_str() == code;
        report.finding_counts.iter().find(of_code).map_or(0, |(_, counts)| counts.error + counts.warning + counts.info)
    };
    for pack in [recorded!("evidence-pack"), recorded!("evidence-pack-soc2"), recorded!("evidence-pack-unknown-framework")] {
        let report = report(pack);
        assert_eq!(report.entries.by_format, FormatCounts { b_or_c: 67, c: 53, ..FormatCounts::default() });
        assert_eq!(count(&report, "access.after-revocation"), 25);
    }
    let eras = report(recorded!("evidence-pack-eras"));
    assert_eq!(eras.entries.by_format, FormatCounts { a: 10, b: 4, b_or_c: 20, c: 6 });
    assert_eq!(count(&eras, "chain.status-unprotected"), 1);
    assert!(!report(recorded!("evidence-pack-window")).coverage.starts_at_genesis);
    for (pack, causes) in [(recorded!("deleted-entry"), vec![Cause::Deleted]), (recorded!("tampered-moved-entry"), vec![Cause::Moved; 2])] {
        let found: Vec<Cause> = report(pack).findings.iter().filter_map(|finding| finding.cause).collect();
        assert_eq!(found, causes);
    }
    assert_eq!(count(&report(recorded!("deleted-head")), "pack.server-claim-mismatch"), 1);
    let erased = report(recorded!("erasure-marker"));
    assert_eq!((count(&erased, "chain.erasure-marker"), count(&erased, "pack.server-claim-mismatch")), (30, 1));
    let forked = report(recorded!("same-millisecond-fork"));
    let forks: Vec<_> = forked.findings.iter().filter(|finding| finding.code == FindingCode::ChainSameMillisecondFork).collect();
    assert_eq!(forks.iter().map(|finding| finding.index).collect::<Vec<_>>(), [Some(2)]);

    // Told what was asked.
    let asked = |bytes: &[u8], options: &str| verify(bytes, VerifyOptions::from_json(options.as_bytes()).unwrap()).unwrap();
    let written = String::from_utf8(recorded!("deleted-head").to_vec()).unwrap();
    let written = written.replacen("\"framework\":\"all\"", "\"since\":\"2026-11-23T14:44:42.000Z\",\"framework\":\"all\"", 1);
    assert_eq!(errors(&asked(written.as_bytes(), "{\"expected\":{\"since\":null}}")), [("pack.request-mismatch", None)]);
    let whole = "{\"expected\":{\"since\":null,\"until\":null,\"agentId\":null,\"status\":null}}";
    assert_eq!(asked(recorded!("export-audit"), whole).verdict, Verdict::Intact);
}

#[wasm_bindgen_test]
fn recorded_vectors_hold() {
    assert_eq!((vectors::check_entries(), vectors::check_documents()), (15, 12));
}

/// The engine's own `JSON`.
mod engine {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(js_namespace = JSON)]
    extern "C" {
        pub(crate) fn parse(text: &str) -> JsValue;
        pub(crate) fn stringify(value: &JsValue) -> String;
    }
}

/// The JavaScript engine around it writes the same canonical text.
#[wasm_bindgen_test]
fn the_engine_writes_the_same_numbers_and_strings() {
    let stringified = |literal: &str| engine::stringify(&engine::parse(literal));
    let mut literals: Vec<String> =
        ["0", "-0", "1e21", "1e-7", "0.000001", "5e-324", "1.7976931348623157e308", "123456789012345684321", "1e-400"]
            .map(str::to_owned)
            .to_vec();
    let mut state = 7_u64;
    for _ in 0..5_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let float = f64::from_bits(state);
        if float.is_finite() {
            literals.push(format!("{float:e}"));
        }
    }
    for literal in &literals {
        let mut written = Vec::new();
        write_number(literal.as_bytes(), &mut written);
        assert_eq!(String::from_utf8(written).unwrap(), stringified(literal), "{literal}");
    }
    let strings = (0..=0xffff_u32).step_by(7).chain(0..0x120).chain(0xd7f0..0xe010).map(|unit| format!("\"a\\u{unit:04X}\\/\""));
    for literal in strings.chain(["\"\\uD83D\\uDE00\"".to_owned(), "\"\\uDE00\\uD83D\"".to_owned()]) {
        let mut written = Vec::new();
        write_string(literal.as_bytes(), &mut written);
        assert_eq!(String::from_utf8(written).unwrap(), stringified(&literal), "{literal}");
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
    let bytes: Vec<u8> = (0..300_u32).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
    let cut = || (0..=300).map(|length| &bytes[..length]);
    let (mut messages, mut digests) = (Messages::default(), Vec::new());
    cut().for_each(|message| messages.add(message));
    messages.hash(&mut digests);
    assert_eq!(digests, cut().map(sha256).collect::<Vec<_>>());
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
