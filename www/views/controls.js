/** Criteria that auditors work with, and which checks can support them. It is support for their work, and no certification. */

import { checkTexts, findingTexts, outcomeTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { text } from '../messages.js';
import { scrollingTable } from './plain-table.js';

const words = text.controls;

/** In the order in which they are told. */
const OUTCOMES = ['failed', 'not-established', 'passed', 'not-checked'];

/** @param {any} report */
export function controlsView({ controls }) {
  return part(
    'controls',
    words.title,
    { class: 'controls' },
    element('p', { class: 'note' }, words.note),
    scrollingTable(words.columns.join(', '), words.columns, controls.map(line)),
  );
}

/** The checks of a criterion by their outcome. @param {Record<string, string>} checks @returns {[string, string[]][]} */
export function byOutcome(checks) {
  return OUTCOMES.map((outcome) => /** @type {[string, string[]]} */ ([outcome, Object.keys(checks).filter((code) => checks[code] === outcome)])).filter(([, codes]) => codes.length > 0);
}

/** @param {any} control */
function line(control) {
  const { framework, criterion, checks, findings } = control;
  return element(
    'tr',
    { 'data-framework': framework, 'data-criterion': criterion },
    element('th', { scope: 'row' }, criterionName(control), element('span', { class: 'detail' }, words.criteria[framework]?.[criterion] ?? '')),
    element('td', null, ...byOutcome(checks).map(([outcome, codes]) => element('p', { class: `support ${outcome}` }, element('strong', null, outcomeTexts[outcome] ?? outcome), ` ${codes.map((code) => checkTexts[code] ?? code).join(' · ')}`))),
    element('td', null, findings.map((/** @type {string} */ code) => findingTexts[code]?.title ?? code).join(', ') || '–'),
  );
}

/** @param {any} control */
export function criterionName({ framework, criterion }) {
  return words.names[framework]?.(criterion) ?? `${framework} ${criterion}`;
}
