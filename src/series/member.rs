//! What a series needs to know of one document: a few members of its report.

use serde_json::Value;

use super::report::SeriesProblem;
use crate::error::Error;
use crate::instant::Instant;
use crate::report::{Assurance, Checkpoint, FindingCode, Report, Verdict, quote};

/// An entry can come in while a document is made: the same allowance as in `checks/counts.rs`.
const RACE_MILLIS: i64 = 60_000;

/// Where a document holds the checkpoint that it was verified with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    /// At this entry; `None`: the document goes on right after it.
    pub(super) index: Option<u64>,
}

/// What one verification found of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub(super) name: String,
    pub(super) verdict: Option<Verdict>,
    pub(super) problem: Option<SeriesProblem>,
    pub(super) assurance: Assurance,
    pub(super) developer_id: Option<String>,
    pub(super) entries: u64,
    pub(super) starts_at_genesis: bool,
    /// The first and the last entry's time.
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    /// What `meta` claims was asked.
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    pub(super) generated_at: Option<String>,
    pub(super) checkpoint: Option<Checkpoint>,
    pub(super) anchor: Option<Anchor>,
    /// The checkpoint that it was verified with is contradicted, or out of its reach.
    pub(super) mismatch: bool,
    pub(super) not_covered: bool,
}

impl Member {
    fn unread(name: &str) -> Self {
        Self {
            name: quote(name),
            verdict: None,
            problem: None,
            assurance: Assurance::Unanchored,
            developer_id: None,
            entries: 0,
            starts_at_genesis: false,
            from: None,
            to: None,
            since: None,
            until: None,
            generated_at: None,
            checkpoint: None,
            anchor: None,
            mismatch: false,
            not_covered: false,
        }
    }

    /// From the answer of a verification.
    #[must_use]
    pub fn of(name: &str, answer: &Result<Report, Error>) -> Self {
        match answer {
            Ok(report) => Self::of_report(name, report),
            Err(error) => Self::unreadable(name, error.code(), &error.to_string(), error.partial().map(|report| report.verdict)),
        }
    }

    /// A document that could not be read; with the verdict on what came before the error, where there is one.
    #[must_use]
    pub fn unreadable(name: &str, code: &str, message: &str, partial: Option<Verdict>) -> Self {
        let problem = SeriesProblem { code: quote(code), message: quote(message) };
        Self { verdict: partial.filter(|verdict| *verdict == Verdict::Broken), problem: Some(problem), ..Self::unread(name) }
    }

    fn of_report(name: &str, report: &Report) -> Self {
        let count = |code| report.finding_counts.get(&code).copied().unwrap_or_default();
        let meta = report.document.meta.as_ref();
        Self {
            verdict: Some(report.verdict),
            assurance: report.assurance,
            developer_id: report.entries.developer_id.clone(),
            entries: report.entries.total,
            starts_at_genesis: report.coverage.starts_at_genesis,
            from: report.coverage.observed.from.clone(),
            to: report.coverage.observed.to.clone(),
            since: report.coverage.claimed.since.clone(),
            until: report.coverage.claimed.until.clone(),
            generated_at: meta.and_then(|meta| meta.get("generatedAt")?.as_str().map(str::to_owned)),
            checkpoint: report.checkpoint.clone(),
            anchor: report.anchor.map(|anchor| Anchor { index: anchor.index }),
            mismatch: count(FindingCode::CheckpointMismatch).error > 0,
            not_covered: count(FindingCode::CheckpointNotCovered).warning > 0,
            ..Self::unread(name)
        }
    }

