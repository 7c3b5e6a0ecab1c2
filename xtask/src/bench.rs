//! `cargo xtask bench`: the package beside what else could do its work, in one run and one table.
//!
//! It measures and judges nothing: no test depends on a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::build::build;
use crate::package::install_locked;
use crate::process::{find, output, run};
use crate::project::Project;
use crate::tools;

pub(crate) const USAGE: &str = "[OPTIONS]";

pub(crate) const OPTIONS: &str = "\
options of `bench`:
  --entries N[,N]      entries in the packs; 100000 unless told
  --packs NAME[,NAME]  server (as the server spells it), metadata (4 KB more in each entry), loose (spelled otherwise)
  --only NAME[,NAME]   wasm, native, json-parse, plain-node, plain-noble, plain-webcrypto, python
  --workers N[,N]      also with so many workers; 1,2 unless told
  --rounds N           5 unless told
  --quick              one round, 10,000 entries
  --growth             packs of 1,000 to 1,000,000 entries, drawn into docs/growth.svg
  --readme             put the result into README.md
  --no-build           the package as it lies in pkg/";

/// WebCrypto is asked for each entry and takes so long that a part must do.
const SAMPLE: u64 = 10_000;

/// Entries of the packs that show what an entry costs as packs grow, and the contenders whose cost is shown.
const GROWTH: [u64; 7] = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const GROWTH_CONTENDERS: [&str; 4] = ["wasm", "native", "json-parse", "plain-node"];

/// The packs: what they are called, what stands above their table, how they are generated, and what share of the entries
/// they have (large ones have fewer, so that the files are of like size).
const PACKS: [Pack; 3] = [
    Pack { name: "server", title: "A pack as the server sends it", options: &[], fewer: 1 },
    Pack { name: "metadata", title: "Large metadata", options: &["--metadata-bytes", "4096"], fewer: 10 },
    Pack { name: "loose", title: "Nothing spelled canonically", options: &["--spelling", "loose"], fewer: 1 },
];

struct Pack {
    name: &'static str,
    title: &'static str,
    options: &'static [&'static str],
    fewer: u64,
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Settings {
    entries: Vec<u64>,
    packs: Vec<String>,
    only: Vec<String>,
    workers: Vec<u64>,
    rounds: u64,
    build: bool,
    growth: bool,
    readme: bool,
}

/// What one types to measure the same: without where the result goes, and whether to build before.
fn command(arguments: &[String]) -> String {
    let told = arguments.iter().map(String::as_str).filter(|word| !["--readme", "--no-build"].contains(word));
    ["cargo", "xtask", "bench"].into_iter().chain(told).collect::<Vec<_>>().join(" ")
}

pub(crate) fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    let settings = parse(arguments)?;
    tools::need_node()?;
    if settings.build {
        build(project)?;
    } else if !project.package().join("wasm/integrity.js").exists() {
        bail!("there is no package to measure: leave `--no-build` out, or run `cargo xtask build` first");
    }
    let folder = project.root().join("benches");
    install_locked(&folder)?;
    let native = native(project)?;
    let scratch = project.scratch("bench");
    fs::create_dir_all(&scratch)?;
    let mut packs = Vec::new();
    for &entries in &settings.entries {
        for pack in PACKS.iter().filter(|pack| settings.packs.iter().any(|name| name == pack.name)) {
            packs.push(generated(project, &scratch, pack, (entries / pack.fewer).max(1))?);
        }
    }
    let python = find("python3", &[]);
    if python.is_none() {
        println!("there is no python3 here: the comparison goes without it");
    }
    let config = json!({
        "command": command(arguments),
        "packs": packs,
        "rounds": settings.rounds,
        "workers": settings.workers,
        "only": settings.only,
        "native": native,
        "python": python,
        "readme": settings.readme.then(|| project.root().join("README.md")),
        "plot": settings.growth.then(|| project.root().join("docs/growth.svg")),
        "results": scratch.join("results.json"),
    });
    let status = Command::new("node").arg(folder.join("compare.mjs")).arg(config.to_string()).status().context("cannot run node")?;
    if !status.success() {
        bail!("the comparison failed ({status})");
    }
    println!("also as JSON: target/bench/results.json");
    Ok(())
}

/// The comparison's native contender, `benches/native.rs`.
fn native(project: &Project) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--package", "grantex-compliance", "--release", "--bench", "native"]).current_dir(project.root());
    run(&mut cargo)?;
    // Cargo puts a hash into the name, and says it only in its messages.
    let messages = output(cargo.args(["--quiet", "--message-format=json"]))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some("native"))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .context("cargo does not say where the native contender lies")
}

