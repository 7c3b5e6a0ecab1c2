//! The stretch of the document that is in memory.

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// Bytes before it.
    pub(crate) offset: u64,
    /// Line feeds before it, and the offset after the last of them.
    pub(crate) lines: u64,
    pub(crate) line_start: u64,
}

/// Bytes received and not yet consumed. It holds one item at most, beside the last chunk.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Room that was made once is kept.
    bytes: Vec<u8>,
    /// How much of it holds bytes of the document.
    filled: usize,
    /// How many of these were consumed.
    at: usize,
    /// The document's offset of `bytes[0]`.
    base: u64,
    /// Line feeds before `at`, and the offset after the last of them.
    lines: u64,
    line_start: u64,
}

impl Window {
    /// Lets consumed bytes go and takes `length` new ones, which `fill` writes.
    pub(crate) fn push(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) {
        self.base += wide(self.at);
        self.bytes.copy_within(self.at..self.filled, 0);
        let start = self.filled - self.at;
        (self.at, self.filled) = (0, start + length);
        if self.filled > self.bytes.len() {
            // Exact: a doubled buffer would double what one large entry costs.
            self.bytes.reserve_exact(self.filled - self.bytes.len());
            self.bytes.resize(self.filled, 0);
        }
        fill(self.bytes.get_mut(start..self.filled).unwrap_or_default());
    }

    /// The bytes that were taken last, `length` of them.
    pub(crate) fn last(&self, length: usize) -> &[u8] {
        self.bytes.get(self.filled - length..self.filled).unwrap_or_default()
    }

    /// What is not yet consumed.
    #[inline]
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..self.filled).unwrap_or_default()
    }

    /// The document's offset of the first byte that is not yet consumed.
    #[inline]
    pub(crate) fn offset(&self) -> u64 {
        self.base + wide(self.at)
    }

    /// Bytes received in all.
    pub(crate) fn received(&self) -> u64 {
        self.base + wide(self.filled)
    }

    /// Where in the window the next byte is; valid until the next [`Window::push`].
    #[inline]
    pub(crate) fn mark(&self) -> usize {
        self.at
    }

    /// Bytes from a mark on.
    #[inline]
    pub(crate) fn since(&self, mark: usize, length: usize) -> &[u8] {
        self.bytes.get(mark..mark + length).unwrap_or_default()
    }

    /// Consumes bytes that hold no line feed.
    #[inline]
    pub(crate) fn consume_in_line(&mut self, length: usize) {
        self.at += length;
    }

    /// Consumes bytes.
    pub(crate) fn consume(&mut self, length: usize) {
        let consumed = self.bytes.get(self.at..self.at + length).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', consumed) {
            self.lines += line_feeds(consumed);
            self.line_start = self.offset() + wide(last) + 1;
        }
        self.at += length;
    }

    /// Where the first byte that is not yet consumed is.
    pub(crate) fn place(&self) -> Place {
        Place { offset: self.offset(), lines: self.lines, line_start: self.line_start }
    }

    /// Goes on at a place further on, with nothing in memory: what lies between was read elsewhere, from here.
    pub(crate) fn go_on_at(&mut self, place: Place) {
        (self.at, self.filled) = (0, 0);
        self.base = place.offset;
        if place.lines > 0 {
            self.lines += place.lines;
            self.line_start = place.line_start;
        }
    }

    /// Line and column, from 1, of a byte at or after the first that is not yet consumed.
    pub(crate) fn position(&self, ahead: usize) -> crate::error::Position {
        let before = self.rest().get(..ahead).unwrap_or_else(|| self.rest());
        let offset = self.offset() + wide(ahead);
        let lines = line_feeds(before);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(self.line_start, |last| self.offset() + wide(last) + 1);
        crate::error::Position { offset, line: self.lines + lines + 1, column: offset - line_start + 1 }
    }
}

/// Counted in bytes, which take sixteen places of a vector, as long as they can hold the sum.
fn line_feeds(bytes: &[u8]) -> u64 {
    let in_block = |block: &[u8]| block.iter().fold(0_u8, |sum, &byte| sum + u8::from(byte == b'\n'));
    bytes.chunks(240).map(|block| u64::from(in_block(block))).sum()
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_whole_document() {
        let text: Vec<u8> = (0..400_usize).map(|i| if i % 7 == 3 || i % 31 == 0 { b'\n' } else { b'x' }).collect();
        for chunk in [1, 2, 5, 64, 400] {
            for step in [1, 3, 10] {
                let mut window = Window::default();
                for piece in text.chunks(chunk) {
                    window.push(piece.len(), |room| room.copy_from_slice(piece));
                    assert_eq!(window.last(piece.len()), piece);
                    while window.rest().len() >= step {
                        for ahead in [0, 1, step] {
                            let at = usize::try_from(window.offset()).unwrap() + ahead;
                            let line = 1 + text[..at].iter().filter(|&&byte| byte == b'\n').count();
                            let column = 1 + text[..at].iter().rev().take_while(|&&byte| byte != b'\n').count();
                            let expected = crate::error::Position { offset: wide(at), line: wide(line), column: wide(column) };
                            assert_eq!(window.position(ahead), expected, "chunks of {chunk}, steps of {step}");
                        }
                        let mark = window.mark();
                        let taken = window.rest()[..step].to_vec();
                        if taken.contains(&b'\n') {
                            window.consume(step);
                        } else {
                            window.consume_in_line(step);
                        }
                        assert_eq!(window.since(mark, step), taken);
                    }
                }
                assert_eq!(window.received(), 400);
            }
        }
    }
}
