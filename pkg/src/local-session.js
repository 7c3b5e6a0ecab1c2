/** A verification in this thread. */

import { fromWasm, trapError } from './errors.js';
import { noteTrap, trapCount } from './load.js';
import { rowsOf } from './rows.js';

/**
 * @typedef {{ bytes: number, entries: number, findings: number }} Counts
 *
 * @typedef {object} Session one verification, wherever it runs
 * @property {(piece: Uint8Array) => void | Promise<void>} push takes the next bytes; the piece may be reused afterwards
 * @property {() => Counts} progress
 * @property {(withRows: boolean) => string | Promise<string>} finish the report as JSON; `withRows`: `rows` will be called
 * @property {() => import('./rows.js').Rows | Promise<import('./rows.js').Rows>} rows what became of each entry, after `finish`; once
 * @property {() => void} close frees what is held; never throws, and may be called at any time, also twice
 * @property {number} workers workers that take part beside the caller's thread
 */

/** @implements {Session} */
export class LocalSession {
  /**
   * @param {import('./load.js').Glue} glue
   * @param {string} settings the options as JSON
   */
  constructor(glue, settings) {
    this.#verifier = this.#guard(() => new glue.WasmVerifier(settings));
  }

  workers = 0;
  /** @type {import('./load.js').Glue['WasmVerifier']['prototype'] | null} */
  #verifier = null;
  #begun = trapCount();

  /** @param {Uint8Array} piece */
  push(piece) {
    this.#guard(() => this.#verifier?.push(piece));
  }

  progress() {
    return this.#guard(() => ({
      bytes: this.#verifier?.bytes() ?? 0,
      entries: this.#verifier?.entries() ?? 0,
      findings: this.#verifier?.findings() ?? 0,
    }));
  }

  finish() {
    // Once closed there is nothing to finish; saying so beats an empty report.
    return this.#guard(() => {
      if (this.#verifier === null) throw new Error('the verification was closed');
      return this.#verifier.finish();
    });
  }

  /** By what pieces of the entries can be verified elsewhere, and how entries begin; nothing while none has come. */
  invitation() {
    return this.#guard(() => {
      const opening = this.#verifier?.opening();
      const terms = opening === undefined ? undefined : this.#verifier?.terms();
      return terms === undefined ? undefined : { terms, opening };
    });
  }

  /**
   * Takes what was learned of the bytes that come next.
   *
   * @param {Uint8Array} facts
   * @param {Uint8Array} piece the bytes, where the document's fingerprint is taken
   * @returns {number} how many of them need not be pushed any more
   */
  absorb(facts, piece) {
    return this.#guard(() => this.#verifier?.absorb(facts, piece) ?? 0);
  }

  rows() {
    return this.#guard(() => rowsOf(this.#verifier?.rows()));
  }

  close() {
    const verifier = this.#verifier;
    this.#verifier = null;
    // After a trap the handle points into memory that is gone or not to be trusted.
    if (verifier !== null && this.#begun === trapCount()) verifier.free();
  }

  /**
   * @template T
   * @param {() => T} step
   * @returns {T}
   */
  #guard(step) {
    return guarded(this.#begun, step);
  }
}

/** Pieces of one document's entries, verified in this thread. */
export class LocalPieces {
  /**
   * @param {import('./load.js').Glue} glue
   * @param {Uint8Array} terms
   */
  constructor(glue, terms) {
    this.#pieces = guarded(this.#begun, () => new glue.WasmPieces(terms));
  }

  #begun = trapCount();
  /** @type {import('./load.js').Glue['WasmPieces']['prototype'] | null} */
  #pieces;

  /**
   * What can be learned of the entries that begin at this offset of the document.
   *
   * @param {number} offset
   * @param {Uint8Array} bytes
   */
  verify(offset, bytes) {
    return guarded(this.#begun, () => this.#pieces?.verify(offset, bytes));
  }

  close() {
    const pieces = this.#pieces;
    this.#pieces = null;
    if (pieces !== null && this.#begun === trapCount()) pieces.free();
  }
}

/**
 * A step of the module, unless it trapped since `begun`.
 *
 * @template T
 * @param {number} begun
 * @param {() => T} step
 * @returns {T}
 */
function guarded(begun, step) {
  if (begun !== trapCount()) throw trapError('another verification in this thread trapped');
  try {
    return step();
  } catch (thrown) {
    const { error, trapped } = fromWasm(thrown);
    if (trapped) noteTrap();
    throw error;
  }
}
