//! What is sent: base URLs, the key, parameters.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test says no by panicking, in its helpers too")]

use std::time::Duration;

use grantex_compliance::client::{ApiKey, BaseUrl, Exchange, Route, Settings};
use grantex_compliance::{Error, Expected};

fn exchange(base: &str, route: Route, params: &str) -> Result<Exchange, Error> {
    Exchange::new(Settings::new(base)?, route, params.as_bytes())
}

fn url(base: &str, route: Route, params: &str) -> String {
    exchange(base, route, params).unwrap().request(&ApiKey::new("k").unwrap()).url
}

fn field(error: &Error) -> String {
    assert_eq!(error.code(), "options.invalid");
    error.to_string()
}

#[test]
fn every_route_with_every_parameter() {
    let api = "https://api.grantex.dev";
    let window = r#""since":"2026-01-01T00:00:00+02:00","until":"2026-02-01T00:00:00.000Z""#;
    let query = "since=2026-01-01T00%3A00%3A00%2B02%3A00&until=2026-02-01T00%3A00%3A00.000Z";
    let cases = [
        (Route::Summary, "{}".to_owned(), "/v1/compliance/summary".to_owned()),
        (Route::Summary, format!("{{{window}}}"), format!("/v1/compliance/summary?{query}")),
        (Route::ExportGrants, "{}".to_owned(), "/v1/compliance/export/grants".to_owned()),
        (
            Route::ExportGrants,
            format!(r#"{{{window},"status":"revoked"}}"#),
            format!("/v1/compliance/export/grants?{query}&status=revoked"),
        ),
        (Route::ExportAudit, "{}".to_owned(), "/v1/compliance/export/audit".to_owned()),
        (
            Route::ExportAudit,
            format!(r#"{{{window},"agentId":"ag_1&x=y /ü","status":"blocked"}}"#),
            format!("/v1/compliance/export/audit?{query}&agentId=ag_1%26x%3Dy%20%2F%C3%BC&status=blocked"),
        ),
        (Route::EvidencePack, "{}".to_owned(), "/v1/compliance/evidence-pack".to_owned()),
        (
            Route::EvidencePack,
            format!(r#"{{{window},"framework":"gdpr"}}"#),
            format!("/v1/compliance/evidence-pack?{query}&framework=gdpr"),
        ),
    ];
    for (route, params, path) in cases {
        assert_eq!(url(api, route, &params), format!("{api}{path}"));
    }
}

#[test]
fn what_encode_uri_component_leaves_is_left() {
    let asked = url("https://a.test", Route::ExportAudit, r#"{"agentId":"AZaz09-_.!~*'()%+\"<>`{}|\\^"}"#);
    assert_eq!(asked, "https://a.test/v1/compliance/export/audit?agentId=AZaz09-_.!~*'()%25%2B%22%3C%3E%60%7B%7D%7C%5C%5E");
}

#[test]
fn parameters_are_checked_before_anything_is_sent() {
    let cases = [
        (Route::EvidencePack, r#"{"since":"yesterday"}"#, "`since`"),
        (Route::EvidencePack, r#"{"until":"2026-02-30"}"#, "`until`"),
        (Route::EvidencePack, r#"{"framework":"hipaa"}"#, "`framework`"),
        (Route::EvidencePack, r#"{"status":"active"}"#, "`status`"),
        (Route::ExportGrants, r#"{"status":"success"}"#, "`status`"),
        (Route::ExportAudit, r#"{"status":"active"}"#, "`status`"),
        (Route::ExportAudit, r#"{"agentId":""}"#, "`agentId`"),
        (Route::Summary, r#"{"framework":"soc2"}"#, "`framework`"),
        (Route::Summary, r#"{"since":7}"#, "`since`"),
        (Route::Summary, r#"{"since":"2026-02-01","until":"2026-01-01"}"#, "`since`"),
    ];
    for (route, params, named) in cases {
        let error = exchange("https://a.test", route, params).unwrap_err();
        assert!(field(&error).starts_with(named), "{params}: {error}");
    }
}

#[test]
fn the_answer_is_held_against_what_was_asked() {
    let told = |text: &str| Some(Some(text.to_owned()));
    let pack = exchange("https://a.test", Route::EvidencePack, r#"{"framework":"soc2"}"#).unwrap();
    assert_eq!(*pack.expected(), Expected { since: Some(None), until: Some(None), framework: told("soc2"), ..Expected::default() });
    let audit = exchange("https://a.test", Route::ExportAudit, r#"{"since":"2026-01-01","status":"failure"}"#).unwrap();
    let expected =
        Expected { since: told("2026-01-01"), until: Some(None), agent_id: Some(None), status: told("failure"), ..Expected::default() };
    assert_eq!(*audit.expected(), expected);
}

#[test]
fn base_urls_that_are_accepted_and_what_they_come_to() {
    let cases = [
        ("https://api.grantex.dev", "https://api.grantex.dev"),
        ("https://api.grantex.dev/", "https://api.grantex.dev"),
        ("HTTPS://API.Grantex.dev:443///", "https://api.grantex.dev"),
        ("https://proxy.example:8443/grantex/api/", "https://proxy.example:8443/grantex/api"),
        ("https://a_b.test/x%20y/~z;v=1", "https://a_b.test/x%20y/~z;v=1"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://LOCALHOST:80", "http://localhost"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.1.2.3:9", "http://127.1.2.3:9"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ];
    for (given, base) in cases {
        assert_eq!(url(given, Route::Summary, "{}"), format!("{base}/v1/compliance/summary"), "{given}");
    }
}

#[test]
fn base_urls_that_are_refused() {
    let cases = [
        ("", "https://"),
        ("api.grantex.dev", "https://"),
        ("ftp://api.grantex.dev", "https://"),
        ("file:///etc/passwd", "https://"),
        ("https://", "host"),
        ("https:///path", "host"),
        ("https://user:secret@api.grantex.dev", "user name"),
        ("https://api.grantex.dev@evil.test", "user name"),
        ("https://api.grantex.dev\\@evil.test", "user name"),
        ("https://api.grantex.dev?key=secret", "query"),
        ("https://api.grantex.dev/#secret", "query"),
        ("https://api.grantex.dev:99999", "port"),
        ("https://api.grantex.dev:8x", "port"),
        ("https://bücher.test", "Punycode"),
        ("https://a b.test", "host"),
        ("https://[::g]", "IPv6"),
        ("https://[::1", "IPv6"),
        ("https://a.test/../b", "`..`"),
        ("https://a.test/%2E%2e/b", "`..`"),
        ("https://a.test/a b", "percent-encoded"),
        ("https://a.test/%zz", "percent-encoded"),
        ("https://a.test/a\\b", "percent-encoded"),
        ("http://api.grantex.dev", "allowInsecure"),
        ("http://localhost.evil.test", "allowInsecure"),
        ("http://evil.localhost", "allowInsecure"),
        ("http://127.0.0.1.evil.test", "allowInsecure"),
        ("http://127.1", "allowInsecure"),
        ("http://2130706433", "allowInsecure"),
        ("http://0x7f.0.0.1", "allowInsecure"),
        ("http://0.0.0.0", "allowInsecure"),
        ("http://[::ffff:127.0.0.1]", "allowInsecure"),
        ("http://[::2]", "allowInsecure"),
        ("http://128.0.0.1", "allowInsecure"),
    ];
    for (given, word) in cases {
        let error = Settings::new(given).unwrap_err();
        let message = field(&error);
        assert!(message.starts_with("`baseUrl`: ") && message.contains(word), "{given:?}: {message}");
        assert!(!message.contains("secret"), "{message}");
    }
    assert!(BaseUrl::parse("http://api.internal", true).is_ok());
}

#[test]
fn an_origin_is_compared_whole() {
    let base = BaseUrl::parse("https://a.test/api", false).unwrap();
    for same in ["https://a.test", "https://a.test/", "https://a.test/x?y", "https://a.test?x", "https://a.test#x"] {
        assert!(base.is_same_origin(same), "{same}");
    }
    for other in [
        "",
        "https://a.test.evil",
        "https://a.test:8443/",
        "https://a.test@evil.test/",
        "http://a.test/",
        "//a.test/",
        "/x",
        "https://b.test/",
    ] {
        assert!(!base.is_same_origin(other), "{other}");
    }
}

#[test]
fn keys_are_judged_only_for_being_there() {
    for fine in ["gx_live_1", "x", "  gx_live_1\n", "ключ", "a.b-c_d~e+f/g=", "\"quoted\""] {
        let request = exchange("https://a.test", Route::Summary, "{}").unwrap().request(&ApiKey::new(fine).unwrap());
        let headers = [("Accept", "application/json".to_owned()), ("Authorization", format!("Bearer {}", fine.trim()))];
        assert_eq!(request.headers, headers);
        assert!(!request.url.contains(fine.trim()) || fine == "x");
    }
    for refused in ["", "  ", "\n", "a b", "a\nb", "a\u{0}b", "a\u{a0}b", "a\u{2028}b", "a\u{7f}"] {
        let message = field(&ApiKey::new(refused).unwrap_err());
        assert!(message.starts_with("`apiKey`: "), "{message}");
    }
}

#[test]
fn a_key_is_not_printed() {
    let key = ApiKey::new("gx_live_secret").unwrap();
    let request = exchange("https://a.test", Route::Summary, "{}").unwrap().request(&key);
    let printed = format!("{key:?} {request:?} {:#?}", std::slice::from_ref(&request));
    assert!(!printed.contains("secret"), "{printed}");
    let error = ApiKey::new("gx_live secret").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn settings_as_the_package_passes_them() {
    let read = |json: &str| Settings::from_json(json.as_bytes());
    let defaults = read("{}").unwrap();
    assert_eq!(defaults, Settings::new("https://api.grantex.dev").unwrap());
    assert_eq!((defaults.timeout, defaults.max_retries), (Duration::from_secs(30), 3));
    let told = read(r#"{"baseUrl":"http://a.test","allowInsecure":true,"timeout":1500,"maxRetries":0}"#).unwrap();
    assert_eq!((told.base_url.origin(), told.timeout, told.max_retries), ("http://a.test", Duration::from_millis(1500), 0));
    for (json, named) in [
        (r#"{"timeout":0}"#, "`timeout`"),
        (r#"{"timeout":-1}"#, "`timeout`"),
        (r#"{"timeout":1.5}"#, "`timeout`"),
        (r#"{"timeout":2147483648}"#, "`timeout`"),
        (r#"{"timeout":"30"}"#, "`timeout`"),
        (r#"{"maxRetries":-1}"#, "`maxRetries`"),
        (r#"{"maxRetries":30000}"#, "`maxRetries`"),
        (r#"{"baseUrl":7}"#, "`baseUrl`"),
        (r#"{"baseUrl":"http://a.test"}"#, "`baseUrl`"),
        (r#"{"allowInsecure":"yes"}"#, "`allowInsecure`"),
    ] {
        assert!(field(&read(json).unwrap_err()).starts_with(named), "{json}");
    }
}
