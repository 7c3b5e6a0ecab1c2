// Several workers: the same report to the byte, whatever their number, wherever the document is cut, however wrong the cut.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { init, verifyDocument } from 'grantex-compliance';
import { streamPack } from '../generator/pack.mjs';
import { packageFolder, recorded, repository } from './packed.mjs';

const { lastEntry, tuning } = await import(pathToFileURL(join(packageFolder, 'dist/internals.js')).href);
const { bufferBytes } = tuning;
const folder = mkdtempSync(join(tmpdir(), 'grantex-workers-'));
after(() => rmSync(folder, { recursive: true }));

/** Small buffers, so that small documents are cut many times. */
before(() => void (tuning.bufferBytes = 2_000));
after(() => void (tuning.bufferBytes = bufferBytes));

/** All that is said of a document but `run`. */
async function answer(bytes, options) {
  try {
    const { run, ...report } = await verifyDocument(bytes, options);
    assert.equal(run.workers, options.workers);
    return JSON.stringify(report);
  } catch (error) {
    if (error.name !== 'GrantexInputError') throw error;
    const { message, code, offset, line, column, pointer, report } = error;
    return JSON.stringify({ message, code, offset, line, column, pointer, report: report && { ...report, run: 0 } });
  }
}

async function sameForAll(name, bytes, options = {}, counts = [1, 2, 3, 7]) {
  const here = await answer(bytes, { ...options, workers: 0 });
  for (const workers of counts) {
    assert.equal(await answer(bytes, { ...options, workers }), here, `${name}, ${workers} workers`);
  }
}

test('recorded and generated documents, honest and tampered', async () => {
  const script = ['tests/reference/cases.mjs', '--recorded', '--seed', '7001', '--honest', '30', '--tampered', '60', '--no-reference'];
  const output = spawnSync(process.execPath, script, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(output.status, 0, output.stderr);
  const cases = output.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.ok(cases.length > 100);
  for (const [i, { name, path, text, options }] of cases.entries()) {
    // Mostly two: each failure costs its workers.
    await sameForAll(name, path === undefined ? Buffer.from(text) : readFileSync(path), options, i % 10 === 0 ? [1, 2, 3, 7] : [2]);
  }
});

/** A pack as text. */
function pack(options) {
  return [...streamPack({ entries: 60, seed: 5, ...options })].join('');
}

test('documents in which the guess is wrong', async () => {
  const good = pack();
  assert.ok(good.includes('},{"entryId":"'));
  const middle = good.indexOf('},{"entryId":"', good.length / 2);
  const parsed = JSON.parse(good);
  const withLookalikes = JSON.stringify({
    ...parsed,
    auditEntries: parsed.auditEntries.map((entry, i) => ({
      ...entry,
      metadata: { text: '},{"entryId":"alog_', list: [{}, { entryId: 'x' }, { entryId: `y${i}` }] },
    })),
  });
  const documents = {
    'look-alikes': withLookalikes,
    'look-alikes, cut off': withLookalikes.slice(0, withLookalikes.length / 2),
    pretty: JSON.stringify(parsed, null, 2),
    'pretty, cut off': JSON.stringify(parsed, null, 2).slice(0, -5_000),
    'an error in the middle': `${good.slice(0, middle)};${good.slice(middle + 1)}`,
    'the end of the entries in the middle': `${good.slice(0, middle)}}],${good.slice(middle + 2)}`,
    'a comma too many': `${good.slice(0, middle + 1)},${good.slice(middle + 1)}`,
    'not UTF-8': Buffer.concat([Buffer.from(good.slice(0, middle - 20)), Buffer.from([0xff]), Buffer.from(good.slice(middle - 20))]),
    'an entry twice': `${good.slice(0, middle + 2)}${JSON.stringify(parsed.auditEntries[3])},${good.slice(middle + 2)}`,
    'entries twice': `${good.slice(0, -1)},"auditEntries":${JSON.stringify(parsed.auditEntries)}}`,
    'grants after the entries': JSON.stringify({ meta: parsed.meta, auditEntries: parsed.auditEntries, grants: parsed.grants, summary: parsed.summary }),
    'no entries': JSON.stringify({ ...parsed, auditEntries: [] }),
    'one millisecond': pack({ busy: 0.9 }),
    'nested too deep': good.replace('"metadata":{', `"metadata":{"deep":${'['.repeat(300)}${']'.repeat(300)},`),
    'an entry larger than all buffers': good.replace('"metadata":{', `"metadata":{"large":"${'x'.repeat(90_000)}",`),
    'trailing data': `${good} 1`,
    empty: '',
  };
  for (const [name, document] of Object.entries(documents)) {
    const bytes = Buffer.from(document);
    await sameForAll(name, bytes, { fingerprint: true, maxFindings: 5 }, [2, 3]);
    await sameForAll(name, bytes, {}, [1, 2, 7]);
  }
});

test('a checkpoint, a filter and a developer count in every worker', async () => {
  const bytes = recorded('evidence-pack.json');
  const { checkpoint } = await verifyDocument(bytes);
  const tail = recorded('deleted-tail.json');
  for (const options of [{ checkpoint }, { developerId: 'dev_other' }, { expected: { since: null, until: null } }]) {
    await sameForAll('evidence-pack', bytes, options, [2, 3]);
    await sameForAll('deleted-tail', tail, options, [2, 3]);
  }
  await sameForAll('export', recorded('export-audit.json'), { expected: { agentId: 'ag_x', status: 'success' } }, [2, 3]);
});

test('every kind of input, chunks of every size, and what is told meanwhile', async () => {
  tuning.bufferBytes = bufferBytes;
  const bytes = Buffer.from([...streamPack({ entries: 20_000, seed: 3 })].join(''));
  const here = await answer(bytes, { workers: 0 });
  const chunks = function* (size) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const inputs = [() => bytes, () => bytes.toString(), () => chunks(99_991), () => new Blob([bytes]), () => new Response(bytes), () => new Blob([bytes]).stream()];
  for (const input of inputs) {
    const told = [];
    assert.equal(await answer(input(), { workers: 2, onProgress: (now) => void told.push(now) }), here);
    assert.equal(told.at(-1).bytes, bytes.length);
    assert.equal(told.at(-1).entries, 20_000);
    for (const [i, { bytes: now }] of told.entries()) assert.ok(i === 0 || now >= told[i - 1].bytes);
  }
  let rows;
  await verifyDocument(bytes, { workers: 3, onRows: (given) => void (rows = given) });
  assert.equal(rows.length, 20_000);
  assert.ok(rows.offset.every((at, i) => bytes[at] === 0x7b && bytes[at + rows.size[i] - 1] === 0x7d));
  tuning.bufferBytes = 2_000;
});

test('cancelling settles at once, and what follows is not spoiled', async () => {
  const bytes = Buffer.from([...streamPack({ entries: 8_000, seed: 3 })].join(''));
  for (const delay of [0, 1, 5, 20, 60]) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(delay), delay);
    const settled = await verifyDocument(bytes, { workers: 3, signal: controller.signal }).then(() => 'finished', (reason) => reason);
    clearTimeout(timer);
    assert.ok(settled === delay || settled === 'finished', `${settled}`);
  }
  assert.equal((await verifyDocument(bytes, { workers: 3 })).verdict, 'intact');
});

