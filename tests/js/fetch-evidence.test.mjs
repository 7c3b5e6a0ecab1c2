// `fetch --sample` and `fetch --controls`: what is drawn from, and said about, the very bytes that came over HTTP.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { startDevServer } from '../server/dev-server.mjs';
import { commandLine, recorded } from './packed.mjs';

let server;
let folder;
before(async () => {
  server = await startDevServer({ generated: { entries: 3_000, seed: 6 } });
  folder = mkdtempSync(join(tmpdir(), 'grantex-cli-evidence-'));
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(tenant, ...words) {
  const env = { ...process.env, GRANTEX_API_KEY: `gx_dev_${tenant}`, GRANTEX_BASE_URL: server.origin };
  const child = spawn(process.execPath, [commandLine, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = async (stream) => Buffer.concat(await stream.toArray());
  const [bytes, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), new Promise((resolve) => child.on('close', resolve))]);
  return { bytes, stdout: bytes.toString(), stderr: stderr.toString(), status };
}

const saved = (name) => readFileSync(join(folder, name));

/** The paragraphs of one part of the report, each in one line; null where there is no such part. */
function part(printed, heading) {
  const at = printed.indexOf(`\n${heading}`);
  if (at < 0) return null;
  const all = printed.slice(at + 1).split('\n');
  const [title, ...lines] = all.slice(0, all.indexOf('')).join('\n').replace(/\n {4,}/g, ' ').split('\n').map((line) => line.trim());
  // The sentence below the title may take several lines.
  const end = lines.findIndex((line) => line.endsWith('.')) + 1;
  return [title, lines.slice(0, end).join(' '), ...lines.slice(end)];
}

/** As docs/claims.md spells it out: the places of the entries drawn, one draw after the other. */
function draw(bytes, population, size) {
  const seed = createHash('sha256').update(bytes).digest('hex');
  const drawn = new Set();
  for (let n = 0; drawn.size < Math.min(size, population); n += 1) {
    const number = createHash('sha256').update(`grantex-compliance/sample/1:${seed}:${n}`).digest().readBigUInt64BE();
    if (number < (2n ** 64n / BigInt(population)) * BigInt(population)) drawn.add(Number(number % BigInt(population)));
  }
  return { seed, drawn: [...drawn] };
}

/** What the terminal must show of a sample: drawn here, and read from the saved bytes. */
async function expectedSample(bytes, size) {
  const rows = JSON.parse(bytes).auditEntries;
  const { seed, drawn } = draw(bytes, rows.length, size);
  const { sample } = await verifyDocument(bytes, { sample: size });
  const lines = drawn.toSorted((a, b) => a - b).map((index, at) => {
    const { offset, length } = sample.entries[at];
    assert.deepEqual(JSON.parse(bytes.subarray(offset, offset + length)), rows[index], `entry ${index} stands at its place in what was saved`);
    return ['entry', index, rows[index].entryId, rows[index].timestamp, 'bytes', offset, 'to', offset + length, 'draw', sample.entries[at].draw].join(' ');
  });
  assert.deepEqual(sample.entries.toSorted((a, b) => a.draw - b.draw).map(({ index }) => index), drawn);
  const number = (n) => n.toLocaleString('en-US');
  return [
    `Sample: ${number(drawn.length)} of ${number(rows.length)} entries`,
    `Drawn by the document's SHA-256 ${seed}, as grantex-compliance/sample/1 says: whoever holds the document draws the same.`,
    ...lines,
  ];
}

const spaced = (lines) => lines?.map((line) => line.replace(/ +/g, ' '));

test('fetch --sample lists what is drawn from the bytes that came', async () => {
  for (const [tenant, size, status] of [['recorded', 25, 0], ['tampered-two-principals', 7, 1], ['same-millisecond-fork', 40, 3], ['generated', 25, 0]]) {
    const answer = await run(tenant, 'fetch', '--verify', '--out', 'pack.json', '--sample', String(size));
    assert.deepEqual([answer.status, answer.stderr], [status, ''], tenant);
    if (tenant !== 'generated') assert.ok(saved('pack.json').equals(recorded(tenant === 'recorded' ? 'evidence-pack.json' : `${tenant}.json`)));
    assert.deepEqual(spaced(part(answer.stdout, 'Sample')), await expectedSample(saved('pack.json'), size), tenant);
  }
});

test('fetch --sample: as JSON, without a file, and to standard output', async () => {
  const bytes = recorded('tampered-action.json');
  const { sample } = await verifyDocument(bytes, { sample: 12 });
  const json = await run('tampered-action', 'fetch', '--verify', '--sample', '12', '--json');
  assert.deepEqual([json.status, JSON.parse(json.stdout).sample], [1, sample]);
  const piped = await run('tampered-action', 'fetch', '--verify', '--sample=12', '--out', '-');
  assert.equal(piped.status, 1);
  assert.ok(piped.bytes.equals(bytes), 'standard output is the pack alone');
  assert.deepEqual(spaced(part(piped.stderr, 'Sample')), await expectedSample(bytes, 12));
  const without = await run('tampered-action', 'fetch', '--verify');
  assert.equal(part(without.stdout, 'Sample'), null);
  assert.equal(JSON.parse((await run('tampered-action', 'fetch', '--verify', '--json')).stdout).sample, null);
  // Of no entries none is drawn.
  const empty = await run('empty', 'fetch', '--verify', '--sample', '3', '--json');
  assert.deepEqual([empty.status, JSON.parse(empty.stdout).sample.entries, JSON.parse(empty.stdout).sample.population], [3, [], 0]);
});

const CRITERIA = [
  ...['CC2.1', 'CC6.1', 'CC6.2', 'CC6.3', 'CC7.2', 'CC7.3', 'CC8.1'].map((criterion) => ['soc2', criterion, `SOC 2 ${criterion}`]),
  ...['5(1)(f)', '5(2)', '17', '24', '30', '32'].map((criterion) => ['gdpr', criterion, `GDPR ${criterion}`]),
];

test('fetch --controls lists every criterion with what its checks came to', async () => {
  for (const [tenant, status] of [['recorded', 0], ['tampered-two-principals', 1], ['empty', 3]]) {
    const answer = await run(tenant, 'fetch', '--verify', '--controls');
    assert.deepEqual([answer.status, answer.stderr], [status, ''], tenant);
    const { controls } = JSON.parse((await run(tenant, 'fetch', '--verify', '--json')).stdout);
    assert.deepEqual(controls.map(({ framework, criterion }) => [framework, criterion]), CRITERIA.map(([framework, criterion]) => [framework, criterion]));
    const lines = controls.map(({ checks, findings }, at) => {
      const outcomes = Object.values(checks);
      const counted = [['passed', 'passed'], ['failed', 'failed'], ['not-established', 'not established'], ['not-checked', 'not checked']]
        .map(([outcome, words]) => [outcomes.filter((one) => one === outcome).length, words])
        .filter(([n]) => n > 0)
        .map(([n, words]) => `${n} ${words}`)
        .join(', ');
      const found = findings.length > 0 ? `; findings: ${findings.join(', ')}` : outcomes.includes('failed') ? '; no finding speaks to it' : '';
      return `${CRITERIA[at][2]} ${counted}${found}`;
    });
    const note = 'Support for evidence, and no certification: none of these outcomes says that a criterion is met.';
    assert.deepEqual(spaced(part(answer.stdout, 'What the checks can support')), ['What the checks can support', note, ...lines], tenant);
  }
  // Two lines by heart, so that not everything is taken from the report itself.
  const broken = part((await run('tampered-two-principals', 'fetch', '--verify', '--controls')).stdout, 'What the checks can support');
  assert.match(broken.find((line) => line.startsWith('SOC 2 CC6.3')), /1 failed; findings: access\.principal-mismatch/);
  assert.match(broken.find((line) => line.startsWith('GDPR 17')), /1 failed; no finding speaks to it/);
  assert.equal(part((await run('recorded', 'fetch', '--verify')).stdout, 'What the checks can support'), null);
});

test('both together: the criteria before the sample, standard output the pack, --quiet nothing', async () => {
  const both = await run('recorded', 'fetch', '--verify', '--out', '-', '--controls', '--sample', '5');
  assert.ok(both.bytes.equals(recorded('evidence-pack.json')));
  assert.equal(part(both.stderr, 'What the checks can support').length, CRITERIA.length + 2);
  assert.deepEqual(spaced(part(both.stderr, 'Sample')), await expectedSample(recorded('evidence-pack.json'), 5));
  assert.ok(both.stderr.indexOf('\nWhat the checks can support') < both.stderr.indexOf('\nSample: '));
  const quiet = await run('recorded', 'fetch', '--verify', '--controls', '--sample', '5', '--quiet');
  assert.deepEqual([quiet.status, quiet.stdout, quiet.stderr], [0, '', '']);
});

test('what can not be meant is refused before anything is asked', async () => {
  server.seen.length = 0;
  for (const [words, message] of [
    [['--out', 'never.json', '--sample', '5'], '`--sample` is of use with `--verify` only'],
    [['--out', 'never.json', '--controls'], '`--controls` is of use with `--verify` only'],
    ...['0', '-1', '1.5', 'all', '10001', '1e2', ''].map((size) => [['--verify', '--out', 'never.json', `--sample=${size}`], '`--sample` takes a whole number from 1 to 10000']),
  ]) {
    const { status, stdout, stderr } = await run('recorded', 'fetch', ...words);
    assert.deepEqual([status, stdout], [2, ''], words.join(' '));
    assert.ok(stderr.includes(message), stderr);
  }
  assert.deepEqual(server.seen, []);
  assert.ok(!existsSync(join(folder, 'never.json')));
});
