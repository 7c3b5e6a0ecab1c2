//! What an export was asked for, held against each of its rows: the file itself does not say.

use crate::canonical::string::equals_str;
use crate::options::VerifyOptions;
use crate::report::{DocumentKind, quote, quote_bytes};
use crate::scan::entry::{EntryMember, EntryScan};
use crate::wire::wire_struct;

/// The filter that was asked for, as far as it was told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    agent_id: Option<String>,
    status: Option<String>,
    /// Rows that do not answer it.
    pub(crate) strangers: u64,
    /// The document is an export: a pack has no filter.
    pub(crate) applies: bool,
}

wire_struct!(Asked: agent_id, status, strangers, applies);

impl Asked {
    /// From the options.
    pub(crate) fn of(options: &VerifyOptions) -> Self {
        let expected = &options.expected;
        Self {
            agent_id: expected.agent_id.clone().flatten(),
            status: expected.status.clone().flatten(),
            strangers: 0,
            applies: options.kind == Some(DocumentKind::AuditExport),
        }
    }

    /// The same filter, and no row held against it yet.
    pub(crate) fn begin(&self) -> Self {
        Self { strangers: 0, ..self.clone() }
    }

    /// Holds a row against the filter; tells the member, what was asked, and what stands there.
    pub(crate) fn remark(&mut self, s: &[u8], entry: &EntryScan, mut differs: impl FnMut(&'static str, String, Option<String>)) {
        if !self.applies {
            return;
        }
        for (asked, member, pointer) in [(&self.agent_id, EntryMember::AgentId, "/agentId"), (&self.status, EntryMember::Status, "/status")]
        {
            let Some(asked) = asked else { continue };
            let literal = entry.string(s, member);
            let assumed = member == EntryMember::Status && entry.member(member).is_none() && asked == "success";
            if !assumed && literal.is_some_and(|literal| !equals_str(literal, asked)) {
                self.strangers += 1;
                differs(pointer, quote(asked), literal.map(quote_bytes));
            }
        }
    }
}
