/** The module's bytes out of the package's own JavaScript. */

import base64 from '../wasm/inline.js';

/** Decoded when asked, not when imported. @returns {Uint8Array<ArrayBuffer>} */
export function inlineModule() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
