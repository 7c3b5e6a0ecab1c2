/** A report as elements: the verdict first, then each break and what it means, then what was not proved. */

import { assuranceTexts, checkTexts, findingTexts, outcomeTexts, verdictTexts } from '../pkg/src/texts.js';
import { download, element } from './dom.js';

/** Findings of one kind that are shown; the report as a file has all that were kept. */
const SHOWN = 50;

/** @type {Record<string, string>} */
const VERDICT_ICONS = { intact: '✓', broken: '✗', inconclusive: '?' };

/** @type {Record<string, string>} */
const OUTCOME_ICONS = { passed: '✓', failed: '✗', 'not-established': '?', 'not-checked': '–' };

const SEVERITIES = /** @type {const} */ ([
  ['error', 'What is wrong'],
  ['warning', 'What to look at'],
  ['info', 'Worth knowing'],
]);

/**
 * @param {HTMLElement} where
 * @param {string} name of the file
 * @param {any} report
 */
export function showReport(where, name, report) {
  where.replaceChildren(verdict(name, report), facts(report), ...SEVERITIES.map(([severity, title]) => findings(report, severity, title)).filter(isThere), checks(report), ...limits(report), actions(name, report));
}

/** @param {HTMLElement | null} made @returns {made is HTMLElement} */
function isThere(made) {
  return made !== null;
}

/** @param {string} name @param {any} report */
function verdict(name, report) {
  const { title, meaning } = verdictTexts[report.verdict];
  const assurance = assuranceTexts[report.assurance];
  const intact = report.verdict === 'intact';
  // Intact without an anchor is half of the answer, and must not look like the whole.
  const look = intact ? `intact ${report.assurance}` : report.verdict;
  return element(
    'section',
    { class: `verdict ${look}`, 'data-verdict': report.verdict, 'data-assurance': report.assurance },
    element(
      'p',
      { class: 'badge' },
      element('span', { class: 'icon', 'aria-hidden': 'true' }, VERDICT_ICONS[report.verdict]),
      intact ? `${title}, ${assurance.title.toLowerCase()}` : title,
    ),
    element('h2', null, name),
    element('p', null, meaning),
    intact ? element('p', { class: 'aside' }, assurance.meaning) : null,
    report.verdict === 'inconclusive' ? element('ul', null, ...report.because.map((/** @type {string} */ code) => element('li', null, reason(report, code)))) : null,
  );
}

/** @param {any} report @param {string} code */
function reason(report, code) {
  const check = report.checks.find((/** @type {any} */ one) => one.code === code);
  return `${checkTexts[code] ?? code}: ${check?.detail || outcomeTexts[check?.outcome] || 'not established'}`;
}

/** @param {any} report */
function facts({ entries, coverage, document, chainIntegrity, serverClaim, run }) {
  const number = (/** @type {number} */ n) => n.toLocaleString('en');
  /** @type {[string, string | null][]} */
  const rows = [
    ['Document', `${document.kind === 'audit-export' ? 'audit export' : 'evidence pack'}, ${number(document.bytes)} bytes`],
    ['Entries', `${number(entries.total)}, the content of ${number(chainIntegrity.checkedEntries)} established`],
    ['Time', coverage.observed.from ? `${coverage.observed.from} to ${coverage.observed.to}` : null],
    ['Window claimed', coverage.claimed.since || coverage.claimed.until ? `${coverage.claimed.since ?? 'the beginning'} to ${coverage.claimed.until ?? 'the newest entry'}` : 'none'],
    ['Developer', entries.developerId],
    ['Formats', Object.entries(entries.byFormat).filter(([, n]) => Number(n) > 0).map(([format, n]) => `${format}: ${number(Number(n))}`).join(', ') || null],
    ['Server’s own claim', serverClaim ? claim(serverClaim) : null],
    ['Verified by', `${run.engine}${run.durationMs ? ` in ${number(Math.round(run.durationMs))} ms` : ''}${run.note ? `; ${run.note}` : ''}`],
  ];
  return element('dl', { class: 'facts' }, ...rows.filter(([, text]) => text).map(([label, text]) => element('div', null, element('dt', null, label), element('dd', null, text))));
}

/** @param {any} claimed */
function claim({ valid, agrees }) {
  return `${valid ? 'valid' : 'broken'}${agrees === null ? '' : agrees ? ', as was found here' : ', not what was found here'}`;
}

