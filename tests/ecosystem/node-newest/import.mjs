import { readFile } from 'node:fs/promises';
import { verifyEvidencePack } from 'grantex-compliance';
import { verifyAll } from './verify-all.js';

const read = (name) => readFile(new URL(`packs/${name}.json`, import.meta.url));
console.log(JSON.stringify(await verifyAll(verifyEvidencePack, read)));
