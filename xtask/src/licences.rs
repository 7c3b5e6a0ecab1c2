//! What every dependency is licensed under, and where it comes from, held against `deny.toml`; and that the npm package has none.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::output;
use crate::project::Project;
use crate::tally::Tally;

/// One check for each dependency, of any target and feature, tools of the tests included.
pub(crate) fn check(project: &Project) -> Result<Tally> {
    let rules = fs::read_to_string(project.root().join("deny.toml")).context("cannot read `deny.toml`")?;
    let allowed = allowed(&rules)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--all-features", "--locked"]).current_dir(project.root());
    let metadata: Value = serde_json::from_str(&output(&mut cargo)?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo lists no packages")?;
    let mut tally = Tally::default();
    for package in packages {
        let text = |name: &str| package.get(name).and_then(Value::as_str);
        let name = text("name").unwrap_or_default();
        let problem = match (text("license"), text("source")) {
            (_, Some(source)) if !source.starts_with("registry+") => Some(format!("comes from `{source}`, which is no registry")),
            (None, _) => Some("names no licence".to_owned()),
            (Some(licence), _) if !permits(licence, &allowed) => Some(format!("is under `{licence}`, which deny.toml does not allow")),
            _ => None,
        };
        match problem {
            None => tally.passed += 1,
            Some(problem) => {
                println!("{name} {problem}");
                tally.failed += 1;
            }
        }
    }
    npm(project)?;
    println!(
        "{} packages: licences and sources as deny.toml has them. Advisories are not looked up: no package registry carries their database",
        packages.len()
    );
    Ok(tally)
}

/// The npm package brings nothing along, so there is nothing of which an advisory could speak.
fn npm(project: &Project) -> Result<()> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(project.package().join("package.json"))?)?;
    for kind in ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"] {
        if manifest.get(kind).is_some() {
            bail!("pkg/package.json has `{kind}`; the package must need nothing");
        }
    }
    Ok(())
}

/// The list `allow` of the section `[licenses]`.
fn allowed(rules: &str) -> Result<Vec<&str>> {
    let section = rules.split("[licenses]").nth(1).context("deny.toml has no `[licenses]`")?;
    let list = section.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).context("deny.toml has no `allow`")?;
    Ok(list.split('"').skip(1).step_by(2).collect())
}

/// Whether an SPDX expression can be satisfied with what is allowed. A slash is the old way to write `OR`.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words, allowed).unwrap_or(false) && words.peek().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `a OR b`; nothing where it is no expression.
fn any(words: &mut Words<'_>, allowed: &[&str]) -> Option<bool> {
    let mut permitted = all(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        permitted |= all(words, allowed)?;
    }
    Some(permitted)
}

/// `a AND b`, which binds closer.
fn all(words: &mut Words<'_>, allowed: &[&str]) -> Option<bool> {
    let mut permitted = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        permitted &= one(words, allowed)?;
    }
    Some(permitted)
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let inner = any(words, allowed)?;
        return words.next_if_eq(&")").map(|_| inner);
    }
    if words.next_if_eq(&"WITH").is_some() {
        let whole = format!("{word} WITH {}", words.next()?);
        return Some(allowed.contains(&whole.as_str()));
    }
    Some(allowed.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_permitted_when_one_way_through_it_is() {
        let allowed = ["MIT", "Unicode-3.0"];
        for fine in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception OR MIT"]
        {
            assert!(permits(fine, &allowed), "{fine}");
        }
        for refused in ["GPL-3.0", "MIT AND GPL-3.0", "", "MIT OR", "(MIT", "MIT)", "MIT WITH anything", "MIT MIT"] {
            assert!(!permits(refused, &allowed), "{refused}");
        }
    }

    #[test]
    fn the_list_is_the_one_of_licences() {
        let rules = "[bans]\nallow = [\"x\"]\n[licenses]\nallow = [\n \"MIT\", \"Zlib\",\n]\n";
        assert_eq!(allowed(rules).unwrap(), ["MIT", "Zlib"]);
        assert!(allowed("[licenses]").is_err());
    }
}
