import { init, verifyEvidencePack } from 'grantex-compliance';
import { showOutcome } from './verify-all.js';

// The build copies the module and the worker to the site.
void init({ module: '/grantex_compliance_bg.wasm', worker: '/grantex-worker.js' });
void showOutcome(verifyEvidencePack);
