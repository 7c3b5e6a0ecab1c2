// The development server answers as the recorded one did: status, headers, bodies, CORS.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDevServer } from '../server/dev-server.mjs';
import { recordedBody, recordedHead } from '../server/recorded.mjs';

const PAGE = 'http://localhost:5173';
const WINDOW = 'since=2026-11-23T14:44:42.568Z&until=2026-11-23T14:44:42.758Z';
const AGENT = JSON.parse(recordedBody('export-audit-one-agent').toString()).entries[0].agentId;

let server;
before(async () => (server = await startDevServer()));
after(() => server?.close());

/** Headers that say when and how, not what. */
const CHANGING = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
const fixed = (headers) => Object.fromEntries([...Object.entries(headers)].filter(([name]) => !CHANGING.includes(name)).sort());

async function ask(path, { key = 'gx_dev_recorded', method = 'GET', headers = {}, origin = PAGE } = {}) {
  // Not `fetch`, which may neither set an origin nor show a preflight's answer.
  const { request } = await import('node:http');
  return await new Promise((resolve, reject) => {
    const sent = request(`${server.origin}${path}`, { method, headers: { ...(origin ? { origin } : {}), ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers } }, async (response) => {
      resolve({ status: response.statusCode, headers: { ...response.headers }, body: Buffer.concat(await response.toArray()) });
    });
    sent.on('error', reject).end();
  });
}

test('every recorded success: status, headers and every byte', async () => {
  const answers = {
    summary: '/v1/compliance/summary', 'summary-window': `/v1/compliance/summary?${WINDOW}`,
    'export-grants': '/v1/compliance/export/grants', 'export-grants-revoked': '/v1/compliance/export/grants?status=revoked',
    'export-audit': '/v1/compliance/export/audit', 'export-audit-blocked': '/v1/compliance/export/audit?status=blocked',
    'export-audit-one-agent': `/v1/compliance/export/audit?agentId=${AGENT}`,
    'evidence-pack': '/v1/compliance/evidence-pack', 'evidence-pack-soc2': '/v1/compliance/evidence-pack?framework=soc2',
    'evidence-pack-unknown-framework': '/v1/compliance/evidence-pack?framework=hipaa', 'evidence-pack-window': `/v1/compliance/evidence-pack?${WINDOW}&framework=gdpr`,
  };
  for (const [name, path] of Object.entries(answers)) await same(name, await ask(path));
  for (const name of ['evidence-pack-eras', 'tampered-action', 'deleted-head', 'deleted-tail', 'erasure-marker', 'same-millisecond', 'tampered-two-principals']) {
    await same(name, await ask('/v1/compliance/evidence-pack', { key: `gx_dev_${name}` }));
  }
  await same('summary-empty', await ask('/v1/compliance/summary', { key: 'gx_dev_empty' }));
});

async function same(name, answer) {
  const head = recordedHead(name);
  assert.equal(answer.status, head.status, name);
  const expected = fixed(head.headers);
  // Each tenant has a plan of its own, and one recording (the fork) was asked for without a page.
  for (const own of ['x-ratelimit-limit']) expected[own] = answer.headers[own];
  assert.deepEqual(fixed(answer.headers), expected, name);
  assert.ok(answer.body.equals(recordedBody(name)), name);
}

test('every recorded failure', async () => {
  const failures = {
    'error-401-invalid': await ask('/v1/compliance/summary', { key: 'nobody' }),
    'error-bad-since': await ask('/v1/compliance/summary?since=yesterday'),
    'error-429': await ask('/fault/429/v1/compliance/summary'),
  };
  for (const [name, answer] of Object.entries(failures)) {
    const head = recordedHead(name);
    assert.equal(answer.status, head.status, name);
    assert.deepEqual(fixed(answer.headers), fixed(head.headers), name);
    const { requestId, ...rest } = JSON.parse(answer.body.toString());
    const { requestId: _, ...recorded } = JSON.parse(recordedBody(name).toString());
    assert.deepEqual(rest, recorded);
    assert.match(requestId, /^[0-9a-f-]{36}$/);
  }
  const missing = await ask('/v1/compliance/summary', { key: null, origin: null });
  assert.equal(missing.status, 401);
  assert.equal(missing.headers['access-control-allow-origin'], undefined);
  assert.equal(JSON.parse(missing.body.toString()).message, 'Missing or invalid Authorization header');
});

test('preflights: a page that is known, and one that is not', async () => {
  const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
  const known = await ask('/v1/compliance/summary', { method: 'OPTIONS', key: null, headers: asked });
  assert.equal(known.status, 204);
  const recorded = fixed(recordedHead('preflight-allowed').headers);
  assert.deepEqual({ 'content-length': '0', ...fixed(known.headers) }, recorded);
  const local = await ask('/v1/compliance/summary', { method: 'OPTIONS', key: null, headers: asked, origin: 'http://127.0.0.1:4000' });
  assert.equal(local.headers['access-control-allow-origin'], 'http://127.0.0.1:4000');
  const unknown = await ask('/v1/compliance/summary', { method: 'OPTIONS', key: null, headers: asked, origin: 'https://evil.example' });
  assert.equal(unknown.status, 401);
  assert.deepEqual(fixed(unknown.headers), fixed(recordedHead('preflight-unknown-origin').headers));
});

test('requests are counted down', async () => {
  const left = async () => Number((await ask('/v1/compliance/summary')).headers['x-ratelimit-remaining']);
  const first = await left();
  assert.equal(await left(), first - 1);
});
