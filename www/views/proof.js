/** What was proved and what was not, side by side: the half of an answer that is easily forgotten. */

import { checkTexts, outcomeTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { text } from '../messages.js';

const words = text.proof;

/** @param {any} report */
export function proofView(report) {
  const passed = report.checks.filter((/** @type {any} */ one) => one.outcome === 'passed');
  const list = (/** @type {string} */ kind, /** @type {string} */ title, /** @type {HTMLElement[]} */ items) =>
    element('div', { class: `side ${kind}` }, element('h4', null, title), items.length === 0 ? element('p', { class: 'aside' }, words.nothing) : element('ul', null, ...items));
  return part(
    'proof',
    words.title,
    { class: 'proof' },
    element(
      'div',
      { class: 'sides' },
      list('proved', words.proved, passed.map((/** @type {any} */ { code, detail }) => element('li', null, element('strong', null, checkTexts[code] ?? code), element('span', { class: 'detail' }, detail || outcomeTexts.passed)))),
      list('unproved', words.unproved, report.limits.map((/** @type {any} */ { code, message }) => element('li', { 'data-limit': code }, message || code))),
    ),
  );
}
