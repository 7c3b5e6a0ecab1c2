//! Evidence packs: everything an auditor asks for, in one document.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::audit_entry::AuditEntry;
use super::grant::Grant;
use super::open_enum::open_enum;
use super::policy::Policy;
use super::sealed::Shaped;
use super::shape::{Shape, TEXT_OR_NULL, optional, required};
use super::summary::EvidencePackSummary;
use crate::instant::Instant;

open_enum! {
    /// The framework that a pack is made for.
    Framework {
        /// SOC 2.
        Soc2 = "soc2",
        /// The General Data Protection Regulation.
        Gdpr = "gdpr",
        /// All of them: what the server takes when none is asked for.
        All = "all",
    }
}

/// What a pack says of itself. Nothing in it is hashed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct EvidencePackMeta {
    /// The version of the pack's form: `1.0`.
    pub schema_version: String,
    /// When the pack was made, ISO 8601.
    pub generated_at: String,
    /// Start of the window it was asked with, inclusive; absent when it was asked without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub since: Option<String>,
    /// End of the window it was asked with, inclusive; absent when it was asked without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub until: Option<String>,
    /// The framework it was asked for. The server repeats whatever it was asked, known or not.
    pub framework: Framework,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

open_enum! {
    /// What the server found broken.
    IntegrityReason {
        /// An entry's `prevHash` is not the hash of the entry before.
        Link = "link",
        /// An entry's `hash` is not the hash of its members.
        Content = "content",
    }
}

/// The server's own claim about the chain: a claim, not a proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct ChainIntegrity {
    /// Whether the server calls the chain intact.
    pub valid: bool,
    /// How many entries it checked before it stopped.
    pub checked_entries: u64,
    /// The first broken entry: its id, as servers send it, or its ISO 8601 timestamp, as they are documented to.
    pub first_broken_at: Option<String>,
    /// What is broken there. Older servers leave it out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional = nullable))]
    pub reason: Option<IntegrityReason>,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// What `firstBrokenAt` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenAt<'a> {
    /// An entry, by its id.
    EntryId(&'a str),
    /// An entry, by its timestamp.
    Timestamp(Instant),
}

impl ChainIntegrity {
    /// What `firstBrokenAt` names: a text that is an ISO 8601 timestamp is one; any other is an entry's id.
    #[must_use]
    pub fn first_broken(&self) -> Option<BrokenAt<'_>> {
        self.first_broken_at.as_deref().map(|text| Instant::parse(text).map_or(BrokenAt::EntryId(text), BrokenAt::Timestamp))
    }
}

/// The answer of `GET /v1/compliance/evidence-pack`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct EvidencePack {
    /// What the pack says of itself.
    pub meta: EvidencePackMeta,
    /// Its records in numbers.
    pub summary: EvidencePackSummary,
    /// The grants inside the window.
    pub grants: Vec<Grant>,
    /// The audit entries inside the window, by (timestamp, id) ascending.
    pub audit_entries: Vec<AuditEntry>,
    /// The policies.
    pub policies: Vec<Policy>,
    /// The server's own claim about the chain: a claim, not a proof.
    pub chain_integrity: ChainIntegrity,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

impl Shaped for EvidencePackMeta {
    const SHAPE: Shape = Shape::Object(&[
        required("schemaVersion", &Shape::Text),
        required("generatedAt", &Shape::Text),
        optional("since", &TEXT_OR_NULL),
        optional("until", &TEXT_OR_NULL),
        required("framework", &Shape::Text),
    ]);
}

impl Shaped for ChainIntegrity {
    const SHAPE: Shape = Shape::Object(&[
        required("valid", &Shape::Truth),
        required("checkedEntries", &Shape::Count),
        optional("firstBrokenAt", &TEXT_OR_NULL),
        optional("reason", &TEXT_OR_NULL),
    ]);
}

impl Shaped for EvidencePack {
    const SHAPE: Shape = Shape::Object(&[
        required("meta", &EvidencePackMeta::SHAPE),
        required("summary", &EvidencePackSummary::SHAPE),
        required("grants", &Shape::List(&Grant::SHAPE)),
        required("auditEntries", &Shape::List(&AuditEntry::SHAPE)),
        required("policies", &Shape::List(&Policy::SHAPE)),
        required("chainIntegrity", &ChainIntegrity::SHAPE),
    ]);
}
