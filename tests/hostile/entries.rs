//! One entry among three: members of the wrong type, missing, odd in every way that JSON and JavaScript allow.

use grantex_compliance::digest::sha256;

use crate::case::Case;
use crate::documents::nest;
use crate::support::{Entry, Era, META, chain, pack};

/// A pack of three entries with this one in the middle.
pub(crate) fn amid(entry: Entry) -> String {
    pack(&chain(&[Entry::new(0), entry, Entry::new(2)]))
}

pub(crate) fn case(name: impl Into<String>, entry: Entry, verdict: &'static str, said: &[&str]) -> Case {
    Case::report(name, amid(entry), verdict, said)
}

/// The entry is malformed, and nothing else is wrong.
pub(crate) fn malformed(name: impl Into<String>, entry: Entry, pointer: &str) -> Case {
    case(name, entry, "broken", &[&format!("document.malformed-entry 1 /auditEntries/1{pointer}")])
}

pub(crate) fn cases() -> Vec<Case> {
    [types(), missing(), hashes(), timestamps(), numbers(), texts(), metadata_text(), depth(), rows()].concat()
}

fn types() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["entryId", "agentId", "agentDid", "grantId", "principalId", "developerId", "action", "timestamp", "status"] {
        for value in ["null", "1", "true", "[]", "{}", "[\"x\"]", "1e400"] {
            let entry = Entry::new(1).with(name, value);
            cases.push(malformed(format!("`{name}` is `{value}`"), entry, &format!("/{name}")));
        }
    }
    for value in ["1", "true", "false", "[]", "[{}]", "-0"] {
        cases.push(malformed(format!("`metadata` is `{value}`"), Entry::new(1).with("metadata", value), "/metadata"));
        cases.push(malformed(format!("`hash` is `{value}`"), Entry::new(1).with("hash", value), "/hash"));
        cases.push(malformed(format!("`prevHash` is `{value}`"), Entry::new(1).with("prevHash", value), "/prevHash"));
    }
    for value in ["null", "{}"] {
        cases.push(malformed(format!("`hash` is `{value}`"), Entry::new(1).with("hash", value), "/hash"));
    }
    cases.push(malformed("`prevHash` is `{}`", Entry::new(1).with("prevHash", "{}"), "/prevHash"));
    // The first fault in the server's order is named, wherever it stands.
    cases.push(malformed("two wrong types", Entry::new(1).with("timestamp", "1").with("agentDid", "1"), "/agentDid"));
    cases.push(malformed(
        "every type wrong",
        ["entryId", "agentId", "action", "metadata", "hash", "prevHash", "timestamp", "status"]
            .iter()
            .fold(Entry::new(1), |entry, name| entry.with(name, "7")),
        "/entryId",
    ));
    cases.push(malformed("a line feed inside a value that must be text", Entry::new(1).with("status", "[\n1,\n2]"), "/status"));
    // Lines are counted all the same.
    let broken = amid(Entry::new(1).with("hash", "[\n\n]").with("status", "{\n\"a\":\n1}"));
    cases.push(Case::error("an error after such lines", format!("{broken}x"), "document.trailing-data", broken.len()));
    // Unknown statuses are fine.
    cases.push(case("a status of its own", Entry::new(1).with("status", "\"\""), "intact", &[]));
    cases
}

