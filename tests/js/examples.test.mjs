// The examples that need no browser, run as their readers would: the Node script, and the job of a build pipeline.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { startDevServer } from '../server/dev-server.mjs';
import { commandLine, fixturesFolder, packageFolder, repository } from './packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-examples-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(packageFolder, join(folder, 'node_modules/grantex-compliance'));
cpSync(join(repository, 'examples/node/verify.mjs'), join(folder, 'verify.mjs'));

test('the Node script: verdict, findings, checkpoint', () => {
  const kept = join(folder, 'kept.json');
  const run = (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'verify.mjs'), join(fixturesFolder, `recorded/${name}.json`), kept], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };
  const first = run('evidence-pack');
  assert.deepEqual([first.status, /unanchored: 120 entries/.test(first.text)], [0, true], first.text);
  const again = run('evidence-pack');
  assert.match(again.text, / anchored: 120 entries/);
  // The newest entries are gone: only the checkpoint shows it, and it is not overwritten.
  const before = readFileSync(kept, 'utf8');
  const cut = run('deleted-tail');
  assert.equal(cut.status, 1, cut.text);
  assert.equal(readFileSync(kept, 'utf8'), before);
  const changed = run('tampered-action');
  assert.match(changed.text, /entry 60 \(alog_/);
  assert.equal(run('summary').status, 2);
});

test('the job of a pipeline: its steps are what the script does, and each exit status is the verdict', async () => {
  const workflow = readFileSync(join(repository, 'examples/ci/verify-evidence.yml'), 'utf8');
  const steps = [...workflow.matchAll(/^ {6}- run: (.+)$/gm)].map(([, line]) => line);
  assert.deepEqual(steps, ['npm install --no-save grantex-compliance', 'examples/ci/verify-pack.sh evidence']);
  assert.doesNotMatch(workflow, /\t/);
  for (const action of workflow.matchAll(/uses: (\S+)/g)) assert.match(action[1], /^actions\/[a-z-]+@v\d+$/);
  const server = await startDevServer();
  try {
    const evidence = join(folder, 'evidence');
    const job = (key) =>
      // Not awaited in one go: the server it asks is in this process.
      running('sh', ['-c', steps[1].replace(/evidence$/, evidence)], {
        cwd: repository,
        env: {
          PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
          GRANTEX_API_KEY: key,
          GRANTEX_BASE_URL: server.origin,
          GRANTEX_COMPLIANCE: `${process.execPath} ${commandLine}`,
        },
      });
    const first = await job('gx_dev_recorded');
    assert.equal(first.status, 0, first.text);
    assert.ok(existsSync(join(evidence, 'checkpoint.json')));
    const second = await job('gx_dev_recorded');
    assert.deepEqual([second.status, /anchored/i.test(second.text)], [0, true], second.text);
    const kept = readFileSync(join(evidence, 'checkpoint.json'), 'utf8');
    const cut = await job('gx_dev_deleted-tail');
    assert.deepEqual([cut.status, /the log was changed/.test(cut.text)], [1, true], cut.text);
    const refused = await job('no_such_key');
    assert.equal(refused.status, 2, refused.text);
    assert.equal(readFileSync(join(evidence, 'checkpoint.json'), 'utf8'), kept);
  } finally {
    await server.close();
  }
});

async function running(program, words, options) {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece) => (text += piece));
  const [status] = await once(child, 'close');
  return { status, text };
}
