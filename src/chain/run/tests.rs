//! Merging: rows cut into runs at random and merged in random order are the run that is gathered whole.

use super::*;
use crate::chain::census::Census;
use crate::chain::classify::classify;
use crate::chain::marks::Status;
use crate::content::Format;
use crate::digest::sha256;
use crate::report::notes::Note;
use crate::report::{FindingCode, Params};

/// Deterministic numbers (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.next() >> 16) % u64::try_from(end).unwrap()).unwrap()
    }

    /// True this many times in a hundred.
    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// What is known of a row before it goes by.
#[derive(Debug, Clone)]
struct Fact {
    id: Option<Vec<u8>>,
    timestamp: Option<Vec<u8>>,
    claimed: Option<Digest>,
    prev: PrevHash,
    prev_literal: Option<Vec<u8>>,
    developer: Option<Vec<u8>>,
    content: ContentFact,
    recomputed: Vec<Digest>,
    /// The content verifies once `prevHash` is this.
    accepts: Option<Digest>,
    /// What is remarked on the row.
    codes: Vec<FindingCode>,
    names: Vec<&'static str>,
}

/// How often each thing happens, in a hundred rows.
#[derive(Debug, Clone, Copy)]
struct Habits {
    busy: usize,
    bad_link: usize,
    failed: usize,
    unread: usize,
    repeated: usize,
    disorder: usize,
}

/// A chain with faults.
fn facts(numbers: &mut Numbers, length: usize, habits: Habits) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut millis = 1_788_220_800_000_i64;
    for i in 0..length {
        let salt = numbers.next();
        let hash = |what: &str| sha256(format!("{what} {i} {salt}").as_bytes());
        if !numbers.often(habits.busy) {
            millis += if numbers.often(habits.disorder) { -2 } else { i64::try_from(1 + numbers.below(3)).unwrap() };
        }
        let before = facts.last();
        let mut prev = before.and_then(|before| before.claimed).map_or(PrevHash::Null, PrevHash::Hash);
        let mut prev_literal = None;
        let mut recomputed = Vec::new();
        let mut accepts = None;
        let mut content = ContentFact::Verified([Format::A, Format::B, Format::BOrC, Format::C][numbers.below(4)]);
        if let Some(before) = before {
            // Where the one before was edited, this one still names what it was.
            if numbers.often(50) && !before.recomputed.is_empty() {
                prev = PrevHash::Hash(before.recomputed[numbers.below(before.recomputed.len())]);
            }
        }
        if numbers.often(habits.bad_link) {
            prev = match numbers.below(7) {
                0 => PrevHash::Null,
                1 => PrevHash::Text,
                2 => PrevHash::Unusable,
                3 => PrevHash::Hash(hash("nowhere")),
                // A row of the same millisecond, most likely: displaced, or a fork.
                _ if i > 0 => facts[i - 1 - numbers.below(i.min(4))].claimed.map_or(PrevHash::Null, PrevHash::Hash),
                _ => PrevHash::Hash(hash("outside")),
            };
            if prev == PrevHash::Text {
                prev_literal = Some(b"\"genesis\"".to_vec());
            }
        }
        if numbers.often(habits.failed) {
            content = ContentFact::Failed;
            recomputed = vec![hash("C"), hash("B"), hash("A")];
            // Its `prevHash` was edited, or something else.
            accepts = before.and_then(|before| before.claimed).filter(|_| numbers.often(50));
        }
        let mut claimed = Some(hash("claimed"));
        if numbers.often(habits.unread) {
            content = ContentFact::Unread;
            recomputed.clear();
            if numbers.often(60) {
                claimed = None;
            }
        }
        let ulid = |key: u64| format!("\"alog_{key:026}\"").into_bytes();
        let mut id = match numbers.below(20) {
            0 => None,
            1 => Some(format!("\"id {salt:x}\"").into_bytes()),
            // Ids are random within a millisecond.
            2..=6 => Some(ulid(numbers.next() % 1_000_000)),
            _ => Some(ulid(1_000_000 + u64::try_from(i).unwrap())),
        };
        if i > 0 && numbers.often(habits.repeated) {
            id.clone_from(&facts[numbers.below(i)].id);
        }
        let timestamp = match numbers.below(30) {
            0 => None,
            1 => Some("soon".to_owned()),
            2 => Some(Instant::from_millis(millis).to_iso().replace('Z', "25Z")),
            3 => Some(Instant::from_millis(millis).to_iso().replace('Z', "+00:00")),
            _ => Some(Instant::from_millis(millis).to_iso()),
        };
        facts.push(Fact {
            id,
            timestamp: timestamp.map(|text| format!("\"{text}\"").into_bytes()),
            claimed,
            prev,
            prev_literal,
            developer: (!numbers.often(5)).then(|| format!("\"dev_{}\"", numbers.below(25) / 22).into_bytes()),
            content,
            recomputed,
            accepts,
            codes: [FindingCode::DocumentMalformedEntry, FindingCode::ChainErasureMarker]
                .into_iter()
                .filter(|_| numbers.often(10))
                .collect(),
            names: ["approvedBy", "x", "…"].into_iter().filter(|_| numbers.often(10)).collect(),
        });
    }
    facts
}

