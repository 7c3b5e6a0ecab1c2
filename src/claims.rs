//! Fills the claim ledger: what each part of the document says, what binds it, and what became of it.
//!
//! Nothing is decided here. Rows, links and checks have been judged; this puts them in order by part.

use crate::chain::classify::LinkFault;
use crate::chain::marks::ContentFact;
use crate::chain::row::{Row, RowIndex};
use crate::chain::run::OTHER_NAMES;
use crate::checks::{Counted, Facts, Gaps, request};
use crate::content::Format;
use crate::instant::Instant;
use crate::limits::MAX_LISTED_MEMBERS;
use crate::parts::{instant, unknown_members};
use crate::report::ledger::Ledger;
use crate::report::{Binding, Cause, ClaimCode, ClaimOutcome, Claims, DocumentKind, FindingCode, Outcome, OutcomeCounts, ServerClaim};

/// What the ledger is filled from, beside the facts.
pub(crate) struct Judged<'a> {
    pub(crate) genesis: Outcome,
    pub(crate) counted: &'a Counted,
    pub(crate) server_claim: Option<&'a ServerClaim>,
    pub(crate) ledger: &'a Ledger,
}

/// `n` statements of one outcome.
#[inline(never)]
fn all(outcome: ClaimOutcome, n: u64) -> OutcomeCounts {
    let mut counts = OutcomeCounts::default();
    *match outcome {
        ClaimOutcome::Proved => &mut counts.proved,
        ClaimOutcome::Contradicted => &mut counts.contradicted,
        ClaimOutcome::NotEstablished => &mut counts.not_established,
        ClaimOutcome::NotChecked => &mut counts.not_checked,
    } = n;
    counts
}

/// The ledger.
pub(crate) fn claims(facts: &Facts<'_>, judged: &Judged<'_>) -> Claims {
    let mut claims = Claims::default();
    entries(facts, judged, &mut claims);
    if facts.kind == DocumentKind::EvidencePack {
        meta(facts, judged, &mut claims);
        summary(facts, judged, &mut claims);
        grants(facts, judged, &mut claims);
        let policies = ClaimCode::Policies.statements_each() * facts.parts.policies;
        claims.add(ClaimCode::Policies, Binding::Uncheckable, all(ClaimOutcome::NotChecked, policies));
        server_claim(judged, &mut claims);
    } else {
        if let Some(text) = &facts.parts.generated_at {
            generated_at(facts, Instant::parse(text), &mut claims);
        }
        if facts.parts.total.is_some() {
            compared(ClaimCode::Total, 1, judged.counted.total, &mut claims);
        }
    }
    let unknown = all(ClaimOutcome::NotChecked, unknown_members(facts.parts));
    claims.add(ClaimCode::UnknownMember, Binding::Asserted, unknown);
    if facts.kind == DocumentKind::AuditExport {
        for part in &mut claims.parts {
            if let Some(below) = part.part.strip_prefix("/auditEntries") {
                part.part = format!("/entries{below}");
            } else if part.part == "/meta" {
                part.part.clear();
            }
        }
    }
    claims.conclude()
}

fn entries(facts: &Facts<'_>, judged: &Judged<'_>, claims: &mut Claims) {
    let census = facts.census;
    claims.coverage.entry_bytes = census.bytes;
    claims.coverage.bound_entry_bytes = census.verified_bytes;
    let (verified, format_a) = (census.verified(), census.count(|row| row.content() == ContentFact::Verified(Format::A)));
    let failed = census.count(|row| row.content() == ContentFact::Failed);
    let unread = census.count(|row| row.content() == ContentFact::Unread);
    let hashed =
        |verified, n: u64| OutcomeCounts { proved: verified * n, contradicted: failed * n, not_established: unread * n, not_checked: 0 };
    claims.add(ClaimCode::EntriesContent, Binding::Hash, hashed(verified, ClaimCode::EntriesContent.statements_each()));
    claims.add(ClaimCode::EntriesStatus, Binding::Hash, hashed(verified - format_a, 1));
    // All that holds a status in format A is that the statuses were counted: they could have changed places.
    let (binding, outcome) = match judged.counted.entries {
        Some(_) if judged.counted.statuses => (Binding::CrossChecked, ClaimOutcome::NotEstablished),
        _ => (Binding::Asserted, ClaimOutcome::NotChecked),
    };
    claims.add(ClaimCode::EntriesStatus, binding, all(outcome, format_a));
    claims.add(ClaimCode::EntriesOrder, Binding::Hash, order(facts, judged));
    grant_of_entries(facts, claims);
    let marked = facts.run.notes.count(FindingCode::ChainErasureMarker);
    claims.add(ClaimCode::EntriesErasureMarker, Binding::Asserted, all(ClaimOutcome::NotChecked, marked));
    unprotected(facts, claims);
}

