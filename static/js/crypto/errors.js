/**
 * The ways in which something from outside can be refused.
 * @module
 */

/** Bytes or text that break the format: wrong shape, spelling, range or size. */
export class DecodeError extends Error {
  /**
   * @param {string} place where it stands, for example "ballot.contests[0].proof"
   * @param {string} problem lower case
   */
  constructor(place, problem) {
    super(`${place}: ${problem}`);
    this.name = "DecodeError";
    this.place = place;
  }
}

/** Well-formed values that do not prove what they should: proofs, membership, signatures. */
export class ProofError extends Error {
  /**
   * @param {string} place what was being checked, for example "contest 1 option 3"
   * @param {string} problem lower case
   */
  constructor(place, problem) {
    super(`${place}: ${problem}`);
    this.name = "ProofError";
    this.place = place;
  }
}

/** An entry that stands where the order of the key ceremony does not allow it. */
export class CeremonyError extends Error {
  /**
   * @param {string} place whose entry it is, for example "trustee 2"
   * @param {string} problem lower case
   */
  constructor(place, problem) {
    super(`${place}: ${problem}`);
    this.name = "CeremonyError";
    this.place = place;
  }
}
