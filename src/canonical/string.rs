//! JSON string literals: their value, their order, and their text as JavaScript writes it.
//!
//! A literal comes with its quotation marks and has been admitted: it is UTF-8, its escapes are those of RFC 8259 §7, and it
//! holds no raw control character. For anything else the answers here mean nothing, but nothing panics.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Matches, Sink};

/// Writes what `JSON.stringify(JSON.parse(literal))` gives (ECMA-262 §25.5.2.3, `QuoteJSONString`).
pub fn write_string(literal: &[u8], out: &mut impl Sink) {
    let content = content(literal);
    if !has_escape(content) {
        // Raw characters that JSON allows are the ones that are written raw.
        return out.put(literal);
    }
    out.put(b"\"");
    for piece in Pieces(content) {
        match piece {
            Piece::Raw(run) => out.put(run),
            Piece::Char(c) => write_char(c, out),
            Piece::Lone(unit) => write_unit(unit, out),
        }
    }
    out.put(b"\"");
}

/// The first eight code units as a number that compares as they do: where two differ, so do the names, and in the same
/// direction. A name shorter than that ends in zeros. `None` where one of the units is not ASCII, or zero itself.
#[inline]
pub(crate) fn order_key(literal: &[u8]) -> Option<u64> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = LOW << 7;
    let content = content(literal);
    // The literal's own quotation marks are among the nine bytes before and after the content, so a short one is cut off.
    let first = match content.first_chunk::<8>() {
        Some(first) => u64::from_be_bytes(*first),
        None => content.iter().fold(0, |key, &byte| key << 8 | u64::from(byte)) << (8 * (8 - content.len())).min(63),
    };
    let first = if content.is_empty() { 0 } else { first };
    // A backslash makes one of these bytes zero.
    let escape = first ^ (LOW * 0x5c);
    let has_escape = escape.wrapping_sub(LOW) & !escape & HIGH != 0;
    if first & HIGH == 0 && !has_escape { Some(first) } else { decoded_key(content) }
}

#[cold]
fn decoded_key(content: &[u8]) -> Option<u64> {
    let mut units = Units::new(content);
    (0..8).try_fold(0, |key, _| match units.next() {
        None => Some(key << 8),
        Some(unit @ 1..0x80) => Some(key << 8 | u64::from(unit)),
        Some(_) => None,
    })
}

/// Whether an [`order_key`] holds the whole name.
#[inline]
pub(crate) fn is_whole(key: u64) -> bool {
    key.to_le_bytes().first() == Some(&0)
}

/// Whether [`write_string`] gives the literal's own bytes.
#[must_use]
pub fn is_canonical_string(literal: &[u8]) -> bool {
    if !has_escape(content(literal)) {
        return true;
    }
    let mut same = Matches::new(literal);
    write_string(literal, &mut same);
    same.complete()
}

/// Compares two literals' values by UTF-16 code units, as ECMAScript compares strings (ECMA-262 §7.2.13, `IsLessThan`).
#[must_use]
pub fn cmp_utf16(a: &[u8], b: &[u8]) -> Ordering {
    let (a, b) = (content(a), content(b));
    if has_escape(a) || has_escape(b) {
        return Units::new(a).cmp(Units::new(b));
    }
    match a.iter().zip(b).find(|(a, b)| a != b) {
        Some((&a, &b)) => utf16_rank(a).cmp(&utf16_rank(b)),
        None => a.len().cmp(&b.len()),
    }
}

/// UTF-8 sorts as code points do. UTF-16 differs in one thing: characters above U+FFFF (lead bytes from 0xF0) start with a
/// unit in D800–DFFF and so come before U+E000–U+FFFF (lead bytes 0xEE and 0xEF).
fn utf16_rank(byte: u8) -> u8 {
    match byte {
        0xee | 0xef => byte | 0x10,
        _ => byte,
    }
}

/// Whether two literals have the same value.
#[must_use]
pub fn eq_decoded(a: &[u8], b: &[u8]) -> bool {
    a == b || ((has_escape(a) || has_escape(b)) && Units::new(content(a)).eq(Units::new(content(b))))
}

/// Whether a literal's value is this text.
#[must_use]
pub fn equals_str(literal: &[u8], text: &str) -> bool {
    let content = content(literal);
    if content.len() > text.len() {
        return has_escape(content) && Units::new(content).eq(text.encode_utf16());
    }
    // An escape is longer than what it stands for, so with one the value would be shorter than the text.
    crate::bytes::same(content, text.as_bytes()) && !has_escape(content)
}

/// A literal's value; `None` if it holds a lone surrogate, which no `str` can hold.
#[must_use]
pub fn decode(literal: &[u8]) -> Option<Cow<'_, str>> {
    let content = content(literal);
    if !has_escape(content) {
        return std::str::from_utf8(content).ok().map(Cow::Borrowed);
    }
    let mut text = String::with_capacity(content.len());
    for piece in Pieces(content) {
        match piece {
            Piece::Raw(run) => text.push_str(std::str::from_utf8(run).ok()?),
            Piece::Char(c) => text.push(c),
            Piece::Lone(_) => return None,
        }
    }
    Some(Cow::Owned(text))
}

