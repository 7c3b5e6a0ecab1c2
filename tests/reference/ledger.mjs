/** The claim ledger: what every part of the document says, what binds it, what became of it. Statement by statement, then counted. */
import { compareInstants } from './time.mjs';
import { generatedAtOf, partOf, textOf } from './parts.mjs';
import { member } from './json.mjs';
import { follows } from './sequence.mjs';
import { quote } from './text.mjs';

const HASHED = ['entryId', 'agentId', 'agentDid', 'grantId', 'principalId', 'developerId', 'action', 'metadata', 'timestamp', 'prevHash', 'hash'];
const POLICY = ['id', 'name', 'effect', 'priority', 'agentId', 'principalId', 'scopes', 'timeOfDayStart', 'timeOfDayEnd', 'createdAt', 'updatedAt'];

/** code: where, which members, which checks look at it; `E` stands for the entries, `M` for `meta`. */
const PLACES = {
  'entries.content': ['E/*', HASHED, ['chain.content']],
  'entries.status': ['E/*', ['status'], ['chain.content', 'pack.counts']],
  'entries.order': ['E', [], ['chain.links', 'chain.genesis', 'chain.order', 'chain.developer']],
  'entries.grant': ['E/*', ['grantId'], ['access.replay']],
  'entries.erasure-marker': ['E/*/metadata', ['dataDeletedAt', 'erasedAt'], []],
  'entries.unprotected-member': ['E/*', [], []],
  'meta.schema-version': ['M', ['schemaVersion'], ['document.schema']],
  'meta.generated-at': ['M', ['generatedAt'], ['pack.window']],
  'meta.since': ['M', ['since'], ['pack.request', 'pack.window', 'chain.genesis']],
  'meta.until': ['M', ['until'], ['pack.request', 'pack.window']],
  'meta.framework': ['M', ['framework'], ['pack.request']],
  'summary.audit-entries': ['/summary/auditEntries', ['total', 'success', 'failure', 'blocked'], ['pack.counts']],
  'summary.grants': ['/summary/grants', ['total', 'active', 'revoked', 'expired'], ['pack.counts']],
  'summary.policies': ['/summary/policies', ['total'], ['pack.counts']],
  'summary.agents': ['/summary/agents', ['total', 'active', 'suspended', 'revoked'], []],
  'summary.plan': ['/summary', ['plan'], ['pack.plan-limit']],
  'grants.parties': ['/grants/*', ['grantId', 'agentId', 'principalId'], ['access.replay']],
  'grants.dates': ['/grants/*', ['issuedAt', 'expiresAt', 'revokedAt'], ['access.replay']],
  'grants.status': ['/grants/*', ['status'], ['pack.counts']],
  'grants.scopes': ['/grants/*', ['scopes'], []],
  'grants.other': ['/grants/*', ['developerId', 'delegationDepth'], []],
  policies: ['/policies/*', POLICY, []],
  total: ['', ['total'], ['pack.counts']],
  'chain-integrity': ['/chainIntegrity', ['valid', 'checkedEntries', 'firstBrokenAt', 'reason'], ['pack.server-claim']],
  'unknown-member': ['', [], []],
};
const BINDINGS = { hash: 'hash', 'cross-checked': 'crossChecked', asserted: 'asserted', uncheckable: 'uncheckable' };
const OUTCOMES = { contradicted: 'contradicted', 'not-established': 'notEstablished', 'not-checked': 'notChecked', proved: 'proved' };
const KNOWN = {
  top: ['meta', 'summary', 'chainIntegrity', 'generatedAt', 'total', 'grants', 'policies', 'auditEntries', 'entries'],
  meta: ['schemaVersion', 'generatedAt', 'since', 'until', 'framework'],
  summary: ['agents', 'grants', 'auditEntries', 'policies', 'plan'],
  grants: ['grantId', 'id', 'agentId', 'agentDid', 'principalId', 'developerId', 'scopes', 'status', 'issuedAt', 'expiresAt', 'revokedAt', 'delegationDepth'],
  policies: POLICY,
};
const ORDER_CODES = ['chain.link-mismatch', 'chain.genesis-missing', 'chain.genesis-unexpected', 'chain.duplicate-entry', 'chain.developer-mismatch'];

