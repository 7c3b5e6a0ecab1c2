/**
 * A verification in workers. The document's bytes are copied into buffers that travel to a worker and back, a few at a
 * time, so that memory stays bounded whatever the size.
 *
 * The first worker reads the document. With others beside it, a buffer that seems to begin with an entry is a piece: any
 * worker learns what it says, and the first one, when it stands there, takes what was learned instead of the bytes. A buffer
 * keeps its bytes until then, for where a guess was wrong the first worker reads them itself.
 */

import { lastEntry } from './cutter.js';
import { GrantexError } from './errors.js';
import { travelling } from './travel.js';
import { NotStarted } from './worker-link.js';
import { poolOf } from './worker-pool.js';

/** Bytes that travel at a time. Tests make it small. */
export const tuning = { bufferBytes: 1 << 20 };

/** Room behind the bytes for what is learned of them: a fourth; for most entries it is a tenth. */
const FACTS_SHARE = 1 / 4;

/** Buffers for one worker: enough that it never waits for the reader. */
const BUFFERS = 4;

/** Buffers for each of several workers, for what was learned out of order waits. */
const BUFFERS_EACH = 4;

/**
 * Pieces that a worker has at a time: one to work at, and the next. With more, the first worker would come to what the others
 * learned only after all of its own, and they would wait for buffers meanwhile.
 */
const PIECES_EACH = 2;

/**
 * @typedef {import('./local-session.js').Session} Session
 * @typedef {import('./worker-link.js').WorkerLike} WorkerLike
 * @typedef {import('./worker-link.js').WorkerLink} WorkerLink
 * @typedef {{ session: WorkerSession, problem: string | null } | { session: null, problem: string }} Attempt
 * @typedef {{ buffer: ArrayBuffer, length: number, facts: Uint8Array<ArrayBuffer> | null }} Stretch
 * @typedef {{ number: number, buffer: ArrayBuffer, length: number, offset: number }} Piece
 */

/**
 * Takes so many workers, or as many as can be had. Where there is none the answer says why, and nothing is lost: none was
 * sent any part of the document yet.
 *
 * @param {import('./load.js').Engine} engine
 * @param {string} settings
 * @param {number} count
 * @param {AbortSignal | null} signal
 * @returns {Promise<Attempt>}
 */
