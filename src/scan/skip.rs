//! Skips one value of any size and depth, in pieces, still holding it to the grammar.
//!
//! For entries that are too large or too deep to be read, and for arrays that stand twice. No recursion; the only memory is
//! one bit a level.

use super::lexer::{Scan, Step, Stop, byte, number, string_step, syntax, white_space, word};
use crate::error::ErrorKind;
use crate::limits::{MAX_PART_BYTES, MAX_SKIPPED_DEPTH};

/// Where in a value the skipper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A value must follow.
    Value,
    /// After `[`: a value or `]`.
    ValueOrEnd,
    /// After `{`: a name or `}`.
    NameOrEnd,
    /// After `,` in an object: a name.
    Name,
    /// After a name: `:`.
    Colon,
    /// Inside a string literal.
    InString {
        /// It is a member's name.
        is_name: bool,
    },
    /// After a value: `,` or the end of what holds it.
    AfterValue,
    /// The whole value was skipped.
    Done,
}

/// Skips one value.
#[derive(Debug)]
pub(crate) struct Skipper {
    state: State,
    /// One bit an open container: set for an object.
    open: Vec<u64>,
    depth: usize,
}

impl Skipper {
    /// At the start of a value.
    pub(crate) fn new() -> Self {
        Self { state: State::Value, open: Vec::new(), depth: 0 }
    }

    /// Whether the whole value was skipped.
    pub(crate) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Goes on in `s`; returns how many bytes of it were skipped. The others must be given again, with more behind them.
    pub(crate) fn advance(&mut self, s: &[u8]) -> Scan<usize> {
        let mut at = 0;
        while self.state != State::Done {
            match self.step(s, at) {
                Ok(next) => at = next,
                Err(Stop::More) => {
                    // White space has no end that it would have to wait for.
                    if !matches!(self.state, State::InString { .. }) {
                        at = white_space(s, at);
                    }
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(at)
    }

    fn step(&mut self, s: &[u8], at: usize) -> Scan<usize> {
        if let State::InString { is_name } = self.state {
            return Ok(match string_step(s, at)? {
                Step::On(next) | Step::OnRespelled(next) => next,
                Step::Close(next) => {
                    self.state = if is_name { State::Colon } else { self.after_value() };
                    next
                }
            });
        }
        let at = white_space(s, at);
        let next = byte(s, at)?;
        match (self.state, next) {
            (State::ValueOrEnd, b']') | (State::NameOrEnd, b'}') => Ok(self.close(at)),
            (State::Value | State::ValueOrEnd, _) => self.value(s, at),
            (State::Name | State::NameOrEnd, b'"') => {
                self.state = State::InString { is_name: true };
                Ok(at + 1)
            }
            (State::Name | State::NameOrEnd, _) => syntax(at, "a member name in quotation marks"),
            (State::Colon, b':') => {
                self.state = State::Value;
                Ok(at + 1)
            }
            (State::Colon, _) => syntax(at, "`:`"),
            (State::AfterValue, b',') => {
                self.state = if self.in_object() { State::Name } else { State::Value };
                Ok(at + 1)
            }
            (State::AfterValue, b'}') if self.in_object() => Ok(self.close(at)),
            (State::AfterValue, b']') if !self.in_object() => Ok(self.close(at)),
            (State::AfterValue, _) if self.in_object() => syntax(at, "`,` or `}`"),
            _ => syntax(at, "`,` or `]`"),
        }
    }

    fn value(&mut self, s: &[u8], at: usize) -> Scan<usize> {
        match byte(s, at)? {
            b'"' => {
                self.state = State::InString { is_name: false };
                Ok(at + 1)
            }
            b'{' => self.open(at, true),
            b'[' => self.open(at, false),
            b'-' | b'0'..=b'9' => {
                // No token but a number is ever asked for whole.
                let capped = s.get(..at + MAX_PART_BYTES).unwrap_or(s);
                let end = match number(capped, at) {
                    Err(Stop::More) if capped.len() == at + MAX_PART_BYTES => {
                        return Err(Stop::Bad { at, kind: ErrorKind::TooLarge { limit: MAX_PART_BYTES } });
                    }
                    found => found?,
                };
                self.state = self.after_value();
                Ok(end)
            }
            _ => {
                let end = word(s, at)?;
                self.state = self.after_value();
                Ok(end)
            }
        }
    }

    fn open(&mut self, at: usize, object: bool) -> Scan<usize> {
        if self.depth >= MAX_SKIPPED_DEPTH {
            return Err(Stop::Bad { at, kind: ErrorKind::TooDeep });
        }
        let (word, bit) = (self.depth / 64, self.depth % 64);
        if word == self.open.len() {
            self.open.push(0);
        }
        if let Some(bits) = self.open.get_mut(word) {
            *bits = *bits & !(1 << bit) | u64::from(object) << bit;
        }
        self.depth += 1;
        self.state = if object { State::NameOrEnd } else { State::ValueOrEnd };
        Ok(at + 1)
    }

    fn close(&mut self, at: usize) -> usize {
        self.depth -= 1;
        self.state = self.after_value();
        at + 1
    }

    fn after_value(&self) -> State {
        if self.depth == 0 { State::Done } else { State::AfterValue }
    }

    fn in_object(&self) -> bool {
        let Some(top) = self.depth.checked_sub(1) else { return false };
        self.open.get(top / 64).is_some_and(|bits| bits >> (top % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Skips in pieces of `size` bytes, as the scanner feeds it.
    fn skip(s: &[u8], size: usize) -> Result<usize, (usize, ErrorKind)> {
        let mut skipper = Skipper::new();
        let (mut from, mut to) = (0, 0);
        while !skipper.is_done() {
            if to == s.len() {
                return Err((s.len(), ErrorKind::Truncated));
            }
            to = (to + size).min(s.len());
            match skipper.advance(&s[from..to]) {
                Ok(n) => from += n,
                Err(Stop::Bad { at, kind }) => return Err((from + at, kind)),
                Err(other) => panic!("{other:?}"),
            }
        }
        Ok(from)
    }

    #[test]
    fn skips_in_any_pieces() {
        let deep = format!("{}1{},", "[{\"a\":".repeat(5_000), "}]".repeat(5_000));
        for text in ["{} ", "[1,2,{\"a\":[\"\\u00e9\\n\u{1f600}\"]}],", "\"x\",", "-1.5e3,", &deep] {
            for size in [1, 2, 7, 64, usize::MAX / 2] {
                assert_eq!(skip(text.as_bytes(), size).unwrap(), text.len() - 1, "{size}");
            }
        }
    }

    #[test]
    fn holds_what_it_skips_to_the_grammar() {
        for (text, at) in
            [("[1,]", 3), ("{\"a\" 1}", 5), ("[1}", 2), ("{\"a\":1]", 6), ("[\"\\x\"]", 3), ("{,}", 1), ("[\"\u{1}\"]", 2), ("[01]", 2)]
        {
            for size in [1, 2, 100] {
                assert_eq!(skip(text.as_bytes(), size).unwrap_err().0, at, "{text} {size}");
            }
        }
        assert_eq!(skip(b"[\"\xff\"]", 1).unwrap_err(), (2, ErrorKind::InvalidUtf8));
        assert_eq!(skip(b"[1", 1).unwrap_err(), (2, ErrorKind::Truncated));
    }
}
