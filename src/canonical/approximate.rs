//! A decimal number to 64 binary digits, with a bound on what is missing: enough to know the nearest double of nearly all.
//!
//! As in W. D. Clinger, *How to read floating point numbers accurately* (1990): where all numbers that it can be have the same
//! nearest double, nothing more has to be known of it.

use core::cmp::Ordering;

use super::double::{FRACTION_BITS, MAX_EXPONENT, MIN_EXPONENT, rounded};

/// The greatest power of five below 2^64 is 5^27.
const STEP: i64 = 27;

const FIVE_TO_THE_STEP: u64 = 5_u64.pow(27);

/// What is held against numbers of up to 19 digits from 10^-330 to 10^310: powers of five from 5^-351 to 5^297.
const STEPS_BELOW: usize = 13;
const STEPS: usize = STEPS_BELOW + 12;

/// A number of at least `mantissa` × 2^`exponent`, and less than `missing` × 2^`exponent` above; where nothing is missing, that very
/// number. The mantissa's highest bit is set.
#[derive(Clone, Copy)]
struct Approximation {
    mantissa: u64,
    exponent: i64,
    missing: u64,
}

impl Approximation {
    fn exact(whole: u64) -> Self {
        let zeros = whole.leading_zeros();
        Self { mantissa: whole.checked_shl(zeros).unwrap_or_default(), exponent: -i64::from(zeros), missing: 0 }
    }

    fn times(self, other: Self) -> Self {
        let product = u128::from(self.mantissa) * u128::from(other.mantissa);
        // Cut off: less than one; the products of what is missing: of two with a whole mantissa, and of both, which is less than one.
        let missing = self.missing + other.missing + 2;
        let (mantissa, exponent) = (upper(product), self.exponent + other.exponent + 64);
        if mantissa.leading_zeros() == 0 {
            Self { mantissa, exponent, missing }
        } else {
            Self { mantissa: mantissa << 1, exponent: exponent - 1, missing: missing * 2 }
        }
    }

    /// The nearest double, where it is the same for all that this can be.
    fn nearest(self) -> Option<f64> {
        let exponent = self.exponent + 63;
        if exponent > MAX_EXPONENT {
            return None;
        }
        // A double has no room for this many of the digits; below the least exponent for more, down to all.
        let cut = u32::try_from(63 - FRACTION_BITS + (MIN_EXPONENT - exponent).max(0)).ok()?;
        let (bits, half) = (self.mantissa.checked_shr(cut)?, 1 << (cut - 1));
        let below = self.mantissa & (2 * half - 1);
        // Never more than 80 are missing, so that above one half it does not come to another half.
        let rest = match below.cmp(&half) {
            Ordering::Less if below + self.missing < half => Ordering::Less,
            Ordering::Equal if self.missing == 0 => Ordering::Equal,
            Ordering::Greater => Ordering::Greater,
            _ => return None,
        };
        Some(rounded(bits, exponent, rest))
    }
}

/// The double nearest to `head` × 10^`power`, or to a number between that and one more × 10^`power`, where `more` follows.
pub(super) fn nearest(head: u64, more: bool, power: i64) -> Option<f64> {
    let mut number = Approximation::exact(head);
    if more {
        number.missing = 1 << -number.exponent;
    }
    // 10^n is 5^n × 2^n.
    number.exponent += power;
    let rest = u32::try_from(power.rem_euclid(STEP)).ok()?;
    if rest > 0 {
        number = number.times(Approximation::exact(5_u64.pow(rest)));
    }
    let steps = power.div_euclid(STEP);
    if steps != 0 {
        let at = usize::try_from(steps + i64::try_from(STEPS_BELOW).ok()?).ok()?;
        number = number.times(*POWERS.get(at)?);
    }
    number.nearest()
}

/// (5^27)^n, for n from -13 to 11.
static POWERS: [Approximation; STEPS] = {
    let mut powers = [Approximation { mantissa: 1 << 63, exponent: -63, missing: 0 }; STEPS];
    // The mantissas have 128 digits here, of which less than sixteen are cut off at the end, so that less than two are missing of 64.
    let zeros = FIVE_TO_THE_STEP.leading_zeros();
    let five = widened(FIVE_TO_THE_STEP << zeros);
    #[expect(clippy::as_conversions, clippy::indexing_slicing, reason = "a constant; all indexes are below the table's length")]
    {
        let (mut up, mut down) = ((1_u128 << 127, -127), (1_u128 << 127, -127));
        let mut n = 1;
        while n <= STEPS_BELOW {
            let (mantissa, exponent) = down;
            // So that the quotient has 128 digits.
            let (mantissa, exponent) = if mantissa >> 64 >= five { (mantissa >> 1, exponent + 1) } else { (mantissa, exponent) };
            down = (((mantissa / five) << 64) | (((mantissa % five) << 64) / five), exponent + zeros as i64 - 64);
            powers[STEPS_BELOW - n] = Approximation { mantissa: upper(down.0), exponent: down.1 + 64, missing: 2 };
            if STEPS_BELOW + n < STEPS {
                let (mantissa, exponent) = up;
                let product = (mantissa >> 64) * five + (((mantissa & widened(u64::MAX)) * five) >> 64);
                let shift = product.leading_zeros();
                up = (product << shift, exponent + 64 - zeros as i64 - shift as i64);
                powers[STEPS_BELOW + n] = Approximation { mantissa: upper(up.0), exponent: up.1 + 64, missing: 2 };
            }
            n += 1;
        }
    }
    powers
};

