/** Elements made of text: whatever comes from a document is a text node, with hidden characters spelled out. */

import { visible } from '../pkg/src/texts.js';

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties
 */

/**
 * @param {string} tag
 * @param {Properties | null} [properties] attributes; listeners as `onclick`
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  set(made, properties ?? {});
  fill(made, children);
  return made;
}

/**
 * A drawing. Attributes only: it holds no text.
 *
 * @param {string} tag
 * @param {Properties} properties
 * @param {...Node} children
 */
export function drawn(tag, properties, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(made, properties);
  made.append(...children);
  return made;
}

/** @param {Element} made @param {Properties} properties */
function set(made, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else if (typeof value === 'boolean') made.toggleAttribute(name, value);
    else if (value !== null && value !== undefined) made.setAttribute(name, visible(value));
  }
}

/** @param {Element} made @param {(Child | Child[])[]} children */
function fill(made, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    made.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
}

/** Puts children in the place of what was there. @param {Element} where @param {...(Child | Child[])} children */
export function show(where, ...children) {
  where.replaceChildren();
  fill(where, children);
}

/** @param {string} label @param {(event: Event) => void} act @param {Properties} [more] */
export function button(label, act, more = {}) {
  return element('button', { type: 'button', onclick: act, ...more }, label);
}

let made = 0;

/** A name for an element that others refer to. @param {string} stem */
export function newId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/**
 * A part of the page with its title.
 *
 * @param {string} id
 * @param {string} title
 * @param {Properties} properties
 * @param {...(Child | Child[])} children
 */
export function part(id, title, properties, ...children) {
  return element('section', { id, 'aria-labelledby': `${id}-title`, tabindex: '-1', ...properties }, element('h3', { id: `${id}-title` }, title), ...children);
}
