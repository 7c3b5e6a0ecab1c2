/** Checkpoints as files. */

import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { wordsOfSystem } from './failure.js';

/** A checkpoint is a few hundred bytes; whatever is this large is another file. */
const MAX_BYTES = 1 << 16;

/** A file that can't be used, with its name in the message. */
export class FileError extends Error {}

/** @param {string} path */
export async function readCheckpoint(path) {
  let text;
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new FileError(`${path}: too large to be a checkpoint`);
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(`${path}: the checkpoint can't be read: ${wordsOfSystem(cause)}`, { cause });
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FileError(`${path}: no checkpoint: not JSON`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FileError(`${path}: no checkpoint: no JSON object`);
  return value;
}

/**
 * Written beside and then put in its place, so that a full disk or an interruption can't destroy the one kept before.
 *
 * @param {string} path
 * @param {object} checkpoint
 */
export async function writeCheckpoint(path, checkpoint) {
  const beside = `${path}.${process.pid}.tmp`;
  const text = `${JSON.stringify({ ...checkpoint, savedAt: new Date().toISOString() }, null, 2)}\n`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => {});
    throw new FileError(`${path}: the checkpoint can't be written: ${wordsOfSystem(cause)}`, { cause });
  }
}
