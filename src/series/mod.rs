//! Several documents of one chain, put together into one timeline: where they join, overlap, leave a gap or contradict
//! each other.
//!
//! Every document is verified alone first. What order they stand in, and which of them must be held against which, shows
//! only then; so a [`Series`] is asked for its [`Step`]s, each of which is one more verification with another document's
//! checkpoint. That is what makes a join more than a guess: a checkpoint's hash covers the hash before it, and so on to the
//! beginning, so a document that holds it holds the very same entries up to it.
//!
//! ```
//! use grantex_compliance::series::{Relation, verify_series};
//! use grantex_compliance::{Verdict, VerifyOptions};
//!
//! let read = |name: &str| std::fs::read(format!("tests/fixtures/recorded/{name}.json"));
//! let documents = [("a period", read("evidence-pack-window")?), ("everything", read("evidence-pack")?)];
//! let documents = documents.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
//! let (series, reports) = verify_series(documents, &VerifyOptions::default())?;
//! assert_eq!(series.verdict, Verdict::Intact);
//! assert_eq!(series.documents[1].name, "a period");
//! assert_eq!(series.documents[1].join.relation, Relation::Contained);
//! assert_eq!(series.documents[1].join.shared, Some(51));
//! assert_eq!(reports.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod conclude;
mod member;
mod report;

pub use member::Member;
pub use report::{
    Gap, Join, Relation, SERIES_SCHEMA, SeriesCode, SeriesDocument, SeriesProblem, SeriesReason, SeriesReport, Stretch, Timeline,
};

use crate::error::Error;
use crate::options::VerifyOptions;
use crate::order::sort_by;
use crate::report::{Checkpoint, Report};

/// One more verification that the series needs: of this document, with this checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The document, by the order in which they were added.
    pub document: usize,
    /// The checkpoint to verify it with, instead of any other.
    pub checkpoint: Checkpoint,
}

/// What a step is to settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Whether the document holds the caller's checkpoint.
    Caller,
    /// How the document follows on the one that reaches furthest so far.
    Follows { frontier: usize },
    /// Whether the one that reaches furthest holds the document.
    Contained { frontier: usize },
    /// Whether the one that reached furthest lacks what the document holds, although it was made later.
    Lacks { frontier: usize },
}

/// Puts documents together.
#[derive(Debug, Default)]
pub struct Series {
    /// The caller's own checkpoint, kept from before.
    checkpoint: Option<Checkpoint>,
    members: Vec<Member>,
    joins: Vec<Join>,
    /// Places of the members in the order of time, chain by chain; made when the first step is asked for.
    order: Option<Vec<usize>>,
    /// How many of them were dealt with.
    done: usize,
    /// The caller's checkpoint was held against the member that comes next.
    asked_caller: bool,
    /// The one that reached furthest was held against the member that comes next.
    asked_lacks: bool,
    /// Some document holds the caller's checkpoint.
    anchored: bool,
    /// The member of the chain in hand that reaches furthest, and its checkpoint.
    frontier: Option<(usize, Option<Checkpoint>)>,
    question: Option<Question>,
}

impl Series {
    /// A series without documents, that the caller's checkpoint belongs before or into.
    #[must_use]
    pub fn new(checkpoint: Option<Checkpoint>) -> Self {
        Self { checkpoint, ..Self::default() }
    }

    /// Adds what was found of a document when it was verified alone, without any checkpoint.
    pub fn add(&mut self, member: Member) {
        self.members.push(member);
        self.joins.push(Join::default());
        self.order = None;
    }

    /// The next verification that is needed; to be answered by [`Series::answer`]. `None` once all is settled.
    pub fn step(&mut self) -> Option<Step> {
        if self.order.is_none() {
            self.order = Some(self.in_time());
        }
        loop {
            let place = *self.order.as_ref()?.get(self.done)?;
            if let Some(step) = self.step_for(place) {
                return Some(step);
            }
            self.advance();
        }
    }

