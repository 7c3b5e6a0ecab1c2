//! A run of entries: the facts of consecutive rows, gathered one after the other or merged from two neighbouring runs.
//!
//! A run gathers; only [`classify`](super::classify) judges. Merging is associative: however a chain is cut, the merged
//! run is the one that reading it whole gives.

use super::developers::Developers;
use super::group::{Group, GroupRow, Groups, Named};
use super::labels::Labels;
use super::marks::{ContentFact, IdForm, LinkFact};
use super::probe::Probe;
use super::row::{IdKey, Row, RowIndex, Rows};
use crate::canonical::string::cmp_utf16;
use crate::digest::Digest;
use crate::instant::Instant;
use crate::limits::{MAX_COUNTED_NAMES, MAX_LINK_BREAKS};
use crate::reading::PrevHash;
use crate::report::notes::Notes;
use crate::report::{FindingCode, SortedMap, quote_bytes};

/// A link that did not hold as the rows went by, with full hashes for the report.
#[derive(Debug, Clone)]
pub(crate) struct LinkBreak {
    /// The row whose `prevHash` it is.
    pub(crate) row: RowIndex,
    /// The hash of the row before it.
    pub(crate) expected: Option<Digest>,
    /// What it names.
    pub(crate) actual: Naming,
}

/// What a `prevHash` says, as a report quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Naming {
    /// It is null.
    Null,
    /// It names this hash.
    Hash(Digest),
    /// It is some other text, quoted.
    Text(Box<str>),
    /// It is absent or of another type.
    Unusable,
}

impl Naming {
    /// From the member and its literal.
    fn of(prev: PrevHash, literal: Option<&[u8]>) -> Self {
        match prev {
            PrevHash::Null => Self::Null,
            PrevHash::Hash(digest) => Self::Hash(digest),
            PrevHash::Text => Self::Text(literal.map(quote_bytes).unwrap_or_default().into_boxed_str()),
            PrevHash::Unusable => Self::Unusable,
        }
    }

    /// As a report quotes it.
    pub(crate) fn quoted(&self) -> Option<String> {
        match self {
            Self::Hash(digest) => Some(digest.to_hex()),
            Self::Text(text) => Some(text.as_ref().to_owned()),
            Self::Null | Self::Unusable => None,
        }
    }
}

/// Something that is said once, of the first row concerned, with how many there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    /// The first row.
    pub(crate) first: RowIndex,
    /// How many rows.
    pub(crate) count: u64,
}

/// Tallies by code and by what they are about.
pub(crate) type Tallies = SortedMap<(FindingCode, String), Tally>;

/// Where names beyond the cap are counted.
pub(crate) const OTHER_NAMES: &str = "…";

/// Adds to a tally. Past the cap the code's first names by their text stay told apart, and the others are counted together:
/// which these are, and their counts, depend on the rows only, and not on the order in which runs are merged.
pub(crate) fn tally(tallies: &mut Tallies, code: FindingCode, name: &str, first: RowIndex, count: u64) {
    let key = (code, name.to_owned());
    let is_new = !tallies.contains_key(&key);
    tallies.update(key, Tally { first, count: 0 }, |tallied| {
        tallied.first = tallied.first.min(first);
        tallied.count += count;
    });
    if !is_new || name == OTHER_NAMES {
        return;
    }
    // Only one code has more than a few names: all others are stepped over.
    let of_others = |key: &&(FindingCode, String)| key.0 != code;
    let others = tallies.keys().take_while(of_others).count() + tallies.keys().rev().take_while(of_others).count();
    let counted_together = usize::from(tallies.contains_key(&(code, OTHER_NAMES.to_owned())));
    if tallies.len() - others - counted_together <= MAX_COUNTED_NAMES {
        return;
    }
    let last = tallies.keys().rfind(|(tallied, name)| *tallied == code && name != OTHER_NAMES).cloned();
    if let Some(Tally { first, count }) = last.and_then(|last| tallies.remove(&last)) {
        tally(tallies, code, OTHER_NAMES, first, count);
    }
}

/// A content that did not verify, with full hashes for the report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContentBreak {
    /// The row.
    pub(crate) row: RowIndex,
    /// The hash it claims.
    pub(crate) claimed: Option<Digest>,
    /// Its digest under format C.
    pub(crate) computed: Digest,
}

