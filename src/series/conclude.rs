//! From the members and their joins to the answer.

use super::Series;
use super::member::Member;
use super::report::{Join, Relation, SERIES_SCHEMA, SeriesCode, SeriesDocument, SeriesReason, SeriesReport, Stretch, Timeline};
use crate::report::{Assurance, Checkpoint, CheckpointWindow, Verdict};

impl Series {
    /// The answer, once no step is needed any more. Joins whose step was not answered count as not established.
    #[must_use]
    pub fn conclude(mut self) -> SeriesReport {
        while self.step().is_some() {
            // Not answered, and so not established.
            self.advance();
        }
        let order = self.order.take().unwrap_or_default();
        let place_of = |position: usize| order.iter().position(|&at| at == position);
        let documents: Vec<SeriesDocument> = order
            .iter()
            .filter_map(|&position| {
                let (member, join) = (self.members.get(position)?, self.joins.get(position)?);
                Some(document(position, member, Join { to: join.to.and_then(place_of), ..join.clone() }))
            })
            .collect();
        let timelines = timelines(&documents);
        let because = because(&documents);
        let verdict = verdict(&documents, &because);
        let checkpoint = match timelines.as_slice() {
            [timeline] if verdict == Verdict::Intact => timeline.stretches.last().and_then(|stretch| self.next_checkpoint(stretch, &order)),
            _ => None,
        };
        SeriesReport {
            schema: SERIES_SCHEMA.to_owned(),
            verdict,
            because,
            assurance: if self.anchored { Assurance::Anchored } else { Assurance::Unanchored },
            timelines,
            documents,
            checkpoint,
        }
    }

    /// The checkpoint of the member that reaches furthest, speaking of the whole stretch.
    fn next_checkpoint(&self, stretch: &Stretch, order: &[usize]) -> Option<Checkpoint> {
        let (frontier, _) = self.frontier.as_ref()?;
        let last = self.members.get(*frontier)?.checkpoint.clone()?;
        let first = stretch.documents.first().and_then(|&place| self.members.get(*order.get(place)?))?;
        // A document that was asked without a start holds the whole chain by itself.
        if last.window.since.is_none() {
            return Some(last);
        }
        let since = first.checkpoint.as_ref()?.window.since.clone();
        Some(Checkpoint { entries: stretch.entries, window: CheckpointWindow { since, until: last.window.until.clone() }, ..last })
    }
}

fn document(position: usize, member: &Member, join: Join) -> SeriesDocument {
    SeriesDocument {
        name: member.name.clone(),
        position,
        verdict: member.verdict,
        problem: member.problem.clone(),
        assurance: member.assurance,
        developer_id: member.developer_id.clone(),
        entries: member.entries,
        starts_at_genesis: member.starts_at_genesis,
        from: member.from.clone(),
        to: member.to.clone(),
        since: member.since.clone(),
        until: member.until.clone(),
        head: member.checkpoint.as_ref().map(|checkpoint| checkpoint.head.clone()),
        join,
    }
}

fn timelines(documents: &[SeriesDocument]) -> Vec<Timeline> {
    let mut timelines: Vec<Timeline> = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        let Some(developer_id) = &document.developer_id else { continue };
        if timelines.last().is_none_or(|timeline| timeline.developer_id != *developer_id) {
            timelines.push(Timeline { developer_id: developer_id.clone(), stretches: Vec::new() });
        }
        let Some(timeline) = timelines.last_mut() else { continue };
        let goes_on = matches!(document.join.relation, Relation::Joined | Relation::Overlap | Relation::Contained);
        match timeline.stretches.last_mut() {
            Some(stretch) if goes_on => {
                stretch.documents.push(place);
                stretch.entries += document.entries.saturating_sub(document.join.shared.unwrap_or(0));
                if document.join.relation != Relation::Contained {
                    stretch.to.clone_from(&document.to);
                }
            }
            _ => timeline.stretches.push(Stretch {
                from: document.from.clone(),
                to: document.to.clone(),
                entries: document.entries,
                starts_at_genesis: document.starts_at_genesis,
                documents: vec![place],
            }),
        }
    }
    timelines
}

fn because(documents: &[SeriesDocument]) -> Vec<SeriesReason> {
    let mut because = Vec::new();
    let name = |place: Option<usize>| place.and_then(|place| documents.get(place)).map_or("the others", |document| document.name.as_str());
    if documents.is_empty() {
        because.push(SeriesReason { code: SeriesCode::Empty, document: None, message: "There is no document.".to_owned() });
    }
    for (place, document) in documents.iter().enumerate() {
        let mut add = |code, pieces: &[&str]| {
            because.push(SeriesReason { code, document: Some(place), message: pieces.concat() });
        };
        let (own, other) = (document.name.as_str(), name(document.join.to));
        if let Some(problem) = &document.problem {
            add(SeriesCode::Unreadable, &["`", own, "` could not be read: ", &problem.message]);
            continue;
        }
        if document.verdict != Some(Verdict::Intact) {
            let what = if document.verdict == Some(Verdict::Broken) { "` is broken." } else { "` is inconclusive." };
            add(SeriesCode::Document, &["`", own, what]);
        }
        match document.join.relation {
            Relation::First | Relation::Joined | Relation::Overlap | Relation::Contained => {}
            Relation::Contradiction => {
                add(
                    SeriesCode::Contradiction,
                    &[
                        "`",
                        own,
                        "` and `",
                        other,
                        "` contradict each other: one covers the time of the other's newest entry and does not hold it.",
                    ],
                );
            }
            Relation::Gap => {
                let adjoin = document.join.gap.as_ref().is_some_and(|gap| gap.windows_adjoin);
                let more = if adjoin { " Their windows leave no time between them, so one of the two lacks entries." } else { "" };
                add(SeriesCode::Gap, &["`", own, "` does not follow on `", other, "`: the entries between them are in neither.", more]);
            }
            // Nothing tells whose chain it is, and so it is not intact by itself.
            Relation::NotEstablished if document.developer_id.is_none() && document.verdict != Some(Verdict::Intact) => {}
            Relation::NotEstablished => {
                let what = "` can't be said: both must be intact and complete for that.";
                add(SeriesCode::NotEstablished, &["How `", own, "` stands to `", other, what]);
            }
        }
    }
    because
}

fn verdict(documents: &[SeriesDocument], because: &[SeriesReason]) -> Verdict {
    let broken = documents.iter().any(|document| document.verdict == Some(Verdict::Broken))
        || because.iter().any(|reason| reason.code == SeriesCode::Contradiction);
    match because {
        _ if broken => Verdict::Broken,
        [] => Verdict::Intact,
        _ => Verdict::Inconclusive,
    }
}
