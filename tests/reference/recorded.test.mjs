/** Every recorded document gives what the real server's state demands: the table of the report's specification. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { verifyReference } from './verify.mjs';

const read = (name) => readFileSync(new URL(`../fixtures/recorded/${name}.json`, import.meta.url));
const WHOLE = { since: null, until: null, agentId: null, status: null };
const link = (index, cause, related) => ({ code: 'chain.link-mismatch', index, cause, ...(related ? { related } : {}) });
const content = (index) => ({ code: 'chain.content-mismatch', index });

/** name, options, verdict, errors, counts of other findings, serverClaim.agrees */
const TABLE = [
  ['evidence-pack', {}, 'intact', [], { 'access.after-revocation': 25 }, true],
  ['evidence-pack-soc2', {}, 'intact', [], { 'access.after-revocation': 25 }, true],
  ['evidence-pack-unknown-framework', {}, 'intact', [], { 'access.after-revocation': 25 }, true],
  ['evidence-pack-eras', {}, 'intact', [], { 'chain.status-unprotected': 1 }, true],
  ['evidence-pack-window', {}, 'intact', [], { 'access.grant-not-in-pack': 8 }, true],
  ['tampered-action', {}, 'broken', [content(60)], { 'access.after-revocation': 25 }, true],
  ['tampered-metadata', {}, 'broken', [content(46)], { 'access.after-revocation': 25 }, true],
  ['tampered-status', {}, 'broken', [content(23)], { 'access.after-revocation': 25 }, true],
  ['tampered-timestamp', {}, 'broken', [content(61)], { 'access.after-revocation': 25 }, true],
  ['tampered-two-principals', {}, 'broken', [content(60), content(119)], { 'access.after-revocation': 25, 'access.principal-mismatch': 1 }, true],
  ['tampered-moved-entry', {}, 'broken', [link(60, 'moved', [119]), content(119), link(119, 'moved', [59])], { 'access.after-revocation': 25 }, true],
  ['deleted-entry', {}, 'broken', [link(60, 'deleted')], { 'access.after-revocation': 25 }, true],
  ['deleted-head', {}, 'broken', [{ code: 'chain.genesis-missing', index: 0 }], { 'access.after-revocation': 23, 'pack.server-claim-mismatch': 1 }, false],
  ['deleted-tail', {}, 'intact', [], { 'access.after-revocation': 25 }, true],
  ['erasure-marker', {}, 'intact', [], { 'access.after-revocation': 25, 'chain.erasure-marker': 30, 'pack.server-claim-mismatch': 1 }, false],
  ['same-millisecond', {}, 'intact', [], { 'access.grant-not-in-pack': 1 }, true],
  ['same-millisecond-fork', {}, 'inconclusive', [], { 'access.grant-not-in-pack': 1, 'chain.same-millisecond-fork': 1 }, true],
  ['evidence-pack-empty', {}, 'inconclusive', [], {}, null],
  ['export-audit', {}, 'intact', [], {}, undefined],
  ['export-audit', { expected: WHOLE }, 'intact', [], {}, undefined],
  ['export-audit-blocked', {}, 'inconclusive', [], {}, undefined],
  ['export-audit-blocked', { expected: { ...WHOLE, status: 'blocked' } }, 'inconclusive', [], {}, undefined],
  ['export-audit-one-agent', {}, 'inconclusive', [], {}, undefined],
];

for (const [name, options, verdict, errors, others, agrees] of TABLE) {
  test(`${name}${options.expected ? ` asked with ${JSON.stringify(options.expected)}` : ''}: ${verdict}`, () => {
    const report = verifyReference(read(name), options);
    assert.equal(report.verdict, verdict);
    const found = report.findings.filter(({ severity }) => severity === 'error')
      .map(({ code, index, cause, related }) => ({ code, index, ...(cause ? { cause } : {}), ...(related ? { related } : {}) }));
    assert.deepEqual(found, errors);
    const counts = {};
    for (const { code, severity } of report.findings) if (severity !== 'error') counts[code] = (counts[code] ?? 0) + 1;
    assert.deepEqual(counts, others);
    assert.equal(report.serverClaim?.agrees, agrees);
    // A real server made every claim, of the very entries that it sent.
    if (report.serverClaim) assert.equal(report.serverClaim.asModelled, true);
    assert.equal(report.assurance, 'unanchored');
    assert.equal(report.checkpoint === null, verdict !== 'intact');
  });
}

