//! A log verified in pieces by `run` and folded by `merge` gives the report that reading it in one go gives: in whatever
//! form the pieces come, wherever they are cut, in whatever order their lines are merged.

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

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantex_compliance::map_reduce::{LogPiece, Merge, Merged, OrderedBy, RunLine};
use grantex_compliance::{Checkpoint, Error, Expected, Report, Verdict, Verifier, VerifyOptions};
use serde_json::{Value, json};
use support::{Entry, Numbers, chain, export, pack, plain_chain};

/// The line of a piece that comes in chunks.
fn run(piece: &[u8], index: Option<u64>, options: &VerifyOptions, chunk: usize) -> Result<RunLine, Error> {
    let mut run = LogPiece::new(options.clone())?;
    for chunk in piece.chunks(chunk) {
        run.push(chunk)?;
    }
    run.finish(index)
}

fn line(piece: &[u8], index: Option<u64>) -> String {
    run(piece, index, &VerifyOptions::default(), usize::MAX).unwrap().to_json()
}

fn merge(lines: &[String], options: &VerifyOptions) -> Result<Merged, Error> {
    let mut merge = Merge::new(options.clone())?;
    for line in lines {
        merge.add(line.as_bytes())?;
    }
    merge.finish()
}

fn merged(lines: &[String]) -> Result<Merged, Error> {
    merge(lines, &VerifyOptions::default())
}

/// Where the entries of a document are.
fn rows(document: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
    verifier.push(document).unwrap();
    let (_, rows) = verifier.finish_with_rows().unwrap();
    let at = |i: u32| rows.get(i).unwrap();
    (0..rows.len())
        .map(|i| usize::try_from(at(i).offset).unwrap()..usize::try_from(at(i).offset + u64::from(at(i).length)).unwrap())
        .collect()
}

/// A document cut right before or right after some of its entries.
fn stretches<'a>(document: &'a [u8], rows: &[std::ops::Range<usize>], numbers: &mut Numbers) -> Vec<&'a [u8]> {
    let some = 1 + numbers.below(20);
    let mut pieces = Vec::new();
    let mut from = 0;
    for row in rows {
        let at = if numbers.below(2) == 0 { row.start } else { row.end };
        if numbers.below(some) == 0 {
            pieces.push(&document[from..at]);
            from = at;
        }
    }
    pieces.push(&document[from..]);
    pieces
}

fn shuffle<T>(things: &mut [T], numbers: &mut Numbers) {
    for i in (1..things.len()).rev() {
        things.swap(i, numbers.below(i + 1));
    }
}

/// A report without the two things that depend on what stands between the entries.
fn less_places(report: &Report) -> Value {
    let mut value = serde_json::to_value(report).unwrap();
    value["document"]["bytes"] = json!(0);
    for finding in value["findings"].as_array_mut().unwrap() {
        finding.as_object_mut().unwrap().remove("offset");
    }
    value
}

fn options(checkpoint: Option<Checkpoint>) -> Vec<VerifyOptions> {
    let whole = VerifyOptions {
        expected: Expected { since: Some(None), until: Some(None), agent_id: Some(None), status: Some(None), ..Expected::default() },
        ..VerifyOptions::default()
    };
    let filter = Expected { agent_id: Some(Some("ag_1".to_owned())), status: Some(Some("success".to_owned())), ..Expected::default() };
    vec![
        VerifyOptions::default(),
        VerifyOptions { max_findings: Some(2), developer_id: Some("dev_1".to_owned()), expected: filter, ..VerifyOptions::default() },
        VerifyOptions { checkpoint, ..whole },
    ]
}

