//! JSON text of the crate's own types.
//!
//! serde's derived code can write them too, and does for native users; made anew for every type and member, it would be a good
//! part of what a browser downloads. A test holds the two against each other.

use serde_json::Value;

use crate::report::SortedMap;

/// What can be written as JSON.
pub(crate) trait ToJson {
    /// Writes it.
    fn write(&self, to: &mut JsonText);

    /// Whether a member with this value is left out of its object.
    fn is_left_out(&self) -> bool {
        false
    }
}

/// A member of an object: its name and its value.
pub(crate) type Member<'a> = (&'a str, &'a dyn ToJson);

/// A value as JSON text.
pub(crate) fn to_json(value: &dyn ToJson) -> String {
    let mut text = JsonText(String::new());
    value.write(&mut text);
    text.0
}

/// JSON text that is being written.
pub(crate) struct JsonText(String);

impl JsonText {
    /// An object with these members, without those that are left out.
    pub(crate) fn object(&mut self, members: &[Member<'_>]) {
        let mut before = "{";
        for (name, value) in members.iter().filter(|(_, value)| !value.is_left_out()) {
            self.member(&mut before, name, *value);
        }
        self.close(before, "{}", "}");
    }

    fn member(&mut self, before: &mut &'static str, name: &str, value: &dyn ToJson) {
        self.plain(before);
        self.text(name);
        self.plain(":");
        value.write(self);
        *before = ",";
    }

    fn list(&mut self, elements: &mut dyn Iterator<Item = &dyn ToJson>) {
        let mut before = "[";
        for element in elements {
            self.plain(before);
            element.write(self);
            before = ",";
        }
        self.close(before, "[]", "]");
    }

    fn close(&mut self, before: &str, empty: &str, end: &str) {
        self.plain(if before == "," { end } else { empty });
    }

    /// Text that is JSON already.
    pub(crate) fn plain(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// A string, escaped as ECMA-262 §25.5.2.3, `QuoteJSONString`, does it.
    pub(crate) fn text(&mut self, text: &str) {
        self.plain("\"");
        let mut rest = text;
        while let Some((at, byte)) = rest.bytes().enumerate().find(|(_, byte)| matches!(byte, ..0x20 | b'"' | b'\\')) {
            // The byte is a character of its own, so the text can be cut before and after it.
            self.plain(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + 1..).unwrap_or_default();
            self.escape(byte);
        }
        self.plain(rest);
        self.plain("\"");
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            b'\t' => "\\t",
            b'\n' => "\\n",
            0x0c => "\\f",
            b'\r' => "\\r",
            ..0x10 => "\\u000",
            _ => "\\u001",
        };
        self.plain(short);
        if short.len() > 2 {
            self.0.push(char::from_digit(u32::from(byte & 0x0f), 16).unwrap_or('0'));
        }
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, number: u64) {
        let mut digits = [0; 20];
        let mut rest = number;
        let mut first = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or(0) + b'0';
            rest /= 10;
            first = place;
            if rest == 0 {
                break;
            }
        }
        self.plain(digits.get(first..).and_then(|digits| core::str::from_utf8(digits).ok()).unwrap_or_default());
    }

    fn float(&mut self, number: f64) {
        if number.is_finite() {
            self.plain(ryu_js::Buffer::new().format_finite(number));
        } else {
            self.plain("null");
        }
    }
}

/// What is left out of its object where it is nothing, none or zero.
pub(crate) struct Given<'a, T>(pub(crate) &'a T);

impl<T: ToJson + Default + PartialEq> ToJson for Given<'_, T> {
    fn write(&self, to: &mut JsonText) {
        self.0.write(to);
    }

    fn is_left_out(&self) -> bool {
        *self.0 == T::default()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, to: &mut JsonText) {
        (**self).write(to);
    }

    fn is_left_out(&self) -> bool {
        (**self).is_left_out()
    }
}

impl ToJson for str {
    fn write(&self, to: &mut JsonText) {
        to.text(self);
    }
}

impl ToJson for String {
    fn write(&self, to: &mut JsonText) {
        to.text(self);
    }
}

impl ToJson for bool {
    fn write(&self, to: &mut JsonText) {
        to.plain(if *self { "true" } else { "false" });
    }
}

