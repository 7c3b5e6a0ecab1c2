/** `verify`: reads the options, verifies, prints, and says it all in the exit status. */

import { readArguments, UsageError } from './arguments.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import { printError, printReport, printTotals } from './human.js';
import { escapeHidden } from '../src/visible.js';
import { verifyFiles } from './series.js';
import { Page, ProgressLine, wantsColour } from './terminal.js';
import { expectedOf, flags, text, usage } from './verify-flags.js';

export const STATUS = { intact: 0, broken: 1, unable: 2, inconclusive: 3 };

/** The worse ones first: what is shown to be wrong outweighs what could not be shown. */
const WORST_FIRST = [STATUS.broken, STATUS.unable, STATUS.inconclusive, STATUS.intact];

export const verifyCommand = { summary: 'verify evidence packs and audit exports', usage, text, flags, run: verify };

/**
 * @param {string[]} words
 * @param {import('./main.js').Output} output
 * @returns {Promise<number>} the exit status
 */
async function verify(words, output) {
  const { values, operands } = readArguments(words, flags);
  if (operands.length === 0) throw new UsageError('no file was named; `-` reads standard input');
  if (operands.filter((file) => file === '-').length > 1) throw new UsageError('standard input can be read once only');
  if (values.json && values.quiet) throw new UsageError('`--json` prints and `--quiet` prints nothing; give one of them');

  const checkpoint = values.checkpoint === undefined ? undefined : await readCheckpoint(values.checkpoint);
  const options = { expected: expectedOf(values), developerId: values.developer };
  const progress = new ProgressLine(values.quiet ? /** @type {any} */ ({ isTTY: false }) : process.stderr);
  const outcomes = await verifyFiles(operands, options, checkpoint, progress);

  const statuses = outcomes.map((outcome) => statusOf(outcome, values['require-anchored'] === true));
  const status = /** @type {number} */ (WORST_FIRST.find((one) => statuses.includes(one)));
  const saved = await save(values['save-checkpoint'], outcomes.at(-1));

  for (const outcome of outcomes) {
    if (outcome.error !== null) await output.error(errorText(outcome));
  }
  if (values.json) await output.print(jsonOf(outcomes));
  else if (!values.quiet) await output.print(humanOf(outcomes, { saved, requireAnchored: values['require-anchored'] === true }));
  return status;
}

/**
 * @param {import('./documents.js').Outcome} outcome
 * @param {boolean} requireAnchored
 */
export function statusOf({ report }, requireAnchored) {
  if (report === null) return STATUS.unable;
  if (report.verdict === 'intact') return requireAnchored && report.assurance !== 'anchored' ? STATUS.inconclusive : STATUS.intact;
  return report.verdict === 'broken' ? STATUS.broken : STATUS.inconclusive;
}

/**
 * @param {string | undefined} path
 * @param {import('./documents.js').Outcome | undefined} last
 * @returns {Promise<{ path: string, done: boolean } | null>}
 */
export async function save(path, last) {
  if (path === undefined) return null;
  const checkpoint = last?.report?.checkpoint ?? null;
  if (checkpoint !== null) await writeCheckpoint(path, checkpoint);
  return { path, done: checkpoint !== null };
}

/** @param {import('./documents.js').Outcome[]} outcomes */
export function jsonOf(outcomes) {
  const plain = outcomes.map(({ file, report, error }) => ({ file, report, error: error === null ? null : plainError(error) }));
  const [only, ...others] = plain;
  return safeJson(others.length > 0 ? plain : (only.report ?? { error: only.error }));
}

/**
 * JSON that a terminal can show: what could command it stands as an escape, which readers of JSON undo.
 *
 * @param {unknown} value
 */
export function safeJson(value) {
  const text = JSON.stringify(value, null, 2);
  // Outside of strings JSON has no such characters but line feeds.
  return `${text.split('\n').map((line) => escapeHidden(line, jsonEscape)).join('\n')}\n`;
}

/** @param {string} character */
function jsonEscape(character) {
  return [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** @param {any} error */
function plainError({ name, code, message, offset = null, line = null, column = null, pointer = null, report = null }) {
  return { name, code: code ?? null, message, offset, line, column, pointer, report };
}

/**
 * @param {import('./documents.js').Outcome[]} outcomes
 * @param {{ saved: { path: string, done: boolean } | null, requireAnchored: boolean }} context
 */
export function humanOf(outcomes, { saved, requireAnchored }) {
  const page = new Page({ colour: wantsColour(process.stdout, process.env), width: Math.min(process.stdout.columns || 100, 100) });
  for (const outcome of outcomes) {
    if (outcome.report === null) continue;
    page.gap();
    printReport(page, outcome, requireAnchored);
  }
  if (saved !== null) {
    page.gap();
    if (saved.done) page.paragraph(`The checkpoint was saved as ${saved.path}. Keep it apart from the server and its database.`);
    else page.paragraph(`No checkpoint was saved: only an intact document gives one.`, { styles: ['yellow'] });
  }
  if (outcomes.length > 1) printTotals(page, outcomes);
  return page.toString();
}

/** @param {import('./documents.js').Outcome} outcome */
function errorText(outcome) {
  const page = new Page({ colour: wantsColour(process.stderr, process.env), width: Math.min(process.stderr.columns || 100, 100) });
  printError(page, outcome);
  return page.toString();
}
