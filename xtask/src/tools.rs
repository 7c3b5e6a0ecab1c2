//! Tools that the build needs besides the compiler. One on the `PATH` serves when its version fits; otherwise it is
//! installed below `target/tools`, never into the user's own folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{find, output, run};
use crate::project::Project;

/// Writes glue for exactly the version of the library that the crate is compiled with, so that one decides.
const WASM_BINDGEN: &str = "wasm-bindgen";

/// The npm package with `wasm-opt`, compiled to JavaScript: no download beside npm's own.
const BINARYEN: (&str, &str) = ("binaryen", "132.0.0");

/// Versions to install where there is none; any version found serves, these two only drive others.
const WASM_PACK: (&str, &str) = ("wasm-pack", "0.15.1");
const GECKODRIVER: (&str, &str) = ("geckodriver", "0.37.1");

/// `wasm-bindgen`, with `wasm-bindgen-test-runner` beside it.
pub(crate) fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let version = project.locked_version("wasm-bindgen")?;
    let found = find(WASM_BINDGEN, &[bin(project)]);
    if let Some(program) = found {
        let fits = version_of(&program).is_some_and(|has| has == version);
        if fits && program.with_file_name("wasm-bindgen-test-runner").exists() {
            return Ok(program);
        }
    }
    cargo_install(project, "wasm-bindgen-cli", &version)?;
    installed(project, WASM_BINDGEN)
}

/// `wasm-pack`, which runs the crate's own browser tests.
pub(crate) fn wasm_pack(project: &Project) -> Result<PathBuf> {
    any_version(project, WASM_PACK)
}

/// `geckodriver`, through which Firefox is driven.
pub(crate) fn geckodriver(project: &Project) -> Result<PathBuf> {
    any_version(project, GECKODRIVER)
}

/// The script that runs `wasm-opt` under Node.
pub(crate) fn wasm_opt(project: &Project) -> Result<PathBuf> {
    let (name, version) = BINARYEN;
    let folder = project.tools().join("npm");
    let package = folder.join("node_modules").join(name);
    if npm_version(&package).as_deref() != Some(version) {
        need_node()?;
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
        run(Command::new("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund"])
            .args(["--ignore-scripts", "--loglevel=error"])
            .arg(format!("{name}@{version}"))
            .current_dir(&folder))?;
    }
    Ok(package.join("bin/wasm-opt"))
}

/// Fails unless Node and npm are there and new enough for the package.
pub(crate) fn need_node() -> Result<()> {
    const ASK: &str = "Node 20 or later with npm is needed: see https://nodejs.org";
    let version = output(Command::new("node").arg("--version")).context(ASK)?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("{ASK} (found {})", version.trim());
    }
    output(Command::new("npm").arg("--version")).context(ASK)?;
    Ok(())
}

/// Where cargo puts what is installed for this repository.
pub(crate) fn bin(project: &Project) -> PathBuf {
    project.tools().join("bin")
}

fn any_version(project: &Project, (name, version): (&str, &str)) -> Result<PathBuf> {
    if let Some(program) = find(name, &[bin(project)]) {
        if version_of(&program).is_some() {
            return Ok(program);
        }
    }
    cargo_install(project, name, version)?;
    installed(project, name)
}

fn installed(project: &Project, name: &str) -> Result<PathBuf> {
    find(name, &[bin(project)]).with_context(|| format!("`{name}` was installed and is not there"))
}

/// The version in the first line of `--version`: the first word that starts with a digit.
fn version_of(program: &Path) -> Option<String> {
    let text = output(Command::new(program).arg("--version")).ok()?;
    let word = text.lines().next()?.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    Some(word.to_owned())
}

fn npm_version(package: &Path) -> Option<String> {
    let text = fs::read_to_string(package.join("package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(manifest.get("version")?.as_str()?.to_owned())
}

fn cargo_install(project: &Project, name: &str, version: &str) -> Result<()> {
    println!("installing {name} {version} below target/tools (a minute or two, once)");
    let build = project.tools().join("build");
    let install = |locked: bool| {
        let mut command = Command::new("cargo");
        command
            .args(["install", "--quiet", name, "--version", version, "--root"])
            .arg(project.tools())
            .env("CARGO_TARGET_DIR", &build)
            // They run for seconds: their own optimisation would take longer than it saves.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        if locked {
            command.arg("--locked");
        }
        run(&mut command)
    };
    // The author's choice of dependencies first; a registry may lack one of those and have others that serve.
    if let Err(error) = install(true) {
        println!("{error:#}; trying with the newest dependencies that fit");
        install(false)?;
    }
    if build.exists() {
        fs::remove_dir_all(&build)?;
    }
    Ok(())
}
