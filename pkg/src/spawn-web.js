/** A web worker from an address that the caller named. @param {string | URL} url */
export function spawnWebWorker(url) {
  if (typeof Worker !== 'function') return null;
  return new Worker(url, { type: 'module', name: 'grantex-compliance' });
}
