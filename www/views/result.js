/** The answer: of several documents how they join, and of the chosen one everything that was found. */

import { button, element, show } from '../dom.js';
import { text } from '../messages.js';
import { onChange, state } from '../state.js';
import { isRunning } from '../verify.js';
import { checksView } from './checks.js';
import { claimView } from './claim.js';
import { accessView } from './access.js';
import { controlsView } from './controls.js';
import { entriesView } from './entries.js';
import { findingsView } from './findings.js';
import { keepView } from './keep.js';
import { papers, papersView } from './papers.js';
import { pictureView } from './picture.js';
import { proofView } from './proof.js';
import { recordsView } from './records.js';
import { sampleView } from './sample.js';
import { seriesView } from './series.js';
import { nextFrame } from './turns.js';
import { factsView, verdictView } from './verdict.js';
import { unreadableView } from './unreadable.js';

export function resultView() {
  const series = element('div', { id: 'series' });
  const result = element('div', { id: 'result', tabindex: '-1' });
  const spoken = element('p', { class: 'spoken', role: 'status' });
  /** What is on show, so that a change elsewhere leaves it alone. @type {unknown} */
  let shown = null;
  onChange(() => {
    show(series, state.documents.length > 1 ? seriesView(choose) : null);
    const { chosen } = state;
    const key = chosen === null ? (isRunning() ? null : state.documents.map(({ phase }) => phase).join()) : chosen.report ?? chosen.error ?? chosen.phase;
    if (key === shown) return;
    shown = key;
    if (chosen === null) {
      show(result, state.documents.some(({ phase }) => phase === 'cancelled') ? cancelled(state.documents[0].name) : null);
      return;
    }
    show(result, documentView(chosen));
    show(spoken, text.result.spoken(chosen.name, chosen.phase === 'verified' ? text.verdict.short(chosen.report) : text.phases[chosen.phase]));
    result.focus({ preventScroll: true });
    // Who dropped a file wants to see the answer, and no more than its upper edge may be in sight.
    if (result.getBoundingClientRect().top > innerHeight / 2) scrollTo(result);
  });

  /** @param {import('../state.js').Held} document */
  function choose(document) {
    state.chosen = document;
    shown = null;
    show(result, documentView(document));
    shown = document.report ?? document.error ?? document.phase;
    show(series, seriesView(choose));
    result.focus({ preventScroll: true });
  }
  return [spoken, series, result, papersView()];
}

/** @param {string} name */
function cancelled(name) {
  return element('p', { class: 'note', 'data-phase': 'cancelled' }, text.result.cancelled(name));
}

/** @param {import('../state.js').Held} document */
function documentView(document) {
  const { phase, report } = document;
  if (phase === 'cancelled') return [cancelled(document.name)];
  if (phase === 'unreadable') {
    if (report === null) papers();
    return [unreadableView(document), report === null ? null : reportView(document, true)];
  }
  return [reportView(document, false)];
}

/** @param {import('../state.js').Held} document @param {boolean} partial */
function reportView(document, partial) {
  const { report, rows } = document;
  const entries = rows !== null && rows.length > 0;
  const list = element('ul');
  const article = element(
    'article',
    { class: 'report', 'aria-label': document.name, 'data-verdict': report.verdict },
    verdictView(document, partial),
    factsView(document),
    element('nav', { class: 'contents', 'aria-label': text.result.contents }, list),
  );
  // In the order in which one reads: the answer, what it rests on, what is wrong, then the documents behind it.
  addInTurns(article, list, [
    () => proofView(report),
    () => (entries ? pictureView(document) : null),
    () => findingsView(document),
    () => checksView(report),
    () => claimView(report, partial),
    () => accessView(document),
    () => (entries ? entriesView(document) : null),
    () => (partial ? null : recordsView(document)),
    () => sampleView(document),
    () => controlsView(report),
    () => keepView(document),
  ]);
  return article;
}

/**
 * Makes the parts one after the other, each in a frame of its own: the answer is there at once, and the page never stands still.
 *
 * @param {HTMLElement} article
 * @param {HTMLElement} list
 * @param {(() => HTMLElement | null)[]} makers
 */
async function addInTurns(article, list, makers) {
  for (const make of makers) {
    await nextFrame();
    const part = make();
    if (part === null) continue;
    article.append(part);
    const title = text.result.parts[part.id];
    if (title !== undefined) list.append(element('li', null, button(title, () => go(part), { 'data-to': part.id })));
  }
  await papers();
  article.dataset.complete = 'true';
}

/** @param {HTMLElement} part */
function go(part) {
  scrollTo(part);
  part.focus({ preventScroll: true });
}

/** @param {HTMLElement} where */
function scrollTo(where) {
  where.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth', block: 'start' });
}
