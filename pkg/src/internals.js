/**
 * What the package's command line uses beside the face, and its tests change or hold in hand. No entry of the package: it
 * is not in `exports`, and any version may change it.
 */

export { createApi } from './api.js';
export { nameOfPart, statementsOf } from './claim-parts.js';
export { lastEntry } from './cutter.js';
export { fromWasm } from './errors.js';
export { glue } from './glue.js';
export { inlineModule } from './inline-module.js';
export { nearest } from './names.js';
export { escapeHidden, visible } from './visible.js';
export { host } from './worker-host.js';
export { tuning } from './worker-session.js';
