/** What every toolchain must give, in the caller's thread. */
export const EXPECTED = {
  'evidence-pack': { verdict: 'intact', entries: 120, errors: [], workers: 0 },
  'tampered-action': { verdict: 'broken', entries: 120, errors: ['chain.content-mismatch 60'], workers: 0 },
  large: { verdict: 'intact', entries: 5000, errors: [], workers: 0 },
};
