/**
 * Columns over time on a canvas: stacked columns, both axes, a stretch that the pointer draws, a line at the pointer. It knows
 * nothing of chains; whoever holds it says what is drawn and what a click means.
 *
 * Own code instead of a plotting library: what is drawn is a few hundred rectangles, and a library for it is larger than the
 * rest of the page, and takes longer to start than the page may stand still.
 */

import { element } from '../dom.js';
import { number, shortInstant } from '../format.js';

/** Room around the columns. Pixels. */
const LEFT = 56;
const RIGHT = 44;
const BOTTOM = 32;

/** How far apart labels are at least. Pixels. */
const TIME_APART = 130;
const COUNT_APART = 34;

/** The pointer must go so far before a stretch is meant and not a click. Pixels. */
const DRAG = 4;

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Distances between labels on the axis of time that are easily read. Milliseconds. */
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650].map((n) => n * DAY),
];

/**
 * @typedef {object} Picture what is drawn
 * @property {number} from Unix milliseconds
 * @property {number} to
 * @property {{ colour: string, counts: number[] }[]} layers from the foot of each column to its top; one count for each column
 * @property {(place: Place) => void} [drawOver] draws what stands on and above the columns
 *
 * @typedef {object} Place where the columns stand, in pixels
 * @property {CanvasRenderingContext2D} ctx
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {(time: number) => number} x
 *
 * @typedef {object} Events what the pointer does; times in Unix milliseconds
 * @property {(time: number | null) => boolean} onPoint null: it has left; the answer says whether a click would do something
 * @property {(time: number) => void} onClick
 * @property {(from: number, to: number) => void} onStretch
 */

