//! The chain's own checks: content, links, order, developer; and the documented `chainIntegrity` they make.

use super::{Facts, Gaps, counted, length, outcome};
use crate::chain::classify::LinkFault;
use crate::chain::developers::NOBODY;
use crate::chain::marks::{ContentFact, Marks};
use crate::chain::row::{Row, RowIndex};
use crate::chain::run::OTHER_NAMES;
use crate::content::Format;
use crate::report::ledger::Ledger;
use crate::report::{BreakReason, Cause, Check, CheckCode, Finding, FindingCode, Outcome, RecomputedIntegrity, Severity};
use crate::scan::pointer::escape;

/// Every entry's content against its hash.
pub(super) fn content(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let rows = &facts.run.rows;
    for broken in &facts.run.content_breaks {
        let finding = facts.finding_at(FindingCode::ChainContentMismatch, broken.row, "");
        ledger.add(Finding { expected: broken.claimed.map(|digest| digest.to_hex()), actual: Some(broken.computed.to_hex()), ..finding });
    }
    let mismatches = facts.census.count(|row| row.content() == ContentFact::Failed);
    for _ in length(&facts.run.content_breaks)..mismatches {
        ledger.count_only(FindingCode::ChainContentMismatch, Severity::Error);
    }
    let of_format_a = |row: Marks| row.content() == ContentFact::Verified(Format::A);
    if let Some(first) = facts.census.first(of_format_a) {
        let count = facts.census.count(of_format_a);
        ledger.add(facts.finding_at(FindingCode::ChainStatusUnprotected, first, "/status").param("count", count));
    }
    for ((code, name), tally) in &facts.run.tallies {
        let member = if name.as_str() == OTHER_NAMES { String::new() } else { format!("/{}", escape(name)) };
        let finding = facts.finding_at(*code, tally.first, &member);
        let finding = match *code {
            FindingCode::DocumentMemberMissing => finding.param("assumed", if name == "status" { "success" } else { "{}" }),
            _ => finding,
        };
        ledger.add(finding.param("count", tally.count).param("member", name.as_str()));
    }
    let verified = facts.census.verified();
    let unread = u64::from(rows.len()) - verified - mismatches;
    let total = u64::from(rows.len());
    let detail = |what: &str, n: u64| [what, &n.to_string(), " of ", &counted(total, "entry.", "entries.")].concat();
    if mismatches > 0 {
        return outcome(CheckCode::ChainContent, Outcome::Failed, detail("Contents that do not give their hash: ", mismatches));
    }
    if rows.len() == 0 {
        return outcome(CheckCode::ChainContent, Outcome::NotEstablished, "There are no entries.");
    }
    if unread > 0 {
        return outcome(CheckCode::ChainContent, Outcome::NotEstablished, detail("Could not be hashed: ", unread));
    }
    outcome(
        CheckCode::ChainContent,
        Outcome::Passed,
        ["The hash of ", &counted(total, "entry", "entries"), " was recomputed and matches."].concat(),
    )
}

/// Every `prevHash` against the hash before.
pub(super) fn links(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let links = facts.links;
    let related = |rows: &[RowIndex]| rows.iter().map(|&row| u64::from(row)).collect::<Vec<_>>();
    for &(row, first) in &links.duplicates {
        let finding = facts.finding_at(FindingCode::ChainDuplicateEntry, row, "/entryId");
        ledger.add(Finding { related: vec![u64::from(first)], ..finding });
    }
    let (mut errors, mut gaps, mut unknown) = (length(&links.duplicates), 0, 0);
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
            // The check of the chain's beginning speaks of these.
            LinkFault::GenesisUnexpected { .. } => {}
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
    let total = u64::from(facts.run.rows.len().saturating_sub(1));
    let of_all = |what: &str, n: u64| [what, &n.to_string(), " of ", &counted(total, "link.", "links.")].concat();
    let (came_to, detail) = if errors > 0 {
        (Outcome::Failed, of_all("Broken: ", errors))
    } else if facts.run.rows.len() == 0 {
        (Outcome::NotEstablished, "There are no entries.".to_owned())
    } else if !links.forks.is_empty() {
        let (one, many) = ("entry hangs", "entries hang");
        (Outcome::NotEstablished, counted(length(&links.forks), one, many) + " off the chain inside one millisecond.")
    } else if !links.unplaced.is_empty() {
        (Outcome::NotEstablished, of_all("Not to be placed, as their entries share a millisecond: ", length(&links.unplaced)))
    } else if unknown > 0 {
        (Outcome::NotEstablished, of_all("Could not be judged: ", unknown))
    } else if gaps > 0 {
        let filtered = facts.gaps() == Gaps::Filtered;
        let gap = if filtered { "Gaps, as the export was filtered: " } else { "Gaps, as if the export had been filtered: " };
        (Outcome::NotEstablished, of_all(gap, gaps))
    } else if total == 0 {
        (Outcome::Passed, "One entry alone has no link to another.".to_owned())
    } else {
        (Outcome::Passed, counted(total, "link holds.", "links hold."))
    };
    outcome(CheckCode::ChainLinks, came_to, detail)
}

