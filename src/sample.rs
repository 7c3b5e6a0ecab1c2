//! Draws entries by the document's SHA-256, in a way that is done again in a few lines of any language.
//!
//! For n = 0, 1, 2, …: take SHA-256 of the text `grantex-compliance/sample/1:SEED:n` (the seed in lower-case hex, n in
//! decimal); its first eight bytes are a number, most significant byte first. Numbers of the last, incomplete stretch of
//! 2^64 are passed over, so that every entry is as likely as any other; the rest of the division by the number of entries
//! is an index. One that was drawn before is passed over.

use crate::checks::Facts;
use crate::digest::{Digest, sha256};
use crate::limits::MAX_SAMPLE;
use crate::report::{SAMPLE_METHOD, Sample, SampledEntry};

/// Indexes below `population`, each once, in the order in which they were drawn.
fn draw(seed: &str, population: u32, size: usize) -> Vec<u32> {
    let wanted = size.min(MAX_SAMPLE).min(usize::try_from(population).unwrap_or(usize::MAX));
    let entries = u64::from(population);
    // How many numbers of 64 bits there are in the last stretch, which is shorter than `entries`.
    let rest = if entries == 0 { 0 } else { (u64::MAX % entries + 1) % entries };
    let mut drawn = Vec::with_capacity(wanted);
    let mut seen = vec![false; usize::try_from(population).unwrap_or(0)];
    let mut counter = 0_u64;
    while drawn.len() < wanted {
        let number = first_bytes(&sha256(format!("{SAMPLE_METHOD}:{seed}:{counter}").as_bytes()));
        counter += 1;
        if number > u64::MAX - rest {
            continue;
        }
        let Some(index) = number.checked_rem(entries).and_then(|index| u32::try_from(index).ok()) else { break };
        let Some(seen) = usize::try_from(index).ok().and_then(|index| seen.get_mut(index)) else { break };
        if !core::mem::replace(seen, true) {
            drawn.push(index);
        }
    }
    drawn
}

fn first_bytes(digest: &Digest) -> u64 {
    digest.as_bytes().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The sample that was asked for, of a document whose SHA-256 is known.
pub(crate) fn sample(facts: &Facts<'_>, seed: Option<&str>) -> Option<Sample> {
    let (asked, seed) = (facts.options.sample?, seed?);
    let rows = &facts.run.rows;
    let drawn = draw(seed, rows.len(), asked);
    let index = |place: u32| usize::try_from(place).ok().and_then(|place| drawn.get(place)).copied().unwrap_or_default();
    let mut places: Vec<u32> = (0..).take(drawn.len()).collect();
    crate::order::sort_by(&mut places, |a, b| index(a).cmp(&index(b)));
    let sampled = |&place: &u32| {
        let index = index(place);
        let row = rows.get(index).copied().unwrap_or_default();
        SampledEntry {
            draw: u64::from(place) + 1,
            index: u64::from(index),
            entry_id: facts.run.labels.id(index, &row),
            timestamp: facts.run.labels.timestamp(index, &row),
            offset: row.offset,
            length: u64::from(row.length),
        }
    };
    let entries = places.iter().map(sampled).collect();
    Some(Sample {
        method: SAMPLE_METHOD.to_owned(),
        seed: seed.to_owned(),
        asked: u64::try_from(asked).unwrap_or(u64::MAX),
        population: u64::from(rows.len()),
        entries,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn seed(n: u32) -> String {
        sha256(&n.to_be_bytes()).to_hex()
    }

    #[test]
    fn each_entry_is_drawn_once_and_a_larger_sample_begins_with_the_smaller() {
        for n in 0..20 {
            let seed = seed(n);
            let large = draw(&seed, 120, 40);
            assert_eq!(large.iter().collect::<BTreeSet<_>>().len(), 40);
            assert!(large.iter().all(|&index| index < 120));
            assert_eq!(draw(&seed, 120, 25), large[..25]);
        }
        assert_ne!(draw(&seed(1), 120, 25), draw(&seed(2), 120, 25));
    }

    #[test]
    fn a_small_document_is_drawn_whole() {
        for population in [0, 1, 2, 7] {
            let mut all = draw(&seed(1), population, 25);
            all.sort_unstable();
            assert_eq!(all, (0..population).collect::<Vec<_>>());
        }
        assert!(draw(&seed(1), 120, 0).is_empty());
    }

    #[test]
    fn every_entry_is_as_likely() {
        // 3,000 draws of one in ten: each index about 300 times. The bounds are six standard deviations.
        let mut times = [0_u32; 10];
        for n in 0..3_000 {
            times[usize::try_from(draw(&seed(n), 10, 1)[0]).unwrap()] += 1;
        }
        assert!(times.iter().all(|&n| (200..=400).contains(&n)), "{times:?}");
    }
}
