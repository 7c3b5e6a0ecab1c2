//! What is established beside the hashing of entries, one file a check. Every check is listed in every report.

mod access;
mod chain;
mod checkpoint;
mod counts;
pub(crate) mod genesis;
mod plan_limit;
pub(crate) mod request;
mod schema;
mod server_claim;
mod server_model;
mod window;

use crate::access::Replay;
use crate::chain::census::Census;
use crate::chain::classify::Links;
use crate::chain::row::RowIndex;
use crate::chain::run::Run;
use crate::claims::{Judged, claims};
use crate::instant::Instant;
use crate::options::VerifyOptions;
use crate::parts::Parts;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, Claims, DocumentKind, Finding, FindingCode, Outcome};

pub(crate) use chain::{is_stranger, owner};
pub(crate) use checkpoint::{Anchor, new_checkpoint};
pub(crate) use counts::Counted;
use server_model::Model;

/// Whether entries may be missing between the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gaps {
    /// The rows are the whole chain of their window.
    None,
    /// A filter was asked for.
    Filtered,
    /// An export does not say whether a filter was asked for, and neither did the caller.
    Untold,
}

/// Where the rows begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// Asked for without `since`: at the chain's beginning.
    Genesis,
    /// Asked for with `since`.
    Window,
    /// An export does not say, and neither did the caller.
    Untold,
}

/// All that the checks look at.
pub(crate) struct Facts<'a> {
    pub(crate) run: &'a Run,
    pub(crate) census: &'a Census,
    pub(crate) links: &'a Links,
    pub(crate) parts: &'a Parts,
    pub(crate) replay: &'a Replay,
    pub(crate) kind: DocumentKind,
    pub(crate) options: &'a VerifyOptions,
    /// The document was read to its end.
    pub(crate) complete: bool,
    /// Rows of an export that do not answer what was asked.
    pub(crate) strangers: u64,
    /// The first row's `prevHash` was null before somebody edited it: the row says so itself.
    pub(crate) genesis_proved: bool,
}

/// What the checks came to.
pub(crate) struct Outcomes {
    pub(crate) checks: Vec<Check>,
    pub(crate) anchor: Anchor,
    pub(crate) integrity: crate::report::RecomputedIntegrity,
    pub(crate) claim: Option<crate::report::ServerClaim>,
    pub(crate) claims: Claims,
}

/// Runs every check, in the order in which a report lists them.
pub(crate) fn run(facts: &Facts<'_>, ledger: &mut Ledger) -> Outcomes {
    let schema = schema::check(facts, ledger);
    let content = chain::content(facts, ledger);
    let links = chain::links(facts, ledger);
    let genesis = genesis::check(facts, ledger);
    let order = chain::order(facts, ledger);
    let developer = chain::developer(facts, ledger);
    let integrity = chain::integrity(facts, [&content, &links, &genesis, &developer]);
    let request = request::check(facts, ledger);
    let window = window::check(facts, ledger);
    let (counts, counted) = counts::check(facts, ledger);
    // Nothing claimed, nothing to model.
    let model = facts.parts.claim.as_ref().and_then(|_| Model::of(facts));
    let (mut claim, server_claim) = server_claim::check(facts, &integrity, model, ledger);
    let plan_limit = plan_limit::check(facts, ledger);
    let access = access::check(facts, ledger);
    let (anchor, checkpoint) = checkpoint::check(facts, ledger);
    if let Some(claim) = &mut claim {
        claim.modelled = model.map(|model| model.told(facts, ledger));
    }
    let judged = Judged { genesis: genesis::beginning(facts).0, counted: &counted, server_claim: claim.as_ref(), ledger };
    let claims = claims(facts, &judged);
    let checks =
        vec![schema, content, links, genesis, order, developer, request, window, counts, server_claim, plan_limit, access, checkpoint];
    Outcomes { checks, anchor, integrity, claim, claims }
}

/// A check's line in the report.
fn outcome(code: CheckCode, outcome: Outcome, detail: impl AsRef<str>) -> Check {
    line(code, outcome, detail.as_ref())
}

// Not generic, and not made anew for every sentence.
#[inline(never)]
fn line(code: CheckCode, outcome: Outcome, detail: &str) -> Check {
    Check { code, outcome, detail: detail.to_owned() }
}

