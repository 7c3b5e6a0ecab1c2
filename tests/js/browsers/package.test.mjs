// The packed package in a browser, as static files: no bundler, a strict content security policy, its own worker.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { streamPack } from '../../generator/pack.mjs';
import { engineName, startEngine } from '../engines.mjs';
import { compare, lessRun, table } from '../expectations.mjs';
import { fixturesFolder, packageFolder, recorded } from '../packed.mjs';
import { serve, text } from '../server.mjs';

const POLICY = "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
const page = (policy) => text('<!doctype html><meta charset="utf-8"><title>test</title>', undefined, { 'content-security-policy': policy });

/** A copy of the package as a site might serve it. */
const wasm = readFileSync(join(packageFolder, 'wasm/grantex_compliance_bg.wasm'));
// It is put into blobs by way of memory: Chromium's `response.blob()` wants a disk with gigabytes to spare, and says "Failed to fetch".
const large = Buffer.from([...streamPack({ entries: 20_000, seed: 21 })].join(''));

let engine;
let server;
before(async () => {
  server = await serve({
    '/': page(POLICY),
    '/page': page(POLICY),
    '/page-without-wasm': page("default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src 'self'"),
    '/page-without-worker': page("default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'none'"),
    '/package/': packageFolder,
    '/recorded/': join(fixturesFolder, 'recorded'),
    '/large.json': text(large, 'application/json'),
    '/wrong-type/': packageFolder,
    '/wrong-type/wasm/grantex_compliance_bg.wasm': text(wasm, 'text/plain'),
    '/missing/': packageFolder,
    '/missing/wasm/grantex_compliance_bg.wasm': (_, response) => void response.writeHead(404).end(),
    '/html/': packageFolder,
    '/html/wasm/grantex_compliance_bg.wasm': text('<!doctype html>'),
    '/changed/': packageFolder,
    '/changed/wasm/grantex_compliance_bg.wasm': text(Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])]), 'application/wasm'),
    '/no-worker/': packageFolder,
    '/no-worker/dist/worker.js': (_, response) => void response.writeHead(404).end(),
    '/dead-worker/': packageFolder,
    '/dead-worker/dist/worker.js': text(
      'addEventListener("message", ({ data }) => { if (data.type === "start") postMessage({ type: "started" }); else setTimeout(() => { throw new Error("killed"); }); });',
      'text/javascript',
    ),
  });
  engine = await startEngine();
});
after(async () => {
  await engine?.close();
  await server?.close();
});

const fresh = (name = 'page') => engine.open(`${server.origin}/${name}`);

test('every recorded document: what the table says, and the report that Node gives', async () => {
  await fresh();
  const checkpoint = (await verifyDocument(recorded('evidence-pack.json'))).checkpoint;
  for (const row of table) {
    const edited = row.edit?.(recorded(`${row.file}.json`).toString()) ?? null;
    const options = { ...row.options, ...(row.checkpointOf ? { checkpoint } : {}) };
    const report = await engine.evaluate(
      async (file, edited, options) => {
        const { verifyDocument } = await import('/package/dist/index.browser.js');
        return await verifyDocument(edited ?? (await fetch(`/recorded/${file}.json`)), options);
      },
      row.file,
      edited,
      options,
    );
    const { actual, expected } = compare(row, report);
    assert.deepEqual(actual, expected, row.title ?? row.file);
    assert.deepEqual(lessRun(report), lessRun(await verifyDocument(edited ?? recorded(`${row.file}.json`), options)), row.title ?? row.file);
  }
});

test('every form of input and every size of chunk', async () => {
  await fresh();
  for (const name of ['tampered-moved-entry.json', 'evidence-pack-eras.json']) {
    const reports = await engine.evaluate(async (name) => {
      const { verifyDocument } = await import('/package/dist/index.browser.js');
      const bytes = new Uint8Array(await (await fetch(`/recorded/${name}`)).arrayBuffer());
      const string = new TextDecoder().decode(bytes);
      const pieces = function* (size) {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const stream = (chunks) =>
        new ReadableStream({
          pull(controller) {
            const { done, value } = chunks.next();
            if (done) controller.close();
            else controller.enqueue(value);
          },
        });
      const forms = {
        whole: bytes,
        string,
        buffer: bytes.buffer,
        blob: new Blob([bytes]),
        file: new File([bytes], name),
        response: await fetch(`/recorded/${name}`),
        stream: stream(pieces(5000)),
        'chunks of 1': pieces(1),
        'chunks of 7': pieces(7),
        'chunks of 4096': pieces(4096),
        'string units': string.split(''),
        'in a worker': bytes,
      };
      const reports = {};
      for (const [form, input] of Object.entries(forms)) {
        const report = await verifyDocument(input, form === 'in a worker' ? { workers: 1 } : {});
        reports[form] = [report.run.workers, { ...report, run: 0 }];
      }
      return reports;
    }, name);
    const expected = { ...(await verifyDocument(recorded(name))), run: 0 };
    for (const [form, [workers, report]] of Object.entries(reports)) {
      assert.deepEqual(report, expected, `${name}, ${form}`);
      assert.equal(workers, form === 'in a worker' ? 1 : 0, form);
    }
  }
});

test('a small document split at every byte', async () => {
  await fresh();
  const splits = await engine.evaluateWithin(180_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const bytes = new Uint8Array(await (await fetch('/recorded/same-millisecond.json')).arrayBuffer());
    const same = JSON.stringify({ ...(await verifyDocument(bytes)), run: 0 });
    const other = [];
    for (let at = 0; at <= bytes.length; at++) {
      const report = await verifyDocument([bytes.subarray(0, at), bytes.subarray(at)]);
      if (JSON.stringify({ ...report, run: 0 }) !== same) other.push(at);
    }
    return { other, splits: bytes.length + 1 };
  });
  assert.deepEqual(splits.other, []);
  assert.equal(splits.splits, recorded('same-millisecond.json').length + 1);
});

