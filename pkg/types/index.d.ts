/**
 * Verifies Grantex evidence packs and audit exports where you are: every hash recomputed from the received bytes, every
 * link checked, every break named, and what was not proved said plainly.
 *
 * Importing this loads nothing; the first call loads the WebAssembly module once.
 */

import type { Checkpoint, ComplianceAuditExport, EvidencePack, Expected, Explanation, Report, SeriesReport } from './generated.js';

export * from './client.js';
export type * from './generated.js';

/** A Blob or File, as far as it is used. */
export interface BlobLike {
  readonly size: number;
  slice(start?: number, end?: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A Response, or an answer that behaves like one, as far as it is used. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status?: number;
  readonly bodyUsed?: boolean;
  readonly body?: object | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/** A ReadableStream of bytes or strings, as far as it is used. */
export interface ReadableStreamLike {
  readonly locked: boolean;
  getReader(): object;
}

/** An AbortSignal, as far as it is used. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A piece of a document. */
export type DocumentChunk = string | ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

/** A parsed evidence pack or audit export. It is written as JSON again and checked like text: prefer what the server sent. */
export type ParsedDocument =
  | { readonly meta: object; readonly auditEntries: readonly object[] }
  | { readonly total: number; readonly entries: readonly object[] };

/** A document, in any form that it may be had. */
export type DocumentInput =
  | DocumentChunk
  | BlobLike
  | ResponseLike
  | ReadableStreamLike
  | Iterable<DocumentChunk>
  | AsyncIterable<DocumentChunk>
  | ParsedDocument;

/** How far a verification has come. */
export interface VerifyProgress {
  /** Bytes taken. */
  readonly bytes: number;
  /** Bytes in all, where that is known beforehand. */
  readonly totalBytes: number | null;
  /** Entries examined. */
  readonly entries: number;
  /** Findings so far; some are made only at the end. */
  readonly findings: number;
}

/**
 * What became of each entry, as columns of one length, in the document's order. What is wrong with a chain stands in the report's
 * findings: a link that fails here may be explained there as the order within one millisecond.
 */
export interface Rows {
  /** How many entries there are. */
  readonly length: number;
  /** Where each starts in the document, in bytes. */
  readonly offset: Float64Array;
  /** Bytes of each: with `offset`, what `explainEntry` takes. */
  readonly size: Uint32Array;
  /** Unix milliseconds; NaN where the timestamp is unusable. */
  readonly time: Float64Array;
  /** Indexes into `rowStatuses`. */
  readonly status: Uint8Array;
  /** Indexes into `rowContents`. */
  readonly content: Uint8Array;
  /** Indexes into `rowLinks`. */
  readonly link: Uint8Array;
}

/** How an action came out, as its entry says; `other` is none of the server's. */
export const rowStatuses: readonly ['unreadable', 'success', 'failure', 'blocked', 'other'];

/** The format that an entry verified under; `unread`: it could not be hashed; `failed`: its hash is the hash of nothing it says. */
export const rowContents: readonly ['unread', 'failed', 'A', 'B', 'B/C', 'C'];

/** How an entry stands to the one right before it; `unknown`: one of the two has no usable hash. */
export const rowLinks: readonly ['first', 'holds', 'fails', 'unknown'];

/** What the caller knows beside the document, and how to go about it. */
export interface VerifyOptions {
  /** What was asked for. Nothing in a document proves it, so without this its window is only its claim. */
  expected?: Expected;
  /** The checkpoint kept from an earlier verification: shows a missing tail, and a chain rewritten since. */
  checkpoint?: Checkpoint | null;
  /** The developer whose chain it must be; the same as `expected.developerId`. */
  developerId?: string;
  /** Findings to keep in the report (all are counted); 1,000 unless told. */
  maxFindings?: number;
  /** Compute the SHA-256 of the whole document, for the workpaper. */
  fingerprint?: boolean;
  /** Entries to draw for a look by hand, by the document's SHA-256, which is computed for it; at most 10,000. */
  sample?: number;
  /** Called a few times a second, and once at the end. What it throws rejects the promise. */
  onProgress?: (progress: VerifyProgress) => void | PromiseLike<void>;
  /**
   * Called once, before the promise resolves, with what became of each entry. For pictures and lists: about 27 bytes an entry, so
   * ask for it only to show it. Not called where the document can't be read to its end.
   */
  onRows?: (rows: Rows) => void | PromiseLike<void>;
  /** Aborting rejects the promise with the signal's reason. */
  signal?: AbortSignalLike;
  /**
   * `0`: the caller's own thread. From 1: so many workers, which share the document; the report does not depend on how many.
   * `'auto'`: for large inputs one for every 16 MB, up to the number of cores and to eight; a stream of unknown length gets one.
   * Not told: as `'auto'` in a page, so that large inputs leave its main thread, and as `0` elsewhere. Workers are kept for ten
   * seconds, for the next verification. Where none can be had the caller's thread serves, and `report.run.note` says so.
   */
  workers?: number | 'auto';
}

/**
 * Verifies an evidence pack.
 *
 * ```js
 * const report = await verifyEvidencePack(await fetch('/evidence-pack.json'), { expected: { since: null, until: null } });
 * if (report.verdict === 'broken') console.log(report.findings);
 * ```
 *
 * @throws GrantexInputError when the input can't be read as an evidence pack. Tampering is no error: it is in the report.
 */
export function verifyEvidencePack(input: DocumentInput, options?: VerifyOptions): Promise<Report>;

/**
 * Verifies an audit export. Say in `expected` whether it was asked whole: nothing in an export tells.
 *
 * ```js
 * const report = await verifyAuditExport(file, { expected: { since: null, until: null, agentId: null, status: null } });
 * ```
 *
 * @throws GrantexInputError when the input can't be read as an audit export.
 */
export function verifyAuditExport(input: DocumentInput, options?: VerifyOptions): Promise<Report>;

/**
 * Verifies a document of either kind, recognised from its members; `report.document.kind` tells.
 *
 * ```js
 * const { verdict, document } = await verifyDocument(file);
 * ```
 *
 * @throws GrantexInputError when the input is neither.
 */
export function verifyDocument(input: DocumentInput, options?: VerifyOptions): Promise<Report>;

/** A document that can be read more than once, or a function that opens one every time anew. */
export type SeriesInput = string | ArrayBuffer | SharedArrayBuffer | ArrayBufferView | BlobLike | ParsedDocument | (() => DocumentInput | PromiseLike<DocumentInput>);

/** How far a series has come. */
export interface SeriesProgress extends VerifyProgress {
  /** The document that is read, by its place in the order given. */
  readonly document: number;
  /** How many there are. */
  readonly documents: number;
}

/** Options of a series: those of a verification, for every document alike. */
export interface SeriesOptions extends Omit<VerifyOptions, 'onProgress' | 'onRows'> {
  /** Called a few times a second. What it throws rejects the promise. */
  onProgress?: (progress: SeriesProgress) => void | PromiseLike<void>;
  /**
   * Called with what became of each entry of one document, whose place among those given is `document`. A document that is read
   * once more, against another's checkpoint, gives its rows once more.
   */
  onRows?: (rows: Rows, document: number) => void | PromiseLike<void>;
}

/** What became of one document. */
export type SeriesOutcome = { readonly report: Report; readonly error: null } | { readonly report: null; readonly error: Error };

/** The answer on several documents, with the report on each in the order given. */
export type Series = SeriesReport & { readonly reports: readonly SeriesOutcome[] };

/**
 * Verifies several documents and puts those of one chain together: what joins, overlaps, is missing in between, or can't both
 * be true. The order given is of no matter. A document that can't be read is part of the answer, and never rejects.
 *
 * ```js
 * const series = await verifySeries([january, february, march]);
 * for (const { name, join } of series.documents) console.log(name, join.relation);
 * ```
 */
export function verifySeries(documents: readonly (SeriesInput | { readonly name: string; readonly input: SeriesInput })[], options?: SeriesOptions): Promise<Series>;

/**
 * Shows how one entry is hashed: its members, its claimed hash and, for each format, the exact text and its digest.
 *
 * ```js
 * const { offset, length } = report.findings[0];
 * const explanation = await explainEntry(file.slice(offset, offset + length));
 * ```
 *
 * @throws GrantexInputError when the bytes are no entry.
 */
export function explainEntry(entry: DocumentInput): Promise<Explanation>;

/** Options of `readHead`. */
export interface ReadHeadOptions<Kind extends 'evidence-pack' | 'audit-export' = 'evidence-pack'> {
  /** The kind of document, as `report.document.kind` has it; an evidence pack unless told. */
  kind?: Kind;
  /** Aborting rejects the promise with the signal's reason. */
  signal?: AbortSignalLike;
}

/**
 * What a document holds beside its entries (summary, grants, policies), in bounded memory whatever the size. It verifies nothing:
 * verify the document first, and don't rely on this where the report counts `document.duplicate-member` outside of the entries.
 *
 * ```js
 * const { grants, policies } = await readHead(file);
 * ```
 *
 * @throws GrantexInputError when the input ends too early or is no JSON.
 */
export function readHead(document: DocumentInput, options?: ReadHeadOptions<'evidence-pack'>): Promise<Omit<EvidencePack, 'auditEntries'>>;
export function readHead(document: DocumentInput, options: ReadHeadOptions<'audit-export'>): Promise<Omit<ComplianceAuditExport, 'entries'>>;

/** Where the WebAssembly module comes from: a URL, a Response, bytes, a compiled module, or a promise of one of them. */
export type ModuleInput = string | object;

export interface InitOptions {
  /** The module, for hosts that must hand it over themselves. */
  module?: ModuleInput | PromiseLike<ModuleInput>;
  /** What the module's bytes must hash to (`sha256-…`, base64). Unless told, what this version was built with; `null`: anything. */
  integrity?: string | null;
  /**
   * A worker of the caller's: the URL of a copy of `grantex-compliance/worker`, or a function that starts one. Each
   * verification has one of its own, which is ended afterwards. `null`: the package's own again.
   */
  worker?: string | object | (() => object | PromiseLike<object>) | null;
}

/**
 * Loads the module now rather than at the first call. Needed only by hosts that must hand it over. May be called often; the
 * first success stands, and after a failure the next call tries again.
 *
 * ```js
 * await init({ module: 'https://cdn.example.com/grantex_compliance_bg.wasm' });
 * ```
 *
 * @throws GrantexError with code `WasmLoad`
 */
export function init(options?: InitOptions): Promise<void>;

/** Anything that went wrong in this package. Branch on the class and on `code`. */
export class GrantexError extends Error {
  /** Stable: `WasmLoad`, `WasmTrap`, `WorkerLost`, `ApiError`, `NetworkError`, or a dotted code of the verifier. */
  readonly code: string;
  readonly cause?: unknown;
  constructor(message: string, details?: { code?: string; cause?: unknown });
}

/** The input can't be read as a document at all, or an option makes no sense. */
export class GrantexInputError extends GrantexError {
  /** Bytes before the place in the document. */
  readonly offset: number | null;
  /** Its line, from 1. */
  readonly line: number | null;
  /** Bytes before it in its line, plus 1. */
  readonly column: number | null;
  /** The JSON Pointer of the member it is about. */
  readonly pointer: string | null;
  /** What was found before the error: `broken` or `inconclusive`, never `intact`. */
  readonly report: Report | null;
  constructor(
    message: string,
    details: {
      code: string;
      offset?: number | null;
      line?: number | null;
      column?: number | null;
      pointer?: string | null;
      report?: Report | null;
      cause?: unknown;
    },
  );
}

/** No answer came, or it broke off. */
export class GrantexNetworkError extends GrantexError {}

/** What the server says of the rate of requests. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the limit starts anew. */
  readonly reset: number;
  /** Seconds to wait, where the server asks for that. */
  readonly retryAfter?: number;
}

/** The server answered, but not with success. */
export class GrantexApiError extends GrantexError {
  readonly statusCode: number;
  readonly body: unknown;
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit | undefined;
  constructor(
    message: string,
    details: { statusCode: number; code?: string; body?: unknown; requestId?: string; rateLimit?: RateLimit; cause?: unknown },
  );
}

/** The server refused the API key (401 or 403). */
export class GrantexAuthError extends GrantexApiError {}
