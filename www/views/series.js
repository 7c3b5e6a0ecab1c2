/** Several documents together: which stretch of time each covers, how each is joined to the ones before it, and the answer on all. */

import { button, drawn, element } from '../dom.js';
import { number, shortInstant } from '../format.js';
import { text } from '../messages.js';
import { state } from '../state.js';
import { json, save } from './keep.js';
import { lookOf, shapeOf } from './verdict.js';

const words = text.series;

/** Units of the drawing; it is stretched to the width that there is. */
const WIDTH = 1000;
const ROW = 22;

/** @param {(document: import('../state.js').Held) => void} choose */
export function seriesView(choose) {
  const { documents, series } = state;
  return element(
    'section',
    { class: 'series', 'aria-labelledby': 'series-title', 'data-verdict': series?.verdict ?? null },
    element('h2', { id: 'series-title' }, words.title(documents.length)),
    series === null ? null : answer(series),
    series === null ? null : timeline(series),
    element('ol', { class: 'sheet' }, ...documents.map((document, at) => line(document, series?.documents[at] ?? null, choose))),
    series === null ? null : keep(series),
  );
}

/** The answer on all of them. @param {any} series */
function answer(series) {
  const look = lookOf(series);
  return element(
    'div',
    { class: `member together ${look}`, 'data-verdict': series.verdict, 'data-assurance': series.assurance },
    shapeOf(look),
    element(
      'span',
      { class: 'member-words' },
      element('strong', { class: 'together-word' }, words.together(text.verdict.short(series))),
      element('ul', { class: 'because' }, ...series.because.map((/** @type {any} */ { code, message }) => element('li', { 'data-code': code }, message))),
    ),
  );
}

/** @param {any} one @returns {[number, number] | null} */
function spanOf({ from, to }) {
  const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  return Number.isNaN(begin) || Number.isNaN(end) ? null : [begin, end];
}

/** A bar for each document, and what lies between two of them. @param {any} series */
function timeline({ documents }) {
  const spans = documents.map(spanOf);
  const known = spans.filter((/** @type {unknown} */ span) => span !== null);
  if (known.length === 0) return null;
  const from = Math.min(...known.map((/** @type {number[]} */ [begin]) => begin));
  const to = Math.max(...known.map((/** @type {number[]} */ [, end]) => end), from + 1);
  const place = (/** @type {number} */ time) => ((time - from) / (to - from)) * WIDTH;
  const bar = (/** @type {[number, number]} */ [begin, end], /** @type {number} */ row, /** @type {string} */ look) =>
    drawn('rect', { x: place(begin), y: row * ROW + 4, width: Math.max(6, place(end) - place(begin)), height: ROW - 8, rx: 3, class: `bar ${look}` });
  const bars = documents.flatMap((/** @type {any} */ one, /** @type {number} */ at) => {
    const span = spans[at];
    const gap = one.join.gap === null ? null : spanOf(one.join.gap);
    return [gap === null ? null : bar(gap, at, 'gap'), span === null ? null : bar(span, at, one.verdict === null ? 'unreadable' : lookOf(one))].filter((made) => made !== null);
  });
  return [
    drawn('svg', { viewBox: `0 0 ${WIDTH} ${documents.length * ROW}`, preserveAspectRatio: 'none', class: 'timeline', 'aria-hidden': 'true' }, ...bars),
    element('p', { class: 'series-axis', 'aria-hidden': 'true' }, element('span', null, shortInstant(from, to - from)), element('span', null, shortInstant(to, to - from))),
  ];
}

/** @param {import('../state.js').Held} document @param {any} placed what the series says of it @param {(document: import('../state.js').Held) => void} choose */
function line(document, placed, choose) {
  const { name, phase, report } = document;
  const look = report === null || phase === 'unreadable' ? 'unreadable' : lookOf(report);
  const join = placed?.join ?? null;
  const other = join?.to === null || join === null ? null : state.series.documents[join.to].name;
  return element(
    'li',
    { class: `member ${look}`, 'data-phase': phase, 'data-verdict': report?.verdict ?? null, 'data-assurance': report?.assurance ?? null, 'data-relation': join?.relation ?? null },
    report === null && phase !== 'unreadable' ? null : shapeOf(look),
    element(
      'span',
      { class: 'member-words' },
      button(name, () => choose(document), { class: 'open', 'aria-current': state.chosen === document ? 'true' : null, disabled: phase === 'waiting' || phase === 'running' }),
      element('span', { class: 'detail' }, report === null || phase === 'unreadable' ? text.phases[phase] : words.line(text.verdict.short(report), report.entries.total, report.coverage.observed.from, report.coverage.observed.to)),
      join === null || phase === 'unreadable' ? null : element('span', { class: `join ${join.relation}` }, words.joins[join.relation](other, join.shared === null ? null : number(join.shared))),
      join?.gap ? element('span', { class: 'join gap' }, words.gap(join.gap)) : null,
    ),
  );
}

/** @param {any} series */
function keep(series) {
  return element(
    'p',
    { class: 'actions' },
    button(words.report, () => save('series.report.json', json(series), 'application/json'), { 'data-keep': 'series' }),
    series.checkpoint === null ? null : button(words.checkpoint, () => save('series.checkpoint.json', json({ ...series.checkpoint, savedAt: new Date().toISOString() }), 'application/json'), { 'data-keep': 'series-checkpoint' }),
  );
}
