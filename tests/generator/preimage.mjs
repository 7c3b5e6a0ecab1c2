/** The text each format hashes, and the digest: built with `JSON.stringify` and `node:crypto` only. */
import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes. */
export function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Canonical JSON of a value: keys in the order of their UTF-16 code units (what `sort` without a comparator
 * does with strings), arrays in order, scalars as `JSON.stringify` writes them.
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * @param {object} entry the twelve wire members
 * @param {'A'|'B'|'C'} format
 */
export function preimage(entry, format) {
  const s = JSON.stringify;
  const metadata = format === 'C' ? canonical(entry.metadata) : s(entry.metadata);
  const start = `{"id":${s(entry.entryId)},"agentId":${s(entry.agentId)},"agentDid":${s(entry.agentDid)}`
    + `,"grantId":${s(entry.grantId)},"principalId":${s(entry.principalId)},"developerId":${s(entry.developerId)}`
    + `,"action":${s(entry.action)},"metadata":${metadata},"timestamp":${s(entry.timestamp)}`;
  return format === 'A'
    ? `${start},"previousHash":${s(entry.prevHash)}}`
    : `${start},"prevHash":${s(entry.prevHash)},"status":${s(entry.status)}}`;
}

export function hashEntry(entry, format) {
  return sha256(preimage(entry, format));
}
