/** A report for people: the verdict, then each break and what it means, then what was checked, then what was not proved. */

import { assuranceTexts, checkTexts, outcomeTexts, verdictTexts } from 'grantex-compliance/texts';
import { count } from './documents.js';
import { printFindings } from './findings.js';
import { printClaims, printControls, printSample } from './ledger.js';

/** @typedef {import('./terminal.js').Page} Page */
/** @typedef {import('./documents.js').Outcome} Outcome */

/** @type {Record<string, import('./terminal.js').Segment>} */
const VERDICT_MARKS = {
  intact: ['✓ INTACT', 'bold', 'green'],
  broken: ['✗ BROKEN', 'bold', 'red'],
  inconclusive: ['? INCONCLUSIVE', 'bold', 'yellow'],
};

/** @type {Record<string, import('./terminal.js').Segment>} */
const OUTCOME_MARKS = {
  passed: ['✓ ', 'green'],
  failed: ['✗ ', 'red'],
  'not-established': ['? ', 'yellow'],
  'not-checked': ['– ', 'dim'],
};

/**
 * @param {Page} page
 * @param {Outcome} outcome
 * @param {boolean} requireAnchored
 * @param {boolean} [controls] list the criteria, too
 */
export function printReport(page, { file, report, anchoredBy }, requireAnchored, controls = false) {
  const anchored = report.assurance === 'anchored';
  // Intact alone is half of the answer, so the other half stands beside it.
  const beside = report.verdict === 'intact' ? [/** @type {const} */ ([anchored ? ', anchored' : ', not anchored', 'bold', anchored ? 'green' : 'yellow'])] : [];
  page.line(VERDICT_MARKS[report.verdict], ...beside, '  ', [file === '-' ? 'standard input' : file, 'bold']);
  page.paragraph(verdictTexts[report.verdict].meaning, { indent: 2 });
  if (report.verdict === 'intact') {
    page.paragraph(assuranceTexts[report.assurance].meaning, { indent: 2 });
    if (requireAnchored && !anchored) page.paragraph('--require-anchored asks for more: pass the checkpoint kept from an earlier verification (--checkpoint).', { indent: 2, styles: ['yellow'] });
  }
  if (report.verdict === 'inconclusive') printReasons(page, report);
  page.gap();
  printFacts(page, report, anchoredBy);
  printFindings(page, report);
  printChecks(page, report);
  printClaims(page, report);
  if (controls) printControls(page, report);
  printSample(page, report);
  printLimits(page, report);
}

/**
 * @param {Page} page
 * @param {any} report
 */
function printReasons(page, report) {
  for (const code of report.because) {
    const check = report.checks.find((/** @type {any} */ one) => one.code === code);
    page.paragraph(`${checkTexts[code] ?? code}: ${check?.detail || outcomeTexts[check?.outcome] || 'not established'}`, { indent: 2, mark: ['? ', 'yellow'] });
  }
}

/**
 * @param {Page} page
 * @param {any} report
 * @param {string | null} anchoredBy
 */
function printFacts(page, report, anchoredBy) {
  const { entries, coverage, document, chainIntegrity, serverClaim } = report;
  const fact = (/** @type {string} */ name, /** @type {string} */ text) => page.paragraph(text, { indent: 2, mark: [name.padEnd(11), 'dim'] });
  const kind = document.kind === 'audit-export' ? 'audit export' : 'evidence pack';
  fact('document', `${kind}, ${count(document.bytes)} bytes${document.sha256 ? `, SHA-256 ${document.sha256}` : ''}`);
  fact('entries', entriesText(entries, chainIntegrity));
  if (coverage.observed.from) fact('time', `${coverage.observed.from} to ${coverage.observed.to}`);
  fact('window', windowText(coverage));
  if (entries.developerId) fact('developer', entries.developerId);
  const known = Object.entries(entries.byFormat).filter(([, n]) => Number(n) > 0);
  if (known.length > 0) fact('formats', known.map(([name, n]) => `${name}: ${count(Number(n))}`).join(', '));
  if (serverClaim) fact('server', claimText(serverClaim));
  if (anchoredBy) fact('checkpoint', `taken from ${anchoredBy}`);
}

