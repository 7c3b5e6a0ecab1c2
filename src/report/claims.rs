//! The claim ledger: every part of the document, what binds it, and what became of it.
//!
//! A *statement* is what the document says in one place: one member of one entry, one number of the summary. The hash of
//! an entry binds some of its members; what no hash binds can only be compared with something else, or believed.

use serde::{Deserialize, Serialize};

use super::CheckCode;
use crate::json::{json_object, json_text};

/// What holds a statement in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Binding {
    /// An entry's hash, recomputed from the received bytes, or a link between two hashes.
    Hash,
    /// No hash; it was compared with other parts of the document or with what the caller told.
    CrossChecked,
    /// Nothing here; telling what was asked, or another document, would give something to compare it with.
    Asserted,
    /// Nothing that a document of this kind, or its caller, could bring.
    Uncheckable,
}

impl Binding {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hash => "hash",
            Self::CrossChecked => "cross-checked",
            Self::Asserted => "asserted",
            Self::Uncheckable => "uncheckable",
        }
    }
}

/// What became of statements. Of several, the first that applies, in the order: contradicted, not established, not checked, proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum ClaimOutcome {
    /// All of them hold, by what binds them.
    Proved,
    /// At least one can't be true together with what binds it.
    Contradicted,
    /// At least one was held against something that does not decide it.
    NotEstablished,
    /// At least one was held against nothing.
    NotChecked,
}

impl ClaimOutcome {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Contradicted => "contradicted",
            Self::NotEstablished => "not-established",
            Self::NotChecked => "not-checked",
        }
    }
}

/// A part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum ClaimCode {
    /// The hashed members of the entries.
    #[serde(rename = "entries.content")]
    EntriesContent,
    /// The entries' `status`: hashed but in format A.
    #[serde(rename = "entries.status")]
    EntriesStatus,
    /// Each entry follows the one before it, and the first begins where it should.
    #[serde(rename = "entries.order")]
    EntriesOrder,
    /// Each action was done under the grant that its entry names.
    #[serde(rename = "entries.grant")]
    EntriesGrant,
    /// Data-erasure markers in metadata, which were added after the hash.
    #[serde(rename = "entries.erasure-marker")]
    EntriesErasureMarker,
    /// Members of entries that no format hashes.
    #[serde(rename = "entries.unprotected-member")]
    EntriesUnprotectedMember,
    /// `meta.schemaVersion`.
    #[serde(rename = "meta.schema-version")]
    MetaSchemaVersion,
    /// When the document says it was made.
    #[serde(rename = "meta.generated-at")]
    MetaGeneratedAt,
    /// `meta.since`, present or not.
    #[serde(rename = "meta.since")]
    MetaSince,
    /// `meta.until`, present or not.
    #[serde(rename = "meta.until")]
    MetaUntil,
    /// `meta.framework`.
    #[serde(rename = "meta.framework")]
    MetaFramework,
    /// The summary's counts of entries.
    #[serde(rename = "summary.audit-entries")]
    SummaryAuditEntries,
    /// The summary's counts of grants.
    #[serde(rename = "summary.grants")]
    SummaryGrants,
    /// The summary's count of policies.
    #[serde(rename = "summary.policies")]
    SummaryPolicies,
    /// The summary's counts of agents.
    #[serde(rename = "summary.agents")]
    SummaryAgents,
    /// `summary.plan`.
    #[serde(rename = "summary.plan")]
    SummaryPlan,
    /// To whom a grant was given, and by whom.
    #[serde(rename = "grants.parties")]
    GrantsParties,
    /// When a grant was issued, expires, was revoked.
    #[serde(rename = "grants.dates")]
    GrantsDates,
    /// The grants' `status`.
    #[serde(rename = "grants.status")]
    GrantsStatus,
    /// The grants' `scopes`.
    #[serde(rename = "grants.scopes")]
    GrantsScopes,
    /// What else a grant says.
    #[serde(rename = "grants.other")]
    GrantsOther,
    /// The policies.
    #[serde(rename = "policies")]
    Policies,
    /// An export's `total`.
    #[serde(rename = "total")]
    Total,
    /// The server's own claim.
    #[serde(rename = "chain-integrity")]
    ChainIntegrity,
    /// Members that this version does not know.
    #[serde(rename = "unknown-member")]
    UnknownMember,
}

