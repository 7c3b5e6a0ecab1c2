//! Judges the links of a whole run: what holds, what broke and why, what an honest race explains.
//!
//! The steps, in order:
//! 1. rows whose id stood before are set aside;
//! 2. groups of one millisecond are put into their links' order, or relieved of their leaves;
//! 3. every other row is held against the row before it;
//! 4. what does not hold is given its cause.

use std::collections::BTreeMap;

use super::group::{Group, GroupRow};
use super::index::{HashIndex, duplicate_ids};
use super::row::{IdForm, LinkFact, RowIndex, Rows};
use super::run::Run;
use crate::reading::PrevHash;
use crate::report::Cause;

/// The longest stretch of rows that is called inserted.
const MAX_INSERTED: usize = 16;

/// As far as such a stretch is looked for, rows set aside included: what keeps the search from growing with hostile input.
const MAX_INSERTED_SPAN: u32 = 256;

/// What a row's link came to, where it does not simply hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// It names something else than the row before it.
    Mismatch {
        /// Why, as far as the links show.
        cause: Cause,
        /// The other rows it is about.
        related: Vec<RowIndex>,
        /// The row it was held against.
        base: RowIndex,
    },
    /// Its `prevHash` is null, but it is not the first.
    GenesisUnexpected {
        /// The row it was held against.
        base: RowIndex,
    },
    /// One of the two hashes is unusable.
    Unknown,
}

/// The links of a run, judged.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// Rows whose id stood before, ascending.
    pub(crate) duplicates: Vec<RowIndex>,
    /// Rows whose link does not hold, ascending.
    pub(crate) faults: BTreeMap<RowIndex, LinkFault>,
    /// Groups whose links restore one path: the lowest displaced row, and the order of the links.
    pub(crate) reordered: Vec<(RowIndex, Vec<RowIndex>)>,
    /// Leaves: the row, its parent, the parent's other child.
    pub(crate) forks: Vec<(RowIndex, Vec<RowIndex>)>,
    /// The first row in the order of the links.
    pub(crate) first: Option<RowIndex>,
    /// There was more to explain than is kept.
    pub(crate) unexplained: bool,
}

/// How a group's rows are to be judged.
#[derive(Debug, Default)]
struct Untangled {
    /// The row that each row is held against, and whether that link holds; rows that are not listed are judged as they stand.
    links: BTreeMap<RowIndex, (Option<RowIndex>, LinkFact)>,
}

/// Judges the links of a whole run.
pub(crate) fn classify(run: &mut Run) -> Links {
    let (groups, overflowed) = run.take_groups();
    let duplicates = duplicate_ids(&run.rows);
    let needs_index = !groups.is_empty() || run.rows.iter().any(|row| row.link() == LinkFact::Fails) || !duplicates.is_empty();
    let mut links = Links { unexplained: overflowed || run.link_breaks_overflowed, ..Links::default() };
    if run.rows.len() == 0 {
        return links;
    }
    let mut untangled = Untangled::default();
    let index = needs_index.then(|| HashIndex::new(&run.rows, &duplicates));
    if let Some(index) = &index {
        for group in &groups {
            untangle(group, &run.rows, index, &duplicates, &mut untangled, &mut links);
        }
    }
    let set_aside = |row: RowIndex| duplicates.binary_search(&row).is_ok();
    let first = (0..run.rows.len()).find(|&row| !set_aside(row));
    links.first = untangled.links.iter().find(|(_, (base, _))| base.is_none()).map(|(&row, _)| row).or(first);
    let faults = judge(run, &duplicates, &untangled, links.first);
    if let Some(index) = &index {
        for (row, fault) in faults {
            let fault = match fault {
                Fault::Unknown => LinkFault::Unknown,
                Fault::Genesis { base } => LinkFault::GenesisUnexpected { base },
                Fault::Mismatch { base } => {
                    let (cause, related) = explain(row, base, &run.rows, index, &duplicates);
                    LinkFault::Mismatch { cause, related, base }
                }
            };
            links.faults.insert(row, fault);
        }
    } else {
        links.faults.extend(faults.into_iter().map(|(row, _)| (row, LinkFault::Unknown)));
    }
    links.duplicates = duplicates;
    links
}

/// A link that does not hold, before it is explained.
enum Fault {
    Mismatch { base: RowIndex },
    Genesis { base: RowIndex },
    Unknown,
}

