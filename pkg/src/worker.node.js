/** The worker of Node. */

import { parentPort } from 'node:worker_threads';
import { host } from './worker-host.js';

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', host({ postMessage: (message, transfer) => port.postMessage(message, transfer) }));
}
