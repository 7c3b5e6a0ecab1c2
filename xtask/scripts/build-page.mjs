// Builds the verification page: `node build-page.mjs TOOLS OUT`, where TOOLS holds `node_modules` as `www/package-lock.json`
// has it. OUT/site gets static files for a web server; OUT/grantex-verify.html is the same page as one file, which also
// works from a disk without a network.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [tools, out] = process.argv.slice(2).map((folder) => resolve(folder));
const repository = fileURLToPath(new URL('../..', import.meta.url));
const www = join(repository, 'www');
const pkg = join(repository, 'pkg');
const { build } = createRequire(join(tools, 'package.json'))('esbuild');

const { SAMPLES } = await import(new URL('../../www/samples.js', import.meta.url));
const recorded = (name) => readFileSync(join(repository, 'tests/fixtures/recorded', name));

/** The engines that have the module's `simd128`, and what else the page uses. */
const ENGINES = ['chrome111', 'firefox115', 'safari16.4'];

const common = {
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  // What the generated glue calls its own members, of which it has many.
  mangleProps: /^__(wbg_ptr|wbg_inst|destroy_into_raw|wrap)$/,
  target: ENGINES,
  nodePaths: [join(tools, 'node_modules')],
  logLevel: 'warning',
  write: false,
};

/** One bundle, as text. `use` maps the names that differ between the two forms to files. */
async function bundle(entry, { format, use = {}, define = {} }) {
  const result = await build({ ...common, entryPoints: [entry], format, alias: use, define });
  return result.outputFiles[0].text;
}

rmSync(out, { recursive: true, force: true });
const site = join(out, 'site');
for (const folder of ['src', 'wasm', 'samples']) mkdirSync(join(site, folder), { recursive: true });
const version = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8')).version;
const define = { PAGE_VERSION: JSON.stringify(version) };

// The site. The package finds its worker and its module beside itself, so they keep their places.
const app = await bundle(join(www, 'app.js'), {
  format: 'esm',
  define,
  use: { 'grantex-compliance': join(pkg, 'src/index.browser.js'), '#platform': join(www, 'platform/site.js') },
});
const packageWorker = await bundle(join(pkg, 'src/worker.js'), { format: 'esm' });
const rowsWorker = await bundle(join(www, 'rows/worker.js'), { format: 'esm' });
const style = await bundle(join(www, 'style/index.css'), {});
// Its comment is for whoever changes the page.
const html = readFileSync(join(www, 'index.html'), 'utf8').replace(/ *<!--[^]*?-->\n/g, '');
writeFileSync(join(site, 'src/app.js'), app);
writeFileSync(join(site, 'src/worker.js'), packageWorker);
writeFileSync(join(site, 'src/rows-worker.js'), rowsWorker);
writeFileSync(join(site, 'style.css'), style);
writeFileSync(join(site, 'index.html'), html);
copyFileSync(join(pkg, 'wasm/grantex_compliance_bg.wasm'), join(site, 'wasm/grantex_compliance_bg.wasm'));
for (const { files } of SAMPLES) for (const name of files) writeFileSync(join(site, 'samples', name), recorded(name));

// The single file. Its workers start from their own text, its samples are unpacked when they are asked for.
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString('base64');
const samples = Object.fromEntries(SAMPLES.flatMap(({ files }) => files.map((name) => [name, packed(recorded(name))])));
const single = await bundle(join(www, 'app.js'), {
  format: 'iife',
  define: {
    ...define,
    PACKAGE_WORKER: JSON.stringify(await bundle(join(pkg, 'src/worker.js'), { format: 'iife' })),
    ROWS_WORKER: JSON.stringify(await bundle(join(www, 'rows/worker.js'), { format: 'iife' })),
    PACKED_SAMPLES: JSON.stringify(samples),
  },
  use: { 'grantex-compliance': join(pkg, 'src/index.inline.js'), '#platform': join(www, 'platform/single.js') },
});
writeFileSync(join(out, 'grantex-verify.html'), inOneFile(html, single, style));

/** The page with script and style inside, and a policy that lets in exactly these two texts. */
function inOneFile(page, script, css) {
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const replaced = [
    [/script-src [^;]*/, `script-src ${hash(script)} 'wasm-unsafe-eval'`],
    [/style-src [^;]*/, `style-src ${hash(css)}`],
    // Nothing can be beside a file on a disk; the API that the user names is still reached.
    [/connect-src 'self' /, 'connect-src '],
    [/worker-src [^;]*/, 'worker-src blob:'],
    [/ *<link rel="stylesheet"[^>]*>\n/, `<style>${css}</style>\n`],
    [/ *<script type="module" src="src\/app\.js"><\/script>\n/, ''],
    [/<\/body>/, `<script>${script}</script>\n</body>`],
  ].reduce((text, [what, by]) => {
    if (!what.test(text)) throw new Error(`index.html has no ${what}`);
    return text.replace(what, () => by);
  }, page);
  for (const text of [script, css]) if (/<\/(script|style)/i.test(text)) throw new Error('the text would end its element');
  return replaced;
}

/** What a browser downloads, without samples. */
const parts = ['index.html', 'style.css', 'src/app.js', 'src/worker.js', 'src/rows-worker.js', 'wasm/grantex_compliance_bg.wasm'];
const rows = parts.map((name) => [name, statSync(join(site, name)).size, gzipSync(readFileSync(join(site, name)), { level: 9 }).length]);
const total = rows.reduce(([raw, zipped], [, a, b]) => [raw + a, zipped + b], [0, 0]);
const kb = (n) => `${(n / 1024).toFixed(1).padStart(8)} KB`;
for (const [name, raw, zipped] of [...rows, ['in all', ...total]]) console.log(`${name.padEnd(36)}${kb(raw)}${kb(zipped)} gzip`);
console.log(`${'grantex-verify.html'.padEnd(36)}${kb(statSync(join(out, 'grantex-verify.html')).size)}`);
writeFileSync(join(out, 'sizes.json'), `${JSON.stringify({ parts: Object.fromEntries(rows.map(([name, , zipped]) => [name, zipped])), total: total[1] }, null, 2)}\n`);
