/** `verify`: reads the options, verifies, prints, and says it all in the exit status. */

import { readArguments, UsageError } from './arguments.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import { printError, printReport, printTotals } from './human.js';
import { printSeries } from './timeline.js';
import { escapeHidden } from '../dist/internals.js';
import { verifyFiles } from './series.js';
import { Page, ProgressLine, wantsColour } from './terminal.js';
import { expectedOf, flags, sampleOf, text, usage } from './verify-flags.js';

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
  const options = { expected: expectedOf(values), developerId: values.developer, sample: sampleOf(values.sample) };
  const progress = new ProgressLine(values.quiet ? /** @type {any} */ ({ isTTY: false }) : process.stderr);
  const { outcomes, series } = await verifyFiles(operands, options, checkpoint, progress);

  // Of a series, what ties it to an earlier verification is asked of the whole, not of each document.
  const statuses = outcomes.map((outcome) => statusOf(outcome, series === null && values['require-anchored'] === true));
  // A gap or a contradiction is no single document's.
  if (series !== null) statuses.push(statusOfSeries(series, values['require-anchored'] === true));
  const status = /** @type {number} */ (WORST_FIRST.find((one) => statuses.includes(one)));
  const saved = await save(values['save-checkpoint'], series ?? outcomes[0].report);

  for (const outcome of outcomes) {
    if (outcome.error !== null) await output.error(errorText(outcome));
  }
  if (values.json) await output.print(jsonOf(outcomes, series));
  else if (!values.quiet) await output.print(humanOf(outcomes, series, { saved, requireAnchored: values['require-anchored'] === true, controls: values.controls === true }));
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

/** @param {any} series @param {boolean} requireAnchored */
function statusOfSeries({ verdict, assurance, because }, requireAnchored) {
  if (verdict === 'broken') return STATUS.broken;
  // What can't be read has a status of its own, which its document gives.
  if (verdict === 'inconclusive') return because.every((/** @type {any} */ { code }) => code === 'series.unreadable') ? STATUS.unable : STATUS.inconclusive;
  return requireAnchored && assurance !== 'anchored' ? STATUS.inconclusive : STATUS.intact;
}

/**
 * @param {string | undefined} path
 * @param {{ checkpoint: any } | null} report of a document or of a series
 * @returns {Promise<{ path: string, done: boolean } | null>}
 */
export async function save(path, report) {
  if (path === undefined) return null;
  const checkpoint = report?.checkpoint ?? null;
  if (checkpoint !== null) await writeCheckpoint(path, checkpoint);
  return { path, done: checkpoint !== null };
}

/**
 * @param {import('./documents.js').Outcome[]} outcomes
 * @param {any} [series]
 */
export function jsonOf(outcomes, series = null) {
  const plain = outcomes.map(({ file, report, error }) => ({ file, report, error: error === null ? null : plainError(error) }));
  // The reports stand in the order of the series' `documents`.
  return safeJson(series !== null ? { ...series, reports: plain } : (plain[0].report ?? { error: plain[0].error }));
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
 * @param {any} series
 * @param {{ saved: { path: string, done: boolean } | null, requireAnchored: boolean, controls?: boolean }} context
 */
export function humanOf(outcomes, series, { saved, requireAnchored, controls }) {
  const page = new Page({ colour: wantsColour(process.stdout, process.env), width: Math.min(process.stdout.columns || 100, 100) });
  for (const outcome of outcomes) {
    if (outcome.report === null) continue;
    page.gap();
    printReport(page, outcome, requireAnchored && series === null, controls);
  }
  if (saved !== null) {
    page.gap();
    if (saved.done) page.paragraph(`The checkpoint was saved as ${saved.path}. Keep it apart from the server and its database.`);
    else page.paragraph(`No checkpoint was saved: only an intact document gives one.`, { styles: ['yellow'] });
  }
  if (series !== null) {
    printSeries(page, series, requireAnchored);
    printTotals(page, outcomes);
  }
  return page.toString();
}

/** @param {import('./documents.js').Outcome} outcome */
function errorText(outcome) {
  const page = new Page({ colour: wantsColour(process.stderr, process.env), width: Math.min(process.stderr.columns || 100, 100) });
  printError(page, outcome);
  return page.toString();
}
