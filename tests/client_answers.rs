//! What answers mean: retries, redirections, rate limits, failures.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says no by panicking, in its helpers too")]

use std::time::Duration;

use grantex_compliance::client::{ApiFailure, Exchange, FailureClass, Head, MAX_REDIRECTS, Moment, Next, RateLimit, Route, Settings};

/// 2026-09-21T14:13:20Z
const NOW: u64 = 1_790_000_000_000;

fn at(chance: f64) -> Moment {
    Moment { unix_millis: NOW, chance }
}

fn exchange(retries: u32) -> Exchange {
    let settings = Settings { max_retries: retries, ..Settings::new("https://api.grantex.dev").unwrap() };
    Exchange::new(settings, Route::Summary, b"{}").unwrap()
}

fn millis(next: &Next) -> u128 {
    let Next::Wait(wait) = next else { panic!("{next:?}") };
    wait.as_millis()
}

/// A recorded answer's status and headers.
fn recorded(name: &str) -> Head {
    let text = std::fs::read_to_string(format!("tests/fixtures/recorded/{name}.headers")).unwrap();
    let mut lines = text.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    lines.filter_map(|line| line.split_once(": ")).fold(Head::new(status), |head, (name, value)| head.header(name, value))
}

fn recorded_failure(name: &str) -> (Next, ApiFailure) {
    let (mut exchange, head) = (exchange(0), recorded(name));
    let next = exchange.answered(&head, at(0.0));
    (next, exchange.failure(&head, &std::fs::read(format!("tests/fixtures/recorded/{name}.json")).unwrap()))
}

#[test]
fn only_what_may_pass_is_repeated() {
    for status in 100..=599_u16 {
        let next = exchange(3).answered(&Head::new(status), at(0.0));
        match status {
            200..=299 => assert_eq!(next, Next::Read),
            429 | 502 | 503 | 504 => assert_eq!(millis(&next), 500),
            _ => assert_eq!(next, Next::Explain, "{status}"),
        }
    }
}

