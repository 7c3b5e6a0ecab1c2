//! Where in a document a piece of it stood, so that errors about the piece name the place in the document.

use crate::error::{Error, Position};

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it.
    pub(super) offset: u64,
    /// Line feeds before it.
    pub(super) lines: u64,
    /// The offset after the last of them.
    pub(super) line_start: u64,
}

impl Place {
    pub(super) const START: Self = Self { offset: 0, lines: 0, line_start: 0 };

    /// This place, as errors have it.
    pub(super) fn position(self) -> Position {
        Position { offset: self.offset, line: self.lines + 1, column: self.offset - self.line_start + 1 }
    }

    /// The place in the document of a place in a piece that starts here.
    fn inside(self, position: Position) -> Position {
        let offset = self.offset + position.offset;
        if position.line == 1 {
            return Self { offset, ..self }.position();
        }
        Position { offset, line: self.lines + position.line, column: position.column }
    }

    /// An error about a piece that starts here, as one about the document.
    pub(super) fn shift(self, error: Error) -> Error {
        match error.position() {
            Some(position) => error.at(self.inside(position)),
            None => error,
        }
    }
}

/// A stretch that was taken out of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub(super) from: Place,
    pub(super) to: Place,
}

impl Cut {
    /// An error about what is left of the document, as one about the document.
    pub(super) fn shift(self, error: Error) -> Error {
        let Some(position) = error.position().filter(|position| position.offset >= self.from.offset) else { return error };
        let after = position.offset - self.from.offset;
        let line = position.line - self.from.lines;
        // On the line of the cut, what stood before the cut counts no more.
        let column = if line == 1 { after + 1 } else { position.column };
        error.at(self.to.inside(Position { offset: after, line, column }))
    }
}
