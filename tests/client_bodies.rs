//! The bodies of successful answers: whatever the chunks, the head and the rows are the received bytes, and what is no such
//! answer is refused with its place.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::client::{Answer, Keep, Route};
use grantex_compliance::{Error, ErrorKind};
use serde_json::{Value, json};

fn recorded(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/recorded/{name}.json")).unwrap()
}

/// The head, and the rows of all batches.
fn read(mut answer: Answer, chunks: &mut dyn Iterator<Item = &[u8]>) -> Result<(Value, Vec<Value>), Error> {
    let mut rows = Vec::new();
    for chunk in chunks {
        answer.push(chunk)?;
        let batch = answer.take_rows();
        if !batch.is_empty() {
            rows.extend(serde_json::from_slice::<Vec<Value>>(&batch).unwrap());
        }
    }
    let head = answer.finish()?;
    Ok((serde_json::from_slice(&head).unwrap(), rows))
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap()
}

fn whole(answer: Answer, body: &[u8]) -> Result<(Value, Vec<Value>), Error> {
    read(answer, &mut std::iter::once(body))
}

fn admit(route: Route, body: &str) -> Result<(Value, Vec<Value>), Error> {
    whole(Answer::admitting(route), body.as_bytes())
}

const RECORDED: [(&str, Route); 12] = [
    ("summary", Route::Summary),
    ("summary-empty", Route::Summary),
    ("summary-window", Route::Summary),
    ("export-grants", Route::ExportGrants),
    ("export-grants-revoked", Route::ExportGrants),
    ("export-audit", Route::ExportAudit),
    ("export-audit-blocked", Route::ExportAudit),
    ("export-audit-one-agent", Route::ExportAudit),
    ("evidence-pack", Route::EvidencePack),
    ("evidence-pack-empty", Route::EvidencePack),
    ("evidence-pack-eras", Route::EvidencePack),
    ("same-millisecond", Route::EvidencePack),
];

#[test]
fn recorded_answers_in_chunks_of_any_size() {
    for (name, route) in RECORDED {
        let body = recorded(name);
        let all: Value = serde_json::from_slice(&body).unwrap();
        for size in [1, 2, 3, 7, 64, 4096, usize::MAX] {
            for answer in [Answer::admitting(route), Answer::splitting(route, Keep::All)] {
                let (mut head, rows) = read(answer, &mut body.chunks(size)).unwrap();
                if let Some(list) = route.list() {
                    assert_eq!(head[list], json!([]), "{name}");
                    head[list] = Value::Array(rows);
                }
                assert_eq!(head, all, "{name} in chunks of {size}");
            }
            let (head, rows) = read(Answer::splitting(route, Keep::Head), &mut body.chunks(size)).unwrap();
            assert_eq!(rows, Vec::<Value>::new());
            assert_eq!(head["generatedAt"], all["generatedAt"]);
        }
    }
}

/// A small pack with everything that could mislead a reader who only counts brackets.
const TRICKY: &str = "{ \"x\":[\"auditEntries\",{\"auditEntries\":[1]}],\n \"a\\\"[\":\"]}\",\"audit\\u0045ntries\" : [ {\"a\":\"]\\\\\",\"b\":[[],{}]} ,\n {\"c\":\"\\\"}],\",\"d\":{\"auditEntries\":[2]}}, \"t\", 1, null ] , \"auditEntriesX\":[3], \"z\":\"\\\\\" } ";

#[test]
fn split_everywhere() {
    let all: Value = serde_json::from_str(TRICKY).unwrap();
    let bytes = TRICKY.as_bytes();
    for first in 0..=bytes.len() {
        for second in [first, (first + 1).min(bytes.len()), bytes.len()] {
            let (left, rest) = bytes.split_at(first);
            let (middle, right) = rest.split_at(second - first);
            let (mut head, rows) = read(Answer::splitting(Route::EvidencePack, Keep::All), &mut [left, middle, right].into_iter()).unwrap();
            assert_eq!(head["auditEntries"], json!([]));
            head["auditEntries"] = Value::Array(rows);
            assert_eq!(head, all, "split at {first} and {second}");
        }
    }
}

#[test]
fn the_head_is_the_received_bytes() {
    let mut answer = Answer::splitting(Route::EvidencePack, Keep::Head);
    answer.push(TRICKY.as_bytes()).unwrap();
    let head = String::from_utf8(answer.finish().unwrap()).unwrap();
    let (before, rest) = TRICKY.split_once("[ {\"a\"").unwrap();
    let (_, after) = rest.split_once("null ]").unwrap();
    assert_eq!(head, format!("{before}[]{after}"));
}

