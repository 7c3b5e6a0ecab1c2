//! Entries drawn for an auditor's own look: the same ones for everybody who holds the same document.

use serde::{Deserialize, Serialize};

use crate::json::json_object;

/// The name of the way in which a sample is drawn; `docs/claims.md` spells it out.
pub const SAMPLE_METHOD: &str = "grantex-compliance/sample/1";

/// A drawn entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SampledEntry {
    /// Which it was of those drawn, from 1: the first 25 of a sample of 40 are the sample of 25.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub draw: u64,
    /// The entry's index, from 0.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub index: u64,
    /// Its id; left out where it is unusable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub entry_id: Option<String>,
    /// Its timestamp; left out where it is unusable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub timestamp: Option<String>,
    /// Where it starts in the document, in bytes.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub offset: u64,
    /// Its length in bytes.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub length: u64,
}

/// A sample of the entries, drawn by the document's own SHA-256: nobody chose it, and anybody can draw it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Sample {
    /// How it was drawn: `grantex-compliance/sample/1`.
    #[cfg_attr(
        feature = "schema",
        ts(type = "\"grantex-compliance/sample/1\""),
        schemars(extend("const" = SAMPLE_METHOD))
    )]
    pub method: String,
    /// The seed: SHA-256 of the document's bytes, lower-case hex.
    pub seed: String,
    /// How many were asked for; there are fewer where the document holds fewer.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub asked: u64,
    /// Entries that were drawn from: all rows of the document.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub population: u64,
    /// Those that were drawn, by index.
    pub entries: Vec<SampledEntry>,
}

json_object!(SampledEntry {
    draw "draw",
    index "index",
    entry_id "entryId" given,
    timestamp "timestamp" given,
    offset "offset",
    length "length",
});
json_object!(Sample { method "method", seed "seed", asked "asked", population "population", entries "entries" });