/// Asks whether an entry whose content failed verifies once its `prevHash` is this (`None`: null).
pub(crate) type VerifiesAfter<'a> = &'a mut dyn FnMut(Option<&Digest>) -> bool;

/// One row, as it goes by.
pub(crate) struct Observed<'a> {
    /// The facts that are kept; the link and the order are noted here.
    pub(crate) row: Row,
    /// Its claimed hash.
    pub(crate) claimed: Option<Digest>,
    /// Its `prevHash`.
    pub(crate) prev: PrevHash,
    /// Its timestamp.
    pub(crate) instant: Option<Instant>,
    /// Its `entryId` literal, where it is a string.
    pub(crate) id: Option<&'a [u8]>,
    /// Its `timestamp` literal, where it is a string.
    pub(crate) timestamp: Option<&'a [u8]>,
    /// Its `prevHash` literal, where it is a string.
    pub(crate) prev_literal: Option<&'a [u8]>,
    /// Its `developerId` literal, where it is a string.
    pub(crate) developer: Option<&'a [u8]>,
    /// The whole entry, where its content failed.
    pub(crate) failed: Option<FailedContent<'a>>,
}

/// What is known of a content that did not verify.
pub(crate) struct FailedContent<'a> {
    /// Its digest under format C.
    pub(crate) computed: Digest,
    /// Its digests under every format.
    pub(crate) recomputed: Vec<Digest>,
    /// The entry's bytes.
    pub(crate) bytes: &'a [u8],
    /// Tries another `prevHash`.
    pub(crate) verifies_after: VerifiesAfter<'a>,
}

/// One end of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    /// Its `entryId` literal.
    pub(crate) id: Option<Vec<u8>>,
    /// Its `timestamp` literal.
    pub(crate) timestamp: Option<Vec<u8>>,
    /// Its timestamp.
    pub(crate) instant: Option<Instant>,
    /// What it can be named by.
    pub(crate) named: Named,
    /// What it names.
    pub(crate) prev: Option<PrevHash>,
    /// Its `prevHash` literal, where it is a string.
    pub(crate) prev_literal: Option<Vec<u8>>,
}

impl End {
    /// What its `prevHash` says.
    pub(crate) fn naming(&self) -> Naming {
        Naming::of(self.prev.unwrap_or(PrevHash::Unusable), self.prev_literal.as_deref())
    }
}

/// A row's place in the order.
#[derive(Debug, Clone)]
struct Place {
    row: RowIndex,
    instant: Instant,
    id: Vec<u8>,
}

/// The facts of consecutive rows.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) rows: Rows,
    pub(crate) first: Option<End>,
    pub(crate) last: Option<End>,
    /// The first row's bytes, where its content failed: the row before may explain it.
    first_failed: Option<Vec<u8>>,
    pub(crate) link_breaks: Vec<LinkBreak>,
    /// There were more than are kept.
    pub(crate) link_breaks_overflowed: bool,
    pub(crate) content_breaks: Vec<ContentBreak>,
    /// The first group, once it is closed: the run before may hold its beginning.
    head: Option<Group>,
    /// The group that the last row is in.
    open: Group,
    groups: Groups,
    pub(crate) developers: Developers,
    pub(crate) labels: Labels,
    pub(crate) notes: Notes,
    pub(crate) tallies: Tallies,
    /// The first and the last row that have a place in the order.
    first_place: Option<Place>,
    last_place: Option<Place>,
    /// The lowest and the highest instant, with their rows.
    pub(crate) earliest: Option<(Instant, RowIndex)>,
    pub(crate) latest: Option<(Instant, RowIndex)>,
    /// The first row that verified only without a data-erasure marker.
    pub(crate) first_erased: Option<RowIndex>,
    /// The checkpoint's head, where there is one to look for.
    pub(crate) probe: Option<Probe>,
    finding_cap: usize,
}

impl Run {
    /// An empty run that keeps `finding_cap` findings of each severity and looks for a checkpoint's head.
    pub(crate) fn new(finding_cap: usize, probe: Option<Probe>) -> Self {
        Self {
            rows: Rows::default(),
            first: None,
            last: None,
            first_failed: None,
            link_breaks: Vec::new(),
            link_breaks_overflowed: false,
            content_breaks: Vec::new(),
            head: None,
            open: Group::default(),
            groups: Groups::default(),
            developers: Developers::default(),
            labels: Labels::default(),
            notes: Notes::new(finding_cap),
            tallies: Tallies::new(),
            first_place: None,
            last_place: None,
            earliest: None,
            latest: None,
            first_erased: None,
            probe,
            finding_cap,
        }
    }

