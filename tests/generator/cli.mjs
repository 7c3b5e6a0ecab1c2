#!/usr/bin/env node
/**
 * Writes a generated document: `node tests/generator/cli.mjs --entries 100000 --seed 1 --out pack.json`.
 * Each option of `options.mjs` is a flag; values are JSON where they parse as JSON (`--eras '["A","C"]'`,
 * `--race '{"surplus":2}'`, `--violations true`), text otherwise. Without `--out` the document goes to standard output.
 */
import { openSync, writeSync, closeSync } from 'node:fs';
import { DEFAULTS } from './options.mjs';
import { streamPack } from './pack.mjs';

function parse(argv) {
  const options = {};
  let out = null;
  for (let i = 0; i < argv.length; i += 2) {
    const name = argv[i].replace(/^--/, '').replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    const value = argv[i + 1];
    if (!argv[i].startsWith('--') || value === undefined || (name !== 'out' && !Object.hasOwn(DEFAULTS, name))) {
      throw new TypeError(`unknown or incomplete option ${argv[i]}; known: --out ${Object.keys(DEFAULTS).map((k) => `--${k}`).join(' ')}`);
    }
    if (name === 'out') { out = value; continue; }
    try { options[name] = JSON.parse(value); } catch { options[name] = value; }
  }
  return { options, out };
}

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error; // a full pipe: try again
    }
  }
}

try {
  const { options, out } = parse(process.argv.slice(2));
  const descriptor = out === null ? 1 : openSync(out, 'w');
  for (const chunk of streamPack(options)) writeAll(descriptor, chunk);
  if (out !== null) closeSync(descriptor);
} catch (error) {
  if (error.code !== 'EPIPE') {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
