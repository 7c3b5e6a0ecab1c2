// Generated from the Rust types by `cargo run --features schema --example generate_types`. Change those, not this.

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | Array<JsonValue> | JsonObject;

/** Any JSON object. */
export type JsonObject = { [name: string]: JsonValue };

/**
 * The same type with whatever members a newer server sends beside the known ones: they are there, but their types are not.
 *
 * `(pack.meta as WithUnknownMembers<EvidencePackMeta>).region`
 */
export type WithUnknownMembers<T> = T & { [name: string]: unknown };

/** Parameters of `GET /v1/compliance/summary`. */
export type ComplianceSummaryParams = {
  /** Start of the window, ISO 8601, inclusive. */
  since?: string;
  /** End of the window, ISO 8601, inclusive. */
  until?: string;
};

/** Parameters of `GET /v1/compliance/export/grants`. */
export type ComplianceExportGrantsParams = {
  /** Start of the window, ISO 8601, inclusive. */
  since?: string;
  /** End of the window, ISO 8601, inclusive. */
  until?: string;
  /** Only grants of this status. */
  status?: "active" | "revoked" | "expired";
};

/** Parameters of `GET /v1/compliance/export/audit`. */
export type ComplianceExportAuditParams = {
  /** Start of the window, ISO 8601, inclusive. */
  since?: string;
  /** End of the window, ISO 8601, inclusive. */
  until?: string;
  /** Only entries of this agent. */
  agentId?: string;
  /** Only entries of this status. */
  status?: "success" | "failure" | "blocked";
};

/** Parameters of `GET /v1/compliance/evidence-pack`. */
export type EvidencePackParams = {
  /** Start of the window, ISO 8601, inclusive. */
  since?: string;
  /** End of the window, ISO 8601, inclusive. */
  until?: string;
  /** The framework; without it the server takes `all`. */
  framework?: "soc2" | "gdpr" | "all";
};

/** An organisation in numbers. */
export type ComplianceSummary = {
  /** When the summary was made, ISO 8601. */
  generatedAt: string;
  /** Start of the window it was asked with, inclusive; absent when it was asked without. */
  since?: string;
  /** End of the window it was asked with, inclusive; absent when it was asked without. */
  until?: string;
  /** Agents, over all time. */
  agents: AgentCounts;
  /** Grants issued inside the window. */
  grants: GrantCounts;
  /** Audit entries inside the window. */
  auditEntries: AuditEntryCounts;
  /** Policies, over all time. */
  policies: PolicyCounts;
  /** The billing plan. */
  plan: Plan;
};

/** Agents by status, over all time. */
export type AgentCounts = {
  /** All of them. */
  total: number;
  /** Those that may act. */
  active: number;
  /** Those that may not act for now. */
  suspended: number;
  /** Those that may not act any more. */
  revoked: number;
};

/** Grants by status, those with `issuedAt` inside the window. A grant that says `active` but has expired counts as expired. */
export type GrantCounts = {
  /** All of them. */
  total: number;
  /** Those that have neither expired nor been revoked. */
  active: number;
  /** Those that were revoked. */
  revoked: number;
  /** Those that have expired. */
  expired: number;
};

/** Audit entries by status, those with `timestamp` inside the window. */
export type AuditEntryCounts = {
  /** All of them. */
  total: number;
  /** Actions that succeeded. */
  success: number;
  /** Actions that failed. */
  failure: number;
  /** Actions that were not let through. */
  blocked: number;
};

/** Policies, over all time. */
export type PolicyCounts = {
  /** All of them. */
  total: number;
};

/** A billing plan. It limits how many audit entries are stored. */
export type Plan = "free" | "pro" | "enterprise" | (string & {});

/** The answer of `GET /v1/compliance/export/grants`. */
export type ComplianceGrantsExport = {
  /** When the export was made, ISO 8601. */
  generatedAt: string;
  /** How many grants there are. */
  total: number;
  /** The grants. */
  grants: Array<Grant>;
};

/**
 * A grant: what a principal allowed an agent to do.
 *
 * Compliance routes name its id `grantId`; other routes, and older servers, name it `id`. Either is read, and both are there
 * for the reader.
 */
export type Grant = {
  /** Its id, in the spelling of the compliance routes. */
  grantId: string;
  /** Its id, in the spelling of the other routes. */
  id: string;
  /** The agent that may act. */
  agentId: string;
  /** The agent's decentralised identifier; compliance routes leave it out. */
  agentDid?: string;
  /** Who allowed it. */
  principalId: string;
  /** The developer whose agent it is. */
  developerId: string;
  /** What was allowed. */
  scopes: Array<string>;
  /** Its status. */
  status: GrantStatus;
  /** Its start, ISO 8601. */
  issuedAt: string;
  /** Its end, ISO 8601. */
  expiresAt: string;
  /** When it was revoked, ISO 8601; `null` if it was not. Older servers leave a `null` out. */
  revokedAt?: string | null;
  /** How many delegations lie between the principal and the agent; 0: none. Older servers leave it out. */
  delegationDepth?: number;
};

