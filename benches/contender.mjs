/**
 * One contender in a process of its own: `node benches/contender.mjs NAME FILE`.
 *
 * The document's bytes are in memory before the clock starts, and the module is loaded. The first call is timed apart (an
 * engine compiles while it runs); peak memory is that of the first call, less what the process held before it.
 */
import { readFileSync } from 'node:fs';
import { verifyPlain, verifyPlainWebCrypto } from '../tests/reference/plain.mjs';

const whole = { since: null, until: null, framework: null };

/** @type {Record<string, () => Promise<(bytes: Uint8Array) => unknown>>} each gives a function from bytes to an answer */
const CONTENDERS = {
  /** The package as built in `pkg/`. */
  wasm: async () => {
    const { init, verifyEvidencePack } = await import('../pkg/dist/index.node.js');
    await init();
    const workers = Number(process.env.BENCH_WORKERS ?? 0);
    return async (bytes) => {
      const { verdict, entries, run } = await verifyEvidencePack(bytes, { expected: whole, workers });
      return { valid: verdict === 'intact', entries: entries.total, workers: run.workers };
    };
  },
  /** Reading the file and nothing else. */
  'json-parse': async () => (bytes) => {
    const pack = JSON.parse(new TextDecoder().decode(bytes));
    return { valid: null, entries: pack.auditEntries.length };
  },
  /** What a JavaScript developer would write. */
  'plain-node': async () => (bytes) => plain(verifyPlain(bytes)),
  'plain-noble': async () => {
    const { sha256 } = await import('@noble/hashes/sha2.js');
    const { bytesToHex, utf8ToBytes } = await import('@noble/hashes/utils.js');
    return (bytes) => plain(verifyPlain(bytes, (text) => bytesToHex(sha256(utf8ToBytes(text)))));
  },
  'plain-webcrypto': async () => async (bytes) => plain(await verifyPlainWebCrypto(bytes)),
};

function plain({ valid, checkedEntries }) {
  return { valid, entries: checkedEntries };
}

const [name, file] = process.argv.slice(2);

/** Untimed calls go on for so long: engines compile the hot parts meanwhile. */
const WARM_UP_MS = 500;

/** Timed calls after them: so many, or fewer when they have taken this long together. */
const CALLS = 5;
const ENOUGH_MS = 500;

async function measure() {
  const call = await CONTENDERS[name]();
  const bytes = readFileSync(file);
  const before = process.memoryUsage().rss;
  const warm = [];
  let first = null;
  let warmedUp = 0;
  let answer;
  let peakBytes = null;
  while (warm.length === 0 || (warm.length < CALLS && warm.reduce((a, b) => a + b) < ENOUGH_MS)) {
    answer = null;
    globalThis.gc?.();
    const start = performance.now();
    answer = await call(bytes);
    const took = performance.now() - start;
    first ??= took;
    if (warmedUp >= WARM_UP_MS) warm.push(took);
    warmedUp += took;
    peakBytes ??= Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
  }
  return { first, warm, peakBytes, ...answer };
}

// Some can't take every file (a string of V8 ends at 512 MB): that is a result too.
const result = await measure().catch((error) => ({ error: error.message }));
process.stdout.write(`${JSON.stringify(result)}\n`);
