//! Admits one audit entry and hands out its members as slices of the received bytes.

use super::lexer::{Scan, Stop, byte, string, string_inline, syntax, white_space};
use super::shape::{Span, Spelling, first_duplicate};
use super::value::{MAX_MEMBERS, ValueScanner};
use crate::canonical::Sink as _;
use crate::canonical::arena::Arena;
use crate::canonical::string::write_string;

/// A member of an audit entry, in the server's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryMember {
    EntryId,
    AgentId,
    AgentDid,
    GrantId,
    PrincipalId,
    DeveloperId,
    Action,
    Metadata,
    Hash,
    PrevHash,
    Timestamp,
    Status,
}

impl EntryMember {
    /// All, in the server's order.
    pub(crate) const ALL: [Self; 12] = [
        Self::EntryId,
        Self::AgentId,
        Self::AgentDid,
        Self::GrantId,
        Self::PrincipalId,
        Self::DeveloperId,
        Self::Action,
        Self::Metadata,
        Self::Hash,
        Self::PrevHash,
        Self::Timestamp,
        Self::Status,
    ];

    /// Its name on the wire.
    pub(crate) fn name(self) -> &'static str {
        let spelled = self.spelled();
        spelled.get(1..spelled.len() - 2).unwrap_or_default()
    }

    /// Its name as the server spells it, with the colon: at most sixteen bytes.
    const fn spelled(self) -> &'static str {
        match self {
            Self::EntryId => "\"entryId\":",
            Self::AgentId => "\"agentId\":",
            Self::AgentDid => "\"agentDid\":",
            Self::GrantId => "\"grantId\":",
            Self::PrincipalId => "\"principalId\":",
            Self::DeveloperId => "\"developerId\":",
            Self::Action => "\"action\":",
            Self::Metadata => "\"metadata\":",
            Self::Hash => "\"hash\":",
            Self::PrevHash => "\"prevHash\":",
            Self::Timestamp => "\"timestamp\":",
            Self::Status => "\"status\":",
        }
    }

    /// Whether the name, as the server spells it, stands at `at`: sixteen bytes in one comparison, where there are as many.
    #[inline]
    fn stands_at(self, s: &[u8], at: usize) -> bool {
        let rest = s.get(at..).unwrap_or_default();
        match (rest.first_chunk::<16>(), SPELLED.get(self.index())) {
            (Some(block), Some((name, mask))) => u128::from_le_bytes(*block) & mask == *name,
            _ => rest.starts_with(self.spelled().as_bytes()),
        }
    }

    #[expect(clippy::as_conversions, reason = "the discriminants are 0 to 11")]
    const fn index(self) -> usize {
        self as usize
    }
}

/// Each name as the server spells it, as a number of sixteen bytes, and which of those bytes count.
const SPELLED: [(u128, u128); 12] = {
    let mut spelled = [(0, 0); 12];
    let mut i = 0;
    while i < 12 {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "a constant; `i` is below 12, `j` below the name's length")]
        {
            let name = EntryMember::ALL[i].spelled().as_bytes();
            let mut j = 0;
            while j < name.len() {
                spelled[i].0 |= (name[j] as u128) << (8 * j);
                spelled[i].1 |= 0xff << (8 * j);
                j += 1;
            }
        }
        i += 1;
    }
    spelled
};

/// The JSON type of a member's value, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Null,
    Object,
    /// An array, a number or a Boolean.
    Other,
}

/// A member's value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemberValue {
    /// Its bytes.
    pub(crate) span: Span,
    /// Its type.
    pub(crate) kind: Kind,
    /// How it is spelled.
    pub(crate) spelling: Spelling,
    /// For a string that is not spelled canonically: where its canonical spelling is in [`EntryScan::respelled`].
    respelled: Span,
}

