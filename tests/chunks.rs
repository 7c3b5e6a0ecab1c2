//! However a document is cut, the answer is the same: every recorded file, whole, in chunks, and in two pieces.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking, in its helpers too"
)]

mod support;

use std::path::PathBuf;

use grantex_compliance::VerifyOptions;
use support::{Numbers, answer, verify, verify_pieces};

/// Files up to this size are cut at every byte.
const SMALL: usize = 4_096;

fn recorded() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/recorded");
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn recorded_documents_in_chunks() {
    let options = VerifyOptions { fingerprint: true, ..VerifyOptions::default() };
    let files = recorded();
    assert_eq!(files.len(), 30);
    for (path, bytes) in files {
        let whole = answer(&verify(&bytes, &options, usize::MAX));
        for chunk in [1, 2, 7, 64, 4_096] {
            assert_eq!(answer(&verify(&bytes, &options, chunk)), whole, "{} in chunks of {chunk}", path.display());
        }
    }
}

#[test]
fn recorded_documents_in_two_pieces() {
    let options = VerifyOptions::default();
    let mut numbers = Numbers::new(support::seed(4));
    let (mut cuts, mut small) = (0, 0);
    for (path, bytes) in recorded() {
        let whole = answer(&verify(&bytes, &options, usize::MAX));
        let places: Vec<usize> = if bytes.len() < SMALL {
            small += 1;
            (0..=bytes.len()).collect()
        } else {
            (0..200).map(|_| numbers.below(bytes.len() + 1)).collect()
        };
        for place in places {
            let (head, tail) = bytes.split_at(place);
            assert_eq!(answer(&verify_pieces([head, tail], &options)), whole, "{} cut at byte {place}", path.display());
            cuts += 1;
        }
    }
    println!("{cuts} cuts");
    assert!(small >= 12 && cuts > 10_000, "{small} small files, {cuts} cuts");
}

/// Pieces of random sizes, with empty ones between.
#[test]
fn recorded_documents_in_random_pieces() {
    let options = VerifyOptions::default();
    let mut numbers = Numbers::new(support::seed(5));
    for (path, bytes) in recorded() {
        let whole = answer(&verify(&bytes, &options, usize::MAX));
        for _ in 0..10 {
            let mut pieces = Vec::new();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let longest = [1, 5, 100, 3_000][numbers.below(4)];
                let (piece, after) = rest.split_at(numbers.below(longest + 1).min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            assert_eq!(answer(&verify_pieces(pieces.iter().copied(), &options)), whole, "{}", path.display());
        }
    }
}
