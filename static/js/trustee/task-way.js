/**
 * The way without a network: a task file says what is asked, and the answer is a file again.
 * @module
 */

import { inOwnLanguage } from "./status.js";

/** @typedef {import("./status.js").Status} Status */

const LONGEST_HEADER = 65_536;

export class TaskWay {
  isOnline = false;
  #header;
  #name;

  /**
   * @param {File} file
   * @param {any} header its first line; the worker checks the file strictly
   */
  constructor(file, header) {
    this.source = { kind: "task", file };
    this.election = String(header.election);
    this.trustee = Number(header.trustee);
    this.#header = header;
    this.#name = file.name.replace(/(-task)?( \(\d+\))?(\.[a-z]+)?$/i, "");
  }

  /**
   * @param {File} file
   * @returns {Promise<TaskWay>}
   * @throws {SyntaxError} if it is no task file
   */
  static async open(file) {
    const start = await file.slice(0, LONGEST_HEADER).text();
    const header = JSON.parse(start.split("\n")[0]);
    if (header?.kind !== "tabella trustee task") throw new SyntaxError("not a task file");
    return new TaskWay(file, header);
  }

  /**
   * @param {import("./summary.js").Summary} summary of the record in the file
   * @returns {Status}
   */
  status(summary) {
    const { keys, drilled, waived, decryptions, trustees } = summary;
    return {
      election: this.election,
      trustee: this.trustee,
      name: trustees[this.trustee - 1] ?? "",
      // Before the freeze the record does not name the election, but the file may.
      title: inOwnLanguage(summary.title) || this.#name,
      step: String(this.#header.step),
      state: "",
      phase: summary.ceremonyPhase,
      attempt: summary.attempt,
      threshold: summary.threshold,
      closes: "",
      drillChallenge: String(this.#header.drill_challenge),
      isDrillAsked: false,
      hasLostKey: false,
      isDemonstration: summary.demonstration,
      holders: trustees.map((name, place) => ({
        index: place + 1,
        name,
        step: "",
        hasKey: keys.includes(place + 1),
        isDrilled: drilled.includes(place + 1),
        isWaived: waived.includes(place + 1),
        hasUnlocked: decryptions.includes(place + 1),
      })),
    };
  }
}
