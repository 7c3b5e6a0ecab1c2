// What became of each entry as columns, and the head of a document: what pictures and lists are made of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainEntry, readHead, rowContents, rowLinks, rowStatuses, verifyDocument } from 'grantex-compliance';
import { table } from './expectations.mjs';
import { recorded } from './packed.mjs';

async function rowsOf(bytes, options = {}) {
  let rows = null;
  const report = await verifyDocument(bytes, { ...options, onRows: (given) => (rows = given) });
  return { report, rows };
}

const files = [...new Set(table.map(({ file }) => file))];
const listOf = (document) => document.auditEntries ?? document.entries;

for (const file of files) {
  test(`${file}: every row is its entry`, async () => {
    const bytes = recorded(`${file}.json`);
    const { report, rows } = await rowsOf(bytes, { workers: 0 });
    const entries = listOf(JSON.parse(bytes));
    assert.equal(rows.length, entries.length);
    const counted = { A: 0, B: 0, 'B/C': 0, C: 0 };
    for (const [at, entry] of entries.entries()) {
      const { offset, size, time, status, content } = rows;
      assert.deepEqual(JSON.parse(bytes.subarray(offset[at], offset[at] + size[at])), entry);
      assert.equal(time[at], Date.parse(entry.timestamp));
      assert.equal(rowStatuses[status[at]], entry.status);
      const format = rowContents[content[at]];
      if (format in counted) counted[format] += 1;
    }
    assert.deepEqual(counted, report.entries.byFormat);
    const changed = report.findings.filter(({ code }) => code === 'chain.content-mismatch').map(({ index }) => index);
    assert.deepEqual([...rows.content.keys()].filter((at) => rowContents[rows.content[at]] === 'failed'), changed);
    const linked = entries.map((entry, at) => (at === 0 ? 'first' : entry.prevHash === entries[at - 1].hash ? 'holds' : 'fails'));
    assert.deepEqual([...rows.link].map((link) => rowLinks[link]), linked);
  });
}

test('a worker gives the same columns', async () => {
  const bytes = recorded('tampered-moved-entry.json');
  const [here, there] = [await rowsOf(bytes, { workers: 0 }), await rowsOf(bytes, { workers: 1 })];
  assert.equal(there.report.run.workers, 1);
  assert.deepEqual(there.rows, here.rows);
});

test('a row leads to its explanation', async () => {
  const bytes = recorded('tampered-action.json');
  const { rows } = await rowsOf(bytes);
  const slice = (at) => bytes.subarray(rows.offset[at], rows.offset[at] + rows.size[at]);
  assert.equal((await explainEntry(slice(60))).verified, false);
  assert.equal((await explainEntry(slice(61))).verified, true);
});

test('rows are given to whoever asks for them, and only then', async () => {
  await assert.rejects(verifyDocument(recorded('evidence-pack.json'), { onRows: true }), { code: 'options.invalid' });
  const stop = new Error('seen enough');
  await assert.rejects(verifyDocument(recorded('evidence-pack.json'), { onRows: () => Promise.reject(stop) }), stop);
  let called = false;
  await assert.rejects(verifyDocument(recorded('evidence-pack.json').subarray(0, 5_000), { onRows: () => (called = true) }), { code: 'document.truncated' });
  assert.equal(called, false);
  assert.equal((await rowsOf(recorded('evidence-pack-empty.json'))).rows.length, 0);
});

test('the head is the document without its entries', async () => {
  for (const [file, kind, list] of [
    ['evidence-pack', 'evidence-pack', 'auditEntries'],
    ['export-audit', 'audit-export', 'entries'],
  ]) {
    const bytes = recorded(`${file}.json`);
    const { [list]: _, ...expected } = JSON.parse(bytes);
    // Grants are named in both ways, as the client does.
    expected.grants?.forEach((grant) => (grant.id = grant.grantId));
    assert.deepEqual(await readHead(bytes, { kind }), expected);
    assert.deepEqual(await readHead(new Blob([bytes]), { kind }), expected);
    // Without the entries in between it is the same head: nothing of them is looked at.
    const { rows } = await rowsOf(bytes);
    const last = rows.length - 1;
    const cut = Buffer.concat([bytes.subarray(0, rows.offset[0]), bytes.subarray(rows.offset[last] + rows.size[last])]);
    assert.deepEqual(await readHead(cut, { kind }), expected);
  }
});

test('what has no head is refused', async () => {
  const pack = recorded('evidence-pack.json');
  await assert.rejects(readHead(pack.subarray(0, 9_000)), { name: 'GrantexInputError', code: 'document.truncated' });
  for (const [text, code] of [['{"a":', 'document.truncated'], ['{"a":}', 'document.syntax'], ['[]', 'document.not-a-pack'], ['7', 'document.not-a-pack'], ['', 'document.syntax']]) {
    await assert.rejects(readHead(text), { name: 'GrantexInputError', code }, text);
  }
  await assert.rejects(readHead(pack, { kind: 'both' }), { code: 'options.invalid' });
  await assert.rejects(readHead(pack, { signal: AbortSignal.abort(new Error('no more')) }), { message: 'no more' });
});
