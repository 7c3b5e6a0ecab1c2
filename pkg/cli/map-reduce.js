/** `run` and `merge`: a log of any size in pieces, for GNU parallel, Spark's pipe or any map-reduce engine. */

import { createReadStream } from 'node:fs';
import { fromWasm, inlineModule } from '../dist/internals.js';
import instantiate, { WasmLogPiece, WasmMerge } from '../wasm/grantex_compliance.js';
import { readArguments, UsageError } from './arguments.js';
import { FileError, readCheckpoint } from './checkpoint-file.js';
import { wordsOfSystem } from './failure.js';
import { humanOf, jsonOf, save, STATUS, statusOf } from './verify.js';
import { expectedOf, flags as verifyFlags } from './verify-flags.js';

/** How much is asked for at a time. */
const READ_BYTES = 1 << 20;

/** Those by which single entries are verified: run and merge must be told the same. */
const { checkpoint, 'agent-id': agentId, status, developer, help } = verifyFlags;

/** @type {Record<string, import('./arguments.js').Flag>} */
const runFlags = {
  index: { type: 'string', value: 'N', help: "the piece's number, counted one by one: fixes the order, and shows a missing piece" },
  checkpoint,
  'agent-id': agentId,
  status,
  developer,
  help,
};

/** @type {Record<string, import('./arguments.js').Flag>} */
const mergeFlags = {
  pieces: { type: 'string', value: 'N', help: 'how many lines there must be: shows a missing last piece' },
  ...Object.fromEntries(Object.entries(verifyFlags).filter(([name]) => name !== 'framework')),
  json: { type: 'boolean', help: 'print the report as JSON' },
};

export const runCommand = {
  summary: 'verify a piece of a log, for `merge`',
  usage: 'grantex-compliance run [PIECE] [options]      (standard input unless a file is named)',
  text: {
    before: `Turns a piece of a log into one line of JSON. Many pieces can be verified at once, on many machines; \`merge\` folds
their lines into one report. A piece is entries one a line (JSON lines), an array of entries, a stretch of one that begins and
ends between two entries, or an audit export, whole or cut between entries. Of an evidence pack only the entries are taken.
--checkpoint, --developer, --agent-id and --status must be the same for run and merge.`,
    after: `Exit status:
  0  the line was written; what was found is told by merge
  2  could not run, or the piece can't be read

Example:
  parallel --pipe --block 64M 'grantex-compliance run --index {#}' < log.jsonl | grantex-compliance merge --since none --until none`,
  },
  flags: runFlags,
  run,
};

export const mergeCommand = {
  summary: 'fold the lines of `run` into one report',
  usage: 'grantex-compliance merge [LINES…] [options]      (standard input unless files are named)',
  text: {
    before: `Folds lines of \`run\` into one report, as \`verify\` gives it for an audit export with all their entries. The lines may
come in any order: numbered pieces are put in the order of their numbers, others in that of their links, or of their times.
Say what was asked for: nothing in the entries proves it.`,
    after: `Exit status:
  0  intact
  1  broken
  2  could not run: a line is damaged, a piece is missing, or their order can't be told
  3  inconclusive, or not anchored with --require-anchored

Example:
  grantex-compliance merge lines.jsonl --since none --until none --agent-id none --status none`,
  },
  flags: mergeFlags,
  run: merge,
};

/** A piece or a line that can't be used. Its `code` tells `main` that it is no bug. */
class PieceError extends Error {
  /** @param {string} where @param {any} error */
  constructor(where, error) {
    super(`${where}: ${error.message} [${error.code}]`, { cause: error });
    this.code = error.code;
  }
}

/**
 * @param {string[]} words
 * @param {import('./main.js').Output} output
 * @returns {Promise<number>}
 */