test('formats and coverage as recorded', () => {
  assert.deepEqual(verifyReference(read('evidence-pack')).entries.byFormat, { A: 0, B: 0, 'B/C': 67, C: 53 });
  assert.deepEqual(verifyReference(read('evidence-pack-eras')).entries.byFormat, { A: 10, B: 4, 'B/C': 20, C: 6 });
  assert.equal(verifyReference(read('evidence-pack')).coverage.startsAtGenesis, true);
  const window = verifyReference(read('evidence-pack-window'));
  assert.equal(window.coverage.startsAtGenesis, false);
  assert.equal(window.entries.total, 51);
  assert.equal(window.checks.find(({ code }) => code === 'chain.genesis').outcome, 'not-checked');
});

test('same-millisecond-fork: at the leaf, with its parent and the parent\'s other child', () => {
  const [fork] = verifyReference(read('same-millisecond-fork')).findings.filter(({ code }) => code.startsWith('chain.'));
  assert.deepEqual([fork.index, fork.related], [2, [3, 4]]);
});

test('checkpoints: the good pack\'s misses the tail, finds itself, and is continued', () => {
  const { checkpoint } = verifyReference(read('evidence-pack'));
  assert.deepEqual(Object.keys(checkpoint), ['schema', 'developerId', 'entries', 'head', 'window', 'documentSha256']);
  const tail = verifyReference(read('deleted-tail'), { checkpoint });
  assert.deepEqual([tail.verdict, tail.because], ['broken', ['checkpoint']]);
  assert.deepEqual(tail.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code), ['checkpoint.mismatch']);
  assert.equal(verifyReference(read('evidence-pack'), { checkpoint }).assurance, 'anchored');
  // An earlier checkpoint: the head stands inside the pack, at its place.
  const earlier = verifyReference(read('deleted-tail')).checkpoint;
  assert.equal(verifyReference(read('evidence-pack'), { checkpoint: earlier }).assurance, 'anchored');
  assert.equal(verifyReference(read('evidence-pack'), { checkpoint: { ...earlier, entries: 118 } }).verdict, 'broken');
  // A window that starts right after the head continues it; one that starts later does not reach back.
  const rows = JSON.parse(read('evidence-pack')).auditEntries;
  const at = (i) => ({ ...checkpoint, entries: i + 1, head: { entryId: rows[i].entryId, hash: rows[i].hash, timestamp: rows[i].timestamp } });
  const first = rows.findIndex((row) => row.entryId === JSON.parse(read('evidence-pack-window')).auditEntries[0].entryId);
  assert.equal(verifyReference(read('evidence-pack-window'), { checkpoint: at(first - 1) }).assurance, 'anchored');
  const behind = verifyReference(read('evidence-pack-window'), { checkpoint: at(first - 2) });
  assert.deepEqual([behind.verdict, behind.because], ['inconclusive', ['checkpoint']]);
  assert.equal(verifyReference(read('evidence-pack'), { checkpoint: { ...checkpoint, developerId: 'dev_x' } }).verdict, 'broken');
});

test('deleted-head with `since` written into meta', () => {
  const pack = JSON.parse(read('deleted-head'));
  pack.meta.since = pack.auditEntries[0].timestamp;
  const bytes = Buffer.from(JSON.stringify(pack));
  assert.equal(verifyReference(bytes).verdict, 'intact');
  const told = verifyReference(bytes, { expected: { since: null } });
  assert.deepEqual(told.findings.filter(({ severity }) => severity === 'error').map(({ code, pointer }) => [code, pointer]),
    [['pack.request-mismatch', '/meta/since']]);
});
