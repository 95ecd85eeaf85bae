/**
 * Whose fault an entry is that does not hold. A complaint stands on the record for ever, so nobody is
 * blamed for what the server could have put there without them.
 * @module
 */

import { verifyEntrySignature } from "../crypto/entry.js";
import { CeremonyError } from "../crypto/errors.js";
import { isRefusal } from "./problem.js";

/**
 * @param {unknown} error with the entry
 * @param {import("../crypto/entry.js").Entry} entry
 * @param {import("../crypto/ceremony.js").CeremonyView} view the entries before this one
 * @returns {Promise<boolean>} whether the key holder it names has signed it, and it holds nowhere
 */
export async function isSignersFault(error, entry, view) {
  // An entry out of order may be a true one that was put there again.
  if (error instanceof CeremonyError || entry.trustee === undefined) return false;
  try {
    await verifyEntrySignature(entry, view.signingKey(entry.trustee), entry.type);
    return true;
  } catch (fault) {
    if (isRefusal(fault)) return false;
    throw fault;
  }
}
