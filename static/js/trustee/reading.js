/**
 * How far a record has been read, and whether anything may be done with what was read.
 * @module
 */

import { Board } from "./board.js";
import { hasReached } from "./phases.js";
import { notYet, Problem } from "./problem.js";
import { Record } from "./record.js";
import { isAboutAnother } from "./steps.js";
import { summaryOf } from "./summary.js";

/** @typedef {import("./board.js").Seen} Seen */
/** @typedef {import("./board.js").Show} Show */
/** @typedef {import("./sources.js").Source} Source */

export class Reading {
  #source;
  #election;
  #trustee;
  #board;
  #record;
  /** Whether all that was read is under the checkpoint's signature. */
  #isWhole = false;

  /** The first entry of another key holder that does not hold; nothing behind it is taken. @type {Problem | undefined} */
  #wrong;

  /** Why the record does not hold. @type {Problem | undefined} */
  fault;

  /**
   * @param {Source} source
   * @param {Readonly<{ election: string, trustee: number }>} reader
   */
  constructor(source, { election, trustee }) {
    this.#source = source;
    this.#election = election;
    this.#trustee = trustee;
    this.#board = new Board(source, election);
    this.#record = new Record(election);
  }

  /**
   * Reads on, or from the first entry again if something was wrong with the record.
   * @param {Seen | undefined} seen
   * @param {Show} show
   * @returns {Promise<import("./summary.js").Summary>}
   * @throws {Problem} "refused", "bad_entry", "not_yet" or "unreachable"
   */
  async read(seen, show) {
    if (this.fault) this.#restart();
    this.#isWhole = false;
    try {
      await this.#board.read((entry) => this.#take(entry), show);
      if (seen) await this.#board.verifySeen(seen);
      if (this.#wrong) throw this.#wrong;
    } catch (error) {
      throw this.#noted(error);
    }
    this.#isWhole = true;
    return summaryOf(this.#record, this.#board.size);
  }

  /**
   * What was read to its end.
   * @throws {Problem} "not_read"
   */
  whole() {
    if (!this.#isWhole) throw new Problem("not_read", "the record was not read to its end");
    return this.#parts();
  }

  /**
   * What was read to its end, or to an entry of another key holder that does not hold. That one stands
   * under the checkpoint's signature, too.
   * @throws {Problem} "not_read"
   */
  toFault() {
    return this.fault?.code === "bad_entry" ? this.#parts() : this.whole();
  }

  /**
   * What was read to its end, with totals in it, and as many witnesses as the manifest asks for.
   * @throws {Problem} "not_read", "cancelled" or "not_yet"
   */
  async toTotals() {
    const parts = this.whole();
    const { board, record } = parts;
    if (record.phase === "cancelled")
      throw new Problem("cancelled", "the election was cancelled; nothing is to be unlocked");
    if (!hasReached(record.phase, "decrypting")) throw notYet("the totals are not on the record");
    await board.verifyWitnessed(record.context.manifest.witnesses);
    return parts;
  }

  #parts() {
    return { board: this.#board, record: this.#record, view: this.#record.ceremony };
  }

  #restart() {
    this.#board = new Board(this.#source, this.#election);
    this.#record = new Record(this.#election);
    this.#wrong = undefined;
    this.fault = undefined;
  }

  /**
   * Nobody is blamed for an entry that the log has not signed, so that reading goes on behind it.
   * @param {import("./board.js").BoardEntry} entry
   */
  async #take(entry) {
    if (this.#wrong) return;
    try {
      await this.#record.add(entry);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "refused") throw error;
      if (!isAboutAnother(error, this.#trustee, this.#record.ceremony)) throw error;
      this.#wrong = new Problem("bad_entry", error.message, error.details);
    }
  }

  /**
   * @param {unknown} error
   * @returns {unknown} the error to throw
   */
  #noted(error) {
    if (error instanceof Problem && ["refused", "bad_entry"].includes(error.code))
      this.fault = error;
    return error;
  }
}
