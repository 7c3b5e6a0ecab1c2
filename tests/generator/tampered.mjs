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
  { busy: 0.8, newest: 3 },
];
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
for (let seed = Number(values.seed); printed < Number(values.count); seed += 1) {
  const shape = SHAPES[seed % SHAPES.length];
  const { text } = generatePack({ seed, entries: 12 + (seed % 30), ...shape });
  const kind = kinds[seed % kinds.length];
  const made = tamper(text, { seed, operation: kind });
  // Not every kind can be done to every pack.
  if (made === null) continue;
  const good = JSON.parse(text);
  const line = {
    kind,
    name: `seed ${seed}, ${kind}: ${made.description}`,
    base64: Buffer.from(made.bytes).toString('base64'),
    options: made.options,
    expected: shape.busy === undefined ? made.expected : worked(made.bytes, made.options),
    asked: { since: good.meta.since ?? null, until: good.meta.until ?? null, framework: good.meta.framework },
    checkpoint: checkpointOf(good),
  };
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
  printed += 1;
}
