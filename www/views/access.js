/** Each action against its grant: who acted when they should not have. It is about the agents, not about the log. */

import { findingTexts } from '../../pkg/src/texts.js';
import { button, element, part } from '../dom.js';
import { number } from '../format.js';
import { text } from '../messages.js';
import { showFindings } from './findings.js';

const words = text.access;

/** @param {import('../state.js').Held} document */
export function accessView({ report }) {
  const check = report.checks.find((/** @type {any} */ one) => one.code === 'access.replay');
  if (check === undefined) return null;
  const counts = Object.entries(report.findingCounts).filter(([code]) => code.startsWith('access.'));
  const sum = (/** @type {any} */ { error = 0, warning = 0, info = 0 }) => error + warning + info;
  return part(
    'access',
    words.title,
    { class: 'access' },
    element('p', null, check.detail),
    counts.length === 0
      ? null
      : element(
          'ul',
          { class: 'sheet' },
          ...counts.map(([code, of]) =>
            element(
              'li',
              { 'data-access': code },
              element('span', { class: 'count' }, number(sum(of))),
              element('span', null, element('strong', null, findingTexts[code]?.title ?? code), element('span', { class: 'detail' }, findingTexts[code]?.meaning ?? '')),
              button(words.show, () => showFindings(code), { 'aria-label': words.showKind(findingTexts[code]?.title ?? code) }),
            ),
          ),
        ),
    element('p', { class: 'aside' }, words.scopes),
  );
}