/// The higher half.
#[expect(clippy::as_conversions, reason = "the half is what is wanted")]
const fn upper(n: u128) -> u64 {
    (n >> 64) as u64
}

#[expect(clippy::as_conversions, reason = "a conversion that is a constant's, too")]
const fn widened(n: u64) -> u128 {
    n as u128
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> f64 {
        text.parse().unwrap()
    }

    #[test]
    fn every_power() {
        let (mut known, mut all) = (0, 0);
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for power in -349..=309 {
            for round in 0..64 {
                // xorshift64, Marsaglia 2003.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let head = (state >> round).max(1) % 10_u64.pow(19);
                let expected = read(&format!("{head}e{power}"));
                let nearest = nearest(head, false, power);
                assert!(nearest.is_none_or(|nearest| nearest.to_bits() == expected.to_bits()), "{head}e{power}");
                if expected.is_finite() && expected > 0.0 {
                    all += 1;
                    known += u32::from(nearest.is_some());
                }
            }
        }
        assert!(all > 39_000 && f64::from(known) > 0.99 * f64::from(all), "{known} of {all}");
    }

    /// Whatever the digits are that follow.
    #[test]
    fn every_power_with_more_behind_it() {
        let (mut known, mut all) = (0, 0);
        let mut head = 1_000_000_000_000_000_007_u64;
        for power in -349..=309 {
            for _ in 0..16 {
                head = 10_u64.pow(18)
                    + head.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) % (9 * 10_u64.pow(18));
                let ends = ["0000000000000000001", "5", "9999999999999999999"].map(|more| read(&format!("0.{head}{more}e{}", power + 19)));
                let nearest = nearest(head, true, power);
                for expected in ends {
                    assert!(nearest.is_none_or(|nearest| nearest.to_bits() == expected.to_bits()), "{head}e{power}");
                }
                if ends.iter().all(|end| end.is_finite() && *end > 0.0) {
                    all += 1;
                    known += u32::from(nearest.is_some());
                }
            }
        }
        assert!(all > 9_000 && f64::from(known) > 0.9 * f64::from(all), "{known} of {all}");
    }

    /// 5^27 and its square and inverse, digit by digit.
    #[test]
    fn powers_are_what_they_say() {
        let at = |n: usize| POWERS[n];
        assert_eq!((at(STEPS_BELOW).mantissa, at(STEPS_BELOW).exponent), (1 << 63, -63));
        assert_eq!((at(STEPS_BELOW + 1).mantissa, at(STEPS_BELOW + 1).exponent), (FIVE_TO_THE_STEP << 1, -1));
        let square = u128::from(FIVE_TO_THE_STEP).pow(2);
        assert_eq!(
            (at(STEPS_BELOW + 2).mantissa, at(STEPS_BELOW + 2).exponent),
            (upper(square << square.leading_zeros()), 64 - i64::from(square.leading_zeros()))
        );
        let inverse = (1_u128 << 126) / u128::from(FIVE_TO_THE_STEP);
        assert_eq!((u128::from(at(STEPS_BELOW - 1).mantissa), at(STEPS_BELOW - 1).exponent), (inverse, -126));
        assert!(POWERS.iter().all(|power| power.mantissa.leading_zeros() == 0));
    }

    #[test]
    fn knows_what_it_does_not_know() {
        // Half-way between two doubles, below half of the least, and beyond the greatest.
        assert_eq!(nearest(9_007_199_254_740_993, true, 0), None);
        assert_eq!(nearest(9_007_199_254_740_993, false, 0), Some(9_007_199_254_740_992.0));
        assert_eq!(nearest(5, false, -324), Some(f64::from_bits(1)));
        assert_eq!(nearest(2, false, -324), None);
        assert_eq!(nearest(1, false, 309), None);
    }
}
