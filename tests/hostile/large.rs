//! Input larger than what is kept: skipped and said, never verified, in memory that does not grow with it.

use grantex_compliance::limits::{MAX_ENTRY_BYTES, MAX_PART_BYTES};
use grantex_compliance::{Error, Report, Verifier, VerifyOptions};

use crate::support::{Entry, META, answer, chain, pack, said, verify_whole};

/// Verifies in the chunks of a network or a file.
fn streamed(bytes: &[u8]) -> Result<Report, Error> {
    let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
    for chunk in bytes.chunks(1 << 16) {
        verifier.push(chunk)?;
    }
    verifier.finish()
}

fn both(text: &str) -> Result<Report, Error> {
    let whole = verify_whole(text.as_bytes());
    assert_eq!(answer(&streamed(text.as_bytes())), answer(&whole));
    whole
}

fn amid(entry: Entry) -> String {
    pack(&chain(&[Entry::new(0), entry, Entry::new(2)]))
}

/// An entry of exactly this many bytes.
fn of_size(bytes: usize) -> Entry {
    let with = |text: usize| Entry::new(1).with("metadata", format!("{{\"a\":\"{}\"}}", "x".repeat(text)));
    let frame = with(0).write(Some(&Entry::new(0).write(None).1)).0.len();
    with(bytes - frame)
}

#[test]
fn an_entry_at_the_cap_and_above() {
    let report = both(&amid(of_size(MAX_ENTRY_BYTES - 1))).unwrap();
    assert_eq!((said(&report), report.chain_integrity.checked_entries), (vec![], 3));
    for above in [1, 2, 70_000] {
        let text = amid(of_size(MAX_ENTRY_BYTES + above));
        let report = both(&text).unwrap();
        assert_eq!(said(&report), ["document.limit-exceeded 1 /auditEntries/1"], "{above}");
        assert_eq!(serde_json::to_value(report.verdict).unwrap(), "inconclusive");
        assert_eq!((report.chain_integrity.checked_entries, report.chain_integrity.valid), (2, false));
        let finding = &report.findings[0];
        let start = text.find("{\"entryId\":\"alog_00000000000000000000000001").unwrap();
        assert_eq!(
            (finding.offset, finding.length),
            (Some(u64::try_from(start).unwrap()), Some(u64::try_from(MAX_ENTRY_BYTES + above).unwrap()))
        );
    }
}

#[test]
fn a_large_entry_is_still_held_to_the_grammar() {
    let text = amid(of_size(MAX_ENTRY_BYTES + 100_000));
    let end = text.find("xx\"}").unwrap();
    for (at, with, code) in [
        (end, "\u{1}x", "document.syntax"),
        (end, "\\x", "document.syntax"),
        (end + 3, "]", "document.syntax"),
        (end + 4, ";", "document.syntax"),
    ] {
        let mut broken = text.clone();
        broken.replace_range(at..at + with.len(), with);
        let error = both(&broken).unwrap_err();
        let offset = if with == "\\x" { at + 1 } else { at };
        assert_eq!((error.code(), error.position().unwrap().offset), (code, u64::try_from(offset).unwrap()), "{with:?}");
        assert_eq!(error.partial().unwrap().entries.total, 1);
    }
    let cut = &text[..end];
    let error = both(cut).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.truncated", u64::try_from(end).unwrap()));
    let mut bytes = text.into_bytes();
    bytes[end] = 0xff;
    let error = streamed(&bytes).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.invalid-utf8", u64::try_from(end).unwrap()));
}

#[test]
fn another_part_above_the_cap() {
    let long = "x".repeat(MAX_PART_BYTES);
    let places = [
        ("{\"auditEntries\":[],\"x\":", "", "\"", "\"}", "/x"),
        ("{\"auditEntries\":[],\"meta\":", "", "{\"a\":\"", "\"}}", "/meta"),
        ("{\"grants\":[{},", "", "{\"a\":\"", "\"}],\"auditEntries\":[]}", "/grants/1"),
    ];
    for (before, space, open, after, pointer) in places {
        let text = format!("{before}{space}{open}{long}{after}");
        let error = both(&text).unwrap_err();
        assert_eq!((error.code(), error.pointer()), ("document.too-large", Some(pointer)));
        assert_eq!(error.position().unwrap().offset, u64::try_from(before.len()).unwrap());
        // Just below it is read.
        let fits = &long[..MAX_PART_BYTES - 100];
        assert!(both(&format!("{before}{open}{fits}{after}")).is_ok(), "{pointer}");
    }
    let error = both(&format!("{{\"auditEntries\":[],\"{long}\":1}}")).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.too-large", 19));
}

