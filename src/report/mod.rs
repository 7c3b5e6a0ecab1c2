//! The report: what was proved, what was contradicted, and what could not be established.
//!
//! One type serves the crate, the package, the command line and the page. It is plain data; the same bytes and options
//! give the same report on every platform, apart from [`Report::run`].

mod checkpoint;
mod claims;
mod codes;
pub(crate) mod controls;
mod finding;
pub(crate) mod ledger;
pub(crate) mod messages;
pub(crate) mod notes;
mod quote;
mod sample;
mod sorted_map;

use serde::{Deserialize, Serialize};

use crate::json::{json_object, json_text, to_json};

pub use checkpoint::{CHECKPOINT_SCHEMA, Checkpoint, CheckpointHead, CheckpointWindow};
pub use claims::{Binding, BindingCounts, ClaimCode, ClaimCoverage, ClaimOutcome, ClaimedPart, Claims, OutcomeCounts};
pub use codes::{Cause, CheckCode, FindingCode, LimitCode, Severity};
pub use controls::{ControlFramework, ControlSupport};
pub use finding::{Finding, Param, Params};
pub use quote::{quote, quote_bytes, quote_value};
pub use sample::{SAMPLE_METHOD, Sample, SampledEntry};
pub use sorted_map::SortedMap;

/// The schema name that every report carries.
pub const REPORT_SCHEMA: &str = "grantex-compliance/report/1";

/// The answer. Exhaustive on purpose: a new verdict should break its readers' builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Verdict {
    /// Every entry's content and every link was established.
    Intact,
    /// At least one error finding.
    Broken,
    /// Nothing is broken, but something the verdict needs could not be established.
    Inconclusive,
}

impl Verdict {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Broken => "broken",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Whether the caller's checkpoint was found in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Assurance {
    /// The checkpoint's head is in the pack, or the pack continues right after it.
    Anchored,
    /// No checkpoint was given, or it was not found: a missing tail or a rewritten chain would not show.
    Unanchored,
}

impl Assurance {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anchored => "anchored",
            Self::Unanchored => "unanchored",
        }
    }
}

/// The kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum DocumentKind {
    /// `GET /v1/compliance/evidence-pack`.
    EvidencePack,
    /// `GET /v1/compliance/export/audit`.
    AuditExport,
}

impl DocumentKind {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EvidencePack => "evidence-pack",
            Self::AuditExport => "audit-export",
        }
    }
}

/// What was compared, and how it came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Outcome {
    /// Established.
    Passed,
    /// Contradicted.
    Failed,
    /// Tried, but the document does not hold what it takes.
    NotEstablished,
    /// Not tried, because what it takes was not given.
    NotChecked,
}

impl Outcome {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotEstablished => "not-established",
            Self::NotChecked => "not-checked",
        }
    }
}

/// One check with its outcome. Every report lists every check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Check {
    /// Which check.
    pub code: CheckCode,
    /// How it came out.
    pub outcome: Outcome,
    /// The outcome in words.
    pub detail: String,
}

/// Which member of an entry broke first, in the server's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum BreakReason {
    /// `prevHash` is not the hash of the entry before.
    Link,
    /// `hash` is not the hash of the entry's members.
    Content,
}

impl BreakReason {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Content => "content",
        }
    }
}

/// The documented `chainIntegrity`, recomputed here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct RecomputedIntegrity {
    /// Every `chain.*` check was established.
    pub valid: bool,
    /// Entries whose content was established.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub checked_entries: u64,
    /// Timestamp of the first broken entry, as documented.
    pub first_broken_at: Option<String>,
    /// Its id.
    pub first_broken_entry_id: Option<String>,
    /// Its index among the entries, from 0.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub first_broken_index: Option<u64>,
    /// What broke there; content comes before link.
    pub reason: Option<BreakReason>,
}

/// The server's own claim, and whether it agrees with what was recomputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ServerClaim {
    /// `chainIntegrity.valid` as received.
    pub valid: bool,
    /// `chainIntegrity.checkedEntries` as received.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub checked_entries: Option<u64>,
    /// `chainIntegrity.firstBrokenAt` as received: an entry's id or a timestamp.
    pub first_broken_at: Option<String>,
    /// `chainIntegrity.reason` as received; older servers leave it out.
    pub reason: Option<String>,
    /// The same `valid` and, where false, the same entry. `null` when there was nothing to compare with.
    pub agrees: Option<bool>,
    /// What the server's own check says of these entries. `null` when there are some that it can't have sent.
    pub modelled: Option<ModelledClaim>,
    /// Whether the claim is what that check says. Where it is not, the entries or the claim were changed after the server
    /// made it, or the server checks otherwise than is known. `null` where that is.
    pub as_modelled: Option<bool>,
}

