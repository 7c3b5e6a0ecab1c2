//! The stable codes: findings, causes, checks, limits. Append-only.

use serde::{Deserialize, Serialize};

use crate::json::json_text;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Severity {
    /// Something is contradicted: the verdict is `broken`.
    Error,
    /// Something to look at; some warnings make the verdict `inconclusive`.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Why a link broke, as far as the links show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Cause {
    /// The rows in between are named by nobody outside them: they were put in.
    Inserted,
    /// The named row is nowhere in the document: it was removed or replaced.
    Deleted,
    /// Another row names the same row too.
    Forked,
    /// The named row stands elsewhere.
    Moved,
}

impl Cause {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
            Self::Forked => "forked",
            Self::Moved => "moved",
        }
    }
}

/// What a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum FindingCode {
    /// The recomputed hash equals `hash` under no format: a hashed member or the hash was edited.
    #[serde(rename = "chain.content-mismatch")]
    ChainContentMismatch,
    /// `prevHash` is not the hash of the row before.
    #[serde(rename = "chain.link-mismatch")]
    ChainLinkMismatch,
    /// The chain was asked for from its beginning, but the first row names a row before it.
    #[serde(rename = "chain.genesis-missing")]
    ChainGenesisMissing,
    /// A later row has a null `prevHash`, as only a chain's first may.
    #[serde(rename = "chain.genesis-unexpected")]
    ChainGenesisUnexpected,
    /// A later row with an `entryId` seen before.
    #[serde(rename = "chain.duplicate-entry")]
    ChainDuplicateEntry,
    /// A row of another developer's chain.
    #[serde(rename = "chain.developer-mismatch")]
    ChainDeveloperMismatch,
    /// A row is below the row before it by (instant, entryId).
    #[serde(rename = "chain.out-of-order")]
    ChainOutOfOrder,
    /// A row's format is older than what a row before it must be.
    #[serde(rename = "chain.format-regression")]
    ChainFormatRegression,
    /// Following the links inside one millisecond restores one unbroken path.
    #[serde(rename = "chain.same-millisecond-order")]
    ChainSameMillisecondOrder,
    /// Inside one millisecond a row hangs off the chain as a leaf.
    #[serde(rename = "chain.same-millisecond-fork")]
    ChainSameMillisecondFork,
    /// The content verifies once a data-erasure marker is taken out of the metadata.
    #[serde(rename = "chain.erasure-marker")]
    ChainErasureMarker,
    /// Format A does not cover `status`.
    #[serde(rename = "chain.status-unprotected")]
    ChainStatusUnprotected,
    /// A required member of an entry is missing, of the wrong type or unreadable.
    #[serde(rename = "document.malformed-entry")]
    DocumentMalformedEntry,
    /// A member name stands twice in one object; two readers would see two documents.
    #[serde(rename = "document.duplicate-member")]
    DocumentDuplicateMember,
    /// A number in metadata is not the number that is hashed.
    #[serde(rename = "document.number-precision")]
    DocumentNumberPrecision,
    /// `meta.schemaVersion` is not one this verifier knows.
    #[serde(rename = "document.unsupported-schema")]
    DocumentUnsupportedSchema,
    /// Entries lack `developerId`, which is part of every hash.
    #[serde(rename = "document.developer-id-missing")]
    DocumentDeveloperIdMissing,
    /// An entry is deeper or larger than what is read.
    #[serde(rename = "document.limit-exceeded")]
    DocumentLimitExceeded,
    /// A member of an entry is missing and was assumed.
    #[serde(rename = "document.member-missing")]
    DocumentMemberMissing,
    /// Entries hold a member that no format hashes.
    #[serde(rename = "document.unprotected-member")]
    DocumentUnprotectedMember,
    /// The hash matched only with the timestamp's millisecond form.
    #[serde(rename = "document.reserialized")]
    DocumentReserialized,
    /// The document says it was asked otherwise than it was.
    #[serde(rename = "pack.request-mismatch")]
    PackRequestMismatch,
    /// The summary's counts differ from the rows.
    #[serde(rename = "pack.count-mismatch")]
    PackCountMismatch,
    /// An entry lies outside the window.
    #[serde(rename = "pack.outside-window")]
    PackOutsideWindow,
    /// An entry is later than `generatedAt`.
    #[serde(rename = "pack.generated-before-entry")]
    PackGeneratedBeforeEntry,
    /// The server's own claim differs from what was recomputed.
    #[serde(rename = "pack.server-claim-mismatch")]
    PackServerClaimMismatch,
    /// The total stands exactly at the plan's ceiling.
    #[serde(rename = "pack.plan-limit-reached")]
    PackPlanLimitReached,
    /// The pack covers the checkpoint's time but does not hold its head.
    #[serde(rename = "checkpoint.mismatch")]
    CheckpointMismatch,
    /// The pack does not reach the checkpoint's head.
    #[serde(rename = "checkpoint.not-covered")]
    CheckpointNotCovered,
    /// An action later than its grant's revocation.
    #[serde(rename = "access.after-revocation")]
    AccessAfterRevocation,
    /// An action at or after its grant's expiry.
    #[serde(rename = "access.after-expiry")]
    AccessAfterExpiry,
    /// An action before its grant was issued.
    #[serde(rename = "access.before-issue")]
    AccessBeforeIssue,
    /// An action by another agent than its grant's.
    #[serde(rename = "access.agent-mismatch")]
    AccessAgentMismatch,
    /// An action for another principal than its grant's.
    #[serde(rename = "access.principal-mismatch")]
    AccessPrincipalMismatch,
    /// An action's grant is not in the pack.
    #[serde(rename = "access.grant-not-in-pack")]
    AccessGrantNotInPack,
}

