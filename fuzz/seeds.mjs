// The first inputs of every fuzz target: recorded answers, whole and short, their parts, and every vector.
//
//     node fuzz/seeds.mjs FOLDER        writes to FOLDER/<target>/seed-…

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../tests/fixtures/', import.meta.url));
const folder = process.argv[2];
if (!folder) throw new Error('usage: node fuzz/seeds.mjs FOLDER');

// Entries that a short form of a pack keeps: the first ones, and those around what the recorded tamperings changed.
const PLACES = [0, 23, 46, 60, 119];
const AROUND = 2;

let written = 0;

/** One input: texts, and bytes by number. */
function put(target, ...parts) {
  mkdirSync(join(folder, target), { recursive: true });
  written += 1;
  const bytes = parts.map((part) => (Array.isArray(part) ? Uint8Array.from(part) : Buffer.from(part)));
  writeFileSync(join(folder, target, `seed-${String(written).padStart(4, '0')}`), Buffer.concat(bytes));
}

/** Where the entries of a document are, found by their brackets alone. */
function rows(text) {
  const list = ['"auditEntries":[', '"entries":['].find((open) => text.includes(open));
  const found = [];
  if (list === undefined) return found;
  let [depth, from, inside] = [0, 0, false];
  for (let at = text.indexOf(list) + list.length; at < text.length; at += 1) {
    const c = text[at];
    if (inside && c === '\\') at += 1;
    else if (c === '"') inside = !inside;
    else if (inside) continue;
    else if (c === '{' || c === '[') {
      if (depth === 0) from = at;
      depth += 1;
    } else if (c === ']' && depth === 0) break;
    else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth === 0) found.push({ from, to: at + 1 });
    }
  }
  return found;
}

function short(text, entries) {
  if (entries.length === 0) return text;
  const kept = entries.filter((_, index) => PLACES.some((place) => Math.abs(place - index) <= AROUND));
  const list = kept.map(({ from, to }) => text.slice(from, to)).join(',');
  return text.slice(0, entries[0].from) + list + text.slice(entries.at(-1).to);
}

function recorded(text) {
  const entries = rows(text);
  const brief = short(text, entries);
  for (const document of new Set([text, brief])) {
    put('document', Array(8).fill(0), document);
    // Told what was asked, fingerprinted, few findings, small pieces.
    put('document', [0b1_1001, 0b101_0000, 0b10, 0, 1, 7, 0x81, 0x40], document);
  }
  if (entries.length > 0) {
    const at = text === brief ? entries[Math.floor(entries.length / 2)].from : rows(brief)[Math.min(5, rows(brief).length - 1)].from;
    put('piece', [0, 0, 0, 0, at >> 8, at & 255, 0x40, 0], brief);
    put('line', [at >> 8, at & 255], brief);
    const lines = rows(brief).map(({ from, to }) => `${brief.slice(from, to)}\n`);
    put('line', [lines[0].length >> 8, lines[0].length & 255], lines.join(''));
  }
  for (let route = 0; route < 4; route += 1) {
    for (const kept of [0, 2, 3]) put('answer', [route | (kept << 2), 0, 0, 0, 3, 0x82, 0, 90], brief);
    put('models', [route], brief);
  }
  for (const { from, to } of entries.filter((_, index) => index % 30 === 0)) {
    const entry = text.slice(from, to);
    const { metadata, timestamp } = JSON.parse(entry);
    put('entry', entry);
    put('models', [4], entry);
    put('metadata', JSON.stringify(metadata));
    put('instant', timestamp);
  }
  const { grants, policies } = JSON.parse(text);
  if (Array.isArray(grants) && grants.length > 0) put('models', [5], JSON.stringify(grants[0]));
  if (Array.isArray(policies) && policies.length > 0) put('models', [6], JSON.stringify(policies[0]));
}

/** Every text that a value holds. */
function texts(value) {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}

for (const name of readdirSync(join(fixtures, 'recorded')).filter((name) => name.endsWith('.json')).sort()) {
  recorded(readFileSync(join(fixtures, 'recorded', name), 'utf8'));
}

const vectors = (name) => texts(JSON.parse(readFileSync(join(fixtures, 'vectors', `${name}.json`), 'utf8')));
for (const literal of vectors('numbers')) put('number', literal);
for (const text of vectors('strings')) {
  put('string', text.startsWith('"') ? text : JSON.stringify(text), '\n"\\ud83d\\ude00"');
}
for (const text of [...vectors('canonical'), ...vectors('entries')]) put('metadata', text);

for (const timestamp of [
  '2026-02-26T10:00:00+01:00',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999999999Z',
  '2024-02-29',
  '2026-02-26t10:00z',
  '2026-02-26 10:00:00.1234567890000-23:59',
]) {
  put('instant', timestamp);
}

const checkpoint = JSON.stringify({
  schema: 'grantex-compliance/checkpoint/1',
  developerId: 'dev_1',
  entries: 120,
  head: { entryId: 'alog_1', hash: '0123456789abcdef'.repeat(4), timestamp: '2026-11-23T15:17:44.106Z' },
  window: { since: null, until: null },
  documentSha256: null,
  savedAt: 'today',
});
put('options', '{}');
put('options', checkpoint);
put('options', `{"checkpoint":${checkpoint}}`);
put('options', '{"maxFindings":5,"fingerprint":true,"developerId":"dev_1","kind":"audit-export"}');
put('options', '{"expected":{"since":null,"until":"2026-01-01","framework":"soc2","agentId":"a","status":null,"developerId":"d"}}');

for (const lines of [
  ['{}', '0{}', '{"status":200}'],
  [
    '{"baseUrl":"http://[::1]:8080/a/","maxRetries":2}',
    '1{"since":"2026-01-01","status":"active"}',
    '{"status":429,"headers":{"Retry-After":"2"}}',
    '',
    '{}',
  ],
  [
    '{"baseUrl":"http://h","allowInsecure":true,"timeout":1}',
    '2{"agentId":"a b&c=é"}',
    '{"status":307,"location":"http://h/x"}',
    '{"status":302,"location":"http://h@evil/"}',
  ],
  [
    '{}',
    '3{"framework":"gdpr","until":null}',
    '{"status":503,"headers":{"retry-after":"Wed, 21 Oct 2026 07:28:00 GMT","x-ratelimit-limit":"1","x-ratelimit-remaining":"0","x-ratelimit-reset":"9"}}',
    '{"status":401,"error":{"message":"no","code":"X"}}',
  ],
  ['{}', '3{}', '{"status":200,"cameFrom":"https://api.grantex.dev.evil/"}', '{"status":0,"hiddenRedirect":true}'],
]) {
  put('exchange', lines.join('\n'));
}

// Instructions: any bytes are some.
for (let seed = 0; seed < 64; seed += 1) {
  put('log', Array.from({ length: 160 }, (_, at) => (Math.imul(seed + 1, 0x9e3779b1) + Math.imul(at, at + 40_503)) >>> 13));
}

console.log(`${written} seeds`);
