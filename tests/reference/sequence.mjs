/**
 * The order in which the rows are held against each other: duplicates left out, and inside one millisecond the
 * order of the links where that explains the order of the file.
 */
import { compareInstants } from './time.mjs';
import { compareText } from './text.mjs';

/** Rows whose `entryId` was seen before. */
export function findDuplicates(rows) {
  const seen = new Map();
  const duplicates = new Map();
  for (const row of rows) {
    if (row.entryId === undefined) continue;
    if (seen.has(row.entryId)) duplicates.set(row, seen.get(row.entryId));
    else seen.set(row.entryId, row);
  }
  return duplicates;
}

/** Sets `target` of every row: the lowest row whose claimed hash its `prevHash` is. */
export function resolveNames(rows) {
  for (const row of rows) {
    row.target = typeof row.prevHash === 'string' ? rows.find((other) => other.hash === row.prevHash) : undefined;
  }
}

/** All rows that name the row as their predecessor. */
export const namersOf = (rows, row) => rows.filter((other) => other.target === row);

/**
 * Whether `row` follows `base`: by its claimed hash or, when the content of `base` failed (its `hash` may have been
 * edited), by a digest that was recomputed from it.
 */
export function follows(row, base) {
  if (typeof row.prevHash !== 'string') return false;
  if (row.prevHash === base.hash) return true;
  return base.content !== undefined && !base.content.ok && base.content.digests.includes(row.prevHash);
}

/** Maximal runs of neighbours with the same instant. */
function millisecondGroups(rows) {
  const groups = [];
  for (const row of rows) {
    const last = groups[groups.length - 1];
    const same = last !== undefined && row.instant && last[0].instant && compareInstants(row.instant, last[0].instant) === 0;
    if (same) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** The group's rows in the order of their links, if these make one path through all of them. */
function pathThrough(group) {
  const child = new Map();
  const hasParent = new Set();
  for (const row of group) {
    const parents = group.filter((other) => other !== row && follows(row, other));
    if (parents.length > 1 || (parents.length === 1 && child.has(parents[0]))) return null;
    if (parents.length === 1) {
      child.set(parents[0], row);
      hasParent.add(row);
    }
  }
  const heads = group.filter((row) => !hasParent.has(row));
  if (heads.length !== 1) return null;
  const path = [heads[0]];
  while (child.has(path[path.length - 1])) path.push(child.get(path[path.length - 1]));
  return path.length === group.length ? path : null;
}

/** The parent that an honest server may have left behind the row as a leaf: same millisecond, greater id, nobody names the row. */
function honestLeafParent(row, group, rows) {
  const parent = row.target;
  if (parent === undefined || parent === row || !group.includes(parent)) return null;
  if (row.hash === undefined || namersOf(rows, row).some((other) => other !== row)) return null;
  return compareText(row.entryId, parent.entryId) < 0 ? parent : null;
}

/**
 * In a filtered export the parent of a leaf may have been filtered out. Such a row can't be placed inside its
 * millisecond, and its neighbours must not be held against it.
 */
function cannotBePlaced(row, group, rows) {
  return group.length > 1 && typeof row.prevHash === 'string' && row.target === undefined
    && row.hash !== undefined && namersOf(rows, row).length === 0;
}

/**
 * @param {object[]} rows all rows @param {object[]} single those that are no duplicates, in file order
 * @param {boolean} gapsAllowed whether entries may be missing by design
 * @returns {{ sequence: object[], orders: { at, path }[], forks: { leaf, parent, other }[], unplaced: object[] }}
 */
export function arrange(rows, single, gapsAllowed) {
  const groups = millisecondGroups(single);
  const result = { sequence: [], orders: [], forks: [], unplaced: [] };
  groups.forEach((group, g) => {
    const path = group.length > 1 ? pathThrough(group) : null;
    const next = groups[g + 1]?.[0];
    if (path !== null && path.every((row, i) => row === group[i])) {
      result.sequence.push(...group);
      return;
    }
    // A displaced path explains the group unless it ends in a leaf that something after the group passes by.
    const passedBy = path !== null && next !== undefined && !follows(next, path[path.length - 1])
      && honestLeafParent(path[path.length - 1], group, rows) !== null;
    if (path !== null && !passedBy) {
      result.orders.push({ at: group.find((row, i) => row !== path[i]), path });
      result.sequence.push(...path);
      return;
    }
    const position = new Map(single.map((row, i) => [row, i]));
    for (const row of group) {
      const base = single[position.get(row) - 1];
      const fails = base === undefined || !follows(row, base);
      const parent = group.length > 1 && fails ? honestLeafParent(row, group, rows) : null;
      if (parent !== null) result.forks.push({ leaf: row, parent, other: namersOf(rows, parent).find((other) => other !== row) });
      else if (gapsAllowed && fails && cannotBePlaced(row, group, rows)) result.unplaced.push(row);
      else result.sequence.push(row);
    }
  });
  return result;
}
