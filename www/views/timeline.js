/** Which time each of several documents covers, and how each stands to the others. */

import { drawn, element } from '../dom.js';
import { number, shortInstant } from '../format.js';
import { text } from '../messages.js';
import { lookOf } from './verdict.js';

/** Units of the drawing; it is stretched to the width that there is. */
const WIDTH = 1000;
const ROW = 22;

/** @typedef {[number, number]} Span two times in Unix milliseconds */

/** @param {any} one @returns {Span | null} */
export function spanOf({ from, to }) {
  const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  return Number.isNaN(begin) || Number.isNaN(end) ? null : [begin, end];
}

/** From the first time that any of them speaks of to the last. @param {any[]} documents @returns {Span | null} */
export function axisOf(documents) {
  const known = documents.map(spanOf).filter((span) => span !== null);
  if (known.length === 0) return null;
  const from = Math.min(...known.map(([begin]) => begin));
  return [from, Math.max(...known.map(([, end]) => end), from + 1)];
}

/** Where a bar stands; the shortest is wide enough to be seen. @param {Span} span @param {Span} axis */
export function placeOf([begin, end], [from, to]) {
  const place = (/** @type {number} */ time) => ((time - from) / (to - from)) * WIDTH;
  const width = Math.max(6, place(end) - place(begin));
  return { x: Math.min(place(begin), WIDTH - width), width };
}

/** A bar for each document, and what lies between two of them. @param {any} series */
export function timeline({ documents }) {
  const axis = axisOf(documents);
  if (axis === null) return null;
  const [from, to] = axis;
  const bar = (/** @type {any} */ one, /** @type {number} */ row, /** @type {string} */ look) => {
    const span = one === null ? null : spanOf(one);
    return span === null ? [] : [drawn('rect', { ...placeOf(span, axis), y: row * ROW + 4, height: ROW - 8, rx: 3, class: `bar ${look}` })];
  };
  const bars = documents.flatMap((/** @type {any} */ one, /** @type {number} */ at) => [...bar(one.join.gap, at, 'gap'), ...bar(one, at, one.verdict === null ? 'unreadable' : lookOf(one))]);
  return [
    drawn('svg', { viewBox: `0 0 ${WIDTH} ${documents.length * ROW}`, preserveAspectRatio: 'none', class: 'timeline', 'aria-hidden': 'true' }, ...bars),
    element('p', { class: 'series-axis', 'aria-hidden': 'true' }, element('span', null, shortInstant(from, to - from)), element('span', null, shortInstant(to, to - from))),
  ];
}

/** How a document stands to the others, and what is missing between them. @param {any} series @param {number} at @returns {string[]} */
export function joinWords({ documents }, at) {
  const { relation, to, shared, gap } = documents[at].join;
  const other = to === null ? null : documents[to].name;
  return [text.series.joins[relation](other, shared === null ? null : number(shared)), ...(gap === null ? [] : [text.series.gap(gap)])];
}
