/** One worker: questions go there, answers come back in the same order, and whatever happens to it settles them all. */

import { GrantexError, GrantexInputError, trapError } from './errors.js';
import { wordsOf } from './input.js';

/** How long a worker may take to start, or to answer, before it counts as lost. Seconds; the worker's steps take milliseconds. */
const PATIENCE_S = 20;

/**
 * @typedef {object} WorkerLike a web Worker or one of Node's
 * @property {(message: any, transfer?: any) => void} postMessage
 * @property {() => unknown} terminate
 * @property {(type: string, listener: (event: any) => void) => void} [addEventListener]
 * @property {(type: string, listener: (value: any) => void) => void} [on]
 * @property {() => void} [ref] Node's: the process waits for it
 * @property {() => void} [unref] Node's: the process may end without it
 */

/** The worker did not come up; the caller's thread can still do the work. */
export class NotStarted extends Error {}

export class WorkerLink {
  /** @param {WorkerLike} worker */
  constructor(worker) {
    this.#worker = worker;
    const lost = (/** @type {any} */ event) => this.#lose(`it failed (${event?.message ?? 'no reason was given'})`);
    if (typeof worker.addEventListener === 'function') {
      worker.addEventListener('message', (event) => this.#take(event.data));
      worker.addEventListener('error', (event) => {
        event.preventDefault?.();
        lost(event);
      });
      worker.addEventListener('messageerror', () => this.#lose('a message could not be read'));
    } else {
      worker.on?.('message', (message) => this.#take(message));
      worker.on?.('error', lost);
      worker.on?.('messageerror', () => this.#lose('a message could not be read'));
      worker.on?.('exit', () => this.#lose('it ended'));
    }
  }

  #worker;
  /** Whoever waits for an answer, in order. @type {Array<{ resolve: (answer: any) => void, reject: (error: unknown) => void }>} */
  #waiting = [];
  /** Why no more can come of it. @type {unknown} */
  #failure = undefined;
  #started = false;
  /** @type {ReturnType<typeof setInterval> | null} */
  #watch = null;
  #silence = 0;

  /** Questions that are not answered yet. */
  get load() {
    return this.#waiting.length;
  }

  /** Nothing more can come of it. */
  get isLost() {
    return this.#failure !== undefined;
  }

  /**
   * @param {WebAssembly.Module} module
   * @param {string | null} settings null: for pieces only
   */
  async start(module, settings) {
    this.#worker.ref?.();
    try {
      await this.ask({ type: 'start', module, settings });
    } catch (cause) {
      if (cause instanceof DOMException || cause instanceof TypeError) {
        throw new NotStarted(`the worker could not be handed the module (${wordsOf(cause)})`);
      }
      throw cause;
    }
    this.#started = true;
  }

  /**
   * @param {object} message
   * @param {ArrayBuffer[]} [transfer]
   * @returns {Promise<any>}
   */
  ask(message, transfer = []) {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    try {
      this.#worker.postMessage(message, transfer);
    } catch (cause) {
      return Promise.reject(cause);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#watch !== null) return;
      this.#silence = 0;
      // Counted in ticks rather than by the clock: while a laptop sleeps, nothing ticks.
      this.#watch = setInterval(() => {
        this.#silence += 1;
        if (this.#silence >= PATIENCE_S) this.#lose(`it did not answer for ${PATIENCE_S} seconds`);
      }, 1000);
    });
  }

  /** Keeps the worker for another verification. A process may end meanwhile. */
  rest() {
    this.#worker.postMessage({ type: 'rest' });
    this.#worker.unref?.();
  }

  /** Ends the worker. */
  close() {
    this.#fail(new GrantexError('the verification was closed', { code: 'Closed' }));
    this.#worker.terminate();
  }

  /** @param {any} message */
  #take(message) {
    if (this.#failure !== undefined) return;
    switch (message?.type) {
      case 'started':
      case 'ready':
      case 'taken':
      case 'learned':
      case 'done': {
        const waiting = this.#waiting.shift();
        if (waiting === undefined) return this.#lose('it answers without being asked');
        this.#silence = 0;
        if (this.#waiting.length === 0) this.#unwatch();
        return waiting.resolve(message);
      }
      case 'unable':
        return this.#fail(new NotStarted(`the worker could not start (${message.words})`));
      case 'refused':
        return this.#fail(new GrantexInputError(message.error.message, message.error));
      case 'trapped':
        return this.#fail(trapError(new Error(message.words)));
      default:
        // A worker of another version, or a file that is no worker of this package at all.
        return this.#lose('it answers with what this version does not know');
    }
  }

  /** @param {string} how */
  #lose(how) {
    this.#fail(
      this.#started
        ? new GrantexError(`the worker was lost: ${how}; nothing was verified. Try again, or with \`workers: 0\``, { code: 'WorkerLost' })
        : new NotStarted(`the worker could not start: ${how}`),
    );
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= error;
    this.#unwatch();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  #unwatch() {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
  }
}