/// Where a part stands and what looks at it.
pub(crate) struct ClaimPlace {
    pub(crate) part: &'static str,
    pub(crate) members: &'static [&'static str],
    pub(crate) checks: &'static [CheckCode],
}

impl ClaimCode {
    /// Every one, in the order in which a report lists them.
    pub const ALL: &[Self] = &[
        Self::EntriesContent,
        Self::EntriesStatus,
        Self::EntriesOrder,
        Self::EntriesGrant,
        Self::EntriesErasureMarker,
        Self::EntriesUnprotectedMember,
        Self::MetaSchemaVersion,
        Self::MetaGeneratedAt,
        Self::MetaSince,
        Self::MetaUntil,
        Self::MetaFramework,
        Self::SummaryAuditEntries,
        Self::SummaryGrants,
        Self::SummaryPolicies,
        Self::SummaryAgents,
        Self::SummaryPlan,
        Self::GrantsParties,
        Self::GrantsDates,
        Self::GrantsStatus,
        Self::GrantsScopes,
        Self::GrantsOther,
        Self::Policies,
        Self::Total,
        Self::ChainIntegrity,
        Self::UnknownMember,
    ];

    /// Its stable text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EntriesContent => "entries.content",
            Self::EntriesStatus => "entries.status",
            Self::EntriesOrder => "entries.order",
            Self::EntriesGrant => "entries.grant",
            Self::EntriesErasureMarker => "entries.erasure-marker",
            Self::EntriesUnprotectedMember => "entries.unprotected-member",
            Self::MetaSchemaVersion => "meta.schema-version",
            Self::MetaGeneratedAt => "meta.generated-at",
            Self::MetaSince => "meta.since",
            Self::MetaUntil => "meta.until",
            Self::MetaFramework => "meta.framework",
            Self::SummaryAuditEntries => "summary.audit-entries",
            Self::SummaryGrants => "summary.grants",
            Self::SummaryPolicies => "summary.policies",
            Self::SummaryAgents => "summary.agents",
            Self::SummaryPlan => "summary.plan",
            Self::GrantsParties => "grants.parties",
            Self::GrantsDates => "grants.dates",
            Self::GrantsStatus => "grants.status",
            Self::GrantsScopes => "grants.scopes",
            Self::GrantsOther => "grants.other",
            Self::Policies => "policies",
            Self::Total => "total",
            Self::ChainIntegrity => "chain-integrity",
            Self::UnknownMember => "unknown-member",
        }
    }

    /// Statements that one element of the part makes: one in each of its members.
    pub(crate) fn statements_each(self) -> u64 {
        u64::try_from(self.place().members.len()).unwrap_or(0)
    }

    /// Where it stands in a pack, and which checks look at it.
    pub(crate) fn place(self) -> ClaimPlace {
        use CheckCode::{
            AccessReplay, ChainContent, ChainDeveloper, ChainGenesis, ChainLinks, ChainOrder, DocumentSchema, PackCounts, PackPlanLimit,
            PackRequest, PackServerClaim, PackWindow,
        };
        let (part, members, checks): (_, &[_], &[_]) = match self {
            Self::EntriesContent => ("/auditEntries/*", Self::HASHED, &[ChainContent]),
            Self::EntriesStatus => ("/auditEntries/*", &["status"], &[ChainContent, PackCounts]),
            Self::EntriesOrder => ("/auditEntries", &[], &[ChainLinks, ChainGenesis, ChainOrder, ChainDeveloper]),
            Self::EntriesGrant => ("/auditEntries/*", &["grantId"], &[AccessReplay]),
            Self::EntriesErasureMarker => ("/auditEntries/*/metadata", &["dataDeletedAt", "erasedAt"], &[]),
            Self::EntriesUnprotectedMember => ("/auditEntries/*", &[], &[]),
            Self::MetaSchemaVersion => ("/meta", &["schemaVersion"], &[DocumentSchema]),
            Self::MetaGeneratedAt => ("/meta", &["generatedAt"], &[PackWindow]),
            Self::MetaSince => ("/meta", &["since"], &[PackRequest, PackWindow, ChainGenesis]),
            Self::MetaUntil => ("/meta", &["until"], &[PackRequest, PackWindow]),
            Self::MetaFramework => ("/meta", &["framework"], &[PackRequest]),
            Self::SummaryAuditEntries => ("/summary/auditEntries", &["total", "success", "failure", "blocked"], &[PackCounts]),
            Self::SummaryGrants => ("/summary/grants", &["total", "active", "revoked", "expired"], &[PackCounts]),
            Self::SummaryPolicies => ("/summary/policies", &["total"], &[PackCounts]),
            Self::SummaryAgents => ("/summary/agents", &["total", "active", "suspended", "revoked"], &[]),
            Self::SummaryPlan => ("/summary", &["plan"], &[PackPlanLimit]),
            Self::GrantsParties => ("/grants/*", &["grantId", "agentId", "principalId"], &[AccessReplay]),
            Self::GrantsDates => ("/grants/*", &["issuedAt", "expiresAt", "revokedAt"], &[AccessReplay]),
            Self::GrantsStatus => ("/grants/*", &["status"], &[PackCounts]),
            Self::GrantsScopes => ("/grants/*", &["scopes"], &[]),
            Self::GrantsOther => ("/grants/*", &["developerId", "delegationDepth"], &[]),
            Self::Policies => ("/policies/*", Self::OF_POLICY, &[]),
            Self::Total => ("", &["total"], &[PackCounts]),
            Self::ChainIntegrity => ("/chainIntegrity", &["valid", "checkedEntries", "firstBrokenAt", "reason"], &[PackServerClaim]),
            Self::UnknownMember => ("", &[], &[]),
        };
        ClaimPlace { part, members, checks }
    }

    /// What every format hashes, and the hash itself.
    const HASHED: &'static [&'static str] =
        &["entryId", "agentId", "agentDid", "grantId", "principalId", "developerId", "action", "metadata", "timestamp", "prevHash", "hash"];

    /// What a policy says.
    const OF_POLICY: &'static [&'static str] = &[
        "id",
        "name",
        "effect",
        "priority",
        "agentId",
        "principalId",
        "scopes",
        "timeOfDayStart",
        "timeOfDayEnd",
        "createdAt",
        "updatedAt",
    ];
}

