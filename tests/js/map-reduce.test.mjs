// `run` and `merge` as their users run them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { lessRun } from './expectations.mjs';
import { commandLine, fixturesFolder, recorded } from './packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-map-reduce-'));
after(() => rmSync(folder, { recursive: true }));

async function command(words, input = '') {
  const child = spawn(process.execPath, [commandLine, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  const [stdout, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), new Promise((resolve) => child.on('close', resolve))]);
  return { stdout, stderr, status };
}

/** The line of a piece; running it must succeed. */
async function line(piece, ...words) {
  const { stdout, stderr, status } = await command(['run', ...words], piece);
  assert.deepEqual({ stderr, status, lines: stdout.split('\n').length }, { stderr: '', status: 0, lines: 2 });
  return stdout;
}

const exported = recorded('export-audit.json');
/** An export cut before its entries number 40 and 90. */
const cuts = [40, 90].map((n) => exported.indexOf('{"entryId":', exported.indexOf(JSON.parse(exported).entries[n - 1].entryId)));
const pieces = [exported.subarray(0, cuts[0]), exported.subarray(cuts[0], cuts[1]), exported.subarray(cuts[1])];

const asked = ['--since', 'none', '--until', 'none', '--agent-id', 'none', '--status', 'none'];
const expected = { since: null, until: null, agentId: null, status: null };

test('an export in three pieces gives the report on the whole, in any order of the lines', async () => {
  const report = lessRun(await verifyDocument(exported, { expected }));
  assert.equal(report.verdict, 'intact');
  for (const number of [true, false]) {
    const lines = await Promise.all(pieces.map((piece, i) => line(piece, ...(number ? ['--index', String(i)] : []))));
    const [first, second, third] = lines;
    const { stdout, stderr, status } = await command(['merge', '--json', ...asked], third + first + '\n' + second);
    assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
    const merged = JSON.parse(stdout);
    assert.equal(merged.run.note, `3 pieces, in the order of their ${number ? 'numbers' : 'links'}`);
    assert.deepEqual(lessRun(merged), report);
  }
});

test('one changed entry: the same finding as in the whole, status 1', async () => {
  const changed = Buffer.from(exported.toString().replace(/"action":"[^"]+"/g, (member, at) => (at > cuts[1] && at < cuts[1] + 300 ? '"action":"nothing.done"' : member)));
  assert.notDeepEqual(changed, exported);
  const parts = [changed.subarray(0, cuts[0]), changed.subarray(cuts[0], cuts[1]), changed.subarray(cuts[1])];
  const lines = await Promise.all(parts.map((part) => line(part)));
  const files = lines.map((text, i) => {
    const file = join(folder, `${i}.jsonl`);
    writeFileSync(file, text);
    return file;
  });
  const { stdout, status } = await command(['merge', ...files.reverse(), '--json', ...asked]);
  assert.equal(status, 1);
  const report = JSON.parse(stdout);
  assert.deepEqual(report.findings.map(({ code, index }) => [code, index]), [['chain.content-mismatch', 90]]);
  assert.deepEqual(lessRun(report), lessRun(await verifyDocument(changed, { expected })));
  const human = await command(['merge', ...files, ...asked]);
  assert.equal(human.status, 1);
  assert.match(human.stdout, /^✗ BROKEN {2}3 pieces, in the order of their links/);
  assert.deepEqual(await command(['merge', ...files, ...asked, '-q']), { stdout: '', stderr: '', status: 1 });
});

test('lines of entries; a checkpoint and a developer are told to both', async () => {
  const entries = JSON.parse(exported).entries.map((entry) => JSON.stringify(entry));
  const half = (from, to) => `${entries.slice(from, to).join('\n')}\n`;
  const checkpoint = join(folder, 'checkpoint.json');
  const first = await line(half(0, 60));
  const saved = await command(['merge', ...asked, '--save-checkpoint', checkpoint], first);
  assert.equal(saved.status, 0, saved.stderr);
  assert.equal(JSON.parse(readFileSync(checkpoint, 'utf8')).entries, 60);
  const told = ['--checkpoint', checkpoint, '--developer', JSON.parse(exported).entries[0].developerId];
  const lines = [await line(half(60, 120), ...told), await line(half(0, 60), ...told)].join('');
  const anchored = await command(['merge', '--json', ...asked, ...told, '--require-anchored'], lines);
  assert.equal(anchored.status, 0, anchored.stderr);
  assert.equal(JSON.parse(anchored.stdout).assurance, 'anchored');
  const untold = await command(['merge', ...asked], lines);
  assert.equal(untold.status, 2);
  assert.match(untold.stderr, /standard input, line 1: the piece was verified by other options/);
});

test('what can not be used: status 2, and where', async () => {
  const [first, second, third] = await Promise.all(pieces.map((piece, i) => line(piece, '--index', String(i + 1))));
  for (const [input, why, ...words] of [
    ['', 'there is no line'],
    [first + third + '{}\n', 'standard input, line 3: '],
    [first + second + third.replace('"index":3', '"index":4'), 'standard input, line 3: the line is damaged'],
    [first + third, 'after the piece numbered 1 comes 3: one is missing'],
    [first + second, 'its last piece is missing'],
    [second + third, 'its first piece is missing'],
    [first + second + third, 'there should be 4 pieces, and there are 3', '--pieces', '4'],
    [first, '`--pieces` takes a whole number', '--pieces', 'many'],
  ]) {
    const { stdout, stderr, status } = await command(['merge', ...words], input);
    assert.deepEqual({ stdout, status }, { stdout: '', status: 2 }, why);
    assert.ok(stderr.includes(why), `${stderr}: ${why}`);
  }
  for (const [input, why, ...words] of [
    [exported.subarray(0, 5000), 'standard input: the document ends too early'],
    ['{"a":1}', 'standard input: no member of this object'],
    ['', 'there is no such file', join(folder, 'nothing.jsonl')],
    ['', '`--index` takes a whole number', '--index', '1x'],
    ['', 'there is no option `--since`', '--since', 'none'],
    ['', '`run` takes one piece', join(fixturesFolder, 'a'), join(fixturesFolder, 'b')],
  ]) {
    const { stdout, stderr, status } = await command(['run', ...words], input);
    assert.deepEqual({ stdout, status }, { stdout: '', status: 2 }, why);
    assert.ok(stderr.includes(why), `${stderr}: ${why}`);
  }
});
