//! Timestamps, slowly: days are counted year by year and month by month.

/// Nanoseconds from 0000-01-01T00:00:00Z to a timestamp of the accepted forms.
pub fn nanos(text: &str) -> Option<i128> {
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?
    };
    let is = |at: usize, one_of: &str| text.get(at..at + 1).filter(|c| one_of.contains(c)).map(|_| ());
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    is(4, "-")?;
    is(7, "-")?;
    let days = days(year, month, day)?;
    if text.len() == 10 {
        return Some(i128::from(days) * 86_400_000_000_000);
    }
    is(10, "Tt ")?;
    is(13, ":")?;
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    let (mut at, mut second, mut fraction) = (16, 0, 0);
    if is(at, ":").is_some() {
        second = number(17, 19)?;
        at = 19;
        if is(at, ".").is_some() {
            let digits: String = text.get(20..)?.chars().take_while(char::is_ascii_digit).collect();
            at = 20 + digits.len();
            let (kept, rest) = digits.split_at(digits.len().min(9));
            if digits.is_empty() || rest.bytes().any(|digit| digit != b'0') {
                return None;
            }
            fraction = format!("{kept:0<9}").parse::<i64>().ok()?;
        }
    }
    let offset = match text.get(at..)? {
        "Z" | "z" => 0,
        offset if offset.len() == 6 && is(at, "+-").is_some() && is(at + 3, ":").is_some() => {
            let (hours, minutes) = (number(at + 1, at + 3)?, number(at + 4, at + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if offset.starts_with('-') { -1 } else { 1 }
        }
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second;
    let end = self::days(9999, 12, 31)? * 86_400 + 86_400;
    (0..end).contains(&seconds).then_some(i128::from(seconds) * 1_000_000_000 + i128::from(fraction))
}

/// The server's form of an instant, cut to the millisecond.
pub fn iso(nanos: i128) -> String {
    let millis = i64::try_from(nanos / 1_000_000).expect("within the years 0 to 9999");
    let (mut left, within) = (millis / 86_400_000, millis % 86_400_000);
    let (mut year, mut month) = (0, 1);
    while left >= days_in_year(year) {
        left -= days_in_year(year);
        year += 1;
    }
    while left >= days_in_month(year, month) {
        left -= days_in_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (within / 3_600_000, within / 60_000 % 60, within / 1_000 % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", left + 1, within % 1_000)
}

fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let years: i64 = (0..year).map(days_in_year).sum();
    let months: i64 = (1..month).map(|month| days_in_month(year, month)).sum();
    Some(years + months + day - 1)
}

fn days_in_year(year: i64) -> i64 {
    365 + days_in_month(year, 2) - 28
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}
