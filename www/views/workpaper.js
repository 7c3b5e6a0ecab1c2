/**
 * The workpaper: what an auditor prints and files. It is made of the report alone, with no clock in it: the same document and
 * parameters give the same paper, whoever prints it and when.
 */

import { assuranceTexts, checkTexts, claimTexts, findingTexts, outcomeTexts, verdictTexts } from '../../pkg/src/texts.js';
import { element } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { MAX_FINDINGS, SAMPLE_SIZE } from '../verify.js';
import { byOutcome, criterionName } from './controls.js';
import { againstLines, askedLines, pairs, paper, rowOf, section, table, toKeep, versions } from './paper-parts.js';

const words = text.workpaper;

/** @param {import('../state.js').Held} document */
export function workpaperView(document) {
  const { report, name, checkpoint, anchoredBy, phase } = document;
  if (phase === 'unreadable') return unreadable(document);
  return paper(
    words.title,
    { className: report.verdict, words: text.verdict.short(report) },
    element('p', null, verdictTexts[report.verdict].meaning, report.verdict === 'intact' ? ` ${assuranceTexts[report.assurance].meaning}` : '', anchoredBy === null ? '' : ` ${text.verdict.anchoredBy(anchoredBy)}`),
    ...body(report, name, checkpoint),
  );
}

/** What could not be read to its end: no verdict stands over it. @param {import('../state.js').Held} document */
function unreadable({ report, name, checkpoint, error }) {
  return paper(
    words.title,
    { className: 'unreadable', words: text.result.unreadable },
    element('p', null, String(error?.message ?? error)),
    report === null ? section(words.document, pairs([[words.name, name]])) : [element('p', null, text.result.partial, ` ${words.upToThere(text.verdict.short(report))}`), ...body(report, name, checkpoint)],
  );
}

/** @param {any} report @param {string} name @param {any} checkpoint */
function body(report, name, checkpoint) {
  return [
    section(words.document, pairs([
      [words.name, name],
      [words.kind, text.kinds[report.document.kind]],
      [words.bytes, number(report.document.bytes)],
      ['SHA-256', report.document.sha256],
      [words.developer, report.entries.developerId],
      [words.entries, number(report.entries.total)],
      [words.first, end(report.entries.first)],
      [words.last, end(report.entries.last)],
      ...Object.entries(report.document.meta ?? {}).map(([key, value]) => /** @type {[string, string]} */ ([`meta.${key}`, typeof value === 'string' ? value : JSON.stringify(value)])),
    ])),
    section(words.parameters, pairs([
      ...askedLines(report.coverage.expected),
      ...againstLines(checkpoint),
      [words.kindOfDocument, report.document.kind],
      [words.keptFindings, words.atMost(MAX_FINDINGS)],
      [words.sampleAsked, number(SAMPLE_SIZE)],
    ])),
    section(words.checks, table([words.check, words.outcome, words.detail], report.checks.map((/** @type {any} */ { code, outcome, detail }) => [`${checkTexts[code] ?? code} (${code})`, outcomeTexts[outcome] ?? outcome, detail]))),
    claims(report),
    section(words.findings(countOf(report)), findings(report)),
    report.serverClaim === null ? null : section(words.claim, pairs([
      [words.claimed, claimOf(report.serverClaim)],
      [words.itsCheck, modelledOf(report.serverClaim.modelled)],
      [words.recomputed, claimOf({ ...report.chainIntegrity, firstBrokenAt: report.chainIntegrity.firstBrokenEntryId ?? report.chainIntegrity.firstBrokenAt })],
    ])),
    policyChanges(report),
    sample(report),
    section(words.limits, element('ul', null, ...report.limits.map((/** @type {any} */ { code, message }) => element('li', null, `${message} (${code})`)))),
    controls(report),
    toKeep(report.checkpoint, text.keep.noCheckpoint),
    versions([[words.verifier, report.run.engine], [words.schema, report.schema]]),
  ];
}

/** @param {any} one */
function end(one) {
  return one === null ? null : [one.timestamp, one.entryId, one.hash].filter((part) => part !== null).join('  ');
}

/** @param {any} report */
function countOf({ findingCounts }) {
  let all = 0;
  for (const of of Object.values(findingCounts)) for (const n of Object.values(/** @type {Record<string, number>} */ (of))) all += n;
  return all;
}

