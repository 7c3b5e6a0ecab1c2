//! Tampering of every kind that the generator knows: each gives exactly the findings that name it, and none is called intact but
//! what no look at the document alone can show. Of those, what was asked and a checkpoint show the rest.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantex_compliance::report::{LimitCode, Severity};
use grantex_compliance::{Report, Verdict, VerifyOptions};
use serde_json::{Value, json};

use crate::support::verify;
use crate::{each_case, wanted};

/// Kinds that may leave a document whose every hash and link holds, with what the report says instead of `broken`.
const UNSEEN: [(&str, &[&str]); 19] = [
    // Format A does not hash it, and says so.
    ("edit-status", &["chain.status-unprotected"]),
    // A window's first entry follows one that is not there, and a chain does not show its end: `limits` says so.
    ("delete-head", &[]),
    ("delete-head-as-window", &[]),
    ("delete-tail", &[]),
    // Whoever holds the database can hash.
    ("rehash-one", &[]),
    ("rehash-tail", &[]),
    // The entry is otherwise as it was written.
    ("erasure-marker", &["chain.erasure-marker"]),
    // Within one millisecond the links tell in which order entries were written, wherever they stand.
    ("swap", &["chain.out-of-order"]),
    ("move", &["chain.out-of-order"]),
    // Beside the chain: nothing of it is hashed.
    ("change-grant-count", &["pack.count-mismatch"]),
    ("change-policy-count", &["pack.count-mismatch"]),
    ("change-framework", &[]),
    // Of several entries in one millisecond, the last ones are no later than the first: the time that is written can hold.
    ("narrow-since", &[]),
    ("narrow-until", &[]),
    ("predate", &[]),
    ("false-claim", &["pack.server-claim-mismatch"]),
    // What counts as the same.
    ("unprotected-member", &["document.unprotected-member"]),
    ("missing-status", &["document.member-missing"]),
    // The caller named the developer.
    ("missing-developer", &[]),
];

/// Of those, the ones in which something is gone or changed that a checkpoint of the good pack stands for.
const ANCHORED: [&str; 5] = ["delete-head", "delete-head-as-window", "delete-tail", "rehash-one", "rehash-tail"];

/// Code, severity, index, cause and related rows of each finding that the tampering itself explains.
fn findings(report: &Report) -> Vec<String> {
    let value = serde_json::to_value(&report.findings).unwrap();
    let own = |finding: &&Value| finding["severity"] != "info" && !finding["code"].as_str().unwrap().starts_with("access.");
    keys(value.as_array().unwrap().iter().filter(own))
}

fn keys<'a>(findings: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let members = ["code", "severity", "index", "cause", "related"];
    let mut keys: Vec<String> =
        findings.map(|finding| json!(members.map(|member| finding.get(member).unwrap_or(&Value::Null))).to_string()).collect();
    keys.sort();
    keys
}

/// Judges one tampering; gives the outcome's name.
fn judge(case: &Value) -> &'static str {
    let name = case["name"].as_str().unwrap();
    let bytes = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
    let options: VerifyOptions = serde_json::from_value(case["options"].clone()).unwrap();
    let expected = &case["expected"];
    let report = match (verify(&bytes, &options, usize::MAX), expected["error"].as_str()) {
        (Ok(report), None) => report,
        (Err(error), Some(code)) => {
            assert_eq!(error.code(), code, "{name}");
            assert!(error.partial().is_none_or(|report| report.verdict != Verdict::Intact), "{name}");
            return "refused";
        }
        (answer, code) => panic!("{name}: expected {code:?}, found {:?}", answer.map(|report| report.verdict)),
    };
    assert_eq!(findings(&report), keys(expected["findings"].as_array().unwrap().iter()), "{name}");
    assert_eq!(serde_json::to_value(report.verdict).unwrap(), expected["verdict"], "{name}");
    match report.verdict {
        Verdict::Broken => "broken",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Intact => {
            unseen(case, &bytes, &options, &report);
            "intact"
        }
    }
}

/// A tampering that left every hash and link in order: only of a kind that may, and with its remark.
fn unseen(case: &Value, bytes: &[u8], options: &VerifyOptions, report: &Report) {
    let (name, kind) = (case["name"].as_str().unwrap(), case["kind"].as_str().unwrap());
    let (_, remarks) = UNSEEN.iter().find(|(unseen, _)| *unseen == kind).unwrap_or_else(|| panic!("{name} is called intact"));
    let said: BTreeSet<&str> = report.finding_counts.keys().map(|code| code.as_str()).collect();
    assert!(remarks.is_empty() || remarks.iter().any(|remark| said.contains(remark)), "{name}: nothing is said of it, but {said:?}");
    assert!(report.limits.iter().any(|limit| limit.code == LimitCode::Tail), "{name}: the tail is not said to be open");
    if ANCHORED.contains(&kind) {
        let told = VerifyOptions {
            expected: serde_json::from_value(case["asked"].clone()).unwrap(),
            checkpoint: Some(serde_json::from_value(case["checkpoint"].clone()).unwrap()),
            ..options.clone()
        };
        let report = verify(bytes, &told, usize::MAX).unwrap();
        let errors = || report.finding_counts.iter().filter(|(_, count)| count.error > 0).map(|(code, _)| code.as_str());
        assert_eq!(report.verdict, Verdict::Broken, "{name}, with what was asked and a checkpoint: {:?}", report.findings);
        assert!(errors().all(|code| ["checkpoint.mismatch", "pack.request-mismatch"].contains(&code)), "{name}: {:?}", report.findings);
        assert!(report.findings.iter().any(|finding| finding.severity == Severity::Error), "{name}");
    }
}

#[test]
fn no_tampering_passes_as_intact() {
    let count = wanted("TAMPERED", 10_000);
    let mut kinds: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let total = each_case("tests/generator/tampered.mjs", count, |case| {
        *kinds.entry(case["kind"].as_str().unwrap().to_owned()).or_default().entry(judge(case)).or_default() += 1;
    });
    for (kind, outcomes) in &kinds {
        println!("{kind}: {outcomes:?}");
    }
    let sum = |outcome| kinds.values().filter_map(|outcomes| outcomes.get(outcome)).sum::<usize>();
    println!(
        "{total} tamperings of {} kinds: {} broken, {} refused, {} inconclusive, {} not to be seen in the document alone",
        kinds.len(),
        sum("broken"),
        sum("refused"),
        sum("inconclusive"),
        sum("intact")
    );
    assert_eq!(total, count);
    assert!(kinds.len() >= 62 || count < 1_000, "{} kinds", kinds.len());
}

#[test]
fn every_kind_that_may_be_unseen_is_one_of_the_generators() {
    let names: BTreeSet<&str> = UNSEEN.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(names.len(), UNSEEN.len());
    assert!(ANCHORED.iter().all(|kind| names.contains(kind)));
    let sources = [include_str!("../generator/tamper-rows.mjs"), include_str!("../generator/tamper-document.mjs")].concat();
    for kind in names {
        let spellings = [format!("'{kind}': "), format!(" {kind}: "), format!(" {kind},")];
        assert!(spellings.iter().any(|spelling| sources.contains(spelling)), "{kind}");
    }
}
