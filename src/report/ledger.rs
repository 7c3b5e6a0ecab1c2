//! All findings of a report: counted, capped, sorted.

use super::SeverityCounts;
use super::codes::{FindingCode, Severity};
use super::finding::Finding;
use super::notes::Notes;
use super::sorted_map::SortedMap;
use crate::order::sort_things;

/// Findings as they are made.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    findings: Vec<Finding>,
    counts: SortedMap<FindingCode, SeverityCounts>,
    cap: usize,
}

/// Adds to the count of a code.
pub(super) fn count(counts: &mut SortedMap<FindingCode, SeverityCounts>, code: FindingCode, severity: Severity, n: u64) {
    counts.update(code, SeverityCounts::default(), |of_code| match severity {
        Severity::Error => of_code.error += n,
        Severity::Warning => of_code.warning += n,
        Severity::Info => of_code.info += n,
    });
}

impl Ledger {
    /// No findings, of which `cap` will be kept.
    pub(crate) fn new(cap: usize) -> Self {
        Self { cap, ..Self::default() }
    }

    /// Adds the notes that were taken while the rows went by.
    pub(crate) fn add_notes(&mut self, notes: Notes, rows: &str) {
        let findings = notes.into_findings(rows, &mut self.counts);
        self.findings.extend(findings);
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, finding: Finding) {
        count(&mut self.counts, finding.code, finding.severity, 1);
        self.findings.push(finding);
        // Twice the cap bounds the memory; what is dropped could not have been kept.
        if self.findings.len() >= self.cap.saturating_mul(2).max(64) {
            self.shrink();
        }
    }

    /// Counts a finding that is not kept.
    pub(crate) fn count_only(&mut self, code: FindingCode, severity: Severity) {
        count(&mut self.counts, code, severity, 1);
    }

    /// Whether any finding is this severe.
    pub(crate) fn has(&self, severity: Severity) -> bool {
        self.counts.values().any(|counts| of(*counts, severity) > 0)
    }

    /// Whether there is any finding with this code.
    pub(crate) fn has_code(&self, code: FindingCode) -> bool {
        self.counts.contains_key(&code)
    }

    /// Errors that the check speaks of.
    pub(crate) fn errors_of(&self, check: super::CheckCode) -> u64 {
        self.counts.iter().filter(|(code, _)| code.check() == check).map(|(_, counts)| counts.error).sum()
    }

    /// How many findings have this code.
    pub(crate) fn count_of(&self, code: FindingCode) -> SeverityCounts {
        self.counts.get(&code).copied().unwrap_or_default()
    }

    /// The findings and their counts: errors are kept before warnings and those before infos, lowest index first; then
    /// sorted by index (none first), code and pointer.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, SortedMap<FindingCode, SeverityCounts>) {
        self.shrink();
        sort_things(&mut self.findings, order);
        (self.findings, self.counts)
    }

    fn shrink(&mut self) {
        sort_things(&mut self.findings, |a, b| a.severity.cmp(&b.severity).then_with(|| order(a, b)));
        self.findings.truncate(self.cap);
    }
}

fn of(counts: SeverityCounts, severity: Severity) -> u64 {
    match severity {
        Severity::Error => counts.error,
        Severity::Warning => counts.warning,
        Severity::Info => counts.info,
    }
}

fn order(a: &Finding, b: &Finding) -> core::cmp::Ordering {
    let key = |f: &Finding| (f.index, f.code.as_str());
    key(a).cmp(&key(b)).then_with(|| a.pointer.cmp(&b.pointer))
}
