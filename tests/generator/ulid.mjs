/** ULIDs as the server makes them: 48 bits of milliseconds, 80 random bits, Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param {number} milliseconds since 1970 @param {import('./random.mjs').Random} random */
export function ulid(milliseconds, random) {
  let time = '';
  for (let rest = milliseconds, i = 0; i < 10; i += 1) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let noise = '';
  for (let word = 0; word < 4; word += 1) {
    const bits = random.u32();
    for (let shift = 0; shift < 20; shift += 5) noise += ALPHABET[(bits >>> shift) & 31];
  }
  return time + noise;
}
