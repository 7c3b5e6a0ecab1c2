/** What was found, by kind and cause: each kind in plain words, each finding with its place, and its entry a click away. */

import { causeTexts, findingTexts } from '../../pkg/src/texts.js';
import { button, element, newId, part, show } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { openEntry } from './entry.js';
import { VirtualTable } from './virtual-table.js';

const words = text.findings;

/** So many findings of one kind are written out; more are listed in a table that scrolls. */
const WRITTEN_OUT = 6;

const SEVERITIES = /** @type {const} */ (['error', 'warning', 'info']);

/** Puts one kind on show. Set when a report is. @type {(code: string) => void} */
let showKind = () => {};

/** Brings the reader to the findings of one kind. @param {string} code */
export function showFindings(code) {
  showKind(code);
}

/** @param {import('../state.js').Held} document */
export function findingsView(document) {
  const { report } = document;
  const list = element('div', { class: 'kinds' });
  const count = element('span', { class: 'aside', role: 'status' });
  const filter = { severity: '', code: '', text: '' };
  const update = () => {
    const groups = groupsOf(report, filter);
    show(list, groups.length === 0 ? element('p', { class: 'note' }, report.findings.length === 0 ? words.none : words.nothingLeft) : bySeverity(document, groups, filter));
    show(count, groups.length === 0 ? '' : words.shown(groups.reduce((sum, group) => sum + group.findings.length, 0), countAll(report)));
  };
  const severity = select(words.severity, { '': words.all, ...Object.fromEntries(SEVERITIES.map((one) => [one, words.severities[one]])) }, (value) => (filter.severity = value));
  const codes = Object.keys(report.findingCounts).sort();
  const kind = select(words.kind, { '': words.all, ...Object.fromEntries(codes.map((code) => [code, findingTexts[code]?.title ?? code])) }, (value) => (filter.code = value));
  const id = newId('find');
  const search = /** @type {HTMLInputElement} */ (element('input', { type: 'search', id, autocomplete: 'off', spellcheck: 'false', placeholder: words.searchHint }));
  // `change` comes where a field is emptied by other means than typing.
  for (const type of ['input', 'change']) {
    search.addEventListener(type, () => {
      filter.text = search.value.trim().toLowerCase();
      update();
    });
  }
  for (const { control } of [severity, kind]) control.addEventListener('change', update);
  const section = part(
    'findings',
    words.title,
    { class: 'findings' },
    report.findings.length > 1 ? element('p', { class: 'tools' }, element('label', { for: id }, words.search), search, ...severity.view, ...kind.view, count) : null,
    list,
  );
  showKind = (code) => {
    kind.control.value = code;
    filter.code = code;
    update();
    for (const details of list.querySelectorAll('details')) details.open = true;
    section.scrollIntoView({ block: 'start' });
    section.focus({ preventScroll: true });
  };
  update();
  return section;
}

/** @param {string} label @param {Record<string, string>} values @param {(value: string) => void} set */
function select(label, values, set) {
  const id = newId('choice');
  const control = /** @type {HTMLSelectElement} */ (
    element('select', { id, onchange: (/** @type {any} */ event) => set(event.target.value) }, ...Object.entries(values).map(([value, words]) => element('option', { value }, words)))
  );
  return { control, view: [element('label', { for: id }, label), control] };
}

/** @param {any} report */
function countAll(report) {
  let all = 0;
  for (const of of Object.values(report.findingCounts)) for (const n of Object.values(/** @type {Record<string, number>} */ (of))) all += n;
  return all;
}

/**
 * Findings of one kind, and where links broke, of one cause.
 *
 * @typedef {{ severity: string, code: string, cause: string | null, findings: any[], counted: number }} Group
 *
 * @param {any} report
 * @param {{ severity: string, code: string, text: string }} filter
 * @returns {Group[]}
 */
