//! The models against every recorded answer, and against answers of older and newer servers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says no by panicking, in its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};

use grantex_compliance::models::{
    AuditEntry, AuditStatus, BrokenAt, ChainIntegrity, ComplianceAuditExport, ComplianceGrantsExport, ComplianceSummary, EvidencePack,
    Framework, Grant, GrantStatus, Model, Plan, Policy, PolicyCounts, PolicyEffect, check_part, from_part, from_slice, from_value,
};
use serde_json::{Value, json};

fn recorded(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.json"))).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recorded")
}

/// Reads as the model, writes, and compares with the text: everything but numbers through serde_json, which reads some
/// fractions a bit off in the last place; numbers as the doubles that their texts name.
fn round_trip<T: Model>(name: &str, bytes: &[u8]) {
    let model: T = from_slice(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written = serde_json::to_string(&model).unwrap();
    let without_numbers = |text: &str| outline(&serde_json::from_str(text).unwrap());
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(without_numbers(text) == without_numbers(&written), "{name}");
    assert_eq!(numbers(text), numbers(&written), "{name}");
    check_part::<T>(bytes, "").unwrap_or_else(|error| panic!("{name}: {error}"));
    // serde alone, without our reader, reads the same.
    let by_serde: T = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(without_numbers(&serde_json::to_string(&by_serde).unwrap()) == without_numbers(text), "{name}");
}

/// The value with every number replaced by one mark.
fn outline(value: &Value) -> Value {
    match value {
        Value::Number(_) => json!("a number"),
        Value::Array(elements) => elements.iter().map(outline).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), outline(member))).collect(),
        other => other.clone(),
    }
}

/// The numbers outside strings, as doubles, in ascending order.
fn numbers(text: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            while let Some(inside) = chars.next() {
                match inside {
                    '\\' => _ = chars.next(),
                    '"' => break,
                    _ => {}
                }
            }
        } else if c == '-' || c.is_ascii_digit() {
            let mut literal = c.to_string();
            while let Some(more) = chars.next_if(|c| c.is_ascii_digit() || "+-.eE".contains(*c)) {
                literal.push(more);
            }
            found.push(literal.parse().unwrap());
        }
    }
    found.sort_by(f64::total_cmp);
    found
}

#[test]
fn every_recorded_body_round_trips() {
    let (mut summaries, mut grants, mut audits, mut packs, mut errors) = (0, 0, 0, 0, 0);
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        if name.starts_with("error-") {
            errors += 1;
        } else if name.starts_with("summary") {
            round_trip::<ComplianceSummary>(&name, &bytes);
            summaries += 1;
        } else if name.starts_with("export-grants") {
            round_trip::<ComplianceGrantsExport>(&name, &bytes);
            grants += 1;
        } else if name.starts_with("export-audit") {
            round_trip::<ComplianceAuditExport>(&name, &bytes);
            audits += 1;
        } else {
            round_trip::<EvidencePack>(&name, &bytes);
            packs += 1;
        }
    }
    assert_eq!((summaries, grants, audits, packs, errors), (3, 2, 3, 18, 4));
}

/// Every type whose known members all stand in some recorded body has nothing left over there: no member is unknown to us.
#[test]
fn recorded_bodies_hold_no_unknown_member() {
    let pack: EvidencePack = from_slice(&recorded("evidence-pack-window")).unwrap();
    assert!(pack.extra.is_empty() && pack.meta.extra.is_empty() && pack.summary.extra.is_empty());
    assert!(pack.chain_integrity.extra.is_empty());
    assert!(pack.audit_entries.iter().all(|entry| entry.extra.is_empty()));
    assert!(pack.policies.iter().all(|policy| policy.extra.is_empty()));
    let export: ComplianceGrantsExport = from_slice(&recorded("export-grants")).unwrap();
    assert!(!export.grants.is_empty() && export.grants.iter().all(|grant| grant.extra.is_empty()));
    let summary: ComplianceSummary = from_slice(&recorded("summary-window")).unwrap();
    assert!(summary.extra.is_empty() && summary.agents.extra.is_empty() && summary.grants.extra.is_empty());
    assert!(summary.audit_entries.extra.is_empty() && summary.policies.extra.is_empty());
}

