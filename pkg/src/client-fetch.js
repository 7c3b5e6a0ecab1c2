/** The one file that sends anything to the API: one attempt, its time-out, and giving it up. */

import { GrantexInputError, inputError } from './errors.js';
import { openInput, wordsOf } from './input.js';
import { reasonOf } from './turns.js';

/** Headers that are read; in browsers the API lets no others be seen. */
const HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after', 'content-type', 'x-request-id'];

/** No answer came, or it broke off: another attempt may fare better. */
export class Broken extends Error {
  /**
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(message, cause) {
    super(message);
    this.reason = cause;
  }
}

/** One attempt. Whatever it awaits ends at the latest with the time-out or the caller's abort, even if `fetch` knows of neither. */
export class Attempt {
  /**
   * @param {typeof fetch | undefined} own the caller's `fetch`
   * @param {number} timeout milliseconds
   * @param {AbortSignal | null} signal the caller's
   */
  constructor(own, timeout, signal) {
    this.#own = own;
    this.#timeout = timeout;
    this.#signal = signal;
  }

  #own;
  #timeout;
  #signal;
  #controller = new AbortController();
  /** @type {any} */
  #response = null;
  /** @type {import('./input.js').ByteReader | null} */
  #reader = null;

  /**
   * @param {{ url: string, headers: Record<string, string> }} request
   * @returns {Promise<object>} status and headers, as the module reads them
   */
  async send({ url, headers }) {
    // Looked up now, and called as a plain function: whoever replaces it (tests, tracing) is heard.
    const fetch = this.#own ?? globalThis.fetch;
    if (typeof fetch !== 'function') throw inputError('options.invalid', '`fetch`: this host has none; pass one');
    // No more than this: some hosts refuse options that they don't know. Redirections come back here to be judged, because
    // whoever followed one to another origin would take the key along.
    const init = { method: 'GET', headers, redirect: /** @type {const} */ ('manual'), signal: this.#controller.signal };
    this.#response = await this.#wait(() => fetch(url, init), 'the server did not begin to answer', 'no answer came');
    return headOf(this.#response, url);
  }

  /** What the answer says of its length; null where it can't be known. */
  get totalBytes() {
    const length = headerOf(this.#response, 'content-length');
    const coded = headerOf(this.#response, 'content-encoding') !== null;
    return length !== null && /^\d{1,15}$/.test(length) && !coded ? Number(length) : null;
  }

  /** What the answer says of its kind. */
  get contentType() {
    return headerOf(this.#response, 'content-type');
  }

  /**
   * The next piece of the body, or null at its end. It is memory to be read before the next call.
   *
   * @returns {Promise<Uint8Array | null>}
   */
  async next() {
    try {
      this.#reader ??= openInput(await this.#wait(() => bodyOf(this.#response), 'the body did not come'));
      const next = this.#reader.next();
      return next instanceof Promise ? await this.#wait(() => next, 'the server stopped in the middle of its answer') : next;
    } catch (error) {
      if (error instanceof Broken || error instanceof GrantexInputError || this.#signal?.aborted) throw error;
      throw new Broken(`the answer broke off (${whyOf(error)})`, error);
    }
  }

  /** Gives up what is not yet read. Also to be called at the end. */
  end() {
    this.#reader?.cancel(undefined);
    // With the default reason: some hosts and wrappers know how to handle no other.
    this.#controller.abort();
    this.#response = null;
  }

  /**
   * @template T
   * @param {() => T | PromiseLike<T>} start
   * @param {string} late what to say when it takes too long
   * @param {string} [failed] what to say when it fails
   * @returns {Promise<T>}
   */
  #wait(start, late, failed = 'the answer broke off') {
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#controller.abort();
        reject(signal === null ? undefined : reasonOf(signal));
      };
      if (signal?.aborted) return stop();
      const timer = setTimeout(() => {
        this.#controller.abort();
        // The cause is what the request was given up with, as in the other Grantex clients.
        reject(new Broken(`${late} within ${this.#timeout} ms (\`timeout\`)`, reasonOf(this.#controller.signal)));
      }, this.#timeout);
      signal?.addEventListener('abort', stop, { once: true });
      const settled = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      };
      // A `fetch` that throws at once is one that failed.
      Promise.resolve()
        .then(start)
        .then(resolve, (cause) => reject(cause instanceof GrantexInputError ? cause : new Broken(`${failed} (${whyOf(cause)})`, cause)))
        .finally(settled);
    });
  }
}

/**
 * Status and headers. Answers that are plain objects, as in users' tests, may lack anything but a way to be read.
 *
 * @param {any} response
 * @param {string} url what was asked for
 */
function headOf(response, url) {
  if (typeof response !== 'object' || response === null) throw inputError('input.response', '`fetch` gave no answer that could be read');
  const headers = Object.fromEntries(HEADERS.map((name) => [name, headerOf(response, name)]).filter(([, value]) => value !== null));
  const location = headerOf(response, 'location');
  return {
    status: response.status ?? (response.ok === true ? 200 : 0),
    headers,
    ...(location === null ? {} : { location: absolute(location, url) }),
    // Only somebody else's `fetch` follows redirections.
    ...(response.redirected === true && typeof response.url === 'string' ? { cameFrom: response.url } : {}),
    hiddenRedirect: response.type === 'opaqueredirect',
  };
}

/**
 * @param {any} response
 * @param {string} name
 * @returns {string | null}
 */
function headerOf(response, name) {
  const value = response.headers?.get?.(name);
  return typeof value === 'string' ? value : null;
}

/**
 * @param {string} location
 * @param {string} url
 */
function absolute(location, url) {
  try {
    return new URL(location, url).href;
  } catch {
    return '';
  }
}

/** @param {any} response */
async function bodyOf(response) {
  const { body } = response;
  if (typeof body === 'object' && body !== null && (typeof body.getReader === 'function' || Symbol.asyncIterator in body)) return body;
  if (typeof response.arrayBuffer === 'function') return await response.arrayBuffer();
  if (typeof response.text === 'function') return await response.text();
  if (typeof response.json === 'function') return JSON.stringify(await response.json());
  throw inputError('input.response', '`fetch` gave an answer without a body that could be read');
}

/** Node's `fetch` says only that it failed; its cause says why. @param {any} error */
function whyOf(error) {
  const cause = error?.cause;
  const why = cause?.code ?? (cause instanceof Error ? cause.message : undefined);
  return typeof why === 'string' && why !== '' ? `${wordsOf(error)}: ${why}` : wordsOf(error);
}
