/** Every check with its outcome. */

import { checkTexts, outcomeTexts } from '../../pkg/src/texts.js';
import { element, part } from '../dom.js';
import { text } from '../messages.js';

/** @type {Record<string, string>} */
export const OUTCOME_ICONS = { passed: '✓', failed: '✗', proved: '✓', contradicted: '✗', 'not-established': '?', 'not-checked': '–' };

/** @param {any} report */
export function checksView(report) {
  return part(
    'checks',
    text.checks.title,
    { class: 'checks' },
    element(
      'ul',
      { class: 'sheet' },
      ...report.checks.map((/** @type {any} */ { code, outcome, detail }) =>
        element(
          'li',
          { class: outcome, 'data-check': code, 'data-outcome': outcome },
          element('span', { class: 'icon', 'aria-hidden': 'true' }, OUTCOME_ICONS[outcome] ?? ''),
          element('span', null, element('strong', null, checkTexts[code] ?? code), element('span', { class: 'outcome' }, outcomeTexts[outcome] ?? outcome), element('span', { class: 'detail' }, detail)),
        ),
      ),
    ),
  );
}