    /// Adds the next row.
    pub(crate) fn observe(&mut self, mut seen: Observed<'_>) {
        let index = self.rows.len();
        let mut failed = seen.failed.take();
        let link = match (&self.last, &mut failed) {
            (None, _) => LinkFact::First,
            (Some(last), Some(failed)) => link(&last.named, seen.prev, Some(&mut |before| (failed.verifies_after)(before))),
            (Some(last), None) => link(&last.named, seen.prev, None),
        };
        seen.row.set_link(link);
        self.place(index, &mut seen);
        seen.row.developer = self.developers.number(seen.developer);
        if link == LinkFact::Fails {
            let expected = self.last.as_ref().and_then(|last| last.named.claimed);
            self.add_link_break(LinkBreak { row: index, expected, actual: Naming::of(seen.prev, seen.prev_literal) });
        }
        let mut named = Named { claimed: seen.claimed, recomputed: Vec::new() };
        if let Some(failed) = failed {
            if index == 0 {
                self.first_failed = Some(failed.bytes.to_vec());
            }
            if self.content_breaks.len() < self.finding_cap {
                self.content_breaks.push(ContentBreak { row: index, claimed: seen.claimed, computed: failed.computed });
            }
            named.recomputed = failed.recomputed;
        }
        if let Some(probe) = &mut self.probe {
            let verified = matches!(seen.row.content(), ContentFact::Verified(_));
            probe.look(index, seen.claimed, (seen.row.id, seen.row.id_form()), verified);
        }
        self.note_time(seen.instant, index);
        self.group(index, &named, seen.prev, link, seen.instant);
        self.labels.add(index, &seen.row, seen.id, seen.timestamp);
        self.end(index, named, &seen);
        self.rows.push(seen.row);
    }

    /// Holds the row's place against the last one.
    fn place(&mut self, row: RowIndex, seen: &mut Observed<'_>) {
        let (Some(instant), Some(id), true) = (seen.instant, seen.id, seen.row.is_comparable()) else { return };
        let below = self.last_place.as_ref().is_some_and(|last| is_below(last, instant, id));
        seen.row.set_below(below);
        if let Some(last) = &mut self.last_place {
            (last.row, last.instant) = (row, instant);
            crate::bytes::keep(&mut last.id, id);
        } else {
            self.last_place = Some(Place { row, instant, id: id.to_vec() });
            self.first_place.clone_from(&self.last_place);
        }
    }

    /// Puts the row into its millisecond's group.
    fn group(&mut self, row: RowIndex, named: &Named, prev: PrevHash, link: LinkFact, instant: Option<Instant>) {
        let millis = instant.map(|instant| instant.millis());
        let holds = matches!(link, LinkFact::Holds | LinkFact::First);
        if row == 0 || millis.is_none() || millis != self.open.millis {
            let before = self.last.as_ref().map(|last| last.named.clone());
            if row > 0 && self.head.is_some() && holds && !self.open.is_knotted() {
                // Nearly every row: nothing to explain, and the group's memory serves the next one.
                self.open.restart(millis, before);
            } else {
                let closed = core::mem::replace(&mut self.open, Group { millis, before, ..Group::default() });
                if row > 0 {
                    self.close(closed, prev, !holds);
                }
            }
        }
        self.open.push(GroupRow { row, named: named.clone(), prev, holds });
    }

    /// A group ended; the row after it names `after`.
    fn close(&mut self, mut group: Group, after: PrevHash, breaks: bool) {
        group.after = Some(after);
        group.has_break |= breaks;
        if self.head.is_none() {
            self.head = Some(group);
        } else {
            self.groups.keep(group);
        }
    }

    fn end(&mut self, index: RowIndex, named: Named, seen: &Observed<'_>) {
        let last = self.last.get_or_insert_with(End::default);
        copy_literal(&mut last.id, seen.id);
        copy_literal(&mut last.timestamp, seen.timestamp);
        last.instant = seen.instant;
        last.named = named;
        last.prev = Some(seen.prev);
        copy_literal(&mut last.prev_literal, seen.prev_literal.filter(|_| seen.prev == PrevHash::Text));
        if index == 0 {
            self.first = self.last.clone();
        }
    }

