/** A series as a picture: one line a document, each as long as the time it speaks of. */

import { count } from './documents.js';

/** @typedef {import('./terminal.js').Page} Page */

/** @type {Record<string, import('./terminal.js').Segment>} */
const VERDICTS = {
  intact: ['✓ One chain', 'bold', 'green'],
  broken: ['✗ Broken', 'bold', 'red'],
  inconclusive: ['? Not one chain, as far as these documents show', 'bold', 'yellow'],
};

/** @type {Record<string, import('./terminal.js').Segment>} */
const MARKS = { intact: ['█', 'green'], broken: ['✗', 'red'], inconclusive: ['▒', 'yellow'] };

/** Columns of the picture. */
const COLUMNS = 48;

/**
 * @param {Page} page
 * @param {any} series
 * @param {boolean} requireAnchored
 */
export function printSeries(page, series, requireAnchored) {
  const { verdict, assurance, because, timelines, documents } = series;
  page.gap();
  const anchored = assurance === 'anchored';
  const beside = verdict === 'intact' ? [/** @type {const} */ ([anchored ? ', anchored' : ', not anchored', 'bold', anchored ? 'green' : 'yellow'])] : [];
  const several = verdict === 'intact' && timelines.length > 1;
  page.line(several ? [`✓ ${timelines.length} chains of different developers`, 'bold', 'green'] : VERDICTS[verdict], ...beside);
  for (const { developerId, stretches } of timelines) {
    const places = documents.map((/** @type {any} */ document, /** @type {number} */ place) => ({ ...document, place })).filter((/** @type {any} */ document) => document.developerId === developerId);
    page.line('  ', [developerId, 'dim']);
    picture(page, places);
    stretches.forEach((/** @type {any} */ stretch, /** @type {number} */ number) => {
      const { join } = documents[stretch.documents[0]];
      if (number > 0) page.line('  ', join.relation === 'contradiction' ? ['✗ a contradiction', 'red'] : ['? not covered, or not established', 'yellow']);
      const sound = stretch.documents.every((/** @type {number} */ place) => documents[place].verdict === 'intact') ? ' without a gap' : '';
      const start = stretch.startsAtGenesis ? ', from the beginning' : '';
      page.paragraph(`${stretch.from ?? '?'} to ${stretch.to ?? '?'}: ${count(stretch.entries)} ${stretch.entries === 1 ? 'entry' : 'entries'}${sound}${start}`, { indent: 2 });
    });
  }
  for (const { message } of because) page.paragraph(message, { indent: 2, mark: verdict === 'broken' ? ['✗ ', 'red'] : ['? ', 'yellow'] });
  if (requireAnchored && verdict === 'intact' && !anchored) page.paragraph('--require-anchored asks for more: pass the checkpoint kept from an earlier verification (--checkpoint).', { indent: 2, styles: ['yellow'] });
}

/**
 * @param {Page} page
 * @param {any[]} documents of one chain
 */
function picture(page, documents) {
  const times = documents.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)]).filter((time) => !Number.isNaN(time));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const column = (/** @type {string} */ time) => Math.round(((Date.parse(time) - begin) / (end - begin || 1)) * (COLUMNS - 1));
  const width = Math.max(...documents.map(({ name }) => [...name].length));
  for (const { name, from, to, verdict, entries, join } of documents) {
    const known = from !== null && to !== null && !Number.isNaN(Date.parse(from)) && !Number.isNaN(Date.parse(to));
    const [first, last] = known ? [column(from), column(to)] : [0, -1];
    const [mark, ...styles] = /** @type {[string, ...any]} */ (MARKS[verdict] ?? MARKS.inconclusive);
    const bar = mark.repeat(last - first + 1);
    page.line('  ', name.padEnd(width), ' ', ['·'.repeat(first), 'dim'], [bar, ...styles], ['·'.repeat(COLUMNS - 1 - last), 'dim'], ` ${count(entries)} `, [relation(join, documents), 'dim']);
  }
}

/** @param {any} join @param {any[]} documents */
function relation({ relation, to, shared }, documents) {
  const other = documents.find(({ place }) => place === to)?.name ?? '';
  switch (relation) {
    case 'joined':
      return `follows on ${other}`;
    case 'overlap':
      return `holds ${count(shared)} of ${other}`;
    case 'contained':
      return `within ${other}`;
    case 'gap':
      return `gap after ${other}`;
    case 'contradiction':
      return `contradicts ${other}`;
    case 'first':
      return '';
    default:
      return 'not established';
  }
}
