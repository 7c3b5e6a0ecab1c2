//! A document that is cut off is an error at every byte, and what was read of it is never intact.

use grantex_compliance::{Verdict, VerifyOptions};

use crate::support::{Entry, META, answer, chain, verify, verify_whole};

fn cut_everywhere(text: &str) {
    assert_eq!(verify_whole(text.as_bytes()).unwrap().verdict, Verdict::Intact);
    let mut partial = 0;
    for length in 0..text.len() {
        let bytes = &text.as_bytes()[..length];
        let result = verify_whole(bytes);
        let error = result.as_ref().unwrap_err();
        assert_eq!((error.code(), error.position().unwrap().offset), ("document.truncated", u64::try_from(length).unwrap()));
        if let Some(report) = error.partial() {
            partial += 1;
            assert_eq!(report.verdict, Verdict::Inconclusive, "{length}");
            assert!(!report.chain_integrity.valid && report.checkpoint.is_none(), "{length}");
        }
        for chunk in [1, 16] {
            assert_eq!(answer(&verify(bytes, &VerifyOptions::default(), chunk)), answer(&result), "{length}");
        }
    }
    assert!(partial > text.len() / 2);
}

#[test]
fn at_every_byte() {
    let middle = Entry::new(1)
        .with("metadata", "{\"a\":[1.5e3,true,null,\"\\u00e9\\ud83d\\ude00é😀\"],\"b\":{}}")
        .hashing("metadata", "{\"a\":[1500,true,null,\"é😀é😀\"],\"b\":{}}");
    let rows = chain(&[Entry::new(0), middle, Entry::new(2)]);
    let after = "\"grants\":[],\"policies\":[{\"id\":1}],\"x\":[1,{\"y\":\"€\"}],\"n\":-0.5";
    cut_everywhere(&format!("{META}\"auditEntries\":[{}],\n{after}}}", rows.join(" , ")));
}

#[test]
fn what_broke_before_the_cut_is_said() {
    let rows = chain(&[Entry::new(0), Entry::new(1).with("action", "\"x\"").hashing("action", "\"y\""), Entry::new(2)]);
    let text = format!("{META}\"auditEntries\":[{}", rows.join(","));
    let error = verify_whole(text.as_bytes()).unwrap_err();
    let report = error.partial().unwrap();
    assert_eq!(report.verdict, Verdict::Broken);
    assert_eq!(crate::support::said(report), ["chain.content-mismatch 1 /auditEntries/1"]);
}

#[test]
fn the_verifier_says_the_same_again() {
    let mut verifier = grantex_compliance::Verifier::new(VerifyOptions::default()).unwrap();
    let first = verifier.push(b"{\"auditEntries\":[}").unwrap_err();
    let again = verifier.push(b"]}").unwrap_err();
    assert_eq!(first.to_string(), again.to_string());
    assert_eq!(verifier.finish().unwrap_err().to_string(), first.to_string());
}
