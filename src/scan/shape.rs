//! What admission learned about a value's objects: enough to write the value canonically without reading it again.

use core::cmp::Ordering;

use crate::canonical::string::{cmp_utf16, is_whole, order_key};
use crate::order::sort_by;

/// A range of bytes, as offsets from the start of the slice that was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// The first byte.
    pub(crate) start: u32,
    /// One past the last.
    pub(crate) end: u32,
}

impl Span {
    /// From offsets within a slice that is capped far below 4 GiB.
    #[inline]
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// The bytes it names in the slice that was scanned.
    #[inline]
    pub(crate) fn of(self, s: &[u8]) -> &[u8] {
        s.get(self.range()).unwrap_or_default()
    }

    /// As a range.
    #[inline]
    #[expect(clippy::as_conversions, reason = "usize has at least 32 bits on every target we build for")]
    pub(crate) fn range(self) -> core::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How a value is spelled: one bit for each property, which holds for the value and everything inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelling(u8);

impl Spelling {
    const PLAIN: u8 = 1;
    const SORTED: u8 = 1 << 1;
    const ENGINE_ORDER: u8 = 1 << 2;
    const NO_INDEXES: u8 = 1 << 3;

    /// The spelling of `true`, and of anything that needs no change.
    pub(crate) const SERVED: Self = Self(Self::PLAIN | Self::SORTED | Self::ENGINE_ORDER | Self::NO_INDEXES);

    /// Of something that has no members.
    #[inline]
    pub(crate) fn of_plain(plain: bool) -> Self {
        let mut spelling = Self::SERVED;
        spelling.keep_plain_if(plain);
        spelling
    }

    #[inline]
    fn keep_if(&mut self, property: u8, holds: bool) {
        if !holds {
            self.0 &= !property;
        }
    }

    /// It stays plain only if this holds, too.
    #[inline]
    pub(crate) fn keep_plain_if(&mut self, plain: bool) {
        self.keep_if(Self::PLAIN, plain);
    }

    /// No white space; numbers and strings as `JSON.stringify` writes them.
    #[inline]
    pub(crate) fn plain(self) -> bool {
        self.0 & Self::PLAIN != 0
    }

    /// Object members ascend by UTF-16 code units.
    #[inline]
    pub(crate) fn sorted(self) -> bool {
        self.0 & Self::SORTED != 0
    }

    /// Object members are in the order in which a JavaScript engine enumerates them: no array index out of place.
    #[inline]
    pub(crate) fn engine_order(self) -> bool {
        self.0 & Self::ENGINE_ORDER != 0
    }

    /// No member name is an array index, so the engine's order is the received one.
    #[inline]
    pub(crate) fn no_indexes(self) -> bool {
        self.0 & Self::NO_INDEXES != 0
    }

    /// What holds for both.
    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The received bytes are the canonical text.
    #[inline]
    pub(crate) fn is_canonical(self) -> bool {
        self.plain() && self.sorted()
    }

    /// The received bytes are what `JSON.stringify(JSON.parse(…))` gives.
    #[inline]
    pub(crate) fn is_engine_text(self) -> bool {
        self.plain() && self.engine_order()
    }
}

/// One member of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// Its name, with quotation marks.
    pub(crate) name: Span,
    /// Its value.
    pub(crate) value: Span,
    /// How its value is spelled.
    pub(crate) spelling: Spelling,
    /// Its name is spelled canonically, and no white space stands around the colon.
    pub(crate) plain_name: bool,
}

/// One object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object {
    /// Its bytes, with braces.
    pub(crate) span: Span,
    /// Its members in [`Shape::members`].
    members: (usize, usize),
    /// Where the order of their names begins in [`Shape::sorted`], unless they ascend as received.
    sorted: Option<usize>,
}

/// The objects of one value.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// In the order of their opening braces.
    objects: Vec<Object>,
    /// Each object's members together, in received order.
    members: Vec<Member>,
    /// Members of objects that are still open, innermost last.
    open: Vec<Member>,
    /// For each object whose names do not ascend: its members' positions in the order of their names.
    sorted: Vec<u32>,
    /// The second standing of a name, with the lowest offset.
    duplicate: Option<u32>,
    /// Scratch of `close`.
    names: Vec<Name>,
    order: Vec<u32>,
}

