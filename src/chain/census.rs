//! One look at all rows of a run: what the checks count of them, and what none of them needs to look for once more.

use super::developers::NOBODY;
use super::marks::{ContentFact, Marks};
use super::row::{IdKey, RowIndex, Rows};

/// Marks that rows have: as many as sixteen bits tell apart.
const ALL_MARKS: usize = 1 << 16;

/// Rows with the same marks.
#[derive(Debug)]
struct Kind {
    marks: Marks,
    /// The first of them.
    first: RowIndex,
    count: u64,
}

/// What was counted.
#[derive(Debug)]
pub(crate) struct Census {
    /// A dozen in most documents, by their first rows.
    kinds: Vec<Kind>,
    /// The developer of the first row that has one.
    pub(crate) first_developer: Option<u16>,
    /// No row is of another developer than that.
    one_developer: bool,
    /// Each id is of the form of the one before it and above it, so that none stands twice.
    pub(crate) ids_ascend: bool,
    /// Bytes of all rows.
    pub(crate) bytes: u64,
    /// Bytes of the rows whose content verified.
    pub(crate) verified_bytes: u64,
}

impl Census {
    /// Counts the rows.
    pub(crate) fn of(rows: &Rows) -> Self {
        let mut counts = vec![0_u32; ALL_MARKS];
        let mut census =
            Self { kinds: Vec::new(), first_developer: None, one_developer: true, ids_ascend: true, bytes: 0, verified_bytes: 0 };
        let mut developer = NOBODY;
        let mut before: Option<(u16, IdKey)> = None;
        for (index, row) in (0..).zip(rows.iter()) {
            if let Some(count) = counts.get_mut(usize::from(row.marks.bits())) {
                if *count == 0 {
                    census.kinds.push(Kind { marks: row.marks, first: index, count: 0 });
                }
                *count += 1;
            }
            if row.developer != NOBODY {
                if developer == NOBODY {
                    developer = row.developer;
                }
                census.one_developer &= row.developer == developer;
            }
            let id = Some((row.id_form().number(), row.id));
            census.ids_ascend &= before < id;
            before = id;
            let bytes = u64::from(row.length);
            census.bytes += bytes;
            if matches!(row.content(), ContentFact::Verified(_)) {
                census.verified_bytes += bytes;
            }
        }
        for kind in &mut census.kinds {
            kind.count = counts.get(usize::from(kind.marks.bits())).map_or(0, |&count| u64::from(count));
        }
        census.first_developer = Some(developer).filter(|&developer| developer != NOBODY);
        census
    }

    /// How many rows have marks like this.
    pub(crate) fn count(&self, like: impl Fn(Marks) -> bool) -> u64 {
        self.kinds.iter().filter(|kind| like(kind.marks)).map(|kind| kind.count).sum()
    }

    /// The first row with marks like this.
    pub(crate) fn first(&self, like: impl Fn(Marks) -> bool) -> Option<RowIndex> {
        self.kinds.iter().find(|kind| like(kind.marks)).map(|kind| kind.first)
    }

    /// Whether a row has marks like this.
    pub(crate) fn any(&self, like: impl Fn(Marks) -> bool) -> bool {
        self.first(like).is_some()
    }

    /// Rows whose content verified.
    pub(crate) fn verified(&self) -> u64 {
        self.count(|row| matches!(row.content(), ContentFact::Verified(_)))
    }

    /// Whether every row has a place in the order, and none is below the one before it.
    pub(crate) fn ascends(&self) -> bool {
        !self.any(|row| !row.is_comparable() || row.is_below())
    }

    /// Whether all rows that have a developer are this one's.
    pub(crate) fn is_all_of(&self, developer: Option<u16>) -> bool {
        self.first_developer.is_none() || self.one_developer && self.first_developer == developer
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::{IdForm, LinkFact, Status};
    use super::super::row::Row;
    use super::*;
    use crate::content::Format;

    /// Rows of every kind, many times, in an order that changes.
    fn rows() -> Rows {
        let mut rows = Rows::default();
        for i in 0..5_000_u32 {
            let mut row = Row::at(0, u64::from(i % 7 + 1));
            row.set_content(match i % 11 {
                0 => ContentFact::Failed,
                1 | 5 => ContentFact::Verified(Format::A),
                2 => ContentFact::Unread,
                _ => ContentFact::Verified(Format::C),
            });
            row.set_link(if i % 13 == 12 { LinkFact::Fails } else { LinkFact::Holds });
            row.set_status(if i % 5 == 0 { None } else { Some(Status::Blocked) });
            row.developer = if i < 3 { NOBODY } else { 4 };
            let digits = format!("\"alog_{:026}\"", i);
            let (id, form) = IdKey::of(digits.as_bytes());
            row.set_id(id, form);
            rows.push(row);
        }
        rows
    }

    #[test]
    fn it_counts_what_a_look_at_each_row_finds() {
        let mut rows = rows();
        type Question = fn(Marks) -> bool;
        let questions: [Question; 5] = [
            |row| row.content() == ContentFact::Failed,
            |row| row.content() == ContentFact::Verified(Format::A),
            |row| row.link() == LinkFact::Fails && row.content() == ContentFact::Unread,
            |row| row.status().is_none(),
            |row| row.is_below(),
        ];
        let census = Census::of(&rows);
        for like in questions {
            let found: Vec<RowIndex> = (0..).zip(rows.iter()).filter(|(_, row)| like(row.marks)).map(|(index, _)| index).collect();
            assert_eq!(census.count(like), u64::try_from(found.len()).unwrap());
            assert_eq!((census.first(like), census.any(like)), (found.first().copied(), !found.is_empty()));
        }
        let verified = |row: &&Row| matches!(row.content(), ContentFact::Verified(_));
        assert_eq!(census.verified(), u64::try_from(rows.iter().filter(verified).count()).unwrap());
        assert_eq!(census.bytes, rows.iter().map(|row| u64::from(row.length)).sum::<u64>());
        assert_eq!(census.verified_bytes, rows.iter().filter(verified).map(|row| u64::from(row.length)).sum::<u64>());
        assert!(census.ids_ascend && !census.ascends());
        assert!(census.is_all_of(Some(4)) && !census.is_all_of(Some(3)) && !census.is_all_of(None));
        assert_eq!(census.first_developer, Some(4));
        rows.get_mut(4_321).unwrap().developer = 5;
        assert!(!Census::of(&rows).is_all_of(Some(4)));
        rows.get_mut(4_321).unwrap().developer = NOBODY;
        assert!(Census::of(&rows).is_all_of(Some(4)));
    }

    #[test]
    fn ids_ascend_only_where_each_is_above_the_one_before() {
        let mut rows = rows();
        let id = rows.get(99).unwrap().id;
        rows.get_mut(100).unwrap().set_id(id, IdForm::Server);
        assert!(!Census::of(&rows).ids_ascend);
        // An id of another form can't be held against those around it.
        let id = rows.get(101).unwrap().id;
        rows.get_mut(100).unwrap().set_id(id, IdForm::Other);
        assert!(!Census::of(&rows).ids_ascend);
    }

    #[test]
    fn nothing_is_of_anybody() {
        let census = Census::of(&Rows::default());
        assert!(census.ids_ascend && census.ascends() && census.is_all_of(None) && census.is_all_of(Some(0)));
        assert_eq!((census.verified(), census.first_developer, census.bytes), (0, None, 0));
    }
}
