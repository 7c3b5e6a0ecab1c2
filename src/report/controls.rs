//! Which checks can support which criteria of SOC 2 and which articles of the GDPR, with what they came to.
//!
//! Support, and never certification: whether a criterion is met is decided by people who look at the organisation.
//! `docs/control-mapping.md` says what each check shows there and what it does not; a test holds it against this table.

use serde::{Deserialize, Serialize};

use super::{Check, CheckCode, FindingCode, Outcome, SortedMap};
use crate::json::{json_object, json_text};

/// What a criterion belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum ControlFramework {
    /// The Trust Services Criteria of the AICPA.
    Soc2,
    /// Regulation (EU) 2016/679.
    Gdpr,
}

/// A criterion or article, and the checks whose outcomes can support what is said about it. None of these outcomes says that it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ControlSupport {
    /// What it belongs to.
    pub framework: ControlFramework,
    /// The criterion, such as `CC7.2`, or the article, such as `5(1)(f)`.
    pub criterion: String,
    /// The checks that speak to it, with their outcomes in this report.
    #[cfg_attr(feature = "schema", ts(type = "{ [code in CheckCode]?: Outcome }"))]
    pub checks: SortedMap<CheckCode, Outcome>,
    /// The findings of this report that speak to it.
    pub findings: Vec<FindingCode>,
}

/// A line of the table.
struct Control {
    framework: ControlFramework,
    criterion: &'static str,
    checks: &'static [CheckCode],
    /// The findings that speak to it; empty: all of its checks.
    findings: &'static [FindingCode],
}

const fn soc2(criterion: &'static str, checks: &'static [CheckCode], findings: &'static [FindingCode]) -> Control {
    Control { framework: ControlFramework::Soc2, criterion, checks, findings }
}

const fn gdpr(criterion: &'static str, checks: &'static [CheckCode], findings: &'static [FindingCode]) -> Control {
    Control { framework: ControlFramework::Gdpr, criterion, checks, findings }
}

const CONTROLS: &[Control] = &[
    soc2(
        "CC2.1",
        &[
            CheckCode::DocumentSchema,
            CheckCode::ChainContent,
            CheckCode::ChainLinks,
            CheckCode::ChainGenesis,
            CheckCode::PackRequest,
            CheckCode::PackWindow,
            CheckCode::PackCounts,
            CheckCode::PackPlanLimit,
            CheckCode::Checkpoint,
        ],
        &[],
    ),
    soc2("CC6.1", &[CheckCode::AccessReplay], &[]),
    soc2(
        "CC6.2",
        &[CheckCode::AccessReplay],
        &[FindingCode::AccessAfterRevocation, FindingCode::AccessAfterExpiry, FindingCode::AccessBeforeIssue],
    ),
    soc2("CC6.3", &[CheckCode::AccessReplay], &[FindingCode::AccessAgentMismatch, FindingCode::AccessPrincipalMismatch]),
    soc2(
        "CC7.2",
        &[
            CheckCode::ChainContent,
            CheckCode::ChainLinks,
            CheckCode::ChainGenesis,
            CheckCode::ChainOrder,
            CheckCode::ChainDeveloper,
            CheckCode::PackServerClaim,
        ],
        &[],
    ),
    soc2("CC7.3", CheckCode::ALL, &[]),
    soc2("CC8.1", &[CheckCode::ChainContent, CheckCode::ChainLinks], &[]),
    gdpr("5(1)(f)", &[CheckCode::ChainContent, CheckCode::ChainLinks, CheckCode::ChainGenesis, CheckCode::Checkpoint], &[]),
    gdpr("5(2)", CheckCode::ALL, &[]),
    gdpr("17", &[CheckCode::ChainContent], &[FindingCode::ChainErasureMarker]),
    gdpr("24", &[CheckCode::Checkpoint], &[]),
    gdpr("30", &[CheckCode::PackWindow, CheckCode::PackCounts], &[]),
    gdpr(
        "32",
        &[
            CheckCode::ChainContent,
            CheckCode::ChainLinks,
            CheckCode::ChainGenesis,
            CheckCode::ChainOrder,
            CheckCode::ChainDeveloper,
            CheckCode::AccessReplay,
            CheckCode::Checkpoint,
        ],
        &[],
    ),
];

/// The table, with what the checks came to and which findings there are.
pub(crate) fn controls(checks: &[Check], found: impl Fn(FindingCode) -> bool) -> Vec<ControlSupport> {
    let of = |control: &Control| ControlSupport {
        framework: control.framework,
        criterion: control.criterion.to_owned(),
        checks: checks.iter().filter(|check| control.checks.contains(&check.code)).map(|check| (check.code, check.outcome)).collect(),
        findings: FindingCode::ALL
            .iter()
            .copied()
            .filter(|code| match control.findings {
                [] => control.checks.contains(&code.check()),
                named => named.contains(code),
            })
            .filter(|&code| found(code))
            .collect(),
    };
    CONTROLS.iter().map(of).collect()
}

impl ControlFramework {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Soc2 => "soc2",
            Self::Gdpr => "gdpr",
        }
    }
}

json_text!(ControlFramework);
json_object!(ControlSupport { framework "framework", criterion "criterion", checks "checks", findings "findings" });
