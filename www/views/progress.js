/** How far the work has come, and the way to end it. */

import { button, element, show } from '../dom.js';
import { bytes } from '../format.js';
import { text } from '../messages.js';

const words = text.progress;

/** @type {HTMLElement | null} */
let view = null;
/** @type {HTMLElement | null} */
let line = null;
/** @type {HTMLProgressElement | null} */
let bar = null;

/** @param {() => void} cancel */
export function progressView(cancel) {
  line = element('p', { id: 'progress-text', role: 'status' });
  bar = /** @type {HTMLProgressElement} */ (element('progress', { id: 'progress-bar', max: '1', 'aria-label': words.label }));
  view = element('section', { id: 'progress', class: 'progress', hidden: true, 'aria-label': words.label }, line, bar, button(words.cancel, cancel, { id: 'cancel' }));
  return view;
}

/** @param {{ name: string, bytes: number, totalBytes: number | null, entries: number, findings: number } | null} now null: done */
export function announceProgress(now) {
  if (view === null || line === null || bar === null) return;
  view.hidden = now === null;
  if (now === null) return;
  if (now.totalBytes) bar.value = now.bytes / now.totalBytes;
  else bar.removeAttribute('value');
  show(line, words.now(now.name, bytes(now.bytes), now.entries, now.findings));
}
