// Every form in which a document may be handed over gives one and the same report.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { explainEntry, verifyAuditExport, verifyDocument, verifyEvidencePack } from 'grantex-compliance';
import { compare, lessRun, table } from './expectations.mjs';
import { fixturesFolder, recorded } from './packed.mjs';

/** Pieces of `size` bytes. */
function* pieces(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The same from one reused buffer, as some readers do. */
function* reused(bytes, size) {
  const buffer = new Uint8Array(size);
  for (const piece of pieces(bytes, size)) {
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

const isDocument = (name) => /^(evidence-pack|tampered|deleted|erasure|same|export-audit)/.test(name);
const documents = readdirSync(join(fixturesFolder, 'recorded'))
  .filter((name) => name.endsWith('.json') && isDocument(name))
  .sort();

const forms = {
  string: (bytes) => bytes.toString(),
  'Uint8Array on an offset': (bytes) => {
    const wider = new Uint8Array(bytes.length + 7);
    wider.set(bytes, 3);
    return wider.subarray(3, 3 + bytes.length);
  },
  ArrayBuffer: (bytes) => new Uint8Array(bytes).buffer,
  SharedArrayBuffer: (bytes) => {
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  },
  DataView: (bytes) => new DataView(new Uint8Array(bytes).buffer),
  Blob: (bytes) => new Blob([bytes]),
  Response: (bytes) => new Response(bytes),
  'plain object with text()': (bytes) => ({ ok: true, status: 200, headers: { get: () => null }, text: async () => bytes.toString() }),
  'ReadableStream of bytes': (bytes) => ReadableStream.from(pieces(bytes, 1000)),
  'ReadableStream of strings': (bytes) => new Blob([bytes]).stream().pipeThrough(new TextDecoderStream()),
  'Node stream': (bytes) => Readable.from(pieces(bytes, 5000)),
  'iterable of bytes': (bytes) => [...pieces(bytes, 777)],
  'iterable from one buffer': (bytes) => reused(bytes, 333),
  'iterable of strings, one UTF-16 unit each': (bytes) => bytes.toString().split(''),
  'async iterable': async function* (bytes) {
    yield* pieces(bytes, 10_000);
  },
  'async iterable that mixes': async function* (bytes) {
    yield bytes.subarray(0, 100).toString();
    yield new Uint8Array(0);
    yield '';
    yield* pieces(bytes.subarray(100), 20_000);
  },
};
for (const size of [1, 7, 4096]) forms[`chunks of ${size}`] = (bytes) => pieces(bytes, size);

for (const name of documents) {
  test(`${name}: the same report from every form`, async () => {
    const bytes = recorded(name);
    const whole = await verifyDocument(bytes);
    assert.equal(whole.document.bytes, bytes.length);
    for (const [form, make] of Object.entries(forms)) {
      const report = await verifyDocument(make(bytes));
      assert.deepEqual(lessRun(report), lessRun(whole), form);
    }
    const file = createReadStream(join(fixturesFolder, 'recorded', name), { highWaterMark: 4096 });
    assert.deepEqual(lessRun(await verifyDocument(file)), lessRun(whole), 'file stream');
  });
}

test('a parsed object is checked as the text that JSON.stringify makes of it', async () => {
  for (const row of table.filter((row) => row.edit === undefined && row.checkpointOf === undefined)) {
    const object = JSON.parse(recorded(`${row.file}.json`));
    const fromObject = await verifyDocument(object, row.options);
    const fromText = await verifyDocument(JSON.stringify(object), row.options);
    assert.deepEqual(lessRun(fromObject), lessRun(fromText), row.file);
    const { actual, expected } = compare(row, fromObject);
    assert.deepEqual(actual, expected, row.file);
  }
});

test('a small pack split at every byte', async () => {
  const bytes = recorded('same-millisecond.json');
  const whole = lessRun(await verifyEvidencePack(bytes));
  for (let at = 0; at <= bytes.length; at++) {
    const report = await verifyEvidencePack([bytes.subarray(0, at), bytes.subarray(at)]);
    assert.deepEqual(lessRun(report), whole, `split at ${at}`);
  }
});

test('text is encoded without splitting characters, however it is cut', async () => {
  // Characters of one to four bytes at every position around the places where text is sliced.
  const object = JSON.parse(recorded('same-millisecond.json'));
  for (const shift of [0, 1, 2, 3]) {
    object.meta.note = 'x'.repeat(shift) + '🙂é€'.repeat(120_000);
    const text = JSON.stringify(object);
    const fromText = await verifyEvidencePack(text);
    const fromBytes = await verifyEvidencePack(Buffer.from(text));
    assert.deepEqual(lessRun(fromText), lessRun(fromBytes));
    assert.equal(fromText.verdict, 'intact');
  }
});

test('each function takes its own kind only, and says what it was given', async () => {
  const pack = recorded('evidence-pack.json');
  const whole = recorded('export-audit.json');
  assert.equal((await verifyEvidencePack(pack)).document.kind, 'evidence-pack');
  assert.equal((await verifyAuditExport(whole)).document.kind, 'audit-export');
  await assert.rejects(verifyAuditExport(pack), { name: 'GrantexInputError', code: 'document.other-kind' });
  await assert.rejects(verifyEvidencePack(whole), { name: 'GrantexInputError', code: 'document.other-kind' });
});

test('one entry explained from the place that a finding names', async () => {
  const bytes = recorded('tampered-action.json');
  const report = await verifyEvidencePack(bytes);
  const finding = report.findings.find((one) => one.code === 'chain.content-mismatch');
  const slice = bytes.subarray(finding.offset, finding.offset + finding.length);
  const explained = await explainEntry(slice);
  assert.equal(JSON.parse(slice).entryId, finding.entryId);
  assert.match(JSON.stringify(explained), new RegExp(finding.expected), 'the claimed hash');
  assert.match(JSON.stringify(explained), new RegExp(finding.actual), 'the computed one');
  assert.deepEqual(await explainEntry(slice.toString()), explained);
  assert.deepEqual(await explainEntry(new Blob([slice])), explained);
  await assert.rejects(explainEntry('{"entryId":'), { name: 'GrantexInputError' });
  await assert.rejects(explainEntry(new Uint8Array(17 << 20)), { code: 'input.too-large' });
});
