//! What each recorded document must give, row for row as the report's specification has it: the verdict, what decided it, every
//! finding by its code and number, the errors one by one, the formats, and how the server's own claim stands to it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails, in its helpers too"
)]

mod support;

use grantex_compliance::report::{Assurance, LimitCode, Severity};
use grantex_compliance::{Report, VerifyOptions};
use serde_json::{Value, json};
use support::verify_pieces;

/// The text of a recorded body.
fn recorded(name: &str) -> String {
    let path = format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What is said of one document.
#[derive(Debug, PartialEq)]
struct Row {
    verdict: &'static str,
    because: Vec<&'static str>,
    /// Entries whose content was established, and all of them.
    entries: [u64; 2],
    /// Index, code, cause, related rows of each error.
    errors: Vec<Value>,
    /// Code, severity and number of all else.
    others: Vec<(&'static str, &'static str, u64)>,
    /// Whether the server's claim agrees, where that can be said.
    agrees: Option<bool>,
}

impl Row {
    fn of(report: &Report) -> Self {
        let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let counts = report.finding_counts.iter();
        let others = counts.flat_map(|(code, count)| [(code, "warning", count.warning), (code, "info", count.info)]);
        Self {
            verdict: ["intact", "broken", "inconclusive"].into_iter().find(|name| json!(report.verdict) == *name).unwrap(),
            because: report.because.iter().map(|check| check.as_str()).collect(),
            entries: [report.chain_integrity.checked_entries, report.entries.total],
            errors: errors.map(|finding| json!([finding.index, finding.code, finding.cause, finding.related])).collect(),
            others: others.filter(|(_, _, count)| *count > 0).map(|(code, severity, count)| (code.as_str(), severity, count)).collect(),
            agrees: report.server_claim.as_ref().and_then(|claim| claim.agrees),
        }
    }
}

/// Verified whole and in chunks, with the fingerprint and without: the same but for the fingerprint itself.
fn report(text: &str, options: &Value) -> Report {
    let options = VerifyOptions::from_json(options.to_string().as_bytes()).unwrap();
    let whole = verify_pieces([text.as_bytes()], &options).unwrap();
    for chunk in [1, 4_096] {
        assert_eq!(verify_pieces(text.as_bytes().chunks(chunk), &options).unwrap(), whole, "in chunks of {chunk}");
    }
    let mut printed = verify_pieces([text.as_bytes()], &VerifyOptions { fingerprint: true, ..options }).unwrap();
    let sha256 = grantex_compliance::digest::sha256(text.as_bytes()).to_hex();
    assert_eq!(printed.document.sha256.take(), Some(sha256.clone()));
    if let Some(checkpoint) = &mut printed.checkpoint {
        assert_eq!(checkpoint.document_sha256.take(), Some(sha256));
    }
    assert_eq!(printed, whole);
    whole
}

const REVOKED: (&str, &str, u64) = ("access.after-revocation", "warning", 25);

fn intact(entries: u64, others: &[(&'static str, &'static str, u64)], agrees: Option<bool>) -> Row {
    Row { verdict: "intact", because: vec![], entries: [entries; 2], errors: vec![], others: others.to_vec(), agrees }
}

/// Of 120 entries, these many of which were established.
fn broken(because: &[&'static str], established: u64, errors: &[Value], others: &[(&'static str, &'static str, u64)]) -> Row {
    let entries = [established, 120];
    Row { verdict: "broken", because: because.to_vec(), entries, errors: errors.to_vec(), others: others.to_vec(), agrees: Some(true) }
}

fn content(index: u64) -> Value {
    json!([index, "chain.content-mismatch", null, []])
}

fn link(index: u64, cause: &str, related: &[u64]) -> Value {
    json!([index, "chain.link-mismatch", cause, related])
}

#[test]
fn every_row_of_the_table() {
    let (contents, links) = (&["chain.content"][..], &["chain.links"][..]);
    let open = |because: &[&'static str], entries: u64, others: &[(&'static str, &'static str, u64)], agrees| Row {
        verdict: "inconclusive",
        because: because.to_vec(),
        ..intact(entries, others, agrees)
    };
    let table: Vec<(&str, Row)> = vec![
        ("evidence-pack", intact(120, &[REVOKED], Some(true))),
        ("evidence-pack-soc2", intact(120, &[REVOKED], Some(true))),
        ("evidence-pack-unknown-framework", intact(120, &[REVOKED], Some(true))),
        ("evidence-pack-eras", intact(40, &[("chain.status-unprotected", "info", 1)], Some(true))),
        ("evidence-pack-window", intact(51, &[("access.grant-not-in-pack", "info", 8)], Some(true))),
        ("tampered-action", broken(contents, 119, &[content(60)], &[REVOKED])),
        ("tampered-metadata", broken(contents, 119, &[content(46)], &[REVOKED])),
        ("tampered-status", broken(contents, 119, &[content(23)], &[REVOKED])),
        ("tampered-timestamp", broken(contents, 119, &[content(61)], &[REVOKED])),
        (
            "tampered-two-principals",
            broken(contents, 118, &[content(60), content(119)], &[REVOKED, ("access.principal-mismatch", "warning", 1)]),
        ),
        (
            "tampered-moved-entry",
            broken(
                &["chain.content", "chain.links"],
                119,
                &[link(60, "moved", &[119]), content(119), link(119, "moved", &[59])],
                &[REVOKED],
            ),
        ),
        ("deleted-entry", Row { entries: [119; 2], ..broken(links, 119, &[link(60, "deleted", &[])], &[REVOKED]) }),
        (
            "deleted-head",
            Row {
                entries: [110; 2],
                agrees: Some(false),
                ..broken(
                    &["chain.genesis"],
                    110,
                    &[json!([0, "chain.genesis-missing", null, []])],
                    &[("access.after-revocation", "warning", 23), ("pack.server-claim-mismatch", "warning", 1)],
                )
            },
        ),
        ("deleted-tail", intact(119, &[REVOKED], Some(true))),
        (
            "erasure-marker",
            intact(120, &[REVOKED, ("chain.erasure-marker", "warning", 30), ("pack.server-claim-mismatch", "warning", 1)], Some(false)),
        ),
        ("same-millisecond", intact(6, &[("access.grant-not-in-pack", "info", 1)], Some(true))),
        (
            "same-millisecond-fork",
            open(
                &["chain.links"],
                6,
                &[("access.grant-not-in-pack", "info", 1), ("chain.same-millisecond-fork", "warning", 1)],
                Some(true),
            ),
        ),
        ("evidence-pack-empty", open(&["chain.content", "chain.links", "chain.genesis", "chain.order", "chain.developer"], 0, &[], None)),
        ("export-audit", intact(120, &[], None)),
        ("export-audit-blocked", open(&["chain.links", "chain.genesis"], 20, &[], None)),
        ("export-audit-one-agent", open(links, 45, &[], None)),
    ];
    let mut differing = Vec::new();
    for (name, mut expected) in table {
        let report = report(&recorded(name), &json!({}));
        let mut row = Row::of(&report);
        row.others.sort_unstable();
        expected.others.sort_unstable();
        if row != expected {
            differing.push(format!("{name}\n  expected {expected:?}\n  found    {row:?}"));
        }
        // Told of nothing, nothing is anchored, and only what is intact gives a checkpoint.
        assert_eq!(report.assurance, Assurance::Unanchored, "{name}");
        assert_eq!(report.checkpoint.is_some(), row.verdict == "intact", "{name}");
        assert_eq!(report.chain_integrity.valid, row.verdict == "intact", "{name}");
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn what_else_the_rows_say() {
    let report = |name: &str| report(&recorded(name), &json!({}));
    let formats = |name: &str| serde_json::to_value(report(name).entries.by_format).unwrap();
    for name in ["evidence-pack", "evidence-pack-soc2", "evidence-pack-unknown-framework"] {
        assert_eq!(formats(name), json!({ "A": 0, "B": 0, "B/C": 67, "C": 53 }), "{name}");
    }
    assert_eq!(formats("evidence-pack-eras"), json!({ "A": 10, "B": 4, "B/C": 20, "C": 6 }));
    // One finding speaks of all ten.
    let eras = report("evidence-pack-eras");
    assert!(eras.findings[0].message.starts_with("10 entries"), "{}", eras.findings[0].message);
    for (name, genesis) in [("evidence-pack", true), ("evidence-pack-window", false), ("deleted-head", false), ("deleted-tail", true)] {
        assert_eq!(report(name).coverage.starts_at_genesis, genesis, "{name}");
    }
    // The counts agree in `tampered-status`: the server counted after the edit.
    assert!(!report("tampered-status").finding_counts.keys().any(|code| code.as_str() == "pack.count-mismatch"));
    // The server stops at the first of two.
    let claim = serde_json::to_value(report("tampered-two-principals").server_claim).unwrap();
    assert_eq!((&claim["checkedEntries"], &claim["reason"]), (&json!(60), &json!("content")));
    // The first break, as the documented shape has it.
    let moved = serde_json::to_value(report("tampered-moved-entry").chain_integrity).unwrap();
    assert_eq!((&moved["firstBrokenIndex"], &moved["reason"]), (&json!(60), &json!("link")));
    // At the leaf, with the entry that it follows and the other one that follows that.
    let forked = report("same-millisecond-fork");
    let fork = forked.findings.iter().find(|finding| finding.code.as_str() == "chain.same-millisecond-fork").unwrap();
    assert_eq!((fork.index, &fork.related[..]), (Some(2), &[3, 4][..]));
    for (name, marked) in [("evidence-pack", false), ("deleted-tail", false), ("evidence-pack-eras", true)] {
        let report = report(name);
        let limit = |code| report.limits.iter().any(|limit| limit.code == code);
        assert!(limit(LimitCode::Tail) && limit(LimitCode::Rewrite), "{name}");
        assert_eq!(limit(LimitCode::StatusUnprotected), marked, "{name}");
    }
}

#[test]
fn a_window_that_was_written_in_shows_once_the_request_is_known() {
    let text = recorded("deleted-head");
    let first: Value = serde_json::from_str(&text).unwrap();
    let since = first["auditEntries"][0]["timestamp"].as_str().unwrap();
    let written = text.replacen("\"framework\":", &format!("\"since\":\"{since}\",\"framework\":"), 1);
    assert_eq!(report(&written, &json!({})).verdict, grantex_compliance::Verdict::Intact);
    let told = Row::of(&report(&written, &json!({ "expected": { "since": null } })));
    assert_eq!((told.verdict, &told.because[..]), ("broken", &["pack.request"][..]));
    assert_eq!(told.errors, [json!([null, "pack.request-mismatch", null, []])]);
}

#[test]
fn an_export_that_was_asked_whole_is_intact_told_and_untold() {
    let whole = json!({ "expected": { "since": null, "until": null, "agentId": null, "status": null } });
    for options in [json!({}), whole.clone()] {
        assert_eq!(Row::of(&report(&recorded("export-audit"), &options)), intact(120, &[], None), "{options}");
    }
    // Told that nothing was filtered, gaps are breaks.
    for name in ["export-audit-blocked", "export-audit-one-agent"] {
        assert_eq!(Row::of(&report(&recorded(name), &whole)).verdict, "broken", "{name}");
    }
}

#[test]
fn a_missing_tail_shows_against_the_checkpoint() {
    let kept = serde_json::to_value(report(&recorded("evidence-pack"), &json!({})).checkpoint).unwrap();
    let own = report(&recorded("evidence-pack"), &json!({ "checkpoint": kept }));
    assert_eq!(own.assurance, Assurance::Anchored);
    let shortened = Row::of(&report(&recorded("deleted-tail"), &json!({ "checkpoint": kept })));
    assert_eq!((shortened.verdict, &shortened.because[..]), ("broken", &["checkpoint"][..]));
    assert_eq!(shortened.errors, [json!([null, "checkpoint.mismatch", null, []])]);
    // The other way round, the longer pack holds the shorter one's head at its place.
    let earlier = serde_json::to_value(report(&recorded("deleted-tail"), &json!({})).checkpoint).unwrap();
    assert_eq!(report(&recorded("evidence-pack"), &json!({ "checkpoint": earlier })).assurance, Assurance::Anchored);
    let mut misplaced = earlier;
    misplaced["entries"] = json!(118);
    assert_eq!(Row::of(&report(&recorded("evidence-pack"), &json!({ "checkpoint": misplaced }))).verdict, "broken");
}

/// The text with one passage replaced, which must be there.
fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not there");
    text.replacen(from, to, 1)
}

/// Where a difference between the counts and the rows begins to be an error, to the entry and to the millisecond.
#[test]
fn counts_at_the_edges() {
    let pack = recorded("evidence-pack");
    let counted =
        |total: u64, success: u64| change(&pack, r#""total":120,"success":80"#, &format!(r#""total":{total},"success":{success}"#));
    // Its newest entry is of 14:44:42.882, and blocked: without it the counts are these.
    let one_less =
        change(&pack, r#""total":120,"success":80,"failure":20,"blocked":20"#, r#""total":119,"success":80,"failure":20,"blocked":19"#);
    let at = |text: &str, time: &str| change(text, "2026-11-23T14:54:44.505Z", &format!("2026-11-23T{time}Z"));
    // A window that ends at .758, with one entry more counted than there is.
    let window = recorded("evidence-pack-window");
    let window = change(&window, r#""total":51,"#, r#""total":52,"#);
    let made = |time: &str| change(&window, "2026-11-23T14:54:44.647Z", &format!("2026-11-23T{time}Z"));
    for (what, text, severity) in [
        ("5 of 125 are missing", counted(125, 85), "warning"),
        ("6 of 126 are missing", counted(126, 86), "error"),
        ("one success for a failure", change(&pack, r#""success":80,"failure":20"#, r#""success":81,"failure":19"#), "error"),
        ("one less in all, more of one kind", change(&pack, r#""total":120,"success":80"#, r#""total":121,"success":79"#), "error"),
        ("one more, a minute old", at(&one_less, "14:45:42.882"), "info"),
        ("one more, a minute and a millisecond old", at(&one_less, "14:45:42.883"), "error"),
        ("the newest is not the one that was not counted", at(&counted(119, 79), "14:45:42.882"), "error"),
        ("a window that ended a minute ago", made("14:45:42.758"), "warning"),
        ("a window that ended a minute and a millisecond ago", made("14:45:42.759"), "error"),
    ] {
        let report = report(&text, &json!({}));
        let of_entries = |finding: &&grantex_compliance::Finding| finding.pointer.as_deref() == Some("/summary/auditEntries");
        let found = report.findings.iter().find(of_entries).unwrap_or_else(|| panic!("{what}: nothing is said"));
        assert_eq!(json!(found.severity), severity, "{what}");
        let verdict = match severity {
            "error" => "broken",
            "warning" => "inconclusive",
            _ => "intact",
        };
        assert_eq!(Row::of(&report).verdict, verdict, "{what}");
    }
}

/// A head whose content was changed anchors nothing, though its id and its hash are the checkpoint's.
#[test]
fn a_head_counts_only_if_its_content_verified() {
    let pack = recorded("evidence-pack");
    let kept = serde_json::to_value(report(&pack, &json!({})).checkpoint).unwrap();
    let last = pack.rfind(r#""principalId":"user_103""#).unwrap();
    let edited = format!("{}{}", &pack[..last], change(&pack[last..], "user_103", "user_104"));
    let report = report(&edited, &json!({ "checkpoint": kept }));
    assert_eq!(Row::of(&report).errors, [content(119)]);
    assert_eq!(report.assurance, Assurance::Unanchored);
    let check = report.checks.iter().find(|check| check.code.as_str() == "checkpoint").unwrap();
    assert_eq!(json!(check.outcome), "not-established");
}

/// Asked without a framework, the server answers with `all`.
#[test]
fn a_pack_asked_without_a_framework_says_all() {
    let told = json!({ "expected": { "framework": null } });
    assert_eq!(Row::of(&report(&recorded("evidence-pack"), &told)).verdict, "intact");
    let other = Row::of(&report(&recorded("evidence-pack-soc2"), &told));
    assert_eq!(other.errors, [json!([null, "pack.request-mismatch", null, []])]);
}

/// The documentation says that `firstBrokenAt` is a time; the server sends an id. Either agrees, another one does not.
#[test]
fn the_servers_claim_may_name_a_time() {
    let text = recorded("tampered-action");
    let value: Value = serde_json::from_str(&text).unwrap();
    let claimed = value["chainIntegrity"]["firstBrokenAt"].as_str().unwrap();
    let time = |index: usize| value["auditEntries"][index]["timestamp"].as_str().unwrap();
    for (at, agrees) in [(claimed, true), (time(60), true), (time(61), false)] {
        let text = change(&text, &format!(r#""firstBrokenAt":"{claimed}""#), &format!(r#""firstBrokenAt":"{at}""#));
        assert_eq!(Row::of(&report(&text, &json!({}))).agrees, Some(agrees), "{at}");
    }
}

/// Rows that do not answer the filter that was asked for fail that check.
#[test]
fn an_export_must_answer_its_filter() {
    for (name, outcome) in [("export-audit-blocked", "passed"), ("export-audit", "failed")] {
        let report = report(&recorded(name), &json!({ "expected": { "status": "blocked" } }));
        let check = report.checks.iter().find(|check| check.code.as_str() == "pack.request").unwrap();
        assert_eq!(json!(check.outcome), outcome, "{name}");
    }
}

/// Exactly at the ceiling later events were refused; above it the plan was another one.
#[test]
fn only_exactly_the_ceiling_is_reached() {
    let free = change(&recorded("evidence-pack"), r#""plan":"enterprise""#, r#""plan":"free""#);
    for (total, reached) in [(19_999, false), (20_000, true), (20_001, false)] {
        let text = change(&free, r#""total":120"#, &format!(r#""total":{total}"#));
        let found = report(&text, &json!({})).finding_counts.keys().any(|code| code.as_str() == "pack.plan-limit-reached");
        assert_eq!(found, reached, "{total}");
    }
}
