// The API client over real HTTP, against the development server: what is asked, what comes back, what is verified.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { Grantex, GrantexInputError, verifyDocument } from 'grantex-compliance';
import { startDevServer } from '../server/dev-server.mjs';
import { lessRun } from './expectations.mjs';
import { recorded } from './packed.mjs';

const parsed = (name) => JSON.parse(recorded(`${name}.json`).toString());
const WINDOW = { since: '2026-11-23T14:44:42.568Z', until: '2026-11-23T14:44:42.758Z' };
const AGENT = parsed('export-audit-one-agent').entries[0].agentId;

let server;
before(async () => (server = await startDevServer({ generated: { entries: 3_000, seed: 5 } })));
after(() => server?.close());

const client = (tenant = 'recorded', options = {}) => new Grantex({ apiKey: `gx_dev_${tenant}`, baseUrl: server.origin, ...options });

/** What a recorded body must come out as: a grant has its id under both names. */
function withBothIds(document) {
  for (const grant of Array.isArray(document.grants) ? document.grants : []) grant.id = grant.grantId;
  return document;
}

test('every route, every recorded answer, member by member', async () => {
  const { compliance } = client();
  const calls = [
    [() => compliance.getSummary(), 'summary', '/v1/compliance/summary'],
    [() => compliance.getSummary(WINDOW), 'summary-window', '/v1/compliance/summary?since=2026-11-23T14%3A44%3A42.568Z&until=2026-11-23T14%3A44%3A42.758Z'],
    [() => compliance.exportGrants(), 'export-grants', '/v1/compliance/export/grants'],
    [() => compliance.exportGrants({ status: 'revoked' }), 'export-grants-revoked', '/v1/compliance/export/grants?status=revoked'],
    [() => compliance.exportAudit({}), 'export-audit', '/v1/compliance/export/audit'],
    [() => compliance.exportAudit({ status: 'blocked', agentId: undefined }), 'export-audit-blocked', '/v1/compliance/export/audit?status=blocked'],
    [() => compliance.exportAudit({ agentId: AGENT }), 'export-audit-one-agent', `/v1/compliance/export/audit?agentId=${AGENT}`],
    [() => compliance.evidencePack(null), 'evidence-pack', '/v1/compliance/evidence-pack'],
    [() => compliance.evidencePack({ framework: 'soc2', since: null }), 'evidence-pack-soc2', '/v1/compliance/evidence-pack?framework=soc2'],
    [() => compliance.evidencePack({ ...WINDOW, framework: 'gdpr' }), 'evidence-pack-window', null],
    [() => client('empty').compliance.getSummary(), 'summary-empty', null],
    [() => client('empty').compliance.evidencePack(), 'evidence-pack-empty', null],
    [() => client('evidence-pack-eras').compliance.evidencePack(), 'evidence-pack-eras', null],
    [() => client('same-millisecond-fork').compliance.evidencePack(), 'same-millisecond-fork', null],
  ];
  for (const [call, name, url] of calls) {
    const answer = await call();
    assert.deepEqual(answer, withBothIds(parsed(name)), name);
    // The order of members, too: what is written again is what was received.
    assert.deepEqual(Object.keys(answer), Object.keys(parsed(name)), name);
    if (url !== null) assert.equal(server.seen.at(-1).url, url);
  }
});

test('a verified pack: what was asked is held against it, and it is all there', async () => {
  const { compliance } = client();
  const progress = [];
  const { report, pack } = await compliance.verifiedEvidencePack({ framework: 'soc2' }, { onProgress: (now) => void progress.push(now) });
  assert.deepEqual(pack, withBothIds(parsed('evidence-pack-soc2')));
  const expected = { since: null, until: null, framework: 'soc2' };
  assert.deepEqual(lessRun(report), lessRun(await verifyDocument(recorded('evidence-pack-soc2.json'), { expected })));
  assert.deepEqual(report.coverage.expected, expected);
  assert.deepEqual(progress.at(-1), { bytes: 110_057, totalBytes: 110_057, entries: 120, findings: 25 });

  const head = await compliance.verifiedEvidencePack({ framework: 'soc2' }, { retain: 'head' });
  const { auditEntries: _, ...rest } = withBothIds(parsed('evidence-pack-soc2'));
  assert.deepEqual(head.pack, rest);
  assert.deepEqual(lessRun(head.report), lessRun(report));

  const windowed = await compliance.verifiedEvidencePack({ ...WINDOW, framework: 'gdpr' });
  assert.equal(windowed.report.verdict, 'intact');
  assert.deepEqual(windowed.report.coverage.expected, { ...WINDOW, framework: 'gdpr' });
});

