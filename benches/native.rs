//! The native build as one contender of `cargo xtask bench`: `native FILE` prints one line of JSON.
//!
//! The document's bytes are in memory before the clock starts, as for the others.

use std::error::Error;
use std::fs;
use std::time::Instant;

use grantex_compliance::{Expected, Report, Verdict, Verifier, VerifyOptions, verify_parallel};

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds this flag.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(file) = arguments.next() else {
        println!("usage: native FILE; `cargo xtask bench` runs it beside the others");
        return Ok(());
    };
    let document = fs::read(file)?;
    let before = resident("VmRSS:");
    let (first, report) = timed(&document)?;
    let peak = resident("VmHWM:");
    let mut warm: Vec<f64> = Vec::new();
    let mut warmed_up = first;
    // As many calls as `contender.mjs` makes.
    while warmed_up < 500.0 {
        warmed_up += timed(&document)?.0;
    }
    while warm.is_empty() || (warm.len() < 5 && warm.iter().sum::<f64>() < 500.0) {
        warm.push(timed(&document)?.0);
    }
    let answer = serde_json::json!({
        "first": first,
        "warm": warm,
        "peakBytes": peak.zip(before).map(|(peak, before)| peak.saturating_sub(before)),
        "valid": report.verdict == Verdict::Intact,
        "entries": report.entries.total,
    });
    println!("{answer}");
    Ok(())
}

/// Milliseconds, and what came out.
fn timed(document: &[u8]) -> Result<(f64, Report), Box<dyn Error>> {
    let begun = Instant::now();
    let report = match std::env::var("BENCH_WORKERS").ok().and_then(|text| text.parse().ok()) {
        Some(threads) => verify_parallel(document, asked_whole(), threads)?,
        None => {
            let mut verifier = Verifier::new(asked_whole())?;
            verifier.push(document)?;
            verifier.finish()?
        }
    };
    Ok((begun.elapsed().as_secs_f64() * 1000.0, report))
}

/// The generated packs were asked for whole.
fn asked_whole() -> VerifyOptions {
    let expected = Expected { since: Some(None), until: Some(None), framework: Some(None), ..Expected::default() };
    VerifyOptions { expected, ..VerifyOptions::default() }
}

/// A line of Linux's account of this process, in bytes; `None` on other systems.
fn resident(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
}
