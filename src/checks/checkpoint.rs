//! The document against the caller's checkpoint, and the next one.

use super::{Facts, Gaps, outcome};
use crate::digest::Digest;
use crate::instant::Instant;
use crate::reading::PrevHash;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, Checkpoint, CheckpointHead, CheckpointWindow, Finding, FindingCode, Outcome, quote};

/// Whether the checkpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The pack holds its head, or goes on right after it.
    Found,
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
    let owner = facts.run.developers.number_of(&checkpoint.developer_id);
    if facts.run.rows.iter().any(|row| row.has_claimed()) && owner.is_none() {
        let finding = Finding::new(FindingCode::CheckpointMismatch).param("what", "developer");
        let actual = facts.run.developers.name(0).map(str::to_owned);
        let finding = Finding { expected: Some(quote(&checkpoint.developer_id)), actual, ..finding };
        return mismatch(ledger, finding, "The checkpoint is of another developer's chain.");
    }
    let sightings = facts.run.probe.as_ref().map(|probe| probe.sightings.as_slice()).unwrap_or_default();
    if let Some(seen) = sightings.iter().find(|seen| seen.same_id && seen.same_hash && seen.verified) {
        let since = facts.since().flatten();
        let ordinal = u64::from(seen.row) + 1;
        if since.is_none() && facts.gaps() == Gaps::None && checkpoint.window.since.is_none() && !is_ordinal(facts, seen.row, checkpoint.entries) {
            let finding = facts.finding_at(FindingCode::CheckpointMismatch, seen.row, "").param("what", "ordinal");
            let finding = Finding { expected: Some(checkpoint.entries.to_string()), actual: Some(ordinal.to_string()), ..finding };
            return mismatch(ledger, finding, "The checkpoint's head stands at another place than it did.");
        }
        return (Anchor::Found, outcome(code, Outcome::Passed, "The pack holds the checkpoint's head."));
    }
    if first_names(facts, &checkpoint.head.hash) {
        return (Anchor::Found, outcome(code, Outcome::Passed, "The pack goes on right after the checkpoint's head."));
    }
    if !covers(facts, &checkpoint.head.timestamp) {
        let finding = Finding::new(FindingCode::CheckpointNotCovered);
        ledger.add(Finding { expected: Some(checkpoint.head.hash.clone()), ..finding });
        return (Anchor::None, outcome(code, Outcome::NotEstablished, "The pack does not reach the checkpoint's head."));
    }
    let elsewhere = sightings.iter().find(|seen| seen.same_id || seen.same_hash);
    let finding = match elsewhere {
        Some(seen) => {
            let finding = facts.finding_at(FindingCode::CheckpointMismatch, seen.row, "/hash");
            Finding { actual: seen.claimed.map(|digest| digest.to_hex()), ..finding }
        }
        None => Finding::new(FindingCode::CheckpointMismatch),
    };
    let finding = Finding { expected: Some(checkpoint.head.hash.clone()), ..finding.param("what", "head") };
    mismatch(ledger, finding.param("headId", checkpoint.head.entry_id.as_str()), "The pack covers the checkpoint's time but does not hold its head.")
}

/// Whether the head stands at its old ordinal. Entries of its own millisecond that were written later can stand before it,
/// because ids are random within a millisecond.
fn is_ordinal(facts: &Facts<'_>, row: u32, entries: u64) -> bool {
    let millis = |row: u32| facts.run.rows.get(row).map(|row| row.millis);
    let beside = (0..row).rev().take_while(|&before| millis(before) == millis(row)).count();
    let ordinal = u64::from(row) + 1;
    let lowest = ordinal.saturating_sub(u64::try_from(beside).unwrap_or(0));
    (lowest..=ordinal).contains(&entries)
}

/// Whether the first row, in the order of the links, names this hash.
fn first_names(facts: &Facts<'_>, hash: &str) -> bool {
    let first = facts.run.first.as_ref().filter(|_| facts.links.first == Some(0));
    let named = Digest::from_hex(hash.as_bytes());
    matches!(first.and_then(|first| first.prev), Some(PrevHash::Hash(prev)) if Some(prev) == named)
}

/// Whether the pack must hold what was at this time.
fn covers(facts: &Facts<'_>, head: &str) -> bool {
    let Some(head) = Instant::parse(head) else { return true };
    let bound = |text: Option<Option<String>>| text.flatten().and_then(|text| Instant::parse(&text));
    let told = facts.since().is_some() && facts.until().is_some() && facts.gaps() == Gaps::None;
    told && bound(facts.since()).is_none_or(|since| since <= head) && bound(facts.until()).is_none_or(|until| head <= until)
}

/// The checkpoint to keep of an intact document.
pub(crate) fn new_checkpoint(facts: &Facts<'_>, sha256: Option<String>) -> Option<Checkpoint> {
    let last = facts.run.last.as_ref()?;
    // The head is the row with the greatest (timestamp, entryId): the last one, unless rows are out of order.
    let (latest, _) = facts.run.latest?;
    if last.instant != Some(latest) || facts.run.rows.iter().any(|row| row.is_below()) || facts.gaps() != Gaps::None {
        return None;
    }
    let index = facts.run.rows.len().checked_sub(1)?;
    let row = facts.run.rows.get(index)?;
    Some(Checkpoint {
        schema: crate::report::CHECKPOINT_SCHEMA.to_owned(),
        developer_id: facts.run.developers.name(row.developer)?.to_owned(),
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
