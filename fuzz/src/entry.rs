//! One entry, explained. Promised: the texts are those that a slow reader makes of it, and `verified` says the same as the
//! verifier says of a document with this entry alone.

use grantex_compliance::{VerifyOptions, explain_entry};

use crate::plain::chain::{content_holds, preimage, sha256};
use crate::plain::json::parse;
use crate::plain::text::Order;
use crate::split::verify;

pub fn run(data: &[u8]) {
    let Ok(explanation) = explain_entry(data) else { return };
    let entry = parse(data).expect("what was explained is JSON");
    for (explained, (format, order)) in explanation.formats.iter().zip([("A", Order::Engine), ("B", Order::Engine), ("C", Order::Sorted)]) {
        assert_eq!(explained.format, format);
        let text = preimage(&entry, entry.get("timestamp"), &[], format, order).expect("what was hashed can be");
        assert_eq!(explained.preimage, text);
        assert_eq!(explained.digest, sha256(&text));
        assert_eq!(explained.matches, explanation.claimed_hash.as_ref() == Some(&explained.digest));
    }
    if explanation.problem.is_none() {
        assert_eq!(explanation.verified, content_holds(&entry), "{explanation:?}");
    }
    let document = [b"{\"meta\":{\"schemaVersion\":\"1.0\"},\"auditEntries\":[", data, b"]}"].concat();
    if let Ok(report) = verify([&document[..]], &VerifyOptions::default()) {
        assert_eq!(report.chain_integrity.checked_entries, u64::from(explanation.verified), "{report:?}");
    }
}
