// The API client when things go wrong: every fault of the development server, aborts at every stage, time-outs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { Grantex, GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError } from 'grantex-compliance';
import { startDevServer } from '../server/dev-server.mjs';
import { faults } from '../server/faults.mjs';

let server;
before(async () => (server = await startDevServer({ generated: { entries: 20_000, seed: 3 } })));
after(() => server?.close());

const client = (fault, options = {}) => new Grantex({ apiKey: 'gx_dev_recorded', baseUrl: `${server.origin}/fault/${fault}`, maxRetries: 0, ...options });
const METHODS = ['getSummary', 'exportGrants', 'exportAudit', 'evidencePack', 'verifiedEvidencePack', 'verifiedAuditExport'];

/** What a call fails with. */
async function failure(call) {
  const error = await call.then((value) => assert.fail(`no error, but ${inspect(value)}`), (error) => error);
  assert.doesNotMatch(`${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`, /gx_dev_recorded/);
  return error;
}

test('answers that are no success, by each method', async () => {
  const table = {
    401: [GrantexAuthError, 401, 'UNAUTHORIZED', 'Invalid API key', true],
    403: [GrantexAuthError, 403, 'FORBIDDEN', 'not for Bearer [API key]', false],
    429: [GrantexApiError, 429, 'RATE_LIMIT_EXCEEDED', 'Plan rate limit exceeded, retry in 51 seconds', true],
    500: [GrantexApiError, 500, 'INTERNAL_ERROR', 'An unexpected error occurred', true],
    'error-text': [GrantexApiError, 500, 'ApiError', 'the database is away', false],
    '503-twice;times=99': [GrantexApiError, 503, 'ApiError', /^HTTP 503/, false],
  };
  for (const [fault, [Kind, statusCode, code, message, hasId]] of Object.entries(table)) {
    for (const method of METHODS) {
      const error = await failure(client(fault).compliance[method]());
      assert.equal(error.constructor, Kind, `${fault} ${method}`);
      assert.ok(error instanceof GrantexApiError && error instanceof GrantexError && error instanceof Error);
      assert.equal(error.name, Kind.name);
      assert.equal(error.statusCode, statusCode);
      assert.equal(error.code, code);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      assert.equal(typeof error.requestId, hasId ? 'string' : 'undefined');
      if (hasId) assert.equal(error.requestId, error.body.requestId);
      assert.equal(typeof error.rateLimit.limit, 'number');
    }
  }
});

test('no JSON: a page of a proxy, with a failure and with a success', async () => {
  const failed = await failure(client('html').compliance.getSummary());
  assert.equal(failed.constructor, GrantexApiError);
  assert.equal(failed.statusCode, 502);
  assert.match(failed.message, /^HTTP 502 \(the answer is text\/html/);
  assert.match(failed.body, /^<html>/);
  for (const method of METHODS) {
    const error = await failure(client('html;status=200').compliance[method]());
    assert.ok(error instanceof GrantexInputError);
    assert.equal(error.code, 'document.syntax');
    assert.equal(error.offset, 0);
    assert.match(error.message, /text\/html.*`baseUrl`/);
  }
});

test('an error page that does not end is read a little', async () => {
  const error = await failure(client('huge').compliance.evidencePack());
  assert.equal(error.statusCode, 500);
  assert.equal(error.body.length, 65_536);
  await until(() => server.seen.at(-1).aborted);
});

test('a body that ends early is an error, never a short pack', async () => {
  for (const fault of ['cut-off', 'short-body', 'wrong-length', 'small-length', 'gone']) {
    for (const method of METHODS) {
      const error = await failure(client(fault).compliance[method]());
      assert.equal(error.constructor, GrantexNetworkError, `${fault} ${method}: ${error.stack}`);
      assert.equal(error.code, 'NetworkError');
      assert.ok(error.cause !== undefined, fault);
    }
  }
});

test('a body that broke off is asked for again, from the beginning', async () => {
  for (const method of METHODS) {
    const id = `again-${method}`;
    const grantex = client(`cut-off;times=1;id=${id}`, { maxRetries: 1 });
    const answer = await grantex.compliance[method]();
    assert.equal(server.seen.filter(({ url }) => url.includes(id)).length, 2);
    if (method === 'verifiedEvidencePack') {
      assert.equal(answer.report.verdict, 'intact');
      assert.equal(answer.pack.auditEntries.length, 120);
    }
    if (method === 'evidencePack') assert.equal(answer.auditEntries.length, 120);
  }
});

test('what no two readers need to see alike, and what is no JSON, is refused', async () => {
  const codes = { duplicate: 'document.duplicate-member', 'bad-utf8': 'document.invalid-utf8', trailing: 'document.trailing-data' };
  for (const [fault, code] of Object.entries(codes)) {
    for (const method of METHODS) {
      const error = await failure(client(fault, { maxRetries: 3 }).compliance[method]());
      assert.ok(error instanceof GrantexInputError, `${fault} ${method}`);
      assert.equal(error.code, code, `${fault} ${method}`);
    }
  }
  const duplicate = await failure(client('duplicate').compliance.verifiedEvidencePack());
  assert.equal(duplicate.report.verdict, 'broken');
  const missing = await failure(client('missing').compliance.getSummary());
  assert.equal(missing.code, 'document.missing-member');
  assert.equal(missing.pointer, '/generatedAt');
  assert.equal((await failure(client('missing').compliance.evidencePack())).pointer, '/meta/generatedAt');
});

test('a pack that was tampered with on the way is broken, and says where', async () => {
  const { report, pack } = await client('tampered').compliance.verifiedEvidencePack();
  assert.equal(report.verdict, 'broken');
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors.map(({ code }) => code), ['chain.content-mismatch']);
  assert.equal(pack.auditEntries[errors[0].index].entryId, errors[0].entryId);
});

