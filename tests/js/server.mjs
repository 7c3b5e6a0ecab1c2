// A web server on loopback for the browser tests.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves folders and answers of your own.
 *
 * @param {Record<string, string | import('node:http').RequestListener>} places from the start of a path (`/package/`: a
 *   folder; `/slow.json`: a function that answers) to what stands there; the longest start that fits is taken
 * @param {{ headers?: Record<string, string> }} [options] headers for every file, such as a content security policy
 * @returns {Promise<{ origin: string, requests: string[], close: () => Promise<void> }>} `requests`: every path asked
 *   for, in order
 */
export async function serve(places, { headers = {} } = {}) {
  const starts = Object.keys(places).sort((a, b) => b.length - a.length);
  const requests = [];

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    requests.push(path);
    const start = starts.find((start) => (start.endsWith('/') ? path.startsWith(start) : path === start));
    const place = start === undefined ? undefined : places[start];
    try {
      if (typeof place === 'function') await place(request, response);
      else if (place === undefined) notFound(response);
      else await sendFile(response, place, path.slice(start.length), headers);
    } catch {
      // The browser went away in the middle, or a test's own answer failed: either way there is nobody to tell.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer for `serve`: one page, script or document, held in memory. */
export function text(body, type = 'text/html; charset=utf-8', headers = {}) {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': type, ...headers }).end(body);
  };
}

async function sendFile(response, folder, name, headers) {
  const root = await realpath(folder);
  let file = await realpath(join(root, name)).catch(() => null);
  if (file !== null && (await stat(file)).isDirectory()) file = await realpath(join(file, 'index.html')).catch(() => null);
  if (file === null || !file.startsWith(root + sep)) return notFound(response);
  response.writeHead(200, {
    'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    ...headers,
  });
  await pipeline(createReadStream(file), response);
}

function notFound(response) {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
}
