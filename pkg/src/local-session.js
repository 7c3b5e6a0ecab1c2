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
    if (this.#begun !== trapCount()) throw trapError('another verification in this thread trapped');
    try {
      return step();
    } catch (thrown) {
      const { error, trapped } = fromWasm(thrown);
      if (trapped) noteTrap();
      throw error;
    }
  }
}
