//! The API client's surface: one call at a time, told what has happened, saying what to do. No decision is made here.

use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::thrown;
use crate::client::{Answer, ApiFailure, ApiKey, Exchange, FailureClass, Head, Keep, Moment, Next, RateLimit, Request, Route, Settings};
use crate::error::Error;
use crate::json::{JsonText, Member, ToJson, json_object, json_text, to_json};

/// One call of the API.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmExchange {
    exchange: Exchange,
}

struct Step {
    /// `read`, `explain`, `wait`, `follow`, `refuse` or `give-up`
    then: &'static str,
    /// How long to wait, in milliseconds.
    millis: Option<u64>,
}

json_object!(Step { then "then", millis "millis" given });
json_object!(RateLimit { limit "limit", remaining "remaining", reset "reset", retry_after "retryAfter" given });
json_text!(FailureClass);
json_object!(ApiFailure {
    class "class",
    status_code "statusCode",
    message "message",
    code "code",
    request_id "requestId",
    rate_limit "rateLimit",
    json "json",
});

impl ToJson for Request {
    fn write(&self, to: &mut JsonText) {
        let headers = self.headers.each_ref().map(|(name, value)| -> Member<'_> { (*name, value) });
        to.object(&[("url", &self.url), ("headers", &Members(&headers))]);
    }
}

/// An object as a value.
struct Members<'a>(&'a [Member<'a>]);

impl ToJson for Members<'_> {
    fn write(&self, to: &mut JsonText) {
        to.object(self.0);
    }
}

#[wasm_bindgen]
impl WasmExchange {
    /// A call of the method `method` with settings and parameters as JSON.
    ///
    /// # Errors
    /// `options.invalid` for settings, a key or parameters that make no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, method: &str, params: &str, key: &str) -> Result<Self, JsValue> {
        let begin = || {
            let settings = Settings::from_json(settings.as_bytes())?;
            ApiKey::new(key)?;
            Exchange::new(settings, route(method)?, params.as_bytes())
        };
        Ok(Self { exchange: begin().map_err(thrown)? })
    }

    /// What to send: `{url, headers}` as JSON.
    ///
    /// # Errors
    /// `options.invalid` for a key that makes no sense.
    pub fn request(&self, key: &str) -> Result<String, JsValue> {
        Ok(to_json(&self.exchange.request(&ApiKey::new(key).map_err(thrown)?)))
    }

    /// The time-out, in milliseconds.
    #[must_use]
    pub fn timeout(&self) -> f64 {
        super::js_number(millis(self.exchange.settings().timeout))
    }

    /// What the answer is to be held against, as JSON.
    #[must_use]
    pub fn expected(&self) -> String {
        self.exchange.expected().to_json()
    }

    /// Status and headers have come, as JSON; the next step as JSON.
    ///
    /// # Errors
    /// `options.invalid` for text that describes no answer.
    pub fn answered(&mut self, head: &str, unix_millis: f64, chance: f64) -> Result<String, JsValue> {
        let head = Head::from_json(head.as_bytes()).map_err(thrown)?;
        Ok(step(&self.exchange.answered(&head, moment(unix_millis, chance))))
    }

    /// No answer came, or it broke off; the next step as JSON.
    pub fn broke(&mut self, chance: f64) -> String {
        step(&self.exchange.broke(moment(0.0, chance)))
    }

    /// What the last answer said of the rate of requests, as JSON; `null` where it said nothing.
    #[wasm_bindgen(js_name = rateLimit)]
    #[must_use]
    pub fn rate_limit(&self) -> String {
        to_json(&self.exchange.rate_limit())
    }

    /// What an answer that was no success says, as JSON.
    ///
    /// # Errors
    /// `options.invalid` for text that describes no answer.
    pub fn failure(&self, head: &str, body: &[u8]) -> Result<String, JsValue> {
        let head = Head::from_json(head.as_bytes()).map_err(thrown)?;
        Ok(to_json(&self.exchange.failure(&head, body)))
    }
}

/// The body of a successful answer, taken apart.
#[derive(Debug)]
#[wasm_bindgen]
pub struct WasmAnswer {
    /// Gone once finished or failed.
    answer: Option<Answer>,
}

#[wasm_bindgen]
impl WasmAnswer {
    /// For an answer of the method `method`: `how` is `admit`, `split` or `head`.
    ///
    /// # Errors
    /// `options.invalid` for names that are not known.
    #[wasm_bindgen(constructor)]
    pub fn new(method: &str, how: &str) -> Result<Self, JsValue> {
        let route = route(method).map_err(thrown)?;
        let answer = match how {
            "admit" => Answer::admitting(route),
            "split" => Answer::splitting(route, Keep::All),
            _ => Answer::splitting(route, Keep::Head),
        };
        Ok(Self { answer: Some(answer) })
    }

    /// Takes the next bytes; the rows that are complete with them, as a JSON array, or nothing.
    ///
    /// # Errors
    /// As the crate's `Answer::push`; nothing more can be pushed then.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<u8>, JsValue> {
        let Some(answer) = &mut self.answer else { return Err(super::Failure::finished().into()) };
        match answer.push(chunk) {
            Ok(()) => Ok(answer.take_rows()),
            Err(error) => {
                self.answer = None;
                Err(thrown(error))
            }
        }
    }

    /// The head. The handle is of no further use, but still has to be freed.
    ///
    /// # Errors
    /// As the crate's `Answer::finish`.
    pub fn finish(&mut self) -> Result<Vec<u8>, JsValue> {
        let Some(answer) = self.answer.take() else { return Err(super::Failure::finished().into()) };
        answer.finish().map_err(thrown)
    }
}

fn route(method: &str) -> Result<Route, Error> {
    Route::of_method(method).ok_or_else(|| Error::invalid_option("method", "is not known"))
}

fn step(next: &Next) -> String {
    let (then, wait) = match next {
        Next::Read => ("read", None),
        Next::Explain => ("explain", None),
        Next::Wait(wait) => ("wait", Some(*wait)),
        Next::Follow => ("follow", None),
        Next::Refuse => ("refuse", None),
        Next::GiveUp => ("give-up", None),
    };
    to_json(&Step { then, millis: wait.map(millis) })
}

/// Whole milliseconds. (`as_millis` counts in 128 bits.)
fn millis(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1_000).saturating_add(u64::from(time.subsec_millis()))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts saturate, and clocks stay below 2^53"
)]
fn moment(unix_millis: f64, chance: f64) -> Moment {
    Moment { unix_millis: unix_millis as u64, chance }
}