/// The entries of a document, as an export cut into stretches and as JSON lines, against the whole. Tells how many lines.
fn check(name: &str, document: &[u8], numbers: &mut Numbers) -> usize {
    let places = rows(document);
    let entries: Vec<String> = places.iter().map(|row| String::from_utf8(document[row.clone()].to_vec()).unwrap()).collect();
    let is_export = serde_json::from_slice::<Value>(document).is_ok_and(|value| value.get("entries").is_some());
    let export = if is_export { document.to_vec() } else { export(&entries).into_bytes() };
    let bare = format!("{{\"entries\":[{}]}}", entries.join(","));
    let checkpoint = support::verify_whole(document).unwrap().checkpoint;
    let mut lines = 0;
    for options in options(checkpoint) {
        let whole = support::verify(&export, &options, usize::MAX).unwrap();
        let mut pieces = Vec::new();
        for (i, piece) in stretches(&export, &rows(&export), numbers).into_iter().enumerate() {
            pieces.push(run(piece, u64::try_from(i).ok(), &options, 1 + numbers.below(5_000)).unwrap().to_json());
        }
        shuffle(&mut pieces, numbers);
        lines += pieces.len();
        let merged = merge(&pieces, &options).unwrap();
        assert_eq!(merged.ordered_by, OrderedBy::Index);
        // To the byte: offsets and the document's length, too.
        assert_eq!(merged.report, whole, "{name}, {options:?}");

        let whole = support::verify(bare.as_bytes(), &options, usize::MAX).unwrap();
        let mut pieces = Vec::new();
        let mut from = 0;
        while from < entries.len() {
            let to = (from + 1 + numbers.below(30)).min(entries.len());
            let text = match numbers.below(3) {
                0 => format!("{}\n", entries[from..to].join("\n")),
                1 => format!("[{}]", entries[from..to].join(" ,\n")),
                _ => format!(", {},", entries[from..to].join(",")),
            };
            pieces.push(
                run(text.as_bytes(), Some(7 + u64::try_from(pieces.len()).unwrap()), &options, 1 + numbers.below(900)).unwrap().to_json(),
            );
            from = to;
        }
        if pieces.is_empty() {
            pieces.push(run(b" \n", Some(0), &options, 1).unwrap().to_json());
        }
        shuffle(&mut pieces, numbers);
        lines += pieces.len();
        let merged = merge(&pieces, &options).unwrap();
        assert_eq!(less_places(&merged.report), less_places(&whole), "{name}, {options:?}");
    }
    lines
}

#[test]
fn recorded_documents() {
    let mut numbers = Numbers::new(support::seed(1));
    let mut documents = 0;
    let mut lines = 0;
    for file in std::fs::read_dir("tests/fixtures/recorded").unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if path.extension().is_some_and(|extension| extension == "json") && support::verify_whole(&bytes).is_ok() {
            documents += 1;
            lines += (0..3).map(|_| check(&path.display().to_string(), &bytes, &mut numbers)).sum::<usize>();
        }
    }
    assert!(documents > 18 && lines > 2_000, "{documents} documents, {lines} lines");
}

#[test]
fn generated_documents_honest_and_tampered() {
    let mut numbers = Numbers::new(support::seed(2));
    let arguments = ["tests/reference/cases.mjs", "--seed", "11", "--honest", "40", "--tampered", "120"];
    let output = Command::new("node").args(arguments).output().expect("Node.js is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut verdicts = std::collections::BTreeMap::new();
    for line in output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_slice(line).unwrap();
        let bytes = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
        let Ok(report) = support::verify_whole(&bytes) else { continue };
        // Top-level names that stand twice are no matter of entries: `run` refuses them.
        if report.findings.iter().any(|finding| finding.code.as_str() == "document.duplicate-member" && finding.index.is_none()) {
            continue;
        }
        check(case["name"].as_str().unwrap_or("case"), &bytes, &mut numbers);
        *verdicts.entry(format!("{:?}", report.verdict)).or_insert(0) += 1;
    }
    assert!(verdicts.len() == 3 && verdicts.values().sum::<i32>() > 100, "{verdicts:?}");
}

/// Without numbers: whatever the order of the lines, the report is the same.
#[test]
fn without_numbers_the_links_tell_the_order() {
    let mut numbers = Numbers::new(support::seed(3));
    let export = std::fs::read("tests/fixtures/recorded/export-audit.json").unwrap();
    let whole = support::verify_whole(&export).unwrap();
    let places = rows(&export);
    for _ in 0..20 {
        let mut pieces: Vec<String> = stretches(&export, &places, &mut numbers).into_iter().map(|piece| line(piece, None)).collect();
        shuffle(&mut pieces, &mut numbers);
        let merged = merged(&pieces).unwrap();
        assert_eq!((merged.ordered_by, merged.report), (OrderedBy::Links, whole.clone()));
    }
    // A filtered export has no links to go by.
    let blocked = std::fs::read("tests/fixtures/recorded/export-audit-blocked.json").unwrap();
    let whole = support::verify_whole(&blocked).unwrap();
    let places = rows(&blocked);
    for _ in 0..20 {
        let mut pieces: Vec<String> = stretches(&blocked, &places, &mut numbers).into_iter().map(|piece| line(piece, None)).collect();
        shuffle(&mut pieces, &mut numbers);
        let merged = merged(&pieces).unwrap();
        assert_eq!(
            (merged.ordered_by == OrderedBy::Links, merged.report),
            (pieces.iter().filter(|line| !line.contains("\"entries\":0,")).count() == 1, whole.clone())
        );
    }
}

