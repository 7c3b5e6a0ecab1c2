//! Look-ups among the rows by hash and by id: made only when something needs an explanation.

use super::marks::IdForm;
use super::row::{RowIndex, Rows};
use crate::order::{sort_by, sort_things};

/// Rows by the hash they claim and by the hash they name.
pub(crate) struct HashIndex<'a> {
    rows: &'a Rows,
    /// Rows with a claimed hash, by (its prefix, row).
    by_claimed: Vec<RowIndex>,
    /// Rows that name a hash, by (its prefix, row).
    by_prev: Vec<RowIndex>,
}

impl<'a> HashIndex<'a> {
    /// Indexes all rows.
    pub(crate) fn new(rows: &'a Rows) -> Self {
        let numbered = || (0..).zip(rows.iter());
        let mut by_claimed: Vec<RowIndex> = numbered().filter(|(_, row)| row.has_claimed()).map(|(i, _)| i).collect();
        let mut by_prev: Vec<RowIndex> = numbered().filter(|(_, row)| row.has_prev()).map(|(i, _)| i).collect();
        let claimed = |i: RowIndex| rows.get(i).map_or(0, |row| row.claimed);
        let prev = |i: RowIndex| rows.get(i).map_or(0, |row| row.prev);
        sort_by(&mut by_claimed, |a, b| claimed(a).cmp(&claimed(b)));
        sort_by(&mut by_prev, |a, b| prev(a).cmp(&prev(b)));
        Self { rows, by_claimed, by_prev }
    }

    /// The first row with this hash.
    pub(crate) fn row_with(&self, prefix: u64) -> Option<RowIndex> {
        let claimed = |i: RowIndex| self.rows.get(i).map_or(0, |row| row.claimed);
        let at = self.by_claimed.partition_point(|&i| claimed(i) < prefix);
        self.by_claimed.get(at).copied().filter(|&i| claimed(i) == prefix)
    }

    /// The rows that name this hash, lowest first.
    pub(crate) fn rows_naming(&self, prefix: u64) -> &[RowIndex] {
        let named = |i: RowIndex| self.rows.get(i).map_or(0, |row| row.prev);
        let from = self.by_prev.partition_point(|&i| named(i) < prefix);
        let rest = self.by_prev.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|&i| named(i) == prefix)).unwrap_or_default()
    }
}

/// The rows whose id stood before, ascending, each with the first row that has it.
pub(crate) fn duplicate_ids(rows: &Rows) -> Vec<(RowIndex, RowIndex)> {
    let key = |i: RowIndex| rows.get(i).map_or((0, super::row::IdKey::default()), |row| (row.id_form().number(), row.id));
    let mut order: Vec<RowIndex> = (0..).zip(rows.iter()).filter(|(_, row)| row.id_form() != IdForm::None).map(|(i, _)| i).collect();
    sort_by(&mut order, |a, b| key(a).cmp(&key(b)));
    let mut duplicates = Vec::new();
    let mut first = None;
    for &row in &order {
        match first {
            Some(first) if key(first) == key(row) => duplicates.push((row, first)),
            _ => first = Some(row),
        }
    }
    sort_things(&mut duplicates, |a, b| a.0.cmp(&b.0));
    duplicates
}

#[cfg(test)]
mod tests {
    use super::super::row::{IdKey, Row};
    use super::*;
    use crate::digest::sha256;
    use crate::reading::PrevHash;

    #[test]
    fn finds_the_lowest_row_and_all_that_name_it() {
        let digest = |n: u8| sha256(&[n]);
        let mut rows = Rows::default();
        for (claimed, prev) in [(Some(1), None), (Some(2), Some(1)), (None, Some(2)), (Some(1), Some(2)), (Some(3), Some(1))] {
            let mut row = Row::at(0, 0);
            row.set_claimed(claimed.map(digest));
            row.set_prev(prev.map_or(PrevHash::Null, |prev| PrevHash::Hash(digest(prev))));
            rows.push(row);
        }
        let index = HashIndex::new(&rows);
        let row_with = |n| index.row_with(digest(n).prefix());
        assert_eq!([row_with(1), row_with(2), row_with(3), row_with(4)], [Some(0), Some(1), Some(4), None]);
        assert_eq!(index.rows_naming(digest(1).prefix()), [1, 4]);
        assert_eq!(index.rows_naming(digest(2).prefix()), [2, 3]);
        // No row claims or names nothing, though nothing's prefix is zero too.
        assert_eq!((index.row_with(0), index.rows_naming(0).len()), (None, 0));
    }

    #[test]
    fn ids_are_held_against_all_before_them() {
        let of = |ids: &[Option<&str>]| {
            let mut rows = Rows::default();
            for id in ids {
                let literal = id.map(|id| format!("\"{id}\""));
                let (key, form) = literal.map_or((IdKey::default(), IdForm::None), |literal| IdKey::of(literal.as_bytes()));
                let mut row = Row::at(0, 0);
                row.set_id(key, form);
                rows.push(row);
            }
            duplicate_ids(&rows)
        };
        let server = |n: u8| format!("alog_{n:026}");
        let [one, two, three] = [server(1), server(2), server(3)];
        assert_eq!(of(&[Some(&one), Some(&two), Some(&three)]), []);
        assert_eq!(of(&[Some(&two), Some(&one), Some(&three)]), []);
        assert_eq!(of(&[Some(&one), Some(&two), Some(&one), Some(&one)]), [(2, 0), (3, 0)]);
        assert_eq!(of(&[Some("a"), Some(&one), Some("b"), Some("\\u0061"), Some(&one)]), [(3, 0), (4, 1)]);
        assert_eq!(of(&[Some(&one), Some(&one.replacen('a', "\\u0061", 1))]), [(1, 0)]);
        // Unusable ids are no one's.
        assert_eq!(of(&[None, None, Some(&one), None]), []);
        assert_eq!(of(&[Some(&one), Some(&one)]), [(1, 0)]);
    }
}