export async function startWorkerSession(engine, settings, count, signal) {
  // A module that can't be had fails here and in the caller's thread alike, and is no reason to fall back.
  const module = await engine.module();
  if (signal?.aborted) return { session: null, problem: 'aborted' };
  const pool = poolOf(engine);
  /** @type {Set<WorkerLink>} */
  const begun = new Set();
  const stop = () => {
    for (const link of begun) link.close();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const starting = Array.from({ length: count }, (_, i) =>
    pool.take(module, i === 0 ? settings : null, (link) => {
      begun.add(link);
      if (signal?.aborted) link.close();
    }),
  );
  const outcomes = await Promise.allSettled(starting);
  signal?.removeEventListener('abort', stop);
  const links = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const [problem] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (outcomes[0].status === 'fulfilled' && !signal?.aborted) {
    for (const link of begun) if (!links.includes(link)) link.close();
    const fewer = problem === undefined ? null : `${links.length} of ${count} workers could be started: ${problem.message}`;
    return { session: new WorkerSession(pool, links), problem: fewer };
  }
  stop();
  if (signal?.aborted) return { session: null, problem: 'aborted' };
  const { reason } = /** @type {PromiseRejectedResult} */ (outcomes[0]);
  if (reason instanceof NotStarted) return { session: null, problem: reason.message };
  throw reason;
}

/** @implements {Session} */
export class WorkerSession {
  /**
   * @param {import('./worker-pool.js').WorkerPool} pool
   * @param {WorkerLink[]} links the first of them reads the document
   */
  constructor(pool, links) {
    this.#pool = pool;
    this.#links = links;
    this.#reader = links[0];
    this.workers = links.length;
    this.#busy = new Map(links.map((link) => [link, 0]));
    this.#total = links.length === 1 ? BUFFERS : BUFFERS_EACH * links.length;
    const room = links.length === 1 ? 0 : Math.floor(tuning.bufferBytes * FACTS_SHARE);
    this.#free = Array.from({ length: this.#total }, () => new ArrayBuffer(tuning.bufferBytes + room));
  }

  #pool;
  #links;
  #reader;
  workers;
  #counts = { bytes: 0, entries: 0, findings: 0 };
  /** What became of each entry, once finished with them. @type {import('./rows.js').Rows | undefined} */
  #rows = undefined;
  #total;
  /** How many bytes of the document a buffer takes. */
  #size = tuning.bufferBytes;
  /** Buffers at home. @type {ArrayBuffer[]} */
  #free;
  /** The buffer that is being filled. @type {Uint8Array | null} */
  #filling = null;
  #filled = 0;
  /** Bytes beyond the last cut: the next buffer begins with them. */
  #rest = new Uint8Array(0);
  /** The next buffer seems to begin with an entry. */
  #atEntry = false;
  /** Where the next buffer begins in the document. */
  #offset = 0;
  /** How entries begin, once pieces of them can be verified apart. @type {Uint8Array | null} */
  #opening = null;
  /** Filled, and to be verified by whoever is free for it. @type {Piece[]} */
  #pieces = [];
  /** How many pieces each worker has. @type {Map<WorkerLink, number>} */
  #busy;
  /** Stretches sent off, and those of them that were given to the reader, which wants them in order. */
  #sent = 0;
  #given = 0;
  /** What was learned, or can only be read, and waits for its turn. @type {Map<number, Stretch>} */
  #waiting = new Map();
  /** Whoever waits for a buffer to come home. @type {{ resolve: () => void, reject: (error: unknown) => void } | null} */
  #awaited = null;
  /** Why no more can come of it. @type {unknown} */
  #failure = undefined;
  #state = /** @type {'open' | 'finished' | 'closed'} */ ('open');

  /**
   * @param {Uint8Array} piece
   * @returns {Promise<void> | undefined}
   */
  push(piece) {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#fill(piece, 0);
  }

  progress() {
    return this.#counts;
  }

  /** @param {boolean} withRows */
  async finish(withRows) {
    while (this.#filling !== null || this.#rest.length > 0) {
      if (this.#filling === null && !this.#begin()) await this.#oneHome();
      else this.#send(true);
    }
    while (this.#free.length < this.#total) await this.#oneHome();
    const { report, rows } = await this.#reader.ask({ type: 'finish', rows: withRows });
    this.#rows = rows;
    if (this.#state === 'open') this.#state = 'finished';
    return report;
  }

  rows() {
    if (this.#rows === undefined) throw new GrantexError('the worker gave no rows', { code: 'WorkerLost' });
    return this.#rows;
  }

  close() {
    if (this.#state === 'closed') return;
    // One that still has something to do, or that failed, is of no use to others.
    const done = this.#state === 'finished' && this.#links.every((link) => link.load === 0);
    this.#state = 'closed';
    this.#fail(new GrantexError('the verification was closed', { code: 'Closed' }));
    this.#free = [];
    this.#waiting.clear();
    this.#pieces = [];
    for (const link of this.#links) {
      if (done) this.#pool.giveBack(link);
      else link.close();
    }
  }

  /**
   * @param {Uint8Array} piece
   * @param {number} from
   * @returns {Promise<void> | undefined}
   */
  #fill(piece, from) {
    let at = from;
    while (at < piece.length) {
      if (this.#filling === null && !this.#begin()) return this.#oneHome().then(() => this.#fill(piece, at));
      const filling = /** @type {Uint8Array} */ (this.#filling);
      const part = piece.subarray(at, at + filling.length - this.#filled);
      filling.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < filling.length) continue;
      this.#send(false);
      // Until the reader has come to the entries there is work for it alone, and nothing is gained by running ahead of it.
      if (this.#opening === null && this.#links.length > 1) return this.#oneHome().then(() => this.#fill(piece, at));
    }
    return undefined;
  }

  /** Takes a buffer to fill, where one is at home. */
  #begin() {
    const buffer = this.#free.pop();
    if (buffer === undefined) return false;
    this.#filling = new Uint8Array(buffer, 0, this.#size);
    this.#filling.set(this.#rest);
    this.#filled = this.#rest.length;
    this.#rest = this.#rest.subarray(0, 0);
    return true;
  }

  /** @param {boolean} last all of it, wherever it ends */
  #send(last) {
    const filling = /** @type {Uint8Array<ArrayBuffer>} */ (this.#filling);
    this.#filling = null;
    const isPiece = this.#atEntry;
    let length = this.#filled;
    this.#atEntry = false;
    if (this.#opening !== null && !last) {
      const cut = lastEntry(filling.subarray(0, length), this.#opening);
      this.#atEntry = cut > 0;
      if (this.#atEntry) {
        this.#rest = filling.slice(cut, length);
        length = cut;
      }
    }
    const { buffer } = filling;
    const number = this.#sent;
    this.#sent += 1;
    if (isPiece) {
      this.#pieces.push({ number, buffer, length, offset: this.#offset });
      this.#learn();
    } else {
      this.#give(number, { buffer, length, facts: null });
    }
    this.#offset += length;
  }

  /** Has pieces verified by those who have the least to do, as many as there are hands for. */
  #learn() {
    const has = (/** @type {WorkerLink} */ link) => this.#busy.get(link) ?? 0;
    while (this.#pieces.length > 0) {
      // The last of equals: the first one has the others' answers to take, too.
      const link = this.#links.reduce((least, link) => (has(link) <= has(least) ? link : least));
      if (has(link) >= PIECES_EACH) return;
      const { number, buffer, length, offset } = /** @type {Piece} */ (this.#pieces.shift());
      this.#busy.set(link, has(link) + 1);
      link.ask({ type: 'piece', buffer, length, offset }, [buffer]).then(
        (answer) => {
          this.#busy.set(link, has(link) - 1);
          this.#learn();
          this.#give(number, { buffer: answer.buffer, length, facts: answer.facts });
        },
        (error) => this.#fail(error),
      );
    }
  }

  /**
   * @param {number} number
   * @param {Stretch} stretch
   */
  #give(number, stretch) {
    this.#waiting.set(number, stretch);
    for (let next = this.#waiting.get(this.#given); next !== undefined; next = this.#waiting.get(this.#given)) {
      this.#waiting.delete(this.#given);
      this.#given += 1;
      const { buffer, length, facts } = next;
      const pieces = this.#opening === null && this.#links.length > 1;
      this.#reader.ask({ type: 'push', buffer, length, facts, pieces }, travelling(buffer, facts)).then(
        (answer) => this.#taken(answer),
        (error) => this.#fail(error),
      );
    }
  }

  /** @param {any} answer */
  #taken({ counts, buffer, terms, opening }) {
    if (this.#state !== 'open') return;
    this.#counts = counts;
    if (terms !== undefined && this.#opening === null) {
      this.#opening = opening;
      for (const link of this.#links) link.ask({ type: 'terms', terms }).catch((error) => this.#fail(error));
    }
    this.#free.push(buffer);
    this.#awaited?.resolve();
    this.#awaited = null;
  }

  /** Until a buffer has come home. @returns {Promise<void>} */
  #oneHome() {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#awaited = { resolve, reject };
    });
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= error;
    this.#awaited?.reject(this.#failure);
    this.#awaited = null;
  }
}
