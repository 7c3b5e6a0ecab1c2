//! Pieces of a document verified apart from each other give the report that reading it in one go gives, to the byte:
//! whatever the document, wherever it is cut, however often the cut is wrong.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

mod support;

use std::process::Command;

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantex_compliance::piece::{Piece, PieceFacts, Terms};
use grantex_compliance::report::DocumentKind;
use grantex_compliance::{Checkpoint, Expected, Verifier, VerifyOptions, verify_in_pieces, verify_parallel};
use proptest::prelude::*;
use serde_json::Value;
use support::{Entry, Era, META, Numbers, answer, chain, export, in_pieces, pack, plain_chain, verify_whole};

/// Places where an entry may begin, and many where none does.
fn guesses(bytes: &[u8], numbers: &mut Numbers) -> Vec<usize> {
    let mut cuts = Vec::new();
    let some = 1 + numbers.below(12);
    for at in 1..bytes.len() {
        let seems_right =
            bytes[at] == b'{' && matches!(bytes[at - 1], b',' | b' ' | b'\n' | b'[') || bytes[at - 1] == b',' && bytes[at] == b' ';
        if seems_right && numbers.below(some) == 0 || numbers.below(bytes.len() / 3 + 1) == 0 {
            cuts.push(at);
        }
    }
    cuts
}

/// Options that concern single entries, and some that don't.
fn options(bytes: &[u8]) -> Vec<VerifyOptions> {
    let whole = VerifyOptions::default();
    let mut all = vec![
        VerifyOptions { fingerprint: true, max_findings: Some(3), ..whole.clone() },
        VerifyOptions {
            developer_id: Some("dev_1".to_owned()),
            max_findings: Some(0),
            expected: Expected {
                agent_id: Some(Some("ag_1".to_owned())),
                status: Some(Some("success".to_owned())),
                developer_id: Some(None),
                ..Expected::default()
            },
            ..whole.clone()
        },
        VerifyOptions { kind: Some(DocumentKind::AuditExport), ..whole.clone() },
    ];
    if let Some(checkpoint) = verify_whole(bytes).ok().and_then(|report| report.checkpoint) {
        let other = Checkpoint { entries: checkpoint.entries.saturating_sub(1), ..checkpoint.clone() };
        all.extend([checkpoint, other].map(|checkpoint| VerifyOptions { checkpoint: Some(checkpoint), ..whole.clone() }));
    }
    all.push(whole);
    all
}

/// Holds pieces against the whole. Tells how many bytes were verified apart from the coordinator.
fn check(name: &str, bytes: &[u8], numbers: &mut Numbers) -> u64 {
    let mut apart = 0;
    for options in options(bytes) {
        let whole = answer(&support::verify(bytes, &options, usize::MAX));
        for _ in 0..3 {
            let cuts = guesses(bytes, numbers);
            let (result, covered) = in_pieces(bytes, &cuts, &options);
            assert_eq!(answer(&result), whole, "{name}, {options:?}, cut at {cuts:?}");
            apart += covered;
        }
        for (threads, piece_bytes) in [(2, 1), (3, 700), (7, 5_000), (2, 1 << 20)] {
            let result = verify_in_pieces(bytes, options.clone(), threads, piece_bytes);
            assert_eq!(answer(&result), whole, "{name}, {options:?}, {threads} threads, pieces of {piece_bytes}");
        }
    }
    apart
}

fn recorded() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir("tests/fixtures/recorded")
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn recorded_documents() {
    let mut numbers = Numbers::new(support::seed(1));
    let files = recorded();
    assert!(files.len() > 20, "{} files", files.len());
    let apart: u64 = files.iter().map(|(name, bytes)| check(name, bytes, &mut numbers)).sum();
    // Nearly all of them hold entries, and each was verified in pieces many times.
    assert!(apart > 5_000_000, "{apart} bytes");
}

