/**
 * What an entry costs as packs grow, as a drawing: `cargo xtask bench --growth` writes it to `docs/growth.svg`.
 *
 * Both axes are logarithmic. A line that stays level is a cost that grows with the document and no faster; one that ends has
 * no result beyond. Colours are told apart by brightness too, and change with the reader's light or dark page.
 */

const [WIDTH, HEIGHT] = [820, 412];
const PLOT = { left: 64, right: WIDTH - 260, top: 44, bottom: HEIGHT - 64 };

/** Light and dark, and the line's dashes, by contender. */
const LINES = {
  wasm: ['#0b5cad', '#6db3ff', ''],
  native: ['#1b7f4b', '#62d39a', '7 3'],
  'json-parse': ['#6b6f76', '#a9b0ba', '2 3'],
  'plain-node': ['#b0450f', '#ff9d66', '10 3 2 3'],
};
const SPARE = ['#7a3fa0', '#cf9bf2', '4 2'];

const whole = (number) => Math.round(number).toLocaleString('en');
const short = (entries) => (entries >= 1e6 ? `${entries / 1e6} M` : entries >= 1e3 ? `${entries / 1e3} k` : String(entries));
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const between = (value, from, to) => (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));

/** The marks of a logarithmic axis that lie on it: 1, 2 and 5 of every power of ten. */
function marks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const digit of [1, 2, 5]) found.push(Number(`${digit}e${power}`));
  }
  return found.filter((mark) => mark >= low && mark <= high);
}

/**
 * @param {{ entries: number, rows: { name: string, title: string, milliseconds?: number, error?: string }[] }[]} packs
 * @param {string} measured where and how, in one line
 */
export function growthSvg(packs, measured) {
  const sizes = packs.map(({ entries }) => entries);
  const curves = packs[0].rows.map(({ name, title }) => {
    const points = packs.flatMap(({ entries, rows }) => {
      const milliseconds = rows.find((row) => row.name === name)?.milliseconds;
      return milliseconds === undefined ? [] : [{ entries, nanoseconds: (milliseconds * 1e6) / entries }];
    });
    return { name, title, points };
  }).filter(({ points }) => points.length > 0);
  const costs = curves.flatMap(({ points }) => points.map(({ nanoseconds }) => nanoseconds));
  const [low, high] = [Math.min(...costs) / 1.3, Math.max(...costs) * 1.3];
  const x = (entries) => PLOT.left + between(entries, sizes[0], sizes.at(-1)) * (PLOT.right - PLOT.left);
  const y = (nanoseconds) => PLOT.bottom - between(nanoseconds, low, high) * (PLOT.bottom - PLOT.top);
  const at = (...numbers) => numbers.map((number) => number.toFixed(1)).join(',');

  const grid = [
    ...marks(low, high).map((mark) => `<path class="grid" d="M${at(PLOT.left, y(mark))}H${PLOT.right}"/><text x="${PLOT.left - 8}" y="${(y(mark) + 4).toFixed(1)}" text-anchor="end">${whole(mark)}</text>`),
    ...sizes.map((size) => `<path class="grid" d="M${at(x(size), PLOT.top)}V${PLOT.bottom}"/><text x="${x(size).toFixed(1)}" y="${PLOT.bottom + 18}" text-anchor="middle">${short(size)}</text>`),
  ];
  // Names stand beside the lines' ends, pushed apart where they would cover each other.
  const names = curves.map((curve) => ({ ...curve, end: y(curve.points.at(-1).nanoseconds) })).sort((a, b) => a.end - b.end);
  names.forEach((name, i) => (name.end = i === 0 ? name.end : Math.max(name.end, names[i - 1].end + 17)));
  const styles = names.map(({ name }, which) => {
    const [light, dark, dashes] = LINES[name] ?? SPARE;
    return { which, light, dark, dashes };
  });
  const drawn = names.map(({ title, points, end }, which) => {
    const places = points.map(({ entries, nanoseconds }) => at(x(entries), y(nanoseconds)));
    const dots = points.map(({ entries, nanoseconds }) => `<circle class="f${which}" cx="${x(entries).toFixed(1)}" cy="${y(nanoseconds).toFixed(1)}" r="3"><title>${escaped(title)}: ${whole(nanoseconds)} ns an entry at ${whole(entries)} entries</title></circle>`);
    return `<polyline class="l${which}" points="${places.join(' ')}"/>${dots.join('')}<text class="f${which}" x="${PLOT.right + 12}" y="${(end + 4).toFixed(1)}">${escaped(title)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Nanoseconds an entry as packs grow">
<style>
text { font: 12px system-ui, sans-serif; fill: #3d434b } .heading { font-size: 14px; font-weight: 600 } .grid { stroke: #8a919b; stroke-opacity: .3 }
polyline { fill: none; stroke-width: 2 }
${styles.map(({ which, light, dashes }) => `.l${which} { stroke: ${light}; stroke-dasharray: ${dashes || 'none'} } .f${which} { fill: ${light} }`).join('\n')}
@media (prefers-color-scheme: dark) {
text { fill: #c9d1d9 }
${styles.map(({ which, dark }) => `.l${which} { stroke: ${dark} } .f${which} { fill: ${dark} }`).join('\n')}
}
</style>
<text class="heading" x="${PLOT.left}" y="20">Nanoseconds an entry, as packs grow</text>
${grid.join('\n')}
<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 36}" text-anchor="middle">entries in the pack</text>
${drawn.join('\n')}
<text x="${PLOT.left}" y="${HEIGHT - 4}" style="font-size: 10px">${escaped(measured)}</text>
</svg>
`;
}
