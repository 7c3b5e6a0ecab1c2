//! The document around the entries: its beginning and end, its kind, its members' types, its depth.

use crate::case::Case;
use crate::support::{META, plain_chain};

/// A pack without entries and `meta`, and what is said of it.
fn empty(name: String, text: impl Into<Vec<u8>>) -> Case {
    Case::report(name, text, "inconclusive", &["document.unsupported-schema /meta/schemaVersion"])
}

pub(crate) fn cases() -> Vec<Case> {
    [beginnings(), endings(), kinds(), types(), depth(), answers()].concat()
}

fn beginnings() -> Vec<Case> {
    let marked = |text: &[u8], code| Case::marked(format!("begins `{}`", text.escape_ascii()), text, code);
    let mut cases: Vec<Case> = [&b""[..], b" ", b"\n", b" \t\r\n \n", b"{", b"{\n", b"{\"", b"{\"auditEntries\":", b"-"]
        .iter()
        .map(|text| {
            let (code, offset) = if *text == b"-" { ("document.not-an-object", 0) } else { ("document.truncated", text.len()) };
            Case::error(format!("only `{}`", text.escape_ascii()), *text, code, offset)
        })
        .collect();
    cases.extend([
        marked(b"@\xef\xbb\xbf{\"auditEntries\":[]}", "document.bom"),
        marked(b"@\xef\xbb\xbf", "document.bom"),
        marked(b"@\xef\xbb\xbf\xef\xbb\xbf{}", "document.bom"),
        marked(b" @\xef\xbb\xbf{\"auditEntries\":[]}", "document.syntax"),
        marked(b"{@\xef\xbb\xbf\"auditEntries\":[]}", "document.syntax"),
        marked(b"@\xff\xfe{\x00}\x00", "document.syntax"),
        marked(b"@\xfe\xff\x00{\x00}", "document.syntax"),
        marked(b"@\xef\xbb{}", "document.syntax"),
        marked(b"@\xef\xbb\xbe{}", "document.syntax"),
        marked(b"@\x00{}", "document.syntax"),
        marked(b"@\x1f{}", "document.syntax"),
        marked(b"{@\x00}", "document.syntax"),
        marked(b"@\xc2\xa0{}", "document.syntax"),
        marked(b"@\x0c{}", "document.syntax"),
        marked(b"@}", "document.syntax"),
        marked(b"@]", "document.syntax"),
        marked(b"@,", "document.syntax"),
        marked(b"@:{}", "document.syntax"),
        marked(b"@<!DOCTYPE html><html>", "document.syntax"),
        marked(b"@)]}',\n{}", "document.syntax"),
        marked(b"@/* */{}", "document.syntax"),
        marked(b"@undefined", "document.syntax"),
        marked(b"@NaN", "document.syntax"),
        marked(b"@[]", "document.not-an-object"),
        marked(b"@[{\"auditEntries\":[]}]", "document.not-an-object"),
        marked(b" \n @\"auditEntries\"", "document.not-an-object"),
        marked(b"@1", "document.not-an-object"),
        marked(b"@-1", "document.not-an-object"),
        marked(b"@null", "document.not-an-object"),
        marked(b"@true", "document.not-an-object"),
        marked(b"\n@false", "document.not-an-object"),
    ]);
    cases
}

