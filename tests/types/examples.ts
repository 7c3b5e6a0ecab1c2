// One example for every public name: compiled strictly, run by Node, and quoted in docs/api.md. `#example` begins one and lists
// the names that it is for; it ends at the next blank line that a `}` stands before.
import { readFile } from 'node:fs/promises';
import assert from 'node:assert/strict';
import {
  explainEntry, Grantex, GrantexApiError, GrantexAuthError, GrantexError, GrantexInputError, GrantexNetworkError, init, readHead,
  rowContents, rowLinks, rowStatuses, verifyAuditExport, verifyDocument, verifyEvidencePack, verifySeries,
} from 'grantex-compliance';
import { assuranceTexts, causeTexts, checkTexts, claimTexts, findingTexts, outcomeTexts, verdictTexts, visible } from 'grantex-compliance/texts';
import type * as grantex from 'grantex-compliance';
import type { FindingText, TitleAndMeaning } from 'grantex-compliance/texts';

const recorded = new URL('../fixtures/recorded/', process.env.EXAMPLES_FROM);
const read = (name: string) => readFile(new URL(`${name}.json`, recorded));
const file = new Blob([await read('tampered-action')]);
const tampered = await read('tampered-action');
const apiKey = 'gx_test_example';
const answers: Record<string, string> = {
  summary: 'summary', 'export/grants': 'export-grants', 'export/audit': 'export-audit', 'evidence-pack': 'evidence-pack',
};
const recordedFetch: grantex.FetchLike = async (url) => {
  const name = answers[new URL(url).pathname.replace('/v1/compliance/', '')] ?? 'error-401-invalid';
  return new Response(await read(name), { status: name.startsWith('error') ? 401 : 200 });
};

// #example verifyEvidencePack, Report, IntactReport, BrokenReport, InconclusiveReport, Verdict
{
  const report: grantex.Report = await verifyEvidencePack(await read('evidence-pack'), { expected: { since: null, until: null } });
  const say = (report: grantex.Report): string => {
    switch (report.verdict) {
      case 'intact':
        return intact(report);
      case 'broken':
        return broken(report);
      case 'inconclusive':
        return open(report);
    }
  };
  const intact = ({ checkpoint }: grantex.IntactReport) => `intact; keep the checkpoint: ${checkpoint?.head.hash}`;
  const broken = ({ findings }: grantex.BrokenReport) => `broken: ${findings[0]?.message}`;
  const open = ({ because }: grantex.InconclusiveReport) => `not established: ${because.join(', ')}`;
  assert.match(say(report), /^intact; keep the checkpoint: [0-9a-f]{64}$/);
  const verdicts: grantex.Verdict[] = ['intact', 'broken', 'inconclusive'];
  assert.ok(verdicts.includes(report.verdict));
}

// #example verifyAuditExport, Expected
{
  const asked: grantex.Expected = { since: null, until: null, agentId: null, status: null };
  const report = await verifyAuditExport(await read('export-audit'), { expected: asked });
  assert.equal(report.verdict, 'intact');
}

// #example verifySeries, Series, SeriesReport, SeriesInput, SeriesOptions, SeriesProgress, SeriesOutcome
{
  const period: grantex.SeriesInput = await read('evidence-pack-window');
  const steps: grantex.SeriesProgress[] = [];
  const options: grantex.SeriesOptions = { onProgress: (progress) => void steps.push(progress) };
  const series: grantex.Series = await verifySeries([{ name: 'a period', input: period }, { name: 'everything', input: () => read('evidence-pack') }], options);
  const whole: grantex.SeriesReport = series;
  assert.equal(whole.verdict, 'intact');
  const [outcome]: readonly grantex.SeriesOutcome[] = series.reports;
  assert.equal(outcome?.report?.entries.total, 51);
  assert.ok(steps.every(({ documents }) => documents === 2));
}

// #example SeriesDocument, Join, Relation, Timeline, Stretch, FoundAnchor
{
  const series = await verifySeries([await read('evidence-pack'), await read('evidence-pack-soc2')]);
  const join = ({ join }: grantex.SeriesDocument): grantex.Join => join;
  const relations: grantex.Relation[] = series.documents.map((document) => join(document).relation);
  assert.deepEqual(relations, ['first', 'overlap']);
  const [timeline]: grantex.Timeline[] = series.timelines;
  const [stretch]: grantex.Stretch[] = timeline?.stretches ?? [];
  assert.equal(stretch?.entries, 120);
  const anchor: grantex.FoundAnchor | null | undefined = series.reports[1]?.report?.anchor;
  assert.equal(anchor?.index, 119);
}