/** The status of a grant. `active` says nothing about expiry: compare `expiresAt` too. */
export type GrantStatus = "active" | "revoked" | "expired" | (string & {});

/** The answer of `GET /v1/compliance/export/audit`. */
export type ComplianceAuditExport = {
  /** When the export was made, ISO 8601. */
  generatedAt: string;
  /** How many entries there are. */
  total: number;
  /** The entries, by (timestamp, id) ascending. */
  entries: Array<AuditEntry>;
};

/**
 * One action of an agent, a link of the developer's hash chain.
 *
 * A model to read from, not to verify from: hashes are recomputed from the received bytes, which keep the spelling
 * and the order of members that this type does not.
 */
export type AuditEntry = {
  /** Its id. */
  entryId: string;
  /** The agent that acted. */
  agentId: string;
  /** The agent's decentralised identifier. */
  agentDid: string;
  /** The grant it acted under. */
  grantId: string;
  /** For whom it acted. */
  principalId: string;
  /** The developer whose chain this is. It is part of what is hashed. */
  developerId: string;
  /** What it did. */
  action: string;
  /**
   * What else was recorded: an object. A missing or null one counts as `{}`, as it does in the hash.
   * (A string that holds an object's text, which old rows may have, is kept as it is.)
   */
  metadata: JsonObject;
  /** SHA-256 of the entry's hashed text, 64 lower-case hex digits, as the server claims it. */
  hash: string;
  /** `hash` of the entry before; `null` in a chain's first. */
  prevHash: string | null;
  /** When it was recorded, ISO 8601. */
  timestamp: string;
  /** How it came out. A missing one counts as `success`, as it does in the hash. */
  status: AuditStatus;
};

/** How an action came out. */
export type AuditStatus = "success" | "failure" | "blocked" | (string & {});

/** The answer of `GET /v1/compliance/evidence-pack`. */
export type EvidencePack = {
  /** What the pack says of itself. */
  meta: EvidencePackMeta;
  /** Its records in numbers. */
  summary: EvidencePackSummary;
  /** The grants inside the window. */
  grants: Array<Grant>;
  /** The audit entries inside the window, by (timestamp, id) ascending. */
  auditEntries: Array<AuditEntry>;
  /** The policies. */
  policies: Array<Policy>;
  /** The server's own claim about the chain: a claim, not a proof. */
  chainIntegrity: ChainIntegrity;
};

/** What a pack says of itself. Nothing in it is hashed. */
export type EvidencePackMeta = {
  /** The version of the pack's form: `1.0`. */
  schemaVersion: string;
  /** When the pack was made, ISO 8601. */
  generatedAt: string;
  /** Start of the window it was asked with, inclusive; absent when it was asked without. */
  since?: string;
  /** End of the window it was asked with, inclusive; absent when it was asked without. */
  until?: string;
  /** The framework it was asked for. The server repeats whatever it was asked, known or not. */
  framework: Framework;
};

/** The framework that a pack is made for. */
export type Framework = "soc2" | "gdpr" | "all" | (string & {});

/** The summary inside an evidence pack: a `ComplianceSummary` whose time and window stand in `meta`. */
export type EvidencePackSummary = {
  /** Agents, over all time. */
  agents: AgentCounts;
  /** Grants issued inside the window. */
  grants: GrantCounts;
  /** Audit entries inside the window. */
  auditEntries: AuditEntryCounts;
  /** Policies, over all time. */
  policies: PolicyCounts;
  /** The billing plan. */
  plan: Plan;
};

/** A policy. A condition that is `null` applies to everything. */
export type Policy = {
  /** Its id. */
  id: string;
  /** Its name. */
  name: string;
  /** What it does with the actions it applies to. */
  effect: PolicyEffect;
  /** Its rank among policies. */
  priority: number;
  /** Condition: the agent. */
  agentId: string | null;
  /** Condition: the principal. */
  principalId: string | null;
  /** Condition: the scopes. */
  scopes: Array<string> | null;
  /** Condition: the time of day from which it applies, `HH:mm`. */
  timeOfDayStart: string | null;
  /** Condition: the time of day until which it applies, `HH:mm`; it may lie past midnight. */
  timeOfDayEnd: string | null;
  /** When it was made, ISO 8601. */
  createdAt: string;
  /** When it was last changed, ISO 8601. */
  updatedAt: string;
};

