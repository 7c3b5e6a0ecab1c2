//! The counts against the rows, without false alarms: the server reads the summary and the records in separate queries,
//! so an event that falls between them makes them differ honestly.

use serde_json::Value;

use super::{Facts, outcome};
use crate::chain::marks::Status;
use crate::instant::Instant;
use crate::parts::count;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, ClaimOutcome, DocumentKind, Finding, FindingCode, Outcome, Severity};

/// In a window that ended this long before the document was made, nothing can fall between the queries.
const SETTLED_MILLIS: i64 = 60_000;

/// Entries of an open window that explain a surplus lie this close before the document's own time.
const RACE_MILLIS: i64 = 60_000;

/// Entries, in all and by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    total: u64,
    by_status: [u64; 3],
}

impl Counts {
    /// What the rows make; and whether every row's status is readable.
    fn of_rows(facts: &Facts<'_>) -> (Self, bool) {
        let by_status = Status::NAMED.map(|(status, _)| facts.census.count(|row| row.status() == Some(status)));
        let readable = !facts.census.any(|row| row.status().is_none());
        (Self { total: u64::from(facts.run.rows.len()), by_status }, readable)
    }

    /// What a summary says.
    fn claimed(entries: &Value) -> Option<Self> {
        let mut by_status = [0; 3];
        for ((_, name), claimed) in Status::NAMED.iter().zip(&mut by_status) {
            *claimed = count(entries, name)?;
        }
        Some(Self { total: count(entries, "total")?, by_status })
    }

    fn same(self, other: Self, statuses: bool) -> bool {
        self.total == other.total && (!statuses || self.by_status == other.by_status)
    }
}

/// What the comparisons came to, for the claim ledger: `None` where nothing was stated or compared.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// The summary's counts of entries.
    pub(crate) entries: Option<ClaimOutcome>,
    /// The counts by status were compared, too.
    pub(crate) statuses: bool,
    /// The summary's counts of grants.
    pub(crate) grants: Option<ClaimOutcome>,
    /// The summary's count of policies.
    pub(crate) policies: Option<ClaimOutcome>,
    /// An export's total.
    pub(crate) total: Option<ClaimOutcome>,
}

/// The counts against the rows.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> (Check, Counted) {
    let code = CheckCode::PackCounts;
    let mut counted = Counted::default();
    let check = match facts.kind {
        _ if !facts.complete => super::unread(code),
        DocumentKind::AuditExport => export(facts, u64::from(facts.run.rows.len()), ledger, &mut counted),
        DocumentKind::EvidencePack => match &facts.parts.summary {
            Some(summary) => pack(facts, summary, ledger, &mut counted),
            None => outcome(code, Outcome::NotChecked, "The pack holds no summary."),
        },
    };
    (check, counted)
}

/// An export's `total` must equal its rows: both come from one query.
fn export(facts: &Facts<'_>, rows: u64, ledger: &mut Ledger, counted: &mut Counted) -> Check {
    let code = CheckCode::PackCounts;
    let total = facts.parts.total.as_ref().filter(|total| total.is_number());
    let Some(total) = total else { return outcome(code, Outcome::NotChecked, "The export holds no total.") };
    if total.as_u64() == Some(rows) {
        counted.total = Some(ClaimOutcome::Proved);
        return outcome(code, Outcome::Passed, "The total is that of the rows.");
    }
    counted.total = Some(ClaimOutcome::Contradicted);
    let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to("/total").param("what", "total");
    let stated = crate::json::to_json(total);
    ledger.add(finding.param("stated", format!("total {stated}").as_str()).param("counted", format!("total {rows}").as_str()));
    outcome(code, Outcome::Failed, "The total is not that of the rows.")
}

fn pack(facts: &Facts<'_>, summary: &Value, ledger: &mut Ledger, counted: &mut Counted) -> Check {
    let code = CheckCode::PackCounts;
    counted.grants = grants(facts, summary, ledger);
    counted.policies = policies(facts, summary, ledger);
    let others = [counted.grants, counted.policies].contains(&Some(ClaimOutcome::Contradicted));
    let said = |outcome_is, detail: &str| outcome(code, outcome_is, detail);
    let Some(claimed) = summary.get("auditEntries").and_then(Counts::claimed) else {
        return said(Outcome::NotChecked, "The summary does not count the entries.");
    };
    let (held, readable) = Counts::of_rows(facts);
    counted.statuses = readable;
    if held.same(claimed, readable) {
        counted.entries = Some(ClaimOutcome::Proved);
        let detail = "The entries' counts are those of the rows; those of grants or policies are not, which change state at any time.";
        return if others { said(Outcome::Failed, detail) } else { said(Outcome::Passed, "The summary's counts are those of the rows.") };
    }
    let severity = judge(facts, claimed, held, readable);
    counted.entries = Some(if severity == Severity::Error { ClaimOutcome::Contradicted } else { ClaimOutcome::NotEstablished });
    let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to("/summary/auditEntries").param("what", "summary.auditEntries");
    let finding = finding.param("stated", in_words(claimed).as_str()).param("counted", in_words(held).as_str());
    ledger.add(Finding { severity, ..finding });
    match severity {
        Severity::Error => said(Outcome::Failed, "The summary's counts are not those of the rows."),
        Severity::Warning => {
            said(Outcome::NotEstablished, "Fewer rows than counted: an event between the queries or a missing tail would explain it.")
        }
        Severity::Info if others => said(Outcome::Failed, "The counts of grants or policies are not those of the rows."),
        Severity::Info => said(Outcome::Passed, "More rows than counted: the newest were written between the queries."),
    }
}