impl FindingCode {
    /// Every one, in the order of the docs.
    pub const ALL: &[Self] = &[
        Self::ChainContentMismatch,
        Self::ChainLinkMismatch,
        Self::ChainGenesisMissing,
        Self::ChainGenesisUnexpected,
        Self::ChainDuplicateEntry,
        Self::ChainDeveloperMismatch,
        Self::ChainOutOfOrder,
        Self::ChainFormatRegression,
        Self::ChainSameMillisecondOrder,
        Self::ChainSameMillisecondFork,
        Self::ChainErasureMarker,
        Self::ChainStatusUnprotected,
        Self::DocumentMalformedEntry,
        Self::DocumentDuplicateMember,
        Self::DocumentNumberPrecision,
        Self::DocumentUnsupportedSchema,
        Self::DocumentDeveloperIdMissing,
        Self::DocumentLimitExceeded,
        Self::DocumentMemberMissing,
        Self::DocumentUnprotectedMember,
        Self::DocumentReserialized,
        Self::PackRequestMismatch,
        Self::PackCountMismatch,
        Self::PackOutsideWindow,
        Self::PackGeneratedBeforeEntry,
        Self::PackServerClaimMismatch,
        Self::PackPlanLimitReached,
        Self::CheckpointMismatch,
        Self::CheckpointNotCovered,
        Self::AccessAfterRevocation,
        Self::AccessAfterExpiry,
        Self::AccessBeforeIssue,
        Self::AccessAgentMismatch,
        Self::AccessPrincipalMismatch,
        Self::AccessGrantNotInPack,
    ];