/// Statements, counted by what became of them. The four counts make the total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct OutcomeCounts {
    /// They hold, by what binds them.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub proved: u64,
    /// They can't be true together with what binds them.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub contradicted: u64,
    /// They were held against something that does not decide them.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub not_established: u64,
    /// They were held against nothing.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub not_checked: u64,
}

impl OutcomeCounts {
    /// Adds others.
    pub(crate) fn add(&mut self, others: Self) {
        self.proved += others.proved;
        self.contradicted += others.contradicted;
        self.not_established += others.not_established;
        self.not_checked += others.not_checked;
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        [self.contradicted, self.not_established, self.not_checked].iter().fold(self.proved, |sum, n| sum.saturating_add(*n))
    }

    /// The outcome of all of them together.
    #[must_use]
    pub fn together(&self) -> ClaimOutcome {
        match self {
            Self { contradicted: 1.., .. } => ClaimOutcome::Contradicted,
            Self { not_established: 1.., .. } => ClaimOutcome::NotEstablished,
            Self { not_checked: 1.., .. } => ClaimOutcome::NotChecked,
            _ => ClaimOutcome::Proved,
        }
    }
}

/// A part of the document, as far as one thing binds it. A part that is bound in two ways has two lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ClaimedPart {
    /// Which part; stable.
    pub code: ClaimCode,
    /// Where it stands: a JSON Pointer in which `*` means every element.
    pub part: String,
    /// Its members there; empty where the part itself is meant.
    pub members: Vec<String>,
    /// What binds it.
    pub binding: Binding,
    /// What became of it as a whole.
    pub outcome: ClaimOutcome,
    /// Its statements, counted by what became of them.
    pub statements: OutcomeCounts,
    /// The checks that look at it.
    pub checks: Vec<CheckCode>,
}

/// Statements, counted by what binds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct BindingCounts {
    /// An entry's hash or a link, whether it holds or not.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub hash: u64,
    /// A comparison.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub cross_checked: u64,
    /// Nothing here.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub asserted: u64,
    /// Nothing that there could be.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub uncheckable: u64,
}

/// How much of the document is bound and proved. Percentages are whole numbers, rounded down: 100 is said only of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ClaimCoverage {
    /// Statements of the document, in all.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub statements: u64,
    /// By what binds them.
    pub by_binding: BindingCounts,
    /// By what became of them.
    pub by_outcome: OutcomeCounts,
    /// Of the statements, the percentage that a hash binds and that hold.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub bound_percent: u64,
    /// Of the statements, the percentage that hold, by a hash or by a comparison.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub proved_percent: u64,
    /// Bytes of all entries in the document.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub entry_bytes: u64,
    /// Bytes of those entries whose content was established.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub bound_entry_bytes: u64,
    /// Of the entries' bytes, the percentage in entries whose content was established.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub bound_entry_bytes_percent: u64,
}

