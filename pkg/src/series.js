/** Several documents put together. How they stand to each other is decided in the module; here they are read, as often as it asks. */

import { GrantexInputError, inputError } from './errors.js';
import { Handle } from './handle.js';
import { wordsOf } from './input.js';
import { verifyWith } from './verify.js';

/**
 * @typedef {object} Given
 * @property {string} name
 * @property {() => unknown} open gives the document, every time anew
 *
 * @typedef {{ report: any, error: null } | { report: null, error: Error }} Judged
 */

/**
 * @param {import('./load.js').Engine} engine
 * @param {unknown} inputs
 * @param {any} [options]
 */
export async function verifySeriesWith(engine, inputs, options) {
  const documents = readInputs(inputs);
  const { checkpoint, onProgress, onRows, ...others } = options ?? {};
  const verify = async (/** @type {number} */ number, /** @type {unknown} */ held) => {
    const { open } = documents[number];
    const tell = typeof onProgress === 'function' ? (/** @type {object} */ now) => onProgress({ ...now, document: number, documents: documents.length }) : onProgress;
    const giveRows = typeof onRows === 'function' ? (/** @type {object} */ rows) => onRows(rows, number) : onRows;
    try {
      return { report: await verifyWith(engine, null, await open(), { ...others, checkpoint: held, onProgress: tell, onRows: giveRows }), error: null };
    } catch (error) {
      if (others.signal?.aborted || !concernsDocument(error)) throw error;
      return { report: null, error: error instanceof Error ? error : new Error(wordsOf(error)) };
    }
  };
  const glue = await engine.glue();
  const handle = new Handle(() => new glue.WasmSeries(checkpoint === undefined || checkpoint === null ? undefined : JSON.stringify(checkpoint)));
  try {
    /** @type {Judged[]} */
    const judged = [];
    for (const [number, { name }] of documents.entries()) {
      const one = /** @type {Judged} */ (await verify(number, undefined));
      judged.push(one);
      handle.call((series) => series.add(name, textOf(one)));
    }
    for (;;) {
      const step = handle.call((series) => series.step());
      if (step === undefined) break;
      const asked = JSON.parse(step);
      const one = /** @type {Judged} */ (await verify(asked.document, asked.checkpoint));
      if (handle.call((series) => series.answer(documents[asked.document].name, textOf(one)))) judged[asked.document] = one;
    }
    return { ...JSON.parse(handle.call((series) => series.conclude())), reports: judged };
  } finally {
    handle.free();
  }
}

/** Whether an error is one document's, and not that of the options, the module or its worker. @param {unknown} error */
function concernsDocument(error) {
  if (error instanceof GrantexInputError) return error.code !== 'options.invalid';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return !['WasmLoad', 'WasmTrap', 'WorkerLost'].includes(String(code));
}

/** What the module is told of a verification. @param {Judged} judged */
function textOf({ report, error }) {
  if (error === null) return JSON.stringify(report);
  const { code = 'input.read', report: partial = null } = /** @type {any} */ (error);
  return JSON.stringify({ error: { code: String(code), message: error.message, report: partial } });
}

/**
 * @param {unknown} inputs
 * @returns {Given[]}
 */
function readInputs(inputs) {
  if (!Array.isArray(inputs)) throw inputError('options.invalid', '`documents`: must be an array of documents, or of `{ name, input }`');
  return inputs.map((given, number) => {
    const named = typeof given === 'object' && given !== null && 'input' in given;
    const input = named ? given.input : given;
    const name = (named ? given.name : undefined) ?? (typeof input?.name === 'string' ? input.name : `document ${number + 1}`);
    if (typeof name !== 'string') throw inputError('options.invalid', `\`documents[${number}].name\`: must be a string`);
    if (typeof input === 'function') return { name, open: input };
    if (isGoneOnceRead(input)) {
      throw inputError('options.invalid', `\`documents[${number}]\`: can be read once only, but a series may have to read it again; pass a function that opens it, a Blob or bytes`);
    }
    return { name, open: () => input };
  });
}

/** Streams, responses and iterators: what they gave they don't give again. @param {any} input */
function isGoneOnceRead(input) {
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return false;
  if (typeof input.slice === 'function' && typeof input.size === 'number') return false;
  return typeof input.getReader === 'function' || typeof input.arrayBuffer === 'function' || typeof input.next === 'function' || typeof input[Symbol.asyncIterator] === 'function';
}