    /// Takes what the last step's verification found, and tells whether its report is now the one to show for the document.
    pub fn answer(&mut self, found: Member) -> bool {
        let Some(question) = self.question.take() else { return false };
        let Some(&place) = self.order.as_ref().and_then(|order| order.get(self.done)) else { return false };
        match question {
            Question::Caller => {
                self.asked_caller = true;
                self.anchored |= found.anchor.is_some();
                self.replace(place, found)
            }
            Question::Follows { frontier } => {
                let alone = self.members.get(place).and_then(|member| member.checkpoint.clone());
                let join = self.following(frontier, place, &found);
                let relation = join.relation;
                self.set_join(place, join);
                let intact = found.checkpoint.is_some();
                let shown = self.replace(place, found);
                self.frontier = Some((place, alone.filter(|_| intact || relation == Relation::Gap)));
                self.advance();
                shown
            }
            Question::Lacks { frontier } => {
                self.asked_lacks = true;
                if !found.mismatch {
                    return false;
                }
                let own = self.members.get(place).and_then(|member| member.checkpoint.clone());
                self.set_join(place, Join { relation: Relation::Contradiction, to: Some(frontier), ..Join::default() });
                self.frontier = Some((place, own));
                self.advance();
                self.replace(frontier, found)
            }
            Question::Contained { frontier } => {
                let shared = self.members.get(place).map(|member| member.entries);
                let relation = match (&found.anchor, found.mismatch) {
                    (Some(_), false) => Relation::Contained,
                    (_, true) => Relation::Contradiction,
                    (None, false) => Relation::NotEstablished,
                };
                let shared = shared.filter(|_| relation == Relation::Contained);
                self.set_join(place, Join { relation, to: Some(frontier), shared, gap: None });
                self.advance();
                false
            }
        }
    }

    fn advance(&mut self) {
        self.question = None;
        self.done += 1;
        (self.asked_caller, self.asked_lacks) = (false, false);
    }

    fn replace(&mut self, place: usize, found: Member) -> bool {
        self.members.get_mut(place).is_some_and(|member| member.judged_again(found))
    }

    fn set_join(&mut self, place: usize, join: Join) {
        if let Some(slot) = self.joins.get_mut(place) {
            *slot = join;
        }
    }

    /// The step that the member at `place` needs next; `None` when it needs none, and its join is settled.
    fn step_for(&mut self, place: usize) -> Option<Step> {
        let member = self.members.get(place)?;
        if member.developer_id.is_none() {
            // Nothing tells which chain it belongs to.
            self.set_join(place, Join { relation: Relation::NotEstablished, ..Join::default() });
            return None;
        }
        let same_chain = |other: &Member| other.developer_id == member.developer_id;
        let frontier = self.frontier.clone().filter(|(at, _)| self.members.get(*at).is_some_and(same_chain));
        if !self.asked_caller && self.concerns_caller(member, frontier.is_none()) {
            let checkpoint = self.checkpoint.clone()?;
            self.question = Some(Question::Caller);
            return Some(Step { document: place, checkpoint });
        }
        let Some((at, held)) = frontier else {
            self.frontier = Some((place, member.checkpoint.clone()));
            self.set_join(place, Join { relation: Relation::First, ..Join::default() });
            return None;
        };
        let (Some(held), Some(own)) = (held, member.checkpoint.clone()) else {
            // What is broken or not established can hold nothing together.
            self.frontier = Some((place, member.checkpoint.clone()));
            self.set_join(place, Join { relation: Relation::NotEstablished, to: Some(at), ..Join::default() });
            return None;
        };
        let earlier = self.members.get(at)?;
        if member.reaches() < earlier.reaches() && !member.must_hold(earlier) {
            self.question = Some(Question::Contained { frontier: at });
            return Some(Step { document: at, checkpoint: own });
        }
        if earlier.reaches() < member.reaches() && earlier.must_hold(member) && !self.asked_lacks {
            self.question = Some(Question::Lacks { frontier: at });
            return Some(Step { document: at, checkpoint: own });
        }
        self.question = Some(Question::Follows { frontier: at });
        Some(Step { document: place, checkpoint: held })
    }

