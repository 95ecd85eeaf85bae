/**
 * Telling voters who are still choosing that voting closes soon. No request is made: the clock is
 * the device's, set right once by the server's.
 * @module
 */

import { byId, el } from "../ui/dom.js";
import { timeOfDay } from "../ui/times.js";
import { onLanguage } from "../ui/words.js";
import { words } from "./words.js";

const MINUTE = 60_000;
/** Minutes before the close at which something is said. */
const NOTICES = [15, 5, 1];

/**
 * @param {number} left milliseconds until the close
 * @returns {number | undefined} the notice in force: minutes, 0 once it is over, undefined while
 *   it is far
 */
export function noticeAt(left) {
  if (left <= 0) return 0;
  return NOTICES.filter((minutes) => left <= minutes * MINUTE).at(-1);
}

/**
 * @param {number} left milliseconds until the close
 * @returns {number | undefined} milliseconds until the notice changes
 */
export function untilNextNotice(left) {
  const next = [...NOTICES, 0].find((minutes) => left > minutes * MINUTE);
  return next === undefined ? undefined : left - next * MINUTE;
}

/** The banner above the booth. */
export class ClosingNotice {
  /** @type {number | undefined} */
  #timer;
  #isStopped = false;

  /**
   * @param {string} closes ISO 8601
   * @param {number} skew milliseconds the server's clock is ahead of the device's
   */
  constructor(closes, skew) {
    this.closes = closes;
    this.skew = skew;
    this.start();
    onLanguage(() => {
      if (!this.#isStopped) this.start();
    });
  }

  start() {
    this.#isStopped = false;
    clearTimeout(this.#timer);
    this.#update();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    byId("closing-soon").replaceChildren();
  }

  #update() {
    const left = Date.parse(this.closes) - (Date.now() + this.skew);
    const minutes = noticeAt(left);
    if (minutes !== undefined)
      this.#show(
        minutes === 0 ? words.closedMeanwhile : words.closesSoon(minutes, timeOfDay(this.closes)),
      );
    const wait = untilNextNotice(left);
    // Browsers keep longer waits in 32 bits; a day is woken up from early, which harms nothing.
    if (wait !== undefined)
      this.#timer = setTimeout(() => this.#update(), Math.min(wait + 50, 86_400_000));
  }

  /** @param {string} text */
  #show(text) {
    byId("closing-soon").replaceChildren(
      el("p", { class: "app-not-sent" }, el("strong", {}, text)),
    );
  }
}
