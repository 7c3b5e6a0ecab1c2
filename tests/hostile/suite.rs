//! What JSONTestSuite (github.com/nst/JSONTestSuite, MIT) leaves to each reader: its cases `i_…`, by their names there, as a value
//! in metadata. This reader says the same of each as JavaScript, or refuses it with the byte; in between there is nothing.
//! (Its cases `n_…` and `y_…` are in `syntax`, by rule and in ten places.)

use crate::case::Case;
use crate::entries::{amid, case, malformed};
use crate::support::Entry;

/// Read as JavaScript reads it: the literal, and how JavaScript writes it.
const READ: &[(&str, &str, &str)] = &[
    ("number_too_big_pos_int", "100000000000000000000", "100000000000000000000"),
    ("object_key_lone_2nd_surrogate", "{\"\\uDFAA\":0}", "{\"\\udfaa\":0}"),
    ("string_1st_surrogate_but_2nd_missing", "\"\\uDADA\"", "\"\\udada\""),
    ("string_1st_valid_surrogate_2nd_invalid", "\"\\uD888\\u1234\"", "\"\\ud888\u{1234}\""),
    ("string_incomplete_surrogate_and_escape_valid", "\"\\uD800\\n\"", "\"\\ud800\\n\""),
    ("string_incomplete_surrogate_pair", "\"\\uDd1ea\"", "\"\\udd1ea\""),
    ("string_incomplete_surrogates_escape_valid", "\"\\uD800\\uD800\\n\"", "\"\\ud800\\ud800\\n\""),
    ("string_invalid_lonely_surrogate", "\"\\ud800\"", "\"\\ud800\""),
    ("string_invalid_surrogate", "\"\\ud800abc\"", "\"\\ud800abc\""),
    ("string_inverted_surrogates_U+1D11E", "\"\\uDd1e\\uD834\"", "\"\\udd1e\\ud834\""),
    ("string_lone_second_surrogate", "\"\\uDFAA\"", "\"\\udfaa\""),
];

/// Numbers that a double does not keep: hashed as JavaScript has them, and reported.
const IMPRECISE: &[(&str, &str, &str)] = &[
    ("number_double_huge_neg_exp", "123.456e-789", "0"),
    ("number_real_underflow", "123e-10000000", "0"),
    ("number_too_big_neg_int", "-123123123123123123123123123123", "-1.2312312312312312e+29"),
    ("number_very_big_negative_int", "-237462374673276894279832749832423479823246327846", "-2.374623746732769e+47"),
];

/// Numbers beyond a double.
const BEYOND: &[(&str, &str)] = &[
    ("number_huge_exp", "0.4e006699999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999006"),
    ("number_neg_int_huge_exp", "-1e+9999"),
    ("number_pos_double_huge_exp", "1.5e+9999"),
    ("number_real_neg_overflow", "-123123e100000"),
    ("number_real_pos_overflow", "123123e100000"),
];

/// No UTF-8: the string's bytes, and where the first wrong one stands in it.
const INVALID: &[(&str, &[u8], usize)] = &[
    ("string_invalid_utf-8", b"\xff", 0),
    ("string_iso_latin_1", b"\xe9", 0),
    ("string_lone_utf8_continuation_byte", b"\x81", 0),
    ("string_not_in_unicode_range", b"\xf4\xbf\xbf\xbf", 0),
    ("string_overlong_sequence_2_bytes", b"\xc0\xaf", 0),
    ("string_overlong_sequence_6_bytes", b"\xfc\x83\xbf\xbf\xbf\xbf", 0),
    ("string_overlong_sequence_6_bytes_null", b"\xfc\x80\x80\x80\x80\x80", 0),
    ("string_truncated-utf-8", b"\xe0\xff", 0),
    ("string_UTF-8_invalid_sequence", b"\xe6\x97\xa5\xd1\x88\xfa", 5),
    ("string_UTF8_surrogate_U+D800", b"\xed\xa0\x80", 0),
];

/// Whole documents in another encoding.
const DOCUMENTS: &[(&str, &[u8], &str)] = &[
    ("string_UTF-16LE_with_BOM", b"\xff\xfe[\0\"\0\xe9\0\"\0]\0", "document.syntax"),
    ("string_utf16BE_no_BOM", b"\0[\0\"\0\xe9\0\"\0]", "document.syntax"),
    ("string_utf16LE_no_BOM", b"[\0\"\0\xe9\0\"\0]\0", "document.not-an-object"),
    ("structure_UTF-8_BOM_empty_object", b"\xef\xbb\xbf{}", "document.bom"),
];

fn holding(literal: &str) -> Entry {
    Entry::new(1).with("metadata", format!("{{\"v\":{literal}}}"))
}

fn hashed(literal: &str, written: &str) -> Entry {
    holding(literal).hashing("metadata", format!("{{\"v\":{written}}}"))
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, literal, written) in READ {
        cases.push(case(format!("i_{name}"), hashed(literal, written), "intact", &[]));
    }
    for (name, literal, written) in IMPRECISE {
        let said = ["document.number-precision 1 /auditEntries/1/metadata/v"];
        cases.push(case(format!("i_{name}"), hashed(literal, written), "broken", &said));
    }
    for (name, literal) in BEYOND {
        cases.push(malformed(format!("i_{name}"), holding(literal), "/metadata/v"));
    }
    for (name, bytes, wrong) in INVALID {
        let text = amid(holding("\"$\""));
        let (before, after) = text.split_once('$').unwrap();
        let bytes = [before.as_bytes(), bytes, after.as_bytes()].concat();
        cases.push(Case::error(format!("i_{name}"), bytes, "document.invalid-utf8", before.len() + wrong));
    }
    for (name, bytes, code) in DOCUMENTS {
        cases.push(Case::error(format!("i_{name}"), *bytes, code, 0));
    }
    let nested = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let said = ["document.limit-exceeded 1 /auditEntries/1"];
    cases.push(case("i_structure_500_nested_arrays", holding(&nested), "inconclusive", &said));
    assert_eq!(cases.len(), 35, "as many as the suite has");
    cases
}
