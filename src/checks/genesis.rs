//! The chain's beginning. The server does not check it.

use super::{Facts, Gaps, Start, outcome};
use crate::reading::PrevHash;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, Finding, FindingCode, Outcome};

/// What the first row names, in the order of the links.
fn first_prev(facts: &Facts<'_>) -> Option<PrevHash> {
    let first = facts.links.first?;
    let row = facts.run.rows.get(first)?;
    if row.is_genesis() || facts.genesis_proved {
        return Some(PrevHash::Null);
    }
    if !row.has_prev() {
        return Some(PrevHash::Unusable);
    }
    if first == 0 {
        return facts.run.first.as_ref()?.prev;
    }
    let found = facts.run.link_breaks.iter().find(|link| link.row == first);
    Some(found.and_then(|link| link.actual).map_or(PrevHash::Unusable, PrevHash::Hash))
}

/// Whether the chain was asked for from its beginning, and does not start there.
pub(super) fn missing(facts: &Facts<'_>) -> bool {
    matches!(first_prev(facts), Some(PrevHash::Hash(_))) && facts.start() == Start::Genesis && facts.gaps() == Gaps::None
}

/// Whether the first row starts its chain; `None` without rows.
pub(crate) fn starts_at_genesis(facts: &Facts<'_>) -> Option<bool> {
    first_prev(facts).map(|prev| prev == PrevHash::Null)
}

/// The chain's beginning.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let said = |outcome_is, detail: &str| outcome(CheckCode::ChainGenesis, outcome_is, detail);
    match first_prev(facts) {
        None => said(Outcome::NotEstablished, "There are no entries."),
        Some(PrevHash::Null) => said(Outcome::Passed, "The first entry starts the chain."),
        Some(PrevHash::Unusable) => said(Outcome::NotEstablished, "The first entry's `prevHash` is unusable."),
        Some(PrevHash::Hash(digest)) => {
            if missing(facts) {
                let finding = facts.finding_at(FindingCode::ChainGenesisMissing, facts.links.first.unwrap_or(0), "/prevHash");
                ledger.add(Finding { actual: Some(digest.to_hex()), ..finding });
                return said(Outcome::Failed, "Asked for from its beginning, the chain starts with an entry that names one before it.");
            }
            match facts.start() {
                Start::Window => said(Outcome::NotChecked, "Asked for with `since`: the first entry names one before the window."),
                Start::Genesis if facts.gaps() == Gaps::Filtered => {
                    said(Outcome::NotEstablished, "The first entry names one that the filter left out, or one that was removed.")
                }
                _ => said(Outcome::NotEstablished, "The export does not say what it was asked, and its first entry names one before it."),
            }
        }
    }
}
