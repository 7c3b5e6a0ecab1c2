/** Reads the options of a verification: each member once, and none that is not known. */

import { check, checkFunction, membersOf, readSignal } from './given.js';

const KNOWN = ['expected', 'checkpoint', 'onProgress', 'onRows', 'signal', 'workers', 'maxFindings', 'fingerprint', 'sample', 'developerId'];
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
  const options = membersOf(given ?? {}, 'options', KNOWN);
  const { onProgress, onRows, signal, workers, maxFindings, fingerprint, sample, developerId } = options;
  checkFunction(onProgress, 'onProgress');
  checkFunction(onRows, 'onRows');
  check(
    workers === undefined || workers === 'auto' || (Number.isInteger(workers) && workers >= 0 && workers <= 64),
    'workers',
    "must be 'auto' or a whole number from 0 (the caller's own thread) to 64",
  );
  check(maxFindings === undefined || (Number.isSafeInteger(maxFindings) && maxFindings >= 0), 'maxFindings', 'must be a whole number');
  check(fingerprint === undefined || typeof fingerprint === 'boolean', 'fingerprint', 'must be true or false');
  check(sample === undefined || (Number.isSafeInteger(sample) && sample >= 1), 'sample', 'must be a whole number from 1');
  check(developerId === undefined || typeof developerId === 'string', 'developerId', 'must be a string');
  return {
    json: JSON.stringify({
      expected: readExpected(options.expected),
      checkpoint: readCheckpoint(options.checkpoint),
      maxFindings,
      fingerprint,
      sample,
      developerId,
      kind: kind ?? undefined,
    }),
    onProgress: onProgress ?? null,
    onRows: onRows ?? null,
    signal: readSignal(signal),
    workers: workers ?? null,
  };
}

/** @param {unknown} given */
function readExpected(given) {
  if (given === undefined) return undefined;
  const expected = membersOf(given, 'expected', EXPECTED);
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
