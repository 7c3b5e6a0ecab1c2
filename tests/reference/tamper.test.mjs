/** Tampering of every kind gives exactly the findings that name it, with their causes. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { generatePack } from '../generator/pack.mjs';
import { OPERATIONS, tamper } from '../generator/tamper.mjs';
import { sha256 } from '../generator/preimage.mjs';
import { DocumentError, verifyReference } from './verify.mjs';

const SEED = Number(process.env.SEED ?? 1);
const COUNT = Number(process.env.TAMPER ?? 2000);
const SHAPES = [{}, { before: 5 }, { before: 5, after: 5 }, { eras: ['A', 'B', 'C'] }, { eras: ['A', 'C'], after: 3 }];

const key = ({ code, severity, index = null, cause = null, related = null }) => JSON.stringify([code, severity, index, cause, related]);

function check(seed, operation) {
  const { text } = generatePack({ seed, entries: 12 + (seed % 30), ...SHAPES[seed % SHAPES.length] });
  const made = tamper(text, { seed, operation });
  if (made === null) return null;
  const name = `seed ${seed}, ${made.operation}: ${made.description}`;
  let report;
  try {
    report = verifyReference(made.bytes, made.options);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    assert.equal(error.code, made.expected.error, name);
    return 'error';
  }
  assert.equal(made.expected.error, undefined, name);
  const found = report.findings.filter(({ code, severity }) => severity !== 'info' && !code.startsWith('access.'));
  assert.deepEqual(found.map(key).sort(), made.expected.findings.map(key).sort(), name);
  assert.equal(report.verdict, made.expected.verdict, name);
  return report.verdict;
}

test(`tampering of any kind: seeds ${SEED} to ${SEED + COUNT - 1}`, (t) => {
  const verdicts = {};
  for (let seed = SEED; seed < SEED + COUNT; seed += 1) {
    const verdict = check(seed);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  t.diagnostic(JSON.stringify(verdicts));
});

for (const operation of Object.keys(OPERATIONS)) {
  test(`${operation}: 25 seeds from ${SEED}`, () => {
    let done = 0;
    for (let seed = SEED; done < 25; seed += 1) {
      assert.ok(seed < SEED + 2000, `${operation} hardly ever applies`);
      if (check(seed, operation) !== null) done += 1;
    }
  });
}

test(`bytes of hashed members and hashes: 3,000 single changes, seed ${SEED}`, async () => {
  const { Random } = await import('../generator/random.mjs');
  const { text, bytes } = generatePack({ seed: SEED, entries: 50, eras: ['B', 'C'] });
  const random = new Random(SEED, 'bytes');
  const from = Buffer.from(bytes).indexOf('"auditEntries":[') + 16;
  const to = Buffer.from(bytes).indexOf('],"policies"');
  // What is hashed, with what a missing member counts as: a misspelled `metadata` that was empty changes nothing of it.
  const decoded = (all) => sha256(JSON.stringify(JSON.parse(all).auditEntries.map((row) => [row.entryId, row.agentId, row.agentDid,
    row.grantId, row.principalId, row.developerId, row.action, row.metadata ?? {}, row.hash, row.prevHash, row.timestamp, row.status ?? 'success'])));
  const good = decoded(text);
  for (let i = 0; i < 3000; i += 1) {
    const changed = Uint8Array.from(bytes);
    const at = random.between(from, to - 1);
    changed[at] ^= 1 << random.below(8);
    let verdict;
    try {
      verdict = verifyReference(changed).verdict;
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      continue;
    }
    if (verdict === 'intact') assert.equal(decoded(Buffer.from(changed).toString()), good, `byte ${at} changed unseen`);
  }
});
