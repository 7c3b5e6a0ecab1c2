// What each recorded document must give: the table of the report's specification, used by every way of running.
//
// `errors` are the error findings: code, index where it has one, cause where a link has one. `with` are flags of the
// command line; `options` the same for the functions.

const content = (...indexes) => indexes.map((index) => ['chain.content-mismatch', index]);

export const table = [
  { file: 'evidence-pack', verdict: 'intact', entries: 120, formats: { 'B/C': 67, C: 53 }, counts: { 'access.after-revocation': 25 } },
  { file: 'evidence-pack-soc2', verdict: 'intact', entries: 120, formats: { 'B/C': 67, C: 53 }, counts: { 'access.after-revocation': 25 } },
  { file: 'evidence-pack-unknown-framework', verdict: 'intact', entries: 120, formats: { 'B/C': 67, C: 53 }, counts: { 'access.after-revocation': 25 } },
  { file: 'evidence-pack-eras', verdict: 'intact', entries: 40, formats: { A: 10, B: 4, 'B/C': 20, C: 6 }, counts: { 'chain.status-unprotected': 1 } },
  { file: 'evidence-pack-window', verdict: 'intact', entries: 51, startsAtGenesis: false },
  { file: 'tampered-action', verdict: 'broken', errors: content(60) },
  { file: 'tampered-metadata', verdict: 'broken', errors: content(46) },
  { file: 'tampered-status', verdict: 'broken', errors: content(23) },
  { file: 'tampered-timestamp', verdict: 'broken', errors: content(61) },
  { file: 'tampered-two-principals', verdict: 'broken', errors: content(60, 119) },
  {
    file: 'tampered-moved-entry',
    verdict: 'broken',
    errors: [['chain.link-mismatch', 60, 'moved'], ...content(119), ['chain.link-mismatch', 119, 'moved']],
  },
  { file: 'deleted-entry', verdict: 'broken', errors: [['chain.link-mismatch', 60, 'deleted']] },
  { file: 'deleted-head', verdict: 'broken', errors: [['chain.genesis-missing', 0]], counts: { 'pack.server-claim-mismatch': 1 } },
  {
    file: 'deleted-head',
    title: 'deleted-head, a window written into it',
    edit: (text) => text.replace('"framework":"all"', '"since":"2026-11-23T14:44:42.000Z","framework":"all"'),
    with: ['--since', 'none'],
    options: { expected: { since: null } },
    verdict: 'broken',
    errors: [['pack.request-mismatch']],
  },
  { file: 'deleted-tail', verdict: 'intact', assurance: 'unanchored' },
  { file: 'deleted-tail', title: 'deleted-tail, with a checkpoint', checkpointOf: 'evidence-pack', verdict: 'broken', errors: [['checkpoint.mismatch']] },
  { file: 'erasure-marker', verdict: 'intact', counts: { 'chain.erasure-marker': 30, 'pack.server-claim-mismatch': 1 } },
  { file: 'same-millisecond', verdict: 'intact' },
  { file: 'same-millisecond-fork', verdict: 'inconclusive', findings: [['chain.same-millisecond-fork', 2]] },
  { file: 'evidence-pack-empty', verdict: 'inconclusive', entries: 0 },
  { file: 'export-audit', verdict: 'intact' },
  {
    file: 'export-audit',
    title: 'export-audit, asked whole',
    with: ['--since', 'none', '--until', 'none', '--agent-id', 'none', '--status', 'none'],
    options: { expected: { since: null, until: null, agentId: null, status: null } },
    verdict: 'intact',
  },
  { file: 'export-audit-blocked', verdict: 'inconclusive' },
  { file: 'export-audit-one-agent', verdict: 'inconclusive' },
];

export const exitStatus = { intact: 0, broken: 1, inconclusive: 3 };

/**
 * What of the report differs from the row, as two objects to compare.
 *
 * @returns {{ actual: object, expected: object }}
 */
export function compare(row, report) {
  const named = (severity) => report.findings.filter((one) => one.severity === severity).map(({ code, index, cause }) => [code, index, cause].filter((value) => value !== undefined));
  const actual = { verdict: report.verdict, errors: named('error') };
  const expected = { verdict: row.verdict, errors: row.errors ?? [] };
  if (row.entries !== undefined) {
    actual.entries = [report.entries.total, report.chainIntegrity.checkedEntries];
    expected.entries = [row.entries, row.entries];
  }
  if (row.formats !== undefined) {
    actual.formats = report.entries.byFormat;
    expected.formats = { A: 0, B: 0, 'B/C': 0, C: 0, ...row.formats };
  }
  for (const [code, n] of Object.entries(row.counts ?? {})) {
    const { error = 0, warning = 0, info = 0 } = report.findingCounts[code] ?? {};
    actual[code] = error + warning + info;
    expected[code] = n;
  }
  for (const [code, index] of row.findings ?? []) {
    actual[code] = report.findings.filter((one) => one.code === code).map((one) => one.index);
    expected[code] = [index];
  }
  if (row.startsAtGenesis !== undefined) {
    actual.startsAtGenesis = report.coverage.startsAtGenesis;
    expected.startsAtGenesis = row.startsAtGenesis;
  }
  if (row.assurance !== undefined) {
    actual.assurance = report.assurance;
    expected.assurance = row.assurance;
  }
  return { actual, expected };
}

/** The report without the part that differs between runs. */
export function lessRun({ run, ...report }) {
  return report;
}