test('large documents leave the main thread by themselves, small ones do not', async () => {
  await fresh();
  const seen = await engine.evaluateWithin(120_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const blob = new Blob([await (await fetch('/large.json')).arrayBuffer()]);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const inputs = { blob, bytes, response: await fetch('/large.json'), stream: blob.stream(), small: await fetch('/recorded/evidence-pack.json'), 'told not to': blob };
    const seen = {};
    for (const [name, input] of Object.entries(inputs)) {
      const told = [];
      const report = await verifyDocument(input, { ...(name === 'told not to' ? { workers: 0 } : {}), onProgress: (now) => void told.push(now) });
      seen[name] = { workers: report.run.workers, note: report.run.note ?? null, verdict: report.verdict, entries: report.entries.total, last: told.at(-1) };
    }
    return seen;
  });
  const whole = { verdict: 'intact', entries: 20_000, note: null };
  for (const name of ['blob', 'bytes', 'response', 'stream']) {
    const { last, ...rest } = seen[name];
    assert.deepEqual(rest, { ...whole, workers: 1 }, name);
    assert.deepEqual([last.bytes, last.entries], [large.length, 20_000], name);
  }
  assert.equal(seen.small.workers, 0);
  assert.equal(seen['told not to'].workers, 0);
  assert.equal(seen['told not to'].verdict, 'intact');
});

test('the page stays smooth while a worker works', async (t) => {
  await fresh();
  const silences = await engine.evaluateWithin(120_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const blob = new Blob([await (await fetch('/large.json')).arrayBuffer()]);
    await verifyDocument(blob);
    const silences = [];
    for (let i = 0; i < 6; i++) {
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      }, 1);
      await verifyDocument(blob);
      clearInterval(timer);
      silences.push(Math.round(longest));
    }
    return silences;
  });
  t.diagnostic(`${engineName}: longest silences ${silences.join(', ')} ms`);
  // The machine may be busy; a main thread that does the work itself is silent for much longer.
  assert.ok(Math.max(...silences) < 250, `${silences.join(', ')} ms without a turn`);
});

test('aborting, here and in the worker', async () => {
  await fresh();
  const outcomes = await engine.evaluateWithin(120_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const blob = new Blob([await (await fetch('/large.json')).arrayBuffer()]);
    const outcomes = [];
    for (const workers of [0, 1]) {
      for (const delay of [0, 5, 15, 40]) {
        const controller = new AbortController();
        setTimeout(() => controller.abort(`reason ${delay}`), delay);
        outcomes.push(await verifyDocument(blob, { workers, signal: controller.signal }).then(() => 'finished', (reason) => (reason === `reason ${delay}` ? 'aborted' : String(reason))));
      }
    }
    const silent = new ReadableStream({ pull: () => new Promise(() => {}) });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    outcomes.push(await verifyDocument(silent, { signal: controller.signal }).catch((error) => error.name));
    const fetching = new AbortController();
    const response = await fetch('/large.json', { signal: fetching.signal });
    fetching.abort('gone');
    outcomes.push(await verifyDocument(response, { signal: fetching.signal }).catch((reason) => reason));
    outcomes.push((await verifyDocument(blob)).verdict);
    return outcomes;
  });
  assert.deepEqual(outcomes.splice(-3), ['AbortError', 'gone', 'intact']);
  for (const outcome of outcomes) assert.match(outcome, /^(aborted|finished)$/);
  assert.equal(outcomes[0], 'aborted');
  assert.equal(outcomes[4], 'aborted');
});

