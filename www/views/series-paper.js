/**
 * The workpaper on several documents: the answer on all of them, which time each covers, and what joins to what. Like each
 * document's own it holds no clock, and nothing of the order in which the files were dropped.
 */

import { assuranceTexts } from '../../pkg/src/texts.js';
import { drawn, element } from '../dom.js';
import { number, shortInstant } from '../format.js';
import { text } from '../messages.js';
import { againstLines, askedLines, pairs, paper, section, table, toKeep, versions } from './paper-parts.js';
import { axisOf, joinWords, placeOf, spanOf } from './timeline.js';
import { lookOf, period } from './verdict.js';

const words = text.seriesPaper;

/**
 * @param {import('../state.js').Held[]} documents in the order of the series
 * @param {any} series
 * @param {any} checkpoint the one that was handed in
 */
export function seriesPaper(documents, series, checkpoint) {
  const { verdict, assurance, because, timelines } = series;
  return paper(
    words.title(documents.length),
    { className: verdict, words: text.verdict.short(series) },
    element('p', null, words.meaning[verdict], verdict === 'intact' ? ` ${assuranceTexts[assurance].meaning}` : ''),
    because.length === 0 ? null : section(words.because, element('ul', null, ...because.map((/** @type {any} */ { code, message }) => element('li', null, `${message} (${code})`)))),
    section(words.coverage, coverage(series), ...timelines.map((/** @type {any} */ timeline) => stretches(timeline, series))),
    section(words.joins, table([words.number, words.document, text.workpaper.entries, words.verdict, words.join], documents.map((document, at) => line(document, series, at)), 'paper-joins')),
    section(words.parameters, pairs([...askedLines(documents[0].expected), ...againstLines(checkpoint)])),
    toKeep(series.checkpoint, words.noCheckpoint),
    versions([[text.workpaper.verifier, documents.find(({ report }) => report !== null)?.report.run.engine ?? ''], [text.workpaper.schema, series.schema]]),
  );
}

/** One bar for each document on a common axis, its name beside it. @param {any} series */
function coverage({ documents }) {
  const axis = axisOf(documents);
  if (axis === null) return null;
  const [from, to] = axis;
  const bar = (/** @type {any} */ one, /** @type {string} */ look) => {
    const span = one === null ? null : spanOf(one);
    return span === null ? [] : [drawn('rect', { ...placeOf(span, axis), y: 2, height: 8, class: `paper-bar ${look}` })];
  };
  const rows = documents.map((/** @type {any} */ one, /** @type {number} */ at) => [
    number(at + 1),
    one.name,
    drawn('svg', { viewBox: '0 0 1000 12', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bar(one.join.gap, 'gap'), ...bar(one, one.verdict === null ? 'unreadable' : lookOf(one))),
  ]);
  return [table([words.number, words.document, words.time(shortInstant(from, to - from), shortInstant(to, to - from))], rows, 'paper-times'), element('p', null, words.bars)];
}

/** What of one chain is covered without a gap. @param {any} timeline @param {any} series */
function stretches({ developerId, stretches }, { documents }) {
  return table(
    [words.chain(developerId), text.workpaper.entries, words.documents],
    stretches.map((/** @type {any} */ { from, to, entries, startsAtGenesis, documents: places }) => [
      [...period(from ?? '?', to ?? '?'), startsAtGenesis ? words.fromBeginning : null],
      number(entries),
      places.map((/** @type {number} */ place) => words.numbered(place + 1, documents[place].name)).join(', '),
    ]),
    'paper-stretches',
  );
}

/** @param {import('../state.js').Held} document @param {any} series @param {number} at @returns {(import('../dom.js').Child | import('../dom.js').Child[])[]} */
function line({ name, phase, report, error }, series, at) {
  const read = phase === 'verified';
  const { from, to } = series.documents[at];
  return [
    number(at + 1),
    [name, ...(report?.document.sha256 ? [element('br'), `SHA-256 ${report.document.sha256}`] : []), ...(from === null ? [] : [element('br'), ...period(from, to)])],
    read ? number(report.entries.total) : '–',
    read ? text.verdict.short(report) : text.phases[phase],
    read ? joinWords(series, at).map((said) => element('div', null, said)) : String(error?.message ?? error),
  ];
}
