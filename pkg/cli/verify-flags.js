/** The options of `verify`, and what they say to the verifier. */

import { UsageError } from './arguments.js';

/** @type {Record<string, import('./arguments.js').Flag>} */
export const sampleFlags = {
  sample: { type: 'string', value: 'N', help: "draw N entries for a look by hand, by the document's SHA-256" },
  controls: { type: 'boolean', help: 'list the SOC 2 criteria and GDPR articles that the checks can support' },
};

/** @type {Record<string, import('./arguments.js').Flag>} */
export const flags = {
  checkpoint: { type: 'string', value: 'FILE', help: 'the checkpoint kept from an earlier verification: shows a missing tail\nand a chain rewritten since' },
  'save-checkpoint': { type: 'string', value: 'FILE', help: 'write the checkpoint of this verification, if the document is intact' },
  'require-anchored': { type: 'boolean', help: 'accept only what a checkpoint ties to an earlier verification (else status 3)' },
  since: { type: 'string', value: 'T|none', help: 'the start that was asked for (ISO 8601), or none: from the beginning' },
  until: { type: 'string', value: 'T|none', help: 'the end that was asked for, or none' },
  framework: { type: 'string', value: 'F', help: 'the framework that was asked for: soc2, gdpr, all, or none' },
  'agent-id': { type: 'string', value: 'ID|none', help: 'the agent that an export was filtered by, or none' },
  status: { type: 'string', value: 'S|none', help: 'the status that an export was filtered by, or none' },
  developer: { type: 'string', value: 'ID', help: 'the developer whose chain it must be' },
  ...sampleFlags,
  json: { type: 'boolean', help: 'print the report as JSON (of several documents, the series with their reports)' },
  quiet: { type: 'boolean', short: 'q', help: 'print nothing; the exit status tells' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

export const usage = 'grantex-compliance verify PACK.json… [options]      (`-` reads standard input)';

export const text = {
  before: `Verifies evidence packs and audit exports; which of the two a file is, is recognised.
Say what was asked for: nothing in the file proves it, and a window written into it can hide a removed beginning.
Several files are put in the order of time; each one's checkpoint is held against the next.`,
  after: `Exit status:
  0  intact
  1  broken
  2  could not run, or the file can't be read
  3  inconclusive, or not anchored with --require-anchored

Examples:
  grantex-compliance verify pack.json --since none --until none
  grantex-compliance verify q3.json --checkpoint q2.checkpoint.json --save-checkpoint q3.checkpoint.json
  curl -fsS -H "Authorization: Bearer $GRANTEX_API_KEY" \\
    'https://api.grantex.dev/v1/compliance/evidence-pack?framework=soc2' | grantex-compliance verify - --framework soc2`,
};

/**
 * How many entries to draw.
 *
 * @param {string | undefined} text
 */
export function sampleOf(text) {
  if (text === undefined) return undefined;
  const size = Number(text);
  if (!/^[1-9]\d*$/.test(text) || size > 10_000) throw new UsageError('`--sample` takes a whole number from 1 to 10000');
  return size;
}

/**
 * What was asked, for the verifier's `expected`; undefined when nothing was said.
 *
 * @param {Record<string, any>} values
 */
export function expectedOf(values) {
  const names = { since: 'since', until: 'until', framework: 'framework', 'agent-id': 'agentId', status: 'status' };
  /** @type {Record<string, string | null>} */
  const expected = {};
  for (const [flag, name] of Object.entries(names)) {
    const value = values[flag];
    if (value === undefined) continue;
    if (value === '') throw new UsageError(`\`--${flag}\` is empty; say none for "asked without it"`);
    expected[name] = value === 'none' ? null : value;
  }
  return Object.keys(expected).length === 0 ? undefined : expected;
}
