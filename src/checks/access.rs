//! Each action against its grant; the replay itself goes along with the hashing.

use super::{Facts, outcome};
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, FindingCode, Outcome};

const VIOLATIONS: [FindingCode; 5] = [
    FindingCode::AccessAfterRevocation,
    FindingCode::AccessAfterExpiry,
    FindingCode::AccessBeforeIssue,
    FindingCode::AccessAgentMismatch,
    FindingCode::AccessPrincipalMismatch,
];

/// Each action against its grant.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::AccessReplay;
    let replay = facts.replay;
    if facts.kind == DocumentKind::AuditExport {
        return outcome(code, Outcome::NotChecked, "An export holds no grants.");
    }
    if facts.run.rows.len() == 0 {
        return outcome(code, Outcome::NotChecked, "There are no entries.");
    }
    if !replay.ready {
        return outcome(code, Outcome::NotChecked, "The grants stand after the entries, which are not kept for them.");
    }
    for absent in &replay.absent_list {
        let finding = facts.finding_at(FindingCode::AccessGrantNotInPack, absent.first, "/grantId").param("count", absent.actions);
        ledger.add(finding.param("grantId", absent.grant.as_str()));
    }
    let violations: u64 = VIOLATIONS.iter().map(|&violation| facts.run.notes.count(violation)).sum();
    if violations > 0 {
        return outcome(code, Outcome::Failed, format!("{violations} times an action was not covered by its grant."));
    }
    if replay.overflowed {
        return outcome(code, Outcome::NotEstablished, "There are more grants than are kept.");
    }
    let unknown: u64 = replay.absent_list.iter().map(|absent| absent.actions).sum();
    if unknown > 0 {
        return outcome(code, Outcome::NotEstablished, format!("The grants of {unknown} actions are not in the pack."));
    }
    outcome(code, Outcome::Passed, format!("{} actions were covered by their grants in time, agent and principal.", replay.replayed))
}
