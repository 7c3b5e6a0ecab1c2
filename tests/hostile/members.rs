//! Members that stand twice: two readers would see two documents (rule 4).

use crate::case::Case;
use crate::support::{Entry, META, chain};

pub(crate) fn cases() -> Vec<Case> {
    [outside(), inside()].concat()
}

fn outside() -> Vec<Case> {
    let entry = chain(&[Entry::new(0)])[0].clone();
    let good = format!("\"auditEntries\":[{entry}]");
    // What is put before the entries, and the pointers of the findings.
    let table: &[(&str, &str, &[&str])] = &[
        ("a top-level name", "\"x\":1,\"x\":1,", &["/x"]),
        ("a top-level name with other values", "\"x\":1,\"x\":{\"y\":[]},", &["/x"]),
        ("a top-level name three times", "\"x\":1,\"x\":2,\"x\":3,", &["/x", "/x"]),
        ("a top-level name spelled out", "\"xa\":1,\"x\\u0061\":1,", &["/xa"]),
        ("a top-level name spelled out twice", "\"\\u0078\":1,\"\\u0078\":1,", &["/x"]),
        ("an empty name", "\"\":1,\"\":2,", &["/"]),
        ("a name with a slash and a tilde", "\"a/b~\":1,\"a\\/b~\":2,", &["/a~1b~0"]),
        ("a character beyond the plane in two spellings", "\"😀\":1,\"\\ud83d\\uDE00\":2,", &["/😀"]),
        ("a lone surrogate", "\"\\ud800\":1,\"\\uD800\":2,", &["/\\ud800"]),
        ("a name with NUL", "\"a\\u0000\":1,\"a\\u0000\":2,", &["/a\u{0}"]),
        ("inside an unknown member", "\"x\":{\"a\":1,\"a\":2},", &["/x/a"]),
        ("inside an array of an unknown member", "\"x\":[0,{\"b\":{\"a\":1,\"\\u0061\":2}}],", &["/x/1/b/a"]),
        ("`meta`", "\"meta\":{\"schemaVersion\":\"2.0\"},", &["/meta"]),
        ("`total`", "\"total\":1,\"total\":2,", &["/total"]),
        ("`__proto__`", "\"__proto__\":1,\"__proto__\":2,", &["/__proto__"]),
    ];
    let mut cases: Vec<Case> = table
        .iter()
        .map(|(name, text, pointers)| {
            let said: Vec<String> = pointers.iter().map(|pointer| format!("document.duplicate-member {pointer}")).collect();
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            Case::report(format!("{name} twice"), format!("{META}{text}{good}}}"), "broken", &said)
        })
        .collect();
    let report = |name: &str, text: String, said: &[&str]| Case::report(name, text, "broken", said);
    cases.extend([
        report(
            "a name in a grant twice",
            format!("{META}{good},\"grants\":[{{}},{{\"a\":1,\"a\":2}}]}}"),
            &["document.duplicate-member /grants/1/a"],
        ),
        report(
            "a name in a policy twice",
            format!("{META}\"policies\":[{{\"a\":{{\"b\":1,\"b\":1}}}}],{good}}}"),
            &["document.duplicate-member /policies/0/a/b"],
        ),
        report("`auditEntries` twice", format!("{META}{good},\"auditEntries\":[]}}"), &["document.duplicate-member /auditEntries"]),
        report(
            "`auditEntries` twice, other entries",
            format!("{META}{good},\"auditEntries\":[{{\"entryId\":1}},null]}}"),
            &["document.duplicate-member /auditEntries"],
        ),
        report(
            "`auditEntries` twice, spelled out",
            format!("{META}{good},\"audit\\u0045ntries\":[{entry}]}}"),
            &["document.duplicate-member /auditEntries"],
        ),
        report(
            "`auditEntries` three times",
            format!("{META}{good},\"auditEntries\":[],\"auditEntries\":[]}}"),
            &["document.duplicate-member /auditEntries", "document.duplicate-member /auditEntries"],
        ),
        report(
            "`entries` twice",
            format!("{{\"generatedAt\":\"2026-11-23T15:17:44.106Z\",\"entries\":[{entry}],\"entries\":[{entry}]}}"),
            &["document.duplicate-member /entries"],
        ),
        report(
            "`grants` twice",
            format!("{META}{good},\"grants\":[],\"grants\":[{{\"grantId\":\"x\"}}]}}"),
            &["document.duplicate-member /grants"],
        ),
        // The first list is checked, though the second would be intact.
        report(
            "`auditEntries` twice, the first edited",
            format!("{META}\"auditEntries\":[{}],{good}}}", entry.replace("tool.run", "tool.sun")),
            &["document.duplicate-member /auditEntries", "chain.content-mismatch 0 /auditEntries/0"],
        ),
    ]);
    cases
}

