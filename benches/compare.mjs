/**
 * The comparison that the README quotes; `cargo xtask bench` runs it with its settings as JSON.
 *
 * In each round every contender runs once, in turn and in a process of its own, so that a busy moment of the machine hits
 * all of them alike and nobody's memory counts for another. Times are medians over the rounds; ratios are of those medians.
 */
import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { growthSvg } from './plot.mjs';
import { readmeText, tableText } from './table.mjs';

const run = promisify(execFile);

const { command, packs, rounds, native, python, workers, only, results, readme, plot } = JSON.parse(process.argv[2]);

/** @typedef {{ name: string, title: string, command: string, words: string[], sampled?: boolean, env?: object }} Contender */

/** @returns {Contender[]} */
function contenders() {
  const node = (name, title, more = {}) => ({
    name, title, command: process.execPath, words: ['--expose-gc', '--max-old-space-size=16384', new URL('./contender.mjs', import.meta.url).pathname, name], ...more,
  });
  const all = [
    node('wasm', 'this package, WebAssembly, one thread'),
    ...workers.map((n) => ({ ...node('wasm', `this package, WebAssembly, workers: ${n} (warm; the first call starts them)`, { env: { BENCH_WORKERS: String(n) } }), name: `wasm-${n}` })),
    { name: 'native', title: 'this crate, native, one thread', command: native, words: [] },
    ...workers.filter((n) => n > 1).map((n) => ({
      name: `native-${n}`, title: `this crate, native, ${n} threads`, command: native, words: [], env: { BENCH_WORKERS: String(n) },
    })),
    node('json-parse', 'JSON.parse alone'),
    node('plain-node', 'plain JavaScript, node:crypto'),
    node('plain-noble', 'plain JavaScript, @noble/hashes'),
    node('plain-webcrypto', 'plain JavaScript, WebCrypto', { sampled: true }),
    { name: 'python', title: 'plain Python, hashlib', command: python, words: [new URL('./verify.py', import.meta.url).pathname] },
  ];
  return all.filter(({ name, command }) => command !== null && (only.length === 0 || only.includes(name)));
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** @param {Contender} contender @param {string} file @param {number} entries */
async function play({ title, command, words, env }, file, entries) {
  let result;
  try {
    const { stdout } = await run(command, [...words, file], { env: { ...process.env, ...env }, maxBuffer: 1 << 24 });
    result = JSON.parse(stdout);
  } catch (error) {
    return { error: error.signal ? `ended by ${error.signal}` : error.message.trim().split('\n').at(-1) };
  }
  // A fast wrong answer is no result.
  if (!result.error && (result.valid === false || result.entries !== entries)) {
    throw new Error(`${title} gave a wrong answer for ${file}: ${JSON.stringify(result)}`);
  }
  return result;
}

/** Whether a contender that was asked for so many workers had another number of them. */
function ranOtherwise(name, workers) {
  const asked = /^wasm-(\d+)$/.exec(name)?.[1];
  return asked !== undefined && workers !== Number(asked);
}

/** One line that is written over, where somebody watches. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function comparePack({ title, file, entries, sample }) {
  const bytes = statSync(file).size;
  const field = contenders().map((contender) => ({ ...contender, played: [] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of field) {
      progress(`${title}: round ${round} of ${rounds}, ${contender.title}`);
      const of = contender.sampled ? sample : { file, entries };
      contender.played.push(await play(contender, of.file, of.entries));
    }
  }
  progress('');
  const rows = field.map(({ name, title: who, sampled, played }) => {
    const failed = played.find(({ error }) => error);
    if (failed) return { name, title: who, error: failed.error };
    // What ran on fewer entries is scaled to all of them, and says so.
    const scale = sampled ? entries / sample.entries : 1;
    return {
      name, title: ranOtherwise(name, played[0].workers) ? `${who} (ran with ${played[0].workers})` : who, sampled: sampled && scale !== 1 ? sample.entries : null,
      milliseconds: scale * median(played.flatMap(({ warm }) => warm)),
      first: scale * median(played.map(({ first }) => first)),
      // Memory does not scale like time does; that of a sample says nothing.
      peakBytes: sampled && scale !== 1 ? null : played[0].peakBytes === null ? null : median(played.map(({ peakBytes }) => peakBytes)),
      workers: played[0].workers ?? null,
    };
  });
  return { title, bytes, entries, rows };
}

const [{ model }] = cpus();
const machine = { model: model.trim(), cores: availableParallelism(), memoryBytes: totalmem(), node: process.version, platform: `${process.platform} ${process.arch}` };
const { stdout: pythonVersion } = python === null ? { stdout: '' } : await run(python, ['--version']);
machine.python = pythonVersion.trim() || null;

const on = `${machine.cores} cores (${machine.model}), Node ${machine.node.slice(1)}${machine.python ? `, ${machine.python}` : ''}`;
console.log(`machine: ${on}, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.platform}`);
console.log(`${rounds === 1 ? 'One round' : `${rounds} rounds`}: every contender in turn, in a fresh process, warmed up for half a second, then timed up to five times; medians.`);
console.log('The bytes are in memory and the modules loaded before the clock starts.\n');
const all = [];
for (const pack of packs) {
  const result = await comparePack(pack);
  all.push(result);
  console.log(tableText(result));
}
// One contender at a time, with its engine's helpers, makes a load of about one and a half.
const [load] = loadavg();
const busy = load > 2;
if (busy) console.log(`The machine was busy with other work (load ${load.toFixed(1)}): measure again when it is quiet.\n`);
writeFileSync(results, `${JSON.stringify({ machine, load, rounds, packs: all }, null, 2)}\n`);

if (plot !== null) {
  writeFileSync(plot, growthSvg(all, `${command}, ${on}${busy ? '; the machine was busy with other work' : ''}`));
}

if (readme !== null) {
  const text = readFileSync(readme, 'utf8');
  const block = /(<!-- bench -->\n)[\s\S]*(<!-- \/bench -->)/;
  if (!block.test(text)) throw new Error(`${readme} has no place between <!-- bench --> and <!-- /bench -->`);
  const quoted = readmeText(all, `Measured with \`${command}\` on ${on}${busy ? ', while the machine was busy with other work' : ''}:`);
  writeFileSync(readme, text.replace(block, (_, open, close) => `${open}${quoted}\n${close}`));
}
