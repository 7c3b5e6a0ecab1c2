//! `cargo xtask types`: TypeScript declarations and JSON Schemas, written from the Rust types. `cargo xtask docs`: the API
//! reference, written from the declarations.

use std::process::Command;

use anyhow::Result;

use crate::package::{install_locked, types_folder};
use crate::process::run;
use crate::project::Project;

pub(crate) fn types(project: &Project) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", "grantex-compliance", "--features", "schema", "--example", "generate_types"]);
    run(cargo.current_dir(project.root()))?;
    // The reference quotes the declarations.
    docs(project)
}

pub(crate) fn docs(project: &Project) -> Result<()> {
    let folder = types_folder(project);
    install_locked(&folder)?;
    run(Command::new("node").arg(folder.join("api-reference.mjs")).current_dir(project.root()))
}