fn inside() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |name: &str, middle: Entry, pointer: &str| {
        let text = crate::support::pack(&chain(&[Entry::new(0), middle, Entry::new(2)]));
        cases.push(Case::report(name, text, "broken", &[&format!("document.duplicate-member 1 /auditEntries/1{pointer}")]));
    };
    // Whatever the member, and whether the two agree or not; the entry is not verified, its neighbours' links are.
    for (name, value) in [
        ("entryId", "\"alog_x\""),
        ("agentId", "\"ag_1\""),
        ("agentDid", "1"),
        ("grantId", "null"),
        ("principalId", "\"user_2\""),
        ("developerId", "\"dev_2\""),
        ("action", "\"tool.run\""),
        ("metadata", "{\"n\":2}"),
        ("hash", "\"00\""),
        ("prevHash", "null"),
        ("timestamp", "\"2020-01-01T00:00:00.000Z\""),
        ("status", "\"success\""),
    ] {
        case(&format!("`{name}` twice in an entry"), Entry::new(1).and(&format!(",\"{name}\":{value}")), &format!("/{name}"));
        let spelled = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
        case(
            &format!("`{name}` twice in an entry, spelled out"),
            Entry::new(1).and(&format!(",\"{spelled}\":{value}")),
            &format!("/{name}"),
        );
    }
    case("an unknown name twice in an entry", Entry::new(1).and(",\"x\":1,\"x\":1"), "/x");
    case("an unknown name twice in an entry, spelled out", Entry::new(1).and(",\"x\":1,\"\\u0078\":1"), "/x");
    case("inside an entry's unknown member", Entry::new(1).and(",\"x\":[{\"a\":1,\"b\":2,\"a\":1}]"), "/x/0/a");
    case("in metadata", Entry::new(1).with("metadata", "{\"a\":1,\"a\":2}"), "/metadata/a");
    case(
        "in metadata, the same value",
        Entry::new(1).with("metadata", "{\"a\":1,\"a\":1}").hashing("metadata", "{\"a\":1}"),
        "/metadata/a",
    );
    case("in metadata, spelled out", Entry::new(1).with("metadata", "{\"\\u0061\":1,\"a\":2}"), "/metadata/a");
    case("in metadata, far apart", Entry::new(1).with("metadata", "{\"a\":1,\"c\":2,\"b\":3,\"a\":4}"), "/metadata/a");
    case("deep in metadata", Entry::new(1).with("metadata", "{\"x\":[1,{\"y\":{\"a\":1,\"a\":2}}]}"), "/metadata/x/1/y/a");
    case("in metadata, a lone surrogate", Entry::new(1).with("metadata", "{\"\\udc00\":1,\"\\uDC00\":2}"), "/metadata/\\udc00");
    case("in metadata, a name with a slash", Entry::new(1).with("metadata", "{\"a/b\":1,\"a\\/b\":2}"), "/metadata/a~1b");
    case("in metadata, an index", Entry::new(1).with("metadata", "{\"1\":1,\"\\u0031\":2}"), "/metadata/1");
    case("in metadata, an empty name", Entry::new(1).with("metadata", "{\"\":1,\"\":2}"), "/metadata/");
    // One finding, of the second standing that comes first.
    case("in metadata and beside it", Entry::new(1).with("metadata", "{\"a\":1,\"a\":2}").and(",\"status\":\"success\""), "/metadata/a");
    case("two in metadata", Entry::new(1).with("metadata", "{\"b\":1,\"a\":{\"c\":1,\"c\":1},\"b\":2}"), "/metadata/a/c");
    case("two beside each other", Entry::new(1).and(",\"hash\":1,\"action\":2"), "/hash");
    case("three times", Entry::new(1).and(",\"hash\":1,\"hash\":2"), "/hash");
    // Names that differ are no duplicates.
    let entry = "{\"A\":1,\"a\":2,\"\u{e9}\":3,\"e\u{301}\":4,\"\\u0000\":5,\"\":6,\"\\ud800\":7,\"\\ud801\":8}";
    let hashed = "{\"\":6,\"\\u0000\":5,\"A\":1,\"a\":2,\"e\u{301}\":4,\"\u{e9}\":3,\"\\ud800\":7,\"\\ud801\":8}";
    let entry = Entry::new(0).with("metadata", entry);
    let text = crate::support::pack(&chain(&[entry.hashing("metadata", hashed)]));
    cases.push(Case::report("names that differ", text, "intact", &[]));
    cases
}
