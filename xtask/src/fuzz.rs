//! `cargo xtask fuzz`: builds the targets of `fuzz/`, gives them the recorded answers and the vectors to begin with, runs each
//! for a while, and prints what came of it.
//!
//! The engine is libFuzzer, and coverage guides it. The compiler adds the counters by flags that a stable one takes, too, so
//! neither a nightly compiler nor `cargo fuzz` is needed. (The latter works as well, in `fuzz/`.)

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::process::{find, line, output, run};
use crate::project::Project;
use crate::system::install_packages;
use crate::tally::Tally;
use crate::tools;

pub(crate) const USAGE: &str = "[--target T,…] [--seconds N] [--jobs N]";

/// What each target reads; longest inputs in bytes.
const TARGETS: [(&str, u32); 13] = [
    ("document", 131_072),
    ("log", 4_096),
    ("piece", 131_072),
    ("line", 65_536),
    ("metadata", 16_384),
    ("entry", 16_384),
    ("number", 4_096),
    ("string", 4_096),
    ("instant", 1_024),
    ("options", 16_384),
    ("models", 16_384),
    ("answer", 65_536),
    ("exchange", 16_384),
];

/// Seconds a target unless told.
const SECONDS: u32 = 60;

/// Seconds a target in `cargo xtask test`: all first inputs, and some thousands of new ones.
const SHORT: u32 = 7;

/// Seconds after which one input counts as a hang.
const HANG: u32 = 60;

/// What makes the compiler count the edges that are taken, and show the engine what is compared.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

#[derive(Debug)]
struct Settings {
    targets: Vec<(&'static str, u32)>,
    seconds: u32,
    jobs: usize,
}

/// What one target came to.
#[derive(Debug, Default, Clone, PartialEq)]
struct Outcome {
    inputs: u64,
    per_second: u64,
    edges: u64,
    corpus: u64,
    failed: bool,
}

pub(crate) fn fuzz(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let tally = run_all(project, &parse(arguments)?)?;
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The short run of `cargo xtask test`.
pub(crate) fn short(project: &Project) -> Result<Tally> {
    run_all(project, &Settings { targets: TARGETS.to_vec(), seconds: SHORT, jobs: 1 })
}

fn run_all(project: &Project, settings: &Settings) -> Result<Tally> {
    let folder = project.scratch("fuzz");
    let programs = build(project, &folder)?;
    tools::need_node()?;
    run(Command::new("node").arg("fuzz/seeds.mjs").arg(folder.join("seeds")).current_dir(project.root()))?;
    println!("{} targets, {} s each; findings and logs: target/fuzz\n", settings.targets.len(), settings.seconds);
    println!("{:<10} {:>12} {:>10} {:>8} {:>8}  result", "target", "inputs", "inputs/s", "edges", "corpus");

    let left = Mutex::new(settings.targets.iter());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..settings.jobs.clamp(1, settings.targets.len().max(1)) {
            scope.spawn(|| {
                // The lock is given back before the target runs.
                let next = || left.lock().ok().and_then(|mut left| left.next().copied());
                while let Some((name, max)) = next() {
                    let outcome = run_one(&folder, &programs, name, max, settings.seconds);
                    if let Ok(mut done) = done.lock() {
                        print_row(name, &outcome);
                        done.push((name, outcome));
                    }
                }
            });
        }
    });

    let done = done.into_inner().unwrap_or_default();
    let mut tally = Tally::default();
    for (name, outcome) in &done {
        match outcome {
            Ok(outcome) if !outcome.failed => tally.passed += 1,
            Ok(_) => tally.failed += 1,
            Err(error) => {
                println!("{name}: {error:#}");
                tally.failed += 1;
            }
        }
    }
    let inputs: u64 = done.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()).map(|outcome| outcome.inputs).sum();
    println!("\n{inputs} inputs, {} of {} targets without a finding", tally.passed, done.len());
    for name in done.iter().filter(|(_, outcome)| outcome.as_ref().is_ok_and(|outcome| outcome.failed)).map(|(name, _)| name) {
        println!("\nwhat `{name}` says:\n{}", tail(&folder.join(format!("{name}.log")))?);
    }
    Ok(tally)
}

fn print_row(name: &str, outcome: &Result<Outcome>) {
    match outcome {
        Ok(Outcome { inputs, per_second, edges, corpus, failed }) => {
            let result = if *failed { "FAILED" } else { "no finding" };
            println!("{name:<10} {inputs:>12} {per_second:>10} {edges:>8} {corpus:>8}  {result}");
        }
        Err(_) => println!("{name:<10} {:>12} {:>10} {:>8} {:>8}  FAILED", "", "", "", ""),
    }
}

/// Builds all targets; gives the folder they are in.
fn build(project: &Project, folder: &Path) -> Result<PathBuf> {
    if find("c++", &[]).is_none() {
        install_packages(&["g++"], "compiling libFuzzer")?;
    }
    let version = output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say what it compiles for")?;
    let target = folder.join("build");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--locked", "--release", "--bins", "--manifest-path", "fuzz/Cargo.toml"])
        // With a target said, build scripts are compiled without the flags.
        .args(["--target", host, "--target-dir"])
        .arg(&target)
        .env("RUSTFLAGS", COVERAGE)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(project.root());
    run(&mut cargo)?;
    Ok(target.join(host).join("release"))
}

