//! `cargo xtask dev-server`: a Grantex API on loopback, with every fault on demand; and the measurement of a large download.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::browsers::{Engine, write_settings};
use crate::build::build_if_missing;
use crate::package::{install_locked, tests_folder};
use crate::process::line;
use crate::project::Project;
use crate::tools;

pub(crate) const USAGE: &str = "[--port N] [--entries N] [--seed S]";

pub(crate) fn dev_server(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    script(project, "tests/server/main.mjs", arguments)
}

/// Downloads and verifies a large pack from the development server, and prints how much memory that took.
pub(crate) fn bench_download(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    build_if_missing(project)?;
    if let Some(engine) = browser(arguments)? {
        write_settings(project, &[engine.ensure(project)?])?;
        install_locked(&tests_folder(project))?;
    }
    script(project, "benches/download.mjs", arguments)
}

/// The browser that is measured, too; Chromium unless told.
fn browser(arguments: &[String]) -> Result<Option<Engine>> {
    let told = arguments.iter().skip_while(|word| *word != "--browser").nth(1).map_or("chrome", String::as_str);
    if told == "none" {
        return Ok(None);
    }
    let engine = Engine::ALL.into_iter().find(|engine| engine.name() == told);
    engine.map(Some).with_context(|| format!("no browser `{told}`; known are chrome, firefox, webkit and none"))
}

fn script(project: &Project, path: &str, arguments: &[String]) -> Result<ExitCode> {
    tools::need_node()?;
    let mut node = Command::new("node");
    node.arg(path).args(arguments).current_dir(project.root());
    let status = node.status().context("cannot run node")?;
    match status.code() {
        Some(0) => Ok(ExitCode::SUCCESS),
        Some(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        // The usual end of a server: whoever started it interrupts it.
        None => {
            eprintln!("`{}` was ended by a signal", line(&node));
            Ok(ExitCode::SUCCESS)
        }
    }
}
