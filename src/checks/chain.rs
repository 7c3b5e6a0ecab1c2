//! The chain's own checks: content, links, order, developer; and the documented `chainIntegrity` they make.

use super::{Facts, Gaps, outcome};
use crate::chain::classify::LinkFault;
use crate::chain::developers::NOBODY;
use crate::chain::row::{ContentFact, Row, RowIndex};
use crate::content::Format;
use crate::report::ledger::Ledger;
use crate::report::{BreakReason, Cause, Check, CheckCode, Finding, FindingCode, Outcome, RecomputedIntegrity, Severity};

/// Findings that say an entry's content was not established, beside a mismatch.
const UNREADABLE: [FindingCode; 3] =
    [FindingCode::DocumentMalformedEntry, FindingCode::DocumentDuplicateMember, FindingCode::DocumentNumberPrecision];

/// Every entry's content against its hash.
pub(super) fn content(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let rows = &facts.run.rows;
    for broken in &facts.run.content_breaks {
        let finding = facts.finding_at(FindingCode::ChainContentMismatch, broken.row, "");
        ledger.add(Finding { expected: broken.claimed.map(|digest| digest.to_hex()), actual: Some(broken.computed.to_hex()), ..finding });
    }
    let failed = (0_u32..).zip(rows.iter()).filter(|(_, row)| row.content() == ContentFact::Failed).map(|(index, _)| index);
    let mut mismatches = 0_u64;
    for _ in failed.skip(facts.run.content_breaks.len()) {
        ledger.count_only(FindingCode::ChainContentMismatch, Severity::Error);
        mismatches += 1;
    }
    mismatches += u64::try_from(facts.run.content_breaks.len()).unwrap_or(0);
    let unprotected = rows.iter().filter(|row| row.content() == ContentFact::Verified(Format::A)).count();
    for (code, count) in [
        (FindingCode::ChainStatusUnprotected, u64::try_from(unprotected).unwrap_or(0)),
        (FindingCode::DocumentReserialized, facts.run.reserialized),
        (FindingCode::DocumentDeveloperIdMissing, facts.run.developer_missing),
    ] {
        if count > 0 {
            ledger.add(Finding::new(code).param("count", count));
        }
    }
    for (name, &count) in &facts.run.unprotected {
        ledger.add(Finding::new(FindingCode::DocumentUnprotectedMember).param("count", count).param("member", name.as_str()));
    }
    let verified = verified(facts);
    let unread = u64::from(rows.len()) - verified - mismatches;
    let detail = |n: u64, what: &str| format!("{n} of {} entries {what}.", rows.len());
    let unreadable: u64 = UNREADABLE.iter().map(|&code| facts.run.notes.count(code)).sum();
    if mismatches > 0 || unreadable > 0 {
        return outcome(CheckCode::ChainContent, Outcome::Failed, detail(mismatches.max(unreadable), "do not verify"));
    }
    if rows.len() == 0 {
        return outcome(CheckCode::ChainContent, Outcome::NotEstablished, "There are no entries.");
    }
    if unread > 0 {
        return outcome(CheckCode::ChainContent, Outcome::NotEstablished, detail(unread, "could not be checked"));
    }
    outcome(CheckCode::ChainContent, Outcome::Passed, format!("The hash of each of {verified} entries was recomputed and matches."))
}

/// Entries whose content was established.
fn verified(facts: &Facts<'_>) -> u64 {
    let verified = facts.run.rows.iter().filter(|row| matches!(row.content(), ContentFact::Verified(_))).count();
    u64::try_from(verified).unwrap_or(0)
}

