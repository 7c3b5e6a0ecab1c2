//! The compression function of SHA-256 (FIPS 180-4 §6.2.2) on four messages at once, one in each 32-bit lane of a vector.

#![expect(clippy::inline_always, reason = "a call for every few instructions, with vectors passed through memory")]
#![expect(clippy::many_single_char_names, reason = "the standard's names")]

use std::hint::black_box;

use super::one::K;
use super::{BLOCK, INITIAL};

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
    let [a, b, c, d, e, f, g, h] = INITIAL;
    [[a, b, c, d], [e, f, g, h]].map(V::from_words)
}

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
fn load<V: Lanes>(blocks: [&[u8; BLOCK]; 4], order: V::Order) -> [V; 16] {
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
