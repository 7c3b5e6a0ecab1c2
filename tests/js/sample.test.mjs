// Samples: drawn here once more, from nothing but the document's SHA-256, and the same however the document came.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Grantex, verifyAuditExport, verifyDocument } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';
import { lessRun } from './expectations.mjs';
import { recorded } from './packed.mjs';

/** As docs/claims.md spells it out. */
function draw(bytes, entries, size) {
  const seed = createHash('sha256').update(bytes).digest('hex');
  const drawn = [];
  for (let n = 0; drawn.length < Math.min(size, entries); n += 1) {
    const number = createHash('sha256').update(`grantex-compliance/sample/1:${seed}:${n}`).digest().readBigUInt64BE();
    const index = Number(number % BigInt(entries));
    if (number < (2n ** 64n / BigInt(entries)) * BigInt(entries) && !drawn.includes(index)) drawn.push(index);
  }
  return { seed, drawn };
}

test('what is drawn follows from the bytes, and shows where it stands in them', async () => {
  const generated = Buffer.from([...streamPack({ entries: 3_000, seed: 4 })].join(''));
  const documents = [...['evidence-pack', 'evidence-pack-eras', 'tampered-action', 'evidence-pack-empty', 'export-audit-blocked'].map((name) => recorded(`${name}.json`)), generated];
  for (const bytes of documents) {
    const parsed = JSON.parse(bytes);
    const rows = parsed.auditEntries ?? parsed.entries;
    for (const size of [1, 25, 40]) {
      const { sample, document } = await verifyDocument(bytes, { sample: size });
      const { seed, drawn } = draw(bytes, rows.length, size);
      assert.deepEqual([sample.seed, document.sha256, sample.asked, sample.population], [seed, seed, size, rows.length]);
      assert.deepEqual(sample.entries.toSorted((a, b) => a.draw - b.draw).map(({ index }) => index), drawn);
      assert.deepEqual(sample.entries.map(({ index }) => index), drawn.toSorted((a, b) => a - b));
      for (const { index, entryId, timestamp, offset, length } of sample.entries) {
        assert.deepEqual(JSON.parse(bytes.subarray(offset, offset + length)), rows[index]);
        assert.deepEqual([entryId, timestamp], [rows[index].entryId, rows[index].timestamp]);
      }
    }
  }
});

test('nothing else in the report depends on it but the fingerprint', async () => {
  const bytes = recorded('tampered-two-principals.json');
  const { sample, ...withSample } = lessRun(await verifyDocument(bytes, { sample: 25 }));
  const { sample: none, ...without } = lessRun(await verifyDocument(bytes, { fingerprint: true }));
  assert.equal(none, null);
  assert.equal(sample.entries.length, 25);
  assert.deepEqual(withSample, without);
});

test('a byte more, and another sample is drawn', async () => {
  const text = recorded('evidence-pack.json').toString();
  const [one, other] = await Promise.all([text, `${text} `].map((document) => verifyDocument(document, { sample: 10 })));
  assert.notDeepEqual(one.sample.entries.map(({ index }) => index), other.sample.entries.map(({ index }) => index));
  assert.equal(other.verdict, 'intact');
});

test('in workers, from the API, of an export: the same', async () => {
  const bytes = Buffer.from([...streamPack({ entries: 12_000, seed: 8 })].join(''));
  const alone = await verifyDocument(bytes, { sample: 25, workers: 0 });
  for (const workers of [1, 2, 3]) assert.deepEqual((await verifyDocument(bytes, { sample: 25, workers })).sample, alone.sample, `${workers} workers`);
  const { compliance } = new Grantex({ apiKey: 'gx_test', fetch: async () => new Response(bytes) });
  const { report } = await compliance.verifiedEvidencePack({}, { sample: 25, retain: 'head' });
  assert.deepEqual(report.sample, alone.sample);
  const told = await verifyAuditExport(recorded('export-audit.json'), { sample: 3 });
  assert.equal(told.sample.entries.length, 3);
});

test('how many may be asked for', async () => {
  const bytes = recorded('evidence-pack.json');
  for (const sample of [0, -1, 1.5, '25', NaN, 10_001, true]) {
    await assert.rejects(verifyDocument(bytes, { sample }), (error) => error.code === 'options.invalid' && error.message.includes('sample'), String(sample));
  }
  assert.equal((await verifyDocument(bytes, { sample: 10_000 })).sample.entries.length, 120);
});