/// Holds every row against the one before it.
fn judge(run: &Run, duplicates: &[RowIndex], untangled: &Untangled, first: Option<RowIndex>) -> Vec<(RowIndex, Fault)> {
    let rows = &run.rows;
    let mut faults = Vec::new();
    let mut base: Option<RowIndex> = None;
    let mut duplicates = duplicates.iter().copied().peekable();
    for (index, row) in (0..).zip(rows.iter()) {
        if duplicates.next_if_eq(&index).is_some() {
            continue;
        }
        let (against, fact) = match untangled.links.get(&index) {
            Some(&(against, fact)) => (against, fact),
            // The row right before it is the one it was held against as it went by.
            None if base == index.checked_sub(1) => (base, row.link()),
            None => (base, base.map_or(LinkFact::First, |base| link_by_prefix(rows, base, index))),
        };
        base = Some(index);
        if Some(index) == first {
            continue;
        }
        let fault = match (fact, against) {
            (LinkFact::First | LinkFact::Holds, _) | (_, None) => continue,
            (LinkFact::Unknown, _) => Fault::Unknown,
            (LinkFact::Fails, Some(base)) if row.is_genesis() => Fault::Genesis { base },
            (LinkFact::Fails, Some(base)) => Fault::Mismatch { base },
        };
        faults.push((index, fault));
    }
    faults
}

/// A link between rows that do not follow each other in the document. Only rows set aside lie between them, and each of
/// those is an error already: the prefixes decide nothing but the explanation.
fn link_by_prefix(rows: &Rows, base: RowIndex, index: RowIndex) -> LinkFact {
    match (rows.get(base), rows.get(index)) {
        (Some(base), Some(row)) if base.has_claimed() && row.has_prev() => {
            if base.claimed == row.prev { LinkFact::Holds } else { LinkFact::Fails }
        }
        (Some(base), Some(row)) if base.has_claimed() && row.is_genesis() => LinkFact::Fails,
        _ => LinkFact::Unknown,
    }
}

/// Puts a group into its links' order, or relieves it of its leaves.
fn untangle(group: &Group, rows: &Rows, index: &HashIndex<'_>, duplicates: &[RowIndex], untangled: &mut Untangled, links: &mut Links) {
    let members: Vec<&GroupRow> = group.rows.iter().filter(|row| duplicates.binary_search(&row.row).is_err()).collect();
    if members.len() < 2 {
        return;
    }
    // A path is unbroken only if nobody else follows one of its inner rows: else its end hangs off the chain.
    let named_once = |row: &&GroupRow| rows.get(row.row).is_some_and(|row| index.rows_naming(row.claimed).len() <= 1);
    let unbroken = path(&members).filter(|path| path.iter().rev().skip(1).all(named_once));
    if let Some(path) = unbroken {
        let displaced = members.iter().zip(&path).find(|(stands, follows)| stands.row != follows.row);
        if let Some((lowest, _)) = displaced {
            links.reordered.push((lowest.row, path.iter().map(|row| row.row).collect()));
            follow(group, &path, &members, duplicates, untangled);
        }
        return;
    }
    let parent_of = |leaf: &GroupRow| members.iter().copied().find(|row| row.row != leaf.row && row.named.is_named_by(leaf.prev));
    let is_leaf = |leaf: &GroupRow| {
        !leaf.holds
            && rows.get(leaf.row).is_some_and(|row| row.has_claimed() && index.rows_naming(row.claimed).is_empty())
            && parent_of(leaf).is_some_and(|parent| id_is_below(rows, leaf.row, parent.row))
    };
    let (leaves, stem): (Vec<&GroupRow>, Vec<&GroupRow>) = members.iter().copied().partition(|row| is_leaf(row));
    if leaves.is_empty() {
        return;
    }
    for leaf in &leaves {
        let Some(parent) = parent_of(leaf) else { continue };
        let children = rows.get(parent.row).map(|row| index.rows_naming(row.claimed)).unwrap_or_default();
        let other = children.iter().copied().find(|&child| child != leaf.row);
        links.forks.push((leaf.row, core::iter::once(parent.row).chain(other).collect()));
        untangled.links.insert(leaf.row, (Some(parent.row), LinkFact::Holds));
    }
    follow(group, &stem, &members, duplicates, untangled);
}

/// The rows in the order of their links, where those make one path through all of them.
fn path<'a>(members: &[&'a GroupRow]) -> Option<Vec<&'a GroupRow>> {
    // Who names whom. Groups are small; where one is large, the look-up by hash keeps this from being quadratic.
    let mut by_hash = BTreeMap::new();
    for (i, row) in members.iter().enumerate() {
        for digest in row.named.claimed.iter().chain(&row.named.recomputed) {
            by_hash.entry(*digest).or_insert(i);
        }
    }
    let mut next = vec![None; members.len()];
    let mut start = None;
    for (i, row) in members.iter().enumerate() {
        let follows_neighbour = row.holds && i > 0 && members.get(i - 1).is_some_and(|before| before.row + 1 == row.row);
        let parent = match row.prev {
            _ if follows_neighbour => Some(i - 1),
            PrevHash::Hash(digest) => by_hash.get(&digest).copied().filter(|&parent| parent != i),
            _ => None,
        };
        match parent {
            Some(parent) => {
                let slot = next.get_mut(parent)?;
                if slot.replace(i).is_some() {
                    return None;
                }
            }
            None if start.replace(i).is_some() => return None,
            None => {}
        }
    }
    let mut path = Vec::with_capacity(members.len());
    let mut at = start;
    while let Some(i) = at {
        path.push(*members.get(i)?);
        at = *next.get(i)?;
    }
    (path.len() == members.len()).then_some(path)
}

