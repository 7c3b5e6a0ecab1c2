//! The npm package as a user gets it: packed, and installed into a project that holds nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::project::Project;

const NAME: &str = "grantex-compliance";

/// Packs `pkg/`, installs the tarball into `target/packed/project`, and lets the JavaScript tests find it there.
pub(crate) fn pack_and_install(project: &Project) -> Result<()> {
    let folder = project.scratch("packed");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let consumer = folder.join("project");
    fs::create_dir_all(&consumer)?;
    fs::write(consumer.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    let tarball = pack(project, &folder)?;
    run(npm("install").args(["--no-audit", "--no-fund"]).arg(tarball).current_dir(&consumer))?;
    let installed = consumer.join("node_modules").join(NAME);
    if !installed.join("package.json").is_file() {
        bail!("npm installed the tarball, and `{}` is not there", installed.display());
    }
    need_nothing_else(&consumer)?;
    prepare_tests(project, &installed)
}

/// Packs `pkg/` as it lies there; gives the tarball.
pub(crate) fn pack(project: &Project, folder: &Path) -> Result<PathBuf> {
    pack_in(&project.package(), folder)
}

/// The same for a package that lies elsewhere.
pub(crate) fn pack_in(package: &Path, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    // One of an older version would be taken for this one.
    while let Ok(old) = tarball(folder) {
        fs::remove_file(old)?;
    }
    run(npm("pack").arg("--pack-destination").arg(folder).current_dir(package))?;
    tarball(folder)
}

fn npm(subcommand: &str) -> Command {
    let mut command = Command::new("npm");
    command.args([subcommand, "--loglevel=error", "--no-update-notifier"]);
    command
}

fn tarball(folder: &Path) -> Result<PathBuf> {
    fs::read_dir(folder)?
        .flatten()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .with_context(|| format!("npm left no tarball in `{}`", folder.display()))
}

/// The package promises to have no runtime dependencies: after its installation it is alone.
fn need_nothing_else(consumer: &Path) -> Result<()> {
    for entry in fs::read_dir(consumer.join("node_modules"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != NAME && !name.starts_with('.') {
            bail!("installing the package brought `{name}` along; it must have no dependencies");
        }
    }
    Ok(())
}

/// Installs what a folder's scripts need, as its lock file has it, unless that was done before.
pub(crate) fn install_locked(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("package-lock.json is missing: run `npm install` in `{}`", folder.display()))?;
    let mark = folder.join("node_modules/.installed-from");
    if fs::read(&mark).ok().as_ref() != Some(&lock) {
        run(npm("ci").args(["--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder))?;
        fs::write(&mark, &lock)?;
    }
    Ok(())
}

/// Installs what the JavaScript tests need, and links the installed package into their folders, so that they import it by
/// its name.
fn prepare_tests(project: &Project, installed: &Path) -> Result<()> {
    for tests in [tests_folder(project), types_folder(project)] {
        install_locked(&tests)?;
        let link = tests.join("node_modules").join(NAME);
        if link.symlink_metadata().is_ok() {
            fs::remove_file(&link)?;
        }
        symlink(installed, &link).with_context(|| format!("cannot link the package at `{}`", link.display()))?;
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(original: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(windows)]
fn symlink(original: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(original, link)
}

pub(crate) fn tests_folder(project: &Project) -> PathBuf {
    project.root().join("tests/js")
}

/// The tests of the types, and what writes the API reference.
pub(crate) fn types_folder(project: &Project) -> PathBuf {
    project.root().join("tests/types")
}

/// The test files in a folder, in a fixed order. Node's own search differs between its versions.
pub(crate) fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("no folder `{}`", folder.display()))?
        .flatten()
        .map(|file| file.path())
        .filter(|path| {
            let name = path.to_string_lossy();
            name.ends_with(".test.mjs") || name.ends_with(".test.js")
        })
        .collect();
    if files.is_empty() {
        bail!("`{}` holds no test files", folder.display());
    }
    files.sort();
    Ok(files)
}
