//! What an answer that was no success says.

use serde::Serialize;
use serde_json::{Map, Value};

use super::head::{Head, RateLimit};
use crate::models::json::value_of;
use crate::report::quote;

/// Bytes of a failure's body that are read: hundreds of times what the API sends.
pub const MAX_FAILURE_BYTES: usize = 1 << 16;

/// What kind of error it is for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureClass {
    /// The key was refused: 401 or 403.
    Auth,
    /// Anything else.
    Api,
}

impl FailureClass {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Api => "api",
        }
    }
}

/// What an answer that was no success says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiFailure {
    /// What kind of error it is.
    pub class: FailureClass,
    /// The status; 0 for a redirection that the host hides.
    pub status_code: u16,
    /// The server's words, cut; or the status where it has none.
    pub message: String,
    /// The server's code, such as `RATE_LIMIT_EXCEEDED`.
    pub code: Option<String>,
    /// What to name when asking the operators about it.
    pub request_id: Option<String>,
    /// What the answer said of the rate of requests.
    pub rate_limit: Option<RateLimit>,
    /// The body is JSON, and no two readers see two different things in it.
    pub json: bool,
}

impl ApiFailure {
    /// Reads the body of a failure: `{message, code, requestId}`, `{error: {message, code}}`, `{error: "…"}`, or no JSON at all.
    pub(super) fn read(head: &Head, rate_limit: Option<RateLimit>, body: &[u8]) -> Self {
        let value = value_of(body, "").ok();
        let none = Map::new();
        let outer = value.as_ref().and_then(Value::as_object).unwrap_or(&none);
        let inner = outer.get("error").and_then(Value::as_object).unwrap_or(&none);
        let text = |name: &str| [outer, inner].into_iter().find_map(|object| object.get(name)?.as_str()).map(quote);
        let bare = outer.get("error").and_then(Value::as_str).map(quote);
        Self {
            class: if matches!(head.status, 401 | 403) { FailureClass::Auth } else { FailureClass::Api },
            status_code: head.status,
            message: text("message").or(bare).filter(|words| !words.is_empty()).unwrap_or_else(|| wordless(head, value.is_some())),
            code: text("code"),
            request_id: text("requestId").or_else(|| head.get("x-request-id").map(quote)),
            rate_limit,
            json: value.is_some(),
        }
    }

    /// A redirection that is not followed.
    pub(super) fn redirect(status: u16, rate_limit: Option<RateLimit>, message: &str) -> Self {
        Self {
            class: FailureClass::Api,
            status_code: status,
            message: message.to_owned(),
            code: Some("RedirectRefused".to_owned()),
            request_id: None,
            rate_limit,
            json: false,
        }
    }
}

/// What to say when the server says nothing.
fn wordless(head: &Head, json: bool) -> String {
    let status = head.status;
    match head.get("content-type") {
        Some(kind) if !json => {
            format!("HTTP {status} (the answer is {}, not the API's JSON; something on the way may have sent it)", quote(kind))
        }
        _ => format!("HTTP {status}"),
    }
}
