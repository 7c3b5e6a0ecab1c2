//! A compiler for `wasm32-unknown-unknown`, whatever the machine starts from:
//!
//! 1. the active toolchain has the target: nothing to do;
//! 2. rustup can download it: `rustup target add`, within a time limit;
//! 3. neither: Debian's `rustc-web` brings a compiler and the sources of the standard library, which is compiled once
//!    into a sysroot below `target/tools`. Nothing but the packages themselves is changed outside the repository.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{find, output, run, succeeds_within};
use crate::project::Project;
use crate::system::install_packages;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may try: it repeats failed downloads, and a machine without a way out should not wait for ever.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

/// What Debian calls the compiler, its cargo, the sources of std, a linker for wasm, and clippy.
const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19", "rust-web-clippy"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-19";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";
const DEBIAN_STD_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// The compiler that makes the wasm. Everything else is compiled by the active toolchain.
#[derive(Debug, Clone)]
pub(crate) enum WasmToolchain {
    /// The active toolchain has the target.
    Active,
    /// Debian's compiler, with a standard library of our own making.
    Debian { sysroot: PathBuf },
}

impl WasmToolchain {
    /// Finds or makes one.
    pub(crate) fn ensure(project: &Project) -> Result<Self> {
        if active_has_target()? {
            return Ok(Self::Active);
        }
        if let Some(made_before) = debian_at_hand(project) {
            return Ok(made_before);
        }
        if find("rustup", &[]).is_some() {
            println!("the active Rust toolchain cannot compile for {TARGET}: asking rustup");
            let mut add = Command::new("rustup");
            add.args(["target", "add", TARGET]);
            if succeeds_within(&mut add, RUSTUP_LIMIT)? && active_has_target()? {
                return Ok(Self::Active);
            }
            println!("rustup could not add the target: trying Debian's compiler");
        }
        if !cfg!(target_os = "linux") {
            bail!("the active Rust toolchain cannot compile for {TARGET}: run `rustup target add {TARGET}`");
        }
        debian(project)
    }

    /// `cargo` with a subcommand, set up so that code for wasm is compiled by this toolchain.
    ///
    /// `simd128` is in every engine of the last years; the other features that rustc enables by itself stay enabled.
    /// Paths of this machine are cut from the panic messages, so that two machines build the same bytes.
    pub(crate) fn cargo(&self, project: &Project, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Debian { .. } if subcommand == "clippy" => {
                let mut clippy = Command::new(DEBIAN_CLIPPY);
                clippy.env("CARGO", DEBIAN_CARGO);
                clippy
            }
            _ => Command::new("cargo"),
        };
        command.arg(subcommand).current_dir(project.root());
        self.configure(project, &mut command);
        command
    }

    /// The same for a program that calls cargo itself.
    pub(crate) fn configure(&self, project: &Project, command: &mut Command) {
        let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
        flags.extend(remapped_paths(project));
        if let Self::Debian { sysroot } = self {
            flags.push(format!("--sysroot={}", sysroot.display()));
            command.env("RUSTC", DEBIAN_RUSTC).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
        }
        // The encoded form, because a path may hold a space.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")).env("CARGO_TARGET_DIR", project.target());
    }
}

fn remapped_paths(project: &Project) -> Vec<String> {
    let remapped = |path: &Path, to: &str| format!("--remap-path-prefix={}={to}", path.display());
    let mut flags = vec![remapped(project.root(), ".")];
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    if let Some(home) = home {
        flags.push(remapped(&home, "cargo"));
        // One folder for each registry, named for its address: a mirror is another one.
        let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
        flags.extend(registries.map(|registry| remapped(&registry.path(), "crates")));
    }
    flags.extend(std_sources().map(|(folder, name)| remapped(&folder, &name)));
    flags
}

/// Where the standard library's sources are, if a toolchain has them, and what they are called where it has not.
fn std_sources() -> Option<(PathBuf, String)> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"])).ok()?;
    let version = output(Command::new("rustc").arg("-vV")).ok()?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "))?;
    Some((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")))
}

fn active_has_target() -> Result<bool> {
    let sysroot =
        output(Command::new("rustc").args(["--print", "sysroot"])).context("a Rust toolchain is needed: install one with rustup")?;
    Ok(has_std(Path::new(sysroot.trim())))
}

fn library_folder(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn has_std(sysroot: &Path) -> bool {
    let Ok(files) = fs::read_dir(library_folder(sysroot)) else {
        return false;
    };
    files.flatten().any(|file| {
        let name = file.file_name().to_string_lossy().into_owned();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Debian's compiler, where everything for it was set up by an earlier run.
fn debian_at_hand(project: &Project) -> Option<WasmToolchain> {
    if !debian_is_complete() {
        return None;
    }
    let sysroot = debian_sysroot(project).ok()?;
    has_std(&sysroot).then_some(WasmToolchain::Debian { sysroot })
}

fn debian_is_complete() -> bool {
    let files = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_LINKER, DEBIAN_CLIPPY, DEBIAN_STD_SOURCES];
    files.iter().all(|file| Path::new(file).exists())
}

/// Named for the compiler's version: a standard library serves only the compiler that made it.
fn debian_sysroot(project: &Project) -> Result<PathBuf> {
    let version = output(Command::new(DEBIAN_RUSTC).arg("-V"))?;
    let Some(number) = version.split_whitespace().nth(1) else {
        bail!("`{DEBIAN_RUSTC} -V` printed no version: `{}`", version.trim());
    };
    Ok(project.tools().join(format!("wasm-sysroot-{number}")))
}

fn debian(project: &Project) -> Result<WasmToolchain> {
    if !debian_is_complete() {
        install_packages(&DEBIAN_PACKAGES, "compiling to WebAssembly")?;
    }
    let sysroot = debian_sysroot(project)?;
    if !has_std(&sysroot) {
        build_std(project, &sysroot)?;
    }
    Ok(WasmToolchain::Debian { sysroot })
}

/// Compiles the standard library for wasm, with bitcode inside so that link-time optimisation reaches it.
fn build_std(project: &Project, sysroot: &Path) -> Result<()> {
    println!("compiling the standard library for {TARGET} once (about a minute)");
    let work = project.tools().join("wasm-std");
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("src/lib.rs"), "")?;
    // The empty workspace table keeps cargo from taking it for a member of the repository's.
    fs::write(work.join("Cargo.toml"), "[package]\nname = \"sysroot\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n")?;
    let target = work.join("target");
    run(Command::new(DEBIAN_CARGO)
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .current_dir(&work)
        .env("RUSTC", DEBIAN_RUSTC)
        // -Zbuild-std is for nightly compilers; this makes the packaged one accept it, for this one build.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target))?;

    // Filled under another name first: an interrupted copy must not pass for a sysroot.
    let unfinished = project.tools().join("wasm-sysroot-unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let libraries = library_folder(&unfinished);
    fs::create_dir_all(&libraries)?;
    for file in fs::read_dir(target.join(TARGET).join("release/deps"))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libsysroot-") {
            fs::copy(file.path(), libraries.join(&name))?;
        }
    }
    if sysroot.exists() {
        fs::remove_dir_all(sysroot)?;
    }
    fs::rename(&unfinished, sysroot)?;
    fs::remove_dir_all(&work)?;
    Ok(())
}
