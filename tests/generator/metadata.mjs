/** Metadata as applications send it, and the order in which PostgreSQL's jsonb hands it back. */

const WORDS = ('invoice payment calendar mailbox transfer review policy northwind customer shipment report archive '
  + 'backup contract meeting summary draft approval refund subscription').split(' ');
const PLACES = ['Zürich', 'Kraków', 'São Paulo', '東京', 'Ελλάδα', 'Reykjavík', 'Tromsø', '서울'];
const TEXTS = ['line\nbreak', 'tab\there', 'quote " and back\\slash', '\u0007 bell', 'ls \u2028 ps \u2029', 'a/b </script>',
  '👩‍💻 works', '𝒳 above the plane', 'e\u0301 combined', '\u007f\u0080', 'naïve café ☕', ''];

function sentence(random, words) {
  const parts = [];
  for (let i = 0; i < words; i += 1) parts.push(random.pick(WORDS));
  return parts.join(' ');
}

const SHAPES = [
  () => ({}),
  (r) => ({ amount: r.below(1000000) / 100, invoice: `INV-2026-${String(r.below(10000)).padStart(4, '0')}`, currency: r.pick(['EUR', 'USD', 'CHF']) }),
  (r) => ({ zebra: r.below(10), alpha: { yankee: r.chance(0.5), bravo: [r.below(9), r.below(9), { z: null, a: r.below(3) }] } }),
  (r) => ({ n: [0, r.below(100) / 10, 1e21, 1e-7, 123456789012345680000, r.double(), 5e-324, -r.below(1000), 9007199254740991] }),
  (r) => ({ emoji: '👩‍💻', '€': 1, ﬀ: 2, '𝒳': 3, place: r.pick(PLACES), text: r.pick(TEXTS) }),
  (r) => ({ b: 1, 10: 'ten', a: 2, 9: 'nine', '': r.below(5), A: true, '01': 'no index' }),
  (r) => ({ requestId: r.hex(32), ip: `192.0.2.${r.below(256)}`, userAgent: 'agent-runtime/3.2 (linux; x64)' }),
  (r) => ({ subject: sentence(r, 6), recipients: r.between(1, 9), attachments: r.chance(0.3) }),
  (r) => ({ deep: [[[{ x: [r.below(9)] }]]], arr: [], obj: {}, nul: null, bool: r.chance(0.5) }),
  (r) => ({ tool: r.pick(WORDS), durationMs: r.below(5000), cost: r.below(100000) / 1e6, tags: [r.pick(WORDS), r.pick(WORDS)] }),
  (r) => ({ path: `/files/${r.pick(WORDS)}/${r.hex(8)}.pdf`, size: r.below(1e9), checksum: r.hex(16) }),
  (r) => ({ 'quote"back\\slash': r.pick(TEXTS), 'key with space': sentence(r, 3), ratio: r.below(1000) / 1000 }),
];

/** Metadata of one entry; with `bytes`, filled up to about that many bytes of JSON. */
export function makeMetadata(random, bytes = 0) {
  const metadata = random.pick(SHAPES)(random);
  if (bytes > 0) {
    const lines = [];
    for (let size = 0; size < bytes;) {
      const line = { seq: lines.length, note: sentence(random, 12), value: random.below(1e9) / 1000, place: random.pick(PLACES) };
      lines.push(line);
      size += 150;
    }
    metadata.lines = lines;
  }
  return metadata;
}

/**
 * The value as PostgreSQL's jsonb keeps it: members by the length of their key in UTF-8 bytes, then bytewise.
 * (A JavaScript engine then puts integer-like keys first when it writes the object, as the wire shows.)
 */
export function jsonb(value) {
  if (Array.isArray(value)) return value.map(jsonb);
  if (value === null || typeof value !== 'object') return value;
  const keyed = Object.keys(value).map((key) => ({ key, bytes: Buffer.from(key) }));
  keyed.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
  const ordered = {};
  for (const { key } of keyed) ordered[key] = jsonb(value[key]);
  return ordered;
}
