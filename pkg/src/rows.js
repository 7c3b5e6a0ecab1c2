/** What became of each entry, as columns: a chain of a million entries is drawn and listed from these, without parsing it. */

/**
 * @typedef {object} Rows
 * @property {number} length how many entries there are
 * @property {Float64Array} offset where each starts in the document, in bytes
 * @property {Uint32Array} size bytes of each
 * @property {Float64Array} time Unix milliseconds; NaN where the timestamp is unusable
 * @property {Uint8Array} status an index into `rowStatuses`
 * @property {Uint8Array} content an index into `rowContents`
 * @property {Uint8Array} link an index into `rowLinks`
 */

/** In the order of the crate's `RowStatus`. */
export const rowStatuses = /** @type {const} */ (['unreadable', 'success', 'failure', 'blocked', 'other']);

/** In the order of the crate's `RowContent`: the format that an entry verified under, or why there is none. */
export const rowContents = /** @type {const} */ (['unread', 'failed', 'A', 'B', 'B/C', 'C']);

/** In the order of the crate's `RowLink`. */
export const rowLinks = /** @type {const} */ (['first', 'holds', 'fails', 'unknown']);

/**
 * Takes the columns out of the module and gives its copy back.
 *
 * @param {import('../wasm/grantex_compliance.js').WasmRows | undefined} table
 * @returns {Rows}
 */
export function rowsOf(table) {
  if (table === undefined) throw new Error('there is no report to give rows of');
  try {
    const offset = table.offset();
    return { length: offset.length, offset, size: table.size(), time: table.time(), status: table.status(), content: table.content(), link: table.link() };
  } finally {
    table.free();
  }
}

/** What travels with the columns instead of being copied. @param {Rows} rows */
export function buffersOf({ offset, size, time, status, content, link }) {
  return [offset, size, time, status, content, link].map(({ buffer }) => buffer);
}
