/** Finds text in the entries of a document by its bytes: nothing is parsed, and a file of any size is read in pieces. */

const PIECE_BYTES = 4 << 20;

/** Entries beyond this many are not looked for: nobody reads on. */
export const MAX_HITS = 100_000;

/**
 * The entries whose text holds `needle`, upper and lower case told apart, as the file spells it.
 *
 * @param {import('./index.js').RowIndex} index
 * @param {Blob} file
 * @param {string} needle
 * @param {() => boolean} stopped
 * @returns {Promise<Uint32Array | null>} null when it was stopped
 */
export async function search(index, file, needle, stopped) {
  // As it stands inside a JSON string.
  const wanted = new TextEncoder().encode(JSON.stringify(needle).slice(1, -1));
  /** @type {number[]} */
  const found = [];
  let last = -1;
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    const piece = new Uint8Array(await file.slice(start, start + PIECE_BYTES + wanted.length - 1).arrayBuffer());
    if (stopped()) return null;
    for (let at = next(piece, wanted, 0); at >= 0; at = next(piece, wanted, at + 1)) {
      const entry = index.entryAt(start + at);
      if (entry !== null && entry > last) {
        last = entry;
        found.push(entry);
        if (found.length >= MAX_HITS) return Uint32Array.from(found);
      }
    }
  }
  return Uint32Array.from(found);
}

/** @param {Uint8Array} bytes @param {Uint8Array} wanted @param {number} from */
function next(bytes, wanted, from) {
  if (wanted.length === 0) return -1;
  outer: for (let at = bytes.indexOf(wanted[0], from); at >= 0 && at + wanted.length <= bytes.length; at = bytes.indexOf(wanted[0], at + 1)) {
    for (let k = 1; k < wanted.length; k++) if (bytes[at + k] !== wanted[k]) continue outer;
    return at;
  }
  return -1;
}
