// What a terminal shows of the claim ledger, the server's claim, policies, samples and criteria.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { claimTexts } from 'grantex-compliance/texts';
import { commandLine, fixturesFolder, recorded } from './packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-cli-claims-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name) => join(fixturesFolder, 'recorded', `${name}.json`);
const run = (...words) => spawnSync(process.execPath, [commandLine, ...words], { encoding: 'utf8' });

/** The paragraphs below a heading, each in one line. */
function below(stdout, heading) {
  const lines = stdout.slice(stdout.indexOf(`\n${heading}`)).split('\n').slice(2);
  const end = lines.indexOf('');
  return lines.slice(0, end).join('\n').replace(/\n {4,}/g, ' ').split('\n').map((line) => line.trim());
}

const claims = (name) => below(run('verify', path(name)).stdout, 'What the document says, and what holds it');
const shows = (lines, start, ...parts) => {
  const line = lines.find((one) => one.startsWith(start));
  for (const part of parts) assert.ok(line?.includes(part), `${start} … ${part}\n${lines.join('\n')}`);
};

test('the ledger: what became of which part', async () => {
  const lines = claims('evidence-pack');
  const { claims: { coverage } } = await verifyDocument(recorded('evidence-pack.json'));
  shows(lines, `Of ${coverage.statements.toLocaleString('en')} statements, ${coverage.boundPercent} %`);
  shows(lines, '✓ Proved by a hash or a link', claimTexts['entries.content'], claimTexts['entries.status'], claimTexts['entries.order']);
  shows(lines, '✗ Contradicted by a comparison', `${claimTexts['entries.grant']} (25 of 120)`);
  shows(lines, '– Only claimed', claimTexts['meta.framework']);
  shows(lines, "– Can't be checked", claimTexts['grants.scopes'], claimTexts.policies);
  assert.ok(lines.length <= 14, 'short');
});

test('the ledger: status under format A, a window, a tampered pack, an export, no entries', () => {
  shows(claims('evidence-pack-eras'), '? Compared, which does not decide it', `${claimTexts['entries.status']} (10 of 40)`);
  shows(claims('evidence-pack-window'), '– To be proved by a hash or a link, and not checked', `${claimTexts['entries.order']} (1 of 51)`);
  const tampered = claims('tampered-two-principals');
  shows(tampered, '✗ Contradicted by a hash or a link', `${claimTexts['entries.content']} (22 of 1,320)`, `${claimTexts['entries.status']} (2 of 120)`);
  shows(tampered, '✗ Contradicted by a comparison', `${claimTexts['grants.parties']} (1 of 24)`);
  shows(claims('export-audit'), '✓ Proved by a comparison', claimTexts.total);
  assert.ok(!claims('evidence-pack-empty').some((line) => line.startsWith('✓ Proved by a hash')));
});

test("the server's claim: explained by its check or not, and what it did not reach or notice", () => {
  const server = (file, ...words) => run('verify', file, ...words).stdout.replace(/\s+/g, ' ');
  assert.match(server(path('tampered-two-principals')), /what the server's own check says of these entries, and stops before 59 of them/);
  assert.match(server(path('deleted-head')), /claims that the chain is valid, which is not what was found here; it is what the server's own check says of these entries, and can't notice chain\.genesis-missing/);
  const forged = join(folder, 'forged.json');
  writeFileSync(forged, recorded('tampered-action.json').toString().replace(/"chainIntegrity":\{[^}]*\}/, '"chainIntegrity":{"valid":true,"checkedEntries":120,"firstBrokenAt":null,"reason":null}'));
  assert.match(server(forged), /the server's own check would not say this of these entries/);
});

test('policies changed inside the period are named, without commands to the terminal', () => {
  const pack = JSON.parse(recorded('evidence-pack.json'));
  const changed = pack.policies.map((policy, i) => ({ ...policy, name: `rule ${i}\u001b[2J`, updatedAt: `2026-11-23T14:45:0${i}.000Z` }));
  const file = join(folder, 'policies.json');
  writeFileSync(file, JSON.stringify({ ...pack, policies: changed }));
  const { stdout } = run('verify', file);
  assert.match(stdout.replace(/\s+/g, ' '), /! Policies changed inside the period: rule 2.*\(2026-11-23T14:45:02\.000Z\), rule 1.*, rule 0/);
  assert.ok(!stdout.includes('\u001b'));
  assert.doesNotMatch(run('verify', path('evidence-pack-eras')).stdout, /Policies changed/);
});

test('--sample lists what is drawn', async () => {
  const { stdout, status } = run('verify', path('evidence-pack'), '--sample', '25');
  assert.equal(status, 0);
  const { sample } = await verifyDocument(recorded('evidence-pack.json'), { sample: 25 });
  const lines = below(stdout, 'Sample: 25 of 120 entries').filter((line) => line.startsWith('entry '));
  assert.deepEqual(lines.map((line) => line.split(/ {2,}/)), sample.entries.map(({ draw, index, entryId, timestamp, offset, length }) => [
    `entry ${index}`, entryId, timestamp, `bytes ${offset} to ${offset + length}`, `draw ${draw}`,
  ]));
  assert.ok(stdout.replace(/\s+/g, ' ').includes(sample.seed));
  assert.deepEqual(JSON.parse(run('verify', path('evidence-pack'), '--sample', '25', '--json').stdout).sample, sample);
  assert.doesNotMatch(run('verify', path('evidence-pack')).stdout, /Sample/);
  for (const size of ['0', '-1', '1.5', 'all', '10001', '1e2']) {
    const refused = run('verify', path('evidence-pack'), `--sample=${size}`);
    assert.deepEqual([refused.status, refused.stdout], [2, ''], size);
    assert.match(refused.stderr, /`--sample` takes a whole number from 1 to 10000/);
  }
});

test('--controls lists every criterion, and certifies none', async () => {
  const { stdout } = run('verify', path('tampered-two-principals'), '--controls');
  const lines = below(stdout, 'What the checks can support');
  assert.match(lines[0], /no certification: none of these outcomes says that a criterion is met/);
  const names = ['SOC 2 CC2.1', 'SOC 2 CC6.1', 'SOC 2 CC6.2', 'SOC 2 CC6.3', 'SOC 2 CC7.2', 'SOC 2 CC7.3', 'SOC 2 CC8.1', 'GDPR 5(1)(f)', 'GDPR 5(2)', 'GDPR 17', 'GDPR 24', 'GDPR 30', 'GDPR 32'];
  assert.equal(lines.length, names.length + 1);
  names.forEach((name, i) => assert.ok(lines[i + 1].startsWith(`${name} `), lines[i + 1]));
  shows(lines, 'SOC 2 CC6.3', '1 failed; findings: access.principal-mismatch');
  shows(lines, 'GDPR 17', '1 failed; no finding speaks to it');
  assert.doesNotMatch(run('verify', path('evidence-pack')).stdout, /What the checks can support/);
});