impl Shape {
    /// Forgets everything; keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.objects.clear();
        self.members.clear();
        self.open.clear();
        self.sorted.clear();
        self.duplicate = None;
    }

    /// An object opens at `start`. Returns what [`Shape::close`] wants to know.
    pub(crate) fn open(&mut self, start: usize) -> (usize, usize) {
        self.objects.push(Object { span: Span::new(start, start), members: (0, 0), sorted: None });
        (self.objects.len() - 1, self.open.len())
    }

    /// A member of the innermost open object.
    #[inline]
    pub(crate) fn push(&mut self, member: Member) {
        self.open.push(member);
    }

    /// Members and objects kept so far, for the cap.
    pub(crate) fn width(&self) -> usize {
        self.objects.len() + self.members.len() + self.open.len()
    }

    /// The object that `open` returned `(object, first)` for ends at `end`. Returns its spelling by its names' order alone.
    pub(crate) fn close(&mut self, s: &[u8], (object, first): (usize, usize), end: usize) -> Spelling {
        let start = self.members.len();
        let names = self.open.get(first..).unwrap_or_default();
        self.names.clear();
        self.names.extend(names.iter().map(|member| Name::of(s, member.name)));
        let spelling = order_of(s, &self.names);
        let mut sorted = None;
        if !spelling.sorted() {
            let found = duplicate_among(s, &self.names, &mut self.order);
            self.duplicate = [self.duplicate, found].into_iter().flatten().min();
            sorted = Some(self.sorted.len());
            self.sorted.extend_from_slice(&self.order);
        }
        self.members.extend_from_slice(names);
        self.open.truncate(first);
        if let Some(object) = self.objects.get_mut(object) {
            object.span = Span { end: Span::new(end, end).end, ..object.span };
            object.members = (start, self.members.len());
            object.sorted = sorted;
        }
        spelling
    }

    /// The second standing of a name in one object: where it is, lowest first.
    pub(crate) fn duplicate(&self) -> Option<u32> {
        self.duplicate
    }

    /// The object whose opening brace is at `start`.
    pub(crate) fn object_at(&self, start: u32) -> Option<Object> {
        let found = self.objects.binary_search_by_key(&start, |object| object.span.start).ok()?;
        self.objects.get(found).copied()
    }

    /// The positions of an object's members in the order of their names; `None` where they stand in it.
    pub(crate) fn sorted_of(&self, object: Object) -> Option<&[u32]> {
        let start = object.sorted?;
        self.sorted.get(start..start + (object.members.1 - object.members.0))
    }

    /// An object's members in received order.
    pub(crate) fn members_of(&self, object: Object) -> &[Member] {
        self.members.get(object.members.0..object.members.1).unwrap_or_default()
    }
}

/// A member's name, with what most comparisons need of it.
#[derive(Debug, Clone, Copy)]
struct Name {
    span: Span,
    /// Its [`order_key`], or [`NO_KEY`].
    key: u64,
}

/// No name's key: it does not begin with ASCII.
const NO_KEY: u64 = u64::MAX;

impl Name {
    #[inline]
    fn of(s: &[u8], span: Span) -> Self {
        Self { span, key: order_key(span.of(s)).unwrap_or(NO_KEY) }
    }

    #[inline]
    fn cmp(&self, other: &Self, s: &[u8]) -> Ordering {
        if self.key != NO_KEY && other.key != NO_KEY {
            if self.key != other.key {
                return self.key.cmp(&other.key);
            }
            if is_whole(self.key) {
                return Ordering::Equal;
            }
        }
        cmp_utf16(self.span.of(s), other.span.of(s))
    }
}

/// How an object's own names are ordered.
#[inline]
fn order_of(s: &[u8], names: &[Name]) -> Spelling {
    let mut spelling = Spelling::SERVED;
    let mut before: Option<&Name> = None;
    let mut index_before: Option<u32> = None;
    let mut text_seen = false;
    for name in names {
        if spelling.sorted() {
            spelling.keep_if(Spelling::SORTED, before.is_none_or(|before| before.cmp(name, s) == Ordering::Less));
        }
        before = Some(name);
        // Only a digit, or an escape of one, can start an array index.
        let literal = name.span.of(s);
        match literal.get(1) {
            Some(b'0'..=b'9' | b'\\') => match crate::canonical::string::array_index(literal) {
                Some(index) => {
                    spelling.keep_if(Spelling::NO_INDEXES, false);
                    spelling.keep_if(Spelling::ENGINE_ORDER, !text_seen && index_before.is_none_or(|before| before < index));
                    index_before = Some(index);
                }
                None => text_seen = true,
            },
            _ => text_seen = true,
        }
    }
    spelling
}

/// Where a name stands that stood before in the same object; the lowest such place.
pub(super) fn first_duplicate(s: &[u8], names: &[Span], order: &mut Vec<u32>) -> Option<u32> {
    if names.len() < 2 {
        return None;
    }
    let names: Vec<Name> = names.iter().map(|&span| Name::of(s, span)).collect();
    duplicate_among(s, &names, order)
}

