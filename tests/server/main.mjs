#!/usr/bin/env node
/** `node tests/server/main.mjs [--port 8787] [--entries 10000] [--seed 1]`: the development server, until it is interrupted. */
import { parseArgs } from 'node:util';
import { startDevServer } from './dev-server.mjs';
import { faults } from './faults.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' }, entries: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } });
const [port, entries] = ['port', 'entries'].map((name) => {
  if (!/^\d{1,8}$/.test(values[name])) throw new TypeError(`--${name} takes a whole number, not ${values[name]}`);
  return Number(values[name]);
});
const { origin } = await startDevServer({ port, generated: { entries, seed: values.seed } });
const rows = Object.entries(faults).map(([name, { help }]) => `  ${name.padEnd(16)} ${help}`);
process.stdout.write(`A Grantex API for development: ${origin}
It answers this machine only; end with Ctrl-C.

API keys:
  gx_dev_generated        ${entries.toLocaleString('en')} generated entries; gx_dev_generated_1000000_7: a million, from seed 7
  gx_dev_recorded         the recorded answers of a real server
  gx_dev_tampered-action  one recorded pack; so for every other one in tests/fixtures/recorded
  gx_dev_empty            a tenant without anything

Try it:
  GRANTEX_API_KEY=gx_dev_generated GRANTEX_BASE_URL=${origin} npx grantex-compliance fetch --verify --out pack.json

Faults, as part of the base URL (${origin}/fault/NAME):
${rows.join('\n')}
`);
