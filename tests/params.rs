//! Parameters are checked when they are built, and errors name the parameter.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::models::{
    ComplianceExportAuditParams, ComplianceExportGrantsParams, ComplianceSummaryParams, EvidencePackParams, Params,
};
use grantex_compliance::{Checkpoint, Error, ErrorKind, VerifyOptions};

const JANUARY: &str = "2026-01-01T00:00:00Z";
const FEBRUARY: &str = "2026-02-01T00:00:00Z";

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, field: &str, says: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "options.invalid");
    match error.kind() {
        ErrorKind::InvalidOption { field: named, problem } => {
            assert_eq!(named, field, "{error}");
            assert!(problem.contains(says), "{error}");
        }
        kind => panic!("{kind:?}"),
    }
}

#[test]
fn the_query_has_a_fixed_order_and_no_absent_parameter() {
    let none: [(&str, &str); 0] = [];
    assert_eq!(ComplianceSummaryParams::builder().build().unwrap().query(), none);
    let params = ComplianceSummaryParams::builder().until(FEBRUARY).since(JANUARY).build().unwrap();
    assert_eq!(params.query(), [("since", JANUARY), ("until", FEBRUARY)]);
    let params = ComplianceExportGrantsParams::builder().status("active").since(JANUARY).build().unwrap();
    assert_eq!(params.query(), [("since", JANUARY), ("status", "active")]);
    let params =
        ComplianceExportAuditParams::builder().status("blocked").agent_id("ag_1 &?").until(FEBRUARY).since(JANUARY).build().unwrap();
    assert_eq!(params.query(), [("since", JANUARY), ("until", FEBRUARY), ("agentId", "ag_1 &?"), ("status", "blocked")]);
    let params = EvidencePackParams::builder().framework("soc2").until(FEBRUARY).build().unwrap();
    assert_eq!(params.query(), [("until", FEBRUARY), ("framework", "soc2")]);
}

