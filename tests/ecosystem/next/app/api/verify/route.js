import { verifyEvidencePack } from 'grantex-compliance';

export async function POST(request) {
  return Response.json(await verifyEvidencePack(request.body, { expected: { since: null, until: null } }));
}