/// Documents of the generator, honest and tampered, and many that are no documents any more.
#[test]
fn generated_documents() {
    let mut numbers = Numbers::new(support::seed(2));
    let arguments = ["tests/reference/cases.mjs", "--seed", "7", "--honest", "60", "--tampered", "150"];
    let output = Command::new("node").args(arguments).output().expect("Node.js is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut apart = 0;
    let mut cases = 0;
    for line in output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_slice(line).unwrap();
        let bytes = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
        let options: VerifyOptions = serde_json::from_value(case["options"].clone()).unwrap();
        let whole = answer(&support::verify(&bytes, &options, usize::MAX));
        for _ in 0..2 {
            let cuts = guesses(&bytes, &mut numbers);
            let (result, covered) = in_pieces(&bytes, &cuts, &options);
            assert_eq!(answer(&result), whole, "{}, cut at {cuts:?}", case["name"]);
            apart += covered;
        }
        let result = verify_in_pieces(&bytes[..], options, 2 + numbers.below(3), 1 + numbers.below(4_000));
        assert_eq!(answer(&result), whole, "{}", case["name"]);
        cases += 1;
    }
    assert!(cases > 150 && apart > 1_000_000, "{cases} cases, {apart} bytes");
}

/// Entries whose own text looks like the seam between two entries, and documents that end, break or repeat in a piece.
fn adversarial() -> Vec<(&'static str, String)> {
    let opening = "},{\"entryId\":\"alog_";
    let lookalike = format!(
        "{{\"text\":\"{}\",\"list\":[{{}},{{\"entryId\":\"x\"}},{{\"entryId\":\"y\",\"hash\":\"z\"}}]}}",
        opening.replace('"', "\\\"")
    );
    let with_lookalikes = chain(&(0..12).map(|i| Entry::new(i).with("metadata", lookalike.clone())).collect::<Vec<_>>());
    let good = plain_chain(12);
    let edited = |at: usize, from: &str, to: &str| {
        let mut entries = good.clone();
        entries[at] = entries[at].replace(from, to);
        entries
    };
    let without = |at: usize| [&good[..at], &good[at + 1..]].concat();
    let mut busy: Vec<String> =
        chain(&(0..12).map(|i| Entry::new(i).with("timestamp", "\"2026-09-01T00:00:00.000Z\"")).collect::<Vec<_>>());
    let same_millisecond = busy.clone();
    busy.swap(4, 7);
    let mut swapped = good.clone();
    swapped.swap(5, 6);
    let eras: Vec<Entry> = (0..12).map(|i| Entry::new(i).era([Era::A, Era::B, Era::C][i / 4])).collect();
    let erased =
        good.iter().map(|entry| entry.replace("{\"n\":1}", "{\"n\":1,\"erasedAt\":\"2026-09-02T00:00:00.000Z\"}")).collect::<Vec<_>>();
    let pretty = {
        let document: Value = serde_json::from_str(&pack(&good)).unwrap();
        serde_json::to_string_pretty(&document).unwrap()
    };
    let grants = "\"grants\":[{\"grantId\":\"grnt_1\",\"agentId\":\"ag_1\",\"revokedAt\":\"2026-09-01T00:00:05.000Z\"}]";
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let amid = |text: String| {
        let mut entries = good.clone();
        entries[6] = text;
        entries
    };
    vec![
        ("look-alikes", pack(&with_lookalikes)),
        ("look-alikes, broken off", pack(&with_lookalikes)[..3_000].to_owned()),
        ("the end inside a look-alike", pack(&with_lookalikes).replacen("]}]}", "]", 1)),
        ("pretty", pretty.clone()),
        ("pretty, with an error far on", pretty.replacen("alog_00000000000000000000000009\"", "alog_00000000000000000000000009", 1)),
        ("carriage returns", pretty.replace('\n', "\r\n")),
        ("first rows edited", pack(&edited(6, "tool.run", "tool.rum"))),
        ("prevHash edited", pack(&edited(6, "\"prevHash\":\"", "\"prevHash\":\"0"))),
        ("hash edited", pack(&edited(6, "\"hash\":\"", "\"hash\":\"0"))),
        ("deleted", pack(&without(6))),
        ("doubled", pack(&[&good[..9], &good[2..4], &good[9..]].concat())),
        ("swapped", pack(&swapped)),
        ("one millisecond", pack(&same_millisecond)),
        ("one millisecond, in disorder", pack(&busy)),
        ("eras", pack(&chain(&eras))),
        ("erased", pack(&erased)),
        ("no rows", pack(&[])),
        ("one row", pack(&good[..1])),
        (
            "rows that are no entries",
            pack(&[&good[..3], &["7".to_owned(), "null".to_owned(), "[{},{\"entryId\":1}]".to_owned()], &good[3..]].concat()),
        ),
        ("too deep", pack(&amid(good[6].replace("{\"n\":1}", &deep)))),
        ("too deep and never closed", pack(&amid(good[6].replace("{\"n\":1}", &deep[..150])))),
        ("an error in the middle", pack(&amid(good[6].replace(",\"status\"", ";\"status\"")))),
        ("a comma too many", pack(&amid(String::new()))),
        ("a comma at the end", pack(&good).replace("}]}", "},]}")),
        ("no comma", pack(&good).replacen("},{", "} {", 6).replacen("} {", "},{", 5)),
        ("no UTF-8 there", pack(&amid(good[6].replace("tool.run", "tool.\u{7f}\u{80}")))),
        ("a duplicate member in an entry", pack(&amid(good[6].replace("\"status\"", "\"hash\":\"\",\"status\"")))),
        (
            "unprotected members",
            pack(&good.iter().map(|entry| entry.replace("\"status\"", "\"approvedBy\":1,\"status\"")).collect::<Vec<_>>()),
        ),
        ("another developer", pack(&edited(6, "dev_1", "dev_2"))),
        ("no developer", pack(&good.iter().map(|entry| entry.replace("\"developerId\":\"dev_1\",", "")).collect::<Vec<_>>())),
        ("grants before", pack(&good).replace("\"auditEntries\"", &format!("{grants},\"auditEntries\""))),
        ("grants after", pack(&good).replace("}]}", &format!("}}],{grants}}}"))),
        ("absent grants", pack(&edited(6, "grnt_1", "grnt_\\u0032")).replace("\"auditEntries\"", &format!("{grants},\"auditEntries\""))),
        ("entries twice", pack(&good).replace("}]}", &format!("}}],\"auditEntries\":[{}]}}", good.join(",")))),
        ("entries before all else", format!("{{\"auditEntries\":[{}],{}", good.join(","), META[1..].replace("},", "}}"))),
        ("trailing data", pack(&good) + "]"),
        ("an export", export(&good)),
        ("an export, with other statuses", export(&edited(6, "success", "failure"))),
        ("both lists", pack(&good).replace("}]}", &format!("}}],\"entries\":[{}]}}", good.join(",")))),
        ("other order of members", pack(&good.iter().map(|entry| reversed(entry)).collect::<Vec<_>>())),
        ("nothing but white space between", pack(&good).replace("},{", "}\n\t ,\r\n {")),
    ]
}