/** @param {any} report */
function findings(report) {
  if (report.findings.length === 0) return element('p', null, text.findings.none);
  // What is wrong first; within one weight in the order of the report.
  const weights = Object.keys(text.findings.severity1);
  const sorted = [...report.findings].sort((a, b) => weights.indexOf(a.severity) - weights.indexOf(b.severity));
  const rows = sorted.map((/** @type {any} */ { severity, code, cause, index, entryId, timestamp, message }) => [
    text.findings.severity1[severity],
    `${findingTexts[code]?.title ?? code} (${code}${cause === undefined ? '' : `, ${cause}`})`,
    index === undefined ? '' : `${number(index)}  ${entryId ?? ''}  ${timestamp ?? ''}`,
    message,
  ]);
  const left = countOf(report) - report.findings.length;
  const paper = table([words.severity, words.what, words.where, words.message], rows.slice(0, BATCH), 'paper-findings');
  rest.set(paper, rows.slice(BATCH));
  return [paper, left > 0 ? element('p', null, text.findings.notKept(left)) : null];
}

/** Rows that are not in their table yet. @type {WeakMap<Element, (string | number)[][]>} */
const rest = new WeakMap();

/** Rows of a table that are made at a time: a thousand of them would hold the page up. */
const BATCH = 60;

/**
 * Completes a workpaper, a few rows at a time.
 *
 * @param {Element} view
 * @returns {Generator<void>}
 */
export function* completeWorkpaper(view) {
  const paper = view.querySelector('.paper-findings');
  const body = paper?.querySelector('tbody');
  if (!paper || !body) return;
  const rows = rest.get(paper) ?? [];
  while (rows.length > 0) {
    yield;
    body.append(...rows.splice(0, BATCH).map(rowOf));
  }
}

/** @param {any} claim */
function claimOf({ valid, checkedEntries, firstBrokenAt, reason }) {
  return [valid ? words.valid : words.invalid, words.checked(checkedEntries ?? '–'), firstBrokenAt === null ? null : words.at(firstBrokenAt), reason].filter((one) => one !== null && one !== undefined).join('; ');
}

/** @param {any} modelled */
function modelledOf(modelled) {
  if (modelled === null) return text.claim.notModelled;
  const { notReached, notNoticed } = modelled;
  return [claimOf(modelled), notReached > 0 ? text.claim.notReached(notReached) : null, notNoticed.length > 0 ? text.claim.notNoticed(notNoticed) : null].filter((one) => one !== null).join(' · ');
}

/** @param {any} report */
function claims({ claims }) {
  const { parts, coverage } = claims;
  return section(
    words.ledger,
    element('p', null, text.proof.coverage(coverage)),
    table(words.ledgerColumns, parts.map((/** @type {any} */ { code, binding, statements }) => [`${claimTexts[code] ?? code} (${code})`, text.proof.bindings[binding] ?? binding, counted(statements)])),
    element('p', null, text.proof.definition),
  );
}

/** @param {Record<string, number>} statements */
function counted(statements) {
  return Object.entries(words.statements).filter(([name]) => statements[name] > 0).map(([name, said]) => `${number(statements[name])} ${said}`).join(', ');
}

/** @param {any} report */
function policyChanges({ policyChanges }) {
  if (policyChanges === null || policyChanges.total === 0) return null;
  const { total, latest } = policyChanges;
  return section(
    text.policyChanges.title(total),
    element('p', null, text.policyChanges.why),
    element('ul', null, ...latest.map((/** @type {any} */ { id, name, updatedAt }) => element('li', null, [name ?? text.policyChanges.unnamed, id, updatedAt].filter((one) => one !== null).join('  ')))),
    total > latest.length ? element('p', null, text.policyChanges.more(total - latest.length)) : null,
  );
}

/** @param {any} report */
function sample({ sample }) {
  if (sample === null || sample.entries.length === 0) return null;
  return section(
    words.sample,
    element('p', null, text.sample.how(sample.entries.length, sample.population), ` ${text.sample.method(sample.method, sample.seed)}`),
    table([words.draw, words.entry, words.id, words.time, words.seen], sample.entries.map((/** @type {any} */ { draw, index, entryId, timestamp }) => [draw, number(index), entryId ?? '', timestamp ?? '', '☐'])),
  );
}

/** @param {any} report */
function controls({ controls }) {
  return section(
    text.controls.title,
    element('p', null, text.controls.note),
    table(
      text.controls.columns,
      controls.map((/** @type {any} */ control) => [
        `${criterionName(control)}: ${text.controls.criteria[control.framework]?.[control.criterion] ?? ''}`,
        byOutcome(control.checks).map(([outcome, codes]) => `${outcomeTexts[outcome] ?? outcome}: ${codes.join(', ')}`).join('; '),
        control.findings.join(', ') || '–',
      ]),
      'paper-controls',
    ),
  );
}
