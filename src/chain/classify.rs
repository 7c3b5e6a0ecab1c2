//! Judges the links of a whole run: what holds, what broke and why, what an honest race explains.
//!
//! The steps, in order:
//! 1. rows whose id stood before are set aside;
//! 2. groups of one millisecond are put into their links' order, or relieved of their leaves;
//! 3. every other row is held against the row before it;
//! 4. what does not hold is given its cause.

use super::census::Census;
use super::group::{Group, GroupRow, Named};
use super::index::{HashIndex, duplicate_ids};
use super::marks::{IdForm, LinkFact};
use super::row::{RowIndex, Rows};
use super::run::Run;
use crate::digest::Digest;
use crate::order::sort_by;
use crate::reading::PrevHash;
use crate::report::{Cause, SortedMap};

/// The longest stretch of rows that is called inserted.
const MAX_INSERTED: u32 = 16;

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
    /// Rows whose id stood before, ascending, each with the first row that has it.
    pub(crate) duplicates: Vec<(RowIndex, RowIndex)>,
    /// Rows whose link does not hold, ascending.
    pub(crate) faults: SortedMap<RowIndex, LinkFault>,
    /// Groups whose links restore one path: the lowest displaced row, and the order of the links.
    pub(crate) reordered: Vec<(RowIndex, Vec<RowIndex>)>,
    /// Leaves: the row, its parent, the parent's other child.
    pub(crate) forks: Vec<(RowIndex, Vec<RowIndex>)>,
    /// Rows of a filtered export that can't be placed inside their millisecond.
    pub(crate) unplaced: Vec<RowIndex>,
    /// The first row in the order of the links.
    pub(crate) first: Option<RowIndex>,
    /// There was more to explain than is kept.
    pub(crate) unexplained: bool,
}

/// How a group's rows are to be judged.
#[derive(Debug, Default)]
struct Untangled {
    /// The row that each row is held against, and whether that link holds; rows that are not listed are judged as they stand.
    links: SortedMap<RowIndex, (Option<RowIndex>, LinkFact)>,
    /// The row after the last group that was untangled, and the row it is held against.
    tail: Option<(RowIndex, Option<(RowIndex, Named)>)>,
}

/// Judges the links of a whole run. With `gaps_allowed` entries may be missing between the rows.
pub(crate) fn classify(run: &mut Run, census: &Census, gaps_allowed: bool) -> Links {
    let (groups, overflowed) = run.take_groups();
    // The server's ids ascend with time, so that nearly always none needs to be looked for.
    let repeated = if census.ids_ascend { Vec::new() } else { duplicate_ids(&run.rows) };
    let duplicates: Vec<RowIndex> = repeated.iter().map(|&(row, _)| row).collect();
    let fails = census.any(|row| row.link() == LinkFact::Fails);
    let needs_index = !groups.is_empty() || fails || !duplicates.is_empty();
    let mut links = Links { unexplained: overflowed || run.link_breaks_overflowed, ..Links::default() };
    if run.rows.len() == 0 {
        return links;
    }
    let mut untangled = Untangled::default();
    let index = needs_index.then(|| HashIndex::new(&run.rows));
    if let Some(index) = &index {
        let view = View { rows: &run.rows, index, duplicates: &duplicates, gaps_allowed };
        for group in &groups {
            untangle(group, &view, &mut untangled, &mut links);
        }
    }
    let set_aside = |row: RowIndex| duplicates.binary_search(&row).is_ok();
    let first = (0..run.rows.len()).find(|&row| !set_aside(row));
    links.first = untangled.links.iter().find(|(_, (base, _))| base.is_none()).map(|(&row, _)| row).or(first);
    let all_stand = duplicates.is_empty() && untangled.links.is_empty();
    let all_hold = all_stand && !census.any(|row| matches!(row.link(), LinkFact::Fails | LinkFact::Unknown));
    let faults = if all_hold { Vec::new() } else { judge(run, &duplicates, &untangled, links.first) };
    if let Some(index) = &index {
        for (row, fault) in faults {
            let fault = match fault {
                Fault::Unknown => LinkFault::Unknown,
                Fault::Genesis { base } => LinkFault::GenesisUnexpected { base },
                Fault::Mismatch { base } => {
                    let (cause, related) = explain(row, base, &run.rows, index);
                    LinkFault::Mismatch { cause, related, base }
                }
            };
            links.faults.insert(row, fault);
        }
    } else {
        links.faults.extend(faults.into_iter().map(|(row, _)| (row, LinkFault::Unknown)));
    }
    links.duplicates = repeated;
    links
}

/// A link that does not hold, before it is explained.
enum Fault {
    Mismatch { base: RowIndex },
    Genesis { base: RowIndex },
    Unknown,
}

