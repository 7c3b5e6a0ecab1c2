/** JSON as JavaScript writes it: in the received order (formats A and B) and sorted (format C). */

/**
 * The value of a node. Objects have no prototype, so that `__proto__` is a name like any other; of a duplicate
 * member the first stays. The engine itself puts integer-like keys first, as it did at the server.
 */
export function toValue(node) {
  switch (node.type) {
    case 'object': {
      const value = Object.create(null);
      for (const { name, value: child } of node.members) if (!(name in value)) value[name] = toValue(child);
      return value;
    }
    case 'array': return node.items.map(toValue);
    case 'string': return node.value;
    case 'number': return Number(node.literal);
    case 'true': return true;
    case 'false': return false;
    default: return null;
  }
}

/** As `JSON.stringify(JSON.parse(text))`. */
export function received(value) {
  return JSON.stringify(value);
}

/** Keys sorted by UTF-16 code units at every level; the rest as `JSON.stringify` writes it. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
