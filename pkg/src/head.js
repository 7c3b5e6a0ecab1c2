/** What a document holds beside its entries: meta, summary, grants, policies, the server's claim. */

import { nameBothWays } from './client-read.js';
import { inputError } from './errors.js';
import { Handle } from './handle.js';
import { openInput, wordsOf } from './input.js';
import { throwIfAborted, turnTaker } from './turns.js';

/** The answer of the API that a document is, and the member that holds its entries. @type {Record<string, [string, string]>} */
const ANSWERS = { 'evidence-pack': ['evidencePack', 'auditEntries'], 'audit-export': ['exportAudit', 'entries'] };

/**
 * @param {import('./load.js').Engine} engine
 * @param {unknown} input
 * @param {{ kind?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<object>}
 */
export async function readHeadWith(engine, input, { kind = 'evidence-pack', signal } = {}) {
  const answer = ANSWERS[kind];
  if (answer === undefined) throw inputError('options.invalid', "`kind`: must be 'evidence-pack' or 'audit-export'");
  const [method, list] = answer;
  throwIfAborted(signal ?? null);
  const glue = await engine.glue();
  const reader = openInput(input);
  const handle = new Handle(() => new glue.WasmAnswer(method, 'head'));
  const takeTurns = turnTaker();
  try {
    for (let piece = await reader.next(); piece !== null; piece = await reader.next()) {
      const bytes = piece;
      handle.call((one) => one.push(bytes));
      const turn = takeTurns();
      if (turn !== undefined) await turn;
      throwIfAborted(signal ?? null);
    }
    const head = parsed(handle.call((one) => one.finish()));
    delete head[list];
    if (Array.isArray(head.grants)) head.grants.forEach(nameBothWays);
    return head;
  } catch (error) {
    reader.cancel(error);
    throw error;
  } finally {
    handle.free();
  }
}

/** @param {Uint8Array} bytes @returns {Record<string, unknown>} */
function parsed(bytes) {
  let value = null;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw inputError('document.syntax', `the document is no JSON (${wordsOf(cause)})`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw inputError('document.not-a-pack', 'the document is no JSON object');
  return value;
}
