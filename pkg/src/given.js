/** What callers hand in, judged as far as its kind goes. */

import { inputError } from './errors.js';
import { nearest } from './names.js';

/**
 * @param {boolean} fine
 * @param {string} field
 * @param {string} problem
 */
export function check(fine, field, problem) {
  if (!fine) throw inputError('options.invalid', `\`${field}\`: ${problem}`);
}

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {Record<string, any>}
 */
export function objectOf(given, where) {
  check(typeof given === 'object' && given !== null && !Array.isArray(given), where, 'must be an object');
  return /** @type {Record<string, any>} */ (given);
}

/**
 * The members that are set, each read once, none of which is unknown. Null counts as not set at the top, where it has no
 * meaning of its own.
 *
 * @param {unknown} given
 * @param {string} where
 * @param {string[]} known
 * @returns {Record<string, any>}
 */
export function membersOf(given, where, known) {
  const object = objectOf(given, where);
  const atTop = where === 'options';
  const found = Object.create(null);
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      check(false, atTop ? name : `${where}.${name}`, `there is no such option${meant === null ? `; there are ${known.join(', ')}` : `; did you mean \`${meant}\`?`}`);
    }
    const value = object[name];
    if (value !== undefined && !(value === null && atTop)) found[name] = value;
  }
  return found;
}

/**
 * @param {any} signal
 * @returns {AbortSignal | null}
 */
export function readSignal(signal) {
  const isSignal = typeof signal === 'object' && signal !== null && typeof signal.addEventListener === 'function' && 'aborted' in signal;
  check(signal === undefined || isSignal, 'signal', 'must be an AbortSignal');
  return signal ?? null;
}

/** @param {unknown} value @param {string} field */
export function checkFunction(value, field) {
  check(value === undefined || typeof value === 'function', field, 'must be a function');
}
