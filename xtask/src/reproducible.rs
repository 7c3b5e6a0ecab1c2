//! `cargo xtask reproducible`: the commit that is checked out, built and packed twice, in two folders with two homes of cargo's,
//! must give the same bytes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::package::pack_in;
use crate::process::run;
use crate::project::Project;

/// The two folders' names have different lengths, so that a path that slips into the wasm moves what follows it.
const FOLDERS: [&str; 2] = ["one", "another-place"];

pub(crate) fn reproducible(project: &Project) -> Result<()> {
    let scratch = project.scratch("reproducible");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    let mut packed = Vec::new();
    for name in FOLDERS {
        packed.push(built(project, &scratch.join(name))?);
    }
    let [first, second] = packed.as_slice() else { bail!("there are not two packages to compare") };
    if first != second {
        bail!("the same commit gave two different packages: compare the tarballs below `{}`", scratch.display());
    }
    println!("both packages are the same {} bytes", first.len());
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// Clones the commit, builds it there, and gives the tarball's bytes.
fn built(project: &Project, folder: &Path) -> Result<Vec<u8>> {
    let (source, home) = (folder.join("source"), folder.join("cargo"));
    fs::create_dir_all(source.join("target"))?;
    let mut git = Command::new("git");
    git.args(["clone", "--quiet", "--no-checkout"]).arg(project.root()).arg(folder.join("clone"));
    run(&mut git)?;
    fs::rename(folder.join("clone/.git"), source.join(".git"))?;
    run(Command::new("git").args(["checkout", "--quiet", "--force", "HEAD"]).current_dir(&source))?;
    other_home(&home)?;
    link(&project.tools(), &source.join("target/tools"))?;
    let mut build = Command::new("cargo");
    // Its own output folder, whatever is set for this run.
    build.args(["xtask", "build"]).current_dir(&source).env("CARGO_HOME", &home).env_remove("CARGO_TARGET_DIR");
    run(&mut build)?;
    let tarball = pack_in(&source.join("pkg"), folder)?;
    fs::read(&tarball).with_context(|| format!("cannot read `{}`", tarball.display()))
}

/// Another home for cargo: the same settings and downloads under another path, so that nothing is fetched again.
fn other_home(home: &Path) -> Result<()> {
    let own = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let own = own.context("neither CARGO_HOME nor HOME is set")?;
    fs::create_dir_all(home)?;
    for name in ["config.toml", "config", "registry"] {
        if own.join(name).exists() {
            link(&own.join(name), &home.join(name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(original: &Path, link: &Path) -> Result<()> {
    let original = original.canonicalize().with_context(|| format!("`{}` is not there: build once", original.display()))?;
    std::os::unix::fs::symlink(original, link)?;
    Ok(())
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("this command is written for Unix")
}
