/**
 * A verification in a worker. The document's bytes are copied into buffers that travel to the worker and back,
 * a few at a time, so that memory stays bounded whatever the size.
 */

import { GrantexError, GrantexInputError, trapError } from './errors.js';
import { wordsOf } from './input.js';

/** Bytes that travel at a time, and how many such buffers there are: enough that the worker never waits for the reader. */
const BUFFER_BYTES = 1 << 20;
const BUFFERS = 4;

/** How long a worker may take to start, or to answer, before it counts as lost. Seconds; the worker's steps take milliseconds. */
const PATIENCE_S = 20;

/**
 * @typedef {object} WorkerLike a web Worker or one of Node's
 * @property {(message: any, transfer?: any) => void} postMessage
 * @property {() => unknown} terminate
 * @property {(type: string, listener: (event: any) => void) => void} [addEventListener]
 * @property {(type: string, listener: (value: any) => void) => void} [on]
 *
 * @typedef {import('./local-session.js').Session} Session
 * @typedef {{ session: WorkerSession, problem: null } | { session: null, problem: string }} Attempt
 */

/**
 * Starts a worker. Where none can be had the answer says why, and nothing is lost: it was sent no part of the document yet.
 *
 * @param {import('./load.js').Engine} engine
 * @param {string} settings
 * @param {AbortSignal | null} signal
 * @returns {Promise<Attempt>}
 */
