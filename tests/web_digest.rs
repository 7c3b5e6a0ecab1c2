//! The hashing that is WebAssembly's own, of single messages and of four at a time in its vectors, against the `sha2` crate. Runs in Node and in browsers.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says no by panicking, in its helpers too")]

use grantex_compliance::digest::{Digest, Messages, sha256};
use sha2::Digest as _;
use wasm_bindgen_test::wasm_bindgen_test;

/// Deterministic numbers (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Hashes messages of these lengths, together and one by one.
fn check(lengths: &[usize], numbers: &mut Numbers) {
    let mut messages = Messages::default();
    let mut expected = vec![sha256(b"before")];
    for length in lengths {
        let message: Vec<u8> = (0..*length).map(|_| numbers.next().to_le_bytes()[3]).collect();
        let by_the_library: [u8; 32] = sha2::Sha256::digest(&message).into();
        expected.push(Digest::from_bytes(by_the_library));
        assert_eq!(sha256(&message), Digest::from_bytes(by_the_library), "length {length}");
        messages.add(&message);
    }
    let mut found: Vec<Digest> = vec![sha256(b"before")];
    messages.hash(&mut found);
    assert_eq!(found, expected, "lengths {lengths:?}");
}

#[wasm_bindgen_test]
fn example_of_the_standard() {
    let (mut messages, mut out) = (Messages::default(), Vec::new());
    [&b"abc"[..], b"abc", b"abc", b""].iter().for_each(|message| messages.add(message));
    messages.hash(&mut out);
    let hex: Vec<_> = out.iter().map(Digest::to_hex).collect();
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex, [abc, abc, abc, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]);
}

#[wasm_bindgen_test]
fn every_length_up_to_300_in_every_lane() {
    let mut numbers = Numbers(1);
    for length in 0..=300 {
        for company in 1..=5 {
            check(&vec![length; company], &mut numbers);
        }
    }
    let mut lengths: Vec<usize> = (0..=300).collect();
    check(&lengths, &mut numbers);
    lengths.reverse();
    check(&lengths, &mut numbers);
}

#[wasm_bindgen_test]
fn mixes_of_lengths() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    for _ in 0..2_000 {
        let messages = 1 + numbers.below(64);
        let lengths: Vec<usize> = (0..messages).map(|_| numbers.below(2_000)).collect();
        check(&lengths, &mut numbers);
    }
}

#[wasm_bindgen_test]
fn a_long_message_among_short_ones() {
    let mut numbers = Numbers(7);
    for place in 0..6 {
        let mut lengths = [1, 119, 64, 55, 0, 500];
        lengths[place] = 1_000_000;
        check(&lengths, &mut numbers);
    }
    check(&[], &mut numbers);
}

#[wasm_bindgen_test]
fn hexadecimal_digits() {
    let good = *b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Digest::from_hex(&good), Some(sha256(b"abc")));
    for place in 0..64 {
        for byte in 0..=u8::MAX {
            let mut text = good;
            text[place] = byte;
            match Digest::from_hex(&text) {
                Some(digest) => assert_eq!(digest.to_hex().as_bytes(), text),
                None => assert!(!matches!(byte, b'0'..=b'9' | b'a'..=b'f'), "{byte:#x} at {place}"),
            }
        }
    }
}
