/** The worker's side: one verification after the other, told in messages. Every message but `rest` has one answer. */

import { GrantexInputError } from './errors.js';
import { glue, instantiate } from './glue.js';
import { wordsOf } from './input.js';
import { LocalPieces, LocalSession } from './local-session.js';
import { buffersOf } from './rows.js';
import { travelling } from './travel.js';

const NOTHING = new Uint8Array(0);

/**
 * @param {{ postMessage: (message: unknown, transfer?: any) => void }} port
 * @returns {(message: any) => Promise<void>} the listener for messages
 */
export function host(port) {
  /** The document, where this worker is the one that reads it. @type {LocalSession | null} */
  let session = null;
  /** @type {LocalPieces | null} */
  let pieces = null;
  /** Whether the document's fingerprint is taken, for itself or to draw a sample by: then all bytes are needed. */
  let fingerprint = false;
  // What comes after a failure is of no use; the caller hears of the failure once.
  let over = false;

  const rest = () => {
    session?.close();
    pieces?.close();
    session = null;
    pieces = null;
  };

  /** @param {any} message */
  const step = async (message) => {
    const bytes = message.buffer === undefined ? NOTHING : new Uint8Array(message.buffer, 0, message.length);
    if (message.type === 'start') {
      try {
        await instantiate({ module_or_path: message.module });
      } catch (cause) {
        over = true;
        port.postMessage({ type: 'unable', words: wordsOf(cause) });
        return;
      }
      rest();
      if (message.settings !== null) {
        session = new LocalSession(glue, message.settings);
        const asked = JSON.parse(message.settings);
        fingerprint = asked.fingerprint === true || asked.sample !== undefined;
      }
      port.postMessage({ type: 'started' });
    } else if (message.type === 'push') {
      const covered = message.facts ? session?.absorb(message.facts, fingerprint ? bytes : NOTHING) : 0;
      session?.push(bytes.subarray(covered));
      const invitation = message.pieces ? session?.invitation() : undefined;
      port.postMessage({ type: 'taken', buffer: message.buffer, counts: session?.progress(), ...invitation }, [message.buffer]);
    } else if (message.type === 'terms') {
      pieces = new LocalPieces(glue, message.terms);
      port.postMessage({ type: 'ready' });
    } else if (message.type === 'piece') {
      const facts = pieces?.verify(message.offset, bytes);
      port.postMessage({ type: 'learned', buffer: message.buffer, facts }, travelling(message.buffer, facts));
    } else if (message.type === 'finish') {
      const report = session?.finish();
      const rows = message.rows ? session?.rows() : undefined;
      port.postMessage({ type: 'done', report, rows }, rows === undefined ? [] : buffersOf(rows));
      rest();
    } else if (message.type === 'rest') {
      rest();
    }
  };

  return async (message) => {
    if (over) return;
    try {
      await step(message);
    } catch (error) {
      over = true;
      if (error instanceof GrantexInputError) {
        const { message: words, code, offset, line, column, pointer, report } = error;
        port.postMessage({ type: 'refused', error: { message: words, code, offset, line, column, pointer, report } });
      } else {
        port.postMessage({ type: 'trapped', words: wordsOf(error instanceof Error && error.cause ? error.cause : error) });
      }
    }
  };
}