fn missing() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["entryId", "agentId", "agentDid", "grantId", "principalId", "action", "hash", "prevHash", "timestamp"] {
        cases.push(malformed(format!("no `{name}`"), Entry::new(1).without(name), &format!("/{name}")));
    }
    let assumed = |name: &str| format!("document.member-missing 1 /auditEntries/1/{name}");
    cases.extend([
        case("no `status`", Entry::new(1).without("status"), "intact", &[&assumed("status")]),
        case(
            "no `status`, and it was another",
            Entry::new(1).with("status", "\"failure\"").without("status"),
            "broken",
            &["chain.content-mismatch 1 /auditEntries/1", &assumed("status")],
        ),
        case("no `metadata`", Entry::new(1).with("metadata", "{}").without("metadata"), "intact", &[&assumed("metadata")]),
        case("`metadata` is null", Entry::new(1).with("metadata", "null").hashing("metadata", "{}"), "intact", &[&assumed("metadata")]),
        case(
            "no `metadata`, and it was another",
            Entry::new(1).without("metadata"),
            "broken",
            &["chain.content-mismatch 1 /auditEntries/1", &assumed("metadata")],
        ),
        case(
            "no `developerId`",
            Entry::new(1).without("developerId"),
            "inconclusive",
            &["document.developer-id-missing 1 /auditEntries/1/developerId"],
        ),
        case(
            "an added member",
            Entry::new(1).and(",\"approvedBy\":\"x\""),
            "intact",
            &["document.unprotected-member 1 /auditEntries/1/approvedBy"],
        ),
        case(
            "an added member beyond a double",
            Entry::new(1).and(",\"x\":[1e400]"),
            "intact",
            &["document.unprotected-member 1 /auditEntries/1/x"],
        ),
        case(
            "names in another case",
            Entry::new(1).and(",\"Status\":\"failure\",\"STATUS\":1"),
            "intact",
            &["document.unprotected-member 1 /auditEntries/1/STATUS", "document.unprotected-member 1 /auditEntries/1/Status"],
        ),
        case(
            "an added `__proto__`",
            Entry::new(1).and(",\"__proto__\":{\"hash\":\"x\"}"),
            "intact",
            &["document.unprotected-member 1 /auditEntries/1/__proto__"],
        ),
    ]);
    cases
}

fn hashes() -> Vec<Case> {
    let mut cases = Vec::new();
    let before = Entry::new(0).write(None).1;
    let own = Entry::new(1).write(Some(&before)).1;
    let odd = |f: &dyn Fn(&str) -> String| Entry::new(1).with("hash", f(&own));
    cases.extend([
        malformed("a hash in upper case", odd(&|hash| format!("\"{}\"", hash.to_uppercase())), "/hash"),
        malformed("a hash of 63 digits", odd(&|hash| format!("\"{}\"", &hash[1..])), "/hash"),
        malformed("a hash of 65 digits", odd(&|hash| format!("\"{hash}0\"")), "/hash"),
        malformed("a hash with white space", odd(&|hash| format!("\" {}\"", &hash[1..])), "/hash"),
        malformed("a hash with a prefix", odd(&|hash| format!("\"sha256:{hash}\"")), "/hash"),
        malformed("a hash with a digit that is none", odd(&|hash| format!("\"g{}\"", &hash[1..])), "/hash"),
        malformed("a hash with a full-width digit", odd(&|hash| format!("\"\u{ff11}{}\"", &hash[3..])), "/hash"),
        malformed("an empty hash", Entry::new(1).with("hash", "\"\""), "/hash"),
    ]);
    let escaped = |text: &str| text.bytes().map(|byte| format!("\\u{byte:04X}")).collect::<String>();
    cases.extend([
        case("a hash all in escapes", odd(&|hash| format!("\"{}\"", escaped(hash))), "intact", &[]),
        case("a hash partly in escapes", odd(&|hash| format!("\"{}{}\"", escaped(&hash[..1]), &hash[1..])), "intact", &[]),
        case("a `prevHash` in escapes", Entry::new(1).with("prevHash", format!("\"{}\"", escaped(&before))), "intact", &[]),
        // Whatever names the row before without being its hash: the entry's own content says that it was edited.
        case(
            "a `prevHash` in upper case",
            Entry::new(1).with("prevHash", format!("\"{}\"", before.to_uppercase())),
            "broken",
            &["chain.content-mismatch 1 /auditEntries/1"],
        ),
        case("an empty `prevHash`", Entry::new(1).with("prevHash", "\"\""), "broken", &["chain.content-mismatch 1 /auditEntries/1"]),
        case("a null `prevHash`", Entry::new(1).with("prevHash", "null"), "broken", &["chain.content-mismatch 1 /auditEntries/1"]),
        case(
            "another hash",
            Entry::new(1).with("hash", format!("\"{}\"", sha256(b""))),
            "broken",
            &["chain.content-mismatch 1 /auditEntries/1"],
        ),
        case(
            "a hash of zeros",
            Entry::new(1).with("hash", format!("\"{:064}\"", 0)),
            "broken",
            &["chain.content-mismatch 1 /auditEntries/1"],
        ),
    ]);
    // Hashed with a text for its previous hash that is no hash: the content holds, the link does not.
    let (text, hash) = Entry::new(1).write(Some("genesis"));
    let rows = [Entry::new(0).write(None).0, text, Entry::new(2).write(Some(&hash)).0];
    cases.push(Case::report(
        "a `prevHash` that is a word",
        pack(&rows),
        "broken",
        &["chain.link-mismatch 1 deleted /auditEntries/1/prevHash"],
    ));
    // Hashed with the row before's hash in upper case: another text.
    let (text, hash) = Entry::new(1).write(Some(&before.to_uppercase()));
    let rows = [Entry::new(0).write(None).0, text, Entry::new(2).write(Some(&hash)).0];
    cases.push(Case::report(
        "a `prevHash` hashed in upper case",
        pack(&rows),
        "broken",
        &["chain.link-mismatch 1 deleted /auditEntries/1/prevHash"],
    ));
    cases
}