/// Every `prevHash` against the hash before.
pub(super) fn links(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let links = facts.links;
    let related = |rows: &[RowIndex]| rows.iter().map(|&row| u64::from(row)).collect::<Vec<_>>();
    for &row in &links.duplicates {
        ledger.add(facts.finding_at(FindingCode::ChainDuplicateEntry, row, "/entryId"));
    }
    let mut errors = links.duplicates.len();
    let mut gaps = 0_usize;
    let mut unknown = 0_usize;
    for (&row, fault) in &links.faults {
        match fault {
            LinkFault::Unknown => unknown += 1,
            LinkFault::Mismatch { cause: Cause::Deleted, .. } if facts.gaps() != Gaps::None => gaps += 1,
            LinkFault::Mismatch { cause, related: rows, base } => {
                errors += 1;
                let finding = facts.finding_at(FindingCode::ChainLinkMismatch, row, "/prevHash");
                let (expected, actual) = hashes(facts, row, *base);
                ledger.add(Finding { cause: Some(*cause), related: related(rows), expected, actual, ..finding });
            }
            LinkFault::GenesisUnexpected { base } => {
                errors += 1;
                let finding = facts.finding_at(FindingCode::ChainGenesisUnexpected, row, "/prevHash");
                let (expected, _) = hashes(facts, row, *base);
                ledger.add(Finding { expected, ..finding });
            }
        }
    }
    for (row, order) in &links.reordered {
        let finding = facts.finding_at(FindingCode::ChainSameMillisecondOrder, *row, "");
        ledger.add(Finding { related: related(order), ..finding });
    }
    for (row, family) in &links.forks {
        let finding = facts.finding_at(FindingCode::ChainSameMillisecondFork, *row, "/prevHash");
        ledger.add(Finding { related: related(family), ..finding });
    }
    let total = facts.run.rows.len().saturating_sub(1);
    let said = |outcome_is, detail: String| outcome(CheckCode::ChainLinks, outcome_is, detail);
    if errors > 0 {
        said(Outcome::Failed, format!("{errors} of {total} links are broken."))
    } else if facts.run.rows.len() == 0 {
        said(Outcome::NotEstablished, "There are no entries.".into())
    } else if !links.forks.is_empty() {
        said(Outcome::NotEstablished, format!("{} entries hang off the chain inside one millisecond.", links.forks.len()))
    } else if unknown > 0 {
        said(Outcome::NotEstablished, format!("{unknown} of {total} links could not be judged."))
    } else if gaps > 0 {
        let why = if facts.gaps() == Gaps::Filtered { "the export was filtered" } else { "the export may have been filtered" };
        said(Outcome::NotEstablished, format!("{gaps} of {total} links have gaps: {why}."))
    } else {
        said(Outcome::Passed, format!("All {total} links hold."))
    }
}

/// The full hashes of a link: what the row before it has, and what it names.
fn hashes(facts: &Facts<'_>, row: RowIndex, base: RowIndex) -> (Option<String>, Option<String>) {
    let of = |row: RowIndex| {
        let found = facts.run.link_breaks.binary_search_by_key(&row, |link| link.row).ok();
        found.and_then(|found| facts.run.link_breaks.get(found))
    };
    let hex = |digest: crate::digest::Digest| digest.to_hex();
    let actual = of(row).and_then(|link| link.actual).map(hex);
    // What the row after the base was held against is the base's hash.
    let expected = of(base + 1).and_then(|link| link.expected).map(hex);
    (expected, actual)
}

/// The rows' order and formats. Nothing here decides the verdict.
pub(super) fn order(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let rows = &facts.run.rows;
    let below = || (0..).zip(rows.iter()).filter(|(_, row)| row.is_below()).map(|(index, _)| index);
    let count = below().count();
    let total = usize::try_from(rows.len()).unwrap_or(usize::MAX);
    if count > 0 && count + 1 == total {
        let finding = facts.finding_at(FindingCode::ChainOutOfOrder, 1, "");
        ledger.add(finding.param("reversed", "yes"));
    } else {
        for index in below() {
            ledger.add(facts.finding_at(FindingCode::ChainOutOfOrder, index, ""));
        }
    }
    let regressed = regressions(facts);
    for &index in &regressed {
        ledger.add(facts.finding_at(FindingCode::ChainFormatRegression, index, ""));
    }
    match (count, regressed.len()) {
        _ if total == 0 => outcome(CheckCode::ChainOrder, Outcome::NotEstablished, "There are no entries."),
        (0, 0) => outcome(CheckCode::ChainOrder, Outcome::Passed, "The rows ascend by time and id, and their formats by age."),
        (0, n) => outcome(CheckCode::ChainOrder, Outcome::Failed, format!("{n} rows are in an older format than a row before them.")),
        (n, _) => outcome(CheckCode::ChainOrder, Outcome::Failed, format!("{n} rows are below the row before them.")),
    }
}

