/** `summary`, `grants` and `audit`: the other answers of the API, for people, programs and spreadsheets. */

import { apiFlags, clientOf, inWords, keyNote, paramsOf, windowFlags } from './api.js';
import { readArguments, UsageError } from './arguments.js';
import { csvOf } from './csv.js';
import { megabytes } from './documents.js';
import { FileSink, MemorySink, receiving } from './receive.js';
import { Page, ProgressLine, wantsColour } from './terminal.js';
import { safeJson, STATUS } from './verify.js';

/** @typedef {{ [column: string]: (row: any) => unknown }} Columns */

/** @type {Columns} */
const GRANTS = {
  grantId: (grant) => grant.grantId, agentId: (grant) => grant.agentId, principalId: (grant) => grant.principalId, developerId: (grant) => grant.developerId,
  scopes: (grant) => grant.scopes.join(' '), status: (grant) => grant.status, issuedAt: (grant) => grant.issuedAt, expiresAt: (grant) => grant.expiresAt,
  revokedAt: (grant) => grant.revokedAt, delegationDepth: (grant) => grant.delegationDepth,
};

/** @type {Columns} */
const ENTRIES = {
  entryId: (entry) => entry.entryId, timestamp: (entry) => entry.timestamp, status: (entry) => entry.status, action: (entry) => entry.action,
  agentId: (entry) => entry.agentId, agentDid: (entry) => entry.agentDid, grantId: (entry) => entry.grantId, principalId: (entry) => entry.principalId,
  developerId: (entry) => entry.developerId, metadata: (entry) => entry.metadata, hash: (entry) => entry.hash, prevHash: (entry) => entry.prevHash,
};

/** @type {Record<string, import('./arguments.js').Flag>} */
const jsonFlag = { json: { type: 'boolean', help: "the answer's own JSON, byte for byte where it is not a terminal" } };
/** @type {Record<string, import('./arguments.js').Flag>} */
const csvFlag = { csv: { type: 'boolean', help: 'CSV (RFC 4180) in which no cell can be a formula' } };
/** @type {Record<string, import('./arguments.js').Flag>} */
const outFlag = { out: { type: 'string', value: 'FILE', help: 'write to this file; .json and .csv say which of the two' } };
const exportExit = `Exit status:
  0  done
  2  could not run, or nothing usable came`;

export const summaryCommand = command({
  name: 'summary',
  method: 'getSummary',
  summary: 'the organisation in numbers',
  flags: { ...windowFlags, ...jsonFlag, ...outFlag },
  params: { since: 'since', until: 'until' },
  before: 'Prints counts of agents, grants, audit entries and policies.',
  print: printSummary,
});

export const grantsCommand = command({
  name: 'grants',
  method: 'exportGrants',
  summary: 'export grants',
  flags: { ...windowFlags, status: { type: 'string', value: 'S', help: 'active, revoked or expired' }, ...jsonFlag, ...csvFlag, ...outFlag },
  params: { since: 'since', until: 'until', status: 'status' },
  before: 'Exports all grants, or those that match.',
  rows: (answer) => answer.grants,
  columns: GRANTS,
  print: (page, answer) => printRows(page, answer.total, answer.grants, ['grantId', 'status', 'agentId', 'principalId', 'expiresAt', 'scopes'], GRANTS),
});

export const auditCommand = command({
  name: 'audit',
  method: 'exportAudit',
  summary: 'export audit entries',
  flags: {
    ...windowFlags,
    'agent-id': { type: 'string', value: 'ID', help: 'only entries of this agent' },
    status: { type: 'string', value: 'S', help: 'success, failure or blocked' },
    ...jsonFlag,
    ...csvFlag,
    ...outFlag,
  },
  params: { since: 'since', until: 'until', 'agent-id': 'agentId', status: 'status' },
  before: 'Exports all audit entries, or those that match. They are not verified: save them as JSON, which\n`grantex-compliance verify` can check; CSV and what is printed here can\'t be.',
  rows: (answer) => answer.entries,
  columns: ENTRIES,
  print: (page, answer) => printRows(page, answer.total, answer.entries, ['timestamp', 'status', 'action', 'agentId', 'entryId'], ENTRIES),
});

/**
 * @param {{ name: string, method: 'getSummary' | 'exportGrants' | 'exportAudit', summary: string, before: string,
 *   flags: Record<string, import('./arguments.js').Flag>, params: Record<string, string>, columns?: Columns,
 *   rows?: (answer: any) => any[], print: (page: Page, answer: any) => void }} spec
 */
