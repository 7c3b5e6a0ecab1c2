//! Instants, read from ISO 8601 timestamps in the profile of RFC 3339.
//!
//! ```
//! use grantex_compliance::instant::Instant;
//!
//! let instant = Instant::parse("2026-02-26T10:00:00+01:00").ok_or("no timestamp")?;
//! assert_eq!(instant.to_iso(), "2026-02-26T09:00:00.000Z");
//! # Ok::<(), &str>(())
//! ```

const MILLIS_PER_DAY: i64 = 86_400_000;

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;

const DAYS_OF_400_YEARS: i64 = 146_097;

/// `0000-01-01T00:00:00.000Z`
const MIN_MILLIS: i64 = -62_167_219_200_000;

/// `9999-12-31T23:59:59.999Z`
const MAX_MILLIS: i64 = 253_402_300_799_999;

/// A point in time within the years 0000 to 9999 (UTC, proleptic Gregorian calendar), to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    millis: i64,
    /// Nanoseconds above `millis`, below 1,000,000.
    sub: u32,
}

impl crate::wire::Wire for Instant {
    fn write(&self, to: &mut Vec<u8>) {
        self.millis.write(to);
        self.sub.write(to);
    }

    fn read(from: &mut crate::wire::Reader<'_>) -> Option<Self> {
        let (millis, sub) = (i64::read(from)?, u32::read(from)?);
        ((MIN_MILLIS..=MAX_MILLIS).contains(&millis) && sub < 1_000_000).then_some(Self { millis, sub })
    }
}

impl Instant {
    /// The instant that is this many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self { millis, sub: 0 }
    }

    /// Reads `YYYY-MM-DDTHH:mm[:ss[.fraction]]` with `Z` or `±HH:mm`, or `YYYY-MM-DD`, which is its midnight in UTC.
    ///
    /// `t`, `z` and a space instead of `T` are read as RFC 3339 §5.6 allows. `None` for anything else: a date that is not in
    /// the calendar, hour 24, second 60 (no such instant exists for JavaScript's `Date`), a time without its offset, digits
    /// other than zero below the nanosecond, an instant outside the years 0000 to 9999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_bytes(text.as_bytes())
    }

    /// As [`Instant::parse`].
    #[must_use]
    pub fn parse_bytes(text: &[u8]) -> Option<Self> {
        if let Some(instant) = parse_server_form(text) {
            return Some(instant);
        }
        let mut rest = Reader(text);
        let (year, month, day) = (rest.number(4)?, rest.after(b"-")?.number(2)?, rest.after(b"-")?.number(2)?);
        let midnight = i64::from(days_since_epoch(year, month, day)?) * MILLIS_PER_DAY;
        if rest.0.is_empty() {
            return Some(Self { millis: midnight, sub: 0 });
        }
        let (hour, minute) = (rest.after(b"Tt ")?.number(2)?, rest.after(b":")?.number(2)?);
        let (mut second, mut nanos) = (0, 0);
        if rest.after(b":").is_some() {
            second = rest.number(2)?;
            if rest.after(b".").is_some() {
                nanos = rest.fraction()?;
            }
        }
        if second > 59 {
            return None;
        }
        let offset = match rest.after(b"Zz") {
            Some(_) => 0,
            None => rest.offset_minutes()?,
        };
        if !rest.0.is_empty() {
            return None;
        }
        let minutes = i64::from(time_of_day(hour, minute)?) - offset;
        let millis = midnight + minutes * 60_000 + i64::from(second) * 1_000 + i64::from(nanos / 1_000_000);
        (MIN_MILLIS..=MAX_MILLIS).contains(&millis).then_some(Self { millis, sub: nanos % 1_000_000 })
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down, as `Date.prototype.getTime` gives them.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.millis
    }

    /// Whether nothing remains below the millisecond.
    #[must_use]
    pub fn is_whole_millis(&self) -> bool {
        self.sub == 0
    }

    /// `YYYY-MM-DDTHH:mm:ss.sssZ`, as `Date.prototype.toISOString` writes it (ECMA-262 §21.4.4.36): rounded down to the
    /// millisecond.
    #[must_use]
    pub fn to_iso(&self) -> String {
        let (year, month, day) = date_of(self.millis.div_euclid(MILLIS_PER_DAY));
        let within = self.millis.rem_euclid(MILLIS_PER_DAY);
        let (hour, minute, second, millis) = (within / 3_600_000, within / 60_000 % 60, within / 1_000 % 60, within % 1_000);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

/// Whether the text is `YYYY-MM-DDTHH:mm:ss.sssZ` and names an instant: then [`Instant::to_iso`] gives the very same text.
#[must_use]
pub fn is_server_form(text: &[u8]) -> bool {
    parse_server_form(text).is_some()
}

/// The form that nearly every timestamp has, eight bytes at a time.
#[inline]
pub(crate) fn parse_server_form(text: &[u8]) -> Option<Instant> {
    let text: &[u8; 24] = text.try_into().ok()?;
    let mut eights = text.chunks_exact(8);
    let [y1, y2, y3, y4, _, mo1, mo2, _] = digits(eights.next()?, *b"0000-00-")?;
    let [d1, d2, _, h1, h2, _, mi1, mi2] = digits(eights.next()?, *b"00T00:00")?;
    let [_, s1, s2, _, f1, f2, f3, _] = digits(eights.next()?, *b":00.000Z")?;
    let two = |tens: u8, ones: u8| u32::from(tens * 10 + ones);
    let second = two(s1, s2);
    if second > 59 {
        return None;
    }
    let days = days_since_epoch(two(y1, y2) * 100 + two(y3, y4), two(mo1, mo2), two(d1, d2))?;
    let minutes = time_of_day(two(h1, h2), two(mi1, mi2))?;
    let millis = second * 1_000 + two(f1, f2) * 10 + u32::from(f3);
    Some(Instant { millis: i64::from(days) * MILLIS_PER_DAY + i64::from(minutes) * 60_000 + i64::from(millis), sub: 0 })
}

/// The values of the digits where the form has zeros; zeros where it has anything else. `None` for text not of the form.
fn digits(text: &[u8], form: [u8; 8]) -> Option<[u8; 8]> {
    // A digit differs from `0` in its value's bits only. Below the top bit, adding this carries into it from 10, or from 1.
    let beyond = form.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 });
    let values = u64::from_le_bytes(text.try_into().ok()?) ^ u64::from_le_bytes(form);
    let low_bits = values & u64::from_le_bytes([0x7f; 8]);
    let wrong = (low_bits.wrapping_add(u64::from_le_bytes(beyond)) | values) & u64::from_le_bytes([0x80; 8]);
    (wrong == 0).then_some(values.to_le_bytes())
}

