//! Texts, each numbered once, in the order in which they come.
//!
//! One table of one type for all of them: the standard library's is two kilobytes of WebAssembly for each pair of types.

use std::collections::HashMap;

/// Numbered texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    numbers: HashMap<Vec<u8>, usize>,
}

impl Names {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The number of a text that is there.
    #[inline(never)]
    pub(crate) fn number(&self, text: &[u8]) -> Option<usize> {
        self.numbers.get(text).copied()
    }

    /// Adds a text, unless it is there already; whether it was not. Its number is how many there were before.
    #[inline(never)]
    pub(crate) fn add(&mut self, text: &[u8]) -> bool {
        let is_new = self.number(text).is_none();
        if is_new {
            self.numbers.insert(text.to_vec(), self.numbers.len());
        }
        is_new
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn in_order(&self) -> Vec<&[u8]> {
        let mut texts: Vec<&[u8]> = vec![&[]; self.numbers.len()];
        for (text, &number) in &self.numbers {
            if let Some(place) = texts.get_mut(number) {
                *place = text;
            }
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_as_they_come() {
        let mut names = Names::default();
        for text in ["b", "", "a"] {
            assert_eq!(names.number(text.as_bytes()), None);
            assert!(names.add(text.as_bytes()) && !names.add(b"b"));
        }
        assert_eq!((names.len(), names.number(b"a"), names.number(b"b"), names.number(b"c")), (3, Some(2), Some(0), None));
        assert_eq!(names.in_order(), [b"b", &b""[..], b"a"]);
    }
}
