//! Number literals against what JavaScript engines gave, and against obvious implementations.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::canonical::number::{NumberFidelity, is_canonical_number, write_number};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    literals: Vec<Vector>,
    random_doubles: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    literal: String,
    canonical: String,
    bits: Option<String>,
}

fn written(literal: &str) -> (String, NumberFidelity) {
    let mut out = Vec::new();
    let fidelity = write_number(literal.as_bytes(), &mut out);
    (String::from_utf8(out).unwrap(), fidelity)
}

fn fidelity(literal: &str) -> NumberFidelity {
    written(literal).1
}

#[test]
fn recorded_vectors() {
    let vectors: Vectors = serde_json::from_str(include_str!("fixtures/vectors/numbers.json")).unwrap();
    assert_eq!((vectors.literals.len(), vectors.random_doubles.len()), (40, 1_998));
    for Vector { literal, canonical, bits } in vectors.literals.iter().chain(&vectors.random_doubles) {
        let (text, fidelity) = written(literal);
        assert_eq!(&text, canonical, "{literal}");
        assert_eq!(is_canonical_number(literal.as_bytes()), literal == canonical, "{literal}");
        assert!(is_canonical_number(canonical.as_bytes()), "{canonical}");
        assert_eq!(fidelity == NumberFidelity::Exact, same_value(literal, canonical), "{literal}");
        if let Some(bits) = bits {
            let bits = u64::from_str_radix(bits, 16).unwrap();
            assert_eq!(literal.parse::<f64>().unwrap().to_bits(), bits, "{literal}");
        }
    }
}

