//! JavaScript itself is the oracle of canonical JSON: documents in every spelling go through the crate as metadata, in
//! entries whose hashes are made from the text that `JSON.stringify` gives (formats A and B: the received order) and from
//! its sorted form (format C).
//!
//! `SEED` and `COUNT` choose other documents and another number of them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use grantex_compliance::VerifyOptions;
use grantex_compliance::report::{CheckCode, FormatCounts, Outcome};
use serde::Deserialize;
use support::{Entry, Era, chain, export, verify};

/// Documents in one export.
const BATCH: usize = 2_000;

/// One document, with JavaScript's own answers.
#[derive(Debug, Deserialize)]
struct Document {
    document: String,
    received: String,
    canonical: String,
}

/// Verifies one export of these documents under every format.
fn check(documents: &[Document], batch: usize) {
    let mut entries = Vec::with_capacity(3 * documents.len());
    let mut expected = FormatCounts::default();
    for era in [Era::A, Era::B, Era::C] {
        for document in documents {
            let hashed = if era == Era::C { &document.canonical } else { &document.received };
            let entry = Entry::new(entries.len()).era(era).with("metadata", &document.document).hashing("metadata", hashed);
            entries.push(entry);
            *match era {
                Era::A => &mut expected.a,
                _ if document.canonical == document.received => &mut expected.b_or_c,
                Era::B => &mut expected.b,
                Era::C => &mut expected.c,
            } += 1;
        }
    }
    let export = export(&chain(&entries));
    let report = verify(export.as_bytes(), &VerifyOptions::default(), 1 << 16).unwrap();
    if report.chain_integrity.checked_entries != u64::try_from(entries.len()).unwrap() {
        let first = report.findings.iter().find(|finding| finding.code.as_str() == "chain.content-mismatch").unwrap();
        let index = usize::try_from(first.index.unwrap()).unwrap();
        panic!("batch {batch}, row {index}: JavaScript says otherwise of\n{:?}", documents[index % documents.len()]);
    }
    assert_eq!(report.entries.by_format, expected, "batch {batch}");
    for check in &report.checks {
        if matches!(check.code, CheckCode::ChainLinks | CheckCode::ChainGenesis | CheckCode::ChainOrder | CheckCode::ChainDeveloper) {
            assert_eq!(check.outcome, Outcome::Passed, "batch {batch}: {check:?}");
        }
    }
    for code in report.finding_counts.keys() {
        let code = code.as_str();
        // Numbers that another reader reads otherwise are among the documents; they are hashed as JavaScript has them.
        assert!(["document.number-precision", "chain.status-unprotected"].contains(&code), "batch {batch}: {code}");
    }
}

#[test]
fn javascript_agrees_on_100_000_documents() {
    let seed = support::seed(20_260_812);
    let count: usize = std::env::var("COUNT").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let mut child = Command::new("node")
        .args(["tests/generator/documents.mjs", "--count", &count.to_string(), "--seed", &seed.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is needed for this test");
    let (mut batch, mut documents, mut total) = (0, Vec::with_capacity(BATCH), 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        documents.push(serde_json::from_str(&line.unwrap()).unwrap());
        if documents.len() == BATCH {
            check(&documents, batch);
            total += documents.len();
            batch += 1;
            documents.clear();
        }
    }
    if !documents.is_empty() {
        check(&documents, batch);
        total += documents.len();
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(total, count);
}

/// The samples of RFC 8785: §3.2.2 (numbers, a string, literals) and §3.2.3 (sorting), as format C hashes them.
#[test]
fn samples_of_rfc_8785() {
    let sample = "{\n  \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n  \
        \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n  \"literals\": [null, true, false]\n}";
    let canonical = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
        \"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    let sorting = "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\
        \"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\
        \"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";
    let sorted = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
        \"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\
        \"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
    for (document, canonical) in [(sample, canonical), (sorting, sorted)] {
        let entry = Entry::new(0).with("metadata", document).hashing("metadata", canonical);
        let export = export(&chain(&[entry]));
        let report = verify(export.as_bytes(), &VerifyOptions::default(), usize::MAX).unwrap();
        assert_eq!(report.entries.by_format, FormatCounts { c: 1, ..FormatCounts::default() }, "{:?}", report.findings);
    }
}
