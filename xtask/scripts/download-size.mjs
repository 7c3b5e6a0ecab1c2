// What a browser downloads: the package's entry and all it leads to, each file compressed as a server would.
//
//     node download-size.mjs PACKAGE_FOLDER [README.md]
//
// Prints a table, and puts it into the README where one is named. Used by the build; the tests measure the package as it was packed
// by the same functions.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** What the whole download should come to in gzip, at most. */
export const AIM = 102_400;

/** Where a file says that it needs another: a static or dynamic import, or a URL beside itself, as bundlers and browsers read them. */
const NEEDS = [
  /(?:^|[;}\n])\s*(?:import|export)\b[^;'"()]*?\bfrom\s*['"](\.[^'"]+)['"]/g,
  /(?:^|[;}\n])\s*import\s*['"](\.[^'"]+)['"]/g,
  /\bimport\(\s*['"](\.[^'"]+)['"]\s*\)(?!\.)/g,
  /\bnew URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g,
];

/** The files that `entry` leads to, itself first. */
export function moduleGraph(entry) {
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    if (!existsSync(file)) throw new Error(`${file} is imported and is not there`);
    files.add(file);
    if (!/\.m?js$/.test(file)) return;
    const text = readFileSync(file, 'utf8');
    for (const pattern of NEEDS) {
      for (const [, specifier] of text.matchAll(pattern)) visit(resolve(dirname(file), specifier));
    }
  };
  visit(resolve(entry));
  return [...files];
}

/** The files that a browser downloads of an installed or built package, with their sizes; the largest first. */
export function browserDownload(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = manifest.exports['.'].default;
  const measure = (file) => {
    const bytes = readFileSync(file);
    return { file: relative(resolve(folder), file).split(sep).join('/'), raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  };
  return moduleGraph(join(folder, entry)).map(measure).sort((a, b) => b.gzip - a.gzip);
}

/** A table of files and their sum. */
export function sizeTable(files) {
  const rows = [...files, total(files)].map(({ file, raw, gzip }) => [file, raw.toLocaleString('en'), gzip.toLocaleString('en')]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length), 4));
  const line = ([name, raw, gzip]) => `  ${name.padEnd(widths[0])}  ${raw.padStart(widths[1])}  ${gzip.padStart(widths[2])}`;
  return [line(['file', 'raw', 'gzip']), ...rows.map(line)].join('\n');
}

/** Where the README quotes the sizes. */
const QUOTED = /(<!-- size -->\n)[^]*(\n<!-- \/size -->)/;

/** The rows that the README quotes, in KB of 1,000 bytes; the bundler's names for shared files change with every build. */
export function quotedRows(files) {
  const kilobytes = (bytes) => (bytes / 1e3).toFixed(1);
  return [...files, total(files)].map(({ file, raw, gzip }) => [file.replace(/-[0-9A-Z]{8}\.js$/, '-….js'), kilobytes(raw), kilobytes(gzip)]);
}

/** The rows that a README has. */
export function rowsOfReadme(text) {
  const [table] = QUOTED.exec(text) ?? [''];
  const lines = table.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.replaceAll('`', '').trim()));
}

function writeReadme(readme, files) {
  const text = readFileSync(readme, 'utf8');
  if (!QUOTED.test(text)) throw new Error(`${readme} has no place between <!-- size --> and <!-- /size -->`);
  const rows = quotedRows(files).map(([file, raw, gzip]) => `| ${file === 'in all' ? file : `\`${file}\``} | ${raw} KB | ${gzip} KB |`);
  const table = ['| file | raw | gzip |', '|---|--:|--:|', ...rows].join('\n');
  writeFileSync(readme, text.replace(QUOTED, (_, open, close) => `${open}${table}${close}`));
}

/** The sum of all files. */
export function total(files) {
  const sum = (column) => files.reduce((before, file) => before + file[column], 0);
  return { file: 'in all', raw: sum('raw'), gzip: sum('gzip') };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder, readme] = process.argv.slice(2);
  const files = browserDownload(folder);
  if (readme !== undefined) writeReadme(readme, files);
  console.log(`what a browser downloads (bytes; the aim is ${AIM.toLocaleString('en')} in gzip):\n${sizeTable(files)}`);
}