test('redirections: never to another origin, a few on this one', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const error = await failure(client(`redirect;status=${status}`, { maxRetries: 3 }).compliance.getSummary());
    assert.equal(error.constructor, GrantexApiError);
    assert.equal(error.code, 'RedirectRefused');
    assert.equal(error.statusCode, status);
    assert.ok(error.message.includes(server.elsewhere), error.message);
    assert.equal((await client(`redirect-here;status=${status}`).compliance.getSummary()).plan, 'enterprise');
    assert.equal(server.seen.at(-1).url, '/v1/compliance/summary');
    assert.equal(server.seen.at(-1).headers.authorization, 'Bearer gx_dev_recorded');
  }
  assert.match((await failure(client('redirect-circle').compliance.getSummary())).message, /more than 5 times/);
  assert.deepEqual(server.seenElsewhere, [], 'the key did not travel');
});

test("somebody else's fetch that follows to another origin: its answer is not used", async () => {
  const follows = (url, init) => fetch(url, { ...init, redirect: 'follow' });
  const error = await failure(client('redirect', { fetch: follows }).compliance.getSummary());
  assert.equal(error.code, 'RedirectRefused');
  server.seenElsewhere.length = 0;
});

test('repeated: 503 twice, 429 with seconds and with a date; not repeated: 500', async () => {
  const count = (id) => server.seen.filter(({ url }) => url.includes(id)).length;
  const started = performance.now();
  assert.equal((await client('503-twice;id=r1', { maxRetries: 3 }).compliance.getSummary()).plan, 'enterprise');
  assert.equal(count('r1'), 3);
  // Half a second and a second, and chance.
  assert.ok(performance.now() - started >= 1_490, `${performance.now() - started}`);
  const seconds = await timed(() => client('429;retry-after=1;times=1;id=r2', { maxRetries: 3 }).compliance.getSummary());
  assert.equal(count('r2'), 2);
  assert.ok(seconds >= 990 && seconds < 1_900, `${seconds}`);
  const date = encodeURIComponent(new Date(Date.now() + 2_500).toUTCString());
  const until = await timed(() => client(`429;retry-after=${date};times=1;id=r3`, { maxRetries: 3 }).compliance.getSummary());
  assert.ok(until >= 1_000 && until < 3_500, `${until}`);
  await failure(client('500;id=r4', { maxRetries: 3 }).compliance.getSummary());
  assert.equal(count('r4'), 1);
  const error = await failure(client('429;retry-after=0;id=r5', { maxRetries: 2 }).compliance.getSummary());
  assert.equal(error.statusCode, 429);
  assert.equal(count('r5'), 3);
});

