import { verifyEvidencePack } from 'grantex-compliance';

export const runtime = 'edge';

export async function POST(request) {
  return Response.json(await verifyEvidencePack(request.body, { expected: { since: null, until: null } }));
}
