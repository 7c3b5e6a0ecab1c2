//! For each finding code two documents that differ in one thing, of which only the first raises it: the line that the code draws.

use grantex_compliance::report::FindingCode;
use grantex_compliance::{Report, VerifyOptions, verify};
use serde_json::{Value, json};

use crate::examples::{change, member, recorded, span, with_entry};

/// A document and what the verifier is told.
#[derive(Debug, PartialEq)]
pub(crate) struct Twin {
    text: String,
    told: Value,
}

impl Twin {
    pub(crate) fn report(&self) -> Report {
        verify(self.text.as_bytes(), VerifyOptions::from_json(self.told.to_string().as_bytes()).unwrap()).unwrap()
    }
}

/// How many things differ: stretches of the text, as far as they are longer than one edit, and options.
pub(crate) fn difference([a, b]: &[Twin; 2]) -> Result<(), String> {
    let (a_bytes, b_bytes) = (a.text.as_bytes(), b.text.as_bytes());
    let before = a_bytes.iter().zip(b_bytes).take_while(|(a, b)| a == b).count();
    let after = a_bytes[before..].iter().rev().zip(b_bytes[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let stretch = a_bytes.len().max(b_bytes.len()) - before - after;
    let names = |told: &Value| match told {
        // What was asked is several options.
        Value::Object(options) => {
            let one = |(name, value): (&String, &Value)| match (name.as_str(), value) {
                ("expected", Value::Object(asked)) => asked.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                _ => vec![(name.clone(), value.clone())],
            };
            options.iter().flat_map(one).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let (told_a, told_b) = (names(&a.told), names(&b.told));
    let here = told_a.iter().filter(|option| !told_b.contains(option)).count();
    let there = told_b.iter().filter(|option| !told_a.contains(option)).count();
    match (stretch, here.max(there)) {
        // The longest is one entry that is there or not.
        (1..=2_600, 0) | (0, 1) => Ok(()),
        (stretch, options) => Err(format!("{stretch} bytes and {options} options differ")),
    }
}

/// Two texts, told nothing.
fn texts(raises: String, does_not: String) -> [Twin; 2] {
    [raises, does_not].map(|text| Twin { text, told: json!({}) })
}

/// One text, told two things.
fn options(text: &str, raises: Value, does_not: Value) -> [Twin; 2] {
    [raises, does_not].map(|told| Twin { text: text.to_owned(), told })
}

/// The recorded pack, edited in one of two ways.
fn edited(text: &str, from: &str, raises: &str, does_not: &str) -> [Twin; 2] {
    texts(change(text, from, raises), change(text, from, does_not))
}

/// One entry, edited in one of two ways and, where a format is named, hashed anew.
fn entries(index: usize, format: Option<&str>, from: &str, raises: &str, does_not: &str) -> [Twin; 2] {
    [raises, does_not].map(|to| {
        let text = with_entry(&recorded("evidence-pack"), index, format, |entry| change(entry, from, to));
        Twin { text, told: json!({}) }
    })
}

/// The checkpoint that stands at an entry of the recorded pack.
fn checkpoint_at(index: usize) -> Value {
    let pack: Value = serde_json::from_str(&recorded("evidence-pack")).unwrap();
    let entry = &pack["auditEntries"][index];
    json!({ "checkpoint": {
        "schema": "grantex-compliance/checkpoint/1", "developerId": entry["developerId"], "entries": index + 1,
        "head": { "entryId": entry["entryId"], "hash": entry["hash"], "timestamp": entry["timestamp"] },
        "window": { "since": null, "until": null }, "documentSha256": null,
    } })
}

/// The recorded fork up to an entry: up to 3 it is the newest millisecond, after which nothing followed yet.
fn fork_up_to(index: usize) -> String {
    let text = recorded("same-millisecond-fork");
    let (from, to) = (span(&text, index).end, span(&text, 5).end);
    format!("{}{}", &text[..from], &text[to..])
}

/// The first raises the code, the second does not.
#[expect(clippy::too_many_lines, reason = "one table")]
pub(crate) fn twins(code: FindingCode) -> [Twin; 2] {
    let pack = recorded("evidence-pack");
    let status = r#","status":"#;
    match code {
        FindingCode::ChainContentMismatch => {
            let (text, original) = (recorded("tampered-action"), pack[span(&pack, 60)].to_owned());
            let restored = with_entry(&text, 60, None, |_| original.clone());
            texts(text, restored)
        }
        FindingCode::ChainLinkMismatch => {
            let (text, original) = (recorded("deleted-entry"), &pack[span(&pack, 60)]);
            let at = span(&text, 60).start;
            let restored = format!("{}{original},{}", &text[..at], &text[at..]);
            texts(text, restored)
        }
        FindingCode::ChainGenesisMissing => {
            let text = recorded("deleted-head");
            let first = text[span(&text, 0)].to_owned();
            let since = member(&first, "timestamp").replace("timestamp", "since");
            let window = change(&text, r#""framework":"#, &format!(r#"{since},"framework":"#));
            texts(text, window)
        }
        FindingCode::ChainGenesisUnexpected => {
            let entry = pack[span(&pack, 60)].to_owned();
            entries(60, Some("C"), member(&entry, "prevHash"), r#""prevHash":null"#, member(&entry, "prevHash"))
        }
        FindingCode::ChainDuplicateEntry => {
            let (fifth, at) = (pack[span(&pack, 5)].to_owned(), span(&pack, 10).start);
            let id = member(&fifth, "entryId");
            let other = format!("{}X\"", &id[..id.len() - 2]);
            texts(
                format!("{}{fifth},{}", &pack[..at], &pack[at..]),
                format!("{}{},{}", &pack[..at], change(&fifth, id, &other), &pack[at..]),
            )
        }
        FindingCode::ChainDeveloperMismatch => {
            let told = |id: &str| json!({ "expected": { "developerId": id } });
            options(&pack, told("dev_01M84DT0MR5QYQJ23CP3KD1MDR"), told("dev_01M84DT0MR5QYQJ23CP3KD1MDQ"))
        }
        FindingCode::ChainOutOfOrder => {
            let (first, second) = (span(&pack, 10), span(&pack, 11));
            let swapped = format!("{}{},{}{}", &pack[..first.start], &pack[second.clone()], &pack[first], &pack[second.end..]);
            texts(swapped, pack)
        }
        FindingCode::ChainFormatRegression => {
            let hashed = |format| with_entry(&recorded("evidence-pack-eras"), 39, Some(format), str::to_owned);
            texts(hashed("A"), hashed("C"))
        }
        FindingCode::ChainSameMillisecondOrder => texts(fork_up_to(3), fork_up_to(4)),
        FindingCode::ChainSameMillisecondFork => texts(fork_up_to(4), fork_up_to(3)),
        FindingCode::ChainErasureMarker => entries(
            0,
            None,
            r#""metadata":{}"#,
            r#""metadata":{"erasedAt":"2026-11-23T15:00:00.000Z"}"#,
            r#""metadata":{"erasedBy":"2026-11-23T15:00:00.000Z"}"#,
        ),
        FindingCode::ChainStatusUnprotected => {
            let hashed = |format| with_entry(&pack, 119, Some(format), str::to_owned);
            texts(hashed("A"), hashed("C"))
        }
        FindingCode::DocumentMalformedEntry => entries(3, None, r#""action":"tool.run:fetch""#, r#""action":7"#, r#""action":"7""#),
        FindingCode::DocumentDuplicateMember => {
            entries(3, None, status, r#","status":"success","status":"#, r#","Status":"success","status":"#)
        }
        FindingCode::DocumentNumberPrecision => entries(
            0,
            Some("C"),
            r#""metadata":{}"#,
            r#""metadata":{"n":123456789012345680001}"#,
            r#""metadata":{"n":123456789012345680000}"#,
        ),
        FindingCode::DocumentUnsupportedSchema => {
            edited(&pack, r#""schemaVersion":"1.0""#, r#""schemaVersion":"1.1""#, r#""schemaVersion":"1.0""#)
        }
        FindingCode::DocumentDeveloperIdMissing => {
            let text = with_entry(&pack, 3, None, |entry| change(entry, &format!("{},", member(entry, "developerId")), ""));
            options(&text, json!({}), json!({ "developerId": "dev_01M84DT0MR5QYQJ23CP3KD1MDQ" }))
        }
        FindingCode::DocumentLimitExceeded => {
            let nested = |levels: usize| format!(r#""metadata":{{"deep":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
            // The document, its list of entries, the entry and its metadata are levels 1 to 4.
            entries(0, None, r#""metadata":{}"#, &nested(125), &nested(124))
        }
        FindingCode::DocumentMemberMissing => entries(0, None, r#","status":"success""#, "", r#","status":"success""#),
        FindingCode::DocumentUnprotectedMember => {
            let entry = with_entry(&pack, 0, None, |entry| change(entry, "{}", r#"{},"approvedBy":"the board""#));
            texts(entry, with_entry(&pack, 0, None, |entry| change(entry, "{}", r#"{"approvedBy":"the board"}"#)))
        }
        FindingCode::DocumentReserialized => entries(3, None, r#"Z","status""#, r#"+00:00","status""#, r#"Z","status""#),
        FindingCode::PackRequestMismatch => options(
            &recorded("evidence-pack-window"),
            json!({ "expected": { "since": "2026-11-23T14:44:42.567Z" } }),
            json!({ "expected": { "since": "2026-11-23T15:44:42.568+01:00" } }),
        ),
        FindingCode::PackCountMismatch => {
            edited(&pack, r#""total":120,"success":80"#, r#""total":121,"success":81"#, r#""total":120,"success":80"#)
        }
        FindingCode::PackOutsideWindow => {
            let since = |millis| format!(r#""since":"2026-11-23T14:44:42.{millis}Z""#);
            edited(&recorded("evidence-pack-window"), &since(568), &since(569), &since(568))
        }
        FindingCode::PackGeneratedBeforeEntry => {
            let generated = |millis| format!(r#""generatedAt":"2026-11-23T14:44:42.{millis}Z""#);
            edited(&pack, r#""generatedAt":"2026-11-23T14:54:44.505Z""#, &generated(881), &generated(882))
        }
        FindingCode::PackServerClaimMismatch => {
            let text = recorded("tampered-action");
            let claim = r#""checkedEntries":60,"firstBrokenAt":"alog_01M84DVJGHN2F9C8TSTHH7N02"#;
            edited(&text, &format!("{claim}S"), &format!("{claim}T"), &format!("{claim}S"))
        }
        FindingCode::PackPlanLimitReached => {
            let free = change(&pack, r#""plan":"enterprise""#, r#""plan":"free""#);
            edited(&free, r#""total":120"#, r#""total":20000"#, r#""total":19999"#)
        }
        FindingCode::CheckpointMismatch => {
            let kept = checkpoint_at(119);
            let mut other = kept.clone();
            let hash = kept["checkpoint"]["head"]["hash"].as_str().unwrap();
            other["checkpoint"]["head"]["hash"] = json!(format!("{}b", &hash[..63]));
            options(&pack, other, kept)
        }
        // The window begins at entry 40.
        FindingCode::CheckpointNotCovered => options(&recorded("evidence-pack-window"), checkpoint_at(38), checkpoint_at(39)),
        FindingCode::AccessAfterRevocation => {
            // Of the two grants that were revoked, one; its last action is at .879.
            let text = change(&pack, r#""revokedAt":"2026-11-23T14:44:42.363Z""#, r#""revokedAt":null"#);
            let revoked = |millis| format!(r#""revokedAt":"2026-11-23T14:44:42.{millis}Z""#);
            edited(&text, &revoked(370), &revoked(878), &revoked(879))
        }
        FindingCode::AccessAfterExpiry => {
            // Its last action is at .862, when it must not have run out.
            let expires = |millis| format!(r#""expiresAt":"2026-11-23T14:44:42.{millis}Z""#);
            edited(&pack, r#""expiresAt":"2026-12-23T14:44:42.251Z""#, &expires(862), &expires(863))
        }
        FindingCode::AccessBeforeIssue => {
            // Its first action is at .393.
            let issued = |millis| format!(r#""issuedAt":"2026-11-23T14:44:42.{millis}Z""#);
            edited(&pack, &issued(250), &issued(394), &issued(393))
        }
        FindingCode::AccessAgentMismatch => {
            let agent = r#""agentId":"ag_01M84DVJ3QV2J53C16GWF4Y74"#;
            edited(&pack, &format!("{agent}W"), &format!("{agent}X"), &format!("{agent}W"))
        }
        FindingCode::AccessPrincipalMismatch => {
            edited(&pack, r#""principalId":"user_103""#, r#""principalId":"user_104""#, r#""principalId":"user_103""#)
        }
        FindingCode::AccessGrantNotInPack => {
            let grant = r#"{"grantId":"grnt_01M84DVJ7NKZ7TYRRVFE4DST1"#;
            edited(&pack, &format!("{grant}Y"), &format!("{grant}Z"), &format!("{grant}Y"))
        }
        _ => panic!("{} has no twins: add them here", code.as_str()),
    }
}
