/**
 * What is used of the generated functions, each by its name: what is not named here is not shipped to browsers. All of them
 * share one instance.
 */

import instantiate, { __wbg_reset_state, explainEntry, WasmAnswer, WasmExchange, WasmPieces, WasmSeries, WasmVerifier } from '../wasm/grantex_compliance.js';

export { instantiate };
export const glue = { reset: __wbg_reset_state, explainEntry, WasmAnswer, WasmExchange, WasmPieces, WasmSeries, WasmVerifier };
