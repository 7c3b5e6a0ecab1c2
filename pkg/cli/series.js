/** Several documents: verified as a series, whichever order they were named in. */

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { verifySeries } from 'grantex-compliance';
import { progressText, READ_BYTES, readable, sizeOf, verifyFile } from './documents.js';

/**
 * @param {string[]} files
 * @param {object} options
 * @param {object | undefined} checkpoint the caller's own
 * @param {import('./terminal.js').ProgressLine} progress
 * @returns {Promise<{ outcomes: import('./documents.js').Outcome[], series: any }>} the outcomes in the order of time; `series` is null for a single document
 */
export async function verifyFiles(files, options, checkpoint, progress) {
  if (files.length === 1) return { outcomes: [await verifyFile(files[0], { ...options, checkpoint }, progress)], series: null };
  const sizes = await Promise.all(files.map(sizeOf));
  /** @type {Promise<Blob> | undefined} */
  let standardInput;
  const open = (/** @type {string} */ file) => () => {
    if (file !== '-') return createReadStream(file, { highWaterMark: READ_BYTES });
    // It can be read once only, and a series may need it again.
    return (standardInput ??= allOf(process.stdin));
  };
  const documents = files.map((file) => ({ name: file === '-' ? 'standard input' : basename(file), input: open(file) }));
  try {
    const { reports, ...series } = await verifySeries(/** @type {any} */ (documents), {
      ...options,
      checkpoint,
      onProgress: (now) => progress.show(progressText(documents[now.document].name, now, sizes[now.document])),
    });
    const outcomes = series.documents.map(({ position, join }) => {
      const { report, error } = reports[position];
      const anchoredBy = join.to !== null && report?.assurance === 'anchored' ? files[series.documents[join.to].position] : null;
      return { file: files[position], report, error: error === null ? null : readable(error), anchoredBy };
    });
    return { outcomes, series };
  } finally {
    progress.clear();
  }
}

/** @param {AsyncIterable<Uint8Array>} stream */
async function allOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return new Blob(pieces);
}
