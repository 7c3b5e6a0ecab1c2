//! Every entry inside the window, and none later than the document.

use super::{Facts, counted, outcome};
use crate::instant::Instant;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, FindingCode, Outcome};

/// Every entry inside the window, and none later than the document.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::PackWindow;
    if !facts.complete {
        return super::unread(code);
    }
    let bound = |text: Option<Option<String>>| text.flatten().and_then(|text| Instant::parse(&text));
    let (since, until) = (bound(facts.since()), bound(facts.until()));
    let generated = facts.parts.generated_at();
    let mut outside = 0_u64;
    let mut later = 0_u64;
    // Nearly always the two ends tell that no row needs a look.
    let ends = facts.run.earliest.zip(facts.run.latest);
    let all_inside = ends.is_none_or(|((earliest, _), (latest, _))| {
        since.is_none_or(|since| earliest >= since) && until.is_none_or(|until| latest <= until) && generated.is_none_or(|at| latest <= at)
    });
    if !all_inside {
        for index in 0..facts.run.rows.len() {
            let Some(at) = facts.instant(index) else { continue };
            let missed = since.filter(|since| at < *since).map(|since| ("since", since));
            let missed = missed.or_else(|| until.filter(|until| at > *until).map(|until| ("until", until)));
            if let Some((name, bound)) = missed {
                outside += 1;
                let finding = facts.finding_at(FindingCode::PackOutsideWindow, index, "/timestamp").param("bound", name);
                ledger.add(finding.param("limit", bound.to_iso().as_str()).param("time", at.to_iso().as_str()));
            }
            if let Some(generated) = generated.filter(|generated| at > *generated) {
                later += 1;
                let finding = facts.finding_at(FindingCode::PackGeneratedBeforeEntry, index, "/timestamp");
                ledger.add(finding.param("limit", generated.to_iso().as_str()).param("time", at.to_iso().as_str()));
            }
        }
    }
    if outside > 0 {
        return outcome(code, Outcome::Failed, counted(outside, "entry lies", "entries lie") + " outside the window.");
    }
    if later > 0 {
        let detail = counted(later, "entry is", "entries are") + " later than the document's own time: a clock is off.";
        return outcome(code, Outcome::Failed, detail);
    }
    let unreadable = |text: Option<Option<String>>| text.flatten().is_some_and(|text| Instant::parse(&text).is_none());
    if unreadable(facts.since()) || unreadable(facts.until()) {
        return outcome(code, Outcome::NotEstablished, "The window that `meta` claims can't be read.");
    }
    match (facts.since(), facts.until()) {
        (None, _) | (_, None) => outcome(code, Outcome::NotChecked, "An export does not say its window."),
        (Some(None), Some(None)) => outcome(code, Outcome::Passed, "No window was asked for."),
        _ => outcome(code, Outcome::Passed, "Every entry lies inside the window."),
    }
}