/** What a policy does with the actions it applies to. */
export type PolicyEffect = "allow" | "deny" | (string & {});

/** The server's own claim about the chain: a claim, not a proof. */
export type ChainIntegrity = {
  /** Whether the server calls the chain intact. */
  valid: boolean;
  /** How many entries it checked before it stopped. */
  checkedEntries: number;
  /** The first broken entry: its id, as servers send it, or its ISO 8601 timestamp, as they are documented to. */
  firstBrokenAt: string | null;
  /** What is broken there. Older servers leave it out. */
  reason?: IntegrityReason | null;
};

/** What the server found broken. */
export type IntegrityReason = "link" | "content" | (string & {});

/** Options of a verification. The default knows nothing beside the document. */
export type VerifyOptions = {
  /** What the document was asked with. Nothing in `meta` is hashed, so without this the window is the file's claim only. */
  expected?: Expected;
  /** The checkpoint kept from an earlier verified pack. */
  checkpoint?: Checkpoint | null;
  /** Findings to keep in the report (all are counted); 1,000 unless told. */
  maxFindings?: number;
  /** Compute the SHA-256 of the whole document, for the workpaper. */
  fingerprint?: boolean;
  /** Entries to draw for a look by hand, by the document's SHA-256, which is computed for it; at most 10,000. */
  sample?: number;
  /** The chain's developer; the same as `expected.developerId`. */
  developerId?: string | null;
  /** The kind the document must have; recognised from its members unless told. */
  kind?: DocumentKind;
};

/** What was asked. Each member has three states: absent (not told), `null` (asked without it), or the value asked with. */
export type Expected = {
  /** Start of the window, ISO 8601, inclusive. */
  since?: string | null;
  /** End of the window, ISO 8601, inclusive. */
  until?: string | null;
  /** Framework of a pack: `soc2`, `gdpr` or `all`; `null`: asked without, which the server answers with `all`. */
  framework?: string | null;
  /** Agent filter of an export. */
  agentId?: string | null;
  /** Status filter of an export. */
  status?: string | null;
  /** The developer whose chain it is. */
  developerId?: string | null;
};

/** A checkpoint. Whoever saves it may add members of their own, such as `savedAt`; they are kept and not judged. */
export type Checkpoint = {
  /** The name of this form: `grantex-compliance/checkpoint/1`. */
  schema: "grantex-compliance/checkpoint/1";
  /** Whose chain it is. */
  developerId: string;
  /** Entries in the pack. */
  entries: number;
  /** The newest of them. */
  head: CheckpointHead;
  /** The pack's window. */
  window: CheckpointWindow;
  /** SHA-256 of the pack's bytes, where it was computed. */
  documentSha256: string | null;
};

/** The newest entry of a verified pack. */
export type CheckpointHead = {
  /** Its `entryId`. */
  entryId: string;
  /** Its `hash`: 64 lower-case hex digits. */
  hash: string;
  /** Its `timestamp`, as received. */
  timestamp: string;
};

/** The window that the pack was asked with. */
export type CheckpointWindow = {
  /** Its start; `null`: from the beginning. */
  since: string | null;
  /** Its end; `null`: to the newest entry. */
  until: string | null;
};

/** The whole answer. */
export type ReportMembers = {
  /** The name of this form: `grantex-compliance/report/1`. */
  schema: "grantex-compliance/report/1";
  /** The answer. */
  verdict: Verdict;
  /** The checks that decided a verdict other than `intact`. */
  because: Array<CheckCode>;
  /** Whether a checkpoint ties the pack to what was seen before. */
  assurance: Assurance;
  /** Where that checkpoint was found; `null` where it was not, or none was given. */
  anchor: FoundAnchor | null;
  /** The documented `chainIntegrity`, recomputed. */
  chainIntegrity: RecomputedIntegrity;
  /** The server's claim; `null` where the document has none. */
  serverClaim: ServerClaim | null;
  /** Every check with its outcome. */
  checks: Array<Check>;
  /** The findings, sorted by index (none first), code, pointer. */
  findings: Array<Finding>;
  /** All findings counted, kept or not. */
  findingCounts: { [code in FindingCode]?: SeverityCounts };
  /** The entries in numbers. */
  entries: EntrySummary;
  /** Which part of the chain the document speaks of. */
  coverage: Coverage;
  /** What to keep for the next verification; only an intact report gives one. */
  checkpoint: Checkpoint | null;
  /** The document itself. */
  document: DocumentInfo;
  /** Every part of the document: what binds it, and what became of it. */
  claims: Claims;
  /** Policies that were changed inside the period; `null` for an export. */
  policyChanges: PolicyChanges | null;
  /** The entries that were drawn, with option `sample`. */
  sample: Sample | null;
  /** Criteria that the checks can support. None of these outcomes says that a criterion is met. */
  controls: Array<ControlSupport>;
  /** What was not proved. */
  limits: Array<Limit>;
  /** How the report was made. */
  run: RunInfo;
};

