/**
 * What a key holder does next: from the record and the key to a signed entry.
 * Source: docs/spec/protocol.md sections 4 and 8; docs/spec/record.md section 3.
 * @module
 */

import { isSameBytes } from "../crypto/encoding.js";
import { encodeDecryption } from "../crypto/payloads.js";
import { decryptTally } from "../crypto/tally.js";
import {
  answerDrill,
  complaint,
  confirmation,
  encryptShares,
  hasOwnKeys,
  keyShare,
  publishKeys,
  signed,
  WrongShareError,
} from "../crypto/trustee-keys.js";
import { isRefusal, notYet, Problem, refused } from "./problem.js";

/** @typedef {import("../crypto/ceremony.js").CeremonyView} CeremonyView */
/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("../crypto/trustee-keys.js").Outgoing} Outgoing */
/** @typedef {import("../crypto/trustee-keys.js").TrusteeSecret} TrusteeSecret */
/** @typedef {import("./board.js").Show} Show */
/** @typedef {import("./record.js").Record} Record */

/** What to complain of when an entry of another key holder does not hold. */
const REASONS = /** @type {const} */ ({ share: "proof", confirm: "transcript" });

/**
 * @param {CeremonyView} view
 * @param {number} trustee
 * @throws {Problem} unless the ceremony waits for this key holder's key: "not_yet", "has_key", "stopped" or
 *   "refused"
 */
export function verifyKeyWanted(view, trustee) {
  if (view.phase === "start") throw notYet("the key ceremony has not begun");
  if (trustee > view.ceremony.trustees.length)
    throw refused(`the key ceremony has no key holder ${trustee}`);
  verifyNotStopped(view);
  if (view.keys.has(trustee))
    throw new Problem("has_key", "a key in your name is on the record already");
  if (view.phase !== "keys") throw refused("the key ceremony takes no more keys");
}

/**
 * @param {CeremonyView} view
 * @param {TrusteeSecret} secret
 * @param {number} attempt the key was made in
 * @throws {Problem} unless the key on the record is this one: "restarted", "not_yet" or "other_key"
 */
export async function verifyOwnKey(view, secret, attempt) {
  verifyAttempt(view, attempt);
  if (!view.keys.has(secret.index)) throw notYet("your key is not on the record");
  if (!(await hasOwnKeys(secret, view)))
    throw new Problem(
      "other_key",
      "the key on the record in your name is not the one in your file",
    );
}

/**
 * @param {CeremonyView} view
 * @param {number} attempt
 * @throws {Problem} "restarted"
 */
export function verifyAttempt(view, attempt) {
  if (view.attempt !== attempt)
    throw new Problem("restarted", `the key ceremony was started again, attempt ${view.attempt}`);
}

/**
 * @param {CeremonyView} view
 * @param {TrusteeSecret} secret drawn for this ceremony
 * @returns {Promise<Outgoing>} the `trustee` entry
 */
export async function keyEntry(view, secret) {
  return signed(secret, "trustee", await publishKeys(secret, view));
}

/**
 * @param {CeremonyView} view
 * @param {TrusteeSecret} secret
 * @returns {Promise<Outgoing | null>} what comes next until this key holder has confirmed; null when nothing
 *   is left to send
 * @throws {Problem} "not_yet" if others have to act first, "stopped"
 */
export async function nextEntry(view, secret) {
  verifyNotStopped(view);
  const isMissing = view.missing().includes(secret.index);
  if (view.phase === "shares" && isMissing)
    return signed(secret, "share", await encryptShares(secret, view));
  if (view.phase === "confirming") return isMissing ? confirmEntry(view, secret) : null;
  if (view.phase === "drilling") return null;
  throw waiting(view);
}

/**
 * Confirms if every share is right, complains of the sender of the first that is not.
 * @param {CeremonyView} view
 * @param {TrusteeSecret} secret
 * @returns {Promise<Outgoing>}
 */
