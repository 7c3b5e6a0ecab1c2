/** The claim ledger's parts, as the command line and the page tell them. */

import { claimTexts } from './texts.js';

/** What a part says; for members that no format hashes, with their names. @param {any} part */
export function nameOfPart({ code, members }) {
  return (claimTexts[code] ?? code) + (code === 'entries.unprotected-member' ? ` ${members.join(', ')}` : '');
}

/** Statements of a part, whatever binds them. @param {any[]} parts @param {string} code */
export function statementsOf(parts, code) {
  return parts.filter((part) => part.code === code).flatMap(({ statements }) => /** @type {number[]} */ (Object.values(statements))).reduce((sum, n) => sum + n, 0);
}
