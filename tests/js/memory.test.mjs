// WebAssembly's memory is bounded: 64 MB and 64 bytes an entry, from a file, a Blob, a Response and a stream. It never shrinks, so
// its size at the end is its size at the most.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ENTRIES, MEMORY_LIMIT, largePack } from './large-pack.mjs';

/** A process of its own for each form: the memory of one would hide that of the next. */
const script = `
  import { createReadStream, openAsBlob, readFileSync } from 'node:fs';
  import { Readable } from 'node:stream';
  // Node has modules of its own, for HTTP and the like: all are counted.
  const memories = [];
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...words) => {
    const made = await instantiate.apply(WebAssembly, words);
    memories.push((made.instance ?? made).exports.memory);
    return made;
  };
  const { verifyDocument } = await import('grantex-compliance');
  const [form, file] = process.argv.slice(1);
  const forms = {
    file: () => createReadStream(file),
    Blob: () => openAsBlob(file),
    Response: async () => new Response(await openAsBlob(file)),
    stream: () => Readable.toWeb(createReadStream(file)),
    bytes: () => readFileSync(file),
  };
  const { verdict, entries } = await verifyDocument(await forms[form]());
  console.log(JSON.stringify({ verdict, entries: entries.total, memory: Math.max(...memories.map(({ buffer }) => buffer.byteLength)) }));`;

test('memory in Node', async (t) => {
  const { file, bytes } = await largePack();
  for (const form of ['file', 'Blob', 'Response', 'stream', 'bytes']) {
    const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script, form, file];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: import.meta.dirname ?? new URL('.', import.meta.url).pathname });
    const { memory, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { verdict: 'intact', entries: ENTRIES }, form);
    // Less than the rows themselves take would be another module's memory.
    assert.ok(memory > ENTRIES * 8, `${form}: ${memory} bytes`);
    assert.ok(memory <= MEMORY_LIMIT, `${form}: ${memory} bytes`);
    t.diagnostic(`${form}: ${(memory / 2 ** 20).toFixed(1)} MiB for a document of ${(bytes / 2 ** 20).toFixed(1)} MiB`);
  }
});
