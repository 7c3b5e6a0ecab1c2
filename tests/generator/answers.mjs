/** The other answers of the simulated tenant, for the same options as a pack: summary and grants. */
import { withDefaults } from './options.mjs';
import { makePlan } from './plan.mjs';
import { generatedAt, iso, makeGrants, makeMeta, makePolicies, makeSummary, makeTenant } from './parts.mjs';

function tenantOf(options) {
  const shape = withDefaults(options);
  const plan = makePlan(shape);
  const tenant = makeTenant(shape, plan);
  return { shape, plan, tenant, grants: makeGrants(shape, plan, tenant) };
}

/** A ComplianceSummary: the pack's summary with its window. */
export function generateSummary(options = {}) {
  const { shape, plan, tenant, grants } = tenantOf(options);
  const { since, until } = makeMeta(shape, plan);
  const made = { generatedAt: iso(generatedAt(shape, plan)) };
  if (since !== undefined) made.since = since;
  if (until !== undefined) made.until = until;
  return JSON.stringify({ ...made, ...makeSummary(shape, plan, grants, makePolicies(shape, tenant)) });
}

/** A ComplianceGrantsExport, of all grants or of those with one status (by the stored word, as the server filters). */
export function generateGrantsExport(options = {}, status = null) {
  const { shape, plan, grants } = tenantOf(options);
  const kept = grants.filter((grant) => status === null || grant.status === status);
  return JSON.stringify({ generatedAt: iso(generatedAt(shape, plan)), total: kept.length, grants: kept });
}
