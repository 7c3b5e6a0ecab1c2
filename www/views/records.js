/** What a pack holds beside its entries: summary, grants, policies. No hash covers them. */

import { element, part, show } from '../dom.js';
import { text } from '../messages.js';
import { headOf } from '../verify.js';
import { tableOf } from './virtual-table.js';

const words = text.records;

/** @param {import('../state.js').Held} document */
export function recordsView(document) {
  if (document.report.document.kind !== 'evidence-pack') return null;
  const body = element('div', { class: 'records-body' }, element('p', { class: 'aside' }, words.reading));
  fill(document, body);
  return part('records', words.title, { class: 'records' }, element('p', { class: 'aside' }, words.note), body, changedPolicies(document.report.policyChanges));
}

/** Policies that were changed inside the period: what they said before nobody can read from the pack. @param {any} changes */
function changedPolicies(changes) {
  if (changes === null) return null;
  const { total, latest } = changes;
  return element(
    'div',
    { class: 'policy-changes', 'data-total': total },
    element('h4', null, text.policyChanges.title(total)),
    total === 0
      ? element('p', { class: 'aside' }, text.policyChanges.none)
      : [
          element('p', null, text.policyChanges.why),
          element('ul', { class: 'sheet' }, ...latest.map((/** @type {any} */ { id, name, updatedAt }) => element('li', null, element('strong', null, name ?? text.policyChanges.unnamed), ' ', id === null ? null : element('code', null, id), ' ', element('time', null, updatedAt)))),
          total > latest.length ? element('p', { class: 'aside' }, text.policyChanges.more(total - latest.length)) : null,
        ],
  );
}

/** @param {import('../state.js').Held} document @param {HTMLElement} body */
async function fill(document, body) {
  if (ambiguous(document.report)) {
    show(body, element('p', { class: 'note' }, words.ambiguous));
    return;
  }
  try {
    const head = await headOf(document);
    show(body, summary(head), grants(head.grants ?? []), policies(head.policies ?? []));
  } catch (error) {
    show(body, element('p', { class: 'note' }, words.failed(error instanceof Error ? error.message : String(error))));
  }
}

/** Whether a member outside of the entries stands twice, or might: two readers would not see the same then. @param {any} report */
function ambiguous({ findings, findingCounts }) {
  const counted = findingCounts['document.duplicate-member']?.error ?? 0;
  const inside = findings.filter((/** @type {any} */ one) => one.code === 'document.duplicate-member' && one.index !== undefined).length;
  return counted > inside;
}

/** @param {any} head */
function summary({ meta, summary }) {
  const line = (/** @type {string} */ label, /** @type {unknown} */ value) => element('div', null, element('dt', null, label), element('dd', null, typeof value === 'object' ? JSON.stringify(value) : String(value)));
  const flat = (/** @type {any} */ object, /** @type {string} */ prefix) => Object.entries(object ?? {}).map(([name, value]) => line(`${prefix}${name}`, typeof value === 'object' && value !== null ? Object.entries(value).map(([one, n]) => `${one} ${n}`).join(', ') : value));
  return [element('h4', null, words.summary), element('dl', { class: 'facts' }, ...flat(meta, ''), ...flat(summary, ''))];
}

/** @param {any[]} grants */
function grants(grants) {
  const column = (/** @type {string} */ title, /** @type {string} */ name, /** @type {string} */ kind) => ({ title, sort: name, class: kind, value: (/** @type {any} */ one) => one[name] ?? null, cell: (/** @type {any} */ one) => one[name] ?? '–' });
  return [
    element('h4', null, words.grants(grants.length)),
    ...tableOf(
      {
        label: words.grants(grants.length),
        least: '84rem',
        columns: [
          { title: words.id, sort: 'grantId', class: 'id', value: (one) => one.grantId ?? one.id ?? null, cell: (one) => one.grantId ?? one.id ?? '–' },
          column(words.status, 'status', 'narrow'),
          column(words.agent, 'agentId', 'id'),
          column(words.principal, 'principalId', 'id'),
          { title: words.scopes, class: 'wide', value: (one) => [one.scopes ?? []].flat().join(' '), cell: (one) => [one.scopes ?? []].flat().join(', ') },
          column(words.issued, 'issuedAt', 'time'),
          column(words.expires, 'expiresAt', 'time'),
          column(words.revoked, 'revokedAt', 'time'),
        ],
      },
      grants,
    ),
  ];
}

/** @param {any[]} policies */
function policies(policies) {
  const column = (/** @type {string} */ title, /** @type {string} */ name, /** @type {string} */ kind) => ({ title, sort: name, class: kind, value: (/** @type {any} */ one) => one[name] ?? null, cell: (/** @type {any} */ one) => (Array.isArray(one[name]) ? one[name].join(', ') : (one[name] ?? words.any)) });
  return [
    element('h4', null, words.policies(policies.length)),
    ...tableOf(
      {
        label: words.policies(policies.length),
        least: '76rem',
        columns: [
          column(words.name, 'name', 'wide'),
          column(words.effect, 'effect', 'narrow'),
          column(words.priority, 'priority', 'number'),
          column(words.agent, 'agentId', 'id'),
          column(words.principal, 'principalId', 'id'),
          column(words.scopes, 'scopes', 'wide'),
          column(words.created, 'createdAt', 'time'),
          column(words.updated, 'updatedAt', 'time'),
        ],
      },
      policies,
    ),
  ];
}
