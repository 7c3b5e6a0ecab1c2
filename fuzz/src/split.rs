//! Documents that are handed over in pieces.

use grantex_compliance::{Error, Report, Verifier, VerifyOptions};

/// Lengths of pieces, from bytes of the input: small and large ones, over and over.
#[derive(Debug, Clone, Copy)]
pub struct Cuts<'a>(pub &'a [u8]);

impl Cuts<'_> {
    /// Cuts the bytes.
    pub fn pieces(self, mut rest: &[u8]) -> Vec<&[u8]> {
        let mut pieces = Vec::new();
        for &length in self.0.iter().cycle() {
            // An empty piece is a piece, too.
            let length = if length < 0x80 { usize::from(length) } else { usize::from(length & 0x7f) << 5 };
            let (piece, after) = rest.split_at(length.min(rest.len()));
            pieces.push(piece);
            rest = after;
            if rest.is_empty() {
                break;
            }
            if pieces.len() > 4_096 || self.0.iter().all(|&length| length & 0x7f == 0) {
                pieces.push(rest);
                break;
            }
        }
        pieces
    }
}

/// Verifies a document in pieces.
pub fn verify<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, options: &VerifyOptions) -> Result<Report, Error> {
    let mut verifier = Verifier::new(options.clone())?;
    for piece in pieces {
        verifier.push(piece)?;
    }
    verifier.finish()
}

/// All that is said, as text: two answers are the same if this is.
pub fn said(answer: &Result<Report, Error>) -> String {
    match answer {
        Ok(report) => serde_json::to_string(report).expect("a report is JSON"),
        Err(error) => {
            let partial = error.partial().map(|report| serde_json::to_string(report).expect("a report is JSON"));
            format!("{} {:?} {:?} {error} {partial:?}", error.code(), error.position(), error.pointer())
        }
    }
}
