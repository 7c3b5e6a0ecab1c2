// The API client in a browser, from a page of another origin than the API's, so that the server's CORS rules are the
// browser's to enforce.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDevServer } from '../../server/dev-server.mjs';
import { faults } from '../../server/faults.mjs';
import { startEngine } from '../engines.mjs';
import { packageFolder, recorded } from '../packed.mjs';
import { serve, text } from '../server.mjs';

let engine;
let page;
let api;
let strict;
before(async () => {
  api = await startDevServer({ generated: { entries: 20_000, seed: 4 } });
  strict = await startDevServer({ pages: /^http:\/\/localhost:5173$/ });
  const policy = `default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self' ${api.origin} ${api.elsewhere} ${strict.origin}; worker-src 'self'`;
  page = await serve({
    '/': text('<!doctype html><meta charset="utf-8"><title>test</title>', undefined, { 'content-security-policy': policy }),
    '/package/': packageFolder,
  });
  engine = await startEngine();
  await engine.open(`${page.origin}/`);
});
after(async () => {
  await engine?.close();
  await page?.close();
  await api?.close();
  await strict?.close();
});

const parsed = (name) => JSON.parse(recorded(`${name}.json`).toString());

/** Calls a method in the page: what it gives, or what it rejects with. */
async function call(method, { fault, key = 'gx_dev_recorded', params = {}, options = {}, settings = {}, abortAfter = null } = {}) {
  const baseUrl = fault === undefined ? api.origin : `${api.origin}/fault/${fault}`;
  return await engine.evaluate(
    async (method, settings, params, options, abortAfter) => {
      const { Grantex, GrantexError } = await import('/package/dist/index.browser.js');
      const grantex = new Grantex(settings);
      const controller = new AbortController();
      if (abortAfter !== null) setTimeout(() => controller.abort('the reason'), abortAfter);
      try {
        const progress = [];
        const more = method.startsWith('verified') ? { ...options, onProgress: (now) => void progress.push(now) } : options;
        const value = await grantex.compliance[method](params, { ...more, signal: controller.signal });
        return { value, rateLimit: grantex.lastRateLimit, last: progress.at(-1) };
      } catch (error) {
        if (!(error instanceof Error)) return { reason: error };
        const { name, code, message, statusCode, requestId, rateLimit, body, offset, pointer } = error;
        return { error: { name, code, message, statusCode, requestId, rateLimit, body, offset, pointer, ours: error instanceof GrantexError, caused: error.cause !== undefined } };
      }
    },
    method,
    { apiKey: key, baseUrl, maxRetries: 0, ...settings },
    params,
    options,
    abortAfter,
  );
}

function withBothIds(document) {
  for (const grant of Array.isArray(document.grants) ? document.grants : []) grant.id = grant.grantId;
  return document;
}

test('the four routes, member by member', async () => {
  assert.deepEqual((await call('getSummary')).value, parsed('summary'));
  assert.deepEqual((await call('exportGrants', { params: { status: 'revoked' } })).value, withBothIds(parsed('export-grants-revoked')));
  assert.deepEqual((await call('exportAudit', { params: { status: 'blocked' } })).value, parsed('export-audit-blocked'));
  const { value, rateLimit } = await call('evidencePack', { params: { framework: 'soc2' } });
  assert.deepEqual(value, withBothIds(parsed('evidence-pack-soc2')));
  assert.equal(rateLimit.limit, 2000);
});

test('verified while it downloads', async () => {
  const { value, last } = await call('verifiedEvidencePack', { params: { framework: 'soc2' } });
  assert.equal(value.report.verdict, 'intact');
  assert.deepEqual(value.report.coverage.expected, { since: null, until: null, framework: 'soc2' });
  assert.deepEqual(value.pack, withBothIds(parsed('evidence-pack-soc2')));
  assert.deepEqual(last, { bytes: 110_057, totalBytes: 110_057, entries: 120, findings: 25 });
  const head = await call('verifiedEvidencePack', { key: 'gx_dev_generated', options: { retain: 'head' } });
  assert.equal(head.value.report.verdict, 'intact');
  assert.equal(head.value.report.entries.total, 20_000);
  assert.equal('auditEntries' in head.value.pack, false);
  assert.equal(head.value.report.run.workers, 1, 'off the main thread');
  for (const tampered of [{ key: 'gx_dev_tampered-action' }, { fault: 'tampered' }]) {
    assert.equal((await call('verifiedEvidencePack', tampered)).value.report.verdict, 'broken');
  }
  const audit = await call('verifiedAuditExport', { options: { retain: 'head' } });
  assert.equal(audit.value.report.verdict, 'intact');
});

