//! An error before the first row came without a report, though there was a finding before it.

use grantex_compliance::report::{FindingCode, Verdict};
use grantex_compliance::{VerifyOptions, verify};

use crate::support::{answer, verify as in_chunks};

#[test]
fn finding_before_the_first_row() {
    let document = |meta: &str| format!("{{\"meta\":{meta},\"grants\":[],\"auditEntries\":[!");
    let twice = document(r#"{"schemaVersion":"1.0","framework":"soc2","framework":"gdpr"}"#);
    let options = VerifyOptions::default();
    let error = verify(twice.as_bytes(), options.clone()).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.syntax", u64::try_from(twice.len() - 1).unwrap()));
    let partial = error.partial().unwrap();
    assert_eq!((partial.verdict, partial.entries.total), (Verdict::Broken, 0));
    let found: Vec<_> = partial.findings.iter().map(|finding| (finding.code, finding.pointer.as_deref())).collect();
    assert_eq!(found, [(FindingCode::DocumentDuplicateMember, Some("/meta/framework"))]);
    for chunk in [1, 7, 60] {
        let again = in_chunks(twice.as_bytes(), &options, chunk);
        assert_eq!(answer(&again), answer(&Err(error.clone())), "in chunks of {chunk}");
    }
    // Without a finding there is nothing to report, and of what is no document there is no report either.
    let once = document(r#"{"schemaVersion":"1.0","framework":"soc2"}"#);
    assert!(verify(once.as_bytes(), options.clone()).unwrap_err().partial().is_none());
    assert!(verify(&b"{\"a\":1,\"a\":2,!"[..], options).unwrap_err().partial().is_none());
}
