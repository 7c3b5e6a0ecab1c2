// Injected, replaced and mocked `fetch`, and the key kept secret whatever they do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Grantex, GrantexApiError, GrantexAuthError, GrantexInputError, GrantexNetworkError } from 'grantex-compliance';
import { join } from 'node:path';
import { recorded, repository } from './packed.mjs';

const SECRET = 'gx_live_very_secret_key';
const summary = JSON.parse(recorded('summary.json').toString());
const client = (fetch, options = {}) => new Grantex({ apiKey: SECRET, fetch, maxRetries: 0, ...options });
const shown = (value) => `${inspect(value, { depth: 30, showHidden: true, getters: true })} ${JSON.stringify(value)} ${String(value)} ${value?.stack}`;

test('one file sends, one way', () => {
  for (const name of ['client.js', 'client-exchange.js', 'client-read.js', 'client-secret.js', 'client-settings.js']) {
    assert.doesNotMatch(readFileSync(join(repository, 'pkg/src', name), 'utf8'), /\bfetch\(/, name);
  }
});

test('called as fetch(url, init), with nothing that a host could refuse', async () => {
  let called;
  const grantex = client(function (...args) {
    called = { self: this, args };
    return Promise.resolve(new Response(recorded('summary.json')));
  });
  assert.deepEqual(await grantex.compliance.getSummary(), summary);
  const [url, init] = called.args;
  assert.equal(called.self, undefined);
  assert.equal(called.args.length, 2);
  assert.equal(url, 'https://api.grantex.dev/v1/compliance/summary');
  assert.deepEqual(Object.keys(init).sort(), ['headers', 'method', 'redirect', 'signal']);
  assert.deepEqual(init.headers, { Accept: 'application/json', Authorization: `Bearer ${SECRET}` });
  assert.equal(Object.getPrototypeOf(init.headers), Object.prototype);
  assert.equal(init.method, 'GET');
  assert.ok(init.signal instanceof AbortSignal);
});

test('looked up when it is called', async (t) => {
  const grantex = client(undefined);
  t.mock.method(globalThis, 'fetch', async () => new Response(recorded('summary.json')));
  assert.deepEqual(await grantex.compliance.getSummary(), summary);
  assert.equal(globalThis.fetch.mock.callCount(), 1);
});

test('answers that are plain objects, as in tests', async () => {
  const text = recorded('summary.json').toString();
  const bytes = new Uint8Array(recorded('summary.json'));
  const answers = {
    all: { ok: true, status: 200, headers: { get: () => null }, json: async () => summary, text: async () => text },
    'json only': { ok: true, status: 200, json: async () => structuredClone(summary) },
    'json, not async': { ok: true, json: () => structuredClone(summary) },
    text: { ok: true, status: 200, text: async () => text },
    arrayBuffer: { ok: true, status: 200, arrayBuffer: async () => bytes.buffer },
    headers: { ok: true, status: 200, headers: new Headers({ 'x-ratelimit-limit': '1' }), json: async () => summary },
    'a Map of headers': { ok: true, status: 200, headers: new Map([['x-ratelimit-limit', '5'], ['x-ratelimit-remaining', '4'], ['x-ratelimit-reset', '3']]), json: async () => summary },
    'a Node stream': { ok: true, status: 200, body: Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]) },
    'a web stream': { ok: true, status: 200, body: new Blob([bytes]).stream() },
    'no body, text': { ok: true, status: 200, body: null, text: async () => text },
  };
  for (const [name, answer] of Object.entries(answers)) {
    const grantex = client(async () => answer);
    assert.deepEqual(await grantex.compliance.getSummary(), summary, name);
    if (name === 'a Map of headers') assert.deepEqual(grantex.lastRateLimit, { limit: 5, remaining: 4, reset: 3 });
    else assert.equal(grantex.lastRateLimit, undefined, name);
  }
  const pack = JSON.parse(recorded('evidence-pack-eras.json').toString());
  const { report } = await client(async () => ({ ok: true, json: async () => pack })).compliance.verifiedEvidencePack();
  assert.equal(report.verdict, 'intact');
});

test('failures that are plain objects', async () => {
  const failing = (status, body) => client(async () => ({ ok: false, status, headers: { get: () => null }, json: async () => body, text: async () => JSON.stringify(body) }));
  await assert.rejects(failing(401, { message: 'no', code: 'UNAUTHORIZED' }).compliance.getSummary(), (error) => error instanceof GrantexAuthError && error.message === 'no' && error.code === 'UNAUTHORIZED' && error.rateLimit === undefined);
  await assert.rejects(failing(404, { error: { message: 'not here', code: 'NOT_FOUND' } }).compliance.getSummary(), (error) => error.constructor === GrantexApiError && error.statusCode === 404 && error.code === 'NOT_FOUND');
  await assert.rejects(client(async () => ({ ok: false, status: 500 })).compliance.getSummary(), (error) => error instanceof GrantexApiError || error instanceof GrantexInputError);
  for (const nothing of [undefined, null, 7, 'text']) {
    await assert.rejects(client(async () => nothing, { maxRetries: 3 }).compliance.getSummary(), { code: 'input.response' });
  }
  await assert.rejects(client(async () => ({ ok: true, status: 200 }), { maxRetries: 3 }).compliance.getSummary(), { code: 'input.response' });
});

