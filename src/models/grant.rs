//! Grants: what a principal allowed an agent to do.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::fault::What;
use super::open_enum::open_enum;
use super::sealed::Shaped;
use super::shape::{Shape, TEXT_OR_NULL, optional, required};

open_enum! {
    /// The status of a grant. `active` says nothing about expiry: compare `expiresAt` too.
    GrantStatus {
        /// Not revoked. The grant may have expired nevertheless.
        Active = "active",
        /// Revoked, at `revokedAt`.
        Revoked = "revoked",
        /// Expired, at `expiresAt`.
        Expired = "expired",
    }
}

/// A grant: what a principal allowed an agent to do.
///
/// Compliance routes name its id `grantId`; other routes, and older servers, name it `id`. Either is read, and both are there
/// for the reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// `remote` makes the derived code plain functions, so that the traits below can check what it read.
#[serde(rename_all = "camelCase", remote = "Self")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct Grant {
    /// Its id, in the spelling of the compliance routes.
    // INVARIANT: `grant_id` or `id` is there, and if both are, they are equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string", optional = false))]
    #[expect(clippy::struct_field_names, reason = "the wire's own spelling")]
    grant_id: Option<String>,
    /// Its id, in the spelling of the other routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string", optional = false))]
    id: Option<String>,
    /// The agent that may act.
    pub agent_id: String,
    /// The agent's decentralised identifier; compliance routes leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub agent_did: Option<String>,
    /// Who allowed it.
    pub principal_id: String,
    /// The developer whose agent it is.
    pub developer_id: String,
    /// What was allowed.
    pub scopes: Vec<String>,
    /// Its status.
    pub status: GrantStatus,
    /// Its start, ISO 8601.
    pub issued_at: String,
    /// Its end, ISO 8601.
    pub expires_at: String,
    /// When it was revoked, ISO 8601; `null` if it was not. Older servers leave a `null` out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional = nullable))]
    pub revoked_at: Option<String>,
    /// How many delegations lie between the principal and the agent; 0: none. Older servers leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delegation_depth: Option<u64>,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

impl Grant {
    /// Its id, whichever way it was spelled.
    ///
    /// ```
    /// use grantex_compliance::models::{Grant, from_slice};
    ///
    /// let grant: Grant = from_slice(br#"{"id":"grnt_1","agentId":"ag_1","principalId":"user_1","developerId":"dev_1",
    ///     "scopes":["email:read"],"status":"active","issuedAt":"2026-01-01T00:00:00.000Z",
    ///     "expiresAt":"2026-02-01T00:00:00.000Z"}"#)?;
    /// assert_eq!((grant.id(), grant.grant_id()), ("grnt_1", "grnt_1"));
    /// # Ok::<(), grantex_compliance::Error>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        self.grant_id.as_deref().or(self.id.as_deref()).unwrap_or_default()
    }

    /// The same as [`Grant::id`], under the name that the compliance routes use.
    #[must_use]
    pub fn grant_id(&self) -> &str {
        self.id()
    }

    /// The same grant, written with both spellings of its id; otherwise it is written as it was read.
    #[must_use]
    pub fn with_both_ids(mut self) -> Self {
        let id = self.id().to_owned();
        self.id = Some(id.clone());
        self.grant_id = Some(id);
        self
    }
}

impl<'de> Deserialize<'de> for Grant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let grant = Self::deserialize(from)?;
        match (&grant.grant_id, &grant.id) {
            (None, None) => Err(D::Error::missing_field("grantId")),
            (Some(a), Some(b)) if a != b => Err(D::Error::custom(TWO_GRANTS)),
            _ => Ok(grant),
        }
    }
}

impl Serialize for Grant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

const TWO_GRANTS: &str = "`grantId` and `id` name two different grants";

impl Shaped for Grant {
    const SHAPE: Shape = Shape::Ruled(
        &Shape::Object(&[
            optional("grantId", &TEXT_OR_NULL),
            optional("id", &TEXT_OR_NULL),
            required("agentId", &Shape::Text),
            optional("agentDid", &TEXT_OR_NULL),
            required("principalId", &Shape::Text),
            required("developerId", &Shape::Text),
            required("scopes", &Shape::List(&Shape::Text)),
            required("status", &Shape::Text),
            required("issuedAt", &Shape::Text),
            required("expiresAt", &Shape::Text),
            optional("revokedAt", &TEXT_OR_NULL),
            optional("delegationDepth", &Shape::Nullable(&Shape::Count)),
        ]),
        |grant| match (grant.get("grantId").and_then(Value::as_str), grant.get("id").and_then(Value::as_str)) {
            (None, None) => Err(What::Missing("grantId")),
            (Some(a), Some(b)) if a != b => Err(What::Other(TWO_GRANTS.to_owned())),
            _ => Ok(()),
        },
    );
}
