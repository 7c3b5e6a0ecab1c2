/**
 * The chain as a picture: entries over time, by status, with the formats they verified under and each break where it is.
 * Entries are counted in the worker; here at most a few hundred columns are drawn, whatever the size of the chain.
 */

import { button, element, part, show } from '../dom.js';
import { number, shortInstant, instant } from '../format.js';
import { text } from '../messages.js';
import { BIN, BIN_FIELDS } from '../rows/index.js';
import { Chart } from './chart.js';
import { openEntry } from './entry.js';
import { scrollingTable } from './plain-table.js';

const words = text.picture;

/** Pixels of one column. */
const COLUMN_PX = 4;
const MAX_COLUMNS = 320;
const MIN_COLUMNS = 24;
const HEIGHT = 260;

/** Above the columns: signs of breaks, then the strip of formats. Pixels. */
const SIGNS_PX = 16;
const STRIP_PX = 8;

/** The closest that one can look: a column a millisecond. */
const MIN_SPAN_MS = 40;

/** What a column is made of, from its foot to its top. @type {[string, number][]} */
const STACK = [
  ['success', BIN.success],
  ['failure', BIN.failure],
  ['blocked', BIN.blocked],
  ['other', BIN.other],
];

/** Formats from bin fields, in the order in which one hides the other: what failed must be seen. @type {[string, number][]} */
const FORMATS = [
  ['unverified', BIN.unverified],
  ['format-a', BIN.a],
  ['format-b', BIN.b],
  ['format-c', BIN.c],
];

/** @typedef {{ time: number, index: number, severity: string, since: number | null }} Sign a break where it is; `since`: what is missing began there */

/** @param {import('../state.js').Held} document */
export function pictureView(document) {
  const picture = new Picture(document);
  picture.start();
  return picture.view;
}

