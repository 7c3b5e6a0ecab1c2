/** Workers that have done their work stay for a while: starting one takes longer than verifying ten thousand entries. */

import { GrantexError } from './errors.js';
import { wordsOf } from './input.js';
import { NotStarted, WorkerLink } from './worker-link.js';

/** How long a worker without work is kept. */
const IDLE_MS = 10_000;

/** The most that are kept without work. */
const MAX_IDLE = 8;

/** @type {WeakMap<import('./load.js').Engine, WorkerPool>} */
const pools = new WeakMap();

/**
 * The engine's workers.
 *
 * @param {import('./load.js').Engine} engine
 */
export function poolOf(engine) {
  let pool = pools.get(engine);
  if (pool === undefined) pools.set(engine, (pool = new WorkerPool(engine)));
  return pool;
}

export class WorkerPool {
  /** @param {import('./load.js').Engine} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  #engine;
  /** What the resting ones were made from: the caller may name another worker meanwhile. @type {unknown} */
  #source = undefined;
  /** @type {WorkerLink[]} */
  #idle = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /**
   * A worker that is ready for work; throws {@link NotStarted} where none can be had.
   *
   * @param {WebAssembly.Module} module
   * @param {string | null} settings null: for pieces only
   * @param {(link: WorkerLink) => void} begun told of each worker before it is waited for
   * @returns {Promise<WorkerLink>}
   */
  async take(module, settings, begun) {
    if (this.#source !== this.#engine.worker) this.clear();
    for (let link = this.#idle.pop(); link !== undefined; link = this.#idle.pop()) {
      if (link.isLost) continue;
      begun(link);
      try {
        await link.start(module, settings);
        return link;
      } catch (error) {
        // It may have been ended while it rested; the next one need not have been.
        link.close();
        if (!(error instanceof GrantexError) || error.code !== 'WorkerLost') throw error;
      }
    }
    const link = new WorkerLink(await this.#spawn());
    begun(link);
    await link.start(module, settings);
    return link;
  }

  /** @param {WorkerLink} link one that has answered everything */
  giveBack(link) {
    if (link.isLost || this.#source !== this.#engine.worker || this.#idle.length >= MAX_IDLE) return link.close();
    link.rest();
    this.#idle.push(link);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), IDLE_MS);
    /** @type {any} */ (this.#timer).unref?.();
  }

  /** Ends the workers that rest. */
  clear() {
    clearTimeout(this.#timer);
    for (const link of this.#idle.splice(0)) link.close();
    this.#source = this.#engine.worker;
  }

  /** @returns {Promise<import('./worker-link.js').WorkerLike>} */
  async #spawn() {
    const { entry, worker } = this.#engine;
    let spawned = null;
    try {
      if (typeof worker === 'function') spawned = await worker();
      else if (worker === undefined) spawned = entry.spawn === null ? null : await entry.spawn();
      else spawned = entry.spawnFrom === null ? null : await entry.spawnFrom(/** @type {string | URL} */ (worker));
    } catch (cause) {
      throw new NotStarted(`no worker could be started (${wordsOf(cause)})`);
    }
    if (spawned === null || spawned === undefined) throw new NotStarted('no worker is at hand; `init({ worker })` can name one');
    return spawned;
  }
}
