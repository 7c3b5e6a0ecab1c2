/** The caller's checkpoint against the document, and the checkpoint to keep for next time. */
import { compareInstants, instant } from './time.mjs';
import { quote } from './text.mjs';
import { newestRow } from './order.mjs';

const unanchored = { assurance: 'unanchored', anchor: null };

/** @returns {{ assurance: 'anchored'|'unanchored', anchor: { index: number | null } | null }} */
export function judgeCheckpoint(document, { rows, single, sequence }, { checkpoint, expected }, window, developerId, findings) {
  if (checkpoint === null) {
    findings.notChecked('checkpoint');
    return unanchored;
  }
  const mismatch = (values, where) => {
    findings.add('checkpoint', { code: 'checkpoint.mismatch', severity: 'error', ...values }, where);
    return unanchored;
  };
  const { head } = checkpoint;
  if (developerId !== null && developerId !== checkpoint.developerId) {
    return mismatch({ expected: checkpoint.developerId, actual: developerId });
  }
  const found = single.find((row) => row.entryId === head.entryId);
  if (found !== undefined) {
    if (found.hash !== head.hash) return mismatch({ expected: head.hash, actual: found.hash }, { row: found, path: ['hash'] });
    if (!found.content?.ok) {
      findings.notEstablished('checkpoint');
      return unanchored;
    }
    // Windows that begin at the same time, or with the log, count the same entries.
    const then = checkpoint.window?.since ?? null;
    const sameBeginning = then === null
      ? !window.since.claimed
      : window.since.at !== null && compareInstants(window.since.at, instant(then)) === 0;
    if (sameBeginning && !ordinalFits(found, single, checkpoint.entries)) return mismatch({}, { row: found });
    return { assurance: 'anchored', anchor: { index: found.index } };
  }
  const filtered = document.kind === 'audit-export' && !(expected?.agentId === null && expected?.status === null);
  const at = instant(head.timestamp);
  // The document continues it, unless its window says that the head itself must be there.
  const mustHold = !filtered && window.since.at !== null && compareInstants(window.since.at, at) <= 0;
  if (sequence.length > 0 && sequence[0].prevHash === head.hash && !mustHold) return { assurance: 'anchored', anchor: { index: null } };
  const excluded = (window.since.at !== null && compareInstants(at, window.since.at) < 0)
    || (window.until.at !== null && compareInstants(at, window.until.at) > 0);
  if (excluded || filtered) {
    findings.add('checkpoint', { code: 'checkpoint.not-covered', severity: 'warning' });
    findings.notEstablished('checkpoint');
    return unanchored;
  }
  return mismatch({ expected: head.hash });
}

/**
 * The head's place must be the number of entries that the checkpoint counted. Rows of the head's own millisecond may
 * have been stored later with a smaller id, so within it any place fits.
 */
function ordinalFits(head, single, entries) {
  const timed = single.filter((row) => row.instant);
  const before = timed.filter((row) => compareInstants(row.instant, head.instant) < 0).length;
  const upTo = timed.filter((row) => compareInstants(row.instant, head.instant) <= 0).length;
  return entries > before && entries <= upTo;
}

/** Only an intact report gives a checkpoint, and only of a chain without a filter. */
export function nextCheckpoint(document, rows, { expected }, window, verdict, developerId, sha256) {
  const filtered = typeof expected?.agentId === 'string' || typeof expected?.status === 'string';
  const head = newestRow(rows);
  if (verdict !== 'intact' || filtered || head === null || developerId === null) return null;
  return {
    schema: 'grantex-compliance/checkpoint/1', developerId: quote(developerId), entries: rows.length,
    head: { entryId: quote(head.entryId), hash: head.hash, timestamp: quote(head.timestamp) },
    window: { since: window.since.text, until: window.until.text }, documentSha256: sha256,
  };
}
