//! Many messages through four lanes: as soon as a lane's message ends, the next one takes its place, so that messages of
//! differing lengths keep all lanes busy.

use super::Digest;
use super::lanes::{Lanes, State, Tables, compress, initial, join};
use super::one;

/// Bytes of a block.
const BLOCK: usize = 64;

/// The end of a message: what fills no block, a one bit, zeros, and the length in bits. One block or two, the last one last.
type Tail = [u8; 2 * BLOCK];

/// Appends the digests of the messages to `out`, in their order.
pub(super) fn digest_all<V: Lanes>(arena: &[u8], ranges: &[(u32, u32)], out: &mut Vec<Digest>) {
    let first = out.len();
    out.resize(first + ranges.len(), Digest([0; 32]));
    let mut left = out.iter_mut().skip(first).zip(ranges);
    let mut next = |tail: &mut Tail| left.next().map(|(slot, range)| Job::new(slot, arena, *range, tail));

    let tables = Tables::<V>::new();
    let mut states = [initial(); 4];
    let mut tails = [[0; 2 * BLOCK]; 4];
    let mut jobs = tails.each_mut().map(&mut next);
    // The last message goes alone: it would take twice as long in a lane.
    while jobs.iter().flatten().count() > 1 {
        let [a, b, c, d] = &jobs;
        let [tail_a, tail_b, tail_c, tail_d] = &tails;
        let ready = [(a, tail_a), (b, tail_b), (c, tail_c), (d, tail_d)].map(|(job, tail)| job.as_ref().map(|job| job.ready(tail)));
        // A lane without a message repeats another one's; nobody reads its state.
        let Some(shortest) = ready.iter().flatten().copied().min_by_key(|blocks| blocks.len()) else { break };
        compress(&tables, &mut states, ready.map(|blocks| blocks.unwrap_or(shortest)));
        let taken = shortest.len();
        for ((place, tail), state) in jobs.iter_mut().zip(&mut tails).zip(&mut states) {
            let Some(job) = place else { continue };
            job.take(taken);
            if job.is_done() {
                *job.slot = digest_of(words(*state));
                *state = initial();
                *place = next(tail);
            }
        }
    }
    for ((job, tail), state) in jobs.into_iter().zip(&tails).zip(states) {
        if let Some(job) = job {
            job.finish_alone(tail, words(state));
        }
    }
}

fn words<V: Lanes>([low, high]: State<V>) -> [u32; 8] {
    join(low.to_words(), high.to_words())
}

/// A message's blocks (FIPS 180-4 §5.1.1), and the place of its digest.
struct Job<'slot, 'arena> {
    slot: &'slot mut Digest,
    /// The message's whole blocks that are still to be taken.
    whole: &'arena [u8],
    /// Bytes of the tail that are still to be taken.
    tail_left: usize,
}

impl<'slot, 'arena> Job<'slot, 'arena> {
    fn new(slot: &'slot mut Digest, arena: &'arena [u8], range: (u32, u32), tail: &mut Tail) -> Self {
        let (from_start, length) = super::locate(arena, range);
        let over = length % BLOCK;
        let (whole, rest) = from_start.split_at_checked(length - over).unwrap_or_default();
        let tail_left = if over < 56 { BLOCK } else { 2 * BLOCK };
        *tail = [0; 2 * BLOCK];
        if let Some(block) = tail.get_mut(2 * BLOCK - tail_left..).and_then(<[u8]>::first_chunk_mut) {
            *block = last_bytes(rest, over);
        }
        if let Some(bits) = tail.last_chunk_mut() {
            *bits = (u64::try_from(length).unwrap_or_default() * 8).to_be_bytes();
        }
        Self { slot, whole, tail_left }
    }

    /// Blocks to take next; not none, unless it is done.
    fn ready<'a>(&self, tail: &'a Tail) -> &'a [u8]
    where
        'arena: 'a,
    {
        if self.whole.is_empty() { tail.get(2 * BLOCK - self.tail_left..).unwrap_or_default() } else { self.whole }
    }

    /// Steps over as many bytes of what was ready.
    fn take(&mut self, bytes: usize) {
        if self.whole.is_empty() {
            self.tail_left -= bytes;
        } else {
            self.whole = self.whole.get(bytes..).unwrap_or_default();
        }
    }

    fn is_done(&self) -> bool {
        self.tail_left == 0
    }

    fn finish_alone(mut self, tail: &Tail, mut state: [u32; 8]) {
        while !self.is_done() {
            let ready = self.ready(tail);
            for block in ready.chunks_exact(BLOCK).filter_map(<[u8]>::first_chunk) {
                one::compress(&mut state, block);
            }
            self.take(ready.len());
        }
        *self.slot = digest_of(state);
    }
}

