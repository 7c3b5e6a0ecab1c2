//! An error on its way to JavaScript, where it becomes a `GrantexInputError`.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::report::Report;

/// What JavaScript is told of an error. Members without a value are `null`.
#[derive(Debug, Serialize)]
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

impl Failure<'_> {
    /// A call after the end.
    pub(super) fn finished() -> Self {
        Self::without_place("verifier.finished", "the verification has ended already".to_owned())
    }

    /// A report that can't be written, which its types rule out.
    pub(super) fn internal(error: &serde_json::Error) -> Self {
        Self::without_place("verifier.internal", format!("the report can't be written: {error}"))
    }

    fn without_place(code: &'static str, message: String) -> Self {
        Self { code, message, offset: None, line: None, column: None, pointer: None, report: None }
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
        match serde_json::to_string(&failure) {
            Ok(json) => Self::from_str(&json),
            // Strings, numbers and a report always serialise; a value that is no string is taken for a trap, and so fails closed.
            Err(_) => Self::NULL,
        }
    }
}
