import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { verifyEvidencePack } from 'grantex-compliance';
import { verifyAll } from './verify-all.js';
import { EXPECTED } from './expected.js';

test('verifies', async () => {
  const read = (name) => readFile(new URL(`packs/${name}.json`, import.meta.url));
  expect(await verifyAll(verifyEvidencePack, read)).toEqual(EXPECTED);
});