async function run(words, output) {
  const { values, operands } = readArguments(words, runFlags);
  if (operands.length > 1) throw new UsageError('`run` takes one piece; start it once for each');
  const index = wholeNumber('index', values.index);
  const [file = '-'] = operands;
  const options = await optionsOf(values);
  await instantiate({ module_or_path: inlineModule() });
  const piece = saying(null, () => new WasmLogPiece(options));
  const name = nameOf(file);
  for await (const chunk of chunksOf(file)) saying(name, () => piece.push(chunk));
  await output.print(`${saying(name, () => piece.finish(index))}\n`);
  return STATUS.intact;
}

/**
 * @param {string[]} words
 * @param {import('./main.js').Output} output
 * @returns {Promise<number>} the exit status
 */
async function merge(words, output) {
  const { values, operands } = readArguments(words, mergeFlags);
  if (operands.filter((file) => file === '-').length > 1) throw new UsageError('standard input can be read once only');
  if (values.json && values.quiet) throw new UsageError('`--json` prints and `--quiet` prints nothing; give one of them');
  const pieces = wholeNumber('pieces', values.pieces);
  const options = await optionsOf(values);
  await instantiate({ module_or_path: inlineModule() });
  const lines = saying(null, () => new WasmMerge(options, pieces));
  for (const file of operands.length > 0 ? operands : ['-']) {
    let number = 0;
    for await (const line of linesOf(file)) {
      number += 1;
      if (!isBlank(line)) saying(`${nameOf(file)}, line ${number}`, () => lines.add(line));
    }
  }
  const merged = JSON.parse(saying(null, () => lines.finish()));
  const { report } = merged;
  report.run.note = `${merged.pieces} ${merged.pieces === 1 ? 'piece' : `pieces, in the order of ${ORDERS[merged.orderedBy]}`}`;
  const outcome = { file: report.run.note, report, error: null, anchoredBy: null };
  const saved = await save(values['save-checkpoint'], report);
  const requireAnchored = values['require-anchored'] === true;
  if (values.json) await output.print(jsonOf([outcome]));
  else if (!values.quiet) await output.print(humanOf([outcome], null, { saved, requireAnchored }));
  return statusOf(outcome, requireAnchored);
}

/** @type {Record<string, string>} */
const ORDERS = { index: 'their numbers', links: 'their links', time: 'their times' };

/** @param {Record<string, any>} values */
async function optionsOf(values) {
  const checkpoint = values.checkpoint === undefined ? undefined : await readCheckpoint(values.checkpoint);
  return JSON.stringify({ expected: expectedOf(values), developerId: values.developer, checkpoint });
}

/**
 * Does what the module does, with its errors as the command line says them.
 *
 * @template T
 * @param {string | null} where
 * @param {() => T} call
 */
function saying(where, call) {
  try {
    return call();
  } catch (thrown) {
    const { error } = fromWasm(thrown);
    throw where === null ? error : new PieceError(where, error);
  }
}

/** @param {string} file */
function nameOf(file) {
  return file === '-' ? 'standard input' : file;
}

/**
 * @param {string} file
 * @returns {AsyncGenerator<Buffer>}
 */
async function* chunksOf(file) {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new FileError(`${nameOf(file)}: can't be read: ${wordsOfSystem(cause)}`, { cause });
  }
}

/**
 * Lines as bytes, without their line feeds: one can be longer than any string.
 *
 * @param {string} file
 */
async function* linesOf(file) {
  /** @type {Buffer[]} */
  let begun = [];
  for await (const chunk of chunksOf(file)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield begun.length === 0 ? chunk.subarray(from, at) : Buffer.concat([...begun, chunk.subarray(from, at)]);
      begun = [];
      from = at + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

/** @param {Buffer} line */
function isBlank(line) {
  return line.length < 16 && line.toString().trim() === '';
}

/**
 * @param {string} flag
 * @param {string | undefined} text
 */
function wholeNumber(flag, text) {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`\`--${flag}\` takes a whole number`);
  return Number(text);
}
