//! A number's literal, against another way to write doubles and to compare decimals.

use grantex_compliance::canonical::number::{NumberFidelity, is_canonical_number, write_number};

use crate::plain::json::{Value, parse};
use crate::plain::text;

pub fn run(data: &[u8]) {
    let mut written = Vec::new();
    let fidelity = write_number(data, &mut written);
    let canonical = is_canonical_number(data);
    let Ok(Value::Number(literal)) = parse(data) else { return };
    if literal.as_bytes() != data {
        return; // White space around it.
    }
    let expected = text::number(&literal);
    assert_eq!(String::from_utf8_lossy(&written), expected);
    assert_eq!(canonical, literal == expected);
    assert_eq!(fidelity == NumberFidelity::Overflow, expected == "null");
    if let (Some(a), Some(b), true) = (decimal(&literal), decimal(&expected), expected != "null") {
        assert_eq!(fidelity == NumberFidelity::Exact, a == b, "{literal} and {expected}");
    }
}

/// Sign, digits without zeros at their ends, and the place of the last one. `None` where an exponent is beyond reason.
fn decimal(literal: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some((false, String::new(), 0));
    }
    let exponent = exponent.parse::<i64>().ok().filter(|exponent| exponent.abs() < 1 << 40)?;
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    Some((negative, kept.to_owned(), exponent - i64::try_from(fraction.len()).ok()? + dropped))
}
