/**
 * What an entry said before it was changed, where that can be known.
 *
 * A hash does not tell what was hashed. But whoever edits an entry often leaves a value that stands elsewhere: another status,
 * another entry's action or principal, the time that the entry's own id holds. Each such value is put in the place of the
 * present one and the verifier asked whether the claimed hash is that of the result. If it is, nothing else was hashed: that is
 * what the entry said. All hashing is the verifier's; here the questions are made.
 */

import { explainText } from './verify.js';

/** Entries before and after whose values are tried. */
const NEIGHBOURS = 120;

/** Entries that are tried in all, so that an answer comes within a second or two. */
const MAX_TRIES = 6_000;

/** Tries at a stretch, so that the page stays smooth. */
const STRETCH_MS = 12;

/** Members whose former value may stand elsewhere, the likeliest first. */
const MEMBERS = ['status', 'prevHash', 'action', 'principalId', 'agentId', 'agentDid', 'grantId', 'timestamp', 'developerId', 'entryId'];

/** How far the time in an entry's id may be from its timestamp. Milliseconds. */
const ID_SLACK_MS = 5;

/**
 * @typedef {object} Difference
 * @property {string} member
 * @property {string | null} now its JSON text; null: it was not there
 * @property {string | null} before the same
 * @property {'A' | 'B' | 'C'} format
 * @property {string} preimage the text that was hashed
 * @property {string} digest
 *
 * @typedef {{ name: string, text: string }} Member
 */

/**
 * @param {import('./state.js').Held} document
 * @param {number} index
 * @param {any} explanation of the entry as it stands
 * @param {() => boolean} stopped
 * @returns {Promise<Difference | null>} null: it can't be known
 */
export async function findDifference(document, index, explanation, stopped) {
  const neighbours = await neighboursOf(document, index, stopped);
  if (neighbours === null) return null;
  /** @type {Member[]} */
  const members = explanation.members;
  let tries = 0;
  let since = performance.now();
  for await (const { member, place, now, before } of candidates(members, neighbours, explanation)) {
    if (stopped() || (tries += 1) > MAX_TRIES) return null;
    if (performance.now() - since > STRETCH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      since = performance.now();
    }
    const tried = members.map((one) => (one.name === place.name ? { name: one.name, text: place.text } : one));
    if (!members.some(({ name }) => name === place.name)) tried.push(place);
    const answer = await explainText(objectOf(tried)).catch(() => null);
    const match = answer?.verified && answer.claimedHash === explanation.claimedHash ? answer.formats.findLast((/** @type {any} */ one) => one.matches) : undefined;
    if (match !== undefined) return { member, now, before, format: match.format, preimage: match.preimage, digest: match.digest };
  }
  return null;
}

/** @param {Member[]} members */
function objectOf(members) {
  return `{${members.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/**
 * Entries around this one, nearest first, read in one piece.
 *
 * @param {import('./state.js').Held} document
 * @param {number} index
 * @param {() => boolean} stopped
 * @returns {Promise<Member[][] | null>}
 */
async function neighboursOf({ file, rows }, index, stopped) {
  if (rows === null) return null;
  const from = Math.max(0, index - NEIGHBOURS);
  const to = Math.min(rows.length, index + NEIGHBOURS + 1);
  const facts = await rows.facts(Array.from({ length: to - from }, (_, at) => from + at));
  const start = facts[0].offset;
  const last = facts[facts.length - 1];
  const bytes = new Uint8Array(await file.slice(start, last.offset + last.size).arrayBuffer());
  facts.sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index));
  const found = [];
  for (const fact of facts) {
    if (fact.index === index) continue;
    if (stopped()) return null;
    const explanation = await explainText(bytes.subarray(fact.offset - start, fact.offset - start + fact.size)).catch(() => null);
    if (explanation !== null) found.push(explanation.members);
  }
  return found;
}

/**
 * Each try: a member of the entry with another text.
 *
 * @param {Member[]} members
 * @param {Member[][]} neighbours
 * @param {any} explanation
 */
async function* candidates(members, neighbours, explanation) {
  const textOf = (/** @type {Member[]} */ of, /** @type {string} */ name) => of.find((one) => one.name === name)?.text;
  for (const member of MEMBERS) {
    const now = textOf(members, member) ?? null;
    const values = new Set([...usual(member, members, neighbours), ...neighbours.map((one) => textOf(one, member))]);
    for (const before of values) {
      if (before !== undefined && before !== now) yield { member, place: { name: member, text: before }, now, before };
    }
  }
  yield* inMetadata(textOf(members, 'metadata') ?? '{}', neighbours.map((one) => textOf(one, 'metadata') ?? '{}'), explanation);
}

/** Values that a member may have had though no neighbour has them. @param {string} member @param {Member[]} members @param {Member[][]} neighbours */
function usual(member, members, neighbours) {
  const textOf = (/** @type {Member[]} */ of, /** @type {string} */ name) => of.find((one) => one.name === name)?.text;
  if (member === 'status') return ['"success"', '"failure"', '"blocked"'];
  if (member === 'prevHash') return ['null', ...neighbours.map((one) => textOf(one, 'hash'))];
  if (member === 'timestamp') {
    const millis = timeOfId(textOf(members, 'entryId') ?? '');
    if (millis === null) return [];
    const around = Array.from({ length: 2 * ID_SLACK_MS + 1 }, (_, at) => (at % 2 === 0 ? at / 2 : -(at + 1) / 2));
    return around.map((apart) => JSON.stringify(new Date(millis + apart).toISOString()));
  }
  return [];
}

/** The time in a server's id: the first ten digits of its ULID. @param {string} json */
function timeOfId(json) {
  const digits = /^"alog_([0-7][0-9A-HJKMNP-TV-Z]{9})/.exec(json)?.[1];
  if (digits === undefined) return null;
  let millis = 0;
  for (const digit of digits) millis = millis * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(digit);
  return millis < 8.64e15 ? millis : null;
}

/**
 * One member of the metadata changed, put in or taken out. Its members come from the verifier, as text in their order.
 *
 * @param {string} now
 * @param {string[]} others
 * @param {any} explanation
 */
async function* inMetadata(now, others, explanation) {
  if (explanation.erasureMarkers.length > 0) return;
  const membersOf = async (/** @type {string} */ json) => /** @type {Member[]} */ ((await explainText(json).catch(() => null))?.members ?? []);
  const mine = await membersOf(now);
  const whole = (/** @type {Member[]} */ changed) => ({ name: 'metadata', text: objectOf(changed) });
  for (const { name, text } of mine) yield { member: `metadata.${name}`, place: whole(mine.filter((one) => one.name !== name)), now: text, before: null };
  /** @type {Map<string, Set<string>>} */
  const values = new Map();
  for (const json of new Set(others)) {
    for (const { name, text } of await membersOf(json)) values.set(name, (values.get(name) ?? new Set()).add(text));
  }
  for (const { name, text } of mine) {
    for (const before of values.get(name) ?? []) {
      if (before !== text) yield { member: `metadata.${name}`, place: whole(mine.map((one) => (one.name === name ? { name, text: before } : one))), now: text, before };
    }
  }
  for (const [name, texts] of values) {
    if (mine.some((one) => one.name === name)) continue;
    for (const before of texts) yield { member: `metadata.${name}`, place: whole([...mine, { name, text: before }]), now: null, before };
  }
}