/// As [`first_duplicate`]; leaves the names' order in `order`.
fn duplicate_among(s: &[u8], names: &[Name], order: &mut Vec<u32>) -> Option<u32> {
    let name = |i: u32| usize::try_from(i).ok().and_then(|i| names.get(i));
    let compare = |a: u32, b: u32| match (name(a), name(b)) {
        (Some(a), Some(b)) => a.cmp(b, s),
        _ => Ordering::Equal,
    };
    order.clear();
    order.extend((0_u32..).take(names.len()));
    sort_by_name(order, &compare);
    order
        .windows(2)
        .filter_map(|pair| match *pair {
            [a, b] if compare(a, b).is_eq() => name(b).map(|name| name.span.start),
            _ => None,
        })
        .min()
}

/// Sorts a few positions by insertion, as objects have few members; many otherwise.
fn sort_by_name(order: &mut [u32], compare: &impl Fn(u32, u32) -> Ordering) {
    if order.len() > 24 {
        sort_by(order, compare);
        return;
    }
    for i in 1..order.len() {
        let mut j = i;
        while let Some([a, b]) = j.checked_sub(1).and_then(|before| order.get_mut(before..=j)) {
            if compare(*b, *a).is_ge() {
                break;
            }
            core::mem::swap(a, b);
            j -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, Span, cmp_utf16};
    use crate::scan::value::ValueScanner;

    /// Names of every length around a key's, with what can stand at its edge.
    #[test]
    fn a_key_compares_as_the_whole_name_does() {
        let ends = [
            "",
            "a",
            "b",
            "\\u0061",
            "\\u0000",
            "\\n",
            "\u{7f}",
            "\u{e9}",
            "\u{ffff}",
            "\u{1f600}",
            "\\ud83d",
            "\\ud83d\\ude00",
            "a\\u0000",
        ];
        let mut names = Vec::new();
        for start in ["", "\\u006b"] {
            for length in 0..=9 {
                names.extend(ends.map(|end| format!("\"{start}{}{end}\"", "key".repeat(3).split_at(length).0)));
            }
        }
        let text = names.concat().into_bytes();
        let mut start = 0;
        let spans: Vec<Span> = names
            .iter()
            .map(|name| {
                start += name.len();
                Span::new(start - name.len(), start)
            })
            .collect();
        for &a in &spans {
            for &b in &spans {
                let expected = cmp_utf16(a.of(&text), b.of(&text));
                let shown = || format!("{} {}", String::from_utf8_lossy(a.of(&text)), String::from_utf8_lossy(b.of(&text)));
                assert_eq!(Name::of(&text, a).cmp(&Name::of(&text, b), &text), expected, "{}", shown());
            }
        }
    }

    #[test]
    fn keeps_each_object_with_its_members() {
        let text = br#"{"b":{"y":1,"x":[{"q":2}]},"a":{}}"#;
        let mut values = ValueScanner::default();
        values.value(text, 0, 4).unwrap();
        let names = |start: u32| -> Vec<&[u8]> {
            let object = values.shape.object_at(start).unwrap();
            values.shape.members_of(object).iter().map(|member| member.name.of(text)).collect()
        };
        assert_eq!(names(0), [b"\"b\"", b"\"a\""]);
        assert_eq!(names(5), [b"\"y\"", b"\"x\""]);
        assert_eq!(names(17), [b"\"q\""]);
        assert!(names(31).is_empty());
        assert!(values.shape.object_at(1).is_none());
        assert_eq!(values.shape.duplicate(), None);
    }

    /// Against comparing every name with every other.
    #[test]
    fn finds_the_lowest_second_standing() {
        let spellings = ["\"a\"", "\"b\"", "\"\\u0061\"", "\"A\"", "\"\\u0062\"", "\"c\"", "\"\""];
        let mut state = 1_u64;
        for _ in 0..5_000 {
            let mut text = String::from("{");
            let mut found: Vec<(String, u32)> = Vec::new();
            let mut expected = None;
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            for i in 0..state >> 61 {
                let spelled = spellings[usize::try_from((state >> (3 * i)) % 7).unwrap()];
                if i > 0 {
                    text.push(',');
                }
                let at = u32::try_from(text.len()).unwrap();
                let name: String = serde_json::from_str(spelled).unwrap();
                if expected.is_none() && found.iter().any(|(known, _)| *known == name) {
                    expected = Some(at);
                }
                found.push((name, at));
                text.push_str(spelled);
                text.push_str(":0");
            }
            text.push('}');
            let mut values = ValueScanner::default();
            values.value(text.as_bytes(), 0, 4).unwrap();
            assert_eq!(values.shape.duplicate(), expected, "{text}");
            // The second of an inner object comes before that of the outer one, which ends later.
            let nested = format!("{{\"o\":1,\"i\":{text},\"o\":2}}");
            values.clear();
            values.value(nested.as_bytes(), 0, 4).unwrap();
            let outer = u32::try_from(nested.len() - 6).unwrap();
            assert_eq!(values.shape.duplicate(), Some(expected.map_or(outer, |at| at + 11)), "{nested}");
        }
    }
}