/// An entry with its members the other way round.
fn reversed(entry: &str) -> String {
    let members: serde_json::Map<String, Value> = serde_json::from_str(entry).unwrap();
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).rev().collect();
    format!("{{ {} }}", members.join(", "))
}

#[test]
fn documents_in_which_the_guess_is_wrong() {
    let mut numbers = Numbers::new(support::seed(3));
    let documents = adversarial();
    for (name, document) in &documents {
        let mut bytes = document.clone().into_bytes();
        if *name == "no UTF-8 there" {
            let at = bytes.iter().position(|&byte| byte == 0x7f).unwrap();
            bytes[at] = 0xff;
        }
        let apart = check(name, &bytes, &mut numbers);
        assert!(apart > 0 || matches!(*name, "no rows" | "one row" | "both lists"), "{name}: nothing was verified apart");
    }
}

/// Every cut of a small document, with the rest of it as one piece.
#[test]
fn every_single_cut() {
    let lookalike = "{\"text\":\"},{\\\"entryId\\\":\",\"list\":[{},{\"entryId\":\"x\"}]}";
    let entries = chain(&(0..4).map(|i| Entry::new(i).with("metadata", lookalike)).collect::<Vec<_>>());
    let document = pack(&entries);
    let options = VerifyOptions { fingerprint: true, ..VerifyOptions::default() };
    let whole = answer(&support::verify(document.as_bytes(), &options, usize::MAX));
    let mut fitting = 0;
    for cut in 1..document.len() {
        let (result, covered) = in_pieces(document.as_bytes(), &[cut], &options);
        assert_eq!(answer(&result), whole, "cut at {cut}");
        fitting += usize::from(covered > 0);
    }
    // Right after the bracket, and after each comma between two entries.
    assert_eq!(fitting, 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Chains of any kind of entry, with any faults, cut anywhere.
    #[test]
    fn any_chain_cut_anywhere(
        kinds in prop::collection::vec((0_usize..9, 0_usize..4), 1..40),
        faults in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..8), 0..6),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        at_seams in any::<bool>(),
        piece_bytes in 1_usize..3_000,
    ) {
        let mut second = 0;
        let entries: Vec<Entry> = kinds.iter().enumerate().map(|(i, &(kind, pause))| {
            second += pause / 2;
            let entry = Entry::new(i).with("timestamp", format!("\"2026-09-01T00:{:02}:{:02}.000Z\"", second / 60, second % 60));
            match kind {
                0 => entry.era(Era::A),
                1 => entry.era(Era::B).with("metadata", "{\"b\":1,\"a\":[{},{\"entryId\":\"x\"}]}").hashing("metadata", "{\"b\":1,\"a\":[{},{\"entryId\":\"x\"}]}"),
                2 => entry.with("metadata", "{\"text\":\"},{\\\"entryId\\\":\"}"),
                3 => entry.and(",\"approvedBy\":\"x\""),
                4 => entry.with("status", "\"blocked\""),
                5 => entry.with("entryId", format!("\"other {i}\"")),
                6 => entry.with("timestamp", format!("\"2026-09-01T00:{:02}:{:02}.000+00:00\"", second / 60, second % 60)),
                7 => entry.without("status"),
                _ => entry,
            }
        }).collect();
        let mut entries = chain(&entries);
        for (place, fault) in faults {
            let at = place.index(entries.len());
            match fault {
                0 => _ = if entries.len() > 1 { Some(entries.remove(at)) } else { None },
                1 => entries.insert(at, entries[at / 2].clone()),
                2 => entries.swap(at / 2, at),
                3 => entries[at] = entries[at].replace("tool.run", "tool.rum"),
                4 => entries[at] = entries[at].replace("\"prevHash\":\"", "\"prevHash\":\"0"),
                5 => entries[at] = entries[at].replace("\"hash\":\"", "\"hash\":\"\\u0030"),
                6 => entries[at] = entries[at].replace("dev_1", "dev_2"),
                _ => entries[at] = entries[at].replace("\"metadata\":{", "\"metadata\":{\"erasedAt\":\"2026-09-02T00:00:00.000Z\","),
            }
        }
        let document = pack(&entries);
        let options = VerifyOptions::default();
        let whole = answer(&verify_whole(document.as_bytes()));
        let seams: Vec<usize> = document.match_indices("},{\"entryId\"").map(|(at, _)| at + 2).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| match at_seams && !seams.is_empty() {
            true => seams[cut.index(seams.len())],
            false => cut.index(document.len()),
        }).collect();
        cuts.sort_unstable();
        let (result, _) = in_pieces(document.as_bytes(), &cuts, &options);
        prop_assert_eq!(answer(&result), whole.clone());
        prop_assert_eq!(answer(&verify_in_pieces(document.as_bytes(), options, 2, piece_bytes)), whole);
    }

    /// Facts that were changed on the way are refused, or are facts; nothing panics, and the report can still be made.
    #[test]
    fn damaged_facts_do_no_harm(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        let entries = chain(&(0..6).map(|i| Entry::new(i).with("timestamp", "\"2026-09-01T00:00:00.000Z\"").with("entryId", format!("\"{i}\""))).collect::<Vec<_>>());
        let mut entries = entries;
        entries.swap(2, 4);
        entries[3] = entries[3].replace("tool.run", "tool.rum");
        let document = pack(&entries);
        let seam = document.find("},{\"entryId\"").unwrap() + 2;
        let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
        verifier.push(&document.as_bytes()[..seam]).unwrap();
        let terms = verifier.terms().unwrap();
        let mut piece = Piece::new(&terms, u64::try_from(seam).unwrap());
        piece.push(&document.as_bytes()[seam..]);
        let good = piece.finish().to_bytes();
        let length = cut.index(good.len());
        prop_assert!(PieceFacts::from_bytes(&good[..length], &terms).is_err());
        let mut bad = good.clone();
        for (at, byte) in changes {
            bad[at.index(good.len())] ^= byte;
        }
        if let Ok(facts) = PieceFacts::from_bytes(&bad, &terms) {
            let covered = verifier.absorb(facts, &[]);
            let rest = usize::try_from(covered).ok().and_then(|covered| document.as_bytes().get(seam + covered..));
            // Whatever comes of it.
            let _ = verifier.push(rest.unwrap_or_default()).map(|()| verifier.finish());
        }
        let mut bad_terms = terms.to_bytes();
        let at = cut.index(bad_terms.len());
        prop_assert!(Terms::from_bytes(&bad_terms[..at]).is_err());
        bad_terms[at] ^= 0x55;
        if let Ok(other) = Terms::from_bytes(&bad_terms) {
            prop_assert!(other.digest() != terms.digest() && PieceFacts::from_bytes(&good, &other).is_err());
        }
    }
}