fn timestamps() -> Vec<Case> {
    let mut cases = Vec::new();
    let hashed = "\"2026-09-01T00:00:01.000Z\"";
    // Other spellings of the instant that was hashed (rule 8), which tools make of it.
    for text in [
        "2026-09-01T00:00:01Z",
        "2026-09-01T00:00:01.0Z",
        "2026-09-01T00:00:01.00Z",
        "2026-09-01T00:00:01.000000Z",
        "2026-09-01T00:00:01.000000000Z",
        "2026-09-01T00:00:01.0000000000000Z",
        "2026-09-01T00:00:01+00:00",
        "2026-09-01T00:00:01.000+00:00",
        "2026-09-01T00:00:01-00:00",
        "2026-09-01T02:00:01+02:00",
        "2026-08-31T19:00:01-05:00",
        "2026-09-01T05:45:01+05:45",
        "2026-08-31T00:01:01.000-23:59",
        "2026-09-01t00:00:01z",
        "2026-09-01 00:00:01.000+00:00",
        "2026-09-01 02:00:01+02:00",
    ] {
        let entry = Entry::new(1).with("timestamp", format!("\"{text}\"")).hashing("timestamp", hashed);
        cases.push(case(format!("the instant as `{text}`"), entry, "intact", &["document.reserialized 1 /auditEntries/1/timestamp"]));
    }
    // Without seconds, or a date alone, which is its midnight.
    for (text, hashed) in [("2026-09-01T00:01Z", "2026-09-01T00:01:00.000Z"), ("2026-09-02", "2026-09-02T00:00:00.000Z")] {
        let entry = Entry::new(1).with("timestamp", format!("\"{text}\"")).hashing("timestamp", format!("\"{hashed}\""));
        let later = Entry::new(2).with("timestamp", "\"2026-09-03T00:00:00.000Z\"");
        let text_of = pack(&chain(&[Entry::new(0), entry, later]));
        let said = ["document.reserialized 1 /auditEntries/1/timestamp"];
        cases.push(Case::report(format!("the instant as `{text}`"), text_of, "intact", &said));
    }
    let spelled = Entry::new(1).with("timestamp", "\"2026\\u002d09-01T00:00:01.000\\u005A\"").hashing("timestamp", hashed);
    cases.push(case("the instant in escapes", spelled, "intact", &[]));
    // The very text that was hashed, whatever instant of the second it is.
    for text in ["2026-09-01T00:00:01.0001Z", "2026-09-01T00:00:01.999999999Z", "2026-09-01T00:00:01.5+00:00", "2026-09-01T01:00:01+01:00"]
    {
        let entry = Entry::new(1).with("timestamp", format!("\"{text}\""));
        cases.push(case(format!("hashed as `{text}`"), entry, "intact", &[]));
    }
    // Another instant than the one that was hashed.
    for text in ["2026-09-01T00:00:01.001Z", "2026-09-01T00:00:01.0000001Z", "2026-09-01T00:00:01.000+00:01", "2026-09-01T00:00:01+02:00"] {
        let entry = Entry::new(1).with("timestamp", format!("\"{text}\"")).hashing("timestamp", hashed);
        let mut said = vec!["chain.content-mismatch 1 /auditEntries/1"];
        // Half past the hour before, it stands in the wrong place too.
        if text.contains("+0") {
            said.push("chain.out-of-order 1 /auditEntries/1");
        }
        cases.push(case(format!("another instant, `{text}`"), entry, "broken", &said));
    }
    // No instant at all.
    for text in [
        "",
        " ",
        "now",
        "2026",
        "2026-09",
        "1788220801",
        "1788220801000",
        "2026-09-01T00:00:60.000Z",
        "2026-09-01T24:00:00.000Z",
        "2026-02-29T00:00:00.000Z",
        "2026-02-30T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-00-01T00:00:00.000Z",
        "2026-09-00T00:00:00.000Z",
        "2026-09-31T00:00:00.000Z",
        "2026-09-01T00:60:00.000Z",
        "2026-09-01T00:00:01.000",
        "2026-09-01T00:00:01",
        "2026-09-01T00:00:01.Z",
        "2026-09-01T00:00:01.000Z ",
        " 2026-09-01T00:00:01.000Z",
        "2026-09-01T00:00:01,000Z",
        "2026-09-01T00:00:01.000+0000",
        "2026-09-01T00:00:01.000+00",
        "2026-09-01T00:00:01.000+24:00",
        "2026-09-01T00:00:01.000+00:60",
        "2026-9-1T00:00:01.000Z",
        "26-09-01T00:00:01.000Z",
        "+002026-09-01T00:00:01.000Z",
        "-2026-09-01T00:00:01.000Z",
        "2026-W36-2T00:00:01.000Z",
        "2026-244T00:00:01.000Z",
        "20260901T000001.000Z",
        "2026-09-01T00:00:01.000ZZ",
        "2026-09-01T00:00:01.000Z+00:00",
        "2026-09-01T00:00:01.0000000001Z",
        "2026-09-01_00:00:01.000Z",
        "0000-01-01T00:00:00.000+00:01",
        "9999-12-31T23:59:59.999-00:01",
        "2026-09-01T00:00:01.000\u{2212}01:00",
        "2026-09-01T00:00:0\u{661}.000Z",
        "Tue, 01 Sep 2026 00:00:01 GMT",
        "2026-09-01T00:00:01.000 Z",
        "2026-09-01T00:00:01.000Z\u{0}".trim_end_matches('\u{0}'),
    ] {
        if text == "2026-09-01T00:00:01.000Z" {
            continue;
        }
        let entry = Entry::new(1).with("timestamp", format!("\"{text}\""));
        cases.push(malformed(format!("the timestamp `{text}`"), entry, "/timestamp"));
    }
    cases.push(malformed("a NUL in the timestamp", Entry::new(1).with("timestamp", "\"2026-09-01T00:00:01.000Z\\u0000\""), "/timestamp"));
    cases.push(malformed(
        "a lone surrogate in the timestamp",
        Entry::new(1).with("timestamp", "\"2026-09-01T00:00:01.000\\ud800\""),
        "/timestamp",
    ));
    cases
}

