/** One entry looked at closely: its members, its hashes, the very text that is hashed, and what stands around it. */

import { rowContents, rowLinks } from 'grantex-compliance';
import { causeTexts, findingTexts } from '../../pkg/src/texts.js';
import { button, element, show } from '../dom.js';
import { bytes, number } from '../format.js';
import { text } from '../messages.js';
import { explain } from '../verify.js';
import { findDifference } from '../difference.js';
import { scrollingTable } from './plain-table.js';

const words = text.entry;

/** @type {HTMLDialogElement | null} */
let dialog = null;
/** Counts entries that were opened, so that a late answer does not fill a newer view. */
let turn = 0;

/** The dialog, once for the page. */
export function entryDialog() {
  dialog = /** @type {HTMLDialogElement} */ (element('dialog', { class: 'entry', 'aria-labelledby': 'entry-title' }));
  // A click beside it closes it, as people expect.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog?.close();
  });
  dialog.addEventListener('close', () => (turn += 1));
  return dialog;
}

/** @param {import('../state.js').Held} document @param {number} index */
export async function openEntry(document, index) {
  const { rows } = document;
  if (dialog === null || rows === null) return;
  const mine = ++turn;
  const around = [index - 1, index, index + 1].filter((at) => at >= 0 && at < rows.length);
  const facts = await rows.facts(around);
  const explained = await Promise.all(facts.map(async (fact) => ({ fact, explanation: await explain(document, fact).catch((error) => ({ error })) })));
  if (mine !== turn || dialog === null) return;
  const [before, here, after] = [index - 1, index, index + 1].map((at) => explained.find(({ fact }) => fact.index === at) ?? null);
  if (here === null) return;
  const difference = element('div', { class: 'difference', 'aria-live': 'polite' });
  const texts = element('div', { class: 'texts' });
  show(dialog, head(document, index), element('div', { class: 'entry-body' }, findingsOf(document, index), difference, ...body(here, before, after, document, texts)));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  const { explanation } = /** @type {any} */ (here);
  if (explanation.error !== undefined || explanation.verified || explanation.claimedHash === null || explanation.problem !== null) return;
  show(difference, element('p', { class: 'aside' }, words.searching));
  const found = await findDifference(document, index, explanation, () => mine !== turn);
  if (mine !== turn) return;
  show(difference, found === null ? unknownDifference() : knownDifference(found));
  show(texts, hashedTexts(explanation, found));
}

/** @param {import('../state.js').Held} document @param {number} index */
function head(document, index) {
  const last = /** @type {any} */ (document.rows).length - 1;
  const go = (/** @type {number} */ to, /** @type {string} */ label) => button(label, () => openEntry(document, to), { disabled: to < 0 || to > last, 'data-go': String(to) });
  return element(
    'header',
    null,
    element('h2', { id: 'entry-title' }, words.title(index, last + 1)),
    element('p', { class: 'actions' }, go(index - 1, words.previous), go(index + 1, words.next), button(words.close, () => dialog?.close(), { class: 'close', autofocus: true })),
  );
}

/** @param {import('../state.js').Held} document @param {number} index */
function findingsOf(document, index) {
  const { findings } = document.report;
  const weights = Object.keys(text.findings.severities);
  const mine = findings.filter((/** @type {any} */ one) => one.index === index).sort((/** @type {any} */ a, /** @type {any} */ b) => weights.indexOf(a.severity) - weights.indexOf(b.severity));
  const named = findings.filter((/** @type {any} */ one) => one.index !== index && one.related?.includes(index));
  if (mine.length + named.length === 0) return element('p', { class: 'aside' }, words.nothing);
  return element(
    'ul',
    { class: 'entry-findings' },
    ...mine.map((/** @type {any} */ { code, severity, message, cause, related }) =>
      element(
        'li',
        { class: severity },
        element('strong', null, findingTexts[code]?.title ?? code),
        ' ',
        message,
        cause === undefined ? null : element('span', { class: 'detail' }, causeTexts[cause] ?? cause),
        related?.length ? element('span', { class: 'related' }, words.related, ...related.slice(0, 16).map((/** @type {number} */ at) => button(number(at), () => openEntry(document, at), { 'aria-label': text.entries.open(at) }))) : null,
      ),
    ),
    ...named.map((/** @type {any} */ { code, index: at }) => element('li', { class: 'info' }, words.namedBy(findingTexts[code]?.title ?? code), ' ', button(number(at), () => openEntry(document, at), { 'aria-label': text.entries.open(at) }))),
  );
}

/** @param {any} here @param {any} before @param {any} after @param {import('../state.js').Held} document @param {HTMLElement} texts */
function body({ fact, explanation }, before, after, document, texts) {
  const place = element('p', { class: 'aside' }, words.place(fact.offset, bytes(fact.size)));
  if (explanation.error !== undefined) return [element('p', { class: 'note' }, words.unreadable(explanation.error.message)), place];
  show(texts, hashedTexts(explanation, null));
  return [
    explanation.problem === null ? null : element('p', { class: 'note' }, words.problem(explanation.problem)),
    explanation.erasureMarkers.length === 0 ? null : element('p', { class: 'note' }, words.erasure(explanation.erasureMarkers)),
    hashes(explanation),
    links(fact, explanation, before, after, document),
    element('h3', null, words.members),
    members(explanation),
    explanation.formats.length === 0 ? null : element('h3', null, words.texts),
    texts,
    place,
  ];
}

