//! Each action against its grant; the replay itself goes along with the hashing.

use super::{Facts, Start, counted, outcome};
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
        let window = if facts.start() == Start::Window { "yes" } else { "no" };
        ledger.add(finding.param("grantId", absent.grant.as_str()).param("window", window));
    }
    let violations: u64 = VIOLATIONS.iter().map(|&violation| facts.run.notes.count(violation)).sum();
    let unknown = replay.unknown;
    let absent = || counted(unknown, "action names", "actions name") + " a grant that is not in the pack, " + why(facts);
    if violations > 0 {
        let all = counted(replay.replayed, "action.", "actions.");
        let apart = if unknown > 0 { " Apart from these, ".to_owned() + &absent() } else { String::new() };
        let detail = ["Outside their grants: ", &replay.violating.to_string(), " of ", &all, &apart].concat();
        return outcome(code, Outcome::Failed, detail);
    }
    if replay.overflowed {
        return outcome(code, Outcome::NotEstablished, "There are more grants than are kept.");
    }
    if unknown > 0 {
        return outcome(code, Outcome::NotEstablished, absent());
    }
    let covered = counted(replay.replayed, "action was covered", "actions were covered");
    outcome(code, Outcome::Passed, covered + " by the grant in time, agent and principal.")
}

/// A pack of the whole chain holds every grant: there, no window explains that one is missing.
fn why(facts: &Facts<'_>) -> &'static str {
    if facts.start() == Start::Window { "as is normal in a window." } else { "and no window explains it." }
}
