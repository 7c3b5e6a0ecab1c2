/** Order of the rows, order of the formats, one developer. */
import { compareInstants } from './time.mjs';
import { compareText } from './text.mjs';

const OLDEST = { A: 0, B: 1, 'B/C': 1, C: 2 };
const NEWEST = { A: 0, B: 1, 'B/C': 2, C: 2 };

const compareRows = (a, b) => compareInstants(a.instant, b.instant) || compareText(a.entryId, b.entryId);
const placeable = (row) => Boolean(row.instant) && row.entryId !== undefined;

/** The last row by (timestamp, entryId), for a checkpoint. */
export const newestRow = (rows) => rows.filter(placeable).reduce((best, row) => (best === null || compareRows(row, best) > 0 ? row : best), null);

export function judgeOrder(single, findings) {
  const known = single.filter(placeable);
  const below = known.filter((row, i) => i > 0 && compareRows(row, known[i - 1]) < 0);
  const reversed = known.length > 1 && below.length === known.length - 1;
  for (const row of reversed ? below.slice(0, 1) : below) {
    findings.add('chain.order', { code: 'chain.out-of-order', severity: 'warning' }, { row });
    findings.contradicted('chain.order');
  }
}

export function judgeFormats(single, findings) {
  let reached = 0;
  for (const row of single) {
    if (!row.content?.ok) continue;
    const { format } = row.content;
    if (NEWEST[format] < reached) {
      findings.add('chain.order', { code: 'chain.format-regression', severity: 'warning' }, { row });
      findings.contradicted('chain.order');
    }
    reached = Math.max(reached, OLDEST[format]);
  }
}

/** @returns {string|null} the developer that the chain is judged by */
export function judgeDeveloper(rows, options, findings) {
  const own = rows.find((row) => row.developerId !== undefined)?.developerId ?? null;
  const expected = options.expected?.developerId ?? own;
  for (const row of rows) {
    if (row.developerId === undefined || row.developerId === expected) continue;
    findings.add('chain.developer', { code: 'chain.developer-mismatch', severity: 'error', expected, actual: row.developerId }, { row, path: ['developerId'] });
  }
  const missing = rows.find((row) => row.developerMissing);
  if (missing !== undefined) {
    findings.add('chain.developer', { code: 'document.developer-id-missing', severity: 'warning' }, { row: missing, path: ['developerId'] });
    findings.notEstablished('chain.developer');
  }
  return own;
}
