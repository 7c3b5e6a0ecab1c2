/** What was asked against what the file says was asked; and the window against the entries. */
import { compareInstants, windowInstant } from './time.mjs';
import { claimedEdge, generatedAtOf, partOf, textOf } from './parts.mjs';

const sameInstant = (a, b) => a !== null && b !== null && compareInstants(a, b) === 0;

export function judgeRequest(document, rows, expected, findings) {
  const told = (name) => expected !== null && expected[name] !== undefined;
  const mismatch = (name, actual, where) => {
    findings.add('pack.request', { code: 'pack.request-mismatch', severity: 'error', expected: expected[name], actual }, where);
  };
  if (document.kind === 'audit-export') {
    if (!['since', 'until', 'agentId', 'status'].some(told)) findings.notChecked('pack.request');
    for (const name of ['agentId', 'status']) {
      if (!told(name) || expected[name] === null) continue;
      for (const row of rows) {
        if (row[name] !== undefined && row[name] !== expected[name]) mismatch(name, row[name], { row, path: [name] });
      }
    }
    return;
  }
  if (!['since', 'until', 'framework'].some(told)) findings.notChecked('pack.request');
  const meta = partOf(document, 'meta');
  for (const name of ['since', 'until']) {
    if (!told(name)) continue;
    const { claimed, text, at } = claimedEdge(meta, name);
    const agrees = expected[name] === null ? !claimed : claimed && sameInstant(windowInstant(expected[name]), at);
    if (!agrees) mismatch(name, text, { absolute: ['meta', name] });
  }
  if (told('framework')) {
    const claimed = textOf(meta, 'framework');
    if (claimed !== (expected.framework ?? 'all')) mismatch('framework', claimed, { absolute: ['meta', 'framework'] });
  }
}

/** The window that binds the entries: a pack's own claim, or what an export was asked for. */
export function windowOf(document, expected) {
  if (document.kind === 'evidence-pack') {
    const meta = partOf(document, 'meta');
    return { since: claimedEdge(meta, 'since'), until: claimedEdge(meta, 'until') };
  }
  const asked = (text) => ({ claimed: typeof text === 'string', text: text ?? null, at: windowInstant(text) });
  return { since: asked(expected?.since), until: asked(expected?.until) };
}

export function judgeWindow(document, rows, window, expected, findings) {
  const generatedAt = generatedAtOf(document);
  const told = expected !== null && (expected.since !== undefined || expected.until !== undefined);
  if (document.kind === 'audit-export' && !told) findings.notChecked('pack.window');
  for (const edge of [window.since, window.until]) if (edge.claimed && edge.at === null) findings.notEstablished('pack.window');
  for (const row of rows) {
    if (!row.instant) continue;
    const where = { row, path: ['timestamp'] };
    const early = window.since.at !== null && compareInstants(row.instant, window.since.at) < 0;
    const late = window.until.at !== null && compareInstants(row.instant, window.until.at) > 0;
    if (early || late) findings.add('pack.window', { code: 'pack.outside-window', severity: 'error' }, where);
    if (generatedAt !== null && compareInstants(row.instant, generatedAt) > 0) {
      findings.add('pack.window', { code: 'pack.generated-before-entry', severity: 'warning' }, where);
      findings.contradicted('pack.window');
    }
  }
}