/// Facts fit where they were learned, and nowhere else.
#[test]
fn facts_of_another_place_or_by_other_terms_are_not_absorbed() {
    let document = pack(&plain_chain(6));
    let bytes = document.as_bytes();
    let seams: Vec<usize> = document.match_indices("},{").map(|(at, _)| at + 2).collect();
    let until = |to: usize, options: &VerifyOptions| {
        let mut verifier = Verifier::new(options.clone()).unwrap();
        verifier.push(&bytes[..to]).unwrap();
        verifier
    };
    let learn = |from: usize, to: usize, options: &VerifyOptions| {
        let mut piece = Piece::new(&until(seams[0], options).terms().unwrap(), u64::try_from(from).unwrap());
        piece.push(&bytes[from..to]);
        piece.finish()
    };
    let plain = VerifyOptions::default();
    let of_piece = |options: &VerifyOptions| learn(seams[0], seams[2], options);
    assert_eq!(until(seams[0], &plain).absorb(of_piece(&plain), &[]), u64::try_from(seams[2] - seams[0]).unwrap());
    for (name, to) in [("later", seams[1]), ("in an entry", seams[0] + 5), ("before its comma", seams[0] - 1), ("in the head", 30)] {
        assert_eq!(until(to, &plain).absorb(of_piece(&plain), &[]), 0, "{name}");
    }
    for other in [
        VerifyOptions { max_findings: Some(7), ..plain.clone() },
        VerifyOptions { developer_id: Some("dev_1".to_owned()), ..plain.clone() },
        VerifyOptions { checkpoint: verify_whole(bytes).unwrap().checkpoint, ..plain.clone() },
    ] {
        assert_eq!(until(seams[0], &plain).absorb(of_piece(&other), &[]), 0, "{other:?}");
        let terms = until(seams[0], &plain).terms().unwrap();
        let error = PieceFacts::from_bytes(&of_piece(&other).to_bytes(), &terms).unwrap_err();
        assert_eq!(error.code(), "piece.unreadable");
        assert!(error.to_string().contains("other terms"), "{error}");
    }
    let fingerprint = VerifyOptions { fingerprint: true, ..plain.clone() };
    assert_eq!(until(seams[0], &fingerprint).absorb(of_piece(&plain), &[]), 0, "without its bytes there is no fingerprint");
    // After an error there is nothing to add to.
    let mut failed = until(seams[0], &plain);
    failed.push(b"]").unwrap_err();
    assert!(failed.terms().is_none());
    assert_eq!(failed.absorb(of_piece(&plain), &[]), 0);
}