/// RFC 8785, Appendix B: the bits of a double, and its text. (The two that have none, NaN and infinity, no literal gives.)
const APPENDIX_B: [(u64, &str); 24] = [
    (0x0000_0000_0000_0000, "0"),
    (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"),
    (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
    (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
    (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
    (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
    (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"),
    (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"),
    (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"),
    (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
];

#[test]
fn rfc_8785_appendix_b() {
    for (bits, text) in APPENDIX_B {
        let value = f64::from_bits(bits);
        // However the double is written: in 17 digits, in all of its digits, and as the text itself.
        for literal in [format!("{value:.16e}"), format!("{value:.1100}"), text.to_owned()] {
            assert_eq!(written(&literal).0, text, "{literal}");
        }
        assert_eq!(fidelity(text), NumberFidelity::Exact, "{text}");
        assert!(is_canonical_number(text.as_bytes()), "{text}");
    }
}

/// Half-way between two doubles the even one is taken (ECMA-262, `StringToNumber`): 2^53 + 1 and its like, the least
/// subnormal, the border to infinity. A hair beside it, it is the nearer one.
#[test]
fn half_way_is_even() {
    let least = format!("{:.1100}", f64::from_bits(1));
    let half_of_least = halved(&least);
    for (literal, text) in [
        ("9007199254740993", "9007199254740992"),
        ("9007199254740993.000000000000000000000000000001", "9007199254740994"),
        ("9007199254740995", "9007199254740996"),
        ("-9007199254740993", "-9007199254740992"),
        ("18014398509481986", "18014398509481984"),
        ("18014398509481990", "18014398509481990"),
        // 2^1024 - 2^970 is half-way to what would be the next double, and goes there.
        (
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792",
            "null",
        ),
        (
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497791",
            "1.7976931348623157e+308",
        ),
        (&half_of_least, "0"),
        (&format!("{half_of_least}1"), "5e-324"),
    ] {
        assert_eq!(written(literal).0, text, "{literal}");
    }
}

/// Half of a decimal fraction, exactly.
fn halved(literal: &str) -> String {
    let mut carry = 0;
    let mut half = String::new();
    for digit in literal.chars().map(|digit| digit.to_digit(10)) {
        match digit {
            None => half.push('.'),
            Some(digit) => {
                let value = carry * 10 + digit;
                half.push(char::from_digit(value / 2, 10).unwrap());
                carry = value % 2;
            }
        }
    }
    if carry == 1 {
        half.push('5');
    }
    half
}

#[test]
fn exact_is_what_keeps_its_decimal_value() {
    for literal in [
        "0",
        "-0",
        "0.0",
        "-0.0e7",
        "0e99999999999999999999",
        "1",
        "-1",
        "1.0",
        "1e3",
        "1E+3",
        "1000e-3",
        "0.1",
        "0.10",
        "1.5e300",
        "100000e-5",
        "123456789012345",
        "9007199254740992",
        "9007199254740993e0".strip_suffix("3e0").unwrap(),
        "0.000001",
        "1e-7",
        "5e-324",
        "1.7976931348623157e308",
        "0.30000000000000004",
        "1e21",
        "1000000000000000000000",
        "10e-1",
        "0.00001e5",
        "1.0000000000000000000000000000000000000000",
    ] {
        assert_eq!(fidelity(literal), NumberFidelity::Exact, "{literal}");
    }
}

#[test]
fn imprecise_is_what_a_double_does_not_keep() {
    for literal in [
        "123456789012345684321",
        "0.10000000000000000001",
        "1e-400",
        "-1e-400",
        "9007199254740993",
        "4.9e-324",
        "333333333.33333329",
        "1.00000000000000000000000000000000000000001",
        "0.1000000000000000055511151231257827",
        "1.7976931348623158e308",
        "100000000000000000000000000000000000000001e-41",
        "2.2250738585072011e-308",
        "1e-99999999999999999999",
    ] {
        assert_eq!(fidelity(literal), NumberFidelity::Imprecise, "{literal}");
    }
}

#[test]
fn overflow_is_written_as_null() {
    for literal in ["1e309", "-1e309", "1e400", "1.8e308", "1e99999999999999999999", "123456789e99999"] {
        assert_eq!(written(literal), ("null".to_owned(), NumberFidelity::Overflow), "{literal}");
        assert!(!is_canonical_number(literal.as_bytes()), "{literal}");
    }
}

#[test]
fn canonical_at_the_edges() {
    for literal in
        ["0", "-1", "0.5", "-0.5", "999999999999999", "-123456789012.345", "0.000001", "0.0000012", "1e-7", "1e+21", "0.1234567890123456"]
    {
        assert!(is_canonical_number(literal.as_bytes()), "{literal}");
    }
    for literal in
        ["-0", "0.0", "-0.0", "1.0", "0.10", "1e3", "1E+21", "1e21", "0.0000001", "0.00000012", "1e-07", "1e+021", "9007199254740993"]
    {
        assert!(!is_canonical_number(literal.as_bytes()), "{literal}");
    }
}

/// Against writing each, which knows no such shortcut.
#[test]
fn numbers_with_an_exponent_are_judged_as_they_are_written() {
    let mantissas = [
        "1",
        "9",
        "0",
        "10",
        "1.5",
        "1.0",
        "2.50",
        "0.5",
        "9.99999999999999",
        "1.23456789012345",
        "1.234567890123456",
        "1.7976931348623157",
    ];
    let mut canonical = 0;
    for mantissa in mantissas {
        for exponent in 0..330 {
            for sign in ["e+", "e-", "e", "E+", "e+0"] {
                for minus in ["", "-"] {
                    let literal = format!("{minus}{mantissa}{sign}{exponent}");
                    let (text, fidelity) = written(&literal);
                    let expected = fidelity != NumberFidelity::Overflow && text == literal;
                    assert_eq!(is_canonical_number(literal.as_bytes()), expected, "{literal}");
                    canonical += usize::from(expected);
                }
            }
        }
    }
    assert!(canonical > 5_000, "{canonical}");
}

/// Lengths at which the exponents of a parser overflow.
#[test]
fn long_digits_and_long_exponents_meet() {
    for zeros in [10, 998, 1_000, 70_000, 700_000] {
        let small = format!("0.{}1e{}", "0".repeat(zeros), zeros + 1);
        assert_eq!(written(&small), ("1".to_owned(), NumberFidelity::Exact), "{zeros} zeros behind the point");
        let large = format!("-1{}e-{zeros}", "0".repeat(zeros));
        assert_eq!(written(&large), ("-1".to_owned(), NumberFidelity::Exact), "{zeros} zeros before the exponent");
        let inexact = format!("1.{}1", "0".repeat(zeros + 20));
        assert_eq!(written(&inexact), ("1".to_owned(), NumberFidelity::Imprecise), "{zeros} zeros and a one");
    }
    // Half-way between 1 and the next double, and a hair above: only the last of 2,000 digits decides.
    let half = "1.00000000000000011102230246251565404236316680908203125";
    assert_eq!(written(half).0, "1");
    assert_eq!(written(&format!("{half}{}", "0".repeat(2_000))).0, "1");
    assert_eq!(written(&format!("{half}{}1", "0".repeat(2_000))).0, "1.0000000000000002");
}

/// The obvious comparison of decimal values: by digits written out in full.
fn same_value(a: &str, b: &str) -> bool {
    written_out(a) == written_out(b)
}

/// Sign, digits without leading and trailing zeros, and the power of ten of the last digit.
fn written_out(literal: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = match literal.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().unwrap()),
        None => (literal, 0),
    };
    let negative = mantissa.starts_with('-');
    let mantissa = mantissa.trim_start_matches('-');
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return (false, String::new(), 0);
    }
    let dropped = i64::try_from(digits.len() - significant.len()).unwrap();
    (negative, significant.to_owned(), exponent - i64::try_from(fraction.len()).unwrap() + dropped)
}

fn shortest(value: f64) -> String {
    ryu_js::Buffer::new().format(value).to_owned()
}

fn literals() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        "-?(0|[1-9][0-9]{0,16})(\\.[0-9]{1,9})?",
        "-?0\\.0{0,8}[0-9]{1,18}",
        "-?[1-9]0{0,25}(\\.0{1,3})?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_literal(literal in literals()) {
        let value: f64 = literal.parse().unwrap();
        let (text, fidelity) = written(&literal);
        if value.is_finite() {
            prop_assert_eq!(&text, &shortest(value));
            prop_assert_eq!(fidelity == NumberFidelity::Exact, same_value(&literal, &text));
            prop_assert!(fidelity != NumberFidelity::Overflow);
        } else {
            prop_assert_eq!((text.as_str(), fidelity), ("null", NumberFidelity::Overflow));
        }
        prop_assert_eq!(is_canonical_number(literal.as_bytes()), literal == text);
    }

    /// What is made longer than the standard parser is trusted with has the same value still.
    #[test]
    fn any_literal_made_long(literal in literals()) {
        let zeros = "0".repeat(1_200);
        let (mantissa, exponent) = literal.split_at(literal.find(['e', 'E']).unwrap_or(literal.len()));
        let long = match mantissa.contains('.') {
            true => format!("{mantissa}{zeros}{exponent}"),
            false => format!("{mantissa}.{zeros}{exponent}"),
        };
        prop_assert_eq!(written(&long), written(&literal));
    }

    #[test]
    fn any_double(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let literal = format!("{value:.17e}");
        prop_assert_eq!(written(&literal).0, shortest(value));
        let canonical = shortest(value);
        prop_assert!(is_canonical_number(canonical.as_bytes()));
        prop_assert_eq!(fidelity(&canonical), NumberFidelity::Exact);
    }
}
