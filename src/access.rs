//! Replays each action against its grant, in the same pass as the hashes.

use std::sync::Arc;

use serde_json::Value;

use crate::bytes::same;
use crate::canonical::string::decode_lossless;
use crate::instant::Instant;
use crate::json::to_json;
use crate::limits::MAX_GRANTS;
use crate::names::Names;
use crate::order::sort_by;
use crate::parts::{instant, text};
use crate::report::{FindingCode, quote};
use crate::scan::entry::{EntryMember, EntryScan};
use crate::wire::{Reader, Wire, is_count_of, wire_struct, write_bytes};

/// What a grant allows, as far as an action can be held against it.
#[derive(Debug, Clone)]
struct GrantFacts {
    agent: Option<Told>,
    principal: Option<Told>,
    issued: Option<Instant>,
    expires: Option<Instant>,
    revoked: Option<Instant>,
    /// Its place among the pack's grants.
    number: u32,
}

/// What a grant tells, with its literal as entries have it, nearly always: then no other spelling need be thought of.
#[derive(Debug, Clone)]
struct Told {
    text: String,
    literal: String,
}

impl Told {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), literal: to_json(&text) }
    }

    /// Whether a literal says this, lone surrogates compared as their escapes.
    #[inline]
    fn is_said_by(&self, literal: &[u8]) -> bool {
        same(self.literal.as_bytes(), literal) || decode_lossless(literal) == self.text
    }
}

impl Wire for Told {
    fn write(&self, to: &mut Vec<u8>) {
        write_bytes(self.text.as_bytes(), to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        String::read(from).map(|text| Self::new(&text))
    }
}

/// How actions used a grant: at all, by another agent, for another principal.
const USED: u8 = 1;
const AGENT_DIFFERS: u8 = 2;
const PRINCIPAL_DIFFERS: u8 = 4;

/// Grants by id.
#[derive(Debug, Clone, Default)]
struct Grants {
    ids: Names,
    /// With its id.
    facts: Vec<(Told, GrantFacts)>,
}

/// The numbers of the last grants that actions named, each in a place that its id gives: what is named again need not be looked up.
#[derive(Debug, Clone, Default)]
struct Recent([usize; 32]);

impl Recent {
    /// The place of the id whose literal this is; the end of a server's id is random.
    fn place(&mut self, literal: &[u8]) -> Option<&mut usize> {
        let [.., before, last, _] = literal else { return None };
        self.0.get_mut(usize::from((before << 2 ^ last) & 31))
    }
}

impl Grants {
    /// Adds a grant, unless there is one of this id.
    fn add(&mut self, id: &str, facts: GrantFacts) {
        if self.ids.add(id.as_bytes()) {
            self.facts.push((Told::new(id), facts));
        }
    }

    /// The grant whose id's literal this is, with its id; the id where there is none.
    fn get(&self, literal: &[u8], recent: &mut Recent) -> Result<&(Told, GrantFacts), String> {
        let mut unplaced = 0;
        let place = recent.place(literal).unwrap_or(&mut unplaced);
        if let Some(found) = self.facts.get(*place).filter(|(id, _)| same(id.literal.as_bytes(), literal)) {
            return Ok(found);
        }
        let id = decode_lossless(literal);
        let number = self.ids.number(id.as_bytes());
        *place = number.unwrap_or(*place);
        number.and_then(|number| self.facts.get(number)).ok_or(id)
    }
}

/// A grant that actions name and the pack lacks.
#[derive(Debug, Clone)]
pub(crate) struct Absent {
    /// Its id, quoted.
    pub(crate) grant: String,
    /// The first action that names it.
    pub(crate) first: u32,
    /// Actions that name it.
    pub(crate) actions: u64,
}

/// Grants, and the actions held against them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replay {
    /// Shared with the pieces of the same document.
    grants: Arc<Grants>,
    recent: Recent,
    /// The pack's grants were read before its entries.
    pub(crate) ready: bool,
    /// More grants than are kept.
    pub(crate) overflowed: bool,
    /// Actions that were held against a grant.
    pub(crate) replayed: u64,
    /// Of those, the ones that it does not cover.
    pub(crate) violating: u64,
    /// Actions whose grant the pack lacks.
    pub(crate) unknown: u64,
    /// How each grant was used, by its number.
    uses: Vec<u8>,
    /// Ids, numbered as in the list.
    absent: Names,
    pub(crate) absent_list: Vec<Absent>,
}

wire_struct!(GrantFacts: agent, principal, issued, expires, revoked, number);

/// An absent grant's id, the first action that names it, and how many do.
type Named = (String, (u32, u64));

/// What replaying a piece of the entries came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replayed {
    actions: u64,
    violating: u64,
    uses: Vec<u8>,
    /// In the order of the first actions that name them.
    absent: Vec<Named>,
}

wire_struct!(Replayed: actions, violating, uses, absent);