    /// Whether the caller's checkpoint is to be held against this member: the first of its chain that reaches its time, or the
    /// chain's last if none does.
    fn concerns_caller(&self, member: &Member, is_first: bool) -> bool {
        let Some(checkpoint) = self.checkpoint.as_ref().filter(|_| !self.anchored) else { return false };
        let of_chain = |other: &&Member| other.developer_id == member.developer_id;
        let alone = self.members.iter().filter(|other| other.developer_id.is_some()).all(|other| of_chain(&other));
        if member.developer_id.as_deref() != Some(checkpoint.developer_id.as_str()) {
            // Of several chains it concerns its own developer's only; of one, that it is another's is what is to be said.
            return alone && is_first;
        }
        let head = crate::instant::Instant::parse(&checkpoint.head.timestamp);
        let reaching = |other: &Member| other.reaches() >= head;
        let earlier = |other: &&Member| of_chain(other) && reaching(other) && other.key() < member.key();
        if self.members.iter().filter(of_chain).any(reaching) {
            reaching(member) && !self.members.iter().any(|other| earlier(&other))
        } else {
            is_first
        }
    }

    /// How a member follows on the one that reaches furthest, which was verified with that one's checkpoint.
    fn following(&self, frontier: usize, place: usize, found: &Member) -> Join {
        let join = |relation| Join { relation, to: Some(frontier), ..Join::default() };
        match &found.anchor {
            Some(anchor) => match anchor.index {
                Some(index) => Join { shared: Some(index + 1), ..join(Relation::Overlap) },
                None => join(Relation::Joined),
            },
            None if found.mismatch => join(Relation::Contradiction),
            None if found.not_covered => {
                let earlier = self.members.get(frontier);
                let gap = earlier.zip(self.members.get(place)).map(|(earlier, later)| Gap {
                    from: earlier.to.clone(),
                    to: later.from.clone(),
                    windows_adjoin: earlier.adjoins(later),
                });
                Join { gap, ..join(Relation::Gap) }
            }
            None => join(Relation::NotEstablished),
        }
    }

    /// The members' places: chain by chain, each in the order of time. It does not depend on the order in which they were added,
    /// unless two are alike in everything, their names included.
    fn in_time(&self) -> Vec<usize> {
        let mut numbers: Vec<u32> = (0..).take(self.members.len()).collect();
        let member = |number: u32| usize::try_from(number).ok().and_then(|place| self.members.get(place));
        sort_by(&mut numbers, |a, b| member(a).map(Member::key).cmp(&member(b).map(Member::key)));
        numbers.iter().filter_map(|&number| usize::try_from(number).ok()).collect()
    }
}

/// Verifies documents and puts them together. Each must be there to be read again: one that is joined to another is verified
/// once more, with the other's checkpoint. A document that can't be read is part of the answer.
///
/// Gives the series, and each document's report in the order given. The checkpoint among the options is the series', not each
/// document's.
///
/// # Errors
/// `options.invalid`, as [`Verifier::new`](crate::Verifier::new).
pub fn verify_series<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    options: &VerifyOptions,
) -> Result<(SeriesReport, Vec<Result<Report, Error>>), Error> {
    options.check()?;
    let documents: Vec<_> = documents.into_iter().collect();
    let alone = VerifyOptions { checkpoint: None, ..options.clone() };
    let mut series = Series::new(options.checkpoint.clone());
    let mut reports = Vec::with_capacity(documents.len());
    for (name, bytes) in &documents {
        let report = crate::verify(*bytes, alone.clone());
        series.add(Member::of(name, &report));
        reports.push(report);
    }
    while let Some(step) = series.step() {
        let Some((name, bytes)) = documents.get(step.document) else { break };
        let report = crate::verify(*bytes, VerifyOptions { checkpoint: Some(step.checkpoint), ..alone.clone() });
        let shown = series.answer(Member::of(name, &report));
        if let Some(slot) = reports.get_mut(step.document).filter(|_| shown) {
            *slot = report;
        }
    }
    Ok((series.conclude(), reports))
}