#[test]
fn recorded_values_are_where_they_belong() {
    let pack: EvidencePack = from_slice(&recorded("evidence-pack-window")).unwrap();
    assert_eq!(pack.meta.schema_version, "1.0");
    assert_eq!(pack.meta.since.as_deref(), Some("2026-11-23T14:44:42.568Z"));
    assert_eq!(pack.meta.framework, Framework::Gdpr);
    assert_eq!(pack.summary.plan, Plan::Enterprise);
    assert_eq!((pack.summary.audit_entries.total, pack.audit_entries.len()), (51, 51));
    let entry = pack.audit_entries.first().unwrap();
    assert_eq!((entry.status.clone(), entry.metadata["naïve"].as_str()), (AuditStatus::Failure, Some("café ☕")));
    assert!(entry.prev_hash.is_some());

    let pack: EvidencePack = from_slice(&recorded("evidence-pack")).unwrap();
    assert_eq!(pack.meta.since, None);
    assert_eq!(pack.audit_entries.first().unwrap().prev_hash, None);
    let policy = pack.policies.first().unwrap();
    assert_eq!((&policy.effect, policy.priority, policy.time_of_day_start.as_deref()), (&PolicyEffect::Deny, 100, Some("22:00")));
    let revoked = pack.grants.iter().find(|grant| grant.status == GrantStatus::Revoked).unwrap();
    assert!(revoked.revoked_at.is_some() && revoked.agent_did.is_none() && revoked.delegation_depth == Some(0));

    let pack: EvidencePack = from_slice(&recorded("evidence-pack-unknown-framework")).unwrap();
    assert!(!pack.meta.framework.is_known());
    let pack: EvidencePack = from_slice(&recorded("deleted-entry")).unwrap();
    assert_eq!(pack.chain_integrity.first_broken(), Some(BrokenAt::EntryId("alog_01M84DVJGRFA8C2Y4V366813ZZ")));
}

fn grant() -> Value {
    json!({"grantId": "grnt_1", "agentId": "ag_1", "principalId": "user_1", "developerId": "dev_1", "scopes": ["email:read"],
        "status": "active", "issuedAt": "2026-01-01T00:00:00.000Z", "expiresAt": "2026-02-01T00:00:00.000Z",
        "revokedAt": null, "delegationDepth": 0})
}

fn entry() -> Value {
    json!({"entryId": "alog_1", "agentId": "ag_1", "agentDid": "did:grantex:ag_1", "grantId": "grnt_1",
        "principalId": "user_1", "developerId": "dev_1", "action": "email.read", "metadata": {"a": 1},
        "hash": "00", "prevHash": null, "timestamp": "2026-01-01T00:00:00.000Z", "status": "success"})
}