#[test]
fn an_entry_of_too_many_members() {
    let many = |n: usize| (0..n).map(|i| format!("\"{i:x}\":0")).collect::<Vec<_>>().join(",");
    for (name, entry) in [
        ("in metadata", Entry::new(1).with("metadata", format!("{{{}}}", many(600_000)))),
        ("beside", Entry::new(1).and(&format!(",{}", many(600_000)))),
        ("objects", Entry::new(1).with("metadata", format!("{{\"a\":[{}]}}", vec!["{}"; 600_000].join(",")))),
    ] {
        let text = amid(entry);
        assert!(text.len() < MAX_ENTRY_BYTES, "{}", text.len());
        let report = both(&text).unwrap();
        assert_eq!(said(&report), ["document.limit-exceeded 1 /auditEntries/1"], "{name}");
        assert_eq!(report.chain_integrity.checked_entries, 2);
    }
    let error = both(&format!("{{\"auditEntries\":[],\"x\":{{{}}}}}", many(600_000))).unwrap_err();
    assert_eq!((error.code(), error.pointer()), ("document.too-large", Some("/x")));
}

/// Top-level names are remembered, to see one that stands twice: not without end.
#[test]
fn too_many_top_level_members() {
    let names = |n: usize| (0..n).map(|i| format!("\"{i:x}\":0,")).collect::<String>();
    let text = format!("{{{}\"auditEntries\":[]}}", names(100_000));
    assert!(both(&text).is_ok());
    let text = format!("{{{}\"auditEntries\":[]}}", names(200_000));
    let error = both(&text).unwrap_err();
    assert_eq!(error.code(), "document.too-large");
    assert!(error.to_string().contains("more members"), "{error}");
    let at = usize::try_from(error.position().unwrap().offset).unwrap();
    assert!(text[at..].starts_with('"') && text[..at].ends_with(','), "{at}");
}

/// However many findings there are, they are counted, and the first of them kept.
#[test]
fn members_that_stand_twice_by_the_thousand() {
    let again = (0..300_000).map(|i| format!(",\"{:04}\":1", i % 5_000)).collect::<String>();
    let report = both(&format!("{{\"auditEntries\":[]{again}}}")).unwrap();
    let counts = serde_json::to_value(&report.finding_counts).unwrap();
    assert_eq!(counts["document.duplicate-member"]["error"], 295_000);
    let found = said(&report);
    assert_eq!((found.len(), &*found[0], &*found[999]), (1_000, "document.duplicate-member /0000", "document.duplicate-member /0016"));
}

#[test]
fn deeper_than_is_skipped() {
    let entry = format!("{META}\"auditEntries\":[{{\"a\":{}", "[".repeat((1 << 20) + 10));
    let error = both(&entry).unwrap_err();
    // The entry's own brace is the first of the levels that are followed.
    let offset = entry.find("[{\"a\":").unwrap() + 6 + (1 << 20) - 1;
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.too-deep", u64::try_from(offset).unwrap()));
}

/// Sizes that double a cap of the reader again and again cost no more than the bytes.
#[test]
fn white_space_by_the_megabyte() {
    let space = " \n".repeat(2 << 20);
    let text = format!("{space}{META}{space}\"auditEntries\"{space}:{space}[{}]{space}}}{space}", Entry::new(0).write(None).0);
    let report = both(&text).unwrap();
    assert_eq!((said(&report), report.chain_integrity.checked_entries), (vec![], 1));
    let error = both(&format!("{text}x")).unwrap_err();
    let at = error.position().unwrap();
    assert_eq!((error.code(), at.line, at.column), ("document.trailing-data", 6 * (2 << 20) + 1, 1));
}

