/** The vectors: numbers, strings, canonical JSON, whole entries with preimage and hash. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Reader } from './json.mjs';
import { canonical, received, toValue } from './canonical.mjs';
import { checkContent, preimage } from './content.mjs';
import { readRow } from './entry.mjs';
import { verifyReference } from './verify.mjs';

const vectors = (name) => JSON.parse(readFileSync(new URL(`../fixtures/vectors/${name}.json`, import.meta.url)));
const parse = (text) => {
  const reader = new Reader(Buffer.from(text));
  reader.space();
  return reader.value(1, () => assert.fail('too deep'));
};

test('numbers', () => {
  const lists = Object.values(vectors('numbers')).filter(Array.isArray);
  let count = 0;
  for (const { literal, canonical: text } of lists.flat()) {
    // The array around a literal gives the number an end.
    assert.equal(canonical(toValue(parse(`[${literal}]`))), `[${text}]`, literal);
    count += 1;
  }
  assert.ok(count > 1000, `${count} numbers`);
});

test('strings', () => {
  const { literals } = vectors('strings');
  for (const { literal, canonical: text } of literals) {
    assert.equal(canonical(toValue(parse(literal))), text, literal);
    assert.equal(received(toValue(parse(literal))), text, literal);
  }
  assert.ok(literals.length >= 25);
});

test('canonical documents', () => {
  const { documents } = vectors('canonical');
  for (const { document, canonical: text } of documents) assert.equal(canonical(toValue(parse(document))), text, document);
  assert.ok(documents.length >= 12);
});

test('entries', () => {
  const { cases } = vectors('entries');
  let erased = 0;
  for (const { name, wire, preimage: text, hash, matches } of cases) {
    assert.equal(createHash('sha256').update(text).digest('hex'), hash, name);
    const row = readRow({ node: parse(wire), index: 0, tooDeep: false }, { developerId: null });
    assert.equal(row.state, 'ok', name);
    const result = checkContent(row);
    assert.equal(result.ok, true, name);
    assert.equal(result.format, matches, name);
    if (result.erased) erased += 1;
    const format = matches === 'A' ? 'A' : matches === 'B' ? 'B' : 'C';
    const value = format === 'C' ? canonical(row.metadata) : row.metadataText ?? received(row.metadata);
    if (!result.erased && !result.reserialized) {
      assert.equal(preimage(row, format, { metadata: value, timestamp: row.timestamp, prevHash: row.prevHash }), text, name);
    }
    const report = verifyReference(Buffer.from(`{"generatedAt":"2026-11-23T14:54:44.335Z","total":1,"entries":[${wire}]}`));
    assert.notEqual(report.verdict, 'broken', name);
  }
  assert.ok(cases.length >= 10, `${cases.length} entries, ${erased} erased`);
});
