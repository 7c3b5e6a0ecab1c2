//! Whose chain each row belongs to.

use crate::canonical::string::canonical_literal;
use crate::digest::{Digest, sha256};
use crate::limits::MAX_DEVELOPERS;
use crate::report::quote_bytes;
use crate::wire::{Reader, Wire};

/// A row without a usable `developerId`.
pub(crate) const NOBODY: u16 = u16::MAX;

/// A row of a developer beyond the cap.
pub(crate) const ANOTHER: u16 = u16::MAX - 1;

/// The developers of a run, numbered as they come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Developers {
    known: Vec<(Digest, String)>,
    /// The last literal and its number: nearly every row repeats it.
    last: Option<(Vec<u8>, u16)>,
}

impl Developers {
    /// The number of the developer whose literal this is.
    #[inline]
    pub(crate) fn number(&mut self, literal: Option<&[u8]>) -> u16 {
        let Some(literal) = literal else { return NOBODY };
        if let Some((last, number)) = &self.last {
            if crate::bytes::same(last, literal) {
                return *number;
            }
        }
        let number = self.add(sha256(&canonical_literal(literal)), || quote_bytes(literal));
        self.last = Some((literal.to_vec(), number));
        number
    }

    fn add(&mut self, digest: Digest, name: impl FnOnce() -> String) -> u16 {
        let found = self.known.iter().position(|(known, _)| *known == digest);
        let position = found.unwrap_or_else(|| {
            if self.known.len() < MAX_DEVELOPERS {
                self.known.push((digest, name()));
                self.known.len() - 1
            } else {
                usize::MAX
            }
        });
        u16::try_from(position).unwrap_or(ANOTHER)
    }

    /// The number of the developer with this id, where a row has it.
    pub(crate) fn number_of(&self, id: &str) -> Option<u16> {
        let digest = sha256(&canonical_literal(crate::json::to_json(&id).as_bytes()));
        let position = self.known.iter().position(|(known, _)| *known == digest)?;
        u16::try_from(position).ok()
    }

    /// The quoted id of a number.
    pub(crate) fn name(&self, number: u16) -> Option<&str> {
        self.known.get(usize::from(number)).map(|(_, name)| name.as_str())
    }

    /// Adds those of the run that follows; tells their new numbers.
    pub(crate) fn merge(&mut self, other: &Self) -> Renumbering {
        Renumbering(other.known.iter().map(|(digest, name)| self.add(*digest, || name.clone())).collect())
    }
}

impl Developers {
    /// Whether there may be more than are told apart.
    pub(crate) fn are_full(&self) -> bool {
        self.known.len() >= MAX_DEVELOPERS
    }
}

impl Wire for Developers {
    fn write(&self, to: &mut Vec<u8>) {
        self.known.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let known: Vec<_> = Wire::read(from)?;
        (known.len() <= MAX_DEVELOPERS).then_some(Self { known, last: None })
    }
}

/// The numbers of a merged run's developers.
pub(crate) struct Renumbering(Vec<u16>);

impl Renumbering {
    /// The new number.
    pub(crate) fn renumber(&self, number: u16) -> u16 {
        match number {
            NOBODY | ANOTHER => number,
            _ => self.0.get(usize::from(number)).copied().unwrap_or(ANOTHER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn developers_are_told_apart_by_what_they_are_called() {
        let mut developers = Developers::default();
        let numbers = [&b"\"a\""[..], b"\"b\"", b"\"\\u0061\"", b"\"b\"", b"\"A\"", b"\"\\ud800\"", b"\"\\uD800\""];
        assert_eq!(numbers.map(|literal| developers.number(Some(literal))), [0, 1, 0, 1, 2, 3, 3]);
        assert_eq!(developers.number(None), NOBODY);
        assert_eq!((developers.number_of("b"), developers.number_of("c"), developers.name(3)), (Some(1), None, Some("\\ud800")));
    }

    #[test]
    fn merging_renumbers() {
        let (mut mine, mut theirs) = (Developers::default(), Developers::default());
        mine.number(Some(b"\"a\""));
        for literal in [&b"\"b\""[..], b"\"a\""] {
            theirs.number(Some(literal));
        }
        let renumbering = mine.merge(&theirs);
        assert_eq!([0, 1, NOBODY, ANOTHER].map(|number| renumbering.renumber(number)), [1, 0, NOBODY, ANOTHER]);
        assert_eq!(mine.name(1), Some("b"));
    }

    #[test]
    fn past_the_cap_there_are_only_others() {
        let mut developers = Developers::default();
        for i in 0..MAX_DEVELOPERS {
            assert_eq!(usize::from(developers.number(Some(format!("\"{i}\"").as_bytes()))), i);
        }
        assert_eq!(developers.number(Some(b"\"one more\"")), ANOTHER);
        assert_eq!(developers.number(Some(b"\"7\"")), 7);
        assert_eq!(developers.name(ANOTHER), None);
    }
}
