//! What the caller knows beside the document: what was asked for, the checkpoint kept from before, and how much to report.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::json::{json_object, to_json};
use crate::limits;
use crate::models::fault::Fault;
use crate::models::shape::{Shape, TEXT_OR_NULL, optional};
use crate::report::{Checkpoint, DocumentKind};

/// Options of a verification. The default knows nothing beside the document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct VerifyOptions {
    /// What the document was asked with. Nothing in `meta` is hashed, so without this the window is the file's claim only.
    #[cfg_attr(feature = "schema", ts(as = "Option<Expected>", optional))]
    pub expected: Expected,
    /// The checkpoint kept from an earlier verified pack.
    #[cfg_attr(feature = "schema", ts(optional = nullable))]
    pub checkpoint: Option<Checkpoint>,
    /// Findings to keep in the report (all are counted); 1,000 unless told.
    pub max_findings: Option<usize>,
    /// Compute the SHA-256 of the whole document, for the workpaper.
    #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
    pub fingerprint: bool,
    /// Entries to draw for a look by hand, by the document's SHA-256, which is computed for it; at most 10,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub sample: Option<usize>,
    /// The chain's developer; the same as `expected.developerId`.
    #[cfg_attr(feature = "schema", ts(optional = nullable))]
    pub developer_id: Option<String>,
    /// The kind the document must have; recognised from its members unless told.
    pub kind: Option<DocumentKind>,
}

impl VerifyOptions {
    /// The options that a caller gave as JSON.
    ///
    /// # Errors
    /// `options.invalid`, naming the member as the caller wrote it, as [`VerifyOptions::check`]; also for an unknown member or
    /// one of another type.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let value = crate::models::options_value(bytes)?;
        OPTIONS.check(&value).map_err(Fault::in_options)?;
        let options = Self::of(&value);
        options.check()?;
        Ok(options)
    }

    /// From a value of the shape [`OPTIONS`]. By hand: serde's derived code would be a fifth of the WebAssembly module.
    fn of(value: &Value) -> Self {
        Self {
            expected: value.get("expected").map(Expected::of).unwrap_or_default(),
            checkpoint: value.get("checkpoint").and_then(Checkpoint::of),
            max_findings: value.get("maxFindings").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()),
            fingerprint: value.get("fingerprint").and_then(Value::as_bool).unwrap_or_default(),
            sample: value.get("sample").and_then(Value::as_u64).map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
            developer_id: text(value, "developerId"),
            kind: match value.get("kind").and_then(Value::as_str) {
                Some("evidence-pack") => Some(DocumentKind::EvidencePack),
                Some("audit-export") => Some(DocumentKind::AuditExport),
                _ => None,
            },
        }
    }

    /// Findings to keep.
    #[must_use]
    pub fn finding_cap(&self) -> usize {
        self.max_findings.unwrap_or(limits::DEFAULT_MAX_FINDINGS).min(limits::MAX_FINDINGS)
    }

    /// Whether the document's SHA-256 is computed: told so, or to draw a sample by it.
    #[must_use]
    pub fn wants_fingerprint(&self) -> bool {
        self.fingerprint || self.sample.is_some()
    }

    /// The developer whose chain was asked for, where the caller said so.
    #[must_use]
    pub fn expected_developer(&self) -> Option<&str> {
        self.developer_id.as_deref().or(match &self.expected.developer_id {
            Some(Some(id)) => Some(id),
            _ => None,
        })
    }

    /// Checks what serde can't see.
    ///
    /// # Errors
    /// `options.invalid`, naming the member, for a timestamp that is none or a checkpoint of another schema.
    pub fn check(&self) -> Result<(), Error> {
        self.expected.check()?;
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.check()?;
        }
        if self.sample.is_some_and(|sample| !(1..=limits::MAX_SAMPLE).contains(&sample)) {
            return Err(Error::invalid_option("sample", format!("must be a whole number from 1 to {}", limits::MAX_SAMPLE)));
        }
        if let (Some(a), Some(Some(b))) = (&self.developer_id, &self.expected.developer_id) {
            if a != b {
                return Err(Error::invalid_option("developerId", "differs from `expected.developerId`; give one of them"));
            }
        }
        Ok(())
    }
}

/// What [`VerifyOptions`] look like; the tests hold it against serde's derived code.
const OPTIONS: Shape = Shape::Closed(&[
    optional(
        "expected",
        &Shape::Closed(&[
            optional("since", &TEXT_OR_NULL),
            optional("until", &TEXT_OR_NULL),
            optional("framework", &TEXT_OR_NULL),
            optional("agentId", &TEXT_OR_NULL),
            optional("status", &TEXT_OR_NULL),
            optional("developerId", &TEXT_OR_NULL),
        ]),
    ),
    optional("checkpoint", &Shape::Nullable(&Checkpoint::SHAPE)),
    optional("maxFindings", &Shape::Nullable(&Shape::Count)),
    optional("fingerprint", &Shape::Truth),
    optional("sample", &Shape::Nullable(&Shape::Count)),
    optional("developerId", &TEXT_OR_NULL),
    optional("kind", &Shape::Nullable(&Shape::OneOf(&["evidence-pack", "audit-export"]))),
]);

/// What was asked. Each member has three states: absent (not told), `null` (asked without it), or the value asked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Expected {
    /// Start of the window, ISO 8601, inclusive.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub since: Option<Option<String>>,
    /// End of the window, ISO 8601, inclusive.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub until: Option<Option<String>>,
    /// Framework of a pack: `soc2`, `gdpr` or `all`; `null`: asked without, which the server answers with `all`.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub framework: Option<Option<String>>,
    /// Agent filter of an export.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub agent_id: Option<Option<String>>,
    /// Status filter of an export.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub status: Option<Option<String>>,
    /// The developer whose chain it is.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "string | null", optional))]
    pub developer_id: Option<Option<String>>,
}

impl Expected {
    /// From a value of the shape in [`OPTIONS`].
    fn of(value: &Value) -> Self {
        let told = |name: &str| value.get(name).map(|_| text(value, name));
        Self {
            since: told("since"),
            until: told("until"),
            framework: told("framework"),
            agent_id: told("agentId"),
            status: told("status"),
            developer_id: told("developerId"),
        }
    }

    /// As JSON text: the value that serde would write.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// Whether anything was told.
    #[must_use]
    pub fn is_untold(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self) -> Result<(), Error> {
        for (field, value) in [("expected.since", &self.since), ("expected.until", &self.until)] {
            if let Some(Some(text)) = value {
                if crate::instant::Instant::parse(text).is_none() {
                    return Err(Error::invalid_option(
                        field,
                        format!("`{}` is no ISO 8601 timestamp such as `2026-01-01T00:00:00Z`", crate::report::quote(text)),
                    ));
                }
            }
        }
        Ok(())
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// Keeps `null` apart from an absent member, which serde's own `Option` does not.
#[expect(clippy::option_option, reason = "absent, null and a value are three answers")]
fn told<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(from).map(Some)
}

json_object!(Expected {
    since "since" given,
    until "until" given,
    framework "framework" given,
    agent_id "agentId" given,
    status "status" given,
    developer_id "developerId" given,
});
