//! The counts against the rows, without false alarms: the server reads the summary and the records in separate queries,
//! so an event that falls between them makes them differ honestly.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Facts, outcome};
use crate::instant::Instant;
use crate::parts::count;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome, Severity};

/// In a window that ended this long before the document was made, nothing can fall between the queries.
const SETTLED_MILLIS: i64 = 60_000;

/// Entries of an open window that explain a surplus lie this close before the document's own time.
const RACE_MILLIS: i64 = 60_000;

const STATUSES: [&str; 3] = ["success", "failure", "blocked"];

/// The counts against the rows.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackCounts;
    if !facts.complete {
        return super::unread(code);
    }
    let rows = u64::from(facts.run.rows.len());
    match facts.kind {
        DocumentKind::AuditExport => export(facts, rows, ledger),
        DocumentKind::EvidencePack => match &facts.parts.summary {
            Some(summary) => pack(facts, summary, rows, ledger),
            None => outcome(code, Outcome::NotEstablished, "The pack holds no summary."),
        },
    }
}

/// An export's `total` must equal its rows: both come from one query.
fn export(facts: &Facts<'_>, rows: u64, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackCounts;
    let total = facts.parts.total.as_ref().and_then(|total| count(&serde_json::json!({ "total": total }), "total"));
    if total == Some(rows) {
        return outcome(code, Outcome::Passed, "The total is that of the rows.");
    }
    let actual = facts.parts.total.as_ref().map(|total| crate::report::quote(&total.to_string()));
    let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to("/total").param("what", "total");
    ledger.add(Finding { expected: Some(rows.to_string()), actual, ..finding });
    outcome(code, Outcome::Failed, "The total is not that of the rows.")
}

fn pack(facts: &Facts<'_>, summary: &Value, rows: u64, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackCounts;
    let entries = summary.get("auditEntries").unwrap_or(&Value::Null);
    let Some(total) = count(entries, "total") else {
        return outcome(code, Outcome::NotEstablished, "The summary does not count the entries.");
    };
    let mut differences = vec![("total", total, rows)];
    for status in STATUSES {
        if let Some(counted) = count(entries, status) {
            differences.push((status, counted, facts.run.by_status.get(status).copied().unwrap_or(0)));
        }
    }
    differences.retain(|(_, counted, rows)| counted != rows);
    let severity = judge(facts, total, rows, &differences);
    for (what, counted, rows) in &differences {
        let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to(format!("/summary/auditEntries/{what}"));
        let finding = finding.param("what", format!("auditEntries.{what}").as_str());
        ledger.add(Finding { severity, expected: Some(rows.to_string()), actual: Some(counted.to_string()), ..finding });
    }
    let grants = grants(facts, summary, ledger);
    let policies = policies(facts, summary, ledger);
    match severity {
        _ if differences.is_empty() && !grants && !policies => outcome(code, Outcome::Passed, "The summary's counts are those of the rows."),
        _ if differences.is_empty() => {
            outcome(code, Outcome::Passed, "The entries' counts are those of the rows; grants or policies changed between the queries.")
        }
        Severity::Error => outcome(code, Outcome::Failed, "The summary's counts are not those of the rows."),
        Severity::Warning => {
            outcome(code, Outcome::NotEstablished, "Fewer rows than counted; an event between the queries or a missing tail would explain it.")
        }
        Severity::Info => outcome(code, Outcome::Passed, "More rows than counted: the newest were written between the queries."),
    }
}

/// How bad differences between the counts and the rows are.
fn judge(facts: &Facts<'_>, total: u64, rows: u64, differences: &[(&str, u64, u64)]) -> Severity {
    let generated = facts.parts.generated_at();
    let until = facts.until().flatten().and_then(|until| Instant::parse(&until));
    let settled = match (until, generated) {
        (Some(until), Some(generated)) => generated.millis() - until.millis() > SETTLED_MILLIS,
        _ => false,
    };
    if settled || rows == total {
        return Severity::Error;
    }
    if rows < total {
        let allowance = 5 + total / 1_000;
        return if total - rows <= allowance { Severity::Warning } else { Severity::Error };
    }
    // More rows than counted: explained when the surplus is the newest rows, written just before the document, and no
    // status was counted that the older rows lack.
    let surplus = rows - total;
    let shrunk = differences.iter().any(|(_, counted, rows)| counted > rows);
    let oldest_of_surplus = u32::try_from(rows - surplus).ok().and_then(|first| facts.instant(first));
    let newest = match (oldest_of_surplus, generated) {
        (Some(oldest), Some(generated)) => (generated.millis() - oldest.millis()) <= RACE_MILLIS,
        _ => false,
    };
    if newest && !shrunk { Severity::Info } else { Severity::Error }
}

/// Grants change state at any time: differences are warnings. Whether there were any.
fn grants(facts: &Facts<'_>, summary: &Value, ledger: &mut Ledger) -> bool {
    let counted = summary.get("grants").unwrap_or(&Value::Null);
    let mut rows: BTreeMap<&str, u64> = facts.parts.grants_by_status.iter().map(|(status, n)| (status.as_str(), *n)).collect();
    rows.insert("total", facts.parts.grants);
    warn(counted, "grants", &["total", "active", "revoked", "expired"], &rows, ledger)
}

fn policies(facts: &Facts<'_>, summary: &Value, ledger: &mut Ledger) -> bool {
    let counted = summary.get("policies").unwrap_or(&Value::Null);
    let rows = BTreeMap::from([("total", facts.parts.policies)]);
    warn(counted, "policies", &["total"], &rows, ledger)
}

fn warn(counted: &Value, of: &str, names: &[&str], rows: &BTreeMap<&str, u64>, ledger: &mut Ledger) -> bool {
    let mut differs = false;
    for name in names {
        let (Some(counted), rows) = (count(counted, name), rows.get(name).copied().unwrap_or(0)) else { continue };
        if counted != rows {
            differs = true;
            let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to(format!("/summary/{of}/{name}"));
            let finding = finding.param("what", format!("{of}.{name}").as_str());
            let (expected, actual) = (Some(rows.to_string()), Some(counted.to_string()));
            ledger.add(Finding { severity: Severity::Warning, expected, actual, ..finding });
        }
    }
    differs
}
