//! [`Lanes`] in the 128-bit vectors of WebAssembly.

#![expect(clippy::inline_always, reason = "each is one instruction")]

use core::arch::wasm32::{
    i32x4_shuffle, i64x2_shuffle, u8x16, u8x16_swizzle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, v128, v128_and,
    v128_or, v128_xor,
};

use super::lanes::Lanes;

impl Lanes for v128 {
    type Order = Self;

    fn order() -> Self {
        u8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
    }

    #[inline(always)]
    #[expect(clippy::many_single_char_names, reason = "the bytes have no names")]
    fn read(bytes: &[u8; 16], order: Self) -> Self {
        // Compiles to one load. Swizzled with an operand from memory, not shuffled with a constant: see `Tables`.
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        u8x16_swizzle(u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p), order)
    }

    fn from_words([a, b, c, d]: [u32; 4]) -> Self {
        u32x4(a, b, c, d)
    }

    fn to_words(self) -> [u32; 4] {
        [u32x4_extract_lane::<0>(self), u32x4_extract_lane::<1>(self), u32x4_extract_lane::<2>(self), u32x4_extract_lane::<3>(self)]
    }

    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
        let ab_low = i32x4_shuffle::<0, 4, 1, 5>(a, b);
        let ab_high = i32x4_shuffle::<2, 6, 3, 7>(a, b);
        let cd_low = i32x4_shuffle::<0, 4, 1, 5>(c, d);
        let cd_high = i32x4_shuffle::<2, 6, 3, 7>(c, d);
        [
            i64x2_shuffle::<0, 2>(ab_low, cd_low),
            i64x2_shuffle::<1, 3>(ab_low, cd_low),
            i64x2_shuffle::<0, 2>(ab_high, cd_high),
            i64x2_shuffle::<1, 3>(ab_high, cd_high),
        ]
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        u32x4_add(self, other)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        v128_and(self, other)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        v128_or(self, other)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        v128_xor(self, other)
    }

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        u32x4_shl(self, bits)
    }

    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        u32x4_shr(self, bits)
    }
}
