/** Each action replayed against its grant, as far as the grants stand before the entries. */
import { compareInstants, instant } from './time.mjs';
import { partOf, textOf } from './parts.mjs';

export function replayAccess(document, rows, findings) {
  const grants = document.parts.get('grants');
  if (grants === undefined || rows.length === 0 || grants.at > document.parts.get(document.rowsName).at) {
    findings.notChecked('access.replay');
    return;
  }
  const missing = new Map();
  for (const row of rows) {
    if (row.state !== 'ok' || row.status === 'blocked') continue;
    const grant = partOf(document, 'grants').items.find((item) => (textOf(item, 'grantId') ?? textOf(item, 'id')) === row.grantId);
    if (grant === undefined) {
      if (!missing.has(row.grantId)) missing.set(row.grantId, row);
      continue;
    }
    const at = (name) => instant(textOf(grant, name));
    const warn = (code, path, values = {}) => {
      findings.add('access.replay', { code: `access.${code}`, severity: 'warning', ...values }, { row, path: [path] });
      findings.contradicted('access.replay');
    };
    if (at('revokedAt') !== null && compareInstants(row.instant, at('revokedAt')) > 0) warn('after-revocation', 'timestamp');
    if (at('expiresAt') !== null && compareInstants(row.instant, at('expiresAt')) >= 0) warn('after-expiry', 'timestamp');
    if (at('issuedAt') !== null && compareInstants(row.instant, at('issuedAt')) < 0) warn('before-issue', 'timestamp');
    for (const [name, code] of [['agentId', 'agent-mismatch'], ['principalId', 'principal-mismatch']]) {
      const expected = textOf(grant, name);
      if (expected !== undefined && expected !== row[name]) warn(code, name, { expected, actual: row[name] });
    }
  }
  for (const row of missing.values()) {
    findings.add('access.replay', { code: 'access.grant-not-in-pack', severity: 'info' }, { row, path: ['grantId'] });
  }
  if (missing.size > 0 && findings.outcomes.get('access.replay') !== 'failed') {
    findings.outcomes.set('access.replay', 'not-established'); // no verdict hangs on it
  }
}
