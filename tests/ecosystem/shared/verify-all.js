/** The same three verifications in every project; what comes of them is compared by `run.mjs`. */

/** Documents, and how large they are: an intact one, one with a changed entry, and one that is worth a worker. */
export const DOCUMENTS = ['evidence-pack', 'tampered-action', 'large'];

/**
 * @param {typeof import('grantex-compliance').verifyEvidencePack} verifyEvidencePack as the project imported it
 * @param {(name: string) => any} read the document in the form that is usual there
 */
export async function verifyAll(verifyEvidencePack, read) {
  const outcome = {};
  for (const name of DOCUMENTS) {
    outcome[name] = gist(await verifyEvidencePack(await read(name), { expected: { since: null, until: null } }));
  }
  return outcome;
}

/**
 * What is compared of a report.
 *
 * @param {import('grantex-compliance').Report} report
 */
export function gist({ verdict, entries, findings, run }) {
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ code, index }) => `${code} ${index}`);
  return { verdict, entries: entries.total, errors, workers: run.workers, ...(run.note === undefined ? {} : { note: run.note }) };
}

/**
 * For pages: fetches the documents, verifies them, and leaves the outcome (or the error) where the browser's driver looks.
 *
 * @param {typeof import('grantex-compliance').verifyEvidencePack} verifyEvidencePack
 */
export async function showOutcome(verifyEvidencePack) {
  let shown;
  try {
    shown = { outcome: await verifyAll(verifyEvidencePack, async (name) => await (await fetch(`/packs/${name}.json`)).blob()) };
  } catch (error) {
    shown = { error: { name: error.name, code: error.code, message: error.message } };
  }
  document.documentElement.dataset.shown = JSON.stringify(shown);
}
