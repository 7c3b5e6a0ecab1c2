/** The API client. */

import type {
  ComplianceAuditExport,
  ComplianceExportAuditParams,
  ComplianceExportGrantsParams,
  ComplianceGrantsExport,
  ComplianceSummary,
  ComplianceSummaryParams,
  EvidencePack,
  EvidencePackParams,
  Report,
} from './generated.js';
import type { AbortSignalLike, RateLimit, VerifyOptions } from './index.js';

/** What is handed to a `fetch` of the caller's. */
export interface FetchInit {
  readonly method: 'GET';
  /** `Accept` and `Authorization`. In browsers the server's CORS rules allow no others to be added. */
  readonly headers: { [name: string]: string };
  /** Redirections are judged here: the key must not travel. */
  readonly redirect: 'manual';
  readonly signal: HostAbortSignal;
}

/** The host's own AbortSignal, where its types are known. */
export type HostAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : AbortSignalLike;

/** An answer, as far as it is used: a Response, or a plain object that behaves like one. */
export interface FetchResponse {
  readonly ok: boolean;
  readonly status?: number;
  readonly headers?: { get(name: string): string | null };
  readonly body?: object | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
  json?(): Promise<unknown>;
}

/** The host's `fetch`, or anything that is called the same way. */
export type FetchLike = (url: string, init: FetchInit) => PromiseLike<FetchResponse>;

export interface GrantexOptions {
  /** The API key. It goes into the `Authorization` header and nowhere else. Unless told, the environment variable GRANTEX_API_KEY. */
  apiKey?: string;
  /** Where the API is; `https://api.grantex.dev` unless told. Plain http is for this machine only (`localhost`, `127.0.0.1`, `[::1]`). */
  baseUrl?: string | { readonly href: string };
  /** Milliseconds that the server may take to begin its answer, and then to send the next piece of it; 30,000 unless told. */
  timeout?: number;
  /** How often 429, 502, 503, 504 and broken connections are tried again; 3 unless told. */
  maxRetries?: number;
  /** Used instead of the host's own `fetch`, which is looked up at each request otherwise. */
  fetch?: FetchLike;
  /** Send the key over plain http to other machines, too. */
  allowInsecure?: boolean;
}

/** The same by the name that it has in the other Grantex clients. */
export type GrantexClientOptions = GrantexOptions;

export interface CallOptions {
  /** Aborting rejects the promise with the signal's reason. */
  signal?: AbortSignalLike;
}

/** Options of a verified download. What was asked for is told to the verifier by the client itself. */
export interface VerifiedOptions extends Omit<VerifyOptions, 'expected'> {
  /** `'all'` (the default): the whole document. `'head'`: all of it but the entries, in bounded memory whatever the size. */
  retain?: 'all' | 'head';
}

/** An evidence pack that was verified while it came in. Look at the report before you use the pack. */
export interface VerifiedEvidencePack {
  readonly report: Report;
  readonly pack: EvidencePack;
}

/** The same without the entries. */
export interface VerifiedEvidencePackHead {
  readonly report: Report;
  readonly pack: Omit<EvidencePack, 'auditEntries'>;
}

/** An audit export that was verified while it came in. Look at the report before you use the export. */
export interface VerifiedAuditExport {
  readonly report: Report;
  readonly audit: ComplianceAuditExport;
}

/** The same without the entries. */
export interface VerifiedAuditExportHead {
  readonly report: Report;
  readonly audit: Omit<ComplianceAuditExport, 'entries'>;
}

/**
 * The compliance routes. Each method rejects with a `GrantexAuthError` (401, 403), another `GrantexApiError`, a
 * `GrantexNetworkError` (no answer, or one that broke off), or a `GrantexInputError` (a parameter or an answer that makes no sense).
 */
export interface Compliance {
  /** The organisation in numbers. */
  getSummary(params?: ComplianceSummaryParams | null, options?: CallOptions): Promise<ComplianceSummary>;

  /** All grants, or those that match. */
  exportGrants(params?: ComplianceExportGrantsParams | null, options?: CallOptions): Promise<ComplianceGrantsExport>;

  /** All audit entries, or those that match; not verified. */
  exportAudit(params?: ComplianceExportAuditParams | null, options?: CallOptions): Promise<ComplianceAuditExport>;

  /** An evidence pack; not verified: `chainIntegrity` in it is the server's own claim. */
  evidencePack(params?: EvidencePackParams | null, options?: CallOptions): Promise<EvidencePack>;

  /**
   * An evidence pack, verified while it downloads.
   *
   * ```js
   * const { report, pack } = await grantex.compliance.verifiedEvidencePack({ framework: 'soc2' }, { checkpoint, onProgress });
   * if (report.verdict === 'broken') throw new Error(report.findings[0].message);
   * ```
   *
   * @throws GrantexInputError also when a member stands twice in the document: no two readers need to see the same in it then.
   *   Its `report` is complete.
   */
  verifiedEvidencePack(params: EvidencePackParams | null | undefined, options: VerifiedOptions & { retain: 'head' }): Promise<VerifiedEvidencePackHead>;
  verifiedEvidencePack(params?: EvidencePackParams | null, options?: VerifiedOptions & { retain?: 'all' }): Promise<VerifiedEvidencePack>;

  /** An audit export, verified while it downloads. */
  verifiedAuditExport(params: ComplianceExportAuditParams | null | undefined, options: VerifiedOptions & { retain: 'head' }): Promise<VerifiedAuditExportHead>;
  verifiedAuditExport(params?: ComplianceExportAuditParams | null, options?: VerifiedOptions & { retain?: 'all' }): Promise<VerifiedAuditExport>;
}

/**
 * The API client, with the same options as the other Grantex clients.
 *
 * ```js
 * const grantex = new Grantex({ apiKey: process.env.GRANTEX_API_KEY });
 * const summary = await grantex.compliance.getSummary({ since: '2026-01-01T00:00:00Z' });
 * grantex.lastRateLimit; // { limit: 2000, remaining: 1999, reset: 16 }
 * ```
 *
 * @throws GrantexInputError without a key, or with options of the wrong kind.
 */
export class Grantex {
  constructor(options?: GrantexOptions);
  readonly compliance: Compliance;
  /** What the last answer said of the rate of requests. */
  readonly lastRateLimit: RateLimit | undefined;
}
