// The verification page as a person uses it: opened, given files, and read. Shared by the page's tests.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { By } from 'selenium-webdriver';
import { Command } from 'selenium-webdriver/lib/command.js';
import { engineName, startEngine } from '../engines.mjs';
import { fixturesFolder, repository } from '../packed.mjs';
import { serve } from '../server.mjs';

/** The page as `cargo xtask page` builds it. */
export const pageFolder = join(repository, 'target/page');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const screenshots = join(repository, 'target/screenshots');

export const fixture = (name) => join(fixturesFolder, 'recorded', `${name}.json`);

/** The page in one engine. */
export class Page {
  static async start() {
    const server = await serve({ '/': join(pageFolder, 'site') });
    return new Page(server, await startEngine());
  }

  constructor(server, engine) {
    this.server = server;
    this.engine = engine;
    this.folder = mkdtempSync(join(tmpdir(), 'grantex-page-'));
  }

  async close() {
    await this.engine.close();
    await this.server.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Opens the page, or another form of it, and notes whatever its policy keeps out. */
  async open(url = `${this.server.origin}/`) {
    await this.engine.open(url);
    await this.engine.waitFor(() => document.documentElement.dataset.ready === 'true');
    await this.run(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
  }

  run(script, ...values) {
    return this.engine.driver.executeScript(script, ...values);
  }

  find(selector) {
    return this.engine.driver.findElement(By.css(selector));
  }

  /** Clicks what is at hand, as a script would: some engines refuse clicks on what a sticky part covers. */
  async click(selector) {
    const clicked = await this.run((selector) => {
      const found = document.querySelector(selector);
      found?.click();
      return found !== null;
    }, selector);
    assert.ok(clicked, `there is no ${selector}`);
  }

  /** A file of this test's own. */
  file(name, content) {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async choose(...files) {
    await this.run(() => document.getElementById('result').replaceChildren());
    await this.find('#file').sendKeys(files.join('\n'));
  }

  /** Chooses files and reads the answer. */
  async verify(...files) {
    await this.choose(...files);
    return await this.read();
  }

  /** Reads the answer, once there is one. */
  async read(limit) {
    return await this.engine.waitFor(
      () => {
        const verdict = document.querySelector('.verdict');
        if (verdict === null || !document.getElementById('progress').hidden) return null;
        // The parts of a report are made one after the other.
        if (document.querySelector('.report:not([data-complete])') !== null) return null;
        const all = (selector) => [...document.querySelectorAll(selector)];
        return {
          verdict: verdict.dataset.verdict,
          assurance: verdict.dataset.assurance,
          code: verdict.dataset.code,
          badge: document.querySelector('.badge').textContent,
          look: verdict.className,
          errors: all('.severity.error details').flatMap((kind) => JSON.parse(kind.dataset.indexes).map((index) => (index === null ? [kind.dataset.code] : [kind.dataset.code, index]))),
          kinds: all('.severity details').map((kind) => kind.dataset.code),
          limits: all('[data-limit]').map((item) => item.textContent),
          outcomes: Object.fromEntries(all('[data-check]').map((item) => [item.dataset.check, item.dataset.outcome])),
          wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          violations: window.violations,
          text: document.body.innerText,
        };
      },
      [],
      limit,
    );
  }

  /** Writes what is to be seen to `target/screenshots`, from `selector` on. */
  async screenshot(name, selector = '.verdict') {
    await this.run((selector) => document.querySelector(selector)?.scrollIntoView({ behavior: 'instant' }), selector);
    mkdirSync(screenshots, { recursive: true });
    writeFileSync(join(screenshots, `${engineName}-${name}.png`), await this.engine.driver.takeScreenshot(), 'base64');
  }

  async resize(width, height) {
    await this.engine.driver.manage().window().setRect({ width, height });
  }

  /** Asserts that there is nothing over which a person who can't see, or has only a keyboard, would stumble. */
  async stumbles(where) {
    await this.run(axe);
    const violations = await this.engine.driver.executeAsyncScript((done) => {
      window.axe
        .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => done(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`).join(' | ')}`)))
        .catch((error) => done([String(error)]));
    });
    assert.deepEqual(violations, [], where);
  }

  /** What Chromium's driver knows beside WebDriver. */
  devTools(cmd, params) {
    const { driver } = this.engine;
    driver.getExecutor().defineCommand('devTools', 'POST', '/session/:sessionId/goog/cdp/execute');
    return driver.execute(new Command('devTools').setParameters({ cmd, params }));
  }
}
