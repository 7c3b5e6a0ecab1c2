// A pack of 300,000 entries, as a file: generated once and kept below `target/`.
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { streamPack } from '../generator/pack.mjs';
import { repository } from './packed.mjs';

export const ENTRIES = 300_000;

/** What WebAssembly's memory may grow to, whatever the size and however the document comes: 64 MB and 64 bytes an entry. */
export const MEMORY_LIMIT = (64 << 20) + 64 * ENTRIES;

/** @returns {Promise<{ file: string, bytes: number }>} */
export async function largePack() {
  const folder = join(repository, 'target/large');
  const file = join(folder, `pack-${ENTRIES}.json`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Renamed when complete, so that an interrupted run leaves no half of a pack.
    const beside = `${file}.${process.pid}`;
    await pipeline(Readable.from(streamPack({ entries: ENTRIES, seed: 8 })), createWriteStream(beside));
    renameSync(beside, file);
  }
  return { file, bytes: statSync(file).size };
}
