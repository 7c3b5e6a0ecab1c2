// Each marked line must be refused by the compiler, and no other.
import { Grantex, readHead, verifyEvidencePack } from 'grantex-compliance';
import type { Finding, Report, Verdict } from 'grantex-compliance';

export async function wrong(bytes: Uint8Array, finding: Finding, report: Report): Promise<void> {
  await verifyEvidencePack(5); // refused
  await verifyEvidencePack(bytes, { expected: { since: 5 } }); // refused
  await verifyEvidencePack(bytes, { maxFinding: 5 }); // refused
  const verdict: Verdict = 'valid'; // refused
  void verdict;
  if (finding.code === 'chain.status-unprotected') void finding.params.member; // refused
  if (finding.code === 'chain.broken') return; // refused
  if (report.verdict === 'broken') void report.checkpoint.head; // refused
  report.anything; // refused
  new Grantex({ key: 'x' }); // refused
  await new Grantex().compliance.evidencePack({ framework: 'iso' }); // refused
  const { pack } = await new Grantex().compliance.verifiedEvidencePack({}, { retain: 'head' });
  void pack.auditEntries; // refused
  void (await readHead(bytes)).auditEntries; // refused
}
