//! The JSON text that JavaScript gets, held against what serde writes for Rust's users.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::{VerifyOptions, explain_entry, verify};
use serde_json::Value;

/// Every recorded document with every kind of option; and pieces of it, for reports with errors and for what is beside them.
#[test]
fn reports_and_explanations_are_what_serde_writes() {
    let mut reports = 0;
    let checkpoint = report_of(include_bytes!("fixtures/recorded/evidence-pack.json"), VerifyOptions::default()).checkpoint;
    assert!(checkpoint.is_some());
    for file in std::fs::read_dir("tests/fixtures/recorded").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let told: VerifyOptions = serde_json::from_str(
            r#"{"expected":{"since":null,"until":"2030-01-01T00:00:00Z","developerId":"dev_x"},"fingerprint":true,"maxFindings":7}"#,
        )
        .unwrap();
        let anchored = VerifyOptions { checkpoint: checkpoint.clone(), ..VerifyOptions::default() };
        for options in [VerifyOptions::default(), told, anchored] {
            for length in [bytes.len(), bytes.len() * 2 / 3] {
                let report = match verify(&bytes[..length], options.clone()) {
                    Ok(report) => report,
                    Err(error) => match error.partial() {
                        Some(report) => report.clone(),
                        None => continue,
                    },
                };
                same(&report.to_json(), &serde_json::to_string(&report).unwrap());
                reports += 1;
                for finding in &report.findings {
                    let (Some(offset), Some(length)) = (finding.offset, finding.length) else { continue };
                    let (offset, length) = (usize::try_from(offset).unwrap(), usize::try_from(length).unwrap());
                    if let Ok(explanation) = explain_entry(&bytes[offset..offset + length]) {
                        same(&explanation.to_json(), &serde_json::to_string(&explanation).unwrap());
                    }
                }
            }
        }
    }
    assert!(reports > 100, "{reports}");
}

fn report_of(bytes: &[u8], options: VerifyOptions) -> grantex_compliance::Report {
    verify(bytes, options).unwrap()
}

/// The same bytes, but for numbers beyond a double's whole ones, which JavaScript spells otherwise.
fn same(ours: &str, theirs: &str) {
    if ours != theirs {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let (ours, theirs) = (read(ours), read(theirs));
        assert_eq!(ours, theirs);
    }
}

#[test]
fn numbers_and_text_of_a_document_arrive_as_they_are() {
    let pack = "{\"meta\":{\"schemaVersion\":\"1.0\",\"a\":1e300,\"b\":-0.5,\"c\":\"\\u0000\\\"\\\\\\ud800\u{e9}\",\"d\":[[],{}]},\"summary\":{},\
         \"grants\":[],\"auditEntries\":[],\"policies\":[],\"chainIntegrity\":{\"valid\":true}}";
    let report = verify(pack.as_bytes(), VerifyOptions::default()).unwrap();
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(read(&report.to_json()), read(&serde_json::to_string(&report).unwrap()));
    assert_eq!(read(&report.to_json())["document"]["meta"], report.document.meta.unwrap());
}
