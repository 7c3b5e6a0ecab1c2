// Input that can't be read, sources that fail, options that make no sense: each with its own error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrantexError, GrantexInputError, GrantexNetworkError, verifyDocument, verifyEvidencePack } from 'grantex-compliance';
import { recorded } from './packed.mjs';

const pack = recorded('evidence-pack.json');
const text = pack.toString();

/** Rejects with an error of that code; gives the error back. */
async function refusal(input, code, options) {
  let error;
  await assert.rejects(verifyEvidencePack(input, options), (thrown) => {
    error = thrown;
    return true;
  });
  assert.ok(error instanceof GrantexInputError, `${error}`);
  assert.ok(error instanceof GrantexError && error instanceof Error);
  assert.equal(error.code, code, error.message);
  return error;
}

test('documents that are none, with their place', async () => {
  const cut = await refusal(pack.subarray(0, 50_000), 'document.truncated');
  assert.equal(cut.offset, 50_000);
  assert.ok(cut.line === 1 && cut.column === 50_001, `${cut.line}:${cut.column}`);
  assert.match(cut.message, /cut off/);

  const syntax = await refusal(`${text.slice(0, 40)}\n !`, 'document.syntax');
  assert.ok(syntax.offset >= 40 && syntax.line >= 1, syntax.message);
  await refusal('', 'document.truncated');
  await refusal('[]', 'document.not-an-object');
  await refusal(`${text} x`, 'document.trailing-data');
  await refusal(`\ufeff${text}`, 'document.bom');
  const inString = text.indexOf('"framework":"') + 14;
  await refusal(Buffer.concat([pack.subarray(0, inString), Buffer.from([0xff]), pack.subarray(inString)]), 'document.invalid-utf8');
  await refusal('{"meta":NaN}', 'document.syntax');
  await refusal('{"message":"no","code":"NOT_FOUND"}', 'document.not-a-pack');
  await refusal(text.replaceAll('auditEntries', 'audit_entries'), 'document.snake-case');
});

test('what was found before the end comes with the error', async () => {
  const broken = recorded('tampered-metadata.json');
  const error = await refusal(broken.subarray(0, broken.length - 2), 'document.truncated');
  assert.equal(error.report.verdict, 'broken');
  assert.deepEqual(
    error.report.findings.filter((one) => one.severity === 'error').map((one) => [one.code, one.index]),
    [['chain.content-mismatch', 46]],
  );
  const intactSoFar = await refusal(pack.subarray(0, pack.length - 2), 'document.truncated');
  assert.equal(intactSoFar.report.verdict, 'inconclusive');
});

test('values that are no input', async () => {
  for (const value of [undefined, null, 42, true, 10n, Symbol('x'), () => text]) await refusal(value, 'input.kind');
  const promise = await refusal(Promise.resolve(text), 'input.kind');
  assert.match(promise.message, /await it first/);
  const path = await refusal('evidence-pack.json', 'document.syntax');
  assert.match(path.message, /not as a path or URL/);
  const parsed = JSON.parse(text);
  const rows = await refusal(parsed.auditEntries, 'input.chunk');
  assert.match(rows.message, /whole object/);
  await refusal([42], 'input.chunk');
  await refusal([null], 'input.chunk');
  await refusal(new Map([['meta', {}]]), 'input.chunk');
  const cycle = {};
  cycle.self = cycle;
  await refusal(cycle, 'input.serialize');
  await refusal({ meta: 1n }, 'input.serialize');
  await refusal({ toJSON: () => undefined }, 'input.kind');
});

test('a lone surrogate in text is refused, never replaced', async () => {
  const at = text.indexOf('"framework"');
  for (const lone of ['\ud800', '\udc00']) {
    const error = await refusal(text.slice(0, at) + lone + text.slice(at), 'input.lone-surrogate');
    assert.equal(error.offset, at);
  }
  await refusal([text.slice(0, at), '\ud83d', text.slice(at)], 'input.lone-surrogate');
  await refusal([text.slice(0, at), '\ud83d', Buffer.from(text.slice(at))], 'input.lone-surrogate');
  await refusal([text, '\ud83d'], 'input.lone-surrogate');
  // Both halves, in two chunks, are a character.
  const note = text.indexOf('"framework":"') + '"framework":"'.length;
  const report = await verifyEvidencePack([`${text.slice(0, note)}\ud83d`, `\ude42${text.slice(note)}`]);
  assert.match(report.coverage.claimed.framework, /^🙂/u);
});