impl Replayed {
    /// Whether it is of a piece of so many rows.
    pub(crate) fn is_sound(&self, rows: u32) -> bool {
        let within = |(_, (first, actions)): &Named| *first < rows && is_count_of(*actions, rows);
        let counts = is_count_of(self.actions, rows) && self.violating <= self.actions && self.uses.len() <= MAX_GRANTS;
        let uses = self.uses.iter().all(|&used| used == 0 || used < 8 && used & USED != 0);
        counts && uses && self.absent.iter().all(within) && self.absent.is_sorted_by_key(|(_, (first, _))| *first)
    }
}

/// One violation.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) code: FindingCode,
    /// The entry's member it shows in, as a JSON Pointer from the entry.
    pub(crate) member: &'static str,
    pub(crate) differ: Differ,
    /// The grant's id, quoted.
    pub(crate) grant: String,
}

/// The two values that differ.
#[derive(Debug, Clone)]
pub(crate) enum Differ {
    /// When the grant began or ended, and when the action was done.
    Times { allowed: String, acted: String },
    /// Whom the grant names, and who acted.
    Names { expected: String, actual: String },
}

impl Replay {
    /// Takes a grant of the pack.
    pub(crate) fn add_grant(&mut self, grant: &Value) {
        let Some(id) = text(grant, "grantId").or_else(|| text(grant, "id")) else { return };
        if self.grants.facts.len() >= MAX_GRANTS {
            self.overflowed = true;
            return;
        }
        let told = |name| text(grant, name).map(Told::new);
        let facts = GrantFacts {
            agent: told("agentId"),
            principal: told("principalId"),
            issued: instant(grant, "issuedAt"),
            expires: instant(grant, "expiresAt"),
            revoked: instant(grant, "revokedAt"),
            number: u32::try_from(self.grants.facts.len()).unwrap_or(u32::MAX),
        };
        Arc::make_mut(&mut self.grants).add(id, facts);
    }

    /// Holds an action against its grant, where that makes sense.
    pub(crate) fn replay(
        &mut self,
        row: u32,
        s: &[u8],
        entry: &EntryScan,
        at: Option<Instant>,
        sound: bool,
        mut found: impl FnMut(Violation),
    ) {
        if !self.ready || !sound {
            return;
        }
        let Some(literal) = entry.string(s, EntryMember::GrantId) else { return };
        let (id, grant) = match self.grants.get(literal, &mut self.recent) {
            Ok(found) => found,
            Err(id) => return self.absent(&id, row, 1),
        };
        self.replayed += 1;
        let (mut violates, mut used) = (false, USED);
        if let Some(at) = at {
            for (code, limit, violated) in [
                (FindingCode::AccessAfterRevocation, grant.revoked, grant.revoked.is_some_and(|revoked| at > revoked)),
                (FindingCode::AccessAfterExpiry, grant.expires, grant.expires.is_some_and(|expires| at >= expires)),
                (FindingCode::AccessBeforeIssue, grant.issued, grant.issued.is_some_and(|issued| at < issued)),
            ] {
                if let (true, Some(limit)) = (violated, limit) {
                    violates = true;
                    let differ = Differ::Times { allowed: limit.to_iso(), acted: at.to_iso() };
                    found(Violation { code, member: "/timestamp", differ, grant: quote(&id.text) });
                }
            }
        }
        for (member, pointer, allowed, code) in [
            (EntryMember::AgentId, "/agentId", &grant.agent, FindingCode::AccessAgentMismatch),
            (EntryMember::PrincipalId, "/principalId", &grant.principal, FindingCode::AccessPrincipalMismatch),
        ] {
            if let (Some(literal), Some(allowed)) = (entry.string(s, member), allowed) {
                if !allowed.is_said_by(literal) {
                    violates = true;
                    used |= if member == EntryMember::AgentId { AGENT_DIFFERS } else { PRINCIPAL_DIFFERS };
                    let differ = Differ::Names { expected: quote(&allowed.text), actual: crate::report::quote_bytes(literal) };
                    found(Violation { code, member: pointer, differ, grant: quote(&id.text) });
                }
            }
        }
        let number = grant.number;
        self.violating += u64::from(violates);
        self.note_use(number, used);
    }

    /// Notes how a grant was used.
    fn note_use(&mut self, number: u32, used: u8) {
        let Some(number) = usize::try_from(number).ok().filter(|&number| number < MAX_GRANTS) else { return };
        if self.uses.len() <= number {
            self.uses.resize(number + 1, 0);
        }
        if let Some(noted) = self.uses.get_mut(number) {
            *noted |= used;
        }
    }

    /// Grants that actions name; and of those, how many with another agent, and how many with another principal.
    pub(crate) fn uses(&self) -> (u64, u64, u64) {
        let having = |flag: u8| u64::try_from(self.uses.iter().filter(|&&used| used & flag != 0).count()).unwrap_or(0);
        (having(USED), having(AGENT_DIFFERS), having(PRINCIPAL_DIFFERS))
    }

    fn absent(&mut self, id: &str, row: u32, actions: u64) {
        self.unknown += actions;
        if let Some(known) = self.absent.number(id.as_bytes()).and_then(|at| self.absent_list.get_mut(at)) {
            known.actions += actions;
        } else if self.absent.len() < MAX_GRANTS >> 4 {
            self.absent.add(id.as_bytes());
            self.absent_list.push(Absent { grant: quote(id), first: row, actions });
        } else {
            self.overflowed = true;
        }
    }

