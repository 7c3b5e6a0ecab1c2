/** The server's own claim, and the numbers of the summary against those of the records: both said, neither believed. */

import { findingTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { scrollingTable } from './plain-table.js';

const words = text.claim;

/** @param {any} report @param {boolean} partial the document was not read to its end */
export function claimView(report, partial) {
  const { serverClaim, chainIntegrity, document } = report;
  if (serverClaim === null && document.summary === null) return null;
  return part('claim', words.title, { class: 'claim' }, serverClaim === null ? null : comparison(serverClaim, chainIntegrity), reconciliation(report, partial));
}

/** @param {any} claim @param {any} found */
function comparison(claim, found) {
  const state = claim.agrees === null ? 'open' : claim.agrees ? 'agrees' : 'differs';
  const foundAt = found.firstBrokenEntryId ?? found.firstBrokenAt;
  const { modelled } = claim;
  const yes = (/** @type {boolean} */ is) => (is ? words.yes : words.no);
  const count = (/** @type {number | null} */ n) => (n === null ? '–' : number(n));
  // How many entries were checked is counted in different ways: the server stops at its first break. No difference there is wrong.
  const bothBroken = !claim.valid && !found.valid;
  const wrongPlace = claim.agrees === false && bothBroken;
  const wrongReason = bothBroken && claim.reason !== null && found.reason !== null && claim.reason !== found.reason;
  /** @type {[string, [string, boolean], string, string][]} what, the claim and whether it is wrong, what its check says, what was found */
  const rows = [
    [words.valid, [yes(claim.valid), claim.agrees === false && claim.valid !== found.valid], modelled && yes(modelled.valid), yes(found.valid)],
    [words.checked, [count(claim.checkedEntries), false], modelled && count(modelled.checkedEntries), number(found.checkedEntries)],
    [words.firstBroken, [claim.firstBrokenAt ?? '–', wrongPlace], modelled && (modelled.firstBrokenAt ?? '–'), foundAt === null ? '–' : words.at(foundAt, found.firstBrokenIndex)],
    [words.reason, [claim.reason ?? '–', wrongReason], modelled && (modelled.reason ?? '–'), found.reason ?? '–'],
  ];
  return [
    element('p', { class: `claim-word ${state}`, 'data-agrees': String(claim.agrees) }, words.outcomes[state]),
    element('p', { class: 'modelled-word', 'data-as-modelled': String(claim.asModelled) }, modelledWords(claim)),
    table(
      [words.what, words.server, ...(modelled ? [words.itsCheck] : []), words.here],
      rows.map(([label, [said, wrong], itsCheck, here]) => [label, wrong ? element('span', { class: 'wrong' }, words.wrong(said)) : said, ...(modelled ? [itsCheck] : []), here]),
    ),
    notSeen(modelled),
  ];
}

/** Whether the claim is what an honest server would have said of these entries, and what follows. @param {any} claim */
function modelledWords({ agrees, modelled, asModelled }) {
  if (!modelled) return words.notModelled;
  if (typeof asModelled !== 'boolean') return '';
  return asModelled ? (agrees === false ? words.knowsLess : words.itsOwn) : agrees === false ? words.notItsOwn : words.detailsDiffer;
}

/** What the server's check can't have seen. @param {any} modelled */
function notSeen(modelled) {
  const lines = [
    modelled?.notReached > 0 ? element('li', { 'data-not-reached': modelled.notReached }, words.notReached(modelled.notReached)) : null,
    modelled?.notNoticed.length > 0
      ? element('li', { 'data-not-noticed': modelled.notNoticed.join(' ') }, words.notNoticed(modelled.notNoticed.map((/** @type {string} */ code) => findingTexts[code]?.title ?? code)))
      : null,
  ].filter((one) => one !== null);
  return lines.length === 0 ? null : element('ul', { class: 'not-seen' }, ...lines);
}

/** @param {any} report @param {boolean} partial */
function reconciliation({ document: { summary, grants, policies }, entries: { total, byStatus }, checks }, partial) {
  if (summary === null) return null;
  const counted = summary.auditEntries ?? {};
  /** @type {[string, unknown, number | null][]} */
  const rows = [
    [words.entries, counted.total, total],
    ...['success', 'failure', 'blocked'].map((status) => /** @type {[string, unknown, number]} */ ([words.status(status), counted[status], byStatus[status] ?? 0])),
    [words.grants, summary.grants?.total, grants],
    [words.policies, summary.policies?.total, policies],
    [words.agents, summary.agents?.total, null],
  ];
  const outcomes = rows.map(([, said, found]) => (found === null || partial ? 'open' : said === undefined ? 'unsaid' : said === found ? 'same' : 'differs'));
  return [
    element('h4', null, words.counts),
    element('p', null, checks.find((/** @type {any} */ { code }) => code === 'pack.counts')?.detail),
    table(
      [words.what, words.summary, words.records, words.compared],
      rows.map(([label, said, found], at) => [label, saidOf(said), found === null ? words.uncountable : number(found), words.comparisons[outcomes[at]](difference(said, found))]),
      outcomes,
    ),
  ];
}

/** A count as people read it; whatever else stands there, as it stands. @param {unknown} said */
function saidOf(said) {
  if (said === undefined) return '–';
  return Number.isSafeInteger(said) ? number(Number(said)) : JSON.stringify(said);
}

/** By how much two counts differ, in words; nothing where one is no count. @param {unknown} said @param {number | null} found */
function difference(said, found) {
  return Number.isSafeInteger(said) && found !== null ? number(Math.abs(Number(said) - found)) : null;
}

/** @param {string[]} head @param {import('../dom.js').Child[][]} rows @param {string[]} [classes] */
function table(head, rows, classes = []) {
  const lines = rows.map(([label, ...cells], at) => element('tr', { class: classes[at] ?? null }, element('th', { scope: 'row' }, label), ...cells.map((cell) => element('td', null, cell))));
  return scrollingTable(head.join(', '), head, lines);
}
