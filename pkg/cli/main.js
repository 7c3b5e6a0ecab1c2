/** The command line: which command, help, version, and what becomes of errors. */

import { readFileSync } from 'node:fs';
import { proposal, UsageError } from './arguments.js';
import { FileError } from './checkpoint-file.js';
import { auditCommand, grantsCommand, summaryCommand } from './exports.js';
import { fetchCommand } from './fetch.js';
import { commandHelp, generalHelp } from './help.js';
import { mergeCommand, runCommand } from './map-reduce.js';
import { visible } from '../dist/internals.js';
import { STATUS, verifyCommand } from './verify.js';

/** @type {Record<string, any>} */
const COMMANDS = { verify: verifyCommand, run: runCommand, merge: mergeCommand, fetch: fetchCommand, summary: summaryCommand, grants: grantsCommand, audit: auditCommand };

/**
 * @typedef {object} Output
 * @property {(text: string) => Promise<void>} print to standard output; resolves when written, or when nobody reads any more
 * @property {(text: string) => Promise<void>} error to standard error
 */

/**
 * @param {string[]} words
 * @param {Output} output
 * @returns {Promise<number>} the exit status
 */
export async function main(words, output) {
  try {
    return await dispatch(words, output);
  } catch (error) {
    const known = error instanceof UsageError || error instanceof FileError || (error instanceof Error && 'code' in error);
    const message = known ? error.message : `internal error: ${error instanceof Error ? error.stack : String(error)}`;
    const help = error instanceof UsageError ? `\nSee: grantex-compliance ${words[0] in COMMANDS ? `${words[0]} ` : ''}--help` : '';
    await output.error(`grantex-compliance: ${message.split('\n').map(visible).join('\n')}${help}\n`);
    return STATUS.unable;
  }
}

/**
 * @param {string[]} words
 * @param {Output} output
 */
async function dispatch(words, output) {
  const [name, ...rest] = words;
  if (name === undefined) {
    await output.error(generalHelp(COMMANDS));
    return STATUS.unable;
  }
  if (name === '--version' || name === '-V') {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    await output.print(`grantex-compliance ${version}\n`);
    return STATUS.intact;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    if (rest.length > 0 && !Object.hasOwn(COMMANDS, rest[0])) throw unknownCommand(rest[0]);
    await output.print(rest.length > 0 ? commandHelp(COMMANDS[rest[0]]) : generalHelp(COMMANDS));
    return STATUS.intact;
  }
  if (!Object.hasOwn(COMMANDS, name)) throw unknownCommand(name);
  // Before `--`, wherever it stands: whoever asks for help does not want to hear of the rest of the line.
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? rest.length : end).some((word) => word === '--help' || word === '-h')) {
    await output.print(commandHelp(COMMANDS[name]));
    return STATUS.intact;
  }
  return await COMMANDS[name].run(rest, output);
}

/** @param {string} name */
function unknownCommand(name) {
  const what = name.startsWith('-') ? 'option' : 'command';
  const looksLikeAFile = /\.json$/i.test(name) ? '; did you mean `verify` and the file?' : '';
  return new UsageError(`there is no ${what} \`${name}\`${looksLikeAFile || proposal(name, [...Object.keys(COMMANDS), 'help'])}`);
}
