import { readFile } from 'node:fs/promises';
import { verifyEvidencePack } from 'grantex-compliance';
import { verifyAll } from './verify-all.js';

const read = (name) => readFile(new URL(`packs/${name}.json`, import.meta.url));
const inWorker = (input, options) => verifyEvidencePack(input, { ...options, workers: 1 });
console.log(JSON.stringify(await verifyAll(inWorker, read)));
