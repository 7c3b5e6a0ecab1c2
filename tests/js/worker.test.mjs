// Verification in a worker, in Node: the same reports, the same errors, and no promise that never settles.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as main from 'grantex-compliance';
import * as inline from 'grantex-compliance/inline';
import { streamPack } from '../generator/pack.mjs';
import { lessRun } from './expectations.mjs';
import { recorded } from './packed.mjs';

const { init, verifyDocument, verifyEvidencePack } = main;
const folder = mkdtempSync(join(tmpdir(), 'grantex-worker-'));
after(() => rmSync(folder, { recursive: true }));

/** A worker file of our own making. */
function workerFile(name, text) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${text}`);
  return pathToFileURL(file);
}

/** Uses the caller's own worker for a while. */
async function withWorker(worker, run) {
  await init({ worker });
  try {
    return await run();
  } finally {
    await init({ worker: null });
  }
}

test('a worker gives the same report', async () => {
  for (const file of ['evidence-pack', 'tampered-moved-entry', 'export-audit', 'evidence-pack-empty']) {
    const bytes = recorded(`${file}.json`);
    const here = await verifyDocument(bytes, { workers: 0 });
    const there = await verifyDocument(bytes, { workers: 1 });
    assert.equal(here.run.workers, 0);
    assert.equal(there.run.workers, 1);
    assert.equal(there.run.note, undefined);
    assert.deepEqual(lessRun(there), lessRun(here), file);
  }
});

test('large documents and chunks of every size travel whole', async () => {
  const bytes = Buffer.from([...streamPack({ entries: 12_000, seed: 3 })].join(''));
  assert.ok(bytes.length > 5 << 20, `${bytes.length} bytes are more than all buffers together`);
  const here = lessRun(await verifyEvidencePack(bytes, { workers: 0 }));
  const chunks = function* (size) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  for (const input of [bytes, chunks(1 << 20), chunks((1 << 20) + 1), chunks(99_991), new Blob([bytes])]) {
    const told = [];
    const there = await verifyEvidencePack(input, { workers: 1, onProgress: (now) => void told.push(now) });
    assert.deepEqual(lessRun(there), here);
    assert.equal(told.at(-1).bytes, bytes.length);
    assert.equal(told.at(-1).entries, 12_000);
  }
});

test('errors cross with all they carry', async () => {
  const bytes = recorded('tampered-metadata.json').subarray(0, 60_000);
  const refusal = async (workers) => {
    let error;
    await assert.rejects(verifyEvidencePack(bytes, { workers }), (thrown) => {
      error = thrown;
      return thrown instanceof main.GrantexInputError;
    });
    const { message, code, offset, line, column, pointer, report } = error;
    return { message, code, offset, line, column, pointer, report: { ...report, run: 0 } };
  };
  assert.deepEqual(await refusal(1), await refusal(0));
  await assert.rejects(verifyEvidencePack(bytes, { workers: 1, expected: { since: 'never' } }), { code: 'options.invalid' });
});

test('cancelling ends the worker', async () => {
  const bytes = Buffer.from([...streamPack({ entries: 12_000, seed: 3 })].join(''));
  for (const delay of [0, 1, 5, 20, 60]) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(delay), delay);
    const settled = await verifyEvidencePack(bytes, { workers: 1, signal: controller.signal }).then(
      () => 'finished',
      (reason) => reason,
    );
    clearTimeout(timer);
    assert.ok(settled === delay || settled === 'finished', `${settled}`);
  }
  // A worker left running would keep this process alive; the runner would say so.
});

test('where no worker can be had the work is done here, and the report says so', async () => {
  const pack = recorded('evidence-pack.json');
  const whole = lessRun(await verifyEvidencePack(pack));
  const cases = {
    'no such file': pathToFileURL(join(folder, 'missing.mjs')),
    'throws at once': workerFile('throws', 'throw new Error("not today");'),
    'ends at once': workerFile('ends', 'process.exit(0);'),
    'speaks otherwise': workerFile('other', 'parentPort.on("message", () => parentPort.postMessage({ type: "hello" }));'),
    'a factory that fails': () => {
      throw new Error('no more workers');
    },
    'a factory that gives nothing': () => null,
    'cannot start': workerFile('unable', 'parentPort.on("message", () => parentPort.postMessage({ type: "unable", words: "blocked" }));'),
  };
  for (const [name, worker] of Object.entries(cases)) {
    const report = await withWorker(worker, () => verifyEvidencePack(pack, { workers: 1 }));
    assert.deepEqual(lessRun(report), whole, name);
    assert.equal(report.run.workers, 0, name);
    assert.match(report.run.note, /caller's thread: .*worker/, name);
  }
  const report = await inline.verifyEvidencePack(pack, { workers: 1 });
  assert.match(report.run.note, /caller's thread/);
});

test('a worker that is lost in the middle settles the promise', async () => {
  const pack = recorded('evidence-pack.json');
  const start = 'if (message.type === "start") return parentPort.postMessage({ type: "started" });';
  const listen = (rest) => `parentPort.on("message", (message) => { ${start} ${rest} });`;
  const cases = {
    dies: listen('throw new Error("killed");'),
    exits: listen('process.exit(9);'),
    babbles: listen('parentPort.postMessage("what");'),
  };
  for (const [name, text] of Object.entries(cases)) {
    const promise = withWorker(workerFile(name, text), () => verifyEvidencePack(pack, { workers: 1 }));
    await assert.rejects(promise, { name: 'GrantexError', code: 'WorkerLost' }, name);
  }
  const trap = workerFile('traps', listen('parentPort.postMessage({ type: "trapped", words: "unreachable" });'));
  await assert.rejects(withWorker(trap, () => verifyEvidencePack(pack, { workers: 1 })), { name: 'GrantexError', code: 'WasmTrap' });
  // And none of it spoils what follows.
  assert.equal((await verifyEvidencePack(pack, { workers: 1 })).verdict, 'intact');
});

test('a worker of the caller, by URL and by factory', async () => {
  const pack = recorded('evidence-pack.json');
  const url = new URL('./dist/worker.node.js', pathToFileURL(`${(await import('./packed.mjs')).packageFolder}/`));
  const made = [];
  for (const worker of [url, () => (made.push(1), new Worker(url)), async () => new Worker(url)]) {
    const report = await withWorker(worker, () => verifyEvidencePack(pack, { workers: 1 }));
    assert.equal(report.run.workers, 1);
    assert.equal(report.verdict, 'intact');
  }
  assert.equal(made.length, 1);
});
