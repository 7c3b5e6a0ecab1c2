// The page's table of the summary's numbers against those of the records: what agrees, what does not, and what can't be said.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { verifyDocument } from 'grantex-compliance';
import { recorded } from '../packed.mjs';
import { fixture, Page } from './page-support.mjs';

let page;
before(async () => {
  page = await Page.start();
  await page.resize(1280, 900);
});
after(() => page?.close());

const HEAD = ['What', 'The summary says', 'Records in the pack', 'Compared'];

/** The table as it is read, the sentence above it, and how each row looks. */
const shown = () =>
  page.run(() => {
    const heading = [...document.querySelectorAll('#claim h4')].find((one) => one.textContent === 'The summary against the records');
    const table = heading.nextElementSibling.nextElementSibling.querySelector('table');
    const rows = [...table.querySelectorAll('tbody tr')];
    const look = (row) => {
      const { color, fontWeight } = getComputedStyle(row.lastElementChild);
      return { color, fontWeight };
    };
    return {
      sentence: heading.nextElementSibling.textContent,
      head: [...table.querySelectorAll('thead th')].map((cell) => cell.textContent),
      rows: rows.map((row) => [...row.children].map((cell) => cell.textContent)),
      scopes: rows.map((row) => row.firstElementChild.getAttribute('scope')),
      looks: rows.map(look),
    };
  });

/** The recorded pack, changed. */
const pack = (change) => {
  const pack = JSON.parse(recorded('evidence-pack.json'));
  change(pack);
  return page.file('counts.json', JSON.stringify(pack));
};

test('a pack whose numbers agree', async () => {
  await page.open();
  await page.verify(fixture('evidence-pack'));
  const { sentence, head, rows, scopes, looks } = await shown();
  assert.deepEqual(head, HEAD);
  assert.deepEqual(rows, [
    ['Audit entries', '120', '120', 'the same'],
    ['– success', '80', '80', 'the same'],
    ['– failure', '20', '20', 'the same'],
    ['– blocked', '20', '20', 'the same'],
    ['Grants', '8', '8', 'the same'],
    ['Policies', '3', '3', 'the same'],
    ['Agents', '3', 'not in the pack', 'not compared'],
  ]);
  assert.equal(sentence, "The summary's counts are those of the rows.");
  assert.deepEqual([...new Set(scopes)], ['row']);
  assert.equal(new Set(looks.map(({ color }) => color)).size, 1, 'nothing stands out');
});

test('a pack whose numbers disagree says so in words, and by how much', async () => {
  await page.open();
  const file = pack(({ summary }) => {
    summary.auditEntries = { total: 1_121, success: 80, failure: 19, blocked: 1_022 };
    summary.grants.total = 9;
    summary.policies.total = 1;
  });
  await page.verify(file);
  const { sentence, rows, looks } = await shown();
  assert.deepEqual(rows, [
    ['Audit entries', '1,121', '120', '≠ differs by 1,001'],
    ['– success', '80', '80', 'the same'],
    ['– failure', '19', '20', '≠ differs by 1'],
    ['– blocked', '1,022', '20', '≠ differs by 1,002'],
    ['Grants', '9', '8', '≠ differs by 1'],
    ['Policies', '1', '3', '≠ differs by 2'],
    ['Agents', '3', 'not in the pack', 'not compared'],
  ]);
  assert.equal(sentence, "The summary's counts are not those of the rows.");
  // The colour and the weight come on top of the words.
  const differs = rows.map((row) => row[3].startsWith('≠'));
  for (const name of ['color', 'fontWeight']) {
    const values = [true, false].map((one) => new Set(looks.filter((_, at) => differs[at] === one).map((look) => look[name])));
    assert.deepEqual(values.map(({ size }) => size), [1, 1], name);
    assert.notDeepEqual([...values[0]], [...values[1]], name);
  }
  // The report finds the same three parts.
  const { findings } = await verifyDocument(readFileSync(file));
  const pointers = findings.filter(({ code }) => code === 'pack.count-mismatch').map(({ pointer }) => pointer);
  assert.deepEqual(pointers.sort(), ['/summary/auditEntries', '/summary/grants', '/summary/policies']);
  await page.screenshot('counts', '#claim');
  await page.stumbles('counts that differ');
});

test('what is no count, is not said, or was not read to its end is not called a difference of numbers', async () => {
  await page.open();
  await page.verify(
    pack(({ summary }) => {
      summary.auditEntries.total = '120';
      summary.auditEntries.success = 79.6;
      delete summary.grants;
      summary.policies.total = null;
    }),
  );
  assert.deepEqual((await shown()).rows, [
    ['Audit entries', '"120"', '120', '≠ not a count'],
    ['– success', '79.6', '80', '≠ not a count'],
    ['– failure', '20', '20', 'the same'],
    ['– blocked', '20', '20', 'the same'],
    ['Grants', '–', '8', 'the summary does not say'],
    ['Policies', 'null', '3', '≠ not a count'],
    ['Agents', '3', 'not in the pack', 'not compared'],
  ]);
  const cut = recorded('evidence-pack.json').subarray(0, 40_000);
  await page.verify(page.file('cut.json', cut));
  const { rows } = await shown();
  assert.ok(Number(rows[0][2]) > 0 && Number(rows[0][2]) < 120);
  assert.deepEqual([...new Set(rows.map((row) => row[3]))], ['not compared']);
});