test('a wrong media type does not matter; a missing, wrong or changed file is a clear error', async () => {
  await fresh();
  const load = (place) =>
    engine.evaluate(async (place) => {
      const { init, verifyDocument } = await import(`/${place}/dist/index.browser.js`);
      const outcome = await Promise.all([init(), init()]).then(() => 'loaded', (error) => ({ code: error.code, message: error.message, name: error.name }));
      if (outcome !== 'loaded') {
        // The next call tries again; with the right file it works.
        await init({ module: '/package/wasm/grantex_compliance_bg.wasm' });
      }
      return [outcome, (await verifyDocument(await fetch('/recorded/evidence-pack.json'))).verdict];
    }, place);
  assert.deepEqual(await load('wrong-type'), ['loaded', 'intact']);
  for (const [place, message] of [
    ['missing', /HTTP 404.*grantex-compliance\/inline/s],
    ['html', /HTML page.*grantex-compliance\/inline/s],
    ['changed', /hash differs/],
  ]) {
    const [error, verdict] = await load(place);
    assert.equal(error.code, 'WasmLoad', place);
    assert.match(error.message, message);
    assert.equal(verdict, 'intact', place);
  }
});

test('several workers give the same report, warm and cold', async () => {
  await fresh();
  const outcome = await engine.evaluateWithin(240_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const { tuning } = await import('/package/dist/internals.js');
    const said = async (input, workers) => {
      const { run, ...report } = await verifyDocument(input, { workers, fingerprint: true });
      if (run.workers !== workers) throw new Error(`${run.workers} workers instead of ${workers}: ${run.note}`);
      return JSON.stringify(report);
    };
    const differing = [];
    const { bufferBytes } = tuning;
    tuning.bufferBytes = 3_000;
    for (const name of ['evidence-pack', 'tampered-two-principals', 'tampered-moved-entry', 'same-millisecond-fork', 'export-audit']) {
      const text = await (await fetch(`/recorded/${name}.json`)).text();
      const here = await said(text, 0);
      for (const workers of [1, 2, 3, 2]) if ((await said(text, workers)) !== here) differing.push([name, workers]);
    }
    tuning.bufferBytes = bufferBytes;
    const blob = new Blob([await (await fetch('/large.json')).arrayBuffer()]);
    const here = await said(blob, 0);
    if ((await said(blob, 2)) !== here) differing.push(['large', 2]);
    if ((await said(await fetch('/large.json'), 3)) !== here) differing.push(['large', 3]);
    return { differing, auto: (await verifyDocument(blob)).run.workers, alone: (await verifyDocument('{}').catch((error) => error.code)) };
  });
  assert.deepEqual(outcome.differing, []);
  assert.ok(outcome.auto >= 1);
  assert.equal(outcome.alone, 'document.not-a-pack');
});

test('a policy that forbids WebAssembly is named', async () => {
  await fresh('page-without-wasm');
  const error = await engine.evaluate(async () => {
    const { init } = await import('/package/dist/index.browser.js');
    return await init().then(() => null, ({ code, message }) => ({ code, message }));
  });
  if (error === null) return assert.equal(engine.name, 'webkit', 'only WebKit lets it pass');
  assert.equal(error.code, 'WasmLoad');
  assert.match(error.message, /wasm-unsafe-eval/);
});

test('without a worker the work is done here, and the report says so', async () => {
  for (const [name, place] of [['page', 'no-worker'], ['page-without-worker', 'package']]) {
    await fresh(name);
    const report = await engine.evaluateWithin(120_000, async (place) => {
      const { verifyDocument } = await import(`/${place}/dist/index.browser.js`);
      return await verifyDocument(new Blob([await (await fetch('/large.json')).arrayBuffer()]));
    }, place);
    assert.equal(report.verdict, 'intact');
    assert.equal(report.run.workers, 0, `${name}, ${place}`);
    assert.match(report.run.note, /caller's thread/);
  }
});

test('a worker that dies in the middle settles the promise', async () => {
  await fresh();
  const error = await engine.evaluateWithin(120_000, async () => {
    const { verifyDocument } = await import('/dead-worker/dist/index.browser.js');
    return await verifyDocument(new Blob([await (await fetch('/large.json')).arrayBuffer()])).then(() => null, ({ code, message }) => ({ code, message }));
  });
  assert.equal(error?.code, 'WorkerLost', error?.message);
});

test('nothing is fetched before the first call, and then each file once', async () => {
  await fresh();
  server.requests.length = 0;
  await engine.evaluate(async () => {
    await import('/package/dist/index.browser.js');
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  const isWasm = (path) => path.endsWith('.wasm');
  assert.equal(server.requests.filter(isWasm).length, 0);
  await engine.evaluateWithin(120_000, async () => {
    const { verifyDocument } = await import('/package/dist/index.browser.js');
    const pack = await (await fetch('/recorded/evidence-pack.json')).text();
    await Promise.all([verifyDocument(pack), verifyDocument(pack), verifyDocument(pack, { workers: 1 })]);
  });
  assert.equal(server.requests.filter(isWasm).length, 1, 'the worker is handed the compiled module');
});
