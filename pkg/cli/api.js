/** The API for the command line: the client, the flags that concern it, and its errors in words. */

import { Grantex, GrantexApiError, GrantexAuthError, GrantexInputError, GrantexNetworkError } from 'grantex-compliance';
import { UsageError } from './arguments.js';

/** @type {Record<string, import('./arguments.js').Flag>} */
export const apiFlags = {
  'base-url': { type: 'string', value: 'URL', help: 'where the API is (else GRANTEX_BASE_URL, else https://api.grantex.dev)' },
  'allow-insecure': { type: 'boolean', help: 'send the key over plain http to other machines, too' },
  timeout: { type: 'string', value: 'SECONDS', help: 'how long the server may keep silent (30)' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** @type {Record<string, import('./arguments.js').Flag>} */
export const windowFlags = {
  since: { type: 'string', value: 'T', help: 'from this time on (ISO 8601, inclusive)' },
  until: { type: 'string', value: 'T', help: 'up to this time (inclusive)' },
};

export const keyNote = `The API key is read from the environment variable GRANTEX_API_KEY. (There is no option for it: what
stands on a command line can be read by every other process.)`;

/**
 * @param {Record<string, any>} values
 * @param {(url: string, init: any) => Promise<any>} fetch
 */
export function clientOf(values, fetch) {
  const apiKey = process.env.GRANTEX_API_KEY;
  if (apiKey === undefined || apiKey.trim() === '') throw new UsageError('the environment variable GRANTEX_API_KEY is not set; it holds the API key');
  const seconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (seconds !== undefined && !(seconds > 0 && seconds <= 86_400)) throw new UsageError('`--timeout` takes a number of seconds');
  return new Grantex({
    apiKey,
    baseUrl: values['base-url'] ?? (process.env.GRANTEX_BASE_URL || undefined),
    timeout: seconds === undefined ? undefined : Math.ceil(seconds * 1000),
    allowInsecure: values['allow-insecure'] === true,
    fetch,
  });
}

/**
 * The parameters of a request, from the flags of the same names.
 *
 * @param {Record<string, any>} values
 * @param {Record<string, string>} names from flag to parameter
 */
export function paramsOf(values, names) {
  return Object.fromEntries(Object.entries(names).flatMap(([flag, name]) => (values[flag] === undefined ? [] : [[name, values[flag]]])));
}

/** A request that failed, in words. Its `code` tells `main` that it is no bug. */
export class RequestError extends Error {
  /** @param {any} error */
  constructor(error) {
    super(wordsOf(error), { cause: error });
    this.code = error.code;
  }
}

/**
 * The error as the command line says it, or as it is when it is none of the API's.
 *
 * @param {unknown} error
 */
export function inWords(error) {
  const known = error instanceof GrantexApiError || error instanceof GrantexNetworkError || error instanceof GrantexInputError;
  return known ? new RequestError(error) : error;
}

/** What the client's own words call its options, and what they are called here. */
const FLAGS = new Map([
  ['apiKey', 'GRANTEX_API_KEY'], ['baseUrl', '--base-url'], ['allowInsecure: true', '--allow-insecure'], ['agentId', '--agent-id'],
  ['timeout', '--timeout'], ['since', '--since'], ['until', '--until'], ['status', '--status'], ['framework', '--framework'],
]);

/** @param {string} words */
function withFlags(words) {
  return words.replace(/`([^`]+)`/g, (quoted, name) => (FLAGS.has(name) ? `\`${FLAGS.get(name)}\`` : quoted));
}

/** @param {any} error */
function wordsOf(error) {
  if (error instanceof GrantexApiError) {
    const { statusCode, code, requestId, rateLimit } = error;
    const facts = [statusCode > 0 ? `HTTP ${statusCode}` : null, code === 'ApiError' ? null : code, requestId === undefined ? null : `request ${requestId}`].filter((fact) => fact !== null);
    const advice = error instanceof GrantexAuthError ? '; check GRANTEX_API_KEY' : rateLimit?.retryAfter === undefined ? '' : `; try again in ${rateLimit.retryAfter} s`;
    if (code === 'RedirectRefused') return withFlags(error.message);
    return `the API says: ${error.message}${facts.length > 0 ? ` [${facts.join(', ')}]` : ''}${advice}`;
  }
  if (error instanceof GrantexNetworkError) return `the connection to the API failed: ${withFlags(error.message)}`;
  return error.code === 'options.invalid' ? withFlags(error.message) : `the API's answer can't be used: ${withFlags(error.message)} [${error.code}]`;
}
