/**
 * What was found out: twelve verdicts, the failures behind them, and notes.
 * Source: docs/spec/verification.md, "Verdicts".
 * @module
 */

import { isRefusal } from "./refusals.js";

/** @typedef {"pass" | "fail" | "not checked"} Verdict */
/**
 * A sentence of verification.md that does not hold: its number, where in the record, and what is wrong there.
 * @typedef {Readonly<{ sentence: string, place: string, detail: string }>} Failure
 */

/** The checks in the order they are reported. */
export const CHECKS = Object.freeze(
  Array.from({ length: 12 }, (_, index) => `C${String(index + 1).padStart(2, "0")}`),
);

const KEPT_FAILURES = 20;
const KEPT_NOTES = 50;

export class Report {
  /** By sentence. @type {Map<string, { count: number, kept: Failure[] }>} */
  #failures = new Map();
  /** Reasons by check. @type {Map<string, Set<string>>} */
  #gaps = new Map(CHECKS.map((check) => [check, new Set()]));
  /** @type {Map<string, string>} */
  #summaries = new Map();
  /** @type {string[]} */
  #notes = [];
  #noteCount = 0;

  /**
   * @param {string} sentence
   * @param {string} place empty for the record itself
   * @param {string} detail
   */
  fail(sentence, place, detail) {
    const found = this.#failures.get(sentence) ?? { count: 0, kept: [] };
    found.count += 1;
    if (found.kept.length < KEPT_FAILURES) found.kept.push({ sentence, place, detail });
    this.#failures.set(sentence, found);
  }

  /**
   * Runs something that throws if the sentence does not hold.
   * @template Value
   * @param {string} sentence
   * @param {string} place
   * @param {() => Value | Promise<Value>} run
   * @returns {Promise<Value | undefined>} what it returns, nothing if it failed
   */
  async holds(sentence, place, run) {
    try {
      return await run();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.fail(sentence, place, error.message);
      return undefined;
    }
  }

  /**
   * @param {string} check of which a part could not be tried
   * @param {string} reason
   */
  leave(check, reason) {
    this.#gaps.get(check)?.add(reason);
  }

  /**
   * Takes every gap for something the election never had.
   * @param {string} reason
   */
  forgetGaps(reason) {
    for (const [check, gaps] of this.#gaps) {
      if (gaps.size > 0) this.#summaries.set(check, reason);
      gaps.clear();
    }
  }

  /**
   * @param {string} check
   * @param {string} text what its line says if it passed
   */
  summarize(check, text) {
    this.#summaries.set(check, text);
  }

  /** @param {string} text worth knowing, but of no weight */
  note(text) {
    this.#noteCount += 1;
    if (this.#notes.length < KEPT_NOTES) this.#notes.push(text);
  }

  /** @returns {string[]} those that were kept, and a last one that counts the others */
  get notes() {
    const more = this.#noteCount - this.#notes.length;
    return more > 0 ? [...this.#notes, `${more} more notes`] : [...this.#notes];
  }

  /** @returns {boolean} */
  get hasFailures() {
    return this.#failures.size > 0;
  }

  /**
   * @param {string} check
   * @returns {Verdict}
   */
  verdict(check) {
    if (this.#sentences(check).length > 0) return "fail";
    return this.#gaps.get(check)?.size ? "not checked" : "pass";
  }

  /**
   * @param {Verdict} verdict
   * @returns {string[]}
   */
  checksWith(verdict) {
    return CHECKS.filter((check) => this.verdict(check) === verdict);
  }

  /**
   * @param {string} check
   * @returns {{
   *   check: string, verdict: Verdict, text: string, failures: Failure[], failures_left_out: number,
   * }}
   */
  finding(check) {
    const found = this.#sentences(check).map(
      (sentence) =>
        /** @type {{ count: number, kept: Failure[] }} */ (this.#failures.get(sentence)),
    );
    const failures = found.flatMap(({ kept }) => kept);
    const count = found.reduce((total, { count: more }) => total + more, 0);
    return {
      check,
      verdict: this.verdict(check),
      text: this.#text(check, count),
      failures,
      failures_left_out: count - failures.length,
    };
  }

  /**
   * @param {string} check
   * @param {number} count of its failures
   * @returns {string}
   */
  #text(check, count) {
    if (count > 0) return `${count} failure${count > 1 ? "s" : ""}`;
    const gaps = [...(this.#gaps.get(check) ?? [])];
    return gaps.length > 0 ? gaps.join("; ") : (this.#summaries.get(check) ?? "");
  }

  /**
   * @param {string} check
   * @returns {string[]} its sentences that do not hold, by number
   */
  #sentences(check) {
    const numberOf = (/** @type {string} */ sentence) => Number(sentence.split(".")[1]);
    return [...this.#failures.keys()]
      .filter((sentence) => sentence.startsWith(`${check}.`))
      .sort((left, right) => numberOf(left) - numberOf(right));
  }
}
