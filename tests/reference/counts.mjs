/** The summary's counts against what the file holds, without crying wolf over races between the server's queries. */
import { compareInstants, instant } from './time.mjs';
import { compareText } from './text.mjs';
import { countOf, generatedAtOf, partOf, textOf } from './parts.mjs';
import { member } from './json.mjs';

const STATUSES = ['success', 'failure', 'blocked'];
const MINUTE = 60_000;

const tally = (rows) => ({
  total: rows.length,
  ...Object.fromEntries(STATUSES.map((status) => [status, rows.filter((row) => row.status === status).length])),
});

/** @returns {'agree'|'explained'|'fewer'|'error'} */
function compareEntries(rows, claimed, generatedAt, until) {
  const held = tally(rows);
  // A row without a readable status could be any of them: then only the totals say something.
  const statuses = rows.every((row) => row.status !== undefined) ? STATUSES : [];
  const sameCounts = (a, b) => ['total', ...statuses].every((name) => a[name] === b[name]);
  if (sameCounts(held, claimed)) return 'agree';
  const closed = until.at !== null && generatedAt !== null && compareInstants(until.at, { ...generatedAt, ms: generatedAt.ms - MINUTE }) < 0;
  if (closed) return 'error';
  const surplus = held.total - claimed.total;
  if (surplus > 0) {
    // Explained only by the newest entries, all of them written around the moment the pack was made.
    const timed = rows.filter((row) => row.instant);
    const sorted = [...timed].sort((a, b) => compareInstants(a.instant, b.instant) || compareText(a.entryId ?? '', b.entryId ?? ''));
    const extra = sorted.slice(-surplus);
    const recent = generatedAt !== null && extra.length === surplus
      && extra.every((row) => Math.abs(row.instant.ms - generatedAt.ms) <= MINUTE);
    return recent && sameCounts(tally(rows.filter((row) => !extra.includes(row))), claimed) ? 'explained' : 'error';
  }
  if (surplus === 0 || statuses.some((status) => held[status] > claimed[status])) return 'error';
  return -surplus <= Math.floor(5 + claimed.total / 1000) ? 'fewer' : 'error';
}

/** @returns for the ledger what each comparison came to, null where there was none */
export function judgeCounts(document, rows, window, findings) {
  const counted = { entries: null, statuses: false, grants: null, policies: null, total: null };
  if (document.kind === 'audit-export') {
    const total = partOf(document, 'total');
    if (total?.type !== 'number') findings.notChecked('pack.counts');
    else counted.total = Number(total.literal) === rows.length ? 'proved' : 'contradicted';
    if (counted.total === 'contradicted') {
      findings.add('pack.counts', { code: 'pack.count-mismatch', severity: 'error' }, { absolute: ['total'] });
    }
    return counted;
  }
  const summary = partOf(document, 'summary');
  const part = (name) => (summary === undefined ? undefined : member(summary, name));
  const generatedAt = generatedAtOf(document);
  const read = (node, names) => Object.fromEntries(names.map((name) => [name, countOf(node, name)]));
  const complete = (counts) => Object.values(counts).every((count) => count !== undefined);

  const grants = read(part('grants'), ['total', 'active', 'revoked', 'expired']);
  const policies = read(part('policies'), ['total']);
  const warn = (name) => {
    findings.add('pack.counts', { code: 'pack.count-mismatch', severity: 'warning' }, { absolute: ['summary', name] });
    findings.contradicted('pack.counts');
    counted[name] = 'contradicted';
  };
  if (complete(grants) && partOf(document, 'grants') !== undefined) {
    counted.grants = 'proved';
    const held = tallyGrants(partOf(document, 'grants').items, generatedAt);
    if (Object.keys(grants).some((name) => held[name] !== grants[name])) warn('grants');
  }
  if (complete(policies) && partOf(document, 'policies') !== undefined) {
    counted.policies = 'proved';
    if (partOf(document, 'policies').items.length !== policies.total) warn('policies');
  }

  const claimed = read(part('auditEntries'), ['total', ...STATUSES]);
  if (!complete(claimed)) {
    findings.notChecked('pack.counts');
    return counted;
  }
  const outcome = compareEntries(rows, claimed, generatedAt, window.until);
  counted.entries = { agree: 'proved', error: 'contradicted' }[outcome] ?? 'not-established';
  counted.statuses = rows.every((row) => row.status !== undefined);
  const severity = { error: 'error', fewer: 'warning', explained: 'info' }[outcome];
  if (severity !== undefined) {
    findings.add('pack.counts', { code: 'pack.count-mismatch', severity }, { absolute: ['summary', 'auditEntries'] });
  }
  if (outcome === 'fewer') findings.notEstablished('pack.counts');
  return counted;
}

/** A grant that says "active" but ran out before the pack was made is counted as expired. */
function tallyGrants(items, generatedAt) {
  const held = { total: items.length, active: 0, revoked: 0, expired: 0 };
  for (const item of items) {
    const status = textOf(item, 'status');
    const expiry = instant(textOf(item, 'expiresAt'));
    const over = expiry !== null && generatedAt !== null && compareInstants(expiry, generatedAt) <= 0;
    if (status === 'revoked') held.revoked += 1;
    else if (status === 'expired' || (status === 'active' && over)) held.expired += 1;
    else if (status === 'active') held.active += 1;
  }
  return held;
}
