import { verifyEvidencePack } from 'grantex-compliance';

export default {
  async fetch(request) {
    if (request.method !== 'POST') return new Response('ready');
    return Response.json(await verifyEvidencePack(request.body, { expected: { since: null, until: null } }));
  },
};
