//! What a client is told once.

use std::time::Duration;

use serde_json::Value;

use super::base_url::BaseUrl;
use crate::error::Error;
use crate::models::options_value;

/// Where the API is unless told.
pub const DEFAULT_BASE_URL: &str = "https://api.grantex.dev";

/// How long an attempt may take unless told, as in the other Grantex clients.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a failed attempt is repeated unless told, as in the other Grantex clients.
pub const DEFAULT_MAX_RETRIES: u32 = 3;

/// The longest that timers of JavaScript hosts can be set to: 2^31 − 1 milliseconds.
const MAX_TIMEOUT_MILLIS: u64 = 2_147_483_647;

/// More repetitions than this are surely a mistake (of a time-out in milliseconds for a count, say).
const MAX_MAX_RETRIES: u64 = 100;

/// The settings of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the API is.
    pub base_url: BaseUrl,
    /// How long the server may take to begin its answer, and then to send the next piece of it.
    pub timeout: Duration,
    /// How often a failed attempt is repeated.
    pub max_retries: u32,
}

impl Settings {
    /// Settings for the API at this base URL, all else as by default.
    ///
    /// # Errors
    /// As [`BaseUrl::parse`].
    pub fn new(base_url: &str) -> Result<Self, Error> {
        let base_url = BaseUrl::parse(base_url, false)?;
        Ok(Self { base_url, timeout: DEFAULT_TIMEOUT, max_retries: DEFAULT_MAX_RETRIES })
    }

    /// Settings that a caller gave as JSON: `baseUrl`, `timeout` in milliseconds, `maxRetries`, `allowInsecure`; none is required.
    ///
    /// # Errors
    /// `options.invalid`, naming the member, for one that makes no sense.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let given = options_value(bytes)?;
        let base_url = match given.get("baseUrl") {
            None | Some(Value::Null) => DEFAULT_BASE_URL,
            Some(Value::String(text)) => text,
            Some(_) => return Err(Error::invalid_option("baseUrl", "must be a string")),
        };
        let allow_insecure = match given.get("allowInsecure") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(allowed)) => *allowed,
            Some(_) => return Err(Error::invalid_option("allowInsecure", "must be true or false")),
        };
        let timeout = whole(&given, "timeout", 1, MAX_TIMEOUT_MILLIS, "a whole number of milliseconds")?;
        let max_retries = whole(&given, "maxRetries", 0, MAX_MAX_RETRIES, "a whole number")?;
        Ok(Self {
            base_url: BaseUrl::parse(base_url, allow_insecure)?,
            timeout: timeout.map_or(DEFAULT_TIMEOUT, Duration::from_millis),
            max_retries: max_retries.map_or(DEFAULT_MAX_RETRIES, |n| u32::try_from(n).unwrap_or(u32::MAX)),
        })
    }
}

fn whole(given: &Value, name: &str, least: u64, most: u64, what: &str) -> Result<Option<u64>, Error> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().filter(|n| (least..=most).contains(n)) {
            Some(n) => Ok(Some(n)),
            None => Err(Error::invalid_option(name, format!("must be {what} from {least} to {most}"))),
        },
    }
}
