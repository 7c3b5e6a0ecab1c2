//! `cargo xtask soak`: the generated documents of `tests/soak`, ten times as many as `cargo xtask test` has.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::project::Project;
use crate::tools;

pub(crate) const USAGE: &str = "[--seed N] [--honest N] [--tampered N]";

/// The seed, honest documents, tampered ones.
#[derive(Debug, PartialEq)]
struct Settings {
    seed: u64,
    honest: u64,
    tampered: u64,
}

pub(crate) fn soak(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let settings = parse(arguments)?;
    tools::need_node()?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--package", "grantex-compliance", "--all-features", "--test", "soak", "--", "--nocapture"])
        .env("SEED", settings.seed.to_string())
        .env("HONEST", settings.honest.to_string())
        .env("TAMPERED", settings.tampered.to_string())
        .current_dir(project.root());
    run(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}

fn parse(arguments: &[String]) -> Result<Settings> {
    let mut settings = Settings { seed: 1, honest: 10_000, tampered: 100_000 };
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        let value = words.next().with_context(|| format!("`{flag}` needs a value; usage: cargo xtask soak {USAGE}"))?;
        let number = value.parse::<u64>().ok().with_context(|| format!("`{flag}` needs a number, not `{value}`"))?;
        match flag.as_str() {
            "--seed" => settings.seed = number,
            "--honest" => settings.honest = number,
            "--tampered" => settings.tampered = number,
            _ => bail!("`soak` has no option `{flag}`; usage: cargo xtask soak {USAGE}"),
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_nonsense_is_refused() {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(parse(&[]).unwrap(), Settings { seed: 1, honest: 10_000, tampered: 100_000 });
        let settings = parse(&words(&["--seed", "7", "--honest", "0", "--tampered", "5"])).unwrap();
        assert_eq!(settings, Settings { seed: 7, honest: 0, tampered: 5 });
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--all", "1"]] {
            assert!(parse(&words(wrong)).is_err(), "{wrong:?}");
        }
    }
}