/// Gathers rows, the first of which is row `from` of the document, as the examiner does.
fn gather(facts: &[Fact], from: usize, probe: Option<&Probe>, cap: usize) -> Run {
    let mut run = Run::new(cap, probe.cloned());
    for (i, fact) in facts.iter().enumerate() {
        let offset = u64::try_from(100 * (from + i)).unwrap();
        let mut row = Row::at(offset, 99);
        let (key, form) = id_key(fact.id.as_deref());
        row.set_id(key, form);
        row.set_claimed(fact.claimed);
        row.set_prev(fact.prev);
        let text = fact.timestamp.as_deref().map(|literal| &literal[1..literal.len() - 1]);
        let instant = text.and_then(Instant::parse_bytes);
        row.set_instant(instant, text.is_some_and(crate::instant::is_server_form));
        row.set_status(Some(Status::Success));
        row.set_content(fact.content);
        let index = run.rows.len();
        for &code in &fact.codes {
            run.notes.add(code, || Note {
                row: index,
                code,
                member: String::new(),
                params: Params::new(),
                expected: None,
                actual: None,
                entry_id: None,
                timestamp: None,
                offset,
                length: 99,
            });
        }
        for name in &fact.names {
            tally(&mut run.tallies, FindingCode::DocumentUnprotectedMember, name, index, 1);
        }
        let bytes = fact.accepts.map(|digest| digest.as_bytes().to_vec()).unwrap_or_default();
        let mut verifies = |before: Option<&Digest>| verifies_after(&bytes, before);
        let failed = (fact.content == ContentFact::Failed).then(|| FailedContent {
            computed: fact.recomputed[0],
            recomputed: fact.recomputed.clone(),
            bytes: &bytes,
            verifies_after: &mut verifies,
        });
        run.observe(Observed {
            row,
            claimed: fact.claimed,
            prev: fact.prev,
            instant,
            id: fact.id.as_deref(),
            timestamp: fact.timestamp.as_deref(),
            prev_literal: fact.prev_literal.as_deref(),
            developer: fact.developer.as_deref(),
            failed,
        });
    }
    run
}

/// A test's entries are the hash that they would verify after.
fn verifies_after(bytes: &[u8], before: Option<&Digest>) -> bool {
    before.is_some_and(|before| before.as_bytes() == bytes)
}

/// Every fact of a run, and how it is judged.
fn told(mut run: Run) -> Vec<String> {
    let developers: Vec<Option<String>> = (0..4).map(|number| run.developers.name(number).map(str::to_owned)).collect();
    // Keeps the last literal, which a merged run need not have seen.
    run.developers = Developers::default();
    let facts = format!("{run:#?}");
    let [whole, filtered] = [false, true].map(|gaps| format!("{:#?}", classify(&mut run.clone(), &Census::of(&run.rows), gaps)));
    [facts, whole, filtered, format!("{developers:?}")].join("\n").lines().map(str::to_owned).collect()
}

fn assert_same(whole: &[String], merged: &[String], context: &str) {
    if let Some(line) = (0..whole.len().max(merged.len())).find(|&line| whole.get(line) != merged.get(line)) {
        let around = |lines: &[String]| lines[line.saturating_sub(12).min(lines.len())..(line + 6).min(lines.len())].join("\n");
        panic!("{context}\nwhole:\n{}\nmerged:\n{}", around(whole), around(merged));
    }
}

