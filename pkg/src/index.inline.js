/** The module inside the JavaScript: for bundlers that leave files behind, and pages of a single file. */

import { createApi } from './api.js';
import { inlineModule } from './inline-module.js';
import { spawnWebWorker, webCores } from './spawn-web.js';

const entry = {
  module: inlineModule,
  advice: () => '',
  // There is no file to start a worker from; `init({ worker })` can name one.
  spawn: null,
  spawnFrom: spawnWebWorker,
  prefersWorker: () => false,
  cores: webCores,
};

export const { init, verifyEvidencePack, verifyAuditExport, verifyDocument, verifySeries, explainEntry, readHead, Grantex } = /* @__PURE__ */ createApi(entry);
export { GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError } from './errors.js';
export { rowContents, rowLinks, rowStatuses } from './rows.js';
