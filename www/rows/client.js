/** The page's side of the rows: asks the worker, or does the same in the page where there is none. */

import { platform } from '#platform';
import { answering } from './answer.js';

/** How long a worker may take to start before the page does without. Milliseconds. */
const PATIENCE_MS = 5_000;

/** From here on the rows are worth a worker. */
const WORTH_A_WORKER = 20_000;

export class RowsClient {
  /**
   * @param {import('../../pkg/src/rows.js').Rows} rows
   * @param {Blob} file
   */
  constructor(rows, file) {
    this.length = rows.length;
    this.#answer = answering;
    this.#ready = rows.length < WORTH_A_WORKER ? Promise.resolve(this.#here(rows, file)) : this.#start(rows, file);
  }

  #answer;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, (value: any) => void>} */
  #waiting = new Map();
  #id = 0;
  /** @type {Promise<(request: any) => any>} */
  #ready;

  /** The time that the entries span. @returns {Promise<{ span: [number, number] | null, length: number }>} */
  span() {
    return this.#ask({ ask: 'span' });
  }

  /** @param {number} from @param {number} to @param {number} count @returns {Promise<import('./index.js').Bins>} */
  bins(from, to, count) {
    return this.#ask({ ask: 'bins', from, to, count });
  }

  /** @param {import('./index.js').Filter} filter @param {object} order @returns {Promise<Uint32Array>} */
  pick(filter, order) {
    return this.#ask({ ask: 'pick', filter, order });
  }

  /** @param {number[]} indexes @returns {Promise<ReturnType<import('./index.js').RowIndex['facts']>[]>} */
  facts(indexes) {
    return this.#ask({ ask: 'facts', indexes });
  }

  /** @param {string} needle @returns {Promise<Uint32Array | null>} */
  search(needle) {
    return this.#ask({ ask: 'search', needle });
  }

  close() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }

  /** @param {object} request */
  async #ask(request) {
    return await (await this.#ready)(request);
  }

  /** @param {import('../../pkg/src/rows.js').Rows} rows @param {Blob} file */
  #here(rows, file) {
    const answer = this.#answer(rows, file);
    return async (/** @type {any} */ request) => answer(request);
  }

  /** @param {import('../../pkg/src/rows.js').Rows} rows @param {Blob} file */
  async #start(rows, file) {
    try {
      const worker = platform.startRowsWorker();
      this.#worker = worker;
      const started = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
        worker.addEventListener('error', (event) => {
          event.preventDefault();
          reject(new Error('no worker'));
        });
        worker.addEventListener('message', ({ data }) => {
          if (data.id === 0) {
            clearTimeout(timer);
            resolve(undefined);
          }
          this.#waiting.get(data.id)?.(data.value);
          this.#waiting.delete(data.id);
        });
      });
      // Copied rather than given away: where the worker does not come up, the page goes on with them.
      worker.postMessage({ id: 0, ask: 'begin', rows, file });
      await started;
      return (/** @type {object} */ request) =>
        new Promise((resolve) => {
          this.#id += 1;
          this.#waiting.set(this.#id, resolve);
          worker.postMessage({ ...request, id: this.#id });
        });
    } catch {
      this.close();
      return this.#here(rows, file);
    }
  }
}
