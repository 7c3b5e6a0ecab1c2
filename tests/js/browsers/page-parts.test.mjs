// The parts of the verification page: picture, entries, several packs, the API, keeping the proof, and the page in one file.
import assert from 'node:assert/strict';
import { copyFileSync, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { verifyDocument } from 'grantex-compliance';
import { startDevServer } from '../../server/dev-server.mjs';
import { streamPack } from '../../generator/pack.mjs';
import { engineName } from '../engines.mjs';
import { table } from '../expectations.mjs';
import { recorded } from '../packed.mjs';
import { fixture, Page, pageFolder } from './page-support.mjs';

let page;
let api;
before(async () => {
  api = await startDevServer();
  page = await Page.start();
  await page.resize(1280, 900);
});
after(async () => {
  await page?.close();
  await api?.close();
});

/** The page in one file, somewhere on a disk. */
function singleFile() {
  const copy = join(page.folder, 'grantex-verify.html');
  copyFileSync(join(pageFolder, 'grantex-verify.html'), copy);
  return pathToFileURL(copy).href;
}

const openEntry = async (index) => {
  await page.click(`[data-index="${index}"] .open`);
  return await page.engine.waitFor((index) => document.querySelector('dialog[open] h2')?.textContent.startsWith(`Entry ${index} `) && document.querySelector('dialog').innerText, [index]);
};

test('each sample is one click away, and says that it is one', async () => {
  await page.open();
  for (const [sample, badge, look] of [
    ['intact', 'Intact, but not anchored', 'unanchored'],
    ['tampered', 'Broken', 'broken'],
    ['shortened', 'Broken', 'broken'],
  ]) {
    await page.run(() => document.getElementById('result').replaceChildren());
    await page.click(`[data-sample=${sample}]`);
    const shown = await page.read();
    assert.equal(shown.badge, badge);
    assert.match(shown.look, new RegExp(`\\b${look}\\b`));
    assert.match(shown.text, /This is a sample/);
    assert.deepEqual(shown.violations, []);
    await page.screenshot(`sample-${sample}`);
    await page.stumbles(sample);
  }
  assert.deepEqual((await page.read()).errors, [['checkpoint.mismatch']]);
  // What came with a sample is not held against anything else.
  assert.equal((await page.verify(fixture('deleted-tail'))).verdict, 'intact');
});

test('an entry shows its hashes, and what it said before, where that can be known', async () => {
  await page.open();
  for (const [file, index, member, before] of [
    ['tampered-action', 60, 'action', '"email.read"'],
    ['tampered-status', 23, 'status', '"blocked"'],
    ['tampered-two-principals', 60, 'principalId', '"user_100"'],
  ]) {
    await page.verify(fixture(file));
    await openEntry(index);
    const known = await page.engine.waitFor(() => {
      const known = document.querySelector('dialog .known');
      return known && { member: known.dataset.member, before: known.querySelector('dd').textContent, marked: [...document.querySelectorAll('dialog .preimage .was, dialog .preimage .is')].length };
    });
    assert.deepEqual([known.member, known.before], [member, before], file);
    assert.ok(known.marked >= 1, file);
    await page.screenshot(`entry-${file}`);
    await page.stumbles(`the entry of ${file}`);
    await page.run(() => document.querySelector('dialog').close());
  }
  // A value that stands nowhere else can't be known, and is not guessed.
  await page.verify(fixture('tampered-metadata'));
  await openEntry(46);
  await page.engine.waitFor(() => /can’t be known|was changed/.test(document.querySelector('dialog .difference').textContent));
  // A good entry: no difference is looked for; its neighbours are a click away.
  await page.click('dialog [data-go="47"]');
  const good = await page.engine.waitFor(() => document.querySelector('dialog h2')?.textContent.startsWith('Entry 47 ') && document.querySelector('dialog').innerText);
  assert.match(good, /Its hash is the hash of what it says/);
  assert.match(good, /It names the entry before it/);
});

test('the picture: keys move it, breaks are gone to and opened', async () => {
  await page.open();
  await page.verify(fixture('deleted-entry'));
  const line = () => page.run(() => document.querySelector('.picture-line').textContent);
  await page.engine.waitFor(() => document.querySelector('.plot canvas') !== null && document.querySelector('.picture-line').textContent !== '');
  assert.match(await line(), /119 entries, .* 1 break or warning marked/);
  const plot = page.find('.plot');
  const keys = async (...keys) => plot.sendKeys(...keys);
  await keys('+');
  await page.engine.waitFor(() => /\d+ of 119 entries/.test(document.querySelector('.picture-line').textContent));
  await keys('n');
  await page.engine.waitFor(() => /^Entry 60,/.test(document.querySelector('.picture-line').textContent));
  await page.screenshot('picture', '#picture');
  await keys('\uE007');
  await page.engine.waitFor(() => document.querySelector('dialog[open] h2')?.textContent.startsWith('Entry 60 '));
  await page.run(() => document.querySelector('dialog').close());
  // The verdict itself says where to look first.
  await page.click('.verdict .first-broken .open');
  await page.engine.waitFor(() => document.querySelector('dialog[open] h2')?.textContent.startsWith('Entry 60 '));
  await page.run(() => document.querySelector('dialog').close());
  // With the pointer: the break that was gone to stands in the middle; a stretch is drawn to look closer.
  const over = page.find('.chart-over');
  const pointer = () => page.engine.driver.actions({ async: true });
  await page.run(() => document.querySelector('.plot').scrollIntoView({ block: 'center', behavior: 'instant' }));
  await pointer().move({ origin: over, x: 0, y: 10 }).press().release().perform();
  await page.engine.waitFor(() => document.querySelector('dialog[open] h2')?.textContent.startsWith('Entry 60 '));
  await page.run(() => document.querySelector('dialog').close());
  await page.click('[data-picture=all]');
  await page.engine.waitFor(() => document.querySelector('.picture-line').textContent !== '');
  await pointer().move({ origin: over, x: -200, y: 0 }).press().move({ origin: over, x: -100, y: 0 }).move({ origin: over, x: 100, y: 0 }).perform();
  assert.equal(await page.run(() => Math.round(document.querySelector('.chart-stretch').offsetWidth)), 300);
  await pointer().release().perform();
  assert.ok(await page.run(() => document.querySelector('.chart-stretch').hidden));
  await pointer().move({ origin: page.find('#picture h3') }).perform();
  await page.engine.waitFor(() => /^\d+ of 119 entries/.test(document.querySelector('.picture-line').textContent));
  await page.click('[data-picture=all]');
  await page.engine.waitFor(() => /^119 entries/.test(document.querySelector('.picture-line').textContent));
  // The same in numbers.
  await page.click('.as-table summary');
  const sum = await page.engine.waitFor(() => {
    const cells = [...document.querySelectorAll('.as-table tbody tr td:nth-child(2)')];
    return cells.length > 0 && cells.reduce((sum, cell) => sum + Number(cell.textContent), 0);
  });
  assert.equal(sum, 119);
});

test('entries are sorted, filtered and searched', async () => {
  await page.open();
  await page.verify(fixture('tampered-two-principals'));
  const rows = () => page.run(() => ({ count: document.querySelector('#entries [role=table]').getAttribute('aria-rowcount'), first: document.querySelector('#entries .vt-body .vt-row')?.innerText.split('\n')[0] }));
  const become = (count, first) => page.engine.waitFor((count, first) => document.querySelector('#entries [role=table]').getAttribute('aria-rowcount') === count && (first === null || document.querySelector('#entries .vt-body .vt-row')?.querySelector('.open').textContent === first), [count, first]);
  await become('121', '0');
  const choose = (filter, value) =>
    page.run((filter, value) => {
      const select = document.querySelector(`#entries [data-filter=${filter}]`);
      select.value = value;
      select.dispatchEvent(new Event('change'));
    }, filter, value);
  await choose('contents', '1');
  await become('3', '60');
  await choose('contents', '0');
  await page.click('#entries [data-sort=index] button');
  await become('121', '0');
  await page.click('#entries [data-sort=index] button');
  await become('121', '119');
  const entry = JSON.parse(recorded('tampered-two-principals.json')).auditEntries[7];
  await page.find('#entries input[type=search]').sendKeys(entry.entryId, '\uE007');
  await become('2', '7');
  assert.ok((await rows()).count);
});

test('what was proved and what was not stands beside the verdict: the claim ledger', async () => {
  await page.open();
  for (const file of ['evidence-pack', 'evidence-pack-eras', 'tampered-two-principals', 'export-audit-blocked']) {
    await page.verify(fixture(file));
    const { claims } = await verifyDocument(recorded(`${file}.json`));
    const shown = await page.run(() => ({
      items: [...document.querySelectorAll('[data-part]')].map(({ dataset, textContent }) => [dataset.part, dataset.outcome, dataset.binding, textContent]),
      lines: [...document.querySelectorAll('[data-claim]')].map(({ dataset }) => [dataset.claim, dataset.binding]),
      shares: [...document.querySelectorAll('[data-share]')].reduce((sum, { dataset }) => sum + Number(dataset.count), 0),
      words: document.querySelector('.coverage').textContent,
      sides: [...document.querySelectorAll('[data-part]')].every((item) => item.closest('.side').classList.contains('proved') === (item.dataset.outcome === 'proved')),
    }));
    const names = { proved: 'proved', contradicted: 'contradicted', notEstablished: 'not-established', notChecked: 'not-checked' };
    const all = (code) => claims.parts.filter((one) => one.code === code).flatMap(({ statements }) => Object.values(statements)).reduce((a, b) => a + b, 0);
    const expected = claims.parts.flatMap(({ code, binding, statements }) => Object.entries(statements).filter(([, n]) => n > 0).map(([name, n]) => [code, names[name], binding, n === all(code) ? '' : `(${n.toLocaleString('en-US')} of ${all(code).toLocaleString('en-US')})`]));
    assert.deepEqual(shown.items.map(([code, outcome, binding, text]) => [code, outcome, binding, /\(.*\)$/.exec(text)?.[0] ?? '']).sort(), expected.sort(), file);
    assert.deepEqual(shown.lines, claims.parts.map(({ code, binding }) => [code, binding]), file);
    assert.ok(shown.sides);
    assert.equal(shown.shares, claims.coverage.statements, file);
    for (const percent of [claims.coverage.provedPercent, claims.coverage.boundPercent, claims.coverage.boundEntryBytesPercent]) assert.ok(shown.words.includes(`${percent} %`), shown.words);
    assert.match(shown.words, /Counted are statements/);
  }
});

test('summary, grants and policies: shown, sorted, searched', async () => {
  await page.open();
  await page.verify(fixture('evidence-pack'));
  const { grants, policies, summary } = JSON.parse(recorded('evidence-pack.json'));
  const column = (table, at) => page.run((table, at) => [...document.querySelectorAll('#records [role=table]')[table].querySelectorAll('.vt-body .vt-row')].map((row) => row.children[at].textContent), table, at);
  const become = (table, at, expected) => page.engine.waitFor((table, at, expected) => JSON.stringify([...(document.querySelectorAll('#records [role=table]')[table]?.querySelectorAll('.vt-body .vt-row') ?? [])].map((row) => row.children[at].textContent)) === expected, [table, at, JSON.stringify(expected)]);
  await become(0, 0, grants.map(({ grantId }) => grantId));
  await become(1, 0, policies.map(({ name }) => name));
  assert.deepEqual(await column(0, 1), grants.map(({ status }) => status));
  const facts = await page.run(() => document.querySelector('#records .facts').textContent);
  assert.ok(facts.includes(summary.plan) && facts.includes(`total ${summary.auditEntries.total}`));
  await page.click('#records [data-sort=issuedAt] button');
  await become(0, 5, grants.map(({ issuedAt }) => issuedAt).sort());
  await page.click('#records [data-sort=issuedAt] button');
  await become(0, 5, grants.map(({ issuedAt }) => issuedAt).sort().reverse());
  await page.find('#records input[type=search]').sendKeys('revoked');
  await become(0, 1, grants.filter(({ status }) => status === 'revoked').map(({ status }) => status));
});

test("the server's claim is marked where it is wrong, with what its check could not notice", async () => {
  await page.open();
  const claimed = async (file) => {
    await page.verify(file);
    return await page.run(() => ({
      agrees: document.querySelector('[data-agrees]').dataset.agrees,
      asModelled: document.querySelector('[data-as-modelled]').dataset.asModelled,
      wrong: [...document.querySelectorAll('#claim .wrong')].map((cell) => cell.closest('tr').querySelector('th').textContent),
      notReached: document.querySelector('[data-not-reached]')?.dataset.notReached ?? null,
      notNoticed: document.querySelector('[data-not-noticed]')?.dataset.notNoticed ?? null,
    }));
  };
  const none = { notReached: null, notNoticed: null };
  assert.deepEqual(await claimed(fixture('evidence-pack')), { agrees: 'true', asModelled: 'true', wrong: [], ...none });
  assert.deepEqual(await claimed(fixture('tampered-two-principals')), { agrees: 'true', asModelled: 'true', wrong: [], ...none, notReached: '59' });
  assert.deepEqual(await claimed(fixture('deleted-head')), { agrees: 'false', asModelled: 'true', wrong: ['Chain valid'], ...none, notNoticed: 'chain.genesis-missing' });
  const lie = JSON.parse(recorded('tampered-action.json'));
  lie.chainIntegrity = { valid: true, checkedEntries: 120, firstBrokenAt: null, reason: null };
  assert.deepEqual(await claimed(page.file('lie.json', JSON.stringify(lie))), { agrees: 'false', asModelled: 'false', wrong: ['Chain valid'], ...none, notReached: '59' });
  lie.chainIntegrity = { valid: false, checkedEntries: 3, firstBrokenAt: lie.auditEntries[3].entryId, reason: 'link' };
  assert.deepEqual((await claimed(page.file('lie.json', JSON.stringify(lie)))).wrong, ['First broken entry', 'Because of']);
});

test('policies changed inside the period, the sample, and the criteria', async () => {
  await page.open();
  const pack = JSON.parse(recorded('evidence-pack-window.json'));
  pack.policies[1].updatedAt = pack.auditEntries[20].timestamp;
  const file = page.file('policies.json', JSON.stringify(pack));
  await page.verify(file);
  const report = await verifyDocument(readFileSync(file), { sample: 25, fingerprint: true });
  assert.equal(report.policyChanges.total >= 1, true);
  const changes = await page.run(() => ({ total: document.querySelector('.policy-changes').dataset.total, text: document.querySelector('.policy-changes').textContent, paper: document.querySelector('.workpaper').textContent }));
  assert.equal(changes.total, String(report.policyChanges.total));
  for (const { name, updatedAt } of report.policyChanges.latest) for (const text of [changes.text, changes.paper]) assert.ok(text.includes(name) && text.includes(updatedAt), name);

  assert.equal(report.sample.entries.length, 25);
  assert.deepEqual(await page.run(() => [...document.querySelectorAll('[data-drawn]')].map(({ dataset }) => Number(dataset.drawn))), report.sample.entries.map(({ index }) => index));
  const [{ index }] = report.sample.entries;
  await page.click(`[data-drawn="${index}"] .open`);
  await page.engine.waitFor((index) => document.querySelector('dialog[open] h2')?.textContent.startsWith(`Entry ${index} `), [index]);
  await page.run(() => document.querySelector('dialog').close());

  const criteria = await page.run(() => [...document.querySelectorAll('[data-criterion]')].map(({ dataset }) => [dataset.framework, dataset.criterion]));
  assert.deepEqual(criteria, report.controls.map(({ framework, criterion }) => [framework, criterion]));
  const words = await page.run(() => document.querySelector('#controls').textContent);
  assert.match(words, /None of these outcomes says that a criterion is met/);
  assert.match(words, /no certification/);
  assert.doesNotMatch(words, /complian(t|ce)|certified|fulfil|satisf/i);
});

test('findings are filtered and searched', async () => {
  await page.open();
  await page.verify(fixture('tampered-action'));
  const kinds = () => page.run(() => [...document.querySelectorAll('.severity details')].map(({ dataset }) => `${dataset.code} ${dataset.count}`));
  assert.deepEqual(await kinds(), ['chain.content-mismatch 1', 'access.after-revocation 25']);
  await page.find('#findings input[type=search]').sendKeys('entry 60');
  assert.deepEqual(await kinds(), ['chain.content-mismatch 1']);
  await page.click('#access [data-access="access.after-revocation"] button');
  await page.find('#findings input[type=search]').clear();
  await page.engine.waitFor(() => document.querySelectorAll('.severity details').length === 1);
  assert.deepEqual(await kinds(), ['access.after-revocation 25']);
});

test('several packs are put in order and joined', async () => {
  await page.open();
  const whole = JSON.parse(recorded('evidence-pack.json'));
  const cut = (from, to, more) => {
    const auditEntries = whole.auditEntries.slice(from, to);
    const counts = { total: auditEntries.length, success: 0, failure: 0, blocked: 0 };
    for (const { status } of auditEntries) counts[status] += 1;
    const meta = { ...whole.meta, ...more };
    return JSON.stringify({ ...whole, meta, summary: { ...whole.summary, auditEntries: counts }, auditEntries, chainIntegrity: { ...whole.chainIntegrity, checkedEntries: auditEntries.length } });
  };
  const time = (index) => whole.auditEntries[index].timestamp;
  const files = [page.file('second.json', cut(60, 120, { since: time(60) })), page.file('first.json', cut(0, 60, { until: time(59) }))];
  const shown = await page.verify(...files);
  const members = await page.run(() => [...document.querySelectorAll('li.member')].map((member) => [member.querySelector('.open').textContent, member.dataset.verdict, member.dataset.assurance, member.dataset.relation]));
  assert.deepEqual(members, [
    ['first.json', 'intact', 'unanchored', 'first'],
    ['second.json', 'intact', 'anchored', 'joined'],
  ]);
  assert.match(shown.badge, /not anchored/);
  assert.equal(await page.run(() => document.querySelector('.together').dataset.verdict), 'intact');
  await page.screenshot('series', '#series');
  await page.stumbles('several packs');
  await page.run(() => document.querySelectorAll('li.member .open')[1].click());
  assert.equal((await page.read()).badge, 'Intact and anchored');
  // A pack that lost its tail contradicts the one before it.
  await page.verify(fixture('evidence-pack'), fixture('deleted-tail'));
  const relations = () => page.run(() => [document.querySelector('.together').dataset.verdict, ...[...document.querySelectorAll('li.member')].map(({ dataset }) => dataset.relation)]);
  assert.equal((await relations())[0], 'broken');
  assert.equal((await relations())[2], 'contradiction');
  // What lies between two that do not meet is not known; one that can't be read is said beside the others.
  await page.verify(page.file('early.json', cut(0, 40, { until: time(39) })), page.file('late.json', cut(80, 120, { since: time(80) })));
  assert.deepEqual(await relations(), ['inconclusive', 'first', 'gap']);
  // The timeline has a bar for each, and one for what is missing between them.
  assert.deepEqual(await page.run(() => [...document.querySelectorAll('.timeline rect')].map((bar) => bar.getAttribute('class'))), ['bar unanchored', 'bar gap', 'bar inconclusive']);
  assert.equal(await page.run(() => document.querySelectorAll('.join.gap').length > 0), true);
  await page.screenshot('series-gap', '#series');
  await page.verify(page.file('first.json', cut(0, 60, { until: time(59) })), page.file('bad.json', 'hello'));
  assert.deepEqual(await page.run(() => [...document.querySelectorAll('li.member')].map(({ dataset }) => dataset.phase).sort()), ['unreadable', 'verified']);
});

async function fetchFrom(baseUrl, key, more = {}, framework = '') {
  await page.run(() => {
    document.getElementById('result').replaceChildren();
    document.querySelector('.fetch').open = true;
  });
  for (const [name, value] of Object.entries({ baseUrl, apiKey: key, fetchSince: '', fetchUntil: '', ...more })) {
    const field = await page.find(`[name=${name}]`);
    await field.clear();
    if (value !== '') await field.sendKeys(value);
  }
  await page.run((framework) => (document.querySelector('[name=framework]').value = framework), framework);
  await page.click('.fetch-form [type=submit]');
}

test('a pack is fetched, verified against what was asked, and kept as it came', async () => {
  await page.open();
  api.seen.length = 0;
  await fetchFrom(api.origin, 'gx_dev_recorded');
  const shown = await page.read();
  assert.equal(shown.badge, 'Intact, but not anchored');
  assert.equal(shown.outcomes['pack.request'], 'passed');
  assert.deepEqual(shown.violations, []);
  assert.ok(api.seen.some(({ headers }) => headers.authorization === 'Bearer gx_dev_recorded'));
  // The key is in its field, and in nothing that outlives the page.
  assert.equal(await page.run(() => localStorage.length + sessionStorage.length + Number(document.cookie !== '') + Number(document.documentElement.outerHTML.includes('gx_dev_recorded'))), 0);
  // The document can be looked into, and saved byte for byte.
  const saved = await page.run(() => {
    const parts = [];
    window.saved = null;
    const original = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      blob.text().then((text) => (window.saved = text));
      return original(blob);
    };
    document.querySelector('[data-keep=document]').click();
    return parts;
  });
  assert.deepEqual(saved, []);
  assert.equal(await page.engine.waitFor(() => window.saved), recorded('evidence-pack.json').toString());
  // A window and a framework, told to the server and to the verifier alike.
  api.seen.length = 0;
  const { since, until } = JSON.parse(recorded('evidence-pack-window.json')).meta;
  await fetchFrom(api.origin, 'gx_dev_recorded', { fetchSince: since, fetchUntil: until }, 'gdpr');
  const windowed = await page.read();
  assert.equal(windowed.outcomes['pack.request'], 'passed');
  assert.equal(windowed.outcomes['pack.window'], 'passed');
  assert.ok(api.seen.some(({ url }) => url.includes(`since=${encodeURIComponent(since)}`) && url.includes(`until=${encodeURIComponent(until)}`) && url.includes('framework=gdpr')));
  // The key is forgotten when that is wanted.
  await page.run(() => [...document.querySelectorAll('.fetch-form button')].at(-1).click());
  assert.equal(await page.run(() => document.querySelector('[name=apiKey]').value), '');
});

