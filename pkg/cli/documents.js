/** One document of the command line, verified as it is read. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GrantexInputError, verifyDocument } from 'grantex-compliance';
import { wordsOfSystem } from './failure.js';

/** How much of a file is asked for at a time. */
export const READ_BYTES = 1 << 20;

/**
 * @typedef {object} Outcome
 * @property {string} file as given on the command line
 * @property {any} report null when it could not be read
 * @property {Error | null} error
 * @property {string | null} anchoredBy the file whose checkpoint was held against it
 */

/**
 * @param {string} file
 * @param {object} options
 * @param {import('./terminal.js').ProgressLine} progress
 * @returns {Promise<Outcome>}
 */
export async function verifyFile(file, options, progress) {
  const name = file === '-' ? 'standard input' : basename(file);
  try {
    const totalBytes = file === '-' ? null : (await stat(file)).size;
    const input = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
    const report = await verifyDocument(input, {
      ...options,
      onProgress: (now) => progress.show(progressText(name, now, totalBytes)),
    });
    return { file, report, error: null, anchoredBy: null };
  } catch (cause) {
    // Wrong options are wrong for every file, and no file's fault.
    if (cause instanceof GrantexInputError && cause.code === 'options.invalid') throw cause;
    return { file, report: null, error: readable(cause), anchoredBy: null };
  } finally {
    progress.clear();
  }
}

/** A file's length, where it can be known. What is wrong with the file is said when it is read. @param {string} file */
export async function sizeOf(file) {
  return file === '-' ? null : await stat(file).then(({ size }) => size, () => null);
}

/**
 * @param {unknown} cause
 * @returns {Error}
 */
export function readable(cause) {
  if (cause instanceof GrantexInputError || !(cause instanceof Error)) return cause instanceof Error ? cause : new Error(String(cause));
  return 'syscall' in cause ? new Error(`can't be read: ${wordsOfSystem(cause)}`, { cause }) : cause;
}

/**
 * @param {string} name
 * @param {{ bytes: number, entries: number, findings: number }} now
 * @param {number | null} totalBytes
 */
export function progressText(name, { bytes, entries, findings }, totalBytes) {
  const share = totalBytes ? ` ${Math.floor((bytes / totalBytes) * 100)} % of ${megabytes(totalBytes)},` : ` ${megabytes(bytes)},`;
  return `${name}:${share} ${count(entries)} entries, ${count(findings)} findings`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

/** @param {number} n */
export function count(n) {
  return n.toLocaleString('en');
}