/// An audit entry that was admitted. Spans count from the start of the slice that was scanned.
#[derive(Debug, Default)]
pub(crate) struct EntryScan {
    members: [Option<MemberValue>; 12],
    /// The names of members that no format hashes.
    pub(crate) unknown: Vec<Span>,
    /// From the value of `entryId` to that of `metadata` the bytes stand as they are hashed, but for the metadata's own order.
    pub(crate) head_as_hashed: bool,
    /// It holds no line feed, for all that is known without looking.
    pub(crate) in_line: bool,
    /// The first number in the metadata that another reader would read otherwise.
    pub(crate) imprecise: Option<Span>,
    /// The first number in the metadata beyond a double.
    pub(crate) overflow: Option<Span>,
    /// The second standing of a name, the lowest first.
    pub(crate) duplicate: Option<u32>,
    scratch: Vec<u32>,
    /// Strings that were not spelled canonically, spelled so, once for all who read them.
    respelled: Arena,
    name: Arena,
}

impl EntryScan {
    /// A member's value, where the entry has it.
    #[inline]
    pub(crate) fn member(&self, member: EntryMember) -> Option<MemberValue> {
        self.members.get(member.index()).copied().flatten()
    }

    /// A member's literal, where it is a string: spelled canonically, but for metadata, which is given as received.
    #[inline]
    pub(crate) fn string<'a>(&'a self, s: &'a [u8], member: EntryMember) -> Option<&'a [u8]> {
        self.member(member).filter(|value| value.kind == Kind::String).map(|value| self.literal(s, value))
    }

    #[inline]
    fn literal<'a>(&'a self, s: &'a [u8], value: MemberValue) -> &'a [u8] {
        if value.respelled.end > 0 { value.respelled.of(self.respelled.texts()) } else { value.span.of(s) }
    }

    /// The literal of a string member where it stands in the received bytes as [`EntryScan::string`] gives it.
    #[inline]
    pub(crate) fn received_string(&self, member: EntryMember) -> Option<Span> {
        self.member(member).filter(|value| value.kind == Kind::String && value.respelled.end == 0).map(|value| value.span)
    }

    /// Admits the entry whose opening brace is at `start`, on `level` of the document; returns where it ends.
    pub(crate) fn scan(&mut self, values: &mut ValueScanner, s: &[u8], start: usize, level: usize) -> Scan<usize> {
        self.members = [None; 12];
        self.unknown.clear();
        self.duplicate = None;
        self.imprecise = None;
        self.overflow = None;
        self.respelled.clear();
        values.clear();
        // As long as every member is the one the server would write next, spelled as it would.
        let mut expected = EntryMember::ALL.iter();
        let mut as_served = true;
        self.head_as_hashed = false;
        self.in_line = false;
        let mut at = white_space(s, start + 1);
        as_served &= at == start + 1;
        if byte(s, at)? == b'}' {
            return Ok(at + 1);
        }
        loop {
            let name_at = at;
            let next = expected.next();
            let found = match next {
                Some(&member) if member.stands_at(s, at) => {
                    at += member.spelled().len();
                    let value_at = white_space(s, at);
                    as_served &= value_at == at;
                    at = value_at;
                    Some(member)
                }
                _ => {
                    as_served = false;
                    let (member, value_at) = self.name(s, at)?;
                    at = value_at;
                    // Predict from here on, whatever order it is.
                    if let Some(member) = member {
                        expected = EntryMember::ALL.get(member.index() + 1..).unwrap_or_default().iter();
                    } else if let Some(&skipped) = next {
                        expected = EntryMember::ALL.get(skipped.index()..).unwrap_or_default().iter();
                    }
                    member
                }
            };
            let mut value = member_value(values, s, at, level + 1)?;
            at = value.span.range().end;
            let (imprecise, overflow) = (values.imprecise.take(), values.overflow.take());
            if let Some(member) = found {
                if self.member(member).is_some() {
                    // The first of two counts; the second is a finding.
                    as_served = false;
                } else if member == EntryMember::Metadata {
                    self.head_as_hashed = as_served;
                    self.imprecise = self.imprecise.or(imprecise);
                    self.overflow = self.overflow.or(overflow);
                }
                // A value of the wrong type may hold line feeds, too.
                as_served &= value.spelling.plain();
                if let Some(slot) = self.members.get_mut(member.index()) {
                    if slot.is_some() {
                        self.note_duplicate(name_at);
                    } else {
                        if value.kind == Kind::String && !value.spelling.plain() && member != EntryMember::Metadata {
                            value.respelled = respell(value.span.of(s), &mut self.respelled);
                        }
                        *slot = Some(value);
                    }
                }
            }
            // The server's next member follows at once.
            if let Some([b',', b'"']) = s.get(at..at + 2) {
                at += 1;
                continue;
            }
            let end = white_space(s, at);
            as_served &= end == at;
            match byte(s, end)? {
                b'}' => {
                    self.in_line = as_served;
                    self.find_duplicates(values, s);
                    return Ok(end + 1);
                }
                b',' => at = white_space(s, end + 1),
                _ => return syntax(end, "`,` or `}`"),
            }
            as_served &= at == end + 1;
        }
    }