fn policy() -> Value {
    json!({"id": "pol_1", "name": "p", "effect": "allow", "priority": -1, "agentId": null, "principalId": null, "scopes": null,
        "timeOfDayStart": null, "timeOfDayEnd": null, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"})
}

fn without(mut value: Value, member: &str) -> Value {
    assert!(value.as_object_mut().unwrap().remove(member).is_some());
    value
}

fn with(mut value: Value, member: &str, new: Value) -> Value {
    value.as_object_mut().unwrap().insert(member.to_owned(), new);
    value
}

#[test]
fn a_grant_is_known_by_either_id() {
    let by_grant_id: Grant = from_value(grant()).unwrap();
    let by_id: Grant = from_value(with(without(grant(), "grantId"), "id", json!("grnt_1"))).unwrap();
    let by_both: Grant = from_value(with(grant(), "id", json!("grnt_1"))).unwrap();
    for grant in [&by_grant_id, &by_id, &by_both] {
        assert_eq!((grant.id(), grant.grant_id()), ("grnt_1", "grnt_1"));
        let both = serde_json::to_value(grant.clone().with_both_ids()).unwrap();
        assert_eq!((&both["id"], &both["grantId"]), (&json!("grnt_1"), &json!("grnt_1")));
    }
    // Each is written as it was read.
    assert_eq!(serde_json::to_value(&by_grant_id).unwrap(), grant());
    assert_eq!(serde_json::to_value(&by_id).unwrap(), with(without(grant(), "grantId"), "id", json!("grnt_1")));

    let error = from_value::<Grant>(with(grant(), "id", json!("grnt_2"))).unwrap_err();
    assert_eq!((error.code(), error.pointer()), ("document.unacceptable", Some("")));
    assert!(error.to_string().contains("two different grants"), "{error}");
    assert!(serde_json::from_value::<Grant>(with(grant(), "id", json!("grnt_2"))).is_err());
    let error = from_value::<Grant>(without(grant(), "grantId")).unwrap_err();
    assert_eq!((error.code(), error.pointer()), ("document.missing-member", Some("/grantId")));
}

#[test]
fn older_servers_leave_members_out() {
    let older = without(without(grant(), "revokedAt"), "delegationDepth");
    let read: Grant = from_value(older.clone()).unwrap();
    assert_eq!((read.revoked_at.as_ref(), read.delegation_depth), (None, None));
    assert_eq!(serde_json::to_value(&read).unwrap(), with(older, "revokedAt", Value::Null));

    let older = json!({"valid": true, "checkedEntries": 3, "firstBrokenAt": null});
    let read: ChainIntegrity = from_value(older).unwrap();
    assert_eq!((read.reason.as_ref(), read.first_broken()), (None, None));

    let older = without(without(entry(), "status"), "metadata");
    let read: AuditEntry = from_value(older).unwrap();
    assert_eq!((read.status, read.metadata), (AuditStatus::Success, json!({})));
    let read: AuditEntry = from_value(with(entry(), "metadata", Value::Null)).unwrap();
    assert_eq!(read.metadata, json!({}));
    let read: AuditEntry = from_value(with(entry(), "metadata", json!("{\"b\":1,\"a\":2}"))).unwrap();
    assert_eq!(read.metadata, json!("{\"b\":1,\"a\":2}"));
}

#[test]
fn newer_servers_may_add_members_and_texts() {
    fn kept<T: Model>(value: &Value) {
        let newer = with(value.clone(), "addedLater", json!({"deep": [1, null, {"x": "y"}]}));
        let model: T = from_value(newer.clone()).unwrap();
        assert_eq!(serde_json::to_value(&model).unwrap(), newer);
    }
    kept::<Grant>(&with(grant(), "status", json!("paused")));
    kept::<AuditEntry>(&with(entry(), "status", json!("")));
    kept::<Policy>(&with(policy(), "effect", json!("ask")));
    kept::<ChainIntegrity>(&json!({"valid": false, "checkedEntries": 3, "firstBrokenAt": "x", "reason": "signature"}));
    for file in ["summary-window", "export-grants", "export-audit-blocked", "evidence-pack-window"] {
        let value: Value = serde_json::from_slice(&recorded(file)).unwrap();
        match file {
            "summary-window" => kept::<ComplianceSummary>(&with(value, "plan", json!("team"))),
            "export-grants" => kept::<ComplianceGrantsExport>(&value),
            "export-audit-blocked" => kept::<ComplianceAuditExport>(&value),
            _ => kept::<EvidencePack>(&value),
        }
    }
}

#[test]
fn first_broken_at_is_an_id_or_a_timestamp() {
    let claim = |at: &str| -> ChainIntegrity {
        from_value(json!({"valid": false, "checkedEntries": 3, "firstBrokenAt": at, "reason": "link"})).unwrap()
    };
    assert!(matches!(claim("2026-11-23T14:44:42.568Z").first_broken(), Some(BrokenAt::Timestamp(_))));
    assert!(matches!(claim("alog_1").first_broken(), Some(BrokenAt::EntryId("alog_1"))));
}

/// Takes each required member out of each recorded document, one at a time, at every level.
#[test]
fn each_missing_member_is_named() {
    // Those that may be missing, wherever they stand.
    const OPTIONAL: &[&str] = &["since", "until", "revokedAt", "delegationDepth", "reason", "metadata", "status"];
    fn check<T: Model>(name: &str, expected: usize) {
        let whole: Value = serde_json::from_slice(&recorded(name)).unwrap();
        let mut pointers = Vec::new();
        collect(&whole, String::new(), &mut pointers);
        let mut named = 0;
        for pointer in pointers {
            let (parent, member) = pointer.rsplit_once('/').unwrap();
            // A policy's conditions and an entry's `prevHash` are null or a text, and a grant's `status` is required.
            let optional = OPTIONAL.contains(&member) && !(member == "status" && parent.starts_with("/grants"));
            let optional = optional || (parent.starts_with("/policies/") && is_condition(member)) || member == "firstBrokenAt";
            let mut broken = whole.clone();
            broken.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(member).unwrap();
            match from_value::<T>(broken) {
                Ok(_) => assert!(optional, "{name}: nothing said without {pointer}"),
                Err(error) => {
                    assert!(!optional, "{name}: {error}");
                    assert_eq!((error.code(), error.pointer()), ("document.missing-member", Some(pointer.as_str())), "{name}");
                    named += 1;
                }
            }
        }
        assert_eq!(named, expected, "{name}");
    }
    check::<ComplianceSummary>("summary-window", 19);
    check::<ComplianceGrantsExport>("export-grants-revoked", 19);
    check::<ComplianceAuditExport>("export-audit-blocked", 203);
    check::<EvidencePack>("same-millisecond", 89);
    check::<EvidencePack>("evidence-pack-empty", 29);
}

fn is_condition(member: &str) -> bool {
    ["agentId", "principalId", "scopes", "timeOfDayStart", "timeOfDayEnd"].contains(&member)
}

/// The pointers of every member outside metadata.
fn collect(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let pointer = format!("{at}/{name}");
                if name != "metadata" {
                    collect(member, pointer.clone(), into);
                }
                into.push(pointer);
            }
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(i, element)| collect(element, format!("{at}/{i}"), into));
        }
        _ => {}
    }
}