/** @param {any} report @param {'error' | 'warning' | 'info'} severity @param {string} title */
function findings(report, severity, title) {
  const counts = Object.entries(report.findingCounts)
    .map(([code, of]) => /** @type {[string, number]} */ ([code, /** @type {any} */ (of)[severity] ?? 0]))
    .filter(([, n]) => n > 0);
  if (counts.length === 0) return null;
  return element('section', { class: `findings ${severity}` }, element('h3', null, title), ...counts.map(([code, n]) => kind(report, severity, code, n)));
}

/** @param {any} report @param {string} severity @param {string} code @param {number} n */
function kind(report, severity, code, n) {
  const texts = findingTexts[code] ?? { title: code, meaning: '', remedy: '' };
  const kept = report.findings.filter((/** @type {any} */ one) => one.code === code && one.severity === severity);
  const more = n - Math.min(kept.length, SHOWN);
  return element(
    'details',
    { open: severity === 'error', 'data-code': code, 'data-count': String(n) },
    element('summary', null, element('strong', null, texts.title), n > 1 ? element('span', { class: 'count' }, n.toLocaleString('en')) : null, element('code', null, code)),
    texts.meaning ? element('p', null, texts.meaning) : null,
    element('ol', { class: 'items' }, ...kept.slice(0, SHOWN).map(item)),
    more > 0 ? element('p', { class: 'aside' }, `and ${more.toLocaleString('en')} more`) : null,
    texts.remedy && texts.remedy !== 'Nothing to do.' ? element('p', { class: 'remedy' }, texts.remedy) : null,
  );
}

/** @param {any} finding */
function item({ index, entryId, timestamp, pointer, message, cause, expected, actual, related }) {
  const where = index === undefined ? (pointer ?? 'the document') : `entry ${index}`;
  return element(
    'li',
    index === undefined ? null : { 'data-index': String(index) },
    element('p', { class: 'where' }, element('strong', null, where), entryId ? element('code', null, entryId) : null, timestamp ? element('time', null, timestamp) : null, cause ? element('span', { class: 'cause' }, cause) : null),
    message ? element('p', null, message) : null,
    expected !== undefined || actual !== undefined
      ? element(
          'dl',
          { class: 'compare' },
          ...(expected === undefined ? [] : [element('dt', null, 'expected'), element('dd', null, element('code', null, expected))]),
          ...(actual === undefined ? [] : [element('dt', null, 'found'), element('dd', null, element('code', null, actual))]),
        )
      : null,
    related?.length ? element('p', { class: 'aside' }, `see also ${related.length === 1 ? 'entry' : 'entries'} ${related.slice(0, 16).join(', ')}`) : null,
  );
}

/** @param {any} report */
function checks(report) {
  return element(
    'section',
    { class: 'checks' },
    element('h3', null, 'What was checked'),
    element(
      'ul',
      null,
      ...report.checks.map((/** @type {any} */ { code, outcome, detail }) =>
        element(
          'li',
          { class: outcome, 'data-check': code, 'data-outcome': outcome },
          element('span', { class: 'icon', 'aria-hidden': 'true' }, OUTCOME_ICONS[outcome] ?? ''),
          element('span', null, element('strong', null, checkTexts[code] ?? code), element('span', { class: 'detail' }, detail || outcomeTexts[outcome] || outcome)),
        ),
      ),
    ),
  );
}

/** @param {any} report */
function limits(report) {
  if (report.limits.length === 0) return [];
  return [
    element(
      'section',
      { class: 'limits' },
      element('h3', null, 'What was not proved'),
      element('ul', null, ...report.limits.map((/** @type {any} */ { code, message }) => element('li', { 'data-limit': code }, message || code))),
    ),
  ];
}

/** @param {string} name @param {any} report */
function actions(name, report) {
  const stem = name.replace(/\.json$/i, '').replace(/[^\w.-]+/g, '-');
  return element(
    'p',
    { class: 'actions' },
    element('button', { type: 'button', onclick: () => download(`${stem}.report.json`, report) }, 'Save the report'),
    report.checkpoint
      ? element('button', { type: 'button', onclick: () => download(`${stem}.checkpoint.json`, { ...report.checkpoint, savedAt: new Date().toISOString() }) }, 'Save a checkpoint')
      : null,
    report.checkpoint ? element('span', { class: 'aside' }, 'Keep the checkpoint apart from the server: it shows next time whether anything was removed since.') : null,
  );
}
