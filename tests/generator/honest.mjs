#!/usr/bin/env node
/**
 * `node tests/generator/honest.mjs --seed N --count COUNT` prints one JSON line for each honest document, of a random shape:
 * `{ name, base64, shape, facts, expected }`, `expected` what its caller asked for.
 */
import { parseArgs } from 'node:util';
import { once } from 'node:events';
import { generatePack } from './pack.mjs';
import { honestShape } from './shapes.mjs';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '100' } } });
const from = Number(values.seed);

for (let seed = from; seed < from + Number(values.count); seed += 1) {
  const shape = honestShape(seed);
  const { bytes, facts } = generatePack(shape);
  const { since, until, agentId, status } = facts;
  const line = {
    name: `seed ${seed}: ${JSON.stringify(shape)}`,
    base64: Buffer.from(bytes).toString('base64'),
    shape,
    facts,
    expected: shape.kind === 'export' ? { since, until, agentId, status } : { since, until, framework: shape.framework },
  };
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}
