/** What is read of a successful answer: all of it, admitted; or what is kept of it while it is verified. */

import { Broken } from './client-fetch.js';
import { GrantexInputError, inputError } from './errors.js';
import { Handle } from './handle.js';
import { throwIfAborted, turnTaker } from './turns.js';
import { verifyWith } from './verify.js';

/** The member that holds an answer's rows. @type {Record<string, string>} */
const LISTS = { exportGrants: 'grants', exportAudit: 'entries', evidencePack: 'auditEntries' };

/** @type {Record<string, 'evidence-pack' | 'audit-export'>} */
const KINDS = { exportAudit: 'audit-export', evidencePack: 'evidence-pack' };

/**
 * The answer as a plain object, from the host's own `JSON.parse` of exactly the bytes that the module admitted.
 *
 * @param {import('./client-fetch.js').Attempt} attempt
 * @param {string} method
 * @param {AbortSignal | null} signal
 * @param {import('./load.js').Glue} glue
 */
export async function readAnswer(attempt, method, signal, glue) {
  const kept = new Kept(glue, method, 'admit');
  const takeTurns = turnTaker();
  try {
    for (let piece = await attempt.next(); piece !== null; piece = await attempt.next()) {
      kept.push(piece);
      const turn = takeTurns();
      if (turn !== undefined) await turn;
      throwIfAborted(signal);
    }
    return kept.finish();
  } catch (error) {
    throw explained(error, attempt);
  } finally {
    kept.free();
  }
}

/**
 * The answer verified while it comes in.
 *
 * @param {import('./load.js').Engine} engine
 * @param {import('./client-fetch.js').Attempt} attempt
 * @param {string} method
 * @param {{ retain: 'all' | 'head', options: Record<string, any> }} wanted
 * @param {object} expected
 * @param {import('./load.js').Glue} glue
 */
export async function readVerified(engine, attempt, method, { retain, options }, expected, glue) {
  const kept = new Kept(glue, method, retain === 'all' ? 'split' : 'head');
  const tee = new Tee(attempt, kept);
  const { totalBytes } = attempt;
  const { onProgress } = options;
  try {
    const report = await verifyWith(engine, KINDS[method], tee.response(), {
      ...options,
      expected,
      // Where the body was compressed on the way, browsers tell the length but not that.
      onProgress: onProgress && ((/** @type {any} */ now) => onProgress({ ...now, totalBytes: totalBytes === null || now.bytes > totalBytes ? null : totalBytes })),
    });
    if (tee.failure !== null) throw tee.failure;
    const duplicates = /** @type {any} */ (report).findingCounts['document.duplicate-member'];
    if (duplicates !== undefined) {
      // Whoever parses it sees one of the two, and the verifier may have seen the other. The report says where they are.
      throw inputError('document.duplicate-member', 'a member of the document stands twice, so no two readers need to see the same in it; `report` says where', { report });
    }
    const document = kept.finish();
    if (retain === 'head') delete document[LISTS[method]];
    return { report, document };
  } catch (error) {
    throw explained(tee.broken ?? error, attempt);
  } finally {
    kept.free();
  }
}

/**
 * @param {unknown} error
 * @param {import('./client-fetch.js').Attempt} attempt
 */
function explained(error, { contentType }) {
  if (!(error instanceof GrantexInputError)) return error;
  // An answer that ends too early is one that broke off: not every host notices when a connection does.
  if (error.code === 'document.truncated') return new Broken(`the answer broke off (${error.message})`, error);
  if (error.code === 'document.syntax' && contentType !== null && !/json/i.test(contentType)) {
    error.message += `; the server answered with ${contentType.slice(0, 80)}, so \`baseUrl\` may not be that of the API`;
  }
  return error;
}

/** What is kept of an answer. */
class Kept {
  /**
   * @param {import('./load.js').Glue} glue
   * @param {string} method
   * @param {'admit' | 'split' | 'head'} how
   */
  constructor(glue, method, how) {
    this.#answer = new Handle(() => new glue.WasmAnswer(method, how));
    this.#list = LISTS[method];
  }

  #answer;
  #list;
  /** @type {any[]} */
  #rows = [];
  // Fatal, and with a byte order mark kept: what was not admitted must not be mended here.
  #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** @param {Uint8Array} piece */
  push(piece) {
    const batch = this.#answer.call((one) => one.push(piece));
    if (batch.length > 0) for (const row of this.#parse(batch)) this.#rows.push(row);
  }

  finish() {
    const document = this.#parse(this.#answer.call((one) => one.finish()));
    if (this.#rows.length > 0) document[this.#list] = this.#rows;
    if (Array.isArray(document.grants)) document.grants.forEach(nameBothWays);
    return document;
  }

  free() {
    this.#rows = [];
    this.#answer.free();
  }

  /** @param {Uint8Array} bytes */
  #parse(bytes) {
    return JSON.parse(this.#decoder.decode(bytes));
  }
}

/** A grant's id under both of its names: compliance routes say `grantId`, the others `id`. @param {any} grant */
export function nameBothWays(grant) {
  if (typeof grant !== 'object' || grant === null) return;
  if (grant.id === undefined && typeof grant.grantId === 'string') grant.id = grant.grantId;
  else if (grant.grantId === undefined && typeof grant.id === 'string') grant.grantId = grant.id;
}

/** Hands the pieces of a body to the verifier, and keeps of them what is wanted. */
class Tee {
  /**
   * @param {import('./client-fetch.js').Attempt} attempt
   * @param {Kept} kept
   */
  constructor(attempt, kept) {
    this.#attempt = attempt;
    this.#kept = kept;
  }

  #attempt;
  #kept;
  /** Why no more came. @type {Broken | null} */
  broken = null;
  /** Why no more could be kept. The verifier reads on, for its own words say more about a document that can't be parsed. @type {unknown} */
  failure = null;

  /** The body as the verifier takes it. */
  response() {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#next(), return: async () => ({ done: true, value: undefined }) }) };
  }

  async #next() {
    let piece;
    try {
      piece = await this.#attempt.next();
    } catch (error) {
      if (error instanceof Broken) this.broken = error;
      throw error;
    }
    if (piece === null) return { done: true, value: undefined };
    if (this.failure === null) {
      try {
        this.#kept.push(piece);
      } catch (error) {
        this.failure = error;
      }
    }
    return { done: false, value: piece };
  }
}
