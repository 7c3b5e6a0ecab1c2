//! A run as bytes, so that it can be gathered in one place and merged in another.

use super::{ContentBreak, End, LinkBreak, Naming, Place, Run, Tallies, Tally};
use crate::chain::developers::{ANOTHER, NOBODY};
use crate::chain::group::{Group, Named};
use crate::chain::marks::{ContentFact, LinkFact};
use crate::chain::probe::{Probe, Sighting};
use crate::chain::row::{Row, RowIndex, Rows};
use crate::digest::Digest;
use crate::instant::Instant;
use crate::limits::{MAX_ENTRY_BYTES, MAX_LINK_BREAKS, MAX_MILLISECOND_GROUP};
use crate::reading::PrevHash;
use crate::report::FindingCode;
use crate::report::notes::Notes;
use crate::wire::{Reader, Wire, is_count_of, wire_struct};

wire_struct!(ContentBreak: row, claimed, computed);
wire_struct!(End: id, timestamp, instant, named, prev, prev_literal);
wire_struct!(LinkBreak: row, expected, actual);
wire_struct!(Named: claimed, recomputed);
wire_struct!(Place: row, instant, id);
wire_struct!(Tally: first, count);

impl Wire for PrevHash {
    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Null => to.push(0),
            Self::Hash(digest) => {
                to.push(1);
                digest.write(to);
            }
            Self::Text => to.push(2),
            Self::Unusable => to.push(3),
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::read(from)? {
            0 => Self::Null,
            1 => Self::Hash(Digest::read(from)?),
            2 => Self::Text,
            3 => Self::Unusable,
            _ => return None,
        })
    }
}

impl Wire for Naming {
    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Null => to.push(0),
            Self::Hash(digest) => {
                to.push(1);
                digest.write(to);
            }
            Self::Text(text) => {
                to.push(2);
                text.write(to);
            }
            Self::Unusable => to.push(3),
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::read(from)? {
            0 => Self::Null,
            1 => Self::Hash(Digest::read(from)?),
            2 => Self::Text(Wire::read(from)?),
            3 => Self::Unusable,
            _ => return None,
        })
    }
}

impl Wire for FindingCode {
    fn write(&self, to: &mut Vec<u8>) {
        // Its number in the list, which is only ever appended to.
        Self::ALL.iter().position(|code| code == self).unwrap_or(usize::MAX).write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Self::ALL.get(usize::read(from)?).copied()
    }
}

