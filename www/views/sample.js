/** The entries drawn for an auditor's own look: the same ones for everybody who holds the same document. */

import { button, element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { openEntry } from './entry.js';

const words = text.sample;

/** @param {import('../state.js').Held} document */
export function sampleView(document) {
  const { sample } = document.report;
  if (sample === null || sample.entries.length === 0) return null;
  return part(
    'sample',
    words.title,
    { class: 'sample' },
    element('p', null, words.how(sample.entries.length, sample.population), ' ', words.why),
    element(
      'ol',
      { class: 'sheet drawn' },
      ...sample.entries.map((/** @type {any} */ { index, entryId, timestamp }) =>
        element('li', { 'data-drawn': index }, document.rows === null ? element('strong', null, number(index)) : button(text.findings.entry(index), () => openEntry(document, index), { class: 'open' }), entryId ? element('code', null, entryId) : null, timestamp ? element('time', null, timestamp) : null),
      ),
    ),
    element('p', { class: 'aside' }, words.method(sample.method, sample.seed)),
  );
}