fn in_words(counts: Counts) -> String {
    let by_status = Status::NAMED.iter().zip(counts.by_status).map(|((_, name), n)| format!("{name} {n}"));
    core::iter::once(format!("total {}", counts.total)).chain(by_status).collect::<Vec<_>>().join(", ")
}

/// How bad a difference between the counts and the rows is.
fn judge(facts: &Facts<'_>, claimed: Counts, held: Counts, readable: bool) -> Severity {
    let generated = facts.parts.generated_at();
    let until = facts.until().flatten().and_then(|until| Instant::parse(&until));
    if until.zip(generated).is_some_and(|(until, generated)| generated.millis() - until.millis() > SETTLED_MILLIS) {
        return Severity::Error;
    }
    if held.total > claimed.total {
        let older = older(facts, held, held.total - claimed.total, generated);
        return if older.is_some_and(|older| older.same(claimed, readable)) { Severity::Info } else { Severity::Error };
    }
    let grew = readable && held.by_status.iter().zip(claimed.by_status).any(|(held, claimed)| *held > claimed);
    if held.total == claimed.total || grew || claimed.total - held.total > 5 + claimed.total / 1_000 {
        return Severity::Error;
    }
    Severity::Warning
}

/// The counts without the newest rows, if those were all written around the document's own time.
fn older(facts: &Facts<'_>, held: Counts, surplus: u64, generated: Option<Instant>) -> Option<Counts> {
    let generated = generated?;
    let near = |index: &u32| facts.instant(*index).is_some_and(|at| (at.millis() - generated.millis()).abs() <= RACE_MILLIS);
    let surplus = usize::try_from(surplus).ok()?;
    // The rows nearly always ascend; where they do not, the newest are looked for.
    let mut newest: Vec<u32> =
        (0..facts.run.rows.len()).filter(|&index| facts.run.rows.get(index).is_some_and(|row| row.has_instant())).collect();
    crate::order::sort_by(&mut newest, |a, b| facts.instant(a).cmp(&facts.instant(b)));
    let extra = newest.get(newest.len().checked_sub(surplus)?..)?;
    if !extra.iter().all(near) {
        return None;
    }
    let mut older = Counts { total: held.total - u64::try_from(surplus).ok()?, ..held };
    for &index in extra {
        let status = facts.run.rows.get(index).and_then(|row| row.status());
        for ((named, _), count) in Status::NAMED.iter().zip(&mut older.by_status) {
            *count -= u64::from(status == Some(*named));
        }
    }
    Some(older)
}

/// Grants change state at any time: differences are warnings.
fn grants(facts: &Facts<'_>, summary: &Value, ledger: &mut Ledger) -> Option<ClaimOutcome> {
    let parts = facts.parts;
    let generated = parts.generated_at();
    let is_over = |expires: &&Option<Instant>| expires.zip(generated).is_some_and(|(expires, generated)| expires <= generated);
    let over = u64::try_from(parts.active_grants.iter().filter(is_over).count()).unwrap_or(0);
    let active = u64::try_from(parts.active_grants.len()).unwrap_or(0) - over;
    let counted =
        [("total", parts.grants), ("active", active), ("revoked", parts.revoked_grants), ("expired", parts.expired_grants + over)];
    warn(summary, "grants", &counted, ledger)
}

fn policies(facts: &Facts<'_>, summary: &Value, ledger: &mut Ledger) -> Option<ClaimOutcome> {
    warn(summary, "policies", &[("total", facts.parts.policies)], ledger)
}

/// Holds the counts of a part against its rows; `None` where it does not state them.
fn warn(summary: &Value, part: &str, counted: &[(&str, u64)], ledger: &mut Ledger) -> Option<ClaimOutcome> {
    let stated: Option<Vec<(&str, u64)>> = counted.iter().map(|(name, _)| Some((*name, count(summary.get(part)?, name)?))).collect();
    let stated = stated?;
    if stated == counted {
        return Some(ClaimOutcome::Proved);
    }
    let words = |counts: &[(&str, u64)]| counts.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ");
    let finding = Finding::new(FindingCode::PackCountMismatch).pointer_to(format!("/summary/{part}"));
    let finding = finding.param("what", format!("summary.{part}").as_str());
    let finding = finding.param("stated", words(&stated).as_str()).param("counted", words(counted).as_str());
    ledger.add(Finding { severity: Severity::Warning, ..finding });
    Some(ClaimOutcome::Contradicted)
}
