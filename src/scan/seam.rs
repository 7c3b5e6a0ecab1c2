//! Pieces of a document's entries: where one may begin, and where it ends.

use super::window::Place;
use super::{AfterSkip, DocumentKind, List, Scanner, State};
use crate::wire::wire_struct;

/// Between two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seam {
    pub(crate) place: Place,
    /// The comma between the two was read.
    pub(crate) after_comma: bool,
}

wire_struct!(Seam: place, after_comma);
wire_struct!(Place: offset, lines, line_start);

impl Scanner {
    /// A scanner that begins at `offset`, right before an entry that is not the first. Lines are counted from there.
    pub(crate) fn of_piece(offset: u64) -> Self {
        let mut scanner = Self::new(None);
        scanner.window.go_on_at(Place { offset, lines: 0, line_start: 0 });
        scanner.state = State::Element { list: List::Entries, first: false };
        scanner.kind = Some(DocumentKind::EvidencePack);
        scanner.is_piece = true;
        scanner
    }

    /// Where everything before was read as whole entries. An entry that is being skipped does not count.
    pub(crate) fn seam(&self) -> Option<Seam> {
        match &self.state {
            State::Element { list: List::Entries, .. } => Some(Seam { place: self.window.place(), after_comma: true }),
            State::AfterElement(List::Entries) => Some(Seam { place: self.window.place(), after_comma: false }),
            State::Skipping { from, then: AfterSkip::Entry(_), .. } => Some(Seam { place: *from, after_comma: true }),
            _ => None,
        }
    }

    /// Whether it stands right before an entry at `offset`, and has nothing of it yet.
    pub(crate) fn awaits_entry_at(&self, offset: u64) -> bool {
        let between = matches!(self.state, State::Element { list: List::Entries, .. });
        between && self.window.rest().is_empty() && self.window.offset() == offset
    }

    /// Goes on where a piece ended that began right here.
    pub(crate) fn go_on_at(&mut self, end: Seam) {
        self.window.go_on_at(end.place);
        self.state =
            if end.after_comma { State::Element { list: List::Entries, first: false } } else { State::AfterElement(List::Entries) };
        self.retry_at = 0;
    }

    /// Lets the next step look at all that is there, though it may not have doubled.
    pub(crate) fn retry(&mut self) {
        self.retry_at = 0;
    }

    /// Whether the array of entries ends right here, where a piece ends.
    pub(crate) fn is_at_end_of_entries(&self) -> bool {
        matches!(self.state, State::AfterElement(List::Entries)) && self.window.rest().first() == Some(&b']')
    }
}
