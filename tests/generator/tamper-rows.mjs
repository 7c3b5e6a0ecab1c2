/**
 * Ways to tamper with the entries of a good pack. Each operation changes `rows` in place and returns what a right
 * verifier must find: `{ description, findings, level?, options? }`, or null when it does not apply to this pack.
 * `level: 'file'` marks what can be done to a file only; the others may have happened in the database as well.
 */
import { hashEntry } from './preimage.mjs';
import { formatOf } from './server.mjs';
import { ulid } from './ulid.mjs';

const error = (code, index, more = {}) => ({ code, severity: 'error', index, ...more });
const content = (index) => error('chain.content-mismatch', index);
const link = (index, cause, related) => error('chain.link-mismatch', index, related === undefined ? { cause } : { cause, related });
const warning = (code, index, more = {}) => ({ code, severity: 'warning', index, ...more });

const ms = (row) => Date.parse(row.timestamp);
const iso = (time) => new Date(time).toISOString();
/** As the format of its time has it; an entry without metadata has the same text under B and C. */
const rehash = (row, format) => { row.hash = hashEntry(row, format); };

/** A member's value, changed. */
function changed(value, random) {
  return `${value}${random.pick(['x', ' ', '0', '\u200b', 'é'])}`;
}

const editText = (name) => ({ rows, random, any }) => {
  const i = any();
  rows[i][name] = changed(rows[i][name], random);
  return { description: `${name} of ${i} edited`, findings: [content(i)] };
};

/** Edits something inside the metadata, wherever it is nested. */
function editMetadata({ rows, random, any }) {
  const i = any();
  const { metadata } = rows[i];
  const keys = Object.keys(metadata);
  if (keys.length === 0 || random.chance(0.2)) metadata.added = random.below(10);
  else {
    const key = random.pick(keys);
    const kind = random.below(3);
    if (kind === 0) delete metadata[key];
    else if (kind === 1) metadata[key] = { was: metadata[key] };
    else {
      rows[i].metadata = { ...metadata };
      delete rows[i].metadata[key];
      rows[i].metadata[`${key}2`] = metadata[key];
    }
  }
  return { description: `metadata of ${i} edited`, findings: [content(i)] };
}

function editStatus({ rows, random, any }) {
  const i = any();
  rows[i].status = random.pick(['success', 'failure', 'blocked'].filter((status) => status !== rows[i].status));
  // Format A does not cover the status.
  return { description: `status of ${i} edited`, findings: formatOf(rows[i]) === 'A' ? [] : [content(i)] };
}

function editDeveloper({ rows, any }) {
  const i = any();
  rows[i].developerId = 'dev_other';
  const others = i === 0 ? rows.map((_, k) => k).slice(1) : [i];
  return { description: `developer of ${i} edited`, findings: [content(i), ...others.map((k) => error('chain.developer-mismatch', k))] };
}

function editTimestamp({ rows, pick }) {
  const i = pick((k) => k > 0 && k < rows.length - 1 && ms(rows[k + 1]) - ms(rows[k]) > 2);
  if (i === null) return null;
  rows[i].timestamp = iso(ms(rows[i]) + 1);
  return { description: `timestamp of ${i} moved by a millisecond`, findings: [content(i)] };
}

function editHash({ rows, random, any }) {
  const i = any();
  rows[i].hash = random.hex(64);
  return { description: `hash of ${i} replaced`, findings: [content(i)] };
}

function editHashDigit({ rows, random, any }) {
  const i = any();
  const at = random.below(64);
  const digit = random.pick([...'0123456789abcdef'].filter((d) => d !== rows[i].hash[at]));
  rows[i].hash = rows[i].hash.slice(0, at) + digit + rows[i].hash.slice(at + 1);
  return { description: `digit ${at} of the hash of ${i} changed`, findings: [content(i)] };
}

function editPrevHash({ rows, random, any }) {
  const i = any();
  rows[i].prevHash = random.chance(0.7) || i < 2 ? random.hex(64) : rows[random.below(i - 1)].hash;
  return { description: `prevHash of ${i} replaced`, findings: [content(i)] };
}

function nullPrevHash({ rows, pick }) {
  const i = pick((k) => k > 0);
  rows[i].prevHash = null;
  return { description: `prevHash of ${i} set to null`, findings: [content(i)] };
}

