/**
 * How long the ballots will take, measured on the first few of them.
 * @module
 */

import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** Enough that some were judged together, as most will be. */
const MEASURED = 24;

export class Forecast {
  element = el("p", { class: "govuk-body", id: "estimate" });
  #begun = 0;
  #known = 0;
  #isMade = false;

  /** @param {number} ballots that were judged before and take no time */
  recall(ballots) {
    this.#known = ballots;
    this.element.textContent = words.goesOn(ballots);
  }

  /**
   * @param {number} done
   * @param {number} total
   */
  show(done, total) {
    if (this.#begun === 0) this.#begun = performance.now();
    const fresh = done - this.#known;
    if (this.#isMade || fresh < MEASURED) return;
    this.#isMade = true;
    const seconds = (performance.now() - this.#begun) / 1000;
    const rest = total - this.#known;
    const said = words.estimate(total, (seconds / fresh) * rest);
    this.element.textContent = this.#known > 0 ? `${words.goesOn(this.#known)} ${said}` : said;
  }
}
