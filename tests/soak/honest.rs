//! Honest documents: what the server makes of a log in every shape that it can have. The generator knows what it made, and the
//! report must say that and nothing worse.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantex_compliance::{Report, Verdict, VerifyOptions};
use serde_json::{Value, json};

use crate::support::verify;
use crate::{each_case, wanted};

/// The findings of one code: index and related rows.
fn at(report: &Report, code: &str) -> Vec<Value> {
    let found = report.findings.iter().filter(|finding| finding.code.as_str() == code);
    found.map(|finding| json!([finding.index, finding.related])).collect()
}

fn rows(list: &Value, row: impl Fn(&Value) -> Value) -> Vec<Value> {
    list.as_array().unwrap().iter().map(row).collect()
}

/// Whether the entries of an export are one path: but for the first, each names another, and no two name the same.
fn joined(bytes: &[u8]) -> bool {
    let export: Value = serde_json::from_slice(bytes).unwrap();
    let entries = export["entries"].as_array().unwrap();
    let hashes: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["hash"].as_str()).collect();
    let named: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["prevHash"].as_str()).collect();
    named.intersection(&hashes).count() + 1 == entries.len()
}

fn judge(case: &Value, told: bool) -> Verdict {
    let (name, shape, facts) = (case["name"].as_str().unwrap(), &case["shape"], &case["facts"]);
    let options = match told {
        true => VerifyOptions { expected: serde_json::from_value(case["expected"].clone()).unwrap(), ..VerifyOptions::default() },
        false => VerifyOptions::default(),
    };
    let bytes = STANDARD.decode(case["base64"].as_str().unwrap()).unwrap();
    let report = verify(&bytes, &options, usize::MAX).unwrap();
    let errors: Vec<_> = report.finding_counts.iter().filter(|(_, count)| count.error > 0).collect();
    assert!(errors.is_empty() && report.verdict != Verdict::Broken, "{name}: {errors:?}");
    // Every entry's content is established, and the document is read as it was made.
    assert_eq!(json!([report.chain_integrity.checked_entries, report.entries.total]), json!([facts["rows"], facts["rows"]]), "{name}");
    assert_eq!(serde_json::to_value(&report.entries.by_status).unwrap(), facts["byStatus"], "{name}");
    let erased: Vec<Value> = at(&report, "chain.erasure-marker").into_iter().map(|mut found| found[0].take()).collect();
    assert_eq!(erased, rows(&facts["erased"], |erased| erased["index"].clone()), "{name}");
    if !facts["agentId"].is_null() || !facts["status"].is_null() {
        // A selection has gaps. One that happens to have none is as good as the whole.
        assert!(report.verdict == Verdict::Inconclusive || joined(&bytes), "{name}: intact, and there are gaps");
        return report.verdict;
    }

    let forks = rows(&facts["forks"], |fork| {
        let related: Vec<&Value> = [&fork["parent"], &fork["other"]].into_iter().filter(|row| !row.is_null()).collect();
        json!([fork["index"], related])
    });
    assert_eq!(at(&report, "chain.same-millisecond-fork"), forks, "{name}");
    let orders = rows(&facts["orders"], |order| json!([order["index"], order["related"]]));
    assert_eq!(at(&report, "chain.same-millisecond-order"), orders, "{name}");
    let untold_start = shape["kind"] == "export" && !told && shape["before"] != 0;
    let open = facts["rows"] == 0 || !forks.is_empty() || !shape["race"]["deficit"].is_null() || untold_start;
    assert_eq!(report.verdict, if open { Verdict::Inconclusive } else { Verdict::Intact }, "{name}: {:?}", report.findings);
    if !shape["race"]["surplus"].is_null() {
        assert_eq!(serde_json::to_value(&report.finding_counts).unwrap()["pack.count-mismatch"], json!({ "info": 1 }), "{name}");
    }
    report.verdict
}

#[test]
fn no_honest_document_is_called_broken() {
    let count = wanted("HONEST", 1_000);
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut shapes: BTreeMap<&str, usize> = BTreeMap::new();
    let total = each_case("tests/generator/honest.mjs", count, |case| {
        // As somebody who knows what was asked, and as somebody who does not.
        for told in [true, false] {
            *verdicts.entry(format!("{:?}", judge(case, told))).or_default() += 1;
        }
        let (shape, facts) = (&case["shape"], &case["facts"]);
        let some = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
        for (shape, is) in [
            ("a window", shape["before"] != 0 || shape["after"] != 0),
            ("a filter", !facts["agentId"].is_null() || !facts["status"].is_null()),
            ("several formats", shape["eras"].as_array().unwrap().len() > 1),
            ("erasures", some(&facts["erased"])),
            ("a race between the queries", !shape["race"].is_null()),
            ("busy milliseconds", shape["busy"] != 0),
            ("forks of the server's own", some(&facts["forks"])),
            ("another order in the newest millisecond", some(&facts["orders"])),
            ("no entries", facts["rows"] == 0),
            ("an export", shape["kind"] == "export"),
            ("other spellings", shape["spelling"] == "loose" || shape["timestamps"] == "rfc3339"),
        ] {
            *shapes.entry(shape).or_default() += usize::from(is);
        }
    });
    println!("{total} honest documents, each told and untold: {verdicts:?}\nof them {shapes:?}");
    assert_eq!(total, count);
    assert!(count < 1_000 || shapes.values().all(|&documents| documents >= 10), "a shape is hardly there: {shapes:?}");
}
