//! Generated documents by the thousand: honest ones of every shape, of which none is called broken, and tampered ones of every
//! kind, of which none is called intact.
//!
//! `cargo xtask soak` has ten times as many; `SEED`, `HONEST` and `TAMPERED` choose other ones and another number of them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

#[path = "../support/mod.rs"]
mod support;

mod honest;
mod tampered;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

/// How many, unless the environment says otherwise.
fn wanted(name: &str, default: usize) -> usize {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Gives each of the generator's cases to `judge`; tells how many there were.
fn each_case(generator: &str, count: usize, mut judge: impl FnMut(&Value)) -> usize {
    let seed = support::seed(1);
    let mut child = Command::new("node")
        .args([generator, "--seed", &seed.to_string(), "--count", &count.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is needed for this test");
    let mut cases = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        judge(&serde_json::from_str(&line.unwrap()).unwrap());
        cases += 1;
    }
    assert!(child.wait().unwrap().success());
    cases
}
