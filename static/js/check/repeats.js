/**
 * What may stand on the record once only: ballots, their ids, their numbers and their proofs.
 *
 * A ballot that stands a second time as a whole is one failure, and its parts are none.
 * Source: docs/spec/verification.md C07.7 to C07.10 and C08.6.
 * @module
 */

/** @typedef {import("./judge.js").Judgement} Judgement */
/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("./rows.js").Row} Row */

export class Repeats {
  #report;
  /** Where each ballot stands first, by hash. @type {Map<string, Row>} */
  #ballots = new Map();
  /** Where each id, number and proof stands first. @type {Map<string, number>} */
  #parts = new Map();

  /** @param {Report} report */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {Row} row in the order of the record
   * @param {NonNullable<Judgement["ballot"]>} ballot
   */
  take(row, { hash, id, numbers, proofs }) {
    const before = this.#ballots.get(hash);
    if (before !== undefined) {
      this.#fail(sentenceFor(before, row), row, "this ballot", before.index);
      return;
    }
    this.#ballots.set(hash, row);
    this.#takePart("C07.10", row, "the ballot id", id);
    for (const [what, digest] of numbers) this.#takePart("C07.8", row, what, digest);
    for (const [what, digest] of proofs) this.#takePart("C07.9", row, what, digest);
  }

  /**
   * @param {string} sentence
   * @param {Row} row
   * @param {string} what
   * @param {string} digest
   */
  #takePart(sentence, row, what, digest) {
    const key = `${sentence} ${digest}`;
    const before = this.#parts.get(key);
    if (before === undefined) this.#parts.set(key, row.index);
    else this.#fail(sentence, row, what, before);
  }

  /**
   * @param {string} sentence
   * @param {Row} row
   * @param {string} what
   * @param {number} before
   */
  #fail(sentence, { place }, what, before) {
    this.#report.fail(sentence, place, `${what} stands already in entry ${before}`);
  }
}

/**
 * @param {Row} before
 * @param {Row} row
 * @returns {string} about two ballots that were cast, or about one that was shown
 */
function sentenceFor(before, row) {
  return before.entry.type === "ballot" && row.entry.type === "ballot" ? "C07.7" : "C08.6";
}