export class Chart {
  /**
   * @param {number} height
   * @param {number} above room for `drawOver` above the columns
   * @param {Events} events
   */
  constructor(height, above, events) {
    this.#height = height;
    this.#above = above;
    this.#events = events;
    this.#canvas = /** @type {HTMLCanvasElement} */ (element('canvas', { 'aria-hidden': 'true' }));
    this.#line = element('div', { class: 'chart-line', hidden: true });
    this.#stretch = element('div', { class: 'chart-stretch', hidden: true });
    this.#over = element('div', { class: 'chart-over' }, this.#stretch, this.#line);
    this.view = element('div', { class: 'chart' }, this.#canvas, this.#over);
    this.#over.addEventListener('pointermove', (event) => this.#move(event));
    this.#over.addEventListener('pointerdown', (event) => this.#down(event));
    this.#over.addEventListener('pointerup', (event) => this.#up(event));
    for (const type of ['pointerleave', 'pointercancel']) this.#over.addEventListener(type, () => this.#leave());
  }

  #height;
  #above;
  #events;
  #canvas;
  #over;
  #line;
  #stretch;
  /** Where the pointer went down. @type {number | null} */
  #from = null;
  /** @type {Picture | null} */
  #picture = null;

  /** @param {Picture} picture */
  draw(picture) {
    this.#picture = picture;
    const canvas = this.#canvas;
    const width = this.view.clientWidth;
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(this.#height * scale);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${this.#height}px`;
    const place = this.#place(width);
    Object.assign(this.#over.style, { left: `${place.left}px`, top: `${place.top}px`, width: `${place.width}px`, height: `${place.height}px` });
    const { ctx } = place;
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(this.view);
    const tallest = tops(picture.layers).reduce((most, top) => Math.max(most, top), 1) * 1.05;
    axes(place, picture, tallest, { line: style.getPropertyValue('--line').trim(), text: style.getPropertyValue('--soft').trim(), font: `12px ${style.fontFamily}` });
    columns(place, picture.layers, tallest);
    picture.drawOver?.(place);
  }

  /** @param {number} width of the whole @returns {Place} */
  #place(width) {
    const { from, to } = /** @type {Picture} */ (this.#picture);
    const inner = Math.max(1, width - LEFT - RIGHT);
    return {
      ctx: /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d')),
      left: LEFT,
      top: this.#above,
      width: inner,
      height: this.#height - this.#above - BOTTOM,
      x: (time) => LEFT + ((time - from) / (to - from)) * inner,
    };
  }

  /** @param {PointerEvent} event */
  #at({ clientX }) {
    const { left, width } = this.#over.getBoundingClientRect();
    return Math.min(Math.max(clientX - left, 0), width);
  }

  /** @param {number} x */
  #time(x) {
    const { from, to } = /** @type {Picture} */ (this.#picture);
    return from + (x / Math.max(1, this.#over.clientWidth)) * (to - from);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#picture === null) return;
    const x = this.#at(event);
    this.#line.hidden = false;
    this.#line.style.left = `${x}px`;
    if (this.#from !== null && Math.abs(x - this.#from) >= DRAG) {
      this.#stretch.hidden = false;
      Object.assign(this.#stretch.style, { left: `${Math.min(x, this.#from)}px`, width: `${Math.abs(x - this.#from)}px` });
    }
    this.#over.classList.toggle('near', this.#events.onPoint(this.#time(x)));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.#picture === null) return;
    this.#from = this.#at(event);
    this.#over.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.#from === null || this.#picture === null) return;
    const [from, to] = [this.#from, this.#at(event)].sort((a, b) => a - b);
    this.#from = null;
    this.#stretch.hidden = true;
    if (to - from < DRAG) this.#events.onClick(this.#time(to));
    else this.#events.onStretch(this.#time(from), this.#time(to));
  }

  #leave() {
    this.#from = null;
    this.#line.hidden = true;
    this.#stretch.hidden = true;
    this.#over.classList.remove('near');
    if (this.#picture !== null) this.#events.onPoint(null);
  }
}

/** How tall each column is. @param {Picture['layers']} layers */
function tops(layers) {
  return (layers[0]?.counts ?? []).map((_, at) => layers.reduce((sum, { counts }) => sum + counts[at], 0));
}

/** @param {Place} place @param {Picture['layers']} layers @param {number} tallest */
function columns({ ctx, left, top, width, height }, layers, tallest) {
  const count = layers[0]?.counts.length ?? 0;
  const feet = new Float64Array(count);
  for (const { colour, counts } of layers) {
    ctx.fillStyle = colour;
    for (let at = 0; at < count; at++) {
      if (counts[at] === 0) continue;
      // To whole pixels, so that neighbours meet without a seam.
      const [x1, x2] = [Math.floor((at / count) * width), Math.floor(((at + 1) / count) * width)];
      const [y1, y2] = [feet[at], feet[at] + counts[at]].map((n) => height * (1 - n / tallest));
      ctx.fillRect(left + x1, top + y2, Math.max(1, x2 - x1), Math.max(1, y1 - y2));
      feet[at] += counts[at];
    }
  }
}

/** @param {Place} place @param {Picture} picture @param {number} tallest @param {{ line: string, text: string, font: string }} look */
function axes({ ctx, left, top, width, height, x }, { from, to }, tallest, look) {
  ctx.strokeStyle = look.line;
  ctx.fillStyle = look.text;
  ctx.font = look.font;
  ctx.lineWidth = 1;
  const lines = new Path2D();
  const line = (/** @type {number} */ x1, /** @type {number} */ y1, /** @type {number} */ x2, /** @type {number} */ y2) => {
    lines.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
    lines.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  };
  ctx.textAlign = 'end';
  ctx.textBaseline = 'middle';
  const countStep = stepOf(tallest, height / COUNT_APART);
  for (let n = 0; n <= tallest; n += countStep) {
    const y = top + height * (1 - n / tallest);
    line(left, y, left + width, y);
    ctx.fillText(number(n), left - 8, y);
  }
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  const timeStep = TIME_STEPS.find((step) => (step / (to - from)) * width >= TIME_APART) ?? stepOf(to - from, width / TIME_APART);
  for (let time = Math.ceil(from / timeStep) * timeStep; time <= to; time += timeStep) {
    line(x(time), top, x(time), top + height + 5);
    const label = shortInstant(time, to - from);
    // A label that would be cut off is left out.
    if (x(time) + ctx.measureText(label).width / 2 <= left + width + RIGHT) ctx.fillText(label, x(time), top + height + 9);
  }
  ctx.stroke(lines);
}

/** The least of 1, 2, 5, 10, 20, … of which at most `most` fit. @param {number} whole @param {number} most */
function stepOf(whole, most) {
  const least = Math.max(1, whole / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((n) => n * power >= least) ?? 10);
}
