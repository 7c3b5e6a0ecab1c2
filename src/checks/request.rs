//! What was asked against what the document says was asked. Nothing in `meta` is hashed: whoever deletes the beginning
//! can write a `since` into it and pass for a window.

use super::{Facts, outcome};
use crate::instant::Instant;
use crate::parts::text;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome, quote};

/// What was asked against what the document says was asked.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackRequest;
    let expected = &facts.options.expected;
    let untold = [&expected.since, &expected.until, &expected.framework].iter().all(|told| told.is_none());
    if facts.kind == DocumentKind::AuditExport {
        return export(facts);
    }
    let Some(meta) = &facts.parts.meta else { return super::unread(code) };
    if untold {
        return outcome(code, Outcome::NotChecked, "Nobody said what was asked: the window is only the file's claim.");
    }
    let mut differences = 0;
    for name in ["since", "until", "framework"] {
        let Some(told) = told(facts, name) else { continue };
        let claimed = text(meta, name);
        if !same(name, told, claimed) {
            differences += 1;
            let finding = Finding::new(FindingCode::PackRequestMismatch).pointer_to(format!("/meta/{name}"));
            ledger.add(Finding { expected: told.map(quote), actual: claimed.map(quote), ..finding }.param("member", name));
        }
    }
    if differences > 0 {
        return outcome(code, Outcome::Failed, "The document says it was asked otherwise than it was.");
    }
    outcome(code, Outcome::Passed, "The document says it was asked as it was.")
}

/// What was asked for in a pack, where the caller told.
fn told<'a>(facts: &Facts<'a>, name: &str) -> Option<Option<&'a str>> {
    let expected = &facts.options.expected;
    let asked = |told: &'a Option<Option<String>>| told.as_ref().map(Option::as_deref);
    match name {
        "since" => asked(&expected.since),
        "until" => asked(&expected.until),
        // Asked without a framework, the server answers with `all`.
        _ => asked(&expected.framework).map(|told| told.or(Some("all"))),
    }
}

/// Whether `meta` says what was asked; `None` where the caller told nothing.
pub(crate) fn agrees(facts: &Facts<'_>, name: &str) -> Option<bool> {
    let meta = facts.parts.meta.as_ref()?;
    Some(same(name, told(facts, name)?, text(meta, name)))
}

/// An export does not say what it was asked, but its rows must answer the filter; they were held against it as they went by.
fn export(facts: &Facts<'_>) -> Check {
    let code = CheckCode::PackRequest;
    let expected = &facts.options.expected;
    if expected.agent_id.is_none() && expected.status.is_none() {
        return outcome(code, Outcome::NotChecked, "An export does not say what it was asked, and nobody told.");
    }
    if facts.strangers > 0 {
        return outcome(code, Outcome::Failed, "The export holds rows that were not asked for.");
    }
    outcome(code, Outcome::Passed, "Every row answers the filter that was asked for.")
}

/// Timestamps are the same when their instants are.
fn same(name: &str, told: Option<&str>, claimed: Option<&str>) -> bool {
    match (told, claimed) {
        (Some(told), Some(claimed)) if name != "framework" => {
            told == claimed || Instant::parse(told).is_some_and(|told| Some(told) == Instant::parse(claimed))
        }
        (told, claimed) => told == claimed,
    }
}