    fn note_time(&mut self, instant: Option<Instant>, row: RowIndex) {
        let Some(instant) = instant else { return };
        if self.earliest.is_none_or(|(earliest, _)| instant < earliest) {
            self.earliest = Some((instant, row));
        }
        if self.latest.is_none_or(|(latest, _)| instant > latest) {
            self.latest = Some((instant, row));
        }
    }

    fn add_link_break(&mut self, link_break: LinkBreak) {
        if self.link_breaks.len() < MAX_LINK_BREAKS {
            self.link_breaks.push(link_break);
        } else {
            self.link_breaks_overflowed = true;
        }
    }

    /// Adds the run of the rows that follow. `verifies_after` is asked about the first of them, given its bytes, where its
    /// content failed.
    pub(crate) fn merge(&mut self, mut other: Self, verifies_after: &mut dyn FnMut(&[u8], Option<&Digest>) -> bool) {
        let (Some(last), Some(first)) = (&self.last, &other.first) else {
            if self.last.is_none() {
                *self = other;
            }
            return;
        };
        let shift = self.rows.len();
        let prev = first.prev.unwrap_or(PrevHash::Unusable);
        let seam = match other.first_failed.take() {
            Some(bytes) => link(&last.named, prev, Some(&mut |before| verifies_after(&bytes, before))),
            None => link(&last.named, prev, None),
        };
        if let Some(row) = other.rows.get_mut(0) {
            row.set_link(seam);
        }
        if seam == LinkFact::Fails {
            let (expected, actual) = (last.named.claimed, first.naming());
            self.add_link_break(LinkBreak { row: shift, expected, actual });
        }
        if let Some(place) = other.first_place.take() {
            let below = self.last_place.as_ref().is_some_and(|last| is_below(last, place.instant, &place.id));
            if let Some(row) = other.rows.get_mut(place.row) {
                row.set_below(below);
            }
            let shifted = |place: Place| Place { row: place.row + shift, ..place };
            self.last_place = other.last_place.take().map(shifted);
            if self.first_place.is_none() {
                self.first_place = Some(shifted(place));
            }
        }
        self.merge_groups(&mut other, shift, prev, !matches!(seam, LinkFact::Holds));
        for link_break in core::mem::take(&mut other.link_breaks) {
            self.add_link_break(LinkBreak { row: link_break.row + shift, ..link_break });
        }
        self.link_breaks_overflowed |= other.link_breaks_overflowed;
        let room = self.finding_cap.saturating_sub(self.content_breaks.len());
        let breaks = other.content_breaks.iter().take(room);
        self.content_breaks.extend(breaks.map(|content| ContentBreak { row: content.row + shift, ..*content }));
        for (end, ours) in [(other.earliest, true), (other.latest, false)] {
            if let Some((instant, row)) = end {
                let mine = if ours { &mut self.earliest } else { &mut self.latest };
                let better = mine.is_none_or(|(mine, _)| if ours { instant < mine } else { instant > mine });
                if better {
                    *mine = Some((instant, row + shift));
                }
            }
        }
        let developers = self.developers.merge(&other.developers);
        for row in other.rows.iter() {
            self.rows.push(Row { developer: developers.renumber(row.developer), ..*row });
        }
        self.first_erased = self.first_erased.or(other.first_erased.map(|row| row + shift));
        self.labels.merge(other.labels, shift);
        self.notes.merge(other.notes, shift);
        for ((code, name), Tally { first, count }) in other.tallies {
            tally(&mut self.tallies, code, &name, first + shift, count);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.probe, &other.probe) {
            mine.merge(theirs, shift);
        }
        self.last = other.last;
    }

