/** Entries drawn by the document's own SHA-256. */
import { createHash } from 'node:crypto';
import { quote } from './text.mjs';

const METHOD = 'grantex-compliance/sample/1';

export function drawSample(rows, seed, asked) {
  if (asked === null) return null;
  const n = BigInt(rows.length);
  const drawn = [];
  for (let counter = 0; drawn.length < Math.min(asked, rows.length); counter += 1) {
    const number = createHash('sha256').update(`${METHOD}:${seed}:${counter}`).digest().readBigUInt64BE();
    if (number >= (2n ** 64n / n) * n) continue;
    const index = Number(number % n);
    if (!drawn.includes(index)) drawn.push(index);
  }
  const entries = drawn.map((index, i) => {
    const { entryId, timestamp, start, end } = rows[index];
    return {
      draw: i + 1, index,
      ...(entryId === undefined ? {} : { entryId: quote(entryId) }), ...(timestamp === undefined ? {} : { timestamp: quote(timestamp) }),
      offset: start, length: end - start,
    };
  });
  return { method: METHOD, seed, asked, population: rows.length, entries: entries.sort((a, b) => a.index - b.index) };
}
