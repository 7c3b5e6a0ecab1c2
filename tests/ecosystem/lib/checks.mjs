// What a project must show: three verdicts, wherever the package ran; or the error that helps.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../js/server.mjs';
import { EXPECTED } from '../shared/expected.js';
import { gist } from '../shared/verify-all.js';

/** Two cores may be busy, and a page may compile first. */
const PAGE_LIMIT_MS = 120_000;

/**
 * @param {any} outcome
 * @param {'large' | 'always' | false} worker which documents must have left the caller's thread
 */
function judge(outcome, worker) {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const { workers, ...rest } = outcome[name];
    const { workers: none, ...wanted } = expected;
    assert.deepEqual(rest, wanted, name);
    const elsewhere = worker === 'always' || (worker === 'large' && name === 'large');
    if (elsewhere) assert.ok(workers >= 1, `${name} stayed in the caller's thread`);
    else assert.equal(workers, none, name);
  }
}

/** A page verifies as soon as it is opened; large documents leave its thread where a worker can be had. */
export async function inPage(browser, url, { worker = true } = {}) {
  const { outcome, error } = await shown(browser, url);
  assert.equal(error, undefined, JSON.stringify(error));
  judge(outcome, worker ? 'large' : false);
}

/** The page can't load the module, and the error's message holds the line that helps with this very toolchain. */
export async function advised(browser, url, line) {
  const { error } = await shown(browser, url);
  assert.equal(error?.code, 'WasmLoad', JSON.stringify(error));
  assert.ok(error.message.includes(line), `${error.message}\ndoes not name \`${line}\``);
}

async function shown(browser, url) {
  await browser.open(url);
  return JSON.parse(await browser.waitFor(() => document.documentElement.dataset.shown, [], PAGE_LIMIT_MS));
}

/** A script printed its outcome on its last line. */
export function inNode(printed, { worker = false } = {}) {
  judge(JSON.parse(printed.trim().split('\n').at(-1)), worker);
}

/** A server verifies what it is sent, and answers with the report. */
export async function overHttp(url, packs) {
  const outcome = {};
  for (const name of Object.keys(EXPECTED)) {
    const response = await fetch(url, { method: 'POST', body: readFileSync(join(packs, `${name}.json`)) });
    const text = await response.text();
    assert.equal(response.status, 200, text.slice(0, 2000));
    outcome[name] = gist(JSON.parse(text));
  }
  judge(outcome, false);
}

/** Folders on a static server, for as long as they are used. */
export async function served(places, use) {
  const server = await serve(places);
  try {
    return await use(server.origin);
  } finally {
    await server.close();
  }
}
