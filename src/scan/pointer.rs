//! JSON Pointers (RFC 6901) of places inside an admitted value, found again by walking it: only findings pay for it.

use super::lexer::{number, string, white_space, word};
use crate::canonical::string::decode_lossless;

/// The pointer from the admitted value at the start of `s` to the member whose name, or the value that, starts at `target`.
/// Empty for the value itself.
pub(crate) fn pointer_to(s: &[u8], target: usize) -> String {
    let mut walk = Walk { s, target, path: Vec::new() };
    walk.value(white_space(s, 0));
    walk.path.iter().fold(String::new(), |pointer, token| pointer + "/" + &escape(token))
}

/// A reference token: `~` and `/` are escaped (RFC 6901 §3).
pub(crate) fn escape(token: &str) -> String {
    let mut escaped = String::with_capacity(token.len());
    for character in token.chars() {
        match character {
            '~' => escaped.push_str("~0"),
            '/' => escaped.push_str("~1"),
            _ => escaped.push(character),
        }
    }
    escaped
}

struct Walk<'a> {
    s: &'a [u8],
    target: usize,
    path: Vec<String>,
}

impl Walk<'_> {
    /// Walks the value at `at`: its end, or `None` once the target was met and `path` names it.
    fn value(&mut self, at: usize) -> Option<usize> {
        if at >= self.target {
            return None;
        }
        match self.s.get(at)? {
            b'{' => self.container(at, true),
            b'[' => self.container(at, false),
            b'"' => string(self.s, at).ok().map(|literal| literal.end),
            b'-' | b'0'..=b'9' => Some(number(self.s, at).unwrap_or(self.s.len())),
            _ => word(self.s, at).ok(),
        }
    }

    fn container(&mut self, at: usize, object: bool) -> Option<usize> {
        let mut at = white_space(self.s, at + 1);
        let mut index = 0_u64;
        loop {
            match self.s.get(at)? {
                b'}' | b']' => return Some(at + 1),
                b',' => {
                    index += 1;
                    at = white_space(self.s, at + 1);
                }
                _ if object => {
                    let end = string(self.s, at).ok()?.end;
                    self.path.push(decode_lossless(self.s.get(at..end)?));
                    if at >= self.target {
                        return None;
                    }
                    let colon = white_space(self.s, end);
                    at = self.value(white_space(self.s, colon + 1))?;
                    self.path.pop();
                    at = white_space(self.s, at);
                }
                _ => {
                    self.path.push(index.to_string());
                    at = self.value(at)?;
                    self.path.pop();
                    at = white_space(self.s, at);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_members_and_elements() {
        let text = br#"{"a":1,"b/~":{"c":[0, {"d" :-5}]},"e":2}"#;
        let at = |needle: &str| text.windows(needle.len()).position(|w| w == needle.as_bytes()).unwrap();
        assert_eq!(pointer_to(text, 0), "");
        assert_eq!(pointer_to(text, at("\"a\"")), "/a");
        assert_eq!(pointer_to(text, at("\"d\"")), "/b~1~0/c/1/d");
        assert_eq!(pointer_to(text, at("-5")), "/b~1~0/c/1/d");
        assert_eq!(pointer_to(text, at("\"e\"")), "/e");
    }
}