/** The answer. Exhaustive on purpose: a new verdict should break its readers' builds. */
export type Verdict = "intact" | "broken" | "inconclusive";

/** Whether the caller's checkpoint was found in the pack. */
export type Assurance = "anchored" | "unanchored";

/** Where the caller's checkpoint was found. */
export type FoundAnchor = {
  /** The document holds its head, at this entry; `null`: the document goes on right after it. */
  index: number | null;
};

/** The documented `chainIntegrity`, recomputed here. */
export type RecomputedIntegrity = {
  /** Every `chain.*` check was established. */
  valid: boolean;
  /** Entries whose content was established. */
  checkedEntries: number;
  /** Timestamp of the first broken entry, as documented. */
  firstBrokenAt: string | null;
  /** Its id. */
  firstBrokenEntryId: string | null;
  /** Its index among the entries, from 0. */
  firstBrokenIndex: number | null;
  /** What broke there; content comes before link. */
  reason: BreakReason | null;
};

/** Which member of an entry broke first, in the server's words. */
export type BreakReason = "link" | "content";

/** The server's own claim, and whether it agrees with what was recomputed. */
export type ServerClaim = {
  /** `chainIntegrity.valid` as received. */
  valid: boolean;
  /** `chainIntegrity.checkedEntries` as received. */
  checkedEntries: number | null;
  /** `chainIntegrity.firstBrokenAt` as received: an entry's id or a timestamp. */
  firstBrokenAt: string | null;
  /** `chainIntegrity.reason` as received; older servers leave it out. */
  reason: string | null;
  /** The same `valid` and, where false, the same entry. `null` when there was nothing to compare with. */
  agrees: boolean | null;
  /** What the server's own check says of these entries. `null` when there are some that it can't have sent. */
  modelled: ModelledClaim | null;
  /**
   * Whether the claim is what that check says. Where it is not, the entries or the claim were changed after the server
   * made it, or the server checks otherwise than is known. `null` where that is.
   */
  asModelled: boolean | null;
};

/**
 * The claim that an honest server makes of these entries. Its check stops at the first break, knows contents and links, and
 * does not know where a chain has to begin.
 */
export type ModelledClaim = {
  /** Whether it comes to the end. */
  valid: boolean;
  /** Entries before the first break. */
  checkedEntries: number;
  /** The entry that it stops at. */
  firstBrokenAt: string | null;
  /** Why. */
  reason: BreakReason | null;
  /** Entries after that one, which it does not look at. */
  notReached: number;
  /** Findings of this report that it can't notice even in what it looks at. */
  notNoticed: Array<FindingCode>;
};

/** One check with its outcome. Every report lists every check. */
export type Check = {
  /** Which check. */
  code: CheckCode;
  /** How it came out. */
  outcome: Outcome;
  /** The outcome in words. */
  detail: string;
};

/** A check that every report lists. */
export type CheckCode =
  | "document.schema"
  | "chain.content"
  | "chain.links"
  | "chain.genesis"
  | "chain.order"
  | "chain.developer"
  | "pack.request"
  | "pack.window"
  | "pack.counts"
  | "pack.server-claim"
  | "pack.plan-limit"
  | "access.replay"
  | "checkpoint";

/** What was compared, and how it came out. */
export type Outcome = "passed" | "failed" | "not-established" | "not-checked";

/** Something that is wrong or worth knowing. Members that don't apply are left out of the JSON. */
export type FindingMembers = {
  /** What it is; stable. */
  code: FindingCode;
  /** How bad it is. */
  severity: Severity;
  /** Why a link broke, as far as the links show. */
  cause?: Cause;
  /** The finding in words, derived from code, cause and params. */
  message: string;
  /** The entry's index, from 0. */
  index?: number;
  /** The entry's id. */
  entryId?: string;
  /** The entry's timestamp. */
  timestamp?: string;
  /** JSON Pointer (RFC 6901) of what it is about. */
  pointer?: string;
  /** Where the entry starts in the document, in bytes. */
  offset?: number;
  /** The entry's length in bytes. */
  length?: number;
  /** What should stand there. */
  expected?: string;
  /** What stands there. */
  actual?: string;
  /** Indexes of the other entries it is about. */
  related?: Array<number>;
};

