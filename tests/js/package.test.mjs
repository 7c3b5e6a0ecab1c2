// The package as npm unpacked it: what it holds, what it exports, and that its tables are complete.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as main from 'grantex-compliance';
import * as texts from 'grantex-compliance/texts';
import { manifest, packageFolder, recorded, repository } from './packed.mjs';

const read = (name) => readFileSync(join(packageFolder, name), 'utf8');

/** Every path that `exports` leads to, under whatever condition. */
function* targets(value) {
  if (typeof value === 'string') yield value;
  else for (const one of Object.values(value)) yield* targets(one);
}

test('everything that is exported is there, and nothing is needed beside it', () => {
  for (const target of [...targets(manifest.exports), manifest.main, manifest.module, manifest.types, manifest.bin['grantex-compliance']]) {
    assert.ok(existsSync(join(packageFolder, target)), target);
  }
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
  assert.equal(manifest.sideEffects, false);
  for (const conditions of Object.values(manifest.exports)) {
    if (typeof conditions === 'object') assert.equal(Object.keys(conditions)[0], 'types', 'TypeScript takes the first that fits');
  }
});

test('every import inside the package leads to a file of the package', () => {
  const folders = ['bin', 'cli', 'dist', 'wasm'];
  const files = folders.flatMap((folder) => readdirSync(join(packageFolder, folder)).filter((name) => name.endsWith('.js')).map((name) => join(folder, name)));
  assert.ok(files.length > 25);
  let followed = 0;
  for (const file of files) {
    if (file.endsWith('inline.js') && file.startsWith('wasm')) continue;
    for (const [, from, bare, dynamic] of read(file).matchAll(/(?:^|[;}\n])(?:import|export)\b[^;'"()]*?\bfrom ?['"]([^'"]+)['"]|(?:^|[;}\n])import ?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)(?!\.)/g)) {
      const name = from ?? bare ?? dynamic;
      if (/^grantex-compliance\b/.test(name) || name.startsWith('node:')) {
        assert.ok(/^(bin|cli)\//.test(file) || ['dist/worker.node.js', 'dist/index.node.js'].includes(file), `${file} imports ${name}`);
        continue;
      }
      assert.ok(name.startsWith('.'), `${file} imports ${name}`);
      assert.ok(existsSync(join(packageFolder, dirname(file), name.replace(/\?module$/, ''))), `${file} imports ${name}`);
      followed += 1;
    }
  }
  assert.ok(followed > 50);
});

test('what is shipped minified has maps with its sources, all of them and as they are', () => {
  const scripts = readdirSync(join(packageFolder, 'dist')).filter((name) => name.endsWith('.js'));
  const sources = new Map();
  for (const name of scripts) {
    const [, map] = /\n\/\/# sourceMappingURL=(\S+)\n$/.exec(read(`dist/${name}`)) ?? [];
    assert.equal(map, `${name}.map`);
    const { sources: paths, sourcesContent } = JSON.parse(read(`dist/${map}`));
    for (const [i, path] of paths.entries()) sources.set(path, sourcesContent[i]);
  }
  // What only names others' exports leaves nothing of its own behind.
  const written = readdirSync(join(repository, 'pkg/src')).filter((name) => name !== 'internals.js');
  for (const name of written) assert.equal(sources.get(`../src/${name}`), readFileSync(join(repository, 'pkg/src', name), 'utf8'), name);
  const bytes = (names) => names.reduce((sum, name) => sum + statSync(name).size, 0);
  assert.ok(bytes(scripts.map((name) => join(packageFolder, 'dist', name))) < bytes([...sources.keys()].map((path) => join(repository, 'pkg/dist', path))) / 2);
  assert.match(read('LICENSE'), /Apache License/);
});

test('classes keep their names', () => {
  for (const name of ['Grantex', 'GrantexError', 'GrantexApiError', 'GrantexAuthError', 'GrantexNetworkError', 'GrantexInputError']) {
    assert.equal(main[name].name, name);
  }
  assert.equal(inspect(new main.Grantex({ apiKey: 'x' })).split(' ')[0], 'Grantex');
});

test('the errors are real classes with a common ancestor', () => {
  const { GrantexError, GrantexApiError, GrantexAuthError, GrantexNetworkError, GrantexInputError } = main;
  const auth = new GrantexAuthError('no', { statusCode: 401, code: 'UNAUTHORIZED', body: { a: 1 }, requestId: 'r', cause: 5 });
  assert.ok(auth instanceof GrantexApiError && auth instanceof GrantexError && auth instanceof Error);
  assert.deepEqual([auth.name, auth.message, auth.statusCode, auth.code, auth.requestId, auth.cause], ['GrantexAuthError', 'no', 401, 'UNAUTHORIZED', 'r', 5]);
  assert.equal(new GrantexApiError('x', { statusCode: 500 }).code, 'ApiError');
  assert.equal(new GrantexNetworkError('x').code, 'NetworkError');
  assert.ok(!('cause' in new GrantexError('x')));
  const input = new GrantexInputError('x', { code: 'document.syntax', offset: 5 });
  assert.deepEqual([input.code, input.offset, input.line, input.pointer, input.report], ['document.syntax', 5, null, null, null]);
});

test('what is declared is what is exported', () => {
  const index = read('types/index.d.ts');
  // The index hands on what the client's file declares.
  assert.match(index, /^export (?:type )?(?:\*|\{[^}]*\}) from '\.\/client\.js';$/m);
  // A function with several signatures is declared several times.
  const declared = [...new Set([...(index + read('types/client.d.ts')).matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name))];
  assert.deepEqual(Object.keys(main).sort(), declared.sort());
  const declaredTexts = [...read('types/texts.d.ts').matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(texts).sort(), declaredTexts.sort());
});