fn endings() -> Vec<Case> {
    let mut cases = Vec::new();
    for rest in [
        &b"x"[..],
        b"{}",
        b"[]",
        b"}",
        b"]",
        b",",
        b"\x00",
        b"\x1a",
        b"\"\"",
        b"1",
        b"null",
        b"\xef\xbb\xbf",
        b"\xff",
        b"//",
        b"{\"auditEntries\":[]}",
    ] {
        for space in [&b""[..], b" ", b"\r\n\t "] {
            let text = [b"{\"auditEntries\":[]}", space, b"@", rest].concat();
            let name = format!("then `{}{}`", space.escape_ascii(), rest.escape_ascii());
            cases.push(Case::marked(name, text, "document.trailing-data"));
        }
    }
    cases.extend([
        // What follows is worse than what is missing.
        Case::marked("no pack, and trailing data", "{\"x\":1} @x", "document.trailing-data"),
        Case::marked("closed as a list", "{\"auditEntries\":[]@]", "document.syntax"),
        Case::marked("a comma at the end", "{\"auditEntries\":[],@}", "document.syntax"),
        Case::marked("no comma", "{\"auditEntries\":[] @\"x\":1}", "document.syntax"),
        Case::marked("two commas", "{\"auditEntries\":[],@,\"x\":1}", "document.syntax"),
        Case::marked("no colon", "{\"auditEntries\"@ []}".replace("@ ", " @"), "document.syntax"),
        Case::marked("a name without marks", "{@auditEntries:[]}", "document.syntax"),
        Case::marked("a comma first", "{@,\"auditEntries\":[]}", "document.syntax"),
        Case::marked("a comma first in the list", "{\"auditEntries\":[@,]}", "document.syntax"),
        Case::marked("a comma last in the list", "{\"auditEntries\":[{},@]}", "document.syntax"),
        Case::marked("two commas in the list", "{\"auditEntries\":[1,@,2]}", "document.syntax"),
        Case::marked("no comma in the list", "{\"auditEntries\":[1 @2]}", "document.syntax"),
        Case::marked("a list closed as an object", "{\"auditEntries\":[1@}}", "document.syntax"),
        Case::marked("a colon in the list", "{\"auditEntries\":[\"a\"@:1]}", "document.syntax"),
        Case::marked("a comma last in the grants", "{\"grants\":[{},@],\"auditEntries\":[]}", "document.syntax"),
    ]);
    for space in ["", " ", "\n", " \t\r\n"] {
        let text = ["", "{", "\"auditEntries\"", ":", "[", "]", "}", ""].join(space);
        cases.push(empty(format!("white space `{}` everywhere", space.escape_default()), text));
    }
    cases
}

fn kinds() -> Vec<Case> {
    let mut cases = vec![
        Case::error("an empty object", "{}", "document.not-a-pack", 0),
        Case::error("an empty object further on", " \n {}", "document.not-a-pack", 3),
        Case::error("unknown members", "\n{\"x\":1,\"y\":[]}", "document.not-a-pack", 1),
        Case::error("no entries", "{\"meta\":{},\"grants\":[],\"policies\":[]}", "document.not-a-pack", 0),
        Case::error("entries one level too deep", "{\"data\":{\"auditEntries\":[]}}", "document.not-a-pack", 0),
        Case::error("another spelling", "{\"AuditEntries\":[],\"audit-entries\":[]}", "document.not-a-pack", 0),
        Case::marked("both lists", "{\"auditEntries\":[],@\"entries\":[]}", "document.not-a-pack"),
        Case::marked("both lists the other way", "{\"entries\":[],\n@\"auditEntries\":[]}", "document.not-a-pack"),
        Case::marked("both lists, one spelled out", "{\"entries\":[],@\"\\u0061uditEntries\":[]}", "document.not-a-pack"),
        Case::marked("both lists, one no list", "{\"auditEntries\":[],\"entries\":@{}}", "document.wrong-type").pointing_to("/entries"),
        Case::marked(
            "both lists after an entry",
            format!("{{\"auditEntries\":[{}],@\"entries\":[]}}", plain_chain(1)[0]),
            "document.not-a-pack",
        ),
        Case::marked("snake case", "{@\"audit_entries\":[]}", "document.snake-case"),
        Case::marked("snake case further on", "{\"meta\":{},\n@\"chain_integrity\":{}}", "document.snake-case"),
        Case::marked("snake case after entries", "{\"auditEntries\":[],@\"chain_integrity\":{}}", "document.snake-case"),
        Case::marked("snake case before entries", "{@\"audit_entries\":[],\"auditEntries\":[]}", "document.snake-case"),
        Case::marked("snake case spelled out", "{@\"audit\\u005fentries\":[]}", "document.snake-case"),
        Case::marked("snake case twice", "{@\"audit_entries\":[],\"audit_entries\":[]}", "document.snake-case"),
        Case::marked("snake case of a wrong type", "{@\"audit_entries\":null}", "document.snake-case"),
        Case::marked("snake case without a colon", "{\"audit_entries\"@,1}", "document.syntax"),
        empty("a pack that spells its list out".to_owned(), "{\"\\u0061udit\\u0045ntries\":[]}"),
        Case::report("an export", "{\"entries\":[]}", "inconclusive", &[]),
    ];
    // Snake case inside is a member like any other.
    let text = "{\"meta\":{\"schemaVersion\":\"1.0\",\"audit_entries\":[]},\"auditEntries\":[]}";
    cases.push(Case::report("snake case inside `meta`", text, "inconclusive", &[]));
    cases
}

