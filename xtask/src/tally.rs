//! Counting tests across the runners, and the table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How many lines of what a failed test said stand under the table.
const LINES_OF_A_FAILURE: usize = 30;

/// How many tests a step ran.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// What each failed test said, its name in the first line: at the end of a log of an hour one wants to see it again.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// A check that is one thing: it passed, or there would have been an error.
    pub(crate) const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0, failures: Vec::new() };

    /// Adds up the `test result:` lines of `cargo test` and of wasm-bindgen's runner.
    pub(crate) fn of_cargo(text: &str) -> Self {
        let mut sum = Self::default();
        let results = text.lines().filter_map(|line| line.trim_start().strip_prefix("test result: "));
        for result in results {
            // "ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s"
            let counts = result.split_once(". ").map_or("", |(_, counts)| counts);
            for count in counts.split("; ") {
                sum.add_count(count.split_once(' ').map(|(number, what)| (what, number)));
            }
        }
        let begins = |line: &str| line.starts_with("---- ") && line.ends_with(" ----");
        sum.failures = sections(text, begins, |line| line == "failures:" || line.starts_with("test result: "));
        sum
    }

    /// Reads the summary that ends the TAP output of `node --test`.
    pub(crate) fn of_tap(text: &str) -> Self {
        let mut sum = Self::default();
        // Only lines at the margin: those of nested tests are indented.
        for line in text.lines().filter_map(|line| line.strip_prefix("# ")) {
            sum.add_count(line.split_once(' '));
        }
        sum.failures = sections(text, |line| line.starts_with("not ok "), |line| !line.is_empty() && !line.starts_with(' '));
        sum
    }

    fn add_count(&mut self, count: Option<(&str, &str)>) {
        let Some((what, number)) = count else { return };
        let Ok(number) = number.trim().parse::<u64>() else {
            return;
        };
        match what {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" | "cancelled" => self.failed += number,
            "ignored" | "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    /// Refuses what a runner may call success and nobody should: nothing ran, or something was skipped.
    pub(crate) fn checked(self, success: bool) -> Result<Self> {
        if self.failed > 0 {
            return Ok(self);
        }
        if !success {
            bail!("the tests did not run to their end");
        }
        if self.passed == 0 {
            bail!("no test ran");
        }
        if self.skipped > 0 {
            bail!("{} tests were skipped: a skipped test counts as a failure", self.skipped);
        }
        Ok(self)
    }
}

/// The parts of a text that begin with such a line, each until the next such line or one that ends it.
fn sections(text: &str, begins: impl Fn(&str) -> bool, ends: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim_end) {
        if begins(line) {
            inside = true;
            found.push(Vec::new());
        } else if ends(line) {
            inside = false;
        }
        match found.last_mut() {
            Some(section) if inside && section.len() < LINES_OF_A_FAILURE => section.push(line),
            _ => {}
        }
    }
    found.iter().map(|lines| lines.join("\n").trim_end().to_owned()).collect()
}

/// The steps of a run, with what came of each.
#[derive(Debug, Default)]
pub(crate) struct Suite {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: String,
    tally: Tally,
    took: Duration,
    error: Option<String>,
}

impl Suite {
    /// Runs one step; its failure is written down and the run goes on. True if it passed.
    pub(crate) fn step(&mut self, name: &str, action: impl FnOnce() -> Result<Tally>) -> bool {
        println!("\n=== {name}");
        let started = Instant::now();
        let outcome = action();
        let took = started.elapsed();
        let (tally, error) = match outcome {
            Ok(tally) => (tally, None),
            Err(error) => {
                println!("error: {error:#}");
                let failed = Tally { failed: 1, ..Tally::default() };
                (failed, Some(format!("{error:#}")))
            }
        };
        println!("=== {name}: {} ({:.1} s)", verdict(&tally), took.as_secs_f64());
        let passed = tally.failed == 0;
        self.steps.push(Step { name: name.to_owned(), tally, took, error });
        passed
    }

    /// Prints the table and, alone on the last line, the two sums. The code is a failure's if anything failed.
    pub(crate) fn finish(self) -> ExitCode {
        let width = self.steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
        println!("\n{:width$}  {:>6}  {:>7}  {:>9}", "step", "result", "tests", "time");
        let mut sum = Tally::default();
        let mut time = Duration::ZERO;
        for step in &self.steps {
            let Tally { passed, failed, .. } = step.tally;
            println!("{:width$}  {:>6}  {:>7}  {:>7.1} s", step.name, verdict(&step.tally), passed + failed, step.took.as_secs_f64());
            sum.passed += passed;
            sum.failed += failed;
            time += step.took;
        }
        println!("{:width$}  {:>6}  {:>7}  {:>7.1} s", "all", verdict(&sum), sum.passed + sum.failed, time.as_secs_f64());
        for step in self.steps.iter().filter(|step| step.tally.failed > 0) {
            match &step.error {
                Some(error) => println!("\nfailed: {}: {error}", step.name),
                None => println!("\nfailed: {}: {} tests", step.name, step.tally.failed),
            }
            for failure in &step.tally.failures {
                println!("\n{failure}");
            }
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed > 0 || sum.passed == 0 {
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}

fn verdict(tally: &Tally) -> &'static str {
    if tally.failed == 0 { "passed" } else { "FAILED" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_added_up() {
        let text = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s\n\
            \n    test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 filtered out; finished in 0.02s\n";
        let expected = Tally { passed: 6, failed: 1, skipped: 2, ..Tally::default() };
        assert_eq!(Tally::of_cargo(text), expected);
    }

    #[test]
    fn the_tap_summary_is_read_and_nested_comments_are_not() {
        let text = "TAP version 13\n# Subtest: pass 7\n    # pass 9\nok 1 - pass 7\n1..1\n# tests 12\n# suites 0\n\
            # pass 8\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 17\n";
        let expected = Tally { passed: 8, failed: 2, skipped: 2, ..Tally::default() };
        assert_eq!(Tally::of_tap(text), expected);
    }

    #[test]
    fn what_failed_tests_said_is_kept_for_the_end() {
        let cargo = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\nleft: 1\n\nright: 2\n\n---- c stdout ----\nwhy\n\n\
            failures:\n    b\n    c\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        assert_eq!(Tally::of_cargo(cargo).failures, ["---- b stdout ----\nleft: 1\n\nright: 2", "---- c stdout ----\nwhy"]);
        let tap = "# Subtest: a\nnot ok 1 - a\n  ---\n  error: 'why'\n  ...\nok 2 - b\n  ---\n  duration_ms: 1\n  ...\n1..2\n# fail 1\n";
        assert_eq!(Tally::of_tap(tap).failures, ["not ok 1 - a\n  ---\n  error: 'why'\n  ..."]);
        let long = format!("---- a stdout ----\n{}", "line\n".repeat(1_000));
        assert_eq!(Tally::of_cargo(&long).failures[0].lines().count(), LINES_OF_A_FAILURE);
    }

    #[test]
    fn an_empty_or_partly_skipped_run_is_no_success() {
        assert!(Tally::default().checked(true).is_err());
        assert!(Tally::ONE_PASSED.checked(false).is_err());
        let skipped = Tally { skipped: 1, ..Tally::ONE_PASSED };
        assert!(skipped.checked(true).is_err());
        assert_eq!(Tally::ONE_PASSED.checked(true).unwrap(), Tally::ONE_PASSED);
    }
}
