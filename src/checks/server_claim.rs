//! The server's own claim against what was recomputed.

use super::server_model::Model;
use super::{Facts, outcome};
use crate::instant::Instant;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome, RecomputedIntegrity, ServerClaim, quote};

/// The server's own claim against what was recomputed.
pub(super) fn check(
    facts: &Facts<'_>,
    ours: &RecomputedIntegrity,
    model: Option<Model>,
    ledger: &mut Ledger,
) -> (Option<ServerClaim>, Check) {
    let code = CheckCode::PackServerClaim;
    let Some(claim) = &facts.parts.claim else {
        let check = match facts.kind {
            DocumentKind::AuditExport => outcome(code, Outcome::NotChecked, "An export holds no claim."),
            DocumentKind::EvidencePack if facts.complete => outcome(code, Outcome::NotChecked, "The pack holds no claim that can be read."),
            DocumentKind::EvidencePack => super::unread(code),
        };
        return (None, check);
    };
    let agrees = judgeable(facts, ours, ledger).then(|| agrees(facts, ours, claim.valid, claim.first_broken_at.as_deref()));
    let as_modelled = model.map(|model| model.is(claim, facts));
    let check = match agrees {
        None => outcome(code, Outcome::NotChecked, "There was nothing to hold the server's claim against."),
        Some(true) => outcome(code, Outcome::Passed, "The server claims what was recomputed."),
        Some(false) => {
            let said = |valid: bool, at: Option<&str>| match (valid, at) {
                (true, _) => "valid".to_owned(),
                (false, Some(at)) => format!("broken at {}", quote(at)),
                (false, None) => "broken".to_owned(),
            };
            let finding = Finding::new(FindingCode::PackServerClaimMismatch).pointer_to("/chainIntegrity");
            let at = ours.first_broken_entry_id.as_deref().or(ours.first_broken_at.as_deref());
            let claimed = said(claim.valid, claim.first_broken_at.as_deref());
            let finding = finding.param("claimed", claimed.as_str()).param("recomputed", said(ours.valid, at).as_str());
            let (explained, detail) = match as_modelled {
                Some(true) => ("yes", "The server's claim differs from what was recomputed, as its own check does: it knows less."),
                Some(false) => ("no", "The server's claim differs from what was recomputed, and its own check does not explain it."),
                None => ("unknown", "The server's claim differs from what was recomputed."),
            };
            ledger.add(finding.param("explained", explained));
            outcome(code, Outcome::Failed, detail)
        }
    };
    let claim = ServerClaim {
        valid: claim.valid,
        checked_entries: claim.checked_entries,
        first_broken_at: claim.first_broken_at.as_deref().map(quote),
        reason: claim.reason.as_deref().map(quote),
        agrees,
        modelled: None,
        as_modelled,
    };
    (Some(claim), check)
}

/// Whether there is an answer of ours: entries, and either a break or nothing left open.
fn judgeable(facts: &Facts<'_>, ours: &RecomputedIntegrity, ledger: &Ledger) -> bool {
    let chain = [CheckCode::ChainContent, CheckCode::ChainLinks, CheckCode::ChainGenesis, CheckCode::ChainOrder, CheckCode::ChainDeveloper];
    let unreadable = [FindingCode::DocumentMalformedEntry, FindingCode::DocumentDuplicateMember];
    let broken = chain.iter().any(|&check| ledger.errors_of(check) > 0)
        || unreadable.iter().any(|&code| facts.run.notes.count(code) > 0)
        || !facts.links.forks.is_empty();
    facts.complete && facts.run.rows.len() > 0 && (ours.valid || broken)
}

/// The same `valid` and, where false, our entry: the documentation says its timestamp, the server sends its id.
fn agrees(facts: &Facts<'_>, ours: &RecomputedIntegrity, valid: bool, first_broken_at: Option<&str>) -> bool {
    if valid != ours.valid {
        return false;
    }
    if valid {
        return true;
    }
    let Some(at) = first_broken_at else { return false };
    let ours_at = ours.first_broken_index.and_then(|index| facts.instant(u32::try_from(index).ok()?));
    ours.first_broken_entry_id.as_deref() == Some(quote(at).as_str()) || Instant::parse(at).is_some_and(|at| Some(at) == ours_at)
}
