//! The recorded vectors of whole entries and of canonical documents, checked natively and in browsers by the same code.

use grantex_compliance::{VerifyOptions, explain_entry, verify};
use serde::Deserialize;

#[derive(Deserialize)]
struct Entries {
    cases: Vec<EntryCase>,
}

#[derive(Deserialize)]
struct EntryCase {
    name: String,
    wire: String,
    preimage: String,
    hash: String,
    matches: String,
}

/// Each entry's text for hashing, its digest, and the format it is found to be of. Returns how many there are.
pub(crate) fn check_entries() -> usize {
    let vectors: Entries = serde_json::from_slice(include_bytes!("../fixtures/vectors/entries.json")).unwrap();
    for case in &vectors.cases {
        let explained = explain_entry(case.wire.as_bytes()).unwrap();
        assert_eq!(explained.format.as_deref(), Some(&*case.matches), "{}", case.name);
        assert!(explained.verified && !explained.reserialized && explained.erasure_markers.is_empty(), "{}", case.name);
        let format = case.name.rsplit_once("format ").unwrap().1;
        let found = explained.formats.iter().find(|found| found.format == format).unwrap();
        assert_eq!((&found.preimage, &found.digest), (&case.preimage, &case.hash), "{}", case.name);
        // Every format that the entry is said to match does, and no other.
        for found in &explained.formats {
            assert_eq!(found.matches, case.matches.split('/').any(|name| name == found.format), "{}: {}", case.name, found.format);
        }
        // The same of the entry in a document.
        let export = format!("{{\"entries\":[{}]}}", case.wire);
        let report = verify(export.as_bytes(), VerifyOptions::default()).unwrap();
        assert_eq!(report.chain_integrity.checked_entries, 1, "{}", case.name);
        let counts = serde_json::to_value(&report.entries.by_format).unwrap();
        assert_eq!(counts.get(&case.matches).and_then(serde_json::Value::as_u64), Some(1), "{}", case.name);
    }
    vectors.cases.len()
}

#[derive(Deserialize)]
struct Documents {
    documents: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    document: String,
    canonical: String,
}

/// Each document as metadata in the text that format C hashes. Returns how many there are.
pub(crate) fn check_documents() -> usize {
    let vectors: Documents = serde_json::from_slice(include_bytes!("../fixtures/vectors/canonical.json")).unwrap();
    for Document { document, canonical } in &vectors.documents {
        let entry = format!(
            "{{\"entryId\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\
             \"action\":\"x\",\"metadata\":{{\"v\":{document}}},\"hash\":\"{:064}\",\"prevHash\":null,\
             \"timestamp\":\"2026-09-01T00:00:00.000Z\",\"status\":\"success\"}}",
            0
        );
        let explained = explain_entry(entry.as_bytes()).unwrap();
        let found = explained.formats.iter().find(|found| found.format == "C").unwrap();
        let metadata = format!(",\"metadata\":{{\"v\":{canonical}}},\"timestamp\":");
        assert!(found.preimage.contains(&metadata), "{document}\n{}", found.preimage);
    }
    vectors.documents.len()
}
