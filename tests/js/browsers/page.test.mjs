// The verification page, used as a person uses it: a file is chosen, and the answer read.
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { verifyDocument } from 'grantex-compliance';
import { table } from '../expectations.mjs';
import { fixturesFolder, recorded } from '../packed.mjs';
import { fixture, Page, pageFolder } from './page-support.mjs';

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
  let seen = 0;
  for (const row of table) {
    const title = row.title ?? row.file;
    // What the row's flags say on the command line, said with the page's own means.
    await page.click(`[name=asked][value=${row.with ? 'whole' : 'untold'}]`);
    const file = row.edit ? page.file(`${row.file}.json`, row.edit(recorded(`${row.file}.json`).toString())) : fixture(row.file);
    const checkpoint = row.checkpointOf ? (await verifyDocument(recorded(`${row.checkpointOf}.json`))).checkpoint : undefined;
    const shown = await page.verify(...(checkpoint ? [page.file('checkpoint.json', JSON.stringify(checkpoint))] : []), file);
    const report = await verifyDocument(readFileSync(file), { checkpoint, expected: row.with ? { since: null, until: null, agentId: null, status: null } : undefined });
    assert.equal(shown.verdict, row.verdict, title);
    if (row.assurance !== undefined) assert.equal(shown.assurance, row.assurance, title);
    assert.deepEqual(shown.errors.sort(byText), (row.errors ?? []).map(([code, index]) => (index === undefined ? [code] : [code, index])).sort(byText), title);
    assert.deepEqual(shown.limits, report.limits.map(({ message }) => message), title);
    assert.deepEqual(shown.outcomes, Object.fromEntries(report.checks.map(({ code, outcome }) => [code, outcome])), title);
    assert.deepEqual(new Set(shown.kinds), new Set(Object.keys(report.findingCounts)), title);
    assert.deepEqual(shown.violations, []);
    assert.ok(shown.wider <= 0, `${title} is ${shown.wider} px too wide`);
    if (checkpoint) await page.click('#checkpoint-note button');
    seen += 1;
  }
  assert.equal(seen, table.length);
});

test('every other recorded answer is refused, for it is no document that can be verified', async () => {
  await page.open();
  const known = new Set(table.map(({ file }) => `${file}.json`));
  const others = readdirSync(join(fixturesFolder, 'recorded')).filter((name) => name.endsWith('.json') && !known.has(name));
  assert.equal(others.length, 9);
  for (const name of others) {
    const shown = await page.verify(fixture(name.replace(/\.json$/, '')));
    assert.equal(shown.verdict, 'error', name);
    assert.match(shown.code, /^document\./, name);
  }
});

test('what is told after the document is held against it at once', async () => {
  await page.open();
  await page.verify(fixture('evidence-pack-window'));
  assert.equal((await page.read()).outcomes['pack.request'], 'not-checked');
  const become = (code, outcome) => page.engine.waitFor((code, outcome) => document.querySelector(`[data-check="${code}"]`)?.dataset.outcome === outcome, [code, outcome]);
  await page.click('[name=asked][value=whole]');
  await become('pack.request', 'failed');
  assert.equal((await page.read()).verdict, 'broken');
  await page.click('[name=asked][value=untold]');
  await become('pack.request', 'not-checked');
  // A checkpoint that comes alone, and goes again.
  await page.verify(fixture('deleted-tail'));
  const { checkpoint } = await verifyDocument(recorded('evidence-pack.json'));
  await page.find('#file').sendKeys(page.file('checkpoint.json', JSON.stringify(checkpoint)));
  await become('checkpoint', 'failed');
  assert.equal((await page.read()).badge, 'Broken');
  await page.click('#checkpoint-note button');
  await become('checkpoint', 'not-checked');
  assert.equal((await page.read()).badge, 'Intact, but not anchored');
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
  assert.match(refused.text, /Could not be verified\n[^]*`yesterday` is no ISO 8601 timestamp/);
  assert.doesNotMatch(refused.text, /as the server sent it, whole/, 'the file is not what is wrong');
});

