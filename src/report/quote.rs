//! Input quoted in a report: cut at a length, and made of characters only.

use serde_json::{Map, Value};

use crate::limits::MAX_QUOTED_UNITS;

/// Text cut at [`MAX_QUOTED_UNITS`] UTF-16 units, never inside a character.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut units = 0;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MAX_QUOTED_UNITS {
            end = at;
            break;
        }
    }
    text.get(..end).unwrap_or_default().to_owned()
}

/// The text of a JSON string literal (with its quotation marks), decoded and cut. A lone surrogate is written as its escape,
/// after the cut: it counts as the one unit it is.
#[must_use]
pub fn quote_bytes(literal: &[u8]) -> String {
    match crate::canonical::string::decode(literal) {
        Some(text) => quote(&text),
        None => quote_units(&crate::canonical::string::units(literal)),
    }
}

/// UTF-16 units, cut; never between the two of one character.
fn quote_units(units: &[u16]) -> String {
    let mut text = String::new();
    let mut room = MAX_QUOTED_UNITS;
    for unit in char::decode_utf16(units.iter().copied()) {
        let (length, piece) = match unit {
            Ok(character) => (character.len_utf16(), character.to_string()),
            Err(lone) => (1, format!("\\u{:04x}", lone.unpaired_surrogate())),
        };
        if length > room {
            break;
        }
        room -= length;
        text.push_str(&piece);
    }
    text
}

/// A JSON value with every text in it cut.
#[must_use]
pub fn quote_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(quote(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(quote_value).collect()),
        Value::Object(members) => {
            // (To collect them would sort them, in kilobytes of WebAssembly.)
            let mut quoted = Map::new();
            for (name, member) in members {
                quoted.insert(quote(&name), quote_value(member));
            }
            Value::Object(quoted)
        }
        other => other,
    }
}
