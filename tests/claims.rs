//! The claim ledger, and what stands beside it in a report: the server's claim and what its check says, changed policies, access
//! in and out of a window. Written out, not computed; the slow verifier in `tests/reference` computes them once more.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails, in its helpers too"
)]

use grantex_compliance::report::{CheckCode, ClaimCode, ClaimOutcome, FindingCode, LimitCode, Outcome, Param};
use grantex_compliance::{Report, VerifyOptions, verify};
use serde_json::{Value, json};

const RECORDED: [&str; 21] = [
    "deleted-entry",
    "deleted-head",
    "deleted-tail",
    "erasure-marker",
    "evidence-pack",
    "evidence-pack-empty",
    "evidence-pack-eras",
    "evidence-pack-soc2",
    "evidence-pack-unknown-framework",
    "evidence-pack-window",
    "export-audit",
    "export-audit-blocked",
    "export-audit-one-agent",
    "same-millisecond",
    "same-millisecond-fork",
    "tampered-action",
    "tampered-metadata",
    "tampered-moved-entry",
    "tampered-status",
    "tampered-timestamp",
    "tampered-two-principals",
];

fn recorded(name: &str) -> String {
    let path = format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn report(text: &str, options: Value) -> Report {
    verify(text.as_bytes(), VerifyOptions::from_json(options.to_string().as_bytes()).unwrap()).unwrap()
}

/// A recorded pack with an edit in it. The members stay in the server's order, entries after grants, and entries that the edit
/// leaves alone keep their text.
fn edited(name: &str, edit: impl FnOnce(&mut Value)) -> String {
    let text = recorded(name);
    let start = text.find("\"auditEntries\":[").unwrap() + 16;
    let end = start + text[start..].find("],\"policies\":").unwrap();
    let before: Value = serde_json::from_str(&text).unwrap();
    let mut after = before.clone();
    edit(&mut after);
    let kept = text[start..end].split(",{\"entryId\":").map(|entry| format!("{{\"entryId\":{}", entry.trim_start_matches("{\"entryId\":")));
    let rows = before["auditEntries"].as_array().unwrap().iter().zip(after["auditEntries"].as_array().unwrap()).zip(kept);
    let entries: Vec<String> = rows.map(|((before, after), text)| if before == after { text } else { after.to_string() }).collect();
    let after = after.as_object().unwrap();
    let first = ["meta", "summary", "grants", "auditEntries"];
    let rest = after.keys().map(String::as_str).filter(|name| !first.contains(name));
    let member = |name: &str| match name {
        "auditEntries" => format!("\"auditEntries\":[{}]", entries.join(",")),
        _ => format!("\"{name}\":{}", after[name]),
    };
    let members: Vec<String> = first.into_iter().chain(rest).map(member).collect();
    format!("{{{}}}", members.join(","))
}

/// A line of the ledger: the binding, and the statements as proved/contradicted/not established/not checked.
fn lines(report: &Report, code: &str) -> Vec<String> {
    let of_code = report.claims.parts.iter().filter(|part| part.code.as_str() == code);
    let line = |part: &grantex_compliance::report::ClaimedPart| {
        let n = part.statements;
        let binding = json!(part.binding);
        format!("{} {}/{}/{}/{}", binding.as_str().unwrap(), n.proved, n.contradicted, n.not_established, n.not_checked)
    };
    of_code.map(line).collect()
}

#[track_caller]
fn holds(report: &Report, expected: &[(&str, &[&str])]) {
    for (code, wanted) in expected {
        assert_eq!(lines(report, code), *wanted, "{code}");
    }
}

#[test]
fn a_pack_part_by_part() {
    let report = report(&recorded("evidence-pack"), json!({}));
    let expected: [(&str, &[&str]); 21] = [
        ("entries.content", &["hash 1320/0/0/0"]),
        ("entries.status", &["hash 120/0/0/0"]),
        ("entries.order", &["hash 120/0/0/0"]),
        ("entries.grant", &["cross-checked 75/25/0/20"]),
        ("meta.schema-version", &["cross-checked 1/0/0/0"]),
        ("meta.generated-at", &["cross-checked 0/0/1/0"]),
        ("meta.since", &["cross-checked 1/0/0/0"]),
        ("meta.until", &["asserted 0/0/0/1"]),
        ("meta.framework", &["asserted 0/0/0/1"]),
        ("summary.audit-entries", &["cross-checked 4/0/0/0"]),
        ("summary.grants", &["cross-checked 4/0/0/0"]),
        ("summary.policies", &["cross-checked 1/0/0/0"]),
        ("summary.agents", &["uncheckable 0/0/0/4"]),
        ("summary.plan", &["asserted 0/0/0/1"]),
        ("grants.parties", &["cross-checked 24/0/0/0"]),
        ("grants.dates", &["cross-checked 0/0/24/0"]),
        ("grants.status", &["cross-checked 0/0/8/0"]),
        ("grants.scopes", &["uncheckable 0/0/0/8"]),
        ("grants.other", &["asserted 0/0/0/16"]),
        ("policies", &["uncheckable 0/0/0/33"]),
        ("chain-integrity", &["cross-checked 4/0/0/0"]),
    ];
    holds(&report, &expected);
    assert_eq!(report.claims.parts.len(), expected.len());
    let first = &report.claims.parts[0];
    assert_eq!((first.part.as_str(), first.members.len()), ("/auditEntries/*", 11));
    assert_eq!(first.checks, [CheckCode::ChainContent]);
}

#[test]
fn an_export_part_by_part() {
    let report = report(&recorded("export-audit"), json!({}));
    holds(
        &report,
        &[
            ("entries.content", &["hash 1320/0/0/0"]),
            ("entries.grant", &["asserted 0/0/0/120"]),
            ("meta.generated-at", &["cross-checked 0/0/1/0"]),
            ("total", &["cross-checked 1/0/0/0"]),
        ],
    );
    let places: Vec<&str> = report.claims.parts.iter().map(|part| part.part.as_str()).collect();
    assert_eq!(places, ["/entries/*", "/entries/*", "/entries", "/entries/*", "", ""]);
}

#[test]
fn a_status_in_format_a_is_counted_at_most() {
    let eras = recorded("evidence-pack-eras");
    holds(&report(&eras, json!({})), &[("entries.status", &["hash 30/0/0/0", "cross-checked 0/0/10/0"])]);
    let counts = eras.find("\"auditEntries\":{").unwrap();
    let end = counts + eras[counts..].find("},").unwrap() + 2;
    let uncounted = format!("{}{}", &eras[..counts], &eras[end..]);
    holds(&report(&uncounted, json!({})), &[("entries.status", &["hash 30/0/0/0", "asserted 0/0/0/10"]), ("summary.audit-entries", &[])]);
}

/// What was edited is contradicted, and nothing beside it but what hangs on it.
#[test]
fn an_edit_shows_in_its_own_statements() {
    let of = |name: &str| report(&recorded(name), json!({}));
    holds(
        &of("tampered-two-principals"),
        &[
            ("entries.content", &["hash 1298/22/0/0"]),
            ("entries.status", &["hash 118/2/0/0"]),
            // What an entry names is known only where its content is.
            ("entries.order", &["hash 118/0/2/0"]),
            ("grants.parties", &["cross-checked 23/1/0/0"]),
            ("chain-integrity", &["cross-checked 4/0/0/0"]),
        ],
    );
    holds(&of("deleted-entry"), &[("entries.order", &["hash 118/1/0/0"]), ("entries.content", &["hash 1309/0/0/0"])]);
    holds(&of("deleted-head"), &[("meta.since", &["cross-checked 0/1/0/0"]), ("chain-integrity", &["cross-checked 0/4/0/0"])]);
    holds(&of("same-millisecond-fork"), &[("entries.order", &["hash 5/0/1/0"])]);
    let miscounted = edited("evidence-pack", |pack| pack["summary"]["auditEntries"]["total"] = json!(119));
    holds(&report(&miscounted, json!({})), &[("summary.audit-entries", &["cross-checked 0/4/0/0"])]);
    let unread = edited("evidence-pack", |pack| pack["auditEntries"][7]["action"] = json!(5));
    holds(&report(&unread, json!({})), &[("entries.content", &["hash 1309/0/11/0"]), ("entries.order", &["hash 119/0/1/0"])]);
}

#[test]
fn a_window_is_only_claimed_until_somebody_tells() {
    let window = recorded("evidence-pack-window");
    let since = json!("2026-11-23T14:44:42.568Z");
    holds(&report(&window, json!({})), &[("meta.since", &["cross-checked 0/0/1/0"]), ("entries.order", &["hash 50/0/0/1"])]);
    holds(&report(&window, json!({ "expected": { "since": since } })), &[("meta.since", &["cross-checked 1/0/0/0"])]);
    holds(&report(&window, json!({ "expected": { "since": null } })), &[("meta.since", &["cross-checked 0/1/0/0"])]);
    // Asked for whole, or not: the end is only claimed where nobody tells.
    let whole = recorded("evidence-pack");
    let told = json!({ "expected": { "since": null, "until": null, "framework": "all" } });
    let claimed: [(&str, &[&str]); 2] = [("meta.until", &["cross-checked 1/0/0/0"]), ("meta.framework", &["cross-checked 1/0/0/0"])];
    holds(&report(&whole, told), &claimed);
    // A head taken away, and a window written over the gap: contradicted by what was asked.
    let forged = recorded("deleted-head").replace("\"framework\":\"all\"", "\"since\":\"2026-11-23T14:44:42.000Z\",\"framework\":\"all\"");
    holds(&report(&forged, json!({})), &[("meta.since", &["cross-checked 0/0/1/0"])]);
    holds(&report(&forged, json!({ "expected": { "since": null } })), &[("meta.since", &["cross-checked 0/1/0/0"])]);
}

#[test]
fn what_no_hash_covers_is_named() {
    holds(&report(&recorded("erasure-marker"), json!({})), &[("entries.erasure-marker", &["asserted 0/0/0/30"])]);
    let added = edited("evidence-pack", |pack| {
        pack["auditEntries"][3]["approvedBy"] = json!("the board");
        pack["auditEntries"][4]["approvedBy"] = json!("the board");
        pack["auditEntries"][4]["reviewed"] = json!(true);
        pack["meta"]["note"] = json!("x");
        pack["policies"][0]["note"] = json!("x");
        pack["grants"][0]["note"] = json!("x");
        pack["note"] = json!("x");
    });
    let of = |text: &str| report(text, json!({}));
    let report = of(&added);
    holds(&report, &[("entries.unprotected-member", &["asserted 0/0/0/3"]), ("unknown-member", &["asserted 0/0/0/4"])]);
    let named = report.claims.parts.iter().find(|part| part.code == ClaimCode::EntriesUnprotectedMember).unwrap();
    assert_eq!(named.members, ["approvedBy", "reviewed"]);
    // More names than are listed.
    let many = edited("evidence-pack", |pack| {
        for n in 0..40 {
            pack["auditEntries"][n][format!("extra{n:02}")] = json!(n);
        }
    });
    let report = of(&many);
    let named = report.claims.parts.iter().find(|part| part.code == ClaimCode::EntriesUnprotectedMember).unwrap();
    assert_eq!((named.members.len(), named.members[0].as_str(), named.members[16].as_str()), (17, "extra00", "…"));
    assert_eq!(named.statements.not_checked, 40);
}

#[test]
fn a_grant_that_no_action_names_is_only_claimed() {
    let unused = edited("evidence-pack", |pack| {
        let mut grant = pack["grants"][0].clone();
        grant["grantId"] = json!("grnt_of_nobody");
        pack["grants"].as_array_mut().unwrap().push(grant);
    });
    let parts: [(&str, &[&str]); 2] = [
        ("grants.parties", &["cross-checked 24/0/0/0", "asserted 0/0/0/3"]),
        ("grants.dates", &["cross-checked 0/0/24/0", "asserted 0/0/0/3"]),
    ];
    holds(&report(&unused, json!({})), &parts);
    // Grants after the entries are held against nothing: entries are not kept for them.
    let pack: Value = serde_json::from_str(&recorded("evidence-pack")).unwrap();
    let late = format!(r#"{{"meta":{},"auditEntries":{},"grants":{}}}"#, pack["meta"], pack["auditEntries"], pack["grants"]);
    let parts: [(&str, &[&str]); 2] = [("entries.grant", &["asserted 0/0/0/120"]), ("grants.parties", &["asserted 0/0/0/24"])];
    holds(&report(&late, json!({})), &parts);
}

/// Every count adds up, and a hundred percent is said only of all.
#[test]
fn the_coverage_is_that_of_the_lines() {
    for name in RECORDED {
        for options in [json!({}), json!({ "expected": { "since": null, "until": null } })] {
            let report = report(&recorded(name), options);
            let (parts, coverage) = (&report.claims.parts, report.claims.coverage);
            assert_eq!(parts.iter().map(|part| part.statements.total()).sum::<u64>(), coverage.statements, "{name}");
            let bindings = coverage.by_binding;
            let bound = [bindings.hash, bindings.cross_checked, bindings.asserted, bindings.uncheckable];
            assert_eq!(bound.iter().sum::<u64>(), coverage.statements, "{name}");
            assert_eq!(coverage.by_outcome.total(), coverage.statements, "{name}");
            assert!(coverage.bound_percent <= coverage.proved_percent && coverage.proved_percent <= 100, "{name}");
            assert_eq!(
                coverage.proved_percent == 100,
                coverage.by_outcome.proved == coverage.statements && coverage.statements > 0,
                "{name}"
            );
            assert_eq!(
                coverage.bound_entry_bytes_percent == 100,
                report.chain_integrity.checked_entries == report.entries.total && report.entries.total > 0,
                "{name}"
            );
            // Thirteen statements an entry, in whatever lines.
            let of_entries = |part: &&grantex_compliance::report::ClaimedPart| {
                matches!(part.code, ClaimCode::EntriesContent | ClaimCode::EntriesStatus | ClaimCode::EntriesOrder)
            };
            assert_eq!(
                parts.iter().filter(of_entries).map(|part| part.statements.total()).sum::<u64>(),
                13 * report.entries.total,
                "{name}"
            );
            // A contradicted hash is an error finding, and no hash is contradicted without one.
            let refuted = parts.iter().any(|part| json!(part.binding) == "hash" && part.outcome == ClaimOutcome::Contradicted);
            let chain =
                report.findings.iter().any(|finding| json!(finding.severity) == "error" && finding.code.as_str().starts_with("chain."));
            assert_eq!(refuted, chain, "{name}");
        }
    }
}

/// A real server made every recorded claim of the very entries that it sent, so its check must say the same.
#[test]
fn the_servers_check_says_what_the_server_says() {
    let mut claims = 0;
    for name in RECORDED {
        let Some(claim) = report(&recorded(name), json!({})).server_claim else { continue };
        assert_eq!(claim.as_modelled, Some(true), "{name}");
        let modelled = claim.modelled.unwrap();
        assert_eq!(
            (claim.valid, claim.checked_entries, claim.first_broken_at),
            (modelled.valid, Some(modelled.checked_entries), modelled.first_broken_at),
            "{name}"
        );
        claims += 1;
    }
    assert_eq!(claims, 18);
}

#[test]
fn a_claim_that_the_servers_check_explains_is_told_from_one_that_it_does_not() {
    let of = |text: &str| report(text, json!({}));
    let mismatch = |report: &Report| {
        let finding = report.findings.iter().find(|finding| finding.code == FindingCode::PackServerClaimMismatch);
        finding.map(|finding| finding.params.get("explained").unwrap().clone())
    };
    // It stops at the first break.
    let stopped = of(&recorded("tampered-two-principals"));
    let claim = stopped.server_claim.as_ref().unwrap();
    assert_eq!((claim.agrees, claim.as_modelled, claim.modelled.as_ref().unwrap().not_reached), (Some(true), Some(true), 59));
    assert_eq!(mismatch(&stopped), None);
    // It does not know where a chain begins, nor erasure markers.
    let headless = of(&recorded("deleted-head"));
    let claim = headless.server_claim.as_ref().unwrap();
    assert_eq!((claim.agrees, claim.as_modelled), (Some(false), Some(true)));
    assert_eq!(claim.modelled.as_ref().unwrap().not_noticed, [FindingCode::ChainGenesisMissing]);
    assert_eq!(mismatch(&headless), Some(Param::Text("yes".to_owned())));
    assert_eq!(mismatch(&of(&recorded("erasure-marker"))), Some(Param::Text("yes".to_owned())));
    // A document that was edited after the server had made its claim.
    let honest = json!({ "valid": true, "checkedEntries": 120, "firstBrokenAt": null, "reason": null });
    let forged = of(&edited("tampered-action", |pack| pack["chainIntegrity"] = honest.clone()));
    let claim = forged.server_claim.as_ref().unwrap();
    assert_eq!((claim.agrees, claim.as_modelled), (Some(false), Some(false)));
    assert_eq!(mismatch(&forged), Some(Param::Text("no".to_owned())));
    // Right, but not what that check says: a number that it can't give.
    let odd = of(&edited("evidence-pack", |pack| pack["chainIntegrity"]["checkedEntries"] = json!(119)));
    let claim = odd.server_claim.as_ref().unwrap();
    assert_eq!((claim.agrees, claim.as_modelled), (Some(true), Some(false)));
    holds(&odd, &[("chain-integrity", &["cross-checked 2/0/2/0"])]);
    // What an older server leaves out is not held against it.
    let older = of(&edited("tampered-action", |pack| drop(pack["chainIntegrity"].as_object_mut().unwrap().remove("reason"))));
    assert_eq!(older.server_claim.unwrap().as_modelled, Some(true));
    // No server sends an entry that can't be read.
    let unread = of(&edited("evidence-pack", |pack| pack["auditEntries"][7]["action"] = json!(5)));
    let claim = unread.server_claim.as_ref().unwrap();
    assert_eq!((claim.modelled.as_ref(), claim.as_modelled), (None, None));
    assert_eq!(mismatch(&unread), Some(Param::Text("unknown".to_owned())));
}

#[test]
fn policies_changed_inside_the_period_are_named() {
    let none = report(&recorded("evidence-pack"), json!({}));
    assert_eq!(none.policy_changes.as_ref().unwrap().total, 0);
    assert!(!none.limits.iter().any(|limit| limit.code == LimitCode::PolicyHistory));
    assert_eq!(report(&recorded("export-audit"), json!({})).policy_changes, None);

    let (first, before) = ("2026-11-23T14:44:42.393Z", "2026-11-23T14:44:42.392Z");
    let changed = edited("evidence-pack", |pack| {
        // At the first entry's time, and so not after it; later, but as it was made; later.
        for (n, (created, updated)) in
            [(before, first), ("2026-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"), (before, "2026-11-24T00:00:00.000Z")]
                .into_iter()
                .enumerate()
        {
            pack["policies"][n]["createdAt"] = json!(created);
            pack["policies"][n]["updatedAt"] = json!(updated);
        }
    });
    let found = report(&changed, json!({}));
    let changes = found.policy_changes.as_ref().unwrap();
    let pack: Value = serde_json::from_str(&changed).unwrap();
    assert_eq!((changes.total, changes.latest.len()), (1, 1));
    assert_eq!(
        json!(changes.latest[0]),
        json!({ "id": pack["policies"][2]["id"], "name": pack["policies"][2]["name"], "updatedAt": "2026-11-24T00:00:00.000Z" })
    );
    assert!(found.limits.iter().any(|limit| limit.code == LimitCode::PolicyHistory));
    // A window begins where it says, which is before its first entry.
    let window = edited("evidence-pack", |pack| {
        pack["meta"]["since"] = json!("2026-11-01T00:00:00.000Z");
        pack["policies"][0]["createdAt"] = json!("2026-10-01T00:00:00.000Z");
        pack["policies"][0]["updatedAt"] = json!("2026-11-02T00:00:00.000Z");
    });
    assert_eq!(report(&window, json!({})).policy_changes.unwrap().total, 1);

    // Of very many, the latest are named and all are counted.
    let many = edited("evidence-pack", |pack| {
        let like = pack["policies"][0].clone();
        let policies = (0..450).map(|n| {
            let mut policy = like.clone();
            policy["id"] = json!(format!("pol_{n}"));
            policy["createdAt"] = json!(before);
            policy["updatedAt"] = json!(format!("2026-12-01T00:{:02}:{:02}.000Z", (n * 7 % 450) / 60, (n * 7 % 450) % 60));
            policy
        });
        pack["policies"] = policies.collect();
    });
    let changes = report(&many, json!({})).policy_changes.unwrap();
    assert_eq!((changes.total, changes.latest.len()), (450, 100));
    assert_eq!(changes.latest[0].updated_at, "2026-12-01T00:07:29.000Z");
    assert!(changes.latest.is_sorted_by(|a, b| a.updated_at > b.updated_at));
    assert_eq!(changes.latest[99].updated_at, "2026-12-01T00:05:50.000Z");
}

/// A grant that is missing because it was issued before the window is told from an action outside of its grant.
#[test]
fn a_window_explains_what_a_whole_pack_does_not() {
    let access = |report: &Report| report.checks.iter().find(|check| check.code == CheckCode::AccessReplay).unwrap().clone();
    let windows = |report: &Report| -> Vec<Param> {
        let absent = report.findings.iter().filter(|finding| finding.code == FindingCode::AccessGrantNotInPack);
        absent.map(|finding| finding.params.get("window").unwrap().clone()).collect()
    };
    let window = report(&recorded("evidence-pack-window"), json!({}));
    assert_eq!(
        (access(&window).outcome, access(&window).detail.as_str()),
        (Outcome::NotEstablished, "42 actions name a grant that is not in the pack, as is normal in a window.")
    );
    assert_eq!(windows(&window), vec![Param::Text("yes".to_owned()); 8]);
    assert!(
        window.findings.iter().all(|finding| !finding.code.as_str().starts_with("access.") || finding.message.contains("as is normal"))
    );

    let taken = edited("evidence-pack", |pack| drop(pack["grants"].as_array_mut().unwrap().remove(0)));
    let taken = report(&taken, json!({}));
    let outside = lines(&taken, "entries.grant");
    assert_eq!(windows(&taken), vec![Param::Text("no".to_owned())]);
    let detail = access(&taken).detail;
    assert!(
        detail.starts_with("Outside their grants: ") && detail.contains("Apart from these, ") && detail.contains("no window explains it"),
        "{detail}"
    );
    // Violations and absent grants stand apart in the ledger, too.
    let [line] = outside.as_slice() else { panic!("{outside:?}") };
    let counts: Vec<u64> = line.strip_prefix("cross-checked ").unwrap().split('/').map(|n| n.parse().unwrap()).collect();
    assert!(counts[1] > 0 && counts[2] > 0 && counts.iter().sum::<u64>() == 120, "{line}");
}

#[test]
fn a_document_cut_off_has_a_ledger_of_what_came_before() {
    let text = recorded("tampered-metadata");
    let error = verify(&text.as_bytes()[..80_000], VerifyOptions { sample: Some(5), ..VerifyOptions::default() }).unwrap_err();
    let partial = error.partial().unwrap();
    let rows = partial.entries.total;
    assert_eq!(lines(partial, "entries.content"), [format!("hash {}/11/0/0", 11 * (rows - 1))]);
    assert_eq!(lines(partial, "summary.audit-entries"), ["asserted 0/0/0/4"]);
    // What was not read to its end has no fingerprint, and so no sample.
    assert_eq!((partial.document.sha256.as_ref(), partial.sample.as_ref()), (None, None));
}

#[test]
fn samples_have_bounds() {
    let options = |sample: Value| VerifyOptions::from_json(json!({ "sample": sample }).to_string().as_bytes());
    for refused in [json!(0), json!(10_001), json!(-1), json!(1.5), json!("25")] {
        let refusal = options(refused.clone()).and_then(|options| verify(recorded("evidence-pack").as_bytes(), options));
        assert_eq!(refusal.unwrap_err().code(), "options.invalid", "{refused}");
    }
    let text = recorded("evidence-pack");
    let sample = |size: u64| report(&text, json!({ "sample": size })).sample.unwrap();
    let (few, many) = (sample(25), sample(10_000));
    assert_eq!((few.entries.len(), many.entries.len(), few.population), (25, 120, 120));
    // Of a larger sample, the smaller is the beginning.
    let mut first: Vec<_> = many.entries.into_iter().filter(|entry| entry.draw <= 25).collect();
    first.sort_by_key(|entry| entry.index);
    assert_eq!(first, few.entries);
}
