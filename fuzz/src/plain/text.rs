//! Values as JavaScript writes them.

use super::json::Value;

/// How the members of objects are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As a JavaScript engine keeps them: array indexes first, by size, then the others as they came.
    Engine,
    /// By UTF-16 units: the canonical order.
    Sorted,
}

/// The text of a value; numbers beyond a double's range are `null`.
pub fn write(value: &Value, order: Order) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Number(literal) => number(literal),
        Value::String(units) => string(units),
        Value::Array(items) => format!("[{}]", items.iter().map(|item| write(item, order)).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut members: Vec<&(Vec<u16>, Value)> = members.iter().collect();
            match order {
                Order::Sorted => members.sort_by(|(a, _), (b, _)| a.cmp(b)),
                // Sorting is stable: names that are no indexes stay as they came.
                Order::Engine => members.sort_by_key(|(name, _)| index(name).unwrap_or(u64::MAX)),
            }
            let members = members.iter().map(|(name, value)| format!("{}:{}", string(name), write(value, order)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    }
}

fn index(name: &[u16]) -> Option<u64> {
    let text = String::from_utf16(name).ok()?;
    let index: u64 = text.parse().ok()?;
    (index < 4_294_967_295 && index.to_string() == text).then_some(index)
}

/// `Number::toString` of ECMA-262: of the decimals with the fewest digits that round to the double, the one nearest to it, and
/// of two as near the even one.
pub fn number(literal: &str) -> String {
    let value: f64 = literal.parse().expect("a number of JSON");
    if !value.is_finite() {
        return "null".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let (digits, point) = shortest(value.abs());
    let count = i32::try_from(digits.len()).expect("few digits");
    let at = |place: i32| usize::try_from(place).expect("a place in the digits");
    let text = match point {
        _ if !(-5..=21).contains(&point) => {
            let fraction = if count > 1 { format!(".{}", &digits[1..]) } else { String::new() };
            format!("{}{fraction}e{}{}", &digits[..1], if point > 0 { "+" } else { "-" }, (point - 1).abs())
        }
        ..=0 => format!("0.{}{digits}", "0".repeat(at(-point))),
        _ if point >= count => format!("{digits}{}", "0".repeat(at(point - count))),
        _ => format!("{}.{}", &digits[..at(point)], &digits[at(point)..]),
    };
    format!("{sign}{text}")
}

/// The digits, and where the point is: the value is 0.DIGITS × 10^point.
fn shortest(value: f64) -> (String, i32) {
    // A double has at most 767 significant digits: here they are all.
    let exact = format!("{value:.800e}");
    let (mantissa, exponent) = exact.split_once('e').expect("an exponent");
    let all = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().expect("an exponent");
    for kept in 1..=17 {
        let (front, rest) = all.split_at(kept);
        let half = format!("5{}", "0".repeat(rest.len() - 1));
        let front: u64 = front.parse().expect("few digits");
        let up = rest > half.as_str() || (rest == half && front % 2 == 1);
        let digits = (front + u64::from(up)).to_string();
        // 9.99 becomes 10.0.
        let point = exponent + 1 + i32::from(digits.len() > kept);
        if format!("0.{digits}e{point}").parse() == Ok(value) {
            return (digits.trim_end_matches('0').to_owned(), point);
        }
    }
    unreachable!("17 digits tell every double from the others")
}

/// `QuoteJSONString` of ECMA-262.
pub fn string(units: &[u16]) -> String {
    let mut text = String::from("\"");
    for decoded in char::decode_utf16(units.iter().copied()) {
        match decoded {
            Ok('"') => text.push_str("\\\""),
            Ok('\\') => text.push_str("\\\\"),
            Ok('\u{8}') => text.push_str("\\b"),
            Ok('\u{c}') => text.push_str("\\f"),
            Ok('\n') => text.push_str("\\n"),
            Ok('\r') => text.push_str("\\r"),
            Ok('\t') => text.push_str("\\t"),
            Ok(control @ '\0'..='\u{1f}') => text.push_str(&format!("\\u{:04x}", u32::from(control))),
            Ok(c) => text.push(c),
            Err(lone) => text.push_str(&format!("\\u{:04x}", lone.unpaired_surrogate())),
        }
    }
    text.push('"');
    text
}