/// A pack and its sample, as the comparison reads them; they are kept for the next run.
fn generated(project: &Project, scratch: &Path, pack: &Pack, entries: u64) -> Result<Value> {
    let sample = entries.min(SAMPLE);
    Ok(json!({
        "title": pack.title,
        "file": written(project, scratch, pack, entries)?,
        "entries": entries,
        "sample": { "file": written(project, scratch, pack, sample)?, "entries": sample },
    }))
}

fn written(project: &Project, scratch: &Path, pack: &Pack, entries: u64) -> Result<PathBuf> {
    let file = scratch.join(format!("{}-{entries}.json", pack.name));
    if !is_current(project, &file)? {
        // Written beside and renamed, so that an interrupted run leaves no half of a pack.
        let beside = file.with_extension("tmp");
        let mut node = Command::new("node");
        node.arg("tests/generator/cli.mjs").args(["--entries", &entries.to_string()]).args(pack.options).arg("--out").arg(&beside);
        run(node.current_dir(project.root()))?;
        fs::rename(&beside, &file)?;
    }
    Ok(file)
}

/// Whether a pack was written after the last change to the generator.
fn is_current(project: &Project, file: &Path) -> Result<bool> {
    let Ok(written) = file.metadata().and_then(|found| found.modified()) else { return Ok(false) };
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in fs::read_dir(project.root().join("tests/generator"))? {
        newest = newest.max(source?.metadata()?.modified()?);
    }
    Ok(written > newest)
}

fn parse(arguments: &[String]) -> Result<Settings> {
    let mut settings = Settings {
        entries: vec![100_000],
        packs: PACKS.iter().map(|pack| pack.name.to_owned()).collect(),
        only: Vec::new(),
        workers: vec![1, 2],
        rounds: 5,
        build: true,
        growth: false,
        readme: false,
    };
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        let mut value = || words.next().with_context(|| format!("`{flag}` needs a value\n{OPTIONS}"));
        match flag.as_str() {
            "--entries" => settings.entries = numbers(flag, value()?)?,
            "--workers" => settings.workers = numbers(flag, value()?)?,
            "--rounds" => settings.rounds = number(flag, value()?)?,
            "--packs" => settings.packs = names(value()?),
            "--only" => settings.only = names(value()?),
            "--growth" => {
                settings.entries = GROWTH.to_vec();
                settings.packs = vec!["server".to_owned()];
                settings.only = GROWTH_CONTENDERS.iter().map(|&name| name.to_owned()).collect();
                settings.growth = true;
            }
            "--readme" => settings.readme = true,
            "--no-build" => settings.build = false,
            "--quick" => {
                settings.entries = vec![10_000];
                settings.rounds = 1;
            }
            _ => bail!("`bench` has no option `{flag}`\n{OPTIONS}"),
        }
    }
    if let Some(unknown) = settings.packs.iter().find(|name| !PACKS.iter().any(|pack| pack.name == name.as_str())) {
        bail!("there is no pack `{unknown}`\n{OPTIONS}");
    }
    if settings.readme && !settings.only.is_empty() {
        bail!("the README quotes all contenders: `--readme` and `--only` exclude each other");
    }
    Ok(settings)
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).collect()
}

fn numbers(flag: &str, list: &str) -> Result<Vec<u64>> {
    list.split(',').map(|word| number(flag, word)).collect()
}

/// A whole number above zero, `100000` or `100,000` spelled with underscores.
fn number(flag: &str, word: &str) -> Result<u64> {
    let number = word.trim().replace('_', "").parse::<u64>().ok().filter(|&number| number > 0);
    number.with_context(|| format!("`{flag}` needs a whole number above zero, not `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn settings_are_read_from_the_command_line() {
        let settings = parse(&words(&["--entries", "1000,20_000", "--packs", "loose", "--no-build"])).unwrap();
        assert_eq!(settings.entries, [1_000, 20_000]);
        assert_eq!(settings.packs, ["loose"]);
        assert!(!settings.build);
        assert_eq!(parse(&words(&["--quick"])).unwrap().entries, [10_000]);
        let growth = parse(&words(&["--growth"])).unwrap();
        assert_eq!((growth.entries.last(), growth.packs.as_slice()), (Some(&1_000_000), &["server".to_owned()][..]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for wrong in [&["--entries"][..], &["--entries", "0"], &["--entries", "many"], &["--packs", "huge"], &["--fast"]] {
            assert!(parse(&words(wrong)).is_err(), "{wrong:?}");
        }
    }
}
