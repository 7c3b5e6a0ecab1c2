/** One pack's results as a table: text that is also Markdown. */

const HEADINGS = ['', 'time', 'first call', 'MB/s', 'entries/s', 'peak memory', 'of JSON.parse', 'plain JS ÷ this'];

const whole = (number) => Math.round(number).toLocaleString('en');
const significant = (number) => (number >= 9.95 ? whole(number) : number.toPrecision(2));
const duration = (ms) => (ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${significant(ms)} ms`);

/** @param {{ title: string, bytes: number, entries: number, rows: any[] }} result */
export function tableText({ title, bytes, entries, rows }) {
  const of = (name) => rows.find((row) => row.name === name && !row.error)?.milliseconds;
  const [parse, plain] = [of('json-parse'), of('plain-node')];
  const lines = rows.map((row) => {
    if (row.error) return [row.title, `failed: ${row.error}`, '', '', '', '', '', ''];
    const { milliseconds: ms, first, peakBytes, sampled } = row;
    return [
      sampled === null ? row.title : `${row.title} (scaled from ${whole(sampled)} entries)`,
      duration(ms),
      duration(first),
      significant(bytes / 1e3 / ms),
      whole((entries / ms) * 1000),
      peakBytes === null ? '–' : `${whole(peakBytes / 1e6)} MB`,
      parse === undefined ? '–' : (ms / parse).toFixed(2),
      plain === undefined ? '–' : (plain / ms).toFixed(2),
    ];
  });
  const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...lines.filter((line) => line[2] !== '' || at === 0).map((line) => line[at].length)));
  const row = (cells) => `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [`${title}: ${whole(entries)} entries, ${(bytes / 1e6).toFixed(1)} MB`, '', row(HEADINGS), rule, ...lines.map(row), ''].join('\n');
}

/** What the README quotes: the first pack's table, and of the others a line each. @param {any[]} packs */
export function readmeText(packs, measured) {
  const [first, ...others] = packs;
  const line = ({ title, entries, bytes, rows }) => {
    const of = (name) => rows.find((row) => row.name === name)?.milliseconds;
    const [ours, parse, plain] = ['wasm', 'json-parse', 'plain-node'].map(of);
    const told = [`- ${title} (${whole(entries)} entries, ${(bytes / 1e6).toFixed(1)} MB): ${duration(ours)}`];
    if (parse !== undefined) told.push(`${(ours / parse).toFixed(2)} of \`JSON.parse\``);
    if (plain !== undefined) told.push(`${(plain / ours).toFixed(2)} times as fast as plain JavaScript`);
    for (const { milliseconds, workers } of rows.filter(({ name, workers }) => name.startsWith('wasm-') && workers > 1)) {
      told.push(`with ${workers} workers ${duration(milliseconds)}, ${(ours / milliseconds).toFixed(2)} times as fast as one thread`);
    }
    return told.join(', ');
  };
  return [measured, '', tableText(first), ...others.map(line)].join('\n').trimEnd();
}