/** Uses the caller's own workers for a while. */
async function withWorker(worker, run) {
  await init({ worker });
  try {
    return await run();
  } finally {
    await init({ worker: null });
  }
}

test('workers are kept for the next verification, and started again where they were lost', async () => {
  const url = pathToFileURL(join(packageFolder, 'dist/worker.node.js'));
  const made = [];
  const worker = () => {
    made.push(new Worker(url));
    return made.at(-1);
  };
  const bytes = recorded('evidence-pack.json');
  await withWorker(worker, async () => {
    for (let i = 0; i < 5; i += 1) assert.equal((await verifyDocument(bytes, { workers: 2 })).verdict, 'intact');
    assert.equal(made.length, 2);
    await Promise.all([2, 1, 2].map((workers) => verifyDocument(bytes, { workers })));
    assert.equal(made.length, 5);
    await Promise.all(made.map((one) => one.terminate()));
    assert.equal((await verifyDocument(bytes, { workers: 2 })).run.workers, 2);
    assert.equal(made.length, 7);
  });
});

test('one of several that is lost, traps or never starts', async () => {
  const url = JSON.stringify(pathToFileURL(join(packageFolder, 'dist/internals.js')).href);
  /** A worker that is a good one until it gets a piece. */
  const faulty = (name, text) => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, `import { parentPort } from 'node:worker_threads'; import { host } from ${url};
      const good = host({ postMessage: (message, transfer) => parentPort.postMessage(message, transfer) });
      parentPort.on('message', (message) => { ${text} return good(message); });`);
    return pathToFileURL(file);
  };
  const bytes = Buffer.from(pack());
  const cases = {
    dies: ['if (message.type === "piece") throw new Error("killed");', { name: 'GrantexError', code: 'WorkerLost' }],
    exits: ['if (message.type === "piece") process.exit(3);', { name: 'GrantexError', code: 'WorkerLost' }],
    traps: ['if (message.type === "piece") return parentPort.postMessage({ type: "trapped", words: "unreachable" });', { name: 'GrantexError', code: 'WasmTrap' }],
    babbles: ['if (message.type === "terms") return parentPort.postMessage(7);', { name: 'GrantexError', code: 'WorkerLost' }],
  };
  for (const [name, [text, expected]] of Object.entries(cases)) {
    await withWorker(faulty(name, text), () => assert.rejects(verifyDocument(bytes, { workers: 3 }), expected, name));
  }
  // Whatever a worker says it learned is read strictly; what is none is not taken.
  const liar = faulty('lies', 'if (message.type === "piece") return parentPort.postMessage({ type: "learned", buffer: message.buffer, facts: new Uint8Array(300) }, [message.buffer]);');
  const { run, ...report } = await withWorker(liar, () => verifyDocument(bytes, { workers: 3 }));
  const { run: _, ...alone } = await verifyDocument(bytes);
  assert.deepEqual(report, alone);
  // Fewer than were asked for do the work, and the report says so.
  let started = 0;
  const scarce = () => {
    started += 1;
    if (started > 2) throw new Error('no more');
    return new Worker(pathToFileURL(join(packageFolder, 'dist/worker.node.js')));
  };
  const fewer = await withWorker(scarce, () => verifyDocument(bytes, { workers: 4 }));
  assert.equal(fewer.run.workers, 2);
  assert.match(fewer.run.note, /2 of 4 workers could be started: .*no more/);
});

