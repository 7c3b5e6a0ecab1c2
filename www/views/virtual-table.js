/** A table of any length of which only what is in sight is made. */

import { element, newId, show } from '../dom.js';
import { text } from '../messages.js';

/** Engines give up on elements taller than some 17 million pixels; beyond this, one pixel of scrolling passes several rows. */
const MAX_HEIGHT = 8_000_000;

/** Rows made above and below what is in sight, so that scrolling shows no gap. */
const SPARE = 6;

/**
 * @template T
 * @typedef {object} Column
 * @property {string} title
 * @property {string} [sort] its name for `onSort`; without it the column can't be sorted
 * @property {string} [class]
 * @property {(item: T) => import('../dom.js').Child | import('../dom.js').Child[]} cell
 */

/**
 * @template T
 * @typedef {object} TableOptions
 * @property {string} label
 * @property {Column<T>[]} columns the first one names the row
 * @property {(from: number, to: number) => T[] | Promise<T[]>} load items at these places
 * @property {((item: T) => void) | null} [onOpen] the first cell is a button then
 * @property {((item: T) => string) | null} [openLabel]
 * @property {((by: string, descending: boolean) => void) | null} [onSort]
 * @property {number} [rowHeight]
 * @property {number} [maxRows] in sight
 * @property {string} [least] how wide it is at least; where there is less room it scrolls sideways
 * @property {((item: T) => Record<string, string>) | null} [marks] attributes of a row
 */

