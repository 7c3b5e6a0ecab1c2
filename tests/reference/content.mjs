/** Whether an entry's fields give its hash: formats A, B and C, other timestamp spellings, erasure markers. */
import { createHash } from 'node:crypto';
import { canonical, received } from './canonical.mjs';
import { instant, millisecondForm } from './time.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const FORMATS = ['C', 'B', 'A'];

/** The exact text that a format hashes. Scalars as `JSON.stringify` writes them. */
export function preimage(row, format, { metadata, timestamp, prevHash }) {
  const members = [
    ['id', row.entryId], ['agentId', row.agentId], ['agentDid', row.agentDid], ['grantId', row.grantId],
    ['principalId', row.principalId], ['developerId', row.developerId], ['action', row.action],
  ].map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  members.push(`"metadata":${metadata}`, `"timestamp":${JSON.stringify(timestamp)}`);
  if (format === 'A') members.push(`"previousHash":${JSON.stringify(prevHash)}`);
  else members.push(`"prevHash":${JSON.stringify(prevHash)}`, `"status":${JSON.stringify(row.status)}`);
  return `{${members.join(',')}}`;
}

/** The metadata as it stands, then without each marker of an erasure that it holds. */
function metadataVariants(row) {
  const variants = [{ value: row.metadata, text: row.metadataText, erased: false }];
  const isMarker = (name) => Object.hasOwn(row.metadata, name) && instant(row.metadata[name]) !== null;
  for (const names of [['erasedAt'], ['dataDeletedAt'], ['erasedAt', 'dataDeletedAt']]) {
    if (!names.every(isMarker)) continue;
    const value = Object.create(null);
    for (const key of Object.keys(row.metadata)) if (!names.includes(key)) value[key] = row.metadata[key];
    variants.push({ value, erased: true });
  }
  return variants;
}

/** Every text that may have been hashed, the likeliest first. */
function* candidates(row, prevHash) {
  const form = millisecondForm(row.timestamp);
  const timestamps = [row.timestamp, ...(form === null || form === row.timestamp ? [] : [form])];
  for (const { value, text, erased } of metadataVariants(row)) {
    for (const timestamp of timestamps) {
      const texts = FORMATS.map((format) => {
        const metadata = format === 'C' ? canonical(value) : text ?? received(value);
        return preimage(row, format, { metadata, timestamp, prevHash });
      });
      yield { texts, erased, reserialized: timestamp !== row.timestamp };
    }
  }
}

/**
 * @param {string|null} [prevHash] tried instead of the entry's own
 * @returns {{ ok, format?, erased?, reserialized?, underC, digests }} `digests`: every digest that was tried
 */
export function checkContent(row, prevHash = row.prevHash) {
  const digests = [];
  let underC = null;
  for (const { texts, erased, reserialized } of candidates(row, prevHash)) {
    const [c, b, a] = texts.map(sha256);
    underC ??= c;
    digests.push(c, b, a);
    if (![c, b, a].includes(row.hash)) continue;
    let format = 'A';
    if (row.hash === c) format = c === b ? 'B/C' : 'C';
    else if (row.hash === b) format = 'B';
    return { ok: true, format, erased, reserialized, underC, digests };
  }
  return { ok: false, underC, digests };
}
