/**
 * The seeded random source of everything generated here.
 *
 * sfc32 (Chris Doty-Humphrey's "Small Fast Counter", 32-bit variant: PractRand, public domain), seeded through
 * the finaliser of MurmurHash3. Only 32-bit integer arithmetic and exact divisions are used, so the same seed
 * gives the same bytes on every engine and platform.
 */

/** MurmurHash3's 32-bit finaliser: spreads every input bit over the whole word. */
function mix(word) {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Folds numbers and strings into one 32-bit word; the order of the parts matters. */
function fold(parts) {
  let state = 0x9e3779b9;
  const add = (word) => { state = mix((state + Math.imul(word, 0x01000193)) ^ (state << 7)); };
  for (const part of parts) {
    if (typeof part === 'number') {
      add(part | 0);
      add(Math.floor(part / 4294967296) | 0);
    } else {
      for (let i = 0; i < part.length; i += 1) add(part.charCodeAt(i));
      add(0x10000 + part.length);
    }
  }
  return state;
}

/** One stream of random numbers. Streams with different labels are independent of each other. */
export class Random {
  #a; #b; #c; #counter;

  /** @param {...(number|string)} labels the seed first, then what the stream is for */
  constructor(...labels) {
    const state = fold(labels);
    this.#a = mix(state + 0x1f123bb5);
    this.#b = mix(state + 0x3c6ef372);
    this.#c = mix(state + 0x5be0cd19);
    this.#counter = 1;
    for (let i = 0; i < 12; i += 1) this.u32(); // sfc32 asks for a dozen rounds after seeding
  }

  /** A whole number from 0 to 2^32 - 1. */
  u32() {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit) { return Math.floor((this.u32() / 4294967296) * limit); }

  /** A whole number from `low` to `high`, both included. */
  between(low, high) { return low + this.below(high - low + 1); }

  /** True with the given probability. */
  chance(probability) { return this.u32() / 4294967296 < probability; }

  pick(list) { return list[this.below(list.length)]; }

  /** Fisher-Yates, in place. */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }

  /** A finite double with every exponent as likely as any other. */
  double() {
    const view = new DataView(new ArrayBuffer(8));
    for (;;) {
      view.setUint32(0, this.u32());
      view.setUint32(4, this.u32());
      const value = view.getFloat64(0);
      if (Number.isFinite(value)) return value;
    }
  }

  hex(digits) {
    let text = '';
    while (text.length < digits) text += this.u32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}
