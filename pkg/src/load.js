/**
 * Loads the WebAssembly module: once, when it is first needed, and again after a failure.
 *
 * Importing this file does nothing. There is no top-level await (it deadlocks some bundles in Safari) and no
 * synchronous request.
 */

import integrityOfBuild from '../wasm/integrity.js';
import { GrantexError } from './errors.js';
import { glue, instantiate } from './glue.js';
import { asBytes, wordsOf } from './input.js';

/**
 * @typedef {typeof glue} Glue
 * @typedef {string | URL | Request | Response | BufferSource | WebAssembly.Module} ModuleInput
 * @typedef {import('./worker-link.js').WorkerLike | null} MaybeWorker
 *
 * @typedef {object} Entry what differs between the package's entries
 * @property {() => ModuleInput | Promise<ModuleInput>} module where this entry's module is by default
 * @property {() => string} advice what to do when it can't be loaded from there
 * @property {(() => MaybeWorker | Promise<MaybeWorker>) | null} spawn starts the package's own worker, where there is one
 * @property {((url: string | URL) => MaybeWorker | Promise<MaybeWorker>) | null} spawnFrom starts the caller's
 * @property {() => boolean} prefersWorker whether large inputs should leave this thread without being told to
 * @property {() => number | Promise<number>} cores how many workers can work at a time
 */

/** The one instance, shared by all entries: they share the glue, which holds a single one. @type {Promise<Glue> | null} */
let instance = null;

/** Set by a trap: the memory of the instance is in an unknown state. */
let trapped = false;

/** Counts traps. What was begun before one must not go on in the instance after it. */
let traps = 0;

/** One entry's view of the module. */
export class Engine {
  /** @param {Entry} entry */
  constructor(entry) {
    this.entry = entry;
  }

  /** @type {Promise<WebAssembly.Module> | null} */
  #module = null;
  /** What `init` was given. @type {{ module?: ModuleInput | Promise<ModuleInput>, integrity?: string | null, worker?: unknown }} */
  #given = {};

  /**
   * @param {{ module?: ModuleInput | Promise<ModuleInput>, integrity?: string | null, worker?: unknown }} [given]
   * @returns {Promise<void>}
   */
  async init(given = {}) {
    // The first success stands: a second call with another module must not take it from verifications that run.
    // Null: the package's own again.
    if (given.worker !== undefined) this.#given = { ...this.#given, worker: given.worker ?? undefined };
    if (this.#module === null && given.module !== undefined) this.#given = { ...given, worker: this.#given.worker };
    try {
      await this.glue();
    } catch (error) {
      // What was handed over didn't work; the next call tries the entry's own way again.
      this.#given = { worker: this.#given.worker };
      throw error;
    }
  }

  /** The caller's own worker: a URL or a factory. */
  get worker() {
    return this.#given.worker;
  }

  /** The compiled module. Workers are handed this, so that nothing is fetched twice. */
  module() {
    this.#module ??= forgetOnFailure(
      () => this.#compile(),
      () => (this.#module = null),
    );
    return this.#module;
  }

  /** The instance in this thread. @returns {Promise<Glue>} */
  glue() {
    if (trapped) return this.#renew();
    instance ??= forgetOnFailure(
      async () => {
        const module = await this.module();
        try {
          await instantiate({ module_or_path: module });
        } catch (cause) {
          throw loadError(`can't be started (${wordsOf(cause)})`, this.entry.advice(), cause);
        }
        return glue;
      },
      () => (instance = null),
    );
    return instance;
  }

  async #compile() {
    const { module, integrity } = this.#given;
    try {
      if (module !== undefined) return await compile(module, integrity === undefined ? integrityOfBuild : integrity, integrity !== undefined);
      return await compile(this.entry.module(), integrityOfBuild, false);
    } catch (cause) {
      if (cause instanceof GrantexError) throw cause;
      throw loadError(wordsOf(cause), this.entry.advice(), cause);
    }
  }

  /** @returns {Promise<Glue>} */
  async #renew() {
    // The generated function makes a new instance of the same module; what was allocated in the old one is gone with it.
    glue.reset();
    trapped = false;
    return glue;
  }
}

/** To be called when the module trapped in this thread. */
export function noteTrap() {
  trapped = true;
  traps += 1;
}

/** How often the module trapped in this thread. */
export function trapCount() {
  return traps;
}

/**
 * @template T
 * @param {() => Promise<T>} start
 * @param {() => void} forget
 */
function forgetOnFailure(start, forget) {
  const promise = start();
  promise.catch(forget);
  return promise;
}

/**
 * @param {ModuleInput | Promise<ModuleInput>} input
 * @param {string | null} integrity what the bytes must hash to; null: anything
 * @param {boolean} told whether the caller asked for that hash
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(input, integrity, told) {
  const source = await input;
  if (Object.prototype.toString.call(source) === '[object WebAssembly.Module]') {
    if (told && integrity !== null) throw new Error("is compiled already, so `integrity` can't be checked; pass the bytes or their URL");
    return /** @type {WebAssembly.Module} */ (source);
  }
  const bytes = asBytes(source);
  if (bytes !== null) return await compileBytes(bytes, integrity, told);
  if (isResponse(source)) return await compileBytes(await read(source), integrity, told);
  return await compileUrl(/** @type {string | URL | Request} */ (source), integrity);
}