    /// Its stable text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChainContentMismatch => "chain.content-mismatch",
            Self::ChainLinkMismatch => "chain.link-mismatch",
            Self::ChainGenesisMissing => "chain.genesis-missing",
            Self::ChainGenesisUnexpected => "chain.genesis-unexpected",
            Self::ChainDuplicateEntry => "chain.duplicate-entry",
            Self::ChainDeveloperMismatch => "chain.developer-mismatch",
            Self::ChainOutOfOrder => "chain.out-of-order",
            Self::ChainFormatRegression => "chain.format-regression",
            Self::ChainSameMillisecondOrder => "chain.same-millisecond-order",
            Self::ChainSameMillisecondFork => "chain.same-millisecond-fork",
            Self::ChainErasureMarker => "chain.erasure-marker",
            Self::ChainStatusUnprotected => "chain.status-unprotected",
            Self::DocumentMalformedEntry => "document.malformed-entry",
            Self::DocumentDuplicateMember => "document.duplicate-member",
            Self::DocumentNumberPrecision => "document.number-precision",
            Self::DocumentUnsupportedSchema => "document.unsupported-schema",
            Self::DocumentDeveloperIdMissing => "document.developer-id-missing",
            Self::DocumentLimitExceeded => "document.limit-exceeded",
            Self::DocumentMemberMissing => "document.member-missing",
            Self::DocumentUnprotectedMember => "document.unprotected-member",
            Self::DocumentReserialized => "document.reserialized",
            Self::PackRequestMismatch => "pack.request-mismatch",
            Self::PackCountMismatch => "pack.count-mismatch",
            Self::PackOutsideWindow => "pack.outside-window",
            Self::PackGeneratedBeforeEntry => "pack.generated-before-entry",
            Self::PackServerClaimMismatch => "pack.server-claim-mismatch",
            Self::PackPlanLimitReached => "pack.plan-limit-reached",
            Self::CheckpointMismatch => "checkpoint.mismatch",
            Self::CheckpointNotCovered => "checkpoint.not-covered",
            Self::AccessAfterRevocation => "access.after-revocation",
            Self::AccessAfterExpiry => "access.after-expiry",
            Self::AccessBeforeIssue => "access.before-issue",
            Self::AccessAgentMismatch => "access.agent-mismatch",
            Self::AccessPrincipalMismatch => "access.principal-mismatch",
            Self::AccessGrantNotInPack => "access.grant-not-in-pack",
        }
    }

    /// The check that speaks of it.
    #[must_use]
    pub fn check(self) -> CheckCode {
        match self {
            Self::ChainContentMismatch | Self::ChainErasureMarker | Self::ChainStatusUnprotected => CheckCode::ChainContent,
            Self::ChainLinkMismatch | Self::ChainDuplicateEntry | Self::ChainSameMillisecondFork => CheckCode::ChainLinks,
            Self::ChainGenesisMissing | Self::ChainGenesisUnexpected => CheckCode::ChainGenesis,
            Self::ChainOutOfOrder | Self::ChainFormatRegression | Self::ChainSameMillisecondOrder => CheckCode::ChainOrder,
            Self::ChainDeveloperMismatch | Self::DocumentDeveloperIdMissing => CheckCode::ChainDeveloper,
            Self::DocumentMalformedEntry
            | Self::DocumentDuplicateMember
            | Self::DocumentNumberPrecision
            | Self::DocumentUnsupportedSchema
            | Self::DocumentLimitExceeded
            | Self::DocumentMemberMissing
            | Self::DocumentUnprotectedMember
            | Self::DocumentReserialized => CheckCode::DocumentSchema,
            Self::PackRequestMismatch => CheckCode::PackRequest,
            Self::PackCountMismatch => CheckCode::PackCounts,
            Self::PackOutsideWindow | Self::PackGeneratedBeforeEntry => CheckCode::PackWindow,
            Self::PackServerClaimMismatch => CheckCode::PackServerClaim,
            Self::PackPlanLimitReached => CheckCode::PackPlanLimit,
            Self::CheckpointMismatch | Self::CheckpointNotCovered => CheckCode::Checkpoint,
            Self::AccessAfterRevocation
            | Self::AccessAfterExpiry
            | Self::AccessBeforeIssue
            | Self::AccessAgentMismatch
            | Self::AccessPrincipalMismatch
            | Self::AccessGrantNotInPack => CheckCode::AccessReplay,
        }
    }

    /// Its usual severity; a few checks lower or raise it where the rules say so.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::ChainContentMismatch
            | Self::ChainLinkMismatch
            | Self::ChainGenesisMissing
            | Self::ChainGenesisUnexpected
            | Self::ChainDuplicateEntry
            | Self::ChainDeveloperMismatch
            | Self::DocumentMalformedEntry
            | Self::DocumentDuplicateMember
            | Self::DocumentNumberPrecision
            | Self::PackRequestMismatch
            | Self::PackCountMismatch
            | Self::PackOutsideWindow
            | Self::CheckpointMismatch => Severity::Error,
            Self::ChainOutOfOrder
            | Self::ChainFormatRegression
            | Self::ChainSameMillisecondFork
            | Self::ChainErasureMarker
            | Self::DocumentUnsupportedSchema
            | Self::DocumentDeveloperIdMissing
            | Self::DocumentLimitExceeded
            | Self::DocumentMemberMissing
            | Self::DocumentUnprotectedMember
            | Self::PackGeneratedBeforeEntry
            | Self::PackServerClaimMismatch
            | Self::PackPlanLimitReached
            | Self::CheckpointNotCovered
            | Self::AccessAfterRevocation
            | Self::AccessAfterExpiry
            | Self::AccessBeforeIssue
            | Self::AccessAgentMismatch
            | Self::AccessPrincipalMismatch => Severity::Warning,
            Self::ChainSameMillisecondOrder | Self::ChainStatusUnprotected | Self::DocumentReserialized | Self::AccessGrantNotInPack => {
                Severity::Info
            }
        }
    }
}

