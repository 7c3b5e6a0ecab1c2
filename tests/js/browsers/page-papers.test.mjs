// What is printed of several documents: what they say together, then each one's own paper, each from a page of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { verifySeries } from 'grantex-compliance';
import { engineName } from '../engines.mjs';
import { recorded } from '../packed.mjs';
import { fixture, Page } from './page-support.mjs';

let page;
before(async () => {
  page = await Page.start();
  await page.resize(1280, 900);
});
after(() => page?.close());

const whole = JSON.parse(recorded('evidence-pack.json'));
const time = (index) => whole.auditEntries[index].timestamp;

/** A stretch of the recorded pack, as the server would have sent it. */
function part(name, from, to, more) {
  const auditEntries = whole.auditEntries.slice(from, to);
  const counts = { total: auditEntries.length, success: 0, failure: 0, blocked: 0 };
  for (const { status } of auditEntries) counts[status] += 1;
  const pack = { ...whole, meta: { ...whole.meta, ...more }, summary: { ...whole.summary, auditEntries: counts }, auditEntries, chainIntegrity: { ...whole.chainIntegrity, checkedEntries: auditEntries.length } };
  return page.file(name, JSON.stringify(pack));
}

/** Three packs of one chain, of which the second and the third do not meet, and a file that is none. */
const files = () => [
  part('first.json', 0, 40, { until: time(39) }),
  part('second.json', 40, 70, { since: time(40), until: time(69) }),
  part('third.json', 90, 120, { since: time(90) }),
];

const papers = () => page.run(() => [...document.querySelectorAll('.workpaper')].map((paper) => ({ title: paper.querySelector('h1').textContent, verdict: paper.querySelector('.paper-verdict').textContent, text: paper.textContent })));

const inSeries = (files) => verifySeries(files.map((file) => ({ name: file.split(/[\\/]/).at(-1), input: readFileSync(file) })), { fingerprint: true, sample: 25 });

test('together, then one by one, whichever way they were dropped', async () => {
  await page.open();
  const dropped = files();
  await page.verify(...dropped);
  const first = await papers();
  assert.deepEqual(first.map(({ title, verdict }) => [title, verdict]), [
    ['Verification of 3 Grantex documents together', 'Inconclusive'],
    ['Verification of a Grantex document', 'Intact, but not anchored'],
    ['Verification of a Grantex document', 'Intact and anchored'],
    ['Verification of a Grantex document', 'Inconclusive'],
  ]);
  const { reports, ...series } = await inSeries(dropped);
  const [together, ...alone] = first.map(({ text }) => text);
  const wanted = [
    ...series.because.map(({ message, code }) => `${message} (${code})`),
    ...series.timelines.flatMap(({ developerId, stretches }) => [developerId, ...stretches.flatMap(({ from, to, entries }) => [`${from} to ${to}`, String(entries)])]),
    ...reports.map(({ report }) => `SHA-256 ${report.document.sha256}`),
    'the first of its chain here',
    'follows first.json without a gap',
    'does not reach back to second.json',
    `Nothing is known from ${time(69)} to ${time(90)}.`,
    '1 (first.json), 2 (second.json)',
    'from the beginning of the chain',
    series.schema,
    'not told: the window is only what the document says',
  ];
  assert.equal(series.timelines[0].stretches.length, 2);
  for (const text of wanted) assert.ok(together.includes(text), `${text}\n${together}`);
  assert.deepEqual(await page.run(() => [...document.querySelectorAll('.workpaper .paper-bar')].map((bar) => bar.getAttribute('class'))), ['paper-bar unanchored', 'paper-bar anchored', 'paper-bar gap', 'paper-bar inconclusive']);
  // Each one's own: all of its report.
  for (const [at, paper] of alone.entries()) {
    const { report } = reports[at];
    for (const text of [report.document.sha256, ...report.checks.flatMap(({ code, detail }) => [`(${code})`, detail]), ...report.findings.map(({ message }) => message), ...report.sample.entries.map(({ entryId }) => entryId), ...report.limits.map(({ message }) => message), ...report.claims.parts.map(({ code }) => `(${code})`)]) {
      assert.ok(paper.includes(text), `${at}: ${text}`);
    }
  }
  assert.match(alone[1], /Held against the checkpoint of first\.json\./);
  // Nothing of when, where or how fast they were made.
  for (const { text } of first) assert.doesNotMatch(text, new RegExp(`${new Date().getFullYear() + 1}-|\\d ms\\b|workers?\\b`));
  // The same papers again, also after another document's, in another order, and whichever of them is on show.
  await page.verify(fixture('tampered-action'));
  assert.equal((await papers()).length, 1);
  await page.verify(...dropped.toReversed());
  assert.deepEqual(await papers(), first);
  await page.run(() => document.querySelectorAll('li.member .open')[2].click());
  await page.read();
  assert.deepEqual(await papers(), first);
  // The first stands alone as it stands among others.
  await page.verify(dropped[0]);
  assert.deepEqual(await papers(), [first[1]]);
});