/** @template T */
export class VirtualTable {
  /** @param {TableOptions<T>} options */
  constructor(options) {
    this.#options = options;
    this.#rowHeight = options.rowHeight ?? 40;
    const { columns, label } = options;
    this.#headers = columns.map((column) => this.#header(column));
    this.#body = element('div', { class: 'vt-body', role: 'presentation' });
    this.#spacer = element('div', { class: 'vt-space', role: 'presentation' }, this.#body);
    this.#scroller = element('div', { class: 'vt-scroll', tabindex: '0', role: 'rowgroup', 'aria-label': label }, this.#spacer);
    this.view = element(
      'div',
      { class: 'vt', role: 'table', 'aria-label': label, 'aria-colcount': String(columns.length), id: newId('table') },
      element('div', { class: 'vt-head', role: 'rowgroup' }, element('div', { class: 'vt-row', role: 'row', 'aria-rowindex': '1' }, ...this.#headers)),
      this.#scroller,
      (this.#empty = element('p', { class: 'aside vt-empty', hidden: true }, text.table.empty)),
    );
    if (options.least !== undefined) this.view.style.setProperty('--least', options.least);
    this.#scroller.addEventListener('scroll', () => this.#schedule(), { passive: true });
    this.#scroller.addEventListener('keydown', (event) => this.#key(event));
    // What is in sight is known only once the table is in the page.
    new ResizeObserver(() => this.#schedule()).observe(this.#scroller);
  }

  #options;
  #rowHeight;
  #headers;
  #body;
  #spacer;
  #scroller;
  #empty;
  #count = 0;
  #first = 0;
  /** The row that the keyboard is at. */
  #active = 0;
  #scheduled = false;
  /** Counts loads, so that a late one doesn't overwrite a newer. */
  #turn = 0;
  #sorted = { by: '', descending: false };

  /** Shows `count` items anew, from the first. @param {number} count */
  reset(count) {
    this.#count = count;
    this.#active = 0;
    const { maxRows = 10 } = this.#options;
    this.view.setAttribute('aria-rowcount', String(count + 1));
    this.#empty.hidden = count > 0;
    this.#scroller.hidden = count === 0;
    this.#scroller.style.height = `${Math.min(count, maxRows) * this.#rowHeight}px`;
    this.#spacer.style.height = `${Math.min(count * this.#rowHeight, MAX_HEIGHT)}px`;
    this.#scroller.scrollTop = 0;
    this.#body.replaceChildren();
    this.#schedule();
  }

  /** Shows what is in sight anew. */
  repaint() {
    this.#schedule();
  }

  /** @param {Column<T>} column */
  #header({ title, sort, class: name }) {
    const properties = { role: 'columnheader', class: `vt-cell ${name ?? ''}` };
    if (sort === undefined || !this.#options.onSort) return element('div', properties, title);
    const header = element('div', { ...properties, 'aria-sort': 'none', 'data-sort': sort }, element('button', { type: 'button', onclick: () => this.#sort(sort) }, title));
    return header;
  }

  /** @param {string} by */
  #sort(by) {
    const descending = this.#sorted.by === by && !this.#sorted.descending;
    this.#sorted = { by, descending };
    for (const header of this.#headers) {
      if (header.dataset.sort !== undefined) header.setAttribute('aria-sort', header.dataset.sort !== by ? 'none' : descending ? 'descending' : 'ascending');
    }
    this.#options.onSort?.(by, descending);
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#paint();
    });
  }

  get #inSight() {
    return Math.max(1, Math.ceil(this.#scroller.clientHeight / this.#rowHeight));
  }

  /** The first row in sight for where the scroll bar stands. */
  get #top() {
    const total = this.#count * this.#rowHeight;
    const { scrollTop, clientHeight } = this.#scroller;
    if (total <= MAX_HEIGHT) return Math.floor(scrollTop / this.#rowHeight);
    const share = scrollTop / Math.max(1, MAX_HEIGHT - clientHeight);
    return Math.round(share * Math.max(0, this.#count - this.#inSight));
  }

  async #paint() {
    const turn = ++this.#turn;
    const top = this.#top;
    const from = Math.max(0, top - SPARE);
    const to = Math.min(this.#count, top + this.#inSight + SPARE);
    const items = await this.#options.load(from, to);
    if (turn !== this.#turn) return;
    const focused = this.#body.contains(document.activeElement);
    this.#first = from;
    // Laid out from the row that is first in sight, so that it holds however many pixels a row is worth.
    const scaled = this.#count * this.#rowHeight > MAX_HEIGHT;
    const above = (top - from) * this.#rowHeight;
    const place = scaled ? this.#scroller.scrollTop - above : from * this.#rowHeight;
    this.#body.style.transform = `translateY(${Math.max(0, place)}px)`;
    show(this.#body, items.map((item, at) => this.#row(item, from + at)));
    if (focused) this.#focusActive();
  }

  /** @param {T} item @param {number} at */
  #row(item, at) {
    const { columns, onOpen, openLabel, marks } = this.#options;
    const cells = columns.map(({ cell, class: name }, column) => {
      const content = cell(item);
      // What is cut off can still be read.
      const properties = { role: column === 0 ? 'rowheader' : 'cell', class: `vt-cell ${name ?? ''}`, title: typeof content === 'string' ? content : null };
      if (column > 0 || !onOpen) return element('div', properties, content);
      const open = element('button', { type: 'button', class: 'open', tabindex: at === this.#active ? '0' : '-1', 'aria-label': openLabel?.(item) ?? null, onclick: () => onOpen(item) }, content);
      return element('div', properties, open);
    });
    const row = element('div', { class: 'vt-row', role: 'row', 'aria-rowindex': String(at + 2), ...marks?.(item) }, ...cells);
    row.style.height = `${this.#rowHeight}px`;
    return row;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: this.#inSight, PageUp: -this.#inSight, Home: -this.#count, End: this.#count }[event.key];
    if (step === undefined || this.#count === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // From the scroller itself the keyboard goes to the row that is in sight.
    if (event.target === this.#scroller) this.#active = this.#top;
    else this.#active = Math.min(this.#count - 1, Math.max(0, this.#active + step));
    this.#reveal();
  }

  /** Brings the active row into sight and the keyboard to it. */
  async #reveal() {
    const top = this.#top;
    if (this.#active < top || this.#active >= top + this.#inSight - 1) {
      const first = Math.max(0, this.#active < top ? this.#active : this.#active - this.#inSight + 2);
      const scaled = this.#count * this.#rowHeight > MAX_HEIGHT;
      const share = first / Math.max(1, this.#count - this.#inSight);
      this.#scroller.scrollTop = scaled ? share * (MAX_HEIGHT - this.#scroller.clientHeight) : first * this.#rowHeight;
    }
    await this.#paint();
    this.#focusActive();
  }

  #focusActive() {
    const row = this.#body.children[this.#active - this.#first];
    const open = /** @type {HTMLElement | null} */ (row?.querySelector('.open') ?? null);
    for (const other of this.#body.querySelectorAll('.open')) /** @type {HTMLElement} */ (other).tabIndex = other === open ? 0 : -1;
    (open ?? this.#scroller).focus({ preventScroll: true });
  }
}

/**
 * A table of items that are all at hand: sorted by what a column shows, and searched.
 *
 * @template T
 * @param {Omit<TableOptions<T>, 'load' | 'onSort'> & { columns: (Column<T> & { value?: (item: T) => string | number | null })[] }} options
 * @param {T[]} items
 */
export function tableOf(options, items) {
  /** @type {(Column<T> & { value?: (item: T) => string | number | null })[]} */
  const columns = options.columns;
  const words = (/** @type {T} */ item) => columns.map(({ value }) => String(value?.(item) ?? '')).join('\n').toLowerCase();
  let wanted = '';
  let order = { by: '', descending: false };
  let picked = items;
  const update = () => {
    picked = wanted === '' ? [...items] : items.filter((item) => words(item).includes(wanted));
    const column = columns.find(({ sort }) => sort === order.by);
    const value = column?.value;
    if (value !== undefined) {
      picked.sort((a, b) => compare(value(a), value(b)));
      if (order.descending) picked.reverse();
    }
    table.reset(picked.length);
    show(count, text.table.of(picked.length, items.length));
  };
  const table = new VirtualTable({
    ...options,
    load: (from, to) => picked.slice(from, to),
    onSort: (by, descending) => {
      order = { by, descending };
      update();
    },
  });
  const count = element('span', { class: 'aside', role: 'status' });
  const id = newId('search');
  const search = element(
    'p',
    { class: 'tools' },
    element('label', { for: id }, text.table.search),
    element('input', {
      type: 'search',
      id,
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: (/** @type {any} */ event) => {
        wanted = event.target.value.trim().toLowerCase();
        update();
      },
    }),
    count,
  );
  update();
  return [search, table.view];
}

/** @param {string | number | null} a @param {string | number | null} b */
function compare(a, b) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}
