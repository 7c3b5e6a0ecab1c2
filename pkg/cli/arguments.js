/** Reads the command line, strictly: what is not understood is an error, with the nearest name. */

import { parseArgs } from 'node:util';
import { nearest } from '../dist/internals.js';

/** The line can't be understood; said with how to get help. */
export class UsageError extends Error {}

/**
 * @typedef {{ type: 'string' | 'boolean', short?: string, value?: string, help: string }} Flag `value` names it in the help
 */

/**
 * @param {string[]} words
 * @param {Record<string, Flag>} flags
 * @returns {{ values: Record<string, any>, operands: string[] }}
 */
export function readArguments(words, flags) {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]));
  // Not its strict mode, whose errors know no nearest name; the tokens tell all there is to judge.
  const { tokens } = parseArgs({ args: words, options, allowPositionals: true, strict: false, tokens: true });
  /** @type {Record<string, any>} */
  const values = {};
  /** @type {string[]} */
  const operands = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw new UsageError(`there is no option \`${token.rawName}\`${proposal(token.name, Object.keys(flags), '--')}`);
    if (Object.hasOwn(values, token.name)) throw new UsageError(`\`${token.rawName}\` is given twice`);
    if (flag.type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(`\`${token.rawName}\` takes no value`);
      values[token.name] = true;
    } else {
      // The word after it may be the next option, which is then surely not what was meant.
      const missing = token.value === undefined || (!token.inlineValue && /^-./.test(token.value));
      if (missing) throw new UsageError(`\`${token.rawName}\` needs a value: ${token.rawName} ${flag.value}`);
      values[token.name] = token.value;
    }
  }
  return { values, operands };
}

/**
 * @param {string} name
 * @param {string[]} names
 * @param {string} prefix
 */
export function proposal(name, names, prefix = '') {
  const meant = nearest(name, names);
  return meant === null ? '' : `; did you mean \`${prefix}${meant}\`?`;
}
