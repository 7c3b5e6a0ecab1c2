//! `cargo xtask page`: the verification page, as files for a web server and as one file that works from a disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::build::build_if_missing;
use crate::package::install_locked;
use crate::process::run;
use crate::project::Project;
use crate::tools::need_node;

/// Builds both forms below `target/page/`.
pub(crate) fn page(project: &Project) -> Result<()> {
    build_if_missing(project)?;
    bundle(project)?;
    println!("the page, for a web server: {}", shown(project, &site(project)));
    println!("the page in one file:       {}", shown(project, &folder(project).join("grantex-verify.html")));
    Ok(())
}

/// Bundles what is in `www/` and `pkg/` now. Takes a second; what it needs is installed once, below `target/tools`.
pub(crate) fn bundle(project: &Project) -> Result<()> {
    let tools = bundler(project)?;
    run(Command::new("node").arg(project.root().join("xtask/scripts/build-page.mjs")).arg(&tools).arg(folder(project)))
}

/// The folder with the bundler and what the page needs besides, as `www/package-lock.json` has them.
pub(crate) fn bundler(project: &Project) -> Result<PathBuf> {
    need_node()?;
    let tools = project.tools().join("page");
    fs::create_dir_all(&tools)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(project.root().join("www").join(name), tools.join(name))?;
    }
    install_locked(&tools)?;
    Ok(tools)
}

/// Where the files for a web server lie.
pub(crate) fn site(project: &Project) -> PathBuf {
    folder(project).join("site")
}

fn folder(project: &Project) -> PathBuf {
    project.scratch("page")
}

/// The path as one would type it in the repository.
fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(project.root()).unwrap_or(path).display().to_string()
}
