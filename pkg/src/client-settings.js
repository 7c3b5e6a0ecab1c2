/**
 * What a client and its calls are told, as far as it must be judged at once: kinds of values, and that there is a key. What
 * the values mean (which base URLs are safe, which timestamps are timestamps) the module judges before anything is sent.
 */

import { check, checkFunction, membersOf, objectOf, readSignal } from './given.js';
import { nearest } from './names.js';

const CLIENT_OPTIONS = ['apiKey', 'baseUrl', 'timeout', 'maxRetries', 'fetch', 'allowInsecure'];
const CALL_OPTIONS = ['signal'];
const VERIFIED_OPTIONS = ['signal', 'onProgress', 'onRows', 'checkpoint', 'retain', 'developerId', 'maxFindings', 'fingerprint', 'sample', 'workers'];

/**
 * @typedef {object} ClientSettings
 * @property {string} key
 * @property {typeof fetch | undefined} fetch the caller's own
 * @property {string} json what the module reads of it
 */

/**
 * @param {unknown} given
 * @returns {ClientSettings}
 */
export function readClientOptions(given) {
  const options = objectOf(given ?? {}, 'options');
  for (const name of Object.keys(options)) {
    // The other Grantex clients have options for what this one does not do: those are passed over, slips of the pen are not.
    const meant = CLIENT_OPTIONS.includes(name) ? null : nearest(name, CLIENT_OPTIONS);
    check(meant === null, name, `there is no such option; did you mean \`${meant}\`?`);
  }
  const { apiKey, baseUrl, timeout, maxRetries, fetch, allowInsecure } = options;
  checkFunction(fetch ?? undefined, 'fetch');
  for (const [name, value, type] of /** @type {const} */ ([['timeout', timeout, 'number'], ['maxRetries', maxRetries, 'number'], ['allowInsecure', allowInsecure, 'boolean']])) {
    check(value === undefined || value === null || typeof value === type, name, type === 'number' ? 'must be a number' : 'must be true or false');
    // JSON has no such numbers; as `null` they would pass for the default.
    check(typeof value !== 'number' || Number.isFinite(value), name, 'must be a finite number');
  }
  return {
    key: readKey(apiKey),
    fetch: fetch ?? undefined,
    json: JSON.stringify({ baseUrl: readUrl(baseUrl), timeout, maxRetries, allowInsecure }),
  };
}

/** @param {unknown} given */
function readKey(given) {
  const key = given ?? /** @type {any} */ (globalThis).process?.env?.GRANTEX_API_KEY;
  check(typeof key === 'string' && key.trim() !== '', 'apiKey', 'is required: pass it, or set the environment variable GRANTEX_API_KEY');
  return key.trim();
}

/**
 * As the host reads it: its `fetch` will read it the same way. The text is not repeated in the error, nor is the host's
 * error passed on, which repeats it: a secret may stand in it by mistake.
 *
 * @param {unknown} given
 */
function readUrl(given) {
  if (given === undefined || given === null) return undefined;
  const text = typeof given === 'object' ? /** @type {URL} */ (given).href : given;
  check(typeof text === 'string' && text.trim() !== '', 'baseUrl', 'must be a string such as https://api.grantex.dev');
  try {
    return new URL(/** @type {string} */ (text)).href;
  } catch {
    return check(false, 'baseUrl', 'is no URL; it must be one such as https://api.grantex.dev');
  }
}

/**
 * @param {unknown} given
 * @returns {string} JSON
 */
export function readParams(given) {
  const params = objectOf(given ?? {}, 'params');
  /** @type {Record<string, string>} */
  const told = Object.create(null);
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    // A Date, say, must not be turned into text by accident: an invalid one would become null, which means "not asked for".
    check(typeof value === 'string', name, `must be a string${value instanceof Date ? ': pass `date.toISOString()`' : ''}`);
    check(!/\p{Surrogate}/u.test(value), name, 'holds a lone surrogate, which no URL can');
    told[name] = value;
  }
  return JSON.stringify(told);
}

/**
 * @param {unknown} given
 * @returns {{ signal: AbortSignal | null }}
 */
export function readCallOptions(given) {
  const { signal } = membersOf(given ?? {}, 'options', CALL_OPTIONS);
  return { signal: readSignal(signal) };
}

/**
 * @param {unknown} given
 */
export function readVerifiedOptions(given) {
  const { retain, ...options } = membersOf(given ?? {}, 'options', VERIFIED_OPTIONS);
  check(retain === undefined || retain === 'all' || retain === 'head', 'retain', "must be 'all' or 'head'");
  const { signal, onProgress } = options;
  checkFunction(onProgress, 'onProgress');
  return { retain: /** @type {'all' | 'head'} */ (retain ?? 'all'), signal: readSignal(signal), options };
}
