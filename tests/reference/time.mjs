/**
 * Instants. A timestamp keeps every digit of its fraction, so that two of them compare exactly:
 * `{ ms, rest }`, `rest` the digits after the milliseconds without trailing zeros.
 */

/** RFC 3339 with the spellings that its §5.6 allows; seconds, or the whole time of day, may be missing. */
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:\d\d))?$/;
/** ISO 8601 as people write it in requests: a date alone, without seconds, without zone (UTC is meant). */
const ISO8601 = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

function read(match) {
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = match[7] ?? '';
  const zone = (match[8] ?? 'Z').toUpperCase();
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (month < 1 || month > 12 || day < 1 || day > days[month - 1] || hour > 23 || minute > 59 || second > 59) return null;
  let offset = 0;
  if (zone !== 'Z') {
    const hours = Number(zone.slice(1, 3));
    const minutes = Number(zone.slice(3).replace(':', '') || 0);
    if (hours > 23 || minutes > 59) return null;
    offset = (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC would take the years 0 to 99 for 1900 to 1999
  date.setUTCHours(hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, '0')));
  return { ms: date.getTime() - offset * 60_000, rest: fraction.slice(3).replace(/0+$/, '') };
}

/** An entry's, grant's or pack's timestamp: a year of four digits in UTC, nothing but zeros below the nanosecond. */
export function instant(text) {
  const at = typeof text === 'string' ? read(RFC3339.exec(text)) : null;
  const kept = at !== null && at.rest.length <= 6 && new Date(at.ms).toISOString().length === 24;
  return kept ? at : null;
}

/** A window's edge: any ISO 8601 spelling. */
export function windowInstant(text) {
  return typeof text === 'string' ? read(ISO8601.exec(text)) : null;
}

export function compareInstants(a, b) {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  if (a.rest === b.rest) return 0;
  return a.rest < b.rest ? -1 : 1; // digits without trailing zeros compare like the fractions they are
}

/** The millisecond form of the same instant, or null when it has none. */
export function millisecondForm(text) {
  const at = instant(text);
  if (at === null || at.rest !== '') return null;
  const form = new Date(at.ms).toISOString();
  return form.length === 24 ? form : null; // years outside 0000 to 9999 have no such form
}
