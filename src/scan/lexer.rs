//! The tokens of JSON (RFC 8259), admitted from a slice that may end anywhere.
//!
//! Every function takes the slice and where to start, and returns where the token ends. Running out of bytes is
//! [`Stop::More`], a state and no error: the caller tries again with a longer slice.

use super::special;
use crate::error::ErrorKind;

/// Why a token or a value was not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The slice ended first.
    More,
    /// The bytes at `at` are not what they must be.
    Bad {
        /// Index into the slice.
        at: usize,
        /// Why.
        kind: ErrorKind,
    },
    /// Nesting deeper than is read, at this index into the slice.
    Deep(usize),
    /// More members than are kept, at this index into the slice.
    Wide(usize),
}

/// A result of scanning.
pub(crate) type Scan<T> = Result<T, Stop>;

/// The bytes at `at` are not what the grammar allows.
#[cold]
pub(crate) fn syntax<T>(at: usize, expected: &'static str) -> Scan<T> {
    Err(Stop::Bad { at, kind: ErrorKind::Syntax { expected } })
}

/// The byte at `at`.
#[inline]
pub(crate) fn byte(s: &[u8], at: usize) -> Scan<u8> {
    s.get(at).copied().ok_or(Stop::More)
}

/// The index of the first byte at or after `at` that is no JSON white space.
#[inline]
pub(crate) fn white_space(s: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = s.get(at) {
        at += 1;
    }
    at
}

/// A string literal that was admitted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literal {
    /// One past its closing quotation mark.
    pub(crate) end: usize,
    /// It is spelled as `JSON.stringify` would.
    pub(crate) canonical: bool,
}

/// Admits a string literal whose opening quotation mark is at `at`.
pub(crate) fn string(s: &[u8], at: usize) -> Scan<Literal> {
    string_inline(s, at)
}

/// As [`string`], for where nearly all strings are read.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a call for every string")]
pub(crate) fn string_inline(s: &[u8], at: usize) -> Scan<Literal> {
    if byte(s, at)? != b'"' {
        return syntax(at, "a string");
    }
    let next = special::find(s, at + 1);
    match s.get(next) {
        Some(b'"') => Ok(Literal { end: next + 1, canonical: true }),
        _ => string_rest(s, next),
    }
}

/// Goes on inside a string literal, from its first special byte.
fn string_rest(s: &[u8], mut at: usize) -> Scan<Literal> {
    let mut canonical = true;
    loop {
        match string_step(s, at)? {
            Step::Close(end) => return Ok(Literal { end, canonical }),
            Step::On(next) => at = next,
            Step::OnRespelled(next) => {
                canonical = false;
                at = next;
            }
        }
    }
}

/// What one step inside a string literal came to.
pub(super) enum Step {
    /// The literal ends here.
    Close(usize),
    /// Go on here.
    On(usize),
    /// Go on here; an escape was spelled otherwise than `JSON.stringify` would.
    OnRespelled(usize),
}

/// One step inside a string literal: plain text, one character, one escape, or the end.
/// On [`Stop::More`] the bytes from `at` on must be given again.
pub(super) fn string_step(s: &[u8], at: usize) -> Scan<Step> {
    match byte(s, at)? {
        b'"' => Ok(Step::Close(at + 1)),
        b'\\' => escape(s, at),
        0x80.. => Ok(Step::On(utf8(s, at)?)),
        0x20.. => Ok(Step::On(special::find(s, at))),
        _ => syntax(at, "an escape: a control character may not stand in a string as it is"),
    }
}

/// One escape, from its backslash.
fn escape(s: &[u8], at: usize) -> Scan<Step> {
    match byte(s, at + 1)? {
        b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(Step::On(at + 2)),
        b'/' => Ok(Step::OnRespelled(at + 2)),
        b'u' => unicode_escape(s, at),
        _ => syntax(at + 1, "one of the escapes of JSON after the backslash"),
    }
}

/// One `\u` escape. It is canonical only where `JSON.stringify` would write it: a control character without a short
/// escape, or a lone surrogate (ECMA-262 `QuoteJSONString`), in lower-case digits.
fn unicode_escape(s: &[u8], at: usize) -> Scan<Step> {
    let (unit, lower) = hex4(s, at + 2)?;
    let end = at + 6;
    Ok(match unit {
        0x08 | 0x09 | 0x0a | 0x0c | 0x0d => Step::OnRespelled(end),
        0x00..0x20 | 0xdc00..=0xdfff if lower => Step::On(end),
        0xd800..=0xdbff => match s.get(end..end + 2) {
            // Followed by an escaped low surrogate it is half of a character, which is written as it is.
            Some(b"\\u") => {
                let (next, _) = hex4(s, end + 2)?;
                if (0xdc00..=0xdfff).contains(&next) {
                    Step::OnRespelled(end + 6)
                } else if lower {
                    Step::On(end)
                } else {
                    Step::OnRespelled(end)
                }
            }
            Some(_) if lower => Step::On(end),
            Some(_) => Step::OnRespelled(end),
            // One byte more decides where it is no backslash; a literal can't end before its quotation mark.
            None => match byte(s, end)? {
                b'\\' => return Err(Stop::More),
                _ if lower => Step::On(end),
                _ => Step::OnRespelled(end),
            },
        },
        _ => Step::OnRespelled(end),
    })
}

