//! The double nearest to a decimal number (IEEE 754 §4.3.1, ties to even), as JavaScript reads it.
//!
//! The standard library's parser finds the same ones faster, with tables of powers that would be a tenth of what a browser
//! downloads. Most numbers need neither: they are small enough for one exact operation, or known well enough from 64 of their binary
//! digits. The others are divided with whole numbers as large as it takes; tests hold all of it against the standard library.

use core::cmp::Ordering;

use super::approximate;

/// Every double, and every point half-way between two, has at most 767 significant digits: of what follows them, it only matters
/// whether there is anything.
const KEPT_DIGITS: usize = 800;

/// Of a double's 64 bits, those of the fraction.
pub(super) const FRACTION_BITS: i64 = 52;

/// The exponent of the least double that has all its digits.
pub(super) const MIN_EXPONENT: i64 = -1_022;

/// The exponent of the greatest double.
pub(super) const MAX_EXPONENT: i64 = 1_023;

/// The double nearest to 0.DIGITS × 10^`point`. The digits are ASCII; the first one is not zero, and where there are none the
/// number is zero.
pub(super) fn nearest(digits: impl Iterator<Item = u8> + Clone, point: i64) -> f64 {
    // 0.1e310 is beyond the greatest double, and 0.9…e-330 below half of the least.
    if point >= 310 {
        return if digits.clone().next().is_some() { f64::INFINITY } else { 0.0 };
    }
    if point <= -330 {
        return 0.0;
    }
    if let Some(nearest) = in_words(digits.clone(), point) {
        return nearest;
    }
    let kept = i64::try_from(digits.clone().take(KEPT_DIGITS).count()).unwrap_or(0);
    let mut numerator = Whole::default();
    for digit in digits.clone().take(KEPT_DIGITS) {
        numerator.multiply_add(10, u32::from(digit.wrapping_sub(b'0')));
    }
    // One more digit stands for all that are left.
    let more = digits.skip(KEPT_DIGITS).any(|digit| digit != b'0');
    numerator.multiply_add(10, u32::from(more));
    let mut denominator = Whole::default();
    denominator.multiply_add(1, 1);
    let exponent = point - kept - 1;
    if exponent < 0 { &mut denominator } else { &mut numerator }.multiply_by_power_of_ten(exponent.unsigned_abs());
    quotient(numerator, denominator)
}

/// The same, where words of the machine hold what it takes.
fn in_words(mut digits: impl Iterator<Item = u8>, point: i64) -> Option<f64> {
    // 10^19 is the greatest power of ten below 2^64, 10^22 the greatest that a double holds.
    const HEAD_DIGITS: usize = 19;
    const EXACT_POWER: u64 = 22;
    const EXACT_WHOLE: u64 = 1 << 53;
    let (mut head, mut power) = (0_u64, point);
    for digit in digits.by_ref().take(HEAD_DIGITS) {
        head = head.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
        power -= 1;
    }
    let more = digits.any(|digit| digit != b'0');
    if head == 0 {
        return Some(0.0);
    }
    if head <= EXACT_WHOLE && power.unsigned_abs() <= EXACT_POWER && !more {
        // One operation on two numbers that a double holds exactly: the result is the nearest double (Clinger, *How to read
        // floating point numbers accurately*, 1990).
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "up to 2^53 nothing is lost")]
        let whole = head as f64;
        let factor = (0..power.unsigned_abs()).fold(1.0, |factor, _| factor * 10.0);
        return Some(if power < 0 { whole / factor } else { whole * factor });
    }
    approximate::nearest(head, more, power)
}

/// The double nearest to a quotient of two whole numbers, of which the second is not zero.
fn quotient(mut numerator: Whole, mut denominator: Whole) -> f64 {
    if numerator.bits() == 0 {
        return 0.0;
    }
    // The quotient lies between 1 and 2 once this is taken out of it as a power of two.
    let mut exponent = numerator.bits() - denominator.bits();
    if exponent < 0 { &mut numerator } else { &mut denominator }.double(exponent.unsigned_abs());
    if numerator.compare(&denominator) == Ordering::Less {
        exponent -= 1;
        numerator.double(1);
    }
    if exponent > MAX_EXPONENT {
        return f64::INFINITY;
    }
    // Below the least exponent there is room for fewer digits, down to none.
    let digits = FRACTION_BITS + 1 - (MIN_EXPONENT - exponent).max(0);
    if digits < 0 {
        return 0.0;
    }
    let mut bits = 0_u64;
    for _ in 0..digits {
        bits <<= 1;
        if numerator.compare(&denominator) != Ordering::Less {
            numerator.subtract(&denominator);
            bits += 1;
        }
        numerator.double(1);
    }
    rounded(bits, exponent, numerator.compare(&denominator))
}

/// The double of these digits, given how what is left of the quotient compares with half of the last one.
pub(super) fn rounded(bits: u64, exponent: i64, rest: Ordering) -> f64 {
    let up = match rest {
        Ordering::Less => 0,
        Ordering::Equal => bits & 1,
        Ordering::Greater => 1,
    };
    // The first digit counts as 1 in the exponent's bits. Rounding up carries into them, up to infinity, as it should.
    let places = u64::try_from((exponent - MIN_EXPONENT).max(0)).unwrap_or(0);
    f64::from_bits((places << FRACTION_BITS) + bits + up)
}

/// A whole number of any size: its digits to base 2^32, the least first, the last not zero.
#[derive(Clone, Default)]
struct Whole(Vec<u32>);

impl Whole {
    /// How many binary digits it has.
    fn bits(&self) -> i64 {
        let whole = i64::try_from(self.0.len()).unwrap_or(0) * 32;
        self.0.last().map_or(0, |last| whole - i64::from(last.leading_zeros()))
    }

