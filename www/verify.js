/** Has documents verified, one after the other, and keeps what comes of them. No decision about a document is made here. */

import { explainEntry, Grantex, readHead, verifyDocument, verifySeries } from 'grantex-compliance';
import { platform } from '#platform';
import { RowsClient } from './rows/client.js';
import { changed, clear, held, leaveSample, state } from './state.js';
import { announceProgress } from './views/progress.js';

/** From here on the single file, whose package starts no worker of its own accord, is told to use one. */
const WORTH_A_WORKER = 1 << 20;

/** Findings that a report keeps; all are counted. */
export const MAX_FINDINGS = 1_000;

/** Entries that are drawn for a look by hand. */
export const SAMPLE_SIZE = 25;

/** What runs. @type {AbortController | null} */
let running = null;

/** Ends what runs, if anything does. */
export function cancel() {
  running?.abort();
}

/** Whether something runs. */
export function isRunning() {
  return running !== null;
}

/**
 * Takes the place of whatever ran, and shows the result of `work` unless something else took its place meanwhile.
 *
 * @param {(signal: AbortSignal) => Promise<void>} work
 */
async function alone(work) {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  try {
    await work(controller.signal);
  } finally {
    if (running === controller) {
      running = null;
      announceProgress(null);
      changed();
    }
  }
}

/**
 * Verifies documents in the place of those on the page. Several are verified as a series.
 *
 * @param {import('./state.js').Held[]} documents
 */
export async function verifyAll(documents) {
  await alone(async (signal) => {
    clear();
    state.documents = documents;
    changed();
    if (documents.length === 1) await verifyOne(documents[0], state.checkpoint?.value ?? null, signal);
    else await verifyTogether(documents, signal);
    if (signal.aborted) return;
    state.chosen = state.documents[0];
  });
}

/**
 * @param {import('./state.js').Held} document
 * @param {any} checkpoint
 * @param {AbortSignal} signal
 */
async function verifyOne(document, checkpoint, signal) {
  if (signal.aborted) {
    document.phase = 'cancelled';
    return;
  }
  document.phase = 'running';
  document.checkpoint = checkpoint;
  const { file, expected, name } = document;
  announceProgress({ name, bytes: 0, totalBytes: file.size, entries: 0, findings: 0 });
  try {
    document.report = await verifyDocument(file, { ...options(document, signal), checkpoint: checkpoint ?? undefined, expected, ...workers(file.size) });
    document.phase = 'verified';
    document.error = null;
  } catch (error) {
    failed(document, error, signal);
  }
}

/** @param {number} size */
function workers(size) {
  return platform.ownWorkers ? {} : { workers: size >= WORTH_A_WORKER ? 1 : 0 };
}

/** @param {import('./state.js').Held} document @param {AbortSignal} signal */
function options(document, signal) {
  const { name } = document;
  return {
    signal,
    fingerprint: true,
    maxFindings: MAX_FINDINGS,
    sample: SAMPLE_SIZE,
    onProgress: (/** @type {any} */ now) => {
      if (!signal.aborted) announceProgress({ name, ...now });
    },
    onRows: (/** @type {any} */ rows) => {
      document.rows?.close();
      document.rows = new RowsClient(rows, document.file);
    },
  };
}

/** @param {import('./state.js').Held} document @param {any} error @param {AbortSignal} signal */
function failed(document, error, signal) {
  document.phase = signal.aborted ? 'cancelled' : 'unreadable';
  document.error = signal.aborted ? null : error;
  document.report = signal.aborted ? null : (error?.report ?? null);
}

/**
 * Several documents together: which belong to one chain, and how they follow each other, the verifier says.
 *
 * @param {import('./state.js').Held[]} documents
 * @param {AbortSignal} signal
 */
