/** One entry looked at closely. */

import { inputError } from './errors.js';
import { guarded } from './handle.js';
import { openInput } from './input.js';
import { trapCount } from './load.js';

/** More than any entry that the verifier reads (8 MiB): whoever passes a whole pack by mistake hears so early. */
const MAX_BYTES = 16 << 20;

/**
 * @param {import('./load.js').Engine} engine
 * @param {unknown} input
 * @returns {Promise<object>}
 */
export async function explainWith(engine, input) {
  const bytes = await collect(input);
  const glue = await engine.glue();
  return JSON.parse(guarded(trapCount(), () => glue.explainEntry(bytes)));
}

/** @param {unknown} input */
async function collect(input) {
  const reader = openInput(input);
  /** @type {Uint8Array[]} */
  const pieces = [];
  let length = 0;
  for (let piece = await reader.next(); piece !== null; piece = await reader.next()) {
    pieces.push(piece.slice());
    length += piece.length;
    if (length > MAX_BYTES) {
      reader.cancel(undefined);
      throw inputError('input.too-large', 'this is longer than any entry; pass the bytes of one entry (`offset` and `length` of a finding)');
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
