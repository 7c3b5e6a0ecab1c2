// Progress, cancelling, and sharing the thread.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { verifyDocument, verifyEvidencePack } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';
import { recorded } from './packed.mjs';

const pack = recorded('evidence-pack.json');
const large = Buffer.from([...streamPack({ entries: 20_000, seed: 7 })].join(''));

test('progress is told in order, a few times a second, and at the end with the whole', async () => {
  const told = [];
  const slow = async function* () {
    for (let at = 0; at < pack.length; at += 11_000) {
      yield pack.subarray(at, at + 11_000);
      await sleep(70);
    }
  };
  const report = await verifyEvidencePack(slow(), { onProgress: (now) => void told.push({ ...now, at: performance.now() }) });
  assert.ok(told.length >= 3 && told.length <= 8, `${told.length} calls`);
  for (const [before, after] of told.slice(1).map((now, i) => [told[i], now])) {
    assert.ok(before.bytes <= after.bytes && before.entries <= after.entries);
  }
  const { at, ...last } = told.at(-1);
  const findings = Object.values(report.findingCounts).reduce((sum, { error = 0, warning = 0, info = 0 }) => sum + error + warning + info, 0);
  assert.deepEqual(last, { bytes: pack.length, totalBytes: null, entries: 120, findings });
});

test('the total is known where the input knows it', async () => {
  const totals = async (input) => {
    let seen;
    await verifyEvidencePack(input, { onProgress: ({ totalBytes }) => void (seen = totalBytes) });
    return seen;
  };
  assert.equal(await totals(pack), pack.length);
  assert.equal(await totals(pack.toString()), pack.length);
  assert.equal(await totals(new Blob([pack])), pack.length);
  assert.equal(await totals(new Response(pack, { headers: { 'content-length': `${pack.length}` } })), pack.length);
  assert.equal(await totals(new Response(pack, { headers: { 'content-length': '5', 'content-encoding': 'gzip' } })), null);
  assert.equal(await totals([pack]), null);
});

test('what onProgress throws rejects the promise', async () => {
  const mine = new Error('mine');
  const boom = () => {
    throw mine;
  };
  await assert.rejects(verifyEvidencePack(pack, { onProgress: boom }), (error) => error === mine);
  await assert.rejects(verifyEvidencePack(pack, { onProgress: async () => boom() }), (error) => error === mine);
});

test('the event loop turns while a large document is verified', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const report = await verifyEvidencePack(large, { workers: 0 });
  clearInterval(timer);
  assert.equal(report.verdict, 'intact');
  assert.equal(report.run.workers, 0);
  assert.ok(report.run.durationMs > 0);
  if (report.run.durationMs > 60) assert.ok(turns >= 2, `${turns} turns in ${report.run.durationMs} ms`);
});

test('aborting before the start', async () => {
  for (const reason of [new Error('mine'), 'text', 42, null]) {
    await assert.rejects(verifyEvidencePack(pack, { signal: AbortSignal.abort(reason) }), (thrown) => thrown === reason || (reason === null && thrown === null));
  }
  await assert.rejects(verifyEvidencePack(pack, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('aborting while the source gives nothing', async () => {
  let cancelled;
  const silent = new ReadableStream({ pull: () => new Promise(() => {}), cancel: (reason) => void (cancelled = reason) });
  const controller = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(verifyEvidencePack(silent, { signal: controller.signal }), (thrown) => thrown === reason);
  await sleep(1);
  assert.equal(cancelled, reason);

  const deaf = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: () => Promise.reject(new Error('unheard')) }) };
  // The signal's own timer keeps no process alive.
  const awake = setTimeout(() => {}, 10_000);
  await assert.rejects(verifyEvidencePack(deaf, { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
  clearTimeout(awake);
});

test('aborting at every stage', async () => {
  // While chunks go by: at each of many of them.
  for (let stop = 0; stop < 30; stop++) {
    const controller = new AbortController();
    let given = 0;
    const chunks = function* () {
      for (let at = 0; at < pack.length; at += 4096) {
        if (given++ === stop) controller.abort(stop);
        yield pack.subarray(at, at + 4096);
      }
    };
    const promise = verifyEvidencePack(chunks(), { signal: controller.signal });
    if (stop >= Math.ceil(pack.length / 4096)) assert.equal((await promise).verdict, 'intact');
    else await assert.rejects(promise, (thrown) => thrown === stop);
  }
  // In between, while a large document is verified.
  const between = new AbortController();
  setTimeout(() => between.abort('between'), 5);
  await assert.rejects(verifyEvidencePack(large, { signal: between.signal, workers: 0 }), (thrown) => thrown === 'between');
  // In the last call of onProgress.
  const last = new AbortController();
  await assert.rejects(
    verifyEvidencePack(pack, { signal: last.signal, onProgress: () => last.abort('last') }),
    (thrown) => thrown === 'last',
  );
  // Too late.
  const late = new AbortController();
  const report = await verifyDocument(pack, { signal: late.signal });
  late.abort();
  assert.equal(report.verdict, 'intact');
});

test('a source that fails because of the abort still gives the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('mine');
  const chunks = async function* () {
    yield pack.subarray(0, 100);
    controller.abort(reason);
    throw new Error('socket closed');
  };
  await assert.rejects(verifyEvidencePack(chunks(), { signal: controller.signal }), (thrown) => thrown === reason);
});

test('many verifications at once do not disturb each other', async () => {
  const files = ['evidence-pack', 'tampered-action', 'deleted-entry', 'evidence-pack-eras'];
  const alone = await Promise.all(files.map((file) => verifyDocument(recorded(`${file}.json`))));
  const crowd = await Promise.all(
    Array.from({ length: 24 }, (_, i) => {
      const bytes = recorded(`${files[i % files.length]}.json`);
      return verifyDocument((async function* () {
        for (let at = 0; at < bytes.length; at += 9999) {
          yield bytes.subarray(at, at + 9999);
          await null;
        }
      })());
    }),
  );
  crowd.forEach((report, i) => assert.deepEqual({ ...report, run: 0 }, { ...alone[i % files.length], run: 0 }));
});