/// What a group is judged by.
struct View<'a> {
    rows: &'a Rows,
    index: &'a HashIndex<'a>,
    duplicates: &'a [RowIndex],
    gaps_allowed: bool,
}

impl View<'_> {
    fn is_set_aside(&self, row: RowIndex) -> bool {
        self.duplicates.binary_search(&row).is_ok()
    }

    /// The row that an honest server may have left behind this one as a leaf: of the same millisecond, with a greater id,
    /// while nobody names this one.
    fn honest_parent<'g>(&self, leaf: &GroupRow, members: &[&'g GroupRow]) -> Option<&'g GroupRow> {
        let row = self.rows.get(leaf.row)?;
        if !row.has_claimed() || self.index.rows_naming(row.claimed).iter().any(|&by| by != leaf.row) {
            return None;
        }
        let names =
            |row: &&&GroupRow| row.row != leaf.row && matches!(leaf.prev, PrevHash::Hash(digest) if row.named.claimed == Some(digest));
        let parent = members.iter().find(names)?;
        id_is_below(self.rows, leaf.row, parent.row).then_some(*parent)
    }

    /// Whether a row of a filtered export stands alone: what it names was left out, and nobody names it. Its neighbours must
    /// not be held against it.
    fn stands_alone(&self, member: &GroupRow) -> bool {
        let named = match member.prev {
            PrevHash::Hash(digest) => self.index.row_with(digest.prefix()),
            PrevHash::Text => None,
            PrevHash::Null | PrevHash::Unusable => return false,
        };
        let unnamed = |row: &super::row::Row| row.has_claimed() && self.index.rows_naming(row.claimed).is_empty();
        self.gaps_allowed && named.is_none() && self.rows.get(member.row).is_some_and(unnamed)
    }
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
            if base.claimed == row.prev {
                LinkFact::Holds
            } else {
                LinkFact::Fails
            }
        }
        (Some(_), Some(row)) if row.is_genesis() => LinkFact::Fails,
        (Some(base), Some(row)) if base.has_claimed() && row.has_prev_text() => LinkFact::Fails,
        _ => LinkFact::Unknown,
    }
}

/// Puts a group into its links' order, or relieves it of its leaves.
fn untangle(group: &Group, view: &View<'_>, untangled: &mut Untangled, links: &mut Links) {
    let members: Vec<&GroupRow> = group.rows.iter().filter(|row| !view.is_set_aside(row.row)).collect();
    let (Some(lowest), Some(highest)) = (members.first().map(|row| row.row), members.last().map(|row| row.row)) else { return };
    if members.len() < 2 {
        return;
    }
    if let Some(path) = path(&members) {
        let Some((displaced, _)) = members.iter().zip(&path).find(|(stands, follows)| stands.row != follows.row) else { return };
        // A displaced path explains the group, unless its end is a leaf that the row after the group passes by.
        let passed_by = path.last().is_some_and(|last| {
            let next = (highest + 1..view.rows.len()).find(|&row| !view.is_set_aside(row));
            next.is_some_and(|next| !is_followed(group, last, next, view)) && view.honest_parent(last, &members).is_some()
        });
        if !passed_by {
            links.reordered.push((displaced.row, path.iter().map(|row| row.row).collect()));
            follow(group, &path, lowest, view, untangled);
            return;
        }
    }
    let mut stem = Vec::with_capacity(members.len());
    for member in &members {
        let starts = member.row == lowest && (0..lowest).all(|row| view.is_set_aside(row));
        let fails = !member.holds || starts;
        let parent = if fails { view.honest_parent(member, &members) } else { None };
        if let Some(parent) = parent {
            let children = view.rows.get(parent.row).map(|row| view.index.rows_naming(row.claimed)).unwrap_or_default();
            let other = children.iter().copied().find(|&child| child != member.row);
            links.forks.push((member.row, core::iter::once(parent.row).chain(other).collect()));
            untangled.links.insert(member.row, (Some(parent.row), LinkFact::Holds));
        } else if fails && view.stands_alone(member) {
            links.unplaced.push(member.row);
            untangled.links.insert(member.row, (Some(member.row), LinkFact::Holds));
        } else {
            stem.push(*member);
        }
    }
    if stem.len() < members.len() {
        follow(group, &stem, lowest, view, untangled);
    }
}

/// Whether the row `next`, somewhere after the group, names the group's row `last`.
fn is_followed(group: &Group, last: &GroupRow, next: RowIndex, view: &View<'_>) -> bool {
    match group.after {
        Some(after) if group.rows.last().is_some_and(|row| row.row + 1 == next) => last.named.is_named_by(after),
        _ => link_by_prefix(view.rows, last.row, next) == LinkFact::Holds,
    }
}