impl Run {
    /// Appends the run. What it was begun with (the cap, what is looked for) is not part of it.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        let Self {
            rows,
            first,
            last,
            first_failed,
            link_breaks,
            link_breaks_overflowed,
            content_breaks,
            head,
            open,
            groups,
            developers,
            labels,
            notes,
            tallies,
            first_place,
            last_place,
            earliest,
            latest,
            first_erased,
            probe,
            finding_cap: _,
        } = self;
        rows.write(to);
        first.write(to);
        last.write(to);
        first_failed.write(to);
        link_breaks.write(to);
        link_breaks_overflowed.write(to);
        content_breaks.write(to);
        head.write(to);
        open.write(to);
        groups.write(to);
        developers.write(to);
        labels.write(to);
        notes.write(to);
        tallies.write(to);
        first_place.write(to);
        last_place.write(to);
        earliest.write(to);
        latest.write(to);
        first_erased.write(to);
        let sightings: &[Sighting] = probe.as_ref().map(|probe| probe.sightings.as_slice()).unwrap_or_default();
        sightings.len().write(to);
        for sighting in sightings {
            sighting.write(to);
        }
    }

    /// Takes a run that was begun with this cap and this to look for. `None` unless it is one that such a run could be.
    pub(crate) fn read(from: &mut Reader<'_>, finding_cap: usize, probe: Option<Probe>) -> Option<Self> {
        let mut run = Self::new(finding_cap, probe);
        run.rows = Rows::read(from)?;
        run.first = Wire::read(from)?;
        run.last = Wire::read(from)?;
        run.first_failed = Wire::read(from)?;
        run.link_breaks = Wire::read(from)?;
        run.link_breaks_overflowed = Wire::read(from)?;
        run.content_breaks = Wire::read(from)?;
        run.head = Wire::read(from)?;
        run.open = Wire::read(from)?;
        run.groups = Wire::read(from)?;
        run.developers = Wire::read(from)?;
        run.labels = Wire::read(from)?;
        run.notes = Notes::read(from, finding_cap, run.rows.len())?;
        run.tallies = Wire::read(from)?;
        run.first_place = Wire::read(from)?;
        run.last_place = Wire::read(from)?;
        run.earliest = Wire::read(from)?;
        run.latest = Wire::read(from)?;
        run.first_erased = Wire::read(from)?;
        let sightings: Vec<Sighting> = Wire::read(from)?;
        match &mut run.probe {
            Some(probe) => probe.sightings = sightings,
            None if sightings.is_empty() => {}
            None => return None,
        }
        run.is_sound().then_some(run)
    }

    /// Whether what was read fits together, as far as anything here relies on it.
    fn is_sound(&self) -> bool {
        let length = self.rows.len();
        let within = |row: RowIndex| row < length;
        let has_rows = length > 0;
        let timed = |at: &Option<(Instant, RowIndex)>| at.is_none_or(|(_, row)| within(row));
        let placed = |place: &Option<Place>| place.as_ref().is_none_or(|place| within(place.row));
        let failed_first = self.rows.get(0).is_some_and(|row| row.content() == ContentFact::Failed);
        let developer_known = |row: &Row| matches!(row.developer, NOBODY | ANOTHER) || self.developers.name(row.developer).is_some();
        [&self.first, &self.last].iter().all(|end| end.is_some() == has_rows)
            && self.first_failed.is_some() == failed_first
            && self.first_failed.as_ref().is_none_or(|bytes| bytes.len() <= MAX_ENTRY_BYTES)
            && self.rows.iter().all(|row| row.is_sound() && developer_known(row))
            && self.link_breaks.len() <= MAX_LINK_BREAKS
            && ascending(self.link_breaks.iter().map(|link| link.row), length)
            && self.breaks_agree()
            && self.content_breaks.len() <= self.finding_cap
            && ascending(self.content_breaks.iter().map(|content| content.row), length)
            && self.head.iter().chain([&self.open]).all(|group| group.is_sound(length))
            && self.groups.are_sound(length)
            && self.labels.are_sound(length)
            && tallies_are_sound(&self.tallies, length)
            && placed(&self.first_place)
            && placed(&self.last_place)
            && self.first_place.is_some() == self.last_place.is_some()
            && timed(&self.earliest)
            && timed(&self.latest)
            && self.first_erased.is_none_or(|row| self.rows.get(row).is_some_and(|row| matches!(row.content(), ContentFact::Verified(_))))
            && self.probe.iter().all(|probe| ascending(probe.sightings.iter().map(|sighting| sighting.row), length))
    }
}

impl Run {
    /// Whether the breaks are those that the rows tell of, as many as are kept.
    fn breaks_agree(&self) -> bool {
        let failed = |row: &Row| row.content() == ContentFact::Failed;
        let fails = |row: &Row| row.link() == LinkFact::Fails;
        let is_first = |row: &Row| row.link() == LinkFact::First;
        let (mut contents, mut links, mut firsts) = (0_usize, 0_usize, 0_usize);
        for row in self.rows.iter() {
            contents += usize::from(failed(row));
            links += usize::from(fails(row));
            firsts += usize::from(is_first(row));
        }
        self.content_breaks.iter().all(|content| self.rows.get(content.row).is_some_and(failed))
            && self.link_breaks.iter().all(|link| self.rows.get(link.row).is_some_and(fails))
            && self.content_breaks.len() == contents.min(self.finding_cap)
            && self.link_breaks.len() == links.min(MAX_LINK_BREAKS)
            && self.link_breaks_overflowed == (links > MAX_LINK_BREAKS)
            && firsts == usize::from(self.rows.len() > 0)
            && self.rows.get(0).is_none_or(is_first)
    }
}

fn tallies_are_sound(tallies: &Tallies, length: RowIndex) -> bool {
    tallies.values().all(|tally| tally.first < length && is_count_of(tally.count, length))
}

/// Whether these are rows of a run of that length, each after the one before.
pub(crate) fn ascending(mut rows: impl Iterator<Item = RowIndex>, length: RowIndex) -> bool {
    let mut next = 0;
    rows.all(|row| {
        let fits = row >= next && row < length;
        next = row.saturating_add(1);
        fits
    })
}

impl Group {
    /// Whether its rows are such of a run of that length, and as many as it says.
    pub(crate) fn is_sound(&self, length: RowIndex) -> bool {
        let kept = self.rows.len();
        let within = ascending(self.rows.iter().map(|row| row.row), length);
        let kept_whole = self.length <= MAX_MILLISECOND_GROUP;
        let whole = kept == if kept_whole { self.length } else { 0 };
        within && whole && u32::try_from(self.length).is_ok_and(|rows| rows <= length)
    }
}
