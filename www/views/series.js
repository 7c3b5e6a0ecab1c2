/** Several documents together: which stretch of time each covers, how each is joined to the ones before it, and the answer on all. */

import { button, element } from '../dom.js';
import { text } from '../messages.js';
import { state } from '../state.js';
import { json, save } from './keep.js';
import { printPapers } from './papers.js';
import { joinWords, timeline } from './timeline.js';
import { lookOf, shapeOf } from './verdict.js';

const words = text.series;

/** @param {(document: import('../state.js').Held) => void} choose */
export function seriesView(choose) {
  const { documents, series } = state;
  return element(
    'section',
    { class: 'series', 'aria-labelledby': 'series-title', 'data-verdict': series?.verdict ?? null },
    element('h2', { id: 'series-title' }, words.title(documents.length)),
    series === null ? null : answer(series),
    series === null ? null : timeline(series),
    element('ol', { class: 'sheet' }, ...documents.map((document, at) => line(document, series === null ? [] : joinWords(series, at), series?.documents[at].join.relation ?? null, choose))),
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

/**
 * @param {import('../state.js').Held} document
 * @param {string[]} joins how it stands to the others
 * @param {string | null} relation
 * @param {(document: import('../state.js').Held) => void} choose
 */
function line(document, [join, gap], relation, choose) {
  const { name, phase, report } = document;
  const look = report === null || phase === 'unreadable' ? 'unreadable' : lookOf(report);
  return element(
    'li',
    { class: `member ${look}`, 'data-phase': phase, 'data-verdict': report?.verdict ?? null, 'data-assurance': report?.assurance ?? null, 'data-relation': relation },
    report === null && phase !== 'unreadable' ? null : shapeOf(look),
    element(
      'span',
      { class: 'member-words' },
      button(name, () => choose(document), { class: 'open', 'aria-current': state.chosen === document ? 'true' : null, disabled: phase === 'waiting' || phase === 'running' }),
      element('span', { class: 'detail' }, report === null || phase === 'unreadable' ? text.phases[phase] : words.line(text.verdict.short(report), report.entries.total, report.coverage.observed.from, report.coverage.observed.to)),
      relation === null || phase === 'unreadable' ? null : element('span', { class: `join ${relation}` }, join),
      gap === undefined ? null : element('span', { class: 'join gap' }, gap),
    ),
  );
}

/** @param {any} series */
function keep(series) {
  return element(
    'p',
    { class: 'actions' },
    button(words.papers, printPapers, { 'data-keep': 'series-papers', class: 'primary' }),
    button(words.report, () => save('series.report.json', json(series), 'application/json'), { 'data-keep': 'series' }),
    series.checkpoint === null ? null : button(words.checkpoint, () => save('series.checkpoint.json', json({ ...series.checkpoint, savedAt: new Date().toISOString() }), 'application/json'), { 'data-keep': 'series-checkpoint' }),
  );
}
