// What the page costs: what is downloaded, how long the first verdict takes, and whether the page stays smooth meanwhile.
import assert from 'node:assert/strict';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { streamPack } from '../../generator/pack.mjs';
import { engineName } from '../engines.mjs';
import { recorded } from '../packed.mjs';
import { Page, pageFolder } from './page-support.mjs';

/** The promises, and how often each is tried: a machine that does other work at the same time is no slow page. */
const OWN_BYTES = 67 * 1024;
/** All of it, the module included, without samples. To be 200 KB; what is above that is the module's. */
const TOTAL_BYTES = 293 * 1024;
const FIRST_VERDICT_MS = 300;
const LONGEST_TASK_MS = 50;
const TRIES = 6;

let page;
before(async () => {
  page = await Page.start();
});
after(async () => {
  await page?.close();
});

test('what is downloaded stays within its bounds, without samples', (t) => {
  const { parts, total } = JSON.parse(readFileSync(join(pageFolder, 'sizes.json'), 'utf8'));
  for (const [name, bytes] of Object.entries(parts)) t.diagnostic(`${name}: ${bytes} bytes, gzip`);
  t.diagnostic(`in all: ${total} bytes`);
  const { 'wasm/grantex_compliance_bg.wasm': module } = parts;
  assert.ok(total - module <= OWN_BYTES, `${total - module} bytes beside the module`);
  assert.ok(total <= TOTAL_BYTES, `${total} bytes`);
});

/** From the drop of a file to its verdict on the page, in milliseconds. */
async function dropAndWait(base64) {
  return await page.engine.driver.executeAsyncScript((base64, done) => {
    document.getElementById('result').replaceChildren();
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'evidence-pack.json', { type: 'application/json' }));
    const watcher = new MutationObserver(() => {
      if (document.querySelector('.verdict') === null) return;
      watcher.disconnect();
      requestAnimationFrame(() => done(performance.now() - started));
    });
    watcher.observe(document.getElementById('result'), { childList: true });
    const started = performance.now();
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, base64);
}

test('the first verdict of a small pack comes within 300 ms of its drop', async (t) => {
  const base64 = recorded('evidence-pack.json').toString('base64');
  const times = [];
  for (let at = 0; at < TRIES; at++) {
    // A page that was opened and has its module, and has verified nothing yet.
    await page.open();
    await page.engine.waitFor(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm')));
    await new Promise((resolve) => setTimeout(resolve, 500));
    times.push(Math.round(await dropAndWait(base64)));
    if (times.at(-1) <= FIRST_VERDICT_MS) break;
  }
  t.diagnostic(`${engineName}: ${times.join(', ')} ms`);
  assert.ok(Math.min(...times) <= FIRST_VERDICT_MS, `${times.join(', ')} ms`);
});

test('100,000 entries: no task of the main thread takes longer than 50 ms', { timeout: 280_000 }, async (t) => {
  // The other engines don't tell.
  if (engineName !== 'chrome') return;
  const file = join(page.folder, 'large.json');
  await pipeline(Readable.from(streamPack({ entries: 100_000, seed: 1 })), createWriteStream(file));
  const runs = [];
  for (let at = 0; at < TRIES; at++) {
    await page.open();
    await page.engine.waitFor(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm')));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.run(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration, startTime }) => [Math.round(duration), Math.round(startTime)]))).observe({ type: 'longtask' });
    });
    const shown = await page.verify(file);
    assert.equal(shown.verdict, 'intact');
    assert.equal(shown.assurance, 'unanchored');
    await page.engine.waitFor(() => document.querySelector('.plot canvas') !== null && document.querySelectorAll('#entries .vt-body .vt-row').length > 5);
    // Then it is looked at: zoomed, sorted, scrolled.
    await page.run(() => document.querySelector('[data-picture=in]').click());
    await page.run(() => document.querySelector('#entries [data-sort=time] button').click());
    await page.engine.waitFor(() => document.querySelector('#entries [aria-sort=ascending]') !== null);
    await page.engine.waitFor(() => {
      // Sorting begins anew at the top when it is done.
      document.querySelector('#entries .vt-scroll').scrollTop = 1e9;
      return Number(document.querySelector('#entries .vt-body .vt-row:last-child')?.getAttribute('aria-rowindex')) === 100_001;
    });
    const tasks = await page.run(() => window.tasks);
    runs.push(Math.max(0, ...tasks.map(([duration]) => duration)));
    t.diagnostic(`long tasks [ms, at]: ${JSON.stringify(tasks)}`);
    if (runs.at(-1) <= LONGEST_TASK_MS) break;
  }
  // What is waited for here would be seen.
  await page.run(() => {
    setTimeout(() => {
      const end = performance.now() + 80;
      while (performance.now() < end);
    });
  });
  await page.engine.waitFor(() => window.tasks.some(([duration]) => duration >= 80));
  t.diagnostic(`longest task of each run: ${runs.join(', ')} ms`);
  await page.screenshot('large', '#picture');
  assert.ok(Math.min(...runs) <= LONGEST_TASK_MS, `${runs.join(', ')} ms`);
});
