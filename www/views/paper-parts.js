/** What workpapers are made of: titled parts, names with their values, and plain tables. */

import { element } from '../dom.js';
import { text } from '../messages.js';
import { plainTable } from './plain-table.js';

const words = text.workpaper;

/** @typedef {import('../dom.js').Child} Child */

/**
 * A paper of its own; on paper it begins on a new page.
 *
 * @param {string} title
 * @param {{ className: string, words: string }} answer
 * @param {...(Child | Child[])} children
 */
export function paper(title, answer, ...children) {
  return element(
    'section',
    { class: 'workpaper', 'aria-label': title },
    element('h1', null, title),
    element('p', { class: `paper-verdict ${answer.className}` }, answer.words),
    ...children,
    section(words.signatures, element('div', { class: 'signatures' }, ...words.signLines.map((label) => element('p', null, label)))),
  );
}

/** @param {string} title @param {...(Child | Child[])} children */
export function section(title, ...children) {
  return element('section', null, element('h2', null, title), ...children);
}

/** @param {[string, string | null | undefined][]} lines */
export function pairs(lines) {
  return element('dl', null, ...lines.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([label, value]) => element('div', null, element('dt', null, label), element('dd', null, value))));
}

/** @param {string[]} head @param {(Child | Child[])[][]} rows @param {string | null} [name] for the style sheet */
export function table(head, rows, name = null) {
  return plainTable(head, rows.map(rowOf), name);
}

/** @param {(Child | Child[])[]} cells */
export function rowOf(cells) {
  return element('tr', null, ...cells.map((cell) => element('td', null, ...[cell].flat())));
}

/** What was asked for, one line for each parameter. @param {any} expected @returns {[string, string][]} */
export function askedLines(expected) {
  /** @type {[string, string][]} */
  const asked = Object.entries(expected ?? {}).filter(([, value]) => value !== undefined).map(([key, value]) => [words.asked(key), value === null ? words.without : String(value)]);
  return asked.length > 0 ? asked : [[words.request, words.untold]];
}

/** @param {any} checkpoint @returns {[string, string][]} */
export function againstLines(checkpoint) {
  return checkpoint ? checkpointLines(checkpoint).map(([label, value]) => [words.against(label), value]) : [[words.against(''), words.noCheckpointGiven]];
}

/** @param {any} checkpoint @returns {[string, string][]} */
export function checkpointLines({ developerId, entries, head, window }) {
  return [
    [words.developer, String(developerId)],
    [words.entries, String(entries)],
    [words.head, [head?.entryId, head?.timestamp, head?.hash].join('  ')],
    [words.window, `${window?.since ?? words.without} – ${window?.until ?? words.without}`],
  ];
}

/** @param {any} checkpoint @param {string} none */
export function toKeep(checkpoint, none) {
  return section(words.checkpoint, checkpoint ? pairs(checkpointLines(checkpoint)) : element('p', null, none));
}

/** @param {[string, string][]} lines */
export function versions(lines) {
  return section(words.versions, pairs([...lines, [words.page, words.pageVersion(PAGE_VERSION)]]));
}
