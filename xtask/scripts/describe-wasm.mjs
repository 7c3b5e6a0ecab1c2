// Writes, beside the wasm, the modules that the package's JavaScript imports, and prints its sizes.
//
//     node describe-wasm.mjs FILE.wasm
//
// `inline.js`: the wasm as text, for servers, bundlers and test runners that have no file beside the script.
// `integrity.js`: its hash, as HTML's `integrity` attribute writes it, checked before the wasm is run.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const [wasmFile] = process.argv.slice(2);
const wasm = readFileSync(wasmFile);
const digest = createHash('sha256').update(wasm).digest();

writeModule('inline', wasm.toString('base64'));
writeModule('integrity', `sha256-${digest.toString('base64')}`);

const row = (name, bytes) => console.log(`  ${name.padEnd(8)}${bytes.toLocaleString('en').padStart(12)} bytes`);
console.log('the wasm:');
row('raw', wasm.length);
row('gzip', gzipSync(wasm, { level: 9 }).length);
row('brotli', brotliCompressSync(wasm).length);
console.log(`  sha256  ${digest.toString('hex')}`);

/** A module whose default export is a string. Its type is written out: inferred, it would be the text itself. */
function writeModule(name, text) {
  const file = join(dirname(wasmFile), name);
  writeFileSync(`${file}.js`, `export default ${JSON.stringify(text)};\n`);
  writeFileSync(`${file}.d.ts`, 'declare const text: string;\nexport default text;\n');
}
