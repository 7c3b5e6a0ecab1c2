/** What a document's parts are worth, the sample, and the criteria: the short form for a terminal. */

import { outcomeTexts } from 'grantex-compliance/texts';
import { nameOfPart, statementsOf } from '../dist/internals.js';
import { count } from './documents.js';

/** @typedef {import('./terminal.js').Page} Page */
/** @typedef {import('./terminal.js').Segment} Segment */

/** Policies that are named. */
const NAMED_POLICIES = 5;

/** By what became of statements, and what binds them: what is told first comes first. @type {[string, string, string, Segment][]} */
const GROUPS = [
  ['contradicted', 'hash', 'Contradicted by a hash or a link', ['✗ ', 'red']],
  ['contradicted', 'cross-checked', 'Contradicted by a comparison', ['✗ ', 'red']],
  ['proved', 'hash', 'Proved by a hash or a link', ['✓ ', 'green']],
  ['proved', 'cross-checked', 'Proved by a comparison', ['✓ ', 'green']],
  ['notEstablished', 'hash', 'To be proved by a hash or a link, and not established', ['? ', 'yellow']],
  ['notEstablished', 'cross-checked', 'Compared, which does not decide it', ['? ', 'yellow']],
  ['notChecked', 'hash', 'To be proved by a hash or a link, and not checked', ['– ', 'dim']],
  ['notChecked', 'cross-checked', 'To be compared, and not checked', ['– ', 'dim']],
  ['notChecked', 'asserted', 'Only claimed', ['– ', 'dim']],
  ['notChecked', 'uncheckable', "Can't be checked", ['– ', 'dim']],
];

/**
 * Every part of the document, by what became of it and what binds it.
 *
 * @param {Page} page
 * @param {any} report
 */
export function printClaims(page, { claims: { parts, coverage }, policyChanges }) {
  page.gap();
  page.line(['What the document says, and what holds it', 'bold']);
  page.paragraph(
    `Of ${count(coverage.statements)} statements, ${coverage.boundPercent} % are proved by a hash or a link, and with the comparisons ${coverage.provedPercent} % are. `
      + `${coverage.boundEntryBytesPercent} % of the entries' bytes stand in entries whose content was established.`,
    { indent: 2 },
  );
  for (const [outcome, binding, title, mark] of GROUPS) {
    const told = parts.filter((/** @type {any} */ part) => part.binding === binding && part.statements[outcome] > 0).map((/** @type {any} */ part) => partText(part, part.statements[outcome], statementsOf(parts, part.code)));
    if (told.length > 0) page.paragraph(`${title}: ${told.join('; ')}.`, { indent: 2, mark });
  }
  if (policyChanges !== null && policyChanges.total > 0) {
    const named = policyChanges.latest.slice(0, NAMED_POLICIES).map((/** @type {any} */ { id, name, updatedAt }) => `${name ?? id ?? 'unnamed'} (${updatedAt})`);
    const more = policyChanges.total - named.length;
    page.paragraph(`Policies changed inside the period: ${named.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}.`, { indent: 2, mark: ['! ', 'yellow'] });
  }
}

/** A part, with how much of it where that is not all. @param {any} part @param {number} n @param {number} total */
function partText(part, n, total) {
  return nameOfPart(part) + (n === total ? '' : ` (${count(n)} of ${count(total)})`);
}

/**
 * The entries drawn for a look by hand.
 *
 * @param {Page} page
 * @param {any} report
 */
export function printSample(page, { sample }) {
  if (sample === null) return;
  const { entries, population, seed, method } = sample;
  page.gap();
  page.line([`Sample: ${count(entries.length)} of ${count(population)} entries`, 'bold']);
  page.paragraph(`Drawn by the document's SHA-256 ${seed}, as ${method} says: whoever holds the document draws the same.`, { indent: 2, styles: ['dim'] });
  for (const { draw, index, entryId, timestamp, offset, length } of entries) {
    const where = [`entry ${index}`.padEnd(12), entryId ?? '', timestamp ?? '', `bytes ${offset} to ${offset + length}`, `draw ${draw}`];
    page.line('  ', where.filter((text) => text !== '').join('  '));
  }
}

/**
 * Criteria that the checks can support, with `--controls`.
 *
 * @param {Page} page
 * @param {any} report
 */
export function printControls(page, { controls }) {
  page.gap();
  page.line(['What the checks can support', 'bold']);
  page.paragraph('Support for evidence, and no certification: none of these outcomes says that a criterion is met.', { indent: 2 });
  for (const { framework, criterion, checks, findings } of controls) {
    const outcomes = Object.values(checks);
    const told = Object.entries(outcomeTexts)
      .map(([outcome, words]) => /** @type {const} */ ([outcomes.filter((one) => one === outcome).length, words]))
      .filter(([n]) => n > 0);
    const name = framework === 'gdpr' ? `GDPR ${criterion}` : `SOC 2 ${criterion}`;
    const found = findings.length > 0 ? `; findings: ${findings.join(', ')}` : outcomes.includes('failed') ? '; no finding speaks to it' : '';
    page.paragraph(`${told.map(([n, word]) => `${n} ${word}`).join(', ')}${found}`, { indent: 2, mark: `${name.padEnd(14)}` });
  }
}
