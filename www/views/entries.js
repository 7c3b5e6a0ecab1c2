/** All entries, with what became of each: sorted, filtered, and searched by the text of the file. */

import { rowContents, rowLinks, rowStatuses } from 'grantex-compliance';
import { button, element, newId, part, show } from '../dom.js';
import { bytes, instant, number } from '../format.js';
import { text } from '../messages.js';
import { explain } from '../verify.js';
import { openEntry } from './entry.js';
import { VirtualTable } from './virtual-table.js';

const words = text.entries;

/** Entries that are read at a stretch: each takes a fraction of a millisecond. */
const AT_A_STRETCH = 6;

/** Members that the table shows of each entry in sight. */
const SHOWN_MEMBERS = ['action', 'agentId', 'principalId'];

/** @param {import('../state.js').Held} document */
export function entriesView(document) {
  const rows = /** @type {import('../rows/client.js').RowsClient} */ (document.rows);
  /** @type {import('../rows/index.js').Filter} */
  const filter = {};
  let order = { by: 'index', descending: false };
  /** @type {Uint32Array} */
  let picked = new Uint32Array();
  const count = element('span', { class: 'aside', role: 'status' });
  const members = new MembersInSight(document);

  const table = new VirtualTable({
    label: words.title,
    least: '66rem',
    rowHeight: 40,
    maxRows: 12,
    load: async (from, to) => {
      const facts = await rows.facts([...picked.subarray(from, to)]);
      // What the entries say comes when it has been read; until then their rows stand without it.
      members.read(facts).then((news) => news && table.repaint());
      return facts.map((fact) => ({ ...fact, members: members.known(fact) }));
    },
    onOpen: ({ index }) => openEntry(document, index),
    openLabel: ({ index }) => words.open(index),
    onSort: (by, descending) => {
      order = { by, descending };
      update();
    },
    marks: ({ content }) => ({ 'data-content': rowContents[content] }),
    columns: [
      { title: words.index, sort: 'index', class: 'narrow', cell: ({ index }) => number(index) },
      { title: words.time, sort: 'time', class: 'time', cell: ({ time }) => instant(time) || words.noTime },
      { title: words.action, class: 'wide', cell: ({ members }) => members.action ?? '' },
      { title: words.agent, class: 'id', cell: ({ members }) => members.agentId ?? '' },
      { title: words.principal, class: 'id', cell: ({ members }) => members.principalId ?? '' },
      { title: words.status, sort: 'status', class: 'narrow', cell: ({ status }) => element('span', { class: `status ${rowStatuses[status]}` }, rowStatuses[status]) },
      { title: words.content, sort: 'content', class: 'narrow', cell: ({ content }) => contentCell(content) },
      { title: words.link, sort: 'link', class: 'narrow', cell: ({ link }) => element('span', { class: `link ${rowLinks[link]}` }, words.links[rowLinks[link]]) },
      { title: words.size, sort: 'size', class: 'number', cell: ({ size }) => bytes(size) },
    ],
  });

  let turn = 0;
  const update = async () => {
    const mine = ++turn;
    const found = await rows.pick(filter, order);
    if (mine !== turn) return;
    picked = found;
    table.reset(picked.length);
    show(count, text.table.of(picked.length, rows.length));
  };

  const choose = (/** @type {string} */ label, /** @type {'statuses' | 'contents' | 'links'} */ key, /** @type {[string, number[] | null][]} */ choices) => {
    const id = newId('choice');
    const onchange = (/** @type {any} */ event) => {
      filter[key] = choices[Number(event.target.value)][1];
      update();
    };
    return [element('label', { for: id }, label), element('select', { id, 'data-filter': key, onchange }, ...choices.map(([words], value) => element('option', { value }, words)))];
  };
  const id = newId('search');
  const search = /** @type {HTMLInputElement} */ (element('input', { type: 'search', id, autocomplete: 'off', spellcheck: 'false', placeholder: words.searchHint }));
  const find = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const needle = search.value;
    if (needle !== '') show(count, words.searching);
    const found = needle === '' ? null : await rows.search(needle);
    // Another search took its place, or nothing is searched for.
    if (needle !== '' && found === null) return;
    filter.only = found;
    await update();
  };
  update();
  return part(
    'entries',
    words.title,
    { class: 'entries' },
    element(
      'form',
      { class: 'tools', onsubmit: find },
      element('label', { for: id }, words.search),
      search,
      element('button', { type: 'submit' }, words.find),
      ...choose(words.status, 'statuses', [[words.all, null], ...rowStatuses.map((status, at) => /** @type {[string, number[]]} */ ([status, [at]])).slice(1, 4), [words.otherStatus, [0, 4]]]),
      ...choose(words.content, 'contents', [[words.all, null], [words.notVerified, [0, 1]], ...rowContents.map((format, at) => /** @type {[string, number[]]} */ ([words.format(format), [at]])).slice(2)]),
      ...choose(words.link, 'links', [[words.all, null], [words.links.fails, [2]], [words.links.unknown, [3]]]),
      count,
    ),
    table.view,
  );
}

/** @param {number} content */
function contentCell(content) {
  const name = rowContents[content];
  const verified = content >= 2;
  return element('span', { class: `content ${verified ? 'verified' : name}` }, verified ? words.format(name) : words.contents[/** @type {'unread' | 'failed'} */ (name)]);
}

/** @typedef {{ index: number, offset: number, size: number }} Fact */

/** Members of the entries that are in sight, read from the file by the verifier when they are needed. */
class MembersInSight {
  /** @param {import('../state.js').Held} document */
  constructor(document) {
    this.#document = document;
  }

  #document;
  /** @type {Map<number, Record<string, string>>} */
  #known = new Map();
  /** Counts what was asked, so that what has gone out of sight is not read. */
  #turn = 0;

  /** @param {{ index: number }} fact @returns {Record<string, string>} */
  known({ index }) {
    return this.#known.get(index) ?? {};
  }

  /**
   * Reads those that are not known, a few at a stretch.
   *
   * @param {Fact[]} facts
   * @returns {Promise<boolean>} whether there is something new, and still wanted
   */
  async read(facts) {
    const turn = ++this.#turn;
    const missing = facts.filter(({ index }) => !this.#known.has(index));
    // What is out of sight can be read again.
    if (this.#known.size > 2_000) this.#known.clear();
    for (let at = 0; at < missing.length; at += AT_A_STRETCH) {
      await Promise.all(missing.slice(at, at + AT_A_STRETCH).map((fact) => this.#one(fact)));
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (turn !== this.#turn) return false;
    }
    return missing.length > 0;
  }

  /** @param {Fact} fact */
  async #one(fact) {
    /** @type {Record<string, string>} */
    const members = {};
    try {
      const explanation = await explain(this.#document, fact);
      for (const { name, text } of explanation.members) if (SHOWN_MEMBERS.includes(name)) members[name] = plain(text);
    } catch {
      // It can't be read as an entry; its findings say so.
    }
    this.#known.set(fact.index, members);
  }
}

/** A member's value as one reads it: a string without its quotation marks. @param {string} json */
function plain(json) {
  try {
    const value = JSON.parse(json);
    return typeof value === 'string' ? value : json;
  } catch {
    return json;
  }
}
