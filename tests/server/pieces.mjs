/** Bodies as pieces of text or bytes that are made while they are sent: one of any size takes no more memory than its pieces. */
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {Iterable<string | Uint8Array>} Pieces */

/** Bytes in all. Counting runs through all pieces once. @param {Pieces} pieces */
export function lengthOf(pieces) {
  let length = 0;
  for (const piece of pieces) length += Buffer.byteLength(piece);
  return length;
}

/** The first bytes. @param {Pieces} pieces @param {number} length */
export function* beginning(pieces, length) {
  let left = length;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    yield bytes.subarray(0, left);
    left -= bytes.length;
    if (left <= 0) return;
  }
}

/** All bytes, with one pause after so many of them. @param {Pieces} pieces @param {number} before @param {number} ms */
export async function* pausing(pieces, before, ms) {
  let left = before;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    if (left >= 0 && bytes.length > left) {
      yield bytes.subarray(0, left);
      await sleep(ms);
      yield bytes.subarray(left);
    } else {
      yield bytes;
    }
    left -= bytes.length;
  }
}

/** All bytes, a few at a time. @param {Pieces} pieces @param {number} size @param {number} ms */
export async function* dripping(pieces, size, ms) {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    for (let at = 0; at < bytes.length; at += size) {
      yield bytes.subarray(at, at + size);
      await sleep(ms);
    }
  }
}

/** The first or the last piece changed. @param {Pieces} pieces @param {'first' | 'last'} which @param {(text: string) => string | Uint8Array} change */
export function* changing(pieces, which, change) {
  let held;
  for (const piece of pieces) {
    if (held !== undefined) yield held;
    held = held === undefined && which === 'first' ? change(Buffer.from(piece).toString()) : piece;
  }
  if (held !== undefined) yield which === 'last' ? change(Buffer.from(held).toString()) : held;
}

/** One action after so many bytes rewritten. @param {Pieces} pieces @param {number} after */
export function* tampering(pieces, after) {
  const member = '"action":"';
  let at = 0;
  let done = false;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    const found = done ? -1 : bytes.indexOf(member, Math.max(0, after - at));
    at += bytes.length;
    if (found < 0) {
      yield bytes;
      continue;
    }
    done = true;
    const cut = found + member.length;
    yield Buffer.concat([bytes.subarray(0, cut), Buffer.from('x'), bytes.subarray(cut)]);
  }
  if (!done) throw new Error('there are no entries to tamper with');
}

/**
 * Writes as fast as it is read, until nobody reads any more.
 *
 * @param {import('node:stream').Writable} stream
 * @param {Pieces | AsyncIterable<string | Uint8Array>} pieces
 */
export async function writeTo(stream, pieces) {
  for await (const piece of pieces) {
    if (stream.destroyed) return;
    if (!stream.write(piece)) await drained(stream);
  }
}

/** Until more can be written, or nobody reads any more. */
function drained(stream) {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
    if (stream.destroyed) done();
  });
}
