//! TypeScript declarations and JSON Schemas, derived from the types themselves. Not part of the crate's stable interface.
//!
//! `cargo run --features schema --example generate_types` writes them into the repository; a test compares what is there.
//! Nothing of this is linked into the WebAssembly module.

use std::fmt::Write as _;
use std::marker::PhantomData;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use ts_rs::{Config, TS};

use crate::{models, options, report};

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
            "The report on a Grantex evidence pack or audit export",
        ),
        json_schema::<report::Checkpoint>(
            "schemas/checkpoint.schema.json",
            "What an auditor keeps of a verified pack, to notice a missing tail or a rewritten chain next time",
        ),
        json_schema::<options::VerifyOptions>("schemas/verify-options.schema.json", "Options of a verification"),
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

/// Types that serde_json has and TypeScript has not.
const JSON_TYPES: &str = "\
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | Array<JsonValue> | JsonObject;

/** Any JSON object. */
export type JsonObject = { [name: string]: JsonValue };
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
    report::RecomputedIntegrity,
    report::BreakReason,
    report::ServerClaim,
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
    report::Limit,
    report::LimitCode,
    report::RunInfo,
];

fn typescript() -> String {
    // Counts stay below 2^53; JSON.parse gives numbers, not BigInts.
    let cfg = Config::new().with_large_int("number");
    let mut text = format!("// Generated from the Rust types by `{COMMAND}`. Change those, not this.\n\n{JSON_TYPES}");
    for declaration in DECLARATIONS {
        text.push('\n');
        text.push_str(&declaration(&cfg));
    }
    text
}

fn declaration<T: TS>(cfg: &Config) -> String {
    let raw = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(cfg));
    raw
}

fn json_schema<T: JsonSchema>(path: &'static str, title: &str) -> GeneratedFile {
    let mut schema = SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.insert("$comment".to_owned(), format!("Generated from the Rust types by `{COMMAND}`").into());
    let mut text = String::new();
    let _ = writeln!(text, "{:#}", schema.as_value());
    GeneratedFile { path, text }
}
