/** Sharing a thread: letting others have their turn, and giving up when told. */

/** Work at a stretch, in milliseconds: short enough that a page stays smooth. */
const STRETCH_MS = 12;

/**
 * A function to await between steps: it lets the event loop turn (so that progress paints and an abort arrives)
 * when this thread was kept for long enough, and does nothing otherwise.
 *
 * @returns {() => Promise<void> | undefined}
 */
export function turnTaker() {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STRETCH_MS) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}

/** @returns {Promise<void>} */
async function nextTurn() {
  const host = /** @type {any} */ (globalThis);
  for (const wait of [yielding, immediate, message]) {
    try {
      // Some hosts (edge functions) have functions that only throw.
      const turn = wait(host);
      if (turn !== null) return await turn;
    } catch {
      // The next way serves as well.
    }
  }
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const yielding = (/** @type {any} */ { scheduler }) => (typeof scheduler?.yield === 'function' ? scheduler.yield() : null);

const immediate = (/** @type {any} */ { setImmediate }) =>
  typeof setImmediate === 'function' ? new Promise((resolve) => setImmediate(resolve)) : null;

/** Not setTimeout: nested ones are held back by four milliseconds each. */
const message = (/** @type {any} */ { MessageChannel }) =>
  typeof MessageChannel === 'function'
    ? new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve(undefined);
        };
        port2.postMessage(null);
      })
    : null;

/**
 * Why the caller gave up. Old signals have no reason.
 *
 * @param {AbortSignal} signal
 */
export function reasonOf(signal) {
  return 'reason' in signal ? signal.reason : new DOMException('This operation was aborted', 'AbortError');
}

/**
 * @param {AbortSignal | null} signal
 */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw reasonOf(signal);
}

/**
 * The value, or the signal's reason as soon as it is aborted; whatever becomes of the value then is nobody's concern.
 *
 * @template T
 * @param {T | PromiseLike<T>} value
 * @param {AbortSignal | null} signal
 * @returns {Promise<T>}
 */
export function unlessAborted(value, signal) {
  if (signal === null) return Promise.resolve(value);
  return new Promise((resolve, reject) => {
    const stop = () => reject(reasonOf(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
