//! One call of the API: settings, parameters, and the answers that come, each in a line of its own.
//!
//! Promised: requests go to the configured origin only, and the key stands in one header and nowhere else; the query says what
//! was asked; waits and repetitions have an end.

use std::time::Duration;

use grantex_compliance::client::{ApiKey, Exchange, Head, MAX_REDIRECTS, Moment, Next, Route, Settings};
use percent_encoding::percent_decode_str;

const KEY: &str = "gx_live_0123456789abcdefSECRET";

pub fn run(data: &[u8]) {
    // The engine learns what it is compared with. A key that the caller gives as a parameter stands in the URL.
    if data.windows(16).any(|part| KEY.as_bytes().starts_with(part)) {
        return;
    }
    let mut lines = data.split(|&byte| byte == b'\n');
    let Ok(settings) = Settings::from_json(lines.next().unwrap_or_default()) else { return };
    let origin = settings.base_url.origin().to_owned();
    assert!(origin.starts_with("https://") || origin.starts_with("http://"));
    assert!(!origin["https://".len()..].contains(['/', '@', '\\', '?', '#']));
    let Some((route, params)) = lines.next().and_then(<[u8]>::split_first) else { return };
    let Ok(mut exchange) = Exchange::new(settings.clone(), Route::ALL[usize::from(route & 3)], params) else { return };
    let key = ApiKey::new(KEY).expect("a key");
    check_query(&exchange.request(&key).url, params);
    let (mut waits, mut follows) = (0, 0);
    for (step, line) in (0_u32..).zip(lines) {
        let request = exchange.request(&key);
        let below = request.url.strip_prefix(&origin).expect("on its origin");
        assert!(below.starts_with(['/', '?', '#']) || below.is_empty(), "{below}");
        assert!(!request.url.contains(KEY) && !format!("{request:?} {exchange:?}").contains(KEY), "the key");
        let moment = Moment { unix_millis: u64::from(step) << 40, chance: f64::from(step) / 3.0 };
        let Ok(head) = Head::from_json(line) else {
            count(exchange.broke(moment), &mut waits, &mut follows);
            continue;
        };
        let next = exchange.answered(&head, moment);
        assert!(next != Next::Read || (200..300).contains(&head.status));
        count(next, &mut waits, &mut follows);
        let failure = exchange.failure(&head, line);
        assert_eq!(failure.status_code, head.status);
        drop(serde_json::to_string(&failure).expect("a failure is JSON"));
    }
    assert!(waits <= settings.max_retries && follows <= MAX_REDIRECTS);
}

fn count(next: Next, waits: &mut u32, follows: &mut u32) {
    match next {
        Next::Wait(wait) => {
            assert!(wait <= Duration::from_secs(10), "{wait:?}");
            *waits += 1;
        }
        Next::Follow => *follows += 1,
        _ => {}
    }
}

/// The query holds every parameter that was given, as given, and no other.
fn check_query(url: &str, params: &[u8]) {
    let given: serde_json::Value = serde_json::from_slice(params).expect("they were accepted");
    let mut given: Vec<(String, String)> =
        given.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    given.sort();
    assert!(!url.contains('#'));
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
    let mut asked: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').map(|(name, value)| (decoded(name), decoded(value))).expect("a name and a value"))
        .collect();
    asked.sort();
    assert_eq!(asked, given);
}
