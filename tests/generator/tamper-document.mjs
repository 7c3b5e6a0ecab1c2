/** Ways to tamper with what no hash covers, and with the bytes themselves. Same contract as in `tamper-rows.mjs`. */
import { formatOf } from './server.mjs';

const error = (code, index, more = {}) => ({ code, severity: 'error', ...(index === undefined ? {} : { index }), ...more });
const warning = (code, index) => ({ code, severity: 'warning', ...(index === undefined ? {} : { index }) });

function changeTotal({ pack, random }) {
  pack.summary.auditEntries.total += random.pick([-1, 1, 4]);
  return { description: 'total changed', level: 'file', findings: [] }; // the counts are judged by `tamper` itself
}

function changeStatusCount({ pack, random }) {
  const [from, to] = random.shuffle(['success', 'failure', 'blocked']);
  if (pack.summary.auditEntries[from] === 0) return null;
  pack.summary.auditEntries[from] -= 1;
  pack.summary.auditEntries[to] += 1;
  return { description: `one ${from} counted as ${to}`, level: 'file', findings: [] };
}

function changeGrantCount({ pack }) {
  pack.summary.grants.active += 1;
  return { description: 'active grants miscounted', level: 'file', findings: [warning('pack.count-mismatch')] };
}

function changePolicyCount({ pack }) {
  pack.summary.policies.total += 1;
  return { description: 'policies miscounted', level: 'file', findings: [warning('pack.count-mismatch')] };
}

function narrowUntil({ pack, rows, pick }) {
  const i = pick((k) => k > 0 && k < rows.length - 1);
  pack.meta.until = rows[i].timestamp;
  return { description: `until set to ${i}`, findings: rows.map((_, k) => k).slice(i + 1).map((k) => error('pack.outside-window', k)) };
}

function narrowSince({ pack, rows, pick }) {
  const i = pick((k) => k > 0);
  pack.meta.since = rows[i].timestamp;
  return { description: `since set to ${i}`, findings: rows.map((_, k) => k).slice(0, i).map((k) => error('pack.outside-window', k)) };
}

function changeFramework({ pack, random }) {
  const asked = pack.meta.framework;
  pack.meta.framework = 'hipaa';
  const told = random.chance(0.5);
  return {
    description: 'framework changed', options: told ? { expected: { framework: asked } } : {},
    findings: told ? [error('pack.request-mismatch')] : [],
  };
}

function changeSchema({ pack, random }) {
  pack.meta.schemaVersion = random.pick(['1.1', '2.0', '']);
  return { description: 'schema version changed', findings: [warning('document.unsupported-schema')], open: true };
}

function predate({ pack, rows, pick, until }) {
  if (until) return null;
  const i = pick((k) => k > 0 && k < rows.length - 1);
  pack.grants = []; // otherwise some of them would not have run out yet
  pack.summary.grants = { total: 0, active: 0, revoked: 0, expired: 0 };
  pack.meta.generatedAt = rows[i].timestamp;
  return {
    description: `generated at the time of ${i}`,
    findings: rows.map((_, k) => k).slice(i + 1).map((k) => warning('pack.generated-before-entry', k)),
  };
}

function falseClaim({ pack, rows, pick }) {
  const i = pick(() => true);
  pack.chainIntegrity = { valid: false, checkedEntries: i, firstBrokenAt: rows[i].entryId, reason: 'content' };
  return { description: 'the claim says broken', level: 'file', findings: [] };
}

/** Written text, changed: these look at the one place that `JSON.stringify` gives them. */
const written = (change) => (text) => {
  const made = change(text);
  if (made === text) throw new Error('generator: the place to edit was not found');
  return made;
};

