//! Answers as types. Promised: what is read is JSON in which no name stands twice; checking alone says the same as reading; and
//! what is written again reads as the same.

use grantex_compliance::models::{
    AuditEntry, ComplianceAuditExport, ComplianceGrantsExport, ComplianceSummary, EvidencePack, Grant, Model, Policy, check_part,
    from_slice,
};

use crate::plain::json::parse;

pub fn run(data: &[u8]) {
    let Some((which, text)) = data.split_first() else { return };
    match which % 7 {
        0 => model::<EvidencePack>(text),
        1 => model::<ComplianceAuditExport>(text),
        2 => model::<ComplianceGrantsExport>(text),
        3 => model::<ComplianceSummary>(text),
        4 => model::<AuditEntry>(text),
        5 => model::<Grant>(text),
        _ => model::<Policy>(text),
    }
}

fn model<T: Model>(text: &[u8]) {
    let (read, checked) = (from_slice::<T>(text), check_part::<T>(text, ""));
    match (read, checked) {
        (Ok(model), Ok(())) => {
            let value = parse(text).expect("what was read is JSON");
            assert!(!value.has_duplicates(), "a name stands twice");
            let written = serde_json::to_vec(&model).expect("a model is JSON");
            let again: T = from_slice(&written).unwrap_or_else(|error| panic!("it was read before: {error}"));
            assert_eq!(serde_json::to_vec(&again).expect("a model is JSON"), written);
        }
        (Err(read), Err(checked)) => {
            assert_eq!(
                (read.code(), read.position(), read.pointer(), read.to_string()),
                (checked.code(), checked.position(), checked.pointer(), checked.to_string())
            );
            assert!(read.code().starts_with("document."), "{read}");
        }
        (read, checked) => panic!("read: {:?}, checked: {:?}", read.err(), checked.err()),
    }
}
