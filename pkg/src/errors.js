/*! grantex-compliance, Apache-2.0 */

/**
 * The errors. Programs branch on the class and on `code`, never on the message.
 *
 * Tampering is never an error: it is a finding in the report.
 */

/** Anything that went wrong in this package. */
export class GrantexError extends Error {
  /** Said in each class, because the shipped files are minified, and with them what the classes would be called. */
  static get name() {
    return 'GrantexError';
  }

  /**
   * @param {string} message
   * @param {{ code?: string, cause?: unknown }} [details]
   */
  constructor(message, details = {}) {
    // `cause` is set only when there is one, so that printing an error doesn't show an undefined cause.
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = new.target.name;
    /** Stable; see the table in the docs. */
    this.code = details.code ?? 'GrantexError';
  }
}

/** The server answered, but not with success. */
export class GrantexApiError extends GrantexError {
  static get name() {
    return 'GrantexApiError';
  }

  /**
   * @param {string} message
   * @param {{ statusCode: number, code?: string, body?: unknown, requestId?: string, rateLimit?: object, cause?: unknown }} details
   */
  constructor(message, details) {
    super(message, { code: 'ApiError', ...details });
    this.statusCode = details.statusCode;
    this.body = details.body;
    this.requestId = details.requestId;
    this.rateLimit = details.rateLimit;
  }
}

/** The server refused the API key (401 or 403). */
export class GrantexAuthError extends GrantexApiError {
  static get name() {
    return 'GrantexAuthError';
  }
}

/** No answer came, or it broke off. */
export class GrantexNetworkError extends GrantexError {
  static get name() {
    return 'GrantexNetworkError';
  }

  /**
   * @param {string} message
   * @param {{ code?: string, cause?: unknown }} [details]
   */
  constructor(message, details) {
    super(message, { code: 'NetworkError', ...details });
  }
}

/** The input can't be read as a pack at all, or an option makes no sense. */
export class GrantexInputError extends GrantexError {
  static get name() {
    return 'GrantexInputError';
  }

  /**
   * @param {string} message
   * @param {{ code: string, offset?: number | null, line?: number | null, column?: number | null,
   *   pointer?: string | null, report?: object | null, cause?: unknown }} details
   */
  constructor(message, details) {
    super(message, details);
    /** Bytes before the place in the document, or null. */
    this.offset = details.offset ?? null;
    /** Its line, from 1, or null. */
    this.line = details.line ?? null;
    /** Bytes before it in its line plus 1, or null. */
    this.column = details.column ?? null;
    /** The JSON Pointer of the member it is about, or null. */
    this.pointer = details.pointer ?? null;
    /** What was found before the error: `broken` or `inconclusive`, never `intact`; or null. */
    this.report = details.report ?? null;
  }
}

/**
 * What a failure inside the module becomes. The Rust side throws a string of JSON for every error it foresaw;
 * anything else is a trap, after which the instance is not to be trusted with another byte.
 *
 * @param {unknown} thrown
 * @returns {{ error: GrantexError, trapped: boolean }}
 */
export function fromWasm(thrown) {
  if (typeof thrown === 'string') {
    const { message, ...details } = JSON.parse(thrown);
    return { error: new GrantexInputError(message, details), trapped: false };
  }
  return { error: trapError(thrown), trapped: true };
}

/**
 * @param {unknown} cause
 * @returns {GrantexError}
 */
export function trapError(cause) {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new GrantexError(
    `the verifier stopped inside its WebAssembly module (${words}); nothing was verified. ` +
      'This is either a lack of memory or a bug in grantex-compliance: please report it with the file, if you can',
    { code: 'WasmTrap', cause },
  );
}

/**
 * An error for a value that was handed in and can't be used.
 *
 * @param {string} code
 * @param {string} message
 * @param {object} [details]
 */
export function inputError(code, message, details) {
  return new GrantexInputError(message, { ...details, code });
}
