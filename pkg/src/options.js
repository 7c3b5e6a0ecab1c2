/** Reads the options of a verification: each member once, and none that is not known. */

import { inputError } from './errors.js';
import { nearest } from './names.js';

const KNOWN = ['expected', 'checkpoint', 'onProgress', 'onRows', 'signal', 'workers', 'maxFindings', 'fingerprint', 'developerId'];
const EXPECTED = ['since', 'until', 'framework', 'agentId', 'status', 'developerId'];

/**
 * @typedef {object} Settings
 * @property {string} json the part that the verifier reads
 * @property {((progress: object) => unknown) | null} onProgress
 * @property {((rows: import('./rows.js').Rows) => unknown) | null} onRows
 * @property {AbortSignal | null} signal
 * @property {number | 'auto' | null} workers null: not told, which leaves it to the host
 */

/**
 * @param {unknown} given
 * @param {'evidence-pack' | 'audit-export' | null} kind
 * @returns {Settings}
 */
export function readOptions(given, kind) {
  const options = members(given ?? {}, 'options', KNOWN);
  const { onProgress, onRows, signal, workers, maxFindings, fingerprint, developerId } = options;
  check(onProgress === undefined || typeof onProgress === 'function', 'onProgress', 'must be a function');
  check(onRows === undefined || typeof onRows === 'function', 'onRows', 'must be a function');
  check(
    signal === undefined || (typeof signal === 'object' && typeof signal.addEventListener === 'function' && 'aborted' in signal),
    'signal',
    'must be an AbortSignal',
  );
  check(
    workers === undefined || workers === 'auto' || (Number.isInteger(workers) && workers >= 0 && workers <= 64),
    'workers',
    "must be 'auto' or a whole number from 0 (the caller's own thread) to 64",
  );
  check(maxFindings === undefined || (Number.isSafeInteger(maxFindings) && maxFindings >= 0), 'maxFindings', 'must be a whole number');
  check(fingerprint === undefined || typeof fingerprint === 'boolean', 'fingerprint', 'must be true or false');
  check(developerId === undefined || typeof developerId === 'string', 'developerId', 'must be a string');
  return {
    json: JSON.stringify({
      expected: readExpected(options.expected),
      checkpoint: readCheckpoint(options.checkpoint),
      maxFindings,
      fingerprint,
      developerId,
      kind: kind ?? undefined,
    }),
    onProgress: onProgress ?? null,
    onRows: onRows ?? null,
    signal: signal ?? null,
    workers: workers ?? null,
  };
}

/** @param {unknown} given */
function readExpected(given) {
  if (given === undefined) return undefined;
  const expected = members(given, 'expected', EXPECTED);
  for (const [name, value] of Object.entries(expected)) {
    // A Date, say, must not be turned into text by accident: an invalid one would become null, which means "asked without".
    check(value === null || typeof value === 'string', `expected.${name}`, 'must be a string, or null for "asked without it"');
  }
  return expected;
}

/** @param {unknown} given */
function readCheckpoint(given) {
  if (given === undefined) return undefined;
  check(typeof given === 'object' && !Array.isArray(given), 'checkpoint', 'must be the parsed object, as `report.checkpoint` was');
  let copy = null;
  try {
    copy = JSON.parse(JSON.stringify(given));
  } catch {
    // Said below: whatever the reason, it is no plain data.
  }
  check(typeof copy === 'object' && copy !== null, 'checkpoint', 'must be plain data, as `report.checkpoint` was');
  return copy;
}

/**
 * The members that are set, each read once. Null counts as not set at the top, where it has no meaning of its own.
 *
 * @param {unknown} given
 * @param {string} where
 * @param {string[]} known
 * @returns {Record<string, any>}
 */
function members(given, where, known) {
  check(typeof given === 'object' && given !== null && !Array.isArray(given), where, 'must be an object');
  const found = Object.create(null);
  for (const name of Object.keys(/** @type {object} */ (given))) {
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      throw inputError(
        'options.invalid',
        `\`${where === 'options' ? name : `${where}.${name}`}\`: there is no such option` +
          (meant === null ? `; there are ${known.join(', ')}` : `; did you mean \`${meant}\`?`),
      );
    }
    const value = /** @type {Record<string, unknown>} */ (given)[name];
    if (value !== undefined && !(value === null && where === 'options')) found[name] = value;
  }
  return found;
}

/**
 * @param {boolean} fine
 * @param {string} field
 * @param {string} problem
 */
function check(fine, field, problem) {
  if (!fine) throw inputError('options.invalid', `\`${field}\`: ${problem}`);
}
