//! `cargo xtask test-ecosystem`: the packed package in a project for each toolchain, and a table of what each takes.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::browsers::{Engine, Installed, write_settings};
use crate::build::build;
use crate::package::{install_locked, pack, tests_folder};
use crate::process::line;
use crate::project::Project;
use crate::tally::Tally;
use crate::tools;

pub(crate) const USAGE: &str = "[--only NAME[,NAME]] [--no-build]";

/// The engines that its pages are opened in: one for all of them, and a second for static files.
const ENGINES: [Engine; 2] = [Engine::Chrome, Engine::Firefox];

pub(crate) fn test_ecosystem(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let mut words = arguments.iter();
    let mut options = Vec::new();
    let mut builds = true;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--no-build" => builds = false,
            "--only" => {
                let names = words.next().context("`--only` needs a value")?;
                options.extend(["--only".to_owned(), names.clone()]);
            }
            _ => bail!("usage: cargo xtask test-ecosystem {USAGE}"),
        }
    }
    tools::need_node()?;
    if builds {
        build(project)?;
    }
    let folder = project.scratch("ecosystem");
    let tarball = pack(project, &folder)?;
    install_locked(&tests_folder(project))?;
    let mut found = Vec::new();
    for engine in ENGINES {
        found.push(engine.ensure(project)?);
    }
    write_settings(project, &found)?;
    let succeeded = run_projects(project, &tarball, &found, &options)?;
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The projects that every run of the tests affords.
pub(crate) fn quick(project: &Project, engines: &[Installed]) -> Result<Tally> {
    let folder = project.scratch("ecosystem");
    let tarball = pack(project, &folder)?;
    let results = folder.join("results.json");
    let options = ["--quick", "--json", &results.to_string_lossy()].map(str::to_owned);
    let succeeded = run_projects(project, &tarball, engines, &options)?;
    let text = std::fs::read_to_string(&results).with_context(|| format!("cannot read `{}`", results.display()))?;
    let rows: Vec<Value> = serde_json::from_str(&text)?;
    let mut tally = Tally::default();
    for row in &rows {
        match row.get("result").and_then(Value::as_str) {
            Some("passed") => tally.passed += 1,
            _ => tally.failed += 1,
        }
    }
    tally.checked(succeeded)
}

fn run_projects(project: &Project, tarball: &Path, engines: &[Installed], options: &[String]) -> Result<bool> {
    let mut node = Command::new("node");
    let names: Vec<&str> = engines.iter().map(|installed| installed.engine.name()).collect();
    node.arg("tests/ecosystem/run.mjs").arg("--tarball").arg(tarball).args(["--engines", &names.join(",")]);
    node.args(options).current_dir(project.root());
    println!("$ {}", line(&node));
    let status = node.status().context("cannot run node")?;
    Ok(status.success())
}
