//! TypeScript declarations and JSON Schemas, derived from the types themselves. Not part of the crate's stable interface.
//!
//! `cargo run --features schema --example generate_types` writes them into the repository; a test compares what is there.
//! Nothing of this is linked into the WebAssembly module.

use std::fmt::Write as _;
use std::marker::PhantomData;

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value;
use ts_rs::{Config, TS};

use crate::report::FindingCode;
use crate::{models, options, report, series};

/// What writes the files.
const COMMAND: &str = "cargo run --features schema --example generate_types";

/// A file that is derived from the types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, from the repository's root.
    pub path: &'static str,
    /// What it holds.
    pub text: String,
}

/// Every file that is derived from the types.
#[must_use]
pub fn files() -> Vec<GeneratedFile> {
    vec![
        GeneratedFile { path: "pkg/types/generated.d.ts", text: typescript() },
        json_schema::<report::Report>(
            "schemas/report.schema.json",
            SchemaSettings::draft2020_12().for_serialize(),
            "The report on a Grantex evidence pack or audit export",
        ),
        json_schema::<report::Checkpoint>(
            "schemas/checkpoint.schema.json",
            SchemaSettings::draft2020_12(),
            "What an auditor keeps of a verified pack, to notice a missing tail or a rewritten chain next time",
        ),
        json_schema::<series::SeriesReport>(
            "schemas/series.schema.json",
            SchemaSettings::draft2020_12().for_serialize(),
            "Several Grantex documents put together into one timeline",
        ),
        json_schema::<crate::map_reduce::RunLine>(
            "schemas/run.schema.json",
            SchemaSettings::draft2020_12(),
            "What was learned of a piece of a log: a line that `run` prints and `merge` takes",
        ),
        json_schema::<options::VerifyOptions>(
            "schemas/verify-options.schema.json",
            SchemaSettings::draft2020_12(),
            "Options of a verification",
        ),
    ]
}

/// Texts of which some are known.
pub trait KnownTexts {
    /// Those that are.
    const KNOWN: &'static [&'static str];
}

/// In TypeScript: one of the known texts, and no other. This is what parameters accept; answers may hold any text.
#[derive(Debug)]
pub struct Known<T>(PhantomData<T>);

impl<T: KnownTexts> TS for Known<T> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        union_of(T::KNOWN)
    }

    fn inline(cfg: &Config) -> String {
        Self::name(cfg)
    }
}

/// `"a" | "b"`
#[must_use]
pub(crate) fn union_of(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(" | ")
}

/// Types that stand for JSON itself, and what a newer server may add.
const JSON_TYPES: &str = "\
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | Array<JsonValue> | JsonObject;

/** Any JSON object. */
export type JsonObject = { [name: string]: JsonValue };

/**
 * The same type with whatever members a newer server sends beside the known ones: they are there, but their types are not.
 *
 * `(pack.meta as WithUnknownMembers<EvidencePackMeta>).region`
 */
export type WithUnknownMembers<T> = T & { [name: string]: unknown };
";

macro_rules! declarations {
    ($($type:ty),+ $(,)?) => { [$(declaration::<$type>),+] };
}

/// The declarations, in the order of the docs.
const DECLARATIONS: &[fn(&Config) -> String] = &declarations![
    // What may be asked.
    models::ComplianceSummaryParams,
    models::ComplianceExportGrantsParams,
    models::ComplianceExportAuditParams,
    models::EvidencePackParams,
    // What the API answers.
    models::ComplianceSummary,
    models::AgentCounts,
    models::GrantCounts,
    models::AuditEntryCounts,
    models::PolicyCounts,
    models::Plan,
    models::ComplianceGrantsExport,
    models::Grant,
    models::GrantStatus,
    models::ComplianceAuditExport,
    models::AuditEntry,
    models::AuditStatus,
    models::EvidencePack,
    models::EvidencePackMeta,
    models::Framework,
    models::EvidencePackSummary,
    models::Policy,
    models::PolicyEffect,
    models::ChainIntegrity,
    models::IntegrityReason,
    // What a verification takes.
    options::VerifyOptions,
    options::Expected,
    report::Checkpoint,
    report::CheckpointHead,
    report::CheckpointWindow,
    // What a verification answers.
    report::Report,
    report::Verdict,
    report::Assurance,
    report::FoundAnchor,
    report::RecomputedIntegrity,
    report::BreakReason,
    report::ServerClaim,
    report::ModelledClaim,
    report::Check,
    report::CheckCode,
    report::Outcome,
    report::Finding,
    report::FindingCode,
    report::Severity,
    report::Cause,
    report::SeverityCounts,
    report::EntrySummary,
    report::FormatCounts,
    report::EntryEnd,
    report::Coverage,
    report::ClaimedWindow,
    report::ObservedWindow,
    report::DocumentInfo,
    report::DocumentKind,
    report::Claims,
    report::ClaimedPart,
    report::ClaimCode,
    report::Binding,
    report::ClaimOutcome,
    report::OutcomeCounts,
    report::ClaimCoverage,
    report::BindingCounts,
    report::PolicyChanges,
    report::PolicyChange,
    report::Sample,
    report::SampledEntry,
    report::ControlSupport,
    report::ControlFramework,
    report::Limit,
    report::LimitCode,
    report::RunInfo,
    series::SeriesReport,
    series::SeriesReason,
    series::SeriesCode,
    series::Timeline,
    series::Stretch,
    series::SeriesDocument,
    series::SeriesProblem,
    series::Join,
    series::Relation,
    series::Gap,
    crate::ExplainedMember,
    crate::ExplainedFormat,
    crate::Explanation,
];

