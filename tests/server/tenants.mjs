/**
 * The tenants, each with an API key of its own: those whose answers were recorded, and generated ones of any size.
 *
 * `gx_dev_recorded` has everything that was recorded of the first tenant; `gx_dev_NAME` has the recorded pack NAME
 * (`tampered-action`, `evidence-pack-eras`, …); `gx_dev_empty` has nothing; `gx_dev_generated` has what the server was
 * started with, and `gx_dev_generated_1000000_7` a million entries from seed 7.
 */
import { generateGrantsExport, generateSummary } from '../generator/answers.mjs';
import { withDefaults } from '../generator/options.mjs';
import { streamPack } from '../generator/pack.mjs';
import { iso, makePolicies, makeTenant } from '../generator/parts.mjs';
import { makePlan } from '../generator/plan.mjs';
import { recordedBody, recordedNames } from './recorded.mjs';

/**
 * @typedef {Record<string, string>} Query
 * @typedef {{ summary?: Answer, 'export/grants'?: Answer, 'export/audit'?: Answer, 'evidence-pack'?: Answer }} Tenant
 * @typedef {(query: Query) => Iterable<string | Uint8Array> | null} Answer null: there is none for this query
 */

/** The window and the filters that were recorded, besides asking for everything. */
const WINDOW = { since: '2026-11-23T14:44:42.568Z', until: '2026-11-23T14:44:42.758Z' };

/**
 * @param {string} key
 * @param {object} generated options of the generator
 * @returns {Tenant | null}
 */
export function tenantOf(key, generated) {
  const name = /^gx_dev_(.+)$/.exec(key)?.[1];
  if (name === undefined) return null;
  if (name === 'recorded') return recordedTenant;
  if (name === 'empty') return { summary: whole('summary-empty'), 'evidence-pack': whole('evidence-pack-empty') };
  const [, entries, seed] = /^generated(?:_(\d{1,8})(?:_(\w+))?)?$/.exec(name) ?? [];
  if (name.startsWith('generated')) {
    return generatedTenant({ ...generated, ...(entries === undefined ? {} : { entries: Number(entries) }), ...(seed === undefined ? {} : { seed }) });
  }
  const isPack = recordedNames.includes(name) && 'auditEntries' in JSON.parse(recordedBody(name).toString());
  return isPack ? { 'evidence-pack': whole(name) } : null;
}

/** One recorded answer, to whatever is asked: its tenant was asked for everything. @returns {Answer} */
function whole(name) {
  return (query) => (Object.keys(query).length === 0 || (query.framework !== undefined && Object.keys(query).length === 1) ? [recordedBody(name)] : null);
}

/** @param {[Query, string][]} answers @returns {Answer} */
function oneOf(answers) {
  return (query) => {
    const name = answers.find(([asked]) => sameMembers(asked, query))?.[1];
    return name === undefined ? null : [recordedBody(name)];
  };
}

function sameMembers(a, b) {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);
}

/** The agent whose entries were recorded alone. */
const recordedAgent = JSON.parse(recordedBody('export-audit-one-agent').toString()).entries[0].agentId;

/** @type {Tenant} */
const recordedTenant = {
  summary: oneOf([[{}, 'summary'], [WINDOW, 'summary-window']]),
  'export/grants': oneOf([[{}, 'export-grants'], [{ status: 'revoked' }, 'export-grants-revoked']]),
  'export/audit': oneOf([[{}, 'export-audit'], [{ status: 'blocked' }, 'export-audit-blocked'], [{ agentId: recordedAgent }, 'export-audit-one-agent']]),
  'evidence-pack': oneOf([
    [{}, 'evidence-pack'], [{ framework: 'all' }, 'evidence-pack'], [{ framework: 'soc2' }, 'evidence-pack-soc2'],
    [{ framework: 'hipaa' }, 'evidence-pack-unknown-framework'], [{ ...WINDOW, framework: 'gdpr' }, 'evidence-pack-window'],
  ]),
};

/**
 * One generated chain, whatever is asked of it: windows and filters choose rows of it, and everything else is counted again.
 *
 * @returns {Tenant}
 */
function generatedTenant(options) {
  return {
    summary: (query) => [JSON.stringify(summaryOf(options, query))],
    'export/grants': (query) => {
      const { generatedAt } = JSON.parse(generateSummary(options));
      const grants = grantsOf(options, query).filter(({ status }) => query.status === undefined || status === query.status);
      return [JSON.stringify({ generatedAt, total: grants.length, grants })];
    },
    // What the generator writes by itself is what the server answers when asked for everything.
    'export/audit': (query) => (Object.keys(query).length === 0 ? streamPack({ ...options, kind: 'export' }) : exportOf(options, query)),
    'evidence-pack': ({ framework = 'all', ...query }) => (Object.keys(query).length === 0 ? streamPack({ ...options, framework }) : packOf(options, { ...query, framework })),
  };
}

