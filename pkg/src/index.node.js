/** Node and what behaves like it: the module is inside, so that neither `fs` nor `fetch` is needed in a bundle. */

import { createApi } from './api.js';
import { inlineModule } from './inline-module.js';

const entry = {
  module: inlineModule,
  advice: () => '',
  spawn: () => spawnFrom(new URL('./worker.node.js', import.meta.url)),
  spawnFrom,
  // A server's thread is not what paints a page; whoever wants a worker says so.
  prefersWorker: () => false,
  cores: async () => (await import('node:os')).availableParallelism(),
};

/** @param {string | URL} url */
async function spawnFrom(url) {
  const { Worker } = await import('node:worker_threads');
  return new Worker(url);
}

export const { init, verifyEvidencePack, verifyAuditExport, verifyDocument, verifySeries, explainEntry, readHead, Grantex } = /* @__PURE__ */ createApi(entry);
export { GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError } from './errors.js';
export { rowContents, rowLinks, rowStatuses } from './rows.js';
