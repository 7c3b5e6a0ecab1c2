// One project, copied to a folder of its own, with its toolchain and the packed package installed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier'];

/**
 * What is installed is kept between runs, as long as the lock file is the same; everything else is copied anew.
 *
 * @param {{ source: string, folder: string, shared: string, packs: string, tarball: string }} where
 */
export async function prepare({ source, folder, shared, packs, tarball }) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== 'node_modules') rmSync(join(folder, name), { recursive: true });
  }
  cpSync(source, folder, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  await installToolchain(folder);
  await installPackage(folder, tarball);
  // Pages import their copy beside their own script; `public` is what development servers serve as it is.
  for (const place of ['.', 'src', 'app']) {
    if (place === '.' || existsSync(join(folder, place))) cpSync(shared, join(folder, place), { recursive: true });
  }
  for (const place of ['packs', 'public/packs']) cpSync(packs, join(folder, place), { recursive: true });
}

async function installToolchain(folder) {
  const lock = join(folder, 'package-lock.json');
  if (!existsSync(lock)) return;
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const mark = join(folder, 'node_modules/.installed-from');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  // No scripts: what a toolchain needs must come from the registry's packages themselves.
  await command('npm', ['ci', '--ignore-scripts', '--prefer-offline', ...QUIET], { cwd: folder });
  writeFileSync(mark, hash);
}

/** As `npm install <tarball>` does it, without touching what is locked. */
async function installPackage(folder, tarball) {
  rmSync(join(folder, 'node_modules/grantex-compliance'), { recursive: true, force: true });
  await command('npm', ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--prefer-offline', ...QUIET, tarball], { cwd: folder });
  if (!existsSync(join(folder, 'node_modules/grantex-compliance/package.json'))) throw new Error('npm installed the tarball, and it is not there');
}

/** Runs a program to its end; what it printed, or an error that shows it. */
export async function command(program, words, { cwd, env = {}, limit = 300_000 }) {
  try {
    const { stdout } = await promisify(execFile)(program, words, {
      cwd,
      env: { ...process.env, ...env },
      timeout: limit,
      maxBuffer: 64 << 20,
    });
    return stdout;
  } catch (error) {
    throw new Error(`${[program, ...words].join(' ')} failed (${error.code ?? error.signal})\n${tail(error.stdout)}${tail(error.stderr)}`);
  }
}

const tail = (text) => (text ?? '').trim().split('\n').slice(-25).join('\n');