/// "1 entry lies.", "2 entries lie.": how many, and what of them.
fn counted(n: u64, one: &str, many: &str) -> String {
    let mut text = n.to_string();
    text.push(' ');
    text.push_str(if n == 1 { one } else { many });
    text
}

/// How many there are.
fn length<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// A check for which the document was not read far enough.
fn unread(code: CheckCode) -> Check {
    outcome(code, Outcome::NotChecked, "The document could not be read to its end.")
}

impl Facts<'_> {
    /// The name of the document's array of entries.
    pub(crate) fn rows_name(&self) -> &'static str {
        rows_name(self.kind)
    }

    /// The start of the window: what a pack's `meta` claims (whether that is what was asked is a check of its own), what the
    /// caller says an export was asked with. `None` where neither tells.
    pub(crate) fn since(&self) -> Option<Option<String>> {
        self.bound("since", self.options.expected.since.as_ref())
    }

    /// As [`Facts::since`], for the end of the window.
    pub(crate) fn until(&self) -> Option<Option<String>> {
        self.bound("until", self.options.expected.until.as_ref())
    }

    fn bound(&self, name: &str, told: Option<&Option<String>>) -> Option<Option<String>> {
        if self.kind == DocumentKind::AuditExport {
            return told.cloned();
        }
        // What is neither null nor text is a window that can't be read.
        let read = |value: &serde_json::Value| value.as_str().map_or_else(|| crate::json::to_json(value), str::to_owned);
        let meta = self.parts.meta.as_ref();
        Some(meta.and_then(|meta| meta.get(name)).filter(|value| !value.is_null()).map(read))
    }

    /// Where the rows begin.
    pub(crate) fn start(&self) -> Start {
        match self.since() {
            None => Start::Untold,
            Some(None) => Start::Genesis,
            Some(Some(_)) => Start::Window,
        }
    }

    /// Whether entries may be missing between the rows.
    pub(crate) fn gaps(&self) -> Gaps {
        gaps(self.kind, self.options)
    }

    /// The rows whose id did not stand before.
    pub(crate) fn single_rows(&self) -> impl Iterator<Item = RowIndex> {
        let duplicates = &self.links.duplicates;
        (0..self.run.rows.len())
            .filter(move |&row| duplicates.is_empty() || duplicates.binary_search_by_key(&row, |&(row, _)| row).is_err())
    }

    /// A finding about a row's member.
    pub(crate) fn finding_at(&self, code: FindingCode, index: RowIndex, member: &str) -> Finding {
        let row = self.run.rows.get(index).copied().unwrap_or_default();
        Finding {
            index: Some(u64::from(index)),
            entry_id: self.run.labels.id(index, &row),
            timestamp: self.run.labels.timestamp(index, &row),
            pointer: Some(crate::report::quote(&format!("/{}/{index}{member}", self.rows_name()))),
            offset: Some(row.offset),
            length: Some(u64::from(row.length)),
            ..Finding::new(code)
        }
    }

    /// A row's timestamp, in full.
    pub(crate) fn instant(&self, index: RowIndex) -> Option<Instant> {
        let row = self.run.rows.get(index)?;
        if !row.has_instant() {
            return None;
        }
        let spelled = if row.has_server_timestamp() { None } else { self.run.labels.timestamp(index, row) };
        Some(spelled.and_then(|text| Instant::parse(&text)).unwrap_or_else(|| Instant::from_millis(row.millis)))
    }
}

/// Whether entries may be missing between the rows of a document that was asked for like this.
pub(crate) fn gaps(kind: DocumentKind, options: &VerifyOptions) -> Gaps {
    let expected = &options.expected;
    match (kind, &expected.agent_id, &expected.status) {
        (DocumentKind::EvidencePack, _, _) => Gaps::None,
        (_, Some(Some(_)), _) | (_, _, Some(Some(_))) => Gaps::Filtered,
        (_, Some(None), Some(None)) => Gaps::None,
        _ => Gaps::Untold,
    }
}

/// The name of a document's array of entries.
pub(crate) fn rows_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::EvidencePack => "auditEntries",
        DocumentKind::AuditExport => "entries",
    }
}
