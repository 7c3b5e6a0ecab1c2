/** Tables that are made whole. */

import { element } from '../dom.js';

/**
 * @param {string[]} head
 * @param {HTMLElement[]} rows
 * @param {string | null} [name] for the style sheet
 */
export function plainTable(head, rows, name = null) {
  return element(
    'table',
    { class: name },
    element('thead', null, element('tr', null, ...head.map((title) => element('th', { scope: 'col' }, title)))),
    element('tbody', null, ...rows),
  );
}

/** One that scrolls within itself where there is no room for it, also with the keyboard. @param {string} label @param {Parameters<typeof plainTable>} table */
export function scrollingTable(label, ...table) {
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, plainTable(...table));
}
