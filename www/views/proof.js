/** What was proved and what was not, side by side: the half of an answer that is easily forgotten. */

import { checkTexts, outcomeTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';

const words = text.proof;

/** @type {Record<string, string>} */
const ICONS = { proved: '✓', contradicted: '✗', 'not-established': '?', 'not-checked': '–' };

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
    report.claims ? ledger(report.claims) : null,
  );
}

/** The claim ledger: every part of the document, what binds it, and what became of its statements. @param {any} claims */
function ledger({ parts, coverage }) {
  return element(
    'details',
    { class: 'ledger', open: true },
    element('summary', null, element('strong', null, words.ledger)),
    element('p', { class: 'coverage' }, words.coverage(coverage)),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.ledger },
      element(
        'table',
        null,
        element('thead', null, element('tr', null, ...words.columns.map((title) => element('th', { scope: 'col' }, title)))),
        element('tbody', null, ...parts.map(line)),
      ),
    ),
  );
}

/** @param {any} part */
function line({ code, part, members, binding, outcome, statements }) {
  const { proved, contradicted, notEstablished, notChecked } = statements;
  return element(
    'tr',
    { 'data-claim': code, 'data-binding': binding, class: `outcome-${outcome}` },
    element('th', { scope: 'row' }, element('code', null, part), members.length > 0 ? element('span', { class: 'detail' }, members.join(', ')) : null),
    element('td', null, words.bindings[binding] ?? binding),
    element('td', { class: 'outcome' }, element('span', { 'aria-hidden': 'true', class: 'icon' }, ICONS[outcome] ?? ''), words.outcomes[outcome] ?? outcome),
    ...[proved, contradicted, notEstablished, notChecked].map((n) => element('td', { class: 'number' }, n === 0 ? '–' : number(n))),
  );
}
