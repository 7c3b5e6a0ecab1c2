/** Recorded packs that are one click away. The build lays the files beside the page, or inside of it. */

/** @typedef {{ id: 'intact' | 'tampered' | 'shortened', files: string[], checkpointOf: string | null }} Sample */

/** @type {Sample[]} */
export const SAMPLES = [
  { id: 'intact', files: ['evidence-pack.json'], checkpointOf: null },
  { id: 'tampered', files: ['tampered-two-principals.json'], checkpointOf: null },
  // Its checkpoint is the one that the intact pack gives: verified first, as an auditor would have, and kept.
  { id: 'shortened', files: ['deleted-tail.json'], checkpointOf: 'evidence-pack.json' },
];
