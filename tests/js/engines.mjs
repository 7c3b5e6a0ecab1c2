// Chromium, Firefox and WebKit, headless, driven through WebDriver.
//
//     const engine = await startEngine();          // the one that ENGINE names: chrome, firefox or webkit
//     await engine.open(`${server.origin}/page.html`);
//     const sum = await engine.evaluate(async (a, b) => a + b, 1, 2);
//     await engine.close();
//
// How each is started on this machine stands in `target/engines/engines.json`, which `cargo xtask test` writes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Capabilities, WebDriver } from 'selenium-webdriver';
import { Executor, HttpClient } from 'selenium-webdriver/http/index.js';

const settingsFile = new URL('../../target/engines/engines.json', import.meta.url);

/** Two cores may be busy with something else while a browser starts. */
const START_LIMIT_MS = 60_000;

/** The engine that this run is for. */
export const engineName = process.env.ENGINE ?? 'chrome';

/** Starts an engine with a window of its own; nothing of an earlier run is in it. */
export async function startEngine(name = engineName) {
  const settings = readSettings(name);
  const started = await startDriver(name, settings);
  let driver;
  try {
    const executor = new Executor(new HttpClient(started.url));
    driver = WebDriver.createSession(executor, new Capabilities(settings.capabilities));
    await driver.getSession();
  } catch (error) {
    started.end();
    throw new Error(`${name} did not start: ${error.message}\n${started.output()}`);
  }
  return new Engine(name, driver, started);
}

class Engine {
  #started;

  constructor(name, driver, started) {
    this.name = name;
    /** selenium-webdriver's own object, for clicks, keys and files. */
    this.driver = driver;
    this.#started = started;
  }

  /** Opens a page and waits until it has loaded. */
  async open(url) {
    await this.driver.get(url);
  }

  /**
   * Runs a function in the page and gives back what it returns, or throws what it throws. Arguments and result go
   * through JSON; the function sees nothing of the test's scope. It may `import()` what the page may.
   */
  async evaluate(run, ...values) {
    return await this.evaluateWithin(60_000, run, ...values);
  }

  /** The same, with a limit of your own in milliseconds. */
  async evaluateWithin(limit, run, ...values) {
    const slot = `result-${Math.random().toString(36).slice(2)}`;
    // As a script of the page, not of the driver: Firefox runs the driver's in a sandbox, where `import()` fails.
    await this.driver.executeScript(addScript, moduleText(slot, run, values));
    const outcome = await this.waitFor((slot) => document.getElementById(slot)?.textContent, [slot], limit);
    const { value, error } = JSON.parse(outcome);
    if (error !== undefined) throw Object.assign(new Error(error.message), error, { where: this.name });
    return value;
  }

  /** Asks the page again and again until the answer is truthy. Works under any content security policy. */
  async waitFor(question, values = [], limit = 60_000) {
    const deadline = Date.now() + limit;
    for (;;) {
      const answer = await this.driver.executeScript(question, ...values);
      if (answer) return answer;
      if (Date.now() > deadline) throw new Error(`${this.name}: no answer within ${limit} ms from ${question}`);
      await sleep(50);
    }
  }

  /** Closes the browser and ends its driver, also where the browser no longer answers. */
  async close() {
    await Promise.race([this.driver.quit().catch(() => {}), sleep(10_000, undefined, { ref: false })]);
    this.#started.end();
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }
}

/* c8 ignore start: it runs in the page */
function addScript(text) {
  const script = document.createElement('script');
  script.type = 'module';
  script.textContent = text;
  document.head.append(script);
}
/* c8 ignore stop */

/** The text of a module that runs the function and leaves its outcome in the page, in an element named `slot`. */
function moduleText(slot, run, values) {
  return `
    const settle = (outcome) => {
      const element = document.createElement('script');
      element.type = 'application/json';
      element.id = ${JSON.stringify(slot)};
      element.textContent = JSON.stringify(outcome);
      document.head.append(element);
    };
    try {
      settle({ value: await (${run})(...${JSON.stringify(values)}) });
    } catch (error) {
      const { name, message, stack, code, offset, pointer } = Object(error);
      settle({ error: { name, message: message ?? String(error), stack, code, offset, pointer } });
    }`;
}

function readSettings(name) {
  let all;
  try {
    all = JSON.parse(readFileSync(settingsFile, 'utf8'));
  } catch {
    throw new Error('no browser has been looked for yet: run `cargo xtask test --only browsers` first');
  }
  if (all[name] === undefined) throw new Error(`${name} was not found on this machine: run \`cargo xtask test --only browsers\``);
  return all[name];
}

async function startDriver(name, { driver, launcher, environment }) {
  const port = await freePort();
  const [program, ...words] = [...launcher, driver, `--port=${port}`];
  const child = spawn(program, words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the browser and the virtual screen can be ended with it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
  }
  const end = () => {
    process.off('exit', end);
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  process.on('exit', end);
  child.on('error', (error) => (output += error.message));

  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      end();
      throw new Error(`the driver of ${name} did not start: ${[program, ...words].join(' ')}\n${output}`);
    }
    await sleep(50);
  }
  return { url, end, output: () => output };
}

async function answers(url) {
  try {
    return (await fetch(`${url}/status`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
