/** The server's own check, run over the rows: first to last, contents as they stand, links, and it stops at the first break. */
import { compareInstants, instant } from './time.mjs';
import { quote } from './text.mjs';

const UNNOTICED = ['chain.genesis-missing', 'chain.developer-mismatch', 'chain.out-of-order', 'chain.format-regression',
  'chain.status-unprotected', 'document.duplicate-member', 'document.number-precision', 'document.unprotected-member',
  'pack.request-mismatch', 'pack.count-mismatch', 'pack.outside-window', 'pack.generated-before-entry', 'checkpoint.mismatch'];

/** `{ valid, checkedEntries, row, reason }`, or null where a row comes first that no server sends. */
function serverCheck(rows) {
  for (const [i, row] of rows.entries()) {
    if (row.content === undefined) return null;
    const linked = i === 0 || row.prevHash === rows[i - 1].hash;
    const reason = !row.content.ok || row.content.erased ? 'content' : linked ? null : 'link';
    if (reason !== null) return { valid: false, checkedEntries: i, row, reason };
  }
  return { valid: true, checkedEntries: rows.length, row: null, reason: null };
}

/** Fills in `modelled` and `asModelled`, once all findings are there. */
export function modelClaim(claim, firstBrokenAt, rows, findings) {
  const model = serverCheck(rows);
  if (model === null) return { ...claim, modelled: null, asModelled: null };
  const counts = findings.counts();
  const { valid, checkedEntries, row, reason } = model;
  const modelled = {
    valid, checkedEntries, firstBrokenAt: row === null ? null : quote(row.entryId), reason,
    notReached: row === null ? 0 : rows.length - row.index - 1,
    notNoticed: UNNOTICED.filter((code) => counts[code] !== undefined),
  };
  const sameNumber = claim.checkedEntries === null || claim.checkedEntries === checkedEntries;
  const names = () => firstBrokenAt !== null && (quote(firstBrokenAt) === quote(row.entryId)
    || (instant(firstBrokenAt) !== null && compareInstants(instant(firstBrokenAt), row.instant) === 0));
  const samePlace = valid
    ? firstBrokenAt === null && claim.reason === null
    : !claim.valid && names() && (claim.reason === null || claim.reason === reason);
  return { ...claim, modelled, asModelled: claim.valid === valid && sameNumber && samePlace };
}
