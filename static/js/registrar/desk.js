/**
 * One visit of the registrar: everything that is remembered, in memory only.
 * @module
 */

/** @typedef {import("./mail-merge.js").Issued} Issued */
/** @typedef {import("./roll.js").Roll} Roll */
/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */

/** Letters in one file: more would make browsers and printers slow. */
export const LETTERS_IN_PART = 500;

export class Desk {
  /** @type {Issued[]} */
  issued = [];
  /** @type {WorkerClient[]} */
  makers = [];
  /** Whether a file was saved, so that there is something to show. */
  hasSaved = false;

  /**
   * @param {{ roll: string, keys: string, back: string }} places addresses: of the voters, for the
   *   public keys, and of the page this one came from
   * @param {Roll} roll
   */
  constructor(places, roll) {
    this.places = places;
    this.roll = roll;
    window.addEventListener("beforeunload", (event) => this.isUnsent && event.preventDefault());
  }

  /** @returns {boolean} whether leaving the page would lose codes that voters could get */
  get isUnsent() {
    return this.issued.length > 0;
  }

  /** @returns {number} of files with letters */
  get parts() {
    return Math.ceil(this.issued.length / LETTERS_IN_PART);
  }

  /**
   * @param {number} part from 0 on
   * @returns {Issued[]}
   */
  ofPart(part) {
    return this.issued.slice(part * LETTERS_IN_PART, (part + 1) * LETTERS_IN_PART);
  }

  /** @param {readonly import("./worker.js").Made[]} made one for each voter */
  issue(made) {
    this.issued = this.roll.voters.map((voter, place) => ({ ...voter, ...made[place] }));
    this.hasSaved = false;
  }

  /** The codes are in the files by now, and nowhere else. */
  forget() {
    this.issued = [];
    for (const maker of this.makers) maker.close();
    this.makers = [];
  }
}
