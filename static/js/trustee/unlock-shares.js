/**
 * What other key holders have unlocked before, checked against the totals counted here.
 * Source: docs/spec/protocol.md section 8.
 * @module
 */

import { encodeHex } from "../crypto/encoding.js";
import { ProofError } from "../crypto/errors.js";
import { verifyPartialDecryptions } from "../crypto/tally.js";
import { isRefusal, refused } from "./problem.js";

/** @typedef {import("../crypto/payloads.js").Decryption} Decryption */
/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("./record.js").Record} Record */

/**
 * A wrong unlock share that the server let through is named by its key holder.
 * @param {Record} record
 * @param {Tally} tally as it was counted here
 * @throws {import("./problem.js").Problem} "refused"
 */
export async function verifyUnlockShares(record, tally) {
  for (const decryption of record.decryptions.values()) {
    try {
      await verifyUnlockShare(record, tally, decryption);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { trustee } = decryption;
      const { message } = /** @type {Error} */ (error);
      const details = { type: "decryption", trustee };
      throw refused(`unlock share of trustee ${trustee}: ${message}`, details);
    }
  }
}

/**
 * @param {Record} record
 * @param {Tally} tally
 * @param {Decryption} decryption
 * @throws {ProofError} if it is of other totals, or wrong
 */
async function verifyUnlockShare(record, tally, { trustee, tally: hash, contests }) {
  if (encodeHex(hash) !== record.tallyHash)
    throw new ProofError("partial decryptions", "are of another tally");
  const shareKey = record.ceremony.shareKey(trustee);
  await verifyPartialDecryptions(record.context, { trustee, shareKey, tally, contests });
}
