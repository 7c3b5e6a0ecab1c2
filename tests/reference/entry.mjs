/** One row of the document: which members it has, and what of it can be used. */
import { duplicatePaths, member, Reader } from './json.mjs';
import { DocumentError } from './failure.mjs';
import { toValue } from './canonical.mjs';
import { exactness, numbersIn } from './numbers.mjs';
import { instant } from './time.mjs';
import { isHash } from './text.mjs';

const WIRE = ['entryId', 'agentId', 'agentDid', 'grantId', 'principalId', 'developerId', 'action', 'metadata', 'hash',
  'prevHash', 'timestamp', 'status'];

/**
 * The facts of a row. `state` says whether it can be hashed:
 * 'ok' | 'malformed' | 'duplicate-member' | 'too-deep'; `fault` is the path below the row to what is wrong.
 * Members that are unusable are undefined; `prevHash` may be null.
 */
export function readRow({ node, index, tooDeep }, options) {
  const row = { index, start: node.start, end: node.end, state: 'ok', fault: [], missing: [], unprotected: [], imprecise: null };
  if (tooDeep) return { ...row, state: 'too-deep' };
  const duplicates = duplicatePaths(node);
  if (duplicates.length > 0) {
    row.state = 'duplicate-member';
    row.fault = duplicates[0].path;
  }
  if (node.type !== 'object') return { ...row, state: duplicates.length > 0 ? row.state : 'malformed' };
  const bare = { ...row };
  readMembers(row, node, options);
  if (row.state === 'too-deep') return { ...bare, state: 'too-deep' }; // nothing of a skipped row is used
  if (row.state === 'ok' || row.state === 'malformed') {
    row.unprotected = node.members.map(({ name }) => name).filter((name) => !WIRE.includes(name));
  }
  if (row.state !== 'ok') row.missing = [];
  return row;
}

function malformed(row, path) {
  if (row.state === 'ok') {
    row.state = 'malformed';
    row.fault = path;
  }
}

/** In the order of the wire, so that the first fault is the same for everyone. */
function readMembers(row, node, options) {
  const text = (name) => {
    const found = member(node, name);
    if (found?.type === 'string') return found.value;
    malformed(row, [name]);
    return undefined;
  };
  row.entryId = text('entryId');
  row.agentId = text('agentId');
  row.agentDid = text('agentDid');
  row.grantId = text('grantId');
  row.principalId = text('principalId');
  if (member(node, 'developerId') === undefined) {
    row.developerMissing = options.developerId === null;
    row.developerId = options.developerId ?? undefined;
  } else {
    row.developerId = text('developerId');
  }
  row.action = text('action');
  readMetadata(row, member(node, 'metadata'));
  row.hash = text('hash');
  if (row.hash !== undefined && !isHash(row.hash)) {
    malformed(row, ['hash']);
    row.hash = undefined;
  }
  const prevHash = member(node, 'prevHash');
  if (prevHash?.type === 'null') row.prevHash = null;
  else row.prevHash = text('prevHash');
  row.timestamp = text('timestamp');
  row.instant = instant(row.timestamp);
  if (row.timestamp !== undefined && row.instant === null) malformed(row, ['timestamp']);
  const status = member(node, 'status');
  if (status === undefined) {
    row.status = 'success';
    row.missing.push('status');
  } else {
    row.status = text('status');
  }
  row.statusGiven = status?.type === 'string';
  if (row.imprecise !== null && row.state !== 'ok') row.imprecise = null;
}

function readMetadata(row, found) {
  if (found === undefined || found.type === 'null') {
    row.metadata = {};
    row.missing.push('metadata');
    return;
  }
  let node = found;
  if (found.type === 'string') {
    // A JSON string holding an object's text: formats A and B hashed that very text.
    row.metadataText = found.value;
    node = readInner(row, found.value);
    if (node === null) return;
  }
  if (node.type !== 'object') {
    malformed(row, ['metadata']);
    return;
  }
  for (const { path, literal } of numbersIn(node, ['metadata'])) {
    const kind = exactness(literal);
    if (kind === 'beyond') malformed(row, path);
    if (kind === 'inexact' && row.imprecise === null) row.imprecise = { path, literal, hashed: String(Number(literal)) };
  }
  row.metadata = toValue(node);
}

/** The object inside a metadata string, judged like metadata itself; null when the row is settled. */
function readInner(row, text) {
  const reader = new Reader(encodeLoosely(text));
  try {
    reader.space();
    let deep = false;
    const node = reader.value(4, (inner) => { deep = true; return inner.skip(); });
    reader.space();
    if (reader.at < reader.bytes.length) throw new DocumentError('document.trailing-data', reader.at);
    if (deep) {
      if (row.state === 'ok') row.state = 'too-deep';
      return null;
    }
    const duplicates = duplicatePaths(node, ['metadata']);
    if (duplicates.length > 0 && row.state === 'ok') {
      row.state = 'duplicate-member';
      row.fault = duplicates[0].path;
    }
    return node;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    malformed(row, ['metadata']);
    return null;
  }
}

/** UTF-8 of the text; a lone surrogate has none and makes the inner text unreadable. */
function encodeLoosely(text) {
  return text.isWellFormed() ? new TextEncoder().encode(text) : Uint8Array.of(0xff);
}
