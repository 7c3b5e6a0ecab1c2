/**
 * A development server that answers as the API does: the four compliance routes, its headers and CORS rules, and any of
 * its faults on demand (see `faults.mjs`, `tenants.mjs`). Started from the command line by `main.mjs`.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { faults } from './faults.mjs';
import { writeTo } from './pieces.mjs';
import { recordedBody, recordedHead } from './recorded.mjs';
import { tenantOf } from './tenants.mjs';

const ROUTES = ['summary', 'export/grants', 'export/audit', 'evidence-pack'];
const PARAMETERS = ['since', 'until', 'status', 'agentId', 'framework'];

/** The page that was recorded, and every page of this machine. */
const LOCAL_PAGES = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * @typedef {object} Seen
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {boolean} aborted whether whoever asked went away before the answer was complete
 */

/**
 * @param {{ port?: number, generated?: object, pages?: RegExp }} [options] `generated`: options of the generator; `pages`: the
 *   origins that CORS lets in
 * @returns {Promise<{ origin: string, elsewhere: string, seen: Seen[], seenElsewhere: Seen[], close: () => Promise<void> }>}
 *   `elsewhere`: another origin, to which nothing must be sent
 */
export async function startDevServer({ port = 0, generated = {}, pages = LOCAL_PAGES } = {}) {
  /** @type {Seen[]} */
  const seen = [];
  /** @type {Seen[]} */
  const seenElsewhere = [];
  const other = await listen(0, (request, response) => {
    note(seenElsewhere, request, response);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' }).end('{}');
  });
  const counts = new Map();
  const main = await listen(port, (request, response) => {
    note(seen, request, response);
    new Answerer(request, response, { elsewhere: originOf(other), generated, counts, pages }).answer().catch((error) => {
      // Gone in the middle of an answer: nobody is left to be told.
      if (!response.destroyed && !request.destroyed) process.stderr.write(`dev server: ${error.stack}\n`);
      response.destroy();
    });
  });
  return {
    origin: originOf(main),
    elsewhere: originOf(other),
    seen,
    seenElsewhere,
    async close() {
      for (const server of [main, other]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function listen(port, listener) {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function originOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

function note(list, request, response) {
  const one = { method: request.method, url: request.url, headers: { ...request.headers }, aborted: false };
  list.push(one);
  response.on('close', () => (one.aborted = !response.writableFinished));
}

/** One request. */
class Answerer {
  constructor(request, response, { elsewhere, generated, counts, pages }) {
    this.request = request;
    this.response = response;
    this.elsewhere = elsewhere;
    this.generated = generated;
    this.counts = counts;
    this.origin = request.headers.origin;
    this.allowed = this.origin !== undefined && pages.test(this.origin);
  }

  async answer() {
    if (this.request.method === 'OPTIONS') return this.#preflight();
    const { fault, options, prefix, path } = this.#fault();
    const url = new URL(path, 'http://dev');
    const route = url.pathname.replace(/^\/v1\/compliance\//, '');
    const key = /^Bearer (\S+)$/.exec(this.request.headers.authorization ?? '')?.[1];
    if (fault !== undefined) return this.#withFault(fault, options, prefix, path, route, url, key);
    if (this.request.headers.authorization === undefined) return this.#answerRecorded('error-401-missing');
    if (key === undefined || tenantOf(key, this.generated) === null) return this.#answerRecorded('error-401-invalid');
    if (!ROUTES.includes(route) || this.request.method !== 'GET') return this.#send(404, this.#headers('summary'), JSON.stringify({ message: `Route ${this.request.method}:${url.pathname} not found`, code: 'NOT_FOUND', requestId: randomUUID() }));
    return this.#route(route, url, key);
  }

  #fault() {
    const [, prefix, name, words, rest] = /^(\/fault\/([^/;]+)((?:;[^/]*)?))(\/.*)$/.exec(this.request.url) ?? [];
    if (prefix === undefined) return { path: this.request.url };
    const options = Object.fromEntries(words.split(';').filter(Boolean).map((word) => word.split('=').map(decodeURIComponent)));
    return { fault: name, options, prefix, path: rest };
  }

  #preflight() {
    if (!this.allowed) {
      // As recorded: the answer to an unknown page is that of any request without a key, and has no CORS headers.
      const { status, headers } = recordedHead('preflight-unknown-origin');
      return this.#send(status, withoutLength(headers), recordedBody('error-401-missing'));
    }
    const { status, headers } = recordedHead('preflight-allowed');
    this.response.writeHead(status, { ...headers, 'access-control-allow-origin': this.origin }).end();
  }

  async #withFault(name, options, prefix, path, route, url, key) {
    const fault = faults[name];
    if (fault === undefined) return this.#send(404, {}, `no such fault; there are ${Object.keys(faults).join(', ')}\n`);
    const count = `${name};${options.id ?? ''}`;
    await fault.run({
      options: { ...options, authorization: this.request.headers.authorization },
      times: () => this.#count(count),
      answerRecorded: (recorded, more) => this.#answerRecorded(recorded, more),
      answer: (body, more) => (body === undefined ? this.#route(route, url, key) : this.#stream(200, { ...this.#headers('evidence-pack'), ...more }, body)),
      pieces: () => this.#body(route, url, key),
      write: (pieces) => writeTo(this.response, pieces),
      response: this.response,
      headers: withoutLength(this.#headers('evidence-pack')),
      elsewhere: this.elsewhere,
      path,
      prefix,
    });
  }

  #count(name) {
    const times = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, times);
    return times;
  }

  #body(route, url, key) {
    const body = tenantOf(key ?? '', this.generated)?.[route]?.(queryOf(url));
    if (!body) throw new Error(`there is no answer to ${route}${url.search} of this tenant`);
    return body;
  }

  async #route(route, url, key) {
    const query = queryOf(url);
    // The real server's database refuses it, which the server calls an internal error.
    if ([query.since, query.until].some((time) => time !== undefined && Number.isNaN(Date.parse(time)))) return this.#answerRecorded('error-bad-since');
    const body = tenantOf(key, this.generated)?.[route]?.(query);
    if (!body) return this.#send(501, {}, JSON.stringify({ message: 'this development server has no recorded answer to that; ask the tenant gx_dev_generated', code: 'NOT_RECORDED', requestId: randomUUID() }));
    const headers = this.#headers('evidence-pack');
    if (Array.isArray(body)) return this.#send(200, headers, Buffer.concat(body.map((piece) => Buffer.from(piece))));
    return this.#stream(200, headers, body);
  }

  /** The headers that were recorded with an answer, and those of CORS for this page. */
  #headers(name) {
    const headers = withoutLength(recordedHead(name).headers);
    delete headers['access-control-allow-origin'];
    if (this.origin === undefined || this.allowed) {
      if (this.origin !== undefined) headers['access-control-allow-origin'] = this.origin;
    } else {
      for (const header of Object.keys(headers)) if (header.startsWith('access-control-')) delete headers[header];
    }
    if ('x-ratelimit-remaining' in headers && name === 'evidence-pack') {
      headers['x-ratelimit-remaining'] = String(Math.max(0, Number(headers['x-ratelimit-limit']) - this.#count('requests')));
    }
    return headers;
  }

  #answerRecorded(name, more = {}) {
    const body = JSON.parse(recordedBody(name).toString());
    const { status } = recordedHead(name);
    return this.#send(status, { ...this.#headers(name), ...more }, JSON.stringify({ ...body, requestId: randomUUID() }));
  }

  #send(status, headers, body) {
    this.response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
  }

  async #stream(status, headers, pieces) {
    this.response.writeHead(status, headers);
    await writeTo(this.response, pieces);
    this.response.end();
  }
}

function queryOf(url) {
  return Object.fromEntries(PARAMETERS.filter((name) => url.searchParams.has(name)).map((name) => [name, url.searchParams.get(name)]));
}

function withoutLength({ 'content-length': _, ...headers }) {
  return headers;
}
