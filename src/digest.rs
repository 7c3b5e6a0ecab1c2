//! SHA-256 (FIPS 180-4) and its strict hexadecimal form.

#[cfg(any(all(test, not(target_arch = "wasm32")), all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod lanes_portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes_wasm;
#[cfg(any(all(test, not(target_arch = "wasm32")), all(target_arch = "wasm32", target_feature = "simd128")))]
mod many;
#[cfg(any(test, target_arch = "wasm32"))]
mod one;

use std::fmt;

#[cfg(target_arch = "wasm32")]
use one::Hasher;
#[cfg(not(target_arch = "wasm32"))]
use sha2::{Digest as _, Sha256 as Hasher};

/// A SHA-256 digest.
///
/// Equality is not constant-time: every digest here is public.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest made of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads exactly 64 lower-case hexadecimal digits; anything else is `None`.
    #[must_use]
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let text: &[u8; 64] = text.try_into().ok()?;
        let mut nibbles = [0; 64];
        let mut wrong = 0;
        // Without branches, so that it compiles to vector instructions.
        for (nibble, &byte) in nibbles.iter_mut().zip(text) {
            let (digit, letter) = (byte.wrapping_sub(b'0'), byte.wrapping_sub(b'a'));
            *nibble = if digit < 10 { digit } else { letter.wrapping_add(10) };
            wrong |= u8::from(digit >= 10) & u8::from(letter >= 6);
        }
        let mut bytes = [0; 32];
        for (four, eight) in bytes.chunks_exact_mut(4).zip(nibbles.chunks_exact(8)) {
            let nibbles = u64::from_le_bytes(eight.try_into().ok()?);
            // The first digit of a pair is in the lower byte, and is the higher half of the pair's byte.
            let bytes = (nibbles << 4 | nibbles >> 8) & 0x00ff_00ff_00ff_00ff;
            let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
            let [a, b, c, d, ..] = (pairs | pairs >> 16).to_le_bytes();
            four.copy_from_slice(&[a, b, c, d]);
        }
        (wrong == 0).then_some(Self(bytes))
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.to_string()
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight bytes, big-endian: enough to look a digest up, never enough to judge by.
    #[must_use]
    pub fn prefix(&self) -> u64 {
        self.0.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map_or('0', |&d| char::from(d));
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The digest of one message.
#[must_use]
pub fn sha256(message: &[u8]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(message);
    hasher.finish()
}

/// SHA-256 of a message that arrives in pieces.
#[derive(Clone, Debug, Default)]
pub struct Sha256(Hasher);

impl Sha256 {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        #[cfg(target_arch = "wasm32")]
        return Digest(self.0.finish());
        #[cfg(not(target_arch = "wasm32"))]
        return Digest(self.0.finalize().into());
    }
}

/// Appends the digests of the messages `arena[start..end]`, in the order of `ranges`.
///
/// In WebAssembly four messages are hashed at a time; elsewhere one after the other, with the processor's own instructions
/// where it has them. A range that is not within the arena is a mistake of the caller; it counts as the empty message.
pub fn sha256_many(arena: &[u8], ranges: &[(u32, u32)], out: &mut Vec<Digest>) {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    many::digest_all::<core::arch::wasm32::v128>(arena, ranges, out);
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    out.extend(ranges.iter().map(|&range| {
        let (rest, length) = locate(arena, range);
        sha256(rest.get(..length).unwrap_or_default())
    }));
}

/// The arena from the message's first byte on, and the message's length, which is within it.
fn locate(arena: &[u8], (start, end): (u32, u32)) -> (&[u8], usize) {
    let located = || {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        let length = arena.get(start..end)?.len();
        Some((arena.get(start..)?, length))
    };
    let located = located();
    debug_assert!(located.is_some(), "a range outside the arena");
    located.unwrap_or_default()
}
