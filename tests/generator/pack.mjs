/**
 * The generator of packs and exports: `streamPack` for any size, `generatePack` for what fits in memory.
 *
 * Second pass over the timeline: hashes each entry under the format of its time and writes it as the server does.
 */
import { Random } from './random.mjs';
import { withDefaults } from './options.mjs';
import { timeline } from './timeline.mjs';
import { erasedMember, inDocument, listed, makePlan } from './plan.mjs';
import { generatedAt, iso, makeGrants, makeMeta, makePolicies, makeSummary, makeTenant } from './parts.mjs';
import { hashEntry } from './preimage.mjs';
import { jsonb, makeMetadata } from './metadata.mjs';
import { LooseWriter, otherTimestamp } from './spelling.mjs';

const CHUNK = 1 << 16;

/** The server's erasure routine adds a marker and leaves the hash as it was. */
function erase(metadata, member, at, era) {
  const marked = { ...metadata };
  if (member !== 'dataDeletedAt') marked.erasedAt = at;
  if (member !== 'erasedAt') marked.dataDeletedAt = at;
  return era === 'C' ? jsonb(marked) : marked;
}

/** Yields the chain's entries in file order: `{ entry, era }`, `entry` with the twelve wire members. */
function* chainRows(shape, plan, tenant) {
  let head = null;
  const erasedAt = iso(generatedAt(shape, plan) - 1000);
  for (const group of timeline(shape)) {
    const hashes = [];
    const rows = group.map((event, place) => {
      const agentId = tenant.agents[event.grant % shape.agents];
      const sent = makeMetadata(new Random(shape.seed, 'metadata', event.ordinal), shape.metadataBytes);
      const entry = {
        entryId: event.entryId, agentId, agentDid: `did:grantex:${agentId}`, grantId: tenant.grantIds[event.grant],
        principalId: `user_${100 + ((event.grant % shape.grants) % shape.principals)}`, developerId: tenant.developerId,
        action: event.action,
        // A and B are stored as text, C as jsonb, whose order of members is the database's own.
        metadata: event.era === 'C' ? jsonb(sent) : sent,
        hash: null, prevHash: event.parent < 0 ? head : hashes[event.parent],
        timestamp: iso(event.ms), status: event.status,
      };
      entry.hash = hashEntry(entry, event.era);
      hashes[place] = entry.hash;
      const marker = erasedMember(shape, event.ordinal);
      if (marker !== null) entry.metadata = erase(entry.metadata, marker, erasedAt, event.era);
      return entry;
    });
    const order = listed(group);
    for (const { event, place } of order) {
      if (inDocument(shape, event)) yield { entry: rows[place], event };
    }
    head = hashes[order[order.length - 1].place]; // the greatest (timestamp, entryId)
  }
}

function entryWriter(shape) {
  const extra = (entry, ordinal) => {
    if (shape.unprotected === 0 || !new Random(shape.seed, 'unprotected', ordinal).chance(shape.unprotected)) return entry;
    return { ...entry, approvedBy: 'cfo' };
  };
  if (shape.spelling === 'server' && shape.timestamps === 'server') {
    return ({ entry, event }) => JSON.stringify(extra(entry, event.ordinal));
  }
  return ({ entry, event }) => {
    const random = new Random(shape.seed, 'spelling', event.ordinal);
    const written = { ...extra(entry, event.ordinal) };
    if (shape.timestamps === 'rfc3339') written.timestamp = otherTimestamp(written.timestamp, random);
    if (shape.spelling === 'server') return JSON.stringify(written);
    const writer = new LooseWriter(random);
    const members = Object.keys(written).map((key) => [key, writer.value(written[key], event.era === 'C')]);
    return writer.members(members, true);
  };
}

/** The order of the top-level members: the server's, or a seeded other one. */
function topLevel(shape, parts) {
  const names = Object.keys(parts);
  if (shape.order === 'shuffled') new Random(shape.seed, 'order').shuffle(names);
  return names;
}

/**
 * Yields the document in chunks of text of about 64 KiB and returns its facts (see `generatePack`).
 * @returns {Generator<string, object>}
 */
export function* streamPack(options = {}) {
  const shape = withDefaults(options);
  const plan = makePlan(shape);
  const tenant = makeTenant(shape, plan);
  const grants = makeGrants(shape, plan, tenant);
  const policies = makePolicies(shape, tenant);
  const ROWS = Symbol('rows');
  const parts = shape.kind === 'export'
    ? { generatedAt: iso(generatedAt(shape, plan)), total: plan.rows, entries: ROWS }
    : {
      meta: makeMeta(shape, plan), summary: makeSummary(shape, plan, grants, policies), grants, auditEntries: ROWS,
      policies, chainIntegrity: plan.claim,
    };
  if (shape.unknownFields) parts.links = { self: 'https://example.test/packs/1', next: null };

  const facts = {
    kind: shape.kind, rows: plan.rows, byStatus: plan.byStatus, forks: plan.forks, orders: plan.orders, erased: plan.erased,
    claim: shape.kind === 'pack' ? plan.claim : null, developerId: tenant.developerId,
    since: shape.before > 0 && plan.firstMs !== null ? iso(plan.firstMs) : null,
    until: shape.after > 0 && plan.lastMs !== null ? iso(plan.lastMs) : null,
    agentId: shape.agent === null ? null : tenant.agents[shape.agent], status: shape.status, first: null, last: null,
  };
  const write = entryWriter(shape);
  const loose = shape.spelling === 'loose' ? new LooseWriter(new Random(shape.seed, 'spelling')) : null;
  const gap = () => (loose === null ? '' : loose.space());
  let pending = `${gap()}{`;
  let separator = '';
  for (const name of topLevel(shape, parts)) {
    pending += `${separator}${gap()}${loose === null ? JSON.stringify(name) : loose.string(name)}${gap()}:${gap()}`;
    separator = ',';
    if (parts[name] !== ROWS) {
      pending += loose === null ? JSON.stringify(parts[name]) : loose.value(parts[name], true);
      continue;
    }
    pending += '[';
    let comma = '';
    for (const row of chainRows(shape, plan, tenant)) {
      pending += comma + gap() + write(row) + gap();
      comma = ',';
      facts.first ??= row.entry;
      facts.last = row.entry;
      if (pending.length >= CHUNK) {
        yield pending;
        pending = '';
      }
    }
    pending += ']';
  }
  yield `${pending}${gap()}}${gap()}`;
  return facts;
}

/**
 * A whole document with what is known of it: counts, the forks and the displaced order an honest server made, the
 * erased entries, the server's claim, first and last entry.
 * @returns {{ text: string, bytes: Uint8Array, facts: object }}
 */
export function generatePack(options = {}) {
  const stream = streamPack(options);
  let text = '';
  for (;;) {
    const { value, done } = stream.next();
    if (done) return { text, bytes: new TextEncoder().encode(text), facts: value };
    text += value;
  }
}
