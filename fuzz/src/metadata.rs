//! JSON of every spelling, as an unknown member of the document and as the metadata of entries that hash it.
//!
//! Promised: a document is read exactly if it is JSON, as two other readers see it; and what another writer makes of the
//! metadata, under each format, is what is hashed here.

use grantex_compliance::{Error, Report, VerifyOptions};

use crate::plain::chain::{literal, sha256};
use crate::plain::json::{Value, parse};
use crate::plain::text::{Order, write};
use crate::split::verify;

/// Levels below which no reader sees a limit.
const SHALLOW: usize = 110;

pub fn run(data: &[u8]) {
    as_unknown_member(data);
    let Ok(value @ Value::Object(_)) = parse(data) else { return };
    if value.depth() > SHALLOW {
        return;
    }
    if value.has_duplicates() {
        let report = log(data, &value).expect("it is JSON");
        let twice: u64 =
            report.finding_counts.iter().filter(|(code, _)| code.as_str() == "document.duplicate-member").map(|(_, n)| n.error).sum();
        assert_eq!((twice, report.chain_integrity.checked_entries), (3, 0), "a name stands twice");
        return;
    }
    let report = log(data, &value).expect("it is JSON");
    let count = |code: &str| report.finding_counts.iter().find(|(other, _)| other.as_str() == code).map_or(0, |(_, n)| n.error);
    let established = if value.has_infinity() { 0 } else { 3 };
    assert_eq!(report.chain_integrity.checked_entries, established, "{:?}", report.findings);
    assert_eq!(count("document.malformed-entry"), 3 - established);
    assert_eq!(count("chain.content-mismatch") + count("chain.link-mismatch"), 0, "{:?}", report.findings);
    let formats = report.entries.by_format;
    let same = write(&value, Order::Engine) == write(&value, Order::Sorted);
    let expected = if established == 0 {
        (0, 0, 0, 0)
    } else if same {
        (1, 0, 2, 0)
    } else {
        (1, 1, 0, 1)
    };
    assert_eq!((formats.a, formats.b, formats.b_or_c, formats.c), expected);
}

fn as_unknown_member(data: &[u8]) {
    let document = [b"{\"meta\":{\"schemaVersion\":\"1.0\"},\"auditEntries\":[],\"x\":", data, b"}"].concat();
    let plain = parse(&document);
    let read = verify([&document[..]], &VerifyOptions::default());
    match (&plain, &read) {
        (Ok(value), Err(error)) => {
            let limited = ["document.too-deep", "document.too-large"].contains(&error.code()) && value.depth() > SHALLOW;
            // A member of the document that `x` brings along may have the wrong type.
            assert!(limited || error.code() == "document.wrong-type", "JSON, and {error}");
        }
        (Err(false), Ok(_)) => panic!("no JSON, and read"),
        (Err(true), Ok(_)) => panic!("too deep, and read"),
        _ => {}
    }
    if let Ok(value) = &plain {
        assert!(
            value.depth() > SHALLOW
                || value.has_infinity()
                || has_lone(value)
                || serde_json::from_slice::<serde_json::Value>(&document).is_ok()
        );
    } else {
        assert!(serde_json::from_slice::<serde_json::Value>(&document).is_err());
    }
}

/// Whether there is a lone surrogate, which serde does not take.
fn has_lone(value: &Value) -> bool {
    match value {
        Value::String(units) => String::from_utf16(units).is_err(),
        Value::Array(items) => items.iter().any(has_lone),
        Value::Object(members) => members.iter().any(|(name, value)| String::from_utf16(name).is_err() || has_lone(value)),
        _ => false,
    }
}

/// Three entries with this metadata, one of each format.
fn log(metadata: &[u8], value: &Value) -> Result<Report, Error> {
    let mut document = b"{\"meta\":{\"schemaVersion\":\"1.0\"},\"auditEntries\":[".to_vec();
    let mut prev = "null".to_owned();
    for (place, (format, order)) in [("A", Order::Engine), ("B", Order::Engine), ("C", Order::Sorted)].into_iter().enumerate() {
        let timestamp = format!("2026-0{}-01T00:00:00.000Z", place + 1);
        let start = format!(
            ":\"e{place}\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\"action\":\"x\",\"metadata\":"
        );
        let end = match format {
            "A" => format!(",\"timestamp\":\"{timestamp}\",\"previousHash\":{prev}}}"),
            _ => format!(",\"timestamp\":\"{timestamp}\",\"prevHash\":{prev},\"status\":\"success\"}}"),
        };
        let hash = literal(&sha256(&format!("{{\"id\"{start}{}{end}", write(value, order))));
        if place > 0 {
            document.push(b',');
        }
        document.extend_from_slice(format!("{{\"entryId\"{start}").as_bytes());
        document.extend_from_slice(metadata);
        document.extend_from_slice(
            format!(",\"hash\":{hash},\"prevHash\":{prev},\"timestamp\":\"{timestamp}\",\"status\":\"success\"}}").as_bytes(),
        );
        prev = hash;
    }
    document.extend_from_slice(b"]}");
    verify([&document[..]], &VerifyOptions::default())
}
