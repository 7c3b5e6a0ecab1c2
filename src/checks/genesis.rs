//! The chain's beginning. The server does not check it.

use super::{Facts, Gaps, Start, outcome};
use crate::chain::classify::LinkFault;
use crate::chain::run::Naming;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, Finding, FindingCode, Outcome};

/// What the first row names, in the order of the links.
fn first_naming(facts: &Facts<'_>) -> Option<Naming> {
    let first = facts.links.first?;
    let row = facts.run.rows.get(first)?;
    if row.is_genesis() || facts.genesis_proved {
        return Some(Naming::Null);
    }
    Some(facts.run.naming(first).unwrap_or(Naming::Unusable))
}

fn names_another(naming: &Naming) -> bool {
    matches!(naming, Naming::Hash(_) | Naming::Text(_))
}

/// Whether the chain was asked for from its beginning, and does not start there.
pub(super) fn missing(facts: &Facts<'_>) -> bool {
    facts.start() == Start::Genesis && facts.gaps() == Gaps::None && first_naming(facts).as_ref().is_some_and(names_another)
}

/// Whether the first row starts its chain.
pub(crate) fn starts_at_genesis(facts: &Facts<'_>) -> bool {
    facts.links.first.and_then(|first| facts.run.rows.get(first)).is_some_and(|row| row.is_genesis())
}

/// Null `prevHash`es later on.
fn unexpected(facts: &Facts<'_>, ledger: &mut Ledger) -> u64 {
    let mut unexpected = 0;
    for (&row, fault) in &facts.links.faults {
        if let LinkFault::GenesisUnexpected { base } = fault {
            unexpected += 1;
            let finding = facts.finding_at(FindingCode::ChainGenesisUnexpected, row, "/prevHash");
            let (expected, _) = super::chain::hashes(facts, row, *base);
            ledger.add(Finding { expected, ..finding });
        }
    }
    unexpected
}

/// The chain's beginning.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let said = |outcome_is, detail: &str| outcome(CheckCode::ChainGenesis, outcome_is, detail);
    let unexpected = unexpected(facts, ledger);
    if missing(facts) {
        let finding = facts.finding_at(FindingCode::ChainGenesisMissing, facts.links.first.unwrap_or(0), "/prevHash");
        ledger.add(Finding { actual: first_naming(facts).and_then(|naming| naming.quoted()), ..finding });
    } else if unexpected > 0 && facts.links.first.is_some() {
        return said(Outcome::Failed, "A chain starts in the middle.");
    }
    let (came_to, detail) = beginning(facts);
    said(came_to, detail)
}

/// What the first row shows, whatever stands later.
pub(crate) fn beginning(facts: &Facts<'_>) -> (Outcome, &'static str) {
    let Some(naming) = first_naming(facts) else { return (Outcome::NotEstablished, "There are no entries.") };
    match naming {
        _ if missing(facts) => (Outcome::Failed, "Asked for from its beginning, the chain starts with an entry that names one before it."),
        Naming::Null => (Outcome::Passed, "The first entry starts the chain."),
        Naming::Unusable if facts.start() != Start::Window => (Outcome::NotEstablished, "The first entry's `prevHash` is unusable."),
        Naming::Hash(_) | Naming::Text(_) | Naming::Unusable => match facts.start() {
            Start::Window if facts.gaps() == Gaps::None => {
                (Outcome::NotChecked, "Asked for with `since`: the first entry names one before the window.")
            }
            _ if facts.gaps() == Gaps::Filtered => {
                (Outcome::NotEstablished, "The first entry names one that the filter left out, or one that was removed.")
            }
            _ => (Outcome::NotEstablished, "The export does not say what it was asked, and its first entry names one before it."),
        },
    }
}
