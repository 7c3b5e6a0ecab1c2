#!/usr/bin/env node
import { main } from '../cli/main.js';

/**
 * Writes all of it, and settles also when the reader went away (`| head`): that is not our failure, and the exit
 * status still tells the verdict.
 *
 * @param {NodeJS.WriteStream} stream
 */
function writer(stream) {
  stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') process.exitCode = 2;
  });
  return (/** @type {string} */ text) => new Promise((/** @type {(value?: undefined) => void} */ resolve) => stream.write(text, () => resolve()));
}

const status = await main(process.argv.slice(2), { print: writer(process.stdout), error: writer(process.stderr) });
process.exitCode ??= status;
// Standard input may still be open when the document was refused early.
process.stdin.destroy();
