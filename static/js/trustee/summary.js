/**
 * What the page is told of a record that was checked.
 * @module
 */

import { hasReached } from "./phases.js";

/** @typedef {import("./record.js").Record} Record */

/**
 * Numbers of key holders are ascending; `drills` are the hashes of the payloads of all drills. `keyTools` are the hashes of the tool on the record; the one of the manifest is null before that is fixed. `title` is null before the manifest is fixed, `tally` before the
 * totals are there; `tally.entry` is the number of their entry, `tally.totals` how many there are.
 * @typedef {Readonly<{
 *   size: number, phase: import("./phases.js").Phase, ceremonyPhase: string, attempt: number,
 *   trustees: readonly string[], threshold: number, keys: number[], shared: number[],
 *   confirmed: number[], drilled: number[], drills: string[], waived: number[], missing: number[],
 *   complaints: { by: number, against: number, reason: string }[], demonstration: boolean,
 *   title: import("../crypto/manifest.js").Text | null, ballots: number,
 *   keyTools: Readonly<{ ceremony: string, manifest: string | null }>,
 *   tally: Readonly<{
 *     hash: string, entry: number, totals: number, ballots: number, contests: number,
 *   }> | null,
 *   decryptions: number[],
 * }>} Summary
 */

/**
 * @param {Record} record
 * @param {number} size number of entries
 * @returns {Summary}
 */
export function summaryOf(record, size) {
  const { ceremony: view } = record;
  const { trustees, threshold, demonstration } = view.ceremony;
  const manifest = record.isFrozen ? record.context.manifest : null;
  return {
    size,
    phase: record.phase,
    ceremonyPhase: view.phase,
    attempt: view.attempt,
    trustees,
    threshold,
    keys: ascending(view.keys.keys()),
    shared: ascending(view.shares.keys()),
    confirmed: ascending(view.confirmed),
    drilled: ascending(view.drilled),
    drills: [...record.drills],
    waived: ascending(view.waived),
    missing: view.missing(),
    complaints: view.complaints.map(({ trustee, against, reason }) => ({
      by: trustee,
      against,
      reason,
    })),
    demonstration,
    title: manifest?.title ?? null,
    keyTools: { ceremony: view.ceremony.keyTool, manifest: manifest?.keyTool ?? null },
    ballots: record.ballots.length,
    tally: tallyOf(record),
    decryptions: ascending(record.decryptions.keys()),
  };
}

/**
 * @param {Summary} summary
 * @param {number} trustee
 * @returns {boolean} whether nothing is left that the key holder's key could be needed for
 */
export function isKeySpent({ phase, decryptions, threshold }, trustee) {
  if (phase === "cancelled" || decryptions.includes(trustee)) return true;
  // Whoever keeps the record can write a result down without having the shares for one.
  return hasReached(phase, "counted") && decryptions.length >= threshold;
}

/**
 * @param {Record} record
 * @returns {Summary["tally"]}
 */
function tallyOf(record) {
  const { tally, tallyHash, tallyAt } = record;
  if (tally === undefined) return null;
  return {
    hash: tallyHash,
    entry: tallyAt,
    totals: tally.contests.flat().length,
    ballots: record.tallyInput?.counted.length ?? 0,
    contests: tally.contests.length,
  };
}

/**
 * @param {Iterable<number>} numbers
 * @returns {number[]}
 */
function ascending(numbers) {
  return [...numbers].sort((left, right) => left - right);
}
