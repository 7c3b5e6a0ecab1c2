// WebAssembly's memory in a browser is bounded as in Node, whatever the document comes as.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { startEngine } from '../engines.mjs';
import { ENTRIES, MEMORY_LIMIT, largePack } from '../large-pack.mjs';
import { packageFolder } from '../packed.mjs';
import { serve, text } from '../server.mjs';

test('memory in the browser', async (t) => {
  const { file, bytes } = await largePack();
  const server = await serve({ '/': text('<!doctype html><meta charset="utf-8"><title>memory</title>'), '/package/': packageFolder, '/large/': dirname(file) });
  const engine = await startEngine();
  try {
    for (const form of ['File', 'Blob', 'Response', 'stream']) {
      // A new page for each: the memory of one would hide that of the next.
      await engine.open(`${server.origin}/?${form}`);
      const { memory, ...rest } = await engine.evaluateWithin(
        300_000,
        async (form, url) => {
          let memory = null;
          const { instantiate } = WebAssembly;
          WebAssembly.instantiate = async (...words) => {
            const instance = await instantiate.apply(WebAssembly, words);
            memory = instance.exports.memory;
            return instance;
          };
          const { verifyDocument } = await import('/package/dist/index.browser.js');
          const response = await fetch(url);
          const forms = {
            // Not by `response.blob()`, for which Chromium wants a disk with gigabytes to spare.
            File: async () => new File([await response.arrayBuffer()], 'pack.json'),
            Blob: async () => new Blob([await response.arrayBuffer()]),
            Response: () => response,
            stream: () => response.body,
          };
          const { verdict, entries } = await verifyDocument(await forms[form](), { workers: 0 });
          return { verdict, entries: entries.total, memory: memory.buffer.byteLength };
        },
        form,
        `/large/pack-${ENTRIES}.json`,
      );
      assert.deepEqual(rest, { verdict: 'intact', entries: ENTRIES }, form);
      assert.ok(memory > ENTRIES * 8, `${form}: ${memory} bytes`);
      assert.ok(memory <= MEMORY_LIMIT, `${form}: ${memory} bytes`);
      t.diagnostic(`${form}: ${(memory / 2 ** 20).toFixed(1)} MiB for a document of ${(bytes / 2 ** 20).toFixed(1)} MiB`);
    }
  } finally {
    await engine.close();
    await server.close();
  }
});
