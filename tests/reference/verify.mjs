/**
 * The slow reference verifier: the rules in their plainest form, the whole document in memory, nothing shared with
 * the fast one. It gives the report without `run`, `limits` and every text meant for people.
 */
import { createHash } from 'node:crypto';
import { readDocument } from './document.mjs';
import { checkOptions } from './options.mjs';
import { readRow } from './entry.mjs';
import { checkContent } from './content.mjs';
import { arrange, findDuplicates, resolveNames } from './sequence.mjs';
import { judgeLinks } from './links.mjs';
import { judgeDeveloper, judgeFormats, judgeOrder } from './order.mjs';
import { judgeRequest, judgeWindow, windowOf } from './request.mjs';
import { judgeCounts } from './counts.mjs';
import { judgePlanLimit } from './plan-limit.mjs';
import { replayAccess } from './access.mjs';
import { judgeClaim } from './claim.mjs';
import { judgeCheckpoint, nextCheckpoint } from './checkpoint.mjs';
import { CHECKS, Findings } from './findings.mjs';
import { chainIntegrity, coverage, describeDocument, describeEntries } from './summary.mjs';
import { partOf, textOf } from './parts.mjs';
import { modelClaim } from './server-model.mjs';
import { keepLedger } from './ledger.mjs';
import { changedPolicies } from './policies.mjs';
import { drawSample } from './sample.mjs';

export { DocumentError } from './failure.mjs';

/**
 * @param {Uint8Array} bytes
 * @param {{ expected?, checkpoint?, maxFindings?, developerId?, fingerprint? }} [given]
 * @throws {DocumentError} when the document or the options can't be examined
 */
export function verifyReference(bytes, given = {}) {
  const options = checkOptions(given);
  const document = readDocument(bytes);
  const findings = new Findings(document.rowsName);
  const rows = document.rows.map((row) => readRow(row, options));

  judgeSchema(document, rows, findings);
  judgeContent(rows, findings);
  resolveNames(rows);
  const single = judgeDuplicates(rows, findings);
  const window = windowOf(document, options.expected);
  const mode = linkMode(document, window, options.expected);
  const arranged = arrange(rows, single, mode.gapsAllowed);
  reportMilliseconds(arranged, findings);
  judgeLinks(rows, arranged.sequence, mode, findings);
  judgeOrder(single, findings);
  judgeFormats(single, findings);
  const developerId = judgeDeveloper(rows, options, findings);
  if (rows.length === 0) for (const check of CHECKS.filter((name) => name.startsWith('chain.'))) findings.notEstablished(check);

  judgeRequest(document, rows, options.expected, findings);
  judgeWindow(document, rows, window, options.expected, findings);
  const counted = judgeCounts(document, rows, window, findings);
  judgePlanLimit(document, window, findings);
  replayAccess(document, rows, findings);
  const { assurance, anchor } = judgeCheckpoint(document, { rows, single, sequence: arranged.sequence }, options, window, developerId, findings);
  const integrity = chainIntegrity(rows, findings);
  const claim = judgeClaim(document, rows, integrity, arranged.forks, findings);
  const serverClaim = claim === null ? null : modelClaim(claim, textOf(partOf(document, 'chainIntegrity'), 'firstBrokenAt') ?? null, rows, findings);
  const sha256 = options.fingerprint ? createHash('sha256').update(bytes).digest('hex') : null;

  const { verdict, because } = findings.verdict();
  return {
    schema: 'grantex-compliance/report/1',
    verdict, because, assurance, anchor,
    chainIntegrity: integrity,
    serverClaim,
    checks: CHECKS.map((code) => ({ code, outcome: findings.outcomes.get(code) })),
    findings: findings.kept(options.maxFindings),
    findingCounts: findings.counts(),
    entries: describeEntries(rows, developerId),
    coverage: coverage(document, rows, arranged.sequence, options.expected),
    checkpoint: nextCheckpoint(document, rows, options, window, verdict, developerId, sha256),
    document: describeDocument(document, bytes, sha256),
    claims: keepLedger({ document, rows, arranged, window, expected: options.expected, counted, serverClaim, findings }),
    policyChanges: changedPolicies(document, rows, window),
    sample: drawSample(rows, sha256, options.sample),
  };
}

