//! For each finding code a document that raises it: a recorded one, or a recorded one after a small change.

use grantex_compliance::report::FindingCode;
use grantex_compliance::{Checkpoint, Expected, Finding, Report, VerifyOptions, explain_entry, verify};

/// A document and how to verify it.
pub(crate) struct Example {
    /// What was done, in words; the docs quote it.
    pub(crate) made: &'static str,
    document: String,
    options: VerifyOptions,
}

impl Example {
    fn of(made: &'static str, document: String) -> Self {
        Self { made, document, options: VerifyOptions::default() }
    }

    fn options(mut self, options: VerifyOptions) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn report(&self) -> Report {
        verify(self.document.as_bytes(), self.options.clone()).unwrap()
    }

    /// The finding as the docs quote it: where, and what.
    pub(crate) fn line(&self, code: FindingCode) -> String {
        let report = self.report();
        let finding = report.findings.iter().find(|finding| finding.code == code);
        let Finding { severity, pointer, message, .. } = finding.unwrap_or_else(|| panic!("`{}` raises no {}", self.made, code.as_str()));
        let place = pointer.as_deref().map_or_else(String::new, |pointer| format!(" at `{pointer}`"));
        format!("{}{place}: {message}", format!("{severity:?}").to_lowercase())
    }
}

pub(crate) fn recorded(name: &str) -> String {
    let path = format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn pack() -> String {
    recorded("evidence-pack")
}

/// The text with one passage replaced, which must be there.
pub(crate) fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not there");
    text.replacen(from, to, 1)
}

/// Where an entry's text stands. In the recorded packs each starts with `entryId`.
pub(crate) fn span(text: &str, index: usize) -> std::ops::Range<usize> {
    let start = text.match_indices(r#"{"entryId":"#).nth(index).unwrap().0;
    let rest = &text[start..];
    start..start + rest.find(r#",{"entryId":"#).or_else(|| rest.find(r#"],"policies""#)).unwrap()
}

/// The pack with one entry changed and, where a format is named, hashed anew as somebody who covers their tracks would.
pub(crate) fn with_entry(text: &str, index: usize, format: Option<&str>, edit: impl Fn(&str) -> String) -> String {
    let span = span(text, index);
    let mut entry = edit(&text[span.clone()]);
    if let Some(format) = format {
        let explained = explain_entry(entry.as_bytes()).unwrap();
        let digest = &explained.formats.iter().find(|explained| explained.format == format).unwrap().digest;
        entry = change(&entry, &explained.claimed_hash.unwrap(), digest);
    }
    format!("{}{entry}{}", &text[..span.start], &text[span.end..])
}

/// A member of an entry, name and value, in an entry whose text this is.
pub(crate) fn member<'a>(entry: &'a str, name: &str) -> &'a str {
    let start = entry.find(&format!("\"{name}\":\"")).unwrap();
    let value = start + name.len() + 4;
    &entry[start..=value + entry[value..].find('"').unwrap()]
}

fn expected(expected: Expected) -> VerifyOptions {
    VerifyOptions { expected, ..VerifyOptions::default() }
}

fn checkpoint_of(name: &str) -> VerifyOptions {
    let checkpoint: Option<Checkpoint> = verify(recorded(name).as_bytes(), VerifyOptions::default()).unwrap().checkpoint;
    assert!(checkpoint.is_some());
    VerifyOptions { checkpoint, ..VerifyOptions::default() }
}