/** What a finding is. */
export type FindingCode =
  | "chain.content-mismatch"
  | "chain.link-mismatch"
  | "chain.genesis-missing"
  | "chain.genesis-unexpected"
  | "chain.duplicate-entry"
  | "chain.developer-mismatch"
  | "chain.out-of-order"
  | "chain.format-regression"
  | "chain.same-millisecond-order"
  | "chain.same-millisecond-fork"
  | "chain.erasure-marker"
  | "chain.status-unprotected"
  | "document.malformed-entry"
  | "document.duplicate-member"
  | "document.number-precision"
  | "document.unsupported-schema"
  | "document.developer-id-missing"
  | "document.limit-exceeded"
  | "document.member-missing"
  | "document.unprotected-member"
  | "document.reserialized"
  | "pack.request-mismatch"
  | "pack.count-mismatch"
  | "pack.outside-window"
  | "pack.generated-before-entry"
  | "pack.server-claim-mismatch"
  | "pack.plan-limit-reached"
  | "checkpoint.mismatch"
  | "checkpoint.not-covered"
  | "access.after-revocation"
  | "access.after-expiry"
  | "access.before-issue"
  | "access.agent-mismatch"
  | "access.principal-mismatch"
  | "access.grant-not-in-pack";

/** How bad a finding is. */
export type Severity = "error" | "warning" | "info";

/** Why a link broke, as far as the links show. */
export type Cause = "inserted" | "deleted" | "forked" | "moved";

/** Finding counts of one code. */
export type SeverityCounts = {
  /** Errors. */
  error?: number;
  /** Warnings. */
  warning?: number;
  /** Remarks. */
  info?: number;
};

/** The entries in numbers. */
export type EntrySummary = {
  /** Rows of the document, whatever became of them. */
  total: number;
  /** By `status` as received (a missing one counts as `success`). */
  byStatus: { [status: string]: number };
  /** By the format under which the content verified. */
  byFormat: FormatCounts;
  /** The first entry's `developerId`. */
  developerId: string | null;
  /** The first row. */
  first: EntryEnd | null;
  /** The last row. */
  last: EntryEnd | null;
};

/** How many entries verified under each format. */
export type FormatCounts = {
  /** Written until 2026-02-26; `status` is not covered. */
  A: number;
  /** Written from 2026-02-26 to 2026-08-12. */
  B: number;
  /** The text is the same under B and C. */
  "B/C": number;
  /** Written since 2026-08-12: canonical metadata. */
  C: number;
};

/** The ends of the entries. */
export type EntryEnd = {
  /** `entryId` as received; `null` where it is unusable. */
  entryId: string | null;
  /** `timestamp` as received; `null` where it is unusable. */
  timestamp: string | null;
  /** `hash` as received; `null` where it is unusable. */
  hash: string | null;
  /** `prevHash` as received; `null` where it is null or unusable. */
  prevHash: string | null;
};

/** Which part of the chain the document speaks of. */
export type Coverage = {
  /** What the caller says was asked; `null` when untold. */
  expected: Expected | null;
  /** What `meta` says. */
  claimed: ClaimedWindow;
  /** What the entries show. */
  observed: ObservedWindow;
  /** The first entry has a null `prevHash`. */
  startsAtGenesis: boolean;
};

/** The window that the document claims, in `meta`. */
export type ClaimedWindow = {
  /** `meta.since`. */
  since: string | null;
  /** `meta.until`. */
  until: string | null;
  /** `meta.framework`. */
  framework: string | null;
};

/** The time the entries span. */
export type ObservedWindow = {
  /** The earliest timestamp. */
  from: string | null;
  /** The latest timestamp. */
  to: string | null;
};

/** The document itself. */
export type DocumentInfo = {
  /** Its kind. */
  kind: DocumentKind;
  /** Its length. */
  bytes: number;
  /** SHA-256 of all its bytes, lower-case hex, with option `fingerprint`. */
  sha256: string | null;
  /** `meta` of a pack; long text is cut. */
  meta: { [name: string]: unknown } | null;
  /** `summary` of a pack; long text is cut. */
  summary: { [name: string]: unknown } | null;
  /** Grants in a pack. */
  grants: number | null;
  /** Policies in a pack. */
  policies: number | null;
};

/** The kind of document. */
export type DocumentKind = "evidence-pack" | "audit-export";

/** Every part of the document, what binds it and what became of it. What the whole document proves says the verdict. */
export type Claims = {
  /** The parts that the document has, in the order of their codes and bindings. */
  parts: Array<ClaimedPart>;
  /** All of them in numbers. */
  coverage: ClaimCoverage;
};

