//! SHA-256 (FIPS 180-4) of one message, in few instructions: for WebAssembly, where a call hashes a single message only at the
//! end of many. A library's, unrolled for speed, would be a thirtieth of what a browser downloads.

#![expect(clippy::many_single_char_names, reason = "the standard's names")]

use super::{BLOCK, INITIAL, padding};

/// FIPS 180-4 §4.2.2.
#[rustfmt::skip]
pub(super) const K: [[u32; 16]; 4] = [
    [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    ],
    [
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    ],
    [
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    ],
    [
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ],
];

/// Takes a message in pieces.
#[derive(Clone, Debug)]
pub(super) struct Hasher {
    state: [u32; 8],
    /// What fills no block yet.
    block: [u8; BLOCK],
    /// Bytes of the message so far.
    length: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { state: INITIAL, block: [0; BLOCK], length: 0 }
    }
}

impl Hasher {
    /// Bytes that fill no block yet.
    fn held(&self) -> usize {
        usize::try_from(self.length % 64).unwrap_or_default()
    }

    /// Takes the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let held = self.held();
        self.length += u64::try_from(bytes.len()).unwrap_or_default();
        let mut rest = bytes;
        if held > 0 {
            let (filling, after) = bytes.split_at_checked(BLOCK - held).unwrap_or((bytes, &[]));
            self.block.iter_mut().skip(held).zip(filling).for_each(|(place, byte)| *place = *byte);
            if held + filling.len() < BLOCK {
                return;
            }
            compress(&mut self.state, &self.block);
            rest = after;
        }
        while let Some((block, after)) = rest.split_first_chunk() {
            compress(&mut self.state, block);
            rest = after;
        }
        self.block.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    }

    /// The state after all that was taken, and its end.
    pub(super) fn finish(mut self) -> [u32; 8] {
        let bits = self.length * 8;
        self.update(padding(self.held()));
        self.update(&bits.to_be_bytes());
        self.state
    }
}

/// One round, on the state as it is named in this round; the next round names it shifted by one.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $word:expr) => {
        let sigma = $e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25);
        let t = $h.wrapping_add($word).wrapping_add(($f ^ $g) & $e ^ $g).wrapping_add(sigma);
        $d = $d.wrapping_add(t);
        let sigma = $a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22);
        $h = t.wrapping_add(($a ^ $b) & ($b ^ $c) ^ $b).wrapping_add(sigma);
    };
}

/// Takes a block into the state (§6.2.2).
pub(super) fn compress(state: &mut [u32; 8], block: &[u8; BLOCK]) {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (sixteen, k) in K.iter().enumerate() {
        if sixteen > 0 {
            next_words(&mut words);
        }
        for (w, k) in words.chunks_exact(8).zip(k.chunks_exact(8)) {
            let (Some(w), Some(k)) = (w.first_chunk::<8>(), k.first_chunk::<8>()) else { continue };
            round!(a b c d e f g h, w[0].wrapping_add(k[0]));
            round!(h a b c d e f g, w[1].wrapping_add(k[1]));
            round!(g h a b c d e f, w[2].wrapping_add(k[2]));
            round!(f g h a b c d e, w[3].wrapping_add(k[3]));
            round!(e f g h a b c d, w[4].wrapping_add(k[4]));
            round!(d e f g h a b c, w[5].wrapping_add(k[5]));
            round!(c d e f g h a b, w[6].wrapping_add(k[6]));
            round!(b c d e f g h a, w[7].wrapping_add(k[7]));
        }
    }
    for (word, after) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(after);
    }
}

/// The words of the next sixteen rounds, each in the place of the word sixteen before it.
#[expect(clippy::indexing_slicing, reason = "below 16 each")]
fn next_words(words: &mut [u32; 16]) {
    for i in 0..16 {
        let (near, far) = (words[(i + 1) & 15], words[(i + 14) & 15]);
        let near = near.rotate_right(7) ^ near.rotate_right(18) ^ near >> 3;
        let far = far.rotate_right(17) ^ far.rotate_right(19) ^ far >> 10;
        words[i] = words[i].wrapping_add(near).wrapping_add(words[(i + 9) & 15]).wrapping_add(far);
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::super::{digest_of, sha256};
    use super::*;

    #[test]
    fn as_the_library_does_however_it_is_cut() {
        let bytes: Vec<u8> = (0..1_000_u32).map(|at| at.wrapping_mul(0x9e37_79b9).to_be_bytes()[0]).collect();
        for length in (0..=300).chain([999, 1_000]) {
            let message = &bytes[..length];
            let expected = sha256(message);
            for piece in [1, 3, 55, 63, 64, 65, 128, 1_000] {
                let mut hasher = Hasher::default();
                message.chunks(piece).for_each(|piece| hasher.update(piece));
                assert_eq!(digest_of(hasher.finish()), expected, "{length} in pieces of {piece}");
            }
        }
    }
}