/// Each row's place: after the row before it, in one developer's chain.
fn order(facts: &Facts<'_>, judged: &Judged<'_>) -> OutcomeCounts {
    let (links, census, owner) = (facts.links, facts.census, crate::checks::owner(facts));
    // What is to be said of a row that is not simply the next one.
    let outcome = |row: &Row, odd: Option<ClaimOutcome>| match row.content() {
        _ if odd == Some(ClaimOutcome::Contradicted) || crate::checks::is_stranger(row, owner) => ClaimOutcome::Contradicted,
        // What an entry names is known only where its content is.
        ContentFact::Failed | ContentFact::Unread => ClaimOutcome::NotEstablished,
        ContentFact::Verified(_) => odd.unwrap_or(ClaimOutcome::Proved),
    };
    let of_first = match judged.genesis {
        Outcome::Failed => ClaimOutcome::Contradicted,
        Outcome::NotEstablished => ClaimOutcome::NotEstablished,
        Outcome::NotChecked => ClaimOutcome::NotChecked,
        Outcome::Passed => ClaimOutcome::Proved,
    };
    let all_follow = links.faults.is_empty() && links.duplicates.is_empty() && links.unplaced.is_empty() && links.forks.is_empty();
    if all_follow && census.is_all_of(owner) {
        // Nearly always: only the first row is not simply the next one.
        let first = links.first.and_then(|first| facts.run.rows.get(first));
        let of_verified = u64::from(first.is_some_and(|row| matches!(row.content(), ContentFact::Verified(_))));
        let others = u64::from(facts.run.rows.len()) - u64::from(first.is_some());
        let verified = census.verified() - of_verified;
        let mut counts = OutcomeCounts { not_established: others - verified, ..all(ClaimOutcome::Proved, verified) };
        if let Some(row) = first {
            counts.add(all(outcome(row, Some(of_first)), 1));
        }
        return counts;
    }
    // By row; what contradicts is put in last, and so stays.
    let mut odd = vec![None; usize::try_from(facts.run.rows.len()).unwrap_or(0)];
    let mut say = |row: RowIndex, outcome| {
        if let Some(odd) = usize::try_from(row).ok().and_then(|row| odd.get_mut(row)) {
            *odd = Some(outcome);
        }
    };
    if let Some(first) = links.first {
        say(first, of_first);
    }
    for &row in links.unplaced.iter().chain(links.forks.iter().map(|(row, _)| row)) {
        say(row, ClaimOutcome::NotEstablished);
    }
    for (&row, fault) in &links.faults {
        let outcome = match fault {
            LinkFault::Unknown => ClaimOutcome::NotEstablished,
            LinkFault::Mismatch { cause: Cause::Deleted, .. } if facts.gaps() != Gaps::None => ClaimOutcome::NotEstablished,
            LinkFault::Mismatch { .. } | LinkFault::GenesisUnexpected { .. } => ClaimOutcome::Contradicted,
        };
        say(row, outcome);
    }
    for &(row, _) in &links.duplicates {
        say(row, ClaimOutcome::Contradicted);
    }
    let mut counts = OutcomeCounts::default();
    for (row, odd) in facts.run.rows.iter().zip(odd) {
        counts.add(all(outcome(row, odd), 1));
    }
    counts
}

