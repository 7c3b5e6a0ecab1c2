// A server of the toolchain's own: started, waited for, and ended with everything it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two cores may be busy; some servers compile before they answer. */
const START_LIMIT_MS = 120_000;

/**
 * @template T
 * @param {{ program: string, words: (port: number) => string[], cwd: string, env?: Record<string, string> }} start
 * @param {(origin: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withService({ program, words, cwd, env = {} }, use) {
  const port = await freePort();
  const child = spawn(program, words(port), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, to be ended as a whole.
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed = (printed + text).slice(-8000)));
  child.on('error', (error) => (printed += error.message));
  const end = () => {
    process.off('exit', end);
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.on('exit', end);
  try {
    const origin = `http://127.0.0.1:${port}`;
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await answers(origin))) {
      if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) throw new Error('it did not start');
      await sleep(100);
    }
    return await use(origin);
  } catch (error) {
    error.message += `\n${printed.trim().split('\n').slice(-15).join('\n')}`;
    throw error;
  } finally {
    end();
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await once(child, 'exit');
  }
}

async function answers(origin) {
  try {
    await (await fetch(origin, { signal: AbortSignal.timeout(60_000) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
