/** Nearest names, for errors about names that don't exist. */

/**
 * The candidate that was most likely meant, or null when none is near.
 *
 * @param {string} name
 * @param {readonly string[]} candidates
 */
export function nearest(name, candidates) {
  const wanted = name.toLowerCase();
  let best = null;
  // A third of the name may be wrong: enough for a slip, too little to propose something unrelated.
  let allowed = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of candidates) {
    const apart = distance(wanted, candidate.toLowerCase(), allowed);
    if (apart <= allowed) {
      best = candidate;
      allowed = apart - 1;
      if (allowed < 0) break;
    }
  }
  return best;
}

/**
 * Edits between two names, with two neighbouring letters swapped as one edit (optimal string alignment).
 *
 * @param {string} a
 * @param {string} b
 * @param {number} limit what is further apart than this need not be exact
 */
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit || a.length > 64) return limit + 1;
  /** @type {number[][]} */
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, rows[i - 2][j - 2] + 1);
      }
      rows[i].push(least);
    }
  }
  return rows[a.length][b.length];
}
