/** Everything of a document but its entries: grants, policies, summary, meta. */
import { Random } from './random.mjs';
import { ulid } from './ulid.mjs';

export const iso = (ms) => new Date(ms).toISOString();

/** Names of the simulated tenant, all drawn from the seed. */
export function makeTenant(shape, plan) {
  const random = new Random(shape.seed, 'tenant');
  const birth = (plan.chainStart ?? shape.eraStart.C) - 3600_000;
  const names = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}_${ulid(birth + i * 7, random)}`);
  const developerId = names('dev', 1)[0];
  const agents = names('ag', shape.agents);
  const grantIds = names('grnt', shape.grants);
  return { developerId, agents, grantIds, policyIds: names('pol', shape.policies), birth };
}

/** The moment at which the document was made: after everything that is in it. */
export function generatedAt(shape, plan) {
  const end = plan.chainEnd ?? shape.eraStart.C;
  return end + (shape.generatedAfter ?? (shape.race === null ? 600_000 : 2_000));
}

/** Newest first, as the server lists them; in a window only those issued inside it. */
export function makeGrants(shape, plan, tenant) {
  const made = generatedAt(shape, plan);
  const start = plan.chainStart ?? made;
  const end = plan.chainEnd ?? made;
  const grants = tenant.grantIds.map((grantId, i) => {
    const issued = tenant.birth + i * 11;
    const quiet = Math.floor((end + made) / 2) + i; // after the last entry, before the document was made
    const middle = Math.floor((start + end) / 2);
    const revoked = i % 4 === 2;
    const expired = i % 8 === 5;
    let revokedAt = revoked ? quiet : null;
    let expiresAt = expired ? quiet : issued + 720 * 86400_000;
    if (shape.violations && revoked) revokedAt = middle;
    if (shape.violations && expired) expiresAt = middle;
    const agentId = tenant.agents[i % shape.agents];
    return {
      grantId, agentId, principalId: `user_${100 + (i % shape.principals)}`, developerId: tenant.developerId,
      scopes: i % 2 === 0 ? ['email:read', 'payments:initiate'] : ['calendar:read', 'calendar:write'],
      // A grant that ran out keeps saying "active": the server counts it as expired all the same.
      status: revoked ? 'revoked' : 'active',
      issuedAt: iso(issued), expiresAt: iso(expiresAt), revokedAt: revokedAt === null ? null : iso(revokedAt),
      delegationDepth: 0,
      ...(shape.unknownFields ? { region: 'eu-central', labels: { tier: i } } : {}),
    };
  });
  const inside = grants.filter((grant) => (shape.before === 0 || Date.parse(grant.issuedAt) >= plan.firstMs)
    && (shape.after === 0 || Date.parse(grant.issuedAt) <= plan.lastMs));
  return inside.reverse();
}

export function makePolicies(shape, tenant) {
  return tenant.policyIds.map((id, i) => ({
    id, name: ['block-night-payments', 'allow-calendar', 'allow-user'][i % 3], effect: i % 3 === 0 ? 'deny' : 'allow',
    priority: (shape.policies - i) * 10, agentId: i % 3 === 1 ? tenant.agents[0] ?? null : null,
    principalId: i % 3 === 2 ? 'user_100' : null, scopes: i % 3 === 0 ? ['payments:initiate'] : null,
    timeOfDayStart: i % 3 === 0 ? '22:00' : null, timeOfDayEnd: i % 3 === 0 ? '06:00' : null,
    createdAt: iso(tenant.birth + 60_000 + i * 4), updatedAt: iso(tenant.birth + 60_000 + i * 4),
  }));
}

/** The counts as the server's own queries give them, with what a race between the queries does to them. */
export function makeSummary(shape, plan, grants, policies) {
  const now = generatedAt(shape, plan);
  const revoked = grants.filter((grant) => grant.status === 'revoked').length;
  const active = grants.filter((grant) => grant.status === 'active' && Date.parse(grant.expiresAt) > now).length;
  const counts = { total: plan.rows, ...plan.byStatus };
  for (const status of plan.statuses) {
    counts.total -= 1;
    counts[status] -= 1;
  }
  for (let i = 0; i < (shape.race?.deficit ?? 0); i += 1) {
    counts.total += 1;
    counts[['success', 'failure', 'blocked'][i % 3]] += 1;
  }
  return {
    agents: { total: shape.agents, active: shape.agents, suspended: 0, revoked: 0 },
    grants: { total: grants.length, active, revoked, expired: grants.length - active - revoked },
    auditEntries: counts,
    policies: { total: policies.length },
    plan: shape.plan,
    ...(shape.unknownFields ? { webhooks: { total: 2 } } : {}),
  };
}

export function makeMeta(shape, plan) {
  const meta = { schemaVersion: '1.0', generatedAt: iso(generatedAt(shape, plan)) };
  if (shape.before > 0 && plan.firstMs !== null) meta.since = iso(plan.firstMs);
  if (shape.after > 0 && plan.lastMs !== null) meta.until = iso(plan.lastMs);
  meta.framework = shape.framework;
  if (shape.unknownFields) meta.requestedBy = { role: 'auditor', note: 'a member of a newer server' };
  return meta;
}
