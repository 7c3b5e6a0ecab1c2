//! What is derived from the types is what stands in the repository.
#![cfg(feature = "schema")]

use std::collections::BTreeSet;
use std::path::Path;

use grantex_compliance::schema::files;

#[test]
fn the_committed_files_are_the_generated_ones() {
    for file in files() {
        let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file.path)).unwrap_or_default();
        assert!(committed == file.text, "{} is out of date: run `cargo run --features schema --example generate_types`", file.path);
    }
}

/// A type that was forgotten in the list would be a name that nothing declares.
#[test]
fn every_name_is_declared_once_and_nothing_is_any() {
    let files = files();
    let text = &files.iter().find(|file| file.path.ends_with(".d.ts")).unwrap().text;
    let mut declared = BTreeSet::from(["T"]);
    let mut used = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("/*") || line.starts_with('*') || line.starts_with("//") {
            continue;
        }
        if let Some(rest) = line.strip_prefix("export ").unwrap_or(line).strip_prefix("type ") {
            let name = rest.split([' ', '<']).next().unwrap();
            assert!(declared.insert(name), "{name} is declared twice");
        }
        // Texts in quotation marks are no names; neither is what stands before a colon.
        let outside: String = line.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let types = outside.split_once(": ").map_or(outside.as_str(), |(_, types)| types);
        for word in types.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
            assert!(word != "any" && word != "bigint", "{line}");
            if word.starts_with(char::is_uppercase) {
                used.insert(word.to_owned());
            }
        }
    }
    used.retain(|word| !["Array", "A", "B", "C"].contains(&word.as_str()));
    let undeclared: Vec<&String> = used.iter().filter(|word| !declared.contains(word.as_str())).collect();
    assert!(undeclared.is_empty(), "not declared: {undeclared:?}");
    assert!(declared.len() > 55, "{}", declared.len());
}

/// `docs/spellings.md` names every member of every answer, and no other.
#[test]
fn the_page_of_spellings_is_complete() {
    let page = include_str!("../docs/spellings.md");
    let files = files();
    let declarations = &files.iter().find(|file| file.path.ends_with(".d.ts")).unwrap().text;
    let answers = page.split("## Answers").nth(1).unwrap();
    let mut of_type = "";
    let mut rows: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for line in answers.lines().filter(|line| line.starts_with('|')).skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if !cells[0].is_empty() {
            of_type = cells[0].trim_matches('`');
            rows.push((of_type, BTreeSet::new()));
        }
        assert!(!of_type.is_empty());
        let python = cells[1].trim_matches('`');
        for javascript in cells[2].split(", ").map(|name| name.trim_matches('`')) {
            rows.last_mut().unwrap().1.insert(javascript);
            assert!(python == "–" || camel_case(python) == javascript || python == "id", "{line}");
        }
    }
    assert_eq!(rows.len(), 9);
    for (name, members) in rows {
        let body = declarations.split(&format!("export type {name} = {{\n")).nth(1).unwrap().split("\n};").next().unwrap();
        let declared: BTreeSet<&str> = body
            .lines()
            .filter(|line| line.starts_with("  ") && !line.trim_start().starts_with(['/', '*']))
            .map(|line| line.trim().split([':', '?']).next().unwrap())
            .collect();
        assert_eq!(members, declared, "{name}");
    }
}

fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
