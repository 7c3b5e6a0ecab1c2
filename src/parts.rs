//! The small parts of a document, beside its entries: read once admitted, leniently, keeping what is unknown.

use serde_json::Value;

use crate::instant::Instant;
use crate::limits::{MAX_GRANTS, MAX_NAMED_POLICIES};
use crate::models::sealed::Shaped;
use crate::models::shape::Shape;
use crate::models::{ComplianceAuditExport, EvidencePack, EvidencePackMeta, EvidencePackSummary, Grant, Policy};
use crate::order::sort_things;
use crate::report::{PolicyChange, PolicyChanges, quote};

/// A member that is text.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// A member that is a timestamp.
pub(crate) fn instant(value: &Value, name: &str) -> Option<Instant> {
    Instant::parse(text(value, name)?)
}

/// A member that is a count: a whole number.
pub(crate) fn count(value: &Value, name: &str) -> Option<u64> {
    value.get(name)?.as_u64()
}

/// What the server says of the chain.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) valid: bool,
    pub(crate) checked_entries: Option<u64>,
    pub(crate) first_broken_at: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Claim {
    /// From `chainIntegrity`; `None` where `valid` is no Boolean.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(Self {
            valid: value.get("valid")?.as_bool()?,
            checked_entries: count(value, "checkedEntries"),
            first_broken_at: text(value, "firstBrokenAt").map(str::to_owned),
            reason: text(value, "reason").map(str::to_owned),
        })
    }
}

/// A policy that was changed since it was made.
#[derive(Debug, Clone)]
pub(crate) struct ChangedPolicy {
    pub(crate) at: Instant,
    pub(crate) told: PolicyChange,
}

/// Members of a document, as JSON spells them, that this version does not know.
pub(crate) fn unknown_names(names: &[String]) -> u64 {
    let known = |name: &str| EvidencePack::SHAPE.knows(name) || ComplianceAuditExport::SHAPE.knows(name);
    u64::try_from(names.iter().filter(|name| !known(name.trim_matches('"'))).count()).unwrap_or(0)
}

/// Members that are not those of the model.
fn unknown(value: &Value, model: &Shape) -> u64 {
    let members = value.as_object().into_iter().flatten();
    u64::try_from(members.filter(|(name, _)| !model.knows(name)).count()).unwrap_or(0)
}

/// Members beside the entries that this version does not know.
pub(crate) fn unknown_members(parts: &Parts) -> u64 {
    let of = |value: &Option<Value>, model: &Shape| value.as_ref().map_or(0, |value| unknown(value, model));
    parts.unknown + of(&parts.meta, &EvidencePackMeta::SHAPE) + of(&parts.summary, &EvidencePackSummary::SHAPE)
}

/// The document beside its entries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) meta: Option<Value>,
    pub(crate) summary: Option<Value>,
    pub(crate) claim: Option<Claim>,
    /// `generatedAt` of an export.
    pub(crate) generated_at: Option<String>,
    /// `total` of an export.
    pub(crate) total: Option<Value>,
    pub(crate) grants: u64,
    pub(crate) revoked_grants: u64,
    pub(crate) expired_grants: u64,
    /// When each grant that says `active` expires: it is counted as expired from then on, whatever it says.
    pub(crate) active_grants: Vec<Option<Instant>>,
    pub(crate) policies: u64,
    /// When each policy that was changed since it was made was changed last. Which of them fall into the period is known
    /// only at the end.
    pub(crate) policy_changes: Vec<Instant>,
    /// The latest of them, to be named.
    pub(crate) latest_changes: Vec<ChangedPolicy>,
    /// Members of the document, of grants and of policies that this version does not know.
    pub(crate) unknown: u64,
}

/// Keeps as many as are named, the latest first.
fn keep_latest(changes: &mut Vec<ChangedPolicy>) {
    sort_things(changes, |a, b| b.at.cmp(&a.at));
    changes.truncate(MAX_NAMED_POLICIES);
}

impl Parts {
    /// Takes a grant.
    pub(crate) fn grant(&mut self, grant: &Value) {
        self.grants += 1;
        self.unknown += unknown(grant, &Grant::SHAPE);
        match text(grant, "status") {
            Some("revoked") => self.revoked_grants += 1,
            Some("expired") => self.expired_grants += 1,
            Some("active") => self.active_grants.push(instant(grant, "expiresAt")),
            _ => {}
        }
    }

    /// Takes a policy.
    pub(crate) fn policy(&mut self, policy: &Value) {
        self.policies += 1;
        self.unknown += unknown(policy, &Policy::SHAPE);
        let (Some(updated), Some(at)) = (text(policy, "updatedAt"), instant(policy, "updatedAt")) else { return };
        if Some(at) == instant(policy, "createdAt") {
            return;
        }
        if self.policy_changes.len() < MAX_GRANTS {
            self.policy_changes.push(at);
        }
        let quoted = |name: &str| text(policy, name).map(quote);
        let told = PolicyChange { id: quoted("id"), name: quoted("name"), updated_at: quote(updated) };
        self.latest_changes.push(ChangedPolicy { at, told });
        // Twice the cap bounds the memory; what is dropped could not have been named.
        if self.latest_changes.len() >= 2 * MAX_NAMED_POLICIES {
            keep_latest(&mut self.latest_changes);
        }
    }

    /// The policies that were changed after this instant.
    pub(crate) fn changed_after(&self, start: Option<Instant>) -> PolicyChanges {
        let Some(start) = start else { return PolicyChanges::default() };
        let mut latest: Vec<_> = self.latest_changes.iter().filter(|change| change.at > start).cloned().collect();
        keep_latest(&mut latest);
        PolicyChanges {
            total: u64::try_from(self.policy_changes.iter().filter(|at| **at > start).count()).unwrap_or(0),
            latest: latest.into_iter().map(|change| change.told).collect(),
        }
    }

    /// When the document says it was made.
    pub(crate) fn generated_at(&self) -> Option<Instant> {
        match (&self.meta, &self.generated_at) {
            (Some(meta), _) => instant(meta, "generatedAt"),
            (None, Some(text)) => Instant::parse(text),
            (None, None) => None,
        }
    }
}
