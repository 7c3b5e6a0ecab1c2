//! UTF-8 (RFC 3629): every kind of byte sequence that is none, in strings, in names and outside.

use crate::case::Case;
use crate::support::Entry;

/// Each is wrong from its first byte on, and followed by a quotation mark.
const INVALID: &[(&str, &[u8])] = &[
    ("a continuation byte alone", b"\x80"),
    ("the last continuation byte", b"\xbf"),
    ("two continuation bytes", b"\x80\xbf"),
    ("an overlong slash of two bytes", b"\xc0\xaf"),
    ("an overlong NUL of two bytes", b"\xc0\x80"),
    ("the largest overlong of two bytes", b"\xc1\xbf"),
    ("an overlong quotation mark", b"\xc0\xa2"),
    ("two bytes cut short", b"\xc2"),
    ("two bytes begun twice", b"\xc2\xc2\x80"),
    ("an overlong of three bytes", b"\xe0\x80\xaf"),
    ("the largest overlong of three bytes", b"\xe0\x9f\xbf"),
    ("three bytes cut after one", b"\xe1"),
    ("three bytes cut after two", b"\xe1\x80"),
    ("the first surrogate", b"\xed\xa0\x80"),
    ("a low surrogate", b"\xed\xb0\x80"),
    ("the last surrogate", b"\xed\xbf\xbf"),
    ("a pair of surrogates", b"\xed\xa0\xbd\xed\xb8\x80"),
    ("the last three bytes cut", b"\xef\xbf"),
    ("an overlong of four bytes", b"\xf0\x80\x80\xaf"),
    ("the largest overlong of four bytes", b"\xf0\x8f\xbf\xbf"),
    ("four bytes cut after one", b"\xf1"),
    ("four bytes cut after two", b"\xf1\x80"),
    ("four bytes cut after three", b"\xf1\x80\x80"),
    ("the first above U+10FFFF", b"\xf4\x90\x80\x80"),
    ("far above U+10FFFF", b"\xf5\x80\x80\x80"),
    ("the last four-byte lead", b"\xf7\xbf\xbf\xbf"),
    ("five bytes", b"\xf8\x88\x80\x80\x80"),
    ("six bytes", b"\xfc\x84\x80\x80\x80\x80"),
    ("0xfe", b"\xfe"),
    ("0xff", b"\xff"),
    ("a bad second byte of three", b"\xe2\x28\xa1"),
    ("a bad third byte of three", b"\xe2\x82\x28"),
    ("a bad second byte of four", b"\xf0\x28\x8c\xbc"),
    ("a bad third byte of four", b"\xf0\x90\x28\xbc"),
    ("a bad fourth byte of four", b"\xf0\x90\x8c\x28"),
    ("Latin-1", b"\xe9t\xe9"),
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let entry = Entry::new(0).with("metadata", "{\"k\":\"$\"}").write(None).0;
    let (head, tail) = entry.split_once('$').unwrap();
    let id = Entry::new(0).with("entryId", "\"a$\"").write(None).0;
    let (id_head, id_tail) = id.split_once('$').unwrap();
    let deep = format!("{{\"d\":{}{},\"k\":\"", "[".repeat(130), "]".repeat(130));
    let places: Vec<(&str, String, String)> = vec![
        ("in metadata", format!("{{\"auditEntries\":[\n{head}"), format!("{tail}]}}")),
        ("in an id", format!("{{\"auditEntries\":[\n{id_head}"), format!("{id_tail}]}}")),
        ("in a skipped entry", format!("{{\"auditEntries\":[{deep}"), "\"}]}".to_owned()),
        ("in a skipped entry's name", format!("{{\"auditEntries\":[{deep}\",\""), "\":1}]}".to_owned()),
        ("in an unknown member", "{\"x\":\n\"".to_owned(), "\",\"auditEntries\":[]}".to_owned()),
        ("in a top-level name", "{\"x".to_owned(), "\":1,\"auditEntries\":[]}".to_owned()),
        ("in an entry's name", "{\"auditEntries\":[{\"".to_owned(), "\":1}]}".to_owned()),
        ("in a name in metadata", "{\"auditEntries\":[{\"metadata\":{\"a\":1,\"".to_owned(), "\":1}}]}".to_owned()),
        ("in a grant", "{\"grants\":[{\"grantId\":\"é".to_owned(), "\"}],\"auditEntries\":[]}".to_owned()),
        ("in a list that stands twice", "{\"auditEntries\":[],\"auditEntries\":[\"".to_owned(), "\"]}".to_owned()),
        // Sixteen bytes are looked at at a time: every place among them.
        ("after 15 bytes", "{\"x\":\"0123456789abcde".to_owned(), "\",\"auditEntries\":[]}".to_owned()),
        ("after 16 bytes", "{\"x\":\"0123456789abcdef".to_owned(), "\",\"auditEntries\":[]}".to_owned()),
    ];
    for (place, before, after) in &places {
        for (name, sequence) in INVALID {
            let text = [before.as_bytes(), sequence, after.as_bytes()].concat();
            // In a pair of surrogates, too, the first is the fault.
            cases.push(Case::error(format!("{name}, {place}"), text, "document.invalid-utf8", before.len()));
        }
        // The input ends inside a character: that is a cut, not a fault of the encoding.
        for (sequence, kept) in [("é", 1), ("€", 1), ("€", 2), ("😀", 1), ("😀", 2), ("😀", 3)] {
            let text = [before.as_bytes(), &sequence.as_bytes()[..kept]].concat();
            let length = text.len();
            cases.push(Case::error(format!("{sequence} cut after {kept}, {place}"), text, "document.truncated", length));
        }
    }
    // Outside strings no byte beyond ASCII may stand, whatever it encodes.
    for (name, sequence) in INVALID.iter().chain(&[("a letter", "é".as_bytes()), ("a no-break space", "\u{a0}".as_bytes())]) {
        for (place, before, after) in [("before a name", "{", "\"x\":1}"), ("before a value", "{\"auditEntries\":", "[]}")] {
            let text = [before.as_bytes(), sequence, after.as_bytes()].concat();
            cases.push(Case::error(format!("{name} {place}"), text, "document.syntax", before.len()));
        }
        let after = [b"{\"auditEntries\":[]}", *sequence].concat();
        cases.push(Case::error(format!("{name} after the document"), after, "document.trailing-data", 19));
    }
    cases
}