// #example SeriesReason, SeriesCode, SeriesProblem, Gap
{
  const series = await verifySeries([await read('evidence-pack'), 'no pack']);
  const why = (reason: grantex.SeriesReason): grantex.SeriesCode => reason.code;
  assert.deepEqual(series.because.map(why), ['series.unreadable']);
  const problem: grantex.SeriesProblem | null | undefined = series.documents[1]?.problem;
  assert.equal(problem?.code, 'document.not-an-object');
  const gap = (join: grantex.Join): grantex.Gap | null => join.gap;
  assert.ok(series.documents.every(({ join }) => gap(join) === null));
}

// #example Claims, ClaimedPart, ClaimCode, Binding, ClaimOutcome, OutcomeCounts, ClaimCoverage, BindingCounts
{
  const { claims }: { claims: grantex.Claims } = await verifyEvidencePack(await read('evidence-pack-eras'));
  const say = ({ code, binding, outcome }: grantex.ClaimedPart) => `${code}, held by ${binding}: ${outcome}`;
  assert.ok(claims.parts.map(say).includes('entries.content, held by hash: proved'));
  // Format A does not hash the status: those ten have a line of their own.
  const code: grantex.ClaimCode = 'entries.status';
  const statuses: [grantex.Binding, grantex.ClaimOutcome, grantex.OutcomeCounts][] =
    claims.parts.filter((part) => part.code === code).map(({ binding, outcome, statements }) => [binding, outcome, statements]);
  assert.deepEqual(statuses.map(([binding, outcome]) => [binding, outcome]), [['hash', 'proved'], ['cross-checked', 'not-established']]);
  assert.deepEqual(statuses.map(([, , counts]) => counts.proved + counts.notEstablished), [30, 10]);
  const coverage: grantex.ClaimCoverage = claims.coverage;
  const bound: grantex.BindingCounts = coverage.byBinding;
  assert.equal(coverage.boundEntryBytesPercent, 100);
  assert.equal(bound.hash + bound.crossChecked + bound.asserted + bound.uncheckable, coverage.statements);
}

// #example ModelledClaim
{
  const { serverClaim } = await verifyEvidencePack(await read('tampered-two-principals'));
  const claim: grantex.ServerClaim | null = serverClaim;
  const modelled: grantex.ModelledClaim | null | undefined = claim?.modelled;
  // The server stops at the first break, and says what its check is known to say of these entries.
  assert.deepEqual([modelled?.checkedEntries, modelled?.notReached, claim?.asModelled], [60, 59, true]);
}

// #example PolicyChanges, PolicyChange
{
  const { policyChanges } = await verifyEvidencePack(await read('evidence-pack'));
  const changes: grantex.PolicyChanges | null = policyChanges;
  const say = ({ name, updatedAt }: grantex.PolicyChange) => `${name ?? 'a policy'} was changed at ${updatedAt}`;
  assert.equal(changes?.latest.map(say).length, changes?.total);
}

// #example Sample, SampledEntry
{
  const pack = await read('evidence-pack');
  const { sample, document }: { sample: grantex.Sample | null; document: grantex.DocumentInfo } = await verifyEvidencePack(pack, { sample: 25 });
  assert.equal(sample?.seed, document.sha256);
  const drawn: grantex.SampledEntry[] = sample?.entries ?? [];
  assert.equal(drawn.length, 25);
  for (const { entryId, offset, length } of drawn) {
    const text = await new Blob([pack.subarray(offset, offset + length)]).text();
    assert.equal(JSON.parse(text).entryId, entryId);
  }
}

// #example ControlSupport, ControlFramework
{
  const { controls } = await verifyEvidencePack(await read('evidence-pack'));
  const framework: grantex.ControlFramework = 'soc2';
  const removed = controls.find((control: grantex.ControlSupport) => control.framework === framework && control.criterion === 'CC6.2');
  assert.deepEqual(removed, { framework, criterion: 'CC6.2', checks: { 'access.replay': 'failed' }, findings: ['access.after-revocation'] });
}

// #example verifyDocument, DocumentInput, DocumentChunk, DocumentInfo, DocumentKind, BlobLike, ResponseLike, ReadableStreamLike
{
  const chunk: grantex.DocumentChunk = tampered.subarray(0, 1000);
  const blob: grantex.BlobLike = new Blob([tampered]);
  const response: grantex.ResponseLike = new Response(tampered);
  const stream: grantex.ReadableStreamLike = new Blob([tampered]).stream();
  const inputs: grantex.DocumentInput[] = [tampered, blob, response, stream, [chunk, tampered.subarray(1000)]];
  for (const input of inputs) {
    const { document }: { document: grantex.DocumentInfo } = await verifyDocument(input);
    const kind: grantex.DocumentKind = document.kind;
    assert.equal(kind, 'evidence-pack');
  }
}

