/** What is held inside the module, and what becomes of the module's failures. */

import { fromWasm, GrantexError, trapError } from './errors.js';
import { noteTrap, trapCount } from './load.js';

/** @template {{ free(): void }} T */
export class Handle {
  /** @param {() => T} open */
  constructor(open) {
    this.#held = guarded(this.#begun, open);
  }

  #begun = trapCount();
  /** @type {T | null} */
  #held;

  /**
   * @template R
   * @param {(held: T) => R} step
   * @returns {R}
   */
  call(step) {
    const held = this.#held;
    // Nothing is left to ask; saying so beats an answer made of nothing.
    if (held === null) throw new GrantexError('the verification was closed', { code: 'Closed' });
    return guarded(this.#begun, () => step(held));
  }

  /** Never throws; may be called at any time, also twice. */
  free() {
    const held = this.#held;
    this.#held = null;
    // After a trap the handle points into memory that is gone or not to be trusted.
    if (held !== null && this.#begun === trapCount()) held.free();
  }
}

/**
 * A step of the module, unless it trapped since `begun`.
 *
 * @template R
 * @param {number} begun
 * @param {() => R} step
 * @returns {R}
 */
export function guarded(begun, step) {
  if (begun !== trapCount()) throw trapError(new Error('another call in this thread trapped'));
  try {
    return step();
  } catch (thrown) {
    const { error, trapped } = fromWasm(thrown);
    if (trapped) noteTrap();
    throw error;
  }
}