#[test]
fn the_window_is_checked() {
    for text in
        ["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "1767225600", " 2026-01-01T00:00:00Z"]
    {
        refused(ComplianceSummaryParams::builder().since(text).build(), "since", "ISO 8601");
        refused(ComplianceExportGrantsParams::builder().until(text).build(), "until", "ISO 8601");
        refused(ComplianceExportAuditParams::builder().since(text).build(), "since", "ISO 8601");
        refused(EvidencePackParams::builder().until(text).build(), "until", "ISO 8601");
    }
    refused(EvidencePackParams::builder().since(FEBRUARY).until(JANUARY).build(), "since", "later than `until`");
    // Instants are compared, not texts: eleven in the evening in Lisbon is midnight in Berlin.
    let builder = EvidencePackParams::builder().since("2026-01-02T00:00:00+01:00");
    assert!(builder.clone().until("2026-01-01T23:00:00Z").build().is_ok());
    refused(builder.until("2026-01-01T22:59:59.999Z").build(), "since", "later than `until`");
}

#[test]
fn frameworks_and_statuses_are_checked() {
    for known in ["soc2", "gdpr", "all"] {
        assert_eq!(EvidencePackParams::builder().framework(known).build().unwrap().framework(), Some(known));
    }
    refused(EvidencePackParams::builder().framework("iso27001").build(), "framework", "`soc2`, `gdpr`, `all`");
    refused(EvidencePackParams::builder().framework("SOC2").build(), "framework", "`SOC2` is not one of");
    refused(ComplianceExportGrantsParams::builder().status("success").build(), "status", "`active`, `revoked`, `expired`");
    refused(ComplianceExportAuditParams::builder().status("active").build(), "status", "`success`, `failure`, `blocked`");
    refused(ComplianceExportAuditParams::builder().agent_id("").build(), "agentId", "empty");
    refused(ComplianceExportAuditParams::builder().agent_id(" \t").build(), "agentId", "empty");
}

#[test]
fn json_is_checked_likewise_and_typos_are_named() {
    let params = EvidencePackParams::from_json(br#"{"since":"2026-01-01T00:00:00Z","until":null,"framework":"gdpr"}"#).unwrap();
    assert_eq!(params.query(), [("since", JANUARY), ("framework", "gdpr")]);
    assert_eq!(serde_json::to_string(&params).unwrap(), r#"{"since":"2026-01-01T00:00:00Z","framework":"gdpr"}"#);
    assert_eq!(serde_json::from_str::<EvidencePackParams>(r#"{"framework":"all"}"#).unwrap().query(), [("framework", "all")]);

    refused(
        ComplianceExportAuditParams::from_json(br#"{"agent_id":"ag_1"}"#),
        "agent_id",
        "known are `since`, `until`, `agentId`, `status`",
    );
    refused(EvidencePackParams::from_json(br#"{"status":"active"}"#), "status", "not known here");
    refused(EvidencePackParams::from_json(br#"{"since":5}"#), "since", "must be a string");
    refused(EvidencePackParams::from_json(br#"{"since":"x"}"#), "since", "ISO 8601");
    refused(EvidencePackParams::from_json(br#"{"framework":"x"}"#), "framework", "not one of");
    refused(EvidencePackParams::from_json(br#""soc2""#), "options", "must be an object");
    refused(EvidencePackParams::from_json(br#"{"since":"2026-01-01","since":"2026-01-02"}"#), "options", "twice");
    // Through serde alone too, nothing unchecked comes into being.
    let error = serde_json::from_str::<ComplianceSummaryParams>(r#"{"since":"x"}"#).unwrap_err();
    assert!(error.to_string().contains("`since`"), "{error}");
    assert!(serde_json::from_str::<ComplianceSummaryParams>(r#"{"sinse":"2026-01-01"}"#).is_err());
}

#[test]
fn what_was_asked_becomes_what_is_expected() {
    let asked = EvidencePackParams::builder().since(JANUARY).build().unwrap().expected();
    assert_eq!((asked.since, asked.until, asked.framework), (Some(Some(JANUARY.to_owned())), Some(None), Some(None)));
    assert_eq!((asked.agent_id, asked.status, asked.developer_id), (None, None, None));
    let asked = ComplianceExportAuditParams::builder().agent_id("ag_1").build().unwrap().expected();
    assert_eq!((asked.agent_id, asked.status, asked.since), (Some(Some("ag_1".to_owned())), Some(None), Some(None)));
    assert_eq!(asked.framework, None);
}

#[test]
fn verify_options_name_their_members_too() {
    let options = VerifyOptions::from_json(br#"{"expected":{"since":null},"checkpoint":null,"fingerprint":true}"#).unwrap();
    assert_eq!((options.expected.since, options.expected.until, options.fingerprint), (Some(None), None, true));
    refused(VerifyOptions::from_json(br#"{"expected":{"agent_id":null}}"#), "expected.agent_id", "known are");
    refused(VerifyOptions::from_json(br#"{"expected":{"until":"soon"}}"#), "expected.until", "ISO 8601");
    refused(VerifyOptions::from_json(br#"{"maxFindings":-1}"#), "maxFindings", "a whole number");
    refused(VerifyOptions::from_json(br#"{"kind":"pack"}"#), "kind", "`evidence-pack`, `audit-export`");
    refused(VerifyOptions::from_json(br#"{"checkpoint":{"schema":"x"}}"#), "checkpoint.developerId", "is required");
    refused(VerifyOptions::from_json(b"{"), "options", "ends too early");
}

/// Options are taken apart by hand; serde's derived code must see the same in everything that is accepted.
#[test]
fn options_read_by_hand_are_those_that_serde_reads() {
    let checkpoint = r#"{"schema":"grantex-compliance/checkpoint/1","developerId":"dev_1","entries":120,"head":{"entryId":"alog_1",
        "hash":"0000000000000000000000000000000000000000000000000000000000000000","timestamp":"2026-01-01T00:00:00.000Z"},
        "window":{"since":null,"until":"2026-02-01T00:00:00Z"},"documentSha256":null,"savedAt":"2026-03-01","note":{"by":["me"]}}"#;
    let accepted = [
        "{}".to_owned(),
        r#"{"expected":{}}"#.to_owned(),
        r#"{"expected":{"since":"2026-01-01","until":null,"framework":"soc2","agentId":null,"status":"success","developerId":"d"}}"#
            .to_owned(),
        r#"{"checkpoint":null,"maxFindings":null,"fingerprint":false,"developerId":null,"kind":null}"#.to_owned(),
        r#"{"maxFindings":17,"fingerprint":true,"developerId":"dev_1","kind":"evidence-pack"}"#.to_owned(),
        format!(r#"{{"checkpoint":{checkpoint},"kind":"audit-export"}}"#),
    ];
    for text in accepted {
        let by_serde: VerifyOptions = serde_json::from_str(&text).unwrap();
        assert_eq!(VerifyOptions::from_json(text.as_bytes()).unwrap(), by_serde, "{text}");
    }
    let kept = Checkpoint::from_json(checkpoint.as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&kept).unwrap(), serde_json::from_str::<serde_json::Value>(checkpoint).unwrap());

    for refusal in [r#"{"expected":null}"#, r#"{"fingerprint":null}"#, r#"{"checkpoint":[]}"#, r#"{"signal":1}"#, r#"{"kind":"x"}"#] {
        assert!(VerifyOptions::from_json(refusal.as_bytes()).is_err(), "{refusal}");
        assert!(serde_json::from_str::<VerifyOptions>(refusal).is_err(), "{refusal}");
    }
    refused(Checkpoint::from_json(b"{}"), "checkpoint.schema", "is required");
    refused(Checkpoint::from_json(checkpoint.replace("120", "-1").as_bytes()), "checkpoint.entries", "a whole number");
    refused(Checkpoint::from_json(checkpoint.replace("point/1", "point/2").as_bytes()), "checkpoint.schema", "must be");
}
