/** The page: takes files, has them verified, and shows the report. No decision about a pack is made here. */

import { verifyDocument } from '../pkg/src/index.browser.js';
import { element } from './dom.js';
import { showReport } from './report.js';

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const drop = byId('drop');
const fileInput = /** @type {HTMLInputElement} */ (byId('file'));
const result = byId('result');
const bar = /** @type {HTMLProgressElement} */ (byId('progress-bar'));

/** A checkpoint is a few hundred bytes; larger files are not looked into. */
const CHECKPOINT_BYTES = 1 << 16;

/** The checkpoint that was handed in last, for all files that follow. @type {{ name: string, value: object } | null} */
let checkpoint = null;

/** The verification that runs. @type {AbortController | null} */
let running = null;

const chosen = () => {
  take([...(fileInput.files ?? [])]);
  // So that choosing the same file again is a change, too.
  fileInput.value = '';
};
fileInput.addEventListener('change', chosen);
byId('cancel').addEventListener('click', () => running?.abort());

// The whole window takes files: one that misses the field would otherwise replace the page.
let depth = 0;
addEventListener('dragenter', () => drop.classList.toggle('over', ++depth > 0));
addEventListener('dragleave', () => drop.classList.toggle('over', --depth > 0));
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  depth = 0;
  drop.classList.remove('over');
  take([...(event.dataTransfer?.files ?? [])]);
});
for (const id of ['since', 'until']) {
  byId(id).addEventListener('input', () => {
    /** @type {HTMLInputElement} */ (document.querySelector('[name=asked][value=window]')).checked = true;
  });
}

/** @param {File[]} files */
async function take(files) {
  const packs = [];
  for (const file of files) {
    const found = await checkpointIn(file);
    if (found === null) packs.push(file);
    else setCheckpoint({ name: file.name, value: found });
  }
  if (packs.length > 0) await verify(packs[0]);
  if (packs.length > 1) {
    result.append(element('p', { class: 'note' }, `Only ${packs[0].name} was verified; this page takes one document at a time. The command line takes several.`));
  }
}

/** @param {File} file */
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

/** @param {{ name: string, value: object } | null} taken */
function setCheckpoint(taken) {
  checkpoint = taken;
  const note = byId('checkpoint-note');
  note.hidden = taken === null;
  note.replaceChildren(
    ...(taken === null
      ? []
      : [element('span', null, `Checkpoint: ${taken.name}`), ' ', element('button', { type: 'button', onclick: () => setCheckpoint(null) }, 'Remove')]),
  );
}

/** What the form says was asked, as the verifier wants it. */
function expected() {
  const asked = /** @type {HTMLInputElement} */ (document.querySelector('[name=asked]:checked')).value;
  if (asked === 'untold') return undefined;
  const text = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id)).value.trim() || null;
  const window = asked === 'whole' ? { since: null, until: null } : { since: text('since'), until: text('until') };
  return { ...window, agentId: null, status: null };
}

/** @param {File} file */
async function verify(file) {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  result.replaceChildren();
  showProgress(file, { bytes: 0, totalBytes: file.size, entries: 0, findings: 0 });
  byId('progress').hidden = false;
  try {
    const report = await verifyDocument(file, {
      signal: controller.signal,
      checkpoint: checkpoint?.value,
      expected: expected(),
      onProgress: (now) => running === controller && showProgress(file, now),
    });
    if (running === controller) showReport(result, file.name, report);
  } catch (error) {
    if (running === controller) showError(file.name, error, controller.signal.aborted);
  } finally {
    if (running === controller) {
      running = null;
      byId('progress').hidden = true;
      result.focus({ preventScroll: true });
    }
  }
}

/**
 * @param {File} file
 * @param {{ bytes: number, totalBytes: number | null, entries: number, findings: number }} now
 */
function showProgress(file, { bytes, totalBytes, entries, findings }) {
  bar.value = totalBytes ? bytes / totalBytes : 0;
  byId('progress-text').textContent = `Verifying ${file.name}: ${entries.toLocaleString('en')} entries, ${findings.toLocaleString('en')} findings`;
}

/**
 * @param {string} name
 * @param {any} error
 * @param {boolean} cancelled
 */
function showError(name, error, cancelled) {
  if (cancelled) {
    result.replaceChildren(element('p', { class: 'note' }, `Cancelled. Nothing was said about ${name}.`));
    return;
  }
  const partial = error.report ?? null;
  result.replaceChildren(
    element(
      'section',
      { class: 'verdict unreadable', 'data-verdict': 'error', 'data-code': String(error.code ?? '') },
      element('p', { class: 'badge' }, 'Could not be read'),
      element('h2', null, name),
      element('p', null, String(error.message ?? error)),
    ),
  );
  if (partial !== null) {
    const rest = element('div', null);
    showReport(rest, `${name}, up to where it could be read`, partial);
    result.append(rest);
  }
}

// A file may have been chosen before this script was there, and stands in a page that the browser restores.
if (fileInput.files?.length) chosen();
