/** The API client. What is sent and what answers mean is decided in the module; see `client-exchange.js`. */

import { exchange } from './client-exchange.js';
import { readAnswer, readVerified } from './client-read.js';
import { readCallOptions, readClientOptions, readParams, readVerifiedOptions } from './client-settings.js';

/**
 * @typedef {object} Client
 * @property {import('./load.js').Engine} engine
 * @property {import('./client-settings.js').ClientSettings} settings
 * @property {(rateLimit: object | undefined) => void} noteRateLimit
 */

/**
 * The class over one way of getting at the module.
 *
 * @param {import('./load.js').Engine} engine
 */
export function clientOver(engine) {
  return class Grantex {
    /** As in `errors.js`: it outlives the minifier. */
    static get name() {
      return 'Grantex';
    }

    /** Private, so that neither printing nor serialising the client shows the key. */
    #rateLimit = /** @type {object | undefined} */ (undefined);

    /** @param {unknown} [options] */
    constructor(options) {
      const settings = readClientOptions(options);
      /** The compliance routes. */
      this.compliance = new Compliance({ engine, settings, noteRateLimit: (rateLimit) => (this.#rateLimit = rateLimit) });
    }

    /** What the last answer said of the rate of requests. */
    get lastRateLimit() {
      return this.#rateLimit;
    }
  };
}

/** The compliance routes. */
class Compliance {
  /** @param {Client} client */
  constructor(client) {
    this.#client = client;
  }

  #client;

  /** @param {unknown} [params] @param {unknown} [options] */
  getSummary(params, options) {
    return this.#ask('getSummary', params, options);
  }

  /** @param {unknown} [params] @param {unknown} [options] */
  exportGrants(params, options) {
    return this.#ask('exportGrants', params, options);
  }

  /** @param {unknown} [params] @param {unknown} [options] */
  exportAudit(params, options) {
    return this.#ask('exportAudit', params, options);
  }

  /** @param {unknown} [params] @param {unknown} [options] */
  evidencePack(params, options) {
    return this.#ask('evidencePack', params, options);
  }

  /** @param {unknown} [params] @param {unknown} [options] */
  async verifiedEvidencePack(params, options) {
    const { report, document } = await this.#askVerified('evidencePack', params, options);
    return { report, pack: document };
  }

  /** @param {unknown} [params] @param {unknown} [options] */
  async verifiedAuditExport(params, options) {
    const { report, document } = await this.#askVerified('exportAudit', params, options);
    return { report, audit: document };
  }

  /**
   * @param {string} method
   * @param {unknown} given
   * @param {unknown} options
   */
  async #ask(method, given, options) {
    const { engine, settings, noteRateLimit } = this.#client;
    const { signal } = readCallOptions(options);
    const params = readParams(given);
    return await exchange(engine, { settings, method, params, signal, noteRateLimit }, (attempt, _, glue) => readAnswer(attempt, method, signal, glue));
  }

  /**
   * @param {string} method
   * @param {unknown} given
   * @param {unknown} options
   */
  async #askVerified(method, given, options) {
    const { engine, settings, noteRateLimit } = this.#client;
    const wanted = readVerifiedOptions(options);
    const params = readParams(given);
    const call = { settings, method, params, signal: wanted.signal, noteRateLimit };
    return await exchange(engine, call, (attempt, expected, glue) => readVerified(engine, attempt, method, wanted, expected, glue));
  }
}