/** A part of the document, as far as one thing binds it. A part that is bound in two ways has two lines. */
export type ClaimedPart = {
  /** Which part; stable. */
  code: ClaimCode;
  /** Where it stands: a JSON Pointer in which `*` means every element. */
  part: string;
  /** Its members there; empty where the part itself is meant. */
  members: Array<string>;
  /** What binds it. */
  binding: Binding;
  /** What became of it as a whole. */
  outcome: ClaimOutcome;
  /** Its statements, counted by what became of them. */
  statements: OutcomeCounts;
  /** The checks that look at it. */
  checks: Array<CheckCode>;
};

/** A part of the document. */
export type ClaimCode =
  | "entries.content"
  | "entries.status"
  | "entries.order"
  | "entries.grant"
  | "entries.erasure-marker"
  | "entries.unprotected-member"
  | "meta.schema-version"
  | "meta.generated-at"
  | "meta.since"
  | "meta.until"
  | "meta.framework"
  | "summary.audit-entries"
  | "summary.grants"
  | "summary.policies"
  | "summary.agents"
  | "summary.plan"
  | "grants.parties"
  | "grants.dates"
  | "grants.status"
  | "grants.scopes"
  | "grants.other"
  | "policies"
  | "total"
  | "chain-integrity"
  | "unknown-member";

/** What holds a statement in place. */
export type Binding = "hash" | "cross-checked" | "asserted" | "uncheckable";

/** What became of statements. Of several, the first that applies, in the order: contradicted, not established, not checked, proved. */
export type ClaimOutcome = "proved" | "contradicted" | "not-established" | "not-checked";

/** Statements, counted by what became of them. The four counts make the total. */
export type OutcomeCounts = {
  /** They hold, by what binds them. */
  proved: number;
  /** They can't be true together with what binds them. */
  contradicted: number;
  /** They were held against something that does not decide them. */
  notEstablished: number;
  /** They were held against nothing. */
  notChecked: number;
};

/** How much of the document is bound and proved. Percentages are whole numbers, rounded down: 100 is said only of all. */
export type ClaimCoverage = {
  /** Statements of the document, in all. */
  statements: number;
  /** By what binds them. */
  byBinding: BindingCounts;
  /** By what became of them. */
  byOutcome: OutcomeCounts;
  /** Of the statements, the percentage that a hash binds and that hold. */
  boundPercent: number;
  /** Of the statements, the percentage that hold, by a hash or by a comparison. */
  provedPercent: number;
  /** Bytes of all entries in the document. */
  entryBytes: number;
  /** Bytes of those entries whose content was established. */
  boundEntryBytes: number;
  /** Of the entries' bytes, the percentage in entries whose content was established. */
  boundEntryBytesPercent: number;
};

/** Statements, counted by what binds them. */
export type BindingCounts = {
  /** An entry's hash or a link, whether it holds or not. */
  hash: number;
  /** A comparison. */
  crossChecked: number;
  /** Nothing here. */
  asserted: number;
  /** Nothing that there could be. */
  uncheckable: number;
};

/** Policies that were changed after the period began: what they said before stands nowhere in the pack. */
export type PolicyChanges = {
  /** How many. */
  total: number;
  /** The latest of them, up to a hundred, the latest first. */
  latest: Array<PolicyChange>;
};

/** A policy that was changed. */
export type PolicyChange = {
  /** Its `id`; `null` where it has none. */
  id: string | null;
  /** Its `name`; `null` where it has none. */
  name: string | null;
  /** Its `updatedAt`, as received. */
  updatedAt: string;
};

/** A sample of the entries, drawn by the document's own SHA-256: nobody chose it, and anybody can draw it again. */
export type Sample = {
  /** How it was drawn: `grantex-compliance/sample/1`. */
  method: "grantex-compliance/sample/1";
  /** The seed: SHA-256 of the document's bytes, lower-case hex. */
  seed: string;
  /** How many were asked for; there are fewer where the document holds fewer. */
  asked: number;
  /** Entries that were drawn from: all rows of the document. */
  population: number;
  /** Those that were drawn, by index. */
  entries: Array<SampledEntry>;
};

/** A drawn entry. */
export type SampledEntry = {
  /** Which it was of those drawn, from 1: the first 25 of a sample of 40 are the sample of 25. */
  draw: number;
  /** The entry's index, from 0. */
  index: number;
  /** Its id; left out where it is unusable. */
  entryId?: string;
  /** Its timestamp; left out where it is unusable. */
  timestamp?: string;
  /** Where it starts in the document, in bytes. */
  offset: number;
  /** Its length in bytes. */
  length: number;
};

