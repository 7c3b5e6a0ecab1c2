/** Where a document may be cut: guesses, for nothing but the time it takes depends on them. */

const BRACE = 0x7b;

/** Braces looked at in one buffer: a document of nothing but braces must not keep the reader busy. */
const MAX_TRIES = 4096;

/**
 * The last place, but the first byte, where an entry seems to begin: the opening of the first entry after `}` and `,`. -1: none is seen.
 *
 * @param {Uint8Array} bytes
 * @param {Uint8Array} opening
 */
export function lastEntry(bytes, opening) {
  let at = bytes.lastIndexOf(BRACE);
  for (let tries = 0; at > 0 && tries < MAX_TRIES; tries += 1) {
    if (opening.every((byte, i) => bytes[at + i] === byte) && followsEntry(bytes, at)) return at;
    at = bytes.lastIndexOf(BRACE, at - 1);
  }
  return -1;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function followsEntry(bytes, at) {
  const comma = beforeSpace(bytes, at);
  return bytes[comma] === 0x2c && bytes[beforeSpace(bytes, comma)] === 0x7d;
}

/**
 * The last byte before `at` that is no white space.
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function beforeSpace(bytes, at) {
  let before = at - 1;
  while (bytes[before] === 0x20 || bytes[before] === 0x0a || bytes[before] === 0x0d || bytes[before] === 0x09) before -= 1;
  return before;
}
