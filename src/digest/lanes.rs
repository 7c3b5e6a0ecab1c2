//! The compression function of SHA-256 (FIPS 180-4 §6.2.2) on four messages at once, one in each 32-bit lane of a vector.

#![expect(clippy::inline_always, reason = "a call for every few instructions, with vectors passed through memory")]
#![expect(clippy::many_single_char_names, reason = "the standard's names")]

use std::hint::black_box;

/// A vector of four words. In the rounds they belong to four messages; outside to one.
pub(super) trait Lanes: Copy {
    /// What [`Lanes::read`] needs to turn bytes round.
    type Order: Copy;

    fn order() -> Self::Order;
    /// Four big-endian words.
    fn read(bytes: &[u8; 16], order: Self::Order) -> Self;
    fn from_words(words: [u32; 4]) -> Self;
    fn to_words(self) -> [u32; 4];
    /// Four vectors of which each is one message's, turned into four of which each lane is one message's; or back.
    fn transpose(vectors: [Self; 4]) -> [Self; 4];
    fn add(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn shl(self, bits: u32) -> Self;
    fn shr(self, bits: u32) -> Self;
}

/// The state of one message's digest, a…d and e…h.
pub(super) type State<V> = [V; 2];

/// The state before the first block.
pub(super) fn initial<V: Lanes>() -> State<V> {
    INITIAL.map(V::from_words)
}

/// FIPS 180-4 §5.3.3.
const INITIAL: [[u32; 4]; 2] = [[0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a], [0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19]];

/// FIPS 180-4 §4.2.2.
#[rustfmt::skip]
const K: [[u32; 16]; 4] = [
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

/// One round, on the state as it is named in this round; the next round names it shifted by one.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $word:expr, $k:expr) => {
        let t = $h.add($k).add($word).add(choose($e, $f, $g)).add(big_sigma_1($e));
        $d = $d.add(t);
        $h = t.add(majority($a, $b, $c)).add(big_sigma_0($a));
    };
}

/// Sixteen rounds; `$word` gives the word of round `i`.
macro_rules! sixteen_rounds {
    ($state:ident, $k:ident, $word:ident) => {
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = $state;
        round!(a b c d e f g h, $word!(0), $k[0]);
        round!(h a b c d e f g, $word!(1), $k[1]);
        round!(g h a b c d e f, $word!(2), $k[2]);
        round!(f g h a b c d e, $word!(3), $k[3]);
        round!(e f g h a b c d, $word!(4), $k[4]);
        round!(d e f g h a b c, $word!(5), $k[5]);
        round!(c d e f g h a b, $word!(6), $k[6]);
        round!(b c d e f g h a, $word!(7), $k[7]);
        round!(a b c d e f g h, $word!(8), $k[8]);
        round!(h a b c d e f g, $word!(9), $k[9]);
        round!(g h a b c d e f, $word!(10), $k[10]);
        round!(f g h a b c d e, $word!(11), $k[11]);
        round!(e f g h a b c d, $word!(12), $k[12]);
        round!(d e f g h a b c, $word!(13), $k[13]);
        round!(c d e f g h a b, $word!(14), $k[14]);
        round!(b c d e f g h a, $word!(15), $k[15]);
        $state = [a, b, c, d, e, f, g, h];
    };
}

/// What [`compress`] needs beside the messages.
///
/// Engines build a vector constant out of several instructions wherever it is used, but read one from memory in a single one
/// (measured: 7 % of the whole). So these are kept in memory, out of the optimizer's sight.
pub(super) struct Tables<V: Lanes> {
    k: [[V; 16]; 4],
    order: V::Order,
}

impl<V: Lanes> Tables<V> {
    pub(super) fn new() -> Self {
        Self { k: K.map(|sixteen| sixteen.map(|word| V::from_words([word; 4]))), order: V::order() }
    }
}