/// Judges the rows of `order` one after the other: the first against the row before the group, the row after the group
/// against the last.
fn follow(group: &Group, order: &[&GroupRow], members: &[&GroupRow], duplicates: &[RowIndex], untangled: &mut Untangled) {
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return };
    let lowest = members.iter().map(|row| row.row).min().unwrap_or(0);
    let before = (0..lowest).rev().find(|row| duplicates.binary_search(row).is_err());
    let fact = match (&group.before, before) {
        (_, None) => LinkFact::First,
        // The row right before the group.
        (Some(named), Some(before)) if before + 1 == group.rows.first().map_or(0, |row| row.row) => link_in_full(first, named),
        // Rows set aside lie between: errors already, so nothing is lost by calling the link what its own row shows.
        (named, _) => named.as_ref().map_or(LinkFact::Unknown, |named| link_in_full(first, named)),
    };
    untangled.links.insert(first.row, (before, fact));
    for pair in order.windows(2) {
        if let [base, row] = pair {
            let neighbours = base.row + 1 == row.row;
            let fact = if neighbours && row.holds { LinkFact::Holds } else { link_in_full(row, &base.named) };
            untangled.links.insert(row.row, (Some(base.row), fact));
        }
    }
    if let (Some(after), Some(end)) = (group.after, group.rows.last().map(|row| row.row + 1)) {
        if duplicates.binary_search(&end).is_err() {
            let row = GroupRow { row: end, named: super::group::Named::default(), prev: after, holds: false };
            let neighbours = last.row + 1 == end;
            if !neighbours {
                untangled.links.insert(end, (Some(last.row), link_in_full(&row, &last.named)));
            }
        }
    }
}

/// A link by full hashes.
fn link_in_full(row: &GroupRow, before: &super::group::Named) -> LinkFact {
    if before.claimed.is_none() || row.prev == PrevHash::Unusable {
        LinkFact::Unknown
    } else if before.is_named_by(row.prev) {
        LinkFact::Holds
    } else {
        LinkFact::Fails
    }
}

/// Whether a row's id is smaller than another's of the same millisecond.
fn id_is_below(rows: &Rows, row: RowIndex, other: RowIndex) -> bool {
    let (Some(a), Some(b)) = (rows.get(row), rows.get(other)) else { return false };
    if a.id_form() == IdForm::Server && b.id_form() == IdForm::Server {
        return a.id < b.id;
    }
    // In a document that is in order the ids ascend within a millisecond.
    row < other && !(row + 1..=other).any(|i| rows.get(i).is_some_and(super::row::Row::is_below))
}

/// The cause of a link that does not hold.
fn explain(row: RowIndex, base: RowIndex, rows: &Rows, index: &HashIndex<'_>, duplicates: &[RowIndex]) -> (Cause, Vec<RowIndex>) {
    let Some(prev) = rows.get(row).map(|row| row.prev) else { return (Cause::Deleted, Vec::new()) };
    let Some(named) = index.row_with(prev).filter(|&named| named != base && named != row) else { return (Cause::Deleted, Vec::new()) };
    if named < row && row - named <= MAX_INSERTED_SPAN {
        let between: Vec<RowIndex> = (named + 1..row).filter(|i| duplicates.binary_search(i).is_err()).collect();
        if (1..=MAX_INSERTED).contains(&between.len()) && is_detached(&between, named, rows, index) {
            return (Cause::Inserted, between);
        }
    }
    match index.rows_naming(prev).iter().find(|&&other| other != row) {
        Some(&other) => (Cause::Forked, vec![named, other]),
        None => (Cause::Moved, vec![named]),
    }
}

/// Whether no row outside `between` names one of its rows, and none of these names a row outside but `named`.
fn is_detached(between: &[RowIndex], named: RowIndex, rows: &Rows, index: &HashIndex<'_>) -> bool {
    between.iter().filter_map(|&i| rows.get(i)).all(|row| {
        let named_by = if row.has_claimed() { index.rows_naming(row.claimed) } else { &[] };
        let inside_only = named_by.iter().all(|by| between.contains(by));
        let names = if row.has_prev() { index.row_with(row.prev) } else { None };
        inside_only && names.is_none_or(|names| names == named || between.contains(&names))
    })
}