fn types() -> Vec<Case> {
    let mut cases = Vec::new();
    let wrong = |name: &str, value: &str| {
        let text = format!("{{\"{name}\": @{value},\"x\":1}}");
        Case::marked(format!("`{name}` is `{value}`"), text, "document.wrong-type").pointing_to(&format!("/{name}"))
    };
    for name in ["meta", "summary", "chainIntegrity"] {
        cases.extend(["null", "[]", "\"x\"", "1", "-1", "true", "false", "[{}]"].map(|value| wrong(name, value)));
    }
    for name in ["grants", "auditEntries", "policies", "entries"] {
        cases.extend(["null", "{}", "\"x\"", "1", "true", "{\"0\":{}}", "{\"total\":0}"].map(|value| wrong(name, value)));
    }
    for value in ["null", "[]", "{}", "\"x\"", "1", "1.5", "true", "-1"] {
        let export = |name: &str| {
            let text = format!("{{\"{name}\":{value},\"entries\":[]}}");
            let differs = name == "total" && ["1", "1.5", "-1"].contains(&value);
            let (verdict, said): (_, &[&str]) = if differs { ("broken", &["pack.count-mismatch /total"]) } else { ("inconclusive", &[]) };
            Case::report(format!("`{name}` of an export is `{value}`"), text, verdict, said)
        };
        cases.push(export("generatedAt"));
        // Only a number that differs says anything.
        cases.push(export("total"));
    }
    cases.push(Case::marked("a value that is none", "{\"meta\":@!}", "document.syntax"));
    cases.push(Case::marked("a list that is none", "{\"auditEntries\":@!}", "document.syntax"));
    for element in ["null", "[]", "\"x\"", "1", "{}"] {
        let text = format!("{{\"grants\":[{element}],\"policies\":[{element}],\"auditEntries\":[]}}");
        cases.push(empty(format!("grants and policies are `{element}`"), text));
    }
    cases
}

/// Brackets around a value, one level each.
pub(crate) fn nest(levels: usize, objects: bool) -> String {
    if objects {
        format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels))
    } else {
        format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
    }
}

fn depth() -> Vec<Case> {
    let mut cases = Vec::new();
    for objects in [false, true] {
        let kind = if objects { "objects" } else { "arrays" };
        let width = if objects { 5 } else { 1 };
        // The root is level 1: what a place holds starts on `level`, and level 128 is the last.
        for (place, before, after, level, pointer) in [
            ("an unknown member", "{\"auditEntries\":[],\"x\":", "}", 2, "/x"),
            ("`meta`", "{\"auditEntries\":[],\"meta\":{\"x\":", "}}", 3, "/meta"),
            ("a grant", "{\"grants\":[{\"x\":", "}],\"auditEntries\":[]}", 4, "/grants/0"),
            ("the place of a policy", "{\"auditEntries\":[],\"policies\":[{},", "]}", 3, "/policies/1"),
            ("`total`", "{\"auditEntries\":[],\"total\":", "}", 2, "/total"),
        ] {
            let most = 128 - level + 1;
            let deepest = format!("{before}{}{after}", nest(most, objects));
            // `meta` without a version is another matter.
            if place != "`meta`" {
                cases.push(empty(format!("{kind} to level 128 in {place}"), deepest));
            }
            let too_deep = format!("{before}{}{after}", nest(most + 1, objects));
            let offset = before.len() + most * width;
            let name = format!("{kind} to level 129 in {place}");
            cases.push(Case::error(name, too_deep, "document.too-deep", offset).pointing_to(pointer));
            let open = format!("{before}{}", "[{\"a\":".repeat(50_000));
            if !objects {
                let offset = before.len() + most / 2 * 6 + most % 2;
                cases.push(Case::error(format!("100,000 brackets open in {place}"), open, "document.too-deep", offset));
            }
        }
    }
    cases
}

/// Answers of the same server that are no packs, as recorded.
fn answers() -> Vec<Case> {
    let read = |name: &str| std::fs::read(format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut cases = Vec::new();
    for name in ["summary", "summary-empty", "summary-window"] {
        let bytes = read(name);
        let member = b"\"grants\":";
        let offset = bytes.windows(member.len()).position(|window| window == member).unwrap() + member.len();
        cases.push(Case::error(format!("the answer {name}"), bytes, "document.wrong-type", offset).pointing_to("/grants"));
    }
    for name in ["export-grants", "export-grants-revoked", "error-401-invalid", "error-401-missing", "error-429", "error-bad-since"] {
        cases.push(Case::error(format!("the answer {name}"), read(name), "document.not-a-pack", 0));
    }
    let mut twice = format!("{META}\"auditEntries\":[]}}");
    let length = twice.len();
    twice.push('\n');
    twice.push_str(&twice.clone());
    cases.push(Case::error("two packs in one file", twice, "document.trailing-data", length + 1));
    cases
}
