/** What went wrong with files, in words. */

/** @type {Record<string, string>} */
const SYSTEM = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EMFILE: 'too many files are open',
  EROFS: 'the disk is read-only',
};

/** @param {unknown} cause */
export function wordsOfSystem(cause) {
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (cause ?? {});
  return (code !== undefined && SYSTEM[code]) || message || String(cause);
}