/** @param {any} explanation */
function hashes({ claimedHash, formats, verified, format }) {
  const line = (/** @type {string} */ label, /** @type {string | null} */ value, /** @type {boolean | null} */ matches) =>
    element('div', { class: matches === null ? '' : matches ? 'same' : 'other' }, element('dt', null, label), element('dd', null, element('code', null, value ?? words.none), matches === null ? null : element('span', { class: 'mark' }, matches ? words.matches : words.differs)));
  return [
    element('h3', null, words.hashes),
    element('p', { class: verified ? 'good' : 'bad' }, verified ? words.verified(format) : words.notVerified),
    element('dl', { class: 'hashes' }, line(words.claimed, claimedHash, null), ...formats.map((/** @type {any} */ one) => line(words.computed(one.format), one.digest, one.matches))),
  ];
}

/** @param {any} fact @param {any} explanation @param {any} before @param {any} after @param {import('../state.js').Held} document */
function links(fact, explanation, before, after, document) {
  const own = explanation.prevHash;
  const previous = before?.explanation.claimedHash ?? null;
  const state = rowLinks[fact.link];
  const neighbour = (/** @type {string} */ label, /** @type {any} */ one) =>
    one === null
      ? null
      : element(
          'li',
          null,
          button(words.entry(one.fact.index), () => openEntry(document, one.fact.index)),
          ' ',
          label,
          ': ',
          element('code', null, one.explanation.claimedHash ?? words.none),
          one.fact.content < 2 ? element('span', { class: 'mark' }, text.entries.contents[/** @type {'unread'} */ (rowContents[one.fact.content])]) : null,
        );
  return [
    element('h3', null, words.link),
    element('p', { class: state === 'fails' ? 'bad' : state === 'holds' ? 'good' : '' }, words.links[state]),
    element('dl', { class: 'hashes' }, element('div', { class: own === null || previous === null ? '' : own === previous ? 'same' : 'other' }, element('dt', null, words.names), element('dd', null, element('code', null, own ?? words.namesNothing)))),
    element('ul', { class: 'neighbours' }, neighbour(words.hashBefore, before), neighbour(words.hashAfter, after)),
  ];
}

/** @param {any} explanation */
function members({ members }) {
  const rows = members.map((/** @type {any} */ { name, text: value, hashed }) =>
    element('tr', null, element('th', { scope: 'row' }, element('code', null, name)), element('td', null, element('code', null, value)), element('td', null, name === 'hash' ? words.theHash : hashed ? words.hashed : words.notHashed)),
  );
  return scrollingTable(words.members, words.memberColumns, rows, 'members');
}

/**
 * The texts that are hashed. Where it is known what one of them said before, both are in it, marked.
 *
 * @param {any} explanation
 * @param {import('../difference.js').Difference | null} found
 */
function hashedTexts({ formats, format: verified }, found) {
  return formats.map((/** @type {any} */ { format, preimage, digest, matches }) => {
    const known = found !== null && found.format === format;
    const open = matches || known || (verified === null && found === null && format === 'C');
    return element(
      'details',
      { open },
      element('summary', null, words.textOf(format), matches ? element('span', { class: 'mark' }, words.matches) : known ? element('span', { class: 'mark' }, words.matchesBefore) : null),
      element('p', { class: 'preimage', tabindex: '0', role: 'region', 'aria-label': words.textOf(format) }, ...(known ? marked(preimage, found.preimage) : [preimage])),
      element('p', { class: 'aside' }, words.digest, ' ', element('code', null, known ? found.digest : digest)),
    );
  });
}

/** What two texts don't share, marked as taken out and as put in. @param {string} now @param {string} before */
function marked(now, before) {
  let start = 0;
  while (start < Math.min(now.length, before.length) && now[start] === before[start]) start += 1;
  let end = 0;
  while (end < Math.min(now.length, before.length) - start && now[now.length - 1 - end] === before[before.length - 1 - end]) end += 1;
  const [was, is] = [before.slice(start, before.length - end), now.slice(start, now.length - end)];
  return [
    now.slice(0, start),
    was === '' ? null : element('ins', { class: 'was' }, element('span', { class: 'spoken' }, words.was), was),
    is === '' ? null : element('del', { class: 'is' }, element('span', { class: 'spoken' }, words.is), is),
    now.slice(now.length - end),
  ];
}

function unknownDifference() {
  return element('p', { class: 'note' }, words.unknownDifference);
}

/** @param {import('../difference.js').Difference} found */
function knownDifference({ member, now, before }) {
  return element(
    'div',
    { class: 'note known', 'data-member': member },
    element('p', null, element('strong', null, words.knownDifference(member))),
    element('dl', { class: 'compare' }, element('dt', null, words.said), element('dd', null, element('code', null, before ?? words.absent)), element('dt', null, words.says), element('dd', null, element('code', null, now ?? words.absent))),
    element('p', { class: 'aside' }, words.howKnown),
  );
}
