/** The answer itself: its own words, its own shape, its own colour; each of them enough to tell it from the others. */

import { assuranceTexts, checkTexts, outcomeTexts, verdictTexts } from '../../pkg/src/texts.js';
import { button, drawn, element } from '../dom.js';
import { bytes, number } from '../format.js';
import { text } from '../messages.js';
import { openEntry } from './entry.js';

const words = text.verdict;

/** What is drawn beside the words. */
const SHAPES = {
  // A shield that is closed.
  anchored: ['M24 3 42 9v13c0 11-8 18-18 23C14 40 6 33 6 22V9z', 'm14.5 23.5 7 7 12-13.5'],
  // The same with its foot left open: something is not held.
  unanchored: ['M11 34C8 30.500 6 27 6 22V9l18-6 18 6v13c0 5-2 8.500-5 12', 'm14.500 21.500 7 7 12-13.500'],
  inconclusive: ['M24 3 45 24 24 45 3 24z', 'M18.500 19.500c0-3.500 2.500-5.500 5.500-5.500s5.500 2 5.500 5c0 4-5.500 4-5.500 8m0 5.500v.500'],
  broken: ['M15 3h18l12 12v18L33 45H15L3 33V15z', 'm16 16 16 16m0-16L16 32'],
  unreadable: ['M10 3h20l8 8v34H10z', 'M30 3v8h8M17 22l14 14m0-14L17 36'],
};

/** @param {keyof typeof SHAPES} look */
export function shapeOf(look) {
  const [outline, sign] = SHAPES[look];
  return drawn('svg', { viewBox: '0 0 48 48', class: 'shape', 'aria-hidden': 'true' }, drawn('path', { d: outline, class: 'outline' }), drawn('path', { d: sign, class: 'sign' }));
}

/** How a report is to look. @param {any} report @returns {'anchored' | 'unanchored' | 'inconclusive' | 'broken'} */
export function lookOf({ verdict, assurance }) {
  return verdict === 'intact' ? assurance : verdict;
}

/** @param {import('../state.js').Held} document @param {boolean} partial */
export function verdictView(document, partial) {
  const { name, report, sample, anchoredBy } = document;
  const look = lookOf(report);
  const intact = report.verdict === 'intact';
  return element(
    'section',
    { class: `verdict ${look}`, 'data-verdict': report.verdict, 'data-assurance': report.assurance, 'aria-labelledby': 'verdict-title' },
    shapeOf(look),
    element(
      'div',
      { class: 'words' },
      element('p', { class: 'badge', id: 'verdict-title' }, words.short(report)),
      element('h2', null, partial ? words.partOf(name) : name),
      element('p', null, verdictTexts[report.verdict].meaning),
      intact ? element('p', { class: 'assurance' }, assuranceTexts[report.assurance].meaning) : null,
      anchoredBy === null ? null : element('p', { class: 'assurance' }, words.anchoredBy(anchoredBy)),
      report.because.length > 0 ? element('ul', { class: 'because' }, ...report.because.map((/** @type {string} */ code) => reason(report, code))) : null,
      firstBroken(document),
      sample === null ? null : element('p', { class: 'sample-note' }, text.samples[sample].note),
    ),
  );
}

/** @param {any} report @param {string} code */
function reason(report, code) {
  const check = report.checks.find((/** @type {any} */ one) => one.code === code);
  return element('li', null, element('strong', null, checkTexts[code] ?? code), ' ', check?.detail || outcomeTexts[check?.outcome] || '');
}

/** Where to look first. @param {import('../state.js').Held} document */
function firstBroken(document) {
  const { firstBrokenIndex: index, firstBrokenEntryId: id, firstBrokenAt: time } = document.report.chainIntegrity;
  if (index === null) return null;
  const entry = text.findings.entry(index);
  return element(
    'p',
    { class: 'first-broken' },
    `${words.firstBroken} `,
    document.rows === null ? element('strong', null, entry) : button(entry, () => openEntry(document, index), { class: 'open' }),
    id === null ? null : [' ', element('code', null, id)],
    time === null ? null : [' ', element('time', null, time)],
  );
}

/** Two times, neither of them torn apart. @param {string} from @param {string} to */
export function period(from, to) {
  return [element('span', { class: 'whole' }, from), ` ${words.to} `, element('span', { class: 'whole' }, to)];
}

/** The document in a few lines. @param {import('../state.js').Held} document */
export function factsView({ report, fetchedFrom }) {
  const { entries, coverage, document, chainIntegrity, run } = report;
  const { claimed, observed } = coverage;
  /** @type {[string, import('../dom.js').Child | import('../dom.js').Child[]][]} */
  const rows = [
    [words.document, `${text.kinds[document.kind]}, ${bytes(document.bytes)}`],
    [words.entries, words.established(entries.total, chainIntegrity.checkedEntries)],
    [words.time, observed.from ? period(observed.from, observed.to) : null],
    [words.window, claimed.since || claimed.until ? period(claimed.since ?? words.beginning, claimed.until ?? words.newest) : words.none],
    [words.developer, entries.developerId],
    [words.formats, Object.entries(entries.byFormat).filter(([, n]) => n > 0).map(([format, n]) => `${format}: ${number(Number(n))}`).join(', ') || null],
    [words.fetchedFrom, fetchedFrom],
    [words.fingerprint, document.sha256],
    [words.verifiedBy, words.run(run)],
  ];
  return element('dl', { class: 'facts' }, ...rows.filter(([, value]) => value).map(([label, value]) => element('div', null, element('dt', null, label), element('dd', null, ...[value].flat()))));
}
