// The package's types as a user's compiler sees them, its reference, and two linters of packages.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'node:test';
import ts from 'typescript';
import { examples, page, publicNames } from './api-reference.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const packageFolder = dirname(fileURLToPath(import.meta.resolve('grantex-compliance/package.json')));
const bin = (name) => join(here, 'node_modules/.bin', name);
const STRICT = ['--strict', '--skipLibCheck', 'false', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--typeRoots', 'none'];

/** Compiles; what the compiler says, which is nothing when all is well. */
function compile(file, ...flags) {
  const { stdout, status } = spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), ...STRICT, ...flags, file], { cwd: here, encoding: 'utf8' });
  return status === 0 ? '' : stdout;
}

for (const [resolution, module] of [['bundler', 'esnext'], ['node16', 'node16'], ['nodenext', 'nodenext']]) {
  for (const lib of ['ES2022', 'ES2022,DOM,DOM.Iterable']) {
    test(`usage is typed: ${resolution}, lib ${lib}`, () => {
      assert.equal(compile('usage.ts', '--noEmit', '--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--lib', lib), '');
    });
  }
}

test('the page keeps to the types of the package', () => {
  const { stdout } = spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'www'), '--listFiles', '--pretty', 'false'], { cwd: root, encoding: 'utf8' });
  const lines = stdout.split('\n');
  assert.ok(lines.filter((line) => /\bwww\/.*\.js$/.test(line)).length > 30, stdout);
  // The package's own sources, which it takes a few texts from, have their own check.
  assert.deepEqual(lines.filter((line) => /^www\/.*error TS/.test(line)), []);
});

test('what must not compile does not', () => {
  const said = compile('refused.ts', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'ES2022');
  const lines = readFileSync(join(here, 'refused.ts'), 'utf8').split('\n');
  const wanted = lines.flatMap((line, at) => (line.includes('// refused') ? [at + 1] : []));
  const refused = [...said.matchAll(/^refused\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  assert.ok(wanted.length > 8);
  assert.deepEqual([...new Set(refused)], wanted, said);
});

test('no public type is any', () => {
  for (const name of readdirSync(join(packageFolder, 'types'))) {
    const source = ts.createSourceFile(name, readFileSync(join(packageFolder, 'types', name), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) assert.fail(`${name}: ${node.parent.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
});

test('every public name has an example that speaks of it', () => {
  const byName = examples();
  const names = publicNames().map(({ name }) => name);
  assert.ok(names.length > 90);
  for (const name of names) assert.match(byName.get(name)?.code ?? '', new RegExp(`\\b${name}\\b`), `${name}: write an example into tests/types/examples.ts`);
  for (const name of byName.keys()) assert.ok(names.includes(name), `an example is for \`${name}\`, which is no public name`);
});

test('the reference is what the declarations and examples make of it', () => {
  const committed = existsSync(join(root, 'docs/api.md')) ? readFileSync(join(root, 'docs/api.md'), 'utf8') : '';
  assert.ok(committed === page(), 'docs/api.md is out of date: run `cargo xtask docs`');
});

test('the examples compile and run', () => {
  // Emitted beside the sources, so that both find the package and the recorded documents.
  const folder = join(here, 'node_modules/.examples');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  assert.equal(compile('examples.ts', '--module', 'nodenext', '--target', 'es2022', '--lib', 'ES2022,DOM,DOM.Iterable', '--outDir', folder, 'host.d.ts'), '');
  execFileSync(process.execPath, [join(folder, 'examples.js')], { env: { ...process.env, EXAMPLES_FROM: pathToFileURL(join(here, 'examples.ts')).href } });
});

test('publint finds nothing', () => {
  const { stdout, status } = spawnSync(bin('publint'), ['--strict', '--pack', 'false', packageFolder], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /All good/);
});

test('are the types wrong? finds nothing', () => {
  const tarball = readdirSync(join(root, 'target/packed')).find((name) => name.endsWith('.tgz'));
  const { stdout, status } = spawnSync(bin('attw'), [join(root, 'target/packed', tarball), '--profile', 'esm-only'], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

test('each finding has the params that its code is declared with', async () => {
  const { verifyDocument } = await import('grantex-compliance');
  const declared = paramsDeclared();
  const folder = join(root, 'tests/fixtures/recorded');
  const seen = new Set();
  for (const name of readdirSync(folder).filter((name) => /^(evidence|tampered|deleted|erasure|same|export-audit).*\.json$/.test(name))) {
    const bytes = readFileSync(join(folder, name));
    for (const document of [bytes, ...variants(JSON.parse(bytes))]) {
      for (const { code, params = {} } of (await verifyDocument(document, { maxFindings: 100_000, expected: { framework: 'gdpr' } })).findings) {
        seen.add(code);
        const wanted = declared.get(code) ?? {};
        for (const [param, value] of Object.entries(params)) {
          assert.ok(param in wanted, `${code} has a param \`${param}\` that is not declared`);
          assert.match(wanted[param].type, new RegExp(`${typeof value}|"${value}"`), `${code}, ${param}`);
        }
        for (const [param, { optional }] of Object.entries(wanted)) assert.ok(optional || param in params, `${code} lacks its param \`${param}\``);
      }
    }
  }
  assert.ok(seen.size >= 20, [...seen].join(' '));
});

function paramsDeclared() {
  const source = ts.createSourceFile('generated.d.ts', readFileSync(join(packageFolder, 'types/generated.d.ts'), 'utf8'), ts.ScriptTarget.Latest, true);
  const { type } = source.statements.find((statement) => statement.name?.text === 'FindingParams');
  const params = ({ members }) => Object.fromEntries(members.map((member) => [member.name.text, { type: member.type.getText(), optional: member.questionToken !== undefined }]));
  return new Map(type.members.map((member) => [member.name.text, params(member.type)]));
}

/** The same document with one thing changed each, so that as many codes as possible are seen. */
function* variants(document) {
  const entries = document.auditEntries ?? document.entries;
  if (entries.length === 0) return;
  const change = (edit) => {
    const copy = structuredClone(document);
    edit(copy, copy.auditEntries ?? copy.entries);
    return JSON.stringify(copy);
  };
  yield change((_, [first]) => delete first.status);
  yield change((_, [first]) => delete first.developerId);
  yield change((_, [first]) => (first.approvedBy = 'me'));
  yield change((_, [first]) => (first.action = 5));
  yield change((_, [first]) => (first.developerId = 'dev_other'));
  yield change((_, rows) => rows.push(structuredClone(rows[0])));
  yield change((_, rows) => rows.reverse());
  yield change((_, [first]) => (first.timestamp = first.timestamp.replace('Z', '+00:00')));
  yield change((_, [first]) => (first.agentId = 'agt_other'));
  yield change((_, [first]) => (first.principalId = 'usr_other'));
  yield change(({ grants }) => grants?.splice(0));
  yield change(({ grants }) => grants?.forEach((grant) => (grant.issuedAt = '2099-01-01T00:00:00.000Z')));
  yield change(({ grants }) => grants?.forEach((grant) => (grant.expiresAt = '2000-01-01T00:00:00.000Z')));
  yield change(({ meta }) => meta && (meta.schemaVersion = '9.9'));
  yield change(({ meta }) => meta && (meta.generatedAt = '2000-01-01T00:00:00.000Z'));
  yield change(({ meta }) => meta && (meta.until = '2000-01-01T00:00:00.000Z'));
  yield change(({ summary }) => summary && (summary.auditEntries.total += 400));
  yield change(({ summary }) => summary && (summary.policies.total += 1));
}