/// What is broken stays broken, and where, without numbers, too.
#[test]
fn a_deleted_and_a_changed_entry_are_found_across_pieces() {
    let entries = plain_chain(12);
    let lines = |text: &[String]| text.iter().map(|entry| line(entry.as_bytes(), None)).collect::<Vec<_>>();
    let intact = merged(&lines(&entries)).unwrap();
    assert_eq!((intact.report.verdict, intact.ordered_by, intact.pieces), (Verdict::Intact, OrderedBy::Links, 12));

    let mut deleted = entries.clone();
    deleted.remove(6);
    deleted.reverse();
    // Untold, an export may have been filtered, so a gap is no break.
    let asked = VerifyOptions {
        expected: Expected { since: Some(None), until: Some(None), agent_id: Some(None), status: Some(None), ..Expected::default() },
        ..VerifyOptions::default()
    };
    let merged_deleted = merge(&lines(&deleted), &asked).unwrap();
    assert_eq!((merged_deleted.report.verdict, merged_deleted.ordered_by), (Verdict::Broken, OrderedBy::Time));
    assert_eq!(support::said(&merged_deleted.report), ["chain.link-mismatch 6 deleted /entries/6/prevHash"]);

    let mut changed = entries.clone();
    changed[6] = changed[6].replace("tool.run", "tool.ran");
    let merged_changed = merge(&lines(&changed), &asked).unwrap();
    assert_eq!(support::said(&merged_changed.report), ["chain.content-mismatch 6 /entries/6"]);
}