#[test]
fn every_cut_is_noticed() {
    for (name, route) in RECORDED {
        let body = recorded(name);
        let step = (body.len() / 400).max(1);
        for end in (0..body.len()).step_by(step) {
            let cut = body.get(..end).unwrap();
            let error = whole(Answer::admitting(route), cut).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Truncated), "{name} cut at {end}: {error}");
            assert_eq!(error.position().unwrap().offset, wide(end), "{name} cut at {end}");
            if end > 0 {
                assert!(whole(Answer::splitting(route, Keep::Head), cut).is_err(), "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let grant =
        r#"{"grantId":"g","agentId":"a","principalId":"p","developerId":"d","scopes":[],"status":"active","issuedAt":"i","expiresAt":"e"}"#;
    let export = |rows: &str| format!(r#"{{"generatedAt":"t","total":1,"grants":[{rows}]}}"#);
    assert!(admit(Route::ExportGrants, &export(grant)).is_ok());
    let pointer = |body: &str| {
        let error = admit(Route::ExportGrants, body).unwrap_err();
        (error.code(), error.pointer().unwrap_or_default().to_owned())
    };
    let two = |second: &str| export(&format!("{grant},{second}"));
    assert_eq!(pointer(&two(&grant.replace("\"agentId\":\"a\",", ""))), ("document.missing-member", "/grants/1/agentId".to_owned()));
    assert_eq!(pointer(&two(&grant.replace("[]", "[7]"))), ("document.wrong-type", "/grants/1/scopes/0".to_owned()));
    assert_eq!(
        pointer(&two(&grant.replace("\"scopes\"", "\"agentId\":\"b\",\"scopes\""))),
        ("document.duplicate-member", "/grants/1/agentId".to_owned())
    );
    assert_eq!(pointer(&two("null")), ("document.wrong-type", "/grants/1".to_owned()));
    assert_eq!(pointer(r#"{"generatedAt":"t","grants":[]}"#), ("document.missing-member", "/total".to_owned()));
    assert_eq!(pointer(r#"{"generatedAt":"t","total":0}"#), ("document.missing-member", "/grants".to_owned()));
    assert_eq!(pointer(r#"{"generatedAt":"t","total":0,"grants":{}}"#), ("document.wrong-type", "/grants".to_owned()));
    assert_eq!(pointer(r#"{"generatedAt":"t","total":0,"grants":[],"grants":[1]}"#), ("document.duplicate-member", "/grants".to_owned()));
    assert_eq!(
        pointer(r#"{"generatedAt":"t","total":0,"grants":[],"gr\u0061nts":[]}"#),
        ("document.duplicate-member", "/grants".to_owned())
    );
    assert_eq!(pointer(r#"{"generatedAt":"t","total":0,"total":0,"grants":[]}"#), ("document.duplicate-member", "/total".to_owned()));
    assert_eq!(pointer("[]").0, "document.wrong-type");
    assert_eq!(pointer("\u{feff}{}").0, "document.bom");
}

#[test]
fn broken_grammar_at_its_offset() {
    let entry = String::from_utf8(recorded("export-audit")).unwrap();
    let rows = entry.split_once("\"entries\":[").unwrap().1;
    let row = rows.split_inclusive("\"}").next().unwrap();
    let export = |list: &str| format!("{{\n\"generatedAt\":\"t\",\"total\":1,\n\"entries\":[{list}],\"x\":[1,2]}}");
    assert!(admit(Route::ExportAudit, &export(row)).is_ok(), "{row}");
    // (what, which byte of it is wrong)
    for (list, marker) in [
        (format!("{row},"), "],\"x\""),
        (format!(",{row}"), ",{"),
        (format!("{row},,{row}"), ",{"),
        (format!("{row} {row}"), "{\"entryId"),
        (format!("{row}\n,\n{{]"), "]]"),
        (format!("{row},{{\"a\":tru}}"), "tru}"),
        (format!("{row},\n{{\"a\":\"\u{1}\"}}"), "\u{1}"),
        (format!("{row},}}"), "}]"),
    ] {
        let body = export(&list);
        let error = admit(Route::ExportAudit, &body).unwrap_err();
        let position = error.position().unwrap_or_else(|| panic!("{error}"));
        let from = if marker.starts_with("{\"entry") || marker == ",{" { body.rfind(marker).unwrap() } else { body.find(marker).unwrap() };
        let expected = match list.as_str() {
            list if list.starts_with(',') => body.find(",{").unwrap(),
            // The word is right up to its end.
            _ if marker == "tru}" => from + 3,
            _ => from,
        };
        assert_eq!(position.offset, wide(expected), "{list}: {error}");
        let before = &body[..expected];
        assert_eq!(position.line, wide(before.matches('\n').count()) + 1, "{error}");
        assert_eq!(position.column, wide(expected - before.rfind('\n').unwrap()), "{error}");
    }
    // After the list, offsets still count from the document's start.
    for (body, marker) in
        [(export(row).replace("[1,2]", "[1,\n2,]"), "]}"), (export(&format!("\n{row}\n")).replace("[1,2]}", "[1,2]}}"), "}")]
    {
        let error = admit(Route::ExportAudit, &body).unwrap_err();
        let expected = body.rfind(marker).unwrap();
        let position = error.position().unwrap();
        let before = &body[..expected];
        assert_eq!(position.offset, wide(expected), "{error}");
        assert_eq!(
            (position.line, position.column),
            (wide(before.matches('\n').count()) + 1, wide(expected - before.rfind('\n').unwrap()))
        );
    }
    let mut bytes = recorded("export-audit");
    let at = bytes.len() - 40;
    bytes[at] = 0xff;
    let error = whole(Answer::admitting(Route::ExportAudit), &bytes).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().offset), ("document.invalid-utf8", wide(at)));
}

#[test]
fn too_much_is_refused_where_it_would_be_kept() {
    let large = format!(r#"{{"generatedAt":"t","total":1,"entries":[{{"a":"{}"}}]}}"#, "x".repeat(9 << 20));
    for chunk in [1 << 16, usize::MAX] {
        let error = read(Answer::admitting(Route::ExportAudit), &mut large.as_bytes().chunks(chunk)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooLarge { limit } if *limit == 8 << 20), "{error}");
        // Somebody else judges it; here it is let go.
        assert!(read(Answer::splitting(Route::ExportAudit, Keep::Head), &mut large.as_bytes().chunks(chunk)).is_ok());
        assert_eq!(read(Answer::splitting(Route::ExportAudit, Keep::All), &mut large.as_bytes().chunks(chunk)).unwrap().1.len(), 1);
    }
}
