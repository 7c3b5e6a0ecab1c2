/** What was asked for: nothing in a document proves it, so the user says it. */

import { button, element } from '../dom.js';
import { text } from '../messages.js';

const words = text.asked;

/** @type {HTMLFieldSetElement | null} */
let form = null;

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form?.querySelector(`[name=${name}]`));

/** The questions. @param {() => void} onAnswer called when another answer is given */
export function askedView(onAnswer) {
  const choice = (/** @type {string} */ value, /** @type {string} */ label) =>
    element('label', null, element('input', { type: 'radio', name: 'asked', value, checked: value === 'untold' }), label);
  const chooseWindow = () => {
    /** @type {HTMLInputElement} */ (form?.querySelector('[value=window]')).checked = true;
  };
  const line = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ placeholder) =>
    element('input', { type: 'text', id: name, name, placeholder, 'aria-label': label, autocomplete: 'off', spellcheck: 'false', size: 22, oninput: chooseWindow });
  form = /** @type {HTMLFieldSetElement} */ (
    element(
      'fieldset',
      { class: 'asked' },
      element('legend', null, words.question),
      choice('untold', words.untold),
      choice('whole', words.whole),
      choice('window', words.window),
      element('span', { class: 'window' }, line('since', words.since, '2026-01-01T00:00:00Z'), element('span', null, words.to), line('until', words.until, '2026-04-01T00:00:00Z')),
      element('p', { class: 'aside' }, words.why),
    )
  );
  form.addEventListener('change', onAnswer);
  return form;
}

/** What the form says, as the verifier wants it. */
export function askedFor() {
  const asked = /** @type {HTMLInputElement | null} */ (form?.querySelector('[name=asked]:checked'))?.value;
  if (asked === undefined || asked === 'untold') return undefined;
  const given = (/** @type {string} */ name) => field(name).value.trim() || null;
  const window = asked === 'whole' ? { since: null, until: null } : { since: given('since'), until: given('until') };
  return { ...window, agentId: null, status: null };
}

/** @param {string} name @param {() => void} remove */
export function checkpointNote(name, remove) {
  return [element('span', null, words.checkpoint(name)), ' ', button(words.remove, remove)];
}