impl ToJson for u64 {
    fn write(&self, to: &mut JsonText) {
        to.whole(*self);
    }
}

impl ToJson for i64 {
    fn write(&self, to: &mut JsonText) {
        if *self < 0 {
            to.plain("-");
        }
        to.whole(self.unsigned_abs());
    }
}

impl ToJson for f64 {
    fn write(&self, to: &mut JsonText) {
        to.float(*self);
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, to: &mut JsonText) {
        match self {
            Some(value) => value.write(to),
            None => to.plain("null"),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, to: &mut JsonText) {
        to.list(&mut self.iter().map(|element| -> &dyn ToJson { element }));
    }
}

impl<K: AsRef<str>, V: ToJson> ToJson for SortedMap<K, V> {
    fn write(&self, to: &mut JsonText) {
        let mut before = "{";
        for (key, value) in self {
            to.member(&mut before, key.as_ref(), value);
        }
        to.close(before, "{}", "}");
    }
}

impl ToJson for serde_json::Map<String, Value> {
    fn write(&self, to: &mut JsonText) {
        let mut before = "{";
        for (key, value) in self {
            to.member(&mut before, key, value);
        }
        to.close(before, "{}", "}");
    }
}

impl ToJson for Value {
    fn write(&self, to: &mut JsonText) {
        match self {
            Self::Null => to.plain("null"),
            Self::Bool(truth) => truth.write(to),
            Self::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(whole), ..) => whole.write(to),
                (_, Some(whole), _) => whole.write(to),
                (.., float) => float.write(to),
            },
            Self::String(text) => text.write(to),
            Self::Array(elements) => elements.write(to),
            Self::Object(members) => members.write(to),
        }
    }
}

impl ToJson for u16 {
    fn write(&self, to: &mut JsonText) {
        to.whole(u64::from(*self));
    }
}

impl ToJson for u32 {
    fn write(&self, to: &mut JsonText) {
        to.whole(u64::from(*self));
    }
}

impl ToJson for usize {
    fn write(&self, to: &mut JsonText) {
        to.whole(u64::try_from(*self).unwrap_or(u64::MAX));
    }
}

/// Types that are written as what `as_str` says.
macro_rules! json_text {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::json::ToJson for $type {
            fn write(&self, to: &mut $crate::json::JsonText) {
                to.text(self.as_str());
            }
        })*
    };
}

/// A type that is written as an object: each field with its name as a member, and `given` where that is left out when it is
/// nothing. Every field must be listed, or it does not compile.
macro_rules! json_object {
    ($type:ty { $($field:ident $name:literal $($given:ident)?),* $(,)? }) => {
        impl $crate::json::ToJson for $type {
            fn write(&self, to: &mut $crate::json::JsonText) {
                let Self { $($field),* } = self;
                to.object(&[$(($name, $crate::json::json_object!(@value $field $($given)?))),*]);
            }
        }
    };
    (@value $field:ident) => { $field };
    (@value $field:ident given) => { &$crate::json::Given($field) };
}

pub(crate) use {json_object, json_text};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_serde_json() {
        let all_controls: String = (0..=0x90_u32).filter_map(char::from_u32).collect();
        for text in ["", "a", "\"", "\\", "a\"\"b\n", "é日🙂\u{1f}", &all_controls] {
            assert_eq!(to_json(&text), serde_json::to_string(text).unwrap());
        }
        for number in [0, 1, 9, 10, 1_234_567_890, u64::MAX] {
            assert_eq!(to_json(&number), number.to_string());
        }
        for number in [0, -1, i64::MIN, i64::MAX] {
            assert_eq!(to_json(&number), number.to_string());
        }
        let value = serde_json::json!({
            "none": null, "list": [], "object": {}, "nested": [[1, -2, {"a": [true, false]}], "x\ty"], "": {"é\"": 1.5, "small": 1e-7},
        });
        assert_eq!(to_json(&value), serde_json::to_string(&value).unwrap());
        // Spelled as JavaScript does, which serde does not; read, they are the same.
        assert_eq!((to_json(&1e20), to_json(&f64::NAN)), ("100000000000000000000".to_owned(), "null".to_owned()));
    }
}
