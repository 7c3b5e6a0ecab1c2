/** Elements made of text: whatever comes from a document is a text node, with hidden characters spelled out. */

import { visible } from '../pkg/src/texts.js';

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)> | null} properties `class`, attributes, or listeners as `onclick`
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else if (typeof value === 'boolean') made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  for (const child of children) {
    if (child !== null) made.append(typeof child === 'string' ? document.createTextNode(visible(child)) : child);
  }
  return made;
}

/**
 * Offers data as a file.
 *
 * @param {string} name
 * @param {unknown} data
 */
export function download(name, data) {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(data, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the data by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
