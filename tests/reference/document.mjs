/** A whole document: what kind it is, its parts, its rows, and what is wrong with it as JSON. */
import { DocumentError } from './failure.mjs';
import { duplicatePaths, Reader } from './json.mjs';

const OBJECTS = ['meta', 'summary', 'chainIntegrity'];
const ARRAYS = ['grants', 'auditEntries', 'policies', 'entries'];
const SNAKE_CASE = ['audit_entries', 'chain_integrity'];
const ROWS = { auditEntries: 'evidence-pack', entries: 'audit-export' };

/** Nesting beyond 128 levels outside the entries. */
const refuseDepth = (reader) => { throw new DocumentError('document.too-deep', reader.at, 'nested deeper than 128 levels'); };

/**
 * @param {Uint8Array} bytes
 * @returns {{ kind, rowsName, rows: { node, index, tooDeep }[], parts: Map<string, { node, at }>, duplicates: string[][] }}
 */
export function readDocument(bytes) {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new DocumentError('document.bom', 0, 'a byte order mark');
  const reader = new Reader(bytes);
  reader.space();
  const start = reader.at;
  if (reader.kind() !== 'object') throw new DocumentError('document.not-an-object', start, 'not a JSON object');

  const document = { kind: null, rowsName: null, rows: [], parts: new Map(), duplicates: [] };
  reader.expect('{');
  reader.space();
  if (reader.peek() === 0x7d) reader.at += 1;
  else {
    for (;;) {
      topMember(reader, document);
      reader.space();
      if (reader.peek() !== 0x2c) break;
      reader.at += 1;
      reader.space();
    }
    reader.expect('}');
  }
  reader.space();
  if (reader.at < bytes.length) throw new DocumentError('document.trailing-data', reader.at, 'data after the document');
  if (document.kind === null) throw new DocumentError('document.not-a-pack', start, 'neither evidence pack nor audit export');
  return document;
}

function topMember(reader, document) {
  const at = reader.at;
  const name = reader.name().value;
  if (SNAKE_CASE.includes(name)) throw new DocumentError('document.snake-case', at, 'written by a client that drops `developerId`');
  const kind = reader.kind();
  if ((OBJECTS.includes(name) && kind !== 'object') || (ARRAYS.includes(name) && kind !== 'array')) {
    throw new DocumentError('document.wrong-type', reader.at, `\`${name}\` has the wrong type`);
  }
  const again = document.parts.has(name);
  if (again) document.duplicates.push([name]);
  if (Object.hasOwn(ROWS, name) && !again) {
    // Two parsers must not see two different lists of entries.
    if (document.kind !== null) throw new DocumentError('document.not-a-pack', at, 'both `auditEntries` and `entries`');
    document.kind = ROWS[name];
    document.rowsName = name;
    document.parts.set(name, { at });
    readRows(reader, document);
    return;
  }
  const node = reader.value(2, refuseDepth);
  document.duplicates.push(...duplicatePaths(node, [name]).map(({ path }) => path));
  if (!again) document.parts.set(name, { node, at });
}

function readRows(reader, document) {
  reader.expect('[');
  reader.space();
  if (reader.peek() === 0x5d) {
    reader.at += 1;
    return;
  }
  for (;;) {
    const row = { index: document.rows.length, tooDeep: false };
    row.node = reader.value(3, (deep) => {
      row.tooDeep = true;
      return deep.skip();
    });
    document.rows.push(row);
    reader.space();
    if (reader.peek() !== 0x2c) break;
    reader.at += 1;
    reader.space();
  }
  reader.expect(']');
}