test('a window that was not asked for is found out', async () => {
  // The head is gone, and a window written into the file to hide it.
  const text = recorded('deleted-head.json').toString().replace('"framework":"all"', '"since":"2026-11-23T14:44:42.000Z","framework":"all"');
  const own = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
  await new Promise((resolve) => own.once('listening', resolve));
  try {
    const grantex = new Grantex({ apiKey: 'k', baseUrl: `http://127.0.0.1:${own.address().port}` });
    const { report } = await grantex.compliance.verifiedEvidencePack();
    assert.equal(report.verdict, 'broken');
    assert.ok(report.findings.some(({ code }) => code === 'pack.request-mismatch'));
    assert.equal((await verifyDocument(text)).findings.some(({ code }) => code === 'pack.request-mismatch'), false);
  } finally {
    own.closeAllConnections();
    own.close();
  }
});

test('a verified export, whole and filtered', async () => {
  const { compliance } = client();
  const { report, audit } = await compliance.verifiedAuditExport();
  assert.deepEqual(audit, parsed('export-audit'));
  assert.equal(report.verdict, 'intact');
  assert.deepEqual(report.coverage.expected, { since: null, until: null, agentId: null, status: null });
  const filtered = await compliance.verifiedAuditExport({ status: 'blocked' }, { retain: 'head' });
  assert.deepEqual(Object.keys(filtered.audit), ['generatedAt', 'total']);
  assert.equal(filtered.report.verdict, 'inconclusive');
  assert.equal(filtered.report.coverage.expected.status, 'blocked');
});

test('checkpoints: taken from one download, held against the next', async () => {
  const { report } = await client().compliance.verifiedEvidencePack();
  const { checkpoint } = report;
  assert.equal(checkpoint.entries, 120);
  const again = await client().compliance.verifiedEvidencePack({}, { checkpoint, retain: 'head' });
  assert.equal(again.report.assurance, 'anchored');
  const shorter = await client('deleted-tail').compliance.verifiedEvidencePack({}, { checkpoint, retain: 'head' });
  assert.equal(shorter.report.verdict, 'broken');
  assert.ok(shorter.report.findings.some(({ code }) => code === 'checkpoint.mismatch'));
  const others = await client().compliance.verifiedEvidencePack({}, { developerId: 'dev_other', maxFindings: 1, fingerprint: true });
  assert.equal(others.report.verdict, 'broken');
  assert.equal(others.report.findings.length, 1);
  assert.match(others.report.document.sha256, /^[0-9a-f]{64}$/);
});

test('tampering is in the report, not an error', async () => {
  for (const [name, verdict] of [['tampered-action', 'broken'], ['deleted-entry', 'broken'], ['deleted-head', 'broken'], ['erasure-marker', 'intact'], ['same-millisecond-fork', 'inconclusive']]) {
    const { report, pack } = await client(name).compliance.verifiedEvidencePack();
    assert.equal(report.verdict, verdict, name);
    assert.equal(pack.auditEntries.length, report.entries.total, name);
  }
});

test('generated packs of any size, whole, in a window and filtered', async () => {
  const { compliance } = client('generated');
  const { report, pack } = await compliance.verifiedEvidencePack();
  assert.equal(report.verdict, 'intact');
  assert.equal(pack.auditEntries.length, 3_000);
  const [since, until] = [pack.auditEntries[1_000].timestamp, pack.auditEntries[2_000].timestamp];
  const part = await compliance.verifiedEvidencePack({ since, until, framework: 'gdpr' }, { retain: 'head' });
  assert.equal(part.report.verdict, 'intact');
  assert.equal(part.report.entries.total, 1_001);
  assert.deepEqual(part.pack.meta, { ...pack.meta, since, until, framework: 'gdpr' });
  const summary = await compliance.getSummary({ since, until });
  assert.deepEqual(summary.auditEntries, part.pack.summary.auditEntries);
  const { agentId } = pack.auditEntries[0];
  const audit = await compliance.exportAudit({ agentId, status: 'success' });
  const wanted = pack.auditEntries.filter((entry) => entry.agentId === agentId && entry.status === 'success');
  assert.deepEqual(audit.entries, wanted);
  assert.equal((await compliance.exportAudit({ agentId: 'nobody' })).total, 0);
  const windowed = await compliance.exportAudit({ since, until, agentId, status: 'success' });
  assert.deepEqual(windowed.entries, wanted.filter(({ timestamp }) => timestamp >= since && timestamp <= until));
  assert.ok(windowed.total > 0 && windowed.total < wanted.length);
  const issued = pack.grants.map(({ issuedAt }) => issuedAt).sort();
  const some = await compliance.exportGrants({ since: issued[2], until: issued[5], status: 'active' });
  assert.deepEqual(some.grants, pack.grants.filter(({ issuedAt, status }) => issuedAt >= issued[2] && issuedAt <= issued[5] && status === 'active'));
  assert.ok(some.total > 0 && some.total < 4);
  const { grants } = await compliance.exportGrants({ status: 'revoked' });
  assert.deepEqual(grants, pack.grants.filter(({ status }) => status === 'revoked'));
  assert.equal((await client('generated_10_9').compliance.evidencePack()).auditEntries.length, 10);
});