/// What a piece leaves to others: nothing is learned of an entry that is not whole, of what ends the entries, or of an error.
#[test]
fn a_piece_ends_after_its_last_whole_entry() {
    let entries = plain_chain(3);
    let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
    let document = pack(&entries);
    let start = document.find(&entries[0]).unwrap();
    verifier.push(&document.as_bytes()[..start]).unwrap();
    let terms = verifier.terms().unwrap();
    let [a, b, c] = [&entries[0], &entries[1], &entries[2]];
    let lengths = [a.len(), a.len() + 1, a.len() + 1 + b.len()].map(|length| u64::try_from(length).unwrap());
    let deep = format!("{{\"a\":{}", "[".repeat(300));
    for (text, length, rows, over) in [
        (format!("{a},{b}]}}"), lengths[2], 2, true),
        (format!("{a},{b}"), lengths[2], 2, false),
        (format!("{a},{}", &b[..40]), lengths[1], 1, false),
        (format!("{a} ,\n{b}{c}"), lengths[2] + 2, 2, true),
        (format!("{a},{deep}"), lengths[1], 1, false),
        (format!("{a},{deep};"), lengths[1], 1, true),
        (format!("{a},]"), lengths[1], 1, true),
        (format!("{a};"), lengths[0], 1, true),
        ("]".to_owned(), 0, 0, true),
        (String::new(), 0, 0, false),
        (format!(" {}", &a[..a.len() - 1]), 0, 0, false),
    ] {
        for chunk in [1, 7, 1 << 20] {
            let mut piece = Piece::new(&terms, u64::try_from(start).unwrap());
            for chunk in text.as_bytes().chunks(chunk) {
                piece.push(chunk);
            }
            // A short text is read again only once it may be whole.
            if chunk > text.len() {
                assert_eq!(piece.is_over(), over, "{text}");
            }
            let facts = piece.finish();
            assert_eq!((facts.length(), facts.entries()), (length, rows), "{text}, in chunks of {chunk}");
        }
    }
}

