//! The two exports: grants alone, and audit entries alone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::audit_entry::AuditEntry;
use super::grant::Grant;
use super::sealed::Shaped;
use super::shape::{Shape, required};

/// The answer of `GET /v1/compliance/export/grants`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct ComplianceGrantsExport {
    /// When the export was made, ISO 8601.
    pub generated_at: String,
    /// How many grants there are.
    pub total: u64,
    /// The grants.
    pub grants: Vec<Grant>,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

/// The answer of `GET /v1/compliance/export/audit`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct ComplianceAuditExport {
    /// When the export was made, ISO 8601.
    pub generated_at: String,
    /// How many entries there are.
    pub total: u64,
    /// The entries, by (timestamp, id) ascending.
    pub entries: Vec<AuditEntry>,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

impl Shaped for ComplianceGrantsExport {
    const SHAPE: Shape = Shape::Object(&[
        required("generatedAt", &Shape::Text),
        required("total", &Shape::Count),
        required("grants", &Shape::List(&Grant::SHAPE)),
    ]);
}

impl Shaped for ComplianceAuditExport {
    const SHAPE: Shape = Shape::Object(&[
        required("generatedAt", &Shape::Text),
        required("total", &Shape::Count),
        required("entries", &Shape::List(&AuditEntry::SHAPE)),
    ]);
}
