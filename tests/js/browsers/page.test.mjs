// The verification page, used as a person uses it: a file is chosen, and the answer read.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { verifyDocument } from 'grantex-compliance';
import { startEngine } from '../engines.mjs';
import { table } from '../expectations.mjs';
import { fixturesFolder, packageFolder, recorded, repository } from '../packed.mjs';
import { serve } from '../server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grantex-page-'));
let engine;
let server;
before(async () => {
  server = await serve({ '/': join(repository, 'www'), '/pkg/': packageFolder });
  engine = await startEngine();
});
after(async () => {
  await engine?.close();
  await server?.close();
  rmSync(folder, { recursive: true });
});

function scratch(name, content) {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const fixture = (name) => join(fixturesFolder, 'recorded', `${name}.json`);

async function open() {
  await engine.open(`${server.origin}/`);
  await engine.driver.executeScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
}

/** Chooses files and reads the answer. */
async function verify(...files) {
  await engine.driver.executeScript(() => document.getElementById('result').replaceChildren());
  const input = await engine.driver.findElement(By.id('file'));
  await input.sendKeys(files.join('\n'));
  return await engine.waitFor(() => {
    const verdict = document.querySelector('.verdict');
    if (verdict === null || !document.getElementById('progress').hidden) return null;
    const all = (selector) => [...document.querySelectorAll(selector)];
    return {
      verdict: verdict.dataset.verdict,
      assurance: verdict.dataset.assurance,
      code: verdict.dataset.code,
      badge: document.querySelector('.badge').textContent,
      errors: all('.findings.error details').flatMap((kind) => {
        const indexes = [...kind.querySelectorAll('[data-index]')].map((item) => [kind.dataset.code, Number(item.dataset.index)]);
        return indexes.length > 0 ? indexes : [[kind.dataset.code]];
      }),
      limits: all('.limits li').map((item) => item.textContent),
      outcomes: Object.fromEntries(all('[data-check]').map((item) => [item.dataset.check, item.dataset.outcome])),
      wider: document.documentElement.scrollWidth - window.innerWidth,
      violations: window.violations,
      text: document.body.innerText,
    };
  });
}

const byText = (a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b));

test('every recorded document', async () => {
  await open();
  for (const row of table.filter(({ edit, checkpointOf, with: flags }) => !edit && !checkpointOf && !flags)) {
    const shown = await verify(fixture(row.file));
    const report = await verifyDocument(recorded(`${row.file}.json`));
    assert.equal(shown.verdict, row.verdict, row.file);
    assert.deepEqual(shown.errors.sort(byText), (row.errors ?? []).map(([code, index]) => (index === undefined ? [code] : [code, index])).sort(byText), row.file);
    assert.deepEqual(shown.limits, report.limits.map(({ message }) => message), row.file);
    assert.deepEqual(shown.outcomes, Object.fromEntries(report.checks.map(({ code, outcome }) => [code, outcome])), row.file);
    assert.deepEqual(shown.violations, []);
    assert.ok(shown.wider <= 0, `${row.file} is ${shown.wider} px too wide`);
  }
});

test('intact without an anchor does not look like the whole answer', async () => {
  await open();
  const alone = await verify(fixture('evidence-pack'));
  assert.match(alone.badge, /Intact, not anchored/);
  const { checkpoint } = await verifyDocument(recorded('evidence-pack.json'));
  const anchored = await verify(scratch('checkpoint.json', JSON.stringify(checkpoint)), fixture('evidence-pack'));
  assert.equal(anchored.assurance, 'anchored');
  assert.match(anchored.badge, /Intact, anchored/);
  // The checkpoint stays for what comes next.
  const shortened = await verify(fixture('deleted-tail'));
  assert.equal(shortened.verdict, 'broken');
  assert.deepEqual(shortened.errors, [['checkpoint.mismatch']]);
  await engine.driver.findElement(By.css('#checkpoint-note button')).click();
  assert.equal((await verify(fixture('deleted-tail'))).verdict, 'intact');
});

test('what was asked for is told to the verifier', async () => {
  await open();
  await engine.driver.findElement(By.css('[name=asked][value=whole]')).click();
  const shown = await verify(fixture('evidence-pack-window'));
  assert.equal(shown.verdict, 'broken');
  assert.equal(shown.outcomes['pack.request'], 'failed');
  await engine.driver.findElement(By.id('since')).sendKeys('yesterday');
  const refused = await verify(fixture('evidence-pack-window'));
  assert.equal(refused.code, 'options.invalid');
});

test('what can not be read is said with its place', async () => {
  await open();
  const cut = await verify(scratch('cut.json', recorded('tampered-metadata.json').subarray(0, 80_000)));
  assert.match(cut.text, /Could not be read/i);
  assert.match(cut.text, /byte 80000/);
  assert.match(cut.text, /up to where it could be read/);
  assert.equal((await verify(scratch('not.json', 'hello'))).code, 'document.syntax');
});

test('hostile text is shown as text', async () => {
  await open();
  const nasty = '<img src=x onerror="window.owned=1">\u202eevil\u200b<script>window.owned=1</script>';
  const pack = JSON.parse(recorded('evidence-pack.json'));
  pack.meta.framework = nasty;
  pack.auditEntries[5].entryId = nasty;
  pack.auditEntries[7].developerId = nasty;
  pack.auditEntries[8][nasty] = 1;
  const shown = await verify(scratch('nasty.json', JSON.stringify(pack)));
  assert.equal(shown.verdict, 'broken');
  assert.match(shown.text, /<img src=x onerror="window\.owned=1"><U\+202E>evil<U\+200B>/);
  assert.doesNotMatch(shown.text, /\p{Cf}/u);
  assert.equal(await engine.driver.executeScript(() => window.owned ?? document.querySelectorAll('#result img, #result script').length), 0);
  assert.deepEqual(shown.violations, []);
});

test('the page asks its own server only, and for nothing but itself', async () => {
  server.requests.length = 0;
  await open();
  await verify(fixture('evidence-pack'));
  for (const path of server.requests) assert.match(path, /^\/($|app\.js|dom\.js|report\.js|style\.css|pkg\/(src|wasm)\/[\w.-]+$)/);
});

test('at 360 px nothing is cut off', async () => {
  await open();
  await engine.driver.manage().window().setRect({ width: 360, height: 800 });
  const shown = await verify(fixture('tampered-moved-entry'));
  assert.ok(shown.wider <= 0, `${shown.wider} px too wide`);
});
