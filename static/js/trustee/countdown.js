/**
 * A bar that says how much time is left, from how fast it has gone so far.
 * @module
 */

import { words } from "./words.js";

// Milliseconds before a first guess, and between two of them.
const PATIENCE = 2000;

export class Countdown {
  #bar;
  #start = performance.now();
  #said = 0;
  #text = "";

  /** @param {import("../ui/progress.js").ProgressBar} bar */
  constructor(bar) {
    this.#bar = bar;
  }

  /** @param {{ done: number, total: number }} progress */
  onProgress = ({ done, total }) => {
    const now = performance.now();
    if (now - this.#start > PATIENCE && now - this.#said > PATIENCE && done > 0) {
      this.#said = now;
      const left = ((now - this.#start) / done) * (total - done);
      this.#text = words.unlock.left(left / 1000);
    }
    const counted = words.unlock.stages(done, total);
    this.#bar.show(done, total, this.#text === "" ? counted : `${counted}, ${this.#text}`);
  };
}

// Milliseconds for one proof at the default key size on an ordinary laptop, and its cores.
const ONE_PROOF = 9;

/**
 * @param {{ ballots: number, replaced: number, withdrawn: number, tests: number, totals: number }} recount
 * @param {number} contests
 * @returns {number} seconds that checking every proof will take, roughly
 */
export function estimatedSeconds({ ballots, replaced, withdrawn, tests, totals }, contests) {
  const workers = Math.max(1, (globalThis.navigator?.hardwareConcurrency ?? 1) - 1);
  const checked = ballots + replaced + withdrawn + tests;
  return (checked * (totals + contests) * ONE_PROOF) / workers / 1000;
}
