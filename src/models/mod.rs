//! What the API says: its answers as types, and the parameters that may be asked.
//!
//! Members that a type does not know are kept in its `extra`, and texts that an enum does not know in its `Other`; both
//! are written again as they were read. A missing or ill-typed member is an error that names it.
//!
//! ```
//! use grantex_compliance::models::{ComplianceSummary, Plan, from_slice};
//!
//! let answer = br#"{"generatedAt":"2026-03-01T00:00:00.000Z","agents":{"total":1,"active":1,"suspended":0,"revoked":0},
//!     "grants":{"total":2,"active":1,"revoked":1,"expired":0},
//!     "auditEntries":{"total":3,"success":3,"failure":0,"blocked":0},"policies":{"total":0},"plan":"team","seats":5}"#;
//! let summary: ComplianceSummary = from_slice(answer)?;
//! assert_eq!(summary.audit_entries.total, 3);
//! assert_eq!(summary.plan, Plan::Other("team".to_owned()));
//! assert_eq!(summary.extra["seats"], 5);
//!
//! let error = from_slice::<ComplianceSummary>(br#"{"generatedAt":"2026-03-01T00:00:00.000Z","agents":{"total":"1"}}"#).unwrap_err();
//! assert_eq!((error.code(), error.pointer()), ("document.wrong-type", Some("/agents/total")));
//! # Ok::<(), grantex_compliance::Error>(())
//! ```
//!
//! Models are for reading. Verification never goes through them: a hash is recomputed from the received bytes.

mod audit_entry;
mod export;
pub(crate) mod fault;
mod grant;
pub(crate) mod json;
mod open_enum;
mod pack;
mod params;
mod policy;
pub(crate) mod shape;
mod summary;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;

pub use audit_entry::{AuditEntry, AuditStatus};
pub use export::{ComplianceAuditExport, ComplianceGrantsExport};
pub use grant::{Grant, GrantStatus};
pub use pack::{BrokenAt, ChainIntegrity, EvidencePack, EvidencePackMeta, Framework, IntegrityReason};
pub use params::{Builder, ComplianceExportAuditParams, ComplianceExportGrantsParams, ComplianceSummaryParams, EvidencePackParams, Params};
pub use policy::{Policy, PolicyEffect};
pub use summary::{AgentCounts, AuditEntryCounts, ComplianceSummary, EvidencePackSummary, GrantCounts, Plan, PolicyCounts};

/// An answer of the API, or a part of one. Implemented by the types of this module only.
pub trait Model: DeserializeOwned + Serialize + sealed::Shaped {}

impl<T: DeserializeOwned + Serialize + sealed::Shaped> Model for T {}

pub(crate) mod sealed {
    /// What has a table of its members.
    pub trait Shaped {
        /// The table.
        const SHAPE: super::shape::Shape;
    }
}

/// The model that a JSON document holds.
///
/// # Errors
/// `document.*`: text that is no JSON, with the byte offset; a member that stands twice, is missing or does not fit, with its
/// JSON Pointer.
pub fn from_slice<T: Model>(bytes: &[u8]) -> Result<T, Error> {
    from_part(bytes, "")
}

/// The model that a part of a document holds, for example one grant of a pack. `base` is the part's JSON Pointer, from which
/// errors name their members; offsets count from the part's start.
///
/// # Errors
/// As [`from_slice`].
pub fn from_part<T: Model>(bytes: &[u8], base: &str) -> Result<T, Error> {
    build(json::value_of(bytes, base)?, base)
}

/// The model that a JSON value holds. (A value can't show whether its text had a member twice.)
///
/// # Errors
/// A member that is missing or does not fit, with its JSON Pointer.
pub fn from_value<T: Model>(value: Value) -> Result<T, Error> {
    build(value, "")
}

/// Whether a part of a document is such a model, without building it: for hosts that hand on their own objects.
///
/// # Errors
/// As [`from_part`], for the same inputs.
pub fn check_part<T: Model>(bytes: &[u8], base: &str) -> Result<(), Error> {
    T::SHAPE.check(&json::value_of(bytes, base)?).map_err(|fault| fault.in_document(base))
}

fn build<T: Model>(value: Value, base: &str) -> Result<T, Error> {
    T::SHAPE.check(&value).map_err(|fault| fault.in_document(base))?;
    // The table has said yes; should serde see something that it does not, that is an error all the same.
    serde_json::from_value(value).map_err(|error| fault::Fault::new(fault::What::Other(error.to_string())).in_document(base))
}

/// Options that a caller gave as JSON text.
pub(crate) fn options_value(bytes: &[u8]) -> Result<Value, Error> {
    json::value_of(bytes, "").map_err(|error| Error::invalid_option("options", error.to_string()))
}
