// How the package is used, as far as types tell. Compiled with and without the DOM's, and under three ways of resolution.
import { Grantex, GrantexInputError, init, readHead, verifyAuditExport, verifyDocument, verifyEvidencePack } from 'grantex-compliance';
import * as inline from 'grantex-compliance/inline';
import wasm from 'grantex-compliance/grantex_compliance_bg.wasm';
import { findingTexts } from 'grantex-compliance/texts';
import type { Check, Checkpoint, EvidencePack, Finding, FindingCode, Outcome, Report, Verdict } from 'grantex-compliance';

/** The two types are the same, neither wider nor narrower. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};
const never = (value: never): never => value;

export async function verdicts(bytes: Uint8Array): Promise<string> {
  const report = await verifyEvidencePack(bytes);
  same<typeof report, Report>(true);
  same<Report['verdict'], Verdict>(true);
  switch (report.verdict) {
    case 'intact':
      same<typeof report.verdict, 'intact'>(true);
      same<typeof report.because, Report['because'] & []>(true);
      return report.checkpoint === null ? '' : report.checkpoint.head.hash;
    case 'broken':
    case 'inconclusive':
      never(report.checkpoint ?? (undefined as never));
      return report.because.join();
    default:
      return never(report);
  }
}

export function outcomes(check: Check): string {
  switch (check.outcome) {
    case 'passed':
    case 'failed':
    case 'not-established':
    case 'not-checked':
      return check.detail;
    default:
      return never(check.outcome);
  }
}

export function findings(finding: Finding): string | number | undefined {
  same<Finding['code'], FindingCode>(true);
  switch (finding.code) {
    case 'chain.status-unprotected':
      return finding.params.count;
    case 'document.malformed-entry':
      return finding.params.found ?? finding.params.problem;
    case 'checkpoint.mismatch':
      return finding.params.what === 'ordinal' ? finding.params.now : finding.params.headId;
    case 'chain.out-of-order':
      return finding.params?.reversed;
    case 'chain.link-mismatch':
      return finding.cause;
    default:
      return findingTexts[finding.code].remedy;
  }
}

export async function inputs(stream: AsyncIterable<Uint8Array>, kept: Checkpoint): Promise<Outcome[]> {
  for (const input of ['{}', new Uint8Array(), new ArrayBuffer(0), new DataView(new ArrayBuffer(0)), ['{', '}'], stream]) await verifyDocument(input);
  const report = await verifyAuditExport(stream, { checkpoint: kept, expected: { since: null }, onProgress: ({ bytes }) => void bytes, workers: 'auto' });
  return report.checks.map(({ outcome }) => outcome);
}

export async function client(): Promise<EvidencePack> {
  const grantex = new Grantex({ apiKey: 'gx_live_x', baseUrl: 'https://grantex.example' });
  const { pack } = await grantex.compliance.verifiedEvidencePack({ framework: 'gdpr' });
  same<typeof pack, EvidencePack>(true);
  const { pack: head } = await grantex.compliance.verifiedEvidencePack({}, { retain: 'head' });
  same<typeof head, Omit<EvidencePack, 'auditEntries'>>(true);
  return pack;
}

export async function rest(bytes: Uint8Array): Promise<number> {
  await init({ module: wasm });
  same<typeof inline.verifyDocument, typeof verifyDocument>(true);
  const { total } = await readHead(bytes, { kind: 'audit-export' });
  try {
    await verifyDocument(bytes);
  } catch (error) {
    if (error instanceof GrantexInputError) return error.offset ?? error.line ?? 0;
  }
  return total;
}
