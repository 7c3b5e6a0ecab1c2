// Writes the module that carries the wasm as text, and reports its sizes.
//
//     node inline.mjs FILE.wasm inline.js
//
// Servers, bundlers and test runners that have no file beside the script import the text instead of the file.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const [wasmFile, inlineFile] = process.argv.slice(2);
const wasm = readFileSync(wasmFile);

writeFileSync(inlineFile, `export default "${wasm.toString('base64')}";\n`);
writeFileSync(inlineFile.replace(/\.js$/, '.d.ts'), 'declare const base64: string;\nexport default base64;\n');

const row = (name, bytes) => console.log(`  ${name.padEnd(8)}${bytes.toLocaleString('en').padStart(12)} bytes`);
console.log('the wasm:');
row('raw', wasm.length);
row('gzip', gzipSync(wasm, { level: 9 }).length);
row('brotli', brotliCompressSync(wasm).length);
console.log(`  sha256  ${createHash('sha256').update(wasm).digest('hex')}`);
