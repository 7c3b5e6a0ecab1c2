#!/usr/bin/env node
/**
 * Verifies a file against what was kept from the last time, and says what changed since.
 *
 *     node examples/node/verify.mjs PACK.json [CHECKPOINT.json]
 *
 * The checkpoint is written anew when the pack is intact: keep it where those who run the server can't change it.
 */
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { GrantexInputError, verifyEvidencePack } from 'grantex-compliance';
import { findingTexts, verdictTexts, visible } from 'grantex-compliance/texts';

const [file, kept] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: verify.mjs PACK.json [CHECKPOINT.json]');

try {
  const checkpoint = kept === undefined ? null : await readFile(kept, 'utf8').then(JSON.parse, () => null);
  // A stream: the file may be larger than memory.
  const report = await verifyEvidencePack(createReadStream(file), { checkpoint, expected: { since: null, until: null } });
  console.log(`${verdictTexts[report.verdict].title}, ${report.assurance}: ${report.entries.total} entries`);
  for (const { code, severity, index, entryId } of report.findings.filter(({ severity }) => severity !== 'info').slice(0, 20)) {
    console.log(`  ${severity}: ${findingTexts[code].title}${index === undefined ? '' : `, entry ${index} (${visible(entryId)})`}`);
  }
  if (kept !== undefined && report.verdict === 'intact') await writeFile(kept, `${JSON.stringify(report.checkpoint, null, 2)}\n`);
  process.exitCode = { intact: 0, broken: 1, inconclusive: 3 }[report.verdict];
} catch (error) {
  if (!(error instanceof GrantexInputError)) throw error;
  console.error(`${file}: ${error.message}`);
  process.exitCode = 2;
}