/** A criterion or article, and the checks whose outcomes can support what is said about it. None of these outcomes says that it is met. */
export type ControlSupport = {
  /** What it belongs to. */
  framework: ControlFramework;
  /** The criterion, such as `CC7.2`, or the article, such as `5(1)(f)`. */
  criterion: string;
  /** The checks that speak to it, with their outcomes in this report. */
  checks: { [code in CheckCode]?: Outcome };
  /** The findings of this report that speak to it. */
  findings: Array<FindingCode>;
};

/** What a criterion belongs to. */
export type ControlFramework = "soc2" | "gdpr";

/** Something that this report does not prove. */
export type Limit = {
  /** Which. */
  code: LimitCode;
  /** In plain words. */
  message: string;
};

/** Something that a report does not prove. */
export type LimitCode =
  | "limit.tail"
  | "limit.rewrite"
  | "limit.request"
  | "limit.window-start"
  | "limit.filtered"
  | "limit.status-unprotected"
  | "limit.unhashed-parts"
  | "limit.agent-counts"
  | "limit.scopes"
  | "limit.access-replay"
  | "limit.skipped-entries"
  | "limit.explanations"
  | "limit.policy-history";

/** How the report was made: the one part that differs between runs. */
export type RunInfo = {
  /** Name and version of the verifier. */
  engine: string;
  /** Wall-clock milliseconds, where a clock was at hand. */
  durationMs: number | null;
  /** Workers that took part beside the caller's thread. */
  workers: number;
  /** Why it ran otherwise than asked (for example in the caller's thread because no worker could be had). */
  note?: string;
};

/** The answer on several documents. */
export type SeriesReport = {
  /** The name of this form: `grantex-compliance/series/1`. */
  schema: "grantex-compliance/series/1";
  /** The answer: `intact` where every document is, and no two of one chain leave a gap or contradict each other. */
  verdict: Verdict;
  /** What keeps it from being intact. */
  because: Array<SeriesReason>;
  /** Whether the caller's checkpoint was found in one of the documents. */
  assurance: Assurance;
  /** The chains, one for each developer. */
  timelines: Array<Timeline>;
  /** The documents, chain by chain and in the order of time; those that belong to no known chain last. */
  documents: Array<SeriesDocument>;
  /** What to keep for the next period: of one chain, where the series is intact. */
  checkpoint: Checkpoint | null;
};

/** One thing that keeps a series from being intact. */
export type SeriesReason = {
  /** Which; stable. */
  code: SeriesCode;
  /** The document, by its place among `documents`; `null` where it is about none. */
  document: number | null;
  /** In words. */
  message: string;
};

/** What keeps a series from being intact. */
export type SeriesCode =
  | "series.document"
  | "series.contradiction"
  | "series.gap"
  | "series.not-established"
  | "series.unreadable"
  | "series.empty";

/** One developer's chain, as far as the documents show it. */
export type Timeline = {
  /** The developer. */
  developerId: string;
  /** In the order of time; between two of them something is missing, or not established. */
  stretches: Array<Stretch>;
};

/** Documents that follow each other without a gap. */
export type Stretch = {
  /** The first entry's time. */
  from: string | null;
  /** The last entry's time. */
  to: string | null;
  /** Entries, those that several documents hold counted once. */
  entries: number;
  /** The first entry starts the chain. */
  startsAtGenesis: boolean;
  /** The documents, by their places among `documents`. */
  documents: Array<number>;
};

/** One document of a series. */
export type SeriesDocument = {
  /** What the caller calls it. */
  name: string;
  /** Its place in the order in which they were given, from 0. */
  position: number;
  /** The verdict on it, with the checkpoints that it was held against; `null` where it could not be read. */
  verdict: Verdict | null;
  /** Why it could not be read. */
  problem: SeriesProblem | null;
  /** Whether it was found to hold, or to follow on, another's checkpoint. */
  assurance: Assurance;
  /** Its chain's developer. */
  developerId: string | null;
  /** Its entries. */
  entries: number;
  /** Its first entry starts the chain. */
  startsAtGenesis: boolean;
  /** The time of its first entry. */
  from: string | null;
  /** The time of its last entry. */
  to: string | null;
  /** The start of the window that it claims. */
  since: string | null;
  /** The end of the window that it claims. */
  until: string | null;
  /** Its newest entry, where it is intact. */
  head: CheckpointHead | null;
  /** How it is joined to another. */
  join: Join;
};

/** Why a document could not be read. */
export type SeriesProblem = {
  /** The error's code. */
  code: string;
  /** In words. */
  message: string;
};

/** How a document is joined to another. */
export type Join = {
  /** How it stands to the other. */
  relation: Relation;
  /** The other, by its place among `documents`; `null` where there is none. */
  to: number | null;
  /** Entries that both hold. */
  shared: number | null;
  /** What lies between them. */
  gap: Gap | null;
};