test('failures', async () => {
  const table = { 401: ['GrantexAuthError', 401, 'UNAUTHORIZED'], 403: ['GrantexAuthError', 403, 'FORBIDDEN'], 429: ['GrantexApiError', 429, 'RATE_LIMIT_EXCEEDED'], 500: ['GrantexApiError', 500, 'INTERNAL_ERROR'], 'error-text': ['GrantexApiError', 500, 'ApiError'], html: ['GrantexApiError', 502, 'ApiError'], huge: ['GrantexApiError', 500, 'ApiError'] };
  for (const [fault, [name, statusCode, code]] of Object.entries(table)) {
    const { error } = await call('getSummary', { fault });
    assert.deepEqual([error.name, error.statusCode, error.code, error.ours], [name, statusCode, code, true], fault);
    assert.ok(!JSON.stringify(error).includes('gx_dev_recorded'), fault);
  }
  const { error } = await call('getSummary', { fault: '429' });
  assert.deepEqual(error.rateLimit, { limit: 100, remaining: 0, reset: 51, retryAfter: 51 });
});

test('what breaks off, and what is no answer', async () => {
  for (const fault of ['cut-off', 'short-body', 'wrong-length', 'small-length', 'gone']) {
    for (const method of ['getSummary', 'evidencePack', 'verifiedEvidencePack']) {
      const { value, error } = await call(method, { fault });
      // An engine that does not notice leaves it to the end of the document, which came here.
      if (fault === 'wrong-length' && error === undefined) {
        assert.deepEqual(value.pack ?? value, withBothIds(parsed(method === 'getSummary' ? 'summary' : 'evidence-pack')), method);
        continue;
      }
      assert.deepEqual([error?.name, error?.code], ['GrantexNetworkError', 'NetworkError'], `${fault} ${method}: ${error?.message}`);
    }
  }
  assert.deepEqual([(await call('getSummary', { fault: 'missing' })).error.code, (await call('evidencePack', { fault: 'missing' })).error.pointer], ['document.missing-member', '/meta/generatedAt']);
  for (const [fault, code] of Object.entries({ duplicate: 'document.duplicate-member', 'bad-utf8': 'document.invalid-utf8', trailing: 'document.trailing-data', 'html;status=200': 'document.syntax' })) {
    for (const method of ['getSummary', 'evidencePack', 'verifiedEvidencePack']) {
      const { error } = await call(method, { fault });
      assert.deepEqual([error?.name, error?.code], ['GrantexInputError', code], `${fault} ${method}`);
    }
  }
});

test('redirections are not followed, and the key does not travel', async () => {
  // Where they lead is hidden here, so those that stay are not followed either.
  for (const fault of ['redirect', 'redirect;status=307', 'redirect-here', 'redirect-circle']) {
    const { error } = await call('getSummary', { fault, settings: { maxRetries: 3 } });
    assert.deepEqual([error.name, error.code], ['GrantexApiError', 'RedirectRefused'], fault);
  }
  assert.deepEqual(api.seenElsewhere, []);
});

test('tried again', async () => {
  const id = Math.random();
  const { value } = await call('getSummary', { fault: `503-twice;id=${id}`, settings: { maxRetries: 3 } });
  assert.equal(value.plan, 'enterprise');
  assert.equal(api.seen.filter(({ url, method }) => method === 'GET' && url.includes(String(id))).length, 3);
  const again = await call('verifiedEvidencePack', { fault: `cut-off;times=1;id=${id}`, settings: { maxRetries: 1 } });
  assert.equal(again.value.report.verdict, 'intact');
  // The header is one of those that the browser may show.
  const waited = await call('getSummary', { fault: `429;retry-after=1;times=1;id=${id}`, settings: { maxRetries: 1 } });
  assert.equal(waited.value.plan, 'enterprise');
});

test('time-outs, before the answer and in the middle of it', async () => {
  for (const fault of ['slow;ms=4000', 'stall;ms=4000']) {
    const late = await call('verifiedEvidencePack', { fault, settings: { timeout: 300 } });
    assert.equal(late.error?.name, 'GrantexNetworkError', fault);
    assert.match(late.error.message, /within 300 ms/);
  }
  // What comes slowly, but comes, is in time.
  const { value } = await call('verifiedEvidencePack', { fault: 'drip;bytes=16384;ms=30', settings: { timeout: 2_000 } });
  assert.equal(value.report.verdict, 'intact');
  assert.equal((await call('getSummary', { fault: 'slow;ms=200' })).value.plan, 'enterprise');
});

