//! In which order pieces of a log stand, where they come in any.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::merge::Held;
use super::unmergeable;
use crate::canonical::string::cmp_utf16;
use crate::chain::run::{End, Naming};
use crate::digest::Digest;
use crate::error::Error;
use crate::json::json_text;
use crate::names::Names;
use crate::order::sort_things;

/// By what the pieces were put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderedBy {
    /// Their numbers.
    Index,
    /// The links: each begins with an entry that names the last of the piece before it.
    Links,
    /// The links as far as they go, and else the times of first entries, as the server orders entries.
    Time,
}

impl OrderedBy {
    /// Its stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Links => "links",
            Self::Time => "time",
        }
    }
}

json_text!(OrderedBy);

/// Puts the pieces in order.
pub(super) fn put_in_order(pieces: &mut Vec<Held>) -> Result<OrderedBy, Error> {
    let numbered = pieces.iter().filter(|piece| piece.line.index.is_some()).count();
    if numbered == pieces.len() {
        by_index(pieces)?;
        return Ok(OrderedBy::Index);
    }
    if numbered > 0 {
        return Err(unmergeable("some pieces are numbered and others are not; number all of them (`run --index N`), or none"));
    }
    by_entries(pieces)
}

/// By number: one by one, from whatever number on.
fn by_index(pieces: &mut Vec<Held>) -> Result<(), Error> {
    sort_things(pieces, |a, b| a.line.index.cmp(&b.line.index));
    for (before, after) in pieces.iter().zip(pieces.iter().skip(1)) {
        let (Some(before), Some(after)) = (before.line.index, after.line.index) else { continue };
        if before == after {
            return Err(unmergeable(format!("two pieces have the number {before}")));
        }
        // Not a broken link: nobody said that the log lacks it.
        if before.checked_add(1) != Some(after) {
            return Err(unmergeable(format!("after the piece numbered {before} comes {after}: one is missing")));
        }
    }
    Ok(())
}

/// By what the entries say.
fn by_entries(pieces: &mut Vec<Held>) -> Result<OrderedBy, Error> {
    let mut seen = Names::default();
    for piece in pieces.iter().filter(|piece| piece.line.entries > 0) {
        if !seen.add(piece.line.digest.as_bytes()) {
            return Err(unmergeable("the same piece is there twice; number the pieces (`run --index N`) if the log itself repeats them"));
        }
    }
    // A beginning without entries comes first, an end without any last.
    let (with_rows, without): (Vec<_>, Vec<_>) = core::mem::take(pieces).into_iter().partition(|piece| piece.line.entries > 0);
    let (opening, closing): (Vec<_>, Vec<_>) = without.into_iter().partition(|piece| piece.line.opens);
    let (stretches, ordered_by) = stretches(with_rows)?;
    pieces.extend(opening);
    pieces.extend(stretches.into_iter().flatten());
    pieces.extend(closing);
    Ok(ordered_by)
}

/// The pieces that name each other, joined; and those stretches in the order of time.
fn stretches(pieces: Vec<Held>) -> Result<(Vec<Vec<Held>>, OrderedBy), Error> {
    let next = successors(&pieces);
    let mut is_first = vec![true; pieces.len()];
    for &follower in next.iter().flatten() {
        if let Some(is_first) = is_first.get_mut(follower) {
            *is_first = false;
        }
    }
    let mut left: Vec<Option<Held>> = pieces.into_iter().map(Some).collect();
    let firsts = is_first.into_iter().enumerate().filter(|&(_, is_first)| is_first).map(|(piece, _)| piece);
    let mut joined = Vec::new();
    for first in firsts {
        let mut stretch = Vec::new();
        let mut at = Some(first);
        while let Some(piece) = at.and_then(|at| left.get_mut(at)?.take()) {
            stretch.push(piece);
            at = at.and_then(|at| *next.get(at)?);
        }
        joined.push(stretch);
    }
    // Pieces that name each other in a circle: no link tells which is first.
    joined.extend(left.into_iter().flatten().map(|piece| vec![piece]));
    if joined.len() < 2 {
        return Ok((joined, OrderedBy::Links));
    }
    if joined.iter().any(|stretch| first_of(stretch).is_none_or(|first| first.instant.is_none())) {
        return Err(unmergeable(
            "the order can't be told: a piece begins with an entry that has no time, and none that comes before it is there; number the pieces (`run --index N`)",
        ));
    }
    sort_things(&mut joined, |a, b| in_time(first_of(a), first_of(b)));
    Ok((joined, OrderedBy::Time))
}

/// For each piece the one that names its last entry, where that is one, and names this piece's only.
fn successors(pieces: &[Held]) -> Vec<Option<usize>> {
    let mut ending: Vec<(Digest, usize)> =
        pieces.iter().enumerate().filter_map(|(number, piece)| Some((last_hash(piece)?, number))).collect();
    sort_things(&mut ending, |a, b| a.0.cmp(&b.0));
    // The one piece that ends with this entry; where several do, none is meant.
    let ends_with = |named: Digest| match ending.get(ending.partition_point(|(hash, _)| *hash < named)..) {
        Some([(hash, number), rest @ ..]) if *hash == named && rest.first().is_none_or(|(other, _)| *other != named) => Some(*number),
        _ => None,
    };
    let mut next = vec![None; pieces.len()];
    let mut named_twice = vec![false; pieces.len()];
    for (number, piece) in pieces.iter().enumerate() {
        let Some(before) = first_named(piece).and_then(ends_with).filter(|&before| before != number) else { continue };
        if let (Some(next), Some(twice)) = (next.get_mut(before), named_twice.get_mut(before)) {
            *twice |= next.replace(number).is_some();
        }
    }
    next.into_iter().zip(named_twice).map(|(next, twice)| next.filter(|_| !twice)).collect()
}

fn last_hash(piece: &Held) -> Option<Digest> {
    piece.facts.run()?.last.as_ref()?.named.claimed
}

fn first_named(piece: &Held) -> Option<Digest> {
    match piece.facts.run()?.first.as_ref()?.naming() {
        Naming::Hash(digest) => Some(digest),
        _ => None,
    }
}

fn first_of(stretch: &[Held]) -> Option<&End> {
    stretch.first()?.facts.run()?.first.as_ref()
}

/// By (instant, entryId), as the server orders entries.
fn in_time(a: Option<&End>, b: Option<&End>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else { return Ordering::Equal };
    let id = |end: &End| end.id.clone().unwrap_or_default();
    let hash = |end: &End| end.named.claimed.map(|hash| hash.to_hex());
    a.instant.cmp(&b.instant).then_with(|| cmp_utf16(&id(a), &id(b))).then_with(|| hash(a).cmp(&hash(b)))
}
