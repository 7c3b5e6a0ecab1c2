//! A buffer that is filled and emptied over and over.

use super::Sink;
use crate::bytes::copy;

/// Bytes that are kept from one filling to the next.
const KEPT: usize = 1 << 20;

/// Texts one behind the other.
///
/// Unlike a `Vec` it keeps bytes beyond its end, so that putting a short text is a few instructions and no call.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    filled: usize,
}

impl Arena {
    /// Where the next text will begin.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.filled
    }

    /// Forgets all texts; keeps the memory, unless one unusual text made it large.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.filled = 0;
        if self.bytes.len() > KEPT {
            self.bytes = Vec::new();
        }
    }

    /// All texts.
    #[inline]
    pub(crate) fn texts(&self) -> &[u8] {
        self.bytes.get(..self.filled).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self, end: usize) {
        let more = end + (end / 2).min(KEPT) + 64;
        self.bytes.reserve_exact(more - self.bytes.len());
        self.bytes.resize(more, 0);
    }
}

impl Sink for Arena {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.filled + bytes.len();
        if end > self.bytes.len() {
            self.grow(end);
        }
        if let Some(to) = self.bytes.get_mut(self.filled..end) {
            copy(to, bytes);
            self.filled = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusual_text_leaves_no_memory_behind() {
        let mut arena = Arena::default();
        let long = vec![b'x'; 3 * KEPT];
        arena.put(b"ab");
        arena.put(&long);
        assert_eq!((arena.texts().first(), arena.len()), (Some(&b'a'), long.len() + 2));
        assert!(arena.bytes.capacity() <= 5 * KEPT);
        arena.clear();
        assert_eq!((arena.bytes.capacity(), arena.len()), (0, 0));
        arena.put(b"c");
        assert_eq!(arena.texts(), b"c");
    }

    #[test]
    fn texts_stand_one_behind_the_other() {
        let (mut arena, mut expected) = (Arena::default(), Vec::new());
        for round in 0..3 {
            for length in 0..200_u8 {
                let text: Vec<u8> = (0..length).map(|i| i.wrapping_mul(7) ^ round).collect();
                arena.put(&text);
                expected.put(&text);
                assert_eq!(arena.len(), expected.len());
            }
            assert_eq!(arena.texts(), expected);
            arena.clear();
            expected.clear();
            assert!(arena.texts().is_empty());
        }
    }
}
