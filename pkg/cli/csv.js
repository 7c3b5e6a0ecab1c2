/** Tables as CSV (RFC 4180) that a spreadsheet may open. */

/**
 * What makes a spreadsheet take a cell for a formula, at the start of a cell; or after what some spreadsheets, depending on
 * the country they are set to, take for the end of one, even between quotation marks.
 */
const FORMULA = /(^|[;\t\r\n])([\s\p{Cf}]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/**
 * @template T
 * @param {{ [column: string]: (row: T) => unknown }} columns
 * @param {Iterable<T>} rows
 * @returns {Generator<string>}
 */
export function* csvOf(columns, rows) {
  yield `${Object.keys(columns).map(cell).join(',')}\r\n`;
  for (const row of rows) yield `${Object.values(columns).map((value) => cell(value(row))).join(',')}\r\n`;
}

/**
 * Text is always quoted. An apostrophe goes before what could be a formula: spreadsheets show it as text then.
 *
 * @param {unknown} value
 */
function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replace(FORMULA, "$1$2'").replaceAll('"', '""')}"`;
}
