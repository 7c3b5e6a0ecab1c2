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
function nextTurn() {
  const { scheduler, setImmediate } = /** @type {any} */ (globalThis);
  if (typeof scheduler?.yield === 'function') return scheduler.yield();
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  if (typeof MessageChannel === 'function') {
    // Not setTimeout: nested ones are held back by four milliseconds each.
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }
  return new Promise((resolve) => setTimeout(resolve, 0));
}

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
