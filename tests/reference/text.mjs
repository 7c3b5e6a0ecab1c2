/** Small things about text: quoting of untrusted input, JSON Pointers, the order of UTF-16 code units, hex. */

const LONGEST = 256;

/**
 * Text taken from the document, fit for a report: cut at 256 UTF-16 code units (a pair is not cut in two),
 * lone surrogates written as their escapes, because UTF-8 has no place for them.
 */
export function quote(text) {
  let cut = text;
  if (text.length > LONGEST) {
    const last = text.charCodeAt(LONGEST - 1);
    const next = text.charCodeAt(LONGEST);
    const splits = last >= 0xd800 && last <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
    cut = text.slice(0, splits ? LONGEST - 1 : LONGEST);
  }
  let out = '';
  for (const character of cut) { // iterates by code point: a lone surrogate comes alone
    const code = character.charCodeAt(0);
    out += character.length === 1 && code >= 0xd800 && code <= 0xdfff ? `\\u${code.toString(16)}` : character;
  }
  return out;
}

/** RFC 6901. */
export function pointer(path) {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** By UTF-16 code units, which is how JavaScript compares strings. */
export function compareText(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
