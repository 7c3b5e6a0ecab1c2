/** The recorded answers: bodies byte for byte, and the headers that came with them. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../fixtures/recorded/', import.meta.url);

/** Every recorded answer's name. */
export const recordedNames = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));

/** @param {string} name */
export const recordedBody = (name) => readFileSync(new URL(`${name}.json`, folder));

/**
 * The status and headers, as they were sent.
 *
 * @param {string} name
 * @returns {{ status: number, headers: Record<string, string> }}
 */
export function recordedHead(name) {
  const [first, ...lines] = readFileSync(new URL(`${name}.headers`, folder), 'latin1').trim().split(/\r?\n/);
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(first.split(' ')[1]), headers };
}