/// Each action's grant, as far as it covers the action.
fn grant_of_entries(facts: &Facts<'_>, claims: &mut Claims) {
    let (rows, replay) = (u64::from(facts.run.rows.len()), facts.replay);
    if facts.kind == DocumentKind::AuditExport || !replay.ready {
        claims.add(ClaimCode::EntriesGrant, Binding::Asserted, all(ClaimOutcome::NotChecked, rows));
        return;
    }
    let counts = OutcomeCounts {
        proved: replay.replayed - replay.violating,
        contradicted: replay.violating,
        not_established: replay.unknown,
        not_checked: rows.saturating_sub(replay.replayed).saturating_sub(replay.unknown),
    };
    claims.add(ClaimCode::EntriesGrant, Binding::CrossChecked, counts);
}

/// Members of entries that no format hashes.
fn unprotected(facts: &Facts<'_>, claims: &mut Claims) {
    let mut count = 0;
    let mut names = Vec::new();
    for ((_, name), tally) in facts.run.tallies.iter().filter(|((code, _), _)| *code == FindingCode::DocumentUnprotectedMember) {
        count += tally.count;
        if names.len() <= MAX_LISTED_MEMBERS {
            names.push(if names.len() < MAX_LISTED_MEMBERS { name.clone() } else { OTHER_NAMES.to_owned() });
        }
    }
    if let Some(line) = claims.add(ClaimCode::EntriesUnprotectedMember, Binding::Asserted, all(ClaimOutcome::NotChecked, count)) {
        line.members = names;
    }
}

fn meta(facts: &Facts<'_>, judged: &Judged<'_>, claims: &mut Claims) {
    let Some(meta) = &facts.parts.meta else { return };
    if meta.get("schemaVersion").is_some() {
        let known = !judged.ledger.has_code(FindingCode::DocumentUnsupportedSchema);
        let outcome = if known { ClaimOutcome::Proved } else { ClaimOutcome::NotEstablished };
        claims.add(ClaimCode::MetaSchemaVersion, Binding::CrossChecked, all(outcome, 1));
    }
    if meta.get("generatedAt").is_some() {
        generated_at(facts, instant(meta, "generatedAt"), claims);
    }
    for (code, name) in [(ClaimCode::MetaSince, "since"), (ClaimCode::MetaUntil, "until")] {
        let (binding, outcome) = bound(facts, judged, name);
        claims.add(code, binding, all(outcome, 1));
    }
    let told = request::agrees(facts, "framework");
    if meta.get("framework").is_some() || told.is_some() {
        compared(ClaimCode::MetaFramework, 1, told.map(proved_if), claims);
    }
}

fn proved_if(holds: bool) -> ClaimOutcome {
    if holds { ClaimOutcome::Proved } else { ClaimOutcome::Contradicted }
}

/// Statements that were compared, or else were not.
#[inline(never)]
fn compared(code: ClaimCode, n: u64, outcome: Option<ClaimOutcome>, claims: &mut Claims) {
    match outcome {
        Some(outcome) => claims.add(code, Binding::CrossChecked, all(outcome, n)),
        None => claims.add(code, Binding::Asserted, all(ClaimOutcome::NotChecked, n)),
    };
}

/// When the document was made: not before its newest entry, and that is all that shows.
fn generated_at(facts: &Facts<'_>, generated: Option<Instant>, claims: &mut Claims) {
    let outcome = match (facts.run.latest, generated) {
        (Some((latest, _)), Some(generated)) if facts.complete && latest > generated => Some(ClaimOutcome::Contradicted),
        (Some(_), Some(_)) if facts.complete => Some(ClaimOutcome::NotEstablished),
        _ => None,
    };
    compared(ClaimCode::MetaGeneratedAt, 1, outcome, claims);
}

/// An end of the window, which `meta` claims.
fn bound(facts: &Facts<'_>, judged: &Judged<'_>, name: &str) -> (Binding, ClaimOutcome) {
    let is_since = name == "since";
    let claimed = if is_since { facts.since() } else { facts.until() }.flatten();
    let limit = claimed.as_deref().and_then(Instant::parse).filter(|_| facts.complete);
    let outside = if is_since {
        facts.run.earliest.zip(limit).is_some_and(|((earliest, _), limit)| earliest < limit)
    } else {
        facts.run.latest.zip(limit).is_some_and(|((latest, _), limit)| latest > limit)
    };
    let headless = is_since && judged.genesis == Outcome::Failed;
    match request::agrees(facts, name) {
        Some(false) => (Binding::CrossChecked, ClaimOutcome::Contradicted),
        _ if outside || headless => (Binding::CrossChecked, ClaimOutcome::Contradicted),
        Some(true) => (Binding::CrossChecked, ClaimOutcome::Proved),
        None if claimed.is_some() => (Binding::CrossChecked, ClaimOutcome::NotEstablished),
        // A chain that is here from its first entry has no window's start.
        None if is_since && judged.genesis == Outcome::Passed => (Binding::CrossChecked, ClaimOutcome::Proved),
        None => (Binding::Asserted, ClaimOutcome::NotChecked),
    }
}

