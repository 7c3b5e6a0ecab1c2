/** What is handed in: packs and checkpoints are told apart, and packs are verified. */

import { platform } from '#platform';
import { text } from './messages.js';
import { SAMPLES } from './samples.js';
import { changed, held, leaveSample, state } from './state.js';
import { verifyAll } from './verify.js';
import { verifyDocument } from 'grantex-compliance';
import { askedFor } from './views/asked.js';

/** A checkpoint is a few hundred bytes; larger files are not looked into. */
const CHECKPOINT_BYTES = 1 << 16;

/** @param {File[]} files */
export async function take(files) {
  leaveSample();
  const packs = [];
  for (const file of files) {
    const found = await checkpointIn(file);
    if (found === null) packs.push(file);
    else state.checkpoint = { name: file.name, value: found };
  }
  changed();
  if (packs.length > 0) await verifyAll(packs.map((file) => held(file.name, file, { expected: askedFor() })));
  else await again();
}

/** Verifies what is on the page once more: what it is held against is another now. */
async function again() {
  const { documents } = state;
  // Of what could not be fetched there is nothing to verify.
  if (documents.length === 0 || documents.some(({ file, fetchedFrom }) => fetchedFrom !== null && file.size === 0)) return;
  await verifyAll(documents.map((one) => held(one.name, one.file, { fetchedFrom: one.fetchedFrom, sample: one.sample, expected: isHandedIn(one) ? askedFor() : one.expected })));
}

/** @param {import('./state.js').Held} document */
function isHandedIn({ fetchedFrom, sample }) {
  return fetchedFrom === null && sample === null;
}

/** Another answer to what was asked for concerns what the user has handed in; what the page fetched, it asked for itself. */
export async function askedAnew() {
  if (state.documents.some(isHandedIn)) await again();
}

/** @param {Blob} file */
async function checkpointIn(file) {
  if (file.size > CHECKPOINT_BYTES) return null;
  try {
    const value = JSON.parse(await file.text());
    return value?.schema?.startsWith?.('grantex-compliance/checkpoint/') ? value : null;
  } catch {
    // Not a checkpoint; what it is instead the verifier will say.
    return null;
  }
}

/** Forgets the checkpoint that was handed in. */
export async function dropCheckpoint() {
  state.checkpoint = null;
  changed();
  await again();
}

/** @param {import('./samples.js').Sample['id']} id */
export async function takeSample(id) {
  const sample = SAMPLES.find((one) => one.id === id);
  if (sample === undefined) return;
  if (sample.checkpointOf !== null) {
    const { checkpoint } = await verifyDocument(await platform.sample(sample.checkpointOf));
    state.checkpoint = { name: text.samples.checkpointName, value: checkpoint, ofSample: true };
  } else {
    state.checkpoint = null;
  }
  const [name] = sample.files;
  const file = await platform.sample(name);
  await verifyAll([held(name, file, { sample: id, expected: { since: null, until: null } })]);
}
