/** What was proved and what was not, side by side: the half of an answer that is easily forgotten. */

import { nameOfPart, statementsOf } from '../../pkg/src/claim-parts.js';
import { claimTexts } from '../../pkg/src/texts.js';
import { drawn, element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { OUTCOME_ICONS } from './checks.js';
import { scrollingTable } from './plain-table.js';

const words = text.proof;

/** How the report names what became of statements, and how it counts them. @type {Record<string, string>} */
const COUNTS = { proved: 'proved', contradicted: 'contradicted', 'not-established': 'notEstablished', 'not-checked': 'notChecked' };

const BINDINGS = ['hash', 'cross-checked', 'asserted', 'uncheckable'];

/** @param {string[]} outcomes what weighs most first @returns {[string, string][]} with what binds a part */
const groupsBy = (outcomes) => outcomes.flatMap((outcome) => BINDINGS.map((binding) => /** @type {[string, string]} */ ([outcome, binding])));

/** The ledger by what became of statements and what binds them. */
const GROUPS = { proved: groupsBy(['proved']), unproved: groupsBy(['contradicted', 'not-established', 'not-checked']) };

/** @param {any} report */
export function proofView(report) {
  const { parts, coverage } = report.claims;
  const limits = report.limits.map((/** @type {any} */ { code, message }) => element('li', { 'data-limit': code }, message || code));
  return part(
    'proof',
    words.title,
    { class: 'proof' },
    coverageView(parts, coverage),
    element(
      'div',
      { class: 'sides' },
      side('proved', words.proved, groupsOf(parts, GROUPS.proved)),
      side('unproved', words.unproved, groupsOf(parts, GROUPS.unproved)),
      limits.length === 0 ? null : element('div', { class: 'side unproved limits' }, element('h4', null, words.limits), element('ul', null, ...limits)),
    ),
    ledger(parts),
  );
}

/** How much of the document was proved, and what that counts. @param {any[]} parts @param {any} coverage */
function coverageView(parts, coverage) {
  const byHash = parts.filter(({ binding }) => binding === 'hash').reduce((sum, { statements }) => sum + statements.proved, 0);
  const { proved, contradicted, notEstablished, notChecked } = coverage.byOutcome;
  /** @type {[string, number][]} */
  const shares = [['byHash', byHash], ['byComparison', proved - byHash], ['open', notEstablished + notChecked], ['contradicted', contradicted]];
  let from = 0;
  const bars = shares.map(([name, n]) => {
    const bar = drawn('rect', { x: from, y: 0, width: n, height: 1, class: name });
    from += n;
    return bar;
  });
  return element(
    'div',
    { class: 'coverage' },
    drawn('svg', { viewBox: `0 0 ${Math.max(1, coverage.statements)} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars),
    element(
      'div',
      { class: 'legend' },
      element('ul', { 'aria-label': words.sharesLabel }, ...shares.filter(([, n]) => n > 0).map(([name, n]) => element('li', { 'data-share': name, 'data-count': n }, element('span', { class: `swatch ${name}`, 'aria-hidden': 'true' }), `${words.shares[name]}: ${number(n)}`))),
    ),
    element('p', { class: 'coverage-words' }, words.coverage(coverage)),
    element('p', { class: 'aside' }, words.definition),
  );
}

/** @param {string} kind @param {string} title @param {HTMLElement[]} groups */
function side(kind, title, groups) {
  return element('div', { class: `side ${kind}` }, element('h4', null, title), groups.length === 0 ? element('p', { class: 'aside' }, words.nothing) : groups);
}

/** @param {any[]} parts @param {[string, string][]} wanted */
function groupsOf(parts, wanted) {
  return wanted.flatMap(([outcome, binding]) => {
    const mine = parts.filter((one) => one.binding === binding && one.statements[COUNTS[outcome]] > 0);
    if (mine.length === 0) return [];
    const items = mine.map((one) => element('li', { 'data-part': one.code, 'data-outcome': outcome, 'data-binding': binding }, partWords(one, one.statements[COUNTS[outcome]], statementsOf(parts, one.code))));
    return [group(words.groups[outcome]?.[binding] ?? words.group(outcome, binding), outcome, items)];
  });
}

/** @param {string} title @param {string} kind @param {HTMLElement[]} items */
function group(title, kind, items) {
  return element('div', { class: `group ${kind}` }, element('h5', null, title), element('ul', null, ...items));
}

/** A part, with how much of it where that is not all. @param {any} part @param {number} n @param {number} all */
function partWords(part, n, all) {
  return capital(nameOfPart(part)) + (n === all ? '' : ` (${words.share(n, all)})`);
}

/** @param {string} name */
function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The claim ledger line by line: every part of the document, what binds it, and what became of its statements. @param {any[]} parts */
function ledger(parts) {
  return element(
    'details',
    { class: 'ledger' },
    element('summary', null, element('strong', null, words.ledger)),
    scrollingTable(words.ledger, words.columns, parts.map(line)),
  );
}

/** @param {any} part */
function line({ code, part, members, binding, outcome, statements }) {
  const { proved, contradicted, notEstablished, notChecked } = statements;
  return element(
    'tr',
    { 'data-claim': code, 'data-binding': binding, class: `outcome-${outcome}` },
    element('th', { scope: 'row' }, capital(claimTexts[code] ?? code), element('span', { class: 'detail' }, element('code', null, part), members.length > 0 ? ` ${members.join(', ')}` : null)),
    element('td', null, words.bindings[binding] ?? binding),
    element('td', { class: 'outcome' }, element('span', { 'aria-hidden': 'true', class: 'icon' }, OUTCOME_ICONS[outcome] ?? ''), words.outcomes[outcome] ?? outcome),
    ...[proved, contradicted, notEstablished, notChecked].map((n) => element('td', { class: 'number' }, n === 0 ? '–' : number(n))),
  );
}
