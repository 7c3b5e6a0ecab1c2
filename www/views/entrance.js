/** The way in: drop or choose files, say what was asked, try a sample, or fetch from an API. */

import { button, drawn, element, show } from '../dom.js';
import { askedAnew, dropCheckpoint, take, takeSample } from '../intake.js';
import { text } from '../messages.js';
import { SAMPLES } from '../samples.js';
import { onChange, state } from '../state.js';
import { askedView, checkpointNote } from './asked.js';
import { fetchView } from './fetch.js';

const words = text.entrance;

export function entranceView() {
  const input = /** @type {HTMLInputElement} */ (
    element('input', { type: 'file', id: 'file', accept: '.json,application/json', multiple: true, 'aria-describedby': 'drop-hint' })
  );
  const chosen = () => {
    const files = [...(input.files ?? [])];
    // So that choosing the same file again is a change, too.
    input.value = '';
    take(files);
  };
  input.addEventListener('change', chosen);
  const arrow = drawn('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, drawn('path', { d: 'M12 16V4m0 0 4.5 4.5M12 4 7.5 8.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15' }));
  const drop = element('label', { class: 'drop', id: 'drop' }, input, arrow, element('strong', null, words.drop), element('span', { id: 'drop-hint' }, words.hint));
  takeDrops(drop);

  const note = element('p', { id: 'checkpoint-note', class: 'checkpoint-note', hidden: true });
  onChange(() => {
    note.hidden = state.checkpoint === null;
    show(note, state.checkpoint === null ? null : checkpointNote(state.checkpoint.name, dropCheckpoint));
  });

  const entrance = element(
    'section',
    { class: 'entrance', 'aria-label': words.title },
    drop,
    note,
    askedView(askedAnew),
    element(
      'div',
      { class: 'samples' },
      element('span', { id: 'samples-label' }, text.samples.try),
      element('ul', { 'aria-labelledby': 'samples-label' }, ...SAMPLES.map(({ id }) => element('li', null, button(text.samples[id].title, () => takeSample(id), { 'data-sample': id })))),
    ),
    fetchView(),
  );
  onChange(() => entrance.classList.toggle('small', state.documents.length > 0));
  return entrance;
}

/** The whole window takes files: one that misses the field would otherwise replace the page. @param {HTMLElement} drop */
function takeDrops(drop) {
  let depth = 0;
  const over = (/** @type {boolean} */ on) => drop.classList.toggle('over', on);
  addEventListener('dragenter', () => over(++depth > 0));
  addEventListener('dragleave', () => over(--depth > 0));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