function nullPrevHashRehashed({ rows, pick }) {
  const i = pick((k) => k > 0 && formatOf(rows[k]) !== null);
  const format = formatOf(rows[i]);
  rows[i].prevHash = null;
  rehash(rows[i], format);
  const findings = [error('chain.genesis-unexpected', i)];
  if (i < rows.length - 1) findings.push(link(i + 1, 'deleted'));
  return { description: `${i} made a genesis and re-hashed`, findings };
}

function deleteSome({ rows, random, pick }) {
  const i = pick((k) => k > 0 && k < rows.length - 1);
  const count = random.between(1, Math.min(3, rows.length - 1 - i));
  rows.splice(i, count);
  return { description: `${count} entries from ${i} deleted`, findings: [link(i, 'deleted')] };
}

function deleteHead({ rows, random, since }) {
  const count = random.between(1, 3);
  rows.splice(0, count);
  // Where the window hides what was before, the chain alone can't miss it.
  return { description: `first ${count} deleted`, findings: since ? [] : [error('chain.genesis-missing', 0)] };
}

function deleteHeadAsWindow({ rows, pack, random, since }) {
  if (since) return null;
  rows.splice(0, random.between(1, 3));
  pack.meta.since = rows[0].timestamp;
  const asked = random.chance(0.5);
  return {
    description: `head deleted and \`since\` written${asked ? ', and known what was asked' : ''}`,
    options: asked ? { expected: { since: null } } : {},
    findings: asked ? [error('pack.request-mismatch')] : [],
  };
}

function deleteTail({ rows, random, checkpoint }) {
  const anchored = random.chance(0.5);
  rows.splice(-random.between(1, 3));
  return {
    description: `tail deleted${anchored ? ', checkpoint at hand' : ''}`, options: anchored ? { checkpoint } : {},
    findings: anchored ? [error('checkpoint.mismatch')] : [],
  };
}

/** Rows that can only have been written before a row that stands above them. */
function regressions(rows) {
  const findings = [];
  let reached = 0;
  rows.forEach((row, i) => {
    const format = formatOf(row);
    // The same text under B and C: either may have written it.
    const either = format === 'C' && hashEntry(row, 'B') === row.hash;
    const place = { A: 0, B: 1, C: 2 }[format];
    if (place < reached) findings.push(warning('chain.format-regression', i));
    reached = Math.max(reached, either ? 1 : place);
  });
  return findings;
}

/** Any new order of whole rows: what it breaks follows from who stood before whom. */
function permute(rows, order, since) {
  const before = [...rows];
  order.forEach((from, to) => { rows[to] = before[from]; });
  const place = new Map(order.map((from, to) => [from, to]));
  const findings = regressions(rows);
  const descents = order.map((from, k) => k).filter((k) => k > 0 && order[k] < order[k - 1]);
  const reversed = descents.length === order.length - 1;
  for (const k of reversed ? descents.slice(0, 1) : descents) findings.push(warning('chain.out-of-order', k));
  order.forEach((from, k) => {
    if (k === 0) {
      if (from !== 0 && !since) findings.push(error('chain.genesis-missing', 0));
    } else if (from === 0) {
      findings.push(since ? link(k, 'deleted') : error('chain.genesis-unexpected', k));
    } else if (order[k - 1] !== from - 1) {
      findings.push(link(k, 'moved', [place.get(from - 1)]));
    }
  });
  return findings;
}

const identity = (rows) => rows.map((_, i) => i);

function swap({ rows, random, any, since }) {
  const i = any();
  const j = random.chance(0.5) ? (i + 1) % rows.length : (i + 1 + random.below(rows.length - 1)) % rows.length;
  const order = identity(rows);
  [order[i], order[j]] = [order[j], order[i]];
  return { description: `${i} and ${j} swapped`, level: 'file', findings: permute(rows, order, since) };
}

function moveRow({ rows, random, any, since }) {
  const order = identity(rows);
  const i = any();
  const [row] = order.splice(i, 1);
  const to = (i + 1 + random.below(rows.length - 1)) % rows.length;
  order.splice(to, 0, row);
  return { description: `${i} moved to ${to}`, level: 'file', findings: permute(rows, order, since) };
}

