//! A log in pieces, and the lines that `run` makes of them. The first two bytes choose a cut; the rest is a log, or a line.
//!
//! Promised: what is read as a line is written as it was; a log cut in two gives the report that it gives whole; nothing that is no
//! line stops a merge otherwise than by its error.

use grantex_compliance::map_reduce::{LogPiece, Merge, RunLine};
use grantex_compliance::{Error, VerifyOptions};

use crate::split::said;

pub fn run(data: &[u8]) {
    let Some((control, text)) = data.split_at_checked(2) else { return };
    if let Ok(line) = RunLine::from_json(text) {
        let written = line.to_json();
        assert_eq!(RunLine::from_json(written.as_bytes()).expect("a line is read as written").to_json(), written);
    }
    let _ = merged(&[text.to_vec()]);

    let cut = (usize::from(control[0]) << 8 | usize::from(control[1])).min(text.len());
    let (Ok(whole), Ok(first), Ok(second)) = (line(&[text], 0), line(&[&text[..cut]], 0), line(&[&text[cut..]], 1)) else { return };
    let by_bytes: Vec<&[u8]> = text.chunks(1).collect();
    assert_eq!(line(&by_bytes, 0).expect("it was read whole"), whole, "in single bytes");
    let (whole, parts) = (merged(&[whole]), merged(&[second, first]));
    if let (Ok(whole), Ok(parts)) = (whole, parts) {
        assert_eq!(said(&Ok(parts)), said(&Ok(whole)), "in two pieces");
    }
}

fn line(pieces: &[&[u8]], index: u64) -> Result<Vec<u8>, Error> {
    let mut log = LogPiece::new(VerifyOptions::default())?;
    for piece in pieces {
        log.push(piece)?;
    }
    Ok(log.finish(Some(index))?.to_json().into_bytes())
}

fn merged(lines: &[Vec<u8>]) -> Result<grantex_compliance::Report, Error> {
    let mut merge = Merge::new(VerifyOptions::default())?;
    for line in lines {
        merge.add(line)?;
    }
    Ok(merge.finish()?.report)
}