function judgeSchema(document, rows, findings) {
  const add = (finding, where) => findings.add('document.schema', finding, where);
  for (const path of document.duplicates) add({ code: 'document.duplicate-member', severity: 'error' }, { absolute: path });
  if (document.kind === 'evidence-pack' && textOf(partOf(document, 'meta'), 'schemaVersion') !== '1.0') {
    add({ code: 'document.unsupported-schema', severity: 'warning' }, { absolute: ['meta', 'schemaVersion'] });
    findings.notEstablished('document.schema');
  }
  const once = new Set(); // remarks that are made once, at the first row concerned
  const remark = (code, severity, row, path) => {
    if (once.has(code + path[0])) return;
    once.add(code + path[0]);
    add({ code, severity }, { row, path });
  };
  for (const row of rows) {
    if (row.state === 'malformed') add({ code: 'document.malformed-entry', severity: 'error' }, { row, path: row.fault });
    if (row.state === 'duplicate-member') add({ code: 'document.duplicate-member', severity: 'error' }, { row, path: row.fault });
    if (row.state === 'too-deep') {
      add({ code: 'document.limit-exceeded', severity: 'warning' }, { row });
      findings.notEstablished('document.schema');
    }
    if (row.imprecise !== null) {
      const { path, hashed, literal } = row.imprecise;
      add({ code: 'document.number-precision', severity: 'error', expected: hashed, actual: literal }, { row, path });
    }
    for (const name of row.missing) remark('document.member-missing', 'warning', row, [name]);
    for (const name of row.unprotected) remark('document.unprotected-member', 'warning', row, [name]);
  }
}

function judgeContent(rows, findings) {
  let unprotectedStatus = null;
  let reserialized = null;
  for (const row of rows) {
    if (row.state !== 'ok' || row.developerId === undefined) {
      findings.notEstablished('chain.content');
      continue;
    }
    row.content = checkContent(row);
    const { ok, format, erased, reserialized: respelled, underC } = row.content;
    if (!ok) {
      findings.add('chain.content', { code: 'chain.content-mismatch', severity: 'error', expected: row.hash, actual: underC }, { row });
      continue;
    }
    if (erased) findings.add('chain.content', { code: 'chain.erasure-marker', severity: 'warning' }, { row, path: ['metadata'] });
    if (format === 'A') unprotectedStatus ??= row;
    if (respelled) reserialized ??= row;
  }
  if (unprotectedStatus !== null) {
    findings.add('chain.content', { code: 'chain.status-unprotected', severity: 'info' }, { row: unprotectedStatus, path: ['status'] });
  }
  if (reserialized !== null) {
    findings.add('document.schema', { code: 'document.reserialized', severity: 'info' }, { row: reserialized, path: ['timestamp'] });
  }
}

function judgeDuplicates(rows, findings) {
  const duplicates = findDuplicates(rows);
  for (const [row, first] of duplicates) {
    findings.add('chain.links', { code: 'chain.duplicate-entry', severity: 'error', related: [first.index] }, { row, path: ['entryId'] });
  }
  return rows.filter((row) => !duplicates.has(row));
}

function reportMilliseconds({ orders, forks, unplaced }, findings) {
  if (unplaced.length > 0) findings.notEstablished('chain.links');
  for (const { at, path } of orders) {
    findings.add('chain.order', { code: 'chain.same-millisecond-order', severity: 'info', related: path.map((row) => row.index) }, { row: at });
  }
  for (const { leaf, parent, other } of forks) {
    const related = [parent.index, ...(other === undefined ? [] : [other.index])];
    findings.add('chain.links', { code: 'chain.same-millisecond-fork', severity: 'warning', related }, { row: leaf, path: ['prevHash'] });
    findings.notEstablished('chain.links');
  }
}

/** What the first `prevHash` may be, and whether a missing predecessor is a gap by design. */
function linkMode(document, window, expected) {
  if (document.kind === 'evidence-pack') return { genesis: window.since.claimed ? 'outside' : 'required', gapsAllowed: false };
  const unfiltered = expected?.agentId === null && expected?.status === null;
  if (!unfiltered) return { genesis: 'unknown', gapsAllowed: true };
  if (expected.since === undefined) return { genesis: 'unknown', gapsAllowed: false };
  return { genesis: expected.since === null ? 'required' : 'outside', gapsAllowed: false };
}
