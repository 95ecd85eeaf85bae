/**
 * C11 Partial decryptions. The form of the payloads (C11.1) is tried in part while they are read.
 * Source: docs/spec/verification.md, docs/spec/protocol.md section 8.3.
 * @module
 */

import { encodeHex } from "../../crypto/encoding.js";
import { verifyEntrySignature } from "../../crypto/entry.js";
import { verifyDecryption } from "../../crypto/equality-proof.js";
import { positions } from "../../crypto/tally.js";
import { hasManifestShape } from "../shape.js";
import { keysOf } from "./c05-ceremony.js";

/** @typedef {import("../../crypto/group.js").Group} Group */
/** @typedef {import("../../crypto/payloads.js").Decryption} Decryption */
/** @typedef {import("../../crypto/power-chain.js").PowerChain} PowerChain */
/** @typedef {import("../../crypto/tally.js").Tally} Tally */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */
/** @typedef {import("./c05-ceremony.js").Keys} Keys */
/** Shares by trustee of the entry, each in the group, in the order of contests and options. @typedef {Map<number, readonly bigint[]>} Shares */

/**
 * @param {Election} election
 * @param {Keys | undefined} keys
 * @param {Tally | undefined} totals
 * @param {Readonly<{ gate: () => Promise<void>, show: (done: number, total: number) => void }>} course
 * @param {Report} report
 * @returns {Promise<Shares>} those that can be combined
 */
export async function checkPartialDecryptions(election, keys, totals, course, report) {
  const { decryptions, manifest } = election;
  const present = election.rows.filter(({ entry }) => entry.type === "decryption");
  /** @type {Shares} */
  const shares = new Map();
  if (present.length === 0) report.leave("C11", "there is no partial decryption");
  else if (keys === undefined || totals === undefined)
    report.leave("C11", "keys or totals are not known");
  report.summarize("C11", `${decryptions.length} trustees`);
  const chains = totals && keys && alphaChains(totals, keys.ceremony.group);
  for (const [index, read] of decryptions.entries()) {
    if (manifest && !hasManifestShape(read.payload.contests, manifest.payload)) {
      report.fail("C11.1", read.row.place, "not exactly the manifest's contests and options");
      continue;
    }
    await checkEntry(election, read, report);
    if (manifest && chains && keys && totals) {
      const work = { keys, totals, chains, course, done: index, total: decryptions.length };
      const trustee = /** @type {number} */ (read.row.entry.trustee);
      const found = await checkShares(read, work, report);
      if (found && !shares.has(trustee)) shares.set(trustee, found);
    }
  }
  return shares;
}

/**
 * Powers of every A are needed once for each trustee.
 * @param {Tally} totals
 * @param {Group} group
 * @returns {PowerChain[]}
 */
function alphaChains(totals, group) {
  return positions(totals).map(({ item }) => group.powersOf(item.alpha));
}

/**
 * @param {Election} election
 * @param {Election["decryptions"][number]} read
 * @param {Report} report
 */
async function checkEntry(election, { row, payload }, report) {
  const tally = election.first("tally");
  if (encodeHex(payload.tally) !== tally?.hash)
    report.fail("C11.2", row.place, "names another tally");
  const trustee = /** @type {number} */ (row.entry.trustee);
  if (payload.trustee !== trustee)
    report.fail("C11.3", row.place, `its payload is of trustee ${payload.trustee}`);
  const { lastAttempt } = election;
  if (lastAttempt?.ceremony === undefined) return;
  const signingKey = keysOf(lastAttempt.steps, trustee)?.payload.signingKey;
  if (signingKey === undefined)
    report.fail("C11.4", row.place, "its trustee has published no signing key");
  else
    await report.holds("C11.4", row.place, () =>
      verifyEntrySignature(row.entry, signingKey, "signature"),
    );
}

/**
 * @param {Election["decryptions"][number]} read of the manifest's shape
 * @param {Readonly<{
 *   keys: Keys, totals: Tally, chains: readonly PowerChain[],
 *   course: Parameters<typeof checkPartialDecryptions>[3], done: number, total: number,
 * }>} work
 * @param {Report} report
 * @returns {Promise<bigint[] | undefined>} the shares, nothing if one is not in the group
 */
async function checkShares({ row, payload }, { keys, totals, chains, course, done, total }, report) {
  const { group } = keys.ceremony;
  const { trustee } = payload;
  const shareKey = keys.shareKey(trustee);
  const powersOfKey = group.powersOf(shareKey);
  const all = positions(totals);
  const answers = positions(payload.contests);
  /** @type {bigint[]} */
  const shares = [];
  for (const [index, { contest, option, item: ciphertext }] of all.entries()) {
    await course.gate();
    const { share, proof } = answers[index].item;
    const place = `${row.place}, contest ${contest} option ${option}`;
    const powersOfShare = group.powersOf(share);
    const isMember = await report.holds("C11.5", place, () => {
      group.verifyMember(share, "share", powersOfShare);
      return true;
    });
    if (isMember) {
      shares.push(share);
      const statement = { trustee, contest, option, shareKey, ciphertext, share };
      const powers = { shareKey: powersOfKey, alpha: chains[index], share: powersOfShare };
      await report.holds("C11.6", place, () =>
        verifyDecryption(group, { ...statement, electionHash: keys.context.electionHash }, proof, powers),
      );
    }
    course.show(done * all.length + index + 1, total * all.length);
  }
  return shares.length === all.length ? shares : undefined;
}
