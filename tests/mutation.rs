//! Nothing that a hash covers can be changed unseen: single bytes of a good pack by the thousand, and whole entries taken
//! out, swapped, doubled, put in and hashed again.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

mod support;

use std::ops::Range;
use std::process::Command;

use grantex_compliance::digest::sha256;
use grantex_compliance::{Verdict, VerifyOptions};
use serde_json::Value;
use support::{Entry, Numbers, answer, chain, pack, plain_chain, said, verify, verify_pieces, verify_whole};

/// A pack of the generator.
fn generated(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("node").arg("tests/generator/cli.mjs").args(arguments).output().expect("Node.js is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Where the entries of a pack are, found by their brackets alone.
fn entry_ranges(bytes: &[u8]) -> Vec<Range<usize>> {
    // The summary has a member of that name too; its value is no array.
    let name = b"\"auditEntries\"";
    let after_colon = |at: usize| (at + name.len()..).find(|&at| !bytes[at].is_ascii_whitespace() && bytes[at] != b':').unwrap();
    let names = (0..bytes.len() - name.len()).filter(|&at| bytes[at..].starts_with(name));
    let mut at = names.map(after_colon).find(|&at| bytes[at] == b'[').unwrap() + 1;
    let (mut depth, mut start, mut in_string) = (0, at, false);
    let mut ranges = Vec::new();
    loop {
        match bytes[at] {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' | b']' if depth == 0 => return ranges,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    ranges.push(start..at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Lone surrogates, which `serde_json` refuses, as characters of the private area that stand for them.
fn without_surrogates(bytes: &[u8]) -> Vec<u8> {
    let mut text = bytes.to_vec();
    let mut at = 0;
    while at + 6 <= text.len() {
        if text[at] == b'\\' {
            if text[at + 1] == b'u'
                && text[at + 2].eq_ignore_ascii_case(&b'd')
                && matches!(text[at + 3], b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F')
            {
                text[at + 2] = b'e';
                text[at + 3] = if text[at + 3].is_ascii_digit() {
                    text[at + 3] - b'8' + b'0'
                } else {
                    text[at + 3].to_ascii_lowercase() - b'a' + b'2'
                };
            }
            at += 1;
        }
        at += 1;
    }
    text
}

/// The members of an entry that a hash covers, and the hash.
const HASHED: [&str; 12] = [
    "entryId",
    "agentId",
    "agentDid",
    "grantId",
    "principalId",
    "developerId",
    "action",
    "metadata",
    "hash",
    "prevHash",
    "timestamp",
    "status",
];

/// Everything that the hashes of these entries cover, decoded by another reader: `None` where it can't.
fn hashed_values(bytes: &[u8], unprotected_status: &[usize]) -> Option<Vec<Vec<Value>>> {
    let document: Value = serde_json::from_slice(&without_surrogates(bytes)).ok()?;
    let entries = document.get("auditEntries")?.as_array()?;
    let hashed = |(i, entry): (usize, &Value)| {
        let value = |name: &str| match (name, entry.get(name)) {
            ("status", _) if unprotected_status.contains(&i) => Value::Null,
            // Missing on the wire, these two count as what the server writes by default.
            ("status", None) => Value::from("success"),
            ("metadata", None | Some(Value::Null)) => Value::Object(serde_json::Map::new()),
            // RFC 3339 §5.6 allows these letters in lower case, and a space for the first.
            ("timestamp", Some(Value::String(text))) => Value::from(text.to_uppercase().replace(' ', "T")),
            // Absent is not null.
            (_, value) => value.cloned().unwrap_or(Value::Bool(false)),
        };
        HASHED.map(value).to_vec()
    };
    Some(entries.iter().enumerate().map(hashed).collect())
}

/// Bytes that often leave a document readable.
const LIKELY: &[u8] = b"0123456789abcdefABCDEF\"\\ ,.:-+eEu{}[]\n";

/// Changes single bytes of the entries; returns how many changes were intact.
fn change_bytes(arguments: &[&str], changes: usize, seed: u64) -> usize {
    let good = generated(arguments);
    let options = VerifyOptions::default();
    let report = verify_whole(&good).unwrap();
    assert_eq!((report.verdict, report.entries.total), (Verdict::Intact, 50), "{:?}", said(&report));
    let ranges = entry_ranges(&good);
    assert_eq!(ranges.len(), 50);
    // Format A, which was in use at the beginning of the year, does not cover the status.
    let is_of_era_a = |range: &Range<usize>| good[range.clone()].windows(20).any(|window| window == b"\"timestamp\":\"2026-01");
    let era_a: Vec<usize> = (0..50).filter(|&i| is_of_era_a(&ranges[i])).collect();
    assert_eq!(u64::try_from(era_a.len()).unwrap(), report.entries.by_format.a);
    let same = |changed: &[u8], left_out: &[usize]| {
        hashed_values(changed, left_out).is_some_and(|found| found == hashed_values(&good, left_out).unwrap())
    };
    let mut numbers = Numbers::new(seed);
    let (mut intact, mut broken, mut inconclusive, mut refused) = (0, 0, 0, 0);
    let mut changed = good.clone();
    for round in 0..changes {
        let range = &ranges[numbers.below(50)];
        let at = range.start + numbers.below(range.len());
        changed[at] = match numbers.below(3) {
            // Any other byte; one that is likely to keep the document readable; one bit.
            0 => good[at].wrapping_add(1 + u8::try_from(numbers.below(255)).unwrap()),
            1 => LIKELY[numbers.below(LIKELY.len())],
            _ => good[at] ^ (1 << numbers.below(8)),
        };
        let result = verify(&changed, &options, usize::MAX);
        let context = || format!("seed {seed}, change {round}: byte {at} is {:#x} instead of {:#x}", changed[at], good[at]);
        if round % 10 == 0 {
            let size = [1, 7, 4_096][numbers.below(3)];
            assert_eq!(answer(&verify(&changed, &options, size)), answer(&result), "{} in chunks of {size}", context());
            let (head, tail) = changed.split_at(at);
            assert_eq!(answer(&verify_pieces([head, tail], &options)), answer(&result), "{} cut there", context());
        }
        match &result {
            Err(error) => {
                refused += 1;
                assert!(error.position().is_some(), "{}: {error}", context());
                assert!(error.partial().is_none_or(|report| report.verdict != Verdict::Intact), "{}: {error}", context());
            }
            Ok(report) => {
                if report.verdict == Verdict::Inconclusive {
                    // Without that member nothing can be hashed, and its name is one byte from another.
                    assert!(
                        said(report).iter().any(|line| line.starts_with("document.developer-id-missing")),
                        "{}: {:?}",
                        context(),
                        said(report)
                    );
                    inconclusive += 1;
                } else if report.verdict == Verdict::Intact {
                    intact += 1;
                    assert!(same(&changed, &era_a), "{}: intact, but a hashed value changed", context());
                } else {
                    broken += 1;
                    // What decodes to the same values is the same, but for numbers that other readers read otherwise.
                    let imprecise = said(report).iter().any(|line| line.starts_with("document.number-precision"));
                    assert!(imprecise || !same(&changed, &[]), "{}: nothing changed, but {:?}", context(), said(report));
                }
            }
        }
        changed[at] = good[at];
    }
    println!("{changes} changes: {broken} broken, {inconclusive} inconclusive, {refused} refused, {intact} intact and the same");
    assert!(broken > changes / 3 && refused > changes / 20 && intact > 0);
    intact
}

#[test]
fn ten_thousand_changed_bytes() {
    let seed = support::seed(10);
    change_bytes(&["--entries", "50", "--seed", "50"], 4_000, seed);
    change_bytes(&["--entries", "50", "--seed", "51", "--eras", "[\"A\",\"B\",\"C\"]"], 4_000, seed + 1);
    change_bytes(&["--entries", "50", "--seed", "52", "--spelling", "loose", "--eras", "[\"B\",\"C\"]", "--kind", "pack"], 2_000, seed + 2);
}

/// What the verifier says of these entries.
fn findings_of(entries: &[String]) -> Vec<String> {
    let text = pack(entries);
    let result = verify_whole(text.as_bytes());
    assert_eq!(answer(&verify(text.as_bytes(), &VerifyOptions::default(), 7)), answer(&result));
    let report = result.unwrap();
    let found = said(&report);
    assert_eq!(report.verdict == Verdict::Intact, found.is_empty(), "{:?} {found:?}", report.verdict);
    found
}

fn hash_of(entry: &str) -> String {
    entry.split("\"hash\":\"").nth(1).unwrap()[..64].to_owned()
}

const LENGTH: usize = 50;

#[test]
fn each_entry_deleted() {
    for i in 0..LENGTH {
        let mut entries = plain_chain(LENGTH);
        entries.remove(i);
        let expected = match i {
            0 => vec!["chain.genesis-missing 0 /auditEntries/0/prevHash".to_owned()],
            // The tail is what a chain can't show.
            49 => vec![],
            _ => vec![format!("chain.link-mismatch {i} deleted /auditEntries/{i}/prevHash")],
        };
        assert_eq!(findings_of(&entries), expected, "without {i}");
    }
}

#[test]
fn each_two_neighbours_swapped() {
    for i in 0..LENGTH - 1 {
        let mut entries = plain_chain(LENGTH);
        entries.swap(i, i + 1);
        let (j, k) = (i + 1, i + 2);
        let mut expected = match i {
            0 => vec![
                "chain.genesis-missing 0 /auditEntries/0/prevHash".to_owned(),
                "chain.genesis-unexpected 1 /auditEntries/1/prevHash".to_owned(),
            ],
            _ => vec![
                format!("chain.link-mismatch {i} moved /auditEntries/{i}/prevHash"),
                format!("chain.link-mismatch {j} moved /auditEntries/{j}/prevHash"),
            ],
        };
        expected.push(format!("chain.out-of-order {j} /auditEntries/{j}"));
        if k < LENGTH {
            expected.push(format!("chain.link-mismatch {k} moved /auditEntries/{k}/prevHash"));
        }
        assert_eq!(findings_of(&entries), expected, "{i} and {j} swapped");
    }
}

#[test]
fn each_entry_doubled() {
    for i in 0..LENGTH {
        for to in [i + 1, LENGTH] {
            let mut entries = plain_chain(LENGTH);
            entries.insert(to, entries[i].clone());
            assert_eq!(findings_of(&entries), [format!("chain.duplicate-entry {to} /auditEntries/{to}/entryId")], "{i} again at {to}");
        }
    }
}

/// An entry that is not of the chain, hashed rightly, after another entry.
fn forged(after: usize, prev: &str) -> String {
    let id = format!("\"alog_{after:025}Z\"");
    let timestamp = format!("\"2026-09-01T00:{:02}:{:02}.500Z\"", after / 60, after % 60);
    Entry::new(after).with("entryId", id).with("timestamp", timestamp).write(Some(prev)).0
}

#[test]
fn an_entry_put_in_after_each() {
    for i in 0..LENGTH {
        let mut entries = plain_chain(LENGTH);
        let (j, k) = (i + 1, i + 2);
        entries.insert(j, forged(i, &hash_of(&entries[i])));
        let after = if k <= LENGTH { vec![format!("chain.link-mismatch {k} inserted /auditEntries/{k}/prevHash")] } else { vec![] };
        assert_eq!(findings_of(&entries), after, "after {i}, rightly linked");

        entries[j] = forged(i, &sha256(b"nowhere").to_hex());
        let mut expected = vec![format!("chain.link-mismatch {j} deleted /auditEntries/{j}/prevHash")];
        expected.extend(after);
        assert_eq!(findings_of(&entries), expected, "after {i}, linked to nothing");
    }
}

/// A stretch of up to sixteen rows that nobody outside it names was put in; a longer one is not called so.
#[test]
fn several_entries_put_in() {
    for (count, cause) in [(2, "inserted"), (15, "inserted"), (16, "inserted"), (17, "forked"), (40, "forked")] {
        let mut entries = plain_chain(LENGTH);
        let mut prev = hash_of(&entries[9]);
        for i in 0..count {
            let id = format!("\"alog_{:023}Z{i:02}\"", 9);
            let timestamp = format!("\"2026-09-01T00:00:09.{:03}Z\"", 100 + i);
            let (text, hash) = Entry::new(9).with("entryId", id).with("timestamp", timestamp).write(Some(&prev));
            entries.insert(10 + i, text);
            prev = hash;
        }
        let j = 10 + count;
        assert_eq!(findings_of(&entries), [format!("chain.link-mismatch {j} {cause} /auditEntries/{j}/prevHash")], "{count}");
        // Several taken out are one gap.
        let mut entries = plain_chain(LENGTH);
        entries.drain(10..10 + count.min(39));
        assert_eq!(findings_of(&entries), ["chain.link-mismatch 10 deleted /auditEntries/10/prevHash"], "{count}");
    }
}

#[test]
fn each_entry_edited() {
    let plain = || (0..LENGTH).map(Entry::new).collect::<Vec<_>>();
    for i in 0..LENGTH {
        let content = [format!("chain.content-mismatch {i} /auditEntries/{i}")];
        // A member, but not its hash.
        let mut entries = plain();
        entries[i] = entries[i].clone().with("action", "\"tool.walk\"").hashing("action", "\"tool.run\"");
        assert_eq!(findings_of(&chain(&entries)), content, "action of {i}");
        // The hash only: the next one names what is computed.
        let written = chain(&plain());
        let mut edited = written.clone();
        edited[i] = edited[i].replace(&format!("\"hash\":\"{}", hash_of(&written[i])), &format!("\"hash\":\"{}", sha256(b"x")));
        assert_eq!(findings_of(&edited), content, "hash of {i}");
        // The link only: the content says so.
        let mut edited = written.clone();
        let prev = if i == 0 { "null".to_owned() } else { format!("\"{}\"", hash_of(&written[i - 1])) };
        edited[i] = edited[i].replace(&format!("\"prevHash\":{prev}"), &format!("\"prevHash\":\"{}\"", sha256(b"x")));
        assert_eq!(findings_of(&edited), content, "prevHash of {i}");
        // A member and its hash: the next one names what was there.
        let mut edited = written.clone();
        let before = if i == 0 { None } else { Some(hash_of(&written[i - 1])) };
        edited[i] = Entry::new(i).with("action", "\"tool.walk\"").write(before.as_deref()).0;
        let j = i + 1;
        let expected = if j < LENGTH { vec![format!("chain.link-mismatch {j} deleted /auditEntries/{j}/prevHash")] } else { vec![] };
        assert_eq!(findings_of(&edited), expected, "{i} hashed again");
    }
}

/// Each member by itself: edited, and hashed as it was.
#[test]
fn every_hashed_member_is_covered() {
    let members = [
        ("entryId", "\"alog_0000000000000000000000002A\""),
        ("agentId", "\"ag_2\""),
        ("agentDid", "\"did:grantex:ag_2\""),
        ("grantId", "\"grnt_2\""),
        ("principalId", "\"user_2\""),
        ("developerId", "\"dev_2\""),
        ("action", "\"\""),
        ("metadata", "{\"n\":2}"),
        ("timestamp", "\"2026-09-01T00:00:02.001Z\""),
        ("status", "\"failure\""),
    ];
    let original = Entry::new(2);
    for (name, literal) in members {
        let mut entries: Vec<Entry> = (0..5).map(Entry::new).collect();
        let mut edited = original.clone().with(name, literal);
        let good = original.write(None).0;
        let value: Value = serde_json::from_str(&good).unwrap();
        edited = edited.hashing(name, value[name].to_string());
        entries[2] = edited;
        let found = findings_of(&chain(&entries));
        assert!(found.contains(&"chain.content-mismatch 2 /auditEntries/2".to_owned()), "{name}: {found:?}");
    }
}
