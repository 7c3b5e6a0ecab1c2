/** The entries of one document as columns: counted into bins for the picture, and picked for the table. No page in here. */

/** Of one bin, in this order: entries by status, then by what became of their content, then links that fail. */
export const BIN = { total: 0, success: 1, failure: 2, blocked: 3, other: 4, unverified: 5, a: 6, b: 7, c: 8, broken: 9 };
export const BIN_FIELDS = 10;

const CONTENT_FAILED = 1;
const LINK_FAILS = 2;

/**
 * @typedef {object} Filter
 * @property {number[] | null} [statuses]
 * @property {number[] | null} [contents]
 * @property {number[] | null} [links]
 * @property {number | null} [from] Unix milliseconds, inclusive
 * @property {number | null} [to]
 * @property {Uint32Array | null} [only] these entries and no others
 *
 * @typedef {{ from: number, to: number, count: number, fields: Uint32Array }} Bins
 */

export class RowIndex {
  /** @param {import('../../pkg/src/rows.js').Rows} rows */
  constructor(rows) {
    this.rows = rows;
    let least = Infinity;
    let most = -Infinity;
    /** Whether the times ascend, so that a stretch of them is found without looking at all. */
    this.ascends = true;
    for (const time of rows.time) {
      if (!(time >= most)) this.ascends = false;
      if (time < least) least = time;
      if (time > most) most = time;
    }
    /** The time that the entries span; null where none has a usable one. @type {[number, number] | null} */
    this.span = least <= most ? [least, most] : null;
  }

  /**
   * How many of what lie in each of `count` equal stretches of time.
   *
   * @param {number} from
   * @param {number} to exclusive
   * @param {number} count
   * @returns {Bins}
   */
  bins(from, to, count) {
    const { time, status, content, link } = this.rows;
    const fields = new Uint32Array(count * BIN_FIELDS);
    const scale = count / (to - from);
    const [first, end] = this.ascends ? [this.#firstAt(from), this.#firstAt(to)] : [0, time.length];
    for (let i = first; i < end; i++) {
      const at = Math.floor((time[i] - from) * scale);
      if (!(at >= 0 && at < count)) continue;
      const base = at * BIN_FIELDS;
      fields[base + BIN.total] += 1;
      fields[base + BIN.success + (status[i] >= 1 && status[i] <= 3 ? status[i] - 1 : 3)] += 1;
      const kind = content[i];
      fields[base + (kind < 2 ? BIN.unverified : kind === 2 ? BIN.a : kind === 3 ? BIN.b : BIN.c)] += 1;
      if (kind === CONTENT_FAILED || link[i] === LINK_FAILS) fields[base + BIN.broken] += 1;
    }
    return { from, to, count, fields };
  }

  /**
   * The entries that pass, in the order wanted.
   *
   * @param {Filter} filter
   * @param {{ by: 'index' | 'time' | 'status' | 'content' | 'link' | 'size', descending: boolean }} order
   * @returns {Uint32Array}
   */
  pick(filter, { by, descending }) {
    const { length, time, status, content, link } = this.rows;
    const { statuses = null, contents = null, links = null, from = null, to = null, only = null } = filter;
    const source = only ?? length;
    const picked = new Uint32Array(typeof source === 'number' ? source : source.length);
    let count = 0;
    for (let k = 0; k < picked.length; k++) {
      const i = only === null ? k : only[k];
      if (statuses !== null && !statuses.includes(status[i])) continue;
      if (contents !== null && !contents.includes(content[i])) continue;
      if (links !== null && !links.includes(link[i])) continue;
      if (from !== null && !(time[i] >= from)) continue;
      if (to !== null && !(time[i] <= to)) continue;
      picked[count++] = i;
    }
    const found = picked.slice(0, count);
    if (by !== 'index') {
      const column = this.rows[by];
      // An entry without a usable time comes last; equal ones stay in the document's order.
      found.sort((a, b) => {
        const [x, y] = [column[a], column[b]];
        return x === y || (x !== x && y !== y) ? a - b : x !== x ? 1 : y !== y ? -1 : x - y;
      });
    }
    return descending ? found.reverse() : found;
  }

  /** The first of ascending times that is not below `time`. @param {number} time */
  #firstAt(time) {
    const { time: times, length } = this.rows;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Which entry holds the byte at `offset`; null where none does. @param {number} offset */
  entryAt(offset) {
    const { offset: starts, size, length } = this.rows;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    const at = low - 1;
    return at >= 0 && offset < starts[at] + size[at] ? at : null;
  }

  /** The place of one entry, and what became of it. @param {number} index */
  facts(index) {
    const { offset, size, time, status, content, link } = this.rows;
    return { index, offset: offset[index], size: size[index], time: time[index], status: status[index], content: content[index], link: link[index] };
  }
}
