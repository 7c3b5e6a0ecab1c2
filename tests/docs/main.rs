//! The docs against the code: every code is in its table with its severity, and every table row is a code that exists.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes the examples of `docs/findings.md` anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails, in its helpers too"
)]

mod examples;
mod markdown;
mod twins;

use std::collections::BTreeSet;

use grantex_compliance::limits;
use grantex_compliance::report::{CheckCode, ClaimCode, ControlFramework, FindingCode, LimitCode};

use crate::markdown::{code_cell, page, sections, source, table};

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_overview_has_every_finding_code_with_its_severity() {
    let text = page("findings.md");
    let rows = table(&text, "| Code | Severity |");
    let said: BTreeSet<(String, String)> = rows.iter().map(|row| (code_cell(&row[0]), row[1].clone())).collect();
    let is: BTreeSet<(String, String)> =
        FindingCode::ALL.iter().map(|code| (code.as_str().to_owned(), format!("{:?}", code.severity()).to_lowercase())).collect();
    assert_eq!(said, is);
    assert_eq!(rows.len(), FindingCode::ALL.len(), "a code stands twice");
}

#[test]
fn every_finding_code_has_a_section_with_an_example_that_is_true() {
    let text = page("findings.md");
    let described = sections(&text);
    let names = set(described.iter().map(|(name, _)| name.as_str()));
    assert_eq!(names, set(FindingCode::ALL.iter().map(|code| code.as_str())));
    assert_eq!(described.len(), names.len(), "a code has two sections");

    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut updated = text.clone();
    for &code in FindingCode::ALL {
        let example = examples::example(code);
        let wanted = format!("- *Example*: {}\n  > {}\n", example.made, example.line(code));
        let (_, body) = described.iter().find(|(name, _)| name == code.as_str()).unwrap();
        for part in ["- *Cause*: ", "- *Meaning*: ", "- *What to do*: "] {
            assert!(body.contains(part), "{} lacks `{part}`", code.as_str());
        }
        let found = body.find("- *Example*: ").map_or("", |at| &body[at..]);
        let found = found.split_inclusive('\n').take(2).collect::<String>();
        if update {
            let ends = if found.is_empty() { body.trim_end().to_owned() + "\n" } else { body.replace(&found, "") };
            updated = updated.replace(body.as_str(), &format!("{}\n{wanted}\n", ends.trim_end()));
        } else {
            assert_eq!(found, wanted, "the example of {}; UPDATE_DOCS=1 writes it anew", code.as_str());
        }
    }
    if update {
        markdown::write("findings.md", &updated);
    }
}

#[test]
fn every_finding_code_has_near_twins_of_which_one_raises_it() {
    for &code in FindingCode::ALL {
        let twins = twins::twins(code);
        let raised = twins.each_ref().map(|twin| twin.report().finding_counts.contains_key(&code));
        assert_eq!(raised, [true, false], "{}", code.as_str());
        twins::difference(&twins).unwrap_or_else(|why| panic!("{} has no near twins: {why}", code.as_str()));
    }
}

#[test]
fn every_check_is_described() {
    let text = page("checks.md");
    let rows = table(&text, "| Check |");
    assert_eq!(rows.len(), CheckCode::ALL.len());
    assert_eq!(
        set(rows.iter().map(|row| code_cell(&row[0])).collect::<Vec<_>>().iter().map(String::as_str)),
        set(CheckCode::ALL.iter().map(|code| code.as_str()))
    );
    for code in FindingCode::ALL {
        let row = rows.iter().find(|row| code_cell(&row[0]) == code.check().as_str()).unwrap();
        assert!(
            row.iter().any(|cell| cell.contains(&format!("`{}`", code.as_str()))),
            "the row of `{}` does not name `{}`",
            code.check().as_str(),
            code.as_str()
        );
    }
}

#[test]
fn every_limit_is_described() {
    let text = page("limits.md");
    let rows = table(&text, "| Limit |");
    let said: Vec<String> = rows.iter().map(|row| code_cell(&row[0])).collect();
    assert_eq!(said, LimitCode::ALL.iter().map(|code| code.as_str().to_owned()).collect::<Vec<_>>());
}

