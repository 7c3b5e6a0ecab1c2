// The JSON Schemas in `schemas/`, held against what the package and the command line give, and against what they never give.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { verifyDocument, verifySeries } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';
import { table } from './expectations.mjs';
import { commandLine, recorded, repository } from './packed.mjs';

const compile = (name) => new Ajv({ strict: false }).compile(JSON.parse(readFileSync(join(repository, `schemas/${name}.schema.json`), 'utf8')));
const [report, checkpoint, series, run] = ['report', 'checkpoint', 'series', 'run'].map(compile);

/** What the schema has against it. */
const faults = (validate, value) => (validate(value) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`));

/** Documents of every recorded kind, with their options; in all, every member of a report is filled in once. */
async function* reports() {
  for (const { file, edit, options = {}, checkpointOf } of table) {
    const text = recorded(`${file}.json`).toString();
    const before = checkpointOf === undefined ? {} : { checkpoint: (await verifyDocument(recorded(`${checkpointOf}.json`))).checkpoint };
    yield [file, await verifyDocument(edit?.(text) ?? text, { ...options, ...before })];
    yield [`${file}, with a sample`, await verifyDocument(text, { ...before, sample: 7, developerId: 'dev_other' })];
  }
  for (let seed = 1; seed <= 20; seed += 1) yield [`generated ${seed}`, await verifyDocument([...streamPack({ entries: 40, seed, violations: true })].join(''), { sample: 5 })];
}

test('every report is as its schema says, and so is its checkpoint', async () => {
  let count = 0;
  for await (const [name, one] of reports()) {
    assert.deepEqual(faults(report, one), [], name);
    if (one.checkpoint !== null) assert.deepEqual(faults(checkpoint, one.checkpoint), [], name);
    count += 1;
  }
  assert.ok(count >= 65, `${count} reports`);
});

test('the schema knows every member, and refuses what no report holds', async () => {
  const one = await verifyDocument(recorded('tampered-two-principals.json'), { sample: 3 });
  const named = Object.keys(JSON.parse(readFileSync(join(repository, 'schemas/report.schema.json'), 'utf8')).properties);
  assert.deepEqual(Object.keys(one).filter((name) => !named.includes(name)), []);
  for (const name of ['claims', 'policyChanges', 'sample', 'controls', 'serverClaim']) {
    const { [name]: left, ...rest } = one;
    assert.notDeepEqual(faults(report, { ...rest, [name]: 'x' }), [], name);
  }
  const changes = [
    (text) => text.replace('"entries.content"', '"entries.contents"'),
    (text) => text.replace('"cross-checked"', '"checked"'),
    (text) => text.replace('"contradicted"', '"wrong"'),
    (text) => text.replace('"boundPercent":', '"bound":'),
    (text) => text.replace('"asModelled":true', '"asModelled":"yes"'),
    (text) => text.replace('"method":"grantex-compliance/sample/1"', '"method":"mine"'),
    (text) => text.replace('"framework":"soc2","criterion"', '"framework":"iso","criterion"'),
    (text) => text.replace('"verdict":"broken"', '"verdict":"certified"'),
    (text) => text.replace('"notReached":59', '"notReached":-1'),
  ];
  for (const change of changes) {
    const text = JSON.stringify(one);
    assert.notEqual(change(text), text, String(change));
    assert.notDeepEqual(faults(report, JSON.parse(change(text))), [], String(change));
  }
});

test('a series is as its schema says, and so is a line of `run`', async () => {
  const { reports: _, ...joined } = await verifySeries([recorded('evidence-pack-window.json'), recorded('evidence-pack.json'), recorded('deleted-tail.json')]);
  assert.deepEqual(faults(series, joined), []);
  assert.notDeepEqual(faults(series, { ...joined, verdict: 'fine' }), []);
  const { stdout, status, stderr } = spawnSync(process.execPath, [commandLine, 'run', '--index', '1'], { input: recorded('export-audit.json'), encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const line = JSON.parse(stdout);
  assert.deepEqual(faults(run, line), []);
  assert.notDeepEqual(faults(run, { ...line, schema: 'other' }), []);
});
