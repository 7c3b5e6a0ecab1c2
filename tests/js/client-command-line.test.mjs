// `fetch`, `summary`, `grants` and `audit` of the command line, against the development server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { startDevServer } from '../server/dev-server.mjs';
import { lessRun } from './expectations.mjs';
import { commandLine, recorded } from './packed.mjs';

let server;
let folder;
before(async () => {
  server = await startDevServer({ generated: { entries: 5_000, seed: 2 } });
  folder = mkdtempSync(join(tmpdir(), 'grantex-compliance-test-'));
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(words, { key = 'gx_dev_recorded', env = {}, signalAfter = null } = {}) {
  const child = spawn(process.execPath, [commandLine, ...words], {
    cwd: folder,
    env: { ...process.env, GRANTEX_API_KEY: key, GRANTEX_BASE_URL: server.origin, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (signalAfter !== null) setTimeout(() => child.kill('SIGINT'), signalAfter);
  const read = async (stream) => Buffer.concat(await stream.toArray());
  const [bytes, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), new Promise((resolve) => child.on('close', resolve))]);
  return { bytes, stdout: bytes.toString(), stderr: stderr.toString(), status };
}

const file = (name) => join(folder, name);

test('fetch: the very bytes, verified or not', async () => {
  const plain = await run(['fetch', '--framework', 'soc2', '--out', 'plain.json']);
  assert.deepEqual([plain.status, plain.stderr], [0, '']);
  assert.match(plain.stdout, /saved as plain\.json; not verified/);
  assert.ok(readFileSync(file('plain.json')).equals(recorded('evidence-pack-soc2.json')));

  const verified = await run(['fetch', '--framework', 'soc2', '--out', 'verified.json', '--verify', '--json']);
  assert.equal(verified.status, 0);
  const report = JSON.parse(verified.stdout);
  assert.deepEqual(lessRun(report), lessRun(await verifyDocument(recorded('evidence-pack-soc2.json'), { expected: { since: null, until: null, framework: 'soc2' } })));
  assert.ok(readFileSync(file('verified.json')).equals(recorded('evidence-pack-soc2.json')));

  const human = await run(['fetch', '--verify']);
  assert.match(human.stdout, /^✓ INTACT, not anchored {2}evidence pack/);
  assert.equal((await run(['fetch', '--verify', '-q'])).stdout, '');
});

test('fetch: standard output gets the pack, standard error the report', async () => {
  const out = await run(['fetch', '--out', '-']);
  assert.ok(out.bytes.equals(recorded('evidence-pack.json')));
  const verified = await run(['fetch', '--out', '-', '--verify'], { key: 'gx_dev_tampered-action' });
  assert.equal(verified.status, 1);
  assert.ok(verified.bytes.equals(recorded('tampered-action.json')));
  assert.match(verified.stderr, /^✗ BROKEN/);
  const large = await run(['fetch', '--out', '-', '--verify', '--quiet'], { key: 'gx_dev_generated' });
  assert.equal(JSON.parse(large.stdout).auditEntries.length, 5_000);
});

test('fetch: the exit status is the verdict, and what is broken is kept, too', async () => {
  const cases = { 'tampered-action': 1, 'deleted-head': 1, 'same-millisecond-fork': 3, 'erasure-marker': 0, empty: 3 };
  for (const [tenant, status] of Object.entries(cases)) {
    const answer = await run(['fetch', '--verify', '--out', `${tenant}.json`], { key: `gx_dev_${tenant}` });
    assert.equal(answer.status, status, `${tenant}: ${answer.stderr}`);
    assert.ok(existsSync(file(`${tenant}.json`)));
  }
  assert.equal((await run(['fetch', '--out', 'x.json'], { key: 'gx_dev_tampered-action' })).status, 0, 'saving is all that was asked');
  // What no two readers need to see alike can't be an object, but it can be kept and reported.
  const duplicate = await run(['fetch', '--verify', '--json', '--out', 'duplicate.json', '--base-url', `${server.origin}/fault/duplicate`]);
  assert.equal(duplicate.status, 1);
  assert.ok('document.duplicate-member' in JSON.parse(duplicate.stdout).findingCounts);
  assert.ok(existsSync(file('duplicate.json')));
});

test('fetch: checkpoints', async () => {
  assert.equal((await run(['fetch', '--verify', '--save-checkpoint', 'cp.json'])).status, 0);
  assert.equal(JSON.parse(readFileSync(file('cp.json'), 'utf8')).entries, 120);
  const anchored = await run(['fetch', '--verify', '--checkpoint', 'cp.json', '--require-anchored']);
  assert.equal(anchored.status, 0);
  assert.match(anchored.stdout, /INTACT, anchored/);
  assert.equal((await run(['fetch', '--verify', '--require-anchored'])).status, 3);
  assert.equal((await run(['fetch', '--verify', '--checkpoint', 'cp.json'], { key: 'gx_dev_deleted-tail' })).status, 1);
  assert.equal((await run(['fetch', '--verify', '--developer', 'dev_other'])).status, 1);
  // What was fetched and what was kept from it go together later, too.
  await run(['fetch', '--out', 'kept.json']);
  assert.equal((await run(['verify', 'kept.json', '--checkpoint', 'cp.json', '--require-anchored', '--since', 'none'])).status, 0);
});

test('fetch: windows', async () => {
  const [since, until] = ['2026-11-23T14:44:42.568Z', '2026-11-23T14:44:42.758Z'];
  const answer = await run(['fetch', '--since', since, '--until', until, '--framework', 'gdpr', '--verify', '--json']);
  assert.equal(answer.status, 0);
  assert.deepEqual(JSON.parse(answer.stdout).coverage.expected, { since, until, framework: 'gdpr' });
});

test('what breaks off leaves nothing, and not less than there was', async () => {
  writeFileSync(file('old.json'), 'what was there');
  for (const fault of ['cut-off', 'short-body', 'html;status=200', 'bad-utf8', '500', 'redirect']) {
    const answer = await run(['fetch', '--out', 'old.json', '--base-url', `${server.origin}/fault/${fault}`]);
    assert.equal(answer.status, 2, fault);
    assert.notEqual(answer.stderr, '');
    assert.equal(readFileSync(file('old.json'), 'utf8'), 'what was there');
  }
  const interrupted = await run(['fetch', '--out', 'old.json', '--base-url', `${server.origin}/fault/stall;ms=5000`], { signalAfter: 600 });
  assert.equal(interrupted.status, 2);
  assert.match(interrupted.stderr, /interrupted; nothing was saved/);
  assert.equal(readFileSync(file('old.json'), 'utf8'), 'what was there');
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.tmp')), []);
  const started = performance.now();
  const unwritable = await run(['fetch', '--out', 'no/such/folder.json']);
  assert.match(unwritable.stderr, /no\/such\/folder\.json: can't be written: there is no such file/);
  assert.ok(performance.now() - started < 3_000, 'it is not tried again');
  assert.match((await run(['fetch', '--out', '.'])).stderr, /it is a folder/);
});

test('failures in words', async () => {
  const said = async (words, more) => {
    const { status, stdout, stderr } = await run(words, more);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.ok(!stderr.includes('gx_dev_'), stderr);
    return stderr;
  };
  assert.match(await said(['summary'], { key: 'nobody' }), /the API says: Invalid API key \[HTTP 401, UNAUTHORIZED, request [-0-9a-f]{36}\]; check GRANTEX_API_KEY/);
  assert.match(await said(['summary', '--base-url', `${server.origin}/fault/500`]), /An unexpected error occurred \[HTTP 500, INTERNAL_ERROR/);
  assert.match(await said(['summary', '--base-url', `${server.origin}/fault/slow`, '--timeout', '0.05']), /the connection to the API failed: the server did not begin to answer within 50 ms \(`--timeout`\)/);
  assert.match(await said(['summary', '--base-url', `${server.origin}/fault/html;status=200`]), /can't be used: .*text\/html.*\[document\.syntax\]/);
  assert.match(await said(['summary', '--base-url', 'http://api.example.com']), /`--base-url`: is plain http.*`--allow-insecure`/);
  assert.match(await said(['summary', '--base-url', `${server.origin}/fault/redirect`]), /the server redirects to http.*set `--base-url` to where it is/);
  assert.match(await said(['summary', '--base-url', `${server.origin}/fault/cut-off`, '--timeout', '3']), /the connection to the API failed: the answer broke off/);
  assert.match(await said(['audit', '--agent-id', '']), /^grantex-compliance: `--agent-id`: is empty/);
  assert.match(await said(['summary', '--since', 'yesterday']), /`--since`/);
  assert.match(await said(['summary'], { key: '' }), /GRANTEX_API_KEY is not set/);
  assert.match(await said(['summary'], { key: 'a b' }), /`GRANTEX_API_KEY`: holds white space/);
  assert.match(await said(['summary', '--api-key', 'x']), /no option `--api-key`/);
});

test('the line is read strictly', async () => {
  const cases = {
    'fetch': /say where to save it/,
    'fetch x.json': /takes options only/,
    'fetch --out x --json': /with `--verify` only/,
    'fetch --out x --checkpoint y': /with `--verify` only/,
    'fetch --verify --json -q': /give one of them/,
    'fetch --verify --timeout soon': /number of seconds/,
    'fetch --verfy': /did you mean `--verify`/,
    'summary x': /takes options only/,
    'summary --csv': /no option `--csv`/,
    'grants --json --csv': /give one of them/,
    'audit --out x.txt': /say in which form/,
    'ftch': /did you mean `fetch`/,
  };
  for (const [line, message] of Object.entries(cases)) {
    const { status, stderr } = await run(line.split(' '));
    assert.equal(status, 2, line);
    assert.match(stderr, message, line);
  }
  for (const name of ['fetch', 'summary', 'grants', 'audit']) {
    const { status, stdout } = await run([name, '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /GRANTEX_API_KEY/);
    for (const line of stdout.split('\n')) assert.ok(line.length <= 120, line);
  }
});

test('summary, grants, audit for people and for programs', async () => {
  const summary = await run(['summary']);
  assert.match(summary.stdout, /plan enterprise/);
  assert.match(summary.stdout, /audit entries +120 +success 80, failure 20, blocked 20/);
  assert.ok((await run(['summary', '--json'])).bytes.equals(recorded('summary.json')));
  const grants = await run(['grants', '--status', 'revoked']);
  assert.equal(grants.status, 0);
  assert.match(grants.stdout, /1 in all|2 in all/);
  assert.ok((await run(['grants', '--json'])).bytes.equals(recorded('export-grants.json')));
  const audit = await run(['audit']);
  assert.match(audit.stdout, /120 in all/);
  // Saved as it came, so that it can be verified.
  assert.equal((await run(['audit', '--out', 'audit.json'])).stdout, '');
  assert.ok(readFileSync(file('audit.json')).equals(recorded('export-audit.json')));
  assert.equal((await run(['verify', 'audit.json', '--since', 'none', '--until', 'none', '--agent-id', 'none', '--status', 'none'])).status, 0);
});

/** A reader of CSV as RFC 4180 has it, with another separator if need be. */
function parseCsv(text, separator = ',') {
  const rows = [[]];
  let at = 0;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (text[at] === '"' && text[at + 1] === '"') at += 1;
        else if (text[at] === '"') break;
        cell += text[at];
      }
      at += 1;
    }
    // What follows the closing mark belongs to the cell, for readers with another separator.
    while (at < text.length && text[at] !== separator && !text.startsWith('\r\n', at)) cell += text[at++];
    rows.at(-1).push(cell);
    if (at >= text.length) return rows;
    if (text[at] === separator) at += 1;
    else {
      at += 2;
      if (at >= text.length) return rows;
      rows.push([]);
    }
  }
}

test('CSV: what was there is there, in every cell', async () => {
  const audit = await run(['audit', '--csv']);
  const [header, ...rows] = parseCsv(audit.stdout);
  const { entries } = JSON.parse(recorded('export-audit.json').toString());
  assert.equal(rows.length, 120);
  rows.forEach((row, index) => {
    const cells = Object.fromEntries(header.map((name, column) => [name, row[column]]));
    const { metadata, prevHash, ...rest } = entries[index];
    assert.equal(cells.metadata, JSON.stringify(metadata));
    assert.equal(cells.prevHash, prevHash ?? '');
    for (const [name, value] of Object.entries(rest)) assert.equal(cells[name], value, name);
  });
  assert.equal((await run(['grants', '--out', 'grants.csv'])).status, 0);
  const grants = readFileSync(file('grants.csv'), 'utf8');
  assert.ok(grants.endsWith('\r\n') && !/[^\r]\n/.test(grants));
  assert.equal(parseCsv(grants).length, 9);
});

test('CSV: no cell is a formula, whatever separates cells where it is opened', async () => {
  const evil = ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1', '\n=1', '\u200b=1', '\uff1d1', 'a;=1', 'a\n=1', 'a\t+1', '"=1', '",=1,"', '";=1;"', "'=1", 'x,=1', '=HYPERLINK("http://evil.example","x")'];
  const entry = JSON.parse(recorded('export-audit.json').toString()).entries[0];
  const entries = evil.map((action) => ({ ...entry, action, principalId: action, metadata: { [action]: action } }));
  const own = createServer((_, response) => response.end(JSON.stringify({ generatedAt: 't', total: entries.length, entries }))).listen(0, '127.0.0.1');
  await new Promise((resolve) => own.once('listening', resolve));
  try {
    const { stdout, status } = await run(['audit', '--csv'], { env: { GRANTEX_BASE_URL: `http://127.0.0.1:${own.address().port}` } });
    assert.equal(status, 0);
    const formula = /^[\s\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
    const rows = parseCsv(stdout);
    assert.equal(rows.length, evil.length + 1);
    for (const row of rows) {
      assert.equal(row.length, rows[0].length);
      for (const cell of row) assert.doesNotMatch(cell, /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u, JSON.stringify(cell));
    }
    for (const separator of [';', '\t', '\n', '\r']) {
      for (const cell of stdout.split(separator)) assert.doesNotMatch(cell, formula, JSON.stringify({ separator, cell }));
    }
    // Nothing but apostrophes was added.
    rows.slice(1).forEach((row, index) => assert.equal(row[rows[0].indexOf('action')].replaceAll("'", ''), evil[index].replaceAll("'", '')));
  } finally {
    own.closeAllConnections();
    own.close();
  }
});

test('an answer can not command the terminal', async () => {
  const nasty = '\u001b]0;owned\u0007\u001b[2J\u202e';
  const summary = { ...JSON.parse(recorded('summary.json').toString()), plan: nasty };
  const own = createServer((request, response) => {
    response.statusCode = request.url.includes('export') ? 400 : 200;
    response.end(JSON.stringify(request.url.includes('export') ? { message: nasty, code: nasty } : summary));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => own.once('listening', resolve));
  try {
    const env = { GRANTEX_BASE_URL: `http://127.0.0.1:${own.address().port}` };
    for (const words of [['summary'], ['grants'], ['audit']]) {
      const { stdout, stderr } = await run(words, { env });
      assert.doesNotMatch(stdout + stderr, /[\u0007\u001b\u202e]/);
      assert.match(stdout + stderr, /<U\+001B>/);
    }
  } finally {
    own.closeAllConnections();
    own.close();
  }
});
