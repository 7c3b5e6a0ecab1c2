//! What an auditor keeps, apart from the server, to notice a missing tail or a rewritten chain next time.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::digest::Digest;
use crate::error::Error;
use crate::instant::Instant;
use crate::json::{JsonText, Member, ToJson, json_object};
use crate::models::fault::{Fault, Segment};
use crate::models::shape::{Shape, TEXT_OR_NULL, optional, required};

/// The schema name that every checkpoint carries.
pub const CHECKPOINT_SCHEMA: &str = "grantex-compliance/checkpoint/1";

/// The newest entry of a verified pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct CheckpointHead {
    /// Its `entryId`.
    pub entry_id: String,
    /// Its `hash`: 64 lower-case hex digits.
    pub hash: String,
    /// Its `timestamp`, as received.
    pub timestamp: String,
}

/// The window that the pack was asked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct CheckpointWindow {
    /// Its start; `null`: from the beginning.
    pub since: Option<String>,
    /// Its end; `null`: to the newest entry.
    pub until: Option<String>,
}

/// A checkpoint. Whoever saves it may add members of their own, such as `savedAt`; they are kept and not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Checkpoint {
    /// The name of this form: `grantex-compliance/checkpoint/1`.
    #[cfg_attr(
        feature = "schema",
        ts(type = "\"grantex-compliance/checkpoint/1\""),
        schemars(extend("const" = CHECKPOINT_SCHEMA))
    )]
    pub schema: String,
    /// Whose chain it is.
    pub developer_id: String,
    /// Entries in the pack.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub entries: u64,
    /// The newest of them.
    pub head: CheckpointHead,
    /// The pack's window.
    pub window: CheckpointWindow,
    /// SHA-256 of the pack's bytes, where it was computed.
    pub document_sha256: Option<String>,
    /// Members that were added by whoever saved it.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", ts(skip), schemars(skip))]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// The members that are not `extra`.
const NAMES: [&str; 6] = ["schema", "developerId", "entries", "head", "window", "documentSha256"];

impl Checkpoint {
    /// What a checkpoint looks like; it may have other members.
    pub(crate) const SHAPE: Shape = Shape::Object(&[
        required("schema", &Shape::Text),
        required("developerId", &Shape::Text),
        required("entries", &Shape::Count),
        required(
            "head",
            &Shape::Object(&[required("entryId", &Shape::Text), required("hash", &Shape::Text), required("timestamp", &Shape::Text)]),
        ),
        required("window", &Shape::Object(&[optional("since", &TEXT_OR_NULL), optional("until", &TEXT_OR_NULL)])),
        optional("documentSha256", &TEXT_OR_NULL),
    ]);

    /// From a value of that shape; `None` for any other.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let text = |from: &Value, name: &str| from.get(name)?.as_str().map(str::to_owned);
        let (head, window) = (value.get("head")?, value.get("window")?);
        let mut extra = serde_json::Map::new();
        for (name, member) in value.as_object()? {
            if !NAMES.contains(&name.as_str()) {
                extra.insert(name.clone(), member.clone());
            }
        }
        Some(Self {
            schema: text(value, "schema")?,
            developer_id: text(value, "developerId")?,
            entries: value.get("entries")?.as_u64()?,
            head: CheckpointHead { entry_id: text(head, "entryId")?, hash: text(head, "hash")?, timestamp: text(head, "timestamp")? },
            window: CheckpointWindow { since: text(window, "since"), until: text(window, "until") },
            document_sha256: text(value, "documentSha256"),
            extra,
        })
    }

    /// The checkpoint in a file that an auditor kept.
    ///
    /// # Errors
    /// `options.invalid`, naming the member: one that is missing or of another type, and as [`Checkpoint::check`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let value = crate::models::options_value(bytes)?;
        let named = |fault: Fault| fault.inside(Segment::Member("checkpoint".to_owned())).in_options();
        Self::SHAPE.check(&value).map_err(named)?;
        let checkpoint = Self::of(&value).ok_or_else(|| Error::invalid_option("checkpoint", "is no checkpoint"))?;
        checkpoint.check()?;
        Ok(checkpoint)
    }

    /// Checks what serde can't see.
    ///
    /// # Errors
    /// `options.invalid`, naming the member: another schema, a hash that is not 64 lower-case hex digits, a timestamp that is none.
    pub fn check(&self) -> Result<(), Error> {
        if self.schema != CHECKPOINT_SCHEMA {
            return Err(Error::invalid_option("checkpoint.schema", format!("must be `{CHECKPOINT_SCHEMA}`")));
        }
        if Digest::from_hex(self.head.hash.as_bytes()).is_none() {
            return Err(Error::invalid_option("checkpoint.head.hash", "must be 64 lower-case hex digits"));
        }
        for (field, text) in [
            ("checkpoint.head.timestamp", Some(&self.head.timestamp)),
            ("checkpoint.window.since", self.window.since.as_ref()),
            ("checkpoint.window.until", self.window.until.as_ref()),
        ] {
            if text.is_some_and(|text| Instant::parse(text).is_none()) {
                return Err(Error::invalid_option(field, "must be an ISO 8601 timestamp"));
            }
        }
        Ok(())
    }
}

json_object!(CheckpointHead { entry_id "entryId", hash "hash", timestamp "timestamp" });
json_object!(CheckpointWindow { since "since", until "until" });

impl ToJson for Checkpoint {
    fn write(&self, to: &mut JsonText) {
        let Self { schema, developer_id, entries, head, window, document_sha256, extra } = self;
        let own: [Member<'_>; 6] = [
            ("schema", schema),
            ("developerId", developer_id),
            ("entries", entries),
            ("head", head),
            ("window", window),
            ("documentSha256", document_sha256),
        ];
        let mut members = own.to_vec();
        for (name, value) in extra {
            members.push((name, value));
        }
        to.object(&members);
    }
}
