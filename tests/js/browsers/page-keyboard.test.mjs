// The page walked through with the Tab key alone, as somebody does who has no pointer: all is reached, and seen when it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { engineName } from '../engines.mjs';
import { fixture, Page } from './page-support.mjs';

const TAB = '\uE004';
const SHIFT = '\uE008';

let page;
before(async () => {
  page = await Page.start();
});
after(() => page?.close());

/** What has the focus now, whether it can be seen, and whether it shows that it has it. */
const focused = () =>
  page.run(() => {
    const active = document.activeElement;
    if (active === document.body || active === null) return null;
    // The field for files lies invisible over the place where they are dropped.
    const shown = active.type === 'file' ? active.closest('label') ?? active.parentElement : active;
    // Of what is larger than the window, the part that is in it.
    const place = shown.getBoundingClientRect();
    const [left, right] = [Math.max(0, place.left), Math.min(innerWidth, place.right)];
    const [top, bottom] = [Math.max(0, place.top), Math.min(innerHeight, place.bottom)];
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)));
    const { outlineStyle, outlineWidth } = getComputedStyle(active);
    return {
      name: `${active.tagName} ${(active.getAttribute('aria-label') || active.name || active.textContent).slice(0, 40)}`,
      order: [...document.querySelectorAll('*')].indexOf(active),
      seen: left < right && top < bottom && points.some((point) => point !== null && (shown.contains(point) || point.contains(shown))),
      marked: active.type === 'file' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2),
      where: `${[place.left, place.top, place.right, place.bottom].map(Math.round).join(' ')} of ${innerWidth} x ${innerHeight}, at ${Math.round(scrollY)}; there: ${points[4]?.outerHTML.slice(0, 80)}`,
    };
  });

/** The page scrolls to the answer by itself, gently; who walks on meanwhile is taken back to it. */
const atRest = () =>
  page.engine.waitFor(() => {
    const now = performance.now();
    if (window.restingAt !== scrollY) Object.assign(window, { restingAt: scrollY, restingSince: now });
    return now - window.restingSince > 500;
  });

/** Goes on until the page ends; some engines begin anew there. @param {string[]} keys @param {number} limit @param {(order: number, before: number) => boolean} follows */
async function walk(keys, limit, follows) {
  const walked = [];
  for (let step = 0; step < limit; step += 1) {
    const actions = page.engine.driver.actions({ async: true });
    for (const key of keys.slice(0, -1)) actions.keyDown(key);
    actions.sendKeys(keys.at(-1));
    for (const key of keys.slice(0, -1)) actions.keyUp(key);
    await page.run(() => (window.before = document.activeElement));
    await actions.perform();
    // A driver may be done before the page is: the focus follows, unless the page ends here.
    for (let tries = 20; tries > 0 && !(await page.run(() => document.activeElement !== window.before)); tries -= 1) await setTimeout(50);
    let now = await focused();
    // WebKit brings a field into sight a moment after the focus.
    for (let tries = 20; now?.seen === false && tries > 0; tries -= 1) {
      await setTimeout(50);
      now = await focused();
    }
    if (now === null || (walked.length > 0 && !follows(now.order, walked.at(-1).order))) break;
    walked.push(now);
  }
  return walked;
}

/** What could not be seen, or did not show that it has the focus. The other drivers' keys do not always count as a keyboard's. */
const wrong = (walked) => walked.filter(({ seen, marked }) => !seen || (engineName === 'chrome' && !marked));

for (const [width, height] of [[1280, 900], [500, 700]]) {
  test(`at ${width} px everything is reached in its order, forwards and backwards, and nothing hides it`, async () => {
    await page.resize(width, height);
    await page.open();
    await page.verify(fixture('tampered-two-principals'));
    await page.engine.waitFor(() => document.querySelectorAll('#entries .vt-body .vt-row').length > 5 && document.querySelectorAll('#records .vt-row').length > 5 && document.querySelector('.picture-line').textContent !== '');
    assert.equal(await page.run(() => document.activeElement.id), 'result', 'the answer has the focus');
    await atRest();
    const forwards = await walk([TAB], 150, (order, before) => order > before);
    assert.deepEqual(wrong(forwards), []);
    const names = forwards.map(({ name }) => name);
    for (const name of ['BUTTON entry 60', 'BUTTON Proved', 'SUMMARY Every part of the document, line by line', 'DIV Entries over time', 'BUTTON Next break', 'BUTTON Open entry 0', 'BUTTON Print the workpaper', 'BUTTON Save the findings']) {
      assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
    }
    // Upwards, where the row with the parts of the report could hide what is gone to.
    await page.run(() => document.querySelector('[data-keep=findings]').focus());
    await atRest();
    const backwards = await walk([SHIFT, TAB], forwards.length + 20, (order, before) => order < before);
    assert.deepEqual(wrong(backwards), []);
    for (const name of ['BUTTON entry 60', 'BUTTON A tampered pack']) assert.ok(backwards.some((one) => one.name === name), name);
  });
}
