//! Talking to the Grantex API: what is sent, what an answer means, when to try again. Nothing here sends anything.
//!
//! Whoever owns the transport asks an [`Exchange`] what to do next and does it: the JavaScript package with the host's
//! `fetch`, a Rust program with the HTTP client it has. So the manners are the same everywhere, and tested without a network.
//!
//! ```
//! use std::time::Duration;
//! use grantex_compliance::client::{ApiKey, Exchange, Head, Moment, Next, Route, Settings};
//!
//! let settings = Settings::new("https://api.grantex.dev")?;
//! let key = ApiKey::new("gx_live_example")?;
//! let mut exchange = Exchange::new(settings, Route::EvidencePack, br#"{"framework":"soc2"}"#)?;
//!
//! let request = exchange.request(&key);
//! assert_eq!(request.url, "https://api.grantex.dev/v1/compliance/evidence-pack?framework=soc2");
//!
//! let moment = Moment { unix_millis: 1_790_000_000_000, chance: 0.0 };
//! let busy = Head::new(503).header("Retry-After", "2");
//! assert_eq!(exchange.answered(&busy, moment), Next::Wait(Duration::from_secs(2)));
//! assert_eq!(exchange.answered(&Head::new(200), moment), Next::Read);
//! # Ok::<(), grantex_compliance::Error>(())
//! ```

mod answer;
mod base_url;
mod exchange;
mod failure;
mod head;
mod key;
mod place;
mod retry;
mod route;
mod settings;

pub use answer::{Answer, Keep, MAX_KEPT_BYTES};
pub use base_url::BaseUrl;
pub use exchange::{Exchange, MAX_REDIRECTS, Moment, Next};
pub use failure::{ApiFailure, FailureClass, MAX_FAILURE_BYTES};
pub use head::{Head, RateLimit};
pub use key::ApiKey;
pub use route::{Request, Route};
pub use settings::{DEFAULT_BASE_URL, DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, Settings};
