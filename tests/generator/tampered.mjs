#!/usr/bin/env node
/**
 * `node tests/generator/tampered.mjs --seed N --count COUNT` prints one JSON line for each tampering, of every kind in turn:
 * `{ kind, name, base64, options, expected, asked, checkpoint }`. `expected` is what the tampering alone explains: infos and
 * `access.*` are not in it. `asked` and `checkpoint` are those of the good pack.
 */
import { parseArgs } from 'node:util';
import { once } from 'node:events';
import { generatePack } from './pack.mjs';
import { OPERATIONS, checkpointOf, tamper } from './tamper.mjs';
import { DocumentError, verifyReference } from '../reference/verify.mjs';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '62' } } });
const SHAPES = [
  {}, { before: 5 }, { before: 5, after: 5 }, { eras: ['A', 'B', 'C'] }, { eras: ['A', 'C'], after: 3 }, { busy: 0.6 },
  { eras: ['A'] }, { eras: ['B', 'C'], before: 4 }, { eras: ['A', 'B'], before: 2, after: 2 }, { busy: 0.8, newest: 3 }, { eras: ['B'] },
];
/** Tamperings with one good pack: fewer than there are kinds, so that each kind meets every shape. */
const SHARED = 8;
const kinds = Object.keys(OPERATIONS);

/** Where entries share a millisecond, what shows depends on their ids: that is worked out by the slow verifier. */
function worked(bytes, options) {
  try {
    const { verdict, findings } = verifyReference(bytes, options);
    return { verdict, findings: findings.filter(({ code, severity }) => severity !== 'info' && !code.startsWith('access.')) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { error: error.code };
  }
}

let printed = 0;
let pack = null;
for (let seed = Number(values.seed); printed < Number(values.count); seed += 1) {
  const number = Math.floor(seed / SHARED);
  if (pack?.number !== number) {
    const shape = SHAPES[number % SHAPES.length];
    const { text } = generatePack({ seed: number, entries: 12 + (number % 30), ...shape });
    const good = JSON.parse(text);
    const { since = null, until = null, framework } = good.meta;
    pack = { number, shape, text, asked: { since, until, framework }, checkpoint: checkpointOf(good) };
  }
  const kind = kinds[seed % kinds.length];
  const made = tamper(pack.text, { seed, operation: kind });
  // Not every kind can be done to every pack.
  if (made === null) continue;
  const line = {
    kind,
    name: `seed ${seed}, ${kind}: ${made.description}`,
    base64: Buffer.from(made.bytes).toString('base64'),
    options: made.options,
    expected: pack.shape.busy === undefined ? made.expected : worked(made.bytes, made.options),
    asked: pack.asked,
    checkpoint: pack.checkpoint,
  };
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
  printed += 1;
}