// #example ParsedDocument
{
  // Text and bytes are better: they are what the server sent.
  const parsed: grantex.ParsedDocument = JSON.parse(tampered.toString());
  assert.equal((await verifyDocument(parsed)).verdict, 'broken');
}

// #example VerifyOptions, VerifyProgress, AbortSignalLike
{
  const controller = new AbortController();
  const signal: grantex.AbortSignalLike = controller.signal;
  const last: grantex.VerifyProgress[] = [];
  const options: grantex.VerifyOptions = { fingerprint: true, maxFindings: 10, signal, onProgress: (progress) => void last.push(progress) };
  const { document } = await verifyEvidencePack(tampered, options);
  assert.equal(document.sha256?.length, 64);
  assert.equal(last.at(-1)?.bytes, tampered.length);
}

// #example Rows, rowStatuses, rowContents, rowLinks
{
  let rows: grantex.Rows | undefined;
  await verifyDocument(tampered, { onRows: (given) => void (rows = given) });
  const at = 60;
  assert.equal(rowStatuses[rows?.status[at] ?? 0], 'success');
  assert.equal(rowContents[rows?.content[at] ?? 0], 'failed');
  assert.equal(rowLinks[rows?.link[at] ?? 0], 'holds');
}

// #example Finding, FindingOf, FindingMembers, FindingParams, FindingCode, Severity, Cause
{
  const { findings } = await verifyEvidencePack(tampered);
  const changed = findings.filter((finding): finding is grantex.FindingOf<'chain.content-mismatch'> => finding.code === 'chain.content-mismatch');
  assert.deepEqual(changed.map(({ index }) => index), [60]);
  const sentence = (finding: grantex.Finding): string => {
    switch (finding.code) {
      case 'access.after-revocation': {
        const { acted, limit }: grantex.FindingParams['access.after-revocation'] = finding.params;
        return `acted ${acted}, revoked ${limit}`;
      }
      default:
        return words(finding);
    }
  };
  const words = ({ code, message }: grantex.FindingMembers) => `${code}: ${message}`;
  assert.match(findings.map(sentence).join('\n'), /acted .*, revoked /);
  const code: grantex.FindingCode = 'chain.link-mismatch';
  const severity: grantex.Severity = 'error';
  const cause: grantex.Cause = 'deleted';
  const gone = (await verifyEvidencePack(await read('deleted-entry'))).findings.filter((finding) => finding.severity === severity);
  assert.deepEqual(gone.map((finding) => [finding.code, finding.cause]), [[code, cause]]);
}

// #example ReportMembers, Assurance, RecomputedIntegrity, BreakReason, ServerClaim, SeverityCounts
{
  const report: grantex.ReportMembers = await verifyEvidencePack(tampered);
  const assurance: grantex.Assurance = report.assurance;
  const ours: grantex.RecomputedIntegrity = report.chainIntegrity;
  const reason: grantex.BreakReason | null = ours.reason;
  const claim: grantex.ServerClaim | null = report.serverClaim;
  const counts: grantex.SeverityCounts | undefined = report.findingCounts['chain.content-mismatch'];
  assert.deepEqual([assurance, ours.firstBrokenIndex, reason, claim?.agrees, counts?.error], ['unanchored', 60, 'content', true, 1]);
}

// #example Check, CheckCode, Outcome
{
  const { checks } = await verifyEvidencePack(tampered);
  const failed: grantex.Outcome = 'failed';
  const codes: grantex.CheckCode[] = checks.filter((check: grantex.Check) => check.outcome === failed).map(({ code }) => code);
  // An agent that acted after its grant was revoked is about the agent, and makes no verdict.
  assert.deepEqual(codes, ['chain.content', 'access.replay']);
}

// #example EntrySummary, FormatCounts, EntryEnd, Coverage, ClaimedWindow, ObservedWindow
{
  const report = await verifyEvidencePack(tampered);
  const entries: grantex.EntrySummary = report.entries;
  const formats: grantex.FormatCounts = entries.byFormat;
  const newest: grantex.EntryEnd | null = entries.last;
  const coverage: grantex.Coverage = report.coverage;
  const claimed: grantex.ClaimedWindow = coverage.claimed;
  const observed: grantex.ObservedWindow = coverage.observed;
  assert.deepEqual([entries.total, formats.A, claimed.since, observed.to], [120, 0, null, newest?.timestamp]);
}

