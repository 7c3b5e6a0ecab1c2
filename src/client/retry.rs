//! When to try again, and how long to wait: the numbers that the users of the other Grantex clients rely on.

use std::time::Duration;

/// The first wait without advice; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(500);

/// What chance adds at most, so that many clients don't come back in step.
const JITTER_MILLIS: f64 = 500.0;

/// The longest wait, also where the server asks for more.
const LONGEST: Duration = Duration::from_secs(10);

/// Whether another attempt may fare better: too many requests, bad gateway, unavailable, gateway time-out.
pub(super) fn may_pass(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

/// How long to wait before attempt number `failed` + 1, after `failed` attempts have failed.
///
/// `advice` is what the server asked for; `chance` lies between 0 and 1.
pub(super) fn wait(failed: u32, advice: Option<Duration>, chance: f64) -> Duration {
    if let Some(advice) = advice {
        return advice.min(LONGEST);
    }
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)));
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.0 };
    // (`Duration::mul_f64` would bring a kilobyte of WebAssembly for the nanoseconds.)
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 500")]
    let jitter = Duration::from_millis((JITTER_MILLIS * chance) as u64);
    doubled.saturating_add(jitter).min(LONGEST)
}
