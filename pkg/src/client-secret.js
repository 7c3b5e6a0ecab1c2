/** Keeps the API key out of whatever is handed to the caller, should anyone on the way have repeated it. */

const PUT_INSTEAD = '[API key]';

/** Levels of a failure's body or an error's causes that are looked through; deeper ones are cut off. */
const LEVELS = 12;

/**
 * Plain data with the key taken out of its texts.
 *
 * @param {any} value
 * @param {string} key
 * @param {number} [levels]
 * @returns {any}
 */
export function withoutKey(value, key, levels = LEVELS) {
  if (typeof value === 'string') return value.includes(key) ? value.replaceAll(key, PUT_INSTEAD) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((item) => withoutKey(item, key, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [withoutKey(name, key), withoutKey(item, key, levels - 1)]));
}

/**
 * What a request failed with, as it is if it does not show the key anywhere that printing it would, and else in words only:
 * hosts and wrappers put headers into messages and whole requests into errors.
 *
 * @param {unknown} cause
 * @param {string} key
 */
export function causeWithoutKey(cause, key) {
  if (!shows(cause, key)) return cause;
  if (!(cause instanceof Error)) return PUT_INSTEAD;
  const error = new Error(withoutKey(String(cause.message), key));
  error.name = withoutKey(String(cause.name), key);
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/**
 * Whether printing it would show the key.
 *
 * @param {any} value
 * @param {string} key
 * @param {number} [levels]
 * @param {Set<unknown>} [seen]
 * @returns {boolean}
 */
export function shows(value, key, levels = LEVELS, seen = new Set()) {
  if (typeof value === 'string') return value.includes(key);
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  // What is too deep to look at is taken for the worst.
  if (levels === 0) return true;
  seen.add(value);
  try {
    if (typeof value.entries === 'function' && !Array.isArray(value)) {
      for (const entry of value.entries()) if (shows(entry, key, levels - 1, seen)) return true;
    }
    // Also what is not listed when properties are: an error's message, stack and cause are printed all the same.
    return Object.getOwnPropertyNames(value).some((name) => name.includes(key) || shows(value[name], key, levels - 1, seen));
  } catch {
    return true;
  }
}