async function confirmEntry(view, secret) {
  try {
    return await signed(secret, "confirm", await confirmation(secret, view));
  } catch (error) {
    if (!(error instanceof WrongShareError)) throw error;
    const payload = complaint(secret, view, { against: error.sender, reason: "share" });
    return signed(secret, "complaint", payload);
  }
}

/**
 * What the server may have made up is no reason to blame a key holder in public.
 * @param {Problem} problem with an entry of the record
 * @param {number} trustee who sees it
 * @param {CeremonyView} view as it was before the entry
 * @returns {boolean} whether another key holder made and signed the entry, and it can be complained of
 */
export function isAboutAnother({ details: { type, trustee: signer, isToBlame } }, trustee, view) {
  const isOpen = view.phase === "shares" || view.phase === "confirming";
  return isOpen && isToBlame === true && type !== undefined && type in REASONS && signer !== trustee;
}

/**
 * @param {CeremonyView} view as it was before the entry
 * @param {TrusteeSecret} secret
 * @param {Problem} problem that isAboutAnother
 * @returns {Promise<Outgoing>}
 */
export function complaintEntry(view, secret, { details: { type, trustee } }) {
  const reason = REASONS[/** @type {keyof typeof REASONS} */ (type)];
  const payload = complaint(secret, view, { against: Number(trustee), reason });
  return signed(secret, "complaint", payload);
}

/**
 * @param {CeremonyView} view
 * @param {TrusteeSecret} secret
 * @param {Uint8Array} challenge 32 bytes of the server
 * @returns {Promise<Outgoing>} the `drill` entry
 * @throws {Problem} "not_yet", "stopped" or "refused"
 */
export async function drillEntry(view, secret, challenge) {
  verifyNotStopped(view);
  if (view.phase !== "drilling") throw waiting(view);
  try {
    return await signed(secret, "drill", await answerDrill(secret, view, challenge));
  } catch (error) {
    throw isRefusal(error) ? refused(/** @type {Error} */ (error).message) : error;
  }
}

/**
 * @param {Record} record
 * @param {TrusteeSecret} secret
 * @param {Tally} tally as it was counted again, and is on the record
 * @param {Show} show
 * @returns {Promise<Outgoing>} the `decryption` entry
 * @throws {Problem} "refused" if a share of the ceremony does not fit
 */
export async function unlockEntry(record, secret, tally, show) {
  const { context, ceremony } = record;
  const trustee = secret.index;
  try {
    const contests = await decryptTally(context, {
      trustee,
      keyShare: await keyShare(secret, ceremony),
      shareKey: ceremony.shareKey(trustee),
      tally,
      show,
    });
    const { election } = context.manifest;
    const decryption = { election, trustee, contests, tally: record.tallyHash };
    return await signed(secret, "decryption", encodeDecryption(decryption, context.group));
  } catch (error) {
    throw isRefusal(error) ? refused(/** @type {Error} */ (error).message) : error;
  }
}

/**
 * @param {TrusteeSecret} left
 * @param {TrusteeSecret} right
 * @returns {boolean}
 */
export function isSameSecret(left, right) {
  return (
    left.index === right.index &&
    left.communicationSecret === right.communicationSecret &&
    String(left.coefficients) === String(right.coefficients) &&
    isSameBytes(left.signingSeed, right.signingSeed)
  );
}

/**
 * @param {CeremonyView} view
 * @throws {Problem} "stopped"
 */
function verifyNotStopped(view) {
  if (view.phase === "stopped")
    throw new Problem("stopped", "a complaint has stopped the key ceremony");
}

/**
 * @param {CeremonyView} view
 * @returns {Problem} that says whom the ceremony waits for
 */
function waiting(view) {
  const names = view.missing().map((trustee) => view.ceremony.trustees[trustee - 1]);
  return notYet(`waiting for: ${names.join(", ")}`);
}
