//! Timestamps against an obvious implementation that counts days one by one.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::indexing_slicing, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::instant::{Instant, is_server_form};
use proptest::prelude::*;

fn millis(text: &str) -> Option<i64> {
    Instant::parse(text).map(|instant| instant.millis())
}

#[test]
fn known_instants() {
    // As `Date.parse` gives them.
    for (text, expected) in [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1970-01-01", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("0000-01-01T00:00:00.000Z", -62_167_219_200_000),
        ("0000-02-29", -62_162_121_600_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("2000-02-29T12:00:00.000Z", 951_825_600_000),
        ("2026-02-26T10:00:00.123Z", 1_772_100_000_123),
        ("2026-02-26T10:00:00+01:00", 1_772_096_400_000),
        ("2026-02-26T10:00:00.5-23:59", 1_772_186_340_500),
        ("2026-02-26T10:00Z", 1_772_100_000_000),
        ("2026-02-26T10:00+05:30", 1_772_080_200_000),
        ("2026-02-26t10:00:00z", 1_772_100_000_000),
        ("2026-02-26 10:00:00Z", 1_772_100_000_000),
        ("2026-02-26T10:00:00-00:00", 1_772_100_000_000),
    ] {
        assert_eq!(millis(text), Some(expected), "{text}");
    }
}

#[test]
fn refused() {
    for text in [
        "",
        "2026",
        "2026-02",
        "2026-2-26",
        "20260226",
        "2026-02-26T",
        "2026-02-26Z",
        "2026-02-26T10Z",
        "2026-02-26T10:00",
        "2026-02-26T10:00:00",
        "2026-02-26T10:00:00.",
        "2026-02-26T10:00:00.Z",
        "2026-02-26T10:00:00,5Z",
        "2026-02-26T10:00:00.000ZZ",
        "2026-02-26T10:00:00.000Z ",
        " 2026-02-26T10:00:00.000Z",
        "2026-02-26T10:00:00.000+0100",
        "2026-02-26T10:00:00.000+01",
        "2026-02-26T10:00:00.000+24:00",
        "2026-02-26T10:00:00.000+01:60",
        "2026-02-26T10:00:00.000 Z",
        "2026-02-26_10:00:00.000Z",
        "2026-02-26T24:00:00.000Z",
        "2026-02-26T23:60:00.000Z",
        "2026-02-26T23:59:60.000Z",
        "2016-12-31T23:59:60Z",
        "2026-00-01",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-04-31",
        "2026-02-29",
        "1900-02-29",
        "2100-02-29T00:00:00.000Z",
        "+002026-02-26T10:00:00.000Z",
        "-000001-01-01T00:00:00.000Z",
        "10000-01-01T00:00:00.000Z",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59.999-00:01",
        "2026-02-26T10:00:00.0000000001Z",
        "2026-02-26T10:00:00.1234567891Z",
        "2026-02-26T10:00:0:.000Z",
        "2026-02-26T10:00:00.00/Z",
        "2026-02-26T10:00:00.00０Z",
        "２026-02-26",
        "2026-02-26T10.00:00.000Z",
        "2026/02/26",
        "2026-W09-4",
        "2026-057",
        "now",
    ] {
        assert_eq!(Instant::parse(text), None, "{text}");
        assert!(!is_server_form(text.as_bytes()), "{text}");
    }
}

#[test]
fn below_the_millisecond() {
    let instant = |text| Instant::parse(text).unwrap();
    assert!(instant("2026-02-26T10:00:00.123000000000Z").is_whole_millis());
    assert_eq!(instant("2026-02-26T10:00:00.123000000000Z"), instant("2026-02-26T10:00:00.123Z"));
    assert!(!instant("2026-02-26T10:00:00.1230001Z").is_whole_millis());
    assert_eq!(instant("2026-02-26T10:00:00.1239999Z").to_iso(), "2026-02-26T10:00:00.123Z");
    assert!(instant("2026-02-26T10:00:00.1230001Z") > instant("2026-02-26T10:00:00.123Z"));
    assert!(instant("2026-02-26T10:00:00.123999999Z") < instant("2026-02-26T10:00:00.124Z"));
    assert_eq!(instant("1969-12-31T23:59:59.9999Z").to_iso(), "1969-12-31T23:59:59.999Z");
    assert_eq!(instant("2026-02-26T10:00:00.5Z"), instant("2026-02-26T11:00:00.50+01:00"));
}

#[test]
fn only_the_servers_own_form() {
    assert!(is_server_form(b"2026-02-26T10:00:00.000Z"));
    for other in [
        "2026-02-26T10:00:00Z",
        "2026-02-26t10:00:00.000z",
        "2026-02-26 10:00:00.000Z",
        "2026-02-26T10:00:00.0000Z",
        "2026-02-26T10:00:00.00+00:00",
    ] {
        assert!(!is_server_form(other.as_bytes()), "{other}");
    }
}

fn month_lengths(year: i64) -> [i64; 12] {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// Every day of the years with all kinds of leap years, and of the last ones; the others are only counted.
#[test]
fn every_day() {
    let mut days = -719_528;
    for year in 0..10_000 {
        if !matches!(year, 0..=404 | 1895..=2105 | 9_995..) {
            days += month_lengths(year).iter().sum::<i64>();
            continue;
        }
        for (month, length) in (1..).zip(month_lengths(year)) {
            for day in 1..=length {
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(millis(&text), Some(days * 86_400_000), "{text}");
                let server = format!("{text}T23:59:59.999Z");
                let instant = Instant::parse_bytes(server.as_bytes()).unwrap();
                assert_eq!((instant.millis(), instant.to_iso()), (days * 86_400_000 + 86_399_999, server));
                days += 1;
            }
            for missing in [0, length + 1] {
                assert_eq!(millis(&format!("{year:04}-{month:02}-{missing:02}")), None, "{year} {month} {missing}");
            }
        }
    }
    assert_eq!(days, 2_932_897);
}

/// The obvious reading of a date and a time: all the days before, one year and one month after the other.
fn counted(year: i64, month: usize, day: i64, time_in_millis: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| month_lengths(year).iter().sum::<i64>()).sum();
    let before: i64 = (year..1970).map(|year| month_lengths(year).iter().sum::<i64>()).sum();
    let months: i64 = month_lengths(year)[..month - 1].iter().sum();
    (years - before + months + day - 1) * 86_400_000 + time_in_millis
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_timestamp(
        year in 0_i64..10_000, month in 1_usize..=12, day in 1_i64..=31, hour in 0_i64..24, minute in 0_i64..60, second in 0_i64..60,
        fraction in "[0-9]{1,9}0{0,4}", east in any::<bool>(), offset in 0_i64..1_440,
    ) {
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction}{}{:02}:{:02}",
            if east { '+' } else { '-' }, offset / 60, offset % 60,
        );
        let nanos: i64 = format!("{fraction:0<9}")[..9].parse().unwrap();
        let time = ((hour * 60 + minute) * 60 + second) * 1_000 + nanos / 1_000_000;
        let expected = (day <= month_lengths(year)[month - 1])
            .then(|| counted(year, month, day, time) - offset * 60_000 * if east { 1 } else { -1 })
            .filter(|millis| (-62_167_219_200_000..=253_402_300_799_999).contains(millis));
        let found = Instant::parse(&text);
        prop_assert_eq!(found.map(|instant| instant.millis()), expected, "{}", text);
        if let Some(instant) = found {
            prop_assert_eq!(instant.is_whole_millis(), nanos % 1_000_000 == 0);
            let iso = instant.to_iso();
            prop_assert!(is_server_form(iso.as_bytes()));
            prop_assert_eq!(Instant::parse(&iso).map(|again| again.millis()), expected);
        }
    }

    /// One byte of a good timestamp replaced by any other: the fast path and the general one agree.
    #[test]
    fn any_change(place in 0_usize..24, byte in any::<u8>()) {
        let mut text = *b"2024-02-29T19:29:39.059Z";
        text[place] = byte;
        match Instant::parse_bytes(&text) {
            Some(instant) if is_server_form(&text) => prop_assert_eq!(instant.to_iso().into_bytes(), text),
            // `t`, a space and `z` are the other readings that RFC 3339 allows.
            Some(_) => prop_assert!(matches!((place, byte), (10, b't' | b' ') | (23, b'z'))),
            None => prop_assert!(!is_server_form(&text)),
        }
    }

    #[test]
    fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert!(Instant::parse_bytes(&text).is_none() || text.len() >= 10);
    }
}
