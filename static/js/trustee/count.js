/**
 * Counting again before anything is unlocked: which ballots, their proofs, and every total.
 *
 * Ballots stream through: only so many are in memory as are being looked at.
 * Source: docs/spec/protocol.md sections 6 to 8; docs/spec/verification.md C07 to C10.
 * @module
 */

import { contestsOfStyle } from "../crypto/manifest.js";
import { isSameTally, Totals, verifyMembers } from "../crypto/tally.js";
import { startCounters } from "./counters.js";
import { isRefusal, refused } from "./problem.js";

/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Show} Show */
/** @typedef {import("./chunk-counter.js").Item} Item */
/** @typedef {import("./counters.js").Counter} Counter */
/** @typedef {import("./record.js").Record} Record */
/** @typedef {import("./record.js").RecordedBallot} RecordedBallot */
/** @typedef {Readonly<{ ballot: RecordedBallot, role: Item["role"] }>} Plan what is done with a ballot */

// Ballots one worker is given at a time, a fraction of a second of work.
const CHUNK = 5;

/**
 * Applies the re-vote rule, and checks that the list of counted ballots says the same.
 * @param {Record} record
 * @returns {RecordedBallot[]}
 * @throws {import("./problem.js").Problem} "refused" if it does not, or if a test ballot is among them
 */
export function countedOf({ ballots, tests, tallyInput, closedAt, roll }) {
  const counted = roll.counted(ballots);
  if (tallyInput === undefined) throw refused("the record does not say which ballots are counted");
  if (tallyInput.size !== closedAt + 1)
    throw refused("the list of counted ballots does not end where voting closed");
  if (String(tallyInput.counted) !== String(counted))
    throw refused("the list of counted ballots is not each voter's last one");
  const chosen = new Set(counted);
  const shown = new Set(tests.map(({ hash }) => hash));
  const found = ballots.filter(({ index }) => chosen.has(index));
  for (const { index, hash } of found) {
    if (shown.has(hash)) {
      const message = `entry ${index}: a ballot that was shown as a test is counted`;
      throw refused(message, { entry: index });
    }
  }
  return found;
}

/**
 * @param {Record} record
 * @returns {number[]} contests in which one ballot is counted, whose totals are that ballot
 */
export function singleBallotContests(record) {
  const { manifest } = record.context;
  const voted = manifest.contests.map(() => 0);
  for (const { credential } of countedOf(record)) {
    const { style } = record.voter(credential);
    for (const { number } of contestsOfStyle(manifest, style, "roll.style")) voted[number - 1] += 1;
  }
  return voted.flatMap((ballots, index) => (ballots === 1 ? [index + 1] : []));
}

/**
 * Computes every total from the ballots, and checks that the record's totals are the same.
 * @param {Record} record up to its totals
 * @param {Board} board it was read from
 * @param {Readonly<{ hasProofsChecked: boolean, show: Show }>} how hasProofsChecked:
 *   whether the proofs of all ballots are checked too, the counted, the replaced and the shown ones
 * @returns {Promise<Tally>} tested to be of the group
 * @throws {import("./problem.js").Problem} "refused" or "unreachable"
 */
export async function recount(record, board, { hasProofsChecked, show }) {
  const plans = planOf(record, hasProofsChecked);
  const setup = {
    manifest: record.manifestBytes,
    jointKey: record.context.group.elementHex(record.context.key.jointKey),
    hasProofsChecked,
  };
  const crews = Math.ceil(plans.length / CHUNK);
  const counters = await startCounters(crews, setup);
  try {
    await countAll(counters, chunksOf(record, board, plans), (done) => show(done, plans.length));
    const totals = new Totals(record.context);
    for (const counter of counters) totals.merge(await counter.totals());
    return verified(totals.tally(), record);
  } finally {
    for (const counter of counters) counter.close();
  }
}

/**
 * @param {Record} record
 * @param {boolean} hasProofsChecked
 * @returns {Plan[]} ascending by entry
 */
function planOf(record, hasProofsChecked) {
  const counted = new Set(countedOf(record));
  /** @type {Plan[]} */
  const plans = [];
  for (const ballot of record.ballots) {
    if (counted.has(ballot)) plans.push({ ballot, role: "counted" });
    else if (hasProofsChecked) plans.push({ ballot, role: "replaced" });
  }
  if (hasProofsChecked) {
    for (const ballot of record.tests) plans.push({ ballot, role: "test" });
  }
  return plans.sort((left, right) => left.ballot.index - right.ballot.index);
}

/**
 * @param {Record} record
 * @param {Board} board
 * @param {readonly Plan[]} plans
 * @returns {AsyncGenerator<Item[]>}
 */
async function* chunksOf(record, board, plans) {
  /** @type {Item[]} */
  let chunk = [];
  let next = 0;
  for await (const { index, payload } of board.again(plans.map(({ ballot }) => ballot.index))) {
    const { ballot, role } = plans[next];
    const { hash, credential } = ballot;
    chunk.push({ index, role, payload, hash, credential, voter: record.voter(credential) });
    next += 1;
    if (chunk.length < CHUNK && next < plans.length) continue;
    yield chunk;
    chunk = [];
  }
}

/**
 * Each counter takes the next chunk as soon as it is free.
 * @param {readonly Counter[]} counters
 * @param {AsyncGenerator<Item[]>} chunks
 * @param {(done: number) => void} show
 */
async function countAll(counters, chunks, show) {
  let done = 0;
  let hasFailed = false;
  show(done);
  const work = async (/** @type {Counter} */ counter) => {
    for (;;) {
      const { value: chunk } = await chunks.next();
      if (chunk === undefined || hasFailed) return;
      await counter.count(chunk);
      done += chunk.length;
      show(done);
    }
  };
  try {
    await Promise.all(counters.map(work));
  } finally {
    hasFailed = true;
  }
}

/**
 * @param {Tally} totals
 * @param {Record} record
 * @returns {Tally} the same, which are those on the record
 */
function verified(totals, { tally, context }) {
  if (tally === undefined || !isSameTally(tally.contests, totals))
    throw refused(
      "the totals on the record are not the ones the ballots add up to; " +
        "unlocking them could open somebody's ballot",
    );
  try {
    verifyMembers(totals, context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw refused(`the totals on the record: ${/** @type {Error} */ (error).message}`);
  }
  return totals;
}
