// A log verified by real engines: the example with Dask, and the line with GNU parallel, as the docs have them.
// `cargo xtask test --only map-reduce` installs both.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { streamPack } from '../generator/pack.mjs';
import { commandLine, repository } from '../js/packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-engines-'));
after(() => rmSync(folder, { recursive: true }));

const python = join(repository, 'target/tools/map-reduce/bin/python');
const command = `'${process.execPath}' '${commandLine}'`;
const asked = ['--since', 'none', '--until', 'none', '--agent-id', 'none', '--status', 'none'];

async function shell(script) {
  const child = spawn('bash', ['-o', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  const [stdout, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), new Promise((resolve) => child.on('close', resolve))]);
  return { stdout, stderr, status };
}

/** What is the same however a log was cut: all but the time it took, and the note on the pieces. */
const judged = ({ stdout }) => ({ ...JSON.parse(stdout), run: null });

const entries = JSON.parse([...streamPack({ kind: 'export', entries: 4_000, seed: 3 })].join('')).entries;
/** @param {object[]} rows */
const lines = (rows) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
const honest = lines(entries);
const changed = lines(entries.map((entry, i) => (i === 2_500 ? { ...entry, action: 'nothing.done' } : entry)));
const shortened = lines(entries.filter((_, i) => i !== 2_500));

for (const [name, log, status] of [['honest', honest, 0], ['changed', changed, 1], ['shortened', shortened, 1]]) {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, log);

  test(`${name}: Dask, GNU parallel and one piece give the same report`, async () => {
    const whole = await shell(`${command} run < '${file}' | ${command} merge --json ${asked.join(' ')}`);
    assert.equal(whole.status, status, whole.stderr);
    const report = judged(whole);
    assert.equal(report.entries.total, log.trimEnd().split('\n').length);

    const dask = await shell(`'${python}' '${repository}/examples/map-reduce/verify_log.py' '${file}' --block 300KiB --command "${command}" -- --json ${asked.join(' ')}`);
    assert.equal(dask.status, status, dask.stderr);
    assert.deepEqual(judged(dask), report);
    const pieces = Number(/^(\d+) pieces, in the order of their numbers$/.exec(JSON.parse(dask.stdout).run.note)?.[1]);
    assert.ok(pieces > 5, `${pieces} pieces`);

    const parallel = await shell(`parallel --pipe --block 300k --jobs 2 "${command} run --index {#}" < '${file}' | ${command} merge --json ${asked.join(' ')}`);
    assert.equal(parallel.status, status, parallel.stderr);
    assert.deepEqual(judged(parallel), report);

    // As Spark's `pipe` does it: pieces without numbers, their lines in any order.
    const piped = await shell(`parallel --pipe --block 300k --jobs 2 "${command} run" < '${file}' | sort -R | ${command} merge --json ${asked.join(' ')}`);
    assert.equal(piped.status, status, piped.stderr);
    assert.deepEqual(judged(piped), report);
  });
}

test('what the docs show is what was run here', () => {
  const page = readFileSync(join(repository, 'docs/map-reduce.md'), 'utf8');
  assert.ok(page.includes("parallel --pipe --block 64M 'grantex-compliance run --index {#}' < log.jsonl"));
  assert.ok(page.includes('python verify_log.py log.jsonl --block 64MiB -- '));
});