test('abort at every stage, with any reason', async () => {
  const before = api.seen.length;
  const wrong = await engine.evaluate(async (origin) => {
    const { Grantex } = await import('/package/dist/index.browser.js');
    const frame = document.body.appendChild(document.createElement('iframe'));
    const reasons = { none: undefined, text: 'enough', number: 7, null: null, object: { any: 'thing' }, error: new Error('enough'), foreign: new frame.contentWindow.TypeError('enough') };
    const stages = { 'before the call': 'slow;ms=4000', 'before an answer': 'slow;ms=4000', 'in the body': 'stall;ms=4000', 'before another attempt': '429;retry-after=9' };
    const wrong = [];
    const run = async (stage, named, method, Controller) => {
      const controller = new Controller();
      const abort = () => (named === 'none' ? controller.abort() : controller.abort(reasons[named]));
      const observed = (url, init) => {
        const answer = fetch(url, init);
        if (stage === 'before an answer') setTimeout(abort, 200);
        else answer.then(() => setTimeout(abort, 100), () => {});
        return answer;
      };
      if (stage === 'before the call') abort();
      const grantex = new Grantex({ apiKey: 'gx_dev_recorded', baseUrl: `${origin}/fault/${stages[stage]}`, fetch: observed });
      const started = performance.now();
      const thrown = await grantex.compliance[method]({}, { signal: controller.signal }).then((value) => ({ value }), (error) => ({ error }));
      const right = 'error' in thrown && thrown.error === controller.signal.reason && (named === 'none' ? thrown.error.name === 'AbortError' : thrown.error === reasons[named]);
      if (!right || performance.now() - started > 3_000) wrong.push(`${stage}, ${named}, ${method}: ${String(thrown.error ?? thrown.value)} after ${performance.now() - started} ms`);
    };
    for (const stage of Object.keys(stages)) {
      const runs = Object.keys(reasons).flatMap((named) => ['getSummary', 'verifiedEvidencePack'].map((method) => [stage, named, method, AbortController]));
      // A signal of another realm.
      runs.push([stage, 'object', 'evidencePack', frame.contentWindow.AbortController]);
      // Few at a time: browsers let further requests to one server wait.
      while (runs.length > 0) await Promise.all(runs.splice(0, 4).map((one) => run(...one)));
    }
    return wrong;
  }, api.origin);
  assert.deepEqual(wrong, []);
  const asked = (fault) => api.seen.slice(before).filter(({ method, url }) => method === 'GET' && url.startsWith(`/fault/${fault};`)).length;
  assert.deepEqual([asked('stall'), asked('429')], [15, 15], 'what was aborted is not tried again');
  // Of one stage only: what was aborted before the call was not sent. The preflight may have been all there was time for.
  assert.ok(asked('slow') > 0 && asked('slow') <= 15, `${asked('slow')}`);
});

test("another realm's fetch: its answers, and its errors", async () => {
  const outcome = await engine.evaluate(async (origin) => {
    const { Grantex, GrantexNetworkError } = await import('/package/dist/index.browser.js');
    const frame = document.body.appendChild(document.createElement('iframe'));
    const foreign = (url, init) => frame.contentWindow.fetch(url, init);
    const client = (baseUrl, fetch) => new Grantex({ apiKey: 'gx_dev_recorded', baseUrl, fetch, maxRetries: 0 }).compliance;
    const { report } = await client(origin, foreign).verifiedEvidencePack();
    const failed = await client(`${origin}/fault/gone`, foreign).getSummary().catch((error) => error);
    const thrown = new frame.contentWindow.Error('elsewhere');
    const caused = await client(origin, () => Promise.reject(thrown)).getSummary().catch((error) => error);
    return { verdict: report.verdict, failed: failed instanceof GrantexNetworkError, foreign: !(failed.cause instanceof Error), caused: caused instanceof GrantexNetworkError && caused.cause === thrown };
  }, api.origin);
  assert.deepEqual(outcome, { verdict: 'intact', failed: true, foreign: true, caused: true });
});

test('an API that does not know the page: the browser shows nothing of its answer', async () => {
  const { error } = await call('getSummary', { settings: { baseUrl: strict.origin } });
  assert.deepEqual([error.name, error.caused], ['GrantexNetworkError', true]);
  assert.deepEqual(strict.seen.map(({ method }) => method), ['OPTIONS'], 'the key was not sent');
});

test('no fault of the development server was left out', () => {
  const met = new Set(api.seen.map(({ url }) => /^\/fault\/([^/;]+)/.exec(url)?.[1]));
  assert.deepEqual(Object.keys(faults).filter((name) => !met.has(name)), []);
});

// Last: it looks at all that was asked above.
test('the preflight names no header that the recorded one does not allow', async () => {
  const allowed = ['content-type', 'authorization', 'idempotency-key'];
  const preflights = api.seen.filter(({ method }) => method === 'OPTIONS');
  assert.ok(preflights.length > 0, 'CORS was at work');
  for (const { headers } of preflights) {
    assert.equal(headers.authorization, undefined);
    for (const name of (headers['access-control-request-headers'] ?? '').split(',').filter(Boolean)) assert.ok(allowed.includes(name.trim().toLowerCase()), name);
  }
  for (const { method, headers, url } of api.seen.filter(({ method }) => method !== 'OPTIONS')) {
    assert.equal(method, 'GET');
    assert.match(headers.authorization, /^Bearer gx_dev_/);
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers.origin, page.origin);
    assert.equal(headers.cookie, undefined);
    assert.ok(!url.includes('gx_dev'));
  }
});
