//! The slow reference verifier (`tests/reference/`, plain JavaScript, written separately) and this crate must say the same
//! of every document: recorded, honest of every shape, tampered with in every way; whole and in chunks of every size.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantex_compliance::{Error, Report, Verifier, VerifyOptions};
use serde_json::{Value, json};

fn verify(bytes: &[u8], options: &VerifyOptions, chunk: usize) -> Result<Report, Error> {
    let mut verifier = Verifier::new(options.clone())?;
    for chunk in bytes.chunks(chunk) {
        verifier.push(chunk)?;
    }
    verifier.finish()
}

/// What is compared of an answer: all but the texts, and how it was made.
fn comparable(answer: &Result<Report, Error>) -> Value {
    match answer {
        Ok(report) => {
            let mut value = serde_json::to_value(report).unwrap();
            strip(&mut value);
            json!({ "report": value })
        }
        Err(error) => json!({ "error": { "code": error.code(), "offset": error.position().map(|at| at.offset) } }),
    }
}

fn strip(report: &mut Value) {
    let report = report.as_object_mut().unwrap();
    report.remove("run");
    report.remove("limits");
    // A table, which is held against the docs.
    report.remove("controls");
    // The reference leaves out what does not apply.
    report.get_mut("document").and_then(Value::as_object_mut).unwrap().retain(|_, value| !value.is_null());
    for (list, texts) in [("findings", &["message", "params"][..]), ("checks", &["detail"])] {
        for item in report.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            for text in texts {
                item.as_object_mut().unwrap().remove(*text);
            }
        }
    }
}

/// After a row that stands twice, the hashes of a broken link may not be known any more: rows keep 64 bits of them. The finding
/// is there all the same; only then are its hashes taken from the reference.
fn fill_in_hashes(actual: &mut Value, expected: &Value) {
    let has_duplicates = !actual["report"]["findingCounts"]["chain.duplicate-entry"].is_null();
    if !has_duplicates {
        return;
    }
    let findings = actual["report"]["findings"].as_array_mut().into_iter().flatten();
    for (finding, expected) in findings.zip(expected["report"]["findings"].as_array().into_iter().flatten()) {
        for name in ["expected", "actual"] {
            if finding["code"] == "chain.link-mismatch" && finding[name].is_null() && !expected[name].is_null() {
                finding[name] = expected[name].clone();
            }
        }
    }
}

/// Runs the cases of `tests/reference/cases.mjs`; returns how many there were.
fn compare(arguments: &[&str], chunks: &[usize]) -> usize {
    println!("node tests/reference/cases.mjs {}", arguments.join(" "));
    let mut child = Command::new("node")
        .arg("tests/reference/cases.mjs")
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is needed for this test");
    let mut cases = 0;
    let mut differing = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let case: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let bytes = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
        let options: VerifyOptions = serde_json::from_value(case["options"].clone()).unwrap();
        let whole = verify(&bytes, &options, usize::MAX);
        let mut expected = case.get("report").map_or_else(|| json!({ "error": case["error"] }), |report| json!({ "report": report }));
        if let Some(report) = expected.get_mut("report") {
            strip(report);
        }
        let mut actual = comparable(&whole);
        fill_in_hashes(&mut actual, &expected);
        if actual != expected {
            differing.push(format!("{}\n{}", case["name"], differences("", &expected, &actual).join("\n")));
        }
        let full = |answer: &Result<Report, Error>| {
            answer.as_ref().map(|report| serde_json::to_value(report).unwrap()).map_err(ToString::to_string)
        };
        for &chunk in chunks {
            assert_eq!(full(&verify(&bytes, &options, chunk)), full(&whole), "{} in chunks of {chunk}", case["name"]);
        }
        cases += 1;
    }
    assert!(child.wait().unwrap().success());
    assert!(
        differing.is_empty(),
        "{} of {cases} differ; `-` the reference, `+` this crate:\n{}",
        differing.len(),
        differing.iter().take(12).cloned().collect::<Vec<_>>().join("\n\n")
    );
    cases
}

/// Where two values differ.
fn differences(path: &str, expected: &Value, actual: &Value) -> Vec<String> {
    match (expected, actual) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            names
                .flat_map(|name| {
                    differences(&format!("{path}/{name}"), a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null))
                })
                .collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().flat_map(|(i, (a, b))| differences(&format!("{path}/{i}"), a, b)).collect()
        }
        (a, b) if a == b => Vec::new(),
        (a, b) => vec![format!("  {path}\n    - {a}\n    + {b}")],
    }
}

#[test]
fn recorded_documents() {
    assert_eq!(compare(&["--recorded"], &[1, 7, 4096]), 30);
}

#[test]
fn honest_documents() {
    assert_eq!(compare(&["--seed", "1", "--honest", "400"], &[7, 4096]), 400);
}

#[test]
fn tampered_documents() {
    assert!(compare(&["--seed", "1", "--tampered", "1500"], &[7, 4096]) > 1_000);
}
