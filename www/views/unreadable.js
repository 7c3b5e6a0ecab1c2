/** A document that can't be read, or a request that failed: what happened, where, and what helps. */

import { element } from '../dom.js';
import { text } from '../messages.js';
import { shapeOf } from './verdict.js';

/** @param {import('../state.js').Held} document */
export function unreadableView({ name, file, error, report, fetchedFrom }) {
  const fetching = fetchedFrom !== null && error?.name !== 'GrantexInputError';
  const advice = fetching ? adviceOf(error) : null;
  return element(
    'section',
    { class: 'verdict unreadable', 'data-verdict': 'error', 'data-code': String(error?.code ?? ''), 'aria-labelledby': 'unreadable-title' },
    shapeOf('unreadable'),
    element(
      'div',
      { class: 'words' },
      element('p', { class: 'badge', id: 'unreadable-title' }, fetching ? text.fetch.failed : text.result.unreadable),
      element('h2', null, fetching ? fetchedFrom : name),
      advice === null ? null : element('p', { class: 'advice' }, advice),
      element('p', { class: 'message' }, fetchedFrom === null && file.size === 0 ? text.result.empty : String(error?.message ?? error)),
      fetchedFrom === null && String(error?.code).startsWith('document.') ? element('p', null, text.result.asSent) : null,
      report === null ? null : element('p', { class: 'assurance' }, text.result.partial),
    ),
  );
}

/** What helps, by what the client says happened. @param {any} error */
function adviceOf(error) {
  const words = text.fetch.errors;
  if (error.name === 'GrantexAuthError') return error.statusCode === 403 ? words.forbidden : words.unauthorised;
  if (error.statusCode === 429) return words.tooMany(error.rateLimit?.retryAfter ?? error.rateLimit?.reset ?? null);
  if (error.statusCode !== undefined) return words.status(error.statusCode);
  // A browser does not tell a page why an answer was kept from it: these are the causes that there are.
  if (error.name === 'GrantexNetworkError') return words.network(location.origin === 'null' || location.protocol === 'file:' ? words.fileOrigin : location.origin);
  return null;
}
