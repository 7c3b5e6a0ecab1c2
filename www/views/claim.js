/** The server's own claim, and the numbers of the summary against those of the records: both said, neither believed. */

import { findingTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';

const words = text.claim;

/** @param {any} report */
export function claimView(report) {
  const { serverClaim, chainIntegrity, document, entries } = report;
  if (serverClaim === null && document.summary === null) return null;
  return part('claim', words.title, { class: 'claim' }, serverClaim === null ? null : comparison(serverClaim, chainIntegrity), reconciliation(document, entries));
}

/** @param {any} claim @param {any} found */
function comparison(claim, found) {
  const state = claim.agrees === null ? 'open' : claim.agrees ? 'agrees' : 'differs';
  const foundAt = found.firstBrokenEntryId ?? found.firstBrokenAt;
  return [
    element('p', { class: `claim-word ${state}`, 'data-agrees': String(claim.agrees) }, words.outcomes[state]),
    table(
      [words.what, words.server, words.here],
      [
        [words.valid, claim.valid ? words.yes : words.no, found.valid ? words.yes : words.no],
        [words.checked, claim.checkedEntries === null ? '–' : number(claim.checkedEntries), number(found.checkedEntries)],
        [words.firstBroken, claim.firstBrokenAt ?? '–', foundAt === null ? '–' : words.at(foundAt, found.firstBrokenIndex)],
        [words.reason, claim.reason ?? '–', found.reason ?? '–'],
      ],
    ),
    modelled(claim),
  ];
}

/** Whether the claim is what an honest server would have said of these entries, and what its check can't see. @param {any} claim */
function modelled({ modelled, asModelled }) {
  if (!modelled) return null;
  const { notReached, notNoticed } = modelled;
  return element(
    'ul',
    { class: 'modelled', 'data-as-modelled': String(asModelled) },
    typeof asModelled === 'boolean' ? element('li', null, asModelled ? words.asModelled : words.notModelled) : null,
    notReached > 0 ? element('li', null, words.notReached(notReached)) : null,
    notNoticed.length > 0 ? element('li', null, words.notNoticed(notNoticed.map((/** @type {string} */ code) => findingTexts[code]?.title ?? code))) : null,
  );
}

/** @param {any} document @param {any} entries */
function reconciliation({ summary, grants, policies }, { total, byStatus }) {
  if (summary === null) return null;
  const claimed = (/** @type {any} */ value) => (typeof value === 'number' ? number(value) : '–');
  const counted = summary.auditEntries ?? {};
  /** @type {[string, unknown, number | null][]} */
  const rows = [
    [words.entries, counted.total, total],
    ...['success', 'failure', 'blocked'].map((status) => /** @type {[string, unknown, number]} */ ([words.status(status), counted[status], byStatus[status] ?? 0])),
    [words.grants, summary.grants?.total, grants],
    [words.policies, summary.policies?.total, policies],
    [words.agents, summary.agents?.total, null],
  ];
  return [
    element('h4', null, words.counts),
    table(
      [words.what, words.summary, words.records],
      rows.map(([label, said, found]) => [label, claimed(said), found === null ? words.uncountable : number(found)]),
      rows.map(([, said, found]) => (found !== null && typeof said === 'number' && said !== found ? 'differs' : '')),
    ),
  ];
}

/** @param {string[]} head @param {string[][]} rows @param {string[]} [classes] */
function table(head, rows, classes = []) {
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': head.join(', ') },
    element(
      'table',
      null,
      element('thead', null, element('tr', null, ...head.map((title) => element('th', { scope: 'col' }, title)))),
      element('tbody', null, ...rows.map(([label, ...cells], at) => element('tr', { class: classes[at] || null }, element('th', { scope: 'row' }, label), ...cells.map((cell) => element('td', null, cell))))),
    ),
  );
}
