// All texts of the page stand in one table, and every one of them is used.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { text } from '../../www/messages.js';
import { repository } from './packed.mjs';

const www = join(repository, 'www');
const files = readdirSync(www, { recursive: true })
  .filter((name) => name.endsWith('.js') && name !== 'messages.js')
  .map((name) => ({ name, code: readFileSync(join(www, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '') }));

/** What of a line is text for people, as far as its form tells: two words, and neither a class nor a drawing. */
function sentences(line) {
  const code = line.replace(/class: (`[^`]*`|'[^']*')|font: (`[^`]*`|'[^']*')|(querySelector(All)?|closest|matchMedia)\([^)]*\)|d: '[^']*'|new Error\([^)]*\)/g, '');
  return [...code.matchAll(/(['`])(?:(?!\1).)*?\1/g)].map(([literal]) => literal.replace(/\$\{[^}]*\}/g, 'N')).filter((literal) => /[A-Za-z]{2,} [A-Za-z]{1,}/.test(literal));
}

test('no sentence stands outside of the table', () => {
  const found = files.flatMap(({ name, code }) => code.split('\n').flatMap((line) => sentences(line).map((literal) => `${name}: ${literal}`)));
  assert.deepEqual(found, []);
});

test('no text is left over', () => {
  // Groups whose texts are looked up by a name that comes from elsewhere.
  const byName = { kinds: true, phases: true, samples: true };
  const unused = [];
  for (const [group, texts] of Object.entries(text)) {
    for (const name of Object.keys(texts)) {
      const used = files.some(({ code }) => new RegExp(`text\\.${group}\\.${name}\\b`).test(code) || (new RegExp(`words = text\\.${group};`).test(code) && new RegExp(`words\\.${name}\\b`).test(code)));
      if (!used && !byName[group]) unused.push(`${group}.${name}`);
    }
  }
  assert.deepEqual(unused, []);
});

test('criteria are worded as the documentation words them, and as support alone', () => {
  const documented = readFileSync(join(repository, 'docs/control-mapping.md'), 'utf8');
  const rows = [...documented.matchAll(/^\| ([\w.()]+) \| ([^|]+) \|/gm)].map(([, criterion, asks]) => [criterion, asks]).filter(([criterion]) => /\d/.test(criterion));
  const shown = Object.values(text.controls.criteria).flatMap((criteria) => Object.entries(criteria));
  assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(rows));
  assert.equal(rows.length, 13);
});

test('nothing is made from markup, and nothing may load but the page itself', () => {
  const markup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|setHTMLUnsafe|DOMParser|srcdoc|\beval\(|new Function/;
  assert.deepEqual(files.filter(({ code }) => markup.test(code)).map(({ name }) => name), []);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(join(www, 'index.html'), 'utf8'))?.[1] ?? '';
  const directives = Object.fromEntries(policy.split(';').map((one) => one.trim().split(/\s+(.*)/s).slice(0, 2)));
  assert.deepEqual(directives, {
    'default-src': "'none'",
    'script-src': "'self' 'wasm-unsafe-eval'",
    'style-src': "'self'",
    'connect-src': "'self' https: http://localhost:* http://127.0.0.1:*",
    'worker-src': "'self'",
    'img-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
  });
});

test('a sentence outside of the table would be found', () => {
  assert.equal(sentences(`element('p', null, 'This is one');`).length, 1);
  assert.equal(sentences('element(`p`, null, `It has ${n} words here`)').length, 1);
  assert.equal(sentences(`element('p', { class: 'vt-cell narrow' }, words.one)`).length, 0);
});
