//! The document against the caller's checkpoint, and the next one.

use super::{Facts, Gaps, outcome};
use crate::chain::run::Naming;
use crate::digest::Digest;
use crate::instant::Instant;

use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, Checkpoint, CheckpointHead, CheckpointWindow, Finding, FindingCode, Outcome, quote};

/// Whether the checkpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The document holds its head, at this row.
    Holds(u32),
    /// The document goes on right after it.
    Continues,
    /// It does not, or there was none.
    None,
}

/// The document against the caller's checkpoint.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> (Anchor, Check) {
    let code = CheckCode::Checkpoint;
    let Some(checkpoint) = &facts.options.checkpoint else {
        return (Anchor::None, outcome(code, Outcome::NotChecked, "No checkpoint was given."));
    };
    if !facts.complete {
        return (Anchor::None, super::unread(code));
    }
    let mismatch = |ledger: &mut Ledger, finding: Finding, detail: &str| {
        ledger.add(finding);
        (Anchor::None, outcome(code, Outcome::Failed, detail))
    };
    let owner = facts.census.first_developer.and_then(|owner| facts.run.developers.name(owner));
    if owner.is_some_and(|owner| owner != quote(&checkpoint.developer_id)) {
        let finding = Finding::new(FindingCode::CheckpointMismatch).param("what", "developer");
        let finding = Finding { expected: Some(quote(&checkpoint.developer_id)), actual: owner.map(str::to_owned), ..finding };
        return mismatch(ledger, finding, "The checkpoint is of another developer's chain.");
    }
    let sightings = facts.run.probe.as_ref().map(|probe| probe.sightings.as_slice()).unwrap_or_default();
    if let Some(seen) = sightings.iter().find(|seen| seen.same_id) {
        if !seen.same_hash {
            let finding = facts.finding_at(FindingCode::CheckpointMismatch, seen.row, "/hash").param("what", "head");
            let finding =
                Finding { expected: Some(checkpoint.head.hash.clone()), actual: seen.claimed.map(|digest| digest.to_hex()), ..finding };
            let finding = finding.param("headId", checkpoint.head.entry_id.as_str());
            return mismatch(ledger, finding, "The checkpoint's head has another hash now.");
        }
        if !seen.verified {
            return (Anchor::None, outcome(code, Outcome::NotEstablished, "The content of the checkpoint's head was not established."));
        }
        let since = facts.since().flatten();
        if same_beginning(since.as_deref(), checkpoint.window.since.as_deref()) && !is_ordinal(facts, seen.row, checkpoint.entries) {
            let finding = facts.finding_at(FindingCode::CheckpointMismatch, seen.row, "").param("what", "ordinal");
            let finding = finding.param("then", checkpoint.entries).param("now", u64::from(seen.row) + 1);
            return mismatch(ledger, finding, "The checkpoint's head stands at another place than it did.");
        }
        return (Anchor::Holds(seen.row), outcome(code, Outcome::Passed, "The document holds the checkpoint's head."));
    }
    if first_names(facts, &checkpoint.head.hash) && !starts_by(facts, &checkpoint.head.timestamp) {
        return (Anchor::Continues, outcome(code, Outcome::Passed, "The pack goes on right after the checkpoint's head."));
    }
    if !covers(facts, &checkpoint.head.timestamp) {
        ledger.add(Finding::new(FindingCode::CheckpointNotCovered));
        return (Anchor::None, outcome(code, Outcome::NotEstablished, "The document does not reach the checkpoint's head."));
    }
    let finding = Finding::new(FindingCode::CheckpointMismatch).param("what", "head");
    let finding = Finding { expected: Some(checkpoint.head.hash.clone()), ..finding };
    let finding = finding.param("headId", checkpoint.head.entry_id.as_str());
    mismatch(ledger, finding, "The document covers the checkpoint's time but does not hold its head.")
}