test('a download in a worker gives the same', async () => {
  const alone = await client('generated').compliance.verifiedEvidencePack({}, { workers: 0 });
  const beside = await client('generated').compliance.verifiedEvidencePack({}, { workers: 1 });
  assert.equal(beside.report.run.workers, 1);
  assert.deepEqual(lessRun(beside.report), lessRun(alone.report));
  assert.deepEqual(beside.pack, alone.pack);
});

test('the last rate limit', async () => {
  const grantex = client();
  assert.equal(grantex.lastRateLimit, undefined);
  await grantex.compliance.getSummary();
  assert.equal(grantex.lastRateLimit.limit, 2000);
  const before = grantex.lastRateLimit.remaining;
  await grantex.compliance.getSummary();
  assert.equal(grantex.lastRateLimit.remaining, before - 1);
  assert.equal('retryAfter' in grantex.lastRateLimit, false);
  const limited = client('recorded', { baseUrl: `${server.origin}/fault/429`, maxRetries: 0 });
  await assert.rejects(limited.compliance.getSummary(), { name: 'GrantexApiError' });
  assert.deepEqual(limited.lastRateLimit, { limit: 100, remaining: 0, reset: 51, retryAfter: 51 });
});

test('what is sent, and nothing else', async () => {
  server.seen.length = 0;
  await client().compliance.getSummary();
  await client().compliance.verifiedEvidencePack({ framework: 'soc2' });
  const allowed = recordedAllowed();
  // What Node's own fetch adds, which in browsers is the browser's and not subject to CORS.
  const hosts = ['host', 'connection', 'user-agent', 'accept-language', 'accept-encoding', 'sec-fetch-mode'];
  for (const { method, url, headers } of server.seen) {
    assert.equal(method, 'GET');
    assert.equal(headers.authorization, 'Bearer gx_dev_recorded');
    assert.equal(headers.accept, 'application/json');
    assert.ok(!url.includes('gx_dev'));
    for (const name of Object.keys(headers)) assert.ok([...allowed, 'accept', ...hosts].includes(name), name);
    assert.doesNotMatch(headers['user-agent'] ?? 'node', /grantex/i);
  }
});

/** The request headers that the recorded preflight allows. */
function recordedAllowed() {
  const line = recorded('preflight-allowed.headers').toString().split('\n').find((one) => one.startsWith('access-control-allow-headers'));
  return line.split(':')[1].split(',').map((name) => name.trim().toLowerCase());
}

test('checked before anything is sent', async () => {
  server.seen.length = 0;
  const { compliance } = client();
  const refused = [
    [() => compliance.getSummary({ since: 'yesterday' }), /^`since`: /],
    [() => compliance.getSummary({ until: '2026-02-30T00:00:00Z' }), /^`until`: /],
    [() => compliance.getSummary({ since: new Date() }), /^`since`: must be a string: pass `date.toISOString\(\)`/],
    [() => compliance.getSummary({ since: 7 }), /^`since`: must be a string/],
    [() => compliance.getSummary({ framework: 'soc2' }), /^`framework`: /],
    [() => compliance.exportGrants({ status: 'success' }), /^`status`: /],
    [() => compliance.exportAudit({ status: 'active' }), /^`status`: /],
    [() => compliance.exportAudit({ agentId: '' }), /^`agentId`: /],
    [() => compliance.exportAudit({ agentId: '\ud800' }), /^`agentId`: .*surrogate/],
    [() => compliance.evidencePack({ framework: 'hipaa' }), /^`framework`: /],
    [() => compliance.evidencePack({ since: '2026-02-01', until: '2026-01-01' }), /^`since`: /],
    [() => compliance.evidencePack('soc2'), /^`params`: /],
    [() => compliance.evidencePack({}, { signl: 1 }), /^`signl`: .*did you mean `signal`/],
    [() => compliance.evidencePack({}, { signal: {} }), /^`signal`: /],
    [() => compliance.evidencePack({}, { onProgress() {} }), /^`onProgress`: there is no such option/],
    [() => compliance.verifiedEvidencePack({}, { retain: 'some' }), /^`retain`: /],
    [() => compliance.verifiedEvidencePack({}, { expected: {} }), /^`expected`: there is no such option/],
    [() => compliance.verifiedEvidencePack({}, { onProgress: 1 }), /^`onProgress`: /],
    [() => compliance.verifiedEvidencePack({}, { checkpoint: { schema: 'x' } }), /checkpoint/],
    [() => client('recorded', { baseUrl: 'http://api.grantex.dev' }).compliance.getSummary(), /^`baseUrl`: is plain http/],
    [() => client('recorded', { baseUrl: 'http://127.0.0.1.example.com' }).compliance.getSummary(), /^`baseUrl`: is plain http/],
    [() => client('recorded', { baseUrl: `${server.origin}/?x=1` }).compliance.getSummary(), /^`baseUrl`: must not have a query/],
    [() => client('recorded', { baseUrl: 'ftp://127.0.0.1' }).compliance.getSummary(), /^`baseUrl`: /],
    [() => client('recorded', { timeout: 0 }).compliance.getSummary(), /^`timeout`: /],
    [() => client('recorded', { maxRetries: 1.5 }).compliance.getSummary(), /^`maxRetries`: /],
  ];
  for (const [call, message] of refused) {
    await assert.rejects(async () => call(), (error) => {
      assert.ok(error instanceof GrantexInputError, `${error.stack}`);
      assert.equal(error.code, 'options.invalid', error.message);
      assert.match(error.message, message);
      return true;
    });
  }
  const checkpointed = server.seen.filter(({ url }) => url !== '/v1/compliance/evidence-pack');
  assert.deepEqual(checkpointed, []);
});

