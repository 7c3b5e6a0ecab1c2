// Loading the WebAssembly module: once, lazily, again after a failure; and what becomes of traps.
//
// Each case has a process of its own: within one, the module is loaded once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { fixturesFolder, packageFolder } from './packed.mjs';

const setting = {
  pack: join(fixturesFolder, 'recorded/evidence-pack.json'),
  wasm: join(packageFolder, 'wasm/grantex_compliance_bg.wasm'),
  internals: pathToFileURL(join(packageFolder, 'dist/internals.js')).href,
};

/** Runs a function in a process of its own, where it may `import('grantex-compliance')`. */
async function alone(run, ...values) {
  const script = `
    import assert from 'node:assert/strict';
    import { readFileSync } from 'node:fs';
    const setting = ${JSON.stringify(setting)};
    const pack = readFileSync(setting.pack);
    await (${run})(...${JSON.stringify(values)});
    console.log('done');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname ?? new URL('.', import.meta.url).pathname });
  assert.match(stdout, /done\n$/);
}

/* global setting, pack, assert, readFileSync */

test('importing loads nothing', () =>
  alone(async () => {
    // Node's own `fetch` and `Response` compile a module of theirs when touched: that is to happen before.
    await new Response('').text();
    globalThis.fetch = () => assert.fail('nothing is fetched in Node');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const calls = [];
    for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
      const original = WebAssembly[name];
      WebAssembly[name] = (...args) => (calls.push(name), original.apply(WebAssembly, args));
    }
    const { verifyEvidencePack } = await import('grantex-compliance');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(calls, []);
    await Promise.all([verifyEvidencePack(pack), verifyEvidencePack(pack), verifyEvidencePack(pack)]);
    await verifyEvidencePack(pack);
    assert.deepEqual(calls, ['compile', 'instantiate']);
  }));

test('two inits at once, and calls beside them', () =>
  alone(async () => {
    const { init, verifyEvidencePack } = await import('grantex-compliance');
    const bytes = readFileSync(setting.wasm);
    const [, , report] = await Promise.all([init({ module: bytes }), init({ module: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }), verifyEvidencePack(pack), init()]);
    assert.equal(report.verdict, 'intact');
    await init();
    await init({ module: 'https://nowhere.invalid/' });
  }));

test('every form of module', async () => {
  for (const form of ['bytes', 'module', 'promise', 'response']) {
    await alone(async (form) => {
      const { init, verifyEvidencePack } = await import('grantex-compliance');
      const bytes = readFileSync(setting.wasm);
      const module = {
        bytes,
        module: await WebAssembly.compile(bytes),
        promise: Promise.resolve(bytes),
        response: Promise.resolve(new Response(bytes)),
      }[form];
      await init({ module });
      assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
    }, form);
  }
});

test('a failed load is an error of its own, and the next call tries again', () =>
  alone(async () => {
    const { init, verifyEvidencePack, GrantexError } = await import('grantex-compliance');
    const failing = { name: 'GrantexError', code: 'WasmLoad' };
    await assert.rejects(init({ module: Buffer.from('not wasm'), integrity: null }), (error) => {
      assert.ok(error instanceof GrantexError && error.code === 'WasmLoad' && error.cause instanceof Error, error);
      return true;
    });
    await assert.rejects(init({ module: Promise.reject(new Error('mine')) }), failing);
    await assert.rejects(init({ module: new Response('no', { status: 404 }) }), failing);
    const original = WebAssembly.compile;
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError('no memory'));
    await assert.rejects(verifyEvidencePack(pack), failing);
    await assert.rejects(Promise.all([verifyEvidencePack(pack), verifyEvidencePack(pack)]), failing);
    WebAssembly.compile = original;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = () => Promise.reject(new WebAssembly.LinkError('once'));
    await assert.rejects(verifyEvidencePack(pack), failing);
    WebAssembly.instantiate = instantiate;
    assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
  }));

test('another module than the one built with is refused, unless told', () =>
  alone(async () => {
    const { createHash } = await import('node:crypto');
    const { init, verifyEvidencePack } = await import('grantex-compliance');
    // A custom section more: another file, the same program.
    const other = Buffer.concat([readFileSync(setting.wasm), Buffer.from([0, 2, 1, 0x78])]);
    const hash = (bits) => `sha${bits}-${createHash(`sha${bits}`).update(other).digest('base64')}`;
    await assert.rejects(init({ module: other }), { code: 'WasmLoad', message: /hash differs/ });
    await assert.rejects(init({ module: other, integrity: `sha256-${'A'.repeat(43)}=` }), { code: 'WasmLoad', message: /`integrity` names/ });
    await assert.rejects(init({ module: other, integrity: 'md5-x' }), { code: 'WasmLoad', message: /form `sha256-/ });
    await assert.rejects(init({ module: await WebAssembly.compile(other), integrity: hash(256) }), { code: 'WasmLoad', message: /compiled already/ });
    await init({ module: other, integrity: hash(384) });
    assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
  }));