function reverse({ rows, since }) {
  return { description: 'reversed', level: 'file', findings: permute(rows, identity(rows).reverse(), since) };
}

function shuffle({ rows, random, since }) {
  const order = random.shuffle(identity(rows));
  return { description: 'shuffled', level: 'file', findings: permute(rows, order, since) };
}

function moveInTime({ rows, any, until, since }) {
  const i = any();
  const last = rows.length - 1;
  const [row] = rows.splice(i, 1);
  row.timestamp = iso(ms(rows[rows.length - 1]) + 5000); // later than any neighbour stands
  rows.push(row);
  const findings = [content(last)];
  if (until) findings.push(error('pack.outside-window', last));
  if (i === 0) findings.push(...(since ? [link(last, 'deleted')] : [error('chain.genesis-missing', 0), error('chain.genesis-unexpected', last)]));
  else if (i < last) findings.push(link(last, 'moved', [i - 1]));
  if (i > 0 && i < last) findings.push(link(i, 'moved', [last]));
  return { description: `${i} moved to the end of time`, findings };
}

function duplicateLater({ rows, random, any }) {
  const i = any();
  const at = random.between(i + 1, rows.length);
  rows.splice(at, 0, structuredClone(rows[i]));
  return { description: `${i} repeated at ${at}`, level: 'file', findings: [error('chain.duplicate-entry', at, { related: [i] })] };
}

function duplicateEarlier({ rows, random, pick, since }) {
  const i = pick((k) => k > 0);
  const at = random.below(i);
  rows.splice(at, 0, structuredClone(rows[i]));
  const findings = [error('chain.duplicate-entry', i + 1, { related: [at] }), warning('chain.out-of-order', at + 1)];
  findings.push(...regressions(rows).filter(({ index }) => index !== i + 1)); // the later copy is the duplicate: not compared
  if (at > 0) findings.push(link(at, 'forked', [i, i + 1]), link(at + 1, 'moved', [at - 1]));
  else findings.push(...(since ? [link(1, 'deleted')] : [error('chain.genesis-missing', 0), error('chain.genesis-unexpected', 1)]));
  if (i + 2 < rows.length) findings.push(link(i + 2, 'moved', [at]));
  return { description: `${i} repeated before, at ${at}`, level: 'file', findings };
}

/** Forged entries between `at` - 1 and `at`, chained to each other and to the one before. */
function forge(rows, at, count, random) {
  const model = rows[at - 1];
  const format = formatOf(model);
  let previous = model.hash;
  for (let k = 0; k < count; k += 1) {
    const time = ms(model) + 1 + k;
    const row = { ...model, entryId: `alog_${ulid(time, random)}`, action: 'payment.approved', metadata: {}, prevHash: previous, timestamp: iso(time) };
    rehash(row, format);
    previous = row.hash;
    rows.splice(at + k, 0, row);
  }
}

function insertForged({ rows, random, pick }) {
  const count = random.pick([1, 1, 2, 3, 16, 17]);
  const at = pick((k) => k > 0 && formatOf(rows[k - 1]) !== null && ms(rows[k]) - ms(rows[k - 1]) > count + 1);
  if (at === null) return null;
  forge(rows, at, count, random);
  const related = Array.from({ length: count }, (_, k) => at + k);
  const finding = count <= 16 ? link(at + count, 'inserted', related) : link(at + count, 'forked', [at - 1, at]);
  return { description: `${count} forged entries at ${at}`, findings: [finding] };
}

function insertBadHash({ rows, random, pick }) {
  const at = pick((k) => k > 0 && formatOf(rows[k - 1]) !== null && ms(rows[k]) - ms(rows[k - 1]) > 2);
  if (at === null) return null;
  forge(rows, at, 1, random);
  rows[at].hash = random.hex(64);
  return { description: `a forged entry with a made-up hash at ${at}`, findings: [content(at), link(at + 1, 'inserted', [at])] };
}

function insertUnlinked({ rows, random, pick }) {
  const at = pick((k) => k > 0 && formatOf(rows[k - 1]) !== null && ms(rows[k]) - ms(rows[k - 1]) > 2);
  if (at === null) return null;
  const format = formatOf(rows[at - 1]);
  forge(rows, at, 1, random);
  rows[at].prevHash = random.hex(64);
  rehash(rows[at], format);
  return { description: `a forged entry that follows nothing at ${at}`, findings: [link(at, 'deleted'), link(at + 1, 'inserted', [at])] };
}