function command({ name, method, summary, flags: own, params, before, rows, columns, print }) {
  const flags = { ...own, ...apiFlags };
  const example = columns === undefined ? 'summary --since 2026-01-01T00:00:00Z' : `${name} --since 2026-01-01T00:00:00Z --out ${name}.csv`;
  return {
    summary,
    usage: `grantex-compliance ${name} [options]`,
    text: { before: `${before}\n${keyNote}`, after: `${exportExit}\n\nExample:\n  grantex-compliance ${example}` },
    flags,
    /** @param {string[]} words @param {import('./main.js').Output} output */
    async run(words, output) {
      const { values, operands } = readArguments(words, flags);
      if (operands.length > 0) throw new UsageError(`\`${name}\` takes options only`);
      const form = formOf(values, columns !== undefined);
      const received = new MemorySink();
      const progress = new ProgressLine(process.stderr);
      const { compliance } = clientOf(values, receiving(received, (bytes) => progress.show(`${name}: ${megabytes(bytes)}`)));
      let answer;
      try {
        answer = await compliance[method](paramsOf(values, params));
      } catch (error) {
        throw inWords(error);
      } finally {
        progress.clear();
      }
      const onTerminal = values.out === undefined && process.stdout.isTTY === true;
      const pieces = () => {
        if (form === 'csv') return csvOf(/** @type {Columns} */ (columns), /** @type {any} */ (rows)(answer));
        if (form === 'json') return onTerminal ? [safeJson(answer)] : [received.bytes()];
        return [textOf(print, answer)];
      };
      if (values.out === undefined || values.out === '-') for (const piece of batched(pieces())) await output.print(/** @type {any} */ (piece));
      else await writeFile(values.out, pieces());
      return STATUS.intact;
    },
  };
}

/**
 * @param {Record<string, any>} values
 * @param {boolean} hasRows
 * @returns {'json' | 'csv' | 'text'}
 */
function formOf({ json, csv, out }, hasRows) {
  if (json && csv) throw new UsageError('`--json` and `--csv` are two forms; give one of them');
  if (json) return 'json';
  if (csv) return 'csv';
  if (out === undefined || out === '-') return 'text';
  if (/\.json$/i.test(out)) return 'json';
  if (hasRows && /\.csv$/i.test(out)) return 'csv';
  throw new UsageError(`\`--out ${out}\`: say in which form, ${hasRows ? '--json or --csv' : '--json'}`);
}

/** Small pieces of text together, for each is written by itself. @param {Iterable<string | Uint8Array>} pieces */
function* batched(pieces) {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece !== 'string') yield piece;
    else if ((text += piece).length > 1 << 16) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/**
 * @param {string} path
 * @param {Iterable<string | Uint8Array>} pieces
 */
async function writeFile(path, pieces) {
  const sink = new FileSink(path);
  try {
    await sink.begin();
    for (const piece of batched(pieces)) await sink.write(typeof piece === 'string' ? Buffer.from(piece) : piece);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/**
 * @param {(page: Page, answer: any) => void} print
 * @param {any} answer
 */
function textOf(print, answer) {
  const page = new Page({ colour: wantsColour(process.stdout, process.env), width: Math.min(process.stdout.columns || 100, 100) });
  print(page, answer);
  return page.toString();
}

/** @param {Page} page @param {any} answer */
function printSummary(page, { generatedAt, since, until, plan, agents, grants, auditEntries, policies }) {
  page.line(['Summary', 'bold'], `  of ${generatedAt}, plan ${plan}`);
  if (since !== undefined || until !== undefined) page.line(`  window     ${since ?? 'the beginning'} to ${until ?? 'now'}`);
  for (const [name, counts] of Object.entries({ agents, grants, 'audit entries': auditEntries, policies })) {
    const { total, ...rest } = counts;
    const parts = Object.entries(rest).map(([kind, n]) => `${kind} ${n}`);
    page.line(`  ${name.padEnd(14)} `, [String(total).padStart(9), 'bold'], parts.length > 0 ? `  ${parts.join(', ')}` : '');
  }
}

/**
 * @param {Page} page
 * @param {number} total
 * @param {any[]} rows
 * @param {string[]} names
 * @param {Columns} columns
 */
function printRows(page, total, rows, names, columns) {
  const texts = rows.map((row) => names.map((name) => String(columns[name](row) ?? '')));
  const widths = names.map((name, column) => texts.reduce((most, row) => Math.max(most, Math.min(row[column].length, 48)), name.length));
  const line = (/** @type {string[]} */ cells) => cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column]))).join('  ');
  page.line([line(names), 'dim']);
  for (const row of texts) page.line(line(row));
  page.line([`${total} in all`, 'bold']);
}