fn numbers() -> Vec<Case> {
    let mut cases = Vec::new();
    let number = |literal: &str, hashed: &str| {
        Entry::new(1).with("metadata", format!("{{\"a\":[0,{literal}]}}")).hashing("metadata", format!("{{\"a\":[0,{hashed}]}}"))
    };
    for literal in
        ["1e400", "-1e400", "1e309", "1.7976931348623159e308", "-1.7976931348623159e308", "1e99999999999999999999", "123456789e301"]
    {
        cases.push(malformed(format!("`{literal}` in metadata"), number(literal, "null"), "/metadata/a/1"));
    }
    let long = format!("1{}", "0".repeat(309));
    cases.push(malformed("310 digits in metadata", number(&long, "null"), "/metadata/a/1"));
    // Another reader sees another number.
    for (literal, hashed) in [
        ("1e-400", "0"),
        ("-1e-400", "0"),
        ("1e-99999999999999999999", "0"),
        ("4e-324", "5e-324"),
        ("9007199254740993", "9007199254740992"),
        ("-9007199254740993", "-9007199254740992"),
        ("123456789012345684321", "123456789012345680000"),
        ("0.1000000000000000055511151231257827021181583404541015625001", "0.1"),
        ("0.10000000000000001", "0.1"),
        ("1.0000000000000000000001", "1"),
        ("1.7976931348623158e308", "1.7976931348623157e+308"),
        ("2.2250738585072011e-308", "2.225073858507201e-308"),
        ("3.141592653589793238462643383279", "3.141592653589793"),
    ] {
        let said = ["document.number-precision 1 /auditEntries/1/metadata/a/1"];
        cases.push(case(format!("`{literal}` in metadata"), number(literal, hashed), "broken", &said));
    }
    // Equal in value, however it is spelled.
    for (literal, hashed) in [
        ("-0", "0"),
        ("-0.0", "0"),
        ("-0e400", "0"),
        ("0e400", "0"),
        ("0.000e-999999999999", "0"),
        ("1.0", "1"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("1000e-3", "1"),
        ("0.1", "0.1"),
        ("0.10", "0.1"),
        ("1e21", "1e+21"),
        ("1000000000000000000000", "1e+21"),
        ("999999999999999900000", "999999999999999900000"),
        ("1e-7", "1e-7"),
        ("0.0000001", "1e-7"),
        ("0.000001", "0.000001"),
        ("1e-6", "0.000001"),
        ("9007199254740992", "9007199254740992"),
        ("5e-324", "5e-324"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("17976931348623157e292", "1.7976931348623157e+308"),
        ("0.1e1", "1"),
        ("100e-2", "1"),
    ] {
        cases.push(case(format!("`{literal}` in metadata"), number(literal, hashed), "intact", &[]));
    }
    // Only numbers are numbers; only the first of several is named.
    cases.push(case("a number in a string", Entry::new(1).with("metadata", "{\"a\":\"1e400\"}"), "intact", &[]));
    let several =
        Entry::new(1).with("metadata", "{\"b\":1e-400,\"a\":9007199254740993}").hashing("metadata", "{\"a\":9007199254740992,\"b\":0}");
    cases.push(case("two numbers", several, "broken", &["document.number-precision 1 /auditEntries/1/metadata/b"]));
    let both = Entry::new(1).with("metadata", "{\"b\":1e-400,\"a\":1e400}");
    cases.push(malformed("one too small and one too large", both, "/metadata/a"));
    let edited = number("9007199254740993", "9007199254740994");
    cases.push(case(
        "an edited number",
        edited,
        "broken",
        &["chain.content-mismatch 1 /auditEntries/1", "document.number-precision 1 /auditEntries/1/metadata/a/1"],
    ));
    cases
}

fn texts() -> Vec<Case> {
    let mut cases = Vec::new();
    let long = "x".repeat(100_000);
    let same = |name: &str, member: &str, literal: &str| case(name, Entry::new(1).with(member, literal), "intact", &[]);
    let spelled = |name: &str, member: &str, literal: &str, hashed: &str| {
        case(name, Entry::new(1).with(member, literal).hashing(member, hashed), "intact", &[])
    };
    for member in ["agentId", "agentDid", "grantId", "principalId", "action", "status"] {
        cases.push(same(&format!("a lone surrogate in `{member}`"), member, "\"a\\ud800b\""));
        cases.push(spelled(&format!("a lone surrogate in upper case in `{member}`"), member, "\"\\uDFFF\"", "\"\\udfff\""));
        cases.push(spelled(&format!("escapes in `{member}`"), member, "\"\\u0061\\/\\u00e9\\uD83D\\uDE00\\u0008\"", "\"a/é😀\\b\""));
        cases.push(same(&format!("an empty `{member}`"), member, "\"\""));
        cases.push(same(&format!("a very long `{member}`"), member, &format!("\"{long}\"")));
    }
    cases.extend([
        same("a lone surrogate in metadata", "metadata", "{\"a\":\"\\ud800\"}"),
        same("two lone surrogates, the wrong way round", "metadata", "{\"a\":\"\\udc00\\ud800\"}"),
        same("a lone surrogate as a name", "metadata", "{\"\\ud800\":1}"),
        spelled("lone surrogates in upper case", "metadata", "{\"\\uD800\":\"\\uDBFFx\"}", "{\"\\ud800\":\"\\udbffx\"}"),
        spelled("a pair in escapes", "metadata", "{\"a\":\"\\uD83D\\uDE00\"}", "{\"a\":\"😀\"}"),
        // By UTF-16 units a character beyond the plane stands before U+FF00, and a lone surrogate among them.
        spelled(
            "names sorted by UTF-16 units",
            "metadata",
            "{\"＀\":1,\"😀\":2,\"\\ud83d\":3,\"\\udfff\":4}",
            "{\"\\ud83d\":3,\"😀\":2,\"\\udfff\":4,\"＀\":1}",
        ),
        same("a very long name", "metadata", &format!("{{\"{long}\":1}}")),
        same("a very long text", "metadata", &format!("{{\"a\":\"{long}\"}}")),
        same("characters that JavaScript does not escape", "metadata", "{\"\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\u{ffff}\":1}"),
        same("names of objects' own", "metadata", "{\"__proto__\":1,\"constructor\":2,\"toString\":3}"),
        malformed("a very long timestamp", Entry::new(1).with("timestamp", format!("\"{long}\"")), "/timestamp"),
        malformed("a very long hash", Entry::new(1).with("hash", format!("\"{long}\"")), "/hash"),
    ]);
    // Ids: of any text, and still told apart.
    for (name, id) in [("a lone surrogate", "\"\\ud800\""), ("a very long text", &*format!("\"{long}\"")), ("an empty text", "\"\"")] {
        let three = |ids: [&str; 3]| {
            let entries: Vec<Entry> = ids.iter().enumerate().map(|(i, id)| Entry::new(i).with("entryId", *id)).collect();
            pack(&chain(&entries))
        };
        cases.push(Case::report(format!("an id is {name}"), three(["\"a\"", id, "\"b\""]), "intact", &[]));
        cases.push(Case::report(
            format!("two ids are {name}"),
            three(["\"a\"", id, id]),
            "broken",
            &["chain.duplicate-entry 2 /auditEntries/2/entryId"],
        ));
    }
    let ids = ["\"A\\u0062\"", "\"x\"", "\"\\u0041b\""];
    let entries: Vec<Entry> =
        (0..3).map(|i| Entry::new(i).with("entryId", ids[i]).hashing("entryId", ["\"Ab\"", "\"x\"", "\"Ab\""][i])).collect();
    cases.push(Case::report(
        "one id in two spellings",
        pack(&chain(&entries)),
        "broken",
        &["chain.duplicate-entry 2 /auditEntries/2/entryId"],
    ));
    // The server's own form, once with an escape: it is the same id.
    let (id, escaped) = ("\"alog_01M84DVJ8S04RC1KE0MTC80G71\"", "\"\\u0061log_01M84DVJ8S04RC1KE0MTC80G71\"");
    let entries = [Entry::new(0).with("entryId", id), Entry::new(1).with("entryId", escaped).hashing("entryId", id)];
    cases.push(Case::report(
        "one id of the server's in two spellings",
        pack(&chain(&entries)),
        "broken",
        &["chain.duplicate-entry 1 /auditEntries/1/entryId"],
    ));
    // Formats A and B hash the order in which a JavaScript engine has the members.
    for era in [Era::A, Era::B] {
        let entry = |i| Entry::new(i).era(era);
        let middle = entry(1)
            .with("metadata", "{\"b\":1,\"10\":2,\"a\":3,\"9\":4,\"01\":5}")
            .hashing("metadata", "{\"9\":4,\"10\":2,\"b\":1,\"a\":3,\"01\":5}");
        let text = pack(&chain(&[entry(0), middle, entry(2)]));
        let said: &[&str] = if era == Era::A { &["chain.status-unprotected 0 /auditEntries/0/status"] } else { &[] };
        cases.push(Case::report(format!("indexes among the names, {era:?}"), text, "intact", said));
    }
    cases
}

/// Metadata that came as a JSON string.
fn metadata_text() -> Vec<Case> {
    let quote = |text: &str| serde_json::to_string(text).unwrap();
    let mut cases = Vec::new();
    for text in ["", " ", "x", "[]", "1", "null", "\"{}\"", "{}x", "{} {}", "{", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{'a':1}", "\u{feff}{}"]
    {
        cases.push(malformed(format!("metadata is the text `{text}`"), Entry::new(1).with("metadata", quote(text)), "/metadata"));
    }
    cases.push(malformed(
        "metadata is a text with a lone surrogate",
        Entry::new(1).with("metadata", "\"{\\\"a\\\":\\\"\\ud800\\\"}\""),
        "/metadata",
    ));
    let text = " {\"b\" : 1.0,\"a\":[ ]}\n";
    for (era, hashed) in [(Era::A, text), (Era::B, text), (Era::C, "{\"a\":[],\"b\":1}")] {
        let entry = |i| Entry::new(i).era(era);
        let middle = entry(1).with("metadata", quote(text)).hashing("metadata", hashed);
        let said: &[&str] = if era == Era::A { &["chain.status-unprotected 0 /auditEntries/0/status"] } else { &[] };
        cases.push(Case::report(format!("metadata as a text, {era:?}"), pack(&chain(&[entry(0), middle, entry(2)])), "intact", said));
    }
    // What is wrong inside is named as in metadata that is an object.
    let text = |text: &str| Entry::new(1).with("metadata", quote(text));
    cases.push(malformed("1e400 in metadata as a text", text("{\"a\":[1e400]}"), "/metadata/a/0"));
    let precision = text("{\"a\":[1e-400]}").hashing("metadata", "{\"a\":[0]}");
    cases.push(case("1e-400 in metadata as a text", precision, "broken", &["document.number-precision 1 /auditEntries/1/metadata/a/0"]));
    let twice = ["document.duplicate-member 1 /auditEntries/1/metadata/b/a"];
    cases.push(case("a name twice in metadata as a text", text("{\"b\":{\"a\":1,\"\\u0061\":1}}"), "broken", &twice));
    let of_depth = |levels| text(&format!("{{\"a\":{}}}", nest(levels, false)));
    cases.push(case(
        "arrays to level 128 in metadata as a text",
        of_depth(124).hashing("metadata", format!("{{\"a\":{}}}", nest(124, false))),
        "intact",
        &[],
    ));
    cases.push(case(
        "arrays to level 129 in metadata as a text",
        of_depth(125),
        "inconclusive",
        &["document.limit-exceeded 1 /auditEntries/1"],
    ));
    let hashed_as_a_text = Entry::new(1).with("metadata", quote("{\"a\":1}"));
    cases.push(case(
        "metadata as a text, hashed with its marks",
        hashed_as_a_text,
        "broken",
        &["chain.content-mismatch 1 /auditEntries/1"],
    ));
    cases
}

fn depth() -> Vec<Case> {
    let mut cases = Vec::new();
    let too_deep = ["document.limit-exceeded 1 /auditEntries/1"];
    for objects in [false, true] {
        let kind = if objects { "objects" } else { "arrays" };
        let metadata = |levels| {
            let text = format!("{{\"a\":{}}}", nest(levels, objects));
            Entry::new(1).with("metadata", text)
        };
        // The root, the list, the entry, the metadata: what is in it starts on level 5.
        cases.push(case(format!("{kind} to level 128 in metadata"), metadata(124), "intact", &[]));
        cases.push(case(format!("{kind} to level 129 in metadata"), metadata(125), "inconclusive", &too_deep));
        let unknown = |levels| Entry::new(1).and(&format!(",\"x\":{}", nest(levels, objects)));
        cases.push(case(
            format!("{kind} to level 128 in an entry's unknown member"),
            unknown(125),
            "intact",
            &["document.unprotected-member 1 /auditEntries/1/x"],
        ));
        cases.push(case(format!("{kind} to level 129 in an entry's unknown member"), unknown(126), "inconclusive", &too_deep));
    }
    let deep = |inner: &str| Entry::new(1).with("metadata", format!("{{\"a\":{}{inner}{}}}", "[".repeat(5_000), "]".repeat(5_000)));
    cases.push(case("5,000 levels", deep("1"), "inconclusive", &too_deep));
    cases.push(case("5,000 levels around a duplicate", deep("{\"a\":1,\"a\":2}"), "inconclusive", &too_deep));
    cases.push(case("5,000 levels around 1e400", deep("1e400"), "inconclusive", &too_deep));
    // What is skipped is held to the grammar all the same.
    for (name, inner, code) in [
        ("a comma", "@,", "document.syntax"),
        ("a bracket of the other kind", "1@}", "document.syntax"),
        ("invalid UTF-8", "\"@\u{ff}\"", "document.syntax"),
        ("a control character", "\"@\u{1}\"", "document.syntax"),
        ("NaN", "@NaN", "document.syntax"),
        ("an escape that is none", "\"\\@q\"", "document.syntax"),
        ("no colon", "{\"a\"@}", "document.syntax"),
    ] {
        if name != "invalid UTF-8" {
            cases.push(Case::marked(format!("5,000 levels around {name}"), amid(deep(inner)), code));
        }
    }
    // A skipped first row and a skipped last one.
    for place in [0, 2] {
        let mut entries: Vec<Entry> = (0..3).map(Entry::new).collect();
        entries[place] = entries[place].clone().with("metadata", format!("{{\"a\":{}}}", nest(125, false)));
        let text = pack(&chain(&entries));
        cases.push(Case::report(
            format!("row {place} too deep"),
            text,
            "inconclusive",
            &[&format!("document.limit-exceeded {place} /auditEntries/{place}")],
        ));
    }
    cases
}

/// Rows that are no objects.
fn rows() -> Vec<Case> {
    let mut cases = Vec::new();
    let rows = chain(&(0..3).map(Entry::new).collect::<Vec<_>>());
    for row in ["null", "1", "-1.5e3", "\"\"", "true", "[]", "[{}]", "\"alog_x\""] {
        let text = pack(&[rows[0].clone(), row.to_owned(), rows[2].clone()]);
        cases.push(Case::report(format!("the row `{row}`"), text, "broken", &["document.malformed-entry 1 /auditEntries/1"]));
    }
    let text = pack(&[rows[0].clone(), "{}".to_owned(), rows[2].clone()]);
    cases.push(Case::report(
        "the row `{}`",
        text,
        "broken",
        &["document.developer-id-missing 1 /auditEntries/1/developerId", "document.malformed-entry 1 /auditEntries/1/entryId"],
    ));
    let nested = format!("{META}\"auditEntries\":[[{}]]}}", rows[0]);
    cases.push(Case::report("entries in a list of their own", nested, "broken", &["document.malformed-entry 0 /auditEntries/0"]));
    let text = pack(&[rows[0].clone(), nest(126, false), rows[2].clone()]);
    cases.push(Case::report("a row of arrays to level 128", text, "broken", &["document.malformed-entry 1 /auditEntries/1"]));
    let text = pack(&[rows[0].clone(), nest(127, false), rows[2].clone()]);
    cases.push(Case::report("a row of arrays to level 129", text, "inconclusive", &["document.limit-exceeded 1 /auditEntries/1"]));
    // Members in any order, with any white space.
    let loose = "{ \"status\" : \"success\" ,\n\"timestamp\":\"2026-09-01T00:00:00.000Z\",\"prevHash\":null,\"hash\":\"$\",\t\"metadata\":{\"n\":1},\
                 \"action\":\"tool.run\",\"developerId\":\"dev_1\",\"principalId\":\"user_1\",\"grantId\":\"grnt_1\",\"agentDid\":\"did:grantex:ag_1\",\
                 \"agentId\":\"ag_1\",\"entry\\u0049d\":\"alog_00000000000000000000000000\"\r\n}";
    let text = pack(&[loose.replace('$', &Entry::new(0).write(None).1)]);
    cases.push(Case::report("members in another order", text, "intact", &[]));
    cases
}
