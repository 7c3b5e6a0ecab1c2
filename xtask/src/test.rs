//! `cargo xtask test`: every check there is, one step after the other; a failure does not end the run.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::browsers::{Engine, Installed, write_settings};
use crate::build::build;
use crate::ecosystem;
use crate::fuzz;
use crate::licences;
use crate::map_reduce;
use crate::package::{pack_and_install, test_files, tests_folder, types_folder};
use crate::page;
use crate::process::{output, path_with, run, tee};
use crate::project::Project;
use crate::tally::{Suite, Tally};
use crate::toolchain::{TARGET, WasmToolchain};
use crate::tools;

/// Seconds that one engine may take for the crate's own browser tests; the runner's 20 are too few for a slow machine.
const WASM_TEST_LIMIT: &str = "300";
/// Seconds for a driver to answer at all; two cores may be busy compiling.
const DRIVER_LIMIT: &str = "60";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Lint,
    Native,
    Fuzz,
    Js,
    MapReduce,
    WasmPack,
    Browsers,
    Ecosystem,
}

const PARTS: [(&str, Part); 8] = [
    ("lint", Part::Lint),
    ("native", Part::Native),
    ("fuzz", Part::Fuzz),
    ("js", Part::Js),
    ("map-reduce", Part::MapReduce),
    ("wasm-pack", Part::WasmPack),
    ("browsers", Part::Browsers),
    ("ecosystem", Part::Ecosystem),
];

pub(crate) fn step_names() -> Vec<&'static str> {
    PARTS.iter().map(|(name, _)| *name).collect()
}

pub(crate) fn test(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let parts = parse_parts(arguments)?;
    let wanted = |part| parts.contains(&part);
    // Said before an hour of work, not after.
    let chosen = Engine::chosen()?;
    let mut suite = Suite::default();

    if wanted(Part::Lint) {
        lint(project, &mut suite);
    }
    if wanted(Part::Native) {
        suite.step("Rust tests", || native(project));
    }
    if wanted(Part::Fuzz) {
        suite.step("fuzzing, a short run", || fuzz::short(project));
    }
    let needs_package = [Part::Js, Part::MapReduce, Part::Browsers, Part::Ecosystem].into_iter().any(wanted);
    let packed = needs_package && package(project, &mut suite);
    if wanted(Part::Js) {
        suite.step("Node tests", || {
            need_package(packed)?;
            node_tests(project, &tests_folder(project), None)
        });
        suite.step("types and package linters", || {
            need_package(packed)?;
            node_tests(project, &types_folder(project), None)
        });
    }
    if wanted(Part::MapReduce) {
        suite.step("map-reduce engines", || {
            need_package(packed)?;
            map_reduce::prepare(project)?;
            node_tests(project, &project.root().join("tests/map-reduce"), None)
        });
    }
    if wanted(Part::WasmPack) || wanted(Part::Browsers) || wanted(Part::Ecosystem) {
        let mut found = Vec::new();
        for engine in &chosen {
            suite.step(&format!("set up {}", engine.name()), || {
                found.push(engine.ensure(project)?);
                Ok(Tally::default())
            });
        }
        write_settings(project, &found)?;
        if wanted(Part::Ecosystem) {
            suite.step("toolchains", || {
                need_package(packed)?;
                ecosystem::quick(project, &found)
            });
        }
        for engine in chosen {
            let installed = || {
                let installed = found.iter().find(|installed| installed.engine == engine);
                installed.with_context(|| format!("not run: {} is missing", engine.name()))
            };
            if wanted(Part::WasmPack) {
                suite.step(&format!("wasm-pack test, {}", engine.name()), || wasm_pack(project, installed()?));
            }
            if wanted(Part::Browsers) {
                suite.step(&format!("package tests, {}", engine.name()), || {
                    need_package(packed)?;
                    let folder = tests_folder(project).join("browsers");
                    node_tests(project, &folder, Some(installed()?.engine))
                });
            }
        }
    }
    Ok(suite.finish())
}

fn parse_parts(arguments: &[String]) -> Result<Vec<Part>> {
    let list = match arguments {
        [] => return Ok(PARTS.iter().map(|(_, part)| *part).collect()),
        [flag, list] if flag == "--only" => list,
        _ => bail!("usage: cargo xtask test [--only STEP[,STEP]]"),
    };
    list.split(',')
        .map(|wanted| {
            PARTS
                .iter()
                .find(|(name, _)| *name == wanted.trim())
                .map(|(_, part)| *part)
                .with_context(|| format!("no step `{wanted}`; steps are {}", step_names().join(", ")))
        })
        .collect()
}

fn need_package(packed: bool) -> Result<()> {
    if packed { Ok(()) } else { bail!("not run: there is no package to test") }
}

fn cargo(project: &Project, subcommand: &str) -> Command {
    let mut command = Command::new("cargo");
    command.arg(subcommand).current_dir(project.root());
    command
}

fn passes(command: &mut Command) -> Result<Tally> {
    run(command)?;
    Ok(Tally::ONE_PASSED)
}

