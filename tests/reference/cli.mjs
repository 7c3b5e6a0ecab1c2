#!/usr/bin/env node
/**
 * `node tests/reference/cli.mjs FILE [OPTIONS-JSON]` prints the report of one document.
 * `node tests/reference/cli.mjs --batch` reads JSON lines `{ "path" | "text" | "base64", "options"? }` and answers each
 * with one line: `{ "report": … }` or `{ "error": { "code", "offset"? } }`.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DocumentError, verifyReference } from './verify.mjs';

function answer({ path, text, base64, options = {} }) {
  const bytes = path !== undefined ? readFileSync(path) : text !== undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
  try {
    return { report: verifyReference(bytes, options) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { error: { code: error.code, ...(error.offset === undefined ? {} : { offset: error.offset }) } };
  }
}

const [first, second] = process.argv.slice(2);
if (first === '--batch') {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== '') process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
  }
} else {
  const result = answer({ path: first, options: second === undefined ? {} : JSON.parse(second) });
  process.stdout.write(`${JSON.stringify(result.report ?? result, null, 2)}\n`);
  if (result.error !== undefined) process.exitCode = 2;
}
