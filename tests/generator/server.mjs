/** What the real server computes from its rows each time it is asked: counts, and its own check of the chain. */
import { hashEntry } from './preimage.mjs';

const FORMATS = ['C', 'B', 'A'];

/** The format an entry's hash was made under, or null when none gives it. */
export function formatOf(entry) {
  return FORMATS.find((format) => hashEntry(entry, format) === entry.hash) ?? null;
}

export function countEntries(rows) {
  const counts = { total: rows.length, success: 0, failure: 0, blocked: 0 };
  for (const { status } of rows) if (status in counts && status !== 'total') counts[status] += 1;
  return counts;
}

/** Stops at the first break; knows contents and links, not the genesis; names the entry by its id. */
export function serverCheck(rows) {
  for (let i = 0; i < rows.length; i += 1) {
    const reason = formatOf(rows[i]) === null ? 'content' : i > 0 && rows[i].prevHash !== rows[i - 1].hash ? 'link' : null;
    if (reason !== null) return { valid: false, checkedEntries: i, firstBrokenAt: rows[i].entryId, reason };
  }
  return { valid: true, checkedEntries: rows.length, firstBrokenAt: null, reason: null };
}