test('no type is any', () => {
  for (const name of readdirSync(join(packageFolder, 'types'))) {
    const code = read(`types/${name}`).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/"[^"]*"|'[^']*'/g, '');
    assert.doesNotMatch(code, /\bany\b/, name);
  }
});

test('every code has its words', () => {
  const types = read('types/generated.d.ts');
  const codes = (name) => {
    const [, union] = new RegExp(`export type ${name} =([^;]*);`).exec(types);
    return [...union.matchAll(/"([^"]+)"/g)].map(([, code]) => code).sort();
  };
  const tables = {
    Verdict: texts.verdictTexts,
    Assurance: texts.assuranceTexts,
    Outcome: texts.outcomeTexts,
    CheckCode: texts.checkTexts,
    Cause: texts.causeTexts,
    FindingCode: texts.findingTexts,
  };
  for (const [name, table] of Object.entries(tables)) {
    assert.deepEqual(Object.keys(table).sort(), codes(name), name);
    for (const words of Object.values(table)) {
      for (const text of typeof words === 'string' ? [words] : Object.values(words)) assert.ok(text.length > 3, name);
    }
  }
});

test('visible spells out what hides, reorders or commands', () => {
  const cases = {
    'plain text, é, 日本, 🙂': 'plain text, é, 日本, 🙂',
    'a\u001b[31mb': 'a<U+001B>[31mb',
    'a\u009bb\u0000\u007f': 'a<U+009B>b<U+0000><U+007F>',
    '\u202eabc\u2066': '<U+202E>abc<U+2066>',
    'a\u200b\u00ad\ufeff\u2060b': 'a<U+200B><U+00AD><U+FEFF><U+2060>b',
    'a\u2028\u2029\n': 'a<U+2028><U+2029><U+000A>',
    '\ud800x\udc00': '<U+D800>x<U+DC00>',
    'a\u00a0\u3000b': 'a<U+00A0><U+3000>b',
    '\u{e0041}\u3164': '<U+E0041><U+3164>',
  };
  for (const [text, shown] of Object.entries(cases)) assert.equal(texts.visible(text), shown);
  assert.equal(texts.visible(5), '5');
});

test('require() gives the same package', async () => {
  if (!process.features.require_module) {
    // Node before 20.19 can't, and says so itself.
    assert.throws(() => createRequire(import.meta.url)('grantex-compliance'), { code: 'ERR_REQUIRE_ESM' });
    return;
  }
  const required = createRequire(import.meta.url)('grantex-compliance');
  assert.equal(required.GrantexInputError, main.GrantexInputError);
  assert.equal((await required.verifyEvidencePack(recorded('evidence-pack.json'))).verdict, 'intact');
});

test('the version is one', async () => {
  const report = await main.verifyEvidencePack(recorded('evidence-pack.json'));
  assert.equal(report.run.engine, `grantex-compliance ${manifest.version}`);
});