#[test]
fn every_part_of_the_claim_ledger_is_described() {
    let text = page("claims.md");
    let said: Vec<String> = table(&text, "| Code |").iter().flat_map(|row| code_cells(&row[0])).collect();
    assert_eq!(said, ClaimCode::ALL.iter().map(|code| code.as_str().to_owned()).collect::<Vec<_>>());
    let texts = source("pkg/src/texts.js");
    for code in ClaimCode::ALL {
        let name = code.as_str();
        assert!(texts.contains(&format!("  '{name}': ")) || texts.contains(&format!("  {name}: ")), "{name} has no text");
    }
}

/// The page's tables are what every report holds: held against documents of which each raises another finding.
#[test]
fn the_control_mapping_is_that_of_the_reports() {
    let text = page("control-mapping.md");
    let all: Vec<String> = CheckCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let mut said = Vec::new();
    for (heading, framework) in [("| Criterion |", ControlFramework::Soc2), ("| Article |", ControlFramework::Gdpr)] {
        for row in table(&text, heading) {
            // Findings that alone speak to it stand in brackets; what is neither check nor finding is said beside them.
            let (checks, findings) = row[2].split_once('(').unwrap_or((&row[2], ""));
            let checks: Vec<String> = match checks.starts_with("all checks") {
                true => all.clone(),
                false => code_cells(checks).into_iter().filter(|code| all.contains(code)).collect(),
            };
            assert!(!checks.is_empty(), "{}", row[0]);
            said.push((framework, row[0].clone(), checks, code_cells(findings)));
        }
    }
    let names: Vec<&str> = said.iter().map(|(_, name, ..)| name.as_str()).collect();
    assert_eq!(names, ["CC2.1", "CC6.1", "CC6.2", "CC6.3", "CC7.2", "CC7.3", "CC8.1", "5(1)(f)", "5(2)", "17", "24", "30", "32"]);
    for &code in FindingCode::ALL {
        let report = twins::twins(code)[0].report();
        assert!(report.finding_counts.contains_key(&code), "{}", code.as_str());
        assert_eq!(report.controls.len(), said.len());
        for ((framework, name, checks, findings), control) in said.iter().zip(&report.controls) {
            assert_eq!((control.framework, control.criterion.as_str()), (*framework, name.as_str()));
            assert_eq!(&control.checks.keys().map(|code| code.as_str().to_owned()).collect::<Vec<_>>(), checks, "{name}");
            for (code, outcome) in &control.checks {
                let check = report.checks.iter().find(|check| check.code == *code).unwrap();
                assert_eq!(check.outcome, *outcome, "{name}");
            }
            let speaks = |found: &&FindingCode| match findings.as_slice() {
                [] => checks.iter().any(|check| check == found.check().as_str()),
                named => named.iter().any(|name| name == found.as_str()),
            };
            let spoken: BTreeSet<&str> = report.finding_counts.keys().filter(speaks).map(|found| found.as_str()).collect();
            assert_eq!(control.findings.iter().map(|found| found.as_str()).collect::<BTreeSet<_>>(), spoken, "{name}, {}", code.as_str());
        }
    }
}

