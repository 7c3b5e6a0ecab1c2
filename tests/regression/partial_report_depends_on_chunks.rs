//! The report that comes with an error counted all bytes that had been received, and hashed them: so it differed with the
//! chunks in which the same input came.

use grantex_compliance::VerifyOptions;

use crate::support::{answer, pack, plain_chain, verify};

#[test]
fn partial_report_depends_on_chunks() {
    let mut text = pack(&plain_chain(3));
    let at = text.rfind("\"hash\"").unwrap();
    text.insert(at, '!');
    text.push_str(&" ".repeat(5_000));
    let options = VerifyOptions { fingerprint: true, ..VerifyOptions::default() };
    let whole = verify(text.as_bytes(), &options, usize::MAX);
    let error = whole.as_ref().unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.syntax", u64::try_from(at).unwrap()));
    let partial = error.partial().unwrap();
    assert_eq!(partial.entries.total, 2);
    assert_eq!((partial.document.bytes, partial.document.sha256.as_deref()), (u64::try_from(at).unwrap(), None));
    for chunk in [1, 7, 1_000, at, at + 1] {
        assert_eq!(answer(&verify(text.as_bytes(), &options, chunk)), answer(&whole), "in chunks of {chunk}");
    }
}