test('what can not be read is said with its place', async () => {
  await page.open();
  const cut = await page.verify(page.file('cut.json', recorded('tampered-metadata.json').subarray(0, 80_000)));
  assert.match(cut.text, /Could not be verified/);
  assert.match(cut.text, /byte 80000/);
  assert.match(cut.text, /up to where it could be read/);
  const other = await page.verify(page.file('picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')));
  assert.equal(other.code, 'document.syntax');
  assert.match(other.text, /Drop an evidence pack or an audit export as the server sent it/);
  const empty = await page.verify(page.file('empty.json', ''));
  assert.match(empty.text, /The file is empty\./);
  assert.doesNotMatch(empty.text, /cut off/);
  assert.equal(empty.verdict, 'error');
  await page.stumbles('an empty file');
});

test('of a pack without entries nothing is drawn or listed, and nothing is called established', async () => {
  await page.open();
  const shown = await page.verify(fixture('evidence-pack-empty'));
  assert.equal(shown.verdict, 'inconclusive');
  const facts = await page.run(() => Object.fromEntries([...document.querySelectorAll('.facts > div')].map((fact) => [fact.querySelector('dt').textContent, fact.querySelector('dd').textContent])));
  assert.equal(facts.Entries, '0');
  const parts = await page.run(() => [...document.querySelectorAll('.contents button')].map(({ dataset }) => dataset.to));
  assert.deepEqual(parts.filter((part) => ['picture', 'entries', 'sample'].includes(part)), []);
  assert.ok(parts.includes('checks') && parts.includes('records'));
  await page.stumbles('no entries');
});

test('hostile text is shown as text, by the site and by the single file', async () => {
  const nasty = '<img src=x onerror="window.owned=1">\u202eevil\u200b<script>window.owned=1</script>';
  const pack = JSON.parse(recorded('evidence-pack.json'));
  pack.meta.framework = nasty;
  pack.meta[nasty] = nasty;
  pack.auditEntries[5].entryId = nasty;
  pack.auditEntries[6].action = nasty;
  pack.auditEntries[7].developerId = nasty;
  pack.auditEntries[8][nasty] = 1;
  pack.auditEntries[9].metadata = { [nasty]: nasty };
  pack.grants[0].scopes = [nasty];
  pack.policies[0].name = nasty;
  pack.policies[0].updatedAt = pack.auditEntries[20].timestamp;
  pack.summary.plan = nasty;
  pack.chainIntegrity.firstBrokenAt = nasty;
  const file = page.file('<b>nasty\u202e.json', JSON.stringify(pack));
  const single = join(page.folder, 'verify.html');
  copyFileSync(join(pageFolder, 'grantex-verify.html'), single);
  for (const url of [undefined, pathToFileURL(single).href]) {
    await page.open(url);
    const shown = await page.verify(file);
    assert.equal(shown.verdict, 'broken');
    assert.match(shown.text, /<img src=x onerror="window\.owned=1"><U\+202E>evil<U\+200B>/);
    await page.engine.waitFor(() => document.querySelectorAll('#records .vt-body .vt-row').length > 0);
    await page.run(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    for (const index of [6, 9]) {
      await page.click(`.severity.error [data-index="${index}"] .open`);
      await page.engine.waitFor((index) => document.querySelector('dialog .members') !== null && document.querySelector('dialog h2').textContent.startsWith(`Entry ${index} `), [index]);
    }
    const everything = await page.run(() => document.documentElement.textContent + [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].map(({ value }) => value)).join());
    assert.ok(everything.includes('<b>nasty<U+202E>.json'));
    // Script and style of the single file stand in its own text, and hold no such character either.
    assert.doesNotMatch(everything, /\p{Cf}/u);
    assert.equal(await page.run(() => window.owned ?? document.querySelectorAll('body img, body b, #result script, dialog script').length), 0);
    assert.deepEqual(await page.run(() => window.violations), []);
    assert.equal(await page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await page.stumbles('hostile text');
  }
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
