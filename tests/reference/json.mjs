/**
 * A naive recursive JSON reader over bytes (RFC 8259), for one document that is wholly in memory.
 *
 * Unlike `JSON.parse` it keeps offsets, every duplicate member, and the spelling of numbers, and it refuses
 * invalid UTF-8. A node is one of:
 *   { type: 'object', start, end, members: [{ name, at, value }] }
 *   { type: 'array',  start, end, items: [node…] }
 *   { type: 'string', start, end, value }   { type: 'number', start, end, literal }
 *   { type: 'true' | 'false' | 'null', start, end }   { type: 'skipped', start, end }
 */
import { DocumentError } from './failure.mjs';

export const MAX_DEPTH = 128;
const fail = (code, offset, message) => { throw new DocumentError(code, offset, message); };

export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** The byte here; the document ending here is an error of its own. */
  peek() {
    if (this.at >= this.bytes.length) fail('document.truncated', this.bytes.length, 'the document ends early');
    return this.bytes[this.at];
  }

  unexpected() { fail('document.syntax', this.at, 'unexpected byte'); }

  space() {
    while (this.at < this.bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(this.bytes[this.at])) this.at += 1;
  }

  expect(character) {
    if (this.peek() !== character.charCodeAt(0)) this.unexpected();
    this.at += 1;
  }

  /** What the value here will be, from its first byte. */
  kind() {
    const byte = this.peek();
    const character = String.fromCharCode(byte);
    if (character === '{') return 'object';
    if (character === '[') return 'array';
    if (character === '"') return 'string';
    if (character === '-' || (byte >= 0x30 && byte <= 0x39)) return 'number';
    if (character === 't') return 'true';
    if (character === 'f') return 'false';
    if (character === 'n') return 'null';
    return this.unexpected();
  }

  /** @param {number} level the level this value would have if it is an object or array; the root is level 1 */
  value(level, tooDeep) {
    switch (this.kind()) {
      case 'object': return this.object(level, tooDeep);
      case 'array': return this.array(level, tooDeep);
      case 'string': return this.string();
      case 'number': return this.number();
      default: return this.word(this.kind());
    }
  }

  word(text) {
    const start = this.at;
    for (const character of text) this.expect(character);
    return { type: text, start, end: this.at };
  }

  object(level, tooDeep) {
    if (level > MAX_DEPTH) return tooDeep(this);
    const start = this.at;
    const members = [];
    this.expect('{');
    this.space();
    if (this.peek() === 0x7d) {
      this.at += 1;
      return { type: 'object', start, end: this.at, members };
    }
    for (;;) {
      const name = this.name();
      members.push({ name: name.value, at: name.start, value: this.value(level + 1, tooDeep) });
      this.space();
      if (this.peek() !== 0x2c) break;
      this.at += 1;
      this.space();
    }
    this.expect('}');
    return { type: 'object', start, end: this.at, members };
  }

  /** A member's name, up to where its value starts. */
  name() {
    if (this.peek() !== 0x22) this.unexpected();
    const name = this.string();
    this.space();
    this.expect(':');
    this.space();
    return name;
  }

  array(level, tooDeep) {
    if (level > MAX_DEPTH) return tooDeep(this);
    const start = this.at;
    const items = [];
    this.expect('[');
    this.space();
    if (this.peek() === 0x5d) {
      this.at += 1;
      return { type: 'array', start, end: this.at, items };
    }
    for (;;) {
      items.push(this.value(level + 1, tooDeep));
      this.space();
      if (this.peek() !== 0x2c) break;
      this.at += 1;
      this.space();
    }
    this.expect(']');
    return { type: 'array', start, end: this.at, items };
  }

  number() {
    const start = this.at;
    const digits = () => {
      const byte = this.peek();
      if (byte < 0x30 || byte > 0x39) this.unexpected();
      while (this.bytes[this.at] >= 0x30 && this.bytes[this.at] <= 0x39) this.at += 1;
    };
    if (this.peek() === 0x2d) this.at += 1;
    if (this.peek() === 0x30) this.at += 1; // a leading zero stands alone
    else digits();
    if (this.bytes[this.at] === 0x2e) {
      this.at += 1;
      digits();
    }
    if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
      this.at += 1;
      if (this.peek() === 0x2b || this.peek() === 0x2d) this.at += 1;
      digits();
    }
    return { type: 'number', start, end: this.at, literal: Buffer.from(this.bytes.subarray(start, this.at)).toString('latin1') };
  }

  string() {
    const start = this.at;
    let value = '';
    this.expect('"');
    for (;;) {
      const byte = this.peek();
      if (byte === 0x22) break;
      if (byte < 0x20) this.unexpected();
      if (byte === 0x5c) value += this.escape();
      else value += this.character();
    }
    this.at += 1;
    return { type: 'string', start, end: this.at, value };
  }

  escape() {
    this.at += 1;
    const letter = String.fromCharCode(this.peek());
    const simple = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
    if (Object.hasOwn(simple, letter)) {
      this.at += 1;
      return simple[letter];
    }
    if (letter !== 'u') this.unexpected();
    this.at += 1;
    let unit = 0;
    for (let i = 0; i < 4; i += 1) {
      const digit = '0123456789abcdef'.indexOf(String.fromCharCode(this.peek()).toLowerCase());
      if (digit < 0) this.unexpected();
      unit = unit * 16 + digit;
      this.at += 1;
    }
    return String.fromCharCode(unit); // a lone surrogate is a legal code unit of a JavaScript string
  }

  /** One character in UTF-8, by the table of well-formed sequences (Unicode 16, table 3-7). */
  character() {
    const first = this.bytes[this.at];
    const start = this.at;
    let rest; let low = 0x80; let high = 0xbf; let point;
    if (first < 0x80) { rest = 0; point = first; }
    else if (first >= 0xc2 && first <= 0xdf) { rest = 1; point = first & 0x1f; }
    else if (first >= 0xe0 && first <= 0xef) {
      rest = 2; point = first & 0x0f;
      if (first === 0xe0) low = 0xa0; // no overlong forms
      if (first === 0xed) high = 0x9f; // no surrogates
    } else if (first >= 0xf0 && first <= 0xf4) {
      rest = 3; point = first & 0x07;
      if (first === 0xf0) low = 0x90;
      if (first === 0xf4) high = 0x8f; // nothing above U+10FFFF
    } else fail('document.invalid-utf8', start, 'invalid UTF-8');
    this.at += 1;
    for (let i = 0; i < rest; i += 1) {
      const byte = this.peek();
      if (byte < low || byte > high) fail('document.invalid-utf8', start, 'invalid UTF-8');
      point = point * 64 + (byte & 0x3f);
      low = 0x80;
      high = 0xbf;
      this.at += 1;
    }
    return String.fromCodePoint(point);
  }

  /** Reads on from an opening bracket without recursion and keeps nothing but the grammar. */
  skip() {
    const start = this.at;
    const open = [];
    do {
      let ended = true; // whether a value has just ended
      if (this.kind() === 'object') {
        this.at += 1;
        this.space();
        open.push(0x7d);
        if (this.peek() !== 0x7d) { this.name(); ended = false; }
      } else if (this.kind() === 'array') {
        this.at += 1;
        this.space();
        open.push(0x5d);
        if (this.peek() !== 0x5d) ended = false;
      } else {
        this.value(1);
      }
      while (ended && open.length > 0) {
        this.space();
        const closer = open[open.length - 1];
        if (this.peek() === closer) {
          this.at += 1;
          open.pop();
        } else {
          this.expect(',');
          this.space();
          if (closer === 0x7d) this.name();
          ended = false;
        }
      }
    } while (open.length > 0);
    return { type: 'skipped', start, end: this.at };
  }
}

/** The first member of that name, or undefined. */
export function member(node, name) {
  return node.members.find((candidate) => candidate.name === name)?.value;
}

/** Paths (arrays of names and indexes) of all members whose name already stood in the same object, in document order. */
export function duplicatePaths(node, path = []) {
  const found = [];
  if (node.type === 'object') {
    const seen = new Set();
    for (const { name, value, at } of node.members) {
      if (seen.has(name)) found.push({ path: [...path, name], at });
      seen.add(name);
      found.push(...duplicatePaths(value, [...path, name]));
    }
  } else if (node.type === 'array') {
    node.items.forEach((item, i) => found.push(...duplicatePaths(item, [...path, i])));
  }
  return found;
}
