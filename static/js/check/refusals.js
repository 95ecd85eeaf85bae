/**
 * Which errors say something about the record, and which about this program.
 * @module
 */

import { CeremonyError, DecodeError, ProofError } from "../crypto/errors.js";

/**
 * @param {unknown} error
 * @returns {error is Error} whether it says that something of the record does not hold
 */
export function isRefusal(error) {
  return (
    error instanceof DecodeError || error instanceof ProofError || error instanceof CeremonyError
  );
}