    /// From a report as JSON, or from `{"error": {code, message, report}}`; `None` for what is neither.
    #[must_use]
    pub fn of_json(name: &str, value: &Value) -> Option<Self> {
        let text = |path: &str| member(value, path).and_then(Value::as_str).map(str::to_owned);
        let verdict = |text: &str| match text {
            "intact" => Some(Verdict::Intact),
            "broken" => Some(Verdict::Broken),
            "inconclusive" => Some(Verdict::Inconclusive),
            _ => None,
        };
        if value.get("error").is_some() {
            let partial = text("error/report/verdict").and_then(|text| verdict(&text));
            return Some(Self::unreadable(name, &text("error/code")?, &text("error/message")?, partial));
        }
        let counted = |code: &str, severity: &str| value.get("findingCounts").and_then(|counts| counts.get(code)?.get(severity)).is_some();
        let checkpoint = value.get("checkpoint")?;
        let checkpoint = if checkpoint.is_null() { None } else { Some(Checkpoint::of(checkpoint)?) };
        let anchor = value.get("anchor")?;
        Some(Self {
            verdict: Some(verdict(value.get("verdict")?.as_str()?)?),
            assurance: if value.get("assurance")?.as_str()? == "anchored" { Assurance::Anchored } else { Assurance::Unanchored },
            developer_id: text("entries/developerId"),
            entries: member(value, "entries/total")?.as_u64()?,
            starts_at_genesis: member(value, "coverage/startsAtGenesis")?.as_bool()?,
            from: text("coverage/observed/from"),
            to: text("coverage/observed/to"),
            since: text("coverage/claimed/since"),
            until: text("coverage/claimed/until"),
            generated_at: text("document/meta/generatedAt"),
            checkpoint,
            anchor: anchor.is_object().then(|| Anchor { index: anchor.get("index").and_then(Value::as_u64) }),
            mismatch: counted("checkpoint.mismatch", "error"),
            not_covered: counted("checkpoint.not-covered", "warning"),
            ..Self::unread(name)
        })
    }

    /// Takes over what another verification of the same document found. False where the one before found worse.
    pub(super) fn judged_again(&mut self, found: Self) -> bool {
        let (before, checkpoint) = (self.verdict, self.checkpoint.take());
        let worse = |verdict: Option<Verdict>| match verdict {
            Some(Verdict::Broken) => 2,
            Some(Verdict::Intact) => 0,
            Some(Verdict::Inconclusive) | None => 1,
        };
        let was_worse = worse(before) > worse(found.verdict);
        let verdict = if was_worse { before } else { found.verdict };
        // What was anchored by one checkpoint stays so when it also fits another.
        let assurance = if self.assurance == Assurance::Anchored { self.assurance } else { found.assurance };
        *self = Self { verdict, assurance, checkpoint: found.checkpoint.clone().or(checkpoint.filter(|_| found.not_covered)), ..found };
        !was_worse
    }

    /// How far it reaches: the time of its last entry.
    pub(super) fn reaches(&self) -> Option<Instant> {
        instant(self.to.as_ref())
    }

    /// What puts members in order: those without a chain last; chain by chain; then by the time of the first entry, by how far
    /// they reach, by when they were made, by name.
    pub(super) fn key(&self) -> impl Ord + '_ {
        (
            self.developer_id.is_none(),
            self.developer_id.as_deref(),
            instant(self.from.as_ref()),
            core::cmp::Reverse(u8::from(self.starts_at_genesis)),
            self.reaches(),
            self.entries,
            instant(self.generated_at.as_ref()),
            self.name.as_str(),
        )
    }

    /// Whether it was asked for the time of the other's newest entry, well after that was written: then it must hold it, and
    /// the clocks and queries of one server can't explain it away.
    pub(super) fn must_hold(&self, other: &Self) -> bool {
        let (Some(head), Some(made)) = (other.reaches(), instant(self.generated_at.as_ref())) else { return false };
        made.millis() > head.millis() + RACE_MILLIS
            && instant(self.since.as_ref()).is_none_or(|since| since <= head)
            && instant(self.until.as_ref()).is_none_or(|until| head <= until)
    }

    /// Whether its window ends where the later one's begins or after it, so that nothing should lie between them.
    pub(super) fn adjoins(&self, later: &Self) -> bool {
        // A window that is open towards the end reaches to when the document was made.
        let end = if self.until.is_some() { instant(self.until.as_ref()) } else { instant(self.generated_at.as_ref()) };
        let begins = if later.since.is_some() { instant(later.since.as_ref()) } else { Some(Instant::from_millis(0)) };
        matches!((end, begins), (Some(end), Some(begins)) if begins <= end)
    }
}

/// A member of a member: their names, with slashes between.
fn member<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('/').try_fold(value, |value, name| value.get(name))
}

/// The instant that a timestamp names, where there is one that does.
fn instant(text: Option<&String>) -> Option<Instant> {
    text.and_then(|text| Instant::parse(text))
}
