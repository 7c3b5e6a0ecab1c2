/**
 * What a JavaScript developer would write: `JSON.parse`, sorted keys, `node:crypto`; contents and links only.
 * The benchmark's baseline. It sees no duplicate members, no offsets, no causes, and needs the whole text in memory.
 */
import { createHash, webcrypto } from 'node:crypto';

const s = JSON.stringify;

/** JSON with sorted keys. */
export function sortedJson(value) {
  if (value === null || typeof value !== 'object') return s(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const keys = Object.keys(value).sort();
  let text = '{';
  for (let i = 0; i < keys.length; i += 1) text += `${i === 0 ? '' : ','}${s(keys[i])}:${sortedJson(value[keys[i]])}`;
  return `${text}}`;
}

function start(entry, metadata) {
  return `{"id":${s(entry.entryId)},"agentId":${s(entry.agentId)},"agentDid":${s(entry.agentDid)},"grantId":${s(entry.grantId)}`
    + `,"principalId":${s(entry.principalId)},"developerId":${s(entry.developerId)},"action":${s(entry.action)}`
    + `,"metadata":${metadata},"timestamp":${s(entry.timestamp)}`;
}

/** The texts of formats C, B and A. */
export const textC = (entry) => `${start(entry, sortedJson(entry.metadata))},"prevHash":${s(entry.prevHash)},"status":${s(entry.status)}}`;
const textB = (entry) => `${start(entry, s(entry.metadata))},"prevHash":${s(entry.prevHash)},"status":${s(entry.status)}}`;
const textA = (entry) => `${start(entry, s(entry.metadata))},"previousHash":${s(entry.prevHash)}}`;

const nodeHash = (text) => createHash('sha256').update(text).digest('hex');

function firstBreak(entries, contentOk) {
  for (let i = 0; i < entries.length; i += 1) {
    if (!contentOk[i]) return { valid: false, checkedEntries: i, firstBrokenAt: entries[i].entryId, reason: 'content' };
    if (i > 0 && entries[i].prevHash !== entries[i - 1].hash) return { valid: false, checkedEntries: i, firstBrokenAt: entries[i].entryId, reason: 'link' };
  }
  return { valid: true, checkedEntries: entries.length, firstBrokenAt: null, reason: null };
}

function entriesOf(bytes) {
  const pack = JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes));
  return pack.auditEntries ?? pack.entries;
}

/** @param {Uint8Array|string} bytes @param {(text: string) => string} [hash] lower-case hex SHA-256, synchronous */
export function verifyPlain(bytes, hash = nodeHash) {
  const entries = entriesOf(bytes);
  return firstBreak(entries, entries.map((entry) => [textC, textB, textA].some((text) => hash(text(entry)) === entry.hash)));
}

/** The same with WebCrypto, awaited entry by entry, as a page without a library would do it. */
export async function verifyPlainWebCrypto(bytes, subtle = webcrypto.subtle) {
  const entries = entriesOf(bytes);
  const encoder = new TextEncoder();
  const hash = async (text) => Buffer.from(await subtle.digest('SHA-256', encoder.encode(text))).toString('hex');
  const contentOk = [];
  for (const entry of entries) {
    let ok = false;
    for (const text of [textC, textB, textA]) {
      if (ok) break;
      ok = await hash(text(entry)) === entry.hash;
    }
    contentOk.push(ok);
  }
  return firstBreak(entries, contentOk);
}
