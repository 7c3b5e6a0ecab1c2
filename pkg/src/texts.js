/**
 * What verdicts, checks and findings mean, in plain words: one table for the command line, the page and whoever shows
 * reports. The facts of one finding stand in its `message`; here stands what that kind of finding says and what to do.
 */

export { visible } from './visible.js';

/** @type {Record<string, { title: string, meaning: string }>} */
export const verdictTexts = {
  intact: {
    title: 'Intact',
    meaning: 'Every entry has the content that was hashed when it was written, and every entry follows the one before it.',
  },
  broken: {
    title: 'Broken',
    meaning: 'Something in this document contradicts something else in it, or what is known about it. It is not as it was written.',
  },
  inconclusive: {
    title: 'Inconclusive',
    meaning: 'Nothing was contradicted, but something that the verdict needs could not be established.',
  },
};

/** @type {Record<string, { title: string, meaning: string }>} */
export const assuranceTexts = {
  anchored: {
    title: 'Anchored',
    meaning: 'The checkpoint kept from an earlier verification was found in it: nothing up to there was removed or rewritten since.',
  },
  unanchored: {
    title: 'Not anchored',
    meaning: 'No checkpoint ties it to an earlier verification: missing newest entries, or a chain rewritten as a whole, would not show.',
  },
};

/** @type {Record<string, string>} */
export const outcomeTexts = {
  passed: 'passed',
  failed: 'failed',
  'not-established': 'not established',
  'not-checked': 'not checked',
};

/** @type {Record<string, string>} */
export const claimTexts = {
  'entries.content': 'what each entry says, but its status',
  'entries.status': 'the status of each entry',
  'entries.order': 'the place of each entry in the chain',
  'entries.grant': 'that its grant covers each action',
  'entries.erasure-marker': 'data-erasure markers',
  'entries.unprotected-member': 'members of entries that no format hashes',
  'meta.schema-version': 'the version of the form',
  'meta.generated-at': 'when the document was made',
  'meta.since': 'the start of the window',
  'meta.until': 'the end of the window',
  'meta.framework': 'the framework',
  'summary.audit-entries': "the summary's counts of entries",
  'summary.grants': "the summary's counts of grants",
  'summary.policies': "the summary's count of policies",
  'summary.agents': "the summary's counts of agents",
  'summary.plan': 'the plan',
  'grants.parties': 'to whom each grant was given, and by whom',
  'grants.dates': 'the dates of each grant',
  'grants.status': 'the status of each grant',
  'grants.scopes': 'the scopes of each grant',
  'grants.other': 'developer and depth of each grant',
  policies: 'the policies',
  total: 'the total of the export',
  'chain-integrity': "the server's own claim",
  'unknown-member': 'members that this version does not know',
};

/** @type {Record<string, string>} */
export const checkTexts = {
  'document.schema': 'Form and version of the document',
  'chain.content': 'Content of every entry against its hash',
  'chain.links': 'Every entry against the one before it',
  'chain.genesis': 'Beginning of the chain',
  'chain.order': 'Order of the entries',
  'chain.developer': 'One chain, one developer',
  'pack.request': 'What was asked for',
  'pack.window': 'Every entry inside the window',
  'pack.counts': 'Counts of the summary',
  'pack.server-claim': "The server's own claim",
  'pack.plan-limit': "The plan's ceiling",
  'access.replay': 'Each action against its grant',
  checkpoint: 'The checkpoint kept from before',
};

/** What the links show about the cause of a broken one. @type {Record<string, string>} */
export const causeTexts = {
  inserted: 'The entries in between are named by nobody outside them: they were put in later.',
  deleted: 'The entry that it names is nowhere in this document: it was removed or replaced.',
  forked: 'Another entry names the same predecessor: two continuations of one chain stand side by side.',
  moved: 'The entry that it names stands elsewhere in this document: entries were moved.',
};

