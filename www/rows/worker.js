/** The rows of one document in a worker: binning and sorting a million entries must not hold the page up. */

import { answering } from './answer.js';

const scope = /** @type {any} */ (globalThis);
/** @type {ReturnType<typeof answering> | null} */
let answer = null;

scope.addEventListener('message', async (/** @type {MessageEvent} */ { data }) => {
  if (data.ask === 'begin') answer = answering(data.rows, data.file);
  /** @type {any} */
  const value = data.ask === 'begin' ? null : await answer?.(data);
  const buffers = value instanceof Uint32Array ? [value.buffer] : value?.fields instanceof Uint32Array ? [value.fields.buffer] : [];
  scope.postMessage({ id: data.id, value }, buffers);
});