/// What can't be counted across pieces is not learned apart: more developers, or more absent grants, than are told apart.
#[test]
fn more_than_is_told_apart() {
    let many = |name: &str, count: usize, text: fn(usize) -> String| {
        let entries: Vec<String> = (0..count).map(|i| Entry::new(i).with(name, text(i)).write(None).0).collect();
        pack(&entries).replace("\"auditEntries\"", "\"grants\":[],\"auditEntries\"")
    };
    for (document, all) in [
        (many("developerId", 3_000, |i| format!("\"dev_{}\"", i % 1_500)), false),
        (many("developerId", 3_000, |i| format!("\"dev_{}\"", i % 900)), true),
        (many("grantId", 70_000, |i| format!("\"g{}\"", i % 66_000)), false),
    ] {
        let bytes = document.as_bytes();
        let whole = answer(&verify_whole(bytes));
        let seams: Vec<usize> = document.match_indices("},{\"entryId\"").map(|(at, _)| at + 2).collect();
        let (result, covered) = in_pieces(bytes, &[seams[0], seams[20]], &VerifyOptions::default());
        assert_eq!(answer(&result), whole);
        assert_eq!(covered > 1_000_000, all, "{covered} bytes");
        let cuts: Vec<usize> = seams.iter().copied().step_by(seams.len() / 9).collect();
        assert_eq!(answer(&in_pieces(bytes, &cuts, &VerifyOptions::default()).0), whole);
    }
}

/// A reader that gives a few bytes at a time, and then fails.
struct Faltering<'a>(&'a [u8], bool);

impl Read for Faltering<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.len().min(buffer.len()).min(100);
        if length == 0 && self.1 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        let (now, later) = self.0.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

#[test]
fn a_reader_that_falters_or_fails() {
    let document = pack(&plain_chain(40));
    let whole = answer(&verify_whole(document.as_bytes()));
    for threads in [0, 1, 2, 5] {
        let read = |fails| verify_in_pieces(Faltering(document.as_bytes(), fails), VerifyOptions::default(), threads, 1_000);
        assert_eq!(answer(&read(false)), whole);
        assert_eq!(read(true).unwrap_err().code(), "input.read");
        assert_eq!(answer(&verify_parallel(document.as_bytes(), VerifyOptions::default(), threads)), whole);
    }
}
