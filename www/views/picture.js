/**
 * The chain as a picture: entries over time, by status, with the formats they verified under and each break where it is.
 * Entries are counted in the worker; here at most a few hundred columns are drawn, whatever the size of the chain.
 */

import uPlot from 'uplot';
import { button, element, part, show } from '../dom.js';
import { number, shortInstant, instant } from '../format.js';
import { text } from '../messages.js';
import { BIN, BIN_FIELDS } from '../rows/index.js';
import { openEntry } from './entry.js';

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

/** Columns from the top of a stack to its foot. @type {[string, number[]][]} */
const STACK = [
  ['other', [BIN.success, BIN.failure, BIN.blocked, BIN.other]],
  ['blocked', [BIN.success, BIN.failure, BIN.blocked]],
  ['failure', [BIN.success, BIN.failure]],
  ['success', [BIN.success]],
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
    this.#plot = element('div', { class: 'plot', tabindex: '0', role: 'group', 'aria-label': words.label, 'aria-describedby': 'picture-help' });
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
  /** @type {uPlot | null} */
  #chart = null;
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
      show(this.#plot, element('p', { class: 'note' }, words.noTimes));
      this.#tools.hidden = true;
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
    // Colours are read when the picture is made.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#chart?.destroy();
      this.#chart = null;
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
    const data = dataOf(bins);
    if (this.#chart === null) this.#chart = new uPlot(this.#options(width), data, this.#plot);
    else {
      this.#chart.setSize({ width, height: HEIGHT });
      this.#chart.setData(data, true);
    }
    this.#describe();
    this.#showTable();
  }

  /** @param {number} width @returns {uPlot.Options} */
  #options(width) {
    const style = getComputedStyle(this.#plot);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: '12px system-ui, sans-serif' };
    const bars = /** @type {any} */ (uPlot.paths).bars({ size: [1, Infinity], gap: 0, align: 0 });
    return {
      width,
      height: HEIGHT,
      ms: 1,
      padding: [SIGNS_PX + STRIP_PX + 6, 44, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: false, range: () => this.#range }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] } },
      axes: [
        { ...axis, space: 130, values: (_, splits) => splits.map((at) => shortInstant(at, this.#range[1] - this.#range[0])) },
        { ...axis, size: 56, space: 34, incrs: [1, 2, 5].flatMap((n) => [0, 1, 2, 3, 4, 5, 6].map((power) => n * 10 ** power)).sort((a, b) => a - b), values: (_, splits) => splits.map((at) => number(at)) },
      ],
      series: [{}, ...STACK.map(([name]) => ({ label: name, fill: colour(`status-${name}`), stroke: colour(`status-${name}`), width: 0, paths: bars, points: { show: false } }))],
      hooks: {
        draw: [(chart) => this.#drawAbove(chart, colour)],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < 4) return;
            const range = /** @type {[number, number]} */ ([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
            chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            this.#show(range);
          },
        ],
        setCursor: [(chart) => this.#point(chart)],
        ready: [(chart) => chart.over.addEventListener('click', () => this.#click(chart))],
      },
    };
  }

  /** The strip of formats, and a sign at each break. @param {uPlot} chart @param {(name: string) => string} colour */
  #drawAbove(chart, colour) {
    const { ctx, bbox } = chart;
    const dpr = devicePixelRatio;
    const bins = /** @type {import('../rows/index.js').Bins} */ (this.#bins);
    const place = (/** @type {number} */ time) => bbox.left + ((time - this.#range[0]) / (this.#range[1] - this.#range[0])) * bbox.width;
    ctx.save();
    const stripTop = bbox.top - (STRIP_PX + 2) * dpr;
    for (let at = 0; at < bins.count; at++) {
      const name = FORMATS.find(([, field]) => bins.fields[at * BIN_FIELDS + field] > 0)?.[0];
      if (name === undefined) continue;
      ctx.fillStyle = colour(name);
      const left = bbox.left + (at / bins.count) * bbox.width;
      ctx.fillRect(left, stripTop, bbox.width / bins.count + 0.5, STRIP_PX * dpr);
    }
    for (const { time, severity, since, index } of this.#signs) {
      if (time < this.#range[0] || time > this.#range[1]) continue;
      const x = place(time);
      const error = severity === 'error';
      ctx.strokeStyle = ctx.fillStyle = colour(error ? 'bad' : 'half');
      if (since !== null) {
        ctx.globalAlpha = 0.25;
        const from = Math.max(bbox.left, place(since));
        ctx.fillRect(from, bbox.top, Math.max(2 * dpr, x - from), bbox.height);
        ctx.globalAlpha = 1;
      }
      ctx.lineWidth = (index === this.#at ? 3 : 1.5) * dpr;
      ctx.setLineDash(error ? [] : [4 * dpr, 3 * dpr]);
      line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.setLineDash([]);
      const y = bbox.top - (STRIP_PX + 2 + SIGNS_PX / 2) * dpr;
      const size = (index === this.#at ? 7 : 5) * dpr;
      ctx.lineWidth = 2.5 * dpr;
      if (error) {
        line(ctx, x - size, y - size, x + size, y + size);
        line(ctx, x + size, y - size, x - size, y + size);
      } else {
        ctx.beginPath();
        ctx.moveTo(x, y - size);
        ctx.lineTo(x + size, y);
        ctx.lineTo(x, y + size);
        ctx.lineTo(x - size, y);
        ctx.closePath();
        ctx.fill();
      }
    }
    ctx.restore();
  }

  /** What stands under the pointer. @param {uPlot} chart */
  #point(chart) {
    const { left, idx } = chart.cursor;
    const near = left === undefined || left < 0 ? null : this.#near(chart.posToVal(left, 'x'));
    chart.over.classList.toggle('near', near !== null);
    if (near !== null) show(this.#line, words.breakAt(near.index, instant(near.time)));
    else if (left !== undefined && left >= 0 && idx !== null && idx !== undefined && this.#bins !== null) show(this.#line, this.#columnWords(idx));
    else this.#describe();
  }

  /** @param {uPlot} chart */
  #click(chart) {
    const near = this.#near(chart.posToVal(chart.cursor.left ?? -1, 'x'));
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
    const head = element('thead', null, element('tr', null, ...words.tableColumns.map((title) => element('th', { scope: 'col' }, title))));
    const body = element('tbody', null, ...rows.map(([when, ...cells]) => element('tr', null, element('th', { scope: 'row' }, when), ...cells.map((cell) => element('td', null, cell)))));
    show(/** @type {Element} */ (this.#table.lastElementChild), element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.asTable }, element('table', null, head, body)));
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

/** @param {import('../rows/index.js').Bins} bins @returns {uPlot.AlignedData} */
function dataOf({ from, to, count, fields }) {
  const step = (to - from) / count;
  const times = Array.from({ length: count }, (_, at) => from + (at + 0.5) * step);
  const stack = STACK.map(([, parts]) => times.map((_, at) => parts.reduce((sum, field) => sum + fields[at * BIN_FIELDS + field], 0) || null));
  return /** @type {uPlot.AlignedData} */ ([times, ...stack]);
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
