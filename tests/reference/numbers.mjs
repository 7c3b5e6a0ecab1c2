/** Whether a JSON number keeps its value when JavaScript reads it as a double. */

/** A decimal literal as sign, digits and power of ten, in lowest terms: equal values give equal texts. */
function decimal(literal) {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal);
  let digits = (whole + fraction).replace(/^0+/, '');
  let power = BigInt(exponent) - BigInt(fraction.length); // BigInt: an exponent may have any number of digits
  if (digits === '') return '0';
  const zeros = /0*$/.exec(digits)[0].length;
  digits = digits.slice(0, digits.length - zeros);
  power += BigInt(zeros);
  return `${sign}${digits}e${power}`;
}

/** @returns {'exact' | 'inexact' | 'beyond'} beyond: larger than a double can be */
export function exactness(literal) {
  const double = Number(literal);
  if (!Number.isFinite(double)) return 'beyond';
  return decimal(literal) === decimal(String(double)) ? 'exact' : 'inexact';
}

/** All numbers below a node, with their paths, in document order. */
export function numbersIn(node, path) {
  if (node.type === 'number') return [{ path, literal: node.literal }];
  if (node.type === 'object') return node.members.flatMap(({ name, value }) => numbersIn(value, [...path, name]));
  if (node.type === 'array') return node.items.flatMap((item, i) => numbersIn(item, [...path, i]));
  return [];
}