fn typescript() -> String {
    // Counts stay below 2^53; JSON.parse gives numbers, not BigInts.
    let cfg = Config::new().with_large_int("number");
    let mut text = format!("// Generated from the Rust types by `{COMMAND}`. Change those, not this.\n\n{JSON_TYPES}");
    for declaration in DECLARATIONS {
        text.push('\n');
        text.push_str(&declaration(&cfg));
    }
    // Each code has params of its own: see `FindingParams`.
    text = text.replace("  /** What the message speaks of. */\n  params?: { [name: string]: number | string };\n", "");
    for name in ["Report", "Finding"] {
        text = text.replace(&format!("export type {name} = {{"), &format!("export type {name}Members = {{"));
    }
    text.push_str(REPORTS);
    text.push_str(&findings());
    text
}

/// A report by its verdict, so that a `switch` narrows. What is not intact gives no checkpoint.
const REPORTS: &str = r#"
/** A report, by its verdict: a `switch (report.verdict)` narrows it. */
export type Report = IntactReport | BrokenReport | InconclusiveReport;

/** Nothing is wrong and everything was established; `limits` says what that does not prove. */
export type IntactReport = ReportMembers & { verdict: "intact"; because: [] };

/** Something in the document contradicts something else in it, or what the caller said about it. */
export type BrokenReport = ReportMembers & { verdict: "broken"; checkpoint: null };

/** Nothing was contradicted, but something that the verdict needs could not be established. */
export type InconclusiveReport = ReportMembers & { verdict: "inconclusive"; checkpoint: null };
"#;

/// Findings by their code, with the params that each code has.
fn findings() -> String {
    let mut text = String::from(
        "\n/** What the message of a finding speaks of, by code; the other codes have no params. */\nexport type FindingParams = {\n",
    );
    for &code in FindingCode::ALL {
        let members: Vec<String> = params_of(code).iter().map(|(param, kind)| format!("{param}{kind}")).collect();
        if !members.is_empty() {
            let _ = writeln!(text, "  {:?}: {{ {} }};", code.as_str(), members.join("; "));
        }
    }
    text.push_str(
        r"};

/** A finding of one code, with its params. */
export type FindingOf<T extends FindingCode> = FindingMembers & { code: T } & ParamsOf<T>;

type ParamsOf<T> = T extends keyof FindingParams
  ? {} extends FindingParams[T] ? { params?: FindingParams[T] } : { params: FindingParams[T] }
  : { params?: undefined };

/** A finding, by its code: a `switch (finding.code)` narrows it. */
export type Finding = { [T in FindingCode]: FindingOf<T> }[FindingCode];
",
    );
    text
}

const TEXT: &str = ": string";
const NUMBER: &str = ": number";
const OPTIONAL_TEXT: &str = "?: string";