/// Every part of the document, what binds it and what became of it. What the whole document proves says the verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Claims {
    /// The parts that the document has, in the order of their codes and bindings.
    pub parts: Vec<ClaimedPart>,
    /// All of them in numbers.
    pub coverage: ClaimCoverage,
}

impl Claims {
    /// Adds a part, unless it says nothing. Lines of one part come one after the other.
    #[inline(never)]
    pub(crate) fn add(&mut self, code: ClaimCode, binding: Binding, statements: OutcomeCounts) -> Option<&mut ClaimedPart> {
        let total = statements.total();
        if total == 0 {
            return None;
        }
        let ClaimPlace { part, members, checks } = code.place();
        let coverage = &mut self.coverage;
        coverage.statements += total;
        *match binding {
            Binding::Hash => &mut coverage.by_binding.hash,
            Binding::CrossChecked => &mut coverage.by_binding.cross_checked,
            Binding::Asserted => &mut coverage.by_binding.asserted,
            Binding::Uncheckable => &mut coverage.by_binding.uncheckable,
        } += total;
        coverage.by_outcome.add(statements);
        self.parts.push(ClaimedPart {
            code,
            part: part.to_owned(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            binding,
            outcome: statements.together(),
            statements,
            checks: checks.to_vec(),
        });
        self.parts.last_mut()
    }

    /// Works out the percentages, once all parts are there.
    pub(crate) fn conclude(mut self) -> Self {
        let bound = self.parts.iter().filter(|part| part.binding == Binding::Hash).map(|part| part.statements.proved).sum();
        let coverage = &mut self.coverage;
        coverage.bound_percent = percent(bound, coverage.statements);
        coverage.proved_percent = percent(coverage.by_outcome.proved, coverage.statements);
        coverage.bound_entry_bytes_percent = percent(coverage.bound_entry_bytes, coverage.entry_bytes);
        self
    }
}

/// Whole percent, rounded down; 0 of nothing.
fn percent(part: u64, of: u64) -> u64 {
    // Each percent that is reached counts. (To divide in 128 bits would bring a kilobyte of WebAssembly.)
    (1..=100).filter(|percent| of > 0 && part >= of / 100 * percent + (of % 100 * percent).div_ceil(100)).map(|_| 1).sum()
}

json_text!(Binding, ClaimOutcome, ClaimCode);
json_object!(OutcomeCounts {
    proved "proved",
    contradicted "contradicted",
    not_established "notEstablished",
    not_checked "notChecked",
});
json_object!(ClaimedPart {
    code "code",
    part "part",
    members "members",
    binding "binding",
    outcome "outcome",
    statements "statements",
    checks "checks",
});
json_object!(BindingCounts { hash "hash", cross_checked "crossChecked", asserted "asserted", uncheckable "uncheckable" });
json_object!(ClaimCoverage {
    statements "statements",
    by_binding "byBinding",
    by_outcome "byOutcome",
    bound_percent "boundPercent",
    proved_percent "provedPercent",
    entry_bytes "entryBytes",
    bound_entry_bytes "boundEntryBytes",
    bound_entry_bytes_percent "boundEntryBytesPercent",
});
json_object!(Claims { parts "parts", coverage "coverage" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_means_all() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(999_999_999, 1_000_000_000), 99);
        assert_eq!(percent(u64::MAX, u64::MAX), 100);
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 99);
        assert_eq!(percent(1, 101), 0);
    }

    #[test]
    fn the_worst_outcome_counts() {
        let counts =
            |proved, contradicted, not_established, not_checked| OutcomeCounts { proved, contradicted, not_established, not_checked };
        assert_eq!(counts(9, 1, 5, 5).together(), ClaimOutcome::Contradicted);
        assert_eq!(counts(9, 0, 1, 5).together(), ClaimOutcome::NotEstablished);
        assert_eq!(counts(9, 0, 0, 1).together(), ClaimOutcome::NotChecked);
        assert_eq!(counts(9, 0, 0, 0).together(), ClaimOutcome::Proved);
    }

    #[test]
    fn every_code_is_written_as_it_is_named() {
        for code in ClaimCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
