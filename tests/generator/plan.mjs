/** First pass over the timeline: what a document says before, beside and after its entries. */
import { Random } from './random.mjs';
import { timeline } from './timeline.mjs';

/** The rows of a group as the server lists them: by (timestamp, entryId). */
export function listed(group) {
  return group.map((event, place) => ({ event, place }))
    .sort((a, b) => (a.event.entryId < b.event.entryId ? -1 : 1));
}

export function erasedMember(shape, ordinal) {
  if (shape.erasures === 0) return null;
  const random = new Random(shape.seed, 'erasure', ordinal);
  if (!random.chance(shape.erasures)) return null;
  return random.pick(['erasedAt', 'erasedAt', 'dataDeletedAt', 'both']);
}

export function inDocument(shape, event) {
  return event.ordinal >= shape.before && event.ordinal < shape.before + shape.entries
    && (shape.agent === null || event.grant % shape.agents === shape.agent)
    && (shape.status === null || event.status === shape.status);
}

/**
 * What an honest reader must see in the order of one millisecond: leaves of forks, or one path in another order.
 * @param rows `listed(group)` @param base index of the group's first row @param newest nothing follows in the document
 */
function millisecondFacts(rows, base, newest) {
  const indexOf = new Map(rows.map(({ place }, i) => [place, base + i]));
  const children = rows.map(() => []);
  for (const { event, place } of rows) if (event.parent >= 0) children[event.parent].push(place);
  const isPath = children.every((list) => list.length <= 1);
  const inOrder = rows.every(({ event }, i) => event.parent === (i === 0 ? -1 : rows[i - 1].place));
  if (inOrder) return { forks: [], order: null };
  if (newest && isPath) {
    const path = rows.map((_, place) => indexOf.get(place)); // events come in link order when each has one child
    return { forks: [], order: { index: base + path.findIndex((index, i) => index !== base + i), related: path } };
  }
  const head = rows[rows.length - 1].place;
  const forks = rows.filter(({ place }) => place !== head && children[place].length === 0)
    .map(({ event, place }) => {
      const others = children[event.parent].filter((child) => child !== place).map((child) => indexOf.get(child));
      // The head's other child may be the first event of the next millisecond: see `makePlan`.
      return { index: indexOf.get(place), parent: indexOf.get(event.parent), other: others.length > 0 ? Math.min(...others) : null };
    });
  return { forks, order: null };
}

/** Counts, instants, the server's own claim, and the facts that tests hold a verifier against. */
export function makePlan(shape) {
  const plan = {
    rows: 0, byStatus: { success: 0, failure: 0, blocked: 0 }, chainStart: null, chainEnd: null, firstMs: null, lastMs: null,
    claim: { valid: true, checkedEntries: 0, firstBrokenAt: null, reason: null },
    forks: [], orders: [], erased: [], statuses: [], uncounted: null,
  };
  const total = shape.before + shape.entries + shape.after;
  const tail = shape.race?.surplus ?? 0;
  let index = 0;
  for (const group of timeline(shape)) {
    plan.chainStart ??= group[0].ms;
    plan.chainEnd = group[0].ms;
    const kept = listed(group).filter(({ event }) => inDocument(shape, event));
    if (kept.length === 0) continue;
    plan.firstMs ??= group[0].ms;
    plan.lastMs = group[0].ms;
    const unfiltered = shape.agent === null && shape.status === null;
    if (unfiltered) {
      const newest = index + kept.length === shape.entries;
      // The head of the millisecond before was followed by the event that came first here, wherever it is listed.
      const first = index + kept.findIndex(({ place }) => place === 0);
      for (const fork of plan.forks) if (fork.other === null) fork.other = first;
      const facts = millisecondFacts(kept, index, newest);
      plan.forks.push(...facts.forks);
      if (facts.order !== null) plan.orders.push(facts.order);
    }
    kept.forEach(({ event }, i) => {
      plan.byStatus[event.status] += 1;
      if (tail > 0) plan.statuses = [...plan.statuses, event.status].slice(-tail);
      const erased = erasedMember(shape, event.ordinal);
      if (erased !== null) plan.erased.push({ index: index + i, member: erased });
      if (plan.claim.valid) {
        // The server's check: the stored content first, then the link to the row listed before; never the genesis.
        // The row before a millisecond is the one with the greatest id, the head that its first event follows.
        const follows = i === 0 ? event.parent === -1 : event.parent === kept[i - 1].place;
        const reason = erased !== null ? 'content' : (index + i > 0 && !follows ? 'link' : null);
        if (reason === null) plan.claim.checkedEntries += 1;
        else plan.claim = { valid: false, checkedEntries: index + i, firstBrokenAt: event.entryId, reason };
      }
    });
    index += kept.length;
  }
  plan.rows = index;
  plan.complete = shape.before === 0 && shape.after === 0 && total === index;
  return plan;
}
