/** The module worker of browsers (and of other hosts with web workers). */

import { host } from './worker-host.js';

const scope = /** @type {any} */ (globalThis);
const listen = host({ postMessage: (message, transfer) => scope.postMessage(message, transfer ?? []) });
scope.addEventListener('message', (/** @type {MessageEvent} */ event) => listen(event.data));
