/** Thrown when a document or the options can't be examined at all. Tampering is never one of these. */
export class DocumentError extends Error {
  /** @param {string} code @param {number} [offset] byte offset in the document */
  constructor(code, offset, message = code) {
    super(offset === undefined ? message : `${message} at byte ${offset}`);
    this.name = 'DocumentError';
    this.code = code;
    if (offset !== undefined) this.offset = offset;
  }
}