/** @returns the report's `claims` */
export function keepLedger({ document, rows, arranged, window, expected, counted, serverClaim, findings }) {
  const statements = []; // [code, binding, outcome], one for each
  const say = (code, binding, outcome, times = 1) => { for (let i = 0; i < times; i += 1) statements.push([code, binding, outcome]); };
  const compared = (code, outcome, times = 1) => (outcome === null ? say(code, 'asserted', 'not-checked', times) : say(code, 'cross-checked', outcome, times));
  const isPack = document.kind === 'evidence-pack';

  const genesis = beginning(rows, arranged.sequence, findings);
  for (const row of rows) sayRow(row, { say, arranged, genesis, counted, findings });
  const uses = sayGrantsOfEntries(document, rows, isPack, say, findings);
  const marked = findings.list.filter(({ code }) => code === 'chain.erasure-marker').length;
  say('entries.erasure-marker', 'asserted', 'not-checked', marked);
  const odd = rows.filter((row) => row.state === 'ok' || row.state === 'malformed').flatMap((row) => [...new Set(row.unprotected)]);
  say('entries.unprotected-member', 'asserted', 'not-checked', odd.length);

  if (isPack) {
    sayMeta(document, rows, { window, expected, genesis, findings, say, compared });
    saySummary(partOf(document, 'summary'), counted, say, compared);
    sayGrants(partOf(document, 'grants')?.items ?? [], uses, counted, say, compared);
    say('policies', 'uncheckable', 'not-checked', 11 * (partOf(document, 'policies')?.items.length ?? 0));
    if (serverClaim !== null) sayServerClaim(serverClaim, say, compared);
  } else {
    if (partOf(document, 'generatedAt')?.type === 'string') compared('meta.generated-at', madeBefore(document, rows));
    if (document.parts.has('total')) compared('total', counted.total);
  }
  say('unknown-member', 'asserted', 'not-checked', countUnknown(document));
  return { parts: lines(statements, document, odd), coverage: coverage(statements, rows) };
}

/** What the first row of the sequence shows by itself. */
function beginning(rows, sequence, findings) {
  if (findings.list.some(({ code }) => code === 'chain.genesis-missing')) return 'contradicted';
  if (sequence.length === 0) return 'not-established';
  return findings.beginning ?? 'proved';
}

function sayRow(row, { say, arranged, genesis, counted, findings }) {
  const content = row.content === undefined ? 'not-established' : row.content.ok ? 'proved' : 'contradicted';
  say('entries.content', 'hash', content, HASHED.length);
  if (row.content?.ok && row.content.format === 'A') {
    if (counted.entries !== null && counted.statuses) say('entries.status', 'cross-checked', 'not-established');
    else say('entries.status', 'asserted', 'not-checked');
  } else {
    say('entries.status', 'hash', content);
  }
  const i = arranged.sequence.indexOf(row);
  const place = () => {
    if (findings.list.some(({ code, index }) => index === row.index && ORDER_CODES.includes(code))) return 'contradicted';
    if (!row.content?.ok || i < 0) return 'not-established'; // a leaf, or one that can't be placed
    if (i === 0) return genesis;
    return follows(row, arranged.sequence[i - 1]) ? 'proved' : 'not-established';
  };
  say('entries.order', 'hash', place());
}

/** @returns the grants that actions name, each with what of it they contradict */
function sayGrantsOfEntries(document, rows, isPack, say, findings) {
  const uses = new Map();
  const grants = document.parts.get('grants');
  if (!isPack || grants === undefined || grants.at > document.parts.get(document.rowsName).at) {
    say('entries.grant', 'asserted', 'not-checked', rows.length);
    return uses;
  }
  const violations = new Set(findings.list.filter(({ code }) => code.startsWith('access.') && code !== 'access.grant-not-in-pack').map(({ index }) => index));
  for (const row of rows) {
    const grant = grants.node.items.find((item) => (textOf(item, 'grantId') ?? textOf(item, 'id')) === row.grantId);
    if (row.state !== 'ok' || row.status === 'blocked') say('entries.grant', 'cross-checked', 'not-checked');
    else if (grant === undefined) say('entries.grant', 'cross-checked', 'not-established');
    else {
      say('entries.grant', 'cross-checked', violations.has(row.index) ? 'contradicted' : 'proved');
      if (!uses.has(grant)) uses.set(grant, new Set());
      for (const name of ['agentId', 'principalId']) {
        if (textOf(grant, name) !== undefined && textOf(grant, name) !== row[name]) uses.get(grant).add(name);
      }
    }
  }
  return uses;
}

function madeBefore(document, rows) {
  const made = generatedAtOf(document);
  const timed = rows.filter((row) => row.instant);
  if (made === null || timed.length === 0) return null;
  return timed.some((row) => compareInstants(row.instant, made) > 0) ? 'contradicted' : 'not-established';
}

function sayMeta(document, rows, { window, expected, genesis, findings, say, compared }) {
  const meta = partOf(document, 'meta');
  if (meta === undefined) return;
  const has = (code, pointer) => findings.list.some((finding) => finding.code === code && (pointer === undefined || finding.pointer === pointer));
  if (member(meta, 'schemaVersion') !== undefined) compared('meta.schema-version', has('document.unsupported-schema') ? 'not-established' : 'proved');
  if (member(meta, 'generatedAt') !== undefined) compared('meta.generated-at', madeBefore(document, rows));
  const told = (name) => expected !== null && expected[name] !== undefined;
  for (const [name, side] of [['since', -1], ['until', 1]]) {
    const { claimed, at } = window[name];
    const outside = at !== null && rows.some((row) => row.instant && compareInstants(row.instant, at) * side > 0);
    const headless = name === 'since' && genesis === 'contradicted';
    if (has('pack.request-mismatch', `/meta/${name}`) || outside || headless) compared(`meta.${name}`, 'contradicted');
    else if (told(name)) compared(`meta.${name}`, 'proved');
    else if (claimed) compared(`meta.${name}`, 'not-established');
    else compared(`meta.${name}`, name === 'since' && genesis === 'proved' ? 'proved' : null);
  }
  if (told('framework')) compared('meta.framework', has('pack.request-mismatch', '/meta/framework') ? 'contradicted' : 'proved');
  else if (member(meta, 'framework') !== undefined) compared('meta.framework', null);
}

