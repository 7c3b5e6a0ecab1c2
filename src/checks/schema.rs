//! The document's form and version.

use super::{Facts, outcome};
use crate::parts::text;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome};

/// The version that packs carry (`tests/fixtures/recorded/evidence-pack.json`).
const KNOWN: &str = "1.0";

/// The document's form and version.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::DocumentSchema;
    let has_duplicate = facts.run.notes.count(FindingCode::DocumentDuplicateMember) < ledger.count_of(FindingCode::DocumentDuplicateMember).error;
    let version = facts.parts.meta.as_ref().map(|meta| text(meta, "schemaVersion"));
    let supported = match version {
        Some(version) => version == Some(KNOWN),
        None => facts.kind == DocumentKind::AuditExport,
    };
    if !supported && facts.complete {
        let finding = Finding::new(FindingCode::DocumentUnsupportedSchema).pointer_to("/meta/schemaVersion");
        let actual = version.flatten().map(crate::report::quote);
        ledger.add(Finding { expected: Some(KNOWN.to_owned()), actual, ..finding });
    }
    if has_duplicate {
        return outcome(code, Outcome::Failed, "A member name stands twice: two readers would see two documents.");
    }
    if !facts.complete {
        return super::unread(code);
    }
    if !supported {
        return outcome(code, Outcome::NotEstablished, "The schema version is not one this verifier knows.");
    }
    match facts.kind {
        DocumentKind::EvidencePack => outcome(code, Outcome::Passed, "An evidence pack of schema version 1.0."),
        DocumentKind::AuditExport => outcome(code, Outcome::Passed, "An audit export."),
    }
}
