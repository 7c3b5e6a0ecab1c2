/** Several documents of one chain: which stretch of time each covers, and whether one follows the other. */

import { button, drawn, element } from '../dom.js';
import { number, shortInstant } from '../format.js';
import { text } from '../messages.js';
import { state } from '../state.js';
import { lookOf, shapeOf } from './verdict.js';

const words = text.series;

/** Units of the drawing; it is stretched to the width that there is. */
const WIDTH = 1000;
const ROW = 22;

/** @param {(document: import('../state.js').Held) => void} choose */
export function seriesView(choose) {
  const { documents } = state;
  const spans = documents.map(spanOf);
  const known = spans.filter((span) => span !== null);
  const from = Math.min(...known.map(([from]) => from));
  const to = Math.max(...known.map(([, to]) => to));
  return element(
    'section',
    { class: 'series', 'aria-labelledby': 'series-title' },
    element('h2', { id: 'series-title' }, words.title(documents.length)),
    known.length === 0 ? null : timeline(spans, from, Math.max(to, from + 1)),
    known.length === 0 ? null : element('p', { class: 'series-axis', 'aria-hidden': 'true' }, element('span', null, shortInstant(from, to - from)), element('span', null, shortInstant(to, to - from))),
    element('ol', { class: 'sheet' }, ...documents.map((document, at) => line(document, at === 0 ? null : documents[at - 1], choose))),
  );
}

/** The time of a document's entries. @param {import('../state.js').Held} document @returns {[number, number] | null} */
function spanOf({ report }) {
  const { from, to } = report?.coverage.observed ?? {};
  const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  return Number.isNaN(begin) || Number.isNaN(end) ? null : [begin, end];
}

/** @param {([number, number] | null)[]} spans @param {number} from @param {number} to */
function timeline(spans, from, to) {
  const place = (/** @type {number} */ time) => ((time - from) / (to - from)) * WIDTH;
  const { documents } = state;
  const bars = spans.flatMap((span, at) => {
    if (span === null) return [];
    const left = place(span[0]);
    const look = documents[at].report === null ? 'unreadable' : lookOf(documents[at].report);
    return [drawn('rect', { x: left, y: at * ROW + 4, width: Math.max(6, place(span[1]) - left), height: ROW - 8, rx: 3, class: `bar ${look}` })];
  });
  return drawn('svg', { viewBox: `0 0 ${WIDTH} ${spans.length * ROW}`, preserveAspectRatio: 'none', class: 'timeline', 'aria-hidden': 'true' }, ...bars);
}

/** @param {import('../state.js').Held} document @param {import('../state.js').Held | null} before @param {(document: import('../state.js').Held) => void} choose */
function line(document, before, choose) {
  const { name, phase, report } = document;
  const look = report === null ? null : lookOf(report);
  return element(
    'li',
    { class: `member ${look ?? phase}`, 'data-phase': phase, 'data-verdict': report?.verdict ?? null, 'data-assurance': report?.assurance ?? null },
    look === null ? null : shapeOf(phase === 'unreadable' ? 'unreadable' : look),
    element(
      'span',
      { class: 'member-words' },
      button(name, () => choose(document), { class: 'open', 'aria-current': state.chosen === document ? 'true' : null, disabled: phase === 'waiting' || phase === 'running' }),
      element('span', { class: 'detail' }, report === null ? text.phases[phase] : words.line(text.verdict.short(report), report.entries.total, report.coverage.observed.from, report.coverage.observed.to)),
      before === null || report === null || before.report === null ? null : element('span', { class: `join ${joinOf(document, before)}` }, words.joins[joinOf(document, before)]),
    ),
  );
}

/** How a document stands to the one before it, as the verifier found. @param {import('../state.js').Held} document @param {import('../state.js').Held} before */
function joinOf({ report, anchoredBy }, before) {
  const check = report.checks.find((/** @type {any} */ one) => one.code === 'checkpoint');
  if (anchoredBy !== before.name) return 'none';
  if (report.assurance === 'anchored') return 'follows';
  return check?.outcome === 'failed' ? 'contradicts' : 'gap';
}
