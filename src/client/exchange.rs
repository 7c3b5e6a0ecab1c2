//! One call of the API, with its repetitions: what to do next, given what has happened.

use std::time::Duration;

use super::base_url::BaseUrl;
use super::failure::ApiFailure;
use super::head::{Head, RateLimit};
use super::key::ApiKey;
use super::retry;
use super::route::{Request, Route};
use super::settings::Settings;
use crate::error::Error;
use crate::options::Expected;

/// Redirections on the same origin that are followed, as many as a server could need; more go in a circle.
pub const MAX_REDIRECTS: u32 = 5;

/// What the host knows and this module does not: the time, and chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_millis: u64,
    /// A random number from 0 to 1.
    pub chance: f64,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The answer is a success: read its body. If it breaks off, say so to [`Exchange::broke`].
    Read,
    /// The answer is a failure: read its body, as far as [`MAX_FAILURE_BYTES`](super::MAX_FAILURE_BYTES), for [`Exchange::failure`].
    Explain,
    /// Leave the answer, wait, and send [`Exchange::request`] again.
    Wait(Duration),
    /// Leave the answer and send [`Exchange::request`], which has another URL now.
    Follow,
    /// Leave the answer: it redirects to where the key must not go. [`Exchange::failure`] says so.
    Refuse,
    /// No answer came, and it was tried often enough.
    GiveUp,
}

/// One call of the API.
#[derive(Debug, Clone)]
pub struct Exchange {
    settings: Settings,
    route: Route,
    url: String,
    expected: Expected,
    /// Attempts that failed.
    failed: u32,
    redirects: u32,
    rate_limit: Option<RateLimit>,
    refused: Option<String>,
}

impl Exchange {
    /// A call of a route with parameters that a caller gave as JSON.
    ///
    /// # Errors
    /// `options.invalid`, naming the parameter, before anything is sent: see [`Params::from_json`](crate::models::Params::from_json).
    pub fn new(settings: Settings, route: Route, params: &[u8]) -> Result<Self, Error> {
        let (url, expected) = route.asked(&settings.base_url, params)?;
        Ok(Self { settings, route, url, expected, failed: 0, redirects: 0, rate_limit: None, refused: None })
    }

    /// What to send.
    #[must_use]
    pub fn request(&self, key: &ApiKey) -> Request {
        Request::new(&self.url, key)
    }

    /// The settings it was begun with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The route it calls.
    #[must_use]
    pub fn route(&self) -> Route {
        self.route
    }

    /// What the answer is to be held against.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        &self.expected
    }

    /// What the last answer said of the rate of requests.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }

    /// Status and headers of an answer have come.
    pub fn answered(&mut self, head: &Head, moment: Moment) -> Next {
        self.rate_limit = head.rate_limit(moment);
        // A transport that follows redirections by itself has taken the key along. What came of it is not used, at least.
        let elsewhere = head.came_from.as_deref().filter(|url| !self.settings.base_url.is_same_origin(url));
        if let Some(url) = elsewhere {
            return self.refuse(Some(url));
        }
        match head.status {
            200..=299 => Next::Read,
            _ if head.hidden_redirect => self.refuse(None),
            301 | 302 | 303 | 307 | 308 if head.location.is_some() => self.redirected(head.location.as_deref().unwrap_or_default()),
            0 => self.broke(moment),
            status if retry::may_pass(status) => self.again(head.retry_after(moment), moment).unwrap_or(Next::Explain),
            _ => Next::Explain,
        }
    }

    /// No answer came, in time or at all, or its body broke off.
    pub fn broke(&mut self, moment: Moment) -> Next {
        self.again(None, moment).unwrap_or(Next::GiveUp)
    }

    /// What an answer that was no success says. `body` is as much of it as was read.
    #[must_use]
    pub fn failure(&self, head: &Head, body: &[u8]) -> ApiFailure {
        match &self.refused {
            Some(refused) => ApiFailure::redirect(head.status, self.rate_limit, refused),
            None => ApiFailure::read(head, self.rate_limit, body),
        }
    }

    /// Another attempt, unless there were enough.
    fn again(&mut self, advice: Option<Duration>, moment: Moment) -> Option<Next> {
        if self.failed >= self.settings.max_retries {
            return None;
        }
        self.failed += 1;
        Some(Next::Wait(retry::wait(self.failed, advice, moment.chance)))
    }

    fn redirected(&mut self, location: &str) -> Next {
        if !self.settings.base_url.is_same_origin(location) {
            return self.refuse(Some(location));
        }
        if self.redirects >= MAX_REDIRECTS {
            self.refused = Some(format!("the server redirected more than {MAX_REDIRECTS} times"));
            return Next::Refuse;
        }
        self.redirects += 1;
        location.clone_into(&mut self.url);
        Next::Follow
    }

    fn refuse(&mut self, location: Option<&str>) -> Next {
        // Only the origin is shown: whatever else stands in the URL is not the caller's business.
        let elsewhere = location.and_then(origin_of);
        let to = elsewhere.map_or_else(|| "elsewhere".to_owned(), |origin| format!("to {origin}"));
        let origin = self.settings.base_url.origin();
        self.refused = Some(format!(
            "the server redirects {to}; that was not followed, for the API key goes to {origin} only. If the API has moved, set `baseUrl` to where it is",
        ));
        Next::Refuse
    }
}

/// The origin of an absolute URL, if it is one that could be a base URL.
fn origin_of(url: &str) -> Option<String> {
    let scheme = url.split_once(':').filter(|(_, rest)| rest.starts_with("//"));
    let end = scheme.map_or(0, |(scheme, _)| scheme.len() + 3);
    let end = url.get(end..)?.find(['/', '?', '#']).map_or(url.len(), |at| end + at);
    BaseUrl::parse(url.get(..end)?, true).ok().map(|base| base.origin().to_owned())
}
