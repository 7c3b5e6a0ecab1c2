/** A verification in this thread. */

import { Handle } from './handle.js';
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
    this.#verifier = new Handle(() => new glue.WasmVerifier(settings));
  }

  workers = 0;
  #verifier;

  /** @param {Uint8Array} piece */
  push(piece) {
    this.#verifier.call((verifier) => verifier.push(piece));
  }

  progress() {
    return this.#verifier.call((verifier) => ({ bytes: verifier.bytes(), entries: verifier.entries(), findings: verifier.findings() }));
  }

  finish() {
    return this.#verifier.call((verifier) => verifier.finish());
  }

  /** By what pieces of the entries can be verified elsewhere, and how entries begin; nothing while none has come. */
  invitation() {
    return this.#verifier.call((verifier) => {
      const opening = verifier.opening();
      const terms = opening === undefined ? undefined : verifier.terms();
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
    return this.#verifier.call((verifier) => verifier.absorb(facts, piece));
  }

  rows() {
    return this.#verifier.call((verifier) => rowsOf(verifier.rows()));
  }

  close() {
    this.#verifier.free();
  }
}

/** Pieces of one document's entries, verified in this thread. */
export class LocalPieces {
  /**
   * @param {import('./load.js').Glue} glue
   * @param {Uint8Array} terms
   */
  constructor(glue, terms) {
    this.#pieces = new Handle(() => new glue.WasmPieces(terms));
  }

  #pieces;

  /**
   * What can be learned of the entries that begin at this offset of the document. It is written behind their bytes where
   * there is room in the buffer, for a new one would take longer to make than to fill.
   *
   * @param {number} offset
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  verify(offset, bytes) {
    return this.#pieces.call((pieces) => {
      const length = pieces.verify(offset, bytes);
      const end = bytes.byteOffset + bytes.length;
      const facts = end + length <= bytes.buffer.byteLength ? new Uint8Array(bytes.buffer, end, length) : new Uint8Array(length);
      pieces.facts(facts);
      return facts;
    });
  }

  close() {
    this.#pieces.free();
  }
}
