/** Every option of the generator, with its default. Unknown ones are refused: a typing error must not go unseen. */

export const DEFAULTS = {
  /** Same seed and options, same bytes. Number or string. */
  seed: 1,
  /** Entries in the document (before a filter is applied). */
  entries: 120,
  /** 'pack' (evidence pack) or 'export' (audit export). */
  kind: 'pack',
  /** Entries of the same chain before the window (written as `since`) and after it (written as `until`). */
  before: 0,
  after: 0,
  /** Export filters, as the API takes them: keep one agent (its number) or one status. */
  agent: null,
  status: null,
  /** Formats in the order in which the chain went through them. */
  eras: ['C'],
  /** Share of entries whose metadata got `erasedAt` or `dataDeletedAt` after they were hashed. */
  erasures: 0,
  /** Greatest distance between two busy milliseconds; the mean is half of it. */
  spacing: 1400,
  /** Probability that another entry falls into the same millisecond. */
  busy: 0,
  /** Entries in the newest millisecond of the document, when more than one. */
  newest: 1,
  /** Ids inside one millisecond: 'ascending', 'displaced' (the newest group's last id is smaller) or 'random' (honest forks). */
  idOrder: 'ascending',
  /** Entries that fell between the server's queries: { surplus: n } (recorded, not counted) or { deficit: n }. */
  race: null,
  /** Bytes of extra metadata in each entry. */
  metadataBytes: 0,
  /** 'server' (compact, as recorded) or 'loose' (white space, escapes, number spellings, members reordered). */
  spelling: 'server',
  /** 'server' or 'rfc3339' (other spellings of the same instants, as left by other tools). */
  timestamps: 'server',
  /** Top-level members: 'server' or 'shuffled'. */
  order: 'server',
  /** Adds members that a newer server might send, outside the entries. */
  unknownFields: false,
  /** Share of entries with a member that no format hashes (`approvedBy`). */
  unprotected: 0,
  agents: 3,
  principals: 4,
  grants: 8,
  policies: 3,
  plan: 'enterprise',
  framework: 'all',
  /** Revokes some grants and lets some expire in the middle of the chain, so that later actions violate them. */
  violations: false,
  /** Milliseconds from the last entry to `generatedAt`; null: ten minutes, or 2 s when there is a race. */
  generatedAfter: null,
};

/** Where each format's part of the chain begins (they were in use until 2026-02-26, 2026-08-12 and since). */
export const ERA_START = {
  A: Date.parse('2026-01-12T08:00:00.000Z'),
  B: Date.parse('2026-04-06T08:00:00.000Z'),
  C: Date.parse('2026-09-01T08:00:00.000Z'),
};

export function withDefaults(options) {
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(DEFAULTS, key)) throw new TypeError(`generator: unknown option \`${key}\``);
  }
  const shape = { ...DEFAULTS, ...options, eraStart: ERA_START };
  for (const key of ['entries', 'before', 'after', 'agents', 'principals', 'grants', 'policies']) {
    if (!Number.isSafeInteger(shape[key]) || shape[key] < 0) throw new TypeError(`generator: \`${key}\` must be a whole number`);
  }
  if (shape.kind === 'pack' && (shape.agent !== null || shape.status !== null)) {
    throw new TypeError('generator: an evidence pack has no filter');
  }
  return shape;
}
