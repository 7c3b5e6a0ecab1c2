/** What can't be read, byte by byte: each class of hostile input with its exact error and offset. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { makeDocument } from '../generator/documents.mjs';
import { canonical, received, toValue } from './canonical.mjs';
import { Reader } from './json.mjs';
import { exactness } from './numbers.mjs';
import { quote } from './text.mjs';
import { compareInstants, instant, millisecondForm, windowInstant } from './time.mjs';
import { DocumentError, verifyReference } from './verify.mjs';

const SEED = Number(process.env.SEED ?? 1);
const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const around = (inner) => `{"x":${inner},"auditEntries":[]}`;

/** input, code, offset */
const REFUSED = [
  ['', 'document.truncated', 0], [' \n', 'document.truncated', 2], ['[]', 'document.not-an-object', 0], [' "x"', 'document.not-an-object', 1],
  ['null', 'document.not-an-object', 0], ['x', 'document.syntax', 0], ['{', 'document.truncated', 1], ['{}', 'document.not-a-pack', 0],
  ['{"a":1}', 'document.not-a-pack', 0], ['{"a"1}', 'document.syntax', 4], ['{"a":1,}', 'document.syntax', 7], ['{a:1}', 'document.syntax', 1],
  ['{"a":1 "b":2}', 'document.syntax', 7], ['{\'a\':1}', 'document.syntax', 1], ['{"auditEntries":[]}x', 'document.trailing-data', 19],
  ['{"auditEntries":[]} {}', 'document.trailing-data', 20], ['{"auditEntries":[],"entries":[]}', 'document.not-a-pack', 19],
  ['{"audit_entries":[]}', 'document.snake-case', 1], ['{"meta":{},"chain_integrity":{}}', 'document.snake-case', 11],
  ['{"auditEntries":{}}', 'document.wrong-type', 16], ['{"meta":[],"auditEntries":[]}', 'document.wrong-type', 8],
  [around('[1,]'), 'document.syntax', 8], [around('[,1]'), 'document.syntax', 6], [around('01'), 'document.syntax', 6], [around('-'), 'document.syntax', 6],
  [around('+1'), 'document.syntax', 5], [around('.5'), 'document.syntax', 5], [around('1.'), 'document.syntax', 7], [around('1e'), 'document.syntax', 7],
  [around('NaN'), 'document.syntax', 5], [around('Infinity'), 'document.syntax', 5], [around('nul'), 'document.syntax', 8], [around('True'), 'document.syntax', 5],
  [around('"\\x"'), 'document.syntax', 7], [around('"\\u12g4"'), 'document.syntax', 10], [around('"\n"'), 'document.syntax', 6],
  [around('"\\u123"'), 'document.syntax', 11], [around('/**/1'), 'document.syntax', 5], [bytes([0xef, 0xbb, 0xbf], around('1')), 'document.bom', 0],
  [bytes('{"x":"', [0xff], '"}'), 'document.invalid-utf8', 6], [bytes('{"x":"a', [0xc3], '"}'), 'document.invalid-utf8', 7],
  [bytes('{"x":"', [0xc0, 0x80], '"}'), 'document.invalid-utf8', 6], [bytes('{"x":"', [0xed, 0xa0, 0x80], '"}'), 'document.invalid-utf8', 6],
  [bytes('{"x":"', [0xf4, 0x90, 0x80, 0x80], '"}'), 'document.invalid-utf8', 6], [bytes('{"x":"', [0xe2, 0x82]), 'document.truncated', 8],
  [bytes('{', [0xc2, 0xa0], '"x":1}'), 'document.syntax', 1], [bytes([0xff, 0xfe], '{'), 'document.syntax', 0],
  [around('['.repeat(127) + ']'.repeat(127)), null], [around('['.repeat(128) + ']'.repeat(128)), 'document.too-deep', 132],
  [around('['.repeat(100000)), 'document.too-deep', 132], ['{"auditEntries":['.padEnd(100000, '['), 'document.truncated', 100000],
  ['{"auditEntries":[[[', 'document.truncated', 19],
];

test('documents that are refused', () => {
  for (const [input, code, offset] of REFUSED) {
    const name = Buffer.from(input).subarray(0, 60).toString();
    if (code === null) {
      assert.equal(verifyReference(Buffer.from(input)).verdict, 'inconclusive', name);
      continue;
    }
    assert.throws(() => verifyReference(Buffer.from(input)), (error) => {
      assert.ok(error instanceof DocumentError, String(error.stack));
      assert.deepEqual([error.code, error.offset], [code, offset], name);
      return true;
    });
  }
});

test('every cut of a small pack is truncated, never short', () => {
  const pack = Buffer.from('{"meta":{"schemaVersion":"1.0","generatedAt":"2026-11-23T15:17:44.760Z","x":[1.5e3,"é😀\\u00e9",true,null]},"auditEntries":[{"a":{}}]}');
  for (let end = 0; end < pack.length; end += 1) {
    assert.throws(() => verifyReference(pack.subarray(0, end)), { code: 'document.truncated', offset: end });
  }
});

