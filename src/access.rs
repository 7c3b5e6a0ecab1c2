//! Replays each action against its grant, in the same pass as the hashes.

use std::collections::HashMap;

use serde_json::Value;

use crate::canonical::string::decode_lossless;
use crate::instant::Instant;
use crate::limits::MAX_GRANTS;
use crate::parts::{instant, text};
use crate::report::{FindingCode, quote};
use crate::scan::entry::{EntryMember, EntryScan};

/// What a grant allows, as far as an action can be held against it.
#[derive(Debug, Clone)]
struct GrantFacts {
    agent: Option<String>,
    principal: Option<String>,
    issued: Option<Instant>,
    expires: Option<Instant>,
    revoked: Option<Instant>,
}

/// A grant that actions name and the pack lacks.
#[derive(Debug, Clone)]
pub(crate) struct Absent {
    /// Its id, quoted.
    pub(crate) grant: String,
    /// Actions that name it.
    pub(crate) actions: u64,
}

/// Grants, and the actions held against them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replay {
    grants: HashMap<String, GrantFacts>,
    /// The pack's grants were read before its entries.
    pub(crate) ready: bool,
    /// More grants than are kept.
    pub(crate) overflowed: bool,
    /// Actions that were held against a grant.
    pub(crate) replayed: u64,
    absent: HashMap<String, usize>,
    pub(crate) absent_list: Vec<Absent>,
}

/// One violation: what, and the two values that differ.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) code: FindingCode,
    pub(crate) expected: Option<String>,
    pub(crate) actual: Option<String>,
    pub(crate) grant: String,
}

impl Replay {
    /// Takes a grant of the pack.
    pub(crate) fn add_grant(&mut self, grant: &Value) {
        let Some(id) = text(grant, "grantId").or_else(|| text(grant, "id")) else { return };
        if self.grants.len() >= MAX_GRANTS {
            self.overflowed = true;
            return;
        }
        let owned = |name| text(grant, name).map(str::to_owned);
        let facts = GrantFacts {
            agent: owned("agentId"),
            principal: owned("principalId"),
            issued: instant(grant, "issuedAt"),
            expires: instant(grant, "expiresAt"),
            revoked: instant(grant, "revokedAt"),
        };
        self.grants.entry(id.to_owned()).or_insert(facts);
    }

    /// Holds an action against its grant. `blocked` actions are not held against anyone.
    pub(crate) fn replay(&mut self, s: &[u8], entry: &EntryScan, at: Option<Instant>, mut found: impl FnMut(Violation)) {
        if !self.ready || entry.string(s, EntryMember::Status).is_some_and(|status| crate::canonical::string::equals_str(status, "blocked")) {
            return;
        }
        let Some(literal) = entry.string(s, EntryMember::GrantId) else { return };
        let plain = match literal {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => core::str::from_utf8(inner).ok(),
            _ => None,
        };
        let decoded;
        let id = match plain {
            Some(id) => id,
            None => {
                decoded = decode_lossless(literal);
                &decoded
            }
        };
        let Some(grant) = self.grants.get(id) else {
            self.absent(id);
            return;
        };
        self.replayed += 1;
        let iso = |instant: Option<Instant>| instant.map(|instant| instant.to_iso());
        let mut violation = |code, expected: Option<String>, actual: Option<String>| {
            found(Violation { code, expected, actual, grant: quote(id) });
        };
        if let Some(at) = at {
            if grant.revoked.is_some_and(|revoked| at > revoked) {
                violation(FindingCode::AccessAfterRevocation, iso(grant.revoked), iso(Some(at)));
            }
            if grant.expires.is_some_and(|expires| at >= expires) {
                violation(FindingCode::AccessAfterExpiry, iso(grant.expires), iso(Some(at)));
            }
            if grant.issued.is_some_and(|issued| at < issued) {
                violation(FindingCode::AccessBeforeIssue, iso(grant.issued), iso(Some(at)));
            }
        }
        for (member, allowed, code) in [
            (EntryMember::AgentId, &grant.agent, FindingCode::AccessAgentMismatch),
            (EntryMember::PrincipalId, &grant.principal, FindingCode::AccessPrincipalMismatch),
        ] {
            if let (Some(literal), Some(allowed)) = (entry.string(s, member), allowed) {
                if !same_text(literal, allowed) {
                    violation(code, Some(quote(allowed)), Some(crate::report::quote_bytes(literal)));
                }
            }
        }
    }

    fn absent(&mut self, id: &str) {
        if let Some(known) = self.absent.get(id).and_then(|&at| self.absent_list.get_mut(at)) {
            known.actions += 1;
        } else if self.absent.len() < MAX_GRANTS >> 4 {
            self.absent.insert(id.to_owned(), self.absent_list.len());
            self.absent_list.push(Absent { grant: quote(id), actions: 1 });
        } else {
            self.overflowed = true;
        }
    }
}

/// Whether a literal says this text, lone surrogates compared as their escapes.
fn same_text(literal: &[u8], text: &str) -> bool {
    crate::canonical::string::equals_str(literal, text) || decode_lossless(literal) == text
}
