//! Status and headers of an answer, as far as they are read.

use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;
use serde_json::Value;

use super::exchange::Moment;
use crate::error::Error;
use crate::models::options_value;

/// Status and headers of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The status; 0 where the host hides it.
    pub status: u16,
    /// Where a redirection points to: the `Location` as an absolute URL, as a reader of URLs writes it.
    pub location: Option<String>,
    /// The URL that the answer came from, where a transport followed redirections by itself.
    pub came_from: Option<String>,
    /// It is a redirection that the host hides, as browsers do.
    pub hidden_redirect: bool,
    /// Names in any case, and values.
    pub headers: Vec<(String, String)>,
}

/// What the server says of the rate of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// Requests that are allowed in a period.
    pub limit: u64,
    /// Requests that are left of them.
    pub remaining: u64,
    /// Seconds until the period ends.
    pub reset: u64,
    /// Seconds to wait, where the server asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Head {
    /// An answer of this status.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As the host describes it: `{status, headers: {…}, location?, cameFrom?, hiddenRedirect?}`.
    ///
    /// # Errors
    /// `options.invalid` for text that is no such description.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let given = options_value(bytes)?;
        let text = |name: &str| given.get(name).and_then(Value::as_str).map(str::to_owned);
        let status = given.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let headers = given.get("headers").and_then(Value::as_object).into_iter().flatten();
        Ok(Self {
            status: status.unwrap_or(0),
            location: text("location"),
            came_from: text("cameFrom"),
            hidden_redirect: given.get("hiddenRedirect").and_then(Value::as_bool).unwrap_or(false),
            headers: headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        })
    }

    /// The first header of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The rate limit, where all of it is said.
    #[must_use]
    pub fn rate_limit(&self, moment: Moment) -> Option<RateLimit> {
        let count = |name| whole(self.get(name)?);
        Some(RateLimit {
            limit: count("x-ratelimit-limit")?,
            remaining: count("x-ratelimit-remaining")?,
            reset: count("x-ratelimit-reset")?,
            retry_after: self.retry_after(moment).map(|wait| wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))),
        })
    }

    /// How long the server asks to wait: seconds, or until a date (RFC 9110 §10.2.3).
    #[must_use]
    pub fn retry_after(&self, moment: Moment) -> Option<Duration> {
        let text = self.get("retry-after")?;
        if let Some(seconds) = whole(text) {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(until.saturating_sub(Duration::from_millis(moment.unix_millis)))
    }
}

/// A number of digits only, as the headers have it.
fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}