function saySummary(summary, counted, say, compared) {
  const states = (name) => summary !== undefined && member(summary, name) !== undefined;
  if (states('auditEntries')) {
    compared('summary.audit-entries', counted.entries);
    compared('summary.audit-entries', counted.statuses ? counted.entries : null, 3);
  }
  if (states('grants')) compared('summary.grants', counted.grants, 4);
  if (states('policies')) compared('summary.policies', counted.policies);
  if (states('agents')) say('summary.agents', 'uncheckable', 'not-checked', 4);
  if (states('plan')) compared('summary.plan', null);
}

function sayGrants(items, uses, counted, say, compared) {
  for (const item of items) {
    const contradicted = uses.get(item);
    for (const name of ['grantId', 'agentId', 'principalId']) {
      compared('grants.parties', contradicted === undefined ? null : contradicted.has(name) ? 'contradicted' : 'proved');
    }
    compared('grants.dates', contradicted === undefined ? null : 'not-established', 3);
    compared('grants.status', counted.grants === null ? null : 'not-established');
    say('grants.scopes', 'uncheckable', 'not-checked');
    compared('grants.other', null, 2);
  }
}

function sayServerClaim({ agrees, asModelled }, say, compared) {
  if (agrees === null) compared('chain-integrity', null, 4);
  else if (!agrees) compared('chain-integrity', 'contradicted', 4);
  else {
    compared('chain-integrity', 'proved', 2);
    compared('chain-integrity', asModelled === true ? 'proved' : 'not-established', 2);
  }
}

function countUnknown(document) {
  const unknown = (node, known) => (node?.type === 'object' ? new Set(node.members.map(({ name }) => name).filter((name) => !known.includes(name))).size : 0);
  const items = (name) => partOf(document, name)?.items ?? [];
  return [...document.parts.keys()].filter((name) => !KNOWN.top.includes(name)).length
    + unknown(partOf(document, 'meta'), KNOWN.meta) + unknown(partOf(document, 'summary'), KNOWN.summary)
    + ['grants', 'policies'].flatMap((name) => items(name).map((item) => unknown(item, KNOWN[name]))).reduce((a, b) => a + b, 0);
}

const counts = (names, statements, place) => Object.fromEntries(Object.entries(names).map(([name, key]) => [key, statements.filter((one) => one[place] === name).length]));

function lines(statements, document, odd) {
  const [entries, meta] = document.kind === 'evidence-pack' ? ['/auditEntries', '/meta'] : ['/entries', ''];
  const names = [...new Set(odd.map(quote))].sort(compareUtf8);
  const found = [];
  for (const [code, [part, members, checks]] of Object.entries(PLACES)) {
    for (const binding of Object.keys(BINDINGS)) {
      const own = statements.filter((one) => one[0] === code && one[1] === binding);
      if (own.length === 0) continue;
      found.push({
        code, part: part.replace(/^E/, entries).replace(/^M/, meta),
        members: code === 'entries.unprotected-member' ? [...names.slice(0, 16), ...(names.length > 16 ? ['…'] : [])] : members,
        binding, outcome: Object.keys(OUTCOMES).find((outcome) => own.some((one) => one[2] === outcome)),
        statements: counts(OUTCOMES, own, 2), checks,
      });
    }
  }
  return found;
}

const compareUtf8 = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function coverage(statements, rows) {
  const percent = (part, of) => (of === 0 ? 0 : Math.floor((part * 100) / of));
  const bytes = (some) => some.reduce((sum, row) => sum + row.end - row.start, 0);
  const of = (test) => statements.filter(test).length;
  const [entryBytes, boundEntryBytes] = [bytes(rows), bytes(rows.filter((row) => row.content?.ok))];
  return {
    statements: statements.length, byBinding: counts(BINDINGS, statements, 1), byOutcome: counts(OUTCOMES, statements, 2),
    boundPercent: percent(of(([, binding, outcome]) => binding === 'hash' && outcome === 'proved'), statements.length),
    provedPercent: percent(of(([, , outcome]) => outcome === 'proved'), statements.length),
    entryBytes, boundEntryBytes, boundEntryBytesPercent: percent(boundEntryBytes, entryBytes),
  };
}