fn lint(project: &Project, suite: &mut Suite) {
    suite.step("format", || {
        need_component(project, "fmt", "rustfmt")?;
        run(cargo(project, "fmt").args(["--all", "--check"]))?;
        passes(cargo(project, "fmt").args(["--manifest-path", "fuzz/Cargo.toml", "--check"]))
    });
    suite.step("clippy", || {
        need_component(project, "clippy", "clippy")?;
        run(cargo(project, "clippy").args(["--workspace", "--all-targets", "--all-features"]).args(["--", "-D", "warnings"]))?;
        // Without features, as a Rust user builds it: what only the others call would be dead code here.
        passes(cargo(project, "clippy").args(["--lib", "--", "-D", "warnings"]))
    });
    suite.step("clippy, fuzz", || {
        passes(
            cargo(project, "clippy")
                // Without libFuzzer, which is C++ and takes longer than all else.
                .args(["--manifest-path", "fuzz/Cargo.toml", "--locked", "--no-default-features", "--lib", "--bins", "--target-dir"])
                .arg(project.scratch("fuzz").join("lint"))
                .args(["--", "-D", "warnings"]),
        )
    });
    suite.step("clippy, wasm", || {
        passes(
            WasmToolchain::ensure(project)?
                .cargo(project, "clippy")
                .args(["--lib", "--features", "wasm", "--target", TARGET])
                .args(["--", "-D", "warnings"]),
        )
    });
    suite.step("licences", || licences::check(project));
    suite.step("crate, as it would be published", || {
        // What is not committed yet is part of what is tested.
        passes(cargo(project, "publish").args(["--package", "grantex-compliance", "--dry-run", "--allow-dirty"]))
    });
    suite.step("documentation", || {
        passes(
            cargo(project, "doc")
                .args(["--package", "grantex-compliance", "--no-deps", "--all-features"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    });
}

/// A toolchain of rustup's smallest profile lacks these two; rustup can add them.
fn need_component(project: &Project, subcommand: &str, component: &str) -> Result<()> {
    if output(cargo(project, subcommand).arg("--version")).is_ok() {
        return Ok(());
    }
    run(Command::new("rustup").args(["component", "add", component]))
        .with_context(|| format!("`cargo {subcommand}` is needed and could not be added"))
}

fn native(project: &Project) -> Result<Tally> {
    let printed = tee(cargo(project, "test").args(["--workspace", "--all-features", "--no-fail-fast", "--color=never"]))?;
    Tally::of_cargo(&printed.text).checked(printed.success)
}

/// Builds, packs and installs the package. False if there is none to test.
fn package(project: &Project, suite: &mut Suite) -> bool {
    let built = suite.step("build", || {
        build(project)?;
        Ok(Tally::ONE_PASSED)
    });
    built
        && suite.step("pack and install", || {
            pack_and_install(project)?;
            Ok(Tally::ONE_PASSED)
        })
        && suite.step("page", || {
            page::bundle(project)?;
            Ok(Tally::ONE_PASSED)
        })
}

/// The test files of one folder under Node; `engine` is for those that drive a browser.
fn node_tests(project: &Project, folder: &Path, engine: Option<Engine>) -> Result<Tally> {
    let name = engine.map_or("node", Engine::name);
    let summary = project.scratch("engines").join(format!("{name}.tap"));
    std::fs::create_dir_all(project.scratch("engines"))?;
    let mut node = Command::new("node");
    node.arg("--test")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", summary.display()))
        .current_dir(tests_folder(project));
    if let Some(engine) = engine {
        // One browser at a time: several on two cores run into each other's time limits.
        node.arg("--test-concurrency=1").env("ENGINE", engine.name());
    }
    let printed = tee(node.args(test_files(folder)?))?;
    let tap = std::fs::read_to_string(&summary).with_context(|| format!("node left no `{}`", summary.display()))?;
    Tally::of_tap(&tap).checked(printed.success)
}

/// The crate's own browser tests (`tests/web.rs`) in one engine.
fn wasm_pack(project: &Project, installed: &Installed) -> Result<Tally> {
    let toolchain = WasmToolchain::ensure(project)?;
    let wasm_bindgen = tools::wasm_bindgen(project)?;
    let wasm_pack = tools::wasm_pack(project)?;

    let mut command = match installed.launcher.split_first() {
        Some((first, rest)) => {
            let mut launcher = Command::new(first);
            launcher.args(rest).arg(&wasm_pack);
            launcher
        }
        None => Command::new(&wasm_pack),
    };
    let (browser, driver) = match installed.engine {
        Engine::Chrome => ("--chrome", "--chromedriver"),
        Engine::Firefox => ("--firefox", "--geckodriver"),
        Engine::WebKit => ("--safari", "--safaridriver"),
    };
    command
        .args(["test", "--headless", browser, driver])
        .arg(&installed.driver)
        // Otherwise it would download tools of its own choice.
        .args(["--mode", "no-install"])
        .arg(project.root())
        .args(["--features", "wasm", "--test", "web"])
        .current_dir(project.root())
        .envs(installed.environment.iter().map(|(name, value)| (name, value)))
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", installed.capabilities_file(project))
        .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TEST_LIMIT)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", DRIVER_LIMIT)
        .env("WASM_PACK_CACHE", project.tools().join("wasm-pack-cache"))
        // It looks for wasm-bindgen on the PATH, and takes it when the version is the locked one.
        .env("PATH", path_with(wasm_bindgen.parent())?);
    toolchain.configure(project, &mut command);
    let printed = tee(&mut command)?;
    Tally::of_cargo(&printed.text).checked(printed.success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_chosen_by_name_and_a_wrong_name_is_refused() {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(parse_parts(&[]).unwrap().len(), PARTS.len());
        assert_eq!(parse_parts(&words(&["--only", "js,lint"])).unwrap(), [Part::Js, Part::Lint]);
        assert!(parse_parts(&words(&["--only", "jest"])).is_err());
        assert!(parse_parts(&words(&["js"])).is_err());
    }
}