test('one that contradicts another, one that is broken, one that can not be read', async () => {
  await page.open();
  const broken = page.file('changed.json', JSON.stringify({ ...whole, auditEntries: whole.auditEntries.map((entry, index) => (index === 5 ? { ...entry, action: 'nothing.happened' } : entry)) }));
  const bad = page.file('bad.json', '<html>hello</html>');
  const dropped = [broken, ...files().slice(0, 1), bad];
  await page.verify(...dropped);
  const { reports: _, ...series } = await inSeries(dropped);
  const [together, ...alone] = await papers();
  assert.equal(together.verdict, 'Broken');
  assert.ok(series.because.length >= 2);
  for (const { message, code } of series.because) assert.ok(together.text.includes(`${message} (${code})`), message);
  assert.deepEqual(alone.map(({ verdict }) => verdict).sort(), ['Broken', 'Could not be verified', 'Intact, but not anchored']);
  const unreadable = alone.find(({ verdict }) => verdict === 'Could not be verified').text;
  assert.match(unreadable, /bad\.json/);
  assert.doesNotMatch(unreadable, /intact|inconclusive/i, 'no verdict stands on it');
  // Read half way: what was found up to there, and that it is no verdict.
  await page.verify(page.file('cut.json', recorded('tampered-action.json').subarray(0, 80_000)));
  const [cut] = await papers();
  assert.equal(cut.verdict, 'Could not be verified');
  assert.match(cut.text, /It is no verdict on the whole\. Up to there: broken\./);
  assert.match(cut.text, /Entry changed \(chain\.content-mismatch\)/);
});

/** Prints what is on the page; gives the number of its pages. */
async function printed() {
  const pdf = Buffer.from(await page.engine.driver.printPage(), 'base64');
  const plain = pdf.toString('latin1');
  assert.match(plain, /^%PDF-/);
  // Firefox packs the pages' descriptions into streams; Chromium leaves them as they are.
  const streams = [...plain.matchAll(/\/ObjStm[^]*?stream\r?\n/g)].map(({ index, 0: { length } }) => inflateSync(pdf.subarray(index + length)).toString('latin1'));
  return [plain, ...streams].join('\n').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

test('each begins on a page of its own', async () => {
  await page.open();
  await page.verify(...files());
  const rules = await page.run(() => {
    const print = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]).filter((rule) => rule.media?.mediaText === 'print').flatMap(({ cssRules }) => [...cssRules]);
    return [...document.querySelectorAll('.workpaper')].map((paper) => print.filter((rule) => rule.style?.breakBefore === 'page' && paper.matches(rule.selectorText)).length);
  });
  assert.deepEqual(rules, [0, 1, 1, 1]);
  // Only Chromium and Firefox print through their drivers; the style sheet is the same for all.
  if (engineName === 'webkit') return;
  const all = await printed();
  const count = rules.length;
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    await page.run((at) => {
      window.all ??= [...document.querySelectorAll('.workpaper')];
      document.getElementById('papers').replaceChildren(window.all[at]);
    }, at);
    const own = await printed();
    assert.ok(own >= 1);
    sum += own;
  }
  assert.equal(all, sum, 'no two papers share a page');
});

test('the button prints all of them, once they are made', async () => {
  await page.open();
  await page.run(() => (window.print = () => (window.printedPapers = document.querySelectorAll('.workpaper').length)));
  await page.choose(...files());
  await page.engine.waitFor(() => document.querySelector('[data-keep=series-papers]') !== null);
  await page.click('[data-keep=series-papers]');
  assert.equal(await page.engine.waitFor(() => window.printedPapers), 4);
  await page.read();
  await page.run(() => (window.printedPapers = 0));
  await page.click('[data-keep=print]');
  assert.equal(await page.engine.waitFor(() => window.printedPapers), 4);
  await page.screenshot('series-papers', '#series');
  await page.stumbles('several packs, with what can be kept of them');
});