/// The rows in the order of their links, where those make one path through all of them.
fn path<'a>(members: &[&'a GroupRow]) -> Option<Vec<&'a GroupRow>> {
    // Who names whom. Groups are small; where one is large, the look-up by hash keeps this from being quadratic.
    let mut hashes: Vec<(Digest, usize)> = Vec::new();
    for (i, row) in members.iter().enumerate() {
        hashes.extend(row.named.claimed.iter().chain(&row.named.recomputed).map(|digest| (*digest, i)));
    }
    let hash = |number: u32| usize::try_from(number).ok().and_then(|at| hashes.get(at));
    let mut by_hash: Vec<u32> = (0..).take(hashes.len()).collect();
    sort_by(&mut by_hash, |a, b| hash(a).map(|(digest, _)| digest).cmp(&hash(b).map(|(digest, _)| digest)));
    let with_hash = |digest: &Digest| {
        let first = by_hash.partition_point(|&number| hash(number).is_some_and(|(other, _)| other < digest));
        by_hash.get(first).and_then(|&number| hash(number)).filter(|(other, _)| other == digest).map(|&(_, i)| i)
    };
    let mut next = vec![None; members.len()];
    let mut start = None;
    for (i, row) in members.iter().enumerate() {
        let follows_neighbour = row.holds && i > 0 && members.get(i - 1).is_some_and(|before| before.row + 1 == row.row);
        let parent = match row.prev {
            _ if follows_neighbour => Some(i - 1),
            PrevHash::Hash(digest) => with_hash(&digest).filter(|&parent| parent != i),
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
fn follow(group: &Group, order: &[&GroupRow], lowest: RowIndex, view: &View<'_>, untangled: &mut Untangled) {
    // Where the group before was untangled too, its last row is not the one that stands right before this group.
    let tail = untangled.tail.take().filter(|(end, _)| group.rows.first().is_some_and(|row| row.row == *end)).map(|(_, base)| base);
    let mut base = match &tail {
        Some(Some((row, named))) => (Some(*row), Some(named)),
        Some(None) => (None, None),
        None => ((0..lowest).rev().find(|&row| !view.is_set_aside(row)), group.before.as_ref()),
    };
    for row in order {
        let neighbours = base.0 == row.row.checked_sub(1);
        let fact = match base {
            (None, _) | (_, None) => LinkFact::First,
            (Some(_), Some(_)) if neighbours && row.holds => LinkFact::Holds,
            (Some(_), Some(named)) => link_in_full(row.prev, named),
        };
        untangled.links.insert(row.row, (base.0, fact));
        base = (Some(row.row), Some(&row.named));
    }
    let end = group.rows.last().map_or(0, |row| row.row + 1);
    untangled.tail = Some((end, base.0.zip(base.1.cloned())));
    let Some(after) = group.after.filter(|_| !view.is_set_aside(end)) else { return };
    match base {
        // Where the rows follow each other, the link was judged as they went by.
        (Some(last), _) if last + 1 == end => {}
        (Some(last), Some(named)) => _ = untangled.links.insert(end, (Some(last), link_in_full(after, named))),
        _ => _ = untangled.links.insert(end, (None, LinkFact::First)),
    }
}

/// A link by full hashes.
fn link_in_full(prev: PrevHash, before: &Named) -> LinkFact {
    match prev {
        _ if before.is_named_by(prev) => LinkFact::Holds,
        PrevHash::Null => LinkFact::Fails,
        PrevHash::Unusable => LinkFact::Unknown,
        PrevHash::Hash(_) | PrevHash::Text if before.claimed.is_none() => LinkFact::Unknown,
        PrevHash::Hash(_) | PrevHash::Text => LinkFact::Fails,
    }
}

/// Whether a row's id is smaller than another's of the same millisecond.
fn id_is_below(rows: &Rows, row: RowIndex, other: RowIndex) -> bool {
    let (Some(a), Some(b)) = (rows.get(row), rows.get(other)) else { return false };
    if a.id_form() == IdForm::Server && b.id_form() == IdForm::Server {
        return a.id < b.id;
    }
    // In a document that is in order the ids ascend within a millisecond.
    row < other && !(row + 1..=other).any(|i| rows.get(i).is_some_and(|row| row.is_below()))
}

/// The cause of a link that does not hold.
fn explain(row: RowIndex, base: RowIndex, rows: &Rows, index: &HashIndex<'_>) -> (Cause, Vec<RowIndex>) {
    let Some(prev) = rows.get(row).filter(|row| row.has_prev()).map(|row| row.prev) else { return (Cause::Deleted, Vec::new()) };
    let Some(named) = index.row_with(prev).filter(|&named| named != base && named != row) else { return (Cause::Deleted, Vec::new()) };
    if named < row && row - named - 1 <= MAX_INSERTED {
        let between: Vec<RowIndex> = (named + 1..row).collect();
        if !between.is_empty() && is_detached(&between, named, rows, index) {
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