    /// Admits a member name that was not the expected one; returns which it is and where its value starts.
    fn name(&mut self, s: &[u8], at: usize) -> Scan<(Option<EntryMember>, usize)> {
        if byte(s, at)? != b'"' {
            return syntax(at, "a member name in quotation marks");
        }
        let literal = string(s, at)?;
        let (end, canonical) = (literal.end, literal.canonical);
        let colon = white_space(s, end);
        if byte(s, colon)? != b':' {
            return syntax(colon, "`:`");
        }
        let mut literal = s.get(at..end).unwrap_or_default();
        if !canonical {
            self.name.clear();
            write_string(literal, &mut self.name);
            literal = self.name.texts();
        }
        // No name of ours has an escape, so a canonical spelling says it byte by byte.
        let is_ours = |member: &&EntryMember| {
            let spelled = member.spelled();
            spelled.len() == literal.len() + 1 && spelled.as_bytes().starts_with(literal)
        };
        let member = EntryMember::ALL.iter().find(is_ours).copied();
        if member.is_none() {
            if self.unknown.len() >= MAX_MEMBERS {
                return Err(Stop::Wide(at));
            }
            self.unknown.push(Span::new(at, end));
        }
        Ok((member, white_space(s, colon + 1)))
    }

    fn note_duplicate(&mut self, at: usize) {
        let at = Span::new(at, at).start;
        self.duplicate = Some(self.duplicate.map_or(at, |before| before.min(at)));
    }

    /// Duplicates among the unknown names and inside the values.
    fn find_duplicates(&mut self, values: &ValueScanner, s: &[u8]) {
        let unknown = first_duplicate(s, &self.unknown, &mut self.scratch);
        self.duplicate = [self.duplicate, unknown, values.shape.duplicate()].into_iter().flatten().min();
    }
}

/// Admits a member's value.
#[inline]
fn member_value(values: &mut ValueScanner, s: &[u8], at: usize, level: usize) -> Scan<MemberValue> {
    let kind = match byte(s, at)? {
        b'"' => {
            let literal = string_inline(s, at)?;
            let spelling = Spelling::of_plain(literal.canonical);
            return Ok(MemberValue { span: Span::new(at, literal.end), kind: Kind::String, spelling, respelled: Span::default() });
        }
        b'{' => Kind::Object,
        b'n' => Kind::Null,
        _ => Kind::Other,
    };
    let value = values.value(s, at, level)?;
    Ok(MemberValue { span: Span::new(at, value.end), kind, spelling: value.spelling, respelled: Span::default() })
}

