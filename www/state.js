/** What the page knows: the documents on it, the checkpoint that was handed in, and who wants to hear of changes. */

/**
 * @typedef {object} Held one document on the page
 * @property {number} id
 * @property {string} name
 * @property {Blob} file
 * @property {'waiting' | 'running' | 'verified' | 'unreadable' | 'cancelled'} phase
 * @property {any} report also the partial one of a document that can't be read to its end
 * @property {any} error
 * @property {import('./rows/client.js').RowsClient | null} rows
 * @property {Record<string, unknown> | undefined} expected what was asked for, as the verifier was told
 * @property {any} checkpoint the checkpoint it was held against
 * @property {string | null} anchoredBy the document that gave this checkpoint, when it was not handed in
 * @property {string | null} fetchedFrom the address of the API, where the page fetched it
 * @property {'intact' | 'tampered' | 'shortened' | null} sample
 *
 * @typedef {{ name: string, value: any, ofSample?: boolean }} HandedCheckpoint `ofSample`: it came with a sample and concerns nothing else
 */

export const state = {
  /** @type {Held[]} */
  documents: [],
  /** The one whose report is on show. @type {Held | null} */
  chosen: null,
  /** What several documents say together; the documents stand in its order. @type {any} */
  series: null,
  /** The checkpoint that was handed in last, for all documents that follow. @type {HandedCheckpoint | null} */
  checkpoint: null,
};

/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {() => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

/** To be called after any change. */
export function changed() {
  for (const listener of listeners) listener();
}

let ids = 0;

/** A checkpoint that came with a sample must not be held against a document of the user's. */
export function leaveSample() {
  if (state.checkpoint?.ofSample) state.checkpoint = null;
}

/**
 * @param {string} name
 * @param {Blob} file
 * @param {Partial<Held>} [more]
 * @returns {Held}
 */
export function held(name, file, more = {}) {
  ids += 1;
  return { id: ids, name, file, phase: 'waiting', report: null, error: null, rows: null, expected: undefined, checkpoint: null, anchoredBy: null, fetchedFrom: null, sample: null, ...more };
}

/** Takes documents off the page, with what was kept for them. */
export function clear() {
  for (const { rows } of state.documents) rows?.close();
  state.documents = [];
  state.chosen = null;
  state.series = null;
}
