//! The document's form and version.

use super::{Facts, outcome};
use crate::parts::text;
use crate::report::ledger::Ledger;
use crate::report::{Check, CheckCode, DocumentKind, Finding, FindingCode, Outcome};

/// The version that packs carry (`tests/fixtures/recorded/evidence-pack.json`).
const KNOWN: &str = "1.0";

/// Findings about the document's form that make it two documents, or unreadable in part.
const FORM: [FindingCode; 3] =
    [FindingCode::DocumentMalformedEntry, FindingCode::DocumentDuplicateMember, FindingCode::DocumentNumberPrecision];

/// The document's form and version.
pub(super) fn check(facts: &Facts<'_>, ledger: &mut Ledger) -> Check {
    let code = CheckCode::DocumentSchema;
    let version = facts.parts.meta.as_ref().and_then(|meta| text(meta, "schemaVersion"));
    let supported = version == Some(KNOWN) || facts.kind == DocumentKind::AuditExport;
    if !supported && facts.complete {
        let finding = Finding::new(FindingCode::DocumentUnsupportedSchema).pointer_to("/meta/schemaVersion");
        ledger.add(finding.param("found", version.unwrap_or("missing")).param("known", KNOWN));
    }
    if FORM.iter().any(|&code| ledger.count_of(code).error > 0) {
        return outcome(code, Outcome::Failed, "The document, or a part of it, can be read in two ways or not at all.");
    }
    if !facts.complete {
        return super::unread(code);
    }
    if !supported {
        return outcome(code, Outcome::NotEstablished, "The schema version is not one this verifier knows.");
    }
    if facts.run.notes.count(FindingCode::DocumentLimitExceeded) > 0 {
        return outcome(code, Outcome::NotEstablished, "Some entries are larger or deeper than what is read.");
    }
    match facts.kind {
        DocumentKind::EvidencePack => outcome(code, Outcome::Passed, "An evidence pack of schema version 1.0."),
        DocumentKind::AuditExport => outcome(code, Outcome::Passed, "An audit export."),
    }
}
