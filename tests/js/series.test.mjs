/** Several documents as one series, in the package. What they come to is tested natively; here, that it is asked and told right. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GrantexInputError, verifySeries } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';

const recorded = (name) => readFileSync(new URL(`../fixtures/recorded/${name}.json`, import.meta.url));
const pack = (options) => [...streamPack({ seed: 11, busy: 0, ...options })].join('');
const first = pack({ entries: 40, after: 60 });
const second = pack({ entries: 60, before: 40 });

test('the order given is of no matter, and neither is the form of the input', async () => {
  const inputs = [
    [first, second],
    [new TextEncoder().encode(second), new Blob([first])],
    [{ name: 'b', input: () => new Response(second) }, { name: 'a', input: async () => new Blob([first]).stream() }],
    [JSON.parse(first), { name: 'second', input: second }],
  ];
  for (const given of inputs) {
    const series = await verifySeries(given);
    assert.equal(series.verdict, 'intact');
    assert.deepEqual(series.documents.map(({ join, entries }) => [join.relation, entries]), [['first', 40], ['joined', 60]]);
    assert.equal(series.timelines[0].stretches[0].entries, 100);
    assert.equal(series.checkpoint.entries, 100);
    // Reports stand in the order given.
    for (const { position, assurance } of series.documents) assert.equal(series.reports[position].report.assurance, assurance);
  }
});

test("the caller's checkpoint and options go to every document", async () => {
  const { checkpoint } = await verifySeries([first]);
  const anchored = await verifySeries([second, first], { checkpoint, fingerprint: true });
  assert.equal(anchored.assurance, 'anchored');
  assert.ok(anchored.reports.every(({ report }) => /^[0-9a-f]{64}$/.test(report.document.sha256)));
  const told = [];
  await verifySeries([first, second], { onProgress: (now) => void told.push([now.document, now.documents]) });
  assert.deepEqual([...new Set(told.map(String))].sort(), ['0,2', '1,2']);
});

test('what became of each entry is told document by document', async () => {
  const rows = new Map();
  const series = await verifySeries([second, first], { onRows: (of, document) => void rows.set(document, of) });
  assert.deepEqual([...rows].map(([document, { length }]) => [document, length]).sort(), [[0, 60], [1, 40]]);
  for (const [document, { length }] of rows) assert.equal(series.reports[document].report.entries.total, length);
  await assert.rejects(verifySeries([first], { onRows: 1 }), (error) => error instanceof GrantexInputError && error.code === 'options.invalid');
});

test('what can not be read is part of the answer; what makes no sense rejects', async () => {
  const series = await verifySeries([{ name: 'half', input: first.slice(0, 9000) }, second, () => Promise.reject(new Error('gone'))]);
  assert.equal(series.verdict, 'inconclusive');
  assert.deepEqual(series.because.map(({ code }) => code), ['series.unreadable', 'series.unreadable']);
  assert.equal(series.reports[0].error.code, 'document.truncated');
  assert.match(series.reports[2].error.message, /gone/);
  const invalid = (error) => error instanceof GrantexInputError && error.code === 'options.invalid';
  await assert.rejects(verifySeries('pack'), invalid);
  await assert.rejects(verifySeries([new Response(first)]), (error) => invalid(error) && /once only/.test(error.message));
  await assert.rejects(verifySeries([first], { checkpoint: { schema: 'x' } }), invalid);
  await assert.rejects(verifySeries([first], { fingerprnt: true }), invalid);
  const reason = new Error('enough');
  await assert.rejects(verifySeries([first], { signal: AbortSignal.abort(reason) }), (error) => error === reason);
});

test('recorded documents of one chain', async () => {
  const names = ['evidence-pack-window', 'evidence-pack', 'deleted-tail'];
  const series = await verifySeries(names.map((name) => ({ name, input: recorded(name) })));
  assert.equal(series.verdict, 'broken');
  assert.ok(series.because.some(({ code, document }) => code === 'series.contradiction' && series.documents[document].name === 'evidence-pack'));
  assert.equal(series.reports[2].report.verdict, 'broken');
  assert.equal((await verifySeries([])).verdict, 'inconclusive');
});
