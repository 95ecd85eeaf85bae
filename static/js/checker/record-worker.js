/**
 * The worker that reads a record and checks it, with the help of others for the ballots.
 *
 * A message {number, act, argument} is answered with {number, value} or {number, problem}, and with
 * {number, progress} on the way. While one check runs, it can be held up and let go on.
 * @module
 */

import { fingerprintOf } from "../check/fingerprint.js";
import { checkRecord } from "../check/verify.js";
import { drawSome } from "../crypto/entropy.js";
import { startJudges } from "./judges.js";

/**
 * @typedef {Readonly<{
 *   blob: Blob, kept?: string, sample?: number, known: import("./memory.js").Known,
 * }>} Task sample: how many ballots are drawn to be tried, all if there is no number
 */

const PATIENCE = 100;

let release = () => {};
let open = Promise.resolve();

const acts = {
  /** @param {Blob} blob */
  fingerprint: (blob) => fingerprintOf(blob),

  /**
   * @param {Task} task
   * @param {(progress: unknown) => void} report
   */
  check({ blob, kept, sample, known }, report) {
    const progress = new Progress(report);
    return checkRecord(blob, {
      judges: startJudges,
      kept,
      known: new Map(known),
      gate: () => open,
      sample: sample === undefined ? undefined : (entries) => drawSome(entries, sample),
      remember: (index, faults) => progress.remember(index, faults),
      show: (stage, done, total, found) => progress.show(stage, done, total, found),
    });
  },

  pause() {
    open = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
  },

  resume: () => release(),
};

/** Tells the page how far the check is, a few times in a second. */
class Progress {
  #report;
  #last = 0;
  #stage = "";
  /** @type {import("./memory.js").Known} */
  #found = [];

  /** @param {(progress: unknown) => void} report */
  constructor(report) {
    this.#report = report;
  }

  /**
   * @param {number} index
   * @param {import("./memory.js").Faults} faults
   */
  remember(index, faults) {
    this.#found.push([index, faults]);
  }

  /**
   * @param {string} stage
   * @param {number} done
   * @param {number} total
   * @param {import("../check/report.js").Report} found
   */
  show(stage, done, total, found) {
    const now = performance.now();
    if (stage === this.#stage && done < total && now - this.#last < PATIENCE) return;
    [this.#stage, this.#last] = [stage, now];
    const failed = found.checksWith("fail");
    this.#report({ stage, done, total, failed, found: this.#found });
    this.#found = [];
  }
}

/** @param {MessageEvent<{ number: number, act: keyof typeof acts, argument: any }>} event */
onmessage = async ({ data: { number, act, argument } }) => {
  try {
    const report = (/** @type {unknown} */ progress) => postMessage({ number, progress });
    postMessage({ number, value: await acts[act](argument, report) });
  } catch (error) {
    const { name: code, message } = /** @type {Error} */ (error);
    postMessage({ number, problem: { code, message } });
  }
};

postMessage({ isReady: true });