#[test]
fn waits_double_with_jitter_up_to_ten_seconds() {
    let waits = |chance| {
        let mut exchange = exchange(7);
        (0..7).map(|_| millis(&exchange.broke(at(chance)))).collect::<Vec<_>>()
    };
    assert_eq!(waits(0.0), [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert_eq!(waits(1.0), [1000, 1500, 2500, 4500, 8500, 10_000, 10_000]);
    // A host's chance that is none does no harm.
    assert_eq!(waits(f64::NAN), waits(0.0));
    assert_eq!(waits(-5.0), waits(0.0));
    assert_eq!(waits(f64::INFINITY), waits(0.0));
    let mut many = exchange(100);
    assert!((0..100).all(|_| millis(&many.broke(at(1.0))) <= 10_000));
}

#[test]
fn retries_are_counted_over_all_reasons() {
    let mut both = exchange(3);
    assert!(matches!(both.broke(at(0.0)), Next::Wait(_)));
    assert!(matches!(both.answered(&Head::new(503), at(0.0)), Next::Wait(_)));
    assert!(matches!(both.answered(&Head::new(429), at(0.0)), Next::Wait(_)));
    assert_eq!(both.clone().broke(at(0.0)), Next::GiveUp);
    assert_eq!(both.clone().answered(&Head::new(502), at(0.0)), Next::Explain);
    assert_eq!(both.answered(&Head::new(200), at(0.0)), Next::Read);
    assert_eq!(exchange(0).broke(at(0.0)), Next::GiveUp);
}

#[test]
fn retry_after_in_seconds_and_as_a_date() {
    let wait = |value: &str| {
        let head = Head::new(429).header("Retry-After", value);
        (millis(&exchange(1).answered(&head, at(0.25))), head.retry_after(at(0.0)))
    };
    assert_eq!(wait("0"), (0, Some(Duration::ZERO)));
    assert_eq!(wait("7"), (7_000, Some(Duration::from_secs(7))));
    assert_eq!(wait(" 7 "), (7_000, Some(Duration::from_secs(7))));
    assert_eq!(wait("51"), (10_000, Some(Duration::from_secs(51))));
    assert_eq!(wait("99999999999999"), (10_000, Some(Duration::from_secs(99_999_999_999_999))));
    // The three forms of RFC 9110 §5.6.7.
    assert_eq!(wait("Mon, 21 Sep 2026 14:13:23 GMT"), (3_000, Some(Duration::from_secs(3))));
    assert_eq!(wait("Monday, 21-Sep-26 14:13:23 GMT"), (3_000, Some(Duration::from_secs(3))));
    assert_eq!(wait("Mon Sep 21 14:13:23 2026"), (3_000, Some(Duration::from_secs(3))));
    assert_eq!(wait("Mon, 21 Sep 2026 14:00:00 GMT"), (0, Some(Duration::ZERO)));
    assert_eq!(wait("Tue, 21 Sep 2027 14:00:00 GMT").0, 10_000);
    // What says nothing leaves the usual wait.
    for nothing in
        ["", "soon", "-1", "1.5", "1e3", "+3", "99999999999999999999999", "2026-09-21T14:13:23Z", "Mon, 32 Sep 2026 14:13:23 GMT"]
    {
        assert_eq!(wait(nothing), (625, None), "{nothing}");
    }
}

#[test]
fn the_rate_limit_of_the_recorded_answers() {
    let limit = recorded("error-429").rate_limit(at(0.0));
    assert_eq!(limit, Some(RateLimit { limit: 100, remaining: 0, reset: 51, retry_after: Some(51) }));
    let mut exchange = exchange(0);
    assert_eq!(exchange.answered(&recorded("summary"), at(0.0)), Next::Read);
    assert_eq!(exchange.rate_limit().map(|limit| (limit.limit, limit.retry_after)), Some((2000, None)));
    // Half of it is nothing that could be relied on.
    exchange.answered(&Head::new(200).header("X-RateLimit-Limit", "100").header("X-RateLimit-Reset", "3"), at(0.0));
    assert_eq!(exchange.rate_limit(), None);
    exchange.answered(
        &Head::new(200).header("X-RateLimit-Limit", "1").header("X-RateLimit-Remaining", "NaN").header("X-RateLimit-Reset", "3"),
        at(0.0),
    );
    assert_eq!(exchange.rate_limit(), None);
}

#[test]
fn the_recorded_failures() {
    let (next, failure) = recorded_failure("error-401-invalid");
    assert_eq!(next, Next::Explain);
    assert_eq!((failure.class, failure.status_code, failure.message.as_str()), (FailureClass::Auth, 401, "Invalid API key"));
    assert_eq!(failure.code.as_deref(), Some("UNAUTHORIZED"));
    assert_eq!(failure.request_id.as_deref(), Some("fbbe28f9-b710-4535-b9c5-973ef4cfc2f6"));
    let (_, failure) = recorded_failure("error-401-missing");
    assert_eq!((failure.class, failure.message.as_str()), (FailureClass::Auth, "Missing or invalid Authorization header"));
    let (next, failure) = recorded_failure("error-429");
    assert_eq!(next, Next::Explain);
    assert_eq!((failure.class, failure.status_code, failure.code.as_deref()), (FailureClass::Api, 429, Some("RATE_LIMIT_EXCEEDED")));
    assert_eq!(failure.rate_limit.and_then(|limit| limit.retry_after), Some(51));
    let (next, failure) = recorded_failure("error-bad-since");
    assert_eq!(next, Next::Explain);
    assert_eq!((failure.status_code, failure.code.as_deref()), (500, Some("INTERNAL_ERROR")));
}

#[test]
fn failures_in_every_form() {
    let read = |status: u16, body: &[u8]| exchange(0).failure(&Head::new(status).header("Content-Type", "text/html"), body);
    let told = |failure: &ApiFailure| (failure.message.clone(), failure.code.clone(), failure.json);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(read(403, b"{}").class, FailureClass::Auth);
    assert_eq!(told(&read(400, br#"{"message":"m","code":"C"}"#)), ("m".to_owned(), some("C"), true));
    assert_eq!(told(&read(400, br#"{"error":{"message":"m","code":"C","requestId":"r"}}"#)), ("m".to_owned(), some("C"), true));
    assert_eq!(read(400, br#"{"error":{"requestId":"r"}}"#).request_id, some("r"));
    assert_eq!(told(&read(400, br#"{"error":"text"}"#)), ("text".to_owned(), None, true));
    assert_eq!(told(&read(400, br#"{"message":"outer","error":"text","code":7}"#)), ("outer".to_owned(), None, true));
    assert_eq!(told(&read(400, br#"{"message":""}"#)), ("HTTP 400".to_owned(), None, true));
    assert_eq!(told(&read(400, b"[1]")), ("HTTP 400".to_owned(), None, true));
    assert_eq!(told(&read(400, b"null")), ("HTTP 400".to_owned(), None, true));
    // No JSON: a page, nothing, a member that stands twice, a cut-off body, bytes that are no text.
    for body in [&b"<html>"[..], b"", br#"{"message":"a","message":"b"}"#, br#"{"message":"a"#, b"\xff\xfe", b"\xef\xbb\xbf{}"] {
        let failure = read(502, body);
        assert!(!failure.json && failure.message.starts_with("HTTP 502 (") && failure.code.is_none(), "{failure:?}");
    }
    assert_eq!(exchange(0).failure(&Head::new(500), b"").message, "HTTP 500");
    assert_eq!(read(500, format!(r#"{{"message":"{}"}}"#, "x".repeat(9_999)).as_bytes()).message.len(), 256);
    let head = Head::new(500).header("x-request-id", "abc");
    assert_eq!(exchange(0).failure(&head, b"").request_id, some("abc"));
}

#[test]
fn redirections_stay_on_the_origin() {
    let to = |location: &str| Head { location: Some(location.to_owned()), ..Head::new(307) };
    let mut here = exchange(0);
    for round in 0..MAX_REDIRECTS {
        let url = format!("https://api.grantex.dev/v2/{round}");
        assert_eq!(here.answered(&to(&url), at(0.0)), Next::Follow);
        assert_eq!(here.request(&grantex_compliance::client::ApiKey::new("k").unwrap()).url, url);
    }
    assert_eq!(here.answered(&to("https://api.grantex.dev/v2"), at(0.0)), Next::Refuse);
    assert!(here.failure(&to(""), b"").message.contains("more than 5 times"));

    for elsewhere in [
        "https://api.grantex.dev.evil.test/",
        "http://api.grantex.dev/",
        "https://evil.test/api.grantex.dev",
        "https://api.grantex.dev:8443/",
        "https://api.grantex.dev@evil.test/",
        "javascript:alert(1)",
        "data:application/json,{}",
        "",
    ] {
        let mut exchange = exchange(3);
        assert_eq!(exchange.answered(&to(elsewhere), at(0.0)), Next::Refuse, "{elsewhere}");
        let failure = exchange.failure(&to(elsewhere), b"");
        assert_eq!((failure.class, failure.status_code, failure.code.as_deref()), (FailureClass::Api, 307, Some("RedirectRefused")));
        assert!(failure.message.contains("https://api.grantex.dev only"), "{}", failure.message);
    }
    // Where it would have gone is shown, what else stands in the URL is not.
    let mut exchange = exchange(3);
    exchange.answered(&to("https://evil.test:99/x?token=secret"), at(0.0));
    let message = exchange.failure(&to(""), b"").message;
    assert!(message.contains("to https://evil.test:99;") && !message.contains("secret"), "{message}");
}

#[test]
fn redirections_that_somebody_hides_or_follows() {
    let hidden = Head { hidden_redirect: true, ..Head::new(0) };
    let mut browser = exchange(3);
    assert_eq!(browser.answered(&hidden, at(0.0)), Next::Refuse);
    assert_eq!(browser.failure(&hidden, b"").status_code, 0);
    let followed = |url: &str| Head { came_from: Some(url.to_owned()), ..Head::new(200) };
    assert_eq!(exchange(3).answered(&followed("https://evil.test/v1"), at(0.0)), Next::Refuse);
    assert_eq!(exchange(3).answered(&followed("https://api.grantex.dev/v2"), at(0.0)), Next::Read);
    // A redirection without a place to go, and a status that the host hides for no such reason.
    assert_eq!(exchange(3).answered(&Head::new(302), at(0.0)), Next::Explain);
    assert_eq!(
        exchange(3).answered(&Head { location: Some("https://api.grantex.dev/x".to_owned()), ..Head::new(304) }, at(0.0)),
        Next::Explain
    );
    assert!(matches!(exchange(3).answered(&Head::new(0), at(0.0)), Next::Wait(_)));
    assert_eq!(exchange(0).answered(&Head::new(0), at(0.0)), Next::GiveUp);
}

#[test]
fn heads_as_the_package_passes_them() {
    let head =
        Head::from_json(br#"{"status":302,"headers":{"Retry-After":"3","x":null},"location":"https://a.test/","hiddenRedirect":false}"#)
            .unwrap();
    assert_eq!(head, Head { location: Some("https://a.test/".to_owned()), ..Head::new(302).header("Retry-After", "3") });
    assert_eq!(head.get("retry-after"), Some("3"));
    // What a mocked answer may lack.
    assert_eq!(Head::from_json(b"{}").unwrap(), Head::new(0));
    assert_eq!(Head::from_json(br#"{"status":99999}"#).unwrap().status, 0);
}
