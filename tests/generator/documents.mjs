#!/usr/bin/env node
/**
 * Random JSON documents in every spelling, with JavaScript's own answers: what `JSON.stringify(JSON.parse(…))` gives
 * (the received order that formats A and B hash) and the form with sorted keys (format C).
 *
 * `node tests/generator/documents.mjs --count 100000 --seed 1` writes JSON lines `{ document, received, canonical }`
 * to standard output, and the seed to standard error. The root is always an object, like metadata.
 */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Random } from './random.mjs';
import { canonical } from './preimage.mjs';

const KEYS = ['a', 'b', 'Z', 'id', '', ' ', '0', '1', '9', '10', '01', '-1', '1.5', '4294967294', '4294967295', '4294967296',
  '9007199254740993', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'é', 'e\u0301', '€', '\uffff', '\ufb00',
  '𝒳', '😀', '\ud83d', '\udfff', '\u0000', '\r', '"', '\\', '/', '\u2028', '\u007f', '\u0080', 'erasedAt', 'x'.repeat(70)];
const CHARACTERS = ['a', 'Z', '0', ' ', '/', '<', '&', '\'', '"', '\\', '\b', '\f', '\n', '\r', '\t', '\u0000', '\u000b', '\u001f', '\u007f',
  '\u0080', '\u009f', '\u00e9', '\u07ff', '\u0800', '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff', '\ufffd', '\ud7ff', '\ue000', '😀', '𝒳', '\u{10ffff}',
  '\ud800', '\udbff', '\udc00', '\udfff'];
const SHORT = { '"': '\\"', '\\': '\\\\', '/': '\\/', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

class Writer {
  constructor(random) { this.random = random; }

  space() { return this.random.chance(0.8) ? '' : this.random.pick([' ', '\n', '\t', '\r', ' \t\r\n ']); }

  /** A string literal for the text: each code unit raw, as a short escape or as `\u`, wherever JSON allows it. */
  string(text) {
    let out = '"';
    for (const character of text) { // by code point: a pair comes whole, a lone surrogate alone
      const code = character.charCodeAt(0);
      const lone = character.length === 1 && code >= 0xd800 && code <= 0xdfff;
      const mustEscape = lone || code < 0x20 || character === '"' || character === '\\';
      if (Object.hasOwn(SHORT, character) && (this.random.chance(0.6) || (mustEscape && this.random.chance(0.5)))) out += SHORT[character];
      else if (mustEscape || this.random.chance(0.15)) {
        for (let i = 0; i < character.length; i += 1) {
          const hex = character.charCodeAt(i).toString(16).padStart(4, '0');
          out += `\\u${this.random.chance(0.5) ? hex : hex.toUpperCase()}`;
        }
      } else out += character;
    }
    return `${out}"`;
  }

  text() {
    let text = '';
    for (let left = this.random.pick([0, 1, 1, 2, 3, 5, 8, 20]); left > 0; left -= 1) text += this.random.pick(CHARACTERS);
    return text;
  }

  digits(most) {
    let text = '';
    for (let left = this.random.between(1, most); left > 0; left -= 1) text += this.random.below(10);
    return text;
  }

  /** Any number literal whose double is finite. */
  number() {
    for (;;) {
      const literal = this.numberLiteral();
      if (Number.isFinite(Number(literal))) return literal;
    }
  }

  numberLiteral() {
    const r = this.random;
    const sign = r.chance(0.3) ? '-' : '';
    const exponent = () => r.pick(['e', 'E']) + r.pick(['', '+', '-']) + r.pick([String(r.below(30)), `00${r.below(9)}`, String(r.below(330))]);
    const whole = () => (r.chance(0.3) ? '0' : String(r.between(1, 9)) + (r.chance(0.6) ? this.digits(22) : ''));
    switch (r.below(9)) {
      case 0: return sign + r.pick(['0', '1', '10', '100', '1e21', '1e20', '999999999999999999999', '1e-6', '1e-7', '0.000001', '0.0000001', '5e-324',
        '4.9e-324', '2.2250738585072014e-308', '1.7976931348623157e308', '9007199254740991', '9007199254740993', '0.1', '0.30000000000000004', '1e-400']);
      case 1: return sign + whole();
      case 2: return `${sign}${whole()}.${this.digits(20)}`;
      case 3: return sign + whole() + exponent();
      case 4: return `${sign}${whole()}.${this.digits(18)}${exponent()}`;
      case 5: return sign + JSON.stringify(Math.abs(r.double()));
      case 6: return sign + Math.abs(r.double()).toPrecision(r.between(1, 21));
      case 7: return `${sign}${whole()}.${'0'.repeat(r.between(1, 8))}`;
      default: return sign + String(r.below(1e6) / 100);
    }
  }

  value(depth) {
    const kind = this.random.below(depth > 0 ? 12 : 8);
    if (kind < 1) return this.random.pick(['true', 'false', 'null']);
    if (kind < 4) return this.number();
    if (kind < 8) return this.string(this.text());
    return kind < 10 ? this.array(depth - 1) : this.object(depth - 1);
  }

  array(depth) {
    const items = [];
    for (let left = this.random.pick([0, 1, 2, 3, 6]); left > 0; left -= 1) items.push(this.space() + this.value(depth) + this.space());
    return `[${items.length === 0 ? this.space() : items.join(',')}]`;
  }

  /** Names are unique after unescaping: the scanner refuses anything else before it hashes. */
  object(depth) {
    const names = new Set();
    for (let left = this.random.pick([0, 1, 2, 3, 5, 12]); left > 0; left -= 1) names.add(this.random.chance(0.7) ? this.random.pick(KEYS) : this.text());
    const members = [...names].map((name) => `${this.space()}${this.string(name)}${this.space()}:${this.space()}${this.value(depth)}${this.space()}`);
    return `{${members.length === 0 ? this.space() : members.join(',')}}`;
  }

  /** A chain of nested arrays and objects down to the given level. */
  nested(levels) {
    let text = this.value(0);
    for (let i = 1; i < levels; i += 1) text = this.random.chance(0.5) ? `[${text}]` : `{${this.string(this.random.pick(KEYS))}:${text}}`;
    return `{"n":${text}}`;
  }
}

/** Document number `index` of a seed. */
export function makeDocument(seed, index) {
  const random = new Random(seed, 'document', index);
  const writer = new Writer(random);
  const document = random.chance(0.01) ? writer.nested(random.between(10, 120)) : writer.object(random.pick([0, 1, 2, 2, 3, 6]));
  const value = JSON.parse(document);
  return { document, received: JSON.stringify(value), canonical: canonical(value) };
}

function main(argv) {
  const options = { count: 100_000, seed: 1, from: 0 };
  for (let i = 0; i < argv.length; i += 2) {
    const name = argv[i].slice(2);
    if (!Object.hasOwn(options, name) || !/^\d+$/.test(argv[i + 1] ?? '')) throw new TypeError(`usage: --count N --seed N --from N, not ${argv[i]}`);
    options[name] = Number(argv[i + 1]);
  }
  process.stderr.write(`documents: seed ${options.seed}, ${options.count} from ${options.from}\n`);
  let pending = '';
  const flush = () => {
    const bytes = Buffer.from(pending);
    for (let done = 0; done < bytes.length;) {
      try { done += writeSync(1, bytes, done); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
    }
    pending = '';
  };
  for (let i = 0; i < options.count; i += 1) {
    pending += `${JSON.stringify(makeDocument(options.seed, options.from + i))}\n`;
    if (pending.length > 1 << 16) flush();
  }
  flush();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    if (error.code !== 'EPIPE') {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    }
  }
}
