/** The package's functions over one way of getting at the module. Each entry makes its own. */

import { clientOver } from './client.js';
import { explainWith } from './explain.js';
import { readHeadWith } from './head.js';
import { Engine } from './load.js';
import { verifySeriesWith } from './series.js';
import { verifyWith } from './verify.js';

/** @param {import('./load.js').Entry} entry */
export function createApi(entry) {
  const engine = new Engine(entry);
  return {
    /** @param {Parameters<Engine['init']>[0]} [given] */
    init: (given) => engine.init(given),
    /** @param {unknown} input @param {unknown} [options] */
    verifyEvidencePack: (input, options) => verifyWith(engine, 'evidence-pack', input, options),
    /** @param {unknown} input @param {unknown} [options] */
    verifyAuditExport: (input, options) => verifyWith(engine, 'audit-export', input, options),
    /** @param {unknown} input @param {unknown} [options] */
    verifyDocument: (input, options) => verifyWith(engine, null, input, options),
    /** @param {unknown} inputs @param {any} [options] */
    verifySeries: (inputs, options) => verifySeriesWith(engine, inputs, options),
    /** @param {unknown} input */
    explainEntry: (input) => explainWith(engine, input),
    /** @param {unknown} input @param {any} [options] */
    readHead: (input, options) => readHeadWith(engine, input, options),
    Grantex: clientOver(engine),
  };
}
