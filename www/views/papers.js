/** All that is printed: of one document its workpaper, of several what they say together, then each one's own. */

import { element, show } from '../dom.js';
import { text } from '../messages.js';
import { onChange, state } from '../state.js';
import { isRunning } from '../verify.js';
import { seriesPaper } from './series-paper.js';
import { nextTurn } from './turns.js';
import { completeWorkpaper, workpaperView } from './workpaper.js';

const view = element('div', { id: 'papers' });

/** The documents whose papers these are. @type {unknown} */
let madeOf = null;

/** What is left to be made. @type {Generator<void>} */
let steps = make([]);

/** @type {Promise<void>} */
let complete = Promise.resolve();

export function papersView() {
  onChange(() => {
    if (madeOf === state.documents) return;
    steps = make([]);
    show(view);
  });
  // Whoever prints before all is made gets all of it nevertheless.
  addEventListener('beforeprint', () => {
    if (!isRunning()) papers();
    for (const _ of steps);
    if (view.childElementCount === 0) show(view, element('p', { class: 'workpaper' }, text.workpaper.nothing));
  });
  return view;
}

/** Makes the papers of what is on the page unless that was done; they are complete when the promise is kept. */
export function papers() {
  if (madeOf !== state.documents) {
    madeOf = state.documents;
    show(view);
    steps = make(state.documents);
    complete = inTurns(steps);
  }
  return complete;
}

/** Prints them, once all of them are made. */
export async function printPapers() {
  await papers();
  print();
}

/** @param {Generator<void>} steps */
async function inTurns(steps) {
  for (const _ of steps) await nextTurn();
}

/** One paper after the other, a few rows at a time. @param {import('../state.js').Held[]} documents @returns {Generator<void>} */
function* make(documents) {
  const { series, checkpoint } = state;
  const makers = documents.filter(({ phase }) => phase === 'verified' || phase === 'unreadable').map((document) => () => workpaperView(document));
  if (series !== null) makers.unshift(() => seriesPaper(documents, series, checkpoint?.value ?? null));
  for (const maker of makers) {
    yield;
    if (madeOf !== documents || state.documents !== documents) return;
    const paper = maker();
    view.append(paper);
    yield* completeWorkpaper(paper);
  }
}