/** How a document stands to the one that reached furthest before it. */
export type Relation = "first" | "joined" | "overlap" | "contained" | "gap" | "contradiction" | "not-established";

/** A time that no document speaks of. */
export type Gap = {
  /** The last entry before it. */
  from: string | null;
  /** The first entry after it. */
  to: string | null;
  /** The two windows leave no time between them, so entries that belong into one of them are missing from it. */
  windowsAdjoin: boolean;
};

/** A member of an entry as received. */
export type ExplainedMember = {
  /** Its name. */
  name: string;
  /** Its value's JSON text, as received; a lone surrogate can't stand in it otherwise than as its escape. */
  text: string;
  /** Some format hashes it. `hash` itself is what the others are hashed to. */
  hashed: boolean;
};

/** What one format hashes of an entry. */
export type ExplainedFormat = {
  /** Which format. */
  format: 'A' | 'B' | 'C';
  /** The exact text. */
  preimage: string;
  /** Its SHA-256, lower-case hex. */
  digest: string;
  /** The digest is the claimed hash. */
  matches: boolean;
};

/** One entry looked at closely. */
export type Explanation = {
  /** Its members: those the server writes in its order, then the others as received. */
  members: Array<ExplainedMember>;
  /** `hash`, where it is one. */
  claimedHash: string | null;
  /** `prevHash`, where it is text. */
  prevHash: string | null;
  /** Why the entry can't be hashed, with the member's JSON Pointer; `null` where it can. */
  problem: string | null;
  /** The content was established. */
  verified: boolean;
  /** The format it was established under: `A`, `B`, `B/C` or `C`. */
  format: 'A' | 'B' | 'B/C' | 'C' | null;
  /** Metadata members that a data-erasure request added: the content verifies without them. */
  erasureMarkers: Array<string>;
  /** It verifies only with the millisecond form of its timestamp. */
  reserialized: boolean;
  /** What each format hashes of it as it stands; empty where it can't be hashed. */
  formats: Array<ExplainedFormat>;
};

/** A report, by its verdict: a `switch (report.verdict)` narrows it. */
export type Report = IntactReport | BrokenReport | InconclusiveReport;

/** Nothing is wrong and everything was established; `limits` says what that does not prove. */
export type IntactReport = ReportMembers & { verdict: "intact"; because: [] };

/** Something in the document contradicts something else in it, or what the caller said about it. */
export type BrokenReport = ReportMembers & { verdict: "broken"; checkpoint: null };

/** Nothing was contradicted, but something that the verdict needs could not be established. */
export type InconclusiveReport = ReportMembers & { verdict: "inconclusive"; checkpoint: null };

/** What the message of a finding speaks of, by code; the other codes have no params. */
export type FindingParams = {
  "chain.out-of-order": { reversed?: string };
  "chain.erasure-marker": { markers: string; metadataRemains: string };
  "chain.status-unprotected": { count: number };
  "document.malformed-entry": { problem: string; found?: string };
  "document.unsupported-schema": { found: string; known: string };
  "document.developer-id-missing": { count: number; member: string };
  "document.limit-exceeded": { problem: string };
  "document.member-missing": { count: number; member: string; assumed: string };
  "document.unprotected-member": { count: number; member: string };
  "document.reserialized": { count: number; member: string };
  "pack.request-mismatch": { member: string };
  "pack.count-mismatch": { what: string; stated: string; counted: string };
  "pack.outside-window": { bound: string; time: string; limit: string };
  "pack.generated-before-entry": { time: string; limit: string };
  "pack.server-claim-mismatch": { claimed: string; recomputed: string; explained: "yes" | "no" | "unknown" };
  "pack.plan-limit-reached": { plan: string; ceiling: number };
  "checkpoint.mismatch": { what: "developer" | "head" | "ordinal"; headId?: string; then?: number; now?: number };
  "access.after-revocation": { grantId: string; limit: string; acted: string };
  "access.after-expiry": { grantId: string; limit: string; acted: string };
  "access.before-issue": { grantId: string; limit: string; acted: string };
  "access.agent-mismatch": { grantId: string };
  "access.principal-mismatch": { grantId: string };
  "access.grant-not-in-pack": { grantId: string; count: number; window: "yes" | "no" };
};

/** A finding of one code, with its params. */
export type FindingOf<T extends FindingCode> = FindingMembers & { code: T } & ParamsOf<T>;

type ParamsOf<T> = T extends keyof FindingParams
  ? {} extends FindingParams[T] ? { params?: FindingParams[T] } : { params: FindingParams[T] }
  : { params?: undefined };

/** A finding, by its code: a `switch (finding.code)` narrows it. */
export type Finding = { [T in FindingCode]: FindingOf<T> }[FindingCode];
