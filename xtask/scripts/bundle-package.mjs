// Writes the package's JavaScript as it is shipped: `node bundle-package.mjs TOOLS`, where TOOLS holds `node_modules` as
// `www/package-lock.json` has it.
//
// From `pkg/src` and the glue beside the wasm into `pkg/dist`: each entry a small file that keeps its name, what several of
// them need in files that they share, all of it minified, each with a map that holds the sources. Few files, because a page
// without a bundler fetches one after the other. `dist` lies where `src` lies, so the addresses of the wasm and of the
// workers, which bundlers look for, stay as they are written.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const tools = resolve(process.argv[2]);
const pkg = fileURLToPath(new URL('../../pkg', import.meta.url));
const { build } = createRequire(join(tools, 'package.json'))('esbuild');

/** What `exports` leads to, the workers that the entries start, and what the command line uses. */
const ENTRIES = [
  ...['index.browser', 'index.edge', 'index.inline', 'index.node', 'index.workerd', 'texts'],
  ...['worker', 'worker.node', 'internals'],
];

rmSync(join(pkg, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: pkg,
  entryPoints: ENTRIES.map((entry) => `src/${entry}.js`),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'shared-[hash]',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  sourcemap: 'linked',
  legalComments: 'inline',
  // The wasm is a file, also inside JavaScript: written once, and taken by those entries alone that want it.
  external: ['*.wasm', '*.wasm?module', '*/wasm/inline.js', 'node:*'],
  logLevel: 'warning',
});
