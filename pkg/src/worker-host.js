/** The worker's side: one verification, told in messages. */

import instantiate, * as glue from '../wasm/grantex_compliance.js';
import { GrantexInputError } from './errors.js';
import { wordsOf } from './input.js';
import { LocalSession } from './local-session.js';
import { buffersOf } from './rows.js';

/**
 * @param {{ postMessage: (message: unknown, transfer?: any) => void }} port
 * @returns {(message: any) => Promise<void>} the listener for messages
 */
export function host(port) {
  /** @type {LocalSession | null} */
  let session = null;
  // What comes after a failure is of no use; the caller hears of the failure once.
  let over = false;

  /** @param {any} message */
  const step = async (message) => {
    if (message.type === 'start') {
      try {
        await instantiate({ module_or_path: message.module });
      } catch (cause) {
        over = true;
        port.postMessage({ type: 'unable', words: wordsOf(cause) });
        return;
      }
      session = new LocalSession(glue, message.settings);
      port.postMessage({ type: 'started' });
    } else if (message.type === 'push') {
      session?.push(new Uint8Array(message.buffer, 0, message.length));
      port.postMessage({ type: 'taken', buffer: message.buffer, counts: session?.progress() }, [message.buffer]);
    } else if (message.type === 'finish') {
      const report = session?.finish();
      const rows = message.rows ? session?.rows() : undefined;
      port.postMessage({ type: 'done', report, rows }, rows === undefined ? [] : buffersOf(rows));
      session?.close();
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