/** @param {any} entries @param {any} integrity */
function entriesText({ total }, { checkedEntries }) {
  if (total === 0) return 'none';
  if (total === checkedEntries) return `${count(total)}, the content of each established`;
  return `${count(total)}, the content of ${count(checkedEntries)} established`;
}

/** @param {any} coverage */
function windowText({ expected, claimed, startsAtGenesis }) {
  const span = (/** @type {any} */ { since, until }) => (since || until ? `${since ?? 'the beginning'} to ${until ?? 'the newest entry'}` : 'everything');
  const asked = expected === null || (expected.since === undefined && expected.until === undefined);
  const start = startsAtGenesis === true ? "; begins at the chain's first entry" : startsAtGenesis === false ? "; does not begin at the chain's first entry" : '';
  return `${span(claimed)}, ${asked ? 'as the document claims' : 'as was asked'}${start}`;
}

/** @param {any} claim */
function claimText({ valid, firstBrokenAt, agrees, modelled, asModelled }) {
  const says = valid ? 'claims that the chain is valid' : `claims that the chain is broken${firstBrokenAt ? ` at ${firstBrokenAt}` : ''}`;
  return says + (agrees === null ? '; there was nothing to compare it with' : agrees ? ', as was found here' : ', which is not what was found here') + modelText(modelled, asModelled);
}

/** What the server's own check would have said, and what it can't have seen. @param {any} modelled @param {boolean | null} asModelled */
function modelText(modelled, asModelled) {
  if (modelled === null) return '';
  const says = asModelled ? "; it is what the server's own check says of these entries" : "; the server's own check would not say this of these entries";
  const blind = [
    modelled.notReached > 0 ? `stops before ${count(modelled.notReached)} of them` : '',
    modelled.notNoticed.length > 0 ? `can't notice ${modelled.notNoticed.join(', ')}` : '',
  ].filter(Boolean);
  return says + (blind.length > 0 ? `, and ${blind.join(' and ')}` : '');
}

/**
 * @param {Page} page
 * @param {any} report
 */
function printChecks(page, report) {
  page.gap();
  page.line(['What was checked', 'bold']);
  for (const { code, outcome, detail } of report.checks) {
    const name = checkTexts[code] ?? code;
    page.paragraph(`${name}: ${detail || outcomeTexts[outcome] || outcome}`, { indent: 2, mark: OUTCOME_MARKS[outcome] ?? '  ' });
  }
}

/**
 * @param {Page} page
 * @param {any} report
 */
function printLimits(page, report) {
  if (report.limits.length === 0) return;
  page.gap();
  page.line(['What was not proved', 'bold']);
  for (const { code, message } of report.limits) page.paragraph(message || code, { indent: 2, mark: '· ' });
}

/**
 * A document that could not be read, with what was found before the end.
 *
 * @param {Page} page
 * @param {Outcome} outcome
 */
export function printError(page, { file, error }) {
  const { message, code, report } = /** @type {any} */ (error);
  page.paragraph(`${file === '-' ? 'standard input' : file}: ${message}${code ? ` [${code}]` : ''}`, { mark: ['grantex-compliance: ', 'red'] });
  if (!report) return;
  if (report.verdict === 'broken') {
    page.paragraph('What was read before that is broken already:', { indent: 2 });
    printFindings(page, report, { errorsOnly: true });
  } else {
    page.paragraph(`Before that, ${count(report.entries.total)} entries were read and none of them contradicted another; that proves nothing about the document.`, { indent: 2 });
  }
}

/**
 * @param {Page} page
 * @param {Outcome[]} outcomes
 */
export function printTotals(page, outcomes) {
  const words = { intact: 'intact', broken: 'broken', inconclusive: 'inconclusive' };
  const parts = Object.entries(words).map(([verdict, word]) => /** @type {const} */ ([outcomes.filter(({ report }) => report?.verdict === verdict).length, word]));
  const unreadable = outcomes.filter(({ report }) => report === null).length;
  const told = [...parts, /** @type {const} */ ([unreadable, 'unreadable'])].filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  page.gap();
  page.line([`${outcomes.length} documents: ${told.join(', ')}`, 'bold']);
}
