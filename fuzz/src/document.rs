//! A document in cuts of every size, with every option.
//!
//! The first eight bytes choose the options and the cuts; the rest is the document. Promised: the same answer however it is
//! cut; an error never carries an `intact` report; what is called `intact` holds for a verifier that shares no code with this
//! one, and is anchored by its own checkpoint; findings point into the document.

use grantex_compliance::report::{Assurance, DocumentKind};
use grantex_compliance::{Error, Expected, Report, Verdict, VerifyOptions};

use crate::plain;
use crate::split::{Cuts, said, verify};

/// Bytes before the document.
pub const CONTROL: usize = 8;

/// Longer documents are not cut into single bytes.
const SHORT: usize = 2_048;

pub fn run(data: &[u8]) {
    let Some((control, document)) = data.split_at_checked(CONTROL) else { return };
    let options = options(control);
    let whole = verify([document], &options);
    let expected = said(&whole);
    assert_eq!(said(&verify(Cuts(&control[4..]).pieces(document), &options)), expected, "in pieces");
    if document.len() <= SHORT {
        assert_eq!(said(&verify(document.chunks(1), &options)), expected, "in single bytes");
    }
    match &whole {
        Ok(report) => judge_report(document, report, &options),
        Err(error) => judge_error(document, error),
    }
}

/// Options from the first four bytes.
pub fn options(control: &[u8]) -> VerifyOptions {
    let asked = |choice: u8, value: &str| match choice & 3 {
        0 | 1 => None,
        2 => Some(None),
        _ => Some(Some(value.to_owned())),
    };
    VerifyOptions {
        fingerprint: control[0] & 1 != 0,
        kind: match control[0] >> 1 & 3 {
            0 | 1 => None,
            2 => Some(DocumentKind::EvidencePack),
            _ => Some(DocumentKind::AuditExport),
        },
        max_findings: [None, None, Some(0), Some(1), Some(2), Some(7), Some(64), Some(100_000)][usize::from(control[0] >> 3 & 7)],
        developer_id: (control[1] & 7 == 7).then(|| "dev_1".to_owned()),
        expected: Expected {
            since: asked(control[1] >> 3, "2026-11-23T14:44:42Z"),
            until: asked(control[1] >> 5, "2026-11-23T15:44:42.5+01:00"),
            framework: asked(control[2], "soc2"),
            agent_id: asked(control[2] >> 2, "ag_1"),
            status: asked(control[2] >> 4, "blocked"),
            developer_id: None,
        },
        checkpoint: None,
        sample: [None, None, Some(1), Some(7)][usize::from(control[2] >> 6)],
    }
}

fn judge_error(document: &[u8], error: &Error) {
    assert!(error.partial().is_none_or(|report| report.verdict != Verdict::Intact && report.checkpoint.is_none()), "an intact part");
    if let Some(position) = error.position() {
        assert!(usize::try_from(position.offset).unwrap() <= document.len(), "an error beyond the end");
        let before = &document[..usize::try_from(position.offset).unwrap()];
        let lines = before.split(|&byte| byte == b'\n').count();
        let column = before.rsplit(|&byte| byte == b'\n').next().unwrap().len() + 1;
        assert_eq!((position.line, position.column), (lines.try_into().unwrap(), column.try_into().unwrap()), "another place");
    }
}

fn judge_report(document: &[u8], report: &Report, options: &VerifyOptions) {
    let counts: Vec<_> = report.finding_counts.values().collect();
    let counted: u64 = counts.iter().map(|count| count.error + count.warning + count.info).sum();
    let errors: u64 = counts.iter().map(|count| count.error).sum();
    assert_eq!(report.verdict == Verdict::Broken, errors > 0, "broken, and no error");
    assert_eq!(u64::try_from(report.findings.len()).unwrap(), counted.min(options.finding_cap().try_into().unwrap()), "findings lost");
    for finding in &report.findings {
        let (Some(offset), Some(length)) = (finding.offset, finding.length) else { continue };
        let range = usize::try_from(offset).unwrap()..usize::try_from(offset + length).unwrap();
        assert!(document.get(range).is_some_and(|entry| !entry.is_empty()), "a finding beyond the end");
    }
    // What was skipped for its depth may be deeper than this reader goes.
    assert_ne!(plain::json::parse(document), Err(false), "no JSON, and no error");
    if report.verdict == Verdict::Intact {
        plain::chain::holds(document).unwrap_or_else(|why| panic!("called intact: {why}"));
        assert_eq!(report.chain_integrity.checked_entries, report.entries.total);
        let checkpoint = report.checkpoint.clone();
        assert!(checkpoint.is_some(), "intact, and no checkpoint");
        let again = verify([document], &VerifyOptions { checkpoint, ..options.clone() }).expect("it was read before");
        assert_eq!((again.verdict, again.assurance), (Verdict::Intact, Assurance::Anchored), "its own checkpoint");
    } else {
        assert!(report.checkpoint.is_none(), "a checkpoint of what is not intact");
    }
}
