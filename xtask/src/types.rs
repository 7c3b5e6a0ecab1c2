//! `cargo xtask types`: TypeScript declarations and JSON Schemas, written from the Rust types.

use std::process::Command;

use anyhow::Result;

use crate::process::run;
use crate::project::Project;

pub(crate) fn types(project: &Project) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", "grantex-compliance", "--features", "schema", "--example", "generate_types"]);
    run(cargo.current_dir(project.root()))
}
