/**
 * What of a message is handed over instead of being copied: a stretch's buffer, and that of what was learned of it where it did
 * not fit behind the bytes.
 *
 * @param {ArrayBuffer} buffer
 * @param {Uint8Array<ArrayBuffer> | null | undefined} facts
 * @returns {ArrayBuffer[]}
 */
export function travelling(buffer, facts) {
  return facts && facts.buffer !== buffer ? [buffer, facts.buffer] : [buffer];
}
