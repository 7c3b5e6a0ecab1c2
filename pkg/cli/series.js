/** Several documents of one chain: in the order of time, each one's checkpoint held against the next. */

import { verifyFile } from './documents.js';

/**
 * @param {string[]} files
 * @param {object} options
 * @param {object | undefined} checkpoint the caller's own
 * @param {import('./terminal.js').ProgressLine} progress
 * @returns {Promise<import('./documents.js').Outcome[]>}
 */
export async function verifyFiles(files, options, checkpoint, progress) {
  if (files.length === 1) return [await verifyFile(files[0], { ...options, checkpoint }, progress)];
  const alone = [];
  // What order they stand in is known only once each was read; standard input is read once.
  for (const file of files) alone.push(await verifyFile(file, options, progress));
  const ordered = alone.toSorted?.(inTime) ?? [...alone].sort(inTime);
  if (!isOneChain(ordered)) return checkpoint === undefined ? ordered : await withCheckpoint(ordered, options, checkpoint, progress);

  const joined = [];
  /** @type {{ checkpoint: object, file: string | null } | null} */
  let before = checkpoint === undefined ? null : { checkpoint, file: null };
  for (const outcome of ordered) {
    const next = before === null || outcome.file === '-' ? outcome : await verifyFile(outcome.file, { ...options, checkpoint: before.checkpoint }, progress);
    joined.push({ ...next, anchoredBy: next === outcome ? null : (before?.file ?? null) });
    // Only an intact document gives one; after any other the next stands for itself.
    before = next.report?.checkpoint ? { checkpoint: next.report.checkpoint, file: outcome.file } : null;
  }
  return joined;
}

/**
 * Of several chains, the caller's checkpoint concerns its own developer's only.
 *
 * @param {import('./documents.js').Outcome[]} outcomes
 * @param {object} options
 * @param {any} checkpoint
 * @param {import('./terminal.js').ProgressLine} progress
 */
async function withCheckpoint(outcomes, options, checkpoint, progress) {
  const judged = [];
  for (const outcome of outcomes) {
    const concerned = outcome.file !== '-' && outcome.report?.entries.developerId === checkpoint.developerId;
    judged.push(concerned ? await verifyFile(outcome.file, { ...options, checkpoint }, progress) : outcome);
  }
  return judged;
}

/** @param {import('./documents.js').Outcome[]} outcomes */
function isOneChain(outcomes) {
  const developers = new Set(outcomes.map(({ report }) => report?.entries.developerId ?? null));
  return developers.size === 1 && !developers.has(null);
}

/**
 * By the time of their first entries; of those that begin together, by the time they were made.
 *
 * @param {import('./documents.js').Outcome} a
 * @param {import('./documents.js').Outcome} b
 */
function inTime(a, b) {
  return instant(a.report?.coverage.observed.from) - instant(b.report?.coverage.observed.from) || instant(a.report?.document.meta?.generatedAt) - instant(b.report?.document.meta?.generatedAt);
}

/** What has no time comes last, in the order given. @param {unknown} text */
function instant(text) {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? Number.MAX_SAFE_INTEGER : time;
}
