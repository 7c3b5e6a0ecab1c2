/** `fetch`: downloads an evidence pack, byte for byte, and verifies it on the way if told to. */

import { GrantexInputError } from 'grantex-compliance';
import { apiFlags, clientOf, inWords, keyNote, paramsOf, windowFlags } from './api.js';
import { readArguments, UsageError } from './arguments.js';
import { readCheckpoint } from './checkpoint-file.js';
import { progressText } from './documents.js';
import { FileSink, NoSink, receiving } from './receive.js';
import { ProgressLine } from './terminal.js';
import { sampleFlags, sampleOf } from './verify-flags.js';
import { humanOf, jsonOf, save, STATUS, statusOf } from './verify.js';

/** @type {Record<string, import('./arguments.js').Flag>} */
const flags = {
  out: { type: 'string', value: 'FILE', help: 'where to save it, byte for byte; - is standard output' },
  verify: { type: 'boolean', help: 'verify it while it downloads; print the report' },
  framework: { type: 'string', value: 'F', help: 'soc2, gdpr or all' },
  ...windowFlags,
  checkpoint: { type: 'string', value: 'FILE', help: 'the checkpoint kept from an earlier verification' },
  'save-checkpoint': { type: 'string', value: 'FILE', help: 'write the checkpoint of this verification, if the pack is intact' },
  'require-anchored': { type: 'boolean', help: 'accept only what a checkpoint ties to an earlier verification (else status 3)' },
  developer: { type: 'string', value: 'ID', help: 'the developer whose chain it must be' },
  ...sampleFlags,
  json: { type: 'boolean', help: 'print the report as JSON' },
  quiet: { type: 'boolean', short: 'q', help: 'print nothing; the exit status tells' },
  ...apiFlags,
};

/** Options that say how to verify. */
const VERIFYING = ['checkpoint', 'save-checkpoint', 'require-anchored', 'developer', 'sample', 'controls', 'json'];

export const fetchCommand = {
  summary: 'download an evidence pack, and verify it on the way',
  usage: 'grantex-compliance fetch --out PACK.json [--verify] [options]',
  text: {
    before: `Downloads an evidence pack from the Grantex API and saves exactly the bytes that came, in bounded memory.
With --verify it is verified on the way, and held against what was asked for. What breaks off is not saved.
${keyNote}`,
    after: `Exit status, with --verify that of the verdict:
  0  saved; with --verify: intact
  1  broken
  2  could not run, or nothing usable came
  3  inconclusive, or not anchored with --require-anchored

Examples:
  grantex-compliance fetch --framework soc2 --since 2026-01-01T00:00:00Z --out pack.json --verify
  grantex-compliance fetch --verify --checkpoint q2.checkpoint.json --save-checkpoint q3.checkpoint.json --out q3.json`,
  },
  flags,
  run: fetchPack,
};

/**
 * @param {string[]} words
 * @param {import('./main.js').Output} output
 * @returns {Promise<number>}
 */
async function fetchPack(words, output) {
  const { values, operands } = readArguments(words, flags);
  if (operands.length > 0) throw new UsageError(`\`fetch\` takes options only; the file to write is named by --out`);
  if (values.out === undefined && !values.verify) throw new UsageError('say where to save it (--out FILE), or what for (--verify)');
  const idle = VERIFYING.find((name) => values[name] !== undefined);
  if (idle !== undefined && !values.verify) throw new UsageError(`\`--${idle}\` is of use with \`--verify\` only`);
  if (values.json && values.quiet) throw new UsageError('`--json` prints and `--quiet` prints nothing; give one of them');
  const checkpoint = values.checkpoint === undefined ? undefined : await readCheckpoint(values.checkpoint);
  const sample = sampleOf(values.sample);

  const sink = values.out === undefined ? new NoSink() : new FileSink(values.out);
  const stop = new AbortController();
  sink.onFailure = (/** @type {Error} */ failure) => stop.abort(failure);
  const progress = new ProgressLine(values.quiet ? /** @type {any} */ ({ isTTY: false }) : process.stderr);
  const { compliance } = clientOf(values, receiving(sink));
  const params = paramsOf(values, { since: 'since', until: 'until', framework: 'framework' });
  const outcome = { file: values.out === undefined || values.out === '-' ? 'evidence pack' : values.out, report: null, error: null, anchoredBy: null };
  const interrupted = () => stop.abort(Object.assign(new Error('interrupted; nothing was saved'), { code: 'Interrupted' }));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    // Before anything is asked for: what can't be saved need not be fetched.
    await sink.begin();
    // Also without --verify: what is saved was read to its end, and is a pack.
    const { report } = await compliance.verifiedEvidencePack(params, {
      retain: 'head',
      checkpoint,
      developerId: values.developer,
      sample,
      signal: stop.signal,
      onProgress: (/** @type {any} */ now) => progress.show(progressText('evidence pack', now, now.totalBytes)),
    });
    outcome.report = report;
    await sink.commit();
  } catch (error) {
    // Complete, and told by its report; only that it can't be handed on as an object.
    const complete = error instanceof GrantexInputError && error.code === 'document.duplicate-member' && error.report !== null;
    if (!complete) {
      await sink.discard();
      throw inWords(error);
    }
    outcome.report = error.report;
    await sink.commit();
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    progress.clear();
  }
  if (!values.verify) {
    if (!values.quiet && values.out !== '-') await output.print(`saved as ${values.out}; not verified (--verify does that)\n`);
    return STATUS.intact;
  }
  const saved = await save(values['save-checkpoint'], outcome.report);
  const requireAnchored = values['require-anchored'] === true;
  // Standard output is the pack's then.
  const tell = values.out === '-' ? output.error : output.print;
  if (values.json) await tell(jsonOf([outcome]));
  else if (!values.quiet) await tell(humanOf([outcome], null, { saved, requireAnchored, controls: values.controls === true }));
  return statusOf(outcome, requireAnchored);
}

