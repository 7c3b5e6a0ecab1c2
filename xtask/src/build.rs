//! `cargo xtask build`: from the crate to a working `pkg/`.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::page::bundler;
use crate::process::run;
use crate::project::{Project, STEM};
use crate::toolchain::{TARGET, WasmToolchain};
use crate::tools;

/// Only small functions are inlined unasked; where it is asked for, as large ones as LLVM would by itself.
/// Measured in `docs/building.md`.
const INLINING: [&str; 2] = ["-Cllvm-args=-inline-threshold=30", "-Cllvm-args=-inlinehint-threshold=325"];

/// What rustc and wasm-bindgen use in the wasm, and every engine that we support understands.
const WASM_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub(crate) fn build(project: &Project) -> Result<()> {
    tools::need_node()?;
    let toolchain = WasmToolchain::ensure(project)?;
    let wasm_bindgen = tools::wasm_bindgen(project)?;
    let wasm_opt = tools::wasm_opt(project)?;

    run(toolchain
        .cargo(project, "rustc")
        .args(["--package", "grantex-compliance", "--lib", "--features", "wasm"])
        .args(["--crate-type", "cdylib", "--target", TARGET, "--release", "--"])
        .args(INLINING))?;
    let compiled = project.target().join(TARGET).join("release").join(STEM).with_extension("wasm");

    // A folder of its own inside the package: wiped, so that nothing of an older build is shipped.
    let folder = project.package().join("wasm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    run(Command::new(&wasm_bindgen)
        .args(["--target", "web", "--omit-default-module-path"])
        // After a trap the package goes on in a fresh instance.
        .arg("--experimental-reset-state-function")
        .args(["--out-name", STEM, "--out-dir"])
        .arg(&folder)
        .arg(&compiled))?;

    let wasm = folder.join(format!("{STEM}_bg.wasm"));
    run(Command::new("node").arg(&wasm_opt).arg("-O3").args(WASM_FEATURES).arg(&wasm).arg("-o").arg(&wasm))?;

    let scripts = project.root().join("xtask/scripts");
    run(Command::new("node").arg(scripts.join("describe-wasm.mjs")).arg(&wasm))?;
    bundle(project)?;
    run(Command::new("node").arg(scripts.join("download-size.mjs")).arg(project.package()))
}

/// What is shipped besides the wasm: the JavaScript, bundled and minified, and the licence.
fn bundle(project: &Project) -> Result<()> {
    let tools = bundler(project)?;
    run(Command::new("node").arg(project.root().join("xtask/scripts/bundle-package.mjs")).arg(tools))?;
    fs::copy(project.root().join("LICENSE"), project.package().join("LICENSE"))?;
    Ok(())
}

/// Builds the wasm only when there is none; the JavaScript, which takes no time, from its sources of now.
pub(crate) fn build_if_missing(project: &Project) -> Result<()> {
    if project.package().join("wasm/integrity.js").exists() {
        return bundle(project);
    }
    build(project)
}
