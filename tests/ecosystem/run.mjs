#!/usr/bin/env node
/**
 * Installs the packed package into a project for each toolchain, runs it there, and prints a table.
 *
 *     node tests/ecosystem/run.mjs --tarball FILE.tgz [--engines chrome,firefox] [--quick] [--only NAME[,NAME]] [--json FILE]
 *
 * `cargo xtask test-ecosystem` calls it. Pages are opened in the first engine, unless a project says which. The projects are copied to `target/ecosystem`, where what was installed is kept.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { streamPack } from '../generator/pack.mjs';
import { startEngine } from '../js/engines.mjs';
import { prepare } from './lib/place.mjs';
import { NOT_RUN, PROJECTS } from './projects.mjs';
import { EXPECTED } from './shared/expected.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '../..');
const ground = join(root, 'target/ecosystem');

const { values } = parseArgs({
  options: {
    tarball: { type: 'string' },
    engines: { type: 'string', default: 'chrome,firefox' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
if (values.tarball === undefined) throw new Error('`--tarball` is missing');
const engines = values.engines.split(',');
const names = values.only?.split(',');
const unknown = names?.find((name) => !PROJECTS.some((project) => project.name === name));
if (unknown !== undefined) throw new Error(`there is no project \`${unknown}\`; there are ${PROJECTS.map(({ name }) => name).join(', ')}`);
const chosen = PROJECTS.filter(({ name, quick }) => (names ? names.includes(name) : !values.quick || quick));

const browsers = new Map();

/** A browser that is started when it is first asked for, and then kept for the projects after. */
class LazyBrowser {
  #engine;

  constructor(engine) {
    this.#engine = engine;
  }

  async #started() {
    if (!browsers.has(this.#engine)) browsers.set(this.#engine, await startEngine(this.#engine));
    return browsers.get(this.#engine);
  }

  async open(url) {
    await (await this.#started()).open(url);
  }

  async screenshot() {
    return await (await this.#started()).driver.takeScreenshot();
  }

  async waitFor(...words) {
    return await (await this.#started()).waitFor(...words);
  }
}

const packs = writePacks();
const rows = [];
for (const project of chosen) await runProject(project);
for (const browser of browsers.values()) await browser.close();
print();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = rows.some(({ result }) => result === 'FAILED') ? 1 : 0;

function writePacks() {
  const folder = join(ground, 'packs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['evidence-pack', 'tampered-action']) cpSync(join(root, `tests/fixtures/recorded/${name}.json`), join(folder, `${name}.json`));
  writeFileSync(join(folder, 'large.json'), [...streamPack({ entries: EXPECTED.large.entries, seed: 5 })].join(''));
  return folder;
}

async function runProject(project) {
  const { name, toolchain, only, source = `tests/ecosystem/${name}` } = project;
  const machine = `${process.platform}-${process.arch}`;
  if (only !== undefined && only !== machine) {
    rows.push({ project: name, toolchain, version: '', what: '', takes: '', result: `not run: its program is pinned for ${only}, and this is ${machine}` });
    return;
  }
  console.log(`\n=== ${name}`);
  const place = { source: join(root, source), folder: join(ground, name), shared: join(here, 'shared'), packs, tarball: resolve(values.tarball) };
  let problem = null;
  try {
    await prepare(place);
  } catch (error) {
    problem = error;
  }
  for (const { what, takes, run, engine = engines[0] } of project.runs.filter(({ engine }) => engine === undefined || engines.includes(engine))) {
    const started = performance.now();
    let result = 'passed';
    try {
      if (problem !== null) throw problem;
      await run(place, new LazyBrowser(engine));
    } catch (error) {
      result = 'FAILED';
      console.log(`${what}: ${error.message}`);
    }
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    console.log(`${result}: ${what} (${seconds} s)`);
    rows.push({ project: name, toolchain, version: versionOf(project, place), what, takes, result, seconds });
  }
}

function versionOf({ version }, place) {
  if (typeof version === 'function') return version();
  if (version === undefined) return '';
  try {
    return JSON.parse(readFileSync(join(place.folder, 'node_modules', version, 'package.json'), 'utf8')).version;
  } catch {
    return 'not installed';
  }
}

function print() {
  const head = { toolchain: 'toolchain', version: 'version', what: 'as', takes: 'what it takes', result: 'result' };
  const columns = Object.keys(head);
  const widths = Object.fromEntries(columns.map((column) => [column, Math.max(...[head, ...rows].map((row) => row[column].length))]));
  const line = (row) => columns.map((column) => row[column].padEnd(widths[column])).join('  ').trimEnd();
  console.log(`\n${line(head)}`);
  for (const row of rows) console.log(line(row));
  if (names === undefined && !values.quick) {
    console.log('\nnot run:');
    for (const [toolchain, what, reason] of NOT_RUN) console.log(`  ${toolchain}, ${what}: ${reason}`);
  }
  const count = (wanted) => rows.filter(({ result }) => result === wanted).length;
  console.log(`\n${count('passed')} passed, ${count('FAILED')} failed`);
}
