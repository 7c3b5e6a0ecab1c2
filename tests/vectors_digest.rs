//! SHA-256 against the examples of its standard, and hexadecimal text against the obvious reading.
#![cfg(not(target_arch = "wasm32"))]

use grantex_compliance::digest::{Digest, Messages, Sha256, sha256};
use proptest::prelude::*;

/// FIPS 180-4's examples, published with it by NIST, and the empty message.
const EXAMPLES: [(&[u8], &str); 4] = [
    (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    ),
];

#[test]
fn examples_of_the_standard() {
    let mut messages = Messages::default();
    for (message, hex) in EXAMPLES {
        assert_eq!(sha256(message).to_hex(), hex);
        let mut pieces = Sha256::new();
        message.chunks(7).for_each(|piece| pieces.update(piece));
        assert_eq!(pieces.finish().to_hex(), hex);
        messages.add(message);
    }
    let mut out = Vec::new();
    messages.hash(&mut out);
    assert!(out.iter().map(Digest::to_hex).eq(EXAMPLES.map(|(_, hex)| hex)));
}

#[test]
fn a_million_letters() {
    let mut hasher = Sha256::new();
    for _ in 0..1_000 {
        hasher.update(&[b'a'; 1_000]);
    }
    assert_eq!(hasher.finish().to_hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

#[test]
fn forms_of_a_digest() {
    let digest = sha256(b"abc");
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!((digest.to_string(), format!("{digest:?}")), (hex.to_owned(), hex.to_owned()));
    assert_eq!(digest.prefix(), 0xba78_16bf_8f01_cfea);
    assert_eq!(Digest::from_bytes(*digest.as_bytes()), digest);
    assert_eq!(Digest::from_hex(hex.as_bytes()), Some(digest));
}

/// Every byte at every place of an otherwise good text.
#[test]
fn lower_case_digits_only() {
    let good = *b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for place in 0..64 {
        for byte in 0..=u8::MAX {
            let mut text = good;
            text[place] = byte;
            let is_digit = matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            match Digest::from_hex(&text) {
                Some(digest) => assert!(is_digit && digest.to_hex().as_bytes() == text, "{byte:#x} at {place}"),
                None => assert!(!is_digit, "{byte:#x} at {place}"),
            }
        }
    }
    for length in (0..64).chain(65..130) {
        assert_eq!(Digest::from_hex(&vec![b'a'; length]), None, "{length}");
    }
}

proptest! {
    #[test]
    fn any_digest(bytes in any::<[u8; 32]>()) {
        let digest = Digest::from_bytes(bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(&digest.to_hex(), &hex);
        prop_assert_eq!(Digest::from_hex(hex.as_bytes()), Some(digest));
    }

    #[test]
    fn order_is_that_of_the_text(a in any::<[u8; 32]>(), b in any::<[u8; 32]>()) {
        let (a, b) = (Digest::from_bytes(a), Digest::from_bytes(b));
        prop_assert_eq!(a.cmp(&b), a.to_hex().cmp(&b.to_hex()));
    }
}