test('what goes wrong with the API is said so that one can act on it', async () => {
  await page.open();
  await fetchFrom(api.origin, 'wrong');
  const refused = await page.read();
  assert.match(refused.text, /does not accept this key \(401\)/);
  assert.equal(refused.verdict, 'error');
  await page.screenshot('fetch-refused');
  await page.stumbles('a refused key');
  await fetchFrom(`${api.origin}/fault/429;retry-after=1`, 'gx_dev_recorded');
  assert.match((await page.read(90_000)).text, /too many requests with this key \(429\)/);
  // Another origin whose answers this page may not read.
  const closed = await startDevServer({ pages: /^https:\/\/nobody\.example$/ });
  try {
    await fetchFrom(closed.origin, 'gx_dev_recorded');
    assert.match((await page.read(90_000)).text, /does not let pages of http:\/\/127\.0\.0\.1:\d+ read its answers \(CORS\)/);
  } finally {
    await closed.close();
  }
});

test('what runs can be cancelled', async () => {
  await page.open();
  await fetchFrom(`${api.origin}/fault/stall`, 'gx_dev_recorded');
  await page.engine.waitFor(() => !document.getElementById('progress').hidden);
  await page.stumbles('while it runs');
  await page.click('#cancel');
  await page.engine.waitFor(() => document.querySelector('[data-phase=cancelled]') !== null && document.getElementById('progress').hidden);
  await page.stumbles('cancelled');
  assert.equal((await page.verify(fixture('evidence-pack'))).verdict, 'intact');
});