// #example Limit, LimitCode, RunInfo
{
  const { limits, run } = await verifyEvidencePack(tampered);
  const tail: grantex.LimitCode = 'limit.tail';
  assert.ok(limits.some((limit: grantex.Limit) => limit.code === tail));
  const { workers }: grantex.RunInfo = run;
  assert.equal(workers, 0);
}

// #example Checkpoint, CheckpointHead, CheckpointWindow
{
  const { checkpoint } = await verifyEvidencePack(await read('evidence-pack'));
  const kept: grantex.Checkpoint | null = checkpoint;
  const head: grantex.CheckpointHead | undefined = kept?.head;
  const window: grantex.CheckpointWindow | undefined = kept?.window;
  assert.deepEqual([head?.hash.length, window?.since], [64, null]);
  // The newest entries of this one are gone, which nothing else would show.
  assert.equal((await verifyEvidencePack(await read('deleted-tail'), { checkpoint: kept })).verdict, 'broken');
}

// #example explainEntry, Explanation, ExplainedMember, ExplainedFormat
{
  const { findings } = await verifyEvidencePack(file);
  const { offset = 0, length = 0 } = findings.find(({ code }) => code === 'chain.content-mismatch') ?? {};
  const explanation: grantex.Explanation = await explainEntry(file.slice(offset, offset + length));
  const formats: grantex.ExplainedFormat[] = explanation.formats;
  const hashed = explanation.members.filter((member: grantex.ExplainedMember) => member.hashed).map(({ name }) => name);
  assert.deepEqual([explanation.verified, formats.map(({ format }) => format)], [false, ['A', 'B', 'C']]);
  assert.ok(hashed.includes('action'));
}

// #example readHead, ReadHeadOptions
{
  const options: grantex.ReadHeadOptions = { kind: 'evidence-pack' };
  const { grants, policies } = await readHead(file, options);
  assert.deepEqual([grants.length, policies.length], [8, 3]);
}

// #example init, InitOptions, ModuleInput
{
  const module: grantex.ModuleInput = await readFile(new URL(import.meta.resolve('grantex-compliance/grantex_compliance_bg.wasm')));
  const options: grantex.InitOptions = { module };
  await init(options);
}

// #example GrantexInputError, GrantexError
{
  try {
    await verifyEvidencePack(tampered.subarray(0, 50_000));
    assert.fail('half a document is no document');
  } catch (error) {
    if (!(error instanceof GrantexInputError)) throw error;
    assert.ok(error instanceof GrantexError);
    assert.deepEqual([error.code, error.offset, error.report?.verdict], ['document.truncated', 50_000, 'inconclusive']);
  }
}

// #example Grantex, GrantexOptions, GrantexClientOptions, Compliance, FetchLike, FetchInit, FetchResponse, HostAbortSignal, RateLimit
{
  const fetch: grantex.FetchLike = async (url: string, init: grantex.FetchInit): Promise<grantex.FetchResponse> => {
    const signal: grantex.HostAbortSignal = init.signal;
    assert.equal(signal.aborted, false);
    return await recordedFetch(url, init);
  };
  const options: grantex.GrantexOptions = { apiKey, timeout: 10_000, maxRetries: 1, fetch };
  const sameOptions: grantex.GrantexClientOptions = options;
  const client = new Grantex(sameOptions);
  const compliance: grantex.Compliance = client.compliance;
  const { plan } = await compliance.getSummary();
  const rateLimit: grantex.RateLimit | undefined = client.lastRateLimit;
  assert.deepEqual([typeof plan, rateLimit], ['string', undefined]);
}

// #example ComplianceSummary, ComplianceSummaryParams, AgentCounts, GrantCounts, AuditEntryCounts, PolicyCounts, Plan, CallOptions
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const params: grantex.ComplianceSummaryParams = { since: '2026-01-01T00:00:00Z' };
  const options: grantex.CallOptions = { signal: AbortSignal.timeout(10_000) };
  const summary: grantex.ComplianceSummary = await compliance.getSummary(params, options);
  const agents: grantex.AgentCounts = summary.agents;
  const grants: grantex.GrantCounts = summary.grants;
  const entries: grantex.AuditEntryCounts = summary.auditEntries;
  const policies: grantex.PolicyCounts = summary.policies;
  const plan: grantex.Plan = summary.plan;
  assert.ok(agents.total > 0 && grants.total > 0 && entries.total > 0 && policies.total > 0 && plan.length > 0);
}

// #example ComplianceGrantsExport, ComplianceExportGrantsParams, Grant, GrantStatus
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const params: grantex.ComplianceExportGrantsParams = { status: 'active' };
  const { total, grants }: grantex.ComplianceGrantsExport = await compliance.exportGrants(params);
  const statuses: grantex.GrantStatus[] = grants.map((grant: grantex.Grant) => grant.status);
  assert.equal(statuses.length, total);
}