/// Cuts rows into runs at these places, and merges neighbours in random order.
fn merge_randomly(facts: &[Fact], cuts: &[usize], probe: Option<&Probe>, cap: usize, numbers: &mut Numbers) -> Run {
    let ends = cuts.iter().copied().chain([facts.len()]);
    let mut from = 0;
    let mut runs: Vec<Run> = Vec::new();
    for end in ends {
        runs.push(gather(&facts[from..end], from, probe, cap));
        from = end;
    }
    while runs.len() > 1 {
        let at = numbers.below(runs.len() - 1);
        let next = runs.remove(at + 1);
        runs[at].merge(next, &mut verifies_after);
    }
    runs.remove(0)
}

fn check(seed: u64, length: usize, habits: Habits) {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let facts = facts(&mut numbers, length, habits);
    let head = &facts[numbers.below(length)];
    let probe = head.claimed.zip(head.id.as_deref()).map(|(hash, id)| Probe::new(hash, id));
    let cap = [0, 1, 5, 1_000][numbers.below(4)];
    let whole = told(gather(&facts, 0, probe.as_ref(), cap));
    for round in 0..6 {
        let mut cuts: Vec<usize> = match round {
            // Every row by itself; empty runs among them.
            0 => (0..=length).collect(),
            _ => (0..1 + numbers.below(8)).map(|_| numbers.below(length + 1)).collect(),
        };
        cuts.sort_unstable();
        let merged = merge_randomly(&facts, &cuts, probe.as_ref(), cap, &mut numbers);
        assert_same(&whole, &told(merged), &format!("seed {seed}, cut at {cuts:?}, {habits:?}"));
    }
}

#[test]
fn merged_in_any_order_a_run_is_the_whole_one() {
    let good = Habits { busy: 0, bad_link: 0, failed: 0, unread: 0, repeated: 0, disorder: 0 };
    let all = [
        good,
        Habits { busy: 60, ..good },
        Habits { busy: 60, bad_link: 30, ..good },
        Habits { busy: 95, bad_link: 10, ..good },
        Habits { bad_link: 30, failed: 30, ..good },
        Habits { failed: 70, ..good },
        Habits { busy: 40, bad_link: 10, unread: 30, ..good },
        Habits { busy: 40, bad_link: 5, repeated: 20, disorder: 10, ..good },
        Habits { busy: 50, bad_link: 15, failed: 15, unread: 10, repeated: 10, disorder: 20 },
    ];
    for seed in 1..=150 {
        for habits in all {
            check(seed, 1 + usize::try_from(seed).unwrap() % 40, habits);
        }
    }
}

/// More names than are told apart: the same ones are kept, with the same counts, however the rows are cut.
#[test]
fn names_beyond_the_cap_merge_too() {
    let code = FindingCode::DocumentUnprotectedMember;
    let mut numbers = Numbers(3);
    let names: Vec<String> = (0..2_000).map(|_| format!("name {}", numbers.below(600))).collect();
    let gather = |from: usize, to: usize| {
        let mut tallies = Tallies::new();
        for (row, name) in (0..).zip(&names).take(to).skip(from) {
            tally(&mut tallies, code, name, row, 1);
        }
        tallies
    };
    let whole = gather(0, names.len());
    assert_eq!(whole.len(), MAX_COUNTED_NAMES + 1);
    assert_eq!(whole.values().map(|tally| tally.count).sum::<u64>(), 2_000);
    for _ in 0..50 {
        let mut cuts: Vec<usize> = (0..5).map(|_| numbers.below(names.len())).chain([0, names.len()]).collect();
        cuts.sort_unstable();
        let mut parts: Vec<Tallies> = cuts.windows(2).map(|pair| gather(pair[0], pair[1])).collect();
        while parts.len() > 1 {
            let at = numbers.below(parts.len() - 1);
            for ((code, name), Tally { first, count }) in parts.remove(at + 1) {
                tally(&mut parts[at], code, &name, first, count);
            }
        }
        let lines = |tallies: &Tallies| tallies.iter().map(|tally| format!("{tally:?}")).collect::<Vec<_>>();
        assert_same(&lines(&whole), &lines(&parts[0]), &format!("cut at {cuts:?}"));
    }
    // Others' names do not push out what is said once.
    let mut tallies = whole.clone();
    tally(&mut tallies, FindingCode::DocumentReserialized, "timestamp", 7, 1);
    assert_eq!(tallies.get(&(FindingCode::DocumentReserialized, "timestamp".to_owned())).unwrap().first, 7);
}
