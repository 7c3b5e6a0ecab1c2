//! Counts: the answer of `GET /v1/compliance/summary`, and the summary inside an evidence pack.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::open_enum::open_enum;
use super::sealed::Shaped;
use super::shape::{Shape, TEXT_OR_NULL, optional, required};

/// Agents by status, over all time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct AgentCounts {
    /// All of them.
    pub total: u64,
    /// Those that may act.
    pub active: u64,
    /// Those that may not act for now.
    pub suspended: u64,
    /// Those that may not act any more.
    pub revoked: u64,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// Grants by status, those with `issuedAt` inside the window. A grant that says `active` but has expired counts as expired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct GrantCounts {
    /// All of them.
    pub total: u64,
    /// Those that have neither expired nor been revoked.
    pub active: u64,
    /// Those that were revoked.
    pub revoked: u64,
    /// Those that have expired.
    pub expired: u64,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// Audit entries by status, those with `timestamp` inside the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct AuditEntryCounts {
    /// All of them.
    pub total: u64,
    /// Actions that succeeded.
    pub success: u64,
    /// Actions that failed.
    pub failure: u64,
    /// Actions that were not let through.
    pub blocked: u64,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// Policies, over all time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct PolicyCounts {
    /// All of them.
    pub total: u64,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

open_enum! {
    /// A billing plan. It limits how many audit entries are stored.
    Plan {
        /// 20,000 audit entries.
        Free = "free",
        /// 1,000,000 audit entries.
        Pro = "pro",
        /// Audit entries without limit.
        Enterprise = "enterprise",
    }
}

/// An organisation in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct ComplianceSummary {
    /// When the summary was made, ISO 8601.
    pub generated_at: String,
    /// Start of the window it was asked with, inclusive; absent when it was asked without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub since: Option<String>,
    /// End of the window it was asked with, inclusive; absent when it was asked without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub until: Option<String>,
    /// Agents, over all time.
    pub agents: AgentCounts,
    /// Grants issued inside the window.
    pub grants: GrantCounts,
    /// Audit entries inside the window.
    pub audit_entries: AuditEntryCounts,
    /// Policies, over all time.
    pub policies: PolicyCounts,
    /// The billing plan.
    pub plan: Plan,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// The summary inside an evidence pack: a [`ComplianceSummary`] whose time and window stand in `meta`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct EvidencePackSummary {
    /// Agents, over all time.
    pub agents: AgentCounts,
    /// Grants issued inside the window.
    pub grants: GrantCounts,
    /// Audit entries inside the window.
    pub audit_entries: AuditEntryCounts,
    /// Policies, over all time.
    pub policies: PolicyCounts,
    /// The billing plan.
    pub plan: Plan,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

impl Shaped for AgentCounts {
    const SHAPE: Shape = Shape::Object(&[
        required("total", &Shape::Count),
        required("active", &Shape::Count),
        required("suspended", &Shape::Count),
        required("revoked", &Shape::Count),
    ]);
}

impl Shaped for GrantCounts {
    const SHAPE: Shape = Shape::Object(&[
        required("total", &Shape::Count),
        required("active", &Shape::Count),
        required("revoked", &Shape::Count),
        required("expired", &Shape::Count),
    ]);
}

impl Shaped for AuditEntryCounts {
    const SHAPE: Shape = Shape::Object(&[
        required("total", &Shape::Count),
        required("success", &Shape::Count),
        required("failure", &Shape::Count),
        required("blocked", &Shape::Count),
    ]);
}

impl Shaped for PolicyCounts {
    const SHAPE: Shape = Shape::Object(&[required("total", &Shape::Count)]);
}

impl Shaped for ComplianceSummary {
    const SHAPE: Shape = Shape::Object(&[
        required("generatedAt", &Shape::Text),
        optional("since", &TEXT_OR_NULL),
        optional("until", &TEXT_OR_NULL),
        required("agents", &AgentCounts::SHAPE),
        required("grants", &GrantCounts::SHAPE),
        required("auditEntries", &AuditEntryCounts::SHAPE),
        required("policies", &PolicyCounts::SHAPE),
        required("plan", &Shape::Text),
    ]);
}

impl Shaped for EvidencePackSummary {
    const SHAPE: Shape = Shape::Object(&[
        required("agents", &AgentCounts::SHAPE),
        required("grants", &GrantCounts::SHAPE),
        required("auditEntries", &AuditEntryCounts::SHAPE),
        required("policies", &PolicyCounts::SHAPE),
        required("plan", &Shape::Text),
    ]);
}
