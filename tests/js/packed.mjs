// Where things lie for the tests. `cargo xtask test` packs `pkg/`, installs the tarball into an empty project below
// `target/`, and links what npm unpacked there into this folder's `node_modules`: tests import it by its name.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The package as npm unpacked it from the tarball. */
export const packageFolder = dirname(fileURLToPath(import.meta.resolve('grantex-compliance/package.json')));

/** The package's own description. */
export const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));

/** The command line's script. */
export const commandLine = join(packageFolder, manifest.bin['grantex-compliance']);

/** Recorded answers of a real server, and vectors. */
export const fixturesFolder = join(repository, 'tests/fixtures');

/** The bytes of one recorded answer. */
export const recorded = (name) => readFileSync(join(fixturesFolder, 'recorded', name));
