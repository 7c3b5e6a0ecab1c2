/** Policies that were changed after the period began. */
import { compareInstants, instant } from './time.mjs';
import { partOf, textOf } from './parts.mjs';
import { quote } from './text.mjs';

export function changedPolicies(document, rows, window) {
  if (document.kind === 'audit-export') return null;
  const starts = [window.since.at, ...rows.map((row) => row.instant)].filter(Boolean).sort(compareInstants);
  const at = (item, name) => instant(textOf(item, name));
  const changed = (partOf(document, 'policies')?.items ?? []).filter((item) => {
    const [updated, created] = [at(item, 'updatedAt'), at(item, 'createdAt')];
    return updated !== null && (created === null || compareInstants(updated, created) !== 0)
      && starts.length > 0 && compareInstants(updated, starts[0]) > 0;
  });
  const named = (item, name) => (textOf(item, name) === undefined ? null : quote(textOf(item, name)));
  const latest = [...changed].sort((a, b) => compareInstants(at(b, 'updatedAt'), at(a, 'updatedAt'))).slice(0, 100);
  return {
    total: changed.length,
    latest: latest.map((item) => ({ id: named(item, 'id'), name: named(item, 'name'), updatedAt: quote(textOf(item, 'updatedAt')) })),
  };
}
