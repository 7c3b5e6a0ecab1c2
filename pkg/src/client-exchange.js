/** One call of the API: does what the module says, and tells it what happened. */

import { Attempt, Broken } from './client-fetch.js';
import { causeWithoutKey, shows, withoutKey } from './client-secret.js';
import { GrantexApiError, GrantexAuthError, GrantexInputError, GrantexNetworkError } from './errors.js';
import { Handle } from './handle.js';
import { reasonOf, throwIfAborted, unlessAborted } from './turns.js';

/** Bytes of a failure's body that are read. */
const MAX_FAILURE_BYTES = 1 << 16;

/**
 * @typedef {object} Call
 * @property {import('./client-settings.js').ClientSettings} settings
 * @property {string} method the name of the client's method
 * @property {string} params JSON
 * @property {AbortSignal | null} signal
 * @property {(rateLimit: object | undefined) => void} noteRateLimit
 */

/**
 * Sends, repeats, follows, and reads a successful answer with `read`, which may be called again when an answer broke off.
 *
 * @template T
 * @param {import('./load.js').Engine} engine
 * @param {Call} call
 * @param {(attempt: Attempt, expected: object, glue: import('./load.js').Glue) => Promise<T>} read
 * @returns {Promise<T>}
 */
export async function exchange(engine, { settings, method, params, signal, noteRateLimit }, read) {
  const { key } = settings;
  throwIfAborted(signal);
  const glue = await unlessAborted(engine.glue(), signal);
  const handle = new Handle(() => new glue.WasmExchange(settings.json, method, params, key));
  try {
    const expected = JSON.parse(handle.call((one) => one.expected()));
    for (;;) {
      const attempt = new Attempt(settings.fetch, handle.call((one) => one.timeout()), signal);
      let step;
      try {
        throwIfAborted(signal);
        const head = await attempt.send(JSON.parse(handle.call((one) => one.request(key))));
        const text = JSON.stringify(head);
        step = JSON.parse(handle.call((one) => one.answered(text, Date.now(), Math.random())));
        noteRateLimit(JSON.parse(handle.call((one) => one.rateLimit())) ?? undefined);
        if (step.then === 'read') return await read(attempt, expected, glue);
        if (step.then === 'explain') throw failureOf(handle, text, await beginningOf(attempt), key);
        if (step.then === 'refuse') throw failureOf(handle, text, new Uint8Array(), key);
      } catch (error) {
        // The caller's reason is the truth, whatever the abort made of what was under way.
        if (signal?.aborted) throw reasonOf(signal);
        if (!(error instanceof Broken)) throw error instanceof GrantexInputError ? inputErrorWithoutKey(error, key) : error;
        step = JSON.parse(handle.call((one) => one.broke(Math.random())));
        if (step.then === 'give-up') throw networkError(error, key);
      } finally {
        attempt.end();
      }
      if (step.then === 'give-up') throw networkError(new Broken('the host hides the answer'), key);
      if (step.then === 'wait') await pause(step.millis, signal);
    }
  } finally {
    handle.free();
  }
}

/**
 * @param {Handle<any>} handle
 * @param {string} head
 * @param {Uint8Array} bytes
 * @param {string} key
 */
function failureOf(handle, head, bytes, key) {
  const { class: kind, message, json, ...told } = JSON.parse(handle.call((one) => one.failure(head, bytes)));
  const text = new TextDecoder().decode(bytes);
  const details = { ...told, body: json ? JSON.parse(text) : text };
  for (const name of Object.keys(details)) if (details[name] === null) delete details[name];
  const Kind = kind === 'auth' ? GrantexAuthError : GrantexApiError;
  // A server may repeat the key that it refuses.
  return new Kind(withoutKey(message, key), withoutKey(details, key));
}

/**
 * @param {Broken} broken
 * @param {string} key
 */
function networkError(broken, key) {
  const details = broken.reason === undefined ? {} : { cause: causeWithoutKey(broken.reason, key) };
  return new GrantexNetworkError(withoutKey(broken.message, key), details);
}

/**
 * The error as it is, unless it quotes a document (or a header) in which the server repeats the key.
 *
 * @param {GrantexInputError} error
 * @param {string} key
 */
function inputErrorWithoutKey(error, key) {
  if (!shows(error, key)) return error;
  const { message, code, offset, line, column, pointer, report } = error;
  return new GrantexInputError(withoutKey(message, key), withoutKey({ code, offset, line, column, pointer, report }, key));
}

/** @param {Attempt} attempt */
async function beginningOf(attempt) {
  const bytes = new Uint8Array(MAX_FAILURE_BYTES);
  let filled = 0;
  try {
    for (let piece = await attempt.next(); piece !== null && filled < bytes.length; piece = await attempt.next()) {
      const fits = piece.subarray(0, bytes.length - filled);
      bytes.set(fits, filled);
      filled += fits.length;
    }
  } catch (error) {
    // The status is known, and tells more than that its explanation broke off.
    if (!(error instanceof Broken)) throw error;
  }
  return bytes.subarray(0, filled);
}

/**
 * @param {number} millis
 * @param {AbortSignal | null} signal
 */
async function pause(millis, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    await unlessAborted(new Promise((resolve) => (timer = setTimeout(resolve, millis))), signal);
  } finally {
    clearTimeout(timer);
  }
}
