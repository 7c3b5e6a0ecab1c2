// The command line, run as its users run it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';
import { compare, exitStatus, lessRun, table } from './expectations.mjs';
import { commandLine, fixturesFolder, manifest, recorded } from './packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-cli-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name) => join(fixturesFolder, 'recorded', `${name}.json`);

/** Writes a file into the scratch folder. */
function scratch(name, content) {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Runs the command; standard input is what is given, or nothing. */
async function run(words, { input, env = {}, cwd } = {}) {
  const child = spawn(process.execPath, [commandLine, ...words], { env: { ...process.env, NO_COLOR: undefined, ...env }, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  const [stdout, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), new Promise((resolve) => child.on('close', resolve))]);
  return { stdout, stderr, status };
}

for (const row of table) {
  test(`${row.title ?? row.file}: ${row.verdict}`, async () => {
    const words = ['verify', row.edit ? scratch('edited.json', row.edit(recorded(`${row.file}.json`).toString())) : path(row.file), ...(row.with ?? [])];
    if (row.checkpointOf) {
      const file = join(folder, `${row.checkpointOf}.checkpoint.json`);
      assert.equal((await run(['verify', path(row.checkpointOf), '--save-checkpoint', file, '--quiet'])).status, 0);
      words.push('--checkpoint', file);
    }
    const json = await run([...words, '--json']);
    assert.equal(json.status, exitStatus[row.verdict], json.stderr);
    const report = JSON.parse(json.stdout);
    const { actual, expected } = compare(row, report);
    assert.deepEqual(actual, expected);

    const human = await run(words);
    assert.equal(human.status, exitStatus[row.verdict]);
    // The verdict comes first, every error finding is named, every limit is told.
    assert.match(human.stdout, new RegExp(`^. ${row.verdict.toUpperCase()}`));
    const flat = human.stdout.replace(/\s+/g, ' ');
    for (const finding of report.findings.filter((one) => one.severity === 'error')) {
      assert.ok(flat.includes(finding.code), finding.code);
      if (finding.index !== undefined) assert.ok(flat.includes(`entry ${finding.index} ${finding.entryId}`), `entry ${finding.index}`);
      assert.ok(flat.includes(finding.message), finding.message);
    }
    for (const { message } of report.limits) assert.ok(flat.includes(message), message);
    for (const { detail } of report.checks) assert.ok(flat.includes(detail), detail);
    assert.ok(!human.stdout.includes('\u001b'), 'no colour into a pipe');
    assert.equal(human.stderr, '');

    const quiet = await run([...words, '-q']);
    assert.deepEqual(quiet, { stdout: '', stderr: '', status: exitStatus[row.verdict] });
  });
}

test('--json prints what the package reports', async () => {
  const { stdout } = await run(['verify', path('tampered-moved-entry'), '--json', '--since', 'none', '--framework', 'all', '--developer', 'dev_x']);
  const report = await verifyDocument(recorded('tampered-moved-entry.json'), { expected: { since: null, framework: 'all' }, developerId: 'dev_x' });
  assert.deepEqual(lessRun(JSON.parse(stdout)), lessRun(report));
});

test('a document from standard input, whole and in bits', async () => {
  const pack = recorded('evidence-pack.json');
  const whole = await run(['verify', '-', '--json'], { input: pack });
  assert.equal(whole.status, 0);
  assert.equal(JSON.parse(whole.stdout).document.bytes, pack.length);
  const human = await run(['verify', '-'], { input: recorded('deleted-entry.json') });
  assert.equal(human.status, 1);
  assert.match(human.stdout, /standard input/);
  const nothing = await run(['verify', '-']);
  assert.equal(nothing.status, 2);
  assert.match(nothing.stderr, /document\.truncated/);
  // Refused early, while more is still to come.
  const early = await run(['verify', '-'], { input: `!${' '.repeat(5 << 20)}` });
  assert.equal(early.status, 2);
});

test('colour on a terminal only, and not under NO_COLOR', async () => {
  // `script` gives the command a terminal of its own.
  const terminal = async (env) => {
    const child = spawn('script', ['-qec', `'${process.execPath}' '${commandLine}' verify '${path('deleted-entry')}'`, '/dev/null'], {
      env: { ...process.env, NO_COLOR: undefined, TERM: 'xterm', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [out, status] = await Promise.all([child.stdout.toArray(), new Promise((resolve) => child.on('close', resolve))]);
    assert.equal(status, 1);
    return Buffer.concat(out).toString();
  };
  const sgr = /\u001b\[[0-9;]*m/;
  assert.match(await terminal({}), sgr);
  assert.match(await terminal({ NO_COLOR: '' }), sgr, 'an empty NO_COLOR is none');
  assert.doesNotMatch(await terminal({ NO_COLOR: '1' }), sgr);
  assert.doesNotMatch(await terminal({ TERM: 'dumb' }), sgr);
});

test('a reader that goes away does not change the verdict', async () => {
  const child = spawn('bash', ['-c', `'${process.execPath}' '${commandLine}' verify '${path('tampered-moved-entry')}' --json | head -c 10; echo " \${PIPESTATUS[0]}"`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  assert.match(Buffer.concat(out).toString(), / 1\n$/);
  assert.equal(Buffer.concat(err).toString(), '');
  const large = scratch('many.json', [...streamPack({ entries: 400, seed: 5, violations: true })].join(''));
  const head = spawn('bash', ['-c', `'${process.execPath}' '${commandLine}' verify '${large}' --json | true; echo "\${PIPESTATUS[0]}"`], { stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(Buffer.concat(await head.stdout.toArray()).toString(), '0\n');
});

test('what can not be read: status 2 and where', async () => {
  const missing = await run(['verify', 'no-such-file.json']);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /no-such-file\.json: can't be read: there is no such file/);
  assert.equal(missing.stdout, '');
  assert.match((await run(['verify', folder])).stderr, /it is a folder/);

  const cut = scratch('cut.json', recorded('tampered-metadata.json').subarray(0, 80_000));
  const human = await run(['verify', cut]);
  assert.equal(human.status, 2);
  assert.match(human.stderr.replace(/\s+/g, ' '), /byte 80000.*\[document\.truncated\].*broken already.*entry 46/);
  const json = await run(['verify', cut, '--json']);
  assert.equal(json.status, 2);
  const { error } = JSON.parse(json.stdout);
  assert.equal(error.code, 'document.truncated');
  assert.equal(error.offset, 80_000);
  assert.equal(error.report.verdict, 'broken');
  assert.equal((await run(['verify', cut, '--quiet'])).status, 2);
  assert.equal((await run(['verify', path('summary')])).status, 2);
  assert.equal((await run(['verify', path('error-401-missing')])).status, 2);
});

test('the line is read strictly, and says what was meant', async () => {
  const cases = {
    'verify': /no file was named/,
    'verify x --jsn': /no option `--jsn`; did you mean `--json`\?/,
    'verify x --quite': /did you mean `--quiet`/,
    'verify x -z': /no option `-z`/,
    'verify x --since': /`--since` needs a value/,
    'verify x --since --json': /`--since` needs a value/,
    'verify x --json=1': /takes no value/,
    'verify x --json --json': /given twice/,
    'verify x --since a --since b': /given twice/,
    'verify x --json --quiet': /give one of them/,
    'verify - -': /once only/,
    'verify x --__proto__ y': /no option `--__proto__`/,
    'verfy x': /no command `verfy`; did you mean `verify`\?/,
    'pack.json': /did you mean `verify` and the file\?/,
    '--versoin': /no option `--versoin`/,
    'help nothing': /no command `nothing`/,
    'toString': /no command `toString`/,
  };
  for (const [line, message] of Object.entries(cases)) {
    const { status, stdout, stderr } = await run(line.split(' '));
    assert.equal(status, 2, line);
    assert.equal(stdout, '', line);
    assert.match(stderr, message, line);
    assert.match(stderr, /--help/, line);
  }
  const empty = await run(['verify', path('evidence-pack'), '--since=']);
  assert.match(empty.stderr, /empty/);
  const never = await run(['verify', path('evidence-pack'), '--since', 'yesterday']);
  assert.equal(never.status, 2);
  assert.match(never.stderr, /expected\.since/);
});

test('help and version', async () => {
  for (const line of ['--help', '-h', 'help']) {
    const { status, stdout } = await run(line.split(' '));
    assert.equal(status, 0);
    assert.match(stdout, /Usage: grantex-compliance/);
  }
  const { stdout } = await run(['help', 'verify']);
  for (const flag of ['checkpoint', 'save-checkpoint', 'require-anchored', 'since', 'until', 'framework', 'agent-id', 'status', 'developer', 'json', 'quiet']) {
    assert.match(stdout, new RegExp(`--${flag}\\b`));
  }
  assert.match(stdout, /Exit status/);
  assert.equal((await run(['verify', '--help', '--nonsense'])).stdout, stdout);
  assert.equal((await run(['--version'])).stdout, `grantex-compliance ${manifest.version}\n`);
  assert.equal((await run([])).status, 2);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 120, line);
});

test('checkpoints: saved, held against the next, and refused when they are none', async () => {
  const file = join(folder, 'cp.json');
  const saved = await run(['verify', path('evidence-pack'), '--save-checkpoint', file]);
  assert.match(saved.stdout, /The checkpoint was saved as/);
  const checkpoint = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(checkpoint.entries, 120);
  assert.ok(!Number.isNaN(Date.parse(checkpoint.savedAt)));
  const anchored = await run(['verify', path('evidence-pack'), '--checkpoint', file, '--require-anchored', '--save-checkpoint', file]);
  assert.equal(anchored.status, 0);
  assert.match(anchored.stdout, /INTACT, anchored/);
  assert.equal((await run(['verify', path('evidence-pack'), '--require-anchored'])).status, 3);
  assert.equal((await run(['verify', path('deleted-tail'), '--checkpoint', file])).status, 1);

  const other = join(folder, 'none.json');
  const broken = await run(['verify', path('tampered-action'), '--save-checkpoint', other]);
  assert.equal(broken.status, 1);
  assert.ok(!existsSync(other));
  assert.match(broken.stdout, /No checkpoint was saved/);

  for (const [content, message] of [['{', /not JSON/], ['[]', /no JSON object/], ['{}', /checkpoint/], ['{"schema":"x"}', /checkpoint/], ['x'.repeat(70_000), /too large/]]) {
    const refused = await run(['verify', path('evidence-pack'), '--checkpoint', scratch('bad.json', content)]);
    assert.equal(refused.status, 2, content.slice(0, 20));
    assert.match(refused.stderr, message);
  }
  assert.match((await run(['verify', path('evidence-pack'), '--checkpoint', 'missing.json'])).stderr, /missing\.json.*no such file/);
  assert.equal((await run(['verify', path('evidence-pack'), '--save-checkpoint', join(folder, 'no/such/folder.json')])).status, 2);
});

test('several documents: the worst status wins, and one chain is joined by checkpoints', async () => {
  assert.equal((await run(['verify', '-q', path('evidence-pack'), path('evidence-pack-eras')])).status, 0);
  assert.equal((await run(['verify', '-q', path('evidence-pack'), path('evidence-pack-empty')])).status, 3);
  assert.equal((await run(['verify', '-q', path('evidence-pack-empty'), path('tampered-action'), path('evidence-pack')])).status, 1);
  assert.equal((await run(['verify', '-q', path('evidence-pack'), 'missing.json'])).status, 2);

  // The start of a chain and its continuation, given in the wrong order.
  const chain = { seed: 11, busy: 0 };
  const first = scratch('first.json', [...streamPack({ ...chain, entries: 40, after: 60 })].join(''));
  const second = scratch('second.json', [...streamPack({ ...chain, entries: 60, before: 40 })].join(''));
  const joined = await run(['verify', second, first, '--json']);
  assert.equal(joined.status, 0, joined.stdout + joined.stderr);
  const { verdict, reports: outcomes, documents, checkpoint } = JSON.parse(joined.stdout);
  assert.equal(verdict, "intact");
  assert.deepEqual(documents.map(({ join }) => join.relation), ["first", "joined"]);
  assert.equal(checkpoint.entries, 100);
  assert.deepEqual(outcomes.map(({ file }) => file), [first, second]);
  assert.deepEqual(outcomes.map(({ report }) => report.assurance), ['unanchored', 'anchored']);
  const human = await run(['verify', second, first]);
  assert.match(human.stdout, /checkpoint +taken from .*first\.json/);
  assert.match(human.stdout, /2 documents: 2 intact/);
  // A shortened chain verifies alone; beside what was there before, it does not.
  const { status } = await run(['verify', '-q', path('evidence-pack'), scratch('later.json', recorded('deleted-tail.json'))]);
  assert.equal(status, 1);
});

test('a hostile document can not command the terminal', async () => {
  const nasty = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u200b\u2066\ufeff\r\n\u2028';
  const pack = JSON.parse(recorded('evidence-pack.json'));
  pack.meta.framework = nasty;
  pack.auditEntries[5].entryId = nasty;
  pack.auditEntries[6].timestamp = nasty;
  pack.auditEntries[7].developerId = nasty;
  pack.auditEntries[8][nasty] = 1;
  pack.auditEntries[9].prevHash = nasty;
  pack.auditEntries[10].status = nasty;
  pack.chainIntegrity = { valid: false, checkedEntries: 1, firstBrokenAt: nasty, reason: nasty };
  const file = scratch('nasty\u001b[31m\u202e.json', JSON.stringify(pack));
  for (const words of [['verify', file], ['verify', `${nasty}.json`.replace('/', '')], ['verify', file, `--${nasty}`], [nasty]]) {
    const { stdout, stderr, status } = await run(words);
    assert.ok(status === 1 || status === 2);
    // Nothing but printable text and line feeds; the rest is spelled out.
    assert.doesNotMatch(stdout + stderr, /[\p{Cf}\p{Co}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
    assert.match(stdout + stderr, /<U\+202E>/);
  }
  const { stdout } = await run(['verify', file, '--json']);
  assert.ok(JSON.parse(stdout));
  assert.doesNotMatch(stdout, /[\p{Cf}\p{Co}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u, 'escaped in JSON, too');
  assert.ok(JSON.parse(stdout).findings.some(({ entryId }) => entryId === nasty), 'and read back as it was');
});

test('memory does not grow with the file', async () => {
  const file = join(folder, 'large.json');
  const { openSync, writeSync, closeSync } = await import('node:fs');
  const handle = openSync(file, 'w');
  for (const chunk of streamPack({ entries: 150_000, seed: 9 })) writeSync(handle, chunk);
  closeSync(handle);
  const script = `
    import { createReadStream, statSync } from 'node:fs';
    import { verifyDocument } from 'grantex-compliance';
    await verifyDocument(createReadStream(${JSON.stringify(path('evidence-pack'))}));
    globalThis.gc();
    const before = process.memoryUsage().rss;
    let most = 0;
    const report = await verifyDocument(createReadStream(${JSON.stringify(file)}, { highWaterMark: 1 << 20 }), { onProgress: () => { most = Math.max(most, process.memoryUsage().rss); } });
    console.log(JSON.stringify({ verdict: report.verdict, size: statSync(${JSON.stringify(file)}).size, grown: most - before }));`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script], { cwd: new URL('.', import.meta.url).pathname, stdio: ['ignore', 'pipe', 'inherit'] });
  const { verdict, size, grown } = JSON.parse(Buffer.concat(await child.stdout.toArray()).toString());
  assert.equal(verdict, 'intact');
  assert.ok(size > 80e6, `${size}`);
  assert.ok(grown < 64e6 + 64 * 150_000, `${grown} bytes more for ${size} bytes`);
});
