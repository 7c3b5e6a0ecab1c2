//! The grammar of JSON (RFC 8259), in the manner of JSONTestSuite: what may stand (`y`) and what may not (`n`), in every
//! place of a document that is read by other code.

use crate::case::Case;
use crate::support::Entry;

/// What must be refused, with `@` before the offending byte. Where nothing follows `@`, it is the byte after the value.
const N: &[&[u8]] = &[
    // Arrays.
    b"[@,1]",
    b"[1,@]",
    b"[1,@,2]",
    b"[1@:2]",
    b"[1 @2]",
    b"[1@}",
    b"[\"a\"@:1]",
    b"[@*]",
    b"[@}",
    b"[\"\",@]",
    b"[1@;2]",
    b"[[] @[]]",
    b"[1,\n@,\n1]",
    b"[1@\"a\"]",
    b"[1@[2]]",
    b"[@:1]",
    b"[@)]",
    b"[true@1]",
    b"[\n\n1\n@1]",
    b"[[[1,@]]]",
    b"[{}@{}]",
    b"[1 @true]",
    // Objects.
    b"{@,}",
    b"{\"a\":1,@}",
    b"{\"a\"@}",
    b"{\"a\":@}",
    b"{\"a\":@,}",
    b"{@a:1}",
    b"{@'a':1}",
    b"{@1:1}",
    b"{@null:1}",
    b"{\"a\"@,1}",
    b"{\"a\":1 @\"b\":2}",
    b"{\"a\":1,@,\"b\":2}",
    b"{\"a\":1@]",
    b"{\"a\"@=1}",
    b"{\"a\":@:1}",
    b"{\"a\":1@;\"b\":2}",
    b"{@[]:1}",
    b"{\"a\":1,@b:2}",
    b"{\"a\" @\"b\":1}",
    b"{@/**/}",
    b"{\"a\":1@/*c*/}",
    b"{@//\n}",
    b"{\"a\":1@//c\n}",
    b"{\"a\":1@#c\n}",
    b"{@:1}",
    b"{\"a\":[1@}]",
    b"{@{}:1}",
    b"{@]",
    b"{\"a\":1@:2}",
    b"{\"a\":{\"b\":1@]}",
    b"{@\xe2\x80\x9ca\":1}",
    b"{\n\"a\"\n:\n\n@,}",
    b"{\"a\":1 @true}",
    b"{@true:1}",
    b"{\"a\":1@\"b\":2}",
    b"{\"a\"@,}",
    b"{\"a\":\"b\"@\"c\"}",
    b"{\"a\":1,@1}",
    // Numbers.
    b"0@1",
    b"-0@1",
    b"-@",
    b"@+1",
    b"@.5",
    b"-@.5",
    b"1.@",
    b"1.@e1",
    b"1e@",
    b"1e+@",
    b"1e-@",
    b"1E@",
    b"1@x",
    b"0@x1F",
    b"0@X",
    b"1e@e1",
    b"1e1@.5",
    b"1.5@.5",
    b"1@_000",
    b"@NaN",
    b"-@NaN",
    b"@Infinity",
    b"-@Infinity",
    b"-@-1",
    b"1@-2",
    b"1@+2",
    b"0e@",
    b"0e+@",
    b"1 @000",
    b"2.@e3",
    b"@\xd9\xa3",
    b"1@\xd9\xa3",
    b"-@ 1",
    b"0.@",
    b"9@f",
    b"1@n",
    b"@Inf",
    b"-@a",
    b"1.5e@",
    b"1e@ 1",
    b"1 @.5",
    b"1.@.5",
    b"-@+1",
    b"1e5@e5",
    b"@\xef\xbc\x91",
    b"-@\xe2\x88\x9e",
    b"1@'",
    b"1e-@-1",
    b"0@b1",
    b"0@o7",
    b"1@L",
    b"0@0",
    b"-0@x1",
    // Words.
    b"tr@Ue",
    b"tru@",
    b"nul@",
    b"fals@",
    b"@True",
    b"@NULL",
    b"@undefined",
    b"n@ill",
    b"fal@ze",
    b"true@x",
    b"null@0",
    b"true@true",
    b"@yes",
    b"@None",
    b"t@",
    b"f@",
    b"n@",
    b"@TRUE",
    b"n@an",
    b"nu@LL",
    b"fa@st",
    b"null@null",
    b"true@\"\"",
    b"f@\x00lse",
    b"t@\xc3\xbc",
    // Strings: the byte after the backslash, or the digit that is none.
    b"\"\\@x\"",
    b"\"\\@a\"",
    b"\"\\@'\"",
    b"\"\\@0\"",
    b"\"\\@U0041\"",
    b"\"\\@e\"",
    b"\"\\@v\"",
    b"\"\\@8\"",
    b"\"\\@\n\"",
    b"\"\\@\x00\"",
    b"\"\\@ \"",
    b"\"\\@\xc3\xa9\"",
    b"\"\\@\xff\"",
    b"\"a\\\\\\@q\"",
    b"\"\\u@Z000\"",
    b"\"\\u0@Z00\"",
    b"\"\\u00@Z0\"",
    b"\"\\u000@Z\"",
    b"\"\\u@\"",
    b"\"\\u0@\"",
    b"\"\\u00@\"",
    b"\"\\u000@\"",
    b"\"\\u@ 041\"",
    b"\"\\u@-041\"",
    b"\"\\u@+041\"",
    b"\"\\u@{41}\"",
    b"\"\\ud800\\u@\"",
    b"\"\\ud800\\u12@x4\"",
    b"\"\\ud800\\@x\"",
    b"\"\\uD8@\\u0041\"",
    b"\"\\u00@\xc3\xa9\"",
    b"@'a'",
    b"@`a`",
    b"\"a\"@\"b\"",
    b"@\\u0022a\\u0022",
    b"@\\\"a\"",
    b"\"a\"@b",
    b"\"a\"@'",
    b"\"a\" @\"b\"",
    b"@\xe2\x80\x9ca\xe2\x80\x9d",
    // No value at all.
    b"@<null>",
    b"@*",
    b"@&",
    b"@(1)",
    b"@\xe2\x80\x8b1",
    b"@\xef\xbb\xbf1",
    b"@\xa0",
    b"@\x0c1",
    b"@\x0b1",
    b"@\x00",
    b"@\xc2\xa01",
    b"@\xe2\x80\xa81",
    b"1@\x0c",
    b"1@\x00",
    b"-@->",
    b"@;",
    b"@:",
    b"@,",
    b"@/*c*/1",
    b"@//c\n1",
    b"1@/*c*/",
    b"1@#",
    b"@\xff",
    b"@\x7f",
    b"1@\xff",
    b"@=",
    b"@%20",
    b"@\\n",
    b"1@\x1f",
    b"@\x1e1",
    b"@\xef\xbf\xbe",
    b"@$",
    b"1 @\xc2\xa0",
];

