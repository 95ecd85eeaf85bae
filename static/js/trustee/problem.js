/**
 * Why the tool stops.
 * @module
 */

import { CeremonyError, DecodeError, ProofError } from "../crypto/errors.js";

/**
 * What stands beside code and message: the number and type of the entry that is wrong, the key holder it
 * names and whether that one is to blame for it, the questions in which one ballot is the whole total.
 * @typedef {Readonly<{
 *   entry?: number, type?: string, trustee?: number, isToBlame?: boolean, contests?: readonly number[],
 * }>} Details
 */

/** Something the tool stops for on purpose; the page chooses its words by the code. */
export class Problem extends Error {
  /**
   * @param {string} code for example "refused" or "not_yet"
   * @param {string} message lower case
   * @param {Details} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
  }
}

/**
 * @param {string} message
 * @param {Details} [details]
 * @returns {Problem} the record is wrong, and going on could harm the election
 */
export function refused(message, details) {
  return new Problem("refused", message, details);
}

/**
 * @param {string} message
 * @returns {Problem} others have to act first
 */
export function notYet(message) {
  return new Problem("not_yet", message);
}

/**
 * @param {unknown} error
 * @returns {boolean} whether it says that something from outside is wrong, and is no fault of ours
 */
export function isRefusal(error) {
  return (
    error instanceof DecodeError || error instanceof ProofError || error instanceof CeremonyError
  );
}

/**
 * @param {unknown} error
 * @returns {Readonly<{ code: string, message: string } & Details>} what is posted for it
 */
export function documentOf(error) {
  if (error instanceof Problem)
    return { code: error.code, message: error.message, ...error.details };
  const { name, message } = /** @type {Error} */ (error);
  return { code: isRefusal(error) ? "refused" : "failed", message: `${name}: ${message}` };
}
