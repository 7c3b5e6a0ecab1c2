/**
 * Faults, switched on by the base URL: `http://127.0.0.1:PORT/fault/NAME` behaves as the API does, but for this fault.
 * Options follow the name: `/fault/429;retry-after=1`. What counts (503 twice, then fine) counts per `id`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beginning, changing, dripping, lengthOf, pausing, tampering, writeTo } from './pieces.mjs';

/**
 * @typedef {object} Context
 * @property {Record<string, string>} options
 * @property {(count: string) => number} times how often this was asked, with this one
 * @property {(name: string, more?: Record<string, string>) => void} answerRecorded answers as was recorded, whatever was asked
 * @property {(body?: Iterable<string | Uint8Array>, more?: Record<string, string>, status?: number) => Promise<void>} answer
 *   answers as without a fault, or with this body
 * @property {() => Iterable<string | Uint8Array>} pieces the body without a fault, each time from its beginning
 * @property {(pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>) => Promise<void>} write writes to the
 *   response, as fast as it is read
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
    run: ({ options, answer, pieces }) => answer(pausing(pieces(), half(pieces), Number(options.ms ?? 5000))),
  },
  drip: {
    help: 'the body in small pieces with pauses (;bytes=4096;ms=5)',
    run: ({ options, answer, pieces }) => answer(dripping(pieces(), Number(options.bytes ?? 4096), Number(options.ms ?? 5))),
  },
  'cut-off': {
    help: 'the connection ends in the middle of the body (;times=N: fine after N)',
    async run({ options, times, answer, pieces, write, response, headers }) {
      if (options.times !== undefined && times('cut-off') > Number(options.times)) return answer();
      response.writeHead(200, { ...headers, 'transfer-encoding': 'chunked' });
      await write(beginning(pieces(), half(pieces)));
      await sleep(20);
      response.destroy();
    },
  },
  'short-body': {
    help: 'half of the body, and a complete answer as far as HTTP is concerned',
    async run({ pieces, write, response, headers }) {
      const length = half(pieces);
      response.writeHead(200, { ...headers, 'content-length': String(length) });
      await write(beginning(pieces(), length));
      response.end();
    },
  },
  'wrong-length': {
    help: 'a content length that is greater than the body',
    async run({ pieces, write, response, headers }) {
      response.writeHead(200, { ...headers, 'content-length': String(lengthOf(pieces()) + 100) });
      await write(pieces());
      await sleep(50);
      response.destroy();
    },
  },
  'small-length': {
    help: 'a content length that is smaller than the body',
    async run({ pieces, response, headers }) {
      // Written past Node's own bookkeeping, which would not let it through.
      const { socket } = response;
      const head = Object.entries({ ...headers, 'content-length': String(lengthOf(pieces()) - 100), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n`);
      await writeTo(socket, pieces());
      socket.end();
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
    run: ({ answer, pieces }) => answer(tampering(pieces(), half(pieces))),
  },
  duplicate: {
    help: 'a member that stands twice',
    run: ({ answer, pieces }) => answer(changing(pieces(), 'last', (text) => text.replace(/}$/, ',"plan":"free","plan":"pro","x":1,"x":2}'))),
  },
  'bad-utf8': {
    help: 'a byte that is no character',
    run: ({ answer, pieces }) => answer(changing(pieces(), 'first', (text) => {
      const bytes = Buffer.from(text);
      bytes[bytes.indexOf('Z"') - 3] = 0xff;
      return bytes;
    })),
  },
  trailing: { help: 'something after the end of the document', run: ({ answer, pieces }) => answer(changing(pieces(), 'last', (text) => `${text}\n{}`)) },
  missing: {
    help: 'a required member is missing (generatedAt, or meta)',
    run: ({ answer, pieces }) => answer(changing(pieces(), 'first', (text) => text.replace(/"generatedAt":"[^"]*",?/, ''))),
  },
  huge: {
    help: 'an error page that does not end',
    async run({ response, headers }) {
      response.writeHead(500, { ...headers, 'content-type': 'text/plain' });
      const page = 'x'.repeat(1 << 16);
      while (!response.destroyed) {
        await writeTo(response, [page]);
      }
    },
  },
  gone: { help: 'the connection is closed without an answer', run: ({ response }) => void response.destroy() },
};

function half(pieces) {
  return lengthOf(pieces()) >> 1;
}

function end(response, status, headers, body) {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}