/// Everything in back quotes.
fn code_cells(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The sample's script in the docs draws what the program draws.
#[test]
fn the_script_draws_the_same_sample() {
    for (name, size) in [("evidence-pack", 25), ("evidence-pack-eras", 60), ("export-audit-blocked", 3), ("evidence-pack-empty", 5)] {
        let file = format!("{}/tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let options = grantex_compliance::VerifyOptions { sample: Some(size), ..Default::default() };
        let report = grantex_compliance::verify(std::fs::File::open(&file).unwrap(), options).unwrap();
        let sample = report.sample.unwrap();
        assert_eq!(report.document.sha256.as_deref(), Some(sample.seed.as_str()));
        assert_eq!(u64::try_from(sample.entries.len()).unwrap(), sample.population.min(u64::try_from(size).unwrap()));
        let drawn: String =
            sample.entries.iter().map(|entry| format!("{} {} {}\n", entry.draw, entry.index, entry.entry_id.as_deref().unwrap())).collect();
        let script = format!("{}/docs/examples/sample.py", env!("CARGO_MANIFEST_DIR"));
        let output = std::process::Command::new("python3").args([&script, &file, &size.to_string()]).output();
        let output = output.expect("Python 3 is needed for this test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), drawn, "{name}");
    }
}

#[test]
fn every_cap_is_told_with_its_number() {
    let text = page("limits.md");
    let rows = table(&text, "| Cap |");
    let said: BTreeSet<(String, String)> = rows.iter().map(|row| (code_cell(&row[0]), row[1].clone())).collect();
    macro_rules! caps {
        ($($name:ident),* $(,)?) => { BTreeSet::from([$((stringify!($name).to_owned(), grouped(limits::$name))),*]) };
    }
    let is = caps![
        MAX_DEPTH,
        MAX_ENTRY_BYTES,
        MAX_PART_BYTES,
        MAX_SKIPPED_DEPTH,
        DEFAULT_MAX_FINDINGS,
        MAX_FINDINGS,
        MAX_QUOTED_UNITS,
        MAX_SAMPLE,
        MAX_NAMED_POLICIES,
        MAX_LISTED_MEMBERS,
        MAX_LINK_BREAKS,
        MAX_MILLISECOND_GROUP,
        MAX_GROUPED_ROWS,
        MAX_SPELLING_BYTES,
        MAX_DEVELOPERS,
        MAX_COUNTED_NAMES,
        MAX_GRANTS,
    ];
    assert_eq!(said, is);
    let in_source = source("src/limits.rs").lines().filter(|line| line.starts_with("pub const ")).count();
    assert_eq!(in_source, is.len(), "a cap is missing in this test");
}

/// `8388608` as `8,388,608`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[test]
fn every_error_code_is_described() {
    let text = page("errors.md");
    let said: BTreeSet<String> = table(&text, "| Code |").iter().map(|row| code_cell(&row[0])).collect();
    // The kinds can't be listed from outside; their codes stand in one function.
    let rust = source("src/error.rs");
    let arms = rust.split("pub fn code(&self)").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let mut is = set(arms.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()));
    assert!(is.len() >= 17, "the codes of `ErrorKind` were not found");
    is.extend(package_codes());
    // What the client itself makes of an answer.
    let failures = source("src/client/failure.rs");
    is.extend(failures.split("code: Some(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    assert_eq!(said, is);
}

/// The codes that the package's own errors carry.
fn package_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let folder = format!("{}/pkg/src", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let calls = text.match_indices("inputError(").map(|(at, call)| text[at + call.len()..].trim_start());
        let named = text.match_indices("code: '").map(|(at, call)| &text[at + call.len() - 1..]);
        codes.extend(calls.chain(named).filter_map(|rest| rest.strip_prefix('\'')).map(|rest| rest.split('\'').next().unwrap().to_owned()));
    }
    codes
}

#[test]
fn the_page_of_series_has_every_code_and_relation() {
    use grantex_compliance::series::{Relation, SeriesCode};
    let text = page("series.md");
    let codes: BTreeSet<String> = table(&text, "| Code | What it means |").iter().map(|row| code_cell(&row[0])).collect();
    assert_eq!(codes, set(SeriesCode::ALL.iter().map(|code| code.as_str())));
    let relations: BTreeSet<String> = table(&text, "| Relation | What it means |").iter().map(|row| code_cell(&row[0])).collect();
    let all = [
        Relation::First,
        Relation::Joined,
        Relation::Overlap,
        Relation::Contained,
        Relation::Gap,
        Relation::Contradiction,
        Relation::NotEstablished,
    ];
    let names = all.map(|relation| serde_json::to_value(relation).unwrap().as_str().unwrap().to_owned());
    assert_eq!(relations, set(names.iter().map(String::as_str)));
    for code in SeriesCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
}