test('time-outs: before the answer and in the middle of it', async () => {
  const late = await failure(client('slow;ms=3000', { timeout: 100 }).compliance.getSummary());
  assert.equal(late.constructor, GrantexNetworkError);
  assert.match(late.message, /did not begin to answer within 100 ms/);
  assert.equal(late.cause.name, 'AbortError');
  for (const method of METHODS) {
    const stalled = await failure(client('stall;ms=3000', { timeout: 150 }).compliance[method]());
    assert.equal(stalled.constructor, GrantexNetworkError);
    assert.match(stalled.message, /stopped in the middle of its answer within 150 ms/);
    assert.equal(stalled.cause.name, 'AbortError');
  }
  // A slow body that keeps coming is none.
  const { report } = await client('drip;bytes=8192;ms=20', { timeout: 150 }).compliance.verifiedEvidencePack();
  assert.equal(report.verdict, 'intact');
  await until(() => server.seen.every(({ aborted, url }) => !/slow|stall/.test(url) || aborted));
});

test('abort at every stage, with any reason', async () => {
  const reasons = [undefined, new Error('enough'), 'text', 7, null, { any: 'thing' }];
  const stages = {
    'before the call': async (controller, call) => {
      controller.abort();
      return call();
    },
    'before an answer': (controller, call) => later(controller, call, 'slow;ms=3000'),
    'in the middle of the body': (controller, call) => later(controller, call, 'stall;ms=3000'),
    'while waiting to try again': (controller, call) => later(controller, call, '429;retry-after=9'),
  };
  for (const reason of reasons) {
    for (const [stage, run] of Object.entries(stages)) {
      for (const method of ['getSummary', 'evidencePack', 'verifiedEvidencePack']) {
        const controller = new AbortController();
        const abort = controller.abort.bind(controller);
        controller.abort = () => (reason === undefined ? abort() : abort(reason));
        const started = performance.now();
        const call = (fault = 'slow;ms=3000') => client(fault, { maxRetries: 3 }).compliance[method]({}, { signal: controller.signal });
        const thrown = await run(controller, call).then(() => assert.fail(stage), (error) => error);
        assert.equal(thrown, controller.signal.reason, `${stage} ${method}`);
        if (reason === undefined) assert.equal(thrown.name, 'AbortError');
        else assert.equal(thrown, reason);
        assert.ok(performance.now() - started < 1_500, stage);
      }
    }
  }
  await until(() => server.seen.filter(({ url }) => /slow|stall/.test(url)).every(({ aborted }) => aborted));
});

async function later(controller, call, fault) {
  const promise = call(fault);
  promise.catch(() => {});
  setTimeout(() => controller.abort(), 60);
  return await promise;
}

test('abort from onProgress, and what onProgress throws', async () => {
  // Far more than lies between the two on its way: a shorter answer may have left the server before it is aborted.
  const grantex = new Grantex({ apiKey: 'gx_dev_generated_100000_7', baseUrl: server.origin });
  const controller = new AbortController();
  const aborted = grantex.compliance.verifiedEvidencePack({}, { signal: controller.signal, onProgress: () => controller.abort(new Error('seen enough')) });
  await assert.rejects(aborted, { message: 'seen enough' });
  await assert.rejects(grantex.compliance.verifiedEvidencePack({}, { onProgress: () => { throw new RangeError('mine'); } }), { name: 'RangeError', message: 'mine' });
  await until(() => server.seen.filter(({ url }) => url === '/v1/compliance/evidence-pack').every(({ aborted }) => aborted));
});

test('the signal is let go of', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = {
    aborted: false,
    addEventListener: (...args) => ((listeners += 1), signal.addEventListener(...args)),
    removeEventListener: (...args) => ((listeners -= 1), signal.removeEventListener(...args)),
  };
  await new Grantex({ apiKey: 'gx_dev_recorded', baseUrl: server.origin }).compliance.verifiedEvidencePack({}, { signal: counted });
  assert.equal(listeners, 0);
});

test('nobody answers', async () => {
  const gone = await startDevServer();
  await gone.close();
  const error = await failure(new Grantex({ apiKey: 'gx_dev_recorded', baseUrl: gone.origin, maxRetries: 0 }).compliance.getSummary());
  assert.equal(error.constructor, GrantexNetworkError);
  assert.match(error.message, /ECONNREFUSED/);
  assert.equal(error.cause.cause.code, 'ECONNREFUSED');
});

test('no fault of the development server was left out', () => {
  const met = new Set(server.seen.map(({ url }) => /^\/fault\/([^/;]+)/.exec(url)?.[1]));
  assert.deepEqual(Object.keys(faults).filter((name) => !met.has(name)), []);
});

async function timed(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function until(condition) {
  for (let round = 0; round < 100; round += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(condition(), 'it did not come to it within two seconds');
}