    /// The same grants, and no action yet.
    pub(crate) fn begin(&self) -> Self {
        Self { grants: Arc::clone(&self.grants), ready: self.ready, ..Self::default() }
    }

    /// What it came to; `None` where more grants were absent than are told apart, for then it can't be added to another's.
    pub(crate) fn end(self) -> Option<Replayed> {
        // Listed as they came, so the first actions ascend.
        let named = |(id, absent): (&[u8], &Absent)| (String::from_utf8_lossy(id).into_owned(), (absent.first, absent.actions));
        let absent = self.absent.in_order().into_iter().zip(&self.absent_list).map(named).collect();
        (!self.overflowed).then_some(Replayed { actions: self.replayed, violating: self.violating, uses: self.uses, absent })
    }

    /// Adds what a piece came to that follows after `rows` rows.
    pub(crate) fn merge(&mut self, piece: Replayed, rows: u32) {
        self.replayed += piece.actions;
        self.violating += piece.violating;
        for (number, used) in (0..).zip(piece.uses) {
            self.note_use(number, used);
        }
        for (id, (first, actions)) in piece.absent {
            self.absent(&id, first + rows, actions);
        }
    }

    /// Appends the grants.
    pub(crate) fn write_grants(&self, to: &mut Vec<u8>) {
        self.ready.write(to);
        // In one order wherever it is written, for the bytes are compared.
        let at = |number: u32| self.grants.facts.get(usize::try_from(number).unwrap_or(usize::MAX));
        let mut order: Vec<u32> = (0..).take(self.grants.facts.len()).collect();
        sort_by(&mut order, |a, b| at(a).map(|(id, _)| &id.text).cmp(&at(b).map(|(id, _)| &id.text)));
        order.len().write(to);
        for number in order {
            if let Some((id, facts)) = at(number) {
                id.write(to);
                facts.write(to);
            }
        }
    }

    /// Takes the grants from the front.
    pub(crate) fn read_grants(from: &mut Reader<'_>) -> Option<Self> {
        let ready = bool::read(from)?;
        let mut grants = Grants::default();
        for _ in 0..usize::read(from)? {
            grants.add(&String::read(from)?, Wire::read(from)?);
        }
        Some(Self { grants: Arc::new(grants), ready, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_grant_tells_is_said_in_any_spelling() {
        for (text, said, others) in [
            ("ag_1", vec![r#""ag_1""#, r#""\u0061g_1""#, r#""ag\u005f1""#], vec![r#""ag_2""#, r#""ag_""#, r#""ag_11""#, r#""""#]),
            ("a\"b\\c/\u{e9}\n", vec![r#""a\"b\\c/é\n""#, r#""a\u0022b\u005Cc\/\u00E9\u000a""#], vec![r#""a\"b\\c/é\\n""#]),
            // As a lone surrogate is written where there can be none.
            ("\\ud800", vec![r#""\ud800""#, r#""\uD800""#, r#""\\ud800""#], vec![r#""\ud801""#]),
            ("\u{1f600}", vec!["\"\u{1f600}\"", r#""\ud83d\ude00""#], vec![r#""\ud83d""#]),
        ] {
            let told = Told::new(text);
            said.iter().for_each(|literal| assert!(told.is_said_by(literal.as_bytes()), "{text}: {literal}"));
            others.iter().for_each(|literal| assert!(!told.is_said_by(literal.as_bytes()), "{text}: {literal}"));
        }
    }

    #[test]
    fn grants_are_found_by_any_spelling_of_their_ids_and_in_any_order() {
        let ids = ["grnt_1aa", "grnt_2aa", "grnt_\"a", "grnt_\\a", "g", "", "\\udc00"];
        let mut replay = Replay::default();
        ids.iter().for_each(|id| replay.add_grant(&json!({ "grantId": id })));
        let spelled = |id: &str| {
            let escaped = id.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect::<String>();
            [to_json(&id), format!("\"{escaped}\"")]
        };
        // Ids that share a place take it from each other.
        for (at, before) in (0..ids.len()).flat_map(|at| (0..ids.len()).map(move |before| (at, before))) {
            for literal in spelled(ids[before]).into_iter().chain(spelled(ids[at])) {
                let (id, facts) = replay.grants.get(literal.as_bytes(), &mut replay.recent).unwrap();
                let wanted = if spelled(ids[at]).contains(&literal) { at } else { before };
                assert_eq!((id.text.as_str(), facts.number), (ids[wanted], u32::try_from(wanted).unwrap()), "{literal}");
            }
        }
        let lone = replay.grants.get(br#""\udc00""#, &mut replay.recent).unwrap();
        assert_eq!(lone.1.number, 6);
        for (literal, id) in [(r#""grnt_3aa""#, "grnt_3aa"), (r#""\u0078""#, "x"), (r#""\uD800a""#, "\\ud800a")] {
            assert_eq!(replay.grants.get(literal.as_bytes(), &mut replay.recent).unwrap_err(), id);
        }
    }
}
