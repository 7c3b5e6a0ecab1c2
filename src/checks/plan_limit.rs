//! The total against the plan's ceiling: at the ceiling the server refuses later events.

use super::{Facts, outcome};
use crate::parts::{count, text};
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome};

/// Stored audit entries that a plan allows; `None`: without limit.
fn ceiling(plan: &str) -> Option<Option<u64>> {
    match plan {
        "free" => Some(Some(20_000)),
        "pro" => Some(Some(1_000_000)),
        "enterprise" => Some(None),
        _ => None,
    }
}

/// The total against the plan's ceiling.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackPlanLimit;
    let said = |outcome_is, detail: &str| outcome(code, outcome_is, detail);
    if facts.kind == DocumentKind::AuditExport {
        return said(Outcome::NotChecked, "An export does not name the plan.");
    }
    let Some(summary) = &facts.parts.summary else { return super::unread(code) };
    let total = summary.get("auditEntries").and_then(|entries| count(entries, "total"));
    let (Some(plan), Some(total)) = (text(summary, "plan"), total) else {
        return said(Outcome::NotChecked, "The summary does not name the plan and the total.");
    };
    let windowed = [facts.since(), facts.until()].into_iter().flatten().flatten().next().is_some();
    match ceiling(plan) {
        None => said(Outcome::NotChecked, "The plan is not one this verifier knows."),
        Some(_) if windowed => said(Outcome::NotChecked, "The summary counts the window's entries only."),
        Some(None) => said(Outcome::Passed, "The plan has no ceiling."),
        Some(Some(ceiling)) if total == ceiling => {
            let finding = Finding::new(FindingCode::PackPlanLimitReached).pointer_to("/summary/auditEntries/total");
            ledger.add(finding.param("plan", plan).param("ceiling", ceiling));
            said(Outcome::Failed, "The total stands exactly at the plan's ceiling: later events were refused.")
        }
        Some(Some(_)) => said(Outcome::Passed, "The total is not at the plan's ceiling."),
    }
}
