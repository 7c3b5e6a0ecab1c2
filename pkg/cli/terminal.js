/**
 * Writing for terminals. Everything that is printed passes through {@link visible} here, so that no document,
 * file name or error can move the cursor, recolour, hide or reorder anything.
 */

import { visible } from '../dist/internals.js';

/** SGR codes. */
const STYLES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' };

/** @typedef {keyof typeof STYLES} Style */
/** @typedef {string | readonly [string, ...Style[]]} Segment text, or text with its styles */

/** Whether a stream should get colour: a terminal, unless told otherwise (see no-color.org). */
export function wantsColour(/** @type {{ isTTY?: boolean }} */ stream, /** @type {NodeJS.ProcessEnv} */ environment) {
  const { NO_COLOR, TERM } = environment;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}

/** Lines of text, made bottom up by whoever prints. */
export class Page {
  /** @param {{ colour: boolean, width: number }} options */
  constructor({ colour, width }) {
    this.#colour = colour;
    this.#width = width;
  }

  #colour;
  #width;
  #text = '';

  /** One line as it is, however long. @param {Segment[]} segments */
  line(...segments) {
    this.#text += `${segments.map((segment) => this.#show(segment)).join('')}\n`;
  }

  /** An empty line, unless there is one already. */
  gap() {
    if (this.#text !== '' && !this.#text.endsWith('\n\n')) this.#text += '\n';
  }

  /**
   * Text broken at the width, its lines under each other.
   *
   * @param {string} text
   * @param {{ indent?: number, mark?: Segment, styles?: readonly Style[] }} [options] `mark` stands before the first line
   */
  paragraph(text, { indent = 0, mark = '', styles = [] } = {}) {
    const before = ' '.repeat(indent);
    const markWidth = [...(typeof mark === 'string' ? mark : mark[0])].length;
    const lines = wrapped(visible(text), Math.max(24, this.#width - indent - markWidth));
    lines.forEach((line, number) => {
      this.line(before, number === 0 ? mark : ' '.repeat(markWidth), [line, ...styles]);
    });
  }

  toString() {
    return this.#text;
  }

  /** @param {Segment} segment */
  #show(segment) {
    const [text, ...styles] = typeof segment === 'string' ? [segment] : segment;
    const shown = visible(text);
    if (!this.#colour || styles.length === 0 || shown === '') return shown;
    return `\u001b[${styles.map((style) => STYLES[style]).join(';')}m${shown}\u001b[0m`;
  }
}

/**
 * @param {string} text
 * @param {number} width
 */
function wrapped(text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** One line on a terminal that is written over and over, and is gone at the end. */
export class ProgressLine {
  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
    this.#on = stream.isTTY === true && process.env.TERM !== 'dumb';
  }

  #stream;
  #on;
  #shown = false;

  /** @param {string} text */
  show(text) {
    if (!this.#on) return;
    const width = (this.#stream.columns || 80) - 1;
    this.#stream.write(`\r${visible(text).slice(0, width)}\u001b[K`);
    this.#shown = true;
  }

  clear() {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}
