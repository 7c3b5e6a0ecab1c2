//! Many messages through four lanes: as soon as a lane's message ends, the next one takes its place, so that messages of
//! differing lengths keep all lanes busy. The longest go first: then most end together, and the lanes are seldom reloaded.

use super::lanes::{Lanes, State, Tables, compress, initial, join};
use super::{BLOCK, Digest, digest_of};

/// Appends the digests of messages of whole blocks, in their order. `ends` are where they end.
pub(super) fn hash_all<V: Lanes>(blocks: &[u8], ends: &[usize], out: &mut Vec<Digest>) {
    let first = out.len();
    out.resize(first + ends.len(), Digest([0; 32]));
    let out = out.get_mut(first..).unwrap_or_default();
    let mut left = LongestFirst::new(blocks, ends);

    let tables = Tables::<V>::new();
    let mut states = [initial(); 4];
    let mut jobs = [left.next(), left.next(), left.next(), left.next()];
    // The last message goes alone: it would take twice as long in a lane.
    while jobs.iter().flatten().count() > 1 {
        let Some(shortest) = jobs.iter().flatten().map(|job| job.blocks).min_by_key(|blocks| blocks.len()) else { break };
        // A lane without a message repeats another one's; nobody reads its state.
        compress(&tables, &mut states, jobs.each_ref().map(|job| job.as_ref().map_or(shortest, |job| job.blocks)));
        for (place, state) in jobs.iter_mut().zip(&mut states) {
            let Some(job) = place else { continue };
            job.blocks = job.blocks.get(shortest.len()..).unwrap_or_default();
            if job.blocks.is_empty() {
                if let Some(slot) = out.get_mut(job.number) {
                    *slot = digest_of(words(*state));
                }
                *state = initial();
                *place = left.next();
            }
        }
    }
    for (job, state) in jobs.into_iter().zip(states) {
        if let Some(job) = job {
            let mut state = words(state);
            super::compress(&mut state, job.blocks);
            if let Some(slot) = out.get_mut(job.number) {
                *slot = digest_of(state);
            }
        }
    }
}

fn words<V: Lanes>([low, high]: State<V>) -> [u32; 8] {
    join(low.to_words(), high.to_words())
}

/// A message's blocks that are still to be taken, and its number.
struct Job<'a> {
    number: usize,
    blocks: &'a [u8],
}

/// Messages that are told apart by their number of blocks; longer ones are taken for as long as the longest of these.
const LENGTHS: usize = 64;

/// Messages, those of most blocks first: so the lanes end together, and the shortest are left for the end.
struct LongestFirst<'a> {
    blocks: &'a [u8],
    ends: &'a [usize],
    /// For each number of blocks the last message that has it.
    last: [Option<usize>; LENGTHS],
    /// For each message the one before it that has as many.
    before: Vec<Option<usize>>,
    /// No message that is left has more blocks.
    longest: usize,
}

impl<'a> LongestFirst<'a> {
    fn new(blocks: &'a [u8], ends: &'a [usize]) -> Self {
        let mut last = [None; LENGTHS];
        let mut start = 0;
        let before = ends.iter().enumerate().map(|(number, end)| {
            let length = (end - start) / BLOCK;
            start = *end;
            last.get_mut(length.min(LENGTHS - 1)).and_then(|last| last.replace(number))
        });
        let before = before.collect();
        Self { blocks, ends, last, before, longest: LENGTHS }
    }

    fn next(&mut self) -> Option<Job<'a>> {
        loop {
            let last = self.last.get_mut(self.longest.checked_sub(1)?)?;
            let Some(number) = *last else {
                self.longest -= 1;
                continue;
            };
            *last = self.before.get(number).copied().flatten();
            let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
            return Some(Job { number, blocks: self.blocks.get(start..*self.ends.get(number)?)? });
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Messages, sha256};
    use super::*;

    /// Through four lanes of plain words, after what is there.
    fn digests(messages: &[&[u8]], mut out: Vec<Digest>) -> Vec<Digest> {
        let mut held = Messages::default();
        messages.iter().for_each(|message| held.add(message));
        hash_all::<[u32; 4]>(held.blocks.texts(), &held.ends, &mut out);
        out
    }

    fn check(messages: &[&[u8]]) {
        let one_by_one: Vec<Digest> = messages.iter().map(|message| sha256(message)).collect();
        let lengths = || messages.iter().map(|message| message.len()).collect::<Vec<_>>();
        assert_eq!(digests(messages, Vec::new()), one_by_one, "{:?}", lengths());
        // As they are hashed on this machine.
        let (mut held, mut out) = (Messages::default(), Vec::new());
        for _ in 0..2 {
            messages.iter().for_each(|message| held.add(message));
            out.clear();
            held.hash(&mut out);
            assert_eq!(out, one_by_one, "{:?}", lengths());
        }
    }

    /// Bytes that differ from place to place, cut into messages of these lengths.
    fn check_lengths(lengths: &[usize]) {
        let bytes: Vec<u8> = (0..lengths.iter().sum::<usize>()).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect();
        let mut rest = bytes.as_slice();
        let cut = lengths.iter().map(|length| {
            let (message, after) = rest.split_at(*length);
            rest = after;
            message
        });
        check(&cut.collect::<Vec<_>>());
    }

    #[test]
    fn every_length_up_to_300_in_every_lane() {
        for length in 0..=300 {
            for company in 1..=5 {
                check_lengths(&vec![length; company]);
            }
        }
        check_lengths(&(0..=300).collect::<Vec<_>>());
        check_lengths(&(0..=300).rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_long_message_among_short_ones() {
        for place in 0..6 {
            let mut lengths = [1, 119, 64, 55, 0, 500];
            lengths[place] = 100_000;
            check_lengths(&lengths);
        }
        check_lengths(&[]);
    }

    #[test]
    fn appends_to_what_is_there() {
        let before = sha256(b"before");
        assert_eq!(digests(&[b"abc", b"abd"], vec![before]), [before, sha256(b"abc"), sha256(b"abd")]);
    }

    proptest! {
        // Each case hashes some sixty messages, without optimization.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_mix(messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..2_000), 1..=64)) {
            check(&messages.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
    }
}
