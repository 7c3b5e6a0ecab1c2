/** Reading single values out of the parts of a document that no hash covers. */
import { member } from './json.mjs';
import { instant, windowInstant } from './time.mjs';

export const partOf = (document, name) => document.parts.get(name)?.node;

export function textOf(node, name) {
  const found = node?.type === 'object' ? member(node, name) : undefined;
  return found?.type === 'string' ? found.value : undefined;
}

export function countOf(node, name) {
  const found = node?.type === 'object' ? member(node, name) : undefined;
  const value = found?.type === 'number' ? Number(found.literal) : NaN;
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * One edge of the window that the file claims: `{ claimed, text, at }`. Missing and null count as not claimed;
 * `at` is null when the claim can't be read as a timestamp.
 */
export function claimedEdge(meta, name) {
  const found = meta === undefined ? undefined : member(meta, name);
  if (found === undefined || found.type === 'null') return { claimed: false, text: null, at: null };
  const text = found.type === 'string' ? found.value : null;
  return { claimed: true, text, at: windowInstant(text) };
}

export function generatedAtOf(document) {
  const text = document.kind === 'evidence-pack' ? textOf(partOf(document, 'meta'), 'generatedAt') : undefined;
  const top = partOf(document, 'generatedAt');
  return instant(text ?? (document.kind === 'audit-export' && top?.type === 'string' ? top.value : undefined));
}