async function verifyTogether(documents, signal) {
  const inputs = documents.map((document) => ({
    name: document.name,
    input: () => {
      document.phase = 'running';
      changed();
      return document.file;
    },
  }));
  const checkpoint = state.checkpoint?.value;
  try {
    const { reports, ...series } = await verifySeries(inputs, {
      ...options(documents[0], signal),
      onProgress: (/** @type {any} */ now) => {
        if (!signal.aborted) announceProgress({ ...now, name: documents[now.document].name });
      },
      // Each may be read twice: the second time against the checkpoint of one before it.
      onRows: (rows, at) => {
        documents[at].rows?.close();
        documents[at].rows = new RowsClient(rows, documents[at].file);
      },
      checkpoint,
      expected: documents[0].expected,
      ...workers(Math.max(...documents.map(({ file }) => file.size))),
    });
    state.series = series;
    for (const [at, { report, error }] of reports.entries()) {
      if (error === null) Object.assign(documents[at], { report, error, phase: 'verified' });
      else failed(documents[at], error, signal);
    }
    state.documents = series.documents.map(({ position, join }) => {
      const document = documents[position];
      const before = join.to === null ? null : documents[series.documents[join.to].position];
      const held = outcomeOf(document.report, 'checkpoint') !== 'not-checked';
      document.checkpoint = held ? (before?.report?.checkpoint ?? checkpoint ?? null) : null;
      document.anchoredBy = held && document.report?.assurance === 'anchored' ? (before?.name ?? null) : null;
      return document;
    });
  } catch (error) {
    for (const document of documents) failed(document, error, signal);
  }
}

/** @param {any} report @param {string} code */
function outcomeOf(report, code) {
  return report?.checks.find((/** @type {any} */ one) => one.code === code)?.outcome;
}

/**
 * @typedef {object} Request what the form asks of an API
 * @property {string} baseUrl
 * @property {string} apiKey
 * @property {'evidence-pack' | 'audit-export'} kind
 * @property {Record<string, string>} params
 */

/**
 * Fetches a document and verifies it while it comes in. Its bytes are kept as they came, so that it can be saved.
 *
 * @param {Request} request
 */
export async function fetchAndVerify({ baseUrl, apiKey, kind, params }) {
  await alone(async (signal) => {
    clear();
    leaveSample();
    /** @type {Uint8Array[]} */
    let pieces = [];
    const name = kind === 'evidence-pack' ? 'evidence-pack.json' : 'audit-export.json';
    const document = held(name, new Blob([]), { phase: 'running', checkpoint: state.checkpoint?.value ?? null, fetchedFrom: baseUrl });
    state.documents = [document];
    changed();
    announceProgress({ name: baseUrl, bytes: 0, totalBytes: null, entries: 0, findings: 0 });
    try {
      const { compliance } = new Grantex({
        apiKey,
        baseUrl,
        fetch: async (url, init) => {
          // Each attempt begins anew.
          pieces = [];
          return keeping(await fetch(url, init), pieces);
        },
      });
      const wanted = {
        ...options(document, signal),
        // The rows are looked into only when all of the document has come.
        onRows: (/** @type {any} */ rows) => {
          document.file = new Blob(/** @type {BlobPart[]} */ (pieces), { type: 'application/json' });
          document.rows = new RowsClient(rows, document.file);
        },
        checkpoint: document.checkpoint ?? undefined,
        retain: /** @type {const} */ ('head'),
      };
      const answer = kind === 'evidence-pack' ? await compliance.verifiedEvidencePack(params, wanted) : await compliance.verifiedAuditExport(params, wanted);
      document.report = answer.report;
      document.expected = answer.report.coverage.expected ?? undefined;
      document.phase = 'verified';
    } catch (error) {
      failed(document, error, signal);
    }
    if (!signal.aborted) state.chosen = document;
  });
}

/**
 * The answer, with what is read of its body kept beside.
 *
 * @param {Response} response
 * @param {Uint8Array[]} pieces
 */
function keeping(response, pieces) {
  if (!response.ok || response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      pieces.push(value.slice());
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}

/**
 * What a document holds beside its entries.
 *
 * @param {import('./state.js').Held} document
 * @returns {Promise<any>}
 */
export async function headOf({ file, report, rows }) {
  let input = file;
  if (rows !== null && rows.length > 0) {
    // The entries need not be read again: what stands before the first and after the last is the same document without them.
    const [first, last] = await rows.facts([0, rows.length - 1]);
    input = new Blob([file.slice(0, first.offset), file.slice(last.offset + last.size)]);
  }
  return await readHead(input, { kind: report.document.kind });
}

/**
 * One entry looked at closely.
 *
 * @param {import('./state.js').Held} document
 * @param {{ offset: number, size: number }} place
 */
export async function explain({ file }, { offset, size }) {
  return await explainEntry(file.slice(offset, offset + size));
}

/** @param {Uint8Array | string} text */
export async function explainText(text) {
  return await explainEntry(text);
}
