//! One line of JSON: what was learned of a piece of a log.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{base64, unmergeable};
use crate::digest::sha256;
use crate::error::Error;
use crate::json::{json_object, to_json};
use crate::models::json::value_of;
use crate::models::shape::{Shape, TEXT_OR_NULL, required};
use crate::piece::{PieceFacts, Terms};
use crate::report::EntryEnd;
use crate::verify::end;

/// The schema name that every line carries.
pub const RUN_SCHEMA: &str = "grantex-compliance/run/1";

/// What was learned of a piece of a log, as the command `run` prints it.
///
/// All but `run` is there to be looked at, and to put pieces together; what it says of the entries must agree with `run`.
/// Nothing protects a line from whoever writes another in its place: it counts as much as a report from the same hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct RunLine {
    /// The name of this form: `grantex-compliance/run/1`.
    #[cfg_attr(
        feature = "schema",
        ts(type = "\"grantex-compliance/run/1\""),
        schemars(extend("const" = RUN_SCHEMA))
    )]
    pub schema: String,
    /// The piece's number in the log; `null` where nobody said.
    #[cfg_attr(feature = "schema", ts(type = "number | null"))]
    pub index: Option<u64>,
    /// Its length in bytes.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub bytes: u64,
    /// Its entries.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub entries: u64,
    /// The first of them; `null` where there is none.
    pub first: Option<EntryEnd>,
    /// The last of them.
    pub last: Option<EntryEnd>,
    /// The array or document that it is, or that it is a piece of, begins in it.
    pub opens: bool,
    /// That array or document ends in it.
    pub closes: bool,
    /// The document's members that begin in it, as JSON spells them.
    pub members: Vec<String>,
    /// `generatedAt` of an export, where it stands in this piece.
    pub generated_at: Option<String>,
    /// `total` of an export, as JSON spells it.
    pub total: Option<String>,
    /// SHA-256 of the terms (options) by which the entries were verified.
    pub terms: String,
    /// What was learned of each entry, in base64: about 75 characters an entry.
    pub run: String,
    /// SHA-256 of this line, as `run` prints it, with nothing between the quotation marks of this member: shows damage.
    pub digest: String,
}

json_object!(RunLine {
    schema "schema",
    index "index",
    bytes "bytes",
    entries "entries",
    first "first",
    last "last",
    opens "opens",
    closes "closes",
    members "members",
    generated_at "generatedAt",
    total "total",
    terms "terms",
    run "run",
    digest "digest",
});

/// What a line looks like; the tests hold it against serde's derived code.
const LINE: Shape = Shape::Closed(&[
    required("schema", &Shape::OneOf(&[RUN_SCHEMA])),
    required("index", &Shape::Nullable(&Shape::Count)),
    required("bytes", &Shape::Count),
    required("entries", &Shape::Count),
    required("first", &END),
    required("last", &END),
    required("opens", &Shape::Truth),
    required("closes", &Shape::Truth),
    required("members", &Shape::List(&Shape::Text)),
    required("generatedAt", &TEXT_OR_NULL),
    required("total", &TEXT_OR_NULL),
    required("terms", &Shape::Text),
    required("run", &Shape::Text),
    required("digest", &Shape::Text),
]);

const END: Shape = Shape::Nullable(&Shape::Closed(&[
    required("entryId", &TEXT_OR_NULL),
    required("timestamp", &TEXT_OR_NULL),
    required("hash", &TEXT_OR_NULL),
    required("prevHash", &TEXT_OR_NULL),
]));

impl RunLine {
    pub(super) fn new(
        index: Option<u64>,
        bytes: u64,
        (opens, closes): (bool, bool),
        members: Vec<String>,
        (generated_at, total): (Option<String>, Option<String>),
        facts: &PieceFacts,
    ) -> Self {
        let (first, last) = ends(facts);
        let mut line = Self {
            schema: RUN_SCHEMA.to_owned(),
            index,
            bytes,
            entries: facts.entries(),
            first,
            last,
            opens,
            closes,
            members,
            generated_at,
            total,
            terms: facts.terms().to_hex(),
            run: base64::encode(&facts.to_bytes()),
            digest: String::new(),
        };
        line.digest = sha256(line.to_json().as_bytes()).to_hex();
        line
    }

    /// The line that this text is, as far as its form goes; what it says is judged when it is merged.
    ///
    /// # Errors
    /// As for any JSON that is not of the form: `document.syntax`, `document.missing-member` and the like.
    pub fn from_json(text: &[u8]) -> Result<Self, Error> {
        let value = value_of(text, "")?;
        LINE.check(&value).map_err(|fault| fault.in_document(""))?;
        let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
        let count = |name: &str| value.get(name).and_then(Value::as_u64);
        let truth = |name: &str| value.get(name).and_then(Value::as_bool).unwrap_or_default();
        let end = |name: &str| {
            let end = value.get(name).filter(|end| end.is_object())?;
            Some(EntryEnd {
                entry_id: text(end, "entryId"),
                timestamp: text(end, "timestamp"),
                hash: text(end, "hash"),
                prev_hash: text(end, "prevHash"),
            })
        };
        let members = value.get("members").and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            schema: RUN_SCHEMA.to_owned(),
            index: count("index"),
            bytes: count("bytes").unwrap_or_default(),
            entries: count("entries").unwrap_or_default(),
            first: end("first"),
            last: end("last"),
            opens: truth("opens"),
            closes: truth("closes"),
            members: members.filter_map(Value::as_str).map(str::to_owned).collect(),
            generated_at: text(&value, "generatedAt"),
            total: text(&value, "total"),
            terms: text(&value, "terms").unwrap_or_default(),
            run: text(&value, "run").unwrap_or_default(),
            digest: text(&value, "digest").unwrap_or_default(),
        })
    }

    /// The line, without the line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// What `run` holds, if it was verified by these terms and the rest of the line agrees with it.
    pub(super) fn facts(&mut self, terms: &Terms) -> Result<PieceFacts, Error> {
        let digest = core::mem::take(&mut self.digest);
        if digest != sha256(self.to_json().as_bytes()).to_hex() {
            return Err(unmergeable("the line is damaged: its digest is another"));
        }
        self.digest = digest;
        if self.terms != terms.digest().to_hex() {
            return Err(unmergeable(
                "the piece was verified by other options; `checkpoint`, `developerId`, the filters and `maxFindings` must be the same for run and merge",
            ));
        }
        let bytes = base64::decode(&self.run).ok_or_else(|| unmergeable("`run` is no base64"))?;
        let facts = PieceFacts::from_bytes(&bytes, terms)?;
        let ends = ends(&facts);
        let has_rows = facts.entries() > 0;
        let length = facts.length();
        let agrees = facts.start() == 0
            && self.entries == facts.entries()
            && (&self.first, &self.last) == (&ends.0, &ends.1)
            && (length == self.bytes || !has_rows && length == 0)
            && self.bytes <= 1 << 53;
        if agrees { Ok(facts) } else { Err(unmergeable("the line says something else than its `run`")) }
    }
}

/// The first and the last entry.
fn ends(facts: &PieceFacts) -> (Option<EntryEnd>, Option<EntryEnd>) {
    let of = |end_of: fn(&crate::chain::run::Run) -> Option<&crate::chain::run::End>| facts.run().and_then(end_of).map(end);
    (of(|run| run.first.as_ref()), of(|run| run.last.as_ref()))
}
