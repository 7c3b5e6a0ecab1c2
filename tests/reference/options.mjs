/** The caller's options, judged before anything is read. */
import { DocumentError } from './failure.mjs';
import { isHash } from './text.mjs';
import { instant, windowInstant } from './time.mjs';

const EXPECTED = ['since', 'until', 'framework', 'agentId', 'status', 'developerId'];
const invalid = (what) => { throw new DocumentError('options.invalid', undefined, `options: ${what}`); };

function checkExpected(expected) {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) invalid('`expected` must be an object');
  for (const [key, value] of Object.entries(expected)) {
    if (!EXPECTED.includes(key)) invalid(`unknown \`expected.${key}\``);
    if (value !== null && typeof value !== 'string') invalid(`\`expected.${key}\` must be a string or null`);
  }
  for (const key of ['since', 'until']) {
    if (typeof expected[key] === 'string' && windowInstant(expected[key]) === null) invalid(`\`expected.${key}\` is no ISO 8601 timestamp`);
  }
  return { ...expected };
}

function checkCheckpoint(given) {
  const edge = (value) => value === null || value === undefined || windowInstant(value) !== null;
  if (typeof given !== 'object' || given === null) invalid('`checkpoint` must be an object');
  if (given.schema !== 'grantex-compliance/checkpoint/1') invalid('unknown `checkpoint.schema`');
  if (typeof given.developerId !== 'string') invalid('`checkpoint.developerId` must be a string');
  if (!Number.isSafeInteger(given.entries) || given.entries < 0) invalid('`checkpoint.entries` must be a whole number');
  const head = given.head ?? {};
  if (typeof head.entryId !== 'string' || !isHash(head.hash) || instant(head.timestamp) === null) invalid('`checkpoint.head` is incomplete');
  if (!edge(given.window?.since) || !edge(given.window?.until)) invalid('`checkpoint.window` holds no timestamps');
  return given;
}

export function checkOptions(options) {
  const { expected = null, checkpoint = null, maxFindings = 1000, developerId = null, fingerprint = false, sample = null, ...rest } = options;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) invalid(`unknown \`${unknown[0]}\``);
  if (!Number.isSafeInteger(maxFindings) || maxFindings < 0) invalid('`maxFindings` must be a whole number');
  if (sample !== null && !(Number.isSafeInteger(sample) && sample >= 1 && sample <= 10_000)) invalid('`sample` must be a whole number from 1 to 10000');
  if (developerId !== null && typeof developerId !== 'string') invalid('`developerId` must be a string');
  return {
    expected: expected === null ? null : checkExpected(expected),
    checkpoint: checkpoint === null ? null : checkCheckpoint(checkpoint),
    maxFindings, developerId, fingerprint: fingerprint || sample !== null, sample,
  };
}