function malformed({ rows, random, any }) {
  const i = any();
  const row = rows[i];
  const kind = random.pick(['missing', 'type', 'hash', 'timestamp', 'prevHash', 'metadata', 'beyond']);
  const name = random.pick(['entryId', 'agentId', 'agentDid', 'grantId', 'principalId', 'action', 'hash', 'timestamp']);
  if (kind === 'missing') delete row[name];
  if (kind === 'type') row[name] = random.pick([1, null, true, ['x'], {}]);
  if (kind === 'hash') row.hash = random.pick([row.hash.toUpperCase().replace(/^\d*/, 'A'), row.hash.slice(1), `${row.hash}0`, '']);
  if (kind === 'timestamp') row.timestamp = random.pick(['yesterday', '2026-02-30T00:00:00.000Z', '2026-09', '2026-09-01T25:00:00.000Z', '']);
  if (kind === 'prevHash' && random.chance(0.5)) delete row.prevHash;
  else if (kind === 'prevHash') row.prevHash = random.pick([7, false, []]);
  if (kind === 'metadata') row.metadata = random.pick([[], 5, 'no object', true]);
  if (kind === 'beyond') row.metadata = { n: 'BEYOND' };
  const number = random.pick(['1e400', '-1e400', '2e308']);
  return {
    description: `${i} malformed (${kind}, ${name})`, level: 'file', findings: [error('document.malformed-entry', i)],
    edit: kind === 'beyond' ? written((all) => all.replace('"BEYOND"', number)) : undefined,
  };
}

function notAnEntry({ rows, random, any }) {
  const i = any();
  rows[i] = random.pick([null, 1, 'x', [], true]);
  return { description: `${i} is no object`, level: 'file', findings: [error('document.malformed-entry', i)] };
}

function duplicateMember({ rows, random, any }) {
  const i = any();
  const marker = JSON.stringify(rows[i]);
  const twice = random.pick([
    marker.replace(/}$/, ',"status":"success"}'), marker.replace('{', '{"action":"harmless",'),
    marker.replace('"metadata":', '"met\\u0061data":{},"metadata":'), marker.replace('"metadata":{', '"metadata":{"k":1,"\\u006b":2,').replace('2,}', '2}'),
  ]);
  return {
    description: `a member of ${i} stands twice`, level: 'file', findings: [error('document.duplicate-member', i)],
    edit: written((all) => all.replace(marker, () => twice)), open: true,
  };
}

function duplicateOutside({ random }) {
  const edit = random.pick([
    (all) => all.replace('"framework":', '"framework":"x","framework":'),
    (all) => all.replace(/}$/, ',"auditEntries":[]}'), (all) => all.replace(/}$/, ',"\\u0061uditEntries":[]}'),
  ]);
  return { description: 'a member outside the entries stands twice', level: 'file', findings: [error('document.duplicate-member')], edit: written(edit) };
}

function imprecise({ rows, pick, random }) {
  const i = pick((k) => typeof rows[k].metadata.recipients === 'number' || typeof rows[k].metadata.size === 'number');
  if (i === null) return null;
  const name = 'recipients' in rows[i].metadata ? 'recipients' : 'size';
  const marker = JSON.stringify(rows[i]);
  const number = `"${name}":${rows[i].metadata[name]}`;
  const other = random.pick(['.00000000000000000001', '.0000000000000000000000000000004e0']);
  return {
    description: `${name} of ${i} written with digits that a double loses`, level: 'file', findings: [error('document.number-precision', i)],
    edit: written((all) => all.replace(marker, () => marker.replace(number, number + other))),
  };
}

function tooDeep({ rows, random, any }) {
  const i = any();
  rows[i].metadata = { deep: 'NESTED' };
  const levels = random.pick([125, 126, 200, 5000]); // the value of `deep` stands at level 5
  const nested = '['.repeat(levels) + ']'.repeat(levels);
  return {
    description: `${i} nested to level ${4 + levels}`, level: 'file', open: levels > 124,
    findings: [levels > 124 ? warning('document.limit-exceeded', i) : error('chain.content-mismatch', i)],
    edit: written((all) => all.replace('"NESTED"', nested)),
  };
}

