/** Whether the log stands exactly at what the plan stores: later events were refused. */
import { member } from './json.mjs';
import { countOf, partOf, textOf } from './parts.mjs';

const CEILINGS = { free: 20_000, pro: 1_000_000, enterprise: Infinity };

export function judgePlanLimit(document, window, findings) {
  const summary = partOf(document, 'summary');
  const plan = textOf(summary, 'plan');
  const total = countOf(summary === undefined ? undefined : member(summary, 'auditEntries'), 'total');
  const known = plan !== undefined && Object.hasOwn(CEILINGS, plan) && total !== undefined;
  // In a window the total is not the total of what is stored.
  if (document.kind !== 'evidence-pack' || !known || window.since.claimed || window.until.claimed) {
    findings.notChecked('pack.plan-limit');
  } else if (total === CEILINGS[plan]) {
    findings.add('pack.plan-limit', { code: 'pack.plan-limit-reached', severity: 'warning' }, { absolute: ['summary', 'auditEntries', 'total'] });
    findings.contradicted('pack.plan-limit');
  }
}
