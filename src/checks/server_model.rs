//! What the server's own check says of these entries: the claim that an honest server would have made.
//!
//! That check goes from the first entry to the last and stops at the first break. It knows an entry's content (a hash that
//! is given under some format, with nothing taken out of the metadata) and its link to the entry right before it. It does
//! not know where a chain has to begin, what was asked, or what else is wrong with a document. The recorded packs confirm
//! it: see `erasure-marker`, `same-millisecond-fork` and `deleted-head`.

use super::Facts;
use crate::chain::marks::{ContentFact, LinkFact};
use crate::chain::row::RowIndex;
use crate::instant::Instant;
use crate::parts::Claim;
use crate::report::ledger::Ledger;
use crate::report::{BreakReason, FindingCode, ModelledClaim, quote};

/// What that check can't notice in entries that it looks at.
const UNNOTICED: [FindingCode; 13] = [
    FindingCode::ChainGenesisMissing,
    FindingCode::ChainDeveloperMismatch,
    FindingCode::ChainOutOfOrder,
    FindingCode::ChainFormatRegression,
    FindingCode::ChainStatusUnprotected,
    FindingCode::DocumentDuplicateMember,
    FindingCode::DocumentNumberPrecision,
    FindingCode::DocumentUnprotectedMember,
    FindingCode::PackRequestMismatch,
    FindingCode::PackCountMismatch,
    FindingCode::PackOutsideWindow,
    FindingCode::PackGeneratedBeforeEntry,
    FindingCode::CheckpointMismatch,
];

/// What the check comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    /// Where it stops, and why; `None`: it comes to the end.
    broken: Option<(RowIndex, BreakReason)>,
}

impl Model {
    /// Runs it. `None` where an entry could not be read before it stops: no server sends such an entry, and what one says
    /// of it is not known.
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        if !facts.complete {
            return None;
        }
        let first_odd =
            facts.census.first(|row| !matches!((row.content(), row.link()), (ContentFact::Verified(_), LinkFact::First | LinkFact::Holds)));
        let stops = [first_odd, facts.run.first_erased].into_iter().flatten().min();
        let Some((index, row)) = stops.and_then(|index| Some((index, facts.run.rows.get(index)?))) else {
            return Some(Self { broken: None });
        };
        let reason = match (row.content(), row.link()) {
            (ContentFact::Unread, _) | (ContentFact::Verified(_), LinkFact::Unknown) => return None,
            (ContentFact::Failed, _) => BreakReason::Content,
            (ContentFact::Verified(_), _) if facts.run.first_erased == Some(index) => BreakReason::Content,
            (ContentFact::Verified(_), _) => BreakReason::Link,
        };
        Some(Self { broken: Some((index, reason)) })
    }

    /// Entries that it goes past.
    fn checked(self, facts: &Facts<'_>) -> u64 {
        u64::from(self.broken.map_or(facts.run.rows.len(), |(index, _)| index))
    }

    /// Whether the server's claim is what this check says. What an older server leaves out is not held against it.
    pub(super) fn is(self, claim: &Claim, facts: &Facts<'_>) -> bool {
        let checked = claim.checked_entries.is_none_or(|checked| checked == self.checked(facts));
        let at = claim.first_broken_at.as_deref();
        let broken = match self.broken {
            None => claim.valid && at.is_none() && claim.reason.is_none(),
            Some((index, reason)) => {
                let id = facts.run.rows.get(index).and_then(|row| facts.run.labels.id(index, row));
                let is_there =
                    |at: &str| id.as_deref() == Some(&quote(at)) || Instant::parse(at).is_some_and(|at| Some(at) == facts.instant(index));
                let same_reason = claim.reason.as_deref().is_none_or(|claimed| claimed == reason.as_str());
                !claim.valid && at.is_some_and(is_there) && same_reason
            }
        };
        checked && broken
    }

    /// As the report tells it.
    pub(super) fn told(self, facts: &Facts<'_>, ledger: &Ledger) -> ModelledClaim {
        let row = |index: RowIndex| facts.run.rows.get(index);
        ModelledClaim {
            valid: self.broken.is_none(),
            checked_entries: self.checked(facts),
            first_broken_at: self.broken.and_then(|(index, _)| facts.run.labels.id(index, row(index)?)),
            reason: self.broken.map(|(_, reason)| reason),
            not_reached: self.broken.map_or(0, |(index, _)| u64::from(facts.run.rows.len() - index - 1)),
            not_noticed: UNNOTICED.into_iter().filter(|&code| ledger.has_code(code)).collect(),
        }
    }
}
