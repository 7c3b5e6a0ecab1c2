//! Audit entries: what agents did.

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::open_enum::open_enum;
use super::sealed::Shaped;
use super::shape::{Shape, TEXT_OR_NULL, optional, required};

open_enum! {
    /// How an action came out.
    AuditStatus {
        /// It was done.
        Success = "success",
        /// It was tried and failed.
        Failure = "failure",
        /// It was not let through.
        Blocked = "blocked",
    }
}

/// One action of an agent, a link of the developer's hash chain.
///
/// A model to read from, not to verify from: hashes are recomputed from the received bytes, which keep the spelling
/// and the order of members that this type does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct AuditEntry {
    /// Its id.
    pub entry_id: String,
    /// The agent that acted.
    pub agent_id: String,
    /// The agent's decentralised identifier.
    pub agent_did: String,
    /// The grant it acted under.
    pub grant_id: String,
    /// For whom it acted.
    pub principal_id: String,
    /// The developer whose chain this is. It is part of what is hashed.
    pub developer_id: String,
    /// What it did.
    pub action: String,
    /// What else was recorded: an object. A missing or null one counts as `{}`, as it does in the hash.
    /// (A string that holds an object's text, which old rows may have, is kept as it is.)
    #[serde(default = "no_metadata", deserialize_with = "metadata")]
    #[cfg_attr(feature = "schema", ts(type = "JsonObject", optional = false))]
    pub metadata: Value,
    /// SHA-256 of the entry's hashed text, 64 lower-case hex digits, as the server claims it.
    pub hash: String,
    /// `hash` of the entry before; `null` in a chain's first.
    #[serde(deserialize_with = "nullable")]
    pub prev_hash: Option<String>,
    /// When it was recorded, ISO 8601.
    pub timestamp: String,
    /// How it came out. A missing one counts as `success`, as it does in the hash.
    #[serde(default = "success")]
    #[cfg_attr(feature = "schema", ts(optional = false))]
    pub status: AuditStatus,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

fn success() -> AuditStatus {
    AuditStatus::Success
}

fn no_metadata() -> Value {
    Value::Object(Map::new())
}

fn metadata<'de, D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
    let expected = &"an object";
    match Value::deserialize(from)? {
        Value::Null => Ok(no_metadata()),
        value @ (Value::Object(_) | Value::String(_)) => Ok(value),
        Value::Bool(value) => Err(D::Error::invalid_type(Unexpected::Bool(value), expected)),
        Value::Number(_) => Err(D::Error::invalid_type(Unexpected::Other("a number"), expected)),
        Value::Array(_) => Err(D::Error::invalid_type(Unexpected::Seq, expected)),
    }
}

/// A member that may be null but not missing: with a function of its own, serde takes an absent one for missing.
pub(super) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

impl Shaped for AuditEntry {
    const SHAPE: Shape = Shape::Object(&[
        required("entryId", &Shape::Text),
        required("agentId", &Shape::Text),
        required("agentDid", &Shape::Text),
        required("grantId", &Shape::Text),
        required("principalId", &Shape::Text),
        required("developerId", &Shape::Text),
        required("action", &Shape::Text),
        optional("metadata", &Shape::Metadata),
        required("hash", &Shape::Text),
        required("prevHash", &TEXT_OR_NULL),
        required("timestamp", &Shape::Text),
        optional("status", &Shape::Text),
    ]);
}