fn run_one(folder: &Path, programs: &Path, name: &str, max: u32, seconds: u32) -> Result<Outcome> {
    let (corpus, log) = (folder.join("corpus").join(name), folder.join(format!("{name}.log")));
    fs::create_dir_all(&corpus)?;
    let findings = folder.join("findings");
    fs::create_dir_all(&findings)?;
    let mut command = Command::new(programs.join(name));
    command
        .args([format!("-max_total_time={seconds}"), format!("-max_len={max}"), format!("-timeout={HANG}")])
        .arg("-print_final_stats=1")
        .arg(format!("-artifact_prefix={}/{name}-", findings.display()))
        .arg(&corpus)
        .arg(folder.join("seeds").join(name))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log)?);
    let status = command.status().with_context(|| format!("cannot run `{}`", line(&command)))?;
    // A target may print bytes of its input.
    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let outcome = Outcome { failed: !status.success(), ..read(&said) };
    if outcome.inputs == 0 {
        bail!("`{}` ran nothing ({status})", line(&command));
    }
    Ok(outcome)
}

/// What libFuzzer says at its end, and in its last line about coverage.
fn read(said: &str) -> Outcome {
    let number = |text: &str| text.trim().parse::<u64>().unwrap_or(0);
    let stat = |name: &str| said.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name)).map_or(0, number);
    let progress = said.lines().rfind(|line| line.starts_with('#') && line.contains(" cov: ")).unwrap_or_default();
    let after = |word: &str| {
        let rest = progress.split_once(word).map_or("", |(_, rest)| rest);
        number(rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default())
    };
    Outcome {
        inputs: stat("number_of_executed_units:"),
        per_second: stat("average_exec_per_sec:"),
        edges: after(" cov: "),
        corpus: after(" corp: "),
        failed: false,
    }
}

/// From the panic's message on, as far as it is of use.
fn tail(log: &Path) -> Result<String> {
    let said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    let from = lines.iter().position(|line| line.contains("panicked at") || line.starts_with("==")).unwrap_or(0);
    let kept = lines.iter().skip(from).filter(|line| !line.starts_with("stat::")).take(12);
    let artifact = lines.iter().rev().find(|line| line.contains("Test unit written to"));
    Ok(kept.chain(artifact).copied().collect::<Vec<_>>().join("\n"))
}

fn parse(arguments: &[String]) -> Result<Settings> {
    let mut settings = Settings { targets: TARGETS.to_vec(), seconds: SECONDS, jobs: 1 };
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        let value = words.next().with_context(|| format!("`{flag}` needs a value; usage: cargo xtask fuzz {USAGE}"))?;
        let number =
            || value.parse::<u32>().ok().filter(|&number| number > 0).with_context(|| format!("`{flag}` needs a number above zero"));
        match flag.as_str() {
            "--target" => {
                let known = |name: &str| TARGETS.into_iter().find(|(target, _)| *target == name.trim());
                let names = TARGETS.map(|(name, _)| name).join(", ");
                let found = value.split(',').map(|name| known(name).with_context(|| format!("no target `{name}`; targets are {names}")));
                settings.targets = found.collect::<Result<_>>()?;
            }
            "--seconds" => settings.seconds = number()?,
            "--jobs" => settings.jobs = usize::try_from(number()?)?,
            _ => bail!("`fuzz` has no option `{flag}`; usage: cargo xtask fuzz {USAGE}"),
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn settings_are_read_and_nonsense_is_refused() {
        let settings = parse(&words(&["--target", "log,entry", "--seconds", "5", "--jobs", "2"])).unwrap();
        assert_eq!(settings.targets, [("log", 4_096), ("entry", 16_384)]);
        assert_eq!((settings.seconds, settings.jobs), (5, 2));
        assert_eq!(parse(&[]).unwrap().targets.len(), TARGETS.len());
        for wrong in [&["--target", "logs"][..], &["--seconds", "0"], &["--seconds"], &["--fast", "1"]] {
            assert!(parse(&words(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn every_target_is_a_program_of_the_folder() {
        let manifest = include_str!("../../fuzz/Cargo.toml");
        for (name, _) in TARGETS {
            assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
        }
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    }

    #[test]
    fn the_engines_figures_are_read() {
        let said = "#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 27Mb\n\
            #1228975\tDONE   cov: 298 ft: 628 corp: 198/3638b lim: 10325 exec/s: 94536 rss: 28Mb\n\
            stat::number_of_executed_units: 1228975\nstat::average_exec_per_sec:     94536\n";
        let expected = Outcome { inputs: 1_228_975, per_second: 94_536, edges: 298, corpus: 198, failed: false };
        assert_eq!(read(said), expected);
    }
}
