//! One finding: what, where, why.

use serde::{Deserialize, Serialize};

use super::codes::{Cause, FindingCode, Severity};
use super::sorted_map::SortedMap;
use crate::json::{JsonText, ToJson, json_object};

/// A value that a finding's message speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Param {
    /// A count or an amount.
    Number(#[cfg_attr(feature = "schema", ts(type = "number"))] i64),
    /// A name or a quoted text.
    Text(String),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(super::quote(text))
    }
}

impl From<u64> for Param {
    fn from(n: u64) -> Self {
        Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// What a finding's message speaks of, by name.
pub type Params = SortedMap<String, Param>;

/// Something that is wrong or worth knowing. Members that don't apply are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Finding {
    /// What it is; stable.
    pub code: FindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// Why a link broke, as far as the links show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cause: Option<Cause>,
    /// What the message speaks of.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    #[cfg_attr(feature = "schema", ts(type = "{ [name in string]: number | string }", optional))]
    pub params: Params,
    /// The finding in words, derived from code, cause and params.
    pub message: String,
    /// The entry's index, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub index: Option<u64>,
    /// The entry's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub entry_id: Option<String>,
    /// The entry's timestamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub timestamp: Option<String>,
    /// JSON Pointer (RFC 6901) of what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub pointer: Option<String>,
    /// Where the entry starts in the document, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub offset: Option<u64>,
    /// The entry's length in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub length: Option<u64>,
    /// What should stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub expected: Option<String>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub actual: Option<String>,
    /// Indexes of the other entries it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(type = "Array<number>", optional))]
    pub related: Vec<u64>,
}

impl Finding {
    /// A finding with nothing but its code and that code's usual severity.
    #[must_use]
    pub fn new(code: FindingCode) -> Self {
        Self {
            code,
            severity: code.severity(),
            cause: None,
            params: Params::new(),
            message: String::new(),
            index: None,
            entry_id: None,
            timestamp: None,
            pointer: None,
            offset: None,
            length: None,
            expected: None,
            actual: None,
            related: Vec::new(),
        }
    }

    /// The same finding with one more value for its message.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.set(name, value.into());
        self
    }

    // Not generic, and not made anew wherever a value is given.
    #[inline(never)]
    fn set(&mut self, name: &str, value: Param) {
        self.params.insert(name.to_owned(), value);
    }

    /// The same finding about a place in the document.
    #[must_use]
    pub fn pointer_to(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}

impl ToJson for Param {
    fn write(&self, to: &mut JsonText) {
        match self {
            Self::Number(number) => number.write(to),
            Self::Text(text) => text.write(to),
        }
    }
}

json_object!(Finding {
    code "code",
    severity "severity",
    cause "cause" given,
    params "params" given,
    message "message",
    index "index" given,
    entry_id "entryId" given,
    timestamp "timestamp" given,
    pointer "pointer" given,
    offset "offset" given,
    length "length" given,
    expected "expected" given,
    actual "actual" given,
    related "related" given,
});
