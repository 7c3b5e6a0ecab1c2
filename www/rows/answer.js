/** One request about the rows and its answer, the same in a worker and in the page. */

import { RowIndex } from './index.js';
import { search } from './search.js';

/** @param {import('../../pkg/src/rows.js').Rows} rows @param {Blob} file */
export function answering(rows, file) {
  const index = new RowIndex(rows);
  let newest = 0;
  /** @type {Record<string, (request: any) => unknown>} */
  const answers = {
    span: () => ({ span: index.span, length: rows.length }),
    bins: ({ from, to, count }) => index.bins(from, to, count),
    pick: ({ filter, order }) => index.pick(filter, order),
    facts: ({ indexes }) => indexes.map((/** @type {number} */ at) => index.facts(at)),
    // A newer search ends the one before it.
    search: ({ needle }) => {
      const mine = ++newest;
      return search(index, file, needle, () => mine !== newest);
    },
  };
  return (/** @type {{ ask: string }} */ request) => answers[request.ask](request);
}
