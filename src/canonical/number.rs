//! JSON number literals as JavaScript reads and writes them.
//!
//! A literal has been admitted: it is a number of RFC 8259 §6. For anything else the answers here mean nothing, but nothing
//! panics.

use super::double::nearest;
use super::{Matches, Sink};

/// How a literal's decimal value relates to the number that JavaScript writes for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFidelity {
    /// The same value, however it was spelled.
    Exact,
    /// Another value: the literal has digits that a double does not keep.
    Imprecise,
    /// Beyond a double's range: JavaScript reads an infinity and writes `null`.
    Overflow,
}

/// Writes what `JSON.stringify(JSON.parse(literal))` gives (ECMA-262 §6.1.6.1.20, `Number::toString`).
pub fn write_number(raw: &[u8], out: &mut impl Sink) -> NumberFidelity {
    if is_short_and_plain(raw) {
        out.put(raw);
        return NumberFidelity::Exact;
    }
    let value = to_double(raw);
    if !value.is_finite() {
        out.put(b"null");
        return NumberFidelity::Overflow;
    }
    let mut buffer = ryu_js::Buffer::new();
    let written = buffer.format_finite(value).as_bytes();
    out.put(written);
    if written == raw || Decimal::read(raw) == Decimal::read(written) { NumberFidelity::Exact } else { NumberFidelity::Imprecise }
}

/// Whether [`write_number`] gives the literal's own bytes.
#[must_use]
pub fn is_canonical_number(raw: &[u8]) -> bool {
    judge_number(raw).0
}

/// Whether [`write_number`] gives the literal's own bytes, and what it returns.
pub(crate) fn judge_number(raw: &[u8]) -> (bool, NumberFidelity) {
    if is_short_and_plain(raw) || is_short_with_exponent(raw) {
        return (true, NumberFidelity::Exact);
    }
    let mut same = Matches::new(raw);
    let fidelity = write_number(raw, &mut same);
    (fidelity != NumberFidelity::Overflow && same.complete(), fidelity)
}

/// Whether the literal is certainly canonical, with an exponent: at most 15 digits, the first other than zero and before the
/// point, the last other than zero, and an exponent with which `Number::toString` writes one: from 21, or below -6.
///
/// As in [`is_short_and_plain`]; short of 10⁻³⁰⁰ and 10³⁰⁰, where doubles have all their digits.
fn is_short_with_exponent(raw: &[u8]) -> bool {
    let digits = raw.strip_prefix(b"-").unwrap_or(raw);
    let Some(at) = digits.iter().take(17).position(|&byte| byte == b'e') else { return false };
    let Some((mantissa, [b'e', sign, exponent @ ..])) = digits.split_at_checked(at) else { return false };
    let mantissa_fits = match mantissa {
        [b'1'..=b'9'] => true,
        [b'1'..=b'9', b'.', fraction @ .., b'1'..=b'9'] => fraction.len() <= 13 && fraction.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let value = match exponent {
        [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] | [b'1' | b'2', b'0'..=b'9', b'0'..=b'9'] => {
            exponent.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
        }
        _ => return false,
    };
    mantissa_fits && ((*sign == b'+' && value >= 21) || (*sign == b'-' && value >= 7))
}

/// Whether the literal is certainly canonical: at most 15 digits, no exponent, no negative zero, no fraction that ends in a
/// zero, and nothing smaller than 10⁻⁶.
///
/// No two decimals of at most 15 significant digits round to the same double (`DBL_DIG` is 15). So of all decimals that round
/// to this double, none other is as short as this one: it has the digits that `Number::toString` chooses. They are written
/// without an exponent for values from 10⁻⁶ up to 10²¹.
fn is_short_and_plain(raw: &[u8]) -> bool {
    const MAX_DIGITS: usize = 15;
    let (negative, digits) = match raw.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, raw),
    };
    if digits.len() > MAX_DIGITS + 1 {
        return false;
    }
    let mut parts = digits.splitn(2, |&byte| byte == b'.');
    let whole = parts.next().unwrap_or_default();
    if !whole.iter().all(u8::is_ascii_digit) {
        return false;
    }
    match parts.next() {
        None => whole.len() <= MAX_DIGITS && !(negative && whole == b"0"),
        Some(fraction) => {
            fraction.iter().all(u8::is_ascii_digit) && fraction.last() != Some(&b'0') && !(whole == b"0" && fraction.starts_with(b"000000"))
        }
    }
}

/// The number that JavaScript reads: the nearest double, infinity beyond the greatest.
pub(crate) fn to_double(raw: &[u8]) -> f64 {
    let decimal = Decimal::read(raw);
    let size = nearest(decimal.digits(), decimal.point);
    if decimal.negative { -size } else { size }
}

/// A decimal number as the digits from its first other than zero on, and the place of its point relative to that digit.
#[derive(Clone, Copy)]
struct Decimal<'a> {
    negative: bool,
    /// Starts with a digit other than zero; may hold one point. Empty for zero.
    digits: &'a [u8],
    /// The value is 0.DIGITS × 10^point.
    point: i64,
}

impl<'a> Decimal<'a> {
    fn read(raw: &'a [u8]) -> Self {
        let (negative, raw) = match raw.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, raw),
        };
        let mut parts = raw.splitn(2, |byte| matches!(byte, b'e' | b'E'));
        let mantissa = parts.next().unwrap_or_default();
        let exponent = parts.next().map_or(0, exponent);
        let first = mantissa.iter().position(|byte| matches!(byte, b'1'..=b'9'));
        let Some(digits) = first.and_then(|first| mantissa.get(first..)) else {
            return Self { negative, digits: &[], point: 0 };
        };
        let before_point = mantissa.iter().position(|&byte| byte == b'.').unwrap_or(mantissa.len());
        let before_digits = mantissa.len() - digits.len();
        // With the first digit behind the point, the point itself is no place.
        let places = distance(before_point) - distance(before_digits) + i64::from(before_digits > before_point);
        Self { negative, digits, point: exponent.saturating_add(places) }
    }

    fn digits(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        self.digits.iter().copied().filter(|byte| *byte != b'.')
    }
}

impl PartialEq for Decimal<'_> {
    /// The same value.
    fn eq(&self, other: &Self) -> bool {
        if self.digits.is_empty() || other.digits.is_empty() {
            return self.digits.is_empty() && other.digits.is_empty();
        }
        if self.negative != other.negative || self.point != other.point {
            return false;
        }
        let (mut a, mut b) = (self.digits(), other.digits());
        loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (a, b) if a.unwrap_or(b'0') != b.unwrap_or(b'0') => return false,
                _ => {}
            }
        }
    }
}

fn distance(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX / 4)
}

/// The exponent of a literal. Far beyond any literal's length it stops growing, so sums with a length stay exact or far out.
fn exponent(text: &[u8]) -> i64 {
    const ENOUGH: i64 = 1 << 60;
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let size = digits.iter().fold(
        0_i64,
        |value, digit| {
            if value >= ENOUGH / 16 { ENOUGH } else { value * 10 + i64::from(digit.wrapping_sub(b'0')) }
        },
    );
    if negative { -size } else { size }
}