test('whatever it fails with: errors, values, errors of another realm, at once or later', async () => {
  const foreign = runInContext("new TypeError('from elsewhere')", createContext());
  assert.ok(!(foreign instanceof Error));
  for (const cause of [new TypeError('fetch failed'), foreign, 'text', 7, null, undefined, { status: 'object' }, new DOMException('gone', 'AbortError'), Symbol('s')]) {
    for (const fetch of [() => Promise.reject(cause), () => { throw cause; }, async () => ({ ok: true, status: 200, text: () => Promise.reject(cause) })]) {
      await assert.rejects(client(fetch).compliance.getSummary(), (error) => {
        assert.equal(error.constructor, GrantexNetworkError);
        assert.equal(error.cause, cause);
        return true;
      });
    }
  }
});

test('it knows of no signal: time-out and abort end the call all the same', async () => {
  const never = () => new Promise(() => {});
  await assert.rejects(client(never, { timeout: 30 }).compliance.getSummary(), { name: 'GrantexNetworkError' });
  const controller = new AbortController();
  const call = client(never).compliance.verifiedEvidencePack({}, { signal: controller.signal });
  setTimeout(() => controller.abort('text'), 20);
  assert.equal(await call.catch((reason) => reason), 'text');
  const stuck = { ok: true, status: 200, body: new ReadableStream({ pull: never }) };
  await assert.rejects(client(async () => stuck, { timeout: 30 }).compliance.evidencePack(), { name: 'GrantexNetworkError' });
});

test('inside, the request is aborted with the default reason', async () => {
  let signal;
  const controller = new AbortController();
  const call = client((_, init) => {
    signal = init.signal;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }).compliance.getSummary({}, { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 50));
  controller.abort('text');
  assert.equal(await call.catch((reason) => reason), 'text');
  assert.equal(signal.reason.name, 'AbortError');
});

test('the key does not show: the client, its answers, its errors', async () => {
  const grantex = client(async () => new Response(recorded('summary.json')));
  assert.doesNotMatch(shown(grantex), /secret/);
  assert.doesNotMatch(shown(grantex.compliance), /secret/);
  assert.doesNotMatch(JSON.stringify({ grantex }), /secret/);
  assert.doesNotMatch(JSON.stringify(structuredCloneable(grantex)), /secret/);
  const json = (status, body) => new Response(JSON.stringify(body), { status });
  const leaks = [
    async () => json(401, { message: `bad key ${SECRET}`, code: SECRET, requestId: SECRET, [SECRET]: { deep: [`Bearer ${SECRET}`] } }),
    async () => new Response(`<html>Authorization: Bearer ${SECRET}</html>`, { status: 502 }),
    async () => new Response(`{"message":"${SECRET.replace('g', '\\u0067')}"}`, { status: 400 }),
    () => Promise.reject(new TypeError(`Headers.append: "Bearer ${SECRET}" is an invalid header value.`)),
    () => Promise.reject(new Error('failed', { cause: new Error(`Bearer ${SECRET}`) })),
    () => Promise.reject(Object.assign(new Error('failed'), { config: { headers: { Authorization: `Bearer ${SECRET}` } } })),
    (_, init) => Promise.reject(Object.assign(new Error('failed'), { request: { headers: new Headers(init.headers) } })),
    (_, init) => Promise.reject(Object.assign(new Error('failed'), { request: { headers: new Map(Object.entries(init.headers)) } })),
    () => Promise.reject(`Bearer ${SECRET}`),
    () => Promise.reject({ [SECRET]: 1 }),
    async () => ({ ok: true, status: 200, body: new ReadableStream({ start: (controller) => controller.error(new Error(SECRET)) }) }),
    async () => new Response(null, { status: 302, headers: { location: `https://evil.example/${SECRET}` } }),
    // Answers that are a success, and can't be used.
    async () => new Response('<html>', { headers: { 'content-type': `text/${SECRET}` } }),
    async () => new Response(`{"${SECRET}":1,"${SECRET}":2}`),
    async () => new Response(recorded('evidence-pack.json').toString().replace(/}$/, `,"${SECRET}":1,"${SECRET}":2}`)),
  ];
  for (const fetch of leaks) {
    for (const method of ['getSummary', 'verifiedEvidencePack']) {
      await assert.rejects(client(fetch).compliance[method](), (error) => {
        assert.doesNotMatch(shown(error), /secret/, fetch.toString());
        return true;
      });
    }
  }
});

/** What is left of it as plain data. */
function structuredCloneable(value) {
  return Object.fromEntries(Object.getOwnPropertyNames(value).map((name) => [name, { ...value[name] }]));
}

test('a number of calls at a time', async () => {
  let under = 0;
  const grantex = client(async () => {
    under += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    under -= 1;
    return new Response(recorded('summary.json'));
  });
  const all = await Promise.all(Array.from({ length: 40 }, () => grantex.compliance.getSummary()));
  assert.equal(under, 0);
  for (const one of all) assert.deepEqual(one, summary);
});

test('an older server: ids of grants by their other name, members left out', async () => {
  const grant = { id: 'grnt_1', agentId: 'a', agentDid: 'did:x', principalId: 'p', developerId: 'd', scopes: [], status: 'paused', issuedAt: 't', expiresAt: 't', extra: { a: 1 } };
  const fetch = async () => new Response(JSON.stringify({ generatedAt: 't', total: 1, grants: [grant], next: null }));
  const answer = await client(fetch).compliance.exportGrants();
  assert.deepEqual(answer, { generatedAt: 't', total: 1, grants: [{ ...grant, grantId: 'grnt_1' }], next: null });
});