test('a module by URL, with right and wrong media type, missing, and changed', async () => {
  const wasm = readFileSync(setting.wasm);
  const server = createServer((request, response) => {
    const answers = {
      '/right.wasm': [200, 'application/wasm', wasm],
      '/wrong.wasm': [200, 'text/plain', wasm],
      '/page.wasm': [200, 'text/html', '<!doctype html>'],
      '/changed.wasm': [200, 'application/wasm', Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])])],
    };
    const [status, type, body] = answers[request.url] ?? [404, 'text/plain', 'no'];
    response.writeHead(status, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    for (const path of ['right', 'wrong']) {
      await alone(async (url) => {
        const { init, verifyEvidencePack } = await import('grantex-compliance');
        await init({ module: new URL(url) });
        assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
      }, `${origin}/${path}.wasm`);
    }
    await alone(async (origin) => {
      const { init, verifyEvidencePack } = await import('grantex-compliance');
      await assert.rejects(init({ module: `${origin}/missing.wasm` }), { code: 'WasmLoad', message: /HTTP 404/ });
      await assert.rejects(init({ module: `${origin}/page.wasm` }), { code: 'WasmLoad', message: /HTML page/ });
      await assert.rejects(init({ module: `${origin}/changed.wasm` }), { code: 'WasmLoad', message: /hash differs/ });
      await assert.rejects(init({ module: 'http://127.0.0.1:1/x.wasm' }), { code: 'WasmLoad', message: /can't be fetched/ });
      assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
    }, origin);
  } finally {
    server.close();
  }
});

test('after a trap everything that ran is refused, and the next verification has a fresh instance', () =>
  alone(async () => {
    const { verifyEvidencePack, explainEntry } = await import('grantex-compliance');
    const { glue } = await import(setting.internals);
    await verifyEvidencePack(pack);
    const { push } = glue.WasmVerifier.prototype;
    // What the engine throws at an `unreachable` or a failed allocation.
    const trapOnce = () => {
      glue.WasmVerifier.prototype.push = () => {
        glue.WasmVerifier.prototype.push = push;
        throw new WebAssembly.RuntimeError('unreachable');
      };
    };
    let go;
    const waiting = verifyEvidencePack((async function* () {
      yield pack.subarray(0, 1000);
      await new Promise((resolve) => (go = resolve));
      yield pack.subarray(1000);
    })());
    while (go === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    trapOnce();
    await assert.rejects(verifyEvidencePack(pack), { name: 'GrantexError', code: 'WasmTrap', message: /nothing was verified/ });
    go();
    await assert.rejects(waiting, { name: 'GrantexError', code: 'WasmTrap' });
    assert.equal((await verifyEvidencePack(pack)).verdict, 'intact');
    trapOnce();
    await assert.rejects(verifyEvidencePack(pack, { workers: 0 }), { code: 'WasmTrap' });
    const [report] = await Promise.all([verifyEvidencePack(pack), verifyEvidencePack(pack)]);
    assert.equal(report.verdict, 'intact');
    const entry = JSON.stringify(JSON.parse(pack).auditEntries[0]);
    assert.ok(await explainEntry(entry));
  }));

test('handles are freed, whatever happens', () =>
  alone(async () => {
    const { glue } = await import(setting.internals);
    const { verifyEvidencePack } = await import('grantex-compliance');
    let alive = 0;
    const { free } = glue.WasmVerifier.prototype;
    glue.WasmVerifier.prototype.free = function () {
      alive -= 1;
      free.call(this);
    };
    const { push } = glue.WasmVerifier.prototype;
    const seen = new WeakSet();
    glue.WasmVerifier.prototype.push = function (bytes) {
      if (!seen.has(this)) alive += 1;
      seen.add(this);
      push.call(this, bytes);
    };
    const controller = new AbortController();
    await Promise.allSettled([
      verifyEvidencePack(pack),
      verifyEvidencePack(pack.subarray(0, 500)),
      verifyEvidencePack('nonsense'),
      verifyEvidencePack(pack, { onProgress: () => assert.fail('thrown inside') }),
      verifyEvidencePack((function* () { yield pack.subarray(0, 9); throw new Error('source'); })()),
      verifyEvidencePack((function* () { yield pack.subarray(0, 9); controller.abort(); yield pack; })(), { signal: controller.signal }),
    ]);
    assert.equal(alive, 0);
    assert.ok(seen.has !== undefined);
  }));

test('./inline is the same package', () =>
  alone(async () => {
    const inline = await import('grantex-compliance/inline');
    const main = await import('grantex-compliance');
    assert.deepEqual(Object.keys(inline).sort(), Object.keys(main).sort());
    assert.equal(inline.GrantexInputError, main.GrantexInputError);
    const [a, b] = await Promise.all([inline.verifyEvidencePack(pack), main.verifyEvidencePack(pack)]);
    assert.deepEqual({ ...a, run: 0 }, { ...b, run: 0 });
  }));
