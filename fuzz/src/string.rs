//! Two strings' literals, apart at a line feed, against their UTF-16 units.

use grantex_compliance::canonical::string::{
    array_index, cmp_utf16, decode, decode_lossless, eq_decoded, equals_str, is_canonical_string, write_string,
};

use crate::plain::json::{Value, parse};
use crate::plain::text;

pub fn run(data: &[u8]) {
    let mut parts = data.splitn(2, |&byte| byte == b'\n');
    let (a, b) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // What was not admitted gives no promise but this: nothing panics.
    let (order, equal) = (cmp_utf16(a, b), eq_decoded(a, b));
    let written = |literal| {
        let mut written = Vec::new();
        write_string(literal, &mut written);
        written
    };
    let one = |literal| (written(literal), is_canonical_string(literal), decode(literal), decode_lossless(literal), array_index(literal));
    let (of_a, _) = (one(a), one(b));
    let (Some(units), Some(other)) = (units(a), units(b)) else { return };
    assert_eq!(order, units.cmp(&other));
    assert_eq!(equal, units == other);
    let expected = text::string(&units);
    assert_eq!(String::from_utf8_lossy(&of_a.0), expected);
    assert_eq!(of_a.1, expected.as_bytes() == a);
    let decoded = String::from_utf16(&units).ok();
    assert_eq!(of_a.2.as_deref(), decoded.as_deref());
    if let Some(decoded) = decoded {
        assert_eq!(of_a.3, decoded);
        assert!(equals_str(a, &decoded));
        let index = decoded.parse::<u32>().ok().filter(|index| *index != u32::MAX && index.to_string() == decoded);
        assert_eq!(of_a.4, index);
        assert_eq!(equals_str(b, &decoded), equal);
    } else {
        assert_eq!(of_a.4, None);
    }
}

/// A literal's units, where it is one and nothing else.
fn units(literal: &[u8]) -> Option<Vec<u16>> {
    match parse(literal) {
        Ok(Value::String(units)) if literal.first() == Some(&b'"') && literal.last() == Some(&b'"') => Some(units),
        _ => None,
    }
}
