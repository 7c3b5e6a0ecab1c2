//! The answer on a series.

use serde::{Deserialize, Serialize};

use crate::json::{json_object, json_text, to_json};
use crate::report::{Assurance, Checkpoint, CheckpointHead, Verdict};

/// The schema name that every answer on a series carries.
pub const SERIES_SCHEMA: &str = "grantex-compliance/series/1";

/// How a document stands to the one that reached furthest before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Relation {
    /// The first of its chain.
    First,
    /// Its first entry names the head of the one before: nothing is missing in between.
    Joined,
    /// It holds the head of the one before, and with it the same entries up to there.
    Overlap,
    /// The one before holds all of it.
    Contained,
    /// It begins at an entry that the one before does not hold, and does not reach back to it.
    Gap,
    /// It covers the time of the other's head, but does not hold it, or holds it with another hash.
    Contradiction,
    /// It can't be said: one of the two is not intact, or holds only a selection.
    #[default]
    NotEstablished,
}

impl Relation {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Joined => "joined",
            Self::Overlap => "overlap",
            Self::Contained => "contained",
            Self::Gap => "gap",
            Self::Contradiction => "contradiction",
            Self::NotEstablished => "not-established",
        }
    }
}

/// A time that no document speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Gap {
    /// The last entry before it.
    pub from: Option<String>,
    /// The first entry after it.
    pub to: Option<String>,
    /// The two windows leave no time between them, so entries that belong into one of them are missing from it.
    pub windows_adjoin: bool,
}

/// How a document is joined to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Join {
    /// How it stands to the other.
    pub relation: Relation,
    /// The other, by its place among `documents`; `null` where there is none.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub to: Option<usize>,
    /// Entries that both hold.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub shared: Option<u64>,
    /// What lies between them.
    pub gap: Option<Gap>,
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SeriesProblem {
    /// The error's code.
    pub code: String,
    /// In words.
    pub message: String,
}

/// One document of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SeriesDocument {
    /// What the caller calls it.
    pub name: String,
    /// Its place in the order in which they were given, from 0.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub position: usize,
    /// The verdict on it, with the checkpoints that it was held against; `null` where it could not be read.
    pub verdict: Option<Verdict>,
    /// Why it could not be read.
    pub problem: Option<SeriesProblem>,
    /// Whether it was found to hold, or to follow on, another's checkpoint.
    pub assurance: Assurance,
    /// Its chain's developer.
    pub developer_id: Option<String>,
    /// Its entries.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub entries: u64,
    /// Its first entry starts the chain.
    pub starts_at_genesis: bool,
    /// The time of its first entry.
    pub from: Option<String>,
    /// The time of its last entry.
    pub to: Option<String>,
    /// The start of the window that it claims.
    pub since: Option<String>,
    /// The end of the window that it claims.
    pub until: Option<String>,
    /// Its newest entry, where it is intact.
    pub head: Option<CheckpointHead>,
    /// How it is joined to another.
    pub join: Join,
}

/// Documents that follow each other without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Stretch {
    /// The first entry's time.
    pub from: Option<String>,
    /// The last entry's time.
    pub to: Option<String>,
    /// Entries, those that several documents hold counted once.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub entries: u64,
    /// The first entry starts the chain.
    pub starts_at_genesis: bool,
    /// The documents, by their places among `documents`.
    #[cfg_attr(feature = "schema", ts(type = "Array<number>"))]
    pub documents: Vec<usize>,
}

/// One developer's chain, as far as the documents show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Timeline {
    /// The developer.
    pub developer_id: String,
    /// In the order of time; between two of them something is missing, or not established.
    pub stretches: Vec<Stretch>,
}

/// What keeps a series from being intact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum SeriesCode {
    /// A document by itself is not intact.
    #[serde(rename = "series.document")]
    Document,
    /// Two documents can't both be what they say.
    #[serde(rename = "series.contradiction")]
    Contradiction,
    /// Between two documents lies a time that none speaks of.
    #[serde(rename = "series.gap")]
    Gap,
    /// How two documents stand to each other can't be said.
    #[serde(rename = "series.not-established")]
    NotEstablished,
    /// A document could not be read.
    #[serde(rename = "series.unreadable")]
    Unreadable,
    /// There is no document.
    #[serde(rename = "series.empty")]
    Empty,
}

impl SeriesCode {
    /// Every one, in the order of the docs.
    pub const ALL: &[Self] = &[Self::Document, Self::Contradiction, Self::Gap, Self::NotEstablished, Self::Unreadable, Self::Empty];

    /// Its stable text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "series.document",
            Self::Contradiction => "series.contradiction",
            Self::Gap => "series.gap",
            Self::NotEstablished => "series.not-established",
            Self::Unreadable => "series.unreadable",
            Self::Empty => "series.empty",
        }
    }
}

/// One thing that keeps a series from being intact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SeriesReason {
    /// Which; stable.
    pub code: SeriesCode,
    /// The document, by its place among `documents`; `null` where it is about none.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub document: Option<usize>,
    /// In words.
    pub message: String,
}

/// The answer on several documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SeriesReport {
    /// The name of this form: `grantex-compliance/series/1`.
    #[cfg_attr(
        feature = "schema",
        ts(type = "\"grantex-compliance/series/1\""),
        schemars(extend("const" = SERIES_SCHEMA))
    )]
    pub schema: String,
    /// The answer: `intact` where every document is, and no two of one chain leave a gap or contradict each other.
    pub verdict: Verdict,
    /// What keeps it from being intact.
    pub because: Vec<SeriesReason>,
    /// Whether the caller's checkpoint was found in one of the documents.
    pub assurance: Assurance,
    /// The chains, one for each developer.
    pub timelines: Vec<Timeline>,
    /// The documents, chain by chain and in the order of time; those that belong to no known chain last.
    pub documents: Vec<SeriesDocument>,
    /// What to keep for the next period: of one chain, where the series is intact.
    pub checkpoint: Option<Checkpoint>,
}

impl SeriesReport {
    /// As JSON text: the value that serde would write.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

json_text!(Relation, SeriesCode);
json_object!(Gap { from "from", to "to", windows_adjoin "windowsAdjoin" });
json_object!(Join { relation "relation", to "to", shared "shared", gap "gap" });
json_object!(SeriesProblem { code "code", message "message" });
json_object!(SeriesDocument {
    name "name",
    position "position",
    verdict "verdict",
    problem "problem",
    assurance "assurance",
    developer_id "developerId",
    entries "entries",
    starts_at_genesis "startsAtGenesis",
    from "from",
    to "to",
    since "since",
    until "until",
    head "head",
    join "join",
});
json_object!(Stretch {
    from "from",
    to "to",
    entries "entries",
    starts_at_genesis "startsAtGenesis",
    documents "documents",
});
json_object!(Timeline { developer_id "developerId", stretches "stretches" });
json_object!(SeriesReason { code "code", document "document", message "message" });
json_object!(SeriesReport {
    schema "schema",
    verdict "verdict",
    because "because",
    assurance "assurance",
    timelines "timelines",
    documents "documents",
    checkpoint "checkpoint",
});
