//! The same report to the byte on every platform: natively here, in Node in `tests/js/identical.test.mjs`, and in each
//! browser, whose reports `tests/js/browsers/` holds against Node's. What they meet at are the digests in
//! `tests/fixtures/reports.json`; `UPDATE=1` writes them anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use std::collections::BTreeMap;
use std::process::Command;

use grantex_compliance::digest::sha256;
use grantex_compliance::{VerifyOptions, verify};
use serde_json::Value;

const GOLDEN: &str = "tests/fixtures/reports.json";

/// The report's JSON less `run`, its last member; or the error's sentence.
fn text(bytes: &[u8], options: VerifyOptions) -> String {
    match verify(bytes, options) {
        Ok(report) => {
            let text = serde_json::to_string(&report).unwrap();
            let run = format!(",\"run\":{}}}", serde_json::to_string(&report.run).unwrap());
            text.strip_suffix(&run).expect("`run` is the last member").to_owned() + "}"
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn reports_are_those_that_were_recorded() {
    let arguments = ["tests/reference/cases.mjs", "--recorded", "--seed", "7001", "--honest", "40", "--tampered", "60", "--no-reference"];
    let output = Command::new("node").args(arguments).output().expect("Node.js is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut digests = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let bytes =
            std::fs::read(case["path"].as_str().unwrap_or_default()).unwrap_or_else(|_| case["text"].as_str().unwrap().as_bytes().to_vec());
        let options = serde_json::from_value(case["options"].clone()).unwrap();
        digests.insert(case["name"].as_str().unwrap().to_owned(), sha256(text(&bytes, options).as_bytes()).to_hex());
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(GOLDEN, serde_json::to_string_pretty(&digests).unwrap() + "\n").unwrap();
    }
    let golden: BTreeMap<String, String> = serde_json::from_slice(&std::fs::read(GOLDEN).unwrap()).unwrap();
    assert!(golden.len() > 100);
    assert_eq!(digests, golden, "a report changed; if it should, run this test with UPDATE=1");
}