#[test]
fn each_ill_typed_member_is_named() {
    let pack: Value = serde_json::from_slice(&recorded("evidence-pack-window")).unwrap();
    let cases = [
        ("/meta", json!([]), "an object"),
        ("/meta/since", json!(0), "a string"),
        ("/meta/framework", json!(null), "a string"),
        ("/summary/agents/total", json!("3"), "a whole number"),
        ("/summary/agents/total", json!(-1), "a whole number"),
        ("/summary/agents/total", json!(1.5), "a whole number"),
        ("/summary/agents/total", json!(9_007_199_254_740_992_u64), "a whole number"),
        ("/auditEntries", json!({}), "an array"),
        ("/auditEntries/17/metadata", json!([]), "an object"),
        ("/auditEntries/17/metadata", json!(true), "an object"),
        ("/auditEntries/17/prevHash", json!(1), "a string"),
        ("/auditEntries/50", json!(null), "an object"),
        ("/policies/2/scopes", json!("x"), "an array"),
        ("/policies/0/scopes/0", json!(1), "a string"),
        ("/policies/0/priority", json!(0.5), "a whole number"),
        ("/chainIntegrity/valid", json!("true"), "`true` or `false`"),
    ];
    for (pointer, wrong, expected) in cases {
        let mut broken = pack.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong.clone();
        let error = from_value::<EvidencePack>(broken).unwrap_err();
        assert_eq!((error.code(), error.pointer()), ("document.wrong-type", Some(pointer)), "{wrong}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_number_is_what_it_says_however_it_is_spelled() {
    let text = r#"{"total": 12e1}"#;
    let counts: PolicyCounts = from_slice(text.as_bytes()).unwrap();
    assert_eq!(counts.total, 120);
    let text = r#"{"total": 9007199254740991.0}"#;
    let counts: PolicyCounts = from_slice(text.as_bytes()).unwrap();
    assert_eq!(counts.total, 9_007_199_254_740_991);
}

#[test]
fn text_that_is_no_document_is_refused_with_its_place() {
    type Case<'a> = (&'a [u8], &'a str, Option<u64>, Option<&'a str>);
    let cases: &[Case<'_>] = &[
        (b"", "document.truncated", Some(0), None),
        (b"{\"total\":1", "document.truncated", Some(10), None),
        (b"\xEF\xBB\xBF{}", "document.bom", Some(0), None),
        (b"{\"a\":\"\xFF\"}", "document.invalid-utf8", Some(6), None),
        (b"{\"total\":1} x", "document.trailing-data", Some(12), None),
        (b"{\"total\":NaN}", "document.syntax", Some(9), None),
        (b"{\"total\":1,}", "document.syntax", Some(11), None),
        (b"{\"total\":1e999}", "document.wrong-type", None, Some("/total")),
        (b"{\"total\":01}", "document.syntax", Some(10), None),
        (b"{\"total\":\"\n\"}", "document.syntax", Some(10), None),
        (b"{\"total\":1,\"t\\u006ftal\":2}", "document.duplicate-member", None, Some("/total")),
        (b"{\"total\":1,\"x\":[0,{\"a/b\":1,\"a/b\":1}]}", "document.duplicate-member", None, Some("/x/1/a~1b")),
        (b"[]", "document.wrong-type", None, Some("")),
    ];
    for (bytes, code, offset, pointer) in cases {
        let shown = String::from_utf8_lossy(bytes);
        let error = from_slice::<PolicyCounts>(bytes).unwrap_err();
        assert_eq!(error.code(), *code, "{shown}: {error}");
        if offset.is_some() {
            assert_eq!(error.position().map(|at| at.offset), *offset, "{shown}: {error}");
        }
        assert_eq!(error.pointer(), *pointer, "{shown}: {error}");
    }
    let error = from_slice::<PolicyCounts>(b"{\n  \"a\": 1,\n  b: 2\n}").unwrap_err();
    assert_eq!(error.position().map(|at| (at.offset, at.line, at.column)), Some((14, 3, 3)));
}

#[test]
fn a_lone_surrogate_is_kept_as_its_escape() {
    let bytes = entry().to_string().replace("email.read", "\\ud800 \\ud83d\\ude00");
    let read: AuditEntry = from_slice(bytes.as_bytes()).unwrap();
    assert_eq!(read.action, "\\ud800 😀");
}

#[test]
fn nesting_has_a_limit() {
    // The object is level 1.
    let deep = |levels: usize| format!(r#"{{"total":1,"x":{}{}}}"#, "[".repeat(levels - 1), "]".repeat(levels - 1));
    assert!(from_slice::<PolicyCounts>(deep(128).as_bytes()).is_ok());
    let error = from_slice::<PolicyCounts>(deep(129).as_bytes()).unwrap_err();
    assert_eq!((error.code(), error.position().map(|at| at.offset)), ("document.too-deep", Some(14 + 128)));
    // Far deeper than any stack would bear.
    assert_eq!(from_slice::<PolicyCounts>("[".repeat(10_000_000).as_bytes()).unwrap_err().code(), "document.too-deep");
}

/// Numbers are read as JavaScript reads them; serde_json's own reader is off by a bit in the last place for some.
#[test]
fn fractions_are_the_nearest_doubles() {
    let entry = with(entry(), "metadata", json!({}));
    let numbers = ["0.30000000000000004", "1.7976931348623157e308", "5e-324", "9007199254740993", "123.4567890123456789", "-0.1e-7"];
    for text in numbers {
        let bytes = entry.to_string().replace("\"metadata\":{}", &format!("\"metadata\":{{\"n\":{text}}}"));
        let read: AuditEntry = from_slice(bytes.as_bytes()).unwrap();
        assert_eq!(read.metadata["n"].as_f64(), text.parse().ok(), "{text}");
    }
}

/// The tables of shapes and serde's derived code say the same of every member of every kind of answer. (One grant, entry and
/// policy stand for all.)
#[test]
fn tables_and_derived_code_agree() {
    fn agree<T: Model + PartialEq + std::fmt::Debug>(name: &str) -> (usize, usize) {
        let mut whole: Value = serde_json::from_slice(&recorded(name)).unwrap();
        for list in ["grants", "entries", "auditEntries", "policies"] {
            if let Some(Value::Array(elements)) = whole.get_mut(list) {
                elements.truncate(1);
            }
        }
        let mut pointers = Vec::new();
        collect(&whole, String::new(), &mut pointers);
        let others = [json!(null), json!(true), json!(0), json!(-1), json!(1.5), json!("x"), json!([]), json!(["x"]), json!({})];
        let (mut accepted, mut refused) = (0, 0);
        for pointer in &pointers {
            for other in &others {
                let mut changed = whole.clone();
                *changed.pointer_mut(pointer).unwrap() = other.clone();
                let derived = serde_json::from_value::<T>(changed.clone());
                let bytes = changed.to_string();
                let checked = check_part::<T>(bytes.as_bytes(), "");
                match from_value::<T>(changed) {
                    Ok(model) => {
                        assert_eq!(derived.unwrap(), model, "{name} {pointer} {other}");
                        assert!(checked.is_ok(), "{name} {pointer} {other}");
                        accepted += 1;
                    }
                    Err(error) => {
                        assert!(derived.is_err(), "{name} {pointer} {other}: {error}");
                        // Were this `document.unacceptable`, only the derived code would have noticed.
                        assert!(
                            ["document.wrong-type", "document.missing-member"].contains(&error.code()),
                            "{name} {pointer} {other}: {error}"
                        );
                        assert_eq!(checked.unwrap_err().to_string(), error.to_string());
                        refused += 1;
                    }
                }
            }
        }
        (accepted, refused)
    }
    let counts = [
        agree::<ComplianceSummary>("summary-window"),
        agree::<ComplianceGrantsExport>("export-grants-revoked"),
        agree::<ComplianceAuditExport>("export-audit-blocked"),
        agree::<EvidencePack>("evidence-pack-window"),
    ];
    assert!(counts.iter().all(|&(accepted, refused)| accepted > 10 && refused > 100), "{counts:?}");
}

#[test]
fn a_part_is_named_from_the_document() {
    let text = serde_json::to_vec(&without(grant(), "agentId")).unwrap();
    let error = from_part::<Grant>(&text, "/grants/3").unwrap_err();
    assert_eq!(error.pointer(), Some("/grants/3/agentId"));
    assert_eq!(error.to_string(), "the required member `agentId` is missing at `/grants/3/agentId`");
}
