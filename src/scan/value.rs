//! Admits one JSON value that lies in a slice, without recursion, and notes the shape of its objects.

use super::lexer::{Scan, Stop, byte, number, string_inline, syntax, white_space, word};
use super::shape::{Member, Shape, Span, Spelling};
use crate::canonical::number::{NumberFidelity, judge_number};
use crate::limits::MAX_DEPTH;

/// Members and objects of one entry that are kept: 24 bytes each. The server's request bodies of 1 MiB can't hold more
/// (`{},` three bytes an object; a member with a name of its own takes longer).
pub(crate) const MAX_MEMBERS: usize = 1 << 19;

/// A value that was admitted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    /// One past its last byte.
    pub(crate) end: usize,
    /// How it is spelled.
    pub(crate) spelling: Spelling,
}

/// Admits values; keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct ValueScanner {
    /// The objects of the last value.
    pub(crate) shape: Shape,
    /// The first number beyond a double.
    pub(crate) overflow: Option<Span>,
    /// The first number that another reader would read otherwise.
    pub(crate) imprecise: Option<Span>,
    stack: Vec<Frame>,
}

/// An open container.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// For an object: what [`Shape::close`] wants. For an array: nothing.
    object: Option<(usize, usize)>,
    /// How what it holds is spelled so far.
    spelling: Spelling,
    /// For an object: the member whose value is being read.
    name: Span,
    plain_name: bool,
    value_start: usize,
}

impl ValueScanner {
    /// Forgets the last value; keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.shape.clear();
        self.overflow = None;
        self.imprecise = None;
    }

    /// Admits the value at `at`, which lies on `level` of the document (its root is level 1).
    ///
    /// The shape grows by the value's objects; [`ValueScanner::clear`] comes before the first of a slice.
    pub(crate) fn value(&mut self, s: &[u8], at: usize, level: usize) -> Scan<Value> {
        self.stack.clear();
        let mut at = at;
        'value: loop {
            // A value starts at `at`.
            let mut done = match byte(s, at)? {
                b'"' => {
                    let literal = string_inline(s, at)?;
                    Value { end: literal.end, spelling: Spelling::of_plain(literal.canonical) }
                }
                b'{' | b'[' => {
                    if level + self.stack.len() > MAX_DEPTH {
                        return Err(Stop::Deep(at));
                    }
                    if self.shape.width() > MAX_MEMBERS {
                        return Err(Stop::Wide(at));
                    }
                    match self.enter(s, at)? {
                        Entered::Value(next) => {
                            at = next;
                            continue 'value;
                        }
                        Entered::Empty(value) => value,
                    }
                }
                b'-' | b'0'..=b'9' => self.number(s, at)?,
                _ => Value { end: word(s, at)?, spelling: Spelling::SERVED },
            };
            // It ended: so may the containers around it.
            loop {
                let Some(frame) = self.stack.last_mut() else { return Ok(done) };
                frame.spelling = frame.spelling.and(done.spelling);
                if frame.object.is_some() {
                    self.shape.push(Member {
                        name: frame.name,
                        value: Span::new(frame.value_start, done.end),
                        spelling: done.spelling,
                        plain_name: frame.plain_name,
                    });
                }
                let next = white_space(s, done.end);
                frame.spelling.keep_plain_if(next == done.end);
                match (byte(s, next)?, frame.object) {
                    (b',', object) => {
                        let start = white_space(s, next + 1);
                        frame.spelling.keep_plain_if(start == next + 1);
                        if self.shape.width() > MAX_MEMBERS {
                            return Err(Stop::Wide(start));
                        }
                        at = if object.is_some() { name(s, start, frame)? } else { start };
                        continue 'value;
                    }
                    (b'}', Some(object)) => {
                        let order = self.shape.close(s, object, next + 1);
                        done = Value { end: next + 1, spelling: frame.spelling.and(order) };
                    }
                    (b']', None) => done = Value { end: next + 1, spelling: frame.spelling },
                    (_, Some(_)) => return syntax(next, "`,` or `}`"),
                    (_, None) => return syntax(next, "`,` or `]`"),
                }
                self.stack.pop();
            }
        }
    }

    /// Enters the container at `at`.
    fn enter(&mut self, s: &[u8], at: usize) -> Scan<Entered> {
        let is_object = byte(s, at)? == b'{';
        let first = white_space(s, at + 1);
        let mut frame = Frame {
            object: is_object.then(|| self.shape.open(at)),
            spelling: Spelling::of_plain(first == at + 1),
            name: Span::default(),
            plain_name: true,
            value_start: first,
        };
        match (byte(s, first)?, frame.object) {
            (b'}', Some(object)) => {
                self.shape.close(s, object, first + 1);
                Ok(Entered::Empty(Value { end: first + 1, spelling: frame.spelling }))
            }
            (b']', None) => Ok(Entered::Empty(Value { end: first + 1, spelling: frame.spelling })),
            (_, object) => {
                let next = if object.is_some() { name(s, first, &mut frame)? } else { first };
                self.stack.push(frame);
                Ok(Entered::Value(next))
            }
        }
    }

    fn number(&mut self, s: &[u8], at: usize) -> Scan<Value> {
        let end = number(s, at)?;
        let literal = s.get(at..end).unwrap_or_default();
        let (plain, fidelity) = judge_number(literal);
        match fidelity {
            NumberFidelity::Exact => {}
            NumberFidelity::Imprecise => _ = self.imprecise.get_or_insert(Span::new(at, end)),
            NumberFidelity::Overflow => _ = self.overflow.get_or_insert(Span::new(at, end)),
        }
        Ok(Value { end, spelling: Spelling::of_plain(plain) })
    }
}

