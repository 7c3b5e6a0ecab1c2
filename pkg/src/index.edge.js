/** Edge functions of the Vercel kind: the module is imported as one, with the mark that their bundlers ask for. */

// @ts-ignore: the host's own kind of import
import module from '../wasm/grantex_compliance_bg.wasm?module';
import { createApi } from './api.js';

const entry = { module: () => module, advice: () => '', spawn: null, spawnFrom: null, prefersWorker: () => false, cores: () => 1 };

export const { init, verifyEvidencePack, verifyAuditExport, verifyDocument, verifySeries, explainEntry, readHead, Grantex } = /* @__PURE__ */ createApi(entry);
export { GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError } from './errors.js';
export { rowContents, rowLinks, rowStatuses } from './rows.js';
