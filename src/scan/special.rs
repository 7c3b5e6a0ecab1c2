//! Finds the next byte of a string literal that needs a look: `"`, `\`, a control character, or the start of a
//! character beyond ASCII. Sixteen bytes at a time where the target has the instructions.

/// Whether a byte inside a string literal needs a look.
#[inline]
fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || !(0x20..0x80).contains(&byte)
}

/// The index of the first special byte at or after `from`, or `bytes.len()` when there is none.
#[expect(clippy::inline_always, reason = "once in each loop over strings, and the build inlines little of this length otherwise")]
#[inline(always)]
pub(super) fn find(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let mask = mask16(block);
        if mask != 0 {
            // A mask of sixteen bits has at most sixteen trailing zeros.
            return at + usize::try_from(mask.trailing_zeros()).unwrap_or(0);
        }
        at += 16;
    }
    bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| is_special(byte))).map_or(bytes.len(), |n| at + n)
}

/// One bit a byte, lowest first: set where [`is_special`] holds.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn mask16(block: &[u8; 16]) -> u32 {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_lt, i8x16_splat, u8x16_eq, u8x16_splat, u64x2, v128_or};
    let [low, high] = halves(block);
    let v = u64x2(low, high);
    let quote = u8x16_eq(v, u8x16_splat(b'"'));
    let backslash = u8x16_eq(v, u8x16_splat(b'\\'));
    // Signed: bytes from 0x80 are negative, so one comparison finds them and the controls.
    let outside = i8x16_lt(v, i8x16_splat(0x20));
    u32::from(i8x16_bitmask(v128_or(outside, v128_or(quote, backslash))))
}

/// One bit a byte, lowest first: set where [`is_special`] holds.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn mask16(block: &[u8; 16]) -> u32 {
    let [low, high] = halves(block);
    mask8(low) | mask8(high) << 8
}

#[inline]
fn halves(block: &[u8; 16]) -> [u64; 2] {
    let whole = u128::from_le_bytes(*block);
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "takes the two halves of sixteen bytes")]
    [whole as u64, (whole >> 64) as u64]
}

/// Eight bytes in one register. Each step computes in every byte's top bit without carrying into its neighbour:
/// exact, not only for the lowest hit.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn mask8(v: u64) -> u32 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const SEVEN: u64 = !HIGH;
    // The top bit of each byte of `x` is set where that byte is zero.
    let zero = |x: u64| !(((x & SEVEN) + SEVEN) | x) & HIGH;
    let quote = zero(v ^ (LOW * 0x22));
    let backslash = zero(v ^ (LOW * 0x5c));
    // Below 0x20: the upper three bits are zero.
    let control = zero(v & (LOW * 0xe0));
    let hits = (quote | backslash | control | v) & HIGH;
    // Gathers the eight top bits into the lowest byte, the first byte's lowest.
    let gathered = (hits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    u32::try_from(gathered).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_one_byte_at_a_time() {
        let mut bytes = Vec::new();
        let mut state = 7_u32;
        for _ in 0..20_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push(if state >> 28 < 12 {
                b'a' + u8::try_from(state >> 24 & 15).unwrap()
            } else {
                u8::try_from(state >> 20 & 255).unwrap()
            });
        }
        for from in 0..bytes.len() {
            let slow = (from..bytes.len()).find(|&i| is_special(bytes[i])).unwrap_or(bytes.len());
            assert_eq!(find(&bytes, from), slow, "from {from}");
        }
        for byte in 0..=255_u8 {
            for at in 0..16 {
                let mut block = [b'x'; 16];
                block[at] = byte;
                assert_eq!(mask16(&block) != 0, is_special(byte), "{byte:#x} at {at}");
            }
        }
    }
}