class Picture {
  /** @param {import('../state.js').Held} document */
  constructor(document) {
    this.#document = document;
    this.#rows = /** @type {import('../rows/client.js').RowsClient} */ (document.rows);
    this.#chart = new Chart(HEIGHT, SIGNS_PX + STRIP_PX + 6, {
      onPoint: (time) => this.#point(time),
      onClick: (time) => this.#click(time),
      onStretch: (from, to) => this.#show([from, to]),
    });
    this.#plot = element('div', { class: 'plot', tabindex: '0', role: 'group', 'aria-label': words.label, 'aria-describedby': 'picture-help' }, this.#chart.view);
    this.#line = element('p', { class: 'picture-line', role: 'status' });
    const act = (/** @type {string} */ label, /** @type {() => void} */ what, /** @type {string} */ id) => button(label, what, { 'data-picture': id });
    this.#tools = element(
      'p',
      { class: 'tools' },
      act(words.in, () => this.#zoom(0.5), 'in'),
      act(words.out, () => this.#zoom(2), 'out'),
      act(words.earlier, () => this.#move(-0.5), 'earlier'),
      act(words.later, () => this.#move(0.5), 'later'),
      act(words.all, () => this.#all(), 'all'),
      act(words.previousBreak, () => this.#toBreak(-1), 'previous'),
      act(words.nextBreak, () => this.#toBreak(1), 'next'),
    );
    this.#table = /** @type {HTMLDetailsElement} */ (element('details', { class: 'as-table' }, element('summary', null, words.asTable), element('div')));
    this.#table.addEventListener('toggle', () => this.#showTable());
    this.view = part('picture', words.title, { class: 'picture' }, this.#line, this.#plot, legend(), this.#tools, element('p', { class: 'aside', id: 'picture-help' }, words.help), this.#table);
    this.#plot.addEventListener('keydown', (event) => this.#key(event));
  }

  #document;
  #rows;
  #plot;
  #line;
  #tools;
  #table;
  #chart;
  /** What there is. @type {[number, number]} */
  #whole = [0, 1];
  /** What is on show. @type {[number, number]} */
  #range = [0, 1];
  /** @type {import('../rows/index.js').Bins | null} */
  #bins = null;
  /** @type {Sign[]} */
  #signs = [];
  /** The break that was gone to last. @type {number | null} */
  #at = null;
  #turn = 0;

  async start() {
    const { span } = await this.#rows.span();
    if (span === null) {
      // Nothing else of the part would be of use then.
      this.view.replaceChildren(/** @type {Node} */ (this.view.firstChild), element('p', { class: 'note' }, words.noTimes));
      return;
    }
    const [from, to] = span;
    const slack = Math.max((to - from) * 0.01, MIN_SPAN_MS / 2);
    this.#whole = [from - slack, to + slack];
    this.#signs = await this.#signsOf();
    for (const name of ['previous', 'next']) /** @type {HTMLButtonElement} */ (this.#tools.querySelector(`[data-picture=${name}]`)).disabled = this.#signs.length === 0;
    this.#range = this.#whole;
    const watcher = new ResizeObserver(() => {
      if (!this.#plot.isConnected) return watcher.disconnect();
      this.#draw();
    });
    // Colours are read when the picture is drawn.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      if (this.#plot.isConnected) this.#draw();
    });
    watcher.observe(this.#plot);
  }

  /** Where breaks are, from the findings. @returns {Promise<Sign[]>} */
  async #signsOf() {
    const found = this.#document.report.findings.filter((/** @type {any} */ one) => one.index !== undefined && one.severity !== 'info' && !one.code.startsWith('access.'));
    if (found.length === 0) return [];
    const facts = await this.#rows.facts(found.map((/** @type {any} */ one) => one.index));
    const before = await this.#rows.facts(found.map((/** @type {any} */ one) => Math.max(0, one.index - 1)));
    return found
      .map((/** @type {any} */ { index, severity, cause }, /** @type {number} */ at) => ({ index, severity, time: facts[at].time, since: cause === 'deleted' ? before[at].time : null }))
      .filter((/** @type {Sign} */ { time }) => !Number.isNaN(time))
      .sort((/** @type {Sign} */ a, /** @type {Sign} */ b) => a.time - b.time || a.index - b.index);
  }

  async #draw() {
    const width = this.#plot.clientWidth;
    if (width === 0) return;
    const turn = ++this.#turn;
    const [from, to] = this.#range;
    // Of a few entries a few columns: each with a fence of its own would show no volume.
    const count = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, Math.floor(width / COLUMN_PX), Math.round(this.#rows.length / 2)));
    const bins = await this.#rows.bins(from, to, count);
    if (turn !== this.#turn) return;
    this.#bins = bins;
    const style = getComputedStyle(this.#plot);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    this.#chart.draw({
      from,
      to,
      layers: STACK.map(([name, field]) => ({ colour: colour(`status-${name}`), counts: Array.from({ length: bins.count }, (_, at) => bins.fields[at * BIN_FIELDS + field]) })),
      drawOver: (place) => this.#drawOver(place, colour),
    });
    this.#describe();
    this.#showTable();
  }

  /** The strip of formats, and a sign at each break. @param {import('./chart.js').Place} place @param {(name: string) => string} colour */
  #drawOver({ ctx, left, top, width, height, x }, colour) {
    const bins = /** @type {import('../rows/index.js').Bins} */ (this.#bins);
    ctx.save();
    for (let at = 0; at < bins.count; at++) {
      const name = FORMATS.find(([, field]) => bins.fields[at * BIN_FIELDS + field] > 0)?.[0];
      if (name === undefined) continue;
      ctx.fillStyle = colour(name);
      ctx.fillRect(left + (at / bins.count) * width, top - STRIP_PX - 2, width / bins.count + 0.5, STRIP_PX);
    }
    for (const sign of this.#signs) {
      if (sign.time < this.#range[0] || sign.time > this.#range[1]) continue;
      const at = x(sign.time);
      const [error, chosen] = [sign.severity === 'error', sign.index === this.#at];
      ctx.strokeStyle = ctx.fillStyle = colour(error ? 'bad' : 'half');
      if (sign.since !== null) {
        ctx.globalAlpha = 0.25;
        const from = Math.max(left, x(sign.since));
        ctx.fillRect(from, top, Math.max(2, at - from), height);
        ctx.globalAlpha = 1;
      }
      ctx.lineWidth = chosen ? 3 : 1.5;
      ctx.setLineDash(error ? [] : [4, 3]);
      line(ctx, at, top, at, top + height);
      ctx.setLineDash([]);
      mark(ctx, error, at, top - STRIP_PX - 2 - SIGNS_PX / 2, chosen ? 7 : 5);
    }
    ctx.restore();
  }

  /** What stands under the pointer. @param {number | null} time @returns {boolean} whether it can be opened */
  #point(time) {
    const { from, to, count } = /** @type {import('../rows/index.js').Bins} */ (this.#bins);
    const near = time === null ? null : this.#near(time);
    if (near !== null) show(this.#line, words.breakAt(near.index, instant(near.time)));
    else if (time !== null) show(this.#line, this.#columnWords(Math.min(count - 1, Math.floor(((time - from) / (to - from)) * count))));
    else this.#describe();
    return near !== null;
  }

  /** @param {number} time */
  #click(time) {
    const near = this.#near(time);
    if (near !== null) openEntry(this.#document, near.index);
  }

  /** The sign within a few pixels of a time. @param {number} time @returns {Sign | null} */
  #near(time) {
    const reach = ((this.#range[1] - this.#range[0]) / Math.max(1, this.#plot.clientWidth)) * 8;
    let best = null;
    for (const sign of this.#signs) if (Math.abs(sign.time - time) <= reach && (best === null || Math.abs(sign.time - time) < Math.abs(best.time - time))) best = sign;
    return best;
  }

  /** @param {number} at */
  #columnWords(at) {
    const { from, to, count, fields } = /** @type {import('../rows/index.js').Bins} */ (this.#bins);
    const step = (to - from) / count;
    const of = (/** @type {number} */ field) => fields[at * BIN_FIELDS + field];
    return words.column(shortInstant(from + at * step, to - from), of(BIN.total), of(BIN.success), of(BIN.failure), of(BIN.blocked), of(BIN.unverified));
  }

  #describe() {
    const gone = this.#signs.find(({ index }) => index === this.#at);
    if (gone !== undefined && gone.time >= this.#range[0] && gone.time <= this.#range[1]) {
      this.#say(words.breakAt(gone.index, instant(gone.time)));
      return;
    }
    const { fields, count } = /** @type {import('../rows/index.js').Bins} */ (this.#bins);
    let total = 0;
    for (let at = 0; at < count; at++) total += fields[at * BIN_FIELDS];
    const [from, to] = this.#range;
    const inside = this.#signs.filter(({ time }) => time >= from && time <= to).length;
    this.#say(words.shown(total, this.#rows.length, shortInstant(from, to - from), shortInstant(to, to - from), inside));
  }

  /** Once: what is said again would be read out again. @param {string} line */
  #say(line) {
    if (this.#line.textContent !== line) show(this.#line, line);
  }

  /** The same numbers for those who do not see the picture, in fewer steps. */
  #showTable() {
    const bins = this.#bins;
    if (!this.#table.open || bins === null) return;
    const rows = [];
    const step = Math.ceil(bins.count / 20);
    for (let at = 0; at < bins.count; at += step) {
      const sum = (/** @type {number} */ field) => {
        let n = 0;
        for (let k = at; k < Math.min(bins.count, at + step); k++) n += bins.fields[k * BIN_FIELDS + field];
        return n;
      };
      if (sum(BIN.total) === 0) continue;
      const begin = bins.from + ((bins.to - bins.from) * at) / bins.count;
      const end = bins.from + ((bins.to - bins.from) * Math.min(bins.count, at + step)) / bins.count;
      const breaks = this.#signs.filter(({ time }) => time >= begin && time < end).map(({ index }) => number(index));
      rows.push([shortInstant(begin, bins.to - bins.from), ...[BIN.total, BIN.success, BIN.failure, BIN.blocked, BIN.unverified].map((field) => number(sum(field))), breaks.slice(0, 8).join(' ') + (breaks.length > 8 ? ' …' : '')]);
    }
    const lines = rows.map(([when, ...cells]) => element('tr', null, element('th', { scope: 'row' }, when), ...cells.map((cell) => element('td', null, cell))));
    show(/** @type {Element} */ (this.#table.lastElementChild), scrollingTable(words.asTable, words.tableColumns, lines));
  }

  /** @param {[number, number]} range */
  #show([from, to]) {
    const [least, most] = this.#whole;
    const span = Math.min(Math.max(to - from, MIN_SPAN_MS), most - least);
    const start = Math.min(Math.max((from + to) / 2 - span / 2, least), most - span);
    this.#range = [start, start + span];
    this.#draw();
  }

  /** @param {number} factor */
  #zoom(factor) {
    const [from, to] = this.#range;
    const sign = this.#signs.find(({ index }) => index === this.#at);
    const middle = sign !== undefined && sign.time >= from && sign.time <= to ? sign.time : (from + to) / 2;
    this.#show([middle - ((to - from) / 2) * factor, middle + ((to - from) / 2) * factor]);
  }

  /** @param {number} share of what is on show */
  #move(share) {
    const [from, to] = this.#range;
    this.#show([from + (to - from) * share, to + (to - from) * share]);
  }

  #all() {
    this.#at = null;
    this.#show(this.#whole);
  }

  /** @param {1 | -1} step */
  #toBreak(step) {
    const signs = this.#signs;
    if (signs.length === 0) return;
    const now = signs.findIndex(({ index }) => index === this.#at);
    const next = signs[now < 0 ? (step > 0 ? 0 : signs.length - 1) : (now + step + signs.length) % signs.length];
    this.#at = next.index;
    const half = (this.#range[1] - this.#range[0]) / 2;
    this.#show([next.time - half, next.time + half]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.#move(-0.25),
      ArrowRight: () => this.#move(0.25),
      '+': () => this.#zoom(0.5),
      '=': () => this.#zoom(0.5),
      '-': () => this.#zoom(2),
      Home: () => this.#all(),
      n: () => this.#toBreak(1),
      p: () => this.#toBreak(-1),
      Enter: () => {
        if (this.#at !== null) openEntry(this.#document, this.#at);
      },
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }
}

/** A cross for a break, a lozenge for a warning. @param {CanvasRenderingContext2D} ctx @param {boolean} error @param {number} x @param {number} y @param {number} size */
function mark(ctx, error, x, y, size) {
  ctx.lineWidth = 2.5;
  if (error) {
    line(ctx, x - size, y - size, x + size, y + size);
    line(ctx, x + size, y - size, x - size, y + size);
    return;
  }
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function legend() {
  const entry = (/** @type {string} */ name, /** @type {string} */ label) => element('li', null, element('span', { class: `swatch ${name}`, 'aria-hidden': 'true' }), label);
  return element(
    'div',
    { class: 'legend' },
    element('ul', { 'aria-label': words.columns }, entry('status-success', words.success), entry('status-failure', words.failure), entry('status-blocked', words.blocked), entry('status-other', words.other)),
    element('ul', { 'aria-label': words.strip }, entry('format-a', text.entries.format('A')), entry('format-b', text.entries.format('B')), entry('format-c', words.formatC), entry('unverified', words.unverified)),
    element('ul', { 'aria-label': words.signs }, entry('sign-error', words.error), entry('sign-warning', words.warning), entry('gap', words.gap)),
  );
}
