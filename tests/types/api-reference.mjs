#!/usr/bin/env node
// Writes docs/api.md from the package's declarations and from the examples beside this file.
//
//     node tests/types/api-reference.mjs          (`cargo xtask docs`)
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const PAGE = new URL('docs/api.md', root);

/** The declarations, by the import that gives them; what stands first is read first. */
const ENTRIES = [
  { from: 'grantex-compliance', files: ['index', 'client', 'generated'] },
  { from: 'grantex-compliance/texts', files: ['texts'] },
];

/** Every exported declaration: its name, where it is imported from, its comment and its text. Overloads are one. */
export function publicNames() {
  const names = new Map();
  for (const { from, files } of ENTRIES) {
    for (const file of files) {
      const text = readFileSync(new URL(`pkg/types/${file}.d.ts`, root), 'utf8');
      const source = ts.createSourceFile(`${file}.d.ts`, text, ts.ScriptTarget.Latest, true);
      // A name that the index declares itself hides the generated one.
      const own = new Set(names.keys());
      for (const statement of source.statements.filter(isExported)) {
        const { name } = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
        if (name === undefined || own.has(name.text)) continue;
        const known = names.get(name.text);
        const code = statement.getText(source).replace(/^export (declare )?/, '');
        if (known === undefined) names.set(name.text, { name: name.text, from, comment: commentOf(statement), code });
        else known.code += `\n${code}`;
      }
    }
  }
  return [...names.values()];
}

const isExported = (statement) => statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

function commentOf(statement) {
  const [block] = statement.jsDoc ?? [];
  if (block === undefined) return '';
  const text = ts.getTextOfJSDocComment(block.comment) ?? '';
  const thrown = (block.tags ?? []).filter(ts.isJSDocThrowsTag).map((tag) => `Throws ${tag.getText().replace(/^@throws\s*/, '').replace(/\n\s*\*\s?/g, ' ').trim()}`);
  // Examples of the comments are for editors; this page has its own, which are run.
  return [text.replace(/```[\s\S]*?```/g, '').trim(), ...thrown].filter(Boolean).join('\n\n');
}

/** The examples by the names that they are for. */
export function examples() {
  const text = readFileSync(new URL('examples.ts', import.meta.url), 'utf8');
  const found = new Map();
  for (const [, list, body] of text.matchAll(/^\/\/ #example (.+)\n\{\n([\s\S]*?)^\}$/gm)) {
    const code = body.replace(/^ {2}/gm, '').replaceAll('grantex.', '').trimEnd();
    for (const name of list.split(', ')) found.set(name, { code, first: list.split(', ')[0] });
  }
  return found;
}

/** The page as it ought to be. */
export function page() {
  const byName = examples();
  const lines = [
    '# API reference',
    '',
    'Every public name of the package, from its declarations; written by `cargo xtask docs`. The examples are compiled and run by the tests:',
    '`read` reads a recorded document, `tampered` is one with a changed entry, `file` the same as a Blob, and `assert` is `node:assert`.',
    '',
  ];
  let last = '';
  for (const { name, from, comment, code } of publicNames()) {
    if (from !== last) lines.push(`## From \`${from}\``, '');
    last = from;
    lines.push(`### ${name}`, '', ...(comment === '' ? [] : [comment, '']), '```ts', code, '```', '');
    const example = byName.get(name);
    if (example === undefined) continue;
    if (example.first === name) lines.push('Example:', '', '```ts', example.code, '```', '');
    else lines.push(`Example: under [${example.first}](#${example.first.toLowerCase()})`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, page());
  console.log('wrote docs/api.md');
}