/// Four hexadecimal digits, and whether they are lower case.
fn hex4(s: &[u8], at: usize) -> Scan<(u16, bool)> {
    let mut unit = 0;
    let mut lower = true;
    for i in at..at + 4 {
        let digit = match byte(s, i)? {
            b @ b'0'..=b'9' => b - b'0',
            b @ b'a'..=b'f' => b - b'a' + 10,
            b @ b'A'..=b'F' => {
                lower = false;
                b - b'A' + 10
            }
            _ => return syntax(i, "four hexadecimal digits after `\\u`"),
        };
        unit = unit << 4 | u16::from(digit);
    }
    Ok((unit, lower))
}

/// One character beyond ASCII (RFC 3629 §4: no overlong form, no surrogate, nothing above U+10FFFF).
fn utf8(s: &[u8], at: usize) -> Scan<usize> {
    let bad = Err(Stop::Bad { at, kind: ErrorKind::InvalidUtf8 });
    let (second, more) = match byte(s, at)? {
        0xc2..=0xdf => (0x80..=0xbf, 0),
        0xe0 => (0xa0..=0xbf, 1),
        0xed => (0x80..=0x9f, 1),
        0xe1..=0xef => (0x80..=0xbf, 1),
        0xf0 => (0x90..=0xbf, 2),
        0xf1..=0xf3 => (0x80..=0xbf, 2),
        0xf4 => (0x80..=0x8f, 2),
        _ => return bad,
    };
    if !second.contains(&byte(s, at + 1)?) {
        return bad;
    }
    for i in 0..more {
        if !(0x80..=0xbf).contains(&byte(s, at + 2 + i)?) {
            return bad;
        }
    }
    Ok(at + 2 + more)
}

/// Admits a number literal. It ends only where another byte follows.
pub(crate) fn number(s: &[u8], mut at: usize) -> Scan<usize> {
    if byte(s, at)? == b'-' {
        at += 1;
    }
    match byte(s, at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at = digits(s, at)?,
        _ => return syntax(at, "a digit"),
    }
    if byte(s, at)? == b'.' {
        at = some_digits(s, at + 1)?;
    }
    if let b'e' | b'E' = byte(s, at)? {
        at += 1;
        if let b'+' | b'-' = byte(s, at)? {
            at += 1;
        }
        at = some_digits(s, at)?;
    }
    Ok(at)
}

fn some_digits(s: &[u8], at: usize) -> Scan<usize> {
    match byte(s, at)? {
        b'0'..=b'9' => digits(s, at),
        _ => syntax(at, "a digit"),
    }
}

/// Digits up to another byte, which must be there: a number can't be known to end where the slice does.
fn digits(s: &[u8], mut at: usize) -> Scan<usize> {
    while byte(s, at)?.is_ascii_digit() {
        at += 1;
    }
    Ok(at)
}

/// Admits `true`, `false` or `null`, whichever the first byte announces.
pub(crate) fn word(s: &[u8], at: usize) -> Scan<usize> {
    let word: &[u8] = match byte(s, at)? {
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return syntax(at, "a value"),
    };
    for (i, &expected) in word.iter().enumerate() {
        if byte(s, at + i)? != expected {
            return syntax(at + i, "`true`, `false` or `null`");
        }
    }
    Ok(at + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token that ends is the same whatever follows it; before its end more bytes are asked for.
    #[test]
    fn a_token_asks_for_more_until_it_ends() {
        for text in ["\"\"", "\"a\\n\\u00e9\\ud83d\\ude00\u{e9}\u{20ac}\u{1f600}\"", "\"\\ud800\"", "\"\\ud800\\\\\"", "\"\\udbff\\ud800\""]
        {
            for end in 0..text.len() {
                assert_eq!(string(&text.as_bytes()[..end], 0).unwrap_err(), Stop::More, "{text} to {end}");
            }
            for rest in ["", "\"", "\\", "x", "\u{e9}"] {
                assert_eq!(string(format!("{text}{rest}").as_bytes(), 0).unwrap().end, text.len(), "{text}{rest}");
            }
        }
        for text in ["0", "-0", "10", "1.50", "1e5", "-1.25E-07"] {
            for end in 0..=text.len() {
                assert_eq!(number(&text.as_bytes()[..end], 0).unwrap_err(), Stop::More, "{text} to {end}");
            }
            for rest in [",", "]", " ", "x", "-"] {
                assert_eq!(number(format!("{text}{rest}").as_bytes(), 0).unwrap(), text.len(), "{text}{rest}");
            }
        }
        for text in ["true", "false", "null"] {
            for end in 0..text.len() {
                assert_eq!(word(&text.as_bytes()[..end], 0).unwrap_err(), Stop::More, "{text} to {end}");
            }
            assert_eq!(word(text.as_bytes(), 0).unwrap(), text.len());
        }
    }

    #[test]
    fn knows_the_spelling_of_json_stringify() {
        let canonical = |literal: &str| string(literal.as_bytes(), 0).unwrap().canonical;
        for literal in [
            r#""""#,
            r#""a/b""#,
            r#""\"\\\b\f\n\r\t""#,
            r#""\u0000\u001f""#,
            r#""\ud800""#,
            r#""\udfffx""#,
            r#""\ud800\n""#,
            "\"\u{7f}\u{2028}\u{1f600}\"",
        ] {
            assert!(canonical(literal), "{literal}");
        }
        for literal in [
            r#""\/""#,
            r#""\u0041""#,
            r#""\u000a""#,
            r#""\u0008""#,
            r#""\u001F""#,
            r#""\uD800""#,
            r#""\ud83d\ude00""#,
            r#""\u2028""#,
            r#""\u007f""#,
        ] {
            assert!(!canonical(literal), "{literal}");
        }
    }
}
