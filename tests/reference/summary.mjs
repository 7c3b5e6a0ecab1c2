/** The parts of the report that describe: integrity in the documented shape, entries, coverage, document. */
import { compareInstants } from './time.mjs';
import { quote } from './text.mjs';
import { claimedEdge, partOf, textOf } from './parts.mjs';

const CONTENT = ['chain.content-mismatch', 'document.malformed-entry', 'document.duplicate-member', 'document.limit-exceeded',
  'document.developer-id-missing'];
const LINK = ['chain.link-mismatch', 'chain.genesis-missing', 'chain.genesis-unexpected', 'chain.duplicate-entry', 'chain.same-millisecond-fork'];
const CHAIN = ['chain.content', 'chain.links', 'chain.genesis', 'chain.developer'];

const text = (value) => (value === undefined || value === null ? null : quote(value));

export function chainIntegrity(rows, findings) {
  const established = CHAIN.every((check) => !findings.errors.has(check) && !findings.open.has(check));
  const breaks = findings.sorted().filter(({ index, code }) => index !== undefined
    && (CONTENT.includes(code) || LINK.includes(code) || code === 'chain.developer-mismatch'));
  const index = breaks[0]?.index ?? null;
  const row = index === null ? null : rows[index];
  const here = breaks.filter((finding) => finding.index === index).map(({ code }) => code);
  let reason = null;
  if (here.some((code) => LINK.includes(code))) reason = 'link';
  if (here.some((code) => CONTENT.includes(code))) reason = 'content';
  return {
    valid: established,
    checkedEntries: rows.filter((entry) => entry.content?.ok).length,
    firstBrokenAt: row?.instant ? text(row.timestamp) : null,
    firstBrokenEntryId: text(row?.entryId),
    firstBrokenIndex: index,
    reason,
  };
}

export function describeEntries(rows, developerId) {
  const byStatus = { success: 0, failure: 0, blocked: 0 };
  const byFormat = { A: 0, B: 0, 'B/C': 0, C: 0 };
  for (const row of rows) {
    if (row.status !== undefined) {
      const name = Object.hasOwn(byStatus, row.status) ? row.status : 'other';
      byStatus[name] = (byStatus[name] ?? 0) + 1;
    }
    if (row.content?.ok) byFormat[row.content.format] += 1;
  }
  const end = (row) => (row === undefined ? null : {
    entryId: text(row.entryId), timestamp: text(row.timestamp), hash: text(row.hash), prevHash: text(row.prevHash),
  });
  return { total: rows.length, byStatus, byFormat, developerId: text(developerId), first: end(rows[0]), last: end(rows[rows.length - 1]) };
}

export function coverage(document, rows, sequence, expected) {
  const meta = document.kind === 'evidence-pack' ? partOf(document, 'meta') : undefined;
  const timed = rows.filter((row) => row.instant);
  const extreme = (sign) => timed.reduce((best, row) => (best === null || compareInstants(row.instant, best.instant) * sign > 0 ? row : best), null);
  return {
    expected: expected === null ? null : expected,
    claimed: { since: text(claimedEdge(meta, 'since').text), until: text(claimedEdge(meta, 'until').text), framework: text(textOf(meta, 'framework')) },
    observed: { from: text(extreme(-1)?.timestamp), to: text(extreme(1)?.timestamp) },
    startsAtGenesis: sequence.length > 0 && sequence[0].prevHash === null,
  };
}

/** A value of an unhashed part, its texts cut and made fit for UTF-8. */
function shown(node) {
  switch (node.type) {
    case 'object': return Object.fromEntries(node.members.toReversed().map(({ name, value }) => [quote(name), shown(value)]));
    case 'array': return node.items.map(shown);
    case 'string': return quote(node.value);
    case 'number': return Number.isFinite(Number(node.literal)) ? Number(node.literal) : null;
    case 'true': return true;
    case 'false': return false;
    default: return null;
  }
}

export function describeDocument(document, bytes, sha256) {
  const described = { kind: document.kind, bytes: bytes.length, sha256 };
  if (document.kind === 'audit-export') return described;
  for (const name of ['meta', 'summary']) if (partOf(document, name) !== undefined) described[name] = shown(partOf(document, name));
  for (const name of ['grants', 'policies']) if (partOf(document, name) !== undefined) described[name] = partOf(document, name).items.length;
  return described;
}
