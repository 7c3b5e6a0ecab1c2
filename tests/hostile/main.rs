//! Input made to deceive, to crash or to exhaust: each case with the exact error and its place, or the exact findings. Every
//! case goes through whole, byte by byte and, where it is small, cut at every byte; and the slow reference verifier, which
//! was written separately, must say the same of it.

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

mod case;
mod documents;
mod encoding;
mod entries;
mod large;
mod members;
mod suite;
mod syntax;
mod truncation;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case::{Case, Expected};
use serde_json::{Value, json};

fn all() -> Vec<Case> {
    [syntax::cases(), encoding::cases(), documents::cases(), members::cases(), entries::cases(), suite::cases()].concat()
}

#[test]
fn names_are_unique() {
    let cases = all();
    println!("{} cases", cases.len());
    let mut seen = HashSet::new();
    for case in &cases {
        assert!(seen.insert(case.name.clone()), "{}", case.name);
    }
    assert!(cases.len() > 1_000, "{}", cases.len());
}

#[test]
fn syntax() {
    case::check_all(&syntax::cases());
}

#[test]
fn encoding() {
    case::check_all(&encoding::cases());
}

#[test]
fn documents() {
    case::check_all(&documents::cases());
}

#[test]
fn members() {
    case::check_all(&members::cases());
}

#[test]
fn entries() {
    case::check_all(&entries::cases());
}

#[test]
fn suite() {
    case::check_all(&suite::cases());
}

/// What the reference says, in the words of [`Expected`].
fn reference_answer(line: &Value) -> Value {
    if let Some(error) = line.get("error") {
        return json!({ "code": error["code"], "offset": error["offset"] });
    }
    let report = &line["report"];
    let said = report["findings"].as_array().unwrap().iter().map(|finding| {
        let part = |name: &str| match &finding[name] {
            Value::Null => String::new(),
            Value::String(text) => format!(" {text}"),
            other => format!(" {other}"),
        };
        format!("{}{}{}{}", finding["code"].as_str().unwrap(), part("index"), part("cause"), part("pointer"))
    });
    json!({ "verdict": report["verdict"], "said": said.collect::<Vec<_>>() })
}

#[test]
fn the_reference_verifier_says_the_same() {
    let cases = all();
    let mut child = Command::new("node")
        .args(["tests/reference/cli.mjs", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is needed for this test");
    let mut input = BufWriter::new(child.stdin.take().unwrap());
    let lines: Vec<String> = cases.iter().map(|case| json!({ "base64": STANDARD.encode(&case.bytes) }).to_string()).collect();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").unwrap();
        }
    });
    let mut differing = Vec::new();
    let mut answers = 0;
    for (line, case) in BufReader::new(child.stdout.take().unwrap()).lines().zip(&cases) {
        let found = reference_answer(&serde_json::from_str(&line.unwrap()).unwrap());
        let expected = match &case.expected {
            Expected::Error { code, offset, .. } => json!({ "code": code, "offset": offset }),
            Expected::Report { verdict, said } => json!({ "verdict": verdict, "said": said }),
        };
        if found != expected {
            differing.push(format!("{}\n  expected  {expected}\n  reference {found}", case.name));
        }
        answers += 1;
    }
    writer.join().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(answers, cases.len());
    assert!(differing.is_empty(), "{} of {answers} differ:\n{}", differing.len(), differing.join("\n"));
}
