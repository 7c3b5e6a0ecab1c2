/** Other spellings of the same JSON values: what a tool between server and auditor may leave behind. */

const SPACES = ['', '', '', ' ', '\n', '\t', '\r\n', '  '];

/** Writes values in a random spelling; decoded, they are the same values. */
export class LooseWriter {
  constructor(random) { this.random = random; }

  space() { return this.random.pick(SPACES); }

  string(text) {
    let out = '"';
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      const escape = `\\u${code.toString(16).padStart(4, '0')}`;
      const surrogate = code >= 0xd800 && code <= 0xdfff;
      if (surrogate && code < 0xdc00 && i + 1 < text.length && this.random.chance(0.7)) {
        out += text.slice(i, i + 2); // a pair is kept whole or escaped whole
        i += 1;
      } else if (surrogate) {
        out += escape;
      } else if (text[i] === '/' && this.random.chance(0.5)) {
        out += '\\/';
      } else if (this.random.chance(0.05)) {
        out += this.random.chance(0.5) ? escape : escape.toUpperCase().replace('\\U', '\\u');
      } else {
        out += JSON.stringify(text[i]).slice(1, -1);
      }
    }
    return `${out}"`;
  }

  /** The same decimal value with another exponent, fraction or case. */
  number(value) {
    const plain = JSON.stringify(value);
    if (this.random.chance(0.4)) return plain;
    if (value === 0) return this.random.pick(['0', '-0', '0.0', '0e5', '-0.0E-2', '0.000']);
    const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(plain);
    const digits = (whole + fraction).replace(/^0+/, '');
    const power = Number(exponent) - fraction.length;
    const e = this.random.pick(['e', 'E']);
    switch (this.random.below(4)) {
      case 0: return `${sign}${digits}${e}${power}`;
      case 1: return `${sign}${digits}.000${e}${power < 0 ? power : `+${power}`}`;
      case 2: return `${sign}${digits[0]}.${digits.slice(1)}0${e}${power + digits.length - 1}`;
      default: return plain.includes('e') ? plain.toUpperCase() : plain + (plain.includes('.') ? '00' : '.0');
    }
  }

  /** @param {boolean} reorder whether members may be shuffled (formats A and B hash the received order) */
  value(value, reorder) {
    if (typeof value === 'string') return this.string(value);
    if (typeof value === 'number') return this.number(value);
    if (value === null || typeof value !== 'object') return String(value);
    if (Array.isArray(value)) {
      return `[${this.space()}${value.map((item) => this.value(item, reorder) + this.space()).join(`,${this.space()}`)}]`;
    }
    return this.members(Object.keys(value).map((key) => [key, this.value(value[key], reorder)]), reorder);
  }

  /** @param {[string, string][]} members names and written values */
  members(members, reorder) {
    const order = reorder ? this.random.shuffle([...members]) : members;
    const written = order.map(([key, text]) => `${this.string(key)}${this.space()}:${this.space()}${text}`);
    return `{${this.space()}${written.join(`${this.space()},${this.space()}`)}${this.space()}}`;
  }
}

/** Another RFC 3339 spelling of a millisecond timestamp. */
export function otherTimestamp(text, random) {
  const ms = Date.parse(text);
  const bare = text.slice(0, -1);
  switch (random.below(5)) {
    case 0: return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : `${bare}000Z`;
    case 1: return `${bare}+00:00`;
    case 2: return `${new Date(ms + 7_200_000).toISOString().slice(0, -1)}+02:00`;
    case 3: return `${new Date(ms - 12_600_000).toISOString().slice(0, -1)}000000-03:30`;
    default: return text;
  }
}
