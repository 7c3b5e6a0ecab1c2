/** The page as files on a web server: workers and samples lie beside it. */

import { init } from 'grantex-compliance';

export const platform = {
  /** Has the module loaded. */
  prepare: () => init(),

  /** Whether the package starts a worker of its own for large documents. */
  ownWorkers: true,

  startRowsWorker: () => new Worker(new URL('./rows-worker.js', import.meta.url), { type: 'module' }),

  /** @param {string} name @returns {Promise<Blob>} */
  async sample(name) {
    const response = await fetch(new URL(`../samples/${name}`, import.meta.url));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.blob();
  },
};