/// What must be read.
const Y: &[&[u8]] = &[
    b"[]",
    b"{}",
    b"[ ]",
    b"{\t}",
    b" 1",
    b"0",
    b"-0",
    b"-1",
    b"0.1",
    b"1e1",
    b"1E1",
    b"1e+1",
    b"1e-1",
    b"0e0",
    b"0e+1",
    b"0E-1",
    b"1.0e10",
    b"123456789",
    b"1.5",
    b"-0.0",
    b"1e0001",
    b"1.50",
    b"-1e-7",
    b"0.000000",
    b"\"\"",
    b"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    b"\"\\u0041\"",
    b"\"\\uD834\\uDD1E\"",
    b"\"\\u0000\"",
    b"\"\\uFFFF\"",
    b"\"\x7f\"",
    b"\"\xe2\x80\xa8\"",
    b"\"\xef\xbb\xbf\"",
    b"\"\xef\xbf\xbf\"",
    b"\"\xf4\x8f\xbf\xbf\"",
    b"\"\xc2\x80\"",
    b"\"\xdf\xbf\"",
    b"\"\xe0\xa0\x80\"",
    b"\"\xed\x9f\xbf\"",
    b"\"\xee\x80\x80\"",
    b"\"\xf0\x90\x80\x80\"",
    b"\"\xf0\x9f\x98\x80\"",
    b"{\"\":0}",
    b"{\"a\":{\"a\":1}}",
    b" \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] ",
    b"[[[]]]",
    b"[true,false,null]",
    b"{\"a\":1,\"A\":2}",
    b"\"\\\\u0041\"",
    b"\"a/*b*/c//d\"",
    b"\"[{,}]\"",
    b"{\"\\u0061\":1,\"b\":2}",
    b"{\"0\":1,\"1\":2,\"__proto__\":3}",
    b"[1,[2,{\"a\":[3]}]]",
    b"{ \"a\" : 1 , \"b\" : [ ] }",
    b"\"\\ud83d\\ude00\"",
    b"5e-324",
    b"1.7976931348623157e308",
    b"9007199254740992",
    b"[{},{\"a\":{}},[[]]]",
];