/// Spells a literal canonically; returns where it is in `respelled`.
#[cold]
fn respell(literal: &[u8], respelled: &mut Arena) -> Span {
    // So that no place is empty: an empty one means that there is nothing.
    if respelled.len() == 0 {
        respelled.put(b" ");
    }
    let start = respelled.len();
    write_string(literal, respelled);
    Span::new(start, respelled.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVED: &str = "{\"entryId\":\"e\",\"agentId\":\"a\",\"agentDid\":\"d\",\"grantId\":\"g\",\"principalId\":\"p\",\"developerId\":\"v\",\
                          \"action\":\"x\",\"metadata\":{\"n\":1},\"hash\":\"h\",\"prevHash\":null,\"timestamp\":\"t\",\"status\":\"s\"}";

    fn scanned(text: &str) -> EntryScan {
        let mut entry = EntryScan::default();
        assert_eq!(entry.scan(&mut ValueScanner::default(), text.as_bytes(), 0, 3).unwrap(), text.len(), "{text}");
        entry
    }

    /// The members as one would split them by hand.
    fn values<'a>(entry: &EntryScan, text: &'a str) -> Vec<Option<&'a str>> {
        let value = |member: &EntryMember| entry.member(*member).map(|value| &text[value.span.range()]);
        EntryMember::ALL.iter().map(value).collect()
    }

    #[test]
    fn members_are_found_in_any_order() {
        let served = values(&scanned(SERVED), SERVED);
        assert!(served.iter().all(Option::is_some));
        let members: Vec<&str> = SERVED[1..SERVED.len() - 1].split(",\"").collect();
        for rotated in 0..members.len() {
            for reversed in [false, true] {
                let mut order: Vec<String> = members.iter().map(|member| format!("\"{}", member.trim_start_matches('"'))).collect();
                order.rotate_left(rotated);
                if reversed {
                    order.reverse();
                }
                let text = format!("{{{}}}", order.join(","));
                assert_eq!(values(&scanned(&text), &text), served, "{text}");
                let missing = format!("{{{}}}", order[1..].join(","));
                let absent = values(&scanned(&missing), &missing).iter().filter(|value| value.is_none()).count();
                assert_eq!(absent, 1, "{missing}");
            }
        }
    }

    #[test]
    fn says_what_may_be_copied() {
        let entry = scanned(SERVED);
        assert!(entry.head_as_hashed && entry.in_line && entry.unknown.is_empty());
        for (from, to, head_as_hashed, in_line) in [
            ("{\"n\":1}", "{\"n\": 1}", true, false),
            ("\"x\"", "\"\\u0078\"", false, false),
            (",\"agentId\"", ", \"agentId\"", false, false),
            ("\"agentId\":", "\"agentId\" :", false, false),
            (",\"hash\"", "\n,\"hash\"", true, false),
            ("\"s\"", "[\n1]", true, false),
            ("\"s\"}", "\"s\",\"z\":1}", true, false),
            ("\"agentId\":\"a\",", "\"z\":1,\"agentId\":\"a\",", false, false),
            ("\"status\":\"s\"", "\"hash\":\"s\"", true, false),
        ] {
            assert!(SERVED.contains(from), "{from}");
            let text = SERVED.replacen(from, to, 1);
            let entry = scanned(&text);
            assert_eq!((entry.head_as_hashed, entry.in_line), (head_as_hashed, in_line), "{text}");
        }
    }

    #[test]
    fn strings_are_given_in_their_canonical_spelling() {
        let (mut entry, mut values) = (EntryScan::default(), ValueScanner::default());
        let respelled = SERVED
            .replacen("\"e\"", "\"\\u0065\\/\"", 1)
            .replacen("\"agentId\":\"a\"", "\"agent\\u0049d\":\"\\ud83d\\ude00\\uD800\"", 1)
            .replacen("{\"n\":1}", "\"\\u007b}\"", 1);
        // The second time as received: nothing of the first remains.
        for (text, id, agent, metadata) in
            [(respelled.as_str(), "\"e/\"", "\"\u{1f600}\\ud800\"", Some("\"\\u007b}\"")), (SERVED, "\"e\"", "\"a\"", None)]
        {
            let s = text.as_bytes();
            entry.scan(&mut values, s, 0, 3).unwrap();
            let string = |member| entry.string(s, member).map(|literal| core::str::from_utf8(literal).unwrap());
            assert_eq!(string(EntryMember::EntryId), Some(id));
            assert_eq!(string(EntryMember::AgentId), Some(agent));
            assert_eq!(string(EntryMember::Metadata), metadata);
            assert_eq!(string(EntryMember::GrantId), Some("\"g\""));
            assert_eq!(entry.received_string(EntryMember::EntryId).is_some(), text == SERVED);
            assert!(entry.received_string(EntryMember::GrantId).is_some());
            assert_eq!(string(EntryMember::PrevHash), None);
        }
    }

    #[test]
    fn asks_for_more_at_every_byte() {
        let (mut entry, mut values) = (EntryScan::default(), ValueScanner::default());
        for end in 0..SERVED.len() {
            // The opening brace was seen.
            let s = &SERVED.as_bytes()[..end];
            assert_eq!(entry.scan(&mut values, s, 0, 3).unwrap_err(), Stop::More, "{end}");
        }
        assert_eq!(entry.scan(&mut values, SERVED.as_bytes(), 0, 3).unwrap(), SERVED.len());
    }
}