/// A literal's value, with every lone surrogate written as its escape, such as `\ud83d`.
#[must_use]
pub fn decode_lossless(literal: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(literal.len());
    for piece in Pieces(content(literal)) {
        match piece {
            Piece::Raw(run) => bytes.put(run),
            Piece::Char(c) => bytes.put(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Piece::Lone(unit) => write_unit(unit, &mut bytes),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|invalid| String::from_utf8_lossy(invalid.as_bytes()).into_owned())
}

/// A literal's value in UTF-16 code units, lone surrogates and all.
pub(crate) fn units(literal: &[u8]) -> Vec<u16> {
    Units::new(content(literal)).collect()
}

/// A literal's value spelled canonically: two literals give the same bytes exactly when they say the same.
pub(crate) fn canonical_literal(literal: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(literal.len());
    write_string(literal, &mut bytes);
    bytes
}

/// The array index that a literal's value is, if it is one: the decimal form of 0 to 4294967294, without leading zeros.
/// Objects list such keys first, in ascending order (ECMA-262 §10.1.11.1, `OrdinaryOwnPropertyKeys`; §6.1.7, *array index*).
#[must_use]
pub fn array_index(literal: &[u8]) -> Option<u32> {
    let mut units = Units::new(content(literal)).map(|unit| char::from_u32(u32::from(unit))?.to_digit(10));
    let mut index = units.next()??;
    for digit in units {
        if index == 0 {
            return None;
        }
        index = index.checked_mul(10)?.checked_add(digit?)?;
    }
    (index != u32::MAX).then_some(index)
}

/// What stands between the quotation marks.
pub(crate) fn content(literal: &[u8]) -> &[u8] {
    literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default()
}

/// Whether there is a backslash.
pub(crate) fn has_escape(bytes: &[u8]) -> bool {
    // Without an early exit inside the block, so that it compiles to one vector comparison.
    let in_block = |block: &[u8; 16]| block.iter().fold(0, |found, &byte| found | u8::from(byte == b'\\')) != 0;
    match bytes.last_chunk() {
        // What fills no block lies in the last sixteen bytes.
        Some(last) => bytes.chunks_exact(16).filter_map(<[u8]>::first_chunk).any(in_block) || in_block(last),
        None => bytes.contains(&b'\\'),
    }
}

/// The value's UTF-16 code units.
struct Units<'a> {
    rest: &'a [u8],
    low: Option<u16>,
}

impl<'a> Units<'a> {
    fn new(content: &'a [u8]) -> Self {
        Self { rest: content, low: None }
    }
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(low) = self.low.take() {
            return Some(low);
        }
        if let Some((unit, rest)) = escape(self.rest) {
            self.rest = rest;
            return Some(unit);
        }
        let c = self.raw_char()?;
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units);
        self.low = units.get(1).copied();
        units.first().copied()
    }
}

impl Units<'_> {
    fn raw_char(&mut self) -> Option<char> {
        let length = match self.rest.first()? {
            ..0x80 => 1,
            ..0xe0 => 2,
            ..0xf0 => 3,
            _ => 4,
        };
        let (bytes, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        Some(std::str::from_utf8(bytes).ok().and_then(|text| text.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

enum Piece<'a> {
    /// Characters that stand for themselves.
    Raw(&'a [u8]),
    /// A character written as one escape, or as two that form a surrogate pair.
    Char(char),
    /// An escaped surrogate without its other half.
    Lone(u16),
}

/// A literal's content, cut at its escapes.
struct Pieces<'a>(&'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let Some((unit, rest)) = escape(self.0) else {
            let length = memchr::memchr(b'\\', self.0).unwrap_or(self.0.len());
            // A lone backslash at the end is not admitted; it still has to be stepped over.
            let (run, rest) = self.0.split_at_checked(length.max(1))?;
            self.0 = rest;
            return Some(Piece::Raw(run));
        };
        self.0 = rest;
        if let Some(c) = char::from_u32(u32::from(unit)) {
            return Some(Piece::Char(c));
        }
        if let Some((low, rest)) = escape(rest) {
            if let Some(Ok(c)) = char::decode_utf16([unit, low]).next() {
                self.0 = rest;
                return Some(Piece::Char(c));
            }
        }
        Some(Piece::Lone(unit))
    }
}

/// The unit that the escape at the start stands for, and what follows it.
fn escape(text: &[u8]) -> Option<(u16, &[u8])> {
    let (b'\\', text) = text.split_first()? else { return None };
    let (kind, text) = text.split_first()?;
    let unit = match kind {
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'f' => 12,
        b'r' => 13,
        b'u' => {
            let (digits, text) = text.split_first_chunk::<4>()?;
            let mut unit = 0;
            for digit in digits {
                unit = unit << 4
                    | u16::from(match digit {
                        b'0'..=b'9' => digit - b'0',
                        b'a'..=b'f' => digit - b'a' + 10,
                        b'A'..=b'F' => digit - b'A' + 10,
                        _ => return None,
                    });
            }
            return Some((unit, text));
        }
        other => u16::from(*other),
    };
    Some((unit, text))
}

fn write_char(c: char, out: &mut impl Sink) {
    match c {
        '"' => out.put(b"\\\""),
        '\\' => out.put(b"\\\\"),
        '\u{8}' => out.put(b"\\b"),
        '\t' => out.put(b"\\t"),
        '\n' => out.put(b"\\n"),
        '\u{c}' => out.put(b"\\f"),
        '\r' => out.put(b"\\r"),
        ' '..='\u{7f}' => out.put(&[u8::try_from(c).unwrap_or_default()]),
        '\0'..='\u{1f}' => write_unit(u16::try_from(u32::from(c)).unwrap_or_default(), out),
        _ => out.put(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// ECMA-262 §25.5.2.4, `UnicodeEscape`: lower-case digits.
fn write_unit(unit: u16, out: &mut impl Sink) {
    let digit = |shift: u32| match u8::try_from(unit >> shift & 15).unwrap_or_default() {
        nibble @ ..10 => b'0' + nibble,
        nibble => b'a' + (nibble - 10),
    };
    out.put(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}
