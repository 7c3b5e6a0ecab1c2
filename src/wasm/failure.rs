//! An error on its way to JavaScript, where it becomes a `GrantexInputError`.

use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::json::{json_object, to_json};
use crate::report::Report;

/// What JavaScript is told of an error. Members without a value are `null`.
#[derive(Debug)]
pub(super) struct Failure<'a> {
    code: &'a str,
    message: String,
    offset: Option<u64>,
    line: Option<u64>,
    column: Option<u64>,
    pointer: Option<&'a str>,
    /// What was found before the error.
    report: Option<&'a Report>,
}

json_object!(Failure<'_> {
    code "code",
    message "message",
    offset "offset",
    line "line",
    column "column",
    pointer "pointer",
    report "report",
});

impl Failure<'_> {
    /// A call after the end.
    pub(super) fn finished() -> Self {
        let message = "the verification has ended already".to_owned();
        Self { code: "verifier.finished", message, offset: None, line: None, column: None, pointer: None, report: None }
    }
}

impl<'a> From<&'a Error> for Failure<'a> {
    fn from(error: &'a Error) -> Self {
        let place = error.position();
        Self {
            code: error.code(),
            message: error.to_string(),
            offset: place.map(|place| place.offset),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            pointer: error.pointer(),
            report: error.partial(),
        }
    }
}

impl From<Failure<'_>> for JsValue {
    fn from(failure: Failure<'_>) -> Self {
        Self::from_str(&to_json(&failure))
    }
}
