/** Honest documents of every shape are never called broken, and everything benign in them is named exactly. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { generatePack } from '../generator/pack.mjs';
import { honestShape } from '../generator/shapes.mjs';
import { verifyReference } from './verify.mjs';

const SEED = Number(process.env.SEED ?? 1);
const COUNT = Number(process.env.HONEST ?? 300);

/** What the caller of the API would have known to ask. */
function asked(shape, facts) {
  const { since, until, agentId, status } = facts;
  return shape.kind === 'export' ? { since, until, agentId, status } : { since, until, framework: shape.framework };
}

test(`honest documents: seeds ${SEED} to ${SEED + COUNT - 1}`, (t) => {
  const verdicts = {};
  for (let seed = SEED; seed < SEED + COUNT; seed += 1) {
    const shape = honestShape(seed);
    const { bytes, facts } = generatePack(shape);
    const name = `seed ${seed}: ${JSON.stringify(shape)}`;
    const filtered = facts.agentId !== null || facts.status !== null;
    const told = seed % 2 === 0;
    const report = verifyReference(bytes, told ? { expected: asked(shape, facts) } : {});
    verdicts[report.verdict] = (verdicts[report.verdict] ?? 0) + 1;
    const at = (code) => report.findings.filter((finding) => finding.code === code);

    assert.deepEqual(at('document.duplicate-member'), [], name);
    assert.equal(report.findings.find(({ severity }) => severity === 'error'), undefined, name);
    assert.equal(report.chainIntegrity.checkedEntries, facts.rows, name);
    assert.equal(report.entries.total, facts.rows, name);
    assert.deepEqual(report.entries.byStatus, facts.byStatus, name);
    const erased = report.findingCounts['chain.erasure-marker']?.warning ?? 0;
    assert.equal(erased, facts.erased.length, name);
    assert.deepEqual(at('chain.erasure-marker').map(({ index }) => index), facts.erased.map(({ index }) => index), name);

    if (filtered) {
      assert.notEqual(report.verdict, 'broken', name);
      continue;
    }
    assert.deepEqual(at('chain.same-millisecond-fork').map(({ index, related }) => ({ index, related })),
      facts.forks.map(({ index, parent, other }) => ({ index, related: [parent, other].filter((i) => i !== null) })), name);
    assert.deepEqual(at('chain.same-millisecond-order').map(({ index, related }) => ({ index, related })), facts.orders, name);
    const open = facts.rows === 0 || facts.forks.length > 0 || shape.race?.deficit !== undefined
      || (shape.kind === 'export' && !told && shape.before > 0);
    assert.equal(report.verdict, open ? 'inconclusive' : 'intact', name);
    if (shape.race?.surplus !== undefined) assert.deepEqual(report.findingCounts['pack.count-mismatch'], { info: 1 }, name);
    // The real server can't follow a displaced order and takes a marker for an edit; a fork it calls broken, and so do we.
    const wrong = !facts.claim?.valid && facts.claim?.checkedEntries !== facts.forks[0]?.index;
    if (report.serverClaim) assert.equal(report.serverClaim.asModelled, true, name);
    assert.equal(report.serverClaim?.agrees ?? null, facts.rows === 0 || shape.kind === 'export' ? null : !wrong, name);
  }
  t.diagnostic(JSON.stringify(verdicts));
});

test('the same seed gives the same bytes, in one piece or streamed', async () => {
  const { streamPack } = await import('../generator/pack.mjs');
  for (const shape of [{ seed: 'text' }, { seed: 7, spelling: 'loose', busy: 0.5 }]) {
    const streamed = [...streamPack({ ...shape, entries: 400 })];
    assert.ok(streamed.length > 1);
    assert.equal(streamed.join(''), generatePack({ ...shape, entries: 400 }).text);
  }
});

test('violations of grants are seen, and only then', () => {
  const good = verifyReference(generatePack({ entries: 200 }).bytes);
  assert.equal(Object.keys(good.findingCounts).some((code) => code.startsWith('access.')), false);
  const bad = verifyReference(generatePack({ entries: 200, violations: true }).bytes);
  assert.equal(bad.verdict, 'intact');
  assert.ok(bad.findingCounts['access.after-revocation'].warning > 10);
  assert.ok(bad.findingCounts['access.after-expiry'].warning > 5);
});