/// Minutes since midnight.
fn time_of_day(hour: u32, minute: u32) -> Option<u32> {
    (hour < 24 && minute < 60).then(|| hour * 60 + minute)
}

/// What is left of the text.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// Steps over one byte if it is one of these.
    fn after(&mut self, one_of: &[u8]) -> Option<&mut Self> {
        let (first, rest) = self.0.split_first()?;
        if !one_of.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(self)
    }

    /// A number of exactly this many digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (text, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        text.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
    }

    /// At least one digit behind the point, in nanoseconds; what follows the ninth must be zeros.
    fn fraction(&mut self) -> Option<u32> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let (kept, below) = text.split_at_checked(9).unwrap_or((text, &[]));
        if text.is_empty() || below.iter().any(|&digit| digit != b'0') {
            return None;
        }
        Some((0..9).fold(0, |value, at| value * 10 + u32::from(kept.get(at).map_or(0, |digit| digit - b'0'))))
    }

    /// `±HH:mm` (`-00:00` is UTC, RFC 3339 §4.3).
    fn offset_minutes(&mut self) -> Option<i64> {
        let sign = if self.after(b"+").is_some() { 1 } else { self.after(b"-").map(|_| -1)? };
        let (hour, minute) = (self.number(2)?, self.after(b":")?.number(2)?);
        Some(sign * i64::from(time_of_day(hour, minute)?))
    }
}

/// Days from 1970-01-01 to a date of the calendar; `None` where there is no such date. In 32 bits, so that a compiler sees that
/// what is computed with it can't overflow, for to watch a product of 64 bits takes longer than all else here.
fn days_since_epoch(year: u32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    // Years counted from March on end with the leap day, and their months alternate so that (153 m + 2) / 5 is the number
    // of days before month m. Day 0 is -0400-03-01, so nothing is negative; the calendar repeats after 400 years.
    let (months, years) = if month > 2 { (month - 3, year + 400) } else { (month + 9, year + 399) };
    let leap_days = years / 4 - years / 100 + years / 400;
    let days = years * 365 + leap_days + (153 * months + 2) / 5 + day - 1;
    i32::try_from(i64::from(days) - DAYS_OF_400_YEARS - DAYS_TO_EPOCH).ok()
}

/// The inverse of [`days_since_epoch`].
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let (era, day_of_era) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    // Of 400 years, every 4th has one day more, every 100th does not, the last does.
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months + 2) / 5 + 1;
    let month = if months < 10 { months + 3 } else { months - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
