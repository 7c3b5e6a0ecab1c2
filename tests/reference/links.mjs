/** Genesis and links: each row's `prevHash` against the row before it, and what a break shows. */
import { checkContent } from './content.mjs';
import { follows, namersOf } from './sequence.mjs';
import { isHash } from './text.mjs';

const LONGEST_INSERTION = 16;

/** Whether the entry verifies once its `prevHash` is replaced: then only its content finding stands. */
function prevHashWasEdited(row, replacements) {
  if (row.content === undefined || row.content.ok) return false;
  return replacements.some((hash) => checkContent(row, hash).ok);
}

/** @returns {{ cause: string, related?: number[] }} */
export function causeOf(rows, row) {
  const named = row.target;
  if (named !== undefined) {
    const between = rows.slice(named.index + 1, Math.max(row.index, named.index + 1));
    const inside = (other) => between.includes(other);
    const inserted = between.length >= 1 && between.length <= LONGEST_INSERTION
      && rows.every((other) => inside(other) || !inside(other.target))
      && between.every(({ target }) => target === undefined || target === named || inside(target));
    if (inserted) return { cause: 'inserted', related: between.map((other) => other.index) };
  } else {
    return { cause: 'deleted' };
  }
  const rival = namersOf(rows, named).find((other) => other !== row);
  if (rival !== undefined) return { cause: 'forked', related: [named.index, rival.index] };
  return { cause: 'moved', related: [named.index] };
}

/**
 * @param {object[]} rows all rows @param {object[]} sequence as `arrange` gives it
 * @param {{ genesis: 'required'|'outside'|'unknown', gapsAllowed: boolean }} mode
 */
export function judgeLinks(rows, sequence, mode, findings) {
  // Every row of a filtered export may stand alone inside its millisecond: then nothing tells where the chain begins.
  if (sequence.length === 0 && rows.length > 0) findings.notEstablished('chain.genesis');
  sequence.forEach((row, i) => {
    if (i === 0) judgeGenesis(row, mode, findings);
    else judgeLink(rows, row, sequence[i - 1], mode, findings);
  });
}

function judgeGenesis(row, mode, findings) {
  const usable = row.prevHash === null || (typeof row.prevHash === 'string' && (row.state === 'ok' || isHash(row.prevHash)));
  if (mode.genesis === 'outside' && row.prevHash !== null) {
    findings.notChecked('chain.genesis');
    findings.beginning = 'not-checked'; // the first prevHash names an entry before the window
  } else if (!usable || (mode.genesis === 'unknown' && row.prevHash !== null)) {
    findings.notEstablished('chain.genesis');
    findings.beginning = 'not-established';
  } else if (row.prevHash !== null && !prevHashWasEdited(row, [null])) {
    findings.add('chain.genesis', { code: 'chain.genesis-missing', severity: 'error', actual: row.prevHash }, { row, path: ['prevHash'] });
  }
}

function judgeLink(rows, row, base, mode, findings) {
  const where = { row, path: ['prevHash'] };
  const usable = row.prevHash === null || (typeof row.prevHash === 'string' && (row.state === 'ok' || isHash(row.prevHash)));
  const replacements = [base.hash, ...(base.content?.ok === false ? base.content.digests : [])].filter(Boolean);
  if (row.prevHash === null) {
    if (prevHashWasEdited(row, replacements)) return;
    findings.add('chain.genesis', { code: 'chain.genesis-unexpected', severity: 'error', expected: base.hash }, where);
  } else if (!usable || base.hash === undefined) {
    findings.notEstablished('chain.links');
  } else if (!follows(row, base) && !prevHashWasEdited(row, replacements)) {
    const { cause, related } = causeOf(rows, row);
    if (cause === 'deleted' && mode.gapsAllowed) findings.notEstablished('chain.links');
    else findings.add('chain.links', { code: 'chain.link-mismatch', severity: 'error', cause, expected: base.hash, actual: row.prevHash, related }, where);
  }
}