/// What entering a container came to.
enum Entered {
    /// Its first value starts here.
    Value(usize),
    /// It is empty.
    Empty(Value),
}

/// Admits a member's name and colon; returns where its value starts.
fn name(s: &[u8], at: usize, frame: &mut Frame) -> Scan<usize> {
    if byte(s, at)? != b'"' {
        return syntax(at, "a member name in quotation marks");
    }
    let literal = string_inline(s, at)?;
    let colon = white_space(s, literal.end);
    if byte(s, colon)? != b':' {
        return syntax(colon, "`:`");
    }
    let value = white_space(s, colon + 1);
    frame.name = Span::new(at, literal.end);
    frame.plain_name = literal.canonical && value == literal.end + 1;
    frame.spelling.keep_plain_if(frame.plain_name);
    frame.value_start = value;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(text: &str) -> Spelling {
        let mut values = ValueScanner::default();
        let value = values.value(format!("{text} ").as_bytes(), 0, 4).unwrap();
        assert_eq!(value.end, text.len(), "{text}");
        value.spelling
    }

    #[test]
    fn notes_how_values_are_spelled() {
        let (plain, sorted) = (|text| spelling(text).plain(), |text| spelling(text).sorted());
        for text in ["{}", "[]", "[1,\"a\",{\"b\":[null]}]", "{\"b\":1,\"a\":[true,1e+21]}"] {
            assert!(plain(text), "{text}");
        }
        for text in [
            "{ }",
            "[\n]",
            "[1 ]",
            "[ 1]",
            "[1, 2]",
            "{\"a\" :1}",
            "{\"a\": 1}",
            "{\"a\":1 }",
            "{\"a\":1, \"b\":2}",
            "[1.0]",
            "[\"\\/\"]",
            "{\"\\u0061\":1}",
        ] {
            assert!(!plain(text), "{text}");
        }
        for text in [
            "{\"A\":1,\"a\":{\"x\":1,\"y\":2}}",
            "[{\"b\":1},{\"a\":1}]",
            "{\"10\":1,\"9\":2}",
            "{\"\\ud83d\\ude00\":1,\"\u{ff00}\":2}",
            "{\"\":1,\" \":2}",
        ] {
            assert!(sorted(text), "{text}");
        }
        for text in ["{\"b\":1,\"a\":2}", "{\"a\":{\"y\":1,\"x\":2}}", "[[{\"b\":1,\"a\":2}]]", "{\"9\":1,\"10\":2}", "{\"a\":1,\"a\":2}"] {
            assert!(!sorted(text), "{text}");
        }
    }

    /// ECMA-262 OrdinaryOwnPropertyKeys: array indexes first, ascending.
    #[test]
    fn notes_the_order_of_an_engine() {
        for text in [
            "{\"b\":1,\"a\":2}",
            "{\"1\":1,\"10\":2,\"a\":3}",
            "{\"0\":1,\"4294967294\":2,\"4294967295\":3}",
            "{\"a\":1,\"01\":2,\"-1\":3,\"1.5\":4}",
        ] {
            assert!(spelling(text).engine_order(), "{text}");
        }
        for text in ["{\"a\":1,\"1\":2}", "{\"2\":1,\"1\":2}", "{\"4294967295\":1,\"4294967294\":2}", "{\"x\":{\"a\":1,\"\\u0031\":2}}"] {
            assert!(!spelling(text).engine_order(), "{text}");
        }
        assert!(spelling("{\"01\":1}").no_indexes() && !spelling("{\"1\":1}").no_indexes());
    }

    #[test]
    fn stops_at_the_level_beyond_the_last() {
        let mut values = ValueScanner::default();
        let nest = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(values.value(nest(MAX_DEPTH).as_bytes(), 0, 1).unwrap().end, 2 * MAX_DEPTH);
        assert_eq!(values.value(nest(MAX_DEPTH + 1).as_bytes(), 0, 1).unwrap_err(), Stop::Deep(MAX_DEPTH));
        assert_eq!(values.value(nest(MAX_DEPTH).as_bytes(), 0, 2).unwrap_err(), Stop::Deep(MAX_DEPTH - 1));
    }

    #[test]
    fn finds_the_first_odd_number() {
        let mut values = ValueScanner::default();
        let text = b"[1.0,9007199254740993,1e400,1e-400,2e400]";
        values.value(text, 0, 4).unwrap();
        assert_eq!(values.imprecise.unwrap().of(text), b"9007199254740993");
        assert_eq!(values.overflow.unwrap().of(text), b"1e400");
        values.clear();
        assert_eq!((values.imprecise, values.overflow), (None, None));
    }
}
