//! A document whose entries are verified in two places. The first eight bytes choose options and cuts; the rest is the document.
//!
//! Promised: the report is the same to the byte, wherever the cut is; and facts and terms that were damaged on the way are refused,
//! or at least stop nothing.

use grantex_compliance::Verifier;
use grantex_compliance::piece::{Piece, PieceFacts, Terms};

use crate::document::{CONTROL, options};
use crate::split::{said, verify};

pub fn run(data: &[u8]) {
    let Some((control, document)) = data.split_at_checked(CONTROL) else { return };
    let options = options(control);
    let place = |high: u8, low: u8| usize::from(high) << 8 | usize::from(low);
    let cut = place(control[4], control[5]).min(document.len());
    let end = cut + place(control[6], control[7]).min(document.len() - cut);
    let start = || {
        let mut verifier = Verifier::new(options.clone()).ok()?;
        verifier.push(&document[..cut]).ok()?;
        let terms = verifier.terms()?;
        Some((verifier, terms))
    };
    let Some((mut verifier, terms)) = start() else { return };

    let terms = Terms::from_bytes(&terms.to_bytes()).expect("terms are read as written");
    let mut piece = Piece::new(&terms, cut.try_into().unwrap());
    piece.push(&document[cut..end]);
    let facts = piece.finish().to_bytes();
    let learned = PieceFacts::from_bytes(&facts, &terms).expect("facts are read as written");
    let covered = usize::try_from(verifier.absorb(learned, &document[cut..end])).unwrap();
    assert!(covered <= end - cut, "more than there was");
    let answer = verifier.push(&document[cut + covered..]).and_then(|()| verifier.finish());
    assert_eq!(said(&answer), said(&verify([document], &options)), "in pieces");

    // One byte of the facts, and one of the terms, as something else.
    let damage = |bytes: &[u8], at: u8, to: u8| {
        let mut bytes = bytes.to_vec();
        let at = bytes.len() * usize::from(at) / 256;
        bytes[at] = to;
        bytes
    };
    let _ = Terms::from_bytes(&damage(&terms.to_bytes(), control[5], control[3]));
    if let (Ok(facts), Some((mut verifier, _))) = (PieceFacts::from_bytes(&damage(&facts, control[7], control[3]), &terms), start()) {
        let covered = usize::try_from(verifier.absorb(facts, &document[cut..end])).unwrap_or(usize::MAX);
        let rest = cut.saturating_add(covered).min(document.len());
        let _ = verifier.push(&document[rest..]).and_then(|()| verifier.finish());
    }
}
