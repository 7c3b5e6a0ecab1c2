//! Policies: rules that allow or deny actions beside the grants.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::open_enum::open_enum;
use super::sealed::Shaped;
use super::shape::{Shape, TEXT_OR_NULL, optional, required};

open_enum! {
    /// What a policy does with the actions it applies to.
    PolicyEffect {
        /// Lets them through.
        Allow = "allow",
        /// Blocks them.
        Deny = "deny",
    }
}

/// A policy. A condition that is `null` applies to everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does with the actions it applies to.
    pub effect: PolicyEffect,
    /// Its rank among policies.
    pub priority: i64,
    /// Condition: the agent.
    pub agent_id: Option<String>,
    /// Condition: the principal.
    pub principal_id: Option<String>,
    /// Condition: the scopes.
    pub scopes: Option<Vec<String>>,
    /// Condition: the time of day from which it applies, `HH:mm`.
    pub time_of_day_start: Option<String>,
    /// Condition: the time of day until which it applies, `HH:mm`; it may lie past midnight.
    pub time_of_day_end: Option<String>,
    /// When it was made, ISO 8601.
    pub created_at: String,
    /// When it was last changed, ISO 8601.
    pub updated_at: String,
    /// Members that this version does not know, as received.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip))]
    pub extra: Map<String, Value>,
}

impl Shaped for Policy {
    const SHAPE: Shape = Shape::Object(&[
        required("id", &Shape::Text),
        required("name", &Shape::Text),
        required("effect", &Shape::Text),
        required("priority", &Shape::Integer),
        optional("agentId", &TEXT_OR_NULL),
        optional("principalId", &TEXT_OR_NULL),
        optional("scopes", &Shape::Nullable(&Shape::List(&Shape::Text))),
        optional("timeOfDayStart", &TEXT_OR_NULL),
        optional("timeOfDayEnd", &TEXT_OR_NULL),
        required("createdAt", &Shape::Text),
        required("updatedAt", &Shape::Text),
    ]);
}