/// The params that a finding of this code has: what `report/messages.rs` says of it, and what a page may show in other words.
fn params_of(code: FindingCode) -> &'static [(&'static str, &'static str)] {
    match code {
        FindingCode::ChainContentMismatch
        | FindingCode::ChainLinkMismatch
        | FindingCode::ChainGenesisMissing
        | FindingCode::ChainGenesisUnexpected
        | FindingCode::ChainDuplicateEntry
        | FindingCode::ChainDeveloperMismatch
        | FindingCode::ChainFormatRegression
        | FindingCode::ChainSameMillisecondOrder
        | FindingCode::ChainSameMillisecondFork
        | FindingCode::DocumentDuplicateMember
        | FindingCode::DocumentNumberPrecision
        | FindingCode::CheckpointNotCovered => &[],
        FindingCode::ChainOutOfOrder => &[("reversed", OPTIONAL_TEXT)],
        FindingCode::ChainErasureMarker => &[("markers", TEXT), ("metadataRemains", TEXT)],
        FindingCode::ChainStatusUnprotected => &[("count", NUMBER)],
        FindingCode::DocumentMalformedEntry => &[("problem", TEXT), ("found", OPTIONAL_TEXT)],
        FindingCode::DocumentUnsupportedSchema => &[("found", TEXT), ("known", TEXT)],
        FindingCode::DocumentLimitExceeded => &[("problem", TEXT)],
        FindingCode::DocumentMemberMissing => &[("count", NUMBER), ("member", TEXT), ("assumed", TEXT)],
        FindingCode::DocumentUnprotectedMember | FindingCode::DocumentDeveloperIdMissing | FindingCode::DocumentReserialized => {
            &[("count", NUMBER), ("member", TEXT)]
        }
        FindingCode::PackRequestMismatch => &[("member", TEXT)],
        FindingCode::PackCountMismatch => &[("what", TEXT), ("stated", TEXT), ("counted", TEXT)],
        FindingCode::PackOutsideWindow => &[("bound", TEXT), ("time", TEXT), ("limit", TEXT)],
        FindingCode::PackGeneratedBeforeEntry => &[("time", TEXT), ("limit", TEXT)],
        FindingCode::PackServerClaimMismatch => &[("claimed", TEXT), ("recomputed", TEXT), ("explained", r#": "yes" | "no" | "unknown""#)],
        FindingCode::PackPlanLimitReached => &[("plan", TEXT), ("ceiling", NUMBER)],
        FindingCode::CheckpointMismatch => {
            &[("what", r#": "developer" | "head" | "ordinal""#), ("headId", OPTIONAL_TEXT), ("then", "?: number"), ("now", "?: number")]
        }
        FindingCode::AccessAfterRevocation | FindingCode::AccessAfterExpiry | FindingCode::AccessBeforeIssue => {
            &[("grantId", TEXT), ("limit", TEXT), ("acted", TEXT)]
        }
        FindingCode::AccessAgentMismatch | FindingCode::AccessPrincipalMismatch => &[("grantId", TEXT)],
        FindingCode::AccessGrantNotInPack => &[("grantId", TEXT), ("count", NUMBER), ("window", r#": "yes" | "no""#)],
    }
}

fn declaration<T: TS>(cfg: &Config) -> String {
    tidy(&format!("{}export {}", T::docs().unwrap_or_default(), T::decl(cfg)))
}

/// Lays out what ts-rs gives, which is correct but not to be read: comments in one line where they fit, members indented and
/// ended by semicolons, long unions in lines.
fn tidy(raw: &str) -> String {
    let mut text = String::new();
    let mut comment: Option<Vec<String>> = None;
    let mut indent = "";
    for line in raw.lines().map(str::trim) {
        if line == "/**" {
            comment = Some(Vec::new());
        } else if line == "*/" {
            write_comment(&mut text, indent, &comment.take().unwrap_or_default().join("\n"));
        } else if let Some(lines) = &mut comment {
            lines.push(line.strip_prefix('*').unwrap_or(line).trim().to_owned());
        } else if let Some(head) = line.strip_suffix("= {") {
            let _ = writeln!(text, "{head}= {{");
            indent = "  ";
        } else if let Some(member) = line.strip_suffix(", };") {
            let _ = writeln!(text, "{indent}{};\n}};", index_signature(member));
        } else if let Some(member) = line.strip_suffix(',') {
            let _ = writeln!(text, "{indent}{};", index_signature(member));
        } else {
            write_union(&mut text, line);
        }
    }
    text
}

/// `[name in string]` as the index signature that it is.
fn index_signature(member: &str) -> String {
    member.replace(" in string]", ": string]")
}

fn write_comment(text: &mut String, indent: &str, comment: &str) {
    let plain = plain_text(comment);
    if plain.contains('\n') {
        let _ = writeln!(text, "{indent}/**");
        for line in plain.lines() {
            let _ = writeln!(text, "{}", format!("{indent} * {line}").trim_end());
        }
        let _ = writeln!(text, "{indent} */");
    } else {
        let _ = writeln!(text, "{indent}/** {plain} */");
    }
}

fn write_union(text: &mut String, line: &str) {
    match line.split_once(" = ") {
        Some((head, union)) if line.len() > 120 => {
            let _ = writeln!(text, "{head} =\n  | {}", union.replace(" | ", "\n  | "));
        }
        _ => {
            let _ = writeln!(text, "{line}");
        }
    }
}

/// A doc comment without what only rustdoc understands: the brackets of ``[`Name`]``.
fn plain_text(comment: &str) -> String {
    comment.replace("[`", "`").replace("`]", "`")
}

fn json_schema<T: JsonSchema>(path: &'static str, settings: SchemaSettings, title: &str) -> GeneratedFile {
    let mut schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.insert("$comment".to_owned(), format!("Generated from the Rust types by `{COMMAND}`. Change those, not this.").into());
    let mut value = schema.to_value();
    tidy_schema(&mut value);
    GeneratedFile { path, text: format!("{value:#}\n") }
}

/// Takes out what only Rust understands: widths of integers as formats, and brackets in descriptions.
fn tidy_schema(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if matches!(members.get("format").and_then(Value::as_str), Some("uint" | "uint32" | "uint64" | "int64" | "double")) {
                members.remove("format");
            }
            if let Some(Value::String(text)) = members.get_mut("description") {
                *text = plain_text(text);
            }
            members.values_mut().for_each(tidy_schema);
        }
        Value::Array(elements) => elements.iter_mut().for_each(tidy_schema),
        _ => {}
    }
}
