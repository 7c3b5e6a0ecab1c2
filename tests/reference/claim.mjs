/** The server's own claim about the chain, against ours. */
import { member } from './json.mjs';
import { partOf, countOf, textOf } from './parts.mjs';
import { compareInstants, instant } from './time.mjs';
import { quote } from './text.mjs';

const CHAIN = ['chain.content', 'chain.links', 'chain.genesis', 'chain.order', 'chain.developer'];

/** @returns the report's `serverClaim` or null */
export function judgeClaim(document, rows, integrity, forks, findings) {
  const node = partOf(document, 'chainIntegrity');
  const valid = node === undefined ? undefined : member(node, 'valid')?.type;
  if (document.kind === 'audit-export' || (valid !== 'true' && valid !== 'false')) {
    findings.notChecked('pack.server-claim');
    return null;
  }
  const firstBrokenAt = textOf(node, 'firstBrokenAt') ?? null;
  const claim = {
    valid: valid === 'true', checkedEntries: countOf(node, 'checkedEntries') ?? null,
    firstBrokenAt: firstBrokenAt === null ? null : quote(firstBrokenAt), reason: textOf(node, 'reason') ?? null, agrees: null,
  };
  if (claim.reason !== null) claim.reason = quote(claim.reason);
  const broken = CHAIN.some((check) => findings.errors.has(check)) || rows.some((row) => row.state !== 'ok' && row.state !== 'too-deep');
  const open = CHAIN.some((check) => findings.open.has(check));
  if (rows.length === 0 || (open && !broken && forks.length === 0)) {
    findings.notChecked('pack.server-claim');
    return claim;
  }
  claim.agrees = claim.valid === integrity.valid && (claim.valid || isOurs(firstBrokenAt, rows[integrity.firstBrokenIndex]));
  if (!claim.agrees) {
    findings.add('pack.server-claim', { code: 'pack.server-claim-mismatch', severity: 'warning' }, { absolute: ['chainIntegrity'] });
    findings.contradicted('pack.server-claim');
  }
  return claim;
}

/** Documented as a timestamp, sent as an entry's id: either is taken. */
function isOurs(firstBrokenAt, row) {
  if (firstBrokenAt === null || row === undefined) return false;
  if (firstBrokenAt === row.entryId) return true;
  const at = instant(firstBrokenAt);
  return at !== null && Boolean(row.instant) && compareInstants(at, row.instant) === 0;
}
