/** Work in small pieces, so that the page never stands still. */

/** After a part has been painted; two of them in one frame would take as long as both. @returns {Promise<void>} */
export function nextFrame() {
  // Nothing is painted in a tab that is not in sight.
  return document.hidden ? nextTurn() : new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

/** Not `scheduler.yield`: what it continues goes before what waits to be painted. @returns {Promise<void>} */
export function nextTurn() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
