#!/usr/bin/env node
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

const [print, error] = [writer(process.stdout), writer(process.stderr)];
// Node ends with status 1 when a module can't be imported or something is thrown: here that would say `broken`.
try {
  const { main } = await import('../cli/main.js');
  const status = await main(process.argv.slice(2), { print, error });
  process.exitCode ??= status;
} catch (thrown) {
  await error(`grantex-compliance: could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
}
// Standard input may still be open when the document was refused early.
process.stdin.destroy();