/** @type {Record<string, { title: string, meaning: string, remedy: string }>} */
export const findingTexts = {
  'chain.content-mismatch': {
    title: 'Entry changed',
    meaning: 'The hash recomputed from the entry is not the one it carries, under any format: the entry, or its hash, was changed after it was written.',
    remedy: 'Treat what the entry says as unproved. Compare it with the systems that it speaks of, and ask whoever runs the database who could write to it.',
  },
  'chain.link-mismatch': {
    title: 'Link broken',
    meaning: 'The entry does not follow the one that stands before it.',
    remedy: 'Fetch the same period again and compare. If it breaks again, entries were removed, put in or moved where they are stored.',
  },
  'chain.genesis-missing': {
    title: 'Beginning missing',
    meaning: 'The chain was asked for from its beginning, but its first entry names one before it: the oldest entries were removed.',
    remedy: 'If only a period was asked for, say so (the option `expected`). Otherwise ask for the entries that are missing.',
  },
  'chain.genesis-unexpected': {
    title: 'Second beginning',
    meaning: 'An entry says that nothing came before it, which only the first of a chain may.',
    remedy: 'Two chains were put together, or the link was erased. Compare with another copy.',
  },
  'chain.duplicate-entry': {
    title: 'Entry twice',
    meaning: 'An entry has the id or the hash of one that came before.',
    remedy: 'Fetch the document again. A server never sends one entry twice.',
  },
  'chain.developer-mismatch': {
    title: "Another developer's entry",
    meaning: 'The entry belongs to the chain of another developer; one chain belongs to one.',
    remedy: 'Check whose document this is, and which developer was expected.',
  },
  'chain.out-of-order': {
    title: 'Out of order',
    meaning: 'The entry is older than the one before it; a server sends them in the order of time.',
    remedy: 'Use the document as the server sent it. Tools that sort it make checks impossible.',
  },
  'chain.format-regression': {
    title: 'Older format than before',
    meaning: 'The entry is hashed in a format that was no longer written when the entry before it was.',
    remedy: 'Ask when the entry was written: it may have been made later than it says.',
  },
  'chain.same-millisecond-order': {
    title: 'Order within a millisecond',
    meaning: 'Entries of one millisecond stand in an order other than that of their links. A server may do so; the links themselves are unbroken.',
    remedy: 'Nothing to do.',
  },
  'chain.same-millisecond-fork': {
    title: 'Fork within a millisecond',
    meaning: 'Inside one millisecond an entry hangs off the chain. A busy server does this to itself; an entry slipped in afterwards looks the same.',
    remedy: 'Compare the entry with the system that acted, or with an earlier copy.',
  },
  'chain.erasure-marker': {
    title: 'Marked as erased',
    meaning: 'The entry verifies once the marker of a data-erasure request is taken out. The rest of it is as it was written.',
    remedy: 'Check that the request exists. Where members remain, the original metadata is still there and was not erased.',
  },
  'chain.status-unprotected': {
    title: 'Status not covered',
    meaning: 'Entries in format A (until February 2026) do not cover their status: it could be changed without a trace.',
    remedy: 'Do not rely on the status of these entries alone.',
  },
  'document.malformed-entry': {
    title: 'Entry unreadable',
    meaning: 'A member of the entry is missing or of the wrong type, so the entry could not be checked.',
    remedy: 'Fetch the document again, and use it as the server sent it.',
  },
  'document.duplicate-member': {
    title: 'Name given twice',
    meaning: 'An object holds one name twice: one reader would see the first value, another the last.',
    remedy: 'No server writes this. Find out what the document went through.',
  },
  'document.number-precision': {
    title: 'Number not as hashed',
    meaning: 'A number has more digits than were hashed: other readers see another number than the one that is proved.',
    remedy: 'Rely on the rounded value only.',
  },
  'document.unsupported-schema': {
    title: 'Unknown version',
    meaning: 'The document is of a version that this verifier does not know.',
    remedy: 'Look for a newer verifier.',
  },
  'document.developer-id-missing': {
    title: 'Developer missing',
    meaning: 'Entries lack the `developerId`, which is part of every hash, so no content can be checked.',
    remedy: "Fetch the document from the API; some clients' own files leave this member out.",
  },
  'document.limit-exceeded': {
    title: 'Entry too large or too deep',
    meaning: 'An entry is larger or nested deeper than what is read, so it was skipped.',
    remedy: 'No server accepts such an entry. Find out where it comes from.',
  },
  'document.member-missing': {
    title: 'Member assumed',
    meaning: 'A member of the entry is missing; the value that the hash implies was assumed.',
    remedy: 'Use the document as the server sent it.',
  },
  'document.unprotected-member': {
    title: 'Members beside the hash',
    meaning: 'Entries hold a member that no format hashes: anybody could have added it.',
    remedy: 'Do not rely on that member.',
  },
  'document.reserialized': {
    title: 'Passed through another tool',
    meaning: 'The hashes match once timestamps are spelled as the server spells them: another tool wrote this document anew.',
    remedy: 'Prefer the bytes as the server sent them.',
  },
  'pack.request-mismatch': {
    title: 'Not what was asked for',
    meaning: 'The document says that it was asked for in another way than it was. A window written into it can hide a removed beginning.',
    remedy: 'Fetch again with the parameters that you need, and keep the answer unchanged.',
  },
  'pack.count-mismatch': {
    title: 'Counts differ',
    meaning: "The summary's numbers are not those of the records.",
    remedy: 'Fetch again. If the numbers still differ, records were removed or the summary was changed.',
  },
  'pack.outside-window': {
    title: 'Outside the window',
    meaning: 'An entry lies outside the period that the document claims.',
    remedy: 'The window or the entries were changed. Fetch again.',
  },
  'pack.generated-before-entry': {
    title: 'Later than the document',
    meaning: 'An entry is later than the time at which the document says it was made.',
    remedy: "Usually clocks that differ. Compare the server's clock.",
  },
  'pack.server-claim-mismatch': {
    title: 'The server claims otherwise',
    meaning: "The document's own `chainIntegrity` is not what was recomputed here.",
    remedy: 'Rely on what was recomputed: the claim is not hashed, and the server does not check everything.',
  },
  'pack.plan-limit-reached': {
    title: "The plan's ceiling",
    meaning: "The total stands exactly at the plan's ceiling: later events were refused and are recorded nowhere.",
    remedy: 'Ask for the time of the last entry; after it, nothing is documented.',
  },
  'checkpoint.mismatch': {
    title: 'Not the chain seen before',
    meaning: 'The document covers the time of the checkpoint but does not hold its entry: entries were removed or the chain was rewritten since.',
    remedy: 'Keep both documents. This is what a checkpoint is for.',
  },
  'checkpoint.not-covered': {
    title: 'Checkpoint not reached',
    meaning: 'The document does not reach back to the checkpoint, so it says nothing about it.',
    remedy: 'Fetch a period that begins at the checkpoint or before it.',
  },
  'access.after-revocation': {
    title: 'After revocation',
    meaning: 'An agent acted under a grant that had been revoked.',
    remedy: 'Ask why the action was let through.',
  },
  'access.after-expiry': {
    title: 'After expiry',
    meaning: 'An agent acted under a grant that had expired.',
    remedy: 'Ask why the action was let through.',
  },
  'access.before-issue': {
    title: 'Before issue',
    meaning: 'An agent acted under a grant that had not been issued yet.',
    remedy: 'Compare the clocks, and ask why the action was let through.',
  },
  'access.agent-mismatch': {
    title: "Another agent's grant",
    meaning: 'An agent acted under a grant that was given to another.',
    remedy: 'Ask how the agent came by it.',
  },
  'access.principal-mismatch': {
    title: "Another principal's grant",
    meaning: 'An action names another principal than its grant does.',
    remedy: 'Ask on whose behalf the agent acted.',
  },
  'access.grant-not-in-pack': {
    title: 'Grant not in the document',
    meaning: 'The grant of an action is not in this document, so the action could not be held against it. Normal for a period.',
    remedy: 'Export the grants of an earlier period to check it.',
  },
};