fn summary(facts: &Facts<'_>, judged: &Judged<'_>, claims: &mut Claims) {
    let Some(summary) = &facts.parts.summary else { return };
    let counted = judged.counted;
    let states = |name: &str| summary.get(name).is_some();
    if states("auditEntries") {
        match counted.entries {
            // Where a row's status can't be read, the statuses were not compared.
            Some(outcome) if !counted.statuses => {
                compared(ClaimCode::SummaryAuditEntries, 1, Some(outcome), claims);
                compared(ClaimCode::SummaryAuditEntries, 3, None, claims);
            }
            outcome => compared(ClaimCode::SummaryAuditEntries, 4, outcome, claims),
        }
    }
    if states("grants") {
        compared(ClaimCode::SummaryGrants, 4, counted.grants, claims);
    }
    if states("policies") {
        compared(ClaimCode::SummaryPolicies, 1, counted.policies, claims);
    }
    if states("agents") {
        claims.add(ClaimCode::SummaryAgents, Binding::Uncheckable, all(ClaimOutcome::NotChecked, 4));
    }
    if states("plan") {
        compared(ClaimCode::SummaryPlan, 1, None, claims);
    }
}

/// Grants, as far as actions name them: an action shows who it was done by and for, but no date of its grant.
fn grants(facts: &Facts<'_>, judged: &Judged<'_>, claims: &mut Claims) {
    let grants = facts.parts.grants;
    let (used, agents, principals) = facts.replay.uses();
    let unused = grants.saturating_sub(used);
    let contradicted = agents + principals;
    let (parties, dates) = (ClaimCode::GrantsParties.statements_each(), ClaimCode::GrantsDates.statements_each());
    let of_used = OutcomeCounts { contradicted, ..all(ClaimOutcome::Proved, parties * used - contradicted) };
    claims.add(ClaimCode::GrantsParties, Binding::CrossChecked, of_used);
    claims.add(ClaimCode::GrantsParties, Binding::Asserted, all(ClaimOutcome::NotChecked, parties * unused));
    claims.add(ClaimCode::GrantsDates, Binding::CrossChecked, all(ClaimOutcome::NotEstablished, dates * used));
    claims.add(ClaimCode::GrantsDates, Binding::Asserted, all(ClaimOutcome::NotChecked, dates * unused));
    // As with the entries' statuses: they were counted, and could have changed places.
    compared(ClaimCode::GrantsStatus, grants, judged.counted.grants.map(|_| ClaimOutcome::NotEstablished), claims);
    claims.add(ClaimCode::GrantsScopes, Binding::Uncheckable, all(ClaimOutcome::NotChecked, grants));
    let others = ClaimCode::GrantsOther.statements_each() * grants;
    claims.add(ClaimCode::GrantsOther, Binding::Asserted, all(ClaimOutcome::NotChecked, others));
}

fn server_claim(judged: &Judged<'_>, claims: &mut Claims) {
    let Some(claim) = judged.server_claim else { return };
    let counts = match (claim.agrees, claim.as_modelled) {
        (Some(false), _) => all(ClaimOutcome::Contradicted, 4),
        (Some(true), Some(true)) => all(ClaimOutcome::Proved, 4),
        // The verdict and its place are those found here; the rest of the claim is not what the server's check says.
        (Some(true), _) => OutcomeCounts { not_established: 2, ..all(ClaimOutcome::Proved, 2) },
        (None, _) => return compared(ClaimCode::ChainIntegrity, 4, None, claims),
    };
    claims.add(ClaimCode::ChainIntegrity, Binding::CrossChecked, counts);
}
