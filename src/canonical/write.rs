//! Writes an admitted value as JavaScript would, from its received bytes and its shape.
//!
//! Whatever is already spelled right is copied as a slice; only the rest is written anew.

use super::Sink;
use super::number::write_number;
use super::string::{array_index, write_string};
use crate::order::sort_by;
use crate::scan::lexer::{number, string, white_space};
use crate::scan::shape::{Member, Shape, Spelling};

/// The order of an object's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberOrder {
    /// By UTF-16 code units, as RFC 8785 §3.2.3 and JavaScript's `sort` do. Format C.
    Sorted,
    /// As received, array indexes first and ascending: ECMA-262 `OrdinaryOwnPropertyKeys`. Formats A and B.
    Engine,
}

impl MemberOrder {
    /// Whether bytes with this spelling need no change.
    #[inline]
    pub(crate) fn accepts(self, spelling: Spelling) -> bool {
        match self {
            Self::Sorted => spelling.is_canonical(),
            Self::Engine => spelling.is_engine_text(),
        }
    }
}

/// Writes values; keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct CanonicalWriter {
    /// Positions of members, a stretch for each object being written.
    order: Vec<u32>,
}

impl CanonicalWriter {
    /// Writes the admitted value at `at` without the top-level members of `leave_out` (names in JSON spelling, canonical).
    pub(crate) fn write(&mut self, s: &[u8], shape: &Shape, at: usize, order: MemberOrder, leave_out: &[&str], out: &mut impl Sink) {
        self.order.clear();
        Writing { s, shape, order, scratch: &mut self.order, out }.value(at, leave_out);
    }
}

struct Writing<'a, O> {
    s: &'a [u8],
    shape: &'a Shape,
    order: MemberOrder,
    scratch: &'a mut Vec<u32>,
    out: &'a mut O,
}

impl<O: Sink> Writing<'_, O> {
    /// Writes the value at `at`; returns where it ends. The recursion is as deep as admission allowed.
    fn value(&mut self, at: usize, leave_out: &[&str]) -> usize {
        match self.s.get(at) {
            Some(b'{') => self.object(at, leave_out),
            Some(b'[') => self.array(at),
            Some(b'"') => {
                let end = string(self.s, at).map_or(self.s.len(), |literal| literal.end);
                write_string(self.s.get(at..end).unwrap_or_default(), self.out);
                end
            }
            Some(b'-' | b'0'..=b'9') => {
                let end = number(self.s, at).unwrap_or(self.s.len());
                write_number(self.s.get(at..end).unwrap_or_default(), self.out);
                end
            }
            Some(first) => {
                let end = at + if *first == b'f' { 5 } else { 4 };
                self.out.put(self.s.get(at..end).unwrap_or_default());
                end
            }
            None => self.s.len(),
        }
    }

    fn array(&mut self, at: usize) -> usize {
        self.out.put(b"[");
        let mut next = white_space(self.s, at + 1);
        while let Some(first) = self.s.get(next) {
            match first {
                b']' => {
                    self.out.put(b"]");
                    return next + 1;
                }
                b',' => {
                    self.out.put(b",");
                    next = white_space(self.s, next + 1);
                }
                _ => next = white_space(self.s, self.value(next, &[])),
            }
        }
        next
    }

    fn object(&mut self, at: usize, leave_out: &[&str]) -> usize {
        let Some(object) = u32::try_from(at).ok().and_then(|at| self.shape.object_at(at)) else { return self.s.len() };
        let shape = self.shape;
        let members = shape.members_of(object);
        let first = self.scratch.len();
        self.scratch.extend((0_u32..).take(members.len()));
        let own = self.scratch.get_mut(first..).unwrap_or_default();
        match self.order {
            // Keys sort by UTF-16 code unit, as ECMAScript compares strings; `str` order can differ once characters above
            // U+FFFF appear. Admission sorted them already, to see duplicates.
            MemberOrder::Sorted => {
                if let Some(sorted) = shape.sorted_of(object) {
                    own.copy_from_slice(sorted);
                }
            }
            MemberOrder::Engine => sort_as_engine(self.s, members, own),
        }
        self.out.put(b"{");
        let mut written = false;
        for i in first..first + members.len() {
            let Some(member) = self.scratch.get(i).and_then(|&i| at_index(members, i)) else { continue };
            let name = member.name.of(self.s);
            if leave_out.iter().any(|text| super::string::equals_str(name, text)) {
                continue;
            }
            if written {
                self.out.put(b",");
            }
            written = true;
            self.member(member);
        }
        self.out.put(b"}");
        self.scratch.truncate(first);
        object.span.range().end
    }

    fn member(&mut self, member: &Member) {
        if member.plain_name && self.order.accepts(member.spelling) {
            let whole = member.name.range().start..member.value.range().end;
            self.out.put(self.s.get(whole).unwrap_or_default());
            return;
        }
        write_string(member.name.of(self.s), self.out);
        self.out.put(b":");
        if self.order.accepts(member.spelling) {
            self.out.put(member.value.of(self.s));
        } else {
            self.value(member.value.range().start, &[]);
        }
    }
}

fn at_index(members: &[Member], i: u32) -> Option<&Member> {
    members.get(usize::try_from(i).ok()?)
}

/// Array indexes first, ascending; the rest as received.
fn sort_as_engine(s: &[u8], members: &[Member], order: &mut [u32]) {
    let index = |i: u32| at_index(members, i).and_then(|member| array_index(member.name.of(s)));
    if order.iter().all(|&i| index(i).is_none()) {
        return;
    }
    // `None` sorts before `Some`, so the key is turned round; what is equal stays as received.
    let key = |i: u32| index(i).map_or((true, 0), |index| (false, index));
    sort_by(order, |a, b| key(a).cmp(&key(b)));
}
