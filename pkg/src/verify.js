/** One verification from input to report. No decision about a pack is made here: that is the module's. */

import { GrantexInputError } from './errors.js';
import { openInput } from './input.js';
import { LocalSession } from './local-session.js';
import { readOptions } from './options.js';
import { reasonOf, throwIfAborted, turnTaker, unlessAborted } from './turns.js';
import { startWorkerSession } from './worker-session.js';

/** From here on an input is worth a worker: below, starting one takes longer than the verification. */
const WORTH_A_WORKER = 1 << 20;

/** A worker more for every so many bytes, up to so many: starting one takes as long as another reads a part of that. */
const BYTES_A_WORKER = 16 << 20;
const MAX_WORKERS = 8;

/** Between calls of `onProgress`. */
const PROGRESS_MS = 200;

/**
 * @param {import('./load.js').Engine} engine
 * @param {'evidence-pack' | 'audit-export' | null} kind null: recognised from the document
 * @param {unknown} input
 * @param {unknown} options
 * @returns {Promise<object>} the report
 */
export async function verifyWith(engine, kind, input, options) {
  const started = performance.now();
  const settings = readOptions(options, kind);
  throwIfAborted(settings.signal);
  const reader = openInput(input);
  try {
    const { report, workers, note } = await run(engine, reader, settings);
    report.run.durationMs = Math.round((performance.now() - started) * 10) / 10;
    report.run.workers = workers;
    if (note !== null) report.run.note = note;
    return report;
  } catch (error) {
    reader.cancel(error);
    // A source that fails because of the abort rejects with words of its own; the caller's reason is the truth.
    if (settings.signal?.aborted) throw reasonOf(settings.signal);
    if (reader.hint !== undefined && error instanceof GrantexInputError && error.code.startsWith('document.')) {
      error.message += `; ${reader.hint}`;
    }
    throw error;
  }
}

/**
 * @param {import('./load.js').Engine} engine
 * @param {import('./input.js').ByteReader} reader
 * @param {import('./options.js').Settings} settings
 */
async function run(engine, reader, settings) {
  const { signal, onRows } = settings;
  const takeTurns = turnTaker();
  const head = await readHead(engine, reader, settings);
  const { session, note } = await start(engine, settings, head.large, reader.totalBytes);
  const progress = new ProgressTeller(settings, reader.totalBytes, session);
  try {
    for (const piece of head.pieces.splice(0)) {
      await unlessAborted(session.push(piece), signal);
    }
    while (!head.ended) {
      const next = reader.next();
      const piece = next instanceof Promise ? await unlessAborted(next, signal) : next;
      throwIfAborted(signal);
      if (piece === null) break;
      // Awaited only where there is something to wait for: chunks may be single bytes.
      const taken = session.push(piece);
      if (taken !== undefined) await unlessAborted(taken, signal);
      const told = progress.tellIfDue();
      if (told !== undefined) await told;
      const turn = takeTurns();
      if (turn !== undefined) await turn;
      throwIfAborted(signal);
    }
    const report = JSON.parse(await unlessAborted(session.finish(onRows !== null), signal));
    if (onRows !== null) await onRows(await session.rows());
    await progress.tell(finalCounts(report));
    throwIfAborted(signal);
    return { report, workers: session.workers, note };
  } finally {
    session.close();
  }
}

/**
 * What the last call of `onProgress` says: the report's own numbers, for some findings are made at the end.
 *
 * @param {any} report
 * @returns {import('./local-session.js').Counts}
 */
function finalCounts(report) {
  let findings = 0;
  for (const { error = 0, warning = 0, info = 0 } of Object.values(report.findingCounts)) findings += error + warning + info;
  return { bytes: report.document.bytes, entries: report.entries.total, findings };
}

/**
 * Reads as far as it takes to know whether the input is large. Nothing is read where that doesn't matter.
 *
 * @param {import('./load.js').Engine} engine
 * @param {import('./input.js').ByteReader} reader
 * @param {import('./options.js').Settings} settings
 */
async function readHead(engine, reader, { workers, signal }) {
  const mayLeave = workers === 'auto' || (workers === null && engine.entry.prefersWorker());
  if (!mayLeave || engine.entry.spawn === null) {
    return { pieces: [], ended: false, large: false };
  }
  if (reader.totalBytes !== null) return { pieces: [], ended: false, large: reader.totalBytes >= WORTH_A_WORKER };
  // Copied: the source may use the same memory for its next chunk.
  const buffer = new Uint8Array(WORTH_A_WORKER);
  let filled = 0;
  for (;;) {
    const piece = await unlessAborted(reader.next(), signal);
    if (piece === null) return { pieces: [buffer.subarray(0, filled)], ended: true, large: false };
    const fits = piece.subarray(0, buffer.length - filled);
    buffer.set(fits, filled);
    filled += fits.length;
    if (filled === buffer.length) return { pieces: [buffer, piece.slice(fits.length)], ended: false, large: true };
  }
}

/**
 * @param {import('./load.js').Engine} engine
 * @param {import('./options.js').Settings} settings
 * @param {boolean} large
 * @param {number | null} totalBytes
 * @returns {Promise<{ session: import('./local-session.js').Session, note: string | null }>}
 */
async function start(engine, { json, signal, workers }, large, totalBytes) {
  let note = null;
  const count = workers !== 'auto' && workers !== null ? workers : large ? await workersFor(engine, totalBytes) : 0;
  if (count > 0) {
    const attempt = await unlessAborted(startWorkerSession(engine, json, count, signal), signal);
    if (attempt.session !== null) return { session: attempt.session, note: attempt.problem };
    note = `ran in the caller's thread: ${attempt.problem}`;
  }
  const glue = await unlessAborted(engine.glue(), signal);
  return { session: new LocalSession(glue, json), note };
}

/**
 * How many workers a large input is worth.
 *
 * @param {import('./load.js').Engine} engine
 * @param {number | null} totalBytes
 */
async function workersFor({ entry }, totalBytes) {
  const cores = Math.min(MAX_WORKERS, await entry.cores());
  // What comes through a stream of unknown length seldom comes faster than one can read it.
  const useful = totalBytes === null ? 1 : Math.ceil(totalBytes / BYTES_A_WORKER);
  return Math.max(1, Math.min(cores, useful));
}

/** Calls `onProgress` a few times a second, and once at the end. */
class ProgressTeller {
  /**
   * @param {import('./options.js').Settings} settings
   * @param {number | null} totalBytes
   * @param {import('./local-session.js').Session} session
   */
  constructor({ onProgress }, totalBytes, session) {
    this.#onProgress = onProgress;
    this.#totalBytes = totalBytes;
    this.#session = session;
  }

  #onProgress;
  #totalBytes;
  #session;
  #last = performance.now();

  /** @returns {Promise<void> | undefined} */
  tellIfDue() {
    if (this.#onProgress === null || performance.now() - this.#last < PROGRESS_MS) return undefined;
    return this.tell(this.#session.progress());
  }

  /** @param {import('./local-session.js').Counts} counts */
  async tell({ bytes, entries, findings }) {
    if (this.#onProgress === null) return;
    this.#last = performance.now();
    // Awaited, so that an async listener's failure is not lost and a slow one holds the work back.
    await this.#onProgress({ bytes, totalBytes: this.#totalBytes, entries, findings });
  }
}
