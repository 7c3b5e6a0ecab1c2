#!/usr/bin/env node
/**
 * `node tests/reference/cases.mjs --seed N --honest COUNT --tampered COUNT` prints one JSON line a case:
 * `{ name, base64, options, report }` or `{ …, error }`: a document, and what the slow verifier says of it. With `--recorded`
 * the recorded ones come first. With `--no-reference` nothing is said of them, and they come as `path` or `text`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generatePack } from '../generator/pack.mjs';
import { tamper } from '../generator/tamper.mjs';
import { honestShape } from '../generator/shapes.mjs';
import { DocumentError, verifyReference } from './verify.mjs';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, honest: { type: 'string', default: '0' }, tampered: { type: 'string', default: '0' }, recorded: { type: 'boolean' }, 'no-reference': { type: 'boolean' } } });
const seed = Number(values.seed);
const TAMPERED = [{}, { before: 5 }, { before: 5, after: 5 }, { eras: ['A', 'B', 'C'] }, { eras: ['A', 'C'], after: 3 }, { busy: 0.6 }, { busy: 0.8, newest: 3 }];

function print(name, bytes, options = {}, path = undefined) {
  if (values['no-reference']) {
    // Text survives as it is only where it is UTF-8; the rest of the tampered ones is left to the test of the verdicts.
    const text = Buffer.from(bytes).toString();
    if (path !== undefined) process.stdout.write(`${JSON.stringify({ name, path, options })}\n`);
    else if (Buffer.from(text).equals(Buffer.from(bytes))) process.stdout.write(`${JSON.stringify({ name, text, options })}\n`);
    return;
  }
  const line = { name, base64: Buffer.from(bytes).toString('base64'), options };
  try {
    line.report = verifyReference(bytes, options);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    line.error = { code: error.code, offset: error.offset };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

if (values.recorded) {
  const folder = new URL('../fixtures/recorded/', import.meta.url);
  for (const file of readdirSync(folder).filter((file) => file.endsWith('.json')).sort()) print(file, readFileSync(new URL(file, folder)), {}, fileURLToPath(new URL(file, folder)));
}
for (let i = seed; i < seed + Number(values.honest); i += 1) {
  const shape = honestShape(i);
  const { bytes, facts } = generatePack(shape);
  const { since, until, agentId, status } = facts;
  const expected = shape.kind === 'export' ? { since, until, agentId, status } : { since, until, framework: shape.framework };
  print(`honest ${i}`, bytes, { ...(i % 2 === 0 ? { expected } : {}), ...(i % 3 === 0 ? { sample: 1 + (i % 40) } : {}) });
}
for (let i = seed; i < seed + Number(values.tampered); i += 1) {
  const { text } = generatePack({ seed: i, entries: 12 + (i % 30), ...TAMPERED[i % TAMPERED.length] });
  const made = tamper(text, { seed: i });
  if (made !== null) print(`tampered ${i}, ${made.operation}: ${made.description}`, made.bytes, made.options);
}