test('a client without a key, or with options that make no sense, is not made', () => {
  const kept = process.env.GRANTEX_API_KEY;
  delete process.env.GRANTEX_API_KEY;
  try {
    const refused = [
      [undefined, /^`apiKey`: is required/],
      [{}, /^`apiKey`: is required/],
      [{ apiKey: '' }, /^`apiKey`: is required/],
      [{ apiKey: ' \n' }, /^`apiKey`: is required/],
      [{ apiKey: 7 }, /^`apiKey`: /],
      ['gx_live_secret', /^`options`: must be an object/],
      [{ apikey: 'gx_live_secret' }, /^`apikey`: .*did you mean `apiKey`/],
      [{ apiKey: 'k', maxRetires: 1 }, /^`maxRetires`: .*did you mean `maxRetries`/],
      [{ apiKey: 'k', baseUrl: 'api.grantex.dev/gx_live_secret' }, /^`baseUrl`: is no URL/],
      [{ apiKey: 'k', baseUrl: '' }, /^`baseUrl`: /],
      [{ apiKey: 'k', timeout: '30' }, /^`timeout`: /],
      [{ apiKey: 'k', timeout: Infinity }, /^`timeout`: /],
      [{ apiKey: 'k', allowInsecure: 1 }, /^`allowInsecure`: /],
      [{ apiKey: 'k', fetch: {} }, /^`fetch`: /],
    ];
    for (const [options, message] of refused) {
      assert.throws(() => new Grantex(options), (error) => {
        assert.ok(error instanceof GrantexInputError);
        assert.match(error.message, message);
        assert.doesNotMatch(inspect(error, { depth: 9 }), /secret/);
        return true;
      });
    }
    // Options of the other clients, for what this one does not do, are passed over.
    const others = ['jwksUri', 'issuer', 'legacyClaims', 'enforceMode', 'capsMeter', 'capsMode', 'revocationCheck', 'revocationFeed', 'decisionsMode', 'decisionConsumer', 'decisionAlgorithms', 'audience', 'audienceCheck'];
    assert.ok(new Grantex({ apiKey: 'k', ...Object.fromEntries(others.map((name) => [name, 'x'])) }));
    process.env.GRANTEX_API_KEY = 'gx_dev_recorded\n';
    assert.ok(new Grantex());
    assert.ok(new Grantex({ baseUrl: server.origin }));
  } finally {
    if (kept === undefined) delete process.env.GRANTEX_API_KEY;
    else process.env.GRANTEX_API_KEY = kept;
  }
});

test('keys with spaces inside are refused at the first call, without a word of them', async () => {
  for (const apiKey of ['gx live secret', 'gx\nsecret', 'gx\u0000secret']) {
    await assert.rejects(new Grantex({ apiKey, baseUrl: server.origin }).compliance.getSummary(), (error) => {
      assert.match(error.message, /^`apiKey`: /);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /secret/);
      return true;
    });
  }
});

test('plain http to another machine, when the caller says so', async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(url);
    return new Response(recorded('summary.json'));
  };
  const grantex = new Grantex({ apiKey: 'k', baseUrl: 'http://grantex.internal:8080/api/', allowInsecure: true, fetch });
  assert.equal((await grantex.compliance.getSummary()).plan, 'enterprise');
  assert.deepEqual(asked, ['http://grantex.internal:8080/api/v1/compliance/summary']);
});