#[test]
fn what_is_missing_or_twice_is_no_log() {
    let text = export(&plain_chain(9));
    let export = text.as_bytes();
    let places = rows(export);
    let pieces = [&export[..places[3].start], &export[places[3].start..places[6].end], &export[places[6].end..]];
    let numbered = |of: &[usize]| of.iter().map(|&i| line(pieces[i], Some(1 + u64::try_from(i).unwrap()))).collect::<Vec<_>>();
    let bare = |of: &[usize]| of.iter().map(|&i| line(pieces[i], None)).collect::<Vec<_>>();
    assert_eq!(merged(&numbered(&[2, 0, 1])).unwrap().report.verdict, Verdict::Intact);
    assert_eq!(merged(&bare(&[2, 0, 1])).unwrap().report.verdict, Verdict::Intact);
    for (lines, why) in [
        (vec![], "there is no line"),
        (numbered(&[0, 2]), "after the piece numbered 1 comes 3: one is missing"),
        (numbered(&[0, 1, 1, 2]), "two pieces have the number 2"),
        (numbered(&[0, 1]), "does not end: its last piece is missing"),
        (numbered(&[1, 2]), "did not begin: its first piece is missing"),
        (bare(&[0, 1]), "does not end: its last piece is missing"),
        (bare(&[1, 2]), "did not begin: its first piece is missing"),
        (bare(&[0, 1, 1, 2]), "the same piece is there twice"),
        ([numbered(&[0, 1]), bare(&[2])].concat(), "some pieces are numbered and others are not"),
    ] {
        let error = merged(&lines).unwrap_err();
        assert!(error.code() == "piece.unmergeable" && error.to_string().contains(why), "{error}, not {why}");
    }
    // A piece that is missing in the middle, without numbers: entries are missing, and that is what is said.
    let gap = merged(&bare(&[0, 2])).unwrap().report;
    assert_ne!(gap.verdict, Verdict::Intact);
    let mut merge = Merge::new(VerifyOptions::default()).unwrap().expecting(3);
    for line in numbered(&[0, 1]) {
        merge.add(line.as_bytes()).unwrap();
    }
    assert_eq!(merge.finish().unwrap_err().to_string(), "there should be 3 pieces, and there are 2");
    // A member of the document in two of its pieces.
    let twice = [br#"{"total":2,"entries":["#.to_vec(), br#"],"total":0}"#.to_vec()];
    let lines: Vec<String> = twice.iter().map(|piece| line(piece, None)).collect();
    assert!(merged(&lines).unwrap_err().to_string().contains("stands twice"));
}

#[test]
fn forms_of_pieces() {
    let entries = plain_chain(3);
    let (one, two, three) = (&entries[0], &entries[1], &entries[2]);
    let count = |text: &str| {
        let all: Vec<_> = [1, 2, 3, 7, 64, usize::MAX].map(|chunk| run(text.as_bytes(), None, &VerifyOptions::default(), chunk)).into();
        let said = all.iter().map(|one| match one {
            Ok(line) => format!("{} {}{}", line.entries, if line.opens { "[" } else { "" }, if line.closes { "]" } else { "" }),
            Err(error) => error.code().to_owned(),
        });
        let said: Vec<String> = said.collect();
        assert!(said.iter().all(|other| *other == said[0]), "{text}: {said:?}");
        said[0].clone()
    };
    for (text, expected) in [
        (String::new(), "0 "),
        (" \n\t".to_owned(), "0 "),
        (one.clone(), "1 "),
        (format!("{one}\n{two}\r\n\n {three}\n"), "3 "),
        (format!("{one}\n,{two},\n{three},"), "3 "),
        (format!(",{one}"), "1 "),
        (format!("[{one},{two}]"), "2 []"),
        (" [ ] ".to_owned(), "0 []"),
        (format!("[{one},"), "1 ["),
        (format!("{two},{three}]"), "2 ]"),
        ("]".to_owned(), "0 ]"),
        (export(&entries), "3 []"),
        (pack(&entries), "3 []"),
        (format!("{{\"generatedAt\":\"2026-11-23T15:17:44.106Z\",\"total\":3,\"entries\":[{one},"), "1 ["),
        (format!("{two}],\"total\":3}}"), "1 ]"),
        ("],\"total\":3}".to_owned(), "0 ]"),
        // Not by lines, and no comma.
        (format!("{one} {two}"), "document.syntax"),
        (format!("{one}{two}"), "document.syntax"),
        (format!("[{one},{two}],"), "document.truncated"),
        (format!("{one},,{two}"), "document.syntax"),
        (format!("{one},]"), "document.syntax"),
        (format!("[{one}]\n[{two}]"), "document.syntax"),
        // Cut in the middle of an entry, or of the document beside its entries.
        (one[..one.len() / 2].to_owned(), "document.truncated"),
        (format!("{one}\n{{\"entr"), "document.truncated"),
        ("{\"generatedAt\":\"2026-11-23T15:17:44.106Z\",\"to".to_owned(), "document.truncated"),
        (format!("{{\"entries\":[{one}]"), "document.truncated"),
        (format!("{one}],\"total\":3"), "document.truncated"),
        ("\u{feff}{}".to_owned(), "document.bom"),
        ("{\"note\":[1],\"entries\":[]}".to_owned(), "0 []"),
        (format!("{{\"note\":{{}},{}", &one[1..]), "1 "),
        ("{\"note\":1}".to_owned(), "document.unacceptable"),
        ("{\"audit_entries\":[]}".to_owned(), "document.snake-case"),
        // Two readers would see two logs.
        (format!("{one}],\"entries\":[{two}]}}"), "document.duplicate-member"),
        (format!("{{\"entries\":[{one}],\"entries\":[]}}"), "document.duplicate-member"),
        (format!("{one}],\"auditEntries\":[{two}]}}"), "document.not-a-pack"),
    ] {
        assert_eq!(count(&text), expected, "{text}");
    }
    // What is no entry is a row as in any document.
    let odd = merged(&[line(b"{}\n42\n", None)]).unwrap().report;
    let malformed: Vec<String> = support::said(&odd).into_iter().filter(|said| said.contains("malformed")).collect();
    assert_eq!(malformed, ["document.malformed-entry 0 /entries/0/entryId", "document.malformed-entry 1 /entries/1"]);
}

#[test]
fn options_must_be_the_same() {
    let entries = plain_chain(2).join("\n");
    let developer = VerifyOptions { developer_id: Some("dev_1".to_owned()), ..VerifyOptions::default() };
    let line = run(entries.as_bytes(), None, &developer, usize::MAX).unwrap().to_json();
    assert_eq!(merge(core::slice::from_ref(&line), &developer).unwrap().report.verdict, Verdict::Intact);
    let error = merged(&[line]).unwrap_err();
    assert!(error.to_string().contains("by other options"), "{error}");
    // What concerns the log as a whole need not be known to its pieces.
    let line = run(entries.as_bytes(), None, &VerifyOptions::default(), usize::MAX).unwrap().to_json();
    let expected = Expected { since: Some(None), until: Some(None), agent_id: Some(None), status: Some(None), ..Expected::default() };
    assert_eq!(merge(&[line], &VerifyOptions { expected, ..VerifyOptions::default() }).unwrap().report.verdict, Verdict::Intact);
    for options in [
        VerifyOptions { fingerprint: true, ..VerifyOptions::default() },
        VerifyOptions { kind: Some(grantex_compliance::report::DocumentKind::EvidencePack), ..VerifyOptions::default() },
    ] {
        assert_eq!(LogPiece::new(options.clone()).unwrap_err().code(), "options.invalid");
        assert_eq!(Merge::new(options).unwrap_err().code(), "options.invalid");
    }
}

/// A line that was damaged is refused, or at least never a panic; one that says otherwise than its `run` is refused.
#[test]
fn damaged_lines() {
    let mut failing = chain(&(0..4).map(Entry::new).collect::<Vec<_>>());
    failing[1] = failing[1].replace("tool.run", "tool.ran");
    let good = line(failing.join("\n").as_bytes(), Some(3));
    assert_eq!(serde_json::from_str::<RunLine>(&good).unwrap(), RunLine::from_json(good.as_bytes()).unwrap());
    let value: Value = serde_json::from_str(&good).unwrap();
    let sealed = |value: &Value| {
        let mut line: RunLine = serde_json::from_value(value.clone()).unwrap();
        line.digest.clear();
        line.digest = grantex_compliance::digest::sha256(line.to_json().as_bytes()).to_hex();
        line.to_json()
    };
    let text = |value: Value| merged(&[value.to_string()]).map(|merged| merged.report.verdict);
    let run = value["run"].as_str().unwrap();
    assert_eq!(sealed(&value), good);
    assert_eq!(text(value.clone()).unwrap(), Verdict::Broken);
    for (member, wrong) in [
        ("schema", json!("grantex-compliance/run/2")),
        ("index", json!(-1)),
        ("bytes", json!(17)),
        ("entries", json!(3)),
        ("first", json!(null)),
        ("last", value["first"].clone()),
        ("terms", json!("")),
        ("run", json!("")),
        // One character too few for base64, or one too many.
        ("run", json!(run.strip_suffix('=').map_or_else(|| format!("{run}="), str::to_owned))),
        ("more", json!(1)),
    ] {
        let mut other = value.clone();
        other[member] = wrong.clone();
        assert!(text(other.clone()).is_err(), "{member}: {wrong}");
        // Also where whoever changed it wrote the digest anew.
        if matches!(member, "bytes" | "entries" | "first" | "last" | "terms" | "run") {
            assert!(merged(&[sealed(&other)]).is_err(), "{member}: {wrong}");
        }
    }
    for (member, wrong) in [("index", json!(4)), ("opens", json!(true)), ("total", json!("1")), ("members", json!([]))] {
        let mut other = value.clone();
        other[member] = wrong;
        assert!(text(other).unwrap_err().to_string().contains("digest"), "{member}");
    }
    for member in value.as_object().unwrap().keys() {
        let mut other = value.clone();
        other.as_object_mut().unwrap().remove(member);
        assert!(text(other).is_err(), "{member} may not be missing");
    }
    for damaged in [String::new(), "{}".to_owned(), "null".to_owned(), good[..good.len() - 5].to_owned(), format!("{good}{good}")] {
        assert!(merged(core::slice::from_ref(&damaged)).is_err(), "{damaged}");
    }
    let facts = STANDARD.decode(value["run"].as_str().unwrap()).unwrap();
    let mut numbers = Numbers::new(support::seed(4));
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut bytes = facts.clone();
        let at = numbers.below(bytes.len());
        match numbers.below(3) {
            0 => bytes[at] ^= 1 << numbers.below(8),
            1 => bytes[at] = if numbers.below(2) == 0 { 0xff } else { 0 },
            _ => bytes.truncate(at),
        }
        let mut other = value.clone();
        other["run"] = json!(STANDARD.encode(&bytes));
        // Twice, at different places of the log: what is added up must not overflow.
        let mut second = other.clone();
        second["index"] = json!(4);
        refused += usize::from(merged(&[sealed(&other), sealed(&second)]).is_err());
    }
    assert!(refused > 10_000, "{refused} refused");
}

/// The schema in the repository describes what `run` prints.
#[test]
fn the_schema_names_every_member() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("schemas/run.schema.json").unwrap()).unwrap();
    let line: Value = serde_json::from_str(&line(b"", None)).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&schema["properties"]), names(&line));
    assert_eq!(schema["properties"]["schema"]["const"], line["schema"]);
}