test('answers that are no document', async () => {
  await refusal(new Response('{"message":"no"}', { status: 401 }), 'input.response');
  await refusal(Response.error(), 'input.response');
  const read = new Response(pack);
  await read.text();
  await refusal(read, 'input.response');
  const stream = new Blob([pack]).stream();
  stream.getReader();
  await refusal(stream, 'input.stream');
});

test('sources that fail', async () => {
  const cause = new TypeError('terminated');
  const failing = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(pack.subarray(0, 1000));
      },
      pull(controller) {
        controller.error(cause);
      },
    });
  // A response that breaks off is the network's failure; a stream or an iterable fails with the caller's own error.
  await assert.rejects(verifyEvidencePack(new Response(failing())), (error) => {
    assert.ok(error instanceof GrantexNetworkError);
    assert.equal(error.cause, cause);
    return true;
  });
  await assert.rejects(verifyEvidencePack(failing()), (error) => error === cause);
  await assert.rejects(
    verifyEvidencePack(
      (function* () {
        yield pack.subarray(0, 10);
        throw cause;
      })(),
    ),
    (error) => error === cause,
  );
  const gone = new Blob([pack]);
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) });
  const error = await refusal(gone, 'input.read');
  assert.equal(error.cause.name, 'NotReadableError');
});

test('a source is given up when the document is refused', async () => {
  let ended = false;
  const chunks = (function* () {
    try {
      for (;;) yield Buffer.from('[');
    } finally {
      ended = true;
    }
  })();
  await refusal(chunks, 'document.not-an-object');
  assert.ok(ended);
  let cancelled = false;
  await refusal(new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from('[')), cancel: () => void (cancelled = true) }), 'document.not-an-object');
  assert.ok(cancelled);
});

test('options are checked by name', async () => {
  const meant = await refusal(pack, 'options.invalid', { onprogress: () => {} });
  assert.match(meant.message, /`onprogress`.*`onProgress`/);
  assert.match((await refusal(pack, 'options.invalid', { retries: 3 })).message, /`retries`/);
  assert.match((await refusal(pack, 'options.invalid', { expected: { sinse: null } })).message, /`expected.sinse`.*`since`/);
  for (const options of [
    [],
    'x',
    { onProgress: 1 },
    { signal: {} },
    { workers: -1 },
    { workers: 1.5 },
    { workers: '1' },
    { maxFindings: -1 },
    { maxFindings: '10' },
    { maxFindings: NaN },
    { fingerprint: 1 },
    { developerId: 5 },
    { expected: 'all' },
    { expected: null, checkpoint: 'x' },
    { expected: { since: new Date(0) } },
    { expected: { since: new Date(NaN) } },
    { expected: { since: 5 } },
    { expected: { since: 'yesterday' } },
    { expected: { until: '2026-13-01T00:00:00Z' } },
    { checkpoint: [] },
    { checkpoint: {} },
    { checkpoint: { schema: 'other/1' } },
    { developerId: 'a', expected: { developerId: 'b' } },
  ]) {
    await refusal(pack, 'options.invalid', options);
  }
  // Members that are there but not set count as not set.
  const report = await verifyEvidencePack(pack, { expected: undefined, checkpoint: null, signal: undefined, maxFindings: undefined });
  assert.equal(report.coverage.expected, null);
});

test('findings are capped, and all counted', async () => {
  const few = await verifyDocument(recorded('tampered-two-principals.json'), { maxFindings: 1 });
  assert.equal(few.findings.length, 1);
  assert.equal(few.findings[0].severity, 'error');
  assert.equal(few.findingCounts['chain.content-mismatch'].error, 2);
  assert.equal((await verifyDocument(pack, { maxFindings: 0 })).findings.length, 0);
});

test('the fingerprint is the SHA-256 of the bytes', async () => {
  const { createHash } = await import('node:crypto');
  const report = await verifyEvidencePack(pack, { fingerprint: true });
  assert.equal(report.document.sha256, createHash('sha256').update(pack).digest('hex'));
  assert.equal(report.checkpoint.documentSha256, report.document.sha256);
});

test('numbers and names that break careless bridges come through', async () => {
  const edited = text.replace('"schemaVersion"', '"__proto__":{"polluted":true},"constructor":1,"big":18446744073709551615,"schemaVersion"');
  const report = await verifyEvidencePack(edited);
  assert.equal(report.verdict, 'intact');
  assert.ok(Object.hasOwn(report.document.meta, '__proto__'));
  assert.equal(Object.getPrototypeOf(report.document.meta), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.equal(report.document.meta.big, 18446744073709551615);
});
