/**
 * Faults, switched on by the base URL: `http://127.0.0.1:PORT/fault/NAME` behaves as the API does, but for this fault.
 * Options follow the name: `/fault/429;retry-after=1`. What counts (503 twice, then fine) counts per `id`.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Context
 * @property {Record<string, string>} options
 * @property {(count: string) => number} times how often this was asked, with this one
 * @property {(name: string, more?: Record<string, string>) => void} answerRecorded answers as was recorded, whatever was asked
 * @property {(body?: Iterable<string | Uint8Array>, more?: Record<string, string>, status?: number) => Promise<void>} answer
 *   answers as without a fault, or with this body
 * @property {() => Buffer} body the body without a fault
 * @property {import('node:http').ServerResponse} response
 * @property {Record<string, string>} headers headers of a success
 * @property {string} elsewhere the origin of another server
 * @property {string} path the path and query that were asked for, without the fault
 * @property {string} prefix the fault's part of the path
 */

/** @type {Record<string, { help: string, run: (context: Context) => void | Promise<void> }>} */
export const faults = {
  401: { help: '401, as to an invalid key', run: ({ answerRecorded }) => answerRecorded('error-401-invalid') },
  403: {
    help: '403, and the error nested, with the key repeated in it',
    run: ({ response, headers, options }) => end(response, 403, headers, JSON.stringify({ error: { message: `not for ${options.authorization}`, code: 'FORBIDDEN' } })),
  },
  429: {
    help: '429 with Retry-After (;retry-after=SECONDS or an HTTP-date, as recorded: 51; ;times=N: fine after N)',
    async run({ options, times, answer, answerRecorded }) {
      if (options.times !== undefined && times('429') > Number(options.times)) return answer();
      answerRecorded('error-429', options['retry-after'] === undefined ? {} : { 'retry-after': options['retry-after'] });
    },
  },
  500: { help: '500, as to a malformed timestamp', run: ({ answerRecorded }) => answerRecorded('error-bad-since') },
  '503-twice': {
    help: '503 without a word, twice, then fine (;times=N)',
    async run({ options, times, answer, response, headers }) {
      if (times('503') > Number(options.times ?? 2)) return answer();
      end(response, 503, headers, '');
    },
  },
  'error-text': { help: '500 with {"error":"text"}', run: ({ response, headers }) => end(response, 500, headers, '{"error":"the database is away"}') },
  slow: {
    help: 'nothing for a while (;ms=5000), then fine',
    async run({ options, answer }) {
      await sleep(Number(options.ms ?? 5000));
      await answer();
    },
  },
  stall: {
    help: 'half of the body, then nothing for a while (;ms=5000), then the rest',
    async run({ options, answer, body }) {
      const bytes = body();
      const half = bytes.length >> 1;
      await answer((async function* () {
        yield bytes.subarray(0, half);
        await sleep(Number(options.ms ?? 5000));
        yield bytes.subarray(half);
      })());
    },
  },
  drip: {
    help: 'the body in small pieces with pauses (;bytes=4096;ms=5)',
    async run({ options, answer, body }) {
      const bytes = body();
      await answer((async function* () {
        for (let at = 0; at < bytes.length; at += Number(options.bytes ?? 4096)) {
          yield bytes.subarray(at, at + Number(options.bytes ?? 4096));
          await sleep(Number(options.ms ?? 5));
        }
      })());
    },
  },
  'cut-off': {
    help: 'the connection ends in the middle of the body (;times=N: fine after N)',
    async run({ options, times, answer, body, response, headers }) {
      if (options.times !== undefined && times('cut-off') > Number(options.times)) return answer();
      const bytes = body();
      response.writeHead(200, { ...headers, 'transfer-encoding': 'chunked' });
      response.write(bytes.subarray(0, bytes.length >> 1));
      await sleep(20);
      response.destroy();
    },
  },
  'short-body': {
    help: 'half of the body, and a complete answer as far as HTTP is concerned',
    run: ({ body, response, headers }) => end(response, 200, headers, body().subarray(0, body().length >> 1)),
  },
  'wrong-length': {
    help: 'a content length that is greater than the body',
    run({ body, response, headers }) {
      const bytes = body();
      response.writeHead(200, { ...headers, 'content-length': String(bytes.length + 100) });
      response.write(bytes);
      response.flushHeaders();
      setTimeout(() => response.destroy(), 50);
    },
  },
  'small-length': {
    help: 'a content length that is smaller than the body',
    run({ body, response, headers }) {
      const bytes = body();
      response.strictContentLength = false;
      // Written past Node's own bookkeeping, which would not let it through.
      const head = Object.entries({ ...headers, 'content-length': String(bytes.length - 100), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n`), bytes]));
    },
  },
  html: {
    help: "502 with a proxy's HTML page (;status=502)",
    run: ({ options, response, headers }) => end(response, Number(options.status ?? 502), { ...headers, 'content-type': 'text/html' }, '<html><body><h1>502 Bad Gateway</h1></body></html>'),
  },
  redirect: {
    help: 'a redirection to another origin (;status=302)',
    run: ({ options, response, headers, elsewhere, path }) => end(response, Number(options.status ?? 302), { ...headers, location: `${elsewhere}${path}` }, ''),
  },
  'redirect-here': {
    help: 'a redirection on this origin, which then answers (;status=307)',
    run: ({ options, response, headers, path }) => end(response, Number(options.status ?? 307), { ...headers, location: path }, ''),
  },
  'redirect-circle': {
    help: 'a redirection to itself',
    run: ({ response, headers, path, prefix }) => end(response, 302, { ...headers, location: `${prefix}${path}` }, ''),
  },
  tampered: {
    help: 'one action in the middle rewritten on the way',
    async run({ answer, body }) {
      const text = body().toString();
      const found = text.indexOf('"action":"', text.length >> 1);
      if (found < 0) throw new Error('there are no entries to tamper with');
      const at = found + '"action":"'.length;
      await answer([`${text.slice(0, at)}x${text.slice(at)}`]);
    },
  },
  duplicate: {
    help: 'a member that stands twice',
    run: ({ answer, body }) => answer([body().toString().replace(/}$/, ',"plan":"free","plan":"pro","x":1,"x":2}')]),
  },
  'bad-utf8': {
    help: 'a byte that is no character',
    async run({ answer, body }) {
      const bytes = Buffer.from(body());
      bytes[bytes.indexOf('Z"') - 3] = 0xff;
      await answer([bytes]);
    },
  },
  trailing: { help: 'something after the end of the document', run: ({ answer, body }) => answer([body(), '\n{}']) },
  missing: {
    help: 'a required member is missing (generatedAt, or meta)',
    run: ({ answer, body }) => answer([body().toString().replace(/"generatedAt":"[^"]*",?/, '')]),
  },
  huge: {
    help: 'an error page that does not end',
    async run({ response, headers }) {
      response.writeHead(500, { ...headers, 'content-type': 'text/plain' });
      const page = 'x'.repeat(1 << 16);
      while (!response.destroyed) {
        if (!response.write(page)) await drained(response);
      }
    },
  },
  gone: { help: 'the connection is closed without an answer', run: ({ response }) => void response.destroy() },
};

/** Until more can be written, or nobody reads any more. */
export function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
    if (response.destroyed) done();
  });
}

function end(response, status, headers, body) {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}
