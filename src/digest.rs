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

use crate::canonical::Sink as _;
use crate::canonical::arena::Arena;

#[cfg(target_arch = "wasm32")]
use one::Hasher;
#[cfg(not(target_arch = "wasm32"))]
use sha2::{Digest as _, Sha256 as Hasher};

/// Bytes of a block.
const BLOCK: usize = 64;

/// FIPS 180-4 §5.3.3.
const INITIAL: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

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
        for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
            // The first digit of a pair is in the lower byte, and is the higher half of the pair's byte.
            let pair = u16::from_le_bytes(pair.try_into().ok()?);
            [*byte, _] = (pair << 4 | pair >> 8).to_le_bytes();
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
        return digest_of(self.0.finish());
        #[cfg(not(target_arch = "wasm32"))]
        return Digest(self.0.finalize().into());
    }
}

/// Messages that are hashed together.
///
/// In WebAssembly four are hashed at a time; elsewhere one after the other, with the processor's own instructions where it has
/// them. They are padded where they stand (FIPS 180-4 §5.1.1), so that nothing of them is copied again.
///
/// ```
/// use grantex_compliance::digest::{Messages, sha256};
///
/// let mut messages = Messages::default();
/// messages.add(b"abc");
/// messages.add(b"");
/// let mut digests = Vec::new();
/// messages.hash(&mut digests);
/// assert_eq!(digests, [sha256(b"abc"), sha256(b"")]);
/// ```
#[derive(Debug, Default)]
pub struct Messages {
    /// Messages of whole blocks, and behind them the one that is being written.
    blocks: Arena,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl Messages {
    /// A message in one piece.
    pub fn add(&mut self, message: &[u8]) {
        self.open().put(message);
        self.close();
    }

    /// What the next message is written to; it ends with [`Messages::close`].
    pub(crate) fn open(&mut self) -> &mut Arena {
        &mut self.blocks
    }

    /// Ends the message that was written.
    pub(crate) fn close(&mut self) {
        let length = self.bytes() - self.ends.last().copied().unwrap_or_default();
        self.blocks.put(padding(length % BLOCK));
        self.blocks.put(&(u64::try_from(length).unwrap_or(u64::MAX) * 8).to_be_bytes());
        self.ends.push(self.blocks.len());
    }

    /// Bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.blocks.len()
    }

    /// Appends the digests of all messages, in their order, and forgets these.
    pub fn hash(&mut self, digests: &mut Vec<Digest>) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        many::hash_all::<core::arch::wasm32::v128>(self.blocks.texts(), &self.ends, digests);
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        digests.extend(each(self.blocks.texts(), &self.ends).map(|blocks| {
            let mut state = INITIAL;
            compress(&mut state, blocks);
            digest_of(state)
        }));
        self.blocks.clear();
        self.ends.clear();
    }
}

/// What stands between a message's end, `over` bytes into a block, and its length in bits (FIPS 180-4 §5.1.1): a one bit, and zeros
/// up to eight bytes before a block's end.
fn padding(over: usize) -> &'static [u8] {
    const PADDING: [u8; BLOCK] = {
        let mut padding = [0; BLOCK];
        padding[0] = 0x80;
        padding
    };
    let bytes = if over < BLOCK - 8 { BLOCK - 8 - over } else { 2 * BLOCK - 8 - over };
    PADDING.get(..bytes).unwrap_or_default()
}

/// Each message's blocks.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn each<'a>(mut blocks: &'a [u8], ends: &[usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let (message, rest) = blocks.split_at_checked(end - start).unwrap_or_default();
        (start, blocks) = (*end, rest);
        message
    })
}

/// Takes whole blocks into a state.
fn compress(state: &mut [u32; 8], blocks: &[u8]) {
    for block in blocks.chunks_exact(BLOCK).filter_map(<[u8]>::first_chunk) {
        #[cfg(target_arch = "wasm32")]
        one::compress(state, block);
        #[cfg(not(target_arch = "wasm32"))]
        sha2::block_api::compress256(state, core::slice::from_ref(block));
    }
}

/// A digest of its words.
fn digest_of(state: [u32; 8]) -> Digest {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    Digest(bytes)
}