/// A check that every report lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum CheckCode {
    /// The document's form and version.
    #[serde(rename = "document.schema")]
    DocumentSchema,
    /// Every entry's content against its hash.
    #[serde(rename = "chain.content")]
    ChainContent,
    /// Every `prevHash` against the hash before.
    #[serde(rename = "chain.links")]
    ChainLinks,
    /// The chain's beginning.
    #[serde(rename = "chain.genesis")]
    ChainGenesis,
    /// The rows' order and formats.
    #[serde(rename = "chain.order")]
    ChainOrder,
    /// One chain belongs to one developer.
    #[serde(rename = "chain.developer")]
    ChainDeveloper,
    /// What was asked against what the document says was asked.
    #[serde(rename = "pack.request")]
    PackRequest,
    /// Every entry inside the window.
    #[serde(rename = "pack.window")]
    PackWindow,
    /// The counts against the rows.
    #[serde(rename = "pack.counts")]
    PackCounts,
    /// The server's own claim against what was recomputed.
    #[serde(rename = "pack.server-claim")]
    PackServerClaim,
    /// The total against the plan's ceiling.
    #[serde(rename = "pack.plan-limit")]
    PackPlanLimit,
    /// Each action against its grant.
    #[serde(rename = "access.replay")]
    AccessReplay,
    /// The pack against the caller's checkpoint.
    #[serde(rename = "checkpoint")]
    Checkpoint,
}

impl CheckCode {
    /// Every one, in the order of the docs.
    pub const ALL: &[Self] = &[
        Self::DocumentSchema,
        Self::ChainContent,
        Self::ChainLinks,
        Self::ChainGenesis,
        Self::ChainOrder,
        Self::ChainDeveloper,
        Self::PackRequest,
        Self::PackWindow,
        Self::PackCounts,
        Self::PackServerClaim,
        Self::PackPlanLimit,
        Self::AccessReplay,
        Self::Checkpoint,
    ];

    /// Its stable text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentSchema => "document.schema",
            Self::ChainContent => "chain.content",
            Self::ChainLinks => "chain.links",
            Self::ChainGenesis => "chain.genesis",
            Self::ChainOrder => "chain.order",
            Self::ChainDeveloper => "chain.developer",
            Self::PackRequest => "pack.request",
            Self::PackWindow => "pack.window",
            Self::PackCounts => "pack.counts",
            Self::PackServerClaim => "pack.server-claim",
            Self::PackPlanLimit => "pack.plan-limit",
            Self::AccessReplay => "access.replay",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// Something that a report does not prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum LimitCode {
    /// Deletion of the newest entries.
    #[serde(rename = "limit.tail")]
    Tail,
    /// A chain rewritten as a whole.
    #[serde(rename = "limit.rewrite")]
    Rewrite,
    /// What was asked.
    #[serde(rename = "limit.request")]
    Request,
    /// What lies before a window.
    #[serde(rename = "limit.window-start")]
    WindowStart,
    /// What a filter left out.
    #[serde(rename = "limit.filtered")]
    Filtered,
    /// Statuses of format A.
    #[serde(rename = "limit.status-unprotected")]
    StatusUnprotected,
    /// Summary, grants, policies and meta are not hashed.
    #[serde(rename = "limit.unhashed-parts")]
    UnhashedParts,
    /// `summary.agents` can't be recounted.
    #[serde(rename = "limit.agent-counts")]
    AgentCounts,
    /// Scopes are not replayed.
    #[serde(rename = "limit.scopes")]
    Scopes,
    /// Actions were not held against grants.
    #[serde(rename = "limit.access-replay")]
    AccessReplay,
    /// Entries that were not read.
    #[serde(rename = "limit.skipped-entries")]
    SkippedEntries,
    /// Not every break was explained, because there were too many.
    #[serde(rename = "limit.explanations")]
    Explanations,
    /// Policies that were changed inside the period: the pack holds their newest form only.
    #[serde(rename = "limit.policy-history")]
    PolicyHistory,
}

impl LimitCode {
    /// Every one, in the order of the docs.
    pub const ALL: &[Self] = &[
        Self::Tail,
        Self::Rewrite,
        Self::Request,
        Self::WindowStart,
        Self::Filtered,
        Self::StatusUnprotected,
        Self::UnhashedParts,
        Self::AgentCounts,
        Self::Scopes,
        Self::AccessReplay,
        Self::SkippedEntries,
        Self::Explanations,
        Self::PolicyHistory,
    ];

    /// Its stable text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tail => "limit.tail",
            Self::Rewrite => "limit.rewrite",
            Self::Request => "limit.request",
            Self::WindowStart => "limit.window-start",
            Self::Filtered => "limit.filtered",
            Self::StatusUnprotected => "limit.status-unprotected",
            Self::UnhashedParts => "limit.unhashed-parts",
            Self::AgentCounts => "limit.agent-counts",
            Self::Scopes => "limit.scopes",
            Self::AccessReplay => "limit.access-replay",
            Self::SkippedEntries => "limit.skipped-entries",
            Self::Explanations => "limit.explanations",
            Self::PolicyHistory => "limit.policy-history",
        }
    }
}

impl AsRef<str> for FindingCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for CheckCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

json_text!(Severity, Cause, FindingCode, CheckCode, LimitCode);
