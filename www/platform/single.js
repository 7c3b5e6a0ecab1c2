/** The page as one file, perhaps opened from a disk: workers start from their own text, samples are unpacked. */

import { init } from 'grantex-compliance';

/** @param {string} script */
function workerOf(script) {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  // The address is not taken back: some engines read it only after this turn, and there are only a few of them.
  return new Worker(url);
}

export const platform = {
  /** Has the module unpacked, and tells the package where its workers come from. */
  prepare: () => init({ worker: () => workerOf(PACKAGE_WORKER) }),

  ownWorkers: false,

  startRowsWorker: () => workerOf(ROWS_WORKER),

  /** @param {string} name @returns {Promise<Blob>} */
  async sample(name) {
    const packed = Uint8Array.from(atob(PACKED_SAMPLES[name]), (character) => character.charCodeAt(0));
    return await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).blob();
  },
};
