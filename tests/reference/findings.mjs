/** The findings of one document: gathered, counted, sorted and capped. */
import { compareText, pointer, quote } from './text.mjs';

export const CHECKS = ['document.schema', 'chain.content', 'chain.links', 'chain.genesis', 'chain.order', 'chain.developer',
  'pack.request', 'pack.window', 'pack.counts', 'pack.server-claim', 'pack.plan-limit', 'access.replay', 'checkpoint'];

const RANK = { error: 0, warning: 1, info: 2 };

export class Findings {
  constructor(rowsName) {
    this.rowsName = rowsName;
    this.list = [];
    /** Outcomes, and which checks keep the verdict from being `intact`. */
    this.outcomes = new Map(CHECKS.map((check) => [check, 'passed']));
    this.errors = new Set();
    this.open = new Set();
  }

  /**
   * @param {string} check the check that the finding belongs to
   * @param {object} finding code, severity, and what applies of cause, expected, actual, related
   * @param {{ row?, path?, absolute? }} where the row and the path below it, or an absolute path
   */
  add(check, finding, { row, path = [], absolute } = {}) {
    const { code, severity, ...rest } = finding;
    const made = { code, severity };
    if (row !== undefined) {
      made.index = row.index;
      if (row.entryId !== undefined) made.entryId = quote(row.entryId);
      if (row.timestamp !== undefined) made.timestamp = quote(row.timestamp);
      made.pointer = quote(pointer([this.rowsName, row.index, ...path]));
      made.offset = row.start;
      made.length = row.end - row.start;
    } else if (absolute !== undefined) {
      made.pointer = quote(pointer(absolute));
    }
    for (const [key, value] of Object.entries(rest)) {
      if (value === undefined || value === null) continue;
      made[key] = typeof value === 'string' && key !== 'cause' ? quote(value) : value;
    }
    this.list.push(made);
    if (severity === 'error') {
      this.errors.add(check);
      this.outcomes.set(check, 'failed');
    }
  }

  /** A warning that contradicts what the check says: it failed, but the verdict does not hang on it. */
  contradicted(check) { this.outcomes.set(check, 'failed'); }

  notEstablished(check) {
    this.open.add(check);
    if (this.outcomes.get(check) !== 'failed') this.outcomes.set(check, 'not-established');
  }

  notChecked(check) { this.outcomes.set(check, 'not-checked'); }

  verdict() {
    if (this.errors.size > 0) return { verdict: 'broken', because: CHECKS.filter((check) => this.errors.has(check)) };
    if (this.open.size > 0) return { verdict: 'inconclusive', because: CHECKS.filter((check) => this.open.has(check)) };
    return { verdict: 'intact', because: [] };
  }

  sorted() {
    return this.list.map((finding, made) => ({ finding, made })).sort((a, b) => (a.finding.index ?? -1) - (b.finding.index ?? -1)
      || compareText(a.finding.code, b.finding.code)
      || compareText(a.finding.pointer ?? '', b.finding.pointer ?? '')
      || a.made - b.made).map(({ finding }) => finding);
  }

  /** Errors first, then warnings, then infos, as far as the cap allows; given in the order of the document. */
  kept(cap) {
    const sorted = this.sorted();
    const ranked = sorted.map((finding, place) => ({ finding, place }))
      .sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.place - b.place).slice(0, cap);
    return ranked.sort((a, b) => a.place - b.place).map(({ finding }) => finding);
  }

  counts() {
    const counts = {};
    for (const { code, severity } of this.list) {
      counts[code] ??= {};
      counts[code][severity] = (counts[code][severity] ?? 0) + 1;
    }
    return counts;
  }
}
