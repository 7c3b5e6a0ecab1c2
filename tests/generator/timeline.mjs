/**
 * What happens at the simulated server, in the order it happens, without hashing anything: cheap enough to run
 * twice, because the counts stand before the entries in a pack and a stream has no memory to look ahead.
 */
import { Random } from './random.mjs';
import { ulid } from './ulid.mjs';

const ACTIONS = ['email.read', 'email.send', 'calendar.write', 'payment.initiated', 'files.list', 'tool.run:fetch',
  'tool.run', 'naïve action "quoted" \\ 👍'];
const STATUSES = ['success', 'success', 'success', 'success', 'failure', 'blocked'];

/**
 * Yields one group for each millisecond: its events in the order in which they reached the server.
 * A group never crosses the edge of the window, so whole milliseconds are inside or outside of it.
 *
 * An event: `{ ordinal, ms, era, entryId, grant, action, status, parent }`; `parent` is the place in the group of
 * the event that was head when this one came, or -1 when the head was in an earlier millisecond. The head is the
 * event with the greatest (timestamp, entryId), which is how the real server chooses it; ids are random inside a
 * millisecond, so an event can be stored that no later one follows.
 */
export function* timeline(shape) {
  const random = new Random(shape.seed, 'timeline');
  const total = shape.before + shape.entries + shape.after;
  const edges = [shape.before, shape.before + shape.entries, total];
  let ms = shape.eraStart[shape.eras[0]];
  let era = shape.eras[0];
  for (let ordinal = 0; ordinal < total;) {
    const nextEra = shape.eras[Math.min(shape.eras.length - 1, Math.floor((ordinal * shape.eras.length) / total))];
    if (nextEra !== era) {
      era = nextEra;
      ms = Math.max(ms + 1, shape.eraStart[era]);
    }
    ms += random.between(1, shape.spacing);
    const room = edges.find((edge) => edge > ordinal) - ordinal;
    const last = ordinal + room === shape.before + shape.entries;
    let size = 1;
    while (size < room && random.chance(shape.busy)) size += 1;
    // The newest millisecond of the pack can be asked to hold several events.
    if (last && shape.newest > 1 && room <= shape.newest) size = room;
    else if (last && shape.newest > 1) size = Math.min(size, room - shape.newest);
    const ids = [];
    for (let i = 0; i < size; i += 1) ids.push(`alog_${ulid(ms, random)}`);
    if (shape.idOrder === 'ascending') ids.sort();
    if (shape.idOrder === 'displaced') {
      // The order an honest server may show in its newest millisecond: only the last event has a smaller id.
      ids.sort();
      if (last && size === room && size > 1) ids.push(ids.splice(random.below(size - 1), 1)[0]);
    }
    const group = [];
    let head = -1;
    for (let i = 0; i < size; i += 1) {
      group.push({
        ordinal: ordinal + i, ms, era, entryId: ids[i], parent: head,
        grant: random.below(shape.grants), action: random.pick(ACTIONS),
        // Format A did not know `status`; rows of that time were all given the default later.
        status: era === 'A' ? 'success' : random.pick(STATUSES),
      });
      if (head < 0 || ids[i] > ids[head]) head = i;
    }
    yield group;
    ordinal += size;
  }
}