/// A block of the first `count` bytes, the one bit, and zeros.
fn last_bytes(bytes: &[u8], count: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    // What follows the message in the arena is read along and blotted out: faster than a copy of unknown length.
    match bytes.first_chunk() {
        Some(more) => block = *more,
        None => block.iter_mut().zip(bytes).for_each(|(byte, from)| *byte = *from),
    }
    let count = u8::try_from(count).unwrap_or(u8::MAX);
    for (byte, at) in block.iter_mut().zip(0..) {
        *byte = if at < count { *byte } else { u8::from(at == count) << 7 };
    }
    block
}

fn digest_of(state: [u32; 8]) -> Digest {
    Digest(one::bytes_of(state))
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sha256;
    use super::*;

    /// Four lanes of plain words.
    fn digests(arena: &[u8], ranges: &[(u32, u32)]) -> Vec<Digest> {
        let mut out = Vec::new();
        digest_all::<[u32; 4]>(arena, ranges, &mut out);
        out
    }

    fn one_by_one(arena: &[u8], ranges: &[(u32, u32)]) -> Vec<Digest> {
        let at = |place: u32| usize::try_from(place).unwrap();
        ranges.iter().map(|&(start, end)| sha256(&arena[at(start)..at(end)])).collect()
    }

    /// Messages of these lengths, one behind the other; their bytes differ from place to place.
    fn laid_out(lengths: impl IntoIterator<Item = usize>) -> (Vec<u8>, Vec<(u32, u32)>) {
        let mut end = 0;
        let ranges: Vec<_> = lengths
            .into_iter()
            .map(|length| {
                let start = end;
                end += u32::try_from(length).unwrap();
                (start, end)
            })
            .collect();
        let arena = (0..end).map(|at| at.wrapping_mul(0x9e37_79b9).to_be_bytes()[0]).collect();
        (arena, ranges)
    }

    #[test]
    fn every_length_up_to_300_in_every_lane() {
        for length in 0..=300 {
            for company in 1..=5 {
                let (arena, ranges) = laid_out(std::iter::repeat_n(length, company));
                assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges), "{company} of {length}");
            }
        }
        let (arena, ranges) = laid_out(0..=300);
        assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges));
        let (arena, ranges) = laid_out((0..=300).rev());
        assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges));
    }

    #[test]
    fn no_message() {
        assert_eq!(digests(b"abc", &[]), []);
    }

    #[test]
    fn a_long_message_among_short_ones() {
        for place in 0..6 {
            let mut lengths = [1, 119, 64, 55, 0, 500];
            lengths[place] = 100_000;
            let (arena, ranges) = laid_out(lengths);
            assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges), "{lengths:?}");
        }
    }

    #[test]
    fn appends_to_what_is_there() {
        let mut out = vec![sha256(b"before")];
        digest_all::<[u32; 4]>(b"abcabd", &[(0, 3), (3, 6)], &mut out);
        assert_eq!(out, [sha256(b"before"), sha256(b"abc"), sha256(b"abd")]);
    }

    proptest! {
        // Each case hashes some sixty messages, without optimization.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_mix(lengths in proptest::collection::vec(0_usize..2_000, 1..=64)) {
            let (arena, ranges) = laid_out(lengths);
            prop_assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges));
        }

        #[test]
        fn ranges_may_overlap_and_leave_gaps(
            arena in proptest::collection::vec(any::<u8>(), 0..500),
            cuts in proptest::collection::vec((0_u32..500, 0_u32..500), 1..=9),
        ) {
            let length = u32::try_from(arena.len()).unwrap();
            let ranges: Vec<_> =
                cuts.into_iter().map(|(a, b)| (a.min(length), b.min(length))).map(|(a, b)| (a.min(b), a.max(b))).collect();
            prop_assert_eq!(digests(&arena, &ranges), one_by_one(&arena, &ranges));
        }
    }
}