    /// Joins the groups at the seam.
    fn merge_groups(&mut self, other: &mut Self, shift: RowIndex, prev: PrevHash, seam_breaks: bool) {
        let mut head = other.head.take();
        let mut open = core::mem::take(&mut other.open);
        for group in head.iter_mut().chain([&mut open]) {
            group.shift(shift);
        }
        // The other run's first group: its head once that is closed, else what is still open.
        let first = head.as_mut().unwrap_or(&mut open);
        if let Some(row) = first.rows.first_mut() {
            row.holds = !seam_breaks;
        }
        first.has_break |= seam_breaks;
        if first.millis.is_some() && first.millis == self.open.millis {
            let after = first.after.take();
            let rest = core::mem::take(first);
            self.open.extend(rest);
            if let (Some(_), Some(after)) = (&head, after) {
                let closed = core::mem::replace(&mut self.open, open);
                self.close(closed, after, false);
            }
        } else {
            first.before = self.last.as_ref().map(|last| last.named.clone());
            let closed = core::mem::take(&mut self.open);
            self.close(closed, prev, seam_breaks);
            if let Some(head) = head {
                self.groups.keep(head);
            }
            self.open = open;
        }
        let groups = core::mem::take(&mut other.groups);
        let overflowed = groups.overflowed;
        for mut group in groups.into_vec() {
            group.shift(shift);
            self.groups.keep(group);
        }
        self.groups.overflowed |= overflowed;
    }

    /// The groups that need an explanation, in order; and whether there were more.
    pub(crate) fn take_groups(&mut self) -> (Vec<Group>, bool) {
        let mut groups = Groups::default();
        if let Some(head) = self.head.take() {
            groups.keep(head);
        }
        let kept = core::mem::take(&mut self.groups);
        let overflowed = kept.overflowed;
        for group in kept.into_vec() {
            groups.keep(group);
        }
        groups.keep(core::mem::take(&mut self.open));
        let overflowed = overflowed || groups.overflowed;
        (groups.into_vec(), overflowed)
    }

    /// Rows that were tallied under this code.
    pub(crate) fn tallied(&self, code: FindingCode) -> u64 {
        self.tallies.iter().filter(|((tallied, _), _)| *tallied == code).map(|(_, tally)| tally.count).sum()
    }

    /// What a row names, as far as it is known: of the first row, and of those whose link did not hold.
    pub(crate) fn naming(&self, row: RowIndex) -> Option<Naming> {
        if row == 0 {
            return self.first.as_ref().map(End::naming);
        }
        let found = self.link_breaks.binary_search_by_key(&row, |link| link.row).ok()?;
        self.link_breaks.get(found).map(|link| link.actual.clone())
    }

    /// Puts the run this many bytes later in its document.
    pub(crate) fn shift_offsets(&mut self, by: u64) {
        for index in 0..self.rows.len() {
            if let Some(row) = self.rows.get_mut(index) {
                row.offset = row.offset.saturating_add(by);
            }
        }
        self.notes.shift_offsets(by);
    }

    /// Findings of each severity that are kept.
    pub(crate) fn finding_cap(&self) -> usize {
        self.finding_cap
    }

    /// The first row's bytes, where its content failed.
    pub(crate) fn first_failed(&self) -> Option<&[u8]> {
        self.first_failed.as_deref()
    }
}

/// How a row stands to the row before it.
fn link(before: &Named, prev: PrevHash, verifies_after: Option<VerifiesAfter<'_>>) -> LinkFact {
    if before.is_named_by(prev) {
        return LinkFact::Holds;
    }
    // An entry that verifies with the right `prevHash` had that member edited: its content says so, its link is no second finding.
    if let Some(verifies_after) = verifies_after {
        if before.claimed.iter().chain(&before.recomputed).any(|digest| verifies_after(Some(digest))) {
            return LinkFact::Holds;
        }
    }
    match (before.claimed, prev) {
        // A chain's first entry has no place here, whatever the row before it is.
        (_, PrevHash::Null) => LinkFact::Fails,
        (None, _) | (_, PrevHash::Unusable) => LinkFact::Unknown,
        (Some(_), PrevHash::Hash(_) | PrevHash::Text) => LinkFact::Fails,
    }
}

/// Whether a row is below the last one, by (instant, entryId).
fn is_below(last: &Place, instant: Instant, id: &[u8]) -> bool {
    instant < last.instant || instant == last.instant && cmp_utf16(id, &last.id).is_lt()
}

fn copy_literal(to: &mut Option<Vec<u8>>, from: Option<&[u8]>) {
    match (to, from) {
        (Some(to), Some(from)) => crate::bytes::keep(to, from),
        (to, from) => *to = from.map(<[u8]>::to_vec),
    }
}

/// The key of an id literal.
pub(crate) fn id_key(literal: Option<&[u8]>) -> (IdKey, IdForm) {
    literal.map_or((IdKey::default(), IdForm::None), IdKey::of)
}

mod wire;
pub(crate) use wire::ascending;

#[cfg(test)]
mod tests;
