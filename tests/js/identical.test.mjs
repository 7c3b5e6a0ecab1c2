// The same report to the byte as natively: `tests/identical.rs` holds the same documents against the same digests.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { fixturesFolder, repository } from './packed.mjs';

const golden = JSON.parse(readFileSync(join(fixturesFolder, 'reports.json'), 'utf8'));
const script = ['tests/reference/cases.mjs', '--recorded', '--seed', '7001', '--honest', '40', '--tampered', '60', '--no-reference'];

/** The report's JSON less `run`; or the error's sentence. */
async function answer(bytes, options) {
  try {
    const { run, ...report } = await verifyDocument(bytes, options);
    return JSON.stringify(report);
  } catch (error) {
    if (error.name !== 'GrantexInputError') throw error;
    return error.message;
  }
}

test('every report is the native one, recorded and generated', async () => {
  const output = spawnSync(process.execPath, script, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(output.status, 0, output.stderr);
  const digests = {};
  for (const line of output.stdout.trimEnd().split('\n')) {
    const { name, path, text, options } = JSON.parse(line);
    const said = await answer(path === undefined ? text : readFileSync(path), options);
    digests[name] = createHash('sha256').update(said).digest('hex');
  }
  assert.deepEqual(digests, golden);
});
