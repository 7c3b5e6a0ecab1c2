/** Browsers, and every host that knows no closer entry: the module is a file beside this one. */

import { createApi } from './api.js';
import { spawnWebWorker, webCores } from './spawn-web.js';

/** Bundlers recognise this very form, and bring the file along. */
const moduleUrl = () => new URL('../wasm/grantex_compliance_bg.wasm', import.meta.url);

const entry = {
  module: moduleUrl,
  advice: () => advice(import.meta.url),
  spawn: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'grantex-compliance' }),
  spawnFrom: spawnWebWorker,
  // Only a page has something to keep smooth: inside a worker the work stays where it is.
  prefersWorker: () => typeof document === 'object' && typeof Worker === 'function',
  cores: webCores,
};

/**
 * The line that helps the bundler at hand, as far as its traces show.
 *
 * @param {string} url where this module ended up
 */
function advice(url) {
  if (url.includes('/.vite/deps/')) {
    return "Vite's development server moved this package without its module: add `optimizeDeps: { exclude: ['grantex-compliance'] }` to vite.config";
  }
  const { pathname } = moduleUrl();
  if (pathname.includes('/_next/')) {
    return 'Next.js wrote the module beside its scripts: serve all of `.next/static` as `/_next/static`, or where `assetPrefix` in next.config says';
  }
  // A bundler that copies files renames them by their content, or moves them away from `wasm/`.
  if (!pathname.endsWith('/wasm/grantex_compliance_bg.wasm')) {
    return 'The bundler wrote the module beside its scripts: serve all that it wrote, from where `output.publicPath` (webpack, Rspack) or `base` (Vite) says';
  }
  return (
    "Where a bundler (esbuild, Rollup) left the file behind, import from 'grantex-compliance/inline', which carries it inside, " +
    "or copy node_modules/grantex-compliance/wasm/grantex_compliance_bg.wasm to your site and call `init({ module: '/grantex_compliance_bg.wasm' })` first"
  );
}

export const { init, verifyEvidencePack, verifyAuditExport, verifyDocument, verifySeries, explainEntry, readHead, Grantex } = /* @__PURE__ */ createApi(entry);
export { GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError } from './errors.js';
export { rowContents, rowLinks, rowStatuses } from './rows.js';