function unprotectedMember({ rows, any }) {
  const i = any();
  rows[i].approvedBy = 'cfo';
  return { description: `${i} has a member that nothing hashes`, level: 'file', findings: [warning('document.unprotected-member', i)] };
}

function missingStatus({ rows, any }) {
  const i = any();
  const kept = rows[i].status === 'success' || formatOf(rows[i]) === 'A';
  delete rows[i].status;
  return {
    description: `${i} without status`, level: 'file',
    findings: [warning('document.member-missing', i), ...(kept ? [] : [error('chain.content-mismatch', i)])],
  };
}

function missingDeveloper({ rows, random, any }) {
  const i = any();
  const given = random.chance(0.5);
  const developerId = rows[i].developerId;
  delete rows[i].developerId;
  return {
    description: `${i} without developerId${given ? ', given by the caller' : ''}`, level: 'file', options: given ? { developerId } : {},
    findings: given ? [] : [warning('document.developer-id-missing', i)], open: !given,
  };
}

/** Changes after which nothing can be examined: the code of the error. */
const unreadable = (code, description, change) => ({ random }) => ({ description, level: 'file', error: code, findings: [], change: (bytes) => change(bytes, random) });
const bytesOf = (text) => new TextEncoder().encode(text);
const concat = (...parts) => Uint8Array.from(Buffer.concat(parts));

export const DOCUMENT_OPERATIONS = {
  'change-total': changeTotal, 'change-status-count': changeStatusCount, 'change-grant-count': changeGrantCount,
  'change-policy-count': changePolicyCount, 'narrow-until': narrowUntil, 'narrow-since': narrowSince,
  'change-framework': changeFramework, 'change-schema': changeSchema, predate, 'false-claim': falseClaim,
  malformed, 'not-an-entry': notAnEntry, 'duplicate-member': duplicateMember, 'duplicate-outside': duplicateOutside,
  imprecise, 'too-deep': tooDeep, 'unprotected-member': unprotectedMember, 'missing-status': missingStatus,
  'missing-developer': missingDeveloper,
  truncate: unreadable('document.truncated', 'cut off', (bytes, random) => bytes.slice(0, random.below(bytes.length))),
  'trailing-data': unreadable('document.trailing-data', 'data after the end', (bytes, random) => concat(bytes, bytesOf(random.pick([' x', '{}', '\n,', '\0'])))),
  bom: unreadable('document.bom', 'a byte order mark', (bytes) => concat(Uint8Array.of(0xef, 0xbb, 0xbf), bytes)),
  'invalid-utf8': unreadable('document.invalid-utf8', 'invalid UTF-8 in a string', (bytes, random) => {
    const at = Buffer.from(bytes).indexOf('alog_', random.below(bytes.length >> 1));
    const made = Uint8Array.from(bytes);
    made[at] = random.pick([0x80, 0xc0, 0xc3, 0xed, 0xf8, 0xff]);
    return made;
  }),
  'control-character': unreadable('document.syntax', 'a control character in a string', (bytes, random) => {
    const at = Buffer.from(bytes).indexOf('alog_', random.below(bytes.length >> 1));
    const made = Uint8Array.from(bytes);
    made[at] = random.pick([0x00, 0x0a, 0x1f]);
    return made;
  }),
  'snake-case': unreadable('document.snake-case', 'written by the Python client', (bytes) => bytesOf(Buffer.from(bytes).toString().replace('"auditEntries":[', '"audit_entries":['))),
  'not-a-pack': unreadable('document.not-a-pack', 'no entries at all', (bytes) => bytesOf(Buffer.from(bytes).toString().replace('"auditEntries":[', '"records":['))),
  'wrong-type': unreadable('document.wrong-type', 'a part of the wrong type', (bytes) => bytesOf(Buffer.from(bytes).toString().replace('"policies":[', '"policies":null,"x":['))),
};