/// The claim that an honest server makes of these entries. Its check stops at the first break, knows contents and links, and
/// does not know where a chain has to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ModelledClaim {
    /// Whether it comes to the end.
    pub valid: bool,
    /// Entries before the first break.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub checked_entries: u64,
    /// The entry that it stops at.
    pub first_broken_at: Option<String>,
    /// Why.
    pub reason: Option<BreakReason>,
    /// Entries after that one, which it does not look at.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub not_reached: u64,
    /// Findings of this report that it can't notice even in what it looks at.
    pub not_noticed: Vec<FindingCode>,
}

/// The ends of the entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct EntryEnd {
    /// `entryId` as received; `null` where it is unusable.
    pub entry_id: Option<String>,
    /// `timestamp` as received; `null` where it is unusable.
    pub timestamp: Option<String>,
    /// `hash` as received; `null` where it is unusable.
    pub hash: Option<String>,
    /// `prevHash` as received; `null` where it is null or unusable.
    pub prev_hash: Option<String>,
}

/// How many entries verified under each format.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct FormatCounts {
    /// Written until 2026-02-26; `status` is not covered.
    #[serde(rename = "A")]
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub a: u64,
    /// Written from 2026-02-26 to 2026-08-12.
    #[serde(rename = "B")]
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub b: u64,
    /// The text is the same under B and C.
    #[serde(rename = "B/C")]
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub b_or_c: u64,
    /// Written since 2026-08-12: canonical metadata.
    #[serde(rename = "C")]
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub c: u64,
}

/// The entries in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct EntrySummary {
    /// Rows of the document, whatever became of them.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub total: u64,
    /// By `status` as received (a missing one counts as `success`).
    #[cfg_attr(feature = "schema", ts(type = "{ [status in string]: number }"))]
    pub by_status: SortedMap<String, u64>,
    /// By the format under which the content verified.
    pub by_format: FormatCounts,
    /// The first entry's `developerId`.
    pub developer_id: Option<String>,
    /// The first row.
    pub first: Option<EntryEnd>,
    /// The last row.
    pub last: Option<EntryEnd>,
}

/// The window that the document claims, in `meta`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ClaimedWindow {
    /// `meta.since`.
    pub since: Option<String>,
    /// `meta.until`.
    pub until: Option<String>,
    /// `meta.framework`.
    pub framework: Option<String>,
}

/// The time the entries span.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ObservedWindow {
    /// The earliest timestamp.
    pub from: Option<String>,
    /// The latest timestamp.
    pub to: Option<String>,
}

/// Which part of the chain the document speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Coverage {
    /// What the caller says was asked; `null` when untold.
    pub expected: Option<crate::options::Expected>,
    /// What `meta` says.
    pub claimed: ClaimedWindow,
    /// What the entries show.
    pub observed: ObservedWindow,
    /// The first entry has a null `prevHash`.
    pub starts_at_genesis: bool,
}

/// The document itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct DocumentInfo {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its length.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub bytes: u64,
    /// SHA-256 of all its bytes, lower-case hex, with option `fingerprint`.
    pub sha256: Option<String>,
    /// `meta` of a pack; long text is cut.
    #[cfg_attr(feature = "schema", ts(type = "{ [name in string]: unknown } | null"))]
    pub meta: Option<serde_json::Value>,
    /// `summary` of a pack; long text is cut.
    #[cfg_attr(feature = "schema", ts(type = "{ [name in string]: unknown } | null"))]
    pub summary: Option<serde_json::Value>,
    /// Grants in a pack.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub grants: Option<u64>,
    /// Policies in a pack.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub policies: Option<u64>,
}

/// Where the caller's checkpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct FoundAnchor {
    /// The document holds its head, at this entry; `null`: the document goes on right after it.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub index: Option<u64>,
}

/// A policy that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct PolicyChange {
    /// Its `id`; `null` where it has none.
    pub id: Option<String>,
    /// Its `name`; `null` where it has none.
    pub name: Option<String>,
    /// Its `updatedAt`, as received.
    pub updated_at: String,
}

/// Policies that were changed after the period began: what they said before stands nowhere in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct PolicyChanges {
    /// How many.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub total: u64,
    /// The latest of them, up to a hundred, the latest first.
    pub latest: Vec<PolicyChange>,
}

/// Something that this report does not prove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Limit {
    /// Which.
    pub code: LimitCode,
    /// In plain words.
    pub message: String,
}

/// How the report was made: the one part that differs between runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct RunInfo {
    /// Name and version of the verifier.
    pub engine: String,
    /// Wall-clock milliseconds, where a clock was at hand.
    pub duration_ms: Option<f64>,
    /// Workers that took part beside the caller's thread.
    pub workers: u32,
    /// Why it ran otherwise than asked (for example in the caller's thread because no worker could be had).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub note: Option<String>,
}

