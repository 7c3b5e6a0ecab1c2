/** Keeping the proof: the report, its findings as a table, a checkpoint for next time, a workpaper, the document as it came. */

import { csvOf } from '../../pkg/cli/csv.js';
import { button, element, part } from '../dom.js';
import { text } from '../messages.js';
import { state } from '../state.js';
import { printPapers } from './papers.js';

const words = text.keep;

/** @param {import('../state.js').Held} document */
export function keepView({ name, report, file, fetchedFrom }) {
  const stem = name.replace(/\.json$/i, '').replace(/[^\w.-]+/g, '-');
  return part(
    'keep',
    words.title,
    { class: 'keep' },
    element(
      'ul',
      { class: 'sheet' },
      kept(words.workpaper, state.series === null ? words.workpaperNote : words.workpaperNotes, printPapers, 'print'),
      kept(words.report, words.reportNote, () => save(`${stem}.report.json`, json(report), 'application/json'), 'report'),
      kept(words.findings, words.findingsNote, () => save(`${stem}.findings.csv`, findingsCsv(report), 'text/csv'), 'findings'),
      report.checkpoint
        ? kept(words.checkpoint, words.checkpointNote, () => save(`${stem}.checkpoint.json`, json({ ...report.checkpoint, savedAt: new Date().toISOString() }), 'application/json'), 'checkpoint')
        : element('li', { class: 'aside' }, words.noCheckpoint),
      fetchedFrom === null ? null : kept(words.document, words.documentNote, () => save(name, file, 'application/json'), 'document'),
    ),
  );
}

/** @param {unknown} value */
export const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** @param {string} label @param {string} note @param {() => void} act @param {string} id */
function kept(label, note, act, id) {
  return element('li', null, button(label, act, { 'data-keep': id, class: 'primary' }), element('span', { class: 'detail' }, note));
}

/** @param {any} report */
export function findingsCsv(report) {
  const column = (/** @type {string} */ name) => (/** @type {any} */ one) => one[name];
  const names = ['severity', 'code', 'cause', 'index', 'entryId', 'timestamp', 'pointer', 'offset', 'length', 'expected', 'actual', 'message'];
  const columns = { ...Object.fromEntries(names.map((name) => [name, column(name)])), related: (/** @type {any} */ one) => one.related?.join(' ') };
  return [...csvOf(columns, report.findings)].join('');
}

/** Offers data as a file. @param {string} name @param {string | Blob} data @param {string} type */
export function save(name, data, type) {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = /** @type {HTMLAnchorElement} */ (element('a', { href: url, download: name }));
  link.click();
  // The download has its own hold on the data by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
