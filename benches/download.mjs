/**
 * Memory while a large pack is downloaded and verified: `cargo xtask bench-download [--entries 1000000] [--browser chrome]`.
 *
 * The development server streams the pack from another process. In Node the growth of this process is printed; in a browser
 * (`--browser none`: in none) that of all its processes together, for a tenth of the entries and for all of them; and last
 * what the server itself took, which makes the pack while it sends it.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { entries: { type: 'string', default: '1000000' }, browser: { type: 'string', default: 'chrome' }, measured: { type: 'string' } } });
const entries = Number(values.entries);
if (!Number.isSafeInteger(entries) || entries < 1) throw new TypeError('--entries takes a whole number');
/** What the growth must stay below, whatever the size of the pack. */
const LIMIT_MB = 100;

if (values.measured !== undefined) await inThisProcess(values.measured);
else {
  const server = await startServer();
  try {
    const node = await run(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--entries', String(entries), '--measured', server.origin]);
    const failed = node !== 0;
    if (values.browser !== 'none') await inBrowser(server.origin, values.browser);
    const peak = server.peak();
    if (peak !== null) process.stdout.write(`the development server itself never took more than ${megabytes(peak)} MB\n`);
    process.exitCode = failed ? 1 : 0;
  } finally {
    server.end();
  }
}

async function startServer() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../tests/server/main.mjs', import.meta.url)), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (origin !== undefined) return { origin, peak: () => peakOf(child.pid), end: () => child.kill() };
  }
  throw new Error('the development server did not start');
}

/** The most memory that a process has had, in bytes; null where the system does not say. */
function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return null;
  }
}

async function run(program, words) {
  const child = spawn(program, words, { stdio: 'inherit' });
  const [status] = await once(child, 'close');
  return status;
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}

async function inThisProcess(baseUrl) {
  const { Grantex } = await import('../pkg/dist/index.node.js');
  const client = (key) => new Grantex({ apiKey: key, baseUrl, timeout: 300_000 }).compliance;
  // Everything is loaded and warm before the measurement begins.
  await client('gx_dev_generated_2000').verifiedEvidencePack({}, { retain: 'head' });
  globalThis.gc();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const started = performance.now();
  const { report } = await client(`gx_dev_generated_${entries}`).verifiedEvidencePack({}, { retain: 'head' });
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const grown = megabytes(most - before);
  process.stdout.write(
    `Node ${process.versions.node}: ${report.entries.total.toLocaleString('en')} entries, ${megabytes(report.document.bytes)} MB, ${report.verdict}; ` +
      `${seconds.toFixed(1)} s with the server's generating; memory grew by ${grown} MB (limit ${LIMIT_MB} MB)\n`,
  );
  if (report.verdict !== 'intact' || report.entries.total !== entries || grown >= LIMIT_MB) process.exitCode = 1;
}

async function inBrowser(baseUrl, name) {
  const { startEngine } = await import('../tests/js/engines.mjs');
  const { serve, text } = await import('../tests/js/server.mjs');
  const page = await serve({ '/': text('<!doctype html><meta charset="utf-8"><title>download</title>'), '/package/': fileURLToPath(new URL('../pkg', import.meta.url)) });
  const growths = [];
  for (const count of [Math.ceil(entries / 10), entries]) {
    const engine = await startEngine(name);
    try {
      await engine.open(`${page.origin}/`);
      const download = (key) =>
        engine.evaluateWithin(
          900_000,
          async (baseUrl, key) => {
            const { Grantex } = await import('/package/dist/index.browser.js');
            const { report } = await new Grantex({ apiKey: key, baseUrl, timeout: 300_000 }).compliance.verifiedEvidencePack({}, { retain: 'head' });
            return { verdict: report.verdict, total: report.entries.total, bytes: report.document.bytes, run: report.run };
          },
          baseUrl,
          key,
        );
      await download('gx_dev_generated_2000');
      const before = residentBelow(process.pid);
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, residentBelow(process.pid))), 50);
      const { verdict, total, bytes, run } = await download(`gx_dev_generated_${count}`);
      clearInterval(watch);
      growths.push(megabytes(most - before));
      process.stdout.write(`${name}: ${total.toLocaleString('en')} entries, ${megabytes(bytes)} MB, ${verdict}, ${run.workers} worker; ${(run.durationMs / 1000).toFixed(1)} s; memory grew by ${growths.at(-1)} MB\n`);
      if (verdict !== 'intact' || total !== count) process.exitCode = 1;
    } finally {
      await engine.close();
    }
  }
  await page.close();
  const more = growths[1] - growths[0];
  process.stdout.write(`${name}: ten times the entries took ${more} MB more (limit ${LIMIT_MB} MB)\n`);
  if (more >= LIMIT_MB) process.exitCode = 1;
}

/** Bytes of memory of the browser: all processes below this one but the development server. */
function residentBelow(root) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      // Pages that are shared would count once for each process.
      const shared = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[2]) * 4096;
      parents.set(Number(pid), { parent: Number(words[1]), bytes: Number(words[21]) * 4096 - shared, node: readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('node') });
    } catch {
      // It ended while it was looked at.
    }
  }
  let sum = 0;
  for (const [pid, { bytes, node }] of parents) {
    let up = pid;
    while (up > 1 && up !== root && parents.has(up)) up = parents.get(up).parent;
    if (up === root && pid !== root && !node) sum += bytes;
  }
  return sum;
}
