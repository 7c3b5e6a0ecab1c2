//! String literals against what JavaScript engines gave, and against the obvious way: by their UTF-16 code units.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

use std::borrow::Cow;
use std::cmp::Ordering;

use grantex_compliance::canonical::string::{
    array_index, cmp_utf16, decode, decode_lossless, eq_decoded, equals_str, is_canonical_string, write_string,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    literals: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    literal: String,
    canonical: String,
}

fn written(literal: &str) -> String {
    let mut out = Vec::new();
    write_string(literal.as_bytes(), &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn recorded_vectors() {
    let Vectors { literals } = serde_json::from_str(include_str!("fixtures/vectors/strings.json")).unwrap();
    assert_eq!(literals.len(), 25);
    for Vector { literal, canonical } in literals {
        assert_eq!(written(&literal), canonical, "{literal}");
        assert_eq!(is_canonical_string(literal.as_bytes()), literal == canonical, "{literal}");
        assert!(is_canonical_string(canonical.as_bytes()), "{canonical}");
        assert!(eq_decoded(literal.as_bytes(), canonical.as_bytes()), "{literal}");
    }
}

#[test]
fn surrogates() {
    for (literal, canonical) in [
        (r#""\ud83d\ude00""#, "\"😀\""),
        (r#""\uD83D\uDE00""#, "\"😀\""),
        (r#""\ud83d\ud83d\ude00\ude00""#, "\"\\ud83d😀\\ude00\""),
        (r#""\uD83Dx\uDE00""#, r#""\ud83dx\ude00""#),
        (r#""\ude00\ud83d""#, r#""\ude00\ud83d""#),
        (r#""\ud83d\n""#, r#""\ud83d\n""#),
        (r#""\ud83d\u0041""#, r#""\ud83dA""#),
        (r#""\ud83d😀""#, "\"\\ud83d😀\""),
        (r#""\ud83d\\ude00""#, r#""\ud83d\\ude00""#),
        (r#""\udbff\udfff""#, "\"\u{10ffff}\""),
        (r#""\ud800\udc00""#, "\"\u{10000}\""),
    ] {
        assert_eq!(written(literal), canonical, "{literal}");
        assert!(eq_decoded(literal.as_bytes(), canonical.as_bytes()), "{literal}");
    }
}

#[test]
fn lone_surrogates_in_decoded_text() {
    assert_eq!(decode(br#""\ud83d""#), None);
    assert_eq!(decode_lossless(br#""a\uD83Db\ud83d\ude00""#), "a\\ud83db😀");
    assert!(matches!(decode(br#""plain""#), Some(Cow::Borrowed("plain"))));
    assert_eq!(decode(br#""\"\\\/\b\t\n\f\r\u0041""#).unwrap(), "\"\\/\u{8}\t\n\u{c}\rA");
}

/// Characters above U+FFFF come before those from U+E000 on, unlike in UTF-8.
#[test]
fn order_of_code_units() {
    let ascending = [
        "\"\"",
        "\"a\"",
        "\"aa\"",
        "\"b\"",
        "\"é\"",
        "\"\u{d7ff}\"",
        "\"\u{10000}\"",
        "\"😀\"",
        "\"\u{10ffff}\"",
        "\"\u{e000}\"",
        "\"\u{ffff}\"",
    ];
    for (i, a) in ascending.iter().enumerate() {
        for (j, b) in ascending.iter().enumerate() {
            assert_eq!(cmp_utf16(a.as_bytes(), b.as_bytes()), i.cmp(&j), "{a} {b}");
        }
    }
    assert_eq!(cmp_utf16(b"\"\\ud83d\"", "\"😀\"".as_bytes()), Ordering::Less);
    assert_eq!(cmp_utf16(b"\"\\u0061\"", b"\"a\""), Ordering::Equal);
}

#[test]
fn array_indexes() {
    for (literal, index) in [
        ("\"0\"", Some(0)),
        ("\"7\"", Some(7)),
        ("\"10\"", Some(10)),
        ("\"4294967294\"", Some(4_294_967_294)),
        ("\"\\u0031\\u0032\"", Some(12)),
        ("\"4294967295\"", None),
        ("\"4294967296\"", None),
        ("\"42949672940\"", None),
        ("\"99999999999999999999\"", None),
        ("\"00\"", None),
        ("\"01\"", None),
        ("\"-0\"", None),
        ("\"-1\"", None),
        ("\"+1\"", None),
        ("\"1.0\"", None),
        ("\"1e3\"", None),
        ("\" 1\"", None),
        ("\"1a\"", None),
        ("\"\"", None),
        ("\"١\"", None),
        ("\"\\ud835\\udfce\"", None),
    ] {
        assert_eq!(array_index(literal.as_bytes()), index, "{literal}");
    }
}

/// What is no string literal has no right answer, but must have one.
#[test]
fn broken_literals_do_no_harm() {
    for broken in [&b""[..], b"\"", b"\\", b"\"\\\"", b"\"\\u12\"", b"\"\\ud83d\\u\"", b"\"\\x\"", b"\"\xff\xf0\x9f\"", b"\"\\uzzzz\""] {
        let mut out = Vec::new();
        write_string(broken, &mut out);
        _ = (is_canonical_string(broken), decode(broken), decode_lossless(broken), array_index(broken));
        _ = (cmp_utf16(broken, b"\"\\u0041\""), eq_decoded(broken, b"\"\\u0041\""), equals_str(broken, "A"));
    }
}

/// A code unit or a pair of them, and one of the ways to write it in a literal.
fn spelled() -> impl Strategy<Value = (Vec<u16>, String)> {
    let unit = prop_oneof![
        4 => 0_u16..0x80,
        2 => prop_oneof![Just(0x22), Just(0x2f), Just(0x5c), Just(8), Just(9), Just(10), Just(12), Just(13), Just(0x7f)],
        2 => 0x80_u16..0xd800,
        3 => 0xd800_u16..0xe000,
        2 => 0xe000_u16..=0xffff,
    ];
    let escaped = (unit, any::<bool>())
        .prop_map(|(unit, upper)| (vec![unit], if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") }));
    let short = prop_oneof![
        Just(('"', "\\\"")),
        Just(('\\', "\\\\")),
        Just(('/', "\\/")),
        Just(('\u{8}', "\\b")),
        Just(('\t', "\\t")),
        Just(('\n', "\\n")),
        Just(('\u{c}', "\\f")),
        Just(('\r', "\\r")),
    ]
    .prop_map(|(c, text)| (units(&c.to_string()), text.to_owned()));
    let raw = prop_oneof![proptest::char::range(' ', '~'), any::<char>(), proptest::char::range('\u{e000}', '\u{1ffff}')]
        .prop_filter("raw in a literal", |&c| c >= ' ' && c != '"' && c != '\\')
        .prop_map(|c| (units(&c.to_string()), c.to_string()));
    prop_oneof![escaped, short, raw]
}

fn spelled_text() -> impl Strategy<Value = (Vec<u16>, String)> {
    proptest::collection::vec(spelled(), 0..24).prop_map(|pieces| {
        let (values, texts): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        (values.concat(), format!("\"{}\"", texts.concat()))
    })
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// QuoteJSONString, step by step.
fn quoted(value: &[u16]) -> String {
    let inside: String = char::decode_utf16(value.iter().copied())
        .map(|decoded| match decoded {
            Ok('\u{8}') => "\\b".to_owned(),
            Ok('\t') => "\\t".to_owned(),
            Ok('\n') => "\\n".to_owned(),
            Ok('\u{c}') => "\\f".to_owned(),
            Ok('\r') => "\\r".to_owned(),
            Ok('"') => "\\\"".to_owned(),
            Ok('\\') => "\\\\".to_owned(),
            Ok(c) if c < ' ' => format!("\\u{:04x}", u32::from(c)),
            Ok(c) => c.to_string(),
            Err(lone) => format!("\\u{:04x}", lone.unpaired_surrogate()),
        })
        .collect();
    format!("\"{inside}\"")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_literal((value, literal) in spelled_text()) {
        let canonical = quoted(&value);
        prop_assert_eq!(&written(&literal), &canonical);
        prop_assert_eq!(is_canonical_string(literal.as_bytes()), literal == canonical);
        prop_assert!(is_canonical_string(canonical.as_bytes()));
        let text = String::from_utf16(&value).ok();
        prop_assert_eq!(decode(literal.as_bytes()), text.clone().map(Cow::Owned));
        let lossless: String = char::decode_utf16(value.iter().copied())
            .map(|c| c.map_or_else(|lone| format!("\\u{:04x}", lone.unpaired_surrogate()), String::from))
            .collect();
        prop_assert_eq!(decode_lossless(literal.as_bytes()), lossless);
        if let Some(text) = text {
            prop_assert!(equals_str(literal.as_bytes(), &text));
            let longer = format!("{text}a");
            prop_assert!(!equals_str(literal.as_bytes(), &longer));
        }
    }

    #[test]
    fn any_two((value_a, a) in spelled_text(), (value_b, b) in spelled_text(), (shared, start) in spelled_text()) {
        // With a common beginning, so that the difference comes late.
        let behind = |literal: &str| format!("{}{}", start.strip_suffix('"').unwrap(), literal.strip_prefix('"').unwrap());
        for (value_a, a, value_b, b) in [
            (value_a.clone(), a.clone(), value_b.clone(), b.clone()),
            ([shared.clone(), value_a].concat(), behind(&a), [shared.clone(), value_b].concat(), behind(&b)),
        ] {
            prop_assert_eq!(cmp_utf16(a.as_bytes(), b.as_bytes()), value_a.cmp(&value_b), "{} {}", a, b);
            prop_assert_eq!(eq_decoded(a.as_bytes(), b.as_bytes()), value_a == value_b);
            prop_assert_eq!(cmp_utf16(quoted(&value_a).as_bytes(), a.as_bytes()), Ordering::Equal);
            prop_assert!(eq_decoded(quoted(&value_a).as_bytes(), a.as_bytes()));
        }
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut out = Vec::new();
        write_string(&bytes, &mut out);
        _ = (is_canonical_string(&bytes), decode(&bytes), decode_lossless(&bytes), array_index(&bytes));
        _ = (cmp_utf16(&bytes, b"\"\\u0041\""), eq_decoded(&bytes, b"\"\\u0041\""));
    }

    #[test]
    fn any_index(index in any::<u32>(), text in "[0-9]{0,12}") {
        let own = format!("\"{index}\"");
        prop_assert_eq!(array_index(own.as_bytes()), (index != u32::MAX).then_some(index));
        let expected = text.parse::<u32>().ok().filter(|index| index.to_string() == text && *index != u32::MAX);
        prop_assert_eq!(array_index(format!("\"{text}\"").as_bytes()), expected);
    }
}
