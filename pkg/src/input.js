/**
 * Every kind of input as one reader of byte chunks.
 *
 * Nothing here looks into the document: bytes pass through as they are, text is encoded as UTF-8. What can't be
 * passed on without changing it (a lone surrogate) is refused, because the verifier would then judge another document.
 */

import { GrantexInputError, GrantexNetworkError, inputError } from './errors.js';

/** Chunks pass into the module in pieces of at most this: a few milliseconds of work each. */
const PIECE_BYTES = 1 << 20;

/** UTF-16 units encoded at a time: at most three bytes each, so a piece stays below {@link PIECE_BYTES}. */
const SLICE_UNITS = 1 << 18;

/** The kinds of input, for the errors that list them. */
const KINDS =
  'a string, bytes (Uint8Array, ArrayBuffer, …), a Blob or File, a Response, a ReadableStream, an (async) iterable of bytes or strings, or a plain object';

/**
 * @typedef {Uint8Array | string} Part what sources hand out before it is encoded and cut
 * @typedef {object} Source
 * @property {number | null} totalBytes length of the document, where it is known before reading
 * @property {() => unknown} pull the next part (or a promise of it); undefined at the end
 * @property {(reason: unknown) => void} cancel gives the source up; never throws
 * @property {string} [hint] added to an error about the document's form
 */

/**
 * @param {unknown} input
 * @returns {ByteReader}
 */
export function openInput(input) {
  return new ByteReader(sourceOf(input));
}

/** Hands out a document as pieces of bytes, in order. */
export class ByteReader {
  /** @param {Source} source */
  constructor(source) {
    this.totalBytes = source.totalBytes;
    this.hint = source.hint;
    this.#source = source;
  }

  #source;
  #encoder = new TextEncoder();
  /** Cut off from the last part, to be handed out next. @type {Part} */
  #rest = '';
  /** A high surrogate at the end of a text part: its other half may start the next one. */
  #half = '';
  #ended = false;
  /** Bytes handed out so far. */
  #offset = 0;

