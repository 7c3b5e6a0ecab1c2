/** Fetching from an API. The key stands in its field and in memory while a request runs, and nowhere else. */

import { button, element, newId } from '../dom.js';
import { text } from '../messages.js';
import { fetchAndVerify } from '../verify.js';

const words = text.fetch;

export function fetchView() {
  const form = /** @type {HTMLFormElement} */ (
    element(
      'form',
      { class: 'fetch-form', autocomplete: 'off', novalidate: true },
      field('baseUrl', words.baseUrl, { type: 'url', value: 'https://api.grantex.dev', required: true, spellcheck: 'false' }),
      // A field of this kind is not shown, not suggested, and not sent anywhere by the browser; its value is never stored.
      field('apiKey', words.apiKey, { type: 'password', autocomplete: 'new-password', spellcheck: 'false', required: true }, words.keyNote),
      choice('kind', words.kind, { 'evidence-pack': text.kinds['evidence-pack'], 'audit-export': text.kinds['audit-export'] }),
      choice('framework', words.framework, { '': words.frameworkDefault, soc2: 'SOC 2', gdpr: 'GDPR', all: words.all }),
      field('fetchSince', words.since, { type: 'text', placeholder: '2026-01-01T00:00:00Z', spellcheck: 'false' }),
      field('fetchUntil', words.until, { type: 'text', placeholder: '2026-04-01T00:00:00Z', spellcheck: 'false' }),
      element('p', { class: 'actions' }, element('button', { type: 'submit', class: 'primary' }, words.fetch), button(words.forget, () => (value('apiKey').value = ''))),
      element('p', { class: 'aside' }, words.note),
    )
  );
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = (/** @type {string} */ name) => value(name).value.trim();
    const kind = /** @type {'evidence-pack' | 'audit-export'} */ (given('kind'));
    const asked = { since: given('fetchSince'), until: given('fetchUntil'), framework: kind === 'evidence-pack' ? given('framework') : '' };
    const params = Object.fromEntries(Object.entries(asked).filter(([, one]) => one !== ''));
    fetchAndVerify({ baseUrl: given('baseUrl'), apiKey: value('apiKey').value, kind, params });
  });
  value('kind').addEventListener('change', () => (value('framework').disabled = value('kind').value !== 'evidence-pack'));
  return element('details', { class: 'fetch' }, element('summary', null, words.title), form);
}

/** @param {string} name @param {string} label @param {import('../dom.js').Properties} properties @param {string} [note] */
function field(name, label, properties, note) {
  const id = newId(name);
  const noteId = note === undefined ? null : `${id}-note`;
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    element('input', { id, name, autocomplete: 'off', 'aria-describedby': noteId, ...properties }),
    note === undefined ? null : element('span', { class: 'aside', id: noteId }, note),
  );
}

/** @param {string} name @param {string} label @param {Record<string, string>} values */
function choice(name, label, values) {
  const id = newId(name);
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    element('select', { id, name }, ...Object.entries(values).map(([value, words]) => element('option', { value }, words))),
  );
}