/// What JavaScript reads, though other readers may not: lone surrogates.
const Y_LONE: &[&[u8]] = &[
    b"\"\\ud800\"",
    b"\"\\uDC00\\uD800\"",
    b"\"\\ud800\\ud800\"",
    b"\"\\udbff\\n\"",
    b"\"\\ud83d\\\\ude00\"",
    b"{\"\\udfff\":1}",
    b"\"\\ud800a\"",
];

/// The places in which a value is read by other code: what stands before it and after it.
fn places() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let entry = Entry::new(0).with("metadata", "{\"k\":$}").write(None).0;
    let (before, after) = entry.split_once('$').unwrap();
    let deep = format!("{{\"d\":{}{},\"k\":", "[".repeat(130), "]".repeat(130));
    let place = |name, before: String, after: String| (name, before.into_bytes(), after.into_bytes());
    vec![
        place("of an unknown member", "{\"auditEntries\":[],\n \"x\":".to_owned(), "}".to_owned()),
        place("in metadata", format!("{{\"auditEntries\":\n[{before}"), format!("{after}]}}")),
        place("in a skipped entry", format!("{{\"auditEntries\":[\n{deep}"), "}]}".to_owned()),
        place("in a grant", "{\"grants\":[{\"k\":".to_owned(), "}],\n\"auditEntries\":[]}".to_owned()),
        place("in a list that stands twice", "{\"auditEntries\":[],\n\"auditEntries\":[".to_owned(), "]}".to_owned()),
        place("in place of an entry", "{\"auditEntries\":[\n".to_owned(), "\n]}".to_owned()),
        place("in place of a second policy", "{\"policies\":[{},".to_owned(), "],\"auditEntries\":[]}".to_owned()),
        place("in `meta`", "{\"meta\":{\"k\":".to_owned(), "},\"auditEntries\":[]}".to_owned()),
        place("of an entry's unknown member", "{\"entries\":[{\"k\":".to_owned(), "}]}".to_owned()),
        place("of a member that must have a type", "{\"auditEntries\":[{\"hash\":".to_owned(), ",\"entryId\":1}]}".to_owned()),
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (place, before, after) in places() {
        for fragment in N {
            let text = [&before, *fragment, &after].concat();
            cases.push(Case::marked(format!("`{}` {place}", fragment.escape_ascii()), text, "document.syntax"));
        }
        // A control character may not stand in a string as it is (RFC 8259 §7), and none in a name.
        for control in 0..0x20_u8 {
            let value = [&before[..], b"\"a@", &[control], b"b\"", &after].concat();
            cases.push(Case::marked(format!("control {control:#04x} in a string {place}"), value, "document.syntax"));
            let name = [&before[..], b"{\"a@", &[control], b"b\":1}", &after].concat();
            cases.push(Case::marked(format!("control {control:#04x} in a name {place}"), name, "document.syntax"));
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{answer, verify, verify_pieces, verify_whole};
    use grantex_compliance::VerifyOptions;

    #[test]
    fn there_are_enough() {
        println!("{} must be refused, {} must be read, in {} places", N.len(), Y.len() + Y_LONE.len(), places().len());
        assert!(N.len() + Y.len() >= 250);
    }

    #[test]
    fn what_must_be_read_is_read() {
        let options = VerifyOptions::default();
        for (place, before, after) in places() {
            for fragment in Y.iter().chain(Y_LONE) {
                let text = [&before, *fragment, &after].concat();
                let result = verify_whole(&text);
                assert!(result.is_ok(), "`{}` {place}: {}", fragment.escape_ascii(), result.unwrap_err());
                for chunk in [1, 2] {
                    assert_eq!(answer(&verify(&text, &options, chunk)), answer(&result), "`{}` {place}", fragment.escape_ascii());
                }
                for at in before.len()..before.len() + fragment.len() {
                    let pieces = [&text[..at], &text[at..]];
                    assert_eq!(answer(&verify_pieces(pieces, &options)), answer(&result), "`{}` {place} at {at}", fragment.escape_ascii());
                }
            }
        }
    }

    /// Another reader draws the line at the same place.
    #[test]
    fn serde_json_agrees() {
        let reads = |fragment: &[u8]| {
            let text = [b"{\"x\":", fragment, b"}"].concat();
            serde_json::from_slice::<serde_json::Value>(&text).is_ok()
        };
        for fragment in N {
            let without_mark: Vec<u8> = fragment.iter().copied().filter(|&byte| byte != b'@').collect();
            assert!(!reads(&without_mark), "`{}`", fragment.escape_ascii());
        }
        for fragment in Y {
            assert!(reads(fragment), "`{}`", fragment.escape_ascii());
        }
        for fragment in Y_LONE {
            assert!(!reads(fragment), "`{}`", fragment.escape_ascii());
        }
    }
}