/// White space may stand around every token, in any amount; it is not kept. (Kept and read again with every chunk, this
/// would take hours.)
#[test]
fn white_space_is_not_kept() {
    let pieces = [META, "\"auditEntries\":", "[", &Entry::new(0).write(None).0, "]", ",\"x\":", "1", "}"];
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let skipped = ["{\"auditEntries\":[", &deep[..100], &deep[100..], "]}"];
    let space = vec![b' '; 4_096];
    for pieces in [&pieces[..], &skipped[..]] {
        let mut verifier = Verifier::new(VerifyOptions::default()).unwrap();
        for piece in pieces {
            for _ in 0..4_096 {
                verifier.push(&space).unwrap();
            }
            verifier.push(piece.as_bytes()).unwrap();
        }
        assert_eq!(verifier.finish().unwrap().entries.total, 1);
    }
}

/// Between a name and its colon, white space counts with the name.
#[test]
fn a_name_and_its_colon_above_the_cap() {
    for (name, space) in [(MAX_PART_BYTES - 1, 0), (100, MAX_PART_BYTES), (MAX_PART_BYTES / 2, MAX_PART_BYTES / 2)] {
        let text = format!("{{\"auditEntries\":[],\"{}\"{}:1}}", "x".repeat(name), " ".repeat(space));
        for chunk in [1 << 12, 1 << 16, 12_345_678] {
            let error = crate::support::verify(text.as_bytes(), &VerifyOptions::default(), chunk).unwrap_err();
            assert_eq!((error.code(), error.position().unwrap().offset), ("document.too-large", 19), "{name} {space} {chunk}");
        }
    }
    let fits = format!("{{\"auditEntries\":[],\"{}\":1}}", "x".repeat(MAX_PART_BYTES - 3));
    assert!(both(&fits).is_ok());
}

#[test]
fn a_number_of_megabytes() {
    let digits = "1".repeat(MAX_PART_BYTES);
    // In an entry it makes the entry too large; what is skipped must still end.
    let error = both(&format!("{{\"auditEntries\":[{{\"a\":{digits}}}]}}")).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.too-large", 22));
    let error = both(&format!("{{\"auditEntries\":[],\"x\":{digits}}}")).unwrap_err();
    assert_eq!((error.code(), error.pointer()), ("document.too-large", Some("/x")));
    let precise = amid(Entry::new(1).with("metadata", format!("{{\"a\":0.{}}}", &digits[..7_000_000])));
    assert!(said(&both(&precise).unwrap()).contains(&"document.number-precision 1 /auditEntries/1/metadata/a".to_owned()));
    let report = both(&amid(Entry::new(1).with("metadata", format!("{{\"a\":{}}}", &digits[..100_000])))).unwrap();
    assert_eq!(said(&report), ["document.malformed-entry 1 /auditEntries/1/metadata/a"]);
}

/// Long texts in findings are cut, by UTF-16 units.
#[test]
fn quoted_text_is_cut() {
    let long = "é😀".repeat(500_000);
    let id = Entry::new(1).with("entryId", format!("\"{long}\"")).with("action", "\"x\"").hashing("action", "\"y\"");
    let report = both(&amid(id)).unwrap();
    let quoted = report.findings[0].entry_id.as_deref().unwrap();
    // A pair is not split: 85 times three units and one more.
    assert_eq!(quoted.encode_utf16().count(), 256);
    assert!(long.starts_with(quoted));
    let name = both(&amid(Entry::new(1).and(&format!(",\"{long}\":1")))).unwrap();
    assert!(name.findings[0].pointer.as_deref().unwrap().encode_utf16().count() <= 256);
    let prev = Entry::new(1).write(Some(&long)).0;
    let report = both(&pack(&[Entry::new(0).write(None).0, prev])).unwrap();
    assert_eq!(said(&report), ["chain.link-mismatch 1 deleted /auditEntries/1/prevHash"]);
    assert!(report.findings[0].actual.as_deref().unwrap().encode_utf16().count() <= 256);
}