// #example ComplianceAuditExport, ComplianceExportAuditParams, AuditEntry, AuditStatus, JsonObject, JsonValue
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const params: grantex.ComplianceExportAuditParams = { status: 'success' };
  const { entries }: grantex.ComplianceAuditExport = await compliance.exportAudit(params);
  const [first]: grantex.AuditEntry[] = entries;
  const status: grantex.AuditStatus | undefined = first?.status;
  const metadata: grantex.JsonObject = first?.metadata ?? {};
  const values: grantex.JsonValue[] = Object.values(metadata);
  assert.deepEqual([typeof status, Array.isArray(values)], ['string', true]);
}

// #example EvidencePack, EvidencePackParams, EvidencePackMeta, EvidencePackSummary, Framework, ChainIntegrity, IntegrityReason
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const params: grantex.EvidencePackParams = { framework: 'soc2' };
  const pack: grantex.EvidencePack = await compliance.evidencePack(params);
  const meta: grantex.EvidencePackMeta = pack.meta;
  const framework: grantex.Framework = meta.framework;
  const summary: grantex.EvidencePackSummary = pack.summary;
  // The server's own claim: it proves nothing.
  const claim: grantex.ChainIntegrity = pack.chainIntegrity;
  const reason: grantex.IntegrityReason | null | undefined = claim.reason;
  assert.deepEqual([framework, summary.auditEntries.total, reason], ['all', 120, null]);
}

// #example Policy, PolicyEffect, WithUnknownMembers
{
  const { policies } = await readHead(file);
  const denying: grantex.PolicyEffect = 'deny';
  assert.ok(policies.some((policy: grantex.Policy) => policy.effect === denying));
  const newer = policies[0] as grantex.WithUnknownMembers<grantex.Policy>;
  assert.equal(newer['addedByANewerServer'], undefined);
}

// #example VerifiedEvidencePack, VerifiedEvidencePackHead, VerifiedOptions
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const options: grantex.VerifiedOptions = { fingerprint: true };
  const whole: grantex.VerifiedEvidencePack = await compliance.verifiedEvidencePack({}, { ...options, retain: 'all' });
  const head: grantex.VerifiedEvidencePackHead = await compliance.verifiedEvidencePack({}, { ...options, retain: 'head' });
  assert.equal(whole.pack.auditEntries.length, 120);
  assert.equal(head.report.verdict, whole.report.verdict);
}

// #example VerifiedAuditExport, VerifiedAuditExportHead
{
  const { compliance } = new Grantex({ apiKey, fetch: recordedFetch });
  const whole: grantex.VerifiedAuditExport = await compliance.verifiedAuditExport();
  const head: grantex.VerifiedAuditExportHead = await compliance.verifiedAuditExport({}, { retain: 'head' });
  assert.equal(whole.audit.entries.length, head.audit.total);
}

// #example GrantexAuthError, GrantexApiError, GrantexNetworkError
{
  const refused = new Grantex({ apiKey, fetch: async () => new Response(await read('error-401-invalid'), { status: 401 }) });
  const error = await refused.compliance.getSummary().catch((error: unknown) => error);
  assert.ok(error instanceof GrantexAuthError && error instanceof GrantexApiError);
  assert.equal(error.statusCode, 401);
  const offline = new Grantex({ apiKey, maxRetries: 0, fetch: () => Promise.reject(new TypeError('fetch failed')) });
  assert.ok((await offline.compliance.getSummary().catch((error: unknown) => error)) instanceof GrantexNetworkError);
}

// #example verdictTexts, assuranceTexts, outcomeTexts, checkTexts, causeTexts, claimTexts, findingTexts, TitleAndMeaning, FindingText, visible
{
  const { verdict, assurance, checks, claims, findings } = await verifyEvidencePack(await read('deleted-entry'));
  const { title, meaning }: TitleAndMeaning = verdictTexts[verdict];
  const lines = [`${title}. ${meaning}`, assuranceTexts[assurance].title];
  for (const { code, outcome } of checks) lines.push(`${checkTexts[code]}: ${outcomeTexts[outcome]}`);
  for (const finding of findings) {
    const text: FindingText = findingTexts[finding.code];
    lines.push(`${text.title} ${finding.cause === undefined ? '' : causeTexts[finding.cause]} ${visible(finding.entryId)} ${text.remedy}`);
  }
  for (const { code } of claims.parts) lines.push(claimTexts[code]);
  assert.ok(lines.length > checks.length + claims.parts.length + 2);
}