test('a file is cancelled half way, and nothing is said about it', async () => {
  const large = join(page.folder, 'half-way.json');
  await pipeline(Readable.from(streamPack({ entries: 200_000, seed: 5 })), createWriteStream(large));
  await page.open();
  await page.run(() => {
    window.cancelledAt = null;
    new MutationObserver(() => {
      const { value, position } = document.getElementById('progress-bar');
      if (window.cancelledAt !== null || position <= 0 || position >= 1 || !/, [1-9][\d,]* entr/.test(document.getElementById('progress-text').textContent)) return;
      window.cancelledAt = value;
      document.getElementById('cancel').click();
    }).observe(document.getElementById('progress'), { childList: true, subtree: true, characterData: true });
  });
  await page.choose(large);
  await page.engine.waitFor(() => document.querySelector('[data-phase=cancelled]') !== null && document.getElementById('progress').hidden);
  const at = await page.run(() => window.cancelledAt);
  assert.ok(at > 0 && at < 1, String(at));
  assert.equal(await page.run(() => document.querySelectorAll('.verdict, .report').length), 0);
  // It stays that way, and the next document is verified as if there had been none before.
  await page.run(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  assert.equal(await page.run(() => document.querySelectorAll('.verdict, .report').length), 0);
  assert.equal((await page.verify(fixture('evidence-pack'))).verdict, 'intact');
});

test('the proof is kept: report, findings, checkpoint', async () => {
  await page.open();
  const savedBy = async (id) => {
    await page.run((id) => {
      window.saved = null;
      URL.createObjectURL = (blob) => {
        blob.text().then((text) => (window.saved = text));
        return 'data:,';
      };
      document.querySelector(`[data-keep=${id}]`).click();
    }, id);
    return await page.engine.waitFor(() => window.saved);
  };
  await page.verify(fixture('tampered-action'));
  const { run, ...report } = JSON.parse(await savedBy('report'));
  const { run: _, ...expected } = await verifyDocument(recorded('tampered-action.json'), { fingerprint: true, sample: 25 });
  assert.deepEqual(report, expected);
  const csv = await savedBy('findings');
  assert.equal(csv.split('\r\n').length, 1 + 26 + 1);
  assert.doesNotMatch(csv, /(^|,|")[=+@-]/m);
  await page.verify(fixture('evidence-pack'));
  const { savedAt, ...checkpoint } = JSON.parse(await savedBy('checkpoint'));
  assert.match(savedAt, /^\d{4}-/);
  assert.deepEqual(checkpoint, (await verifyDocument(recorded('evidence-pack.json'), { fingerprint: true })).checkpoint);
});

test('the workpaper is all that is printed, and the same for the same document', async () => {
  await page.open();
  const papers = [];
  for (const turn of [1, 2]) {
    await page.verify(fixture('tampered-two-principals'));
    papers.push(await page.run(() => document.querySelector('.workpaper').textContent));
    if (turn === 1) await page.verify(fixture('evidence-pack'));
  }
  assert.equal(papers[0], papers[1]);
  // Whichever form of the page printed it.
  await page.open(singleFile());
  await page.verify(fixture('tampered-two-principals'));
  assert.equal(await page.run(() => document.querySelector('.workpaper').textContent), papers[0]);
  const report = await verifyDocument(recorded('tampered-two-principals.json'), { fingerprint: true, sample: 25 });
  const wanted = [
    report.document.sha256,
    ...report.limits.map(({ message }) => message),
    ...report.checks.flatMap(({ code, detail }) => [`(${code})`, detail]),
    ...report.findings.map(({ message }) => message),
    ...report.sample.entries.map(({ entryId }) => entryId),
    ...report.claims.parts.map(({ code }) => `(${code})`),
    ...report.controls.map(({ criterion }) => criterion),
    `${report.claims.coverage.provedPercent} %`,
    report.run.engine,
    report.schema,
    'not told: the window is only what the document says',
    'This is no certification',
  ];
  for (const text of wanted) assert.ok(papers[0].includes(text), text);
  // Nothing of when, where or how fast it was made.
  assert.doesNotMatch(papers[0], new RegExp(`${new Date().getFullYear() + 1}-|\\d ms\\b|workers?\\b`));
  // Only Chromium and Firefox print through their drivers; the style sheet is the same for all.
  if (engineName === 'webkit') return;
  const pdf = await page.engine.driver.printPage();
  assert.match(Buffer.from(pdf, 'base64').subarray(0, 5).toString(), /%PDF-/);
});

test('whatever it shows, it can be used by everybody', async () => {
  await page.open();
  await page.stumbles('nothing yet');
  await page.run(() => (document.querySelector('.fetch').open = true));
  await page.stumbles('the form for an API');
  await page.verify(fixture('same-millisecond-fork'));
  await page.run(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  await page.screenshot('inconclusive');
  await page.stumbles('inconclusive, all of it unfolded');
  const { checkpoint } = await verifyDocument(recorded('evidence-pack.json'));
  await page.verify(page.file('checkpoint.json', JSON.stringify(checkpoint)), fixture('evidence-pack'));
  await page.screenshot('anchored');
  await page.stumbles('anchored');
  await page.click('#checkpoint-note button');
  await page.verify(page.file('cut.json', recorded('tampered-metadata.json').subarray(0, 80_000)));
  await page.screenshot('unreadable');
  await page.stumbles('unreadable, with what was found up to there');
  await page.resize(360, 800);
  await page.verify(fixture('tampered-moved-entry'));
  await openEntry(60);
  await page.screenshot('narrow-entry', 'dialog');
  assert.equal(await page.run(() => document.querySelector('dialog').scrollWidth > document.querySelector('dialog').clientWidth), false);
  await page.stumbles('an entry at 360 px');
  await page.resize(1280, 900);
});

test('light, dark, and without motion', async () => {
  // The driver of Chromium alone can change what the page believes of the system.
  if (engineName !== 'chrome') return;
  await page.open();
  await page.verify(fixture('deleted-entry'));
  for (const [scheme, name] of [['light', 'light'], ['dark', 'dark']]) {
    await page.devTools('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }] });
    await page.screenshot(name);
    await page.stumbles(name);
  }
  await page.devTools('Emulation.setEmulatedMedia', { media: 'print', features: [{ name: 'prefers-color-scheme', value: 'light' }] });
  assert.equal(await page.run(() => getComputedStyle(document.querySelector('.workpaper')).display), 'block');
  assert.equal(await page.run(() => [...document.querySelectorAll('.verdict, .entrance, .contents, .picture')].filter((one) => one.offsetParent !== null).length), 0);
  await page.screenshot('print');
  await page.devTools('Emulation.setEmulatedMedia', { media: '', features: [] });
  await page.resize(1900, 1100);
  await page.screenshot('wide');
  await page.screenshot('wide-entries', '#findings');
  await page.resize(1280, 900);
});

test('the page in one file works from a disk', async () => {
  await page.open(singleFile());
  for (const file of ['evidence-pack', 'tampered-moved-entry', 'same-millisecond-fork', 'evidence-pack-eras']) {
    const row = table.find((one) => one.file === file);
    const shown = await page.verify(fixture(file));
    assert.equal(shown.verdict, row.verdict, file);
    assert.deepEqual(shown.violations, []);
  }
  await page.run(() => document.getElementById('result').replaceChildren());
  await page.click('[data-sample=shortened]');
  assert.deepEqual((await page.read()).errors, [['checkpoint.mismatch']]);
  await page.screenshot('single-file');
  // Large documents leave the main thread there, too: the workers start from their own text.
  const large = page.file('large.json', [...streamPack({ entries: 30_000, seed: 3 })].join(''));
  const shown = await page.verify(large);
  assert.equal(shown.verdict, 'intact');
  assert.match(shown.text, /Verified by\n.*, 1 worker$/m);
  await page.engine.waitFor(() => document.querySelectorAll('#entries .vt-body .vt-row').length > 5 && /^30,000 entries/.test(document.querySelector('.picture-line').textContent));
  assert.deepEqual(shown.violations, []);
});

test('all of it can be reached with the keyboard', async () => {
  await page.open();
  const focus = (selector) => page.run((selector) => document.querySelector(selector).focus(), selector);
  const press = async (key) => {
    for (let tries = 5; ; tries--) {
      try {
        return await page.engine.driver.switchTo().activeElement().sendKeys(key);
      } catch (error) {
        // A row may be made anew, with the focus on it, between the question for the focus and the key.
        if (error.name !== 'StaleElementReferenceError' || tries === 0) throw error;
      }
    }
  };
  const [enter, down, end] = ['\uE007', '\uE015', '\uE010'];
  await focus('[data-sample=tampered]');
  await press(enter);
  await page.read();
  assert.equal(await page.run(() => document.activeElement.id), 'result');
  await page.engine.waitFor(() => document.querySelectorAll('#entries .vt-body .vt-row').length > 5);
  const active = (wanted) => page.engine.waitFor((wanted) => document.activeElement.textContent === wanted && document.activeElement.closest('#entries') !== null, [wanted]);
  await focus('#entries .vt-body .open');
  await press(down);
  await active('1');
  await press(end);
  await active('119');
  await press(enter);
  await page.engine.waitFor(() => document.querySelector('dialog[open] h2')?.textContent.startsWith('Entry 119 '));
  assert.ok(await page.run(() => document.querySelector('dialog').contains(document.activeElement)));
  await page.click('dialog .close');
  await page.engine.waitFor(() => document.querySelector('dialog[open]') === null);
  await focus('[data-to=findings]');
  await press(enter);
  await page.engine.waitFor(() => document.activeElement.id === 'findings');
});
