// The verification page, used as a person uses it: a file is chosen, and the answer read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { table } from '../expectations.mjs';
import { recorded } from '../packed.mjs';
import { fixture, Page } from './page-support.mjs';

let page;
before(async () => {
  page = await Page.start();
});
after(async () => {
  await page?.close();
});

const byText = (a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b));

test('every recorded document', async () => {
  await page.open();
  for (const row of table.filter(({ edit, checkpointOf, with: flags }) => !edit && !checkpointOf && !flags)) {
    const shown = await page.verify(fixture(row.file));
    const report = await verifyDocument(recorded(`${row.file}.json`));
    assert.equal(shown.verdict, row.verdict, row.file);
    assert.deepEqual(shown.errors.sort(byText), (row.errors ?? []).map(([code, index]) => (index === undefined ? [code] : [code, index])).sort(byText), row.file);
    assert.deepEqual(shown.limits, report.limits.map(({ message }) => message), row.file);
    assert.deepEqual(shown.outcomes, Object.fromEntries(report.checks.map(({ code, outcome }) => [code, outcome])), row.file);
    assert.deepEqual(new Set(shown.kinds), new Set(Object.keys(report.findingCounts)), row.file);
    assert.deepEqual(shown.violations, []);
    assert.ok(shown.wider <= 0, `${row.file} is ${shown.wider} px too wide`);
  }
});

test('intact without an anchor does not look like the whole answer', async () => {
  await page.open();
  const alone = await page.verify(fixture('evidence-pack'));
  assert.equal(alone.badge, 'Intact, but not anchored');
  assert.match(alone.look, /unanchored/);
  const { checkpoint } = await verifyDocument(recorded('evidence-pack.json'));
  const anchored = await page.verify(page.file('checkpoint.json', JSON.stringify(checkpoint)), fixture('evidence-pack'));
  assert.equal(anchored.assurance, 'anchored');
  assert.equal(anchored.badge, 'Intact and anchored');
  assert.doesNotMatch(anchored.look, /unanchored/);
  // The checkpoint stays for what comes next.
  const shortened = await page.verify(fixture('deleted-tail'));
  assert.equal(shortened.verdict, 'broken');
  assert.deepEqual(shortened.errors, [['checkpoint.mismatch']]);
  await page.click('#checkpoint-note button');
  assert.equal((await page.verify(fixture('deleted-tail'))).verdict, 'intact');
});

test('what was asked for is told to the verifier', async () => {
  await page.open();
  await page.click('[name=asked][value=whole]');
  const shown = await page.verify(fixture('evidence-pack-window'));
  assert.equal(shown.verdict, 'broken');
  assert.equal(shown.outcomes['pack.request'], 'failed');
  await page.find('#since').sendKeys('yesterday');
  const refused = await page.verify(fixture('evidence-pack-window'));
  assert.equal(refused.code, 'options.invalid');
});

test('what can not be read is said with its place', async () => {
  await page.open();
  const cut = await page.verify(page.file('cut.json', recorded('tampered-metadata.json').subarray(0, 80_000)));
  assert.match(cut.text, /Could not be read/i);
  assert.match(cut.text, /byte 80000/);
  assert.match(cut.text, /up to where it could be read/);
  assert.equal((await page.verify(page.file('not.json', 'hello'))).code, 'document.syntax');
});

test('hostile text is shown as text', async () => {
  await page.open();
  const nasty = '<img src=x onerror="window.owned=1">\u202eevil\u200b<script>window.owned=1</script>';
  const pack = JSON.parse(recorded('evidence-pack.json'));
  pack.meta.framework = nasty;
  pack.auditEntries[5].entryId = nasty;
  pack.auditEntries[6].action = nasty;
  pack.auditEntries[7].developerId = nasty;
  pack.auditEntries[8][nasty] = 1;
  pack.grants[0].scopes = [nasty];
  pack.policies[0].name = nasty;
  const shown = await page.verify(page.file('nasty.json', JSON.stringify(pack)));
  assert.equal(shown.verdict, 'broken');
  assert.match(shown.text, /<img src=x onerror="window\.owned=1"><U\+202E>evil<U\+200B>/);
  await page.engine.waitFor(() => document.querySelectorAll('#records .vt-body .vt-row').length > 0);
  await page.click('.severity.error [data-index="6"] .open');
  await page.engine.waitFor(() => document.querySelector('dialog .members') !== null);
  const everything = await page.run(() => document.documentElement.textContent);
  assert.doesNotMatch(everything, /\p{Cf}/u);
  assert.equal(await page.run(() => window.owned ?? document.querySelectorAll('body img, #result script, dialog script').length), 0);
  assert.deepEqual(await page.run(() => window.violations), []);
});

test('the page asks its own server only, and for nothing but itself', async () => {
  page.server.requests.length = 0;
  await page.open();
  await page.verify(fixture('evidence-pack'));
  for (const path of page.server.requests) assert.match(path, /^\/($|style\.css|src\/(app|worker|rows-worker)\.js|wasm\/grantex_compliance_bg\.wasm)$/);
});

test('at 360 px nothing is cut off', async () => {
  await page.open();
  await page.resize(360, 800);
  const shown = await page.verify(fixture('tampered-moved-entry'));
  assert.ok(shown.wider <= 0, `${shown.wider} px too wide`);
  await page.screenshot('narrow');
});