/// Finding counts of one code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SeverityCounts {
    /// Errors.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub error: u64,
    /// Warnings.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub warning: u64,
    /// Remarks.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub info: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Report {
    /// The name of this form: `grantex-compliance/report/1`.
    #[cfg_attr(
        feature = "schema",
        ts(type = "\"grantex-compliance/report/1\""),
        schemars(extend("const" = REPORT_SCHEMA))
    )]
    pub schema: String,
    /// The answer.
    pub verdict: Verdict,
    /// The checks that decided a verdict other than `intact`.
    pub because: Vec<CheckCode>,
    /// Whether a checkpoint ties the pack to what was seen before.
    pub assurance: Assurance,
    /// Where that checkpoint was found; `null` where it was not, or none was given.
    pub anchor: Option<FoundAnchor>,
    /// The documented `chainIntegrity`, recomputed.
    pub chain_integrity: RecomputedIntegrity,
    /// The server's claim; `null` where the document has none.
    pub server_claim: Option<ServerClaim>,
    /// Every check with its outcome.
    pub checks: Vec<Check>,
    /// The findings, sorted by index (none first), code, pointer.
    pub findings: Vec<Finding>,
    /// All findings counted, kept or not.
    #[cfg_attr(feature = "schema", ts(type = "{ [code in FindingCode]?: SeverityCounts }"))]
    pub finding_counts: SortedMap<FindingCode, SeverityCounts>,
    /// The entries in numbers.
    pub entries: EntrySummary,
    /// Which part of the chain the document speaks of.
    pub coverage: Coverage,
    /// What to keep for the next verification; only an intact report gives one.
    pub checkpoint: Option<Checkpoint>,
    /// The document itself.
    pub document: DocumentInfo,
    /// Every part of the document: what binds it, and what became of it.
    pub claims: Claims,
    /// Policies that were changed inside the period; `null` for an export.
    pub policy_changes: Option<PolicyChanges>,
    /// The entries that were drawn, with option `sample`.
    pub sample: Option<Sample>,
    /// Criteria that the checks can support. None of these outcomes says that a criterion is met.
    pub controls: Vec<ControlSupport>,
    /// What was not proved.
    pub limits: Vec<Limit>,
    /// How the report was made.
    pub run: RunInfo,
}

impl Report {
    /// The report as JSON text, as the package's users get it: the value that serde would write.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

json_text!(Verdict, Assurance, DocumentKind, Outcome, BreakReason);
json_object!(Check { code "code", outcome "outcome", detail "detail" });
json_object!(RecomputedIntegrity {
    valid "valid",
    checked_entries "checkedEntries",
    first_broken_at "firstBrokenAt",
    first_broken_entry_id "firstBrokenEntryId",
    first_broken_index "firstBrokenIndex",
    reason "reason",
});
json_object!(ServerClaim {
    valid "valid",
    checked_entries "checkedEntries",
    first_broken_at "firstBrokenAt",
    reason "reason",
    agrees "agrees",
    modelled "modelled",
    as_modelled "asModelled",
});
json_object!(ModelledClaim {
    valid "valid",
    checked_entries "checkedEntries",
    first_broken_at "firstBrokenAt",
    reason "reason",
    not_reached "notReached",
    not_noticed "notNoticed",
});
json_object!(PolicyChange { id "id", name "name", updated_at "updatedAt" });
json_object!(PolicyChanges { total "total", latest "latest" });
json_object!(EntryEnd { entry_id "entryId", timestamp "timestamp", hash "hash", prev_hash "prevHash" });
json_object!(FormatCounts { a "A", b "B", b_or_c "B/C", c "C" });
json_object!(EntrySummary {
    total "total",
    by_status "byStatus",
    by_format "byFormat",
    developer_id "developerId",
    first "first",
    last "last",
});
json_object!(ClaimedWindow { since "since", until "until", framework "framework" });
json_object!(ObservedWindow { from "from", to "to" });
json_object!(Coverage { expected "expected", claimed "claimed", observed "observed", starts_at_genesis "startsAtGenesis" });
json_object!(DocumentInfo {
    kind "kind",
    bytes "bytes",
    sha256 "sha256",
    meta "meta",
    summary "summary",
    grants "grants",
    policies "policies",
});
json_object!(FoundAnchor { index "index" });
json_object!(Limit { code "code", message "message" });
json_object!(RunInfo { engine "engine", duration_ms "durationMs", workers "workers", note "note" given });
json_object!(SeverityCounts { error "error" given, warning "warning" given, info "info" given });
json_object!(Report {
    schema "schema",
    verdict "verdict",
    because "because",
    assurance "assurance",
    anchor "anchor",
    chain_integrity "chainIntegrity",
    server_claim "serverClaim",
    checks "checks",
    findings "findings",
    finding_counts "findingCounts",
    entries "entries",
    coverage "coverage",
    checkpoint "checkpoint",
    document "document",
    claims "claims",
    policy_changes "policyChanges",
    sample "sample",
    controls "controls",
    limits "limits",
    run "run",
});
