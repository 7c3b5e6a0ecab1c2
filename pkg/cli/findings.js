/** The findings for people: errors one by one, the others by kind. */

import { findingTexts } from 'grantex-compliance/texts';
import { count } from './documents.js';

/** @typedef {import('./terminal.js').Page} Page */

/** Errors of one kind that are printed in full; further ones are counted. */
const FULL_ITEMS = 10;

/** Entries of a warning that are named. */
const NAMED_ENTRIES = 8;

/** @type {Record<string, { heading: string, mark: import('./terminal.js').Segment }>} */
const SEVERITIES = {
  error: { heading: 'What is wrong', mark: ['✗ ', 'red'] },
  warning: { heading: 'What to look at', mark: ['! ', 'yellow'] },
  info: { heading: 'Worth knowing', mark: ['· ', 'cyan'] },
};

/**
 * @param {Page} page
 * @param {any} report
 * @param {{ errorsOnly?: boolean }} [options]
 */
export function printFindings(page, report, { errorsOnly = false } = {}) {
  for (const [severity, { heading, mark }] of Object.entries(SEVERITIES)) {
    const counts = Object.entries(report.findingCounts)
      .map(([code, of]) => /** @type {const} */ ([code, /** @type {any} */ (of)[severity] ?? 0]))
      .filter(([, n]) => n > 0);
    if (counts.length === 0 || (errorsOnly && severity !== 'error')) continue;
    page.gap();
    page.line([heading, 'bold']);
    for (const [code, n] of counts) {
      const kept = report.findings.filter((/** @type {any} */ one) => one.code === code && one.severity === severity);
      if (severity === 'error') printErrors(page, code, n, kept, mark);
      else printKind(page, code, n, kept, mark);
    }
  }
}

/**
 * @param {Page} page
 * @param {string} code
 * @param {number} n
 * @param {any[]} kept
 * @param {import('./terminal.js').Segment} mark
 */
function printErrors(page, code, n, kept, mark) {
  const { title, meaning, remedy } = findingTexts[code] ?? { title: code, meaning: '', remedy: '' };
  page.line('  ', [title, 'bold', 'red'], ['  ', 'dim'], [`${code}${n > 1 ? `, ${count(n)} times` : ''}`, 'dim']);
  if (meaning !== '') page.paragraph(meaning, { indent: 2 });
  for (const finding of kept.slice(0, FULL_ITEMS)) printItem(page, finding, mark);
  const more = n - Math.min(kept.length, FULL_ITEMS);
  if (more > 0) page.paragraph(`and ${count(more)} more; --json lists ${kept.length === n ? 'all' : `the first ${count(kept.length)}`}`, { indent: 4, styles: ['dim'] });
  if (remedy !== '') page.paragraph(remedy, { indent: 2, mark: ['→ ', 'cyan'] });
  page.gap();
}

/**
 * @param {Page} page
 * @param {any} finding
 * @param {import('./terminal.js').Segment} mark
 */
function printItem(page, { index, entryId, timestamp, pointer, message, cause, expected, actual, related, offset, length }, mark) {
  const where = index === undefined ? [pointer ?? 'the document'] : [`entry ${index}`, entryId, timestamp, cause].filter(Boolean);
  page.line('  ', mark, where.join('  '));
  if (message) page.paragraph(message, { indent: 6 });
  if (expected !== undefined) page.line('      ', ['expected  ', 'dim'], expected);
  if (actual !== undefined) page.line('      ', ['found     ', 'dim'], actual);
  if (related?.length > 0) page.paragraph(`see also ${entries(related)}`, { indent: 6, styles: ['dim'] });
  if (offset !== undefined && length !== undefined) page.line('      ', [`bytes ${offset} to ${offset + length}`, 'dim']);
}

/**
 * @param {Page} page
 * @param {string} code
 * @param {number} n
 * @param {any[]} kept
 * @param {import('./terminal.js').Segment} mark
 */
function printKind(page, code, n, kept, mark) {
  const { title, meaning, remedy } = findingTexts[code] ?? { title: code, meaning: '', remedy: '' };
  // Some kinds are one finding with a count of what it is about.
  const of = n === 1 && typeof kept[0]?.params?.count === 'number' ? kept[0].params.count : n;
  const times = of > 1 ? ` (${count(of)})` : '';
  page.paragraph(`${title}${times}: ${meaning}`, { indent: 2, mark });
  // One finding with a count speaks for itself; of many, the first one's words would mislead.
  if (kept.length === 1 && kept[0].message) page.paragraph(kept[0].message, { indent: 4, styles: ['dim'] });
  const indexes = kept.map(({ index }) => index).filter((index) => index !== undefined);
  if (indexes.length > 0 && of === n) page.paragraph(entries(indexes, n), { indent: 4, styles: ['dim'] });
  if (remedy !== '' && remedy !== 'Nothing to do.') page.paragraph(remedy, { indent: 4, mark: ['→ ', 'cyan'] });
}

/**
 * @param {number[]} indexes
 * @param {number} [total]
 */
function entries(indexes, total = indexes.length) {
  const named = indexes.slice(0, NAMED_ENTRIES).join(', ');
  const more = total - Math.min(indexes.length, NAMED_ENTRIES);
  return `${total === 1 ? 'entry' : 'entries'} ${named}${more > 0 ? ` and ${count(more)} more` : ''}`;
}