export async function startWorkerSession(engine, settings, signal) {
  // A module that can't be had fails here and in the caller's thread alike, and is no reason to fall back.
  const module = await engine.module();
  if (signal?.aborted) return { session: null, problem: 'aborted' };
  let worker;
  try {
    worker = await newWorker(engine);
  } catch (cause) {
    return { session: null, problem: `no worker could be started (${wordsOf(cause)})` };
  }
  if (worker === null) return { session: null, problem: 'no worker is at hand; `init({ worker })` can name one' };
  if (signal?.aborted) {
    worker.terminate();
    return { session: null, problem: 'aborted' };
  }
  const session = new WorkerSession(worker);
  const stop = () => session.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await session.start(module, settings);
    return { session, problem: null };
  } catch (error) {
    session.close();
    if (error instanceof NotStarted) return { session: null, problem: error.message };
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * @param {import('./load.js').Engine} engine
 * @returns {Promise<WorkerLike | null>}
 */
async function newWorker({ entry, worker }) {
  if (typeof worker === 'function') return await worker();
  if (worker !== undefined) return entry.spawnFrom === null ? null : await entry.spawnFrom(/** @type {string | URL} */ (worker));
  return entry.spawn === null ? null : await entry.spawn();
}

/** The worker did not come up; the caller's thread can still do the work. */
class NotStarted extends Error {}

/** @implements {Session} */
export class WorkerSession {
  /** @param {WorkerLike} worker */
  constructor(worker) {
    this.#worker = worker;
    const lost = (/** @type {any} */ event) => this.#lose(`it failed (${event?.message ?? 'no reason was given'})`);
    const { onMessage } = this;
    if (typeof worker.addEventListener === 'function') {
      worker.addEventListener('message', (event) => onMessage(event.data));
      worker.addEventListener('error', (event) => {
        event.preventDefault?.();
        lost(event);
      });
      worker.addEventListener('messageerror', () => this.#lose('a message could not be read'));
    } else {
      worker.on?.('message', onMessage);
      worker.on?.('error', lost);
      worker.on?.('messageerror', () => this.#lose('a message could not be read'));
      worker.on?.('exit', () => this.#lose('it ended'));
    }
  }

  workers = 1;
  #worker;
  /** What became of each entry, once finished with them. @type {import('./rows.js').Rows | undefined} */
  #rows = undefined;
  #counts = { bytes: 0, entries: 0, findings: 0 };
  /** Buffers at home. @type {ArrayBuffer[]} */
  #free = Array.from({ length: BUFFERS }, () => new ArrayBuffer(BUFFER_BYTES));
  /** The buffer that is being filled. @type {Uint8Array | null} */
  #filling = null;
  #filled = 0;
  /** Whoever waits for the worker. @type {{ resolve: (value: any) => void, reject: (error: unknown) => void } | null} */
  #waiting = null;
  /** Why no more can come of it. @type {unknown} */
  #failure = undefined;
  #state = /** @type {'new' | 'started' | 'closed'} */ ('new');
  /** @type {ReturnType<typeof setInterval> | null} */
  #watch = null;
  #silence = 0;

  /**
   * @param {WebAssembly.Module} module
   * @param {string} settings
   */
  async start(module, settings) {
    try {
      this.#worker.postMessage({ type: 'start', module, settings });
    } catch (cause) {
      throw new NotStarted(`the worker could not be handed the module (${wordsOf(cause)})`);
    }
    await this.#answer();
    this.#state = 'started';
  }

  /**
   * @param {Uint8Array} piece
   * @returns {Promise<void> | undefined}
   */
  push(piece) {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#fill(piece, 0);
  }

  progress() {
    return this.#counts;
  }

  /** @param {boolean} withRows */
  async finish(withRows) {
    this.#send();
    while (this.#free.length < BUFFERS) await this.#answer();
    this.#worker.postMessage({ type: 'finish', rows: withRows });
    const { report, rows } = await this.#answer();
    this.#rows = rows;
    return report;
  }

  rows() {
    if (this.#rows === undefined) throw new GrantexError('the worker gave no rows', { code: 'WorkerLost' });
    return this.#rows;
  }

  close() {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#settle('reject', (this.#failure ??= new GrantexError('the verification was closed', { code: 'Closed' })));
    this.#free = [];
    this.#worker.terminate();
  }

  /**
   * @param {Uint8Array} piece
   * @param {number} from
   * @returns {Promise<void> | undefined}
   */
  #fill(piece, from) {
    let at = from;
    while (at < piece.length) {
      if (this.#filling === null) {
        const buffer = this.#free.pop();
        if (buffer === undefined) return this.#answer().then(() => this.#fill(piece, at));
        this.#filling = new Uint8Array(buffer);
        this.#filled = 0;
      }
      const part = piece.subarray(at, at + this.#filling.length - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#filling.length) this.#send();
    }
    return undefined;
  }

  #send() {
    if (this.#filling === null) return;
    const { buffer } = this.#filling;
    this.#filling = null;
    this.#worker.postMessage({ type: 'push', buffer, length: this.#filled }, [buffer]);
  }

  /** The worker's next answer, or its failure. @returns {Promise<any>} */
  #answer() {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#silence = 0;
      // Counted in ticks rather than by the clock: while a laptop sleeps, nothing ticks.
      this.#watch = setInterval(() => {
        this.#silence += 1;
        if (this.#silence >= PATIENCE_S) this.#lose(`it did not answer for ${PATIENCE_S} seconds`);
      }, 1000);
    });
  }

  onMessage = (/** @type {any} */ message) => {
    if (this.#state === 'closed') return;
    switch (message?.type) {
      case 'started':
        return this.#settle('resolve', undefined);
      case 'taken':
        this.#counts = message.counts;
        this.#free.push(message.buffer);
        return this.#settle('resolve', undefined);
      case 'done':
        return this.#settle('resolve', message);
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
  };

  /** @param {string} how */
  #lose(how) {
    this.#fail(
      this.#state === 'new'
        ? new NotStarted(`the worker could not start: ${how}`)
        : new GrantexError(`the worker was lost: ${how}; nothing was verified. Try again, or with \`workers: 0\``, { code: 'WorkerLost' }),
    );
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= error;
    this.#settle('reject', this.#failure);
  }

  /**
   * @param {'resolve' | 'reject'} how
   * @param {unknown} value
   */
  #settle(how, value) {
    const waiting = this.#waiting;
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
    this.#waiting = null;
    waiting?.[how](value);
  }
}