/// The full hashes of a link: what the row before it has, and what it names.
pub(super) fn hashes(facts: &Facts<'_>, row: RowIndex, base: RowIndex) -> (Option<String>, Option<String>) {
    let run = facts.run;
    let after_base = run.link_breaks.binary_search_by_key(&(base + 1), |link| link.row).ok();
    // What the row after the base was held against is the base's hash; where that link held, it is what that row names.
    let expected = match after_base.and_then(|found| run.link_breaks.get(found)) {
        Some(link) => link.expected.map(|digest| digest.to_hex()),
        None if base + 1 == run.rows.len() => run.last.as_ref().and_then(|last| last.named.claimed).map(|digest| digest.to_hex()),
        None => None,
    };
    (expected, run.naming(row).and_then(|naming| naming.quoted()))
}

/// The rows' order and formats. Nothing here decides the verdict.
pub(super) fn order(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let below = below(facts);
    let comparable = || facts.single_rows().filter(|&index| is_comparable(facts, index)).count();
    if !below.is_empty() && below.len() + 1 == comparable() {
        if let Some(&first) = below.first() {
            ledger.add(facts.finding_at(FindingCode::ChainOutOfOrder, first, "").param("reversed", "yes"));
        }
    } else {
        for &index in &below {
            ledger.add(facts.finding_at(FindingCode::ChainOutOfOrder, index, ""));
        }
    }
    let regressed = regressions(facts);
    for &index in &regressed {
        ledger.add(facts.finding_at(FindingCode::ChainFormatRegression, index, ""));
    }
    let (came_to, detail) = match (length(&below), length(&regressed)) {
        _ if facts.run.rows.len() == 0 => (Outcome::NotEstablished, "There are no entries.".to_owned()),
        (0, 0) => (Outcome::Passed, "The rows ascend by time and id, and their formats by age.".to_owned()),
        (0, n) => (Outcome::Failed, counted(n, "row is", "rows are") + " in an older format than a row before."),
        (n, _) => (Outcome::Failed, counted(n, "row is", "rows are") + " below the row before."),
    };
    outcome(CheckCode::ChainOrder, came_to, detail)
}

fn is_comparable(facts: &Facts<'_>, index: RowIndex) -> bool {
    facts.run.rows.get(index).is_some_and(|row| row.is_comparable())
}

/// Rows below the comparable row before them; rows set aside as duplicates have no place.
fn below(facts: &Facts<'_>) -> Vec<RowIndex> {
    let rows = &facts.run.rows;
    if facts.links.duplicates.is_empty() {
        if !facts.census.any(Marks::is_below) {
            return Vec::new();
        }
        // As the rows were compared when they went by.
        return (0..).zip(rows.iter()).filter(|(_, row)| row.is_below()).map(|(index, _)| index).collect();
    }
    let mut below = Vec::new();
    let mut last: Option<RowIndex> = None;
    for index in facts.single_rows().filter(|&index| is_comparable(facts, index)) {
        if last.is_some_and(|last| compare(facts, index, last).is_lt()) {
            below.push(index);
        }
        last = Some(index);
    }
    below
}

/// Two rows by (instant, entryId).
fn compare(facts: &Facts<'_>, a: RowIndex, b: RowIndex) -> core::cmp::Ordering {
    let id = |index: RowIndex| facts.run.rows.get(index).and_then(|row| facts.run.labels.id(index, row));
    let units = |id: &Option<String>| id.as_deref().unwrap_or_default().encode_utf16().collect::<Vec<_>>();
    facts.instant(a).cmp(&facts.instant(b)).then_with(|| units(&id(a)).cmp(&units(&id(b))))
}