function copyRenamed({ rows, random, pick }) {
  const i = pick((k) => k > 0 && k < rows.length - 1 && ms(rows[k + 1]) - ms(rows[k]) > 2);
  if (i === null) return null;
  const time = ms(rows[i]) + 1;
  rows.splice(i + 1, 0, { ...rows[i], entryId: `alog_${ulid(time, random)}`, timestamp: iso(time) });
  return { description: `${i} copied under another id`, findings: [content(i + 1), link(i + 1, 'forked', [i - 1, i])] };
}

function rehashOne({ rows, pick }) {
  const i = pick((k) => formatOf(rows[k]) !== null);
  const format = formatOf(rows[i]);
  rows[i].action += ' (edited)';
  rehash(rows[i], format);
  return { description: `${i} edited and re-hashed`, findings: i < rows.length - 1 ? [link(i + 1, 'deleted')] : [] };
}

function rehashTail({ rows, random, any, checkpoint }) {
  const i = any();
  const formats = rows.map(formatOf);
  const anchored = random.chance(0.5);
  for (let k = i; k < rows.length; k += 1) {
    if (k === i) rows[k].principalId += '_2';
    else rows[k].prevHash = rows[k - 1].hash;
    rehash(rows[k], formats[k]);
  }
  return {
    description: `everything from ${i} rewritten${anchored ? ', checkpoint at hand' : ''}`, options: anchored ? { checkpoint } : {},
    findings: anchored ? [error('checkpoint.mismatch', rows.length - 1)] : [],
  };
}

function developerTail({ rows, pick }) {
  const i = pick((k) => k > 0);
  const formats = rows.map(formatOf);
  for (let k = i; k < rows.length; k += 1) {
    rows[k].developerId = 'dev_other';
    if (k > i) rows[k].prevHash = rows[k - 1].hash;
    rehash(rows[k], formats[k]);
  }
  const findings = rows.map((_, k) => error('chain.developer-mismatch', k)).slice(i);
  return { description: `another developer from ${i}, re-hashed`, findings };
}

/** What an erasure request does: visible, but no tampering. */
function erasureMarker({ rows, random, any }) {
  const i = any();
  rows[i].metadata = { ...rows[i].metadata, [random.pick(['erasedAt', 'dataDeletedAt'])]: '2026-11-23T15:00:00.000Z' };
  return { description: `${i} marked as erased`, findings: [warning('chain.erasure-marker', i)] };
}

/** A marker is excused alone; an edit beside it is not. */
function editBehindMarker({ rows, any }) {
  const i = any();
  rows[i].metadata = { ...rows[i].metadata, erasedAt: '2026-11-23T15:00:00.000Z', amountPaid: 12 };
  return { description: `${i} edited behind an erasure marker`, findings: [content(i)] };
}

export const ROW_OPERATIONS = {
  'edit-entryId': editText('entryId'), 'edit-agentId': editText('agentId'), 'edit-agentDid': editText('agentDid'),
  'edit-grantId': editText('grantId'), 'edit-principalId': editText('principalId'), 'edit-action': editText('action'),
  'edit-metadata': editMetadata, 'edit-status': editStatus, 'edit-developerId': editDeveloper, 'edit-timestamp': editTimestamp,
  'edit-hash': editHash, 'edit-hash-digit': editHashDigit, 'edit-prevHash': editPrevHash, 'null-prevHash': nullPrevHash,
  'null-prevHash-rehashed': nullPrevHashRehashed, delete: deleteSome, 'delete-head': deleteHead,
  'delete-head-as-window': deleteHeadAsWindow, 'delete-tail': deleteTail, swap, move: moveRow, reverse, shuffle,
  'move-in-time': moveInTime, 'duplicate-later': duplicateLater, 'duplicate-earlier': duplicateEarlier,
  'insert-forged': insertForged, 'insert-bad-hash': insertBadHash, 'insert-unlinked': insertUnlinked, 'copy-renamed': copyRenamed,
  'rehash-one': rehashOne, 'rehash-tail': rehashTail, 'developer-tail': developerTail, 'erasure-marker': erasureMarker,
  'edit-behind-marker': editBehindMarker,
};
