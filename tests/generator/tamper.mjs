/**
 * Seeded tampering with good packs: `tamper(text, { seed })` gives the changed document and what must be found in it.
 *
 * The base is a pack as `generatePack` writes it (server spelling, one entry a millisecond, nothing erased). Every
 * operation knows its own chain findings; what follows from them beside the chain (the server's claim, the counts,
 * the verdict) is worked out here. Infos and `access.*` are left out: they don't depend on the tampering alone.
 */
import { Random } from './random.mjs';
import { DOCUMENT_OPERATIONS } from './tamper-document.mjs';
import { ROW_OPERATIONS } from './tamper-rows.mjs';
import { countEntries, serverCheck } from './server.mjs';

export const OPERATIONS = { ...ROW_OPERATIONS, ...DOCUMENT_OPERATIONS };

/** Findings that make the chain itself broken, wherever they stand. */
const breaksChain = ({ code, severity }) => severity === 'error' && (code.startsWith('chain.')
  || ['document.malformed-entry', 'document.duplicate-member'].includes(code));

/** The counts, as the base allows them to differ: generated ten minutes after the last entry, so nothing is recent. */
function countFinding(pack, skipped) {
  const rows = pack.auditEntries;
  const held = countEntries(rows.map((row) => ({ status: row?.status ?? 'success' })));
  const claimed = pack.summary.auditEntries;
  // Where a row's status can't be read, only the totals can be compared.
  const readable = rows.every((row) => row !== null && typeof row === 'object' && !Array.isArray(row)) && !skipped;
  const names = readable ? ['total', 'success', 'failure', 'blocked'] : ['total'];
  if (names.every((name) => held[name] === claimed[name])) return null;
  const closed = pack.meta.until !== undefined && Date.parse(pack.meta.generatedAt) - Date.parse(pack.meta.until) > 60_000;
  const missing = claimed.total - held.total;
  const fewer = !closed && missing > 0 && missing <= Math.floor(5 + claimed.total / 1000)
    && names.every((name) => held[name] <= claimed[name]);
  return { code: 'pack.count-mismatch', severity: fewer ? 'warning' : 'error' };
}

/** Whether the server's claim can stand beside what is really there. */
function claimFinding(pack, findings, open) {
  const broken = findings.filter((finding) => breaksChain(finding) && (finding.code.startsWith('chain.') || finding.index !== undefined));
  if (open && broken.length === 0) return null; // nothing to hold it against
  const { valid, firstBrokenAt } = pack.chainIntegrity;
  const first = Math.min(...broken.map((finding) => finding.index));
  const agrees = valid === (broken.length === 0) && (valid || pack.auditEntries[first]?.entryId === firstBrokenAt);
  return agrees ? null : { code: 'pack.server-claim-mismatch', severity: 'warning' };
}

function judge(pack, result) {
  const findings = [...result.findings];
  const counts = countFinding(pack, findings.some(({ code }) => code === 'document.limit-exceeded'));
  if (counts !== null) findings.push(counts);
  const chainOpen = result.open === true && !findings.some(({ code }) => code === 'document.unsupported-schema');
  const claim = claimFinding(pack, findings, chainOpen);
  if (claim !== null) findings.push(claim);
  const errors = findings.some(({ severity }) => severity === 'error');
  const open = result.open === true || (counts !== null && counts.severity === 'warning') || pack.auditEntries.length === 0;
  return { verdict: errors ? 'broken' : open ? 'inconclusive' : 'intact', findings };
}

/** A checkpoint of the good pack, as an auditor would have kept it. */
export function checkpointOf(pack) {
  const head = pack.auditEntries[pack.auditEntries.length - 1];
  return {
    schema: 'grantex-compliance/checkpoint/1', developerId: head.developerId, entries: pack.auditEntries.length,
    head: { entryId: head.entryId, hash: head.hash, timestamp: head.timestamp },
    window: { since: pack.meta.since ?? null, until: pack.meta.until ?? null }, documentSha256: null,
  };
}

/**
 * @param {string} text a good pack @param {{ seed: number|string, operation?: string }} choice
 * @returns {{ operation, description, text?, bytes, options, expected: { error?: string, verdict?, findings? } }}
 */
export function tamper(text, { seed, operation }) {
  const random = new Random(seed, 'tamper', operation ?? '');
  for (;;) {
    const name = operation ?? random.pick(Object.keys(OPERATIONS));
    const pack = JSON.parse(text);
    const rows = pack.auditEntries;
    const context = {
      pack, rows, random, since: pack.meta.since !== undefined, until: pack.meta.until !== undefined, checkpoint: checkpointOf(pack),
      any: () => random.pick([0, rows.length - 1, random.below(rows.length), random.below(rows.length), random.below(rows.length)]),
      pick: (accepts) => {
        const places = rows.map((_, i) => i).filter(accepts);
        return places.length === 0 ? null : random.pick(places);
      },
    };
    const result = OPERATIONS[name](context);
    if (result === null) {
      if (operation !== undefined) return null;
      continue;
    }
    const { description, level, options = {}, error, edit, change } = result;
    // Done in the database, the server counts and checks what is there when it is asked.
    const database = level !== 'file' && random.chance(0.6);
    if (database) {
      pack.summary.auditEntries = countEntries(rows);
      pack.chainIntegrity = serverCheck(rows);
    }
    const expected = error === undefined ? judge(pack, result) : { error };
    let made = JSON.stringify(pack);
    if (edit !== undefined) made = edit(made);
    let bytes = new TextEncoder().encode(made);
    if (change !== undefined) bytes = change(bytes);
    return { operation: name, description: `${description}${database ? ', in the database' : ''}`, text: made, bytes, options, expected };
  }
}
