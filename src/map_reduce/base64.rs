//! Base64 (RFC 4648 §4), strictly: one text for the same bytes, and no other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes as text.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = vec![0; bytes.len().div_ceil(3).saturating_mul(4)];
    // (`encode` would bring the texts of a panic that can't be.)
    let written = STANDARD.encode_slice(bytes, &mut text).unwrap_or(0);
    text.truncate(written);
    String::from_utf8(text).unwrap_or_default()
}

/// The bytes that a text stands for; `None` where it is not what [`encode`] writes.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let vectors =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")];
        for (plain, text) in vectors {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
    }

    #[test]
    fn what_is_never_written_is_not_read() {
        for text in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "Z===", "Zm9v\n", "Zm-v", "Zm9v=", "=Zm9"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
