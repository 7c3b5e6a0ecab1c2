/** Numbers and times as the page writes them: in one form for everybody, so that two printouts can be compared. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** @param {number} n */
export const number = (n) => whole.format(n);

/** @param {number} n */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  const [unit, size] = n < 1e6 ? ['KB', 1e3] : n < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(n / Number(size)).toFixed(n / Number(size) < 10 ? 1 : 0)} ${unit}`;
}

/** Unix milliseconds as the server spells a time. @param {number} millis */
export function instant(millis) {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** A time to read beside others: no shorter than it must be to tell two apart. @param {number} millis @param {number} span milliseconds that are on show */
export function shortInstant(millis, span) {
  const text = instant(millis);
  if (span > 7 * 86_400_000) return text.slice(0, 10);
  if (span > 60_000) return `${text.slice(0, 10)} ${text.slice(11, 16)}`;
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`;
}
