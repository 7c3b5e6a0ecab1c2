//! Short stretches of bytes, copied and compared in blocks.
//!
//! In WebAssembly a copy of a length that is not known beforehand is a call out of the module, and a comparison a loop over
//! single bytes; either takes longer than what a member of an entry needs. Here blocks from both ends, which may overlap, cover
//! a stretch without a loop.

#![expect(clippy::inline_always, reason = "where the length is known, one or two instructions remain")]

/// Copies `from` over `to`, which is as long.
#[inline(always)]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        0 => {}
        1 => ends::<1>(to, from),
        2..=3 => ends::<2>(to, from),
        4..=7 => ends::<4>(to, from),
        8..=15 => ends::<8>(to, from),
        16..=32 => ends::<16>(to, from),
        33..=64 => ends::<32>(to, from),
        65..=128 => ends::<64>(to, from),
        _ if to.len() == from.len() => to.copy_from_slice(from),
        _ => {}
    }
}

/// The first and the last `N` bytes: all, where there are at least `N` and at most twice as many.
#[inline(always)]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(to), Some(from)) = (to.first_chunk_mut::<N>(), from.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (to.last_chunk_mut::<N>(), from.last_chunk::<N>()) {
        *to = *from;
    }
}

/// Whether both are the same.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0 => true,
        1..=3 => a == b,
        4..=7 => same_ends::<4>(a, b),
        8..=15 => same_ends::<8>(a, b),
        16..=32 => same_ends::<16>(a, b),
        _ => a.chunks(32).zip(b.chunks(32)).all(|(a, b)| if a.len() < 16 { a == b } else { same_ends::<16>(a, b) }),
    }
}

#[inline(always)]
fn same_ends<const N: usize>(a: &[u8], b: &[u8]) -> bool {
    a.first_chunk::<N>() == b.first_chunk::<N>() && a.last_chunk::<N>() == b.last_chunk::<N>()
}

/// Makes `kept` a copy of `from`; mostly it is as long already.
#[inline]
pub(crate) fn keep(kept: &mut Vec<u8>, from: &[u8]) {
    if kept.len() == from.len() {
        copy(kept, from);
    } else {
        kept.clear();
        kept.extend_from_slice(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_copied_whole_and_nothing_beside_it() {
        let from: Vec<u8> = (0..300_u16).map(|i| i.to_le_bytes()[0] ^ 0x5a).collect();
        for length in 0..=300 {
            let mut to = vec![7; length + 2];
            copy(&mut to[1..=length], &from[..length]);
            assert_eq!(to[1..=length], from[..length], "{length}");
            assert_eq!((to[0], to[length + 1]), (7, 7), "{length}");
            let mut kept = vec![1; 20];
            keep(&mut kept, &from[..length]);
            assert_eq!(kept, from[..length], "{length}");
        }
    }

    #[test]
    fn one_byte_that_differs_is_seen_wherever_it_is() {
        let bytes: Vec<u8> = (0..200_u8).collect();
        for length in 0..=200 {
            let (a, mut b) = (&bytes[..length], bytes[..length].to_vec());
            assert!(same(a, &b), "{length}");
            assert!(!same(&bytes[..length.saturating_sub(1)], &b) || length == 0, "{length}");
            for at in 0..length {
                b[at] ^= 0x80;
                assert!(!same(a, &b), "{at} of {length}");
                b[at] ^= 0x80;
            }
        }
    }
}