/**
 * @param {string | URL | Request} url
 * @param {string | null} integrity
 */
async function compileUrl(url, integrity) {
  let response;
  try {
    // The browser itself holds the bytes against the hash, so they can still be compiled while they arrive.
    response = await fetch(url, { credentials: 'same-origin', ...(integrity === null ? {} : { integrity }) });
  } catch (cause) {
    throw new Error(await whyNotFetched(url, cause), { cause });
  }
  if (!response.ok) throw new Error(`was not found: HTTP ${response.status} for ${addressOf(url)}`);
  const type = response.headers.get('content-type') ?? '';
  // A wrong type makes streaming fail; such servers are common, and the bytes are as good.
  if (/^application\/wasm\b/i.test(type) && typeof WebAssembly.compileStreaming === 'function') {
    return await compiling(WebAssembly.compileStreaming(response));
  }
  return await compileBytes(await read(response), null, false);
}

/**
 * A failed fetch says next to nothing; ask once more, without the hash, to tell the cases apart.
 *
 * @param {string | URL | Request} url
 * @param {unknown} cause
 */
async function whyNotFetched(url, cause) {
  try {
    const response = await fetch(url, { credentials: 'same-origin' });
    if (!response.ok) return `was not found: HTTP ${response.status} for ${addressOf(url)}`;
    const type = response.headers.get('content-type') ?? '';
    if (/html/i.test(type)) return `was not found: the server answers ${addressOf(url)} with an HTML page`;
    return `at ${addressOf(url)} is not the one that this version was built with (its hash differs); serve the file of the same version`;
  } catch {
    return `can't be fetched from ${addressOf(url)} (${wordsOf(cause)})`;
  }
}

/** @param {Response} response */
async function read(response) {
  if (!response.ok) throw new Error(`was not found: HTTP ${response.status} for ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * @param {Uint8Array} bytes
 * @param {string | null} integrity
 * @param {boolean} told
 */
async function compileBytes(bytes, integrity, told) {
  if (integrity !== null) await checkIntegrity(bytes, integrity, told);
  return await compiling(WebAssembly.compile(/** @type {BufferSource} */ (bytes)));
}

/**
 * @param {Uint8Array} bytes
 * @param {string} integrity as in HTML's `integrity`: `sha256-`, `sha384-` or `sha512-` and base64
 * @param {boolean} told
 */
async function checkIntegrity(bytes, integrity, told) {
  const [, bits, expected] = /^sha(256|384|512)-([A-Za-z0-9+/]+=*)$/.exec(integrity) ?? [];
  if (expected === undefined) throw new Error('has an `integrity` that is not of the form `sha256-…` with base64');
  const { subtle } = globalThis.crypto ?? {};
  if (subtle === undefined) {
    // Pages over plain http have no digests, and nothing there could be trusted more than the rest of the page.
    if (!told) return;
    throw new Error("has an `integrity` that can't be checked here: `crypto.subtle` needs a secure context (https or localhost)");
  }
  const digest = new Uint8Array(await subtle.digest(`SHA-${bits}`, /** @type {BufferSource} */ (bytes)));
  if (btoa(String.fromCharCode(...digest)) !== expected) {
    throw new Error(
      told
        ? 'does not have the hash that `integrity` names'
        : 'is not the one that this version was built with (its hash differs); hand over the file of the same version, or name the hash you expect as `integrity`',
    );
  }
}

/** @param {Promise<WebAssembly.Module>} promise */
async function compiling(promise) {
  try {
    return await promise;
  } catch (cause) {
    const words = wordsOf(cause);
    const csp = /content security policy|unsafe-eval|blocked by csp/i.test(words);
    throw new Error(
      csp
        ? "may not be compiled under this page's Content-Security-Policy; add 'wasm-unsafe-eval' to its script-src"
        : `can't be compiled (${words})`,
      { cause },
    );
  }
}

/**
 * @param {string} what
 * @param {string} advice
 * @param {unknown} cause
 */
function loadError(what, advice, cause) {
  return new GrantexError(`the WebAssembly module ${what}.${advice === '' ? '' : ` ${advice}`}`, { code: 'WasmLoad', cause });
}

/**
 * @param {unknown} value
 * @returns {value is Response}
 */
function isResponse(value) {
  return typeof value === 'object' && value !== null && 'arrayBuffer' in value && 'ok' in value;
}

/** @param {string | URL | Request} url */
function addressOf(url) {
  const address = typeof url === 'string' ? url : 'href' in url ? url.href : url.url;
  return address.startsWith('data:') ? 'a data: URL' : address;
}
