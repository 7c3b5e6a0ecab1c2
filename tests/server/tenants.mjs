/**
 * The tenants, each with an API key of its own: those whose answers were recorded, and generated ones of any size.
 *
 * `gx_dev_recorded` has everything that was recorded of the first tenant; `gx_dev_NAME` has the recorded pack NAME
 * (`tampered-action`, `evidence-pack-eras`, …); `gx_dev_empty` has nothing; `gx_dev_generated` has what the server was
 * started with, and `gx_dev_generated_1000000_7` a million entries from seed 7.
 */
import { generateGrantsExport, generateSummary } from '../generator/answers.mjs';
import { DEFAULTS, withDefaults } from '../generator/options.mjs';
import { streamPack } from '../generator/pack.mjs';
import { iso, makeMeta, makeTenant } from '../generator/parts.mjs';
import { makePlan } from '../generator/plan.mjs';
import { timeline } from '../generator/timeline.mjs';
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

/** @returns {Tenant} */
function generatedTenant(options) {
  const base = { ...DEFAULTS, ...options };
  return {
    summary: (query) => [echoed(generateSummary(windowed(base, query)), query)],
    'export/grants': (query) => [generateGrantsExport(windowed(base, query), query.status ?? null)],
    'export/audit': (query) => {
      const shape = windowed({ ...base, kind: 'export', status: query.status ?? null }, query);
      if (query.agentId === undefined) return streamPack(shape);
      const agents = makeTenant(withDefaults(shape), makePlan(withDefaults(shape))).agents;
      const agent = agents.indexOf(query.agentId);
      // Of an agent that there is not, there are no entries.
      return agent < 0 ? [JSON.stringify({ generatedAt: JSON.parse(generateSummary(shape)).generatedAt, total: 0, entries: [] })] : streamPack({ ...shape, agent });
    },
    'evidence-pack': (query) => packOf(windowed({ ...base, framework: query.framework ?? 'all' }, query), query),
  };
}

/** The options for the part of the chain that lies in the window. */
function windowed(options, { since, until }) {
  if (since === undefined && until === undefined) return options;
  const from = since === undefined ? -Infinity : Date.parse(since);
  const to = until === undefined ? Infinity : Date.parse(until);
  let before = 0;
  let entries = 0;
  let after = 0;
  for (const group of timeline(withDefaults(options))) {
    if (group[0].ms < from) before += group.length;
    else if (group[0].ms > to) after += group.length;
    else entries += group.length;
  }
  return { ...options, before, entries, after };
}

/** A pack that names the window that was asked for, as the server does; the generator names its first and last entry. */
function* packOf(options, query) {
  const shape = withDefaults(options);
  const made = makeMeta(shape, makePlan(shape));
  const { schemaVersion, generatedAt, framework } = made;
  const meta = { schemaVersion, generatedAt, ...windowOf(query), framework };
  const before = `{"meta":${JSON.stringify(made)}`;
  let first = true;
  for (const chunk of streamPack(options)) {
    if (first && !chunk.startsWith(before)) throw new Error('dev server: the generated pack does not begin with its meta');
    yield first ? `{"meta":${JSON.stringify(meta)}${chunk.slice(before.length)}` : chunk;
    first = false;
  }
}

function echoed(summary, query) {
  const { generatedAt, since, until, ...rest } = JSON.parse(summary);
  return JSON.stringify({ generatedAt, ...windowOf(query), ...rest });
}

/** The window's two ends as the server repeats them. */
function windowOf({ since, until }) {
  return { ...(since === undefined ? {} : { since: iso(Date.parse(since)) }), ...(until === undefined ? {} : { until: iso(Date.parse(until)) }) };
}