/// Rows that can only be in an older format than a row before them must be in.
fn regressions(facts: &Facts<'_>) -> Vec<RowIndex> {
    let mut regressed = Vec::new();
    // Formats that a row can be in, by age.
    let ages = |row: Marks| match row.content() {
        ContentFact::Verified(Format::A) => Some((0, 0)),
        ContentFact::Verified(Format::B) => Some((1, 1)),
        ContentFact::Verified(Format::BOrC) => Some((1, 2)),
        ContentFact::Verified(Format::C) => Some((2, 2)),
        ContentFact::Failed | ContentFact::Unread => None,
    };
    let has = |like: &dyn Fn((u8, u8)) -> bool| facts.census.any(|row| ages(row).is_some_and(like));
    // A regression takes a row of that age at least, and one that can only be older.
    if !(1..=2).any(|age| has(&|(lowest, _)| lowest >= age) && has(&|(_, highest)| highest < age)) {
        return regressed;
    }
    let mut oldest = 0_u8;
    for index in facts.single_rows() {
        let Some((lowest, highest)) = facts.run.rows.get(index).and_then(|row| ages(row.marks)) else { continue };
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
    let first = facts.census.first_developer;
    let expected = match facts.options.expected_developer() {
        Some(id) => Some(id.to_owned()),
        None => first.and_then(|first| developers.name(first)).map(str::to_owned),
    };
    let mut others = 0_u64;
    for (index, row) in strangers(facts) {
        others += 1;
        let finding = facts.finding_at(FindingCode::ChainDeveloperMismatch, index, "/developerId");
        let actual = developers.name(row.developer).map(str::to_owned);
        ledger.add(Finding { expected: expected.as_deref().map(crate::report::quote), actual, ..finding });
    }
    let code = CheckCode::ChainDeveloper;
    if others > 0 {
        outcome(code, Outcome::Failed, counted(others, "entry belongs", "entries belong") + " to another developer's chain.")
    } else if facts.run.tallied(FindingCode::DocumentDeveloperIdMissing) > 0 {
        let missing = facts.run.tallied(FindingCode::DocumentDeveloperIdMissing);
        outcome(code, Outcome::NotEstablished, counted(missing, "entry lacks `developerId`.", "entries lack `developerId`."))
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
        checked_entries: facts.census.verified(),
        first_broken_at: broken
            .zip(row)
            .filter(|(_, row)| row.has_instant())
            .and_then(|((index, _), row)| facts.run.labels.timestamp(index, row)),
        first_broken_entry_id: broken.zip(row).and_then(|((index, _), row)| facts.run.labels.id(index, row)),
        first_broken_index: broken.map(|(index, _)| u64::from(index)),
        reason: broken.and_then(|(_, reason)| reason),
    }
}

/// The first row that breaks the chain; on one row content comes before link, and both before a stranger's row.
fn first_broken(facts: &Facts<'_>) -> Option<(RowIndex, Option<BreakReason>)> {
    let unverified = facts.census.first(|row| !matches!(row.content(), ContentFact::Verified(_)));
    let links = facts.links;
    let fault = links.faults.iter().find(|(_, fault)| match fault {
        LinkFault::Unknown => false,
        LinkFault::Mismatch { cause: Cause::Deleted, .. } => facts.gaps() == Gaps::None,
        _ => true,
    });
    let genesis = super::genesis::missing(facts).then_some(links.first).flatten();
    let duplicate = links.duplicates.first().map(|&(row, _)| row);
    let fork = links.forks.iter().map(|&(row, _)| row).min();
    let link = [fault.map(|(&row, _)| row), duplicate, fork, genesis].into_iter().flatten().min();
    let stranger = strangers(facts).next().map(|(index, _)| index);
    [(unverified, Some(BreakReason::Content)), (link, Some(BreakReason::Link)), (stranger, None)]
        .into_iter()
        .filter_map(|(index, reason)| Some((index?, reason)))
        .min_by_key(|(index, reason)| {
            (
                *index,
                match reason {
                    Some(BreakReason::Content) => 0,
                    Some(BreakReason::Link) => 1,
                    None => 2,
                },
            )
        })
}

/// The developer whose chain it is: the expected one, else the first row's. `None` where no row is theirs.
pub(crate) fn owner(facts: &Facts<'_>) -> Option<u16> {
    match facts.options.expected_developer() {
        Some(id) => facts.run.developers.number_of(id),
        None => facts.census.first_developer,
    }
}

/// Rows of other developers' chains.
fn strangers<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (RowIndex, &'a Row)> {
    let owner = owner(facts);
    // Nearly always there are none, and no row needs a look.
    let rows = (!facts.census.is_all_of(owner)).then(|| facts.run.rows.iter());
    (0..).zip(rows.into_iter().flatten()).filter(move |(_, row)| is_stranger(row, owner))
}

pub(crate) fn is_stranger(row: &Row, owner: Option<u16>) -> bool {
    row.developer != NOBODY && Some(row.developer) != owner
}
