/** Keeps the bytes of an answer as they come in, beside what the client makes of them. */

import { createReadStream } from 'node:fs';
import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileError } from './checkpoint-file.js';
import { wordsOfSystem } from './failure.js';

/**
 * @typedef {object} Sink
 * @property {() => Promise<void>} begin an answer begins; whatever came of an earlier attempt is forgotten
 * @property {(bytes: Uint8Array) => Promise<void>} write
 */

/**
 * The host's `fetch`, with the bodies of successes passed by a sink.
 *
 * @param {Sink} sink
 * @param {(bytes: number) => void} [told] called with the bytes so far
 */
export function receiving(sink, told = () => {}) {
  return async (/** @type {string} */ url, /** @type {any} */ init) => {
    const response = await fetch(url, init);
    if (!response.ok || response.body === null) return response;
    const { ok, status, headers, redirected, type, body } = response;
    return { ok, status, headers, redirected, type, url: response.url, body: passing(body, sink, told) };
  };
}

/**
 * @param {any} body
 * @param {Sink} sink
 * @param {(bytes: number) => void} told
 */
async function* passing(body, sink, told) {
  let bytes = 0;
  await sink.begin();
  for await (const chunk of body) {
    await sink.write(chunk);
    bytes += chunk.length;
    told(bytes);
    yield chunk;
  }
}

/** Keeps nothing. */
export class NoSink {
  onFailure = () => {};
  async begin() {}
  async write() {}
  async commit() {}
  async discard() {}
}

/** Keeps an answer in memory. */
export class MemorySink {
  /** @type {Uint8Array[]} */
  #pieces = [];

  async begin() {
    this.#pieces = [];
  }

  /** @param {Uint8Array} bytes */
  async write(bytes) {
    this.#pieces.push(bytes);
  }

  bytes() {
    return Buffer.concat(this.#pieces);
  }
}

/**
 * Keeps an answer in a file beside its place, and puts it there once it is complete: neither a broken connection nor an
 * interruption leaves half of an answer, or destroys what was there. With `-` it is written to standard output instead.
 */
export class FileSink {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /** @type {import('node:fs/promises').FileHandle | null} */
  #handle = null;
  #beside = '';
  /** Created for standard output, which has no place beside it. @type {string | null} */
  #folder = null;

  async begin() {
    await this.#try(async () => {
      if (this.#handle === null) await this.#open();
      else await this.#handle.truncate(0);
    });
  }

  /** @param {Uint8Array} bytes */
  async write(bytes) {
    await this.#try(async () => {
      for (let at = 0; at < bytes.length; ) at += (await /** @type {any} */ (this.#handle).write(bytes, at)).bytesWritten;
    });
  }

  async commit() {
    await this.#try(async () => {
      await this.#handle?.close();
      this.#handle = null;
      if (this.path !== '-') await rename(this.#beside, this.path);
      else await pipeline(createReadStream(this.#beside), process.stdout, { end: false });
    });
    await this.discard();
  }

  async discard() {
    await this.#handle?.close().catch(() => {});
    this.#handle = null;
    if (this.#beside !== '') await rm(this.#beside, { force: true }).catch(() => {});
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
  }

  async #open() {
    if (this.path === '-') {
      this.#folder = await mkdtemp(join(tmpdir(), 'grantex-compliance-'));
      this.#beside = join(this.#folder, 'answer');
    } else {
      if ((await stat(this.path).catch(() => null))?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
      this.#beside = `${this.path}.${process.pid}.tmp`;
    }
    this.#handle = await open(this.#beside, 'wx');
  }

  /** @param {() => Promise<void>} step */
  async #try(step) {
    try {
      await step();
    } catch (cause) {
      const failure = new FileError(`${this.path === '-' ? 'standard output' : this.path}: can't be written: ${wordsOfSystem(cause)}`, { cause });
      this.onFailure(failure);
      throw failure;
    }
  }

  /** Told why it could not be written: in the middle of an answer the client would take that for a broken connection. */
  onFailure = (/** @type {FileError} */ _failure) => {};
}