/** The texts of the chain's rows that match. */
function* rowsOf(options, { since, until, agentId, status }) {
  const [from, to] = windowOf({ since, until });
  for (const row of allRows(options)) {
    const entry = JSON.parse(row);
    const time = Date.parse(entry.timestamp);
    const matches = time >= from && time <= to && (agentId === undefined || entry.agentId === agentId) && (status === undefined || entry.status === status);
    if (matches) yield { row, entry };
  }
}

/** The texts of all rows, from the generator's export. */
function* allRows(options) {
  const between = '},{"entryId":';
  let pending = '';
  let begun = false;
  for (const chunk of streamPack({ ...options, kind: 'export' })) {
    pending += chunk;
    if (!begun) {
      const start = pending.indexOf('"entries":[') + '"entries":['.length;
      pending = pending.slice(start);
      begun = true;
    }
    const rows = pending.split(between);
    pending = rows.pop();
    for (const [place, row] of rows.entries()) {
      yield `${place === 0 ? '' : '{"entryId":'}${row}}`;
    }
    if (rows.length > 0) pending = `{"entryId":${pending}`;
  }
  const last = pending.slice(0, pending.lastIndexOf(']}'));
  if (last !== '') yield last;
}

function grantsOf(options, query) {
  const [from, to] = windowOf(query);
  const { grants } = JSON.parse(generateGrantsExport(options));
  return grants.filter(({ issuedAt }) => Date.parse(issuedAt) >= from && Date.parse(issuedAt) <= to);
}

function summaryOf(options, query) {
  if (query.since === undefined && query.until === undefined) return JSON.parse(generateSummary(options));
  const { generatedAt, agents, policies, plan } = JSON.parse(generateSummary(options));
  const grants = grantsOf(options, query);
  const now = Date.parse(generatedAt);
  const revoked = grants.filter(({ status }) => status === 'revoked').length;
  const active = grants.filter(({ status, expiresAt }) => status === 'active' && Date.parse(expiresAt) > now).length;
  const auditEntries = { total: 0, success: 0, failure: 0, blocked: 0 };
  for (const { entry } of rowsOf(options, { since: query.since, until: query.until })) {
    auditEntries.total += 1;
    auditEntries[entry.status] += 1;
  }
  return { generatedAt, ...repeated(query), agents, grants: { total: grants.length, active, revoked, expired: grants.length - active - revoked }, auditEntries, policies, plan };
}

function* exportOf(options, query) {
  const { generatedAt } = JSON.parse(generateSummary(options));
  let total = 0;
  for (const _ of rowsOf(options, query)) total += 1;
  yield `{"generatedAt":${JSON.stringify(generatedAt)},"total":${total},"entries":[`;
  yield* joined(rowsOf(options, query));
  yield ']}';
}

function* packOf(options, query) {
  const { generatedAt, since: _, until: __, ...summary } = summaryOf(options, query);
  const shape = withDefaults(options);
  const policies = makePolicies(shape, makeTenant(shape, makePlan(shape)));
  const meta = { schemaVersion: '1.0', generatedAt, ...repeated(query), framework: query.framework };
  yield `{"meta":${JSON.stringify(meta)},"summary":${JSON.stringify(summary)},"grants":${JSON.stringify(grantsOf(options, query))},"auditEntries":[`;
  yield* joined(rowsOf(options, query));
  const claim = { valid: true, checkedEntries: summary.auditEntries.total, firstBrokenAt: null, reason: null };
  yield `],"policies":${JSON.stringify(policies)},"chainIntegrity":${JSON.stringify(claim)}}`;
}

/** The rows between commas, in pieces worth sending. */
function* joined(rows) {
  let pending = '';
  let comma = '';
  for (const { row } of rows) {
    pending += comma + row;
    comma = ',';
    if (pending.length > 1 << 16) {
      yield pending;
      pending = '';
    }
  }
  yield pending;
}

function windowOf({ since, until }) {
  return [since === undefined ? -Infinity : Date.parse(since), until === undefined ? Infinity : Date.parse(until)];
}

/** The window's two ends as the server repeats them. */
function repeated({ since, until }) {
  return { ...(since === undefined ? {} : { since: iso(Date.parse(since)) }), ...(until === undefined ? {} : { until: iso(Date.parse(until)) }) };
}