function groupsOf(report, filter) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const finding of report.findings) {
    const { severity, code, cause = null } = finding;
    if (filter.severity !== '' && severity !== filter.severity) continue;
    if (filter.code !== '' && code !== filter.code) continue;
    if (filter.text !== '' && !wordsOf(finding).includes(filter.text)) continue;
    const key = `${SEVERITIES.indexOf(severity)} ${code} ${cause ?? ''}`;
    /** @type {Group} */
    const group = groups.get(key) ?? { severity, code, cause, findings: [], counted: report.findingCounts[code]?.[severity] ?? 0 };
    group.findings.push(finding);
    groups.set(key, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** What a search looks into. @param {any} finding */
function wordsOf({ code, cause, message, entryId, timestamp, pointer, index, expected, actual }) {
  return [code, findingTexts[code]?.title, cause, message, entryId, timestamp, pointer, index === undefined ? '' : words.entry(index), expected, actual].join('\n').toLowerCase();
}

/** @param {import('../state.js').Held} document @param {Group[]} groups @param {{ severity: string, code: string, text: string }} filter */
function bySeverity(document, groups, filter) {
  const narrowed = filter.severity !== '' || filter.code !== '' || filter.text !== '';
  return SEVERITIES.map((severity) => {
    const mine = groups.filter((group) => group.severity === severity);
    if (mine.length === 0) return null;
    return element('div', { class: `severity ${severity}` }, element('h4', null, words.severities[severity]), ...mine.map((group) => kindView(document, group, narrowed)));
  });
}

/** @param {import('../state.js').Held} document @param {Group} group @param {boolean} narrowed */
function kindView(document, { severity, code, cause, findings, counted }, narrowed) {
  const texts = findingTexts[code] ?? { title: code, meaning: '', remedy: '' };
  const notKept = cause === null && !narrowed ? counted - findings.length : 0;
  const body = element('div', { class: 'kind-body' });
  // Made when it is opened: a thousand findings would hold the page up.
  const fillBody = () => {
    if (body.childElementCount > 0) return;
    show(
      body,
      texts.meaning ? element('p', null, texts.meaning) : null,
      cause === null ? null : element('p', { class: 'cause-text' }, causeTexts[cause] ?? cause),
      findings.length <= WRITTEN_OUT ? element('ol', { class: 'items' }, ...findings.map((finding) => item(document, finding))) : tableView(document, findings, texts.title),
      notKept > 0 ? element('p', { class: 'aside' }, words.notKept(notKept)) : null,
      texts.remedy ? element('p', { class: 'remedy' }, texts.remedy) : null,
    );
  };
  const details = /** @type {HTMLDetailsElement} */ (
    element(
      'details',
      { open: severity === 'error', 'data-code': code, 'data-count': String(findings.length), 'data-indexes': JSON.stringify(findings.slice(0, 64).map(({ index = null }) => index)) },
      element('summary', null, element('strong', null, texts.title), cause === null ? null : element('span', { class: 'cause' }, cause), findings.length + notKept > 1 ? element('span', { class: 'count' }, number(findings.length + notKept)) : null, element('code', null, code)),
      body,
    )
  );
  details.addEventListener('toggle', fillBody);
  if (details.open) fillBody();
  return details;
}

/** @param {import('../state.js').Held} document @param {any} finding */
function item(document, finding) {
  const { index, entryId, timestamp, pointer, message, expected, actual, related } = finding;
  const where = index === undefined ? (pointer ?? words.document) : words.entry(index);
  const opens = index !== undefined && document.rows !== null;
  return element(
    'li',
    { 'data-index': index ?? null },
    element(
      'p',
      { class: 'where' },
      opens ? button(where, () => openEntry(document, index), { class: 'open' }) : element('strong', null, where),
      entryId ? element('code', null, entryId) : null,
      timestamp ? element('time', null, timestamp) : null,
    ),
    message ? element('p', null, message) : null,
    expected !== undefined || actual !== undefined ? compared(expected, actual) : null,
    related?.length ? element('p', { class: 'aside' }, words.related(related.slice(0, 16))) : null,
  );
}

/** @param {string | undefined} expected @param {string | undefined} actual */
function compared(expected, actual) {
  const line = (/** @type {string} */ label, /** @type {string | undefined} */ value) => (value === undefined ? [] : [element('dt', null, label), element('dd', null, element('code', null, value))]);
  return element('dl', { class: 'compare' }, ...line(words.expected, expected), ...line(words.found, actual));
}

/** @param {import('../state.js').Held} document @param {any[]} findings @param {string} title */
function tableView(document, findings, title) {
  const table = new VirtualTable({
    label: title,
    rowHeight: 44,
    maxRows: 9,
    load: (from, to) => findings.slice(from, to),
    onOpen: document.rows === null ? null : ({ index }) => index !== undefined && openEntry(document, index),
    openLabel: ({ index }) => words.openEntry(index),
    columns: [
      { title: words.where, class: 'narrow', cell: ({ index, pointer }) => (index === undefined ? (pointer ?? words.document) : words.entry(index)) },
      { title: words.what, class: 'wide', cell: ({ message }) => message },
      { title: words.when, class: 'time', cell: ({ timestamp }) => timestamp ?? '' },
    ],
  });
  table.reset(findings.length);
  return table.view;
}