  /**
   * The next piece, or null at the end. A piece may be empty. It is the caller's memory: read it before asking for the next one.
   *
   * @returns {Promise<Uint8Array | null> | Uint8Array | null}
   */
  next() {
    if (this.#rest.length > 0) return this.#cut(this.#rest);
    if (this.#ended) return null;
    const part = this.#source.pull();
    return isThenable(part) ? Promise.resolve(part).then((it) => this.#take(it)) : this.#take(part);
  }

  /** @param {unknown} reason */
  cancel(reason) {
    this.#ended = true;
    this.#rest = '';
    this.#source.cancel(reason);
  }

  /** @param {unknown} part */
  #take(part) {
    if (this.#ended) return null;
    if (part === undefined) {
      this.#ended = true;
      if (this.#half !== '') throw this.#loneSurrogate(this.#half, 0);
      return null;
    }
    if (typeof part === 'string') {
      const text = this.#half + part;
      this.#half = '';
      return this.#cut(text);
    }
    const bytes = asBytes(part);
    if (bytes === null) {
      throw inputError(
        'input.chunk',
        `a chunk of the input is ${nameOf(part)}; chunks must be bytes or strings.` +
          (isObject(part) ? ' To verify parsed JSON pass the whole object, as `JSON.parse` gave it' : ''),
      );
    }
    if (this.#half !== '' && bytes.length > 0) throw this.#loneSurrogate(this.#half, 0);
    return this.#cut(bytes);
  }

  /** @param {Part} part */
  #cut(part) {
    if (typeof part !== 'string') {
      this.#rest = part.length > PIECE_BYTES ? part.subarray(PIECE_BYTES) : '';
      const piece = part.length > PIECE_BYTES ? part.subarray(0, PIECE_BYTES) : part;
      this.#offset += piece.length;
      return piece;
    }
    let end = Math.min(part.length, SLICE_UNITS);
    // Never between the halves of a surrogate pair: the encoder would write two replacement characters.
    if (end > 0 && isHighSurrogate(part.charCodeAt(end - 1))) end -= 1;
    const slice = part.slice(0, end);
    const rest = part.slice(end);
    // Only a final high surrogate can be left when nothing else was taken; keep it for the next part.
    if (rest.length === 1 && isHighSurrogate(rest.charCodeAt(0))) {
      this.#half = rest;
      this.#rest = '';
    } else {
      this.#rest = rest;
    }
    const lone = slice.search(/\p{Surrogate}/u);
    if (lone >= 0) throw this.#loneSurrogate(slice, lone);
    const piece = this.#encoder.encode(slice);
    this.#offset += piece.length;
    return piece;
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  #loneSurrogate(text, at) {
    const offset = this.#offset + this.#encoder.encode(text.slice(0, at)).length;
    const unit = text.charCodeAt(at).toString(16);
    return inputError(
      'input.lone-surrogate',
      `the text holds a lone surrogate (\\u${unit}) at byte ${offset}, which no UTF-8 document can; ` +
        'it was changed after it came from the server. Pass the bytes as they were received',
      { offset },
    );
  }
}

/**
 * @param {unknown} input
 * @returns {Source}
 */
function sourceOf(input) {
  if (typeof input === 'string') return ofText(input);
  const bytes = asBytes(input);
  if (bytes !== null) return ofParts([bytes], bytes.length);
  if (!isObject(input)) throw inputError('input.kind', `the input is ${nameOf(input)}; it must be ${KINDS}`);
  if (isThenable(input)) throw inputError('input.kind', 'the input is a Promise; await it first');
  if (isBlob(input)) return ofBlob(input);
  if (isResponse(input)) return ofResponse(input);
  if (typeof input.getReader === 'function') return ofStream(/** @type {ReadableStream} */ (input), null);
  if (typeof input[Symbol.asyncIterator] === 'function') return ofIterator(input[Symbol.asyncIterator]());
  if (typeof input[Symbol.iterator] === 'function') return ofIterator(input[Symbol.iterator]());
  return ofObject(input);
}

/**
 * @param {Part[]} parts
 * @param {number | null} totalBytes
 * @param {string} [hint]
 * @returns {Source}
 */
function ofParts(parts, totalBytes, hint) {
  return { totalBytes, pull: () => parts.shift(), cancel: () => void parts.splice(0), hint };
}

/** @param {string} text */
function ofText(text) {
  const looksLikeAName = text.length < 4096 && !text.includes('{');
  // The bytes are counted exactly only where that costs nothing; progress can do without.
  const total = text.length <= SLICE_UNITS ? new TextEncoder().encode(text).length : null;
  return ofParts([text], total, looksLikeAName ? 'a string is taken as the document itself, not as a path or URL' : undefined);
}

/** @param {object} object */
function ofObject(object) {
  let text;
  try {
    text = JSON.stringify(object);
  } catch (cause) {
    throw inputError('input.serialize', `the object can't be written as JSON (${wordsOf(cause)}); pass the text or bytes as received`, { cause });
  }
  if (typeof text !== 'string') throw inputError('input.kind', `the input is ${nameOf(object)}; it must be ${KINDS}`);
  return { ...ofText(text), hint: undefined };
}

/** @param {Blob} blob */
function ofBlob(blob) {
  let at = 0;
  return {
    totalBytes: blob.size,
    // Slices rather than `stream()`: the same in every engine, nothing to cancel, and pieces of one size.
    async pull() {
      if (at >= blob.size) return undefined;
      const slice = blob.slice(at, at + PIECE_BYTES);
      at += PIECE_BYTES;
      try {
        return new Uint8Array(await slice.arrayBuffer());
      } catch (cause) {
        throw inputError('input.read', `the file can't be read (${wordsOf(cause)}); it may have been changed, moved or removed since it was chosen`, { cause });
      }
    },
    cancel() {},
  };
}

/** @param {Response} response */
function ofResponse(response) {
  if (response.ok === false) {
    const status = response.status ? `HTTP ${response.status}` : 'an opaque or failed request';
    throw inputError('input.response', `the response is ${status}, so its body is no pack; check the request that it answers`);
  }
  if (response.bodyUsed) {
    throw inputError('input.response', 'the body of the response was read already; pass `response.clone()`, or the bytes that were read');
  }
  const { body } = response;
  /** @param {unknown} cause */
  const broke = (cause) => new GrantexNetworkError(`the response broke off (${wordsOf(cause)}); nothing that was read of it counts as verified`, { cause });
  if (body === null || body === undefined) {
    // Answers that are plain objects, as in users' tests, have no stream.
    return ofOnce(async () => {
      try {
        return typeof response.arrayBuffer === 'function' ? await response.arrayBuffer() : await response.text();
      } catch (cause) {
        throw broke(cause);
      }
    });
  }
  const source = typeof body.getReader === 'function' ? ofStream(body, contentLength(response)) : sourceOf(body);
  return {
    ...source,
    async pull() {
      try {
        return await source.pull();
      } catch (cause) {
        throw cause instanceof GrantexInputError ? cause : broke(cause);
      }
    },
  };
}

/**
 * The length of the body, where the header speaks of the bytes that arrive here (with a content coding it does not).
 *
 * @param {Response} response
 */
function contentLength(response) {
  const header = (/** @type {string} */ name) => response.headers?.get?.(name) ?? null;
  const length = header('content-length');
  return length !== null && /^\d{1,15}$/.test(length) && header('content-encoding') === null ? Number(length) : null;
}

/** @param {() => Promise<unknown>} read */
function ofOnce(read) {
  let done = false;
  return {
    totalBytes: null,
    pull() {
      if (done) return undefined;
      done = true;
      return read();
    },
    cancel() {},
  };
}

/**
 * @param {ReadableStream} stream
 * @param {number | null} totalBytes
 * @returns {Source}
 */
function ofStream(stream, totalBytes) {
  if (stream.locked) throw inputError('input.stream', 'the stream is locked to another reader; pass a stream that nobody else reads');
  const reader = stream.getReader();
  return {
    totalBytes,
    async pull() {
      const { done, value } = await reader.read();
      if (!done) return value ?? null;
      reader.releaseLock();
      return undefined;
    },
    cancel(reason) {
      // The stream may have failed by itself; whoever gave up does not want to hear of it.
      Promise.resolve(reader.cancel(reason)).catch(() => {});
    },
  };
}

/**
 * @param {Iterator<unknown> | AsyncIterator<unknown>} iterator
 * @returns {Source}
 */
function ofIterator(iterator) {
  /** @param {IteratorResult<unknown>} result */
  const part = (result) => (result.done ? undefined : (result.value ?? null));
  return {
    totalBytes: null,
    pull() {
      const result = iterator.next();
      return isThenable(result) ? Promise.resolve(result).then(part) : part(result);
    },
    cancel() {
      // An iterator that waits answers `return()` only later, and may fail then; nobody listens any more.
      new Promise((resolve) => resolve(iterator.return?.())).catch(() => {});
    },
  };
}

/**
 * A view on the same bytes, or null for anything that holds none.
 *
 * @param {unknown} value
 * @returns {Uint8Array | null}
 */
export function asBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // By tag, not `instanceof`: buffers of other realms (frames, test runners) are as good.
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]') return new Uint8Array(/** @type {ArrayBuffer} */ (value));
  return null;
}

/**
 * @param {unknown} value
 * @returns {value is Record<PropertyKey, any>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
function isThenable(value) {
  return isObject(value) && typeof value.then === 'function';
}

/**
 * @param {Record<PropertyKey, any>} value
 * @returns {value is Blob}
 */
function isBlob(value) {
  return typeof value.slice === 'function' && typeof value.arrayBuffer === 'function' && typeof value.size === 'number';
}

/**
 * @param {Record<PropertyKey, any>} value
 * @returns {value is Response}
 */
function isResponse(value) {
  return (typeof value.arrayBuffer === 'function' || typeof value.text === 'function') && ('ok' in value || 'bodyUsed' in value);
}

/** @param {number} unit */
function isHighSurrogate(unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** @param {unknown} value */
function nameOf(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === 'Object' ? 'an object' : `an object of type ${name}`;
}

/** @param {unknown} cause */
export function wordsOf(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}