/// Rows that can only be in an older format than a row before them must be in.
fn regressions(facts: &Facts<'_>) -> Vec<RowIndex> {
    let mut oldest = 0;
    let mut regressed = Vec::new();
    for (index, row) in (0..).zip(facts.run.rows.iter()) {
        let ContentFact::Verified(format) = row.content() else { continue };
        let (lowest, highest) = match format {
            Format::A => (0, 0),
            Format::B => (1, 1),
            Format::BOrC => (1, 2),
            Format::C => (2, 2),
        };
        if highest < oldest {
            regressed.push(index);
        }
        oldest = oldest.max(lowest);
    }
    regressed
}

/// One chain belongs to one developer.
pub(super) fn developer(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let developers = &facts.run.developers;
    let first = facts.run.rows.iter().map(|row| row.developer).find(|&developer| developer != NOBODY);
    let (owner, expected) = match facts.options.expected_developer() {
        Some(id) => (developers.number_of(id), Some(id.to_owned())),
        None => (first, first.and_then(|first| developers.name(first)).map(str::to_owned)),
    };
    let stranger = |row: &Row| row.developer != NOBODY && Some(row.developer) != owner;
    let mut strangers = 0_u64;
    for (index, row) in (0..).zip(facts.run.rows.iter()).filter(|(_, row)| stranger(row)) {
        strangers += 1;
        let finding = facts.finding_at(FindingCode::ChainDeveloperMismatch, index, "/developerId");
        let actual = developers.name(row.developer).map(str::to_owned);
        ledger.add(Finding { expected: expected.as_deref().map(crate::report::quote), actual, ..finding });
    }
    let code = CheckCode::ChainDeveloper;
    if strangers > 0 {
        outcome(code, Outcome::Failed, format!("{strangers} entries belong to another developer's chain."))
    } else if facts.run.developer_missing > 0 {
        outcome(code, Outcome::NotEstablished, format!("{} entries lack `developerId`.", facts.run.developer_missing))
    } else if first.is_none() {
        outcome(code, Outcome::NotEstablished, "There is no entry to tell.")
    } else {
        outcome(code, Outcome::Passed, "All entries belong to one developer's chain.")
    }
}

/// The documented `chainIntegrity`, recomputed: valid when every check of the chain was established.
pub(super) fn integrity(facts: &Facts<'_>, checks: [&Check; 4]) -> RecomputedIntegrity {
    let established = |check: &&Check| matches!(check.outcome, Outcome::Passed | Outcome::NotChecked);
    let broken = first_broken(facts);
    let row = broken.and_then(|(index, _)| facts.run.rows.get(index));
    RecomputedIntegrity {
        valid: facts.complete && broken.is_none() && checks.iter().all(established),
        checked_entries: verified(facts),
        first_broken_at: broken.zip(row).and_then(|((index, _), row)| facts.run.labels.timestamp(index, row)),
        first_broken_entry_id: broken.zip(row).and_then(|((index, _), row)| facts.run.labels.id(index, row)),
        first_broken_index: broken.map(|(index, _)| u64::from(index)),
        reason: broken.map(|(_, reason)| reason),
    }
}

/// The first row that breaks the chain; on one row content comes before link.
fn first_broken(facts: &Facts<'_>) -> Option<(RowIndex, BreakReason)> {
    let content = facts.run.content_breaks.first().map(|broken| broken.row);
    let links = facts.links;
    let fault = links.faults.iter().find(|(_, fault)| match fault {
        LinkFault::Unknown => false,
        LinkFault::Mismatch { cause: Cause::Deleted, .. } => facts.gaps() == Gaps::None,
        _ => true,
    });
    let genesis = super::genesis::missing(facts).then_some(links.first).flatten();
    let link = [
        fault.map(|(&row, _)| row),
        links.duplicates.first().copied(),
        links.forks.iter().map(|&(row, _)| row).min(),
        genesis,
    ]
    .into_iter()
    .flatten()
    .min();
    match (content, link) {
        (Some(content), link) if link.is_none_or(|link| content <= link) => Some((content, BreakReason::Content)),
        (_, Some(link)) => Some((link, BreakReason::Link)),
        (_, None) => None,
    }
}
