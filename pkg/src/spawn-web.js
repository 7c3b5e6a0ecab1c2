/** A web worker from an address that the caller named. @param {string | URL} url */
export function spawnWebWorker(url) {
  if (typeof Worker !== 'function') return null;
  return new Worker(url, { type: 'module', name: 'grantex-compliance' });
}

/** Cores, as far as the browser tells. */
export function webCores() {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