    fn multiply_add(&mut self, factor: u32, summand: u32) {
        let mut carry = summand;
        for digit in &mut self.0 {
            (*digit, carry) = halves(u64::from(*digit) * u64::from(factor) + u64::from(carry));
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    fn multiply_by_power_of_ten(&mut self, power: u64) {
        for _ in 0..power / 9 {
            self.multiply_add(1_000_000_000, 0);
        }
        for _ in 0..power % 9 {
            self.multiply_add(10, 0);
        }
    }

    /// Doubles it this many times.
    fn double(&mut self, times: u64) {
        if self.0.is_empty() {
            return;
        }
        let factor = 1 << (times % 32);
        self.multiply_add(factor, 0);
        let zeros = usize::try_from(times / 32).unwrap_or(0);
        if zeros > 0 {
            let mut digits = vec![0; zeros];
            digits.append(&mut self.0);
            self.0 = digits;
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Takes a number away that is not greater.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().copied().chain(core::iter::repeat(0));
        for (digit, other) in self.0.iter_mut().zip(others) {
            let (difference, first) = digit.overflowing_sub(other);
            let (difference, second) = difference.overflowing_sub(u32::from(borrow));
            *digit = difference;
            borrow = first || second;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

/// The lower and the upper half.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
fn halves(n: u64) -> (u32, u32) {
    (n as u32, (n >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `DIGITSeEXPONENT`.
    fn ours(digits: &str, exponent: i64) -> f64 {
        let digits = digits.trim_start_matches('0');
        nearest(digits.bytes(), i64::try_from(digits.len()).unwrap() + exponent)
    }

    fn same(digits: &str, exponent: i64) {
        let text = format!("{digits}e{exponent}");
        assert_eq!(ours(digits, exponent).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }

    /// A few digits before and after the exact decimal value of this double, and of the points half-way to its neighbours.
    fn around(value: f64) {
        for bits in [value.to_bits(), value.to_bits() + 1] {
            let text = format!("{:.1100}", f64::from_bits(bits));
            let (whole, fraction) = text.split_once('.').unwrap();
            let digits = format!("{whole}{fraction}");
            same(&digits, -1_100);
            let trimmed = digits.trim_end_matches('0');
            same(trimmed, i64::try_from(digits.len() - trimmed.len()).unwrap() - 1_100);
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        for (digits, exponent) in [
            ("0", 0),
            ("0", 400),
            ("1", 0),
            ("1", 22),
            ("1", 23),
            ("9007199254740992", 0),
            ("9007199254740993", 0),
            ("9007199254740995", 0),
            ("45035996273704975", -1),
            ("45035996273704985", -1),
            ("9223372036854775807", 0),
            ("9223372036854775807", -18),
            ("9223372036854775808", -18),
            ("9007199254740993", -18),
            ("9007199254740993", -19),
            ("9007199254740993", 22),
            ("9007199254740991", -22),
            ("17976931348623157", 292),
            ("17976931348623158", 292),
            ("179769313486231580793", 288),
            ("17976931348623159", 292),
            ("1", 308),
            ("1", 309),
            ("1", 310),
            ("22250738585072014", -324),
            ("22250738585072011", -324),
            ("5", -324),
            ("3", -324),
            ("24703282292062327", -340),
            ("24703282292062328", -340),
            ("2", -324),
            ("1", -330),
            ("1", -350),
        ] {
            same(digits, exponent);
        }
        assert_eq!(ours("1", 400), f64::INFINITY);
        assert_eq!(ours("1", -400).to_bits(), 0);
    }

    #[test]
    fn exactly_half_way_goes_to_the_even_one() {
        // The exact value of 2^-1075, half of the least double, has 752 digits.
        let half = format!("{:.1100}", f64::from_bits(1)).replace('.', "");
        let half: String = half
            .trim_start_matches('0')
            .trim_end_matches('0')
            .bytes()
            .scan(0, |carry, digit| {
                let twice = *carry * 10 + (digit - b'0');
                *carry = twice % 2;
                Some(char::from(b'0' + twice / 2))
            })
            .collect::<String>()
            + "5";
        let exponent = -1_075;
        for (more, bits) in [("", 0), ("0000", 0), ("1", 1), (&format!("{}1", "0".repeat(900)), 1)] {
            let digits = format!("{half}{more}");
            let exponent = exponent - i64::try_from(more.len()).unwrap();
            assert_eq!(ours(&digits, exponent).to_bits(), bits, "{more}");
            same(&digits, exponent);
        }
        // 2^53 + 1, and with something behind it after more digits than are kept.
        assert_eq!(ours("9007199254740993", 0), 9_007_199_254_740_992.0);
        assert_eq!(ours(&format!("9007199254740993{}1", "0".repeat(2_000)), -2_001), 9_007_199_254_740_994.0);
    }

    #[test]
    fn like_the_standard_library() {
        // xorshift64, Marsaglia 2003: any bits will do, the same every time.
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for round in 0..20_000 {
            let value = f64::from_bits(random() & !(1 << 63));
            if value.is_finite() && round % 40 == 0 {
                around(value);
                around(f64::from_bits(random() >> 12));
            }
            let digits = random().to_string();
            let length = 1 + usize::try_from(random() % 20).unwrap();
            same(digits.get(..length).unwrap_or(&digits), i64::try_from(random() % 700).unwrap() - 360);
            // On both sides of what is divided in words.
            let whole = random() >> (random() % 14);
            same(&whole.to_string(), -i64::try_from(random() % 23).unwrap());
        }
    }
}