/// The example of a code; a code without one is an error.
#[expect(clippy::too_many_lines, reason = "one table")]
pub(crate) fn example(code: FindingCode) -> Example {
    let text = pack();
    match code {
        FindingCode::ChainContentMismatch => {
            Example::of("`tampered-action.json`: the action of one entry was rewritten", recorded("tampered-action"))
        }
        FindingCode::ChainLinkMismatch => {
            Example::of("`deleted-entry.json`: one entry was deleted from the middle", recorded("deleted-entry"))
        }
        FindingCode::ChainGenesisMissing => Example::of("`deleted-head.json`: the oldest entry was deleted", recorded("deleted-head")),
        FindingCode::ChainGenesisUnexpected => Example::of(
            "`evidence-pack.json` with the `prevHash` of entry 60 made null and its hash computed anew",
            with_entry(&text, 60, Some("C"), |entry| change(entry, member(entry, "prevHash"), r#""prevHash":null"#)),
        ),
        FindingCode::ChainDuplicateEntry => {
            let (fifth, at) = (text[span(&text, 5)].to_owned(), span(&text, 10).start);
            Example::of(
                "`evidence-pack.json` with entry 5 put in once more before entry 10",
                format!("{}{fifth},{}", &text[..at], &text[at..]),
            )
        }
        FindingCode::ChainDeveloperMismatch => {
            let told = Expected { developer_id: Some(Some("dev_another".to_owned())), ..Expected::default() };
            Example::of("`evidence-pack.json` when another developer's chain was expected (`--developer dev_another`)", text)
                .options(expected(told))
        }
        FindingCode::ChainOutOfOrder => {
            let (first, second) = (span(&text, 10), span(&text, 11));
            let swapped = format!("{}{},{}{}", &text[..first.start], &text[second.clone()], &text[first], &text[second.end..]);
            Example::of("`evidence-pack.json` with entries 10 and 11 swapped", swapped)
        }
        FindingCode::ChainFormatRegression => Example::of(
            "`evidence-pack-eras.json` with the last entry hashed anew in format A",
            with_entry(&recorded("evidence-pack-eras"), 39, Some("A"), str::to_owned),
        ),
        FindingCode::ChainSameMillisecondOrder => {
            let text = recorded("same-millisecond-fork");
            let (newest, end) = (span(&text, 3).end, span(&text, 5).end);
            let made = "`same-millisecond-fork.json` up to entry 3: the newest millisecond, before anything followed";
            Example::of(made, format!("{}{}", &text[..newest], &text[end..]))
        }
        FindingCode::ChainSameMillisecondFork => Example::of(
            "`same-millisecond-fork.json`: the server forked its own chain within a millisecond",
            recorded("same-millisecond-fork"),
        ),
        FindingCode::ChainErasureMarker => {
            Example::of("`erasure-marker.json`: a data-erasure request was carried out", recorded("erasure-marker"))
        }
        FindingCode::ChainStatusUnprotected => {
            Example::of("`evidence-pack-eras.json`: a chain that began in format A", recorded("evidence-pack-eras"))
        }
        FindingCode::DocumentMalformedEntry => Example::of(
            "`evidence-pack.json` with the action of entry 3 made a number",
            with_entry(&text, 3, None, |entry| change(entry, member(entry, "action"), r#""action":7"#)),
        ),
        FindingCode::DocumentDuplicateMember => Example::of(
            "`evidence-pack.json` with a second `status` in entry 3",
            with_entry(&text, 3, None, |entry| change(entry, r#","status":"#, r#","status":"blocked","status":"#)),
        ),
        FindingCode::DocumentNumberPrecision => Example::of(
            "`evidence-pack.json` with a number of 21 digits in the metadata of entry 0, hashed anew",
            with_entry(&text, 0, Some("C"), |entry| change(entry, r#""metadata":{}"#, r#""metadata":{"n":123456789012345684321}"#)),
        ),
        FindingCode::DocumentUnsupportedSchema => Example::of(
            "`evidence-pack.json` with `schemaVersion` 2.0",
            change(&text, r#""schemaVersion":"1.0""#, r#""schemaVersion":"2.0""#),
        ),
        FindingCode::DocumentDeveloperIdMissing => Example::of(
            "`evidence-pack.json` with `developerId` taken out of entry 3",
            with_entry(&text, 3, None, |entry| change(entry, &format!("{},", member(entry, "developerId")), "")),
        ),
        FindingCode::DocumentLimitExceeded => Example::of(
            "`evidence-pack.json` with metadata nested 200 levels deep in entry 0",
            with_entry(&text, 0, None, |entry| {
                change(entry, r#""metadata":{}"#, &format!(r#""metadata":{{"deep":{}{}}}"#, "[".repeat(200), "]".repeat(200)))
            }),
        ),
        FindingCode::DocumentMemberMissing => Example::of(
            "`evidence-pack.json` with `status` taken out of entry 0",
            with_entry(&text, 0, None, |entry| change(entry, r#","status":"success""#, "")),
        ),
        FindingCode::DocumentUnprotectedMember => Example::of(
            "`evidence-pack.json` with `\"approvedBy\":\"the board\"` put into entry 3",
            with_entry(&text, 3, None, |entry| change(entry, r#","status":"#, r#","approvedBy":"the board","status":"#)),
        ),
        FindingCode::DocumentReserialized => Example::of(
            "`evidence-pack.json` with the timestamp of entry 3 written with `+00:00` for `Z`",
            with_entry(&text, 3, None, |entry| change(entry, r#"Z","status""#, r#"+00:00","status""#)),
        ),
        FindingCode::PackRequestMismatch => {
            let told = Expected { since: Some(Some("2026-01-01T00:00:00Z".to_owned())), ..Expected::default() };
            Example::of("`evidence-pack.json` when it was asked for with `--since 2026-01-01T00:00:00Z`", text).options(expected(told))
        }
        FindingCode::PackCountMismatch => Example::of(
            "`evidence-pack.json` with a summary that counts 100 entries more",
            change(&text, r#""total":120,"success":80"#, r#""total":220,"success":180"#),
        ),
        FindingCode::PackOutsideWindow => Example::of(
            "`evidence-pack-window.json` with a later `since` written into `meta`",
            change(&recorded("evidence-pack-window"), r#""since":"2026-11-23T14:44:42.568Z""#, r#""since":"2026-11-23T14:44:42.600Z""#),
        ),
        FindingCode::PackGeneratedBeforeEntry => Example::of(
            "`evidence-pack.json` with an earlier `generatedAt`",
            change(&text, r#""generatedAt":"2026-11-23T14:54:44.505Z""#, r#""generatedAt":"2026-11-23T14:44:42.880Z""#),
        ),
        FindingCode::PackServerClaimMismatch => {
            Example::of("`deleted-head.json`: the server does not look whether the beginning is there", recorded("deleted-head"))
        }
        FindingCode::PackPlanLimitReached => Example::of(
            "`evidence-pack.json` with a summary of the plan `free` and 20,000 entries",
            change(&change(&text, r#""total":120"#, r#""total":20000"#), r#""plan":"enterprise""#, r#""plan":"free""#),
        ),
        FindingCode::CheckpointMismatch => {
            Example::of("`deleted-tail.json` with the checkpoint of `evidence-pack.json`", recorded("deleted-tail"))
                .options(checkpoint_of("evidence-pack"))
        }
        FindingCode::CheckpointNotCovered => Example::of(
            "`evidence-pack-window.json` with the checkpoint of `evidence-pack.json`, whose head is later",
            recorded("evidence-pack-window"),
        )
        .options(checkpoint_of("evidence-pack")),
        FindingCode::AccessAfterRevocation => Example::of("`evidence-pack.json`, as recorded", text),
        FindingCode::AccessAfterExpiry => Example::of(
            "`evidence-pack.json` with a grant that expired before it was used",
            change(&text, r#""expiresAt":"2026-12-23T14:44:42.251Z""#, r#""expiresAt":"2026-11-23T14:44:42.300Z""#),
        ),
        FindingCode::AccessBeforeIssue => Example::of(
            "`evidence-pack.json` with a grant that was issued after its first use",
            change(&text, r#""issuedAt":"2026-11-23T14:44:42.250Z""#, r#""issuedAt":"2026-11-23T14:44:42.800Z""#),
        ),
        FindingCode::AccessAgentMismatch => Example::of(
            "`evidence-pack.json` with another agent in the first grant",
            change(&text, r#""agentId":"ag_01M84DVJ3QV2J53C16GWF4Y74W""#, r#""agentId":"ag_another""#),
        ),
        FindingCode::AccessPrincipalMismatch => Example::of(
            "`evidence-pack.json` with another principal in the first grant",
            change(&text, r#""principalId":"user_103""#, r#""principalId":"user_999""#),
        ),
        FindingCode::AccessGrantNotInPack => Example::of(
            "`evidence-pack.json` without its first grant's id",
            change(&text, r#"{"grantId":"grnt_01M84DVJ7NKZ7TYRRVFE4DST1Y""#, r#"{"grantId":"grnt_of_another_window""#),
        ),
        _ => panic!("{} has no example: add one here and to docs/findings.md", code.as_str()),
    }
}