/// Takes blocks of each message into its state: as many as the shortest of the four slices holds.
pub(super) fn compress<V: Lanes>(tables: &Tables<V>, states: &mut [State<V>; 4], messages: [&[u8]; 4]) {
    let Tables { k, order } = black_box(tables);
    let [low, high] = [states.map(|[low, _]| low), states.map(|[_, high]| high)].map(V::transpose);
    let mut state = join(low, high);
    let [mut a, mut b, mut c, mut d] = messages;
    while let (Some((block_a, rest_a)), Some((block_b, rest_b)), Some((block_c, rest_c)), Some((block_d, rest_d))) =
        (a.split_first_chunk(), b.split_first_chunk(), c.split_first_chunk(), d.split_first_chunk())
    {
        state = compress_block(k, state, load([block_a, block_b, block_c, block_d], *order));
        (a, b, c, d) = (rest_a, rest_b, rest_c, rest_d);
    }
    let [a, b, c, d, e, f, g, h] = state;
    let (low, high) = (V::transpose([a, b, c, d]), V::transpose([e, f, g, h]));
    for (state, (low, high)) in states.iter_mut().zip(low.into_iter().zip(high)) {
        *state = [low, high];
    }
}

/// The eight words of a state.
pub(super) fn join<W>([a, b, c, d]: [W; 4], [e, f, g, h]: [W; 4]) -> [W; 8] {
    [a, b, c, d, e, f, g, h]
}

/// The sixteen words of each message's block.
#[inline(always)]
fn load<V: Lanes>(blocks: [&[u8; 64]; 4], order: V::Order) -> [V; 16] {
    let mut words = [V::from_words([0; 4]); 16];
    let [a, b, c, d] = blocks.map(|block| block.chunks_exact(16));
    for (four, (((a, b), c), d)) in words.chunks_exact_mut(4).zip(a.zip(b).zip(c).zip(d)) {
        if let (Some(a), Some(b), Some(c), Some(d)) = (a.first_chunk(), b.first_chunk(), c.first_chunk(), d.first_chunk()) {
            four.copy_from_slice(&V::transpose([a, b, c, d].map(|bytes| V::read(bytes, order))));
        }
    }
    words
}

#[inline(always)]
fn compress_block<V: Lanes>(k: &[[V; 16]; 4], state: [V; 8], mut words: [V; 16]) -> [V; 8] {
    let mut now = state;
    let [first, rest @ ..] = k;

    macro_rules! word {
        ($i:literal) => {
            words[$i]
        };
    }
    sixteen_rounds!(now, first, word);

    // Word t takes the place of word t - 16, so the schedule never needs more than sixteen.
    macro_rules! next_word {
        ($i:literal) => {{
            words[$i] =
                words[$i].add(small_sigma_0(words[($i + 1) & 15])).add(words[($i + 9) & 15]).add(small_sigma_1(words[($i + 14) & 15]));
            words[$i]
        }};
    }
    for k in rest {
        sixteen_rounds!(now, k, next_word);
    }

    for (word, before) in now.iter_mut().zip(state) {
        *word = word.add(before);
    }
    now
}

/// Ch: where e has a one the bit of f, else that of g.
#[inline(always)]
fn choose<V: Lanes>(e: V, f: V, g: V) -> V {
    f.xor(g).and(e).xor(g)
}

/// Maj: the bit that two or three of them have. The first difference is the second one of the round before, so that a
/// compiler computes it once.
#[inline(always)]
fn majority<V: Lanes>(a: V, b: V, c: V) -> V {
    a.xor(b).and(b.xor(c)).xor(b)
}

#[inline(always)]
fn rotr<V: Lanes>(word: V, bits: u32) -> V {
    word.shr(bits).or(word.shl(32 - bits))
}

#[inline(always)]
fn big_sigma_0<V: Lanes>(a: V) -> V {
    rotr(a, 2).xor(rotr(a, 13)).xor(rotr(a, 22))
}

#[inline(always)]
fn big_sigma_1<V: Lanes>(e: V) -> V {
    rotr(e, 6).xor(rotr(e, 11)).xor(rotr(e, 25))
}

#[inline(always)]
fn small_sigma_0<V: Lanes>(w: V) -> V {
    rotr(w, 7).xor(rotr(w, 18)).xor(w.shr(3))
}

#[inline(always)]
fn small_sigma_1<V: Lanes>(w: V) -> V {
    rotr(w, 17).xor(rotr(w, 19)).xor(w.shr(10))
}