test('grammar agrees with JSON.parse', () => {
  const inputs = ['1', '-0', '0', '1.5', '1e5', '1E+05', '-1.0e-0', '"\\ud800"', '"\\/"', '[[],{}]', '{"a":[{"b":null}]}', '[ 1 , 2 ]', '1.e1', '1e1.5', '--1', '0x1',
    '"\t"', '"\u007f"', '[1 2]', '{"a" 1}', '{"a":}', '{,}', '{"a":1,"b"}', 'tru', 'falsey', '"abc', '"\\u00"', '\u00a01', '1 ', '[1]]', '\ufeff1', '{"a":1}}'];
  for (const inner of inputs) {
    let native = true;
    try { JSON.parse(`[${inner}]`); } catch { native = false; }
    let ours = true;
    const reader = new Reader(Buffer.from(`[${inner}]`));
    try {
      reader.value(1, () => assert.fail());
      ours = reader.at === reader.bytes.length;
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      ours = false;
    }
    assert.equal(ours, native, inner);
    const skipper = new Reader(Buffer.from(`[${inner}]`));
    let skipped = true;
    try { skipper.skip(); skipped = skipper.at === skipper.bytes.length; } catch { skipped = false; }
    assert.equal(skipped, native, `skipping ${inner}`);
  }
});

test(`3,000 documents agree with JSON.parse and JSON.stringify, seed ${SEED}`, () => {
  for (let i = 0; i < 3000; i += 1) {
    const { document, received: text, canonical: sorted } = makeDocument(SEED, i);
    const value = toValue(new Reader(Buffer.from(document)).value(1, () => assert.fail('too deep')));
    assert.equal(received(value), text, document);
    assert.equal(canonical(value), sorted, document);
    const skipper = new Reader(Buffer.from(document));
    skipper.skip();
    assert.equal(skipper.at, skipper.bytes.length);
  }
});

test('numbers that a double keeps, loses and can\'t hold', () => {
  for (const literal of ['0', '-0', '-0.0e5', '1.0', '1e3', '0.1', '0.10', '1e21', '123456789012345680000', '5e-324', '1.7976931348623157e308', '0.30000000000000004',
    '10e-1', '0e999999999999', '9007199254740992']) assert.equal(exactness(literal), 'exact', literal);
  for (const literal of ['123456789012345684321', '9007199254740993', '0.30000000000000001', '1e-400', '4.9e-324', '1.00000000000000000000001',
    '1e-99999999999999999999']) assert.equal(exactness(literal), 'inexact', literal);
  for (const literal of ['1e400', '-1e309', '1.8e308', '1e99999999999999999999']) assert.equal(exactness(literal), 'beyond', literal);
});

test('instants', () => {
  const same = (a, b) => assert.equal(compareInstants(instant(a), instant(b)), 0, `${a} ${b}`);
  same('2026-01-15T12:00:00Z', '2026-01-15T14:00:00.000+02:00');
  same('0000-02-29T00:00:00Z', '0000-02-28T23:59:00.0-00:01');
  assert.ok(compareInstants(instant('2026-01-15T12:00:00.0001Z'), instant('2026-01-15T12:00:00.000Z')) > 0);
  assert.ok(compareInstants(instant('2026-01-15T12:00:00.00019Z'), instant('2026-01-15T12:00:00.0002Z')) < 0);
  for (const text of ['2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00',
    '2026-01-01T00:00:00.Z', '2026-1-1T00:00:00Z', '2026-01-01T00:00:00+24:00', '', '2026-01-01T00:00:00', '2026-01-01T00:00:00.0000000001Z', '0000-01-01T00:00:00+00:01']) assert.equal(instant(text), null, text);
  for (const text of ['2026-01-01', '2026-01-01T00:00Z', '2026-01-01t00:00:00z', '2026-01-01 00:00:00+00:00']) same(text, '2026-01-01T00:00:00.000Z');
  for (const text of ['2026-01-01', '2026-01-01T10:00', '2026-01-01T10:00:00', '2026-01-01T10:00+02', '2026-01-01T10:00:00,5+0200']) assert.ok(windowInstant(text), text);
  assert.equal(millisecondForm('2026-01-15T12:00:00+02:00'), '2026-01-15T10:00:00.000Z');
  assert.equal(millisecondForm('2026-01-15T12:00:00.1230000Z'), '2026-01-15T12:00:00.123Z');
  assert.equal(millisecondForm('2026-01-15T12:00:00.1230001Z'), null);
});

test('quoted text is cut and fit for UTF-8', () => {
  assert.equal(quote('a\ud800b'), 'a\\ud800b');
  assert.equal(quote('x'.repeat(300)).length, 256);
  assert.equal(quote(`${'x'.repeat(255)}😀`), 'x'.repeat(255));
  assert.equal(quote(`${'x'.repeat(254)}😀y`), `${'x'.repeat(254)}😀`);
});
