/** Random shapes of honest documents, for tests. */
import { Random } from './random.mjs';

/** A random shape of an honest document. */
export function honestShape(seed) {
  const r = new Random(seed, 'honest shape');
  const shape = {
    seed, entries: r.pick([0, 1, 2, 5, 30, 60]), busy: r.pick([0, 0.2, 0.6, 0.8]), idOrder: r.pick(['random', 'random', 'ascending', 'displaced']),
    newest: r.pick([1, 1, 2, 3, 5]), eras: r.pick([['C'], ['A', 'B', 'C'], ['B', 'C'], ['A']]), erasures: r.pick([0, 0, 0.3]),
    before: r.pick([0, 0, 7]), after: r.pick([0, 0, 7]), spelling: r.pick(['server', 'loose']), timestamps: r.pick(['server', 'server', 'rfc3339']),
    order: r.pick(['server', 'shuffled']), unknownFields: r.chance(0.3), unprotected: r.pick([0, 0, 0.2]), violations: r.chance(0.2),
    plan: r.pick(['free', 'pro', 'enterprise']), framework: r.pick(['all', 'soc2', 'gdpr']), metadataBytes: r.pick([0, 0, 0, 3000]),
  };
  if (r.chance(0.4)) {
    shape.kind = 'export';
    if (r.chance(0.7)) shape.agent = r.below(3);
    else if (r.chance(0.5)) shape.status = r.pick(['success', 'failure', 'blocked']);
  } else if (shape.after === 0 && shape.entries >= 30) {
    shape.race = r.pick([null, null, { surplus: r.between(1, 5) }, { deficit: r.between(1, 5) }]);
  }
  // Both filters together.
  if (shape.agent !== undefined && r.chance(0.3)) shape.status = r.pick(['success', 'failure', 'blocked']);
  return shape;
}
