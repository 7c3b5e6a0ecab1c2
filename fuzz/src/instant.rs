//! A timestamp, against a calendar that counts days one year after the other.

use grantex_compliance::instant::{Instant, is_server_form};

use crate::plain::time;

pub fn run(data: &[u8]) {
    let instant = Instant::parse_bytes(data);
    let text = std::str::from_utf8(data).ok();
    let expected = text.and_then(time::nanos);
    assert_eq!(instant.is_some(), expected.is_some());
    assert_eq!(text.and_then(Instant::parse), instant);
    let (Some(instant), Some(nanos)) = (instant, expected) else {
        assert!(!is_server_form(data));
        return;
    };
    let epoch = time::nanos("1970-01-01").expect("a date");
    assert_eq!(i128::from(instant.millis()), (nanos - epoch).div_euclid(1_000_000));
    assert_eq!(instant.is_whole_millis(), nanos % 1_000_000 == 0);
    let iso = instant.to_iso();
    assert_eq!(iso, time::iso(nanos));
    assert!(is_server_form(iso.as_bytes()));
    assert_eq!(is_server_form(data), iso.as_bytes() == data);
    assert_eq!(Instant::parse(&iso), Some(Instant::from_millis(instant.millis())));
}