test('each has a piece to work at and the next, so that what was learned does not wait behind more', async () => {
  const url = pathToFileURL(join(packageFolder, 'dist/worker.node.js'));
  const bytes = Buffer.from([...streamPack({ entries: 5_000, seed: 3 })].join(''));
  for (const [size, where] of [[1_000, 'apart'], [100_000, 'behind']]) {
    tuning.bufferBytes = size;
    const all = [];
    const watched = () => {
      const worker = new Worker(url);
      const seen = { pieces: 0, most: 0, inAll: 0, apart: 0, behind: 0 };
      all.push(seen);
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message, transfer) => {
        if (message.type === 'piece') {
          seen.pieces += 1;
          seen.inAll += 1;
          seen.most = Math.max(seen.most, seen.pieces);
        }
        return post(message, transfer);
      };
      worker.on('message', ({ type, buffer, facts }) => {
        if (type !== 'learned') return;
        seen.pieces -= 1;
        seen[facts.buffer === buffer ? 'behind' : 'apart'] += 1;
      });
      return worker;
    };
    await withWorker(watched, () => verifyDocument(bytes, { workers: 3 }));
    assert.equal(all.length, 3);
    assert.deepEqual(all.map(({ most }) => most), [2, 2, 2]);
    // What is learned of a large piece stands behind its bytes; of a small one it may be more than there is room for.
    assert.ok(all.every((seen) => seen.inAll > 3 && seen[where] > 0), JSON.stringify(all));
    if (where === 'behind') assert.ok(all.every(({ apart }) => apart === 0), JSON.stringify(all));
  }
  tuning.bufferBytes = 2_000;
});

test('resting workers let the process end', () => {
  const file = join(folder, 'ends.mjs');
  writeFileSync(file, `import { verifyDocument } from ${JSON.stringify(pathToFileURL(join(packageFolder, 'dist/index.node.js')).href)};
    const { verdict, run } = await verifyDocument(new Uint8Array(${JSON.stringify([...recorded('same-millisecond.json')])}), { workers: 2 });
    console.log(verdict, run.workers);`);
  const began = performance.now();
  const output = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(output.stdout, 'intact 2\n', output.stderr);
  assert.ok(performance.now() - began < 9_000, 'it waited for the workers to be let go');
});

test('`auto` takes workers for what is large, and the thread itself for the rest', async () => {
  const small = await verifyDocument(recorded('evidence-pack.json'), { workers: 'auto' });
  assert.equal(small.run.workers, 0);
  const large = Buffer.from([...streamPack({ entries: 3_000, seed: 3 })].join(''));
  assert.ok(large.length > 1 << 20);
  for (const input of [large, new Blob([large]).stream()]) {
    const report = await verifyDocument(input, { workers: 'auto' });
    assert.ok(report.run.workers >= 1, 'a large input');
    assert.equal(report.verdict, 'intact');
  }
  assert.equal((await verifyDocument(large)).run.workers, 0, "Node's thread paints nothing");
});

test('where an entry seems to begin', () => {
  const find = (text, opening = '{"entryId"') => lastEntry(Buffer.from(text), Buffer.from(opening));
  assert.equal(find('{"entryId":1},{"entryId":2'), 14);
  assert.equal(find('{"entryId":1} ,\n\t{"entryId":2},{"x"'), 17);
  assert.equal(find('{"entryId":1},{"entryId'), -1);
  assert.equal(find('{"entryId":1}, {"other":2'), -1);
  assert.equal(find('{"entryId":1,{"entryId":2'), -1);
  assert.equal(find(',{"entryId":2'), -1);
  assert.equal(find('{"entryId":2'), -1);
  assert.equal(find(''), -1);
  assert.equal(find(`},{"entryId":1${'{'.repeat(5_000)}`), -1, 'it gives up in time');
});