/// Whether two windows begin at the same time, or both at the beginning of the log: then they count the same entries.
fn same_beginning(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Instant::parse(a).is_some_and(|a| Instant::parse(b) == Some(a)),
        _ => false,
    }
}

/// Whether the head stands at its old ordinal. Entries of its own millisecond that were written later can stand before it,
/// because ids are random within a millisecond: within it any place fits.
fn is_ordinal(facts: &Facts<'_>, head: u32, entries: u64) -> bool {
    let at = facts.instant(head);
    let instants = || facts.single_rows().filter_map(|row| facts.instant(row));
    let before = instants().filter(|instant| Some(*instant) < at).count();
    let up_to = instants().filter(|instant| Some(*instant) <= at).count();
    let entries = usize::try_from(entries).unwrap_or(usize::MAX);
    entries > before && entries <= up_to
}

/// Whether the first row, in the order of the links, names this hash.
fn first_names(facts: &Facts<'_>, hash: &str) -> bool {
    let naming = facts.links.first.and_then(|first| facts.run.naming(first));
    matches!(naming, Some(Naming::Hash(named)) if Some(named) == Digest::from_hex(hash.as_bytes()))
}

/// Whether the window begins no later than at this time: then the head stood among its entries, and being named by the first
/// of those that are left makes it none the less missing.
fn starts_by(facts: &Facts<'_>, head: &str) -> bool {
    let since = facts.since().flatten().and_then(|since| Instant::parse(&since));
    facts.gaps() == Gaps::None && since.is_some_and(|since| Instant::parse(head).is_some_and(|head| since <= head))
}

/// Whether the pack must hold what was at this time.
fn covers(facts: &Facts<'_>, head: &str) -> bool {
    let Some(head) = Instant::parse(head) else { return true };
    let bound = |text: Option<Option<String>>| text.flatten().and_then(|text| Instant::parse(&text));
    facts.gaps() == Gaps::None
        && bound(facts.since()).is_none_or(|since| since <= head)
        && bound(facts.until()).is_none_or(|until| head <= until)
}

/// The checkpoint to keep of an intact document.
pub(crate) fn new_checkpoint(facts: &Facts<'_>, sha256: Option<String>) -> Option<Checkpoint> {
    let last = facts.run.last.as_ref()?;
    // The head is the row with the greatest (timestamp, entryId): the last one, unless rows are out of order.
    let (latest, _) = facts.run.latest?;
    if last.instant != Some(latest) || facts.gaps() == Gaps::Filtered {
        return None;
    }
    let index = facts.run.rows.len().checked_sub(1)?;
    let row = facts.run.rows.get(index)?;
    let id = |index: u32| {
        facts.run.rows.get(index).and_then(|row| facts.run.labels.id(index, row)).map(|id| id.encode_utf16().collect::<Vec<_>>())
    };
    // Rows of the last one's millisecond; where the rows ascend, they stand right before it.
    let is_rival = |other: u32| facts.run.rows.get(other).is_some_and(|rival| rival.millis == row.millis);
    let rivals = (0..index).rev().take_while(|&other| !facts.census.ascends() || is_rival(other)).filter(|&other| is_rival(other));
    let ours = id(index);
    if rivals.into_iter().any(|other| id(other) > ours) {
        return None;
    }
    Some(Checkpoint {
        schema: crate::report::CHECKPOINT_SCHEMA.to_owned(),
        developer_id: match facts.census.first_developer {
            Some(developer) => facts.run.developers.name(developer)?.to_owned(),
            None => facts.options.developer_id.clone()?,
        },
        entries: u64::from(facts.run.rows.len()),
        head: CheckpointHead {
            entry_id: facts.run.labels.id(index, row)?,
            hash: last.named.claimed?.to_hex(),
            timestamp: facts.run.labels.timestamp(index, row)?,
        },
        window: CheckpointWindow { since: facts.since().flatten(), until: facts.until().flatten() },
        document_sha256: sha256,
        extra: serde_json::Map::new(),
    })
}
